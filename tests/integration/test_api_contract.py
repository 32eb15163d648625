"""Every route of docs/openapi.yaml is called; every answer is what the document says. Which routes
there are at all is held against the server's own table by tests/style/check_contract.py."""
import uuid

import pytest
from driver.waiting import wait_until
from driver import conference, tus
from driver.api import Browser, Client, Program, signed_in
from driver.course import make_published, put_asset
from driver.name_clip import clip_bytes
from driver.openapi import OpenApi
from driver.roster import bring_members, database, make_unit
from driver.study import paired_screen
from driver.lesson import public_lesson
from driver.room import walk_room
from driver.viewing import beat, plan, step

PASSWORD = 'a long enough password 1'
CALLED = set()
POLICY = {'kind': 'study', 'from_year': 2026, 'preset': 'study', 'max_rate': 2000, 'replay_weight': 1000,
          'offline_weight': 1000, 'present_at': 850, 'absent_below': 100, 'late_after_ms': 300000,
          'left_before_ms': 600000, 'least_ms': 120000, 'cap_ms': 3600000, 'counts': 'coverage',
          'hour_ms': 2700000, 'reason': '试行'}


@pytest.fixture(scope='module')
def openapi():
    return OpenApi()


@pytest.fixture(scope='module')
def checked(openapi):
    """Checks an answer against the document and hands it on."""
    def check(answer, status):
        assert answer.status_code == status, answer.text
        openapi.check(answer)
        CALLED.add(openapi.find(answer.request.method, answer.request.path_url.split('?')[0]))
        return answer
    return check


def test_open_routes(server, checked):
    stranger = Client(server)
    checked(stranger.get('server'), 200)
    checked(stranger.get('setup'), 200)
    checked(Browser(server).post('setup', json={'token': 'x' * 43, 'name': 'a', 'password': PASSWORD}), 409)
    conference.call_all(server, checked)


def test_own_session(server, checked):
    browser = Browser(server)
    checked(browser.sign_in('demo-clerk', device='PC'), 200)
    checked(browser.sign_in('demo-clerk', 'wrong'), 401)
    checked(browser.get('session'), 200)
    changed = browser.patch('session', json={'locale': 'en'})
    checked(changed, changed.status_code)
    checked(browser.get('sessions'), 200)
    other = signed_in(server, 'demo-clerk').get('session').json()['session_id']
    checked(browser.delete(f'sessions/{other}'), 204)
    checked(browser.delete(f'sessions/{other}'), 404)
    checked(browser.get('health'), 200)
    checked(browser.delete('session'), 204)
    checked(browser.get('session'), 401)


def test_tokens_and_password(server, checked):
    browser = signed_in(server, 'demo-editor')
    made = checked(browser.post('tokens', json={'label': 'x', 'days': 1}), 201).json()
    checked(browser.get('tokens'), 200)
    checked(browser.delete(f'tokens/{made["id"]}'), 204)
    checked(browser.post('tokens', json={'label': 'x', 'days': 0}), 400)
    checked(browser.post('password', json={'old_password': 'demo-editor',
                                           'new_password': PASSWORD}), 204)
    checked(browser.post('password', json={'old_password': PASSWORD, 'new_password': 'x'}), 400)


def test_people_of_one_device(server, checked):
    browser = signed_in(server, 'demo-studio')
    person = checked(browser.get('session/people'), 200).json()[0]
    checked(browser.post('session/switch', json={'session_id': person['session_id']}), 200)
    checked(browser.post('session/switch', json={'session_id': 'gone'}), 404)


def test_viewings_and_sites(server, checked):
    clerk, studio, stranger = Program(server, 'demo-clerk'), Program(server, 'demo-studio'), Client(server)
    unit = clerk.get('units').json()[0]['id']
    room = clerk.post('places', json={'unit_id': unit, 'name': 'viewings'}).json()['id']
    meeting = plan(studio, unit, unit_ids=[unit])
    checked(stranger.post('viewings', json={'meeting_id': meeting}), 409)
    step(studio, meeting, 'go_live')
    viewing = checked(stranger.post('viewings', json={'meeting_id': meeting}), 201).json()
    beats = {'beats': [beat(1)]}
    token = {'token': viewing['base_url'].split('~')[1].strip('/')}
    checked(stranger.post(f'viewings/{viewing["id"]}/beats', params=token, json=beats), 200)
    checked(stranger.post(f'viewings/{viewing["id"]}/beats', params={'token': 'x'}, json=beats), 401)
    checked(stranger.post(f'viewings/{viewing["id"]}/beats', json=beats), 404)
    checked(stranger.post(f'viewings/{viewing["id"]}/take', params=token, json={}), 409)
    own = checked(clerk.post('viewings', json={'meeting_id': meeting}), 201).json()
    checked(clerk.post(f'viewings/{own["id"]}/take', json={}), 200)
    checked(studio.get(f'meetings/{meeting}/health'), 200)
    checked(studio.get(f'meetings/{meeting}/sites'), 200)
    confirm, sees = f'meetings/{meeting}/sites/confirm', {'sees_picture': True, 'hears_sound': True}
    checked(clerk.post(confirm, json={**sees, 'place_id': room}), 204)
    checked(studio.get(f'meetings/{meeting}/sites'), 200)
    recording = f'meetings/{meeting}/recording'
    checked(studio.get(recording), 200)
    checked(studio.patch(recording, json={'allows_download': True}), 200)
    cuts = checked(studio.post(f'{recording}/cuts', json={'from_ms': 0, 'to_ms': 1}), 200).json()['cuts']
    checked(studio.delete(f'{recording}/cuts/{cuts[0]["id"]}'), 200)
    step(studio, meeting, 'end')


