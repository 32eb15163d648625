"""What a well-behaved client may expect of HTTP/1.1 (RFC 9110, RFC 9112)."""
import gzip
import subprocess

import pytest
from driver.pages import ASSET, ASSET_TEXT, NAMES, PLAIN, PLAIN_BYTES
from driver.raw_http import RawHttp

BEARER = {'Authorization': 'Bearer demo-member'}


@pytest.fixture
def http(server):
    with RawHttp(server) as connection:
        yield connection


def test_one_connection_serves_many_requests(http):
    for path in ('/healthz', '/login', '/api/v1/server', '/nowhere', '/healthz'):
        answer = http.request('GET', path)
        assert answer.status == (404 if path == '/nowhere' else 200)
        assert answer.get('connection') in (None, 'keep-alive')


def test_twenty_requests_at_once_are_answered_in_order(http):
    """Pipelining, across the gate's own answers and handed-over ones."""
    paths = ['/healthz', '/api/v1/server', f'/{PLAIN}', '/api/v1/session', '/nowhere'] * 4
    for path in paths:
        http.send_head('GET', path)
    expected = [200, 200, 200, 401, 404] * 4
    answers = [http.read_answer() for _ in paths]
    assert [answer.status for answer in answers] == expected
    assert all(answer.body == PLAIN_BYTES for answer in answers[2::5])
    assert all(answer.json()['version'] for answer in answers[1::5])


def test_a_pipelined_body_does_not_leak_into_the_next_request(http):
    body = b'{"name":"nobody-here","password":"x"}'
    for _ in range(3):
        http.send_head('POST', '/api/v1/session', {
            'Origin': f'http://{http.host}', 'Content-Type': 'application/json',
            'Content-Length': str(len(body))})
        http.send(body)
        http.send_head('GET', '/healthz')
    statuses = [http.read_answer().status for _ in range(6)]
    assert statuses[1::2] == [200, 200, 200]
    assert set(statuses[::2]) <= {401, 429}


@pytest.mark.parametrize('path', ['/healthz', f'/{PLAIN}', '/login', '/api/v1/server'])
def test_head_is_get_without_the_body(http, path):
    got = http.request('GET', path)
    head = http.request('HEAD', path)
    assert (head.status, head.body) == (200, b'')
    for name in ('content-type', 'content-length', 'etag', 'cache-control'):
        assert head.get(name) == got.get(name), name
    assert http.request('GET', '/healthz').status == 200


def test_http_1_0_closes_unless_asked(server):
    with RawHttp(server) as connection:
        connection.send_head('GET', '/healthz', version='HTTP/1.0')
        assert connection.read_answer().body.strip() == b'ok'
        assert connection.is_closed()
    with RawHttp(server) as connection:
        connection.send_head('GET', '/healthz', {'Connection': 'keep-alive'}, 'HTTP/1.0')
        assert connection.read_answer().get('connection').lower() == 'keep-alive'
        connection.send_head('GET', '/healthz', version='HTTP/1.0')
        assert connection.read_answer().status == 200


def test_http_1_0_gets_no_chunks(server):
    with RawHttp(server) as connection:
        connection.send_head('GET', '/api/v1/server', version='HTTP/1.0')
        answer = connection.read_answer()
        assert answer.get('transfer-encoding') is None
        assert answer.json()['version']


def test_close_is_honoured(http):
    answer = http.request('GET', '/healthz', {'Connection': 'close'})
    assert answer.get('connection') == 'close'
    assert http.is_closed()


# Range field → (status, first, last) of PLAIN_BYTES; None: the whole (RFC 9110 §14.2)
LAST = len(PLAIN_BYTES) - 1
RANGES = {
    'bytes=0-99': (206, 0, 99),
    'bytes=100-': (206, 100, LAST),
    'bytes=-100': (206, LAST - 99, LAST),
    'bytes=0-0': (206, 0, 0),
    f'bytes={LAST}-{LAST}': (206, LAST, LAST),
    'bytes=0-99999999': (206, 0, LAST),
    'bytes=-99999999': (206, 0, LAST),
    f'bytes={LAST + 1}-': (416, None, None),
    'bytes=-0': (416, None, None),
    'bytes=5-2': (200, None, None),
    'bytes=a-b': (200, None, None),
    'bytes': (200, None, None),
    'lines=0-1': (200, None, None),
    'bytes=18446744073709551616-': (416, None, None),
}


