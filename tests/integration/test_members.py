"""People over the API: made, changed, found, sent to another unit, exempt, gone; what who may see of
them, and that no number of theirs is on the disk in clear."""
import datetime

import pytest
from driver.api import Program, assert_problem, signed_in
from driver.openapi import OpenApi
from driver.roster import identity_number
from driver.seat import Seat
from driver.server import run_verb
from driver.two_towns import PASSWORD, County

PHONE = '13955501234'
NOBODY = '01890000-0000-7000-8000-000000000000'


@pytest.fixture(scope='module')
def openapi():
    return OpenApi()


@pytest.fixture
def county(server, request):
    return County(server, request.node.name[5:35])


def today(days=0):
    return (datetime.date.today() + datetime.timedelta(days)).isoformat()


# ---- records ----

def test_a_member_is_made_changed_and_read(county, openapi):
    number = identity_number(order=101)
    made = county.admin.post('members', json={
        'name': '张  三丰', 'unit_id': county.units['east1'], 'gender': 'male', 'phone': '+86 139 5550 1234',
        'identity_number': number, 'external_id': 'P-101', 'from': '2020-07-01'})
    assert made.status_code == 201, made.text
    openapi.check(made)
    member = made.json()
    assert made.headers['Location'] == f'/api/v1/members/{member["id"]}'
    assert (member['name'], member['kind_id'], member['gender']) == ('张三丰', 'full', 'male')
    assert member['phone'] == '139****1234'
    assert member['identity_number'] == f'110***********{number[-4:]}'
    home = member['memberships'][0]
    assert (home['home'], home['from'], home['unit_id']) == (True, '2020-07-01', county.units['east1'])
    path = f'members/{member["id"]}'
    changed = county.east.patch(path, json={'name': '张三', 'phone': '', 'kind_id': 'probationary',
                                            'gender': ''})
    openapi.check(changed)
    assert (changed.json()['name'], changed.json()['kind_id']) == ('张三', 'probationary')
    assert 'phone' not in changed.json() and 'gender' not in changed.json()
    seen = county.east.get(path)
    openapi.check(seen)
    assert seen.json() == changed.json()
    numbers = county.east.post(f'{path}/numbers')
    openapi.check(numbers)
    assert numbers.json() == {'identity_number': number}


BAD = {
    'no name': ({'name': '··'}, 'no letter'),
    'rounded number': ({'identity_number': '5.1E+17'}, 'spreadsheet'),
    'rounded to zeros': ({'identity_number': '110105198703050000'}, 'spreadsheet'),
    'mistyped number': ({'identity_number': '110105198703050013'}, 'check digit'),
    'bad telephone': ({'phone': '123'}, 'telephone'),
    'unknown kind': ({'kind_id': 'guest'}, "no kind 'guest'"),
    'no day': ({'from': '2026-02-30'}, 'is not a day'),
    'no gender': ({'gender': 'x'}, 'gender'),
}


@pytest.mark.parametrize('case', BAD)
def test_bad_values_are_told_in_words(server, case):
    more, words = BAD[case]
    county = County(server, f'bad {case}')
    body = {'name': '张三', 'unit_id': county.units['east1'], **more}
    answer = county.admin.post('members', json=body)
    assert_problem(answer, 400, 'invalid')
    assert words in answer.json()['detail']
    assert '110105' not in answer.text
    assert county.found(county.admin, unit='east1') == []


def test_the_same_person_twice(county):
    number = identity_number(order=110)
    county.member('王五', 'east1', identity_number=number, phone=PHONE)
    again = county.east.post('members', json={
        'name': '王五', 'unit_id': county.units['east2'], 'identity_number': number})
    assert_problem(again, 409, 'conflict')
    assert f'{county.name}-east1' in again.json()['detail'] and number not in again.text
    # whose unit is out of reach is told neither name nor unit
    foreign = county.west.post('members', json={
        'name': '李四', 'unit_id': county.units['west1'], 'identity_number': number})
    assert_problem(foreign, 409, 'conflict')
    assert 'east' not in foreign.text.replace(county.name, '') and '王五' not in foreign.text
    namesake = county.east.post('members', json={'name': '王 五', 'unit_id': county.units['east1']})
    assert_problem(namesake, 409, 'conflict')
    assert 'namesake' in namesake.json()['detail']
    county.member('王五', 'east1', phone='13955509999')