def test_activation(server, checked):
    admin, stranger = Program(server, 'demo-admin'), Browser(server)
    unit = make_unit(admin, 'activation')
    ids = bring_members(server, admin, unit, [('李伟', '', ''), ('张三', '', '')])
    body = {'member_ids': [ids['李伟']]}
    code = checked(admin.post('activations', json=body), 200).json()[0]['code']
    checked(stranger.post('activation/check', json={'code': code}), 200)
    checked(stranger.post('activation/check', json={'code': '2' * 11 + '3'}), 400)
    checked(stranger.post('activation', json={'code': code, 'password': PASSWORD}), 200)
    checked(stranger.post('activation', json={'code': code, 'password': PASSWORD}), 409)
    checked(stranger.post('activation/check', json={'code': code}), 409)
    checked(admin.post('activations/slips', json={'unit_id': unit}), 200)
    checked(admin.post('activations/slips', json={'unit_id': unit}), 409)
    checked(admin.delete(f'members/{ids["张三"]}/activation'), 204)
    checked(admin.delete(f'members/{ids["张三"]}/activation'), 404)
    checked(Program(server, 'demo-member').post('activations', json=body), 403)


def test_accounts(server, checked):
    admin = Program(server, 'demo-admin')
    body = {'name': 'contract', 'display_name': 'x', 'password': PASSWORD, 'roles': ['clerk']}
    account = checked(admin.post('accounts', json=body), 201).json()
    checked(admin.post('accounts', json=body), 409)
    checked(admin.post('accounts', json={}), 400)
    checked(Program(server, 'demo-member').get('accounts'), 403)
    path = f'accounts/{account["id"]}'
    checked(admin.get('accounts', params={'limit': 2}), 200)
    checked(admin.get('accounts', params={'limit': 'many'}), 400)
    checked(admin.get(path), 200)
    checked(admin.patch(path, json={'display_name': 'y', 'locked': True}), 200)
    checked(admin.post(f'{path}/password', json={'password': PASSWORD + '2'}), 204)
    checked(admin.delete(path), 204)
    checked(admin.get(path), 404)
    checked(admin.get('audit', params={'limit': 5}), 200)


def test_rights_and_appointments(server, checked):
    admin = Program(server, 'demo-admin')
    checked(admin.get('rights'), 200)
    checked(admin.get('me'), 200)
    unit = admin.post('units', json={'name': '委任村'}).json()['id']
    account = next(row['id'] for row in admin.get('accounts').json() if row['name'] == 'demo-member')
    body = {'account_id': account, 'role': 'clerk', 'unit_id': unit}
    made = checked(admin.post('appointments', json=body), 201).json()
    checked(admin.post('appointments', json=body), 409)
    checked(admin.post('appointments', json={'role': 'clerk'}), 400)
    checked(Program(server, 'demo-editor').post('appointments', json=body), 403)
    checked(admin.get('appointments', params={'unit': unit}), 200)
    checked(admin.get('appointments', params={'unit': 'x'}), 400)
    checked(Program(server, 'demo-member').delete('appointments/x'), 403)
    checked(admin.delete(f'appointments/{made["id"]}'), 204)
    checked(admin.delete(f'appointments/{made["id"]}'), 404)
    checked(admin.get('audit', params={'target': account, 'action': 'appointment.end'}), 200)


def test_units_and_places(server, checked):
    admin = Program(server, 'demo-admin')
    levels = checked(admin.get('levels'), 200).json()
    checked(admin.put('levels', json={'levels': levels}), 200)
    county = checked(admin.post('units', json={'name': '合约县', 'level_id': levels[0]['id']}), 201).json()
    unit = checked(admin.post('units', json={'name': '合约村', 'parent_id': county['id'], 'code': '9' * 12,
                                             'external_id': 'contract'}), 201).json()
    checked(admin.post('units', json={'name': '合约县'}), 409)
    checked(admin.get('units'), 200)
    checked(admin.get('units', params={'as_of': '2026-07-01T08:00:00Z'}), 200)
    checked(admin.get('units', params={'as_of': 'then'}), 400)
    path = f'units/{unit["id"]}'
    checked(admin.put(f'{path}/course-quota', json={'bytes': 5 << 30}), 200)
    checked(admin.put(f'{path}/course-quota', json={'bytes': -1}), 400)
    checked(admin.get(f'{path}/course-space'), 200)
    checked(admin.delete(f'{path}/course-quota'), 204)
    checked(admin.get('units/none/course-space'), 404)
    checked(admin.patch(path, json={'name': '合约新村', 'code': ''}), 200)
    checked(admin.get(path), 200)
    place = checked(admin.post('places', json={'unit_id': county['id'], 'name': '室', 'address': '路',
                                               'serves': [unit['id']]}), 201).json()
    checked(admin.get('places'), 200)
    checked(admin.patch(f'places/{place["id"]}', json={'name': '礼堂'}), 200)
    checked(admin.delete(f'places/{place["id"]}'), 204)
    checked(admin.delete(f'places/{place["id"]}'), 404)
    checked(admin.delete(f'units/{county["id"]}'), 409)
    checked(admin.delete(path), 204)
    checked(admin.get('units', params={'closed': '1'}), 200)
    checked(admin.get(path), 200)
    checked(admin.get('units/nothing'), 404)


