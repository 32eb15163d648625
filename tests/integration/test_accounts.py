"""Sessions, tokens, passwords and accounts over the API; the first administrator and the last one."""
import re

import pytest
from driver.api import Browser, Client, Program, assert_problem, signed_in
from driver.seat import Seat
from driver.waiting import wait_until

PASSWORD = 'a long enough password 1'
UUID = re.compile(r'[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}')


@pytest.fixture
def admin(server):
    return Program(server, 'demo-admin')


@pytest.fixture
def account(admin, request):
    """An account of the test's own, with its password."""
    name = re.sub(r'[^a-z0-9]+', '-', request.node.name.lower()).strip('-')[:30].strip('-')
    answer = admin.post('accounts', json={
        'name': name, 'display_name': '格日勒', 'password': PASSWORD, 'roles': ['clerk']})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_new_account_can_sign_in(server, account):
    assert UUID.fullmatch(account['id'])
    assert (account['display_name'], account['roles']) == ('格日勒', ['clerk'])
    assert 'password' not in str(account)
    browser = signed_in(server, account['name'], PASSWORD)
    assert browser.get('session').json()['account']['id'] == account['id']


def test_accounts_are_found_and_listed_in_pages(admin):
    everybody, after = [], None
    while True:
        page = admin.get('accounts', params={'limit': 3, **({'after': after} if after else {})}).json()
        rows = page['accounts'] if isinstance(page, dict) else page
        assert len(rows) <= 3
        everybody += [row['name'] for row in rows]
        after = page.get('next') if isinstance(page, dict) else (rows[-1]['id'] if rows else None)
        if not rows or not after:
            break
    assert {'demo-admin', 'demo-member', 'demo-clerk'} <= set(everybody)
    assert len(everybody) == len(set(everybody))
    found = admin.get('accounts', params={'query': 'demo-interp'}).json()
    rows = found['accounts'] if isinstance(found, dict) else found
    assert [row['name'] for row in rows] == ['demo-interpreter']


def test_a_name_is_given_once(admin, account):
    again = admin.post('accounts', json={
        'name': account['name'], 'display_name': 'x', 'password': PASSWORD, 'roles': ['member']})
    assert_problem(again, 409, 'conflict')


BAD_ACCOUNTS = {
    'no name': {'name': ''}, 'space at the end': {'name': 'ab '},
    'invisible character': {'name': 'a\u200bb'}, 'long name': {'name': 'a' * 500},
    'short password': {'password': 'x'}, 'unknown role': {'roles': ['emperor']},
    'role as text': {'roles': 'clerk'}, 'unknown member': {'colour': 'red'},
    'unknown locale': {'locale': 'xx-YY'},
}


@pytest.mark.parametrize('name', BAD_ACCOUNTS)
def test_bad_accounts(admin, name):
    body = {'name': 'somebody-new', 'display_name': 'x', 'password': PASSWORD, 'roles': ['member']}
    answer = admin.post('accounts', json={**body, **BAD_ACCOUNTS[name]})
    assert_problem(answer, 400, 'invalid')


def test_roles_are_changed(server, admin, account):
    browser = signed_in(server, account['name'], PASSWORD)
    assert browser.get('audit').status_code == 403
    changed = admin.patch(f'accounts/{account["id"]}', json={'roles': ['auditor']})
    assert changed.status_code == 200 and changed.json()['roles'] == ['auditor']
    wait_until(lambda: browser.get('audit').status_code == 200, 'the new role counts')


def test_a_locked_account_is_out_at_once(server, admin, account):
    browser = signed_in(server, account['name'], PASSWORD)
    with Seat(server, secret=browser.secret(), origin=server.url) as seat:
        seat.hello()
        assert admin.patch(f'accounts/{account["id"]}', json={'locked': True}).status_code == 200
        assert seat.wait_closed() == 4401
    assert_problem(browser.get('session'), 401, 'unauthenticated')
    refused = Browser(server).sign_in(account['name'], PASSWORD)
    wrong = Browser(server).sign_in(account['name'], 'wrong')
    assert refused.status_code == 401 and refused.content == wrong.content
    assert admin.patch(f'accounts/{account["id"]}', json={'locked': False}).status_code == 200
    assert Browser(server).sign_in(account['name'], PASSWORD).status_code == 200


