"""Codes on slips: handed out by clerks within reach, used once, forgotten by nobody's fault."""
import concurrent.futures
import re
import threading
import time

import pytest
from driver.api import Browser, Program, assert_problem, signed_in
from driver.roster import appoint, bring_members, database, identity_number, make_unit, query
from driver.waiting import wait_until

PASSWORD = 'korrekt pferd'
CODE = re.compile(r'^[2-9A-HJKMNP-TV-Z]{4}(-[2-9A-HJKMNP-TV-Z]{4}){2}$')
CLERK = 16
DAY_US = 24 * 3600 * 1000000
PHONE = '13812345678'
NUMBER = identity_number('19870305', 1)


class County:
    """Two towns; the clerk looks after the first alone."""

    def __init__(self, server):
        self.server = server
        self.admin = Program(server, 'demo-admin')
        self.county = make_unit(self.admin, '青山县')
        self.town = make_unit(self.admin, '青山镇', self.county)
        self.village = make_unit(self.admin, '河东村', self.town)
        self.other = make_unit(self.admin, '白水镇', self.county)
        self.ids = {}
        account = {'name': 'town-clerk', 'display_name': '镇管理员', 'password': PASSWORD,
                   'roles': ['member']}
        assert self.admin.post('accounts', json=account).status_code == 201
        appoint(server, 'town-clerk', CLERK, self.town)
        self.clerk = signed_in(server, 'town-clerk', PASSWORD)

    def bring(self, unit_id, *people):
        rows = [person if isinstance(person, tuple) else (person, '', '') for person in people]
        self.ids.update(bring_members(self.server, self.admin, unit_id, rows))

    def moved(self):
        """The server was started again, on another port."""
        self.admin.origin = self.clerk.origin = self.server.url
        return self

    def slips(self, *names, by=None):
        answer = (by or self.clerk).post(
            'activations', json={'member_ids': [self.ids[name] for name in names]})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def accounts(self):
        """Of the people that the test brought."""
        marks = ','.join('?' * len(self.ids))
        return query(self.server, f'SELECT name FROM account WHERE member_id IN ({marks})',
                     *self.ids.values())

    def code(self, name, by=None):
        return self.slips(name, by=by)[0]['code']


@pytest.fixture(name='county')
def county_fixture(yard):
    return County(yard.start())


def check(server, code):
    return Browser(server).post('activation/check', json={'code': code})


def activate(server, code, browser=None, **more):
    body = {'code': code, 'password': PASSWORD, **more}
    return (browser or Browser(server)).post('activation', json=body)


# ---- the story ----

def test_from_slip_to_months(county):
    county.bring(county.village, ('王小芳', NUMBER, PHONE))
    slip = county.slips('王小芳')[0]
    assert CODE.match(slip['code']) and slip['kind'] == 'activate'
    assert (slip['name'], slip['unit_name']) == ('王小芳', '河东村')
    assert slip['link'] == f'{county.server.url}/activate#code={slip["code"]}'
    typed = slip['code'].lower().replace('-', ' ')
    state = check(county.server, typed)
    assert state.status_code == 200, state.text
    assert {key: state.json()[key] for key in ('kind', 'member_name', 'unit_name', 'account_name')} == {
        'kind': 'activate', 'member_name': '王*芳', 'unit_name': '河东村', 'account_name': 'wangxiaofang'}
    phone = Browser(county.server)
    answer = activate(county.server, typed, phone, device='Android')
    assert answer.status_code == 200, answer.text
    assert answer.json()['account']['name'] == 'wangxiaofang'
    assert answer.json()['account']['display_name'] == '王小芳'
    assert answer.json()['account']['roles'] == ['member']
    cookie = next(value for value in answer.raw.headers.getlist('Set-Cookie')
                  if value.startswith('tongping_session'))
    assert int(re.search(r'Max-Age=(\d+)', cookie).group(1)) >= 30 * 86400
    assert phone.get('session').json()['account']['display_name'] == '王小芳'
    assert query(county.server, 'SELECT member_id FROM account WHERE name = ?', 'wangxiaofang') == [
        (county.ids['王小芳'],)]
    assert signed_in(county.server, 'wangxiaofang', PASSWORD)
    # the slip is used up, and nobody gets a second one unasked
    assert_problem(check(county.server, slip['code']), 409, 'conflict')
    assert_problem(activate(county.server, slip['code']), 409, 'conflict')
    again = county.clerk.post('activations', json={'unit_id': county.village})
    assert again.json() == []