def test_policies_and_duties(server, checked):
    admin = Program(server, 'demo-admin')
    unit = admin.post('units', json={'name': '规则村'}).json()['id']
    checked(admin.get('policies', params={'unit': unit}), 200)
    checked(admin.get('policies', params={'unit': 'x'}), 400)
    checked(admin.put('policies', json={**POLICY, 'unit_id': unit}), 200)
    checked(admin.put('policies', json={**POLICY, 'hour_ms': 0}), 400)
    checked(admin.post('policies/dry-run', json={**POLICY, 'unit_id': unit}), 200)
    checked(Program(server, 'demo-clerk').put('policies', json=POLICY), 403)
    body = {'unit_id': unit, 'type_id': 'lecture', 'period': 'quarter', 'times': 1}
    duty = checked(admin.post('duties', json=body), 201).json()
    checked(admin.post('duties', json=body), 409)
    checked(admin.get('duties'), 200)
    checked(admin.get('duties/status', params={'unit': unit, 'state': 'due'}), 200)
    checked(admin.get('duties/status', params={'state': 'bad'}), 400)
    checked(admin.delete(f'duties/{duty["id"]}'), 204)
    checked(admin.delete(f'duties/{duty["id"]}'), 409)


def test_indicators(server, checked):
    admin = Program(server, 'demo-admin')
    above = admin.post('units', json={'name': '指标乡'}).json()['id']
    unit = admin.post('units', json={'name': '指标村', 'parent_id': above}).json()['id']
    change = {'name': '信访', 'source': '信访局', 'weight': 10, 'is_higher_better': False,
              'values': [{'unit_id': unit, 'value': -1500, 'note': '核减'}]}
    body = {**change, 'unit_id': above, 'year': 2026}
    checked(admin.post('indicators', json={**body, 'is_preview': True}), 200)
    made = checked(admin.post('indicators', json=body), 201).json()['indicator']
    checked(admin.post('indicators', json=body), 409)
    checked(Program(server, 'demo-clerk').post('indicators', json=body), 403)
    checked(admin.get('indicators', params={'unit': above, 'year': '2026'}), 200)
    path = f'indicators/{made["id"]}'
    checked(admin.put(path, json=change), 200)
    checked(admin.post(f'{path}/publish', json={'revision': 2}), 409)
    checked(admin.delete(path), 204)


def test_leaves_and_corrections(server, checked):
    admin, clerk = Program(server, 'demo-admin'), Program(server, 'demo-clerk')
    unit = clerk.get('units').json()[0]['id']
    member = admin.post('members', json={'name': '请假人', 'unit_id': unit}).json()['id']
    body = {'member_id': member, 'from': '2030-01-01', 'until': '2030-01-03', 'reason': '外出'}
    leave = checked(clerk.post('leaves', json=body), 201).json()['id']
    checked(clerk.post('leaves', json=body), 409)
    checked(clerk.post('leaves', json={'member_id': member}), 400)
    checked(clerk.get('leaves', params={'state': 'asked'}), 200)
    checked(clerk.post(f'leaves/{leave}/reason'), 200)
    checked(clerk.post(f'leaves/{leave}/decision', json={'is_granted': False}), 400)
    checked(clerk.post(f'leaves/{leave}/decision', json={'is_granted': True}), 200)
    checked(clerk.delete(f'leaves/{leave}'), 200)
    rows = [{'member_id': member, 'title': '旧课', 'began': '2025-03-01', 'hours': 1000, 'source': '旧平台'}]
    ids = [line['id'] for line in checked(clerk.post('corrections/carried', json={
        'rows': rows, 'reason': '旧平台'}), 201).json()['lines']]
    checked(clerk.get('corrections'), 200)
    checked(clerk.get('queue'), 200)
    checked(clerk.get('retention'), 403)
    checked(admin.get('retention'), 200)
    for kind, code in (('viewing_log', 200), ('guest_names', 200), ('audit', 409), ('x', 400)):
        checked(admin.post('retention/dry-run', json={'class': kind, 'days': 30}), code)
    checked(clerk.post('corrections/decision', json={'ids': ids, 'is_approved': True}), 404)  # it lies above
    checked(admin.post('corrections/decision', json={'ids': ids, 'is_approved': True}), 200)
    checked(clerk.delete(f'corrections/{ids[0]}'), 409)
    for path in ('records/x/objections', 'records/x/corrections'):
        checked(clerk.post(path, json={'text': 'x'} if 'obj' in path else {'kind': 'excuse', 'reason': 'x'}), 404)
    checked(clerk.get('objections'), 200)
    checked(admin.patch('objections/x', json={'is_granted': False, 'answer': 'x'}), 404)
    checked(clerk.delete('objections/x'), 404)
    for path in ('me/readers', 'me/hours', 'me/duties?year=2025', 'me/records?year=2025'):
        checked(clerk.get(path), 200)
    checked(clerk.get('me/hours?year=x'), 400)
    record = checked(admin.get('records?year=2025'), 200).json()[0]['id']
    checked(admin.get(f'records/{record}'), 200)
    checked(admin.get(f'records/{record}/pieces'), 409)
    for path in ('registers/x/figures', 'registers/x/members/x/pieces', f'me/records/{record}/slip'):
        checked(admin.get(path), 404)
    checked(admin.get(f'records/{record}/slip'), 200)
    checked(admin.get('records/sample?year=2025&count=2'), 200)
    checked(admin.get('registers/x/sample?count=2'), 404)
    checked(admin.get('registers/x/sheet'), 404)
    checked(admin.get('records?register=x'), 400)
    for what, code in (('year?year=2025', 200), ('wishes', 404), ('year/file?format=csv', 200), ('year/file?format=pdf', 400)):
        checked(clerk.get(f'reports/{what}'), code)
    for who, path in ((admin, 'records'), (clerk, 'me/records')):
        checked(who.get(f'{path}/00000000-0000-4000-8000-000000000000/receipt'), 404)
    for body, code in (({'record_ids': [record]}, 201), ({}, 400)):
        checked(admin.post('bundles', json=body), code)
    checked(clerk.post('bundles', json={'record_ids': ['00000000-0000-4000-8000-000000000000']}), 404)
    checked(admin.delete(f'members/{member}'), 204)  # the sample county can be removed again


