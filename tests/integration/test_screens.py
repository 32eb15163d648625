"""Paired screens: code, decision, secret, power cuts, copies, moves (RFC 8628; catalog/screen/)."""
import re
import threading
import time

import pytest
import websockets
from driver.api import Browser, Client, Program, assert_problem
from driver.county import (FAR_VILLAGE, ROOM, TOWN, VILLAGE, appoint_clerk, build_county, now_us)
from driver.seat import Seat
from driver.waiting import DEADLINE_S, wait_until

DAY_US = 24 * 3600 * 1_000_000
NAME = '河东村活动室 电视'
PROBE = {'user_agent': 'Mozilla/5.0 (Linux; Android 5.1; HiTV)', 'width': 1920, 'height': 1080,
         'pixel_ratio': 1, 'codecs': ['h264', 'aac'], 'hls': True, 'mse': False, 'webrtc': False,
         'websocket': True, 'clock_off_ms': -1_700_000_000_000}


class Township:
    """A server with a county, an administrator, a clerk of the township and one of elsewhere."""

    def __init__(self, yard):
        self.server = yard.start()
        self.database = build_county(self.server)
        self.admin = Program(self.server, 'demo-admin')
        self.clerk = self.new_clerk('town-clerk', TOWN, 1)
        self.stranger = self.new_clerk('far-clerk', FAR_VILLAGE, 2)

    def new_clerk(self, name, unit, number):
        """Appointed only; its token is made after that."""
        password = 'a long enough password 1'
        made = self.admin.post('accounts', json={'name': name, 'display_name': name,
                                                 'password': password, 'roles': ['member']})
        assert made.status_code == 201, made.text
        appoint_clerk(self.database, made.json()['id'], unit, number)
        browser = Browser(self.server)
        assert browser.sign_in(name, password).status_code == 200
        token = browser.post('tokens', json={'label': 'x', 'days': 1}).json()['token']
        program = Program(self.server, token)
        program.account_id = made.json()['id']
        return program

    def set(self):
        return Set(self.server)

    def paired(self, **members):
        """A set that is paired to the village and has used its secret."""
        tv = self.set()
        tv.ask()
        answer = self.approve(tv, **members)
        assert answer.status_code == 200, answer.text
        assert tv.fetch()['state'] == 'paired'
        assert tv.beat().status_code == 200
        return tv

    def approve(self, tv, who=None, **members):
        body = {'approve': True, 'unit_id': VILLAGE, 'place_id': ROOM, 'name': NAME}
        if 'replaces' in members:
            body = {'approve': True}
        body.update(members)
        return (who or self.clerk).post(f'pairings/{tv.code}', json=body)


class Set(Client):
    """A television as its page drives it."""

    def __init__(self, server):
        super().__init__(server)
        self.token = self.offer = self.code = None

    def ask(self, **members):
        answer = self.post('pairings', json={'kind': 'tv', 'probe': PROBE, **members})
        assert answer.status_code == 200, answer.text
        self.offer = answer.json()
        self.code = self.offer['user_code']
        return self.offer

    def fetch(self):
        answer = self.post('pairings/token', json={'device_code': self.offer['device_code']})
        assert answer.status_code == 200, answer.text
        self.token = answer.json().get('token', self.token)
        return answer.json()

    def with_token(self, method, path, token=None, **options):
        headers = {'Authorization': f'Bearer {token or self.token}'}
        return self.request(method, path, headers=headers, **options)

    def me(self, token=None):
        return self.with_token('GET', 'screen', token)

    def beat(self, token=None, **members):
        return self.with_token('POST', 'screen/beat', token, json={'version': '1.2', **members})

    def rotate(self, database, token=None):
        """The next secret, as after a day."""
        database.run('UPDATE screen SET rotated_at_us = ? WHERE unpaired_at_us IS NULL', now_us() - 2 * DAY_US)
        return self.beat(token).json()['token']


