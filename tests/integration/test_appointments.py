"""Appointments over the API: how far they reach, that they count at once and are gone at once."""
import itertools

import pytest
from driver.api import Program, assert_problem, signed_in
from driver.seat import Seat
from driver.waiting import wait_until

PASSWORD = 'a long enough password 1'
NOWHERE = '01990000-0000-7000-8000-000000000000'
COUNT = itertools.count(1)


@pytest.fixture(scope='module')
def admin(server):
    return Program(server, 'demo-admin')


def made(answer):
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


@pytest.fixture
def tree(admin):
    """county > (town > village), other; ids by name."""
    units = {}
    for name, parent in (('county', None), ('town', 'county'), ('village', 'town'), ('other', 'county')):
        body = {'name': f'{name}{next(COUNT)}', **({'parent_id': units[parent]} if parent else {})}
        units[name] = made(admin.post('units', json=body))['id']
    return units


@pytest.fixture
def person(server, admin):
    """Makes accounts without any power; each is signed in by a browser."""
    def make():
        name = f'person-{next(COUNT)}'
        account = made(admin.post('accounts', json={
            'name': name, 'display_name': f'王{name}', 'password': PASSWORD, 'roles': ['member']}))
        browser = signed_in(server, name, PASSWORD)
        browser.account = account['id']
        browser.name = name
        return browser
    return make


def appoint(client, who, role, **where):
    return client.post('appointments', json={'account_id': who.account, 'role': role, **where})


def visible(client):
    answer = client.get('units')
    return {row['id'] for row in answer.json()} if answer.status_code == 200 else answer.status_code


def test_a_clerk_of_a_town_sees_the_town_and_what_is_below(admin, tree, person):
    clerk = person()
    assert visible(clerk) == 403
    row = made(appoint(admin, clerk, 'clerk', unit_id=tree['town']))
    assert (row['account_id'], row['account_name'], row['role']) == (clerk.account, clerk.name, 'clerk')
    assert row['unit_id'] == tree['town'] and row['unit_name'].startswith('town')
    assert row['appointed_by'] == '示例管理员' and row['appointed_at']
    assert visible(clerk) == {tree['town'], tree['village']}
    assert clerk.get('session').json()['account']['roles'] == ['clerk', 'member']
    below = made(clerk.post('places', json={'unit_id': tree['village'], 'name': '活动室'}))
    assert below['unit_id'] == tree['village']
    assert_problem(clerk.post('places', json={'unit_id': tree['other'], 'name': '活动室'}), 404, 'not_found')
    assert_problem(clerk.post('places', json={'unit_id': tree['county'], 'name': '活动室'}), 404, 'not_found')
    # What a role by appointment never gives: the installation.
    assert_problem(clerk.get('audit'), 403, 'forbidden')


def test_an_administrator_of_a_town_appoints_within_it(admin, tree, person):
    head, clerk, stranger = person(), person(), person()
    made(appoint(admin, head, 'administrator', unit_id=tree['town']))
    made(appoint(admin, clerk, 'clerk', unit_id=tree['village']))
    made(appoint(admin, stranger, 'clerk', unit_id=tree['other']))

    row = made(appoint(head, clerk, 'auditor', unit_id=tree['village']))  # known: is appointed there
    assert {found['id'] for found in head.get('appointments').json()} >= {row['id']}
    assert visible(clerk) == {tree['village']}

    unknown = {'account_id': NOWHERE, 'role': 'clerk', 'unit_id': tree['village']}
    refusals = [head.post('appointments', json=unknown), appoint(head, stranger, 'clerk', unit_id=tree['village']),
                appoint(head, clerk, 'clerk', unit_id=tree['other']),
                appoint(head, clerk, 'clerk', unit_id=tree['county']),
                appoint(head, clerk, 'clerk', unit_id=NOWHERE),
                appoint(head, clerk, 'interpreter', event_id=NOWHERE)]
    for refusal in refusals:
        assert_problem(refusal, 404, 'not_found')
    assert len({refusal.text for refusal in refusals}) == 1
    assert_problem(head.get('accounts'), 403, 'forbidden')

    foreign = next(found['id'] for found in admin.get('appointments', params={'unit': tree['other']}).json())
    for number in (foreign, NOWHERE):
        assert_problem(head.delete(f'appointments/{number}'), 404, 'not_found')
    assert head.delete(f'appointments/{row["id"]}').status_code == 204
    assert_problem(head.delete(f'appointments/{row["id"]}'), 404, 'not_found')


