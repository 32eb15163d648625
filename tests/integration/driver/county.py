"""Units, places and appointments put straight into the database of a running server: for tests of
what stands on them."""
import sqlite3
import time

COUNTY, TOWN, VILLAGE, FAR_VILLAGE = (f'0192f0c1-0000-7000-8000-00000000000{n}' for n in range(1, 5))
ROOM = '0192f0c1-0000-7000-8000-0000000000a1'
ROLE_CLERK = 16

UNITS = [(COUNTY, None, '清河县'), (TOWN, COUNTY, '东山镇'), (VILLAGE, TOWN, '河东村'),
         (FAR_VILLAGE, COUNTY, '西岭村')]


class Database:
    """The server's own file; it waits for the server's transactions."""

    def __init__(self, server):
        self.path = next(server.data.glob('*.db'))

    def run(self, sql, *values):
        with sqlite3.connect(self.path, timeout=30) as database:
            rows = database.execute(sql, values).fetchall()
        database.close()
        return rows


def now_us():
    return time.time_ns() // 1000


def build_county(server):
    """A county, a town with a village, another village; a room in the village. The database."""
    database = Database(server)
    now = now_us()
    for position, (identity, parent, name) in enumerate(UNITS):
        database.run('INSERT INTO unit (id, parent_id, name, name_key, search_key, position, from_us,'
                     ' change, created_at_us, updated_at_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
                     identity, parent, name, name, name, position, now, position + 1, now, now)
    database.run('INSERT INTO place (id, unit_id, name, name_key, created_at_us, updated_at_us)'
                 ' VALUES (?, ?, ?, ?, ?, ?)', ROOM, VILLAGE, '活动室', '活动室', now, now)
    return database


def appoint_clerk(database, account_id, unit_id, number):
    """Clerk of a unit and below, by appointment alone."""
    database.run('INSERT INTO appointment (id, account_id, role, unit_id, appointed_by, appointed_at_us)'
                 ' VALUES (?, ?, ?, ?, ?, ?)', f'0192f0c1-0000-7000-8000-0000000000b{number}', account_id,
                 ROLE_CLERK, unit_id, account_id, now_us())
    database.run('UPDATE account SET appointed_roles = ? WHERE id = ?', ROLE_CLERK, account_id)