def test_a_deleted_account_is_out_at_once(server, admin, account):
    browser = signed_in(server, account['name'], PASSWORD)
    assert admin.delete(f'accounts/{account["id"]}').status_code == 204
    assert_problem(browser.get('session'), 401, 'unauthenticated')
    assert_problem(admin.get(f'accounts/{account["id"]}'), 404, 'not_found')
    assert Browser(server).sign_in(account['name'], PASSWORD).status_code == 401


def test_a_password_set_by_the_administrator(server, admin, account):
    browser = signed_in(server, account['name'], PASSWORD)
    answer = admin.post(f'accounts/{account["id"]}/password', json={'password': 'another good one 2'})
    assert answer.status_code == 204
    assert_problem(browser.get('session'), 401, 'unauthenticated')
    assert Browser(server).sign_in(account['name'], PASSWORD).status_code == 401
    assert Browser(server).sign_in(account['name'], 'another good one 2').status_code == 200


def test_own_password_ends_other_sessions(server, account):
    here, there = (signed_in(server, account['name'], PASSWORD) for _ in range(2))
    wrong = here.post('password', json={'old_password': 'no', 'new_password': 'another good one 2'})
    assert wrong.status_code in (400, 401, 403)
    answer = here.post('password', json={'old_password': PASSWORD,
                                         'new_password': 'another good one 2'})
    assert answer.status_code == 204, answer.text
    assert here.get('session').status_code == 200
    assert_problem(there.get('session'), 401, 'unauthenticated')


def test_own_sessions_are_listed_and_revoked(server, account):
    here, there = (Browser(server) for _ in range(2))
    assert here.sign_in(account['name'], PASSWORD, 'PC of the township').status_code == 200
    assert there.sign_in(account['name'], PASSWORD, 'TV 活动室').status_code == 200
    sessions = here.get('sessions').json()
    rows = sessions['sessions'] if isinstance(sessions, dict) else sessions
    assert {row['device'] for row in rows} == {'PC of the township', 'TV 活动室'}
    assert [row['device'] for row in rows if row['current']] == ['PC of the township']
    other = next(row for row in rows if not row['current'])
    with Seat(server, secret=there.secret(), origin=server.url) as seat:
        seat.hello(client='tv')
        assert here.delete(f'sessions/{other["id"]}').status_code == 204
        assert seat.wait_closed() == 4401
    assert_problem(there.get('session'), 401, 'unauthenticated')
    assert here.get('session').status_code == 200


def test_sessions_of_others_are_nobodys_business(server, account):
    mine = signed_in(server, account['name'], PASSWORD)
    theirs = signed_in(server, 'demo-studio')
    session = theirs.get('session').json()['session_id']
    assert_problem(mine.delete(f'sessions/{session}'), 404, 'not_found')
    assert theirs.get('session').status_code == 200


def test_tokens(server, account):
    browser = signed_in(server, account['name'], PASSWORD)
    made = browser.post('tokens', json={'label': 'report script', 'days': 30})
    assert made.status_code == 201, made.text
    token = made.json()['token']
    assert Program(server, token).get('session').json()['account']['name'] == account['name']
    listed = browser.get('tokens')
    assert 'report script' in listed.text and token not in listed.text
    assert browser.delete(f'tokens/{made.json()["id"]}').status_code == 204
    assert_problem(Program(server, token).get('session'), 401, 'unauthenticated')


def test_locale_is_remembered(server, account):
    browser = signed_in(server, account['name'], PASSWORD)
    for locale in ('en', 'zh-CN'):
        assert browser.patch('session', json={'locale': locale}).status_code in (200, 204)
        assert browser.get('session').json()['account']['locale'] == locale
    assert_problem(browser.patch('session', json={'locale': 'tlh'}), 400, 'invalid')


UNKNOWN_IDS = ['01890000-0000-7000-8000-000000000000', 'nonsense', '..', '%2e%2e', "'; DROP TABLE x"]