def test_two_levels_of_reach(admin, tree, person):
    head, village, other = person(), person(), person()
    rows = {name: made(appoint(admin, who, 'auditor', unit_id=tree[name]))['id']
            for name, who in (('county', head), ('village', village), ('other', other))}

    def listed(client, **query):
        return {row['id'] for row in client.get('appointments', params=query).json()} & set(rows.values())
    assert listed(head) == set(rows.values())
    assert listed(head, unit=tree['town']) == {rows['village']}
    assert listed(head, account=other.account) == {rows['other']}
    assert listed(village) == {rows['village']}
    assert listed(village, account=other.account) == set()
    assert_problem(village.get('appointments', params={'unit': tree['town']}), 404, 'not_found')
    assert_problem(village.get('appointments', params={'unit': 'town'}), 400, 'invalid')


def test_who_is_dismissed_is_refused_with_the_next_request(server, admin, tree, person):
    clerk = person()
    row = made(appoint(admin, clerk, 'clerk', unit_id=tree['town']))
    place = {'unit_id': tree['town'], 'name': '活动室'}
    with Seat(server, secret=clerk.secret(), origin=server.url) as seat:
        assert seat.hello()['account']['roles'] == ['clerk', 'member']
        made(clerk.post('places', json=place))  # her identity is remembered now
        assert admin.delete(f'appointments/{row["id"]}').status_code == 204
        refused = clerk.post('places', json={**place, 'name': '会议室'})
        assert_problem(refused, 403, 'forbidden')
        notice = seat.receive_type('notice')
        assert notice['kind'] == 'rights.changed'
        seat.wait_closed()
    with Seat(server, secret=clerk.secret(), origin=server.url) as seat:
        assert seat.hello()['account']['roles'] == ['member']  # still signed in, with what is left
    names = {found['name'] for found in admin.get('places', params={'unit': tree['town']}).json()}
    assert names == {'活动室'}


def test_one_of_two_units_is_taken_away(admin, tree, person):
    clerk = person()
    made(appoint(admin, clerk, 'clerk', unit_id=tree['other']))
    row = made(appoint(admin, clerk, 'clerk', unit_id=tree['village']))
    assert visible(clerk) == {tree['village'], tree['other']}
    admin.delete(f'appointments/{row["id"]}')
    assert visible(clerk) == {tree['other']}
    assert_problem(clerk.get(f'units/{tree["village"]}'), 404, 'not_found')


def test_reach_follows_the_tree(admin, tree, person):
    clerk = person()
    made(appoint(admin, clerk, 'clerk', unit_id=tree['town']))
    assert tree['village'] in visible(clerk)
    made(admin.patch(f'units/{tree["village"]}', json={'parent_id': tree['other']}))
    assert visible(clerk) == {tree['town']}


def test_locked_accounts(admin, tree, person):
    clerk = person()
    made(appoint(admin, clerk, 'clerk', unit_id=tree['town']))
    made(admin.patch(f'accounts/{clerk.account}', json={'locked': True}))
    assert visible(clerk) == 401
    refused = appoint(admin, clerk, 'clerk', unit_id=tree['other'])
    assert_problem(refused, 409, 'conflict')
    assert 'is locked' in refused.json()['detail']
    made(admin.patch(f'accounts/{clerk.account}', json={'locked': False}))
    assert visible(signed_in(clerk.server, clerk.name, PASSWORD)) == {tree['town'], tree['village']}


@pytest.mark.parametrize('body, status, words', [
    ({'role': 'clerk'}, 409, 'already'),
    ({'role': 'studio'}, 400, "role 'studio'"),
    ({'role': 'king'}, 400, "role 'king'"),
    ({'role': 'auditor', 'event_id': NOWHERE}, 400, "'unit_id' or 'event_id'"),
    ({'role': 'auditor', 'member_id': NOWHERE}, 400, "'account_id' or 'member_id'"),
    ({'role': 'auditor', 'unit_id': 'town'}, 400, 'by their ids'),
])
def test_bad_appointments(admin, tree, person, body, status, words):
    clerk = person()
    made(appoint(admin, clerk, 'clerk', unit_id=tree['town']))
    answer = admin.post('appointments', json={
        'account_id': clerk.account, 'unit_id': tree['town'], **body})
    assert answer.status_code == status, answer.text
    assert words in answer.json()['detail']
    assert len(admin.get('appointments', params={'account': clerk.account}).json()) == 1


def test_a_closed_unit_has_no_new_clerks(admin, tree, person):
    clerk = person()
    assert admin.delete(f'units/{tree["other"]}').status_code == 204
    assert 'is closed' in appoint(admin, clerk, 'clerk', unit_id=tree['other']).json()['detail']


