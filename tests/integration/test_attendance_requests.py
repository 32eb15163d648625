"""Rules, duties, leaves, objections and corrections of attendance, by the real server: who may, who is
asked next, what is kept. Closed records are put into the database here; how they come to be is another
test's matter."""
import datetime
import uuid

import pytest
from driver.api import Program, assert_problem
from driver.openapi import OpenApi
from driver.roster import database, query
from driver.two_towns import County

OPENAPI = OpenApi()
TODAY = datetime.date.today()
STUDY = {'kind': 'study', 'from_year': TODAY.year, 'preset': 'study', 'max_rate': 2000, 'replay_weight': 500,
         'offline_weight': 1000, 'present_at': 850, 'absent_below': 100, 'late_after_ms': 300000,
         'left_before_ms': 600000, 'least_ms': 120000, 'cap_ms': 3600000, 'counts': 'coverage',
         'hour_ms': 2700000, 'yearly_hours': 40000, 'yearly_hours_lead': 56000, 'reason': '县委通知'}


@pytest.fixture
def county(server, request):
    return County(server, request.node.name[5:35])


def good(answer, status=200):
    assert answer.status_code == status, answer.text
    OPENAPI.check(answer)
    return answer.json() if answer.content else None


def put_register(server, unit, member, type_id='lecture'):
    """An open register of a meeting that began now, with one seat."""
    register, now = str(uuid.uuid4()), int(datetime.datetime.now().timestamp() * 1e6)
    with database(server) as connection:
        connection.execute('INSERT INTO register (id, kind, event_id, type_id, title, unit_id, began_at_us)'
                           " VALUES (?, 'meeting', ?, ?, '党课', ?, ?)", (register, str(uuid.uuid4()), type_id, unit, now))
        connection.execute('INSERT INTO register_person (register_id, member_id, name, search_key, kind_id, unit_id,'
                           ' unit_name, group_id, group_name, is_expected, is_visiting)'
                           " VALUES (?, ?, 'x', 'x', 'k', ?, 'u', ?, 'g', 1, 0)", (register, member, unit, unit))
    return register


def put_record(server, unit, member):
    """A closed record of the member: 1,000 thousandths of a class-hour."""
    columns = {
        'id': str(uuid.uuid4()), 'register_id': str(uuid.uuid4()), 'kind': 'meeting', 'event_id': str(uuid.uuid4()),
        'type_id': 'lecture', 'title': '党课', 'began_at_us': 1, 'year': TODAY.year, 'member_id': member, 'name': '王',
        'unit_id': unit, 'unit_name': 'u', 'group_id': unit, 'group_name': 'g', 'is_expected': 1,
        'policy_id': str(uuid.uuid4()), 'policy_version': 1, 'live_ms': 0, 'replay_ms': 0, 'offline_ms': 0,
        'presence_ms': 0, 'required_ms': 0, 'covered_ms': 0, 'credited_ms': 0, 'hours_milli': 1000,
        'state': 'absent', 'how': '-', 'confidence': 'low', 'confidence_reason': 'nothing', 'is_newest': 1, 'closed_at_us': 1, 'leaf': 0}
    with database(server) as connection:
        known = {row[1]: row for row in connection.execute('PRAGMA table_info(record)')}
        for name, row in known.items():  # columns that this test knows nothing of
            if row[3] and row[4] is None and name not in columns:
                columns[name] = '' if row[2] == 'TEXT' else 0
        connection.execute(f'INSERT INTO record ({", ".join(columns)}) VALUES ({", ".join("?" * len(columns))})',
                           tuple(columns.values()))
    return columns['id']


