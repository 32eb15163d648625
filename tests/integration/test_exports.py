"""Exports of the roster: two persons, once, for a day; what is in the files; back in by an import."""
import concurrent.futures
import csv
import io
import json
import pathlib
import sqlite3
import urllib.parse

import openpyxl
import pytest
from driver.api import Browser, Program, assert_problem, signed_in
from driver.openapi import OpenApi
from driver.seat import Seat
from driver.waiting import wait_until

PASSWORD = 'a long enough password 1'
DAY_US = 24 * 3600 * 1000000
NUMBERS = ['姓名', '性别', '类别', '身份证号', '手机号', '所在党支部', '外部编号']
BARE = ['姓名', '性别', '类别', '所在党支部', '外部编号']
UNITS = ['上级组织', '组织名称', '层级', '代码', '外部编号']


def identity_number(sequence):
    """GB 11643: the check digit of ISO 7064 MOD 11-2."""
    body = f'110101199003{sequence // 1000 % 28 + 1:02d}{sequence % 1000:03d}'
    total = sum(int(digit) * 2 ** (17 - i) for i, digit in enumerate(body))
    return body + '10X98765432'[total % 11]


def person(sequence, unit, **more):
    return {'external_id': f'e-{unit}-{sequence}', 'name': f'王小明{sequence}', 'unit_external_id': unit,
            'identity_number': identity_number(sequence), 'phone': f'138{sequence:08d}', **more}


class Roster:
    """县 (external id "county") with 东 (3 people, one of them with odd texts) and 西 (201 people), each
    with a 第一支部 of one."""

    def __init__(self, server):
        self.server = server
        self.admin = Program(server, 'demo-admin')
        self.auditor = Program(server, 'demo-auditor')
        self.sync('units', [
            {'external_id': 'county', 'name': '县'},
            {'external_id': 'east', 'parent_external_id': 'county', 'name': '东', 'code': '150000000001'},
            {'external_id': 'west', 'parent_external_id': 'county', 'name': '西'},
            *({'external_id': f'{side}-first', 'parent_external_id': side, 'name': '第一支部'}
              for side in ('east', 'west'))])
        self.sync('members', [
            person(1, 'east', gender='female'),
            person(2, 'east', gender='male', kind_id='probationary'),
            {'external_id': '=cmd', 'name': '@SUM(1+1)', 'unit_external_id': 'east'}])
        self.sync('members', [person(1000 + i, 'west') for i in range(201)])
        self.sync('members', [person(2000, 'east-first'), person(2001, 'west-first')])
        self.units = {row.get('external_id'): row['id'] for row in self.admin.get('units').json()}

    def sync(self, kind, rows):
        answer = self.admin.post(f'roster/{kind}', json={kind: rows})
        assert answer.status_code == 200, answer.text
        assert all(row['outcome'] == 'created' for row in answer.json()), answer.json()

    def ask(self, who, unit=None, kind='members', file_format='csv', numbers=False, **more):
        body = {'kind': kind, 'format': file_format, 'with_numbers': numbers, **more}
        if unit:
            body['unit_id'] = self.units[unit]
        return who.post('exports', json=body)

    def asked(self, *arguments, state='ready', **more):
        answer = self.ask(*arguments, **more)
        assert answer.status_code == 201, answer.text
        assert answer.json()['state'] == state, answer.json()
        return answer.json()

    def allowed(self, *arguments, **more):
        row = self.asked(*arguments, state='waiting', numbers=True, **more)
        assert decide(self.auditor, row).json()['state'] == 'ready'
        return row

    def clerk(self, name, unit):
        made = self.admin.post('accounts', json={'name': name, 'display_name': name, 'password': PASSWORD,
                                                 'roles': ['member']})
        assert made.status_code == 201, made.text
        appointed = self.admin.post('appointments', json={'account_id': made.json()['id'], 'role': 'clerk',
                                                          'unit_id': self.units[unit]})
        assert appointed.status_code == 201, appointed.text
        return signed_in(self.server, name, PASSWORD)

    def database(self, sql, *values):
        with sqlite3.connect(self.server.data / 'tongping.db', timeout=10) as database:
            return database.execute(sql, values).fetchall()


@pytest.fixture(scope='module')
def roster(server):
    return Roster(server)


@pytest.fixture(scope='module')
def openapi():
    return OpenApi()


def decide(who, row, allow=True):
    return who.post(f'exports/{row["id"]}/decision', json={'allow': allow})


def take(who, row):
    return who.get(f'exports/{row["id"]}/file')


