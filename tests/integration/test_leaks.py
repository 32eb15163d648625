"""What comes must go: descriptors and memory after many hand-overs (the bar with 100,000 is measured
by tests/bench)."""
import pytest
from driver.api import Program
from driver.raw_http import RawHttp
from driver.seat import Seat
from driver.waiting import wait_until

ROUNDS = 300


@pytest.fixture(autouse=True)
def warm(server):
    """Threads, statement caches and pools exist after the first uses."""
    program = Program(server, 'demo-admin')
    for path in ('session', 'accounts', 'health', 'server'):
        assert program.get(path).status_code == 200
    program.close()
    with Seat(server, token='demo-member') as seat:
        seat.hello()


def settle(server, baseline):
    wait_until(lambda: server.descriptors() <= baseline, f'at most {baseline} descriptors again')


def baseline_of(server):
    """The lowest of what is open when nothing happens: connections that others left are closing."""
    lowest = server.descriptors()

    def stable():
        nonlocal lowest
        now = server.descriptors()
        if now < lowest:
            lowest = now
            return False
        return now == lowest
    wait_until(stable, 'quiet')
    return lowest


def test_api_calls_on_one_connection(server):
    baseline = baseline_of(server)
    with RawHttp(server) as connection:
        for number in range(ROUNDS):
            path = ('/api/v1/session', '/api/v1/nowhere', '/api/v1/server')[number % 3]
            answer = connection.request('GET', path, {'Authorization': 'Bearer demo-member'})
            assert answer.status == (404 if number % 3 == 1 else 200)
    settle(server, baseline)


def test_api_calls_on_connections_of_their_own(server):
    baseline = baseline_of(server)
    for _ in range(ROUNDS):
        with RawHttp(server) as connection:
            assert connection.request('GET', '/api/v1/server').status == 200
    settle(server, baseline)


def test_api_calls_that_nobody_waits_for(server):
    """The client leaves: before the body, in the middle of it, before the answer."""
    baseline = baseline_of(server)
    body = b'{"name":"nobody-here","password":"x"}'
    for number in range(ROUNDS):
        with RawHttp(server) as connection:
            connection.send_head('POST', '/api/v1/session' if number < 30 else '/api/v1/nowhere', {
                'Origin': server.url, 'Content-Type': 'application/json',
                'Content-Length': str(len(body))})
            connection.send(body[:(0, 5, len(body))[number % 3]])
    settle(server, baseline)
    with RawHttp(server) as connection:
        assert connection.request('GET', '/api/v1/server').status == 200


def test_seats_that_say_goodbye(server):
    baseline = baseline_of(server)
    for _ in range(ROUNDS // 3):
        with Seat(server, token='demo-member') as seat:
            seat.hello()
    settle(server, baseline)


def test_seats_whose_line_breaks(server):
    baseline = baseline_of(server)
    for _ in range(ROUNDS // 3):
        seat = Seat(server, token='demo-member')
        seat.hello()
        seat.drop()
    settle(server, baseline)


def test_upgrades_that_are_never_used(server):
    baseline = baseline_of(server)
    for _ in range(ROUNDS // 3):
        with RawHttp(server) as connection:
            connection.send_head('GET', '/ws', {
                'Connection': 'Upgrade', 'Upgrade': 'websocket', 'Sec-WebSocket-Version': '13',
                'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
                'Sec-WebSocket-Protocol': 'tongping.v1', 'Authorization': 'Bearer demo-member'})
    settle(server, baseline)


def test_memory_does_not_grow(server):
    """A second thousand of calls may not need what the first thousand did not (2 MiB for the
    allocator's and the sanitizer's own movements)."""
    def thousand():
        with RawHttp(server) as connection:
            for _ in range(1000):
                assert connection.request('GET', '/api/v1/session', {
                    'Authorization': 'Bearer demo-member'}).status == 200
        return server.resident_bytes()

    thousand()
    first = thousand()
    room = 64 * 2 ** 20 if server.is_asan_build() else 2 * 2 ** 20
    assert thousand() - first < room
