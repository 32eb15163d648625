"""tongping.v1 over /ws: seats, presence, resuming, errors, limits (docs/protocol.md)."""
import json
import time

import pytest
import websockets
from driver.api import Program, signed_in
from driver.raw_http import RawHttp
from driver.seat import Seat
from driver.waiting import wait_until


@pytest.fixture
def sit(server):
    """Opens seats that are closed after the test."""
    seats = []

    def open_seat(name='demo-member', hello=True, **options):
        seat = Seat(server, token=name, **options)
        seats.append(seat)
        seat.welcome = seat.hello() if hello else None
        return seat
    yield open_seat
    for seat in seats:
        seat.close()


def joined(message, session):
    return message['type'] == 'presence.changed' and any(
        person['session'] == session for person in message['joined'])


# ---- opening ----

def test_welcome(sit):
    seat = sit('demo-clerk')
    assert seat.protocol == 'tongping.v1'
    welcome = seat.welcome
    assert welcome['resumed'] is False and welcome['resume_within_s'] == 60
    assert welcome['account']['name'] == 'demo-clerk'
    assert welcome['account']['roles'] == ['clerk', 'member']
    assert welcome['session'] and welcome['resume'] and welcome['ping_every_s'] > 0
    assert isinstance(welcome['now_us'], int)


def test_a_cookie_opens_a_seat(server):
    browser = signed_in(server, 'demo-editor')
    with Seat(server, secret=browser.secret(), origin=server.url) as seat:
        assert seat.hello()['account']['name'] == 'demo-editor'


def test_nothing_before_hello(sit):
    seat = sit(hello=False)
    answer = seat.request('ping')
    assert (answer['type'], answer['code']) == ('error', 'unauthenticated')
    assert seat.hello()['type'] == 'welcome'


def test_hello_once(sit):
    answer = sit().request('hello', client='pc', locale='en')
    assert answer['type'] == 'error' and answer['code'] in ('conflict', 'invalid')


@pytest.mark.parametrize('origin', ['http://evil.example', 'https://127.0.0.1', 'null',
                                    'http://127.0.0.1.evil.example'])
def test_other_origins_are_refused(server, origin):
    browser = signed_in_once(server)
    with pytest.raises(websockets.InvalidStatusCode) as refusal:
        Seat(server, secret=browser.secret(), origin=origin)
    assert refusal.value.status_code == 403


SIGNED_IN = {}


def signed_in_once(server):
    if server not in SIGNED_IN:
        SIGNED_IN[server] = signed_in(server, 'demo-studio')
    return SIGNED_IN[server]


@pytest.mark.parametrize('token', [None, 'forged', 'A' * 43])
def test_strangers_get_no_seat(server, token):
    """Refused at the upgrade, or closed with 4401 so that a browser can see why."""
    try:
        with Seat(server, token=token) as seat:
            assert seat.wait_closed() == 4401
    except websockets.InvalidStatusCode as refusal:
        assert refusal.status_code == 401


@pytest.mark.parametrize('protocols', [(), ('chat',), ('tongping.v2',)])
def test_other_subprotocols_are_refused(server, protocols):
    with pytest.raises((websockets.InvalidStatusCode, websockets.NegotiationError,
                        websockets.InvalidHandshake)):
        Seat(server, token='demo-member', protocols=protocols)


def upgrade(server, **changes):
    fields = {'Connection': 'Upgrade', 'Upgrade': 'websocket', 'Sec-WebSocket-Version': '13',
              'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
              'Sec-WebSocket-Protocol': 'tongping.v1', 'Authorization': 'Bearer demo-member'}
    fields.update(changes)
    with RawHttp(server) as connection:
        connection.send_head('GET', '/ws', {k: v for k, v in fields.items() if v is not None})
        return connection.read_head()


def test_accept_key(server):
    """The example of RFC 6455 §1.3."""
    answer = upgrade(server)
    assert answer.status == 101
    assert answer.get('sec-websocket-accept') == 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='
    assert answer.get('sec-websocket-extensions') is None


BAD_UPGRADES = {
    'no upgrade': {'Upgrade': None, 'Connection': None}, 'version 8': {'Sec-WebSocket-Version': '8'},
    'no key': {'Sec-WebSocket-Key': None}, 'short key': {'Sec-WebSocket-Key': 'YQ=='},
}


@pytest.mark.parametrize('name', BAD_UPGRADES)
def test_bad_upgrades(server, name):
    assert upgrade(server, **BAD_UPGRADES[name]).status in (400, 426)