def test_members(server, checked):
    admin = Program(server, 'demo-admin')
    kinds = checked(admin.get('member-kinds'), 200).json()
    checked(admin.put('member-kinds', json={'kinds': kinds}), 200)
    checked(admin.put('member-kinds', json={'kinds': kinds[1:]}), 400)
    units = [admin.post('units', json={'name': f'人员村{n}'}).json()['id'] for n in range(3)]
    body = {'name': '张三', 'unit_id': units[0], 'phone': '13800001111'}
    member = checked(admin.post('members', json=body), 201).json()
    checked(admin.post('members', json=body), 409)
    checked(admin.post('members', json={**body, 'unit_id': 'nowhere'}), 404)
    path = f'members/{member["id"]}'
    checked(admin.get('members', params={'query': 'zs', 'unit': units[0]}), 200)
    checked(admin.get('members', params={'limit': 'x'}), 400)
    checked(Program(server, 'demo-member').get('members'), 403)
    checked(admin.get(path), 200)
    checked(admin.get('members/nobody'), 404)
    checked(admin.patch(path, json={'gender': 'female'}), 200)
    checked(admin.post(f'{path}/numbers'), 200)
    detail = checked(admin.post(f'{path}/memberships', json={'unit_id': units[1]}), 201).json()
    guest = next(row for row in detail['memberships'] if not row['home'])
    checked(admin.delete(f'{path}/memberships/{guest["id"]}'), 204)
    days = {'from': '2026-01-01', 'until': '2026-02-01', 'reason': 'x'}
    exemption = checked(admin.post(f'{path}/exemptions', json=days), 201).json()
    checked(admin.post(f'{path}/exemptions', json=days), 409)
    checked(admin.post(f'exemptions/{exemption["id"]}/reason'), 200)
    checked(admin.delete(f'exemptions/{exemption["id"]}'), 204)
    for decided in True, False:
        moved = checked(admin.post(f'{path}/transfers', json={'unit_id': units[2]}), 201).json()
        if decided:
            checked(admin.post(f'transfers/{moved["id"]}/decision', json={'accept': False}), 200)
        else:
            checked(admin.delete(f'transfers/{moved["id"]}'), 204)
    checked(admin.get('transfers'), 200)
    checked(admin.get('transfer-targets', params={'query': '人员村'}), 200)
    checked(admin.get('transfers', params={'state': 'x'}), 400)
    checked(admin.delete(path), 204)
    checked(admin.get(path), 200)


def test_guide_and_sample(server, checked):
    admin = Program(server, 'demo-admin')
    checked(admin.get('guide'), 200)
    checked(admin.post('sample'), 409)
    checked(admin.delete('sample'), 200)
    checked(admin.delete('sample'), 404)


def test_exports(server, checked):
    admin, auditor = Program(server, 'demo-admin'), Program(server, 'demo-auditor')
    asked = {'kind': 'members', 'format': 'csv', 'with_numbers': True, 'reason': 'x'}
    row = checked(admin.post('exports', json=asked), 201).json()
    checked(admin.post('exports', json={**asked, 'kind': 'units'}), 400)
    checked(auditor.post('exports', json=asked), 403)
    checked(admin.get('exports'), 200)
    checked(admin.get(f'exports/{row["id"]}/file'), 409)
    checked(admin.post(f'exports/{row["id"]}/decision', json={'allow': True}), 403)
    checked(auditor.post(f'exports/{row["id"]}/decision', json={'allow': True}), 200)
    checked(auditor.get(f'exports/{row["id"]}/file'), 404)
    checked(admin.get(f'exports/{row["id"]}/file'), 200)


def pair_screen(server, admin, unit_id):
    """A screen that may speak for itself."""
    offer = Client(server).post('pairings', json={'kind': 'tv'}).json()
    decision = {'approve': True, 'unit_id': unit_id, 'name': '电视'}
    assert admin.post(f'pairings/{offer["user_code"]}', json=decision).status_code == 200
    answer = Client(server).post('pairings/token', json={'device_code': offer['device_code']}).json()
    return Program(server, answer['token'])


def test_screens(server, checked):
    admin, anybody = Program(server, 'demo-admin'), Client(server)
    unit = admin.post('units', json={'name': '电视村'}).json()['id']
    probe = {'user_agent': 'x', 'width': 1, 'height': 1, 'pixel_ratio': 1.5, 'codecs': ['h264'], 'hls': True,
             'mse': True, 'webrtc': False, 'websocket': True, 'clock_off_ms': -5}
    offers = [checked(anybody.post('pairings', json={'kind': 'tv', 'probe': probe}), 200).json()
              for _ in range(2)]
    path = f'pairings/{offers[0]["user_code"]}'
    ask = {'device_code': offers[0]['device_code']}
    checked(anybody.post('pairings/token', json=ask), 200)
    checked(admin.get(path), 200)
    checked(admin.get('pairings/BBBBCCCC'), 404)
    checked(admin.get('pairings/hello'), 400)
    checked(admin.post(f'pairings/{offers[1]["user_code"]}', json={'approve': False}), 204)
    checked(admin.post(path, json={'approve': True}), 400)
    row = checked(admin.post(path, json={'approve': True, 'unit_id': unit, 'name': '电视'}), 200).json()
    checked(admin.get(path), 409)
    token = checked(anybody.post('pairings/token', json=ask), 200).json()['token']
    screen = Program(server, token)
    checked(screen.get('screen'), 200)
    checked(screen.post('screen/beat', json={'version': '1', 'probe': probe}), 200)
    checked(screen.get('screens'), 403)
    checked(admin.get('screens', params={'unit': unit}), 200)
    checked(admin.get(f'screens/{row["id"]}'), 200)
    checked(admin.patch(f'screens/{row["id"]}', json={'name': '大屏'}), 200)
    checked(admin.delete(f'screens/{row["id"]}'), 204)
    checked(admin.delete(f'screens/{row["id"]}'), 404)
    checked(screen.get('screen'), 401)
    former = checked(anybody.post('pairings', json={'kind': 'tv', 'former': token}), 200).json()['former']
    assert former == {'name': '大屏', 'ended': 'unpaired'}
    checked(pair_screen(server, admin, unit).delete('screen'), 204)