@pytest.fixture(name='town', scope='module')
def town_fixture(module_yard):
    return Township(module_yard)


@pytest.fixture(name='own_town')
def own_town_fixture(yard):
    return Township(yard)


def row_of(town, tv):
    return town.clerk.get(f'screens/{tv.me().json()["id"]}').json()


# ---- the story ----

def test_the_whole_story(town):
    tv = town.set()
    offer = tv.ask()
    assert re.fullmatch('[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}', offer['user_code'])
    assert offer['verification_uri_complete'] == f'{town.server.url}/pair?code={offer["user_code"]}'
    assert offer['expires_in'] == 900
    assert tv.fetch() == {'state': 'pending'}
    typed = offer['user_code'].lower().replace('-', ' ')
    seen = town.clerk.get(f'pairings/{typed}').json()
    assert seen['user_code'] == offer['user_code'] and seen['peer'] == '127.0.0.1'
    assert seen['kind'] == 'tv' and seen['probe'] == PROBE
    screen = town.approve(tv).json()
    assert (screen['name'], screen['unit_name'], screen['place_name']) == (NAME, '河东村', '活动室')
    assert screen['online'] is False
    answer = tv.fetch()
    assert answer['state'] == 'paired' and answer['token'].startswith('tps_')
    assert answer['screen']['unit_name'] == '河东村' and answer['screen']['place_name'] == '活动室'
    assert tv.cookies.get('tongping_screen') == answer['token']
    beat = tv.beat().json()
    assert beat['screen'] == answer['screen'] and 'token' not in beat and beat['now']
    assert row_of(town, tv)['online'] is True
    listed = town.clerk.get('screens', params={'unit': TOWN}).json()
    assert screen['id'] in [row['id'] for row in listed]


def test_the_picture_names_the_link(town):
    offer = town.set().ask()
    answer = Client(town.server).get(offer['qr'])
    assert answer.status_code == 200 and answer.headers['Content-Type'] == 'image/svg+xml'
    assert answer.text.startswith('<svg ')
    room = Client(town.server).get('/pairing/qr.svg?room=01890a5d-ac96-774b-bcce-b302099a8005')
    assert room.status_code == 200 and room.text != answer.text
    for bad in ('code=AEIOUAEI', 'room=', 'room=AEIOUAEI', 'room=01890a5d-ac96-774b-bcce-b302099a8005x'):
        assert Client(town.server).get(f'/pairing/qr.svg?{bad}').status_code == 400


def test_refused(town):
    tv = town.set()
    tv.ask()
    assert town.clerk.post(f'pairings/{tv.code}', json={'approve': False}).status_code == 204
    assert tv.fetch() == {'state': 'denied'}
    assert_problem(town.approve(tv), 409, 'conflict')
    assert town.clerk.post(f'pairings/{tv.code}', json={'approve': False}).status_code == 204


def test_expired(town):
    tv = town.set()
    tv.ask()
    town.database.run('UPDATE pairing SET expires_at_us = ? WHERE state = ?', now_us(), 'waiting')
    assert tv.fetch() == {'state': 'expired'}
    assert_problem(town.approve(tv), 404, 'not_found')


def test_an_unknown_device_code(town):
    tv = town.set()
    tv.offer = {'device_code': 'x' * 43}
    assert tv.fetch() == {'state': 'expired'}


# ---- waiting without polling ----

def test_the_decision_wakes_the_screen(town):
    tv = town.set()
    offer = tv.ask()
    took_s = []

    def wait():
        answer = tv.get(offer['wait'])
        took_s.append((answer.status_code, time.monotonic()))
    waiting = threading.Thread(target=wait)
    held = metric(town, 'tongping_gate_holding')
    waiting.start()
    wait_until(lambda: metric(town, 'tongping_gate_holding') > held, 'the request is held')
    decided_at = time.monotonic()
    assert town.approve(tv).status_code == 200
    waiting.join(DEADLINE_S)
    assert tv.fetch()['state'] == 'paired'
    (status, woken_at), = took_s
    assert status == 204 and woken_at - decided_at < 1