# ---- presence ----

def test_two_see_each_other_within_a_second(sit):
    first, second = sit('demo-member'), sit('demo-clerk')
    snapshot = first.request('presence.subscribe')
    assert snapshot['type'] == 'presence'
    sessions = {person['session'] for person in snapshot['people']}
    assert {first.welcome['session'], second.welcome['session']} <= sessions
    assert snapshot['total'] == len(snapshot['people'])
    started = time.monotonic()
    third = sit('demo-editor')
    change = first.receive(lambda m: joined(m, third.welcome['session']), 'the third one', 1)
    assert time.monotonic() - started < 1 + 1  # the deadline above counts from the welcome
    person = next(p for p in change['joined'] if p['session'] == third.welcome['session'])
    assert (person['client'], person['state']) == ('pc', 'active')
    assert person['account'] and person['display_name']


class People:
    """The list that a client keeps by the rules of docs/protocol.md."""

    def __init__(self, seat):
        self.seat = seat
        snapshot = seat.request('presence.subscribe')
        self.here = {person['session']: person for person in snapshot['people']}
        self.total = snapshot['total']

    def wait(self, condition, what, deadline_s=30):
        ends_at = time.monotonic() + deadline_s
        while not condition(self.here):
            left = ends_at - time.monotonic()
            assert left > 0, f'{what}: {self.here}'
            self.apply(self.seat.receive_type('presence.changed', left))

    def apply(self, change):
        for session in change['left']:
            self.here.pop(session, None)
        for person in change['joined']:
            self.here[person['session']] = person
        for entry in change['changed']:
            self.here[entry['session']]['state'] = entry['state']
        self.total = change['total']
        assert self.total == len(self.here)


def test_who_leaves_is_gone(sit):
    """Also when he leaves in the moment in which he is first heard of."""
    watcher, guest = sit('demo-member'), sit('demo-clerk')
    people = People(watcher)
    session = guest.welcome['session']
    assert session in people.here
    guest.send('bye')
    people.wait(lambda here: session not in here, 'the guest has left', 5)


def test_who_was_long_here_and_leaves_is_gone(sit):
    watcher = sit('demo-member')
    people = People(watcher)
    guest = sit('demo-clerk')
    session = guest.welcome['session']
    people.wait(lambda here: session in here, 'the guest is here')
    guest.send('bye')
    people.wait(lambda here: session not in here, 'the guest has left', 5)


def test_state_changes_are_seen(sit):
    watcher, guest = sit('demo-member'), sit('demo-clerk')
    people = People(watcher)
    session = guest.welcome['session']
    for state in ('away', 'active', 'away'):
        assert guest.request('presence.set', state=state)['type'] == 'ok'
        people.wait(lambda here, s=state: here[session]['state'] == s, state, 5)


def test_unsubscribed_hears_nothing(sit):
    watcher = sit('demo-member')
    watcher.request('presence.subscribe')
    assert watcher.request('presence.unsubscribe')['type'] == 'ok'
    other = sit('demo-admin')
    other.request('presence.subscribe')
    newcomer = sit('demo-clerk')
    other.receive(lambda m: joined(m, newcomer.welcome['session']), 'heard by the other')
    watcher.request('ping')
    assert not [m for m in watcher._passed_over if m['type'] == 'presence.changed' and
                joined(m, newcomer.welcome['session'])]


# ---- resuming ----

def test_a_short_break_is_not_seen(server, sit):
    watcher, guest = sit('demo-member'), sit('demo-clerk')
    watcher.request('presence.subscribe')
    session = guest.welcome['session']
    guest.drop()
    again = sit('demo-clerk', hello=False)
    welcome = again.hello(resume=guest.welcome['resume'])
    assert welcome['resumed'] is True and welcome['session'] == session
    marker = sit('demo-editor')
    watcher.receive(lambda m: joined(m, marker.welcome['session']), 'the marker')
    assert not [m for m in watcher._passed_over if m['type'] == 'presence.changed' and (
        session in m['left'] or joined(m, session))]


def test_a_resumed_seat_can_be_resumed_again(sit):
    guest = sit('demo-clerk')
    session, token = guest.welcome['session'], guest.welcome['resume']
    for _ in range(3):
        guest.drop()
        guest = sit('demo-clerk', hello=False)
        welcome = guest.hello(resume=token)
        assert welcome['resumed'] is True and welcome['session'] == session
        token = welcome['resume']


