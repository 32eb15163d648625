"""Signing in and out, roles, protection against guessing and against other sites."""
import re
import statistics
import time

import pytest
from driver.api import Browser, Client, Program, assert_problem, signed_in
from driver.raw_http import RawHttp
from driver.waiting import wait_until

ROLES = {'demo-admin': 'administrator', 'demo-auditor': 'auditor', 'demo-studio': 'studio',
         'demo-editor': 'editor', 'demo-clerk': 'clerk', 'demo-interpreter': 'interpreter',
         'demo-member': 'member'}
BESIDE = {'demo-clerk': ['member']}  # her role is that of an appointment


# ---- sign-in ----

@pytest.mark.parametrize('name', ROLES)
def test_demo_accounts(server, name):
    browser = Browser(server)
    answer = browser.sign_in(name)
    assert answer.status_code == 200, answer.text
    assert answer.json()['account']['roles'] == [ROLES[name], *BESIDE.get(name, [])]
    assert re.match(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d', answer.json()['expires_at'])
    assert browser.get('session').json()['account']['name'] == name
    assert Program(server, name).get('session').json()['account']['name'] == name


def cookies_of(answer):
    """Name → whole Set-Cookie field."""
    return {value.split('=')[0]: value for value in answer.raw.headers.getlist('Set-Cookie')}


def test_cookie(server):
    answer = Browser(server).sign_in('demo-member')
    value = cookies_of(answer)['tongping_session']
    assert re.match(r'tongping_session=[A-Za-z0-9_-]{43};', value), value
    parts = {part.strip().lower() for part in value.split(';')[1:]}
    assert {'httponly', 'samesite=lax', 'path=/'} <= parts
    assert 'secure' not in parts  # this request came without TLS
    age = next(int(part.split('=')[1]) for part in parts if part.startswith('max-age='))
    assert age >= 30 * 86400
    assert not any(part.startswith('domain=') for part in parts)


def test_sign_out(server):
    browser = signed_in(server, 'demo-member')
    secret = browser.secret()
    answer = browser.delete('session')
    assert answer.status_code == 204
    assert 'max-age=0' in cookies_of(answer)['tongping_session'].lower()
    again = Client(server)
    again.cookies.set('tongping_session', secret)
    assert_problem(again.get('session'), 401, 'unauthenticated')


def test_wrong_name_and_wrong_password_get_the_same_answer(yard):
    server = yard.start()
    wrong_name = Browser(server).sign_in('nobody-at-all', 'x')
    wrong_password = Browser(server).sign_in('demo-member', 'x')
    assert_problem(wrong_name, 401, 'unauthenticated')
    assert wrong_name.content == wrong_password.content
    names = ('date', 'content-length')
    assert {k.lower(): v for k, v in wrong_name.headers.items() if k.lower() not in names} == {
        k.lower(): v for k, v in wrong_password.headers.items() if k.lower() not in names}


def test_wrong_name_takes_as_long_as_wrong_password(yard):
    """A loose bound, because machines are busy: hashing must happen in both cases. Not hashing would
    be many times faster."""
    server = yard.start()
    browser = Browser(server)

    def spent(name):
        started = time.perf_counter()
        assert browser.sign_in(name, 'x').status_code == 401
        return time.perf_counter() - started

    spent('demo-editor')
    known, unknown = [], []
    for index in range(3):
        known.append(spent(f'demo-{("clerk", "studio", "auditor")[index]}'))
        unknown.append(spent(f'nobody-{index}'))
    assert statistics.median(unknown) > statistics.median(known) / 4, (known, unknown)


BAD_BODIES = {
    'no JSON': b'hello', 'empty': b'', 'a list': b'[]', 'no password': b'{"name":"demo-member"}',
    'a number for a name': b'{"name":5,"password":"x"}',
    'unknown member': b'{"name":"a","password":"b","colour":"red"}',
    'twice': b'{"name":"a","name":"b","password":"c"}',
    'broken UTF-8': b'{"name":"\xff\xfe","password":"x"}',
    'NUL in a string': b'{"name":"a\\u0000b","password":"x"}',
    'deep': b'{"name":' * 100 + b'1' + b'}' * 100,
    'long name': b'{"name":"' + b'a' * 2000 + b'","password":"x"}',
    'something after': b'{"name":"a","password":"b"} x',
    'lone surrogate': b'{"name":"\\ud800","password":"x"}',
    'null': b'{"name":null,"password":"x"}',
    'NaN': b'{"name":NaN,"password":"x"}',
}


@pytest.mark.parametrize('name', BAD_BODIES)
def test_bad_bodies(server, name):
    answer = Browser(server).post('session', data=BAD_BODIES[name],
                                  headers={'Content-Type': 'application/json'})
    assert_problem(answer, 400, 'invalid')


def test_other_media_types(server):
    body = b'{"name":"demo-member","password":"demo-member"}'
    for kind in ('text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'):
        answer = Browser(server).post('session', data=body, headers={'Content-Type': kind})
        assert_problem(answer, 415, 'unsupported')


# ---- guessing ----

def test_guessing_is_slowed_and_does_not_lock_out(yard):
    """After some wrong passwords further ones are refused with a time to wait; whoever is signed in
    stays signed in, and other accounts are not touched."""
    server = yard.start()
    member = signed_in(server, 'demo-member')
    statuses = []
    for number in range(40):
        answer = Browser(server).sign_in('demo-member', f'guess {number}')
        statuses.append(answer.status_code)
        if answer.status_code == 429:
            break
    assert statuses[-1] == 429, statuses
    assert set(statuses[:-1]) == {401}
    assert_problem(answer, 429, 'rate_limited')
    assert int(answer.headers['Retry-After']) >= 1
    assert member.get('session').status_code == 200


def test_guessing_one_account_leaves_the_administrator_alone(yard):
    server = yard.start()
    for number in range(12):
        Browser(server).sign_in('demo-clerk', f'guess {number}')
    wait_until(lambda: Browser(server).sign_in('demo-admin').status_code == 200,
               'the administrator signs in')


def test_unknown_names_are_slowed_alike(yard):
    """Otherwise the brake would tell which accounts exist."""
    server = yard.start()
    statuses = {name: [Browser(server).sign_in(name, f'guess {n}').status_code for n in range(20)]
                for name in ('demo-editor', 'nobody-here')}
    # From one address the second name meets the address's brake earlier, never later.
    assert 429 in statuses['nobody-here'] and 429 in statuses['demo-editor']


def test_storm_of_sign_ins_is_answered(yard):
    """The queue of the crypto pool is bounded: every request is answered, with 200, 429 or 503."""
    server = yard.start()
    connections = [RawHttp(server) for _ in range(60)]
    body = b'{"name":"demo-member","password":"demo-member"}'
    try:
        for connection in connections:
            connection.send_head('POST', '/api/v1/session', {
                'Origin': server.url, 'Content-Type': 'application/json',
                'Content-Length': str(len(body))})
            connection.send(body)
        with RawHttp(server) as other:
            assert other.request('GET', '/healthz').status == 200
        answers = [connection.read_answer() for connection in connections]
    finally:
        for connection in connections:
            connection.close()
    assert {answer.status for answer in answers} <= {200, 429, 503}
    assert 200 in {answer.status for answer in answers}
    assert all(answer.get('retry-after') for answer in answers if answer.status != 200)


# ---- other sites (CSRF) ----

def unsafe_fields(server):
    """What came with an unsafe request signed by the cookie → allowed? Own origin; or, when no Origin
    was sent, what the browser says about the site; or, from old television browsers that send
    neither, a field that no form can set."""
    own, port = server.url, server.port
    return [
        ({'Origin': own}, True),
        ({'Origin': 'http://evil.example'}, False),
        ({'Origin': f'http://127.0.0.1:{port + 1}'}, False),
        ({'Origin': f'http://127.0.0.1.evil.example:{port}'}, False),
        ({'Origin': 'null'}, False),
        ({'Origin': ''}, False),
        ({'Origin': f'{own}/'}, False),
        ({'Origin': 'http://evil.example', 'X-Tongping-Request': '1'}, False),
        ({'Origin': 'http://evil.example', 'Sec-Fetch-Site': 'same-origin'}, False),
        ({'Sec-Fetch-Site': 'same-origin'}, True),
        ({'Sec-Fetch-Site': 'none'}, True),
        ({'Sec-Fetch-Site': 'same-site'}, False),
        ({'Sec-Fetch-Site': 'cross-site'}, False),
        ({'Sec-Fetch-Site': 'cross-site', 'X-Tongping-Request': '1'}, False),
        ({'X-Tongping-Request': '1'}, True),
        ({'X-Tongping-Request': '0'}, False),
        ({'Referer': f'{own}/login'}, False),
        ({}, False),
    ]


@pytest.mark.parametrize('index', range(18))
def test_requests_of_other_sites(server, index):
    fields, allowed = unsafe_fields(server)[index]
    client = Client(server)
    secret = signed_in_secret(server)
    client.cookies.set('tongping_session', secret)
    answer = client.patch('session', json={'locale': 'en'}, headers=fields)
    if allowed:
        assert answer.status_code in (200, 204), (fields, answer.text)
    else:
        assert_problem(answer, 403, 'forbidden')


SECRETS = {}


def signed_in_secret(server):
    """One session for the whole matrix: hashing a password each time proves nothing more."""
    if server not in SECRETS:
        SECRETS[server] = signed_in(server, 'demo-interpreter').secret()
    return SECRETS[server]


def test_reading_needs_no_origin(server):
    client = Client(server)
    client.cookies.set('tongping_session', signed_in_secret(server))
    assert client.get('session', headers={'Origin': 'http://evil.example'}).status_code == 200


def test_bearer_tokens_need_no_origin(server):
    """No browser adds them by itself."""
    answer = Program(server, 'demo-interpreter').patch('session', json={'locale': 'en'})
    assert answer.status_code in (200, 204)


FORGED = {'empty': '', 'short': 'x', 'right length': 'A' * 43, 'long': 'A' * 5000,
          'path': '../../etc', 'nobody': 'demo-nobody', 'SQL': "' OR 1=1 --"}


@pytest.mark.parametrize('name', FORGED)
def test_forged_credentials(server, name):
    secret = FORGED[name]
    bearer = Client(server).get('session', headers={'Authorization': f'Bearer {secret}'})
    assert_problem(bearer, 401, 'unauthenticated')
    cookie = Client(server).get('session', headers={'Cookie': f'tongping_session={secret}'})
    assert_problem(cookie, 401, 'unauthenticated')


def test_demo_names_are_no_tokens_without_demo(yard):
    server = yard.start(demo=False)
    assert_problem(Program(server, 'demo-admin').get('session'), 401, 'unauthenticated')
    assert Browser(server).sign_in('demo-admin').status_code == 401


# ---- roles ----

ROUTES_OF_ADMINISTRATORS = [('GET', 'accounts'), ('POST', 'accounts')]


@pytest.mark.parametrize('name', ROLES)
def test_roles(server, name):
    program = Program(server, name)
    accounts, audit = program.get('accounts'), program.get('audit')
    is_admin, is_auditor = name == 'demo-admin', name in ('demo-admin', 'demo-auditor')
    assert accounts.status_code == (200 if is_admin else 403)
    assert audit.status_code == (200 if is_auditor else 403)
    assert program.get('health').status_code == 200
    if not is_admin:
        assert_problem(accounts, 403, 'forbidden')
        assert_problem(program.post('accounts', json={}), 403, 'forbidden')


@pytest.mark.parametrize('path', ['session', 'sessions', 'tokens', 'accounts', 'audit', 'health'])
def test_strangers(server, path):
    assert_problem(Client(server).get(path), 401, 'unauthenticated')