@pytest.mark.parametrize('unknown', UNKNOWN_IDS)
def test_unknown_accounts(admin, unknown):
    for answer in (admin.get(f'accounts/{unknown}'), admin.delete(f'accounts/{unknown}'),
                   admin.patch(f'accounts/{unknown}', json={'locked': True})):
        assert answer.status_code in (400, 404), answer.text


def test_the_last_administrator_stays(yard):
    server = yard.start()
    admin = Program(server, 'demo-admin')
    identity = admin.get('session').json()['account']['id']
    for answer in (admin.delete(f'accounts/{identity}'),
                   admin.patch(f'accounts/{identity}', json={'locked': True}),
                   admin.patch(f'accounts/{identity}', json={'roles': ['member']})):
        assert_problem(answer, 409, 'conflict')
    assert_problem(admin.patch(f'accounts/{identity}', json={'roles': []}), 400, 'invalid')
    second = admin.post('accounts', json={'name': 'second', 'display_name': 'x',
                                          'password': PASSWORD, 'roles': ['administrator']})
    assert second.status_code == 201
    assert admin.patch(f'accounts/{identity}', json={'roles': ['member']}).status_code == 200
    other = signed_in(server, 'second', PASSWORD)
    assert_problem(other.delete(f'accounts/{second.json()["id"]}'), 409, 'conflict')


def test_what_administrators_do_is_written_down(server, admin, account):
    admin.patch(f'accounts/{account["id"]}', json={'locked': True})
    audit = admin.get('audit', params={'limit': 20}).json()
    rows = audit['entries'] if isinstance(audit, dict) else audit
    mine = [row for row in rows if account['id'] in str(row['target']) or
            account['name'] in str(row['target'])]
    assert len(mine) >= 2
    assert all(row['actor_name'] == 'demo-admin' and row['at'] and row['action'] and
               row['peer'] == '127.0.0.1' for row in mine)
    assert PASSWORD not in str(audit)


# ---- a server without accounts ----

def setup_link(server):
    """The one-time link among what the server says."""
    def find():
        text = '\n'.join(server.lines) + server.log_text()
        return re.search(r'(\S*/setup#(?:token=)?([A-Za-z0-9_.-]+))', text)
    return wait_until(find, 'set-up link').group(2)


def test_setup_of_an_empty_server(yard):
    server = yard.start(demo=False)
    visitor = Browser(server)
    assert visitor.get('setup').json()['needed'] is True
    assert visitor.get('server').json()['setup_needed'] is True
    token = setup_link(server)
    body = {'name': 'first', 'display_name': '第一位', 'password': PASSWORD}
    for wrong in ('', 'x', token[:-1], token + 'A'):
        answer = visitor.post('setup', json={**body, 'token': wrong})
        assert answer.status_code in (400, 401, 403), answer.text
    made = visitor.post('setup', json={**body, 'token': token})
    assert made.status_code in (200, 201), made.text
    assert visitor.get('session').json()['account']['roles'] == ['administrator']
    assert Client(server).get('setup').json()['needed'] is False
    second = Browser(server).post('setup', json={**body, 'name': 'second', 'token': token})
    assert second.status_code in (401, 403, 409)
    assert visitor.get('accounts').status_code == 200


def test_a_setup_link_survives_a_restart(yard):
    server = yard.start(demo=False)
    setup_link(server)
    server.restart()
    token = setup_link(server)
    made = Browser(server).post('setup', json={
        'token': token, 'name': 'first', 'password': PASSWORD})
    assert made.status_code in (200, 201), made.text


def test_secrets_are_not_in_the_log(server, admin, account):
    browser = signed_in(server, account['name'], PASSWORD)
    token = browser.post('tokens', json={'label': 'x', 'days': 1}).json()['token']
    Program(server, token).get('session')
    Browser(server).sign_in(account['name'], 'a wrong secret 77')
    log = server.log_text()
    for secret in (PASSWORD, token, browser.secret(), 'a wrong secret 77'):
        assert secret not in log