def test_imports_and_roster(server, checked):
    admin = Program(server, 'demo-admin')
    units = '上级组织,组织名称\n,合约导入县\n合约导入县,合约导入镇\n没有,丁\n'.encode()
    made = checked(admin.post('imports', params={'kind': 'units', 'name': '组织.csv'}, data=units), 201).json()
    path = f'imports/{made["id"]}'
    wait_until(lambda: admin.get(path).json()['state'] == 'ready', 'the file is read')
    checked(admin.get(path), 200)
    checked(admin.get(f'{path}/rows', params={'outcome': 'wrong'}), 200)
    checked(admin.get(f'{path}/rows', params={'outcome': 'odd'}), 400)
    checked(admin.get(f'{path}/report'), 200)
    checked(admin.patch(path, json={'columns': ['parent', 'name']}), 200)
    wait_until(lambda: admin.get(path).json()['state'] == 'ready', 'the file is read again')
    checked(admin.post(f'{path}/apply'), 200)
    wait_until(lambda: admin.get(path).json()['state'] == 'done', 'the file is written')
    checked(admin.get(path), 200)
    checked(admin.post(f'{path}/apply'), 409)
    checked(admin.delete(path), 204)
    checked(admin.get(path), 404)
    checked(admin.post('imports', params={'kind': 'units'}, data=b''), 400)
    checked(Program(server, 'demo-member').post('imports', params={'kind': 'units'}, data=b'x'), 403)
    checked(admin.post('roster/units', json={'units': [{'external_id': 'sync', 'name': '合约同步县'}]}), 200)
    person = {'external_id': 'p', 'name': '王芳', 'unit_external_id': 'sync'}
    checked(admin.post('roster/members', json={'members': [person, {**person, 'external_id': 'q', 'gender': 'female',
                                                                    'unit_external_id': 'none'}]}), 200)
    checked(admin.post('roster/members', json={'members': []}), 400)
    checked(admin.get('roster/changes', params={'limit': 3}), 200)
    checked(admin.get('roster/changes', params={'after': 'x'}), 400)


def test_courses(server, checked):
    """What editors do, and what everybody finds of it."""
    editor, stranger = Program(server, 'demo-editor'), Client(server)
    topic = checked(editor.post('topics', json={'title': '题'}), 201).json()['id']
    checked(editor.patch(f'topics/{topic}', json={'title': '题目'}), 200)
    checked(stranger.get('topics'), 200)
    texts = [{'language': 'bo', 'title': 'ཀ', 'summary': ''}]
    series = checked(editor.post('series', json={'title': '专题', 'texts': texts}), 201).json()['id']
    checked(editor.patch(f'series/{series}', json={'summary': '说明', 'before_id': ''}), 200)
    checked(editor.get('series'), 200)
    wish = {'title': '课程', 'alias': 'contract', 'topic_id': topic, 'series_id': series, 'texts': texts,
            'audience': 'public', 'is_required': True, 'due_at': '2031-01-01T00:00:00Z'}
    course = f"courses/{checked(editor.post('courses', json=wish), 201).json()['id']}"
    checked(editor.post('courses', json=wish), 409)
    checked(editor.patch(course, json={'audience': 'sometimes'}), 400)
    checked(editor.patch(course, json={'title': '课'}, headers={'If-Match': '"99"'}), 412)
    ids = [checked(editor.post(f'{course}/lessons', json={'kind': 'video', 'title': '课件'}), 201).json()['id']
           for _ in range(2)]
    checked(editor.put(f'{course}/order', json={'lesson_ids': ids[::-1]}), 200)
    checked(editor.put(f'{course}/order', json={'lesson_ids': []}), 400)
    checked(editor.post(f'{course}/steps', json={'step': 'publish'}), 409)
    picture, sound = put_asset(server, ids[0]), put_asset(server, ids[0], 'sound', 'zh', loudness_centi=-2300)
    marks = [{'at_ms': 0, 'title': '开头'}]
    checked(editor.patch(f'lessons/{ids[0]}', json={'is_shown': True, 'marks': marks, 'texts': texts}), 200)
    checked(editor.post(f'{course}/steps', json={'step': 'publish'}), 200)
    checked(stranger.get('courses', params={'query': '课'}), 200)
    checked(stranger.get('courses', params={'state': '?'}), 400)
    checked(stranger.get('library'), 200)
    checked(stranger.get('courses/contract'), 200)
    checked(stranger.get(f'lessons/{ids[0]}'), 200)
    checked(stranger.get(f'lessons/{ids[1]}'), 404)
    checked(editor.get(f'lessons/{ids[0]}/assets'), 200)
    checked(editor.patch(f'assets/{sound}', json={'label': '解说'}), 200)
    checked(editor.post(f'assets/{picture}/steps', json={'step': 'withdraw'}), 200)
    checked(editor.post(f'assets/{picture}/steps', json={'step': 'withdraw'}), 409)
    checked(editor.delete(f'assets/{picture}'), 204)
    checked(editor.delete(course), 409)
    for path, change in ((f'topics/{topic}', {'title': '题'}), (f'series/{series}', {'title': '题'}),
                         (f'assets/{sound}', {'label': '题'})):
        checked(editor.patch(path, json=change, headers={'If-Match': '"99"'}), 412)
    checked(editor.get('course-space', params={'course_id': course.split('/')[1]}), 200)
    checked(editor.get('course-space', params={'course_id': 'none'}), 404)
    checked(editor.post(f'{course}/steps', json={'step': 'withdraw'}), 200)
    checked(editor.delete(f'lessons/{ids[0]}'), 204)
    checked(editor.delete(course), 204)
    checked(editor.delete(f'series/{series}'), 204)
    checked(editor.delete(f'topics/{topic}'), 204)