@pytest.mark.parametrize('value', RANGES)
def test_range(http, value):
    status, first, last = RANGES[value]
    answer = http.request('GET', f'/{PLAIN}', {'Range': value})
    if value.startswith('bytes=1844'):
        assert answer.status in (200, 416)  # malformed or unsatisfiable: both are sound
        return
    assert answer.status == status, answer
    if status == 206:
        assert answer.get('content-range') == f'bytes {first}-{last}/{LAST + 1}'
        assert answer.body == PLAIN_BYTES[first:last + 1]
    elif status == 416:
        assert answer.get('content-range') == f'bytes */{LAST + 1}'
    else:
        assert answer.body == PLAIN_BYTES


def test_several_ranges_are_answered_soundly(http):
    """The whole, or multipart; never one part as if it were all."""
    answer = http.request('GET', f'/{PLAIN}', {'Range': 'bytes=0-1,5-6'})
    whole = answer.status == 200 and answer.body == PLAIN_BYTES
    assert whole or 'multipart/byteranges' in answer.get('content-type')


def test_etag_saves_the_body(http):
    first = http.request('GET', f'/{PLAIN}')
    etag = first.get('etag')
    assert etag.startswith('"') or etag.startswith('W/"')
    for value in (etag, '*', f'"other", {etag}', f'W/{etag.removeprefix("W/")}'):
        answer = http.request('GET', f'/{PLAIN}', {'If-None-Match': value})
        assert (answer.status, answer.body) == (304, b''), value
        assert answer.get('etag') == etag
        assert answer.get('cache-control') == first.get('cache-control')
    assert http.request('GET', f'/{PLAIN}', {'If-None-Match': '"other"'}).status == 200


def test_if_range(http):
    etag = http.request('GET', f'/{PLAIN}').get('etag')
    same = http.request('GET', f'/{PLAIN}', {'Range': 'bytes=0-1', 'If-Range': etag})
    assert (same.status, same.body) == (206, PLAIN_BYTES[:2])
    for value in ('"other"', f'W/{etag.removeprefix("W/")}', 'Wed, 21 Oct 2015 07:28:00 GMT'):
        changed = http.request('GET', f'/{PLAIN}', {'Range': 'bytes=0-1', 'If-Range': value})
        assert (changed.status, changed.body) == (200, PLAIN_BYTES), value


# Accept-Encoding → coding chosen (RFC 9110 §12.5.3)
CODINGS = {
    'gzip, br': 'br',
    'br': 'br',
    'gzip': 'gzip',
    'gzip;q=1.0, br;q=0.5': 'gzip',
    'gzip;q=0.2, br;q=0.8': 'br',
    'br;q=0, gzip': 'gzip',
    'br;q=0, gzip;q=0': None,
    'identity': None,
    'deflate': None,
    '*': 'br',
    '*;q=0': None,
    'br;q=0, *': 'gzip',
    'GZIP': 'gzip',
    'x-gzip-like, brr': None,
    'gzip;q=nonsense': None,
    '': None,
}


@pytest.mark.parametrize('accepted', CODINGS)
def test_coding(http, accepted):
    answer = http.request('GET', f'/{ASSET}', {'Accept-Encoding': accepted})
    assert answer.status == 200
    chosen = answer.get('content-encoding')
    if accepted == 'gzip;q=nonsense':
        assert chosen in (None, 'gzip')
    else:
        assert chosen == CODINGS[accepted]
    assert 'accept-encoding' in (answer.get('vary') or '').lower()
    if chosen == 'gzip':
        assert gzip.decompress(answer.body) == ASSET_TEXT
    elif chosen == 'br':
        plain = subprocess.run(['brotli', '-dc'], input=answer.body, capture_output=True, check=True)
        assert plain.stdout == ASSET_TEXT
    else:
        assert answer.body == ASSET_TEXT


