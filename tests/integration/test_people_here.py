"""One device, several people: shared computers that forget, phones that keep others signed in."""
import sqlite3

import pytest
from driver.api import Browser, assert_problem, signed_in

PEOPLE = 'tongping_people'


def sign_in(browser, name, **more):
    answer = browser.post('session', json={'name': name, 'password': name, **more})
    assert answer.status_code == 200, answer.text
    return answer


def set_cookies(answer):
    """Name → whole Set-Cookie field, lower case; the last one of a name counts, as for browsers."""
    return {value.split('=')[0]: value.lower()
            for value in answer.raw.headers.getlist('Set-Cookie')}


def here(browser):
    answer = browser.get('session/people')
    assert answer.status_code == 200, answer.text
    return answer.json()


def who(browser):
    answer = browser.get('session')
    return answer.json()['account']['name'] if answer.status_code == 200 else None


def switch(browser, name):
    person = next(one for one in here(browser) if one['display_name'] == name)
    return browser.post('session/switch', json={'session_id': person['session_id']})


def display_name(server, name):
    return signed_in(server, name).get('session').json()['account']['display_name']


@pytest.fixture(scope='module')
def names(server):
    return {name: display_name(server, name) for name in
            ('demo-member', 'demo-clerk', 'demo-editor', 'demo-studio', 'demo-auditor',
             'demo-interpreter', 'demo-admin')}


# ---- shared computers ----

def test_shared_cookie_ends_with_the_browser(server):
    browser = Browser(server)
    answer = sign_in(browser, 'demo-member', shared=True)
    cookies = set_cookies(answer)
    assert 'max-age' not in cookies['tongping_session'] and 'expires' not in cookies['tongping_session']
    assert 'httponly' in cookies['tongping_session']
    assert 'tongping_device' not in cookies
    assert answer.json()['shared'] is True
    assert browser.get('session').json()['shared'] is True
    assert signed_in(server, 'demo-member').get('session').json()['shared'] is False


def database_of(server):
    found = [path for path in server.data.iterdir() if path.suffix == '.db']
    assert len(found) == 1, found
    return found[0]


def shift(server, us):
    """All sessions were made and used that much earlier."""
    database = sqlite3.connect(database_of(server))
    with database:
        database.execute('UPDATE session SET expires_at_us = expires_at_us - ?,'
                         ' last_used_at_us = last_used_at_us - ?', (us, us))
    database.close()


def session_rows(server):
    database = sqlite3.connect(database_of(server))
    rows = database.execute('SELECT shared, expires_at_us - last_used_at_us FROM session').fetchall()
    database.close()
    return rows


MINUTE_US = 60 * 1000000


def test_shared_session_ends_when_nobody_uses_it(yard):
    server = yard.start()
    shared, own = Browser(server), signed_in(server, 'demo-clerk')
    sign_in(shared, 'demo-member', shared=True)
    is_shared, lifetime_us = sorted(session_rows(server))[-1]
    assert is_shared and abs(lifetime_us - 20 * MINUTE_US) < MINUTE_US / 60
    server.stop()
    shift(server, 19 * MINUTE_US)
    server.start()
    shared.origin = own.origin = server.url
    assert who(shared) == 'demo-member'  # and this use puts the end off
    server.stop()
    shift(server, 19 * MINUTE_US)
    server.start()
    shared.origin = own.origin = server.url
    assert who(shared) == 'demo-member'
    server.stop()
    shift(server, 20 * MINUTE_US)
    server.start()
    shared.origin = own.origin = server.url
    assert who(shared) is None
    assert who(own) == 'demo-clerk'


def test_shared_and_keep_exclude_each_other(server):
    answer = Browser(server).post('session', json={'name': 'demo-member', 'password': 'demo-member',
                                                   'shared': True, 'keep': True})
    assert_problem(answer, 400, 'invalid')


def test_shared_sign_in_leaves_nobody_behind(server, names):
    browser = Browser(server)
    sign_in(browser, 'demo-member')
    sign_in(browser, 'demo-clerk', keep=True)
    answer = sign_in(browser, 'demo-editor', shared=True)
    assert 'max-age=0' in set_cookies(answer)[PEOPLE]
    assert [one['display_name'] for one in here(browser)] == [names['demo-editor']]


def test_shared_session_is_never_parked(server, names):
    browser = Browser(server)
    sign_in(browser, 'demo-member', shared=True)
    secret = browser.secret()
    sign_in(browser, 'demo-clerk', keep=True)
    assert [one['display_name'] for one in here(browser)] == [names['demo-clerk']]
    again = Browser(server)
    again.cookies.set('tongping_session', secret)
    assert who(again) is None  # it ended


# ---- several people on one phone ----