def test_kinds_of_people(server, openapi):
    admin, clerk = Program(server, 'demo-admin'), signed_in(server, 'demo-clerk')
    given = clerk.get('member-kinds')
    openapi.check(given)
    kinds = given.json() + [{'id': 'guest', 'name': '来宾', 'votes': False, 'required': False}]
    put = admin.put('member-kinds', json={'kinds': kinds})
    openapi.check(put)
    assert put.json() == kinds == clerk.get('member-kinds').json()
    assert_problem(clerk.put('member-kinds', json={'kinds': kinds}), 403, 'forbidden')
    assert_problem(admin.put('member-kinds', json={'kinds': kinds[1:]}), 400, 'invalid')
    assert admin.put('member-kinds', json={'kinds': given.json()}).status_code == 200


# ---- search ----

def test_search(county, openapi):
    for name in '单雄信', '单于', '张三', '张三丰', '买买提·艾力':
        county.member(name, 'east1')
    county.member('张三', 'west1', phone=PHONE)
    county.member('李四', 'west1', phone='+86 139 5550 1234', kind_id='public')
    clerk = county.east
    answer = clerk.get('members', params={'query': 'zs'})
    openapi.check(answer)
    assert [row['name'] for row in answer.json()] == ['张三', '张三丰']
    assert county.found(clerk, query='张三') == ['张三', '张三丰']
    assert county.found(clerk, query='shanxiongxin') == ['单雄信']
    assert county.found(clerk, query='sxx') == ['单雄信']
    assert county.found(clerk, query='艾力') == ['买买提·艾力']
    assert county.found(clerk, query=PHONE) == []  # of the other town
    assert sorted(county.found(county.west, query='139-5550-1234')) == ['张三', '李四']
    assert county.found(county.west, query='139') == []
    assert county.found(county.west, kind='public') == ['李四']
    assert county.found(county.admin, unit='east') == []
    assert len(county.found(county.admin, unit='east', below=1)) == 5
    first = clerk.get('members', params={'limit': 2}).json()
    rest = clerk.get('members', params={'after': first[-1]['id']}).json()
    assert len(first) == 2 and len(rest) == 3
    assert not {row['id'] for row in first} & {row['id'] for row in rest}
    assert_problem(clerk.get('members', params={'limit': 0}), 400, 'invalid')
    assert_problem(clerk.get('members', params={'after': 'x'}), 400, 'invalid')
    assert_problem(clerk.get('members', params={'unit': county.units['west1']}), 404, 'not_found')


# ---- rights ----

def test_out_of_reach_is_not_there(county):
    """The same answer, word for word, for what is another's and what is not at all."""
    member = county.member('王五', 'west1', phone=PHONE, identity_number=identity_number(order=120))
    exemption = county.west.post(f'members/{member["id"]}/exemptions', json={
        'from': today(), 'until': today(3), 'reason': '住院'}).json()
    other = county.west.post(f'members/{member["id"]}/memberships',
                             json={'unit_id': county.units['west2']}).json()['memberships'][0]['id']
    transfer = county.west.post(f'members/{member["id"]}/transfers',
                                json={'unit_id': county.units['county']}).json()
    calls = [
        ('GET', 'members/{m}', None), ('PATCH', 'members/{m}', {'name': '赵六'}),
        ('DELETE', 'members/{m}', None), ('POST', 'members/{m}/numbers', None),
        ('POST', 'members/{m}/memberships', {'unit_id': county.units['east1']}),
        ('DELETE', f'members/{member["id"]}/memberships/{{s}}', None),
        ('POST', 'members/{m}/transfers', {'unit_id': county.units['east1']}),
        ('POST', 'members/{m}/exemptions', {'from': today(), 'until': today(1)}),
        ('POST', 'transfers/{t}/decision', {'accept': True}), ('DELETE', 'transfers/{t}', None),
        ('POST', 'exemptions/{e}/reason', None), ('DELETE', 'exemptions/{e}', None)]
    ids = {'m': member['id'], 's': other, 't': transfer['id'], 'e': exemption['id']}
    before = county.admin.get(f'members/{member["id"]}').json()
    for method, path, body in calls:
        foreign = county.east.request(method, path.format(**ids), json=body)
        missing = county.east.request(method, path.format(**dict.fromkeys(ids, NOBODY)), json=body)
        assert_problem(foreign, 404, 'not_found')
        assert foreign.json() == missing.json(), (method, path)
        assert '王五' not in foreign.text
    assert county.admin.get(f'members/{member["id"]}').json() == before
    assert county.east.get('transfers').json() == []