def test_languages(server, checked):
    editor = Program(server, 'demo-editor')
    checked(Client(server).get('languages'), 200)
    checked(editor.put('languages/jya', json={'autonym': 'x', 'name_zh': '嘉绒语'}), 200)
    checked(editor.put('languages/j', json={'autonym': 'x', 'name_zh': '嘉绒语'}), 400)
    checked(editor.put('languages/jya/clip', data=clip_bytes()), 200)
    checked(editor.put('languages/jya/clip', data=b'no sound'), 400)
    checked(editor.put('languages/qaa/clip', data=clip_bytes()), 404)
    checked(editor.delete('languages/jya/clip'), 204)
    checked(editor.delete('languages/jya/clip'), 404)
    checked(editor.delete('languages/jya'), 204)
    checked(editor.delete('languages/jya'), 404)


def test_studies(server, checked):
    admin = Program(server, 'demo-admin')
    _, lesson = make_published(server, admin, '集中学习的课')
    unit = admin.get('units').json()[0]['id']
    place = admin.post('places', json={'unit_id': unit, 'name': '活动室'}).json()['id']
    path = f'places/{place}/study'
    checked(admin.get(path), 200)
    checked(admin.patch(path, json={'is_paused': True}), 409)
    checked(admin.delete(path), 409)
    checked(admin.post(path, json={}), 400)
    checked(admin.post(path, json={'lesson_id': 'none'}), 404)
    checked(admin.post(path, json={'lesson_id': lesson}), 201)
    checked(admin.post(path, json={'lesson_id': lesson}), 409)
    checked(admin.patch(path, json={'seek_ms': 1000, 'language': 'zh'}), 200)
    checked(admin.patch(path, json={'language': '?'}), 400)
    screen = paired_screen(server, admin, unit, place)
    checked(screen.get('screen/study'), 200)
    checked(screen.post('screen/study', json={'lesson_id': lesson}), 409)
    checked(screen.patch('screen/study', json={'is_paused': True}), 200)
    checked(screen.delete('screen/study'), 204)
    checked(screen.delete('screen/study'), 409)
    checked(screen.post('screen/study', json={'lesson_id': lesson}), 201)
    checked(admin.delete(path), 204)


def test_registers(server, checked):
    """A roll call in a room, by the clerk and by the set."""
    admin = Program(server, 'demo-admin')
    _, lesson = make_published(server, admin, '点名的课')
    unit = make_unit(admin, '点名的支部')
    person, = bring_members(server, admin, unit, [('纳兰点', '', '')]).values()
    place = admin.post('places', json={'unit_id': unit, 'name': '点名室'}).json()['id']
    screen = paired_screen(server, admin, unit, place)
    checked(admin.post(f'places/{place}/study', json={'lesson_id': lesson}), 201)
    checked(screen.get('registers', params={'open': '1'}), 200)
    checked(admin.get('registers', params={'before': 'x'}), 400)
    register = screen.get('registers').json()['registers'][0]['id']
    path = f'registers/{register}'
    entry = {'id': str(uuid.uuid4()), 'member_id': person}
    checked(screen.post(f'{path}/presences', json={'presences': [entry]}), 200)
    checked(admin.post(f'{path}/presences', json={'presences': [{**entry, 'id': 'x' * 36}]}), 400)
    checked(admin.post(f'{path}/presences', json={'presences': [entry]}), 409)  # not by the remote
    guest = {'id': str(uuid.uuid4()), 'guest_name': '来宾'}
    checked(admin.post(f'{path}/presences', json={'presences': [guest]}), 200)
    checked(screen.get(f'{path}/people'), 200)
    checked(screen.get(f'{path}/people', params={'q': 'nalan'}), 200)
    checked(screen.post(f'{path}/presences/{entry["id"]}/left', json={}), 200)
    checked(admin.post(f'{path}/presences/{guest["id"]}/withdraw', json={'reason': '点错'}), 200)
    checked(admin.post(f'{path}/presences/{uuid.uuid4()}/left', json={}), 404)
    note = {'id': str(uuid.uuid4()), 'place_id': place}
    checked(admin.post(f'{path}/counts', json={**note, 'heads': 2}), 201)
    checked(admin.post(f'{path}/counts', json={**note, 'heads': 3}), 409)
    checked(screen.post(f'{path}/confirmations', json={'id': str(uuid.uuid4()), 'step': 'begin'}), 201)
    checked(admin.post(f'members/{person}/cards', json={'number': 'A 1'}), 204)
    checked(admin.post(f'members/{person}/cards', json={'number': '?'}), 400)
    card = {'id': str(uuid.uuid4()), 'number': 'a1'}
    checked(screen.post(f'{path}/cards', json=card), 200)
    checked(screen.post(f'{path}/cards', json={**card, 'number': 'a2'}), 404)
    checked(admin.delete(f'members/{person}/cards'), 204)
    code = checked(screen.get(f'{path}/code'), 200).json()['code']
    checked(admin.post('presences/code', json={'code': code}), 409)
    checked(admin.post('presences/code', json={'code': 'x'}), 400)
    checked(admin.get(path), 200)
    checked(screen.get(path), 200)
    checked(admin.get(f'registers/{uuid.uuid4()}'), 404)
    check_beside(server, admin, person, lesson, checked)
    checked(admin.delete(f'places/{place}/study'), 204)