def test_a_name_of_ones_own(county):
    county.bring(county.village, ('王小芳', NUMBER, PHONE), '王晓方')
    codes = {slip['name']: slip['code'] for slip in county.slips('王小芳', '王晓方')}
    assert activate(county.server, codes['王小芳']).json()['account']['name'] == 'wangxiaofang'
    assert check(county.server, codes['王晓方']).json()['account_name'] == 'wangxiaofang2'
    assert_problem(activate(county.server, codes['王晓方'], name='WangXiaoFang'), 409, 'conflict')
    answer = activate(county.server, codes['王晓方'], name='晓方')
    assert answer.json()['account']['name'] == '晓方'
    assert signed_in(county.server, '晓方', PASSWORD)


def test_the_sign_in_name_is_no_number(county):
    county.bring(county.village, ('王小芳', NUMBER, PHONE))
    code = county.code('王小芳')
    for name in (PHONE, NUMBER, f'w{PHONE}', NUMBER.lower()):
        assert_problem(activate(county.server, code, name=name), 400, 'invalid')
    assert activate(county.server, code, name='小芳').status_code == 200


BAD_PASSWORDS = (NUMBER, NUMBER[-8:] + 'x', '1987-03-05 abc', f'tel {PHONE}', 'wangxiaofang1',
                 '王小芳王小芳王小芳', 'x870305y!', '12345678', 'short')


def test_passwords_are_not_made_of_the_person(county):
    county.bring(county.village, ('王小芳', NUMBER, PHONE))
    code = county.code('王小芳')
    for password in BAD_PASSWORDS:
        answer = activate(county.server, code, password=password, name='xiaofang')
        assert_problem(answer, 400, 'invalid')
        assert password not in answer.text and NUMBER not in answer.text and PHONE not in answer.text
    assert county.accounts() == []
    assert activate(county.server, code).status_code == 200


def test_a_later_password_is_not_made_of_the_person_either(county):
    county.bring(county.village, ('王小芳', NUMBER, PHONE))
    phone = Browser(county.server)
    account = activate(county.server, county.code('王小芳'), phone).json()['account']
    for password in (NUMBER, f'x{PHONE}', 'wangxiaofang1'):
        own = phone.post('password', json={'old_password': PASSWORD, 'new_password': password})
        assert_problem(own, 400, 'invalid')
        path = f'accounts/{account["id"]}/password'
        assert_problem(county.admin.post(path, json={'password': password}), 400, 'invalid')
    assert signed_in(county.server, 'wangxiaofang', PASSWORD)


def test_the_same_code_at_once(county):
    """Whoever is first; everybody else is told that it was used."""
    county.bring(county.village, '李伟')
    code = county.code('李伟')
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda n: activate(county.server, code, name=f'li-{n}'), range(6)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 5
    assert len(county.accounts()) == 1


def test_on_a_phone_of_several_and_on_a_shared_computer(county):
    county.bring(county.village, '李伟', '张三')
    phone = signed_in(county.server, 'demo-member')
    activate(county.server, county.code('李伟'), phone, keep=True)
    people = phone.get('session/people').json()
    assert [one['current'] for one in people] == [True, False] and people[0]['display_name'] == '李伟'
    shared = Browser(county.server)
    answer = activate(county.server, county.code('张三'), shared, shared=True)
    assert answer.json()['shared'] is True
    cookie = next(value for value in answer.raw.headers.getlist('Set-Cookie')
                  if value.startswith('tongping_session'))
    assert 'Max-Age' not in cookie
    both = activate(county.server, county.code('张三'), shared, shared=True, keep=True)
    assert_problem(both, 400, 'invalid')


# ---- codes that do not open ----

def test_typing_mistakes_are_told_at_once(county):
    county.bring(county.village, '李伟')
    code = county.code('李伟')
    wrong = ('2' if code[0] != '2' else '3') + code[1:]
    for typed in (wrong, code[1] + code[0] + code[2:] if code[0] != code[1] else wrong, code[:-1],
                  code + '2', 'O' + code[1:], '', '*' * 12):
        for _ in range(15):  # more than the throttle would take: nothing was looked up
            assert_problem(check(county.server, typed), 400, 'invalid')
    assert check(county.server, code).status_code == 200


