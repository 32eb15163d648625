"""Accounts of members for benchmarks, written into the database of a server that stands still."""

import hashlib
import secrets
import time

US = 1_000_000
TOKEN_HOURS = 12


def new_id():
    text = secrets.token_hex(16)
    return f"{text[:8]}-{text[8:12]}-7{text[13:16]}-8{text[17:20]}-{text[20:]}"


def copy_row(database, table, changes, where=""):
    """A row like one that is there: the tables may get columns, this stays."""
    cursor = database.execute(f"SELECT * FROM {table} {where} LIMIT 1")
    names = [column[0] for column in cursor.description]
    row = dict(zip(names, cursor.fetchone()))
    row.update(changes)
    marks = ", ".join("?" * len(names))
    database.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})",
                     [row[name] for name in names])


def make_accounts(database, count):
    """A bearer token of each."""
    now, tokens = time.time_ns() // 1000, []
    for index in range(count):
        account, member, token = new_id(), new_id(), secrets.token_urlsafe(32)
        copy_row(database, "member", {"id": member})
        copy_row(database, "account", {"id": account, "name": f"bench-{index}",
                                       "name_key": f"bench-{index}", "member_id": member})
        database.execute(
            "INSERT INTO bearer VALUES (?, ?, ?, 'bench', ?, ?, NULL, NULL)",
            (new_id(), account, hashlib.sha256(token.encode()).digest(), now,
             now + TOKEN_HOURS * 3600 * US))
        tokens.append(token)
    return tokens
