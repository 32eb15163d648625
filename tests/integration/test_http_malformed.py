"""Requests that are wrong in one way each: the right status, a problem document, and the connection
closed, because nobody knows where the next request would begin (RFC 9112 §2.2, §6.3, §11.2)."""
import socket

import pytest
from driver.raw_http import RawHttp

HOST = b'Host: 127.0.0.1\r\n'
GET = b'GET /healthz HTTP/1.1\r\n' + HOST


def get(*lines):
    return GET + b''.join(line + b'\r\n' for line in lines) + b'\r\n'


def post(*lines, body=b''):
    return b'POST /api/v1/session HTTP/1.1\r\n' + HOST + b''.join(
        line + b'\r\n' for line in lines) + b'\r\n' + body


def head(line):
    return line + b'\r\n' + HOST + b'\r\n'


# name → (bytes, status)
MALFORMED = {
    'length and chunked': (
        post(b'Content-Length: 4', b'Transfer-Encoding: chunked', body=b'0\r\n\r\n'), 400),
    'chunked and length': (
        post(b'Transfer-Encoding: chunked', b'Content-Length: 4', body=b'0\r\n\r\n'), 400),
    'chunked in HTTP/1.0': (
        b'POST /api/v1/session HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400),
    'unknown coding': (post(b'Transfer-Encoding: gzip'), 501),
    'gzip, chunked': (post(b'Transfer-Encoding: gzip, chunked'), 501),
    'chunked twice': (post(b'Transfer-Encoding: chunked', b'Transfer-Encoding: chunked'), 501),
    'chunked hidden by a tab': (post(b'Transfer-Encoding: \x0bchunked'), 400),
    'two lengths': (post(b'Content-Length: 2', b'Content-Length: 3', body=b'{}'), 400),
    'one length twice': (post(b'Content-Length: 2', b'Content-Length: 2', body=b'{}'), 400),
    'list of lengths': (post(b'Content-Length: 2, 2', body=b'{}'), 400),
    'signed length': (post(b'Content-Length: +2', body=b'{}'), 400),
    'negative length': (post(b'Content-Length: -2'), 400),
    'hexadecimal length': (post(b'Content-Length: 0x2', body=b'{}'), 400),
    'empty length': (post(b'Content-Length:'), 400),
    'length beyond all sums': (post(b'Content-Length: 18446744073709551617'), 400),
    'length with a space inside': (post(b'Content-Length: 1 0'), 400),
    'bare LF after the request line': (b'GET /healthz HTTP/1.1\n' + HOST + b'\r\n', 400),
    'bare LF after a field': (GET + b'A: b\nC: d\r\n\r\n', 400),
    'bare LF as the empty line': (GET + b'\n', 400),
    'bare CR in a value': (get(b'A: b\rC: d'), 400),
    'folded field': (get(b'A: b', b' folded'), 400),
    'folded by a tab': (get(b'A: b', b'\tfolded'), 400),
    'field before any line': (b'GET /healthz HTTP/1.1\r\n Host: a\r\n\r\n', 400),
    'space before the colon': (get(b'A : b'), 400),
    'no colon': (get(b'Abc'), 400),
    'empty name': (get(b': b'), 400),
    'name with a bracket': (get(b'A(b): c'), 400),
    'NUL in a value': (get(b'A: b\0c'), 400),
    'NUL in a name': (get(b'A\0b: c'), 400),
    'NUL in the target': (head(b'GET /a\0b HTTP/1.1'), 400),
    'control byte in a value': (get(b'A: \x1b[31m'), 400),
    'no host': (b'GET /healthz HTTP/1.1\r\n\r\n', 400),
    'two hosts': (get(b'Host: other'), 400),
    'empty host': (b'GET /healthz HTTP/1.1\r\nHost:\r\n\r\n', 400),
    'host with a path': (b'GET /healthz HTTP/1.1\r\nHost: a/b\r\n\r\n', 400),
    'host with a user': (b'GET /healthz HTTP/1.1\r\nHost: a@b\r\n\r\n', 400),
    'host with a space': (b'GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n', 400),
    'method of another protocol': (head(b'PROPFIND / HTTP/1.1'), 501),
    'method in small letters': (head(b'get / HTTP/1.1'), 501),
    'CONNECT': (head(b'CONNECT a:443 HTTP/1.1'), 501),
    'TRACE': (head(b'TRACE / HTTP/1.1'), 501),
    'method that is no token': (head(b'G(T / HTTP/1.1'), 400),
    'no method': (head(b' / HTTP/1.1'), 400),
    'no target': (head(b'GET  HTTP/1.1'), 400),
    'no version': (head(b'GET /'), 400),
    'two spaces': (head(b'GET  / HTTP/1.1'), 400),
    'tab for a space': (head(b'GET\t/\tHTTP/1.1'), 400),
    'space after the version': (head(b'GET / HTTP/1.1 '), 400),
    'HTTP/2.0': (head(b'GET / HTTP/2.0'), 505),
    'HTTP/0.9': (head(b'GET / HTTP/0.9'), 505),
    'HTTP/11': (head(b'GET / HTTP/11'), 400),
    'http/1.1': (head(b'GET / http/1.1'), 400),
    'another protocol': (head(b'GET / ICY/1.1'), 400),
    'relative target': (head(b'GET healthz HTTP/1.1'), 400),
    'asterisk for GET': (head(b'GET * HTTP/1.1'), 400),
    'absolute target of another scheme': (head(b'GET ftp://a/ HTTP/1.1'), 400),
    'absolute target with a user': (head(b'GET http://u@a/ HTTP/1.1'), 400),
    'fragment': (head(b'GET /#a HTTP/1.1'), 400),
    'raw bytes above 127': (head(b'GET /\xe4\xb8\xad HTTP/1.1'), 400),
    'quote in the target': (head(b'GET /"a" HTTP/1.1'), 400),
    'percent without digits': (head(b'GET /%zz HTTP/1.1'), 400),
    'percent at the end': (head(b'GET /a% HTTP/1.1'), 400),
    'half a percent escape': (head(b'GET /a%4 HTTP/1.1'), 400),
    'percent NUL': (head(b'GET /a%00b HTTP/1.1'), 400),
    'unknown expectation': (post(b'Expect: a-miracle', b'Content-Length: 2'), 417),
    'head of 9 KB': (get(b'A: ' + b'a' * 9000), 431),
    'target of 9 KB': (head(b'GET /' + b'a' * 9000 + b' HTTP/1.1'), 414),
    '65 fields': (get(*[b'A: b'] * 64), 431),
    'many empty lines': (b'\r\n' * 8 + get(), 400),
}


@pytest.mark.parametrize('name', MALFORMED)
def test_malformed_head(server, name):
    request, status = MALFORMED[name]
    with RawHttp(server) as connection:
        connection.send(request)
        answer = connection.read_answer()
        assert answer.status == status, answer
        assert answer.get('content-type').split(';')[0] == 'application/problem+json'
        assert answer.json()['status'] == status and answer.json()['code']
        assert answer.get('connection') == 'close'
        assert connection.is_closed()


BAD_CHUNKS = {
    'no number': b'zz\r\n',
    'negative': b'-1\r\n',
    'prefix': b'0x2\r\n{}\r\n0\r\n\r\n',
    'beyond all sums': b'fffffffffffffffff\r\n',
    'bare LF': b'2\n{}\r\n0\r\n\r\n',
    'longer than said': b'2\r\n{}}\r\n0\r\n\r\n',
    'endless extension': b'2;' + b'a' * 300 + b'\r\n',
    'endless trailers': b'2\r\n{}\r\n0\r\n' + b'A: b\r\n' * 3000,
    'empty size': b'\r\n\r\n',
}


@pytest.mark.parametrize('name', BAD_CHUNKS)
def test_malformed_chunk(server, name):
    with RawHttp(server) as connection:
        connection.send(post(b'Content-Type: application/json', b'Transfer-Encoding: chunked'))
        try:
            connection.send(BAD_CHUNKS[name])
            answer = connection.read_answer()
        except (BrokenPipeError, ConnectionResetError):
            return  # closed before all was sent: refused as well
        assert answer.status in (400, 413), answer
        assert connection.is_closed()


PATHS_OUTSIDE = ['/../outside.html', '/assets/../../outside.html', '/%2e%2e/outside.html',
                 '/assets/..%2f..%2foutside.html', '/assets/%2e%2e/%2e%2e/outside.html',
                 '/..%5coutside.html', '//outside.html', '/.hidden', '/assets/', '/assets',
                 '/./.hidden', '/%2ehidden']


@pytest.mark.parametrize('path', PATHS_OUTSIDE)
def test_no_path_leads_outside(server, path):
    with RawHttp(server) as connection:
        answer = connection.request('GET', path)
        assert answer.status in (400, 403, 404), answer
        assert b'secret' not in answer.body


def test_two_slashes_are_not_one(server):
    with RawHttp(server) as connection:
        assert connection.request('GET', '//healthz').status in (400, 404)


def test_absolute_target_is_accepted(server):
    """RFC 9112 §3.2.2: a server must accept it."""
    with RawHttp(server) as connection:
        answer = connection.request('GET', f'http://{server.host}/healthz')
        assert (answer.status, answer.body.strip()) == (200, b'ok')


def test_one_empty_line_before_a_request_is_accepted(server):
    """RFC 9112 §2.2."""
    with RawHttp(server) as connection:
        connection.send(b'\r\n' + get())
        assert connection.read_answer().status == 200


def test_nothing_of_a_smuggled_request_is_served(server):
    """The second request hides in what only a lenient reader takes for the first one's body."""
    with RawHttp(server) as connection:
        connection.send(post(b'Content-Length: 60', b'Transfer-Encoding: chunked',
                             body=b'0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'))
        assert connection.read_answer().status == 400
        assert b'HTTP/1.1' not in connection.read_rest()


def test_a_refused_head_in_small_pieces(server):
    """The parser must not depend on how the bytes were cut."""
    request, status = MALFORMED['folded field']
    with RawHttp(server) as connection:
        for byte in request:
            try:
                connection.send(bytes([byte]))
            except (BrokenPipeError, ConnectionResetError):
                break
        assert connection.read_answer().status == status


def test_a_good_head_in_small_pieces(server):
    with RawHttp(server) as connection:
        for byte in get(b'Accept: */*'):
            connection.send(bytes([byte]))
        assert connection.read_answer().status == 200


GARBAGE = {
    'zeros': b'\0' * 4096,
    'TLS alert': b'\x15\x03\x01\x00\x02\x02\x28',
    'TLS hello that lies': b'\x16\x03\x01\xff\xff\x01\x00\x00\x00' + b'\0' * 200,
    'HTTP/2 preface': b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'RDP': b'\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03\x00\x00\x00',
    'lines': b'\r\n' * 5000,
    'high bytes': bytes(range(128, 256)) * 100,
}


@pytest.mark.parametrize('name', GARBAGE)
def test_garbage_harms_nobody(server, name):
    with RawHttp(server) as connection:
        try:
            connection.send(GARBAGE[name])
            connection.socket.shutdown(socket.SHUT_WR)
            connection.read_rest()
        except OSError:
            pass  # reset: refused
    with RawHttp(server) as connection:
        assert connection.request('GET', '/healthz').status == 200


def test_a_body_larger_than_the_route_takes(server):
    with RawHttp(server) as connection:
        connection.send_head('POST', '/api/v1/session', {
            'Content-Type': 'application/json', 'Content-Length': str(2 ** 30)})
        answer = connection.read_answer()
        assert answer.status == 413, answer
        assert answer.json()['code'] == 'too_large'


def test_a_chunked_body_larger_than_the_route_takes(server):
    with RawHttp(server) as connection:
        connection.send_head('POST', '/api/v1/session', {
            'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked'})
        try:
            for _ in range(400):
                connection.send(b'1000\r\n' + b' ' * 4096 + b'\r\n')
        except (BrokenPipeError, ConnectionResetError):
            pass
        try:
            assert connection.read_answer().status == 413
        except ConnectionResetError:
            pass  # the answer was lost with what was still on its way
    with RawHttp(server) as connection:
        assert connection.request('GET', '/healthz').status == 200
