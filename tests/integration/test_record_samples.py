"""Random samples for auditors: the server's draw against another one made from docs/attendance.md alone, the
ledger's entry, who is told, what is refused."""
import hashlib
import unicodedata

import pytest
from driver.api import Program, assert_problem
from driver.closed import closed_meeting
from driver.openapi import OpenApi
from driver.past import rows

OPENAPI = OpenApi()
SEED = '2026年第3季度 抽查'
N_PEOPLE = 40


@pytest.fixture(scope='module')
def meeting(server):
    return closed_meeting(server, [f'人{number}' for number in range(N_PEOPLE)])


@pytest.fixture
def admin(server):
    return Program(server, 'demo-admin')


def draw(seed, ids, count):
    """docs/attendance.md, "Random sample"."""
    seed = unicodedata.normalize('NFC', seed).strip()
    return sorted(ids, key=lambda one: hashlib.sha256((seed + one).encode()).digest())[:count]


def sample(client, path, status=200, **query):
    answer = client.get(path, params=query)
    assert answer.status_code == status, answer.text
    OPENAPI.check(answer)
    return answer.json()


def leaf_text(server, index):
    return rows(server, 'SELECT kind, subject_id, text FROM ledger_leaf WHERE leaf_index = ?', index)[0]


@pytest.mark.parametrize('seed, count', [(SEED, 7), ('x', 1), (' e\u0301 ', 39), ('ཤེས་རབ', 200)])
def test_anybody_draws_the_same(server, meeting, admin, seed, count):
    ids = [row['id'] for row in meeting.records(server)]
    expected = draw(seed, ids, count)
    path = f'registers/{meeting.register}/sample'
    drawn = sample(admin, path, seed=seed, count=count)
    assert [row['id'] for row in drawn['records']] == expected
    assert (drawn['population'], len(expected)) == (N_PEOPLE, min(count, N_PEOPLE))
    again = sample(admin, path, seed=drawn['seed'], count=count)
    assert again['records'] == drawn['records'] and again['leaf'] > drawn['leaf']
    year = sample(admin, 'records/sample', seed=seed, count=count, year=drawn['records'][0]['year'])
    assert year['records'] == drawn['records']
    assert sample(admin, 'records/sample', seed=seed, count=count, year=2001)['records'] == []


def test_the_draw_is_in_the_ledger(server, meeting, admin):
    drawn = sample(admin, f'registers/{meeting.register}/sample', count=3)
    assert len(drawn['seed']) == 32 and int(drawn['seed'], 16) > 0
    leaf = leaf_text(server, drawn['leaf'])
    assert (leaf['kind'], leaf['subject_id']) == ('sample', meeting.register)
    lines = dict(line.split(' ', 1) for line in leaf['text'].splitlines())
    assert lines['tongping-sample'] == '1' and lines['seed'] == drawn['seed']
    assert (lines['register'], lines['year'], lines['units'], lines['of']) == (meeting.register, '-', '-', str(N_PEOPLE))
    assert lines['records'].split(',') == [row['id'] for row in drawn['records']]
    assert lines['by'].split(' ')[0] == rows(server, "SELECT id FROM account WHERE name = 'demo-admin'")[0]['id']
    other = sample(admin, f'registers/{meeting.register}/sample', count=3)
    assert other['seed'] != drawn['seed']


def test_who_is_in_it_can_see_who_looked(server, meeting):
    """A person counts once a day for each reader, so this one is an auditor who has not looked yet."""
    auditor = Program(server, 'demo-auditor')
    account = rows(server, "SELECT id FROM account WHERE name = 'demo-auditor'")[0]['id']
    drawn = sample(auditor, f'registers/{meeting.register}/sample', seed=SEED, count=5)
    noted = rows(server, 'SELECT member_id FROM record_read WHERE reader_id = ?', account)
    assert {row['member_id'] for row in noted} == {row['member_id'] for row in drawn['records']}
    audit = rows(server, "SELECT * FROM audit WHERE action = 'record.sample' ORDER BY id DESC LIMIT 1")[0]
    assert (audit['actor_id'], audit['target']) == (account, meeting.register)


def test_a_part_of_the_tree(server, meeting, admin):
    record = meeting.records(server)[0]
    part = sample(admin, 'records/sample', seed=SEED, count=200, unit=record['unit_id'])
    assert part['population'] == N_PEOPLE
    assert f"units {record['unit_id']}\n" in leaf_text(server, part['leaf'])['text']
    empty = rows(server, 'SELECT id FROM unit WHERE id != ? AND parent_id NOT NULL AND NOT EXISTS'
                         ' (SELECT 1 FROM unit AS below WHERE below.parent_id = unit.id) LIMIT 1', record['unit_id'])
    none = sample(admin, 'records/sample', seed=SEED, count=200, unit=empty[0]['id'])
    assert (none['population'], none['records']) == (0, [])
    assert 'records -\n' in leaf_text(server, none['leaf'])['text']


@pytest.mark.parametrize('query', [{}, {'count': 0}, {'count': 201}, {'count': 'x'}, {'count': 3, 'seed': ''},
                                   {'count': 3, 'seed': 'x' * 65}, {'count': 3, 'seed': 'a\nb'}])
def test_refused(meeting, admin, query):
    assert_problem(admin.get(f'registers/{meeting.register}/sample', params=query), 400, 'invalid')
    assert_problem(admin.get('records/sample', params=query), 400, 'invalid')


def test_nowhere(meeting, server, admin):
    assert_problem(admin.get('registers/x/sample', params={'count': 1}), 404, 'not_found')
    assert_problem(admin.get('records/sample', params={'count': 1, 'unit': 'x'}), 400, 'invalid')
    member = Program(server, 'demo-member')
    assert_problem(member.get(f'registers/{meeting.register}/sample', params={'count': 1}), 403, 'forbidden')