def test_a_policy_is_a_new_version_and_a_leaf(county):
    admin = county.admin
    answer = good(admin.get('policies', params={'kind': 'study'}))
    assert {row['name'] for row in answer['presets']} == {'meeting', 'study', 'strict', 'school'}
    shipped = [row for row in answer['policies'] if 'unit_id' not in row][-1]
    assert (shipped['version'], shipped['yearly_hours'], shipped['yearly_hours_lead']) == (1, 32000, 56000)
    unit = county.units['east']
    first = good(admin.put('policies', json={**STUDY, 'unit_id': unit}))
    second = good(admin.put('policies', json={**STUDY, 'unit_id': unit, 'cap_ms': 0, 'reason': '取消上限'}))
    assert (first['version'], second['version'], first['id']) == (1, 2, second['id'])
    rows = [row for row in good(admin.get('policies', params={'unit': unit}))['policies'] if row.get('unit_id') == unit]
    assert [row['reason'] for row in rows] == ['取消上限', '县委通知']
    counting = {row['kind']: (row['id'], row['version']) for row in good(admin.get('policies', params={
        'unit': county.units['east1']}))['counting']}
    assert counting['study'] == (second['id'], 2) and counting['meeting'] != counting['study']  # what is above holds below
    before = good(admin.get('policies', params={'unit': county.units['east1'], 'kind': 'study', 'year': TODAY.year - 1}))
    assert [row['id'] == second['id'] for row in before['counting']] == [False]  # its first year has not come then
    assert all(row['is_sealed'] for row in good(admin.get('policies'))['policies'])  # those of the server too
    texts = [row[0] for row in query(county.server, "SELECT text FROM ledger_leaf WHERE kind = 'policy'"
                                     ' AND subject_id = ? ORDER BY leaf_index', first['id'])]
    assert len(texts) == 2 and 'version 2\n' in texts[1] and 'reason 取消上限\n' in texts[1]
    assert_problem(admin.put('policies', json={**STUDY, 'max_rate': 5000}), 400, 'invalid')
    assert_problem(admin.put('policies', json={**STUDY, 'preset': 'other'}), 400, 'invalid')
    trial = good(admin.post('policies/dry-run', json={**STUDY, 'unit_id': unit}))
    assert trial['records'] == 0 and trial['rows'] == []


def test_duties_are_due_and_done(county):
    admin, unit = county.admin, county.units['east1']
    presets = {row['name']: row for row in good(admin.get('duties'))['presets']}
    assert (presets['congress']['period'], presets['site']['times'], presets['site']['type_id']) == ('quarter', 2, 'study')
    duty = good(admin.post('duties', json={'unit_id': unit, 'type_id': 'lecture', 'period': 'quarter', 'times': 1}), 201)
    assert duty['from'] == f'{TODAY.year}-01-01'

    def now():
        rows = good(admin.get('duties/status', params={'unit': unit}))
        quarter = (TODAY.month - 1) // 3
        return rows[0]['periods'][quarter]
    assert (now()['held'], now()['standing']) == (0, 'due')
    put_register(county.server, unit, county.member('张三', 'east1')['id'])
    assert (now()['held'], now()['standing']) == (1, 'done')
    assert good(admin.get('duties/status', params={'unit': county.units['west']})) == []
    good(admin.delete(f'duties/{duty["id"]}'), 204)
    assert_problem(admin.delete(f'duties/{duty["id"]}'), 409, 'conflict')


def test_a_leave_excuses_while_it_holds(county):
    her = county.activated('李梅', 'east1')
    register = put_register(county.server, county.units['east1'], her.member)
    days = {'from': TODAY.isoformat(), 'until': (TODAY + datetime.timedelta(1)).isoformat(), 'reason': '看病'}
    leave = good(her.post('leaves', json=days), 201)['id']

    def excused():
        return query(county.server, 'SELECT is_excused FROM register_person WHERE register_id = ?', register)[0][0]
    assert '看病' not in str(query(county.server, 'SELECT * FROM attendance_leave WHERE id = ?', leave))
    east, west = county.east, county.west
    assert [row['id'] for row in good(east.get('leaves'))] == [leave]
    assert good(west.get('leaves')) == []
    assert_problem(west.post(f'leaves/{leave}/decision', json={'is_granted': True}), 404, 'not_found')
    assert_problem(her.post(f'leaves/{leave}/decision', json={'is_granted': True}), 403, 'forbidden')
    assert good(east.post(f'leaves/{leave}/reason')) == {'reason': '看病'}
    assert excused() == 0
    assert good(east.post(f'leaves/{leave}/decision', json={'is_granted': True}))['state'] == 'granted'
    assert excused() == 1
    assert good(her.delete(f'leaves/{leave}'))['state'] == 'withdrawn'
    assert excused() == 0