def test_a_revoked_clerk_sees_nothing_more(county):
    member = county.member('王五', 'east1')
    assert county.east.get(f'members/{member["id"]}').status_code == 200
    for row in county.admin.get('appointments').json():
        if row['unit_name'] == f'{county.name}-east':
            assert county.admin.delete(f'appointments/{row["id"]}').status_code == 204
    clerk = signed_in(county.server, f'{county.name}-clerk-east', PASSWORD)
    assert clerk.get(f'members/{member["id"]}').status_code in (403, 404)
    assert clerk.get('members').status_code in (200, 403)


def test_reads_are_audited(county):
    member = county.member('王五', 'east1', phone=PHONE)
    assert county.east.get(f'members/{member["id"]}').status_code == 200
    assert county.east.post(f'members/{member["id"]}/numbers').json() == {'phone': PHONE}
    assert county.found(county.east, unit='east1', query=PHONE) == ['王五']
    assert county.west.get(f'members/{member["id"]}').status_code == 404
    actions = {(row['action'], row.get('target'), row['outcome'])
               for row in county.admin.get('audit', params={'limit': 50}).json()}
    assert ('member.see', member['id'], 'ok') in actions
    assert ('member.numbers', member['id'], 'ok') in actions
    assert ('member.see', county.units['east1'], 'ok') in actions
    assert ('member.see', member['id'], 'not_found') in actions
    assert PHONE not in county.admin.get('audit', params={'limit': 50}).text


# ---- transfers ----

def test_a_transfer_from_end_to_end(county, openapi):
    member = county.member('张三', 'east1', phone=PHONE, **{'from': '2020-01-01'})
    path = f'members/{member["id"]}'
    asked = county.east.post(f'{path}/transfers', json={'unit_id': county.units['west1']})
    openapi.check(asked)
    assert asked.status_code == 201
    row = asked.json()
    assert (row['state'], row['mine_to_decide'], row['from']) == ('asked', False, today())
    assert row['asked_by'] == f'书记 {county.name}-clerk-east'
    again = county.east.post(f'{path}/transfers', json={'unit_id': county.units['west2']})
    assert_problem(again, 409, 'conflict')
    # the receiving clerk sees name and units, not the record
    assert county.west.get(path).status_code == 404
    listed = county.west.get('transfers', params={'state': 'asked'})
    openapi.check(listed)
    assert [(one['member_name'], one['mine_to_decide']) for one in listed.json()] == [('张三', True)]
    assert not {'phone', 'identity_number'} & set(listed.json()[0])
    # only the receiving side decides
    decision = f'transfers/{row["id"]}/decision'
    assert_problem(county.east.post(decision, json={'accept': True}), 404, 'not_found')
    accepted = county.west.post(decision, json={'accept': True, 'reason': '欢迎'})
    openapi.check(accepted)
    assert (accepted.json()['state'], accepted.json()['reason']) == ('accepted', '欢迎')
    assert_problem(county.west.post(decision, json={'accept': False}), 409, 'conflict')
    # the record went with the person, what was stays in it
    assert county.east.get(path).status_code == 404
    memberships = county.west.get(path).json()['memberships']
    assert [(one['unit_id'], one['from'], one.get('until'), one['home']) for one in memberships] == [
        (county.units['west1'], today(), None, True),
        (county.units['east1'], '2020-01-01', today(), True)]
    assert county.found(county.east, query='张三') == []
    assert county.found(county.west, query='张三') == ['张三']
    assert [one['state'] for one in county.east.get('transfers').json()] == ['accepted']


def test_refused_and_withdrawn_transfers(county):
    member = county.member('张三', 'east1')
    path = f'members/{member["id"]}/transfers'
    first = county.east.post(path, json={'unit_id': county.units['west1'], 'from': today(5)}).json()
    assert first['from'] == today(5)
    assert county.west.post(f'transfers/{first["id"]}/decision',
                            json={'accept': False, 'reason': '不认识'}).json()['state'] == 'refused'
    second = county.east.post(path, json={'unit_id': county.units['west1']}).json()
    assert_problem(county.west.delete(f'transfers/{second["id"]}'), 404, 'not_found')
    assert county.east.delete(f'transfers/{second["id"]}').status_code == 204
    assert_problem(county.west.post(f'transfers/{second["id"]}/decision', json={'accept': True}),
                   409, 'conflict')
    assert [one['state'] for one in county.west.get('transfers').json()] == ['withdrawn', 'refused']
    assert county.found(county.east, query='张三') == ['张三']
    assert_problem(county.east.post(path, json={'unit_id': county.units['east1']}), 409, 'conflict')
    assert_problem(county.east.post(path, json={'unit_id': NOBODY}), 404, 'not_found')
    assert_problem(county.east.get('transfers', params={'state': 'lost'}), 400, 'invalid')