def test_nobody_here(server):
    assert here(Browser(server)) == []
    stranger = Browser(server)
    stranger.cookies.set(PEOPLE, 'abc.def...' + 'x' * 500)
    stranger.cookies.set('tongping_session', 'x' * 43)
    assert here(stranger) == []


def test_keep_switch_and_sign_out(server, names):
    browser = Browser(server)
    sign_in(browser, 'demo-member')
    assert PEOPLE not in browser.cookies
    answer = sign_in(browser, 'demo-clerk', keep=True)
    assert {'httponly', 'samesite=lax', 'path=/api/v1/'} <= {
        part.strip() for part in set_cookies(answer)[PEOPLE].split(';')}
    assert [(one['display_name'], one['current']) for one in here(browser)] == [
        (names['demo-clerk'], True), (names['demo-member'], False)]
    answer = switch(browser, names['demo-member'])
    assert answer.json()['account']['name'] == 'demo-member'
    assert who(browser) == 'demo-member'
    assert [(one['display_name'], one['current']) for one in here(browser)] == [
        (names['demo-member'], True), (names['demo-clerk'], False)]
    assert browser.delete('session').status_code == 204
    assert who(browser) is None
    assert [(one['display_name'], one['current']) for one in here(browser)] == [
        (names['demo-clerk'], False)]
    assert switch(browser, names['demo-clerk']).status_code == 200
    assert who(browser) == 'demo-clerk'
    assert PEOPLE not in browser.cookies  # nobody is left


def test_without_keep_nobody_is_parked(server, names):
    browser = Browser(server)
    sign_in(browser, 'demo-member')
    sign_in(browser, 'demo-clerk')
    assert [one['display_name'] for one in here(browser)] == [names['demo-clerk']]


def test_everybody_once_and_at_most_five(server, names):
    browser = Browser(server)
    order = ['demo-member', 'demo-clerk', 'demo-editor', 'demo-studio', 'demo-auditor',
             'demo-interpreter', 'demo-admin']
    for name in order:
        sign_in(browser, name, keep=True)
    sign_in(browser, 'demo-admin', keep=True)
    assert [one['display_name'] for one in here(browser)] == [
        names[name] for name in ('demo-admin', 'demo-interpreter', 'demo-auditor', 'demo-studio',
                                 'demo-editor', 'demo-clerk')]


def test_only_those_here(server):
    stranger = signed_in(server, 'demo-editor')
    other = signed_in(server, 'demo-member')
    session_id = other.get('session').json()['session_id']
    assert_problem(stranger.post('session/switch', json={'session_id': session_id}), 404, 'not_found')
    assert_problem(Browser(server).post('session/switch', json={'session_id': session_id}), 404,
                   'not_found')
    assert_problem(other.post('session/switch', json={'session_id': session_id},
                              headers={'Origin': 'http://evil.example'}), 403, 'forbidden')
    assert who(stranger) == 'demo-editor'


def test_whose_session_ended_elsewhere_is_gone(server, names):
    phone = Browser(server)
    sign_in(phone, 'demo-studio')
    session_id = phone.get('session').json()['session_id']
    sign_in(phone, 'demo-member', keep=True)
    assert len(here(phone)) == 2
    assert signed_in(server, 'demo-studio').delete(f'sessions/{session_id}').status_code == 204
    assert [one['display_name'] for one in here(phone)] == [names['demo-member']]
    answer = phone.post('session/switch', json={'session_id': session_id})
    assert_problem(answer, 404, 'not_found')
    assert who(phone) == 'demo-member'


DAY_US = 24 * 3600 * 1000000


def age(server):
    """All secrets are due for renewal."""
    database = sqlite3.connect(database_of(server))
    with database:
        database.execute('UPDATE session SET rotated_at_us = rotated_at_us - ?', (2 * DAY_US,))
    database.close()


def test_parked_and_renewed(yard):
    """A secret that waits is renewed by the first use after the switch; one that was renewed while
    its answer got lost is parked as its successor."""
    server = yard.start()
    phone = Browser(server)
    sign_in(phone, 'demo-clerk')
    sign_in(phone, 'demo-member', keep=True)
    clerk = next(one for one in here(phone) if not one['current'])
    server.stop()
    age(server)
    server.start()
    phone.origin = server.url
    old = phone.secret()
    lost = Browser(server)  # the same phone: what it is told here gets lost
    lost.cookies.update(phone.cookies)
    assert who(lost) == 'demo-member' and lost.secret() != old
    answer = phone.post('session/switch', json={'session_id': clerk['session_id']})
    assert answer.status_code == 200
    assert phone.cookies.get(PEOPLE) == lost.secret() and phone.cookies.get(PEOPLE) != old
    parked = phone.secret()
    assert who(phone) == 'demo-clerk' and phone.secret() != parked
    assert switch(phone, here(phone)[1]['display_name']).status_code == 200
    assert who(phone) == 'demo-member'