def check_beside(server, admin, person, lesson, checked):
    admin.post('accounts', json={'name': 'nalan', 'display_name': '纳兰', 'password': PASSWORD, 'roles': ['member']})
    with database(server) as connection:
        connection.execute("UPDATE account SET member_id = ? WHERE name = 'nalan'", (person,))
    nalan = Program(server, signed_in(server, 'nalan', PASSWORD).post(
        'tokens', json={'label': 'x', 'days': 1}).json()['token'])
    viewing = admin.post('viewings', json={'lesson_id': lesson}).json()['id']
    wish = {'name': 'nalan', 'password': PASSWORD}
    checked(admin.post(f'viewings/{viewing}/beside', json={**wish, 'password': 'x'}), 401)
    checked(nalan.post(f'viewings/{viewing}/beside', json=wish), 404)
    presence = checked(admin.post(f'viewings/{viewing}/beside', json=wish), 200).json()['id']
    checked(admin.delete(f'viewings/{viewing}/beside/{presence}'), 204)
    assert nalan.post('viewings', json={'lesson_id': lesson}).status_code == 201


def test_meetings(server, checked):
    """What the studio does, and what everybody sees of it."""
    studio, admin, stranger = Program(server, 'demo-studio'), Program(server, 'demo-admin'), Client(server)
    unit = admin.get('units').json()[0]['id']
    checked(stranger.get('now'), 200)
    checked(studio.get('meeting-types'), 200)
    assert [checked(admin.post('meeting-types', json={'name': '表彰大会'}), status) for status in (201, 409)]
    wish = {'title': '会议', 'type_id': 'broadcast', 'unit_id': unit, 'visibility': 'public',
            'starts_at': '2031-01-01T01:00:00Z', 'ends_at': '2031-01-01T02:00:00Z',
            'languages': [{'tag': 'zh', 'is_floor': True, 'offset_ms': 0}],
            'agenda': [{'title': '讲话', 'minutes': 5}]}
    made = checked(studio.post('meetings', json=wish), 201).json()
    path = f'meetings/{made["id"]}'
    checked(studio.post('meetings', json={**wish, 'type_id': 'none'}), 404)
    checked(studio.get('meetings', params={'state': 'scheduled'}), 200)
    checked(studio.get('meetings', params={'from': 'x'}), 400)
    checked(studio.get(path), 200)
    checked(studio.patch(path, json={'note': '说明'}), 200)
    checked(studio.patch(path, json={'note': '说明'}, headers={'If-Match': '"1"'}), 412)
    item = made['agenda'][0]['id']
    checked(studio.post(f'{path}/agenda/{item}'), 409)
    checked(studio.post(f'{path}/slate', json={'is_slate': True}), 409)
    push = checked(studio.post(f'{path}/inputs', json={'kind': 'push', 'name': 'x'}), 201).json()['id']
    checked(studio.post(f'{path}/inputs', json={'kind': 'udp', 'name': 'x'}), 400)
    checked(studio.get(f'{path}/inputs'), 200)
    checked(studio.post(f'{path}/inputs/{push}/key'), 200)
    checked(studio.delete(f'{path}/inputs/{push}'), 204)
    checked(studio.post(f'{path}/steps', json={'step': 'go_live'}), 200)
    checked(studio.post(f'{path}/steps', json={'step': 'go_live'}), 409)
    checked(studio.post(f'{path}/agenda/{item}'), 200)
    checked(studio.post(f'{path}/slate', json={'is_slate': True}), 200)
    checked(studio.delete(path), 409)
    checked(studio.get(f'{path}/invitation'), 200)
    url = checked(studio.get('calendar'), 200).json()['url']
    calendar = checked(stranger.get(url[url.index('/api/'):]), 200)
    checked(stranger.get(url[url.index('/api/'):], headers={'If-None-Match': calendar.headers['ETag']}), 304)
    checked(stranger.get('calendar/none.ics'), 404)
    checked(studio.post('calendar'), 200)
    other = studio.post('meetings', json=wish).json()['id']
    checked(studio.delete(f'meetings/{other}'), 204)
    walk_room(checked, studio, {**wish, 'kind': 'group', 'visibility': 'invited'})