def test_a_unit_to_send_to_is_found_by_name(county, openapi):
    found = county.east.get('transfer-targets', params={'query': f'{county.name}-WEST'})
    openapi.check(found)
    assert [row['path'] for row in found.json()] == [
        [f'{county.name}-county', f'{county.name}-west'],
        [f'{county.name}-county', f'{county.name}-west', f'{county.name}-west1'],
        [f'{county.name}-county', f'{county.name}-west', f'{county.name}-west2']]
    assert found.json()[0]['id'] == county.units['west']
    assert county.admin.delete(f'units/{county.units["west2"]}').status_code == 204
    assert len(county.east.get('transfer-targets', params={'query': f'{county.name}-west'}).json()) == 2
    county.unit('河东村', 'west')
    for query in '河东村', 'hedong', 'hdc':
        rows = county.east.get('transfer-targets', params={'query': query}).json()
        assert f'{county.name}-河东村' in [row['path'][-1] for row in rows]
    for query in '', 'w', ' w ', '没有这个支部':
        assert county.east.get('transfer-targets', params={'query': query}).json() == []
    member = Program(county.server, 'demo-member')
    assert_problem(member.get('transfer-targets', params={'query': 'west'}), 403, 'forbidden')


def seated(client):
    seat = Seat(client.server, client.secret(), origin=client.origin)
    seat.hello()
    return seat


def news_of(seat):
    """What has come until an answer that was asked for later: nothing is still on its way then."""
    news = []
    number = seat.send('ping')
    while True:
        message = seat.receive()
        if message['type'] == 'notice':
            news.append((message['kind'], message.get('subject')))
        if message.get('re') == number:
            return news


def test_the_other_side_is_told_at_once(county):
    member = county.member('张三', 'east1')
    admin = signed_in(county.server, 'demo-admin')
    village = county.clerk('clerk-west1', 'west1')
    elsewhere = county.clerk('clerk-west2', 'west2')
    with seated(county.east) as east, seated(county.west) as west, seated(village) as close, \
            seated(elsewhere) as far, seated(admin) as boss:
        row = county.east.post(f'members/{member["id"]}/transfers',
                               json={'unit_id': county.units['west1']}).json()
        for seat in west, close:
            notice = seat.receive_type('notice')
            assert (notice['kind'], notice['subject']) == ('transfer.asked', row['id'])
        county.west.post(f'transfers/{row["id"]}/decision', json={'accept': True})
        notice = east.receive_type('notice')
        assert (notice['kind'], notice['subject']) == ('transfer.decided', row['id'])
        for seat in east, west, close, far, boss:
            assert news_of(seat) == []


# ---- further memberships ----

def test_a_second_membership(county, openapi):
    both = county.clerk('clerk-of-two', 'east', 'west')
    member = county.member('张三', 'east1')
    path = f'members/{member["id"]}'
    made = both.post(f'{path}/memberships', json={'unit_id': county.units['west1'], 'from': '2026-01-01'})
    openapi.check(made)
    assert made.status_code == 201
    assert county.found(county.west, query='张三') == ['张三']
    assert_problem(both.post(f'{path}/memberships', json={'unit_id': county.units['west1']}), 409,
                   'conflict')
    # a guest's clerk changes the guest's telephone, but neither sends nor removes
    assert county.west.patch(path, json={'phone': PHONE}).status_code == 200
    assert_problem(county.west.delete(path), 404, 'not_found')
    assert_problem(county.west.post(f'{path}/transfers', json={'unit_id': county.units['west1']}),
                   404, 'not_found')
    rows = {row['unit_id']: row['id'] for row in made.json()['memberships']}
    home = both.delete(f'{path}/memberships/{rows[county.units["east1"]]}')
    assert_problem(home, 409, 'conflict')
    assert 'transfer' in home.json()['detail']
    guest = f'{path}/memberships/{rows[county.units["west1"]]}'
    assert county.west.delete(guest).status_code == 204
    assert county.west.get(path).status_code == 404
    assert_problem(both.delete(guest), 409, 'conflict')


# ---- exemptions ----