def metric(town, name):
    text = Client(town.server).get('/metrics').text
    return float(re.search(rf'^{name}(?:{{[^}}]*}})? (\S+)$', text, re.MULTILINE).group(1))


def test_a_decision_before_the_wait_is_not_lost(town):
    tv = town.set()
    tv.ask()
    assert town.approve(tv).status_code == 200
    started_at = time.monotonic()
    assert tv.get(tv.offer['wait']).status_code == 204
    assert time.monotonic() - started_at < 5


@pytest.mark.parametrize('path', ['/pairing/x/wait', '/pairing/', '/pairing/qr.svg/x',
                                  '/pairing/0192f0c1-0000-7000-8000-00000000000Z/wait'])
def test_nothing_else_is_held(town, path):
    assert Client(town.server).get(path).status_code == 404


# ---- lost answers ----

def test_lost_answers_are_given_again(town):
    tv = town.set()
    tv.ask()
    first = town.approve(tv).json()
    assert town.approve(tv).json()['id'] == first['id']
    assert tv.fetch() == tv.fetch()
    assert tv.beat().status_code == 200
    # From the first use on nobody gets the secret by the device code any more.
    assert tv.fetch() == {'state': 'expired'}


def test_killed_at_each_edge(own_town):
    town = own_town
    tv = town.set()
    listen = town.server.host

    def kill():
        town.server.kill()
        town.server.command[town.server.command.index('--listen') + 1] = listen
        town.server.start()
    tv.ask()
    kill()
    assert tv.fetch() == {'state': 'pending'}
    screen = town.approve(tv).json()
    kill()
    assert tv.fetch()['screen']['id'] == screen['id']
    kill()
    assert tv.beat().status_code == 200
    kill()
    assert tv.fetch() == {'state': 'expired'}
    offered = tv.rotate(town.database)
    kill()
    assert tv.me(offered).status_code == 200
    kill()
    assert tv.me(offered).status_code == 200


# ---- who may ----

def test_wrong_codes_are_throttled(own_town):
    answers = [own_town.clerk.get('pairings/BBBBCCCC').status_code for _ in range(30)]
    assert answers[0] == 404 and answers[-1] == 429
    tv = own_town.set()
    tv.ask()
    assert_problem(own_town.approve(tv), 429, 'rate_limited')
    # Somebody else at the same address is not held up.
    assert own_town.admin.get(f'pairings/{tv.code}').status_code == 200


def test_no_code(town):
    assert_problem(town.clerk.get('pairings/hello'), 400, 'invalid')


def test_a_foreign_unit(town):
    tv = town.set()
    tv.ask()
    assert_problem(town.approve(tv, who=town.stranger), 404, 'not_found')
    assert_problem(town.approve(tv, unit_id=FAR_VILLAGE, place_id=None), 400, 'invalid')
    assert tv.fetch() == {'state': 'pending'}
    assert town.approve(tv).status_code == 200
    tv.fetch()
    identity = tv.me().json()['id']
    for method, body in (('GET', None), ('PATCH', {'name': 'x'}), ('DELETE', None)):
        assert_problem(town.stranger.request(method, f'screens/{identity}', json=body), 404, 'not_found')
    assert_problem(town.stranger.get('screens', params={'unit': VILLAGE}), 404, 'not_found')
    assert identity not in town.stranger.get('screens').text
    other = town.set()
    other.ask()
    answer = town.approve(other, who=town.stranger, replaces=identity)
    assert_problem(answer, 404, 'not_found')
    moved = town.clerk.patch(f'screens/{identity}', json={'unit_id': FAR_VILLAGE})
    assert_problem(moved, 404, 'not_found')


def test_a_place_that_does_not_serve_the_unit(town):
    tv = town.set()
    tv.ask()
    assert_problem(town.approve(tv, unit_id=TOWN), 400, 'invalid')