def test_uploads_and_jobs(server, checked):
    editor = Program(server, 'demo-admin')
    lesson = tus.make_lesson(server)
    checked(editor.options('uploads'), 204)
    checked(editor.post('uploads'), 412)
    location = checked(tus.create(editor, 4, tus.about(lesson)), 201).headers['Location']
    checked(editor.options(location), 204)
    checked(editor.get('uploads'), 200)
    checked(editor.get(location), 200)
    checked(tus.patch(editor, location, 1, b'x'), 409)
    checked(tus.patch(editor, location, 0, b'ab'), 204)
    checked(tus.delete(editor, location), 204)
    checked(editor.get(location), 404)
    location = tus.create(editor, 4, tus.about(lesson), data=b'abcd').headers['Location']
    checked(editor.get('jobs', params={'lesson_id': lesson}), 200)
    checked(editor.get('jobs', params={'state': 'x'}), 400)
    step = location.replace('uploads', 'jobs') + '/steps'
    checked(editor.post(step, json={'step': 'cancel'}), 200)
    checked(editor.post(step, json={'step': 'again'}), 409)


def test_lessons_beyond_video(server, checked):
    """Pages, a quiz and a question to the teacher, from the editor to the answer."""
    admin, member, stranger = Program(server, 'demo-admin'), Program(server, 'demo-member'), Client(server)
    pages, quiz = (public_lesson(admin, kind) for kind in ('pages', 'quiz'))
    checked(admin.put(f'lessons/{pages}/pages', json={'pages': [{'title': '一'}, {'body': '二', 'least_s': 0}]}), 200)
    checked(admin.put(f'lessons/{pages}/pages', json={'pages': [{}]}), 400)
    checked(admin.put(f'lessons/{pages}/pages', json={'pages': []}, headers={'If-Match': '"1"'}), 412)
    checked(admin.put(f'lessons/{quiz}/quiz', json={'questions': []}, headers={'If-Match': '"1"'}), 412)
    checked(admin.patch(f'lessons/{pages}', json={'summary': 'x'}, headers={'If-Match': '"1"'}), 412)
    texts = [{'language': 'bo', 'title': 'ཀ', 'body': 'ཁ'}]
    checked(admin.put(f'lessons/{pages}/pages', json={'pages': [{'title': '一', 'texts': texts}]}), 200)
    checked(admin.put(f'lessons/{quiz}/pages', json={'pages': []}), 409)
    checked(stranger.get(f'lessons/{pages}/pages'), 200)
    questions = [{'body': '几？', 'choices': [{'text': '一', 'is_right': True}, {'text': '二', 'is_right': False}]}]
    made = checked(admin.put(f'lessons/{quiz}/quiz', json={'questions': questions}), 200).json()['questions'][0]
    checked(stranger.get(f'lessons/{quiz}/quiz'), 200)
    checked(member.post(f'lessons/{quiz}/answers', json={'answers': [{'question_id': made['id'], 'chosen': [0]}]}), 201)
    checked(member.get(f'lessons/{quiz}/quiz'), 200)
    checked(member.post(f'lessons/{pages}/answers', json={'answers': []}), 409)
    asked = checked(member.post(f'lessons/{pages}/questions', json={'body': '为什么？', 'at_ms': 0}), 201).json()['id']
    checked(member.post(f'lessons/{pages}/questions', json={'body': '\n'}), 400)
    checked(member.get(f'lessons/{pages}/questions'), 200)
    checked(admin.get('questions', params={'open': '1'}), 200)
    checked(admin.post(f'questions/{asked}/answer', json={'body': '因为', 'is_public': True}), 200)
    checked(member.delete(f'questions/{asked}'), 409)
    other = member.post(f'lessons/{pages}/questions', json={'body': '何时？'}).json()['id']
    checked(member.delete(f'questions/{other}'), 204)


def test_ledger(server, checked):
    stranger = Client(server)
    wait_until(lambda: stranger.get('ledger/checkpoint').status_code == 200, 'the first checkpoint')
    head = checked(stranger.get('ledger/checkpoint'), 200).text
    checked(stranger.get('ledger/tile/0/000.p/1'), 200)
    checked(stranger.get('ledger/tile/0/000'), 404)
    checked(stranger.get('ledger/tile/0/x001/000.p/1'), 404)
    checked(stranger.get('ledger/entries/0/proof'), 200)
    checked(stranger.get('ledger/entries/x/proof'), 404)
    checked(stranger.post('ledger/cosignatures', data=b'nothing'), 400)
    checked(stranger.get('ledger/consistency?from=0'), 200)
    checked(stranger.get('ledger/keys'), 200)
    checked(stranger.post('ledger/witness', data=head.encode()), 200)
    checked(stranger.post('ledger/witness', data=b'nothing'), 400)
    checked(stranger.post('ledger/cosignatures', data=head.encode()), 401)
    checked(stranger.post('ledger/cosignatures', data=('other.' + head).encode()), 404)
    checked(stranger.post('ledger/cosignatures', data=b'x' * 5000), 413)


@pytest.mark.parametrize('body', [b'', b'{', b'[]', b'{"name":1}', b'"text"', b'\xff'])
def test_bad_bodies_are_described(server, checked, openapi, body):
    """Every route that takes a body refuses these with 400 and a problem document, also where the
    path names nothing."""
    admin = Program(server, 'demo-admin')
    unit = admin.get('units').json()[0]['id']
    screen = pair_screen(server, admin, unit)
    for (method, path), operation in openapi.operations.items():
        if not conference.TYPES & set(operation.get('requestBody', {'content': conference.TYPES})['content']):
            concrete = path.replace('{id}', '01890000-0000-7000-8000-000000000000')
            is_for_admin = 'administrator' in operation.get('x-roles', ['administrator'])
            caller = admin if is_for_admin or 'screen' not in operation['x-roles'] else screen
            answer = caller.request(method, concrete, data=body,
                                    headers={'Content-Type': 'application/json'})
            checked(answer, 400)


def test_every_route_was_called(openapi):
    missing = set(openapi.operations) - CALLED
    assert not missing, sorted(missing)
