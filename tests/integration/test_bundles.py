"""Bundles and receipts by the API: who may, the second person, what outsiders say of them."""
import io
import json
import zipfile

import pytest
from driver.api import Program, assert_problem
from driver.past import HOUR_US, days_ago, past_of, rows
from driver.server import run_verb
from driver.waiting import wait_until

MANY = 501  # more than one may take alone
CLOSED_WITHIN_S = 120


def is_signed(server):
    newest = rows(server, 'SELECT max(leaf) AS leaf, count(*) AS n FROM record')[0]
    heads = rows(server, 'SELECT max(size) AS size FROM ledger_checkpoint')[0]
    open_ones = rows(server, 'SELECT 1 FROM register WHERE closed_at_us IS NULL')
    return newest['n'] > 0 and not open_ones and heads['size'] > newest['leaf']


@pytest.fixture(scope='module')
def county(module_yard):
    """A server with the closed registers of a small and a large meeting; server.small, server.large."""
    server = module_yard.start()
    assert server.stop() == 0
    with past_of(server) as past:
        own = past.one("SELECT member_id FROM account WHERE name = 'demo-member'")['member_id']
        began = days_ago(5)
        server.small, server.large = (
            past.register('meeting', past.meeting(at, 60000), at, at + HOUR_US) for at in (began, began + 2 * HOUR_US))
        past.person(server.small, member=own)
        past.person(server.small)
        for _ in range(MANY):
            past.person(server.large)
        server.unit, server.own = past.unit['id'], own
    server.start()
    wait_until(lambda: is_signed(server), 'the records are signed', CLOSED_WITHIN_S)
    return server


def people(server):
    return Program(server, 'demo-admin'), Program(server, 'demo-auditor')


def leaves(server, kind):
    return [row['text'] for row in rows(server, 'SELECT text FROM ledger_leaf WHERE kind = ? ORDER BY leaf_index', kind)]


def check(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    done = run_verb('verify', path)
    assert done.returncode == 0, done
    return done.stdout


def test_a_register_as_a_file(county, tmp_path):
    admin, auditor = people(county)
    asked = admin.post('bundles', json={'register_id': county.small, 'reason': '交巡视组'})
    assert asked.status_code == 201, asked.text
    row = asked.json()
    assert (row['kind'], row['format'], row['state'], row['rows']) == ('records', 'zip', 'ready', 2)
    assert row['register_id'] == county.small
    assert_problem(auditor.get(f'exports/{row["id"]}/file'), 404, 'not_found')
    assert admin.head(f'exports/{row["id"]}/file').status_code == 200  # takes nothing
    taken = admin.get(f'exports/{row["id"]}/file')
    assert taken.status_code == 200 and taken.headers['Content-Type'] == 'application/zip'
    assert "filename*=UTF-8''" in taken.headers['Content-Disposition']
    assert '2 as signed, 0 not' in check(tmp_path, 'bundle.zip', taken.content)
    names = zipfile.ZipFile(io.BytesIO(taken.content)).namelist()
    assert '核验说明.txt' in names and 'keys' in names
    assert_problem(admin.get(f'exports/{row["id"]}/file'), 409, 'conflict')  # once
    leaf = leaves(county, 'export')[-1]
    assert f'id {row["id"]}\nkind records\nunit -\nregister {county.small}\nrows 2\n' in leaf
    assert '\nallowed -\n' in leaf
    # everybody who is named can see who looked
    assert any(f'member {county.own}\n' in text for text in leaves(county, 'read'))
    assert Program(county, 'demo-member').get('me/readers').json()
    assert not list((county.data / 'bundle').iterdir())


def test_many_people_need_a_second_person(county, tmp_path):
    admin, auditor = people(county)
    row = admin.post('bundles', json={'register_id': county.large}).json()
    assert (row['state'], row['rows']) == ('waiting', MANY)
    assert_problem(admin.get(f'exports/{row["id"]}/file'), 409, 'conflict')
    assert_problem(admin.post(f'exports/{row["id"]}/decision', json={'allow': True}), 403, 'forbidden')
    assert auditor.post(f'exports/{row["id"]}/decision', json={'allow': True}).status_code == 200
    taken = admin.get(f'exports/{row["id"]}/file')
    assert taken.status_code == 200, taken.text
    assert f'{MANY} as signed, 0 not' in check(tmp_path, 'bundle.zip', taken.content)
    leaf = leaves(county, 'export')[-1]
    assert f'\nrows {MANY}\n' in leaf and '\nallowed -\n' not in leaf
    seen = {row['member_id'] for row in rows(county, 'SELECT member_id FROM record_read')}
    assert {row['member_id'] for row in rows(county, 'SELECT member_id FROM record WHERE register_id = ?', county.large)} <= seen
    actions = [one['action'] for one in admin.get('audit').json()]
    assert {'export.ask', 'export.decide', 'export.take'} <= set(actions)


def test_records_one_by_one(county, tmp_path):
    admin, _auditor = people(county)
    ids = [row['id'] for row in rows(county, 'SELECT id FROM record WHERE register_id = ?', county.large)[:3]]
    row = admin.post('bundles', json={'record_ids': [*ids, ids[0]]}).json()
    assert (row['state'], row['rows']) == ('ready', 3)
    taken = admin.get(f'exports/{row["id"]}/file')
    assert '3 as signed, 0 not' in check(tmp_path, 'bundle.zip', taken.content)
    nobody = '00000000-0000-4000-8000-000000000000'
    assert_problem(admin.post('bundles', json={'record_ids': [ids[0], nobody]}), 404, 'not_found')
    assert_problem(admin.post('bundles', json={'register_id': nobody}), 404, 'not_found')
    for wrong in ({}, {'register_id': county.small, 'record_ids': ids}, {'record_ids': ['x']}, {'register_id': 'x'},
                  {'record_ids': ids, 'unit_id': county.unit}, {'record_ids': [nobody] * 501}):
        assert_problem(admin.post('bundles', json=wrong), 400, 'invalid')
    assert Program(county, 'demo-member').post('bundles', json={'register_id': county.small}).status_code == 403


def test_a_roster_export_is_a_leaf_too(county):
    admin, _auditor = people(county)
    row = admin.post('exports', json={'kind': 'units', 'format': 'csv', 'with_numbers': False}).json()
    assert admin.get(f'exports/{row["id"]}/file').status_code == 200
    assert f'id {row["id"]}\nkind units\n' in leaves(county, 'export')[-1]


def test_receipts(county, tmp_path):
    admin, _auditor = people(county)
    member = Program(county, 'demo-member')
    own = member.get('me/records').json()[0]['id']
    other = rows(county, 'SELECT id FROM record WHERE register_id = ?', county.large)[0]['id']
    for client, path in ((member, f'me/records/{own}/receipt'), (member, f'records/{own}/receipt'),
                         (admin, f'records/{other}/receipt')):
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        assert answer.headers['Content-Disposition'].startswith('attachment; filename="receipt-')
        assert answer.text.startswith('tongping-receipt 1\n')
        assert check(tmp_path, 'receipt.txt', answer.content).startswith('yes ')
    assert_problem(member.get(f'me/records/{other}/receipt'), 404, 'not_found')
    assert_problem(member.get(f'records/{other}/receipt'), 404, 'not_found')
    assert_problem(admin.get(f'me/records/{other}/receipt'), 404, 'not_found')
    detail = json.loads(rows(county, "SELECT detail FROM audit WHERE action = 'export.take' ORDER BY id DESC")[0]['detail'])
    assert 'rows' in detail