def test_a_dismissed_clerk(own_town):
    tv = own_town.set()
    tv.ask()
    assert own_town.clerk.get(f'pairings/{tv.code}').status_code == 200
    own_town.database.run('UPDATE appointment SET ended_at_us = ? WHERE account_id = ?', now_us(),
                          own_town.clerk.account_id)
    assert_problem(own_town.approve(tv), 404, 'not_found')
    assert tv.fetch() == {'state': 'pending'}


def test_at_most_twenty_of_one_address(own_town):
    for _ in range(20):
        own_town.set().ask()
    answer = own_town.set().post('pairings', json={'kind': 'tv'})
    assert_problem(answer, 429, 'rate_limited')
    assert answer.headers['Retry-After']


def test_a_screen_may_nothing_else(town):
    tv = town.paired()
    for path in ('session', 'accounts', 'screens', 'audit', 'health'):
        assert_problem(tv.with_token('GET', path), 403, 'forbidden')
    assert_problem(town.clerk.get('screen'), 403, 'forbidden')
    assert_problem(Client(town.server).get('screen'), 401, 'unauthenticated')


def test_no_secret_is_stored_in_clear(town):
    tv = town.paired()
    stored = b''.join(path.read_bytes() for path in town.server.data.glob('*.db*'))
    for secret in (tv.token, tv.offer['device_code'], tv.code, tv.code.replace('-', '')):
        assert secret.encode() not in stored
    assert tv.token not in town.server.log_text()


# ---- moves, renames, the end ----

def test_renamed_and_moved_while_it_looks(town):
    tv = town.paired()
    identity = tv.me().json()['id']
    with Seat(town.server, screen=tv.cookies.get('tongping_screen'), origin=town.server.url) as seat:
        account = seat.hello(client='tv')['account']
        assert (account['id'], account['display_name'], account['roles']) == (identity, NAME, ['screen'])
        changed = town.clerk.patch(f'screens/{identity}', json={'name': '东山镇 大厅', 'unit_id': TOWN})
        assert changed.status_code == 200 and 'place_id' not in changed.json()
        notice = seat.receive_type('notice', deadline_s=1)
        assert (notice['kind'], notice['subject']) == ('screen.changed', identity)
        assert tv.me().json() == {'id': identity, 'name': '东山镇 大厅', 'kind': 'tv', 'unit_name': '东山镇'}


def test_unpaired_while_it_looks(town):
    tv = town.paired()
    identity = tv.me().json()['id']
    with Seat(town.server, screen=tv.token, origin=town.server.url) as seat:
        seat.hello(client='tv')
        assert town.clerk.delete(f'screens/{identity}').status_code == 204
        assert seat.wait_closed() == 4401
    assert_problem(tv.me(), 401, 'unauthenticated')
    assert tv.ask(former=tv.token)['former'] == {'name': NAME, 'ended': 'unpaired'}
    assert_problem(town.clerk.get(f'screens/{identity}'), 404, 'not_found')
    with pytest.raises(websockets.InvalidStatusCode):
        Seat(town.server, screen=tv.token, origin=town.server.url)


def test_it_leaves_by_itself(town):
    tv = town.paired()
    identity = tv.me().json()['id']
    assert tv.with_token('DELETE', 'screen').status_code == 204
    assert_problem(tv.me(), 401, 'unauthenticated')
    assert_problem(town.clerk.get(f'screens/{identity}'), 404, 'not_found')


def test_replaced(town):
    old, new = town.paired(), town.set()
    identity = old.me().json()['id']
    new.ask()
    assert town.approve(new, replaces=identity).json()['name'] == NAME
    assert_problem(old.me(), 401, 'unauthenticated')
    answer = new.fetch()
    assert answer['screen'] == {'id': identity, 'name': NAME, 'kind': 'tv', 'unit_name': '河东村',
                                'place_name': '活动室'}
    assert new.beat().status_code == 200