def test_unknown_and_cancelled_are_alike(county):
    county.bring(county.village, '李伟', '张三')
    first = county.code('李伟')
    second = county.code('李伟')
    cancelled = county.code('张三')
    assert county.clerk.delete(f'members/{county.ids["张三"]}/activation').status_code == 204
    assert_problem(county.clerk.delete(f'members/{county.ids["张三"]}/activation'), 404, 'not_found')
    with database(county.server) as connection:
        connection.execute('DELETE FROM activation WHERE cancelled_at_us IS NOT NULL'
                           ' AND member_id = ?', (county.ids['李伟'],))  # first is unknown now
    unknown, gone = check(county.server, first), check(county.server, cancelled)
    assert_problem(unknown, 404, 'not_found')
    assert unknown.content == gone.content
    assert check(county.server, second).status_code == 200
    assert_problem(activate(county.server, first), 404, 'not_found')
    assert_problem(activate(county.server, cancelled), 404, 'not_found')


def test_expired(county):
    county.bring(county.village, '李伟')
    code = county.code('李伟')

    def pass_days(days):
        with database(county.server) as connection:
            connection.execute('UPDATE activation SET issued_at_us = issued_at_us - ?,'
                               ' expires_at_us = expires_at_us - ?', (days * DAY_US, days * DAY_US))
    pass_days(29)
    assert check(county.server, code).status_code == 200
    pass_days(1)
    assert_problem(check(county.server, code), 412, 'stale')
    assert_problem(activate(county.server, code), 412, 'stale')
    assert len(county.clerk.post('activations', json={'unit_id': county.village}).json()) == 1


def test_who_left_or_is_locked(county):
    county.bring(county.village, '李伟', '张三')
    codes = {slip['name']: slip['code'] for slip in county.slips('李伟', '张三')}
    with database(county.server) as connection:
        connection.execute('UPDATE member SET left_at_us = 1 WHERE name = ?', ('李伟',))
    assert_problem(check(county.server, codes['李伟']), 404, 'not_found')
    assert_problem(county.clerk.post('activations', json={'member_ids': [county.ids['李伟']]}), 409,
                   'conflict')
    account = activate(county.server, codes['张三']).json()['account']
    reset = county.code('张三')
    path = f'accounts/{account["id"]}'
    assert county.admin.patch(path, json={'locked': True}).status_code == 200
    assert_problem(check(county.server, reset), 404, 'not_found')
    assert_problem(county.clerk.post('activations', json={'member_ids': [county.ids['张三']]}), 409,
                   'conflict')
    assert county.admin.patch(path, json={'locked': False}).status_code == 200
    assert_problem(check(county.server, reset), 404, 'not_found')  # unlocking brings no slip back


def test_guessing_is_slowed(county):
    """By address, whichever codes; who is wrong often enough does not get a right one through."""
    county.bring(county.village, '李伟', '张三')
    code, lost = county.code('李伟'), county.code('张三')
    with database(county.server) as connection:
        connection.execute('DELETE FROM activation WHERE member_id = ?', (county.ids['张三'],))
    statuses = [check(county.server, lost).status_code for _ in range(11)]
    assert statuses == [404] * 10 + [429]
    answer = check(county.server, code)
    assert_problem(answer, 429, 'rate_limited')
    assert int(answer.headers['Retry-After']) > 0
    assert_problem(activate(county.server, code), 429, 'rate_limited')


def test_the_rules_for_passwords_tell_nobody_a_number(county):
    """Each refusal tells a little: who holds a slip cannot ask without end."""
    county.bring(county.village, ('王小芳', NUMBER, PHONE))
    code = county.code('王小芳')
    statuses = [activate(county.server, code, password=NUMBER).status_code for _ in range(11)]
    assert statuses == [400] * 10 + [429]


# ---- a new password ----