def test_an_objection_is_answered_above_and_corrected_by_two(county):
    her = county.activated('陈静', 'east1')
    record = put_record(county.server, county.units['east1'], her.member)
    mine = good(her.post(f'records/{record}/objections', json={'text': '我在场'}), 201)
    assert (mine['state'], mine['unit_id'], mine['is_overdue']) == ('open', county.units['east'], False)
    assert_problem(her.post(f'records/{record}/objections', json={'text': '又'}), 409, 'conflict')
    stranger = county.activated('外人', 'west1')
    assert_problem(stranger.post(f'records/{record}/objections', json={'text': 'x'}), 404, 'not_found')
    east, west, admin = county.east, county.west, county.admin
    waiting = {'objections': 1, 'overdue': 0, 'corrections': 0, 'leaves': 0}
    assert good(east.get('queue')) == waiting
    assert good(west.get('queue')) == {**waiting, 'objections': 0}
    assert [row['is_mine'] for row in good(east.get('objections')) + good(her.get('objections'))] == [False, True]
    path = f'objections/{mine["id"]}'
    assert_problem(west.patch(path, json={'is_granted': False, 'answer': 'x'}), 404, 'not_found')
    assert_problem(east.patch(path, json={'is_granted': True, 'answer': '属实'}), 400, 'invalid')
    assert_problem(east.patch(path, json={'is_granted': False}), 400, 'invalid')
    answered = good(east.patch(path, json={'is_granted': True, 'answer': '属实',
                                           'correction': {'kind': 'excuse', 'reason': '当天住院'}}))
    assert answered['state'] == 'granted' and answered['correction_id']
    ids = {'ids': [answered['correction_id']], 'is_approved': True}
    assert good(east.get('queue')) == {**waiting, 'objections': 0}  # what she asked for waits for somebody else
    assert good(admin.get('queue'))['corrections'] >= 1
    assert_problem(east.post('corrections/decision', json=ids), 409, 'conflict')  # she asked for it
    assert_problem(west.post('corrections/decision', json=ids), 404, 'not_found')
    decided = good(admin.post('corrections/decision', json=ids))[0]
    assert (decided['state'], decided['is_mine'], decided['kind']) == ('approved', False, 'excuse')
    assert good(her.get('objections'))[0]['answer'] == '属实'


def test_hours_are_carried_over_by_two_persons(county):
    member = county.member('旧学员', 'east1')['id']
    foreign = county.member('别处', 'west1')['id']
    row = {'member_id': member, 'title': '旧平台课程', 'began': '2025-05-01', 'hours': 2500, 'source': '旧平台'}
    body = {'reason': '迁移', 'rows': [row, {**row, 'member_id': foreign}, {**row, 'began': '2025-02-30'}]}
    east = county.east
    preview = good(east.post('corrections/carried', json={**body, 'is_preview': True}), 201)
    assert (preview['n_good'], preview['hours']) == (1, 2500)
    assert ['problem' in line for line in preview['lines']] == [False, True, True]
    assert query(county.server, 'SELECT count(*) FROM correction WHERE member_id = ?', member)[0][0] == 0
    asked = good(east.post('corrections/carried', json=body), 201)
    again = good(east.post('corrections/carried', json=body), 201)
    assert (asked['n_good'], again['n_good']) == (1, 0)
    ids = {'ids': [asked['lines'][0]['id']], 'is_approved': True}
    assert_problem(east.post('corrections/decision', json=ids), 409, 'conflict')
    assert good(county.admin.post('corrections/decision', json=ids))[0]['state'] == 'approved'
    home = query(county.server, 'SELECT unit_id FROM membership WHERE member_id = ?', member)[0][0]
    made = query(county.server, 'SELECT kind, title, year, unit_id, group_id != \'\', hours_milli, credited_ms, is_newest,'
                 ' (SELECT text FROM ledger_leaf WHERE ledger_leaf.leaf_index = record.leaf) FROM record WHERE member_id = ?',
                 member)
    assert [row[:8] for row in made] == [('carried', '旧平台课程', 2025, home, 1, 2500, 9000000, 1)]
    assert '\nreason 迁移 (旧平台)\n' in made[0][8] and '\nevent carried' in made[0][8]
    assert query(county.server, 'SELECT new_record_id IS NOT NULL FROM correction WHERE member_id = ?', member) == [(1,)]
    record = query(county.server, 'SELECT id FROM record WHERE member_id = ?', member)[0][0]
    path = f'records/{record}/corrections'
    assert_problem(east.post(path, json={'kind': 'excuse', 'reason': '错'}), 409, 'conflict')
    wrong = good(east.post(path, json={'kind': 'erase_credit', 'reason': '抄错了'}), 201)
    good(county.admin.post('corrections/decision', json={'ids': [wrong['id']], 'is_approved': True}))
    made = query(county.server, 'SELECT hours_milli, state, is_newest, replaces_id FROM record WHERE member_id = ? ORDER BY id', member)
    assert made == [(2500, 'present', 0, None), (0, 'absent', 1, record)]
    assert good(east.post('corrections/carried', json={**body, 'rows': [{**row, 'hours': 1500}]}), 201)['n_good'] == 1