def test_an_event_has_an_interpreter(admin, person):
    interpreter = person()
    assert_problem(appoint(admin, interpreter, 'interpreter', event_id=NOWHERE), 404, 'not_found')
    meeting = admin.get('meetings/demo').json()['id']
    row = made(appoint(admin, interpreter, 'interpreter', event_id=meeting))
    assert row['event_id'] == meeting and 'unit_id' not in row
    assert interpreter.get('session').json()['account']['roles'] == ['interpreter', 'member']


def test_who_resigns_has_resigned(admin, tree, person):
    head = person()
    row = made(appoint(admin, head, 'administrator', unit_id=tree['town']))
    assert head.delete(f'appointments/{row["id"]}').status_code == 204
    assert visible(head) == 403


def test_a_role_that_holds_everywhere_is_taken_away(server, admin, person):
    auditor = person()
    made(admin.patch(f'accounts/{auditor.account}', json={'roles': ['auditor']}))
    with Seat(server, secret=auditor.secret(), origin=server.url) as seat:
        assert seat.hello()['account']['roles'] == ['auditor']
        assert auditor.get('audit').status_code == 200
        made(admin.patch(f'accounts/{auditor.account}', json={'roles': ['member']}))
        assert_problem(auditor.get('audit'), 403, 'forbidden')
        assert seat.receive_type('notice')['kind'] == 'rights.changed'


def test_the_audit_tells_who_was_appointed_by_whom(admin, tree, person):
    head, clerk = person(), person()
    made(appoint(admin, head, 'administrator', unit_id=tree['town']))
    assert appoint(head, clerk, 'clerk', unit_id=tree['town']).status_code == 404
    row = made(appoint(admin, clerk, 'clerk', unit_id=tree['town']))
    assert head.delete(f'appointments/{row["id"]}').status_code == 204
    entries = admin.get('audit', params={'target': clerk.account}).json()
    found = [(entry['action'], entry['actor_name'], entry['outcome']) for entry in entries
             if entry['action'].startswith('appointment.')]
    assert found == [('appointment.end', head.name, 'ok'), ('appointment.create', 'demo-admin', 'ok'),
                     ('appointment.create', head.name, 'not_found')]
    detail = next(entry['detail'] for entry in entries if entry['action'] == 'appointment.end')
    assert detail == {'role': 'clerk', 'unit_id': tree['town'], 'appointment_id': row['id']}
    by_head = admin.get('audit', params={'actor': head.name, 'action': 'appointment.end'}).json()
    assert [entry['target'] for entry in by_head] == [clerk.account]


def test_an_import_ends_with_the_right(admin, tree, person):
    head = person()
    rows = [made(appoint(admin, head, 'administrator', unit_id=tree[name])) for name in ('village', 'other')]
    sheet = '组织名称\n新的小组\n'.encode()
    number = made(head.post('imports', params={'kind': 'units', 'name': 'a.csv', 'unit': tree['village']},
                            data=sheet))['id']
    wait_until(lambda: head.get(f'imports/{number}').json()['state'] == 'ready', 'the sheet is read')
    assert admin.delete(f'appointments/{rows[0]["id"]}').status_code == 204
    assert_problem(head.post(f'imports/{number}/apply'), 404, 'not_found')
    assert {row['name'] for row in admin.get('units').json()}.isdisjoint({'新的小组'})


def test_an_import_of_the_whole_reach_ends_where_it_ends(admin, tree, person):
    head = person()
    rows = [made(appoint(admin, head, 'administrator', unit_id=tree[name])) for name in ('village', 'other')]
    names = {row['id']: row['name'] for row in head.get('units').json()}
    sheet = f'姓名,所在党支部\n赵一,{names[tree["village"]]}\n钱二,{names[tree["other"]]}\n'.encode()
    number = made(head.post('imports', params={'kind': 'members', 'name': 'a.csv'}, data=sheet))['id']
    wait_until(lambda: head.get(f'imports/{number}').json()['state'] == 'ready', 'the sheet is read')
    assert head.get(f'imports/{number}').json()['counts']['created'] == 2
    assert admin.delete(f'appointments/{rows[0]["id"]}').status_code == 204
    made(head.post(f'imports/{number}/apply'))
    wait_until(lambda: head.get(f'imports/{number}').json()['state'] == 'done', 'the sheet is written')

    def people(unit):
        return {row['name'] for row in admin.get('members', params={'unit': tree[unit]}).json()}
    assert (people('other'), people('village')) == ({'钱二'}, set())