def test_exemptions_hide_their_reason(county, openapi):
    member = county.member('张三', 'east1')
    path = f'members/{member["id"]}/exemptions'
    made = county.east.post(path, json={'from': today(), 'until': today(10), 'reason': '住院手术'})
    openapi.check(made)
    assert made.status_code == 201 and made.json()['has_reason'] and '住院' not in made.text
    assert '住院' not in county.admin.get(f'members/{member["id"]}').text
    assert county.east.get('members').json()[0]['exempt'] is True
    reason = county.east.post(f'exemptions/{made.json()["id"]}/reason')
    openapi.check(reason)
    assert reason.json() == {'reason': '住院手术'}
    overlapping = county.east.post(path, json={'from': today(9), 'until': today(12)})
    assert_problem(overlapping, 409, 'conflict')
    later = county.east.post(path, json={'from': today(10), 'until': today(12)}).json()
    assert_problem(county.east.post(f'exemptions/{later["id"]}/reason'), 404, 'not_found')
    assert county.east.delete(f'exemptions/{made.json()["id"]}').status_code == 204
    assert county.east.get('members').json()[0]['exempt'] is False
    rows = county.east.get(f'members/{member["id"]}').json()['exemptions']
    assert [('revoked_at' in row, row['from']) for row in rows] == [(False, today(10)), (True, today())]
    assert_problem(county.east.post(path, json={'from': today(1), 'until': today(1)}), 400, 'invalid')


def test_the_new_unit_does_not_learn_old_reasons(county):
    member = county.member('张三', 'east1')
    exemption = county.east.post(f'members/{member["id"]}/exemptions', json={
        'from': today(), 'until': today(10), 'reason': '住院手术'}).json()
    transfer = county.east.post(f'members/{member["id"]}/transfers',
                                json={'unit_id': county.units['west1']}).json()
    county.west.post(f'transfers/{transfer["id"]}/decision', json={'accept': True})
    assert county.west.get(f'members/{member["id"]}').json()['exemptions'][0]['has_reason']
    assert_problem(county.west.post(f'exemptions/{exemption["id"]}/reason'), 404, 'not_found')
    auditor = county.clerk('auditor', 'county', role='auditor')
    assert_problem(auditor.post(f'exemptions/{exemption["id"]}/reason'), 403, 'forbidden')


# ---- leaving ----

def test_leaving_and_coming_back(county):
    number = identity_number(order=130)
    member = county.member('张三', 'east1', identity_number=number, **{'from': '2020-01-01'})
    path = f'members/{member["id"]}'
    assert county.east.delete(path).status_code == 204
    assert_problem(county.east.delete(path), 409, 'conflict')
    assert county.found(county.east, query='张三') == []
    assert county.found(county.east, query='张三', left=1) == ['张三']
    gone = county.east.get(path).json()
    assert 'left_at' in gone and gone['memberships'][0]['until'] == today()
    assert_problem(county.east.post(f'{path}/transfers', json={'unit_id': county.units['west1']}),
                   409, 'conflict')
    back = county.member('张三', 'west1', county.west, identity_number=number)
    assert back['id'] == member['id'] and 'left_at' not in back
    assert [row['unit_id'] for row in back['memberships']] == [
        county.units['west1'], county.units['east1']]


# ---- nothing in clear ----

def test_numbers_are_nowhere_in_clear(yard):
    server = yard.start()
    county = County(server, 'clear')
    number, phone, reason = identity_number(order=777), '13577788899', '住院的秘密'
    member = county.member('张三', 'east1', county.east, identity_number=number, phone=phone)
    path = f'members/{member["id"]}'
    assert county.found(county.east, query=phone) == ['张三']
    assert county.found(county.east, query=number) == ['张三']
    assert county.east.post(f'{path}/numbers').json() == {'phone': phone, 'identity_number': number}
    county.east.post(f'{path}/exemptions', json={'from': today(), 'until': today(2), 'reason': reason})
    county.west.post('members', json={'name': '李四', 'unit_id': county.units['west1'],
                                      'identity_number': number})
    county.east.patch(path, json={'phone': phone + '1'})
    backup = yard.path('backup')
    done = run_verb('backup', '--data', server.data, backup)
    assert done.returncode == 0, done.stderr
    wal = [file for file in server.data.rglob('*-wal') if file.stat().st_size > 0]
    assert wal, 'the write-ahead log is what must be looked into as well'
    secrets = [text.encode() for text in (number, phone, reason, '+86' + phone)]
    files = [file for folder in (server.data, backup) for file in folder.rglob('*') if file.is_file()]
    assert len(files) > 3
    for file in [*files, server.log]:
        content = file.read_bytes()
        for secret in secrets:
            assert secret not in content, f'{file} holds {secret.decode()}'
    name = '张三'.encode()
    assert any(name in file.read_bytes() for file in files), 'names are looked for in the right files'