def taken(who, row):
    answer = take(who, row)
    assert answer.status_code == 200, answer.text
    return answer


def csv_rows(answer):
    return list(csv.reader(io.StringIO(answer.content.decode('utf-8-sig'), newline='')))


def xlsx_rows(answer):
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()], sheet


def state_of(who, row):
    return next(one['state'] for one in who.get('exports').json() if one['id'] == row['id'])


# ---- two persons ----

def test_few_people_without_numbers_at_once(roster, openapi):
    asked = roster.ask(roster.admin, 'east')
    openapi.check(asked)
    row = asked.json()
    assert (row['state'], row['rows'], row['mine'], row['unit_name']) == ('ready', 4, True, '东')
    answer = taken(roster.admin, row)
    rows = csv_rows(answer)
    assert rows[0] == BARE
    assert rows[1:4] == [["'@SUM(1+1)", '', '正式党员', '县/东', "'=cmd"],
                        ['王小明1', '女', '正式党员', '县/东', 'e-east-1'],
                        ['王小明2', '男', '预备党员', '县/东', 'e-east-2']]


def test_many_people_or_numbers_wait(roster):
    for arguments in ({'unit': 'west'}, {'unit': 'east', 'numbers': True}, {}):
        row = roster.asked(roster.admin, state='waiting', **arguments)
        assert_problem(take(roster.admin, row), 409, 'conflict')
        assert state_of(roster.admin, row) == 'waiting'


def test_nobody_allows_his_own(roster):
    row = roster.asked(roster.admin, 'east', state='waiting', numbers=True)
    refused = decide(roster.admin, row)
    assert_problem(refused, 403, 'forbidden')
    assert 'somebody else' in refused.json()['detail']
    assert state_of(roster.admin, row) == 'waiting'


def test_allowed_and_taken_once(roster, openapi):
    row = roster.asked(roster.admin, 'east', state='waiting', numbers=True, reason='年报')
    seen = next(one for one in roster.auditor.get('exports').json() if one['id'] == row['id'])
    assert (seen['mine'], seen['reason'], seen['asked_by']) == (False, '年报', '示例管理员')
    decision = decide(roster.auditor, row)
    openapi.check(decision)
    assert decision.json()['decided_by'] == '示例督查员'
    assert_problem(decide(roster.auditor, row, allow=False), 409, 'conflict')
    assert_problem(take(roster.auditor, row), 404, 'not_found')  # the asker only
    answer = taken(roster.admin, row)
    assert answer.headers['Cache-Control'] == 'no-store'
    second = take(roster.admin, row)
    assert_problem(second, 409, 'conflict')
    assert 'taken already' in second.json()['detail']
    assert state_of(roster.auditor, row) == 'taken'


def test_two_at_once_get_one_file(roster):
    row = roster.allowed(roster.admin, 'west')
    clients = [Program(roster.server, 'demo-admin') for _ in range(6)]
    with concurrent.futures.ThreadPoolExecutor(len(clients)) as pool:
        statuses = list(pool.map(lambda client: take(client, row).status_code, clients))
    assert sorted(statuses) == [200] + [409] * 5


def test_looking_is_not_taking(roster):
    row = roster.allowed(roster.admin, 'east')
    head = roster.admin.head(f'exports/{row["id"]}/file')
    assert head.status_code == 200 and not head.content
    assert state_of(roster.admin, row) == 'ready'
    assert taken(roster.admin, row).content
    assert roster.admin.head(f'exports/{row["id"]}/file').status_code == 409


def test_refused(roster):
    row = roster.asked(roster.admin, 'west', state='waiting')
    assert decide(roster.auditor, row, allow=False).json()['state'] == 'refused'
    answer = take(roster.admin, row)
    assert_problem(answer, 409, 'conflict')
    assert 'refused' in answer.json()['detail']


def test_its_time_ends(roster):
    row = roster.allowed(roster.admin, 'east')
    waiting = roster.asked(roster.admin, 'west', state='waiting')
    for one in (row, waiting):
        roster.database('UPDATE export SET expires_at_us = expires_at_us - ? WHERE id = ?',
                        8 * DAY_US, one['id'])
        assert state_of(roster.admin, one) == 'expired'
    answer = take(roster.admin, row)
    assert_problem(answer, 409, 'conflict')
    assert 'its time is over' in answer.json()['detail']
    assert_problem(decide(roster.auditor, waiting), 409, 'conflict')