def test_a_seat_resumed_elsewhere_takes_over(sit):
    """The old line may still look alive to the server: the newer one wins."""
    first = sit('demo-clerk')
    second = sit('demo-clerk', hello=False)
    welcome = second.hello(resume=first.welcome['resume'])
    assert welcome['resumed'] is True
    assert first.wait_closed() in (1000, 1008, 4409, 4401)
    assert second.request('ping')['type'] == 'pong'


@pytest.mark.parametrize('length', [0, 8, 43, 200])
def test_a_forged_resume_token_gives_no_seat_of_others(sit, length):
    """One of the right length gives a new seat, others are not even read."""
    seat = sit(hello=False)
    seat.send('hello', client='pc', locale='en', resume='A' * length)
    answer = seat.receive()
    if length == 43:
        assert (answer['type'], answer['resumed']) == ('welcome', False)
    else:
        assert (answer['type'], answer['code']) == ('error', 'invalid')


def test_a_seat_is_not_resumed_by_somebody_else(sit):
    victim = sit('demo-admin')
    thief = sit('demo-member', hello=False)
    answer = thief.request('hello', client='pc', locale='en', resume=victim.welcome['resume'])
    if answer['type'] == 'welcome':
        assert answer['resumed'] is False and answer['account']['name'] == 'demo-member'
    assert victim.request('ping')['type'] == 'pong'


# ---- messages ----