def test_reset_ends_everything_else(county):
    county.bring(county.village, ('王小芳', NUMBER, PHONE))
    phone = Browser(county.server)
    activate(county.server, county.code('王小芳'), phone)
    token = phone.post('tokens', json={'label': 'x', 'days': 1}).json()['token']
    assert Program(county.server, token).get('session').status_code == 200
    slip = county.slips('王小芳')[0]
    assert slip['kind'] == 'reset'
    state = check(county.server, slip['code']).json()
    assert (state['kind'], state['account_name']) == ('reset', 'wangxiaofang')
    assert_problem(activate(county.server, slip['code'], password=f'x{PHONE}x'), 400, 'invalid')
    new = Browser(county.server)
    answer = activate(county.server, slip['code'], new, password='neues pferd')
    assert answer.status_code == 200, answer.text
    assert new.get('session').status_code == 200
    assert phone.get('session').status_code == 401
    assert Program(county.server, token).get('session').status_code == 401
    assert Browser(county.server).sign_in('wangxiaofang', PASSWORD).status_code == 401
    assert signed_in(county.server, 'wangxiaofang', 'neues pferd')
    assert_problem(activate(county.server, slip['code'], password='third pferd'), 409, 'conflict')


def test_no_clerk_opens_an_account_with_more_rights(county):
    """A slip opens the account: she would be whoever she makes it for."""
    county.bring(county.village, '李伟', '张三')
    li = activate(county.server, county.code('李伟')).json()['account']
    zhang = activate(county.server, county.code('张三')).json()['account']
    kept = county.code('张三')
    assert county.admin.patch(f'accounts/{li["id"]}',
                              json={'roles': ['member', 'auditor']}).status_code == 200
    appoint(county.server, zhang['name'], CLERK, county.county)
    for name in ('李伟', '张三'):
        answer = county.clerk.post('activations', json={'member_ids': [county.ids[name]]})
        assert_problem(answer, 403, 'forbidden')
    assert_problem(check(county.server, kept), 404, 'not_found')  # made before he was appointed
    assert county.slips('李伟', by=county.admin)[0]['kind'] == 'reset'
    assert check(county.server, county.code('张三', by=county.admin)).status_code == 200


# ---- who may ----

def test_only_within_reach(county):
    county.bring(county.village, '李伟')
    county.bring(county.other, '外人')
    foreign = {'member_ids': [county.ids['外人']]}
    unknown = {'member_ids': ['01890000-0000-7000-8000-000000000000']}
    answers = [county.clerk.post('activations', json=body) for body in (foreign, unknown)]
    for answer in answers:
        assert_problem(answer, 404, 'not_found')
    assert answers[0].content == answers[1].content
    both = {'member_ids': [county.ids['李伟'], county.ids['外人']]}
    assert_problem(county.clerk.post('activations', json=both), 404, 'not_found')
    assert_problem(county.clerk.post('activations/slips', json=foreign), 404, 'not_found')
    for unit_id in (county.other, county.county):
        assert_problem(county.clerk.post('activations', json={'unit_id': unit_id}), 404, 'not_found')
    assert_problem(county.clerk.delete(f'members/{county.ids["外人"]}/activation'), 404, 'not_found')
    assert query(county.server, 'SELECT count(*) FROM activation') == [(0,)]  # all or nothing
    for name, status in (('demo-member', 403), ('demo-auditor', 403)):
        assert Program(county.server, name).post('activations', json=unknown).status_code == status
    assert Browser(county.server).post('activations', json=unknown).status_code == 401


def test_units(county):
    county.bring(county.village, '李伟', '张三')
    county.bring(county.town, '镇长')
    names = lambda body: sorted(  # noqa: E731
        slip['name'] for slip in county.clerk.post('activations', json=body).json())
    assert names({'unit_id': county.town}) == ['镇长']
    assert names({'unit_id': county.town, 'below': True}) == sorted(['李伟', '张三'])
    assert names({'unit_id': county.town, 'below': True}) == []
    assert names({'unit_id': county.town, 'below': True, 'again': True}) == sorted(
        ['李伟', '张三', '镇长'])
    for body in ({}, {'unit_id': county.town, 'member_ids': [county.ids['李伟']]},
                 {'member_ids': []}, {'member_ids': ['x'] * 2001}, {'unit_id': 'x' * 60}):
        assert_problem(county.clerk.post('activations', json=body), 400, 'invalid')


def test_what_was_handed_out_is_in_the_audit(county):
    county.bring(county.village, '李伟', '张三')
    code = county.code('李伟')
    activate(county.server, code)
    rows = county.admin.get('audit').json()
    issued = next(row for row in rows if row['action'] == 'activation.issue')
    assert (issued['actor_name'], issued['target'], issued['outcome']) == (
        'town-clerk', county.ids['李伟'], 'ok')
    assert issued['detail'] == {'slips': 1}
    used = next(row for row in rows if row['action'] == 'account.activate')
    assert used['actor_name'] == 'liwei'