def test_grown_beyond_what_one_may_have_alone(roster):
    roster.sync('units', [{'external_id': 'grows', 'parent_external_id': 'county', 'name': '长'}])
    roster.units.update((row.get('external_id'), row['id']) for row in roster.admin.get('units').json())
    row = roster.asked(roster.admin, 'grows')
    roster.sync('members', [person(3000 + i, 'grows') for i in range(201)])
    answer = take(roster.admin, row)
    assert_problem(answer, 409, 'conflict')
    assert '201 people' in answer.json()['detail']


def test_open_exports_are_bounded(roster):
    clerk = roster.clerk('export-many', 'east')
    for _ in range(20):
        roster.asked(clerk, 'east')
    answer = roster.ask(clerk, 'east')
    assert_problem(answer, 409, 'conflict')


# ---- whose ----

def test_foreign_units(roster):
    clerk = roster.clerk('export-east', 'east')
    for unit in ('west', 'county', None):
        assert_problem(roster.ask(clerk, unit), 404, 'not_found')
    missing = clerk.post('exports', json={'kind': 'members', 'format': 'csv', 'with_numbers': False,
                                          'unit_id': '0192f0c1-2345-7abc-8def-0123456789ab'})
    assert_problem(missing, 404, 'not_found')
    assert missing.json() == roster.ask(clerk, 'west').json()
    theirs = roster.allowed(roster.admin, 'west')
    assert theirs['id'] not in [one['id'] for one in clerk.get('exports').json()]
    foreign, never = take(clerk, theirs), clerk.get('exports/0192f0c1-2345-7abc-8def-0123456789ab/file')
    assert_problem(foreign, 404, 'not_found')
    assert foreign.json() == never.json()
    assert_problem(decide(clerk, theirs), 403, 'forbidden')  # no role for it at all
    rows = csv_rows(taken(clerk, roster.asked(clerk, 'east')))
    assert [cells[3] for cells in rows] == ['所在党支部', '东', '东', '东', '东/第一支部']  # nothing above is told


def test_taken_away_between_asking_and_taking(roster):
    clerk = roster.clerk('export-gone', 'east')
    row = roster.asked(clerk, 'east')
    roster.database("UPDATE appointment SET ended_at_us = 1 WHERE account_id ="
                    " (SELECT id FROM account WHERE name = 'export-gone')")
    assert take(clerk, row).status_code in (403, 404)


def test_numbers_only_for_who_may_see_them(roster):
    answer = roster.ask(roster.auditor, 'east', numbers=True)
    assert_problem(answer, 403, 'forbidden')
    row = roster.asked(roster.auditor, 'west', state='waiting')  # without them; not allowed by himself
    assert_problem(decide(roster.auditor, row), 403, 'forbidden')
    assert decide(roster.admin, row).status_code == 200
    assert csv_rows(taken(roster.auditor, row))[0] == BARE


# ---- what is in it ----

def test_numbers_are_text_in_xlsx(roster):
    row = roster.allowed(roster.admin, 'east', file_format='xlsx')
    answer = taken(roster.admin, row)
    rows, sheet = xlsx_rows(answer)
    assert rows[0] == NUMBERS
    assert sheet.freeze_panes == 'A2' and sheet.title == '人员'
    first = rows[[cells[0] for cells in rows].index('王小明1')]
    assert first[3:5] == [identity_number(1), '13800000001']
    assert [cell.data_type for cell in sheet[3]] == ['s'] * 7
    assert [cell.number_format for cell in sheet[3]] == ['@'] * 7
    odd = rows[[cells[0] for cells in rows].index('@SUM(1+1)')]
    assert odd[6] == '=cmd'
    assert not any(cell.data_type == 'f' for cells in sheet.iter_rows() for cell in cells)


def test_formulas_are_guarded_in_csv(roster):
    answer = taken(roster.admin, roster.asked(roster.admin, 'east'))
    assert answer.content.startswith(b'\xef\xbb\xbf') and b'\r\n' in answer.content
    cells = [cell for row in csv_rows(answer) for cell in row]
    assert "'@SUM(1+1)" in cells and "'=cmd" in cells
    assert not any(cell.startswith(('=', '+', '-', '@', '\t', '\r')) for cell in cells)


def test_units(roster, openapi):
    row = roster.asked(roster.admin, 'county', kind='units', file_format='xlsx')
    answer = taken(roster.admin, row)
    rows, _ = xlsx_rows(answer)
    assert rows[0] == UNITS
    assert rows[1] == [None, '县', None, None, 'county']
    assert ['县', '东', None, '150000000001', 'east'] in rows
    refused = roster.ask(roster.admin, 'county', kind='units', numbers=True)
    assert_problem(refused, 400, 'invalid')
    openapi.check(refused)