def test_the_hours_of_a_year_are_those_of_the_newest_records_and_what_is_missing(county):
    her = county.activated('郑和', 'east1')
    unit, year = county.units['east1'], TODAY.year
    empty = good(her.get('me/hours'))
    assert (empty['year'], empty['asked'], empty['missing'], empty['years']) == (year, 32000, 32000, [])
    old, carried = (put_record(county.server, unit, her.member) for _ in range(2))
    newest = put_record(county.server, unit, her.member)
    with database(county.server) as connection:
        connection.execute('UPDATE record SET is_newest = 0 WHERE id = ?', (old,))
        connection.execute('UPDATE record SET replaces_id = ?, hours_milli = 2500 WHERE id = ?', (old, newest))
        connection.execute("UPDATE record SET kind = 'carried', register_id = '', hours_milli = 3000 WHERE id = ?", (carried,))
    now = good(her.get('me/hours'))
    assert (now['hours'], now['carried'], now['records'], now['missing']) == (2500, 3000, 2, 26500)
    assert (now['is_lead'], now['last_day'], now['years']) == (False, f'{year}-12-31', [year])
    assert good(her.get(f'me/hours?year={year - 1}'))['hours'] == 0
    good(county.admin.put('policies', json={**STUDY, 'unit_id': county.units['east']}))
    assert good(her.get('me/hours'))['asked'] == 40000  # what is asked above holds below
    account = good(county.admin.post('appointments', json={'member_id': her.member, 'role': 'administrator', 'unit_id': unit}), 201)
    assert account['unit_id'] == unit
    lead = good(her.get('me/hours'))
    assert (lead['is_lead'], lead['asked'], lead['missing']) == (True, 56000, 50500)
    own = good(county.admin.get('me/hours'))
    assert (own['asked'], own['records'], own['years']) == (0, 0, [])  # nobody's of the roster


def test_a_member_sees_the_duties_of_her_own_units_alone(county):
    her = county.activated('孙权', 'east')
    assert good(her.get('me/duties')) == []
    for unit in ('east', 'east1'):
        good(county.admin.post('duties', json={'unit_id': county.units[unit], 'type_id': 'lecture', 'period': 'year', 'times': 1}), 201)
    rows = good(her.get('me/duties'))
    assert [(row['unit_id'], len(row['periods'])) for row in rows] == [(county.units['east'], 1)]
    assert_problem(her.get('duties/status'), 403, 'forbidden')


def test_who_looks_at_a_record_is_seen_by_its_member(county):
    her = county.activated('马超', 'east1')
    record = put_record(county.server, county.units['east1'], her.member)
    assert [(row['id'], row['hours']) for row in good(her.get('me/records'))] == [(record, 1000)]
    assert good(her.get(f'records/{record}'))['record']['title'] == '党课'
    assert good(her.get('me/readers')) == []
    assert_problem(county.west.get(f'records/{record}'), 404, 'not_found')
    assert_problem(her.get('records'), 403, 'forbidden')
    assert good(her.get('me/readers')) == []
    listed = good(county.east.get(f'records?unit={county.units["east1"]}'))
    assert record in [row['id'] for row in listed]
    whole = good(county.east.get(f'records/{record}'))
    assert [row['id'] for row in whole['chain']] == [record]
    readers = good(her.get('me/readers'))
    assert [row['times'] for row in readers] == [2]  # one row, one leaf a day
    kinds = query(county.server, "SELECT kind FROM ledger_leaf WHERE leaf_index = ?", readers[0]['leaf'])
    assert kinds == [('read',)]


def test_nobody_has_looked_yet(county):
    her = county.activated('赵云', 'east1')
    assert good(her.get('me/readers')) == []
    assert_problem(Program(county.server, 'none').get('me/readers'), 401, 'unauthenticated')