def test_what_it_can_do_is_kept(town):
    tv = town.paired()
    assert tv.beat(probe=dict(PROBE, width=1280)).status_code == 200
    assert row_of(town, tv)['probe']['width'] == 1280
    assert_problem(tv.beat(probe=dict(PROBE, width=-1)), 400, 'invalid')


def test_last_seen_is_written_together(town):
    tv = town.paired()
    identity = tv.me().json()['id']
    wait_until(lambda: town.database.run('SELECT version, peer FROM screen WHERE id = ?', identity) ==
               [('1.2', '127.0.0.1')], 'version and address are in the database')


# ---- secrets that change, power cuts, copies ----

def test_a_new_secret_once_a_day(own_town):
    tv = own_town.paired()
    first = tv.token
    second = tv.rotate(own_town.database)
    assert second != first and tv.rotate(own_town.database) == second  # the answer was lost
    assert tv.me(first).status_code == 200
    assert tv.me(second).status_code == 200
    assert tv.me(first).status_code == 200  # requests of one set may cross
    assert 'token' not in tv.beat(second).json()


def later(town):
    """The time in which requests may cross is over."""
    town.database.run('UPDATE screen SET rotated_at_us = rotated_at_us - ?,'
                      ' rolled_back_at_us = rolled_back_at_us - ?', DAY_US, DAY_US)


def test_a_power_cut_that_lost_the_new_secret(own_town):
    """The browser had not written to the disk: the set comes back with yesterday's secret."""
    tv = own_town.paired()
    first = tv.token
    second = tv.rotate(own_town.database)
    assert tv.me(second).status_code == 200
    later(own_town)
    assert tv.me(first).status_code == 200
    third = tv.rotate(own_town.database, first)
    assert third not in (first, second)
    assert tv.me(third).status_code == 200
    assert row_of_any(own_town).get('copied_at') is None


def row_of_any(town):
    return town.clerk.get('screens').json()[0]


def test_a_copied_secret(own_town):
    """Two sets use one screen's secret by turns: both are shut out, and both sides are told."""
    town = own_town
    tv = town.paired()
    first = tv.token
    second = tv.rotate(town.database)
    assert tv.me(second).status_code == 200
    later(town)
    assert tv.me(first).status_code == 200
    later(town)
    with Seat(town.server, screen=first, origin=town.server.url) as seat:
        seat.hello(client='tv')
        assert_problem(tv.me(second), 401, 'unauthenticated')
        assert seat.wait_closed() == 4401
    assert_problem(tv.me(first), 401, 'unauthenticated')
    row = row_of_any(town)
    assert row['copied_at'] and row['online'] is False
    assert tv.ask(former=first)['former'] == {'name': NAME, 'ended': 'copied'}
    seen = town.clerk.get(f'pairings/{tv.code}').json()
    assert (seen['former_id'], seen['former_name']) == (row['id'], NAME)
    assert 'former_name' not in town.stranger.get(f'pairings/{tv.code}').json()
    assert town.approve(tv, replaces=row['id']).status_code == 200
    assert tv.fetch()['screen']['id'] == row['id'] and tv.beat().status_code == 200
    assert 'copied_at' not in row_of_any(town)
    actions = [entry['action'] for entry in town.admin.get('audit').json()]
    assert actions.count('screen.copied') == 1 and actions.count('screen.pair') == 2


def test_the_cookie_stands_for_the_screen_too(town):
    """For WebSocket and media, where a page cannot send a header."""
    tv = town.paired()
    assert tv.get('screen').json()['name'] == NAME


def test_a_session_goes_before_the_screens_cookie(town):
    """A paired PC where somebody signs in: both work, each for itself."""
    tv = town.paired()
    browser = Browser(town.server)
    assert browser.sign_in('demo-member').status_code == 200
    browser.cookies.set('tongping_screen', tv.token)
    assert browser.get('session').json()['account']['name'] == 'demo-member'
    assert browser.get('screen').status_code == 403
    assert tv.me().status_code == 200