def test_name_of_the_file(roster):
    answer = taken(roster.admin, roster.asked(roster.admin, 'east', file_format='xlsx'))
    assert answer.headers['Content-Type'] == \
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    kind, plain, encoded = answer.headers['Content-Disposition'].split('; ')
    assert kind == 'attachment' and plain.startswith('filename="members-') and plain.endswith('.xlsx"')
    assert encoded.startswith("filename*=UTF-8''")
    name = urllib.parse.unquote(encoded.removeprefix("filename*=UTF-8''"))
    assert name.startswith('人员-东-') and name.endswith('.xlsx')


# ---- back in ----

def read_import(client, number):
    answer = client.get(f'imports/{number}')
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize('file_format', ['csv', 'xlsx'])
@pytest.mark.parametrize('kind', ['members', 'units'])
@pytest.mark.parametrize('unit', [None, 'county', 'east-first'])
def test_comes_back_without_a_change(roster, unit, kind, file_format):
    if kind == 'members':
        row = roster.allowed(roster.admin, unit, file_format=file_format)
    else:
        row = roster.asked(roster.admin, unit, kind='units', file_format=file_format)
    file = taken(roster.admin, row).content
    made = roster.admin.post('imports', params={'kind': kind, 'name': f'x.{file_format}'}, data=file,
                             headers={'Content-Type': 'application/octet-stream'})
    assert made.status_code == 201, made.text
    number = made.json()['id']
    wait_until(lambda: read_import(roster.admin, number)['state'] != 'reading', 'the import is read')
    state = read_import(roster.admin, number)
    assert state['state'] == 'ready', state
    counts = state['counts']
    wrong = roster.admin.get(f'imports/{number}/rows', params={'outcome': 'wrong'}).json()
    changed = roster.admin.get(f'imports/{number}/rows', params={'outcome': 'changed'}).json()
    assert (counts['created'], counts['changed'], counts['wrong']) == (0, 0, 0), (wrong, changed)
    assert counts['same'] == row['rows'] > 0
    assert roster.admin.delete(f'imports/{number}').status_code == 204


# ---- who is told, what is written down ----

def test_news(roster):
    with Seat(roster.server, token='demo-auditor') as auditor, \
            Seat(roster.server, token='demo-admin') as admin:
        auditor.hello()
        admin.hello()
        row = roster.asked(roster.admin, 'west', state='waiting')
        notice = auditor.receive_type('notice')
        assert (notice['kind'], notice['subject']) == ('export.asked', row['id'])
        decide(roster.auditor, row)
        notice = admin.receive_type('notice')
        assert (notice['kind'], notice['subject']) == ('export.decided', row['id'])


def test_audit(roster):
    row = roster.allowed(roster.admin, 'east')
    taken(roster.admin, row)
    entries = [(entry['action'], entry['actor_name'], entry.get('detail'))
               for entry in roster.admin.get('audit').json() if entry.get('target') == row['id']]
    assert [entry[:2] for entry in reversed(entries)] == [
        ('export.ask', 'demo-admin'), ('export.decide', 'demo-auditor'), ('export.take', 'demo-admin')]
    details = [detail if isinstance(detail, dict) else json.loads(detail) for *_, detail in entries]
    assert all(detail['rows'] == 4 and detail['with_numbers'] is True for detail in details)


def test_numbers_are_nowhere_in_clear(roster):
    taken(roster.admin, roster.allowed(roster.admin, 'east', file_format='xlsx'))
    secrets = [identity_number(1).encode(), b'13800000001']
    for path in [roster.server.log, *pathlib.Path(roster.server.data).rglob('*')]:
        if path.is_file():
            content = path.read_bytes()
            assert not any(secret in content for secret in secrets), path


def test_nobody_else_could_allow(roster, yard):
    assert roster.units
    server = yard.start('alone', demo=True)
    lonely = Roster(server)
    with sqlite3.connect(server.data / 'tongping.db', timeout=10) as database:
        database.execute("UPDATE account SET locked = 1 WHERE name = 'demo-auditor'")
    answer = lonely.ask(lonely.admin, 'east', numbers=True)
    assert_problem(answer, 409, 'conflict')
    assert 'appoint an auditor' in answer.json()['detail']


def test_who_may_not(roster):
    member = Program(roster.server, 'demo-member')
    assert_problem(member.get('exports'), 403, 'forbidden')
    assert_problem(roster.ask(Browser(roster.server), 'east'), 401, 'unauthenticated')