def test_ping_and_clock(sit):
    seat = sit()
    assert seat.request('ping')['type'] == 'pong'
    answer = seat.request('clock', t0=123456789)
    assert answer['type'] == 'clock' and answer['t0'] == 123456789
    assert answer['t1'] <= answer['t2'] < answer['t1'] + 5_000_000
    assert abs(answer['wall_us'] - time.time_ns() // 1000) < 5_000_000
    later = seat.request('clock', t0=0)
    assert later['t0'] == 0 and later['t1'] >= answer['t2']


BAD_MESSAGES = {
    'no JSON': 'hello', 'a list': '[]', 'empty': '', 'no type': '{"id":1}',
    'unknown type': '{"type":"dance","id":1}', 'type of the server': '{"type":"pong","id":1}',
    'no id': '{"type":"ping"}', 'id zero': '{"type":"ping","id":0}',
    'negative id': '{"type":"ping","id":-1}', 'id as text': '{"type":"ping","id":"1"}',
    'fraction': '{"type":"ping","id":1.5}', 'id too large': '{"type":"ping","id":9007199254740992}',
    'unknown member': '{"type":"ping","id":1,"colour":"red"}',
    'member twice': '{"type":"ping","id":1,"id":2}',
    'wrong word': '{"type":"presence.set","id":1,"state":"asleep"}',
    'missing member': '{"type":"clock","id":1}', 'deep': '{"type":' + '[' * 60 + ']' * 60 + '}',
    'something after': '{"type":"ping","id":1} {}', 'NUL': '{"type":"pi\\u0000ng","id":1}',
    'lone surrogate': '{"type":"\\ud800","id":1}',
}


@pytest.mark.parametrize('name', BAD_MESSAGES)
def test_bad_messages_are_answered(sit, name):
    seat = sit()
    seat.send_text(BAD_MESSAGES[name])
    answer = seat.receive_type('error')
    assert answer['code'] in ('invalid', 'not_found', 'unsupported'), answer
    assert answer['detail']
    assert seat.request('ping')['type'] == 'pong'


def test_binary_messages_close(sit):
    seat = sit()
    seat.send_text(b'\x00\x01')
    assert seat.wait_closed() == 1003


def test_too_long_messages_close(sit):
    seat = sit()
    seat.send_text(json.dumps({'type': 'ping', 'id': 1, 'x': 'a' * 20000}))
    assert seat.wait_closed() == 1009


def test_a_flood_is_slowed(sit):
    """More than a row's rate is answered with the time to wait; the seat stays."""
    seat = sit()
    for _ in range(20):
        seat.send('presence.set', state='active')
    answer = seat.receive(lambda m: m['type'] == 'error' and m['code'] == 'rate_limited', 'refusal')
    assert answer['retry_after_ms'] > 0
    wait_until(lambda: seat.request('ping')['type'] == 'pong', 'the seat still answers')


def masked(opcode, payload, final=True, mask=True):
    """One frame (RFC 6455 §5.2) with a mask of zeros, or none."""
    head = bytes([(0x80 if final else 0) | opcode])
    bit = 0x80 if mask else 0
    length = len(payload)
    head += bytes([bit | length]) if length < 126 else bytes([bit | 126]) + length.to_bytes(2, 'big')
    return head + (b'\0\0\0\0' if mask else b'') + payload


# name → (bytes, close codes that are right). libwebsockets 4.1.6 reads frames without a mask, too.
BAD_FRAMES = {
    'reserved opcode': (masked(3, b''), (1002,)),
    'reserved bit': (bytes([0xC1, 0x80, 0, 0, 0, 0]), (1002,)),
    'continuation of nothing': (masked(0, b'{}'), (1002,)),
    'broken UTF-8': (masked(1, b'\xff\xfe'), (1007,)),
    'long control frame': (masked(9, b'a' * 126), (1002,)),
    'control frame in pieces': (masked(9, b'a', final=False), (1002,)),
    'endless length': (bytes([0x81, 0xFF]) + b'\x7f' + b'\xff' * 7 + b'\0\0\0\0' + b'a' * 20000,
                       (1009, 1002)),
}


@pytest.mark.parametrize('name', BAD_FRAMES)
def test_bad_frames_close(server, name):
    """Closed with the right code, and never served."""
    frame, codes = BAD_FRAMES[name]
    with RawHttp(server) as connection:
        connection.send_head('GET', '/ws', {
            'Connection': 'Upgrade', 'Upgrade': 'websocket', 'Sec-WebSocket-Version': '13',
            'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', 'Authorization': 'Bearer demo-member',
            'Sec-WebSocket-Protocol': 'tongping.v1'})
        assert connection.read_head().status == 101
        connection.send(frame)
        try:
            first = connection.read_frame()
        except EOFError:
            assert name == 'long control frame', 'closed without a close frame'
            return
        assert first[0] == 0x88, first
        assert int.from_bytes(first[2:4], 'big') in codes, first
    assert Program(server, 'demo-member').get('session').status_code == 200


def test_words_in_the_segment_of_the_upgrade(server):
    """A client in a hurry does not wait for the 101 (RFC 6455 §4.1 forbids it; nothing is lost all the same)."""
    with RawHttp(server) as connection:
        connection.send('GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'
                        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
                        'Authorization: Bearer demo-member\r\nSec-WebSocket-Protocol: tongping.v1\r\n\r\n'
                        .encode() + masked(1, b'{"type":"hello","id":1,"client":"pc","locale":"en"}')
                        + masked(1, b'{"type":"ping","id":2}'))
        assert connection.read_head().status == 101
        assert b'"welcome"' in connection.read_frame()
        assert b'"pong"' in connection.read_frame()


# ---- limits in time ----

def test_a_seat_that_never_says_hello_is_closed(sit):
    assert sit(hello=False).wait_closed() == 4401


def test_stopping_is_announced(yard):
    server = yard.start()
    with Seat(server, token='demo-member') as seat:
        seat.hello()
        server.process.terminate()
        assert seat.receive_type('stopping')
        assert seat.wait_closed() == 1001
    assert server.wait() == 0


def test_sign_out_closes_the_seat(server):
    browser = signed_in(server, 'demo-interpreter')
    with Seat(server, secret=browser.secret(), origin=server.url) as seat:
        seat.hello()
        assert browser.delete('session').status_code == 204
        assert seat.wait_closed() == 4401


NAMES = ('demo-admin', 'demo-auditor', 'demo-studio', 'demo-editor', 'demo-clerk', 'demo-interpreter',
         'demo-member')


def test_many_seats(server):
    """A hundred come, are seen, and leave."""
    with Seat(server, token='demo-admin') as watcher:
        watcher.hello()
        people = People(watcher)
        before = people.total
        seats = [Seat(server, token=NAMES[number % len(NAMES)]) for number in range(100)]
        try:
            for seat in seats:
                seat.hello()
            people.wait(lambda here: people.total == before + 100, 'a hundred more')
            for seat in seats:
                seat.send('bye')
            people.wait(lambda here: people.total == before, 'a hundred fewer')
        finally:
            for seat in seats:
                seat.close()


def test_seats_of_one_account_are_limited(server):
    seats, answer = [], None
    try:
        for _ in range(600):
            seats.append(Seat(server, token='demo-auditor'))
            answer = seats[-1].request('hello', client='pc', locale='en')
            if answer['type'] == 'error':
                break
        assert (answer['type'], answer.get('code')) == ('error', 'overloaded')
        assert len(seats) == 65  # 64 have a seat: a township may share one account
    finally:
        for seat in seats:
            seat.close()