# ---- paper ----

def test_slips_to_print(county):
    county.bring(county.village, *[f'李{"甲乙丙丁戊己庚辛壬"[n]}' for n in range(9)])
    answer = county.clerk.post('activations/slips', json={'unit_id': county.village})
    assert answer.status_code == 200, answer.text
    assert answer.headers['Content-Type'] == 'application/pdf'
    assert answer.headers['Cache-Control'] == 'no-store'
    assert answer.content.startswith(b'%PDF-')
    assert len(re.findall(rb'<< /Type /Page %', answer.content)) == 2 + 1
    assert query(county.server, 'SELECT count(*) FROM activation') == [(9,)]
    again = county.clerk.post('activations/slips', json={'unit_id': county.village})
    assert_problem(again, 409, 'conflict')


def test_two_thousand_slips(county):
    signs = [chr(0x4e00 + n) for n in range(0, 2100, 42)]
    names = [f'王{one}{other}' for one in signs for other in signs][:2001]
    county.bring(county.village, *names)
    too_many = county.admin.post('activations/slips', json={'unit_id': county.village}, timeout=120)
    assert_problem(too_many, 409, 'conflict')
    assert query(county.server, 'SELECT count(*) FROM activation') == [(0,)]
    body = {'member_ids': [county.ids[name] for name in names[:2000]]}
    started = time.monotonic()
    answer = county.clerk.post('activations/slips', json=body, timeout=120)
    print(f'2,000 slips: {time.monotonic() - started:.1f} s, {len(answer.content)} bytes')
    assert answer.status_code == 200, answer.text
    started = time.monotonic()
    assert len(county.clerk.post('activations', json=body, timeout=120).json()) == 2000
    print(f'2,000 codes: {time.monotonic() - started:.2f} s')


# ---- what stays behind ----

def everything_of(server):
    """All bytes below the server's folder: database, its log, backups, the program's log."""
    for path in server.folder.rglob('*'):
        if path.is_file():
            yield path, path.read_bytes()


def test_nothing_is_kept_in_clear(county):
    county.bring(county.village, ('王小芳', NUMBER, PHONE), '李伟')
    slips = county.slips('王小芳', '李伟')
    wang = next(slip['code'] for slip in slips if slip['name'] == '王小芳')
    check(county.server, wang.lower())
    activate(county.server, wang, password=NUMBER)
    activate(county.server, wang, password='wohl gehütet')
    county.clerk.post('activations/slips', json={'unit_id': county.village, 'again': True})
    words = [NUMBER, PHONE, PASSWORD, 'wohl gehütet']
    for slip in slips:
        words += [slip['code'], slip['code'].replace('-', ''), slip['code'].lower()]
    for running in (True, False):
        if not running:
            county.server.stop()
        for path, content in everything_of(county.server):
            for word in words:
                assert word.encode() not in content, (path, word)
    county.server.start()


def test_killed_in_between(county):
    """Whatever was confirmed is there, and nothing is half done: a code is used exactly when its
    account exists."""
    people = [f'张{"甲乙丙丁戊己庚辛壬癸"[n]}' for n in range(10)]
    county.bring(county.village, *people)
    codes = {slip['name']: slip['code'] for slip in county.slips(*people)}
    confirmed = []

    def run():
        for name in people:
            try:
                if activate(county.server, codes[name], name=f'p{people.index(name)}').status_code == 200:
                    confirmed.append(name)
            except Exception:  # pylint: disable=broad-except
                return  # the server is gone
    thread = threading.Thread(target=run)
    thread.start()
    wait_until(lambda: len(confirmed) >= 3, 'three are activated')
    county.server.kill()
    thread.join()
    county.server.start()
    county.moved()
    rows = query(county.server, 'SELECT member.name, used_at_us IS NOT NULL,'
                 ' EXISTS (SELECT 1 FROM account WHERE account.member_id = member.id)'
                 ' FROM activation JOIN member ON member.id = member_id WHERE cancelled_at_us IS NULL')
    assert len(rows) == 10
    for name, is_used, has_account in rows:
        assert is_used == has_account
        assert is_used or name not in confirmed
    for name in people:
        again = activate(county.server, codes[name], name=f'q{people.index(name)}')
        was_used = next(is_used for other, is_used, _ in rows if other == name)
        assert again.status_code == (409 if was_used else 200), again.text
