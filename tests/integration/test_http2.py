"""HTTP/2 at the one port: curl by ALPN and by prior knowledge, h2load, the API, pages and health."""
import json
import re
import shutil
import subprocess

import pytest
from driver.api import Client
from driver.pages import PLAIN, PLAIN_BYTES, make_pages
from driver.raw_http import RawHttp
from driver.server import run_verb
from driver.waiting import wait_until

pytestmark = pytest.mark.skipif(not shutil.which('curl'), reason='curl is not installed')


@pytest.fixture(scope='module')
def secure(module_yard):
    """A server with a certificate of a county authority."""
    server = module_yard.server('secure', settings={
        'web': {'directory': make_pages(module_yard.path('web') / 'pages')}})
    made = run_verb('cert', '--data', server.data, '--name', 'meet.example.cn')
    assert made.returncode == 0, made.stderr
    server.start()
    server.authority = server.data / 'tls/ca.crt'
    return server


def curl(server, path, *options, scheme='https'):
    """(protocol, status, body)"""
    own = ['--cacert', str(server.authority), '--http2'] if scheme == 'https' else [
        '--http2-prior-knowledge']
    done = subprocess.run(
        ['curl', '-sS', '--max-time', '60', *own, *options,
         '-w', '\n%{http_version} %{http_code}', f'{scheme}://127.0.0.1:{server.port}{path}'],
        capture_output=True, check=True)
    body, _newline, words = done.stdout.rpartition(b'\n')
    version, status = words.decode().split()
    return version, int(status), body


@pytest.mark.parametrize('scheme', ['https', 'http'])
def test_api_page_and_health(secure, scheme):
    version, status, body = curl(secure, '/api/v1/server', scheme=scheme)
    assert (version, status) == ('2', 200)
    assert json.loads(body)['secure'] is (scheme == 'https')
    assert curl(secure, '/healthz', scheme=scheme)[:2] == ('2', 200)
    assert curl(secure, f'/{PLAIN}', scheme=scheme) == ('2', 200, PLAIN_BYTES)
    assert curl(secure, '/api/v1/nothing', scheme=scheme)[:2] == ('2', 404)


def test_http_1_1_stays(secure):
    version, status, _body = curl(secure, '/healthz', '--http1.1')
    assert (version, status) == ('1.1', 200)
    with RawHttp(secure, tls=True) as connection:  # no ALPN at all
        assert connection.request('GET', '/healthz').status == 200


def test_sign_in(secure):
    """A body goes up, a cookie comes down, and both work on the next stream."""
    body = json.dumps({'name': 'demo-member', 'password': 'wrong'})
    content = ['-H', 'Content-Type: application/json', '--data', body]
    version, status, answer = curl(secure, '/api/v1/session', *content)
    assert version == '2' and status in (401, 403), answer
    assert json.loads(answer)['status'] == status
    version, status, answer = curl(secure, '/api/v1/session', '-H',
                                   'Authorization: Bearer demo-member')
    assert (version, status) == ('2', 200), answer
    assert json.loads(answer)['account']['name'] == 'demo-member'


def test_head_and_range(secure):
    version, status, body = curl(secure, f'/{PLAIN}', '--head')
    assert (version, status) == ('2', 200)
    assert f'content-length: {len(PLAIN_BYTES)}'.encode() in body.lower()
    version, status, body = curl(secure, f'/{PLAIN}', '-H', 'Range: bytes=10-19')
    assert status in (200, 206)
    assert body == (PLAIN_BYTES[10:20] if status == 206 else PLAIN_BYTES)


def test_a_websocket_needs_http_1_1(secure):
    """No extended CONNECT (RFC 8441): browsers then take HTTP/1.1 for /ws."""
    assert curl(secure, '/ws')[:2] in (('2', 426), ('2', 401))


@pytest.mark.skipif(not shutil.which('nghttp'), reason='nghttp is not installed')
def test_a_large_body(secure, tmp_path):
    """Answered before it is complete: the rest is not asked for, and the connection stays. (curl
    7.88 takes the end without an error for one.)"""
    (tmp_path / 'large').write_bytes(b'x' * 3_000_000)
    done = subprocess.run(
        ['nghttp', '-v', '-H', 'content-type: application/json', '-d',
         tmp_path / 'large', f'https://127.0.0.1:{secure.port}/api/v1/session'],
        capture_output=True, text=True, check=True)
    assert ':status: 413' in done.stdout, done.stdout
    assert re.search(r'recv RST_STREAM.*\n.*error_code=NO_ERROR', done.stdout), done.stdout


@pytest.mark.skipif(not shutil.which('h2load'), reason='h2load is not installed')
def test_many_streams(secure):
    done = subprocess.run(
        ['h2load', '-n4000', '-c8', '-m50', f'https://127.0.0.1:{secure.port}/healthz'],
        capture_output=True, text=True, check=True)
    assert 'Application protocol: h2' in done.stdout
    assert re.search(r'status codes: 4000 2xx', done.stdout), done.stdout

    def open_ones():
        text = Client(secure).get('/metrics').text
        return int(re.search(r'^tongping_gate_connections(?:\{[^}]*\})? (\d+)', text, re.M).group(1))
    wait_until(lambda: open_ones() <= 2, 'the connections of h2load are closed')
    assert 'tongping_gate_h2_connections_total' in Client(secure).get('/metrics').text


def test_stop_with_open_connections(module_yard):
    """GOAWAY, then the end, although a client keeps its connection."""
    server = module_yard.server('stopping')
    server.start()
    with RawHttp(server) as connection:
        connection.send(b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' + b'\0\0\0\4\0\0\0\0\0')
        wait_until(lambda: 'h2_connections_total' in Client(server).get('/metrics').text, 'metrics')
        server.stop()
