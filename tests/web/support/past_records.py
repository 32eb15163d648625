#!/usr/bin/python3
"""Two events of some days ago for the member of an account, in the data folder of a demonstration that does not run:
past_records.py DATA [ACCOUNT]. When the server starts again it closes both registers: the member was in half of a
meeting, and watched a recording of it later."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / 'integration'))

from driver.past import HOUR_US, MS, Past, days_ago  # noqa: E402

MINUTE_MS = 60000


def person_of(past, account):
    """What a register's snapshot says of somebody."""
    row = past.one('SELECT member.id, member.name, member.kind_id, unit.id AS unit_id, unit.name AS unit_name FROM account'
                   ' JOIN member ON member.id = account.member_id JOIN membership ON membership.member_id = member.id'
                   ' JOIN unit ON unit.id = membership.unit_id WHERE account.id = ? AND is_home = 1', account)
    return {**dict(row), 'group_id': row['unit_id'], 'group_name': row['unit_name']}


def add(past, account):
    person = person_of(past, account)
    member = person.pop('id')
    past.database.execute('PRAGMA foreign_keys = OFF')
    for days, title, spans in ((6, '全县防汛工作会议', [(0, 40 * MINUTE_MS)]), (4, '党课：乡村振兴', [(5 * MINUTE_MS, 30 * MINUTE_MS)])):
        began = days_ago(days)
        meeting = past.meeting(began, 60 * MINUTE_MS)
        register = past.register('meeting', meeting, began, began + HOUR_US, title=title, type_id='lecture')
        past.person(register, member=member, account=account, **person)
        start = began + spans[0][0] * MS
        past.log.play(past.viewing(start, meeting, who='account', owner=account), start, spans)
        if days == 6:
            later = began + 2 * HOUR_US
            viewing = past.viewing(later, meeting, 'recording', who='account', owner=account)
            past.log.play(viewing, later, [(45 * MINUTE_MS, 55 * MINUTE_MS)])


def main():
    past = Past(pathlib.Path(sys.argv[1]))
    name = sys.argv[2] if len(sys.argv) > 2 else 'demo-member'
    add(past, past.one('SELECT id FROM account WHERE name = ?', name)['id'])
    past.done()


if __name__ == '__main__':
    main()
