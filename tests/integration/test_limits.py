"""What a client may not take: time, connections, memory. Settings are small so that tests are quick."""
import socket
import time

import pytest
from driver.raw_http import RawHttp
from driver.waiting import wait_until

SETTINGS = {'gate': {'header_timeout': '1s', 'idle_timeout': '2s', 'write_timeout': '2s',
                     'max_connections': '64', 'connections_per_address': '32', 'workers': '2'},
            'api': {'max_requests': '8'}}


def drip(connection, until_s):
    """One byte each 0.1 s until the server closes or the time is over; True when closed."""
    ends_at = time.monotonic() + until_s
    connection.socket.settimeout(0.1)
    head = b'GET /healthz HTTP/1.1\r\nHost: a\r\nX: ' + b'a' * 4000
    for index in range(len(head)):
        try:
            connection.send(head[index:index + 1])
            if connection.socket.recv(1024) == b'':
                return True
        except TimeoutError:
            pass
        except OSError:
            return True
        if time.monotonic() > ends_at:
            return False
    return False


def test_a_dripping_head_is_closed(server):
    """Progress does not prolong the deadline: it counts from the first byte."""
    with RawHttp(server) as connection:
        assert drip(connection, 10)


def test_a_silent_connection_is_closed(server):
    with RawHttp(server) as connection:
        assert connection.is_closed()


def test_a_connection_between_requests_is_closed(server):
    with RawHttp(server) as connection:
        assert connection.request('GET', '/healthz').status == 200
        assert connection.is_closed()


def test_dripping_bodies_take_no_place_in_the_api(server):
    """More of them than the API takes requests; each is told that its time is over."""
    dripping = [RawHttp(server) for _ in range(20)]
    try:
        for connection in dripping:
            connection.send_head('POST', '/api/v1/session', {
                'Origin': server.url, 'Content-Type': 'application/json', 'Content-Length': '1000'})
            connection.send(b'{"name"')
        with RawHttp(server) as other:
            assert other.request('GET', '/api/v1/server').status == 200
        for connection in dripping:
            assert connection.read_answer().status == 408
            assert connection.is_closed()
    finally:
        for connection in dripping:
            connection.close()


def test_connections_of_one_address_are_limited(server):
    """Those beyond the limit are closed or answered 503; after the others have gone there is room."""
    wait_until(lambda: try_one(server), 'room after earlier tests')
    held = []
    try:
        refused = 0
        for _ in range(48):
            connection = RawHttp(server)
            held.append(connection)
            try:
                refused += connection.request('GET', '/healthz').status in (429, 503)
            except (EOFError, ConnectionResetError, BrokenPipeError):
                refused += 1
        assert 48 - 32 <= refused < 48
    finally:
        for connection in held:
            connection.close()
    wait_until(lambda: try_one(server), 'room again')


def try_one(server):
    try:
        with RawHttp(server) as connection:
            return connection.request('GET', '/healthz').status == 200
    except (EOFError, OSError):
        return False


def test_slow_heads_do_not_slow_others(server):
    dripping = [RawHttp(server) for _ in range(20)]
    try:
        for connection in dripping:
            connection.send(b'GET /healthz HT')
        with RawHttp(server) as connection:
            for _ in range(50):
                assert connection.request('GET', '/healthz').status == 200
        for connection in dripping:
            connection.read_rest()  # ends when the server closes
    finally:
        for connection in dripping:
            connection.close()
    wait_until(lambda: try_one(server), 'room again')


def test_a_client_that_reads_nothing_costs_little(server):
    """Pipelines requests for a file without reading: the gate stops reading and closes at last."""
    from driver.pages import PLAIN
    before = server.resident_bytes()
    with socket.create_connection(('127.0.0.1', server.port)) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(5)
        request = f'GET /{PLAIN} HTTP/1.1\r\nHost: a\r\n\r\n'.encode()
        sent = 0
        try:
            while sent < 50_000_000:
                sent += connection.send(request * 200)
        except (TimeoutError, OSError):
            pass
        assert sent < 50_000_000, 'the server takes requests without end'
        assert server.resident_bytes() - before < 16 * 2 ** 20
    wait_until(lambda: try_one(server), 'room again')


@pytest.mark.parametrize('n_bytes', [8191, 8192, 8193, 20000, 200000])
def test_heads_around_the_limit(server, n_bytes):
    """At most GATE_HEAD_MAX_BYTES (8,192) with the empty line."""
    start = b'GET /healthz HTTP/1.1\r\nHost: a\r\nX: '
    head = start + b'a' * (n_bytes - len(start) - 4) + b'\r\n\r\n'
    with RawHttp(server) as connection:
        try:
            connection.send(head)
            answer = connection.read_answer()
        except (ConnectionResetError, BrokenPipeError):
            assert n_bytes > 8192
            return
        assert answer.status == (200 if n_bytes <= 8192 else 431)