def test_codings_have_etags_of_their_own(http):
    etags = {http.request('GET', f'/{ASSET}', {'Accept-Encoding': coding}).get('etag')
             for coding in ('br', 'gzip', 'identity')}
    assert len(etags) == 3 and None not in etags


def test_a_file_without_coded_neighbours_is_sent_plain(http):
    answer = http.request('GET', f'/{PLAIN}', {'Accept-Encoding': 'gzip, br'})
    assert answer.get('content-encoding') is None
    assert answer.body == PLAIN_BYTES


def test_assets_are_kept_and_pages_are_asked_again(http):
    asset = http.request('GET', f'/{ASSET}').get('cache-control')
    assert 'immutable' in asset and 'max-age=31536000' in asset
    page = http.request('GET', '/login').get('cache-control')
    assert page in ('no-cache', 'no-store') or 'max-age=0' in page


@pytest.mark.parametrize('name', NAMES)
def test_pages(http, name):
    path = '/' if name == 'index' else f'/{name}'
    answer = http.request('GET', path)
    assert answer.status in (200, 302, 303), answer
    if answer.status == 200:
        assert answer.get('content-type') == 'text/html; charset=utf-8'
        assert f'page {name}'.encode() in answer.body


def test_security_fields_on_pages(http):
    answer = http.request('GET', '/login')
    policy = answer.get('content-security-policy')
    assert "default-src" in policy and 'unsafe-inline' not in policy and 'unsafe-eval' not in policy
    assert answer.get('x-content-type-options') == 'nosniff'
    assert answer.get('referrer-policy')
    assert answer.get('x-frame-options') or 'frame-ancestors' in policy


def test_expect_continue_is_answered_before_the_body(server):
    """RFC 9110 §10.1.1: either 100 and later an answer, or a final answer at once."""
    body = b'{"name":"nobody-here","password":"x"}'
    with RawHttp(server) as connection:
        connection.send_head('POST', '/api/v1/session', {
            'Origin': f'http://{server.host}', 'Content-Type': 'application/json',
            'Content-Length': str(len(body)), 'Expect': '100-continue'})
        assert connection.read_head().status == 100
        connection.send(body)
        assert connection.read_answer().status in (401, 429)
        assert connection.request('GET', '/healthz').status == 200


def test_expect_continue_of_a_body_that_is_too_large(server):
    with RawHttp(server) as connection:
        connection.send_head('POST', '/api/v1/session', {
            'Content-Type': 'application/json', 'Content-Length': str(2 ** 30),
            'Expect': '100-continue'})
        assert connection.read_answer().status == 413


def test_wrong_method_names_the_right_ones(http):
    answer = http.request('PUT', '/api/v1/server', BEARER)
    assert answer.status == 405
    assert 'GET' in answer.get('allow')
    page = http.request('POST', '/login')
    assert page.status == 405


def test_options_is_answered(http):
    http.send_head('OPTIONS', '*')
    assert http.read_answer().status in (200, 204, 404, 405)
    assert http.request('GET', '/healthz').status == 200


def test_no_answer_opens_the_api_to_other_origins(http):
    answer = http.request('GET', '/api/v1/server', {'Origin': 'http://evil.example'})
    assert answer.get('access-control-allow-origin') is None


def test_every_answer_has_a_date(http):
    """RFC 9110 §6.6.1: an origin server with a clock must send it."""
    for path in ('/healthz', '/login', '/api/v1/server'):
        assert len(http.request('GET', path).all('date')) == 1, path


def test_api_answers_are_not_stored(http):
    answer = http.request('GET', '/api/v1/session', BEARER)
    assert answer.status == 200
    assert 'no-store' in answer.get('cache-control')


def test_hop_by_hop_fields_of_the_client_stay_here(http):
    """Connection: X names a field that must not travel on; the answer must not break."""
    answer = http.request('GET', '/api/v1/session', {
        **BEARER, 'Connection': 'Authorization, keep-alive', 'Upgrade': 'h2c',
        'HTTP2-Settings': 'AAMAAABkAAQAAP__'})
    assert answer.status in (200, 401)
    assert answer.get('upgrade') is None


def test_health_addresses(http):
    assert http.request('GET', '/healthz').body.strip() == b'ok'
    assert http.request('GET', '/readyz').status == 200
