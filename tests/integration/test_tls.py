"""The one port with TLS: a county authority made by `tongping cert`, pages to install it, both
protocols side by side, renewal without a restart."""
import re
import signal
import socket
import ssl

import pytest
from driver.api import Browser, Client
from driver.pages import make_pages
from driver.raw_http import RawHttp
from driver.seat import Seat
from driver.server import run_verb
from driver.waiting import wait_until


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


def context(server, **options):
    trusted = ssl.create_default_context(cafile=str(server.authority))
    for name, value in options.items():
        setattr(trusted, name, value)
    return trusted


def connect(server, name='127.0.0.1', **options):
    plain = socket.create_connection(('127.0.0.1', server.port), timeout=30)
    return context(server, **options).wrap_socket(plain, server_hostname=name)


def https(server, session=None):
    client = session or Client(server)
    client.origin = f'https://127.0.0.1:{server.port}'
    client.verify = str(server.authority)
    return client


def test_both_on_one_port(secure):
    assert secure.addresses['https'].endswith(f':{secure.port}')
    assert Client(secure).get('server').json()['secure'] is False
    assert https(secure).get('server').json()['secure'] is True


@pytest.mark.parametrize('name', ['127.0.0.1', 'localhost', 'meet.example.cn'])
def test_names_of_the_certificate(secure, name):
    with connect(secure, name) as connection:
        assert connection.version() == 'TLSv1.3'


def test_a_name_it_does_not_have(secure):
    with pytest.raises(ssl.SSLCertVerificationError):
        connect(secure, 'other.example.cn')


def test_versions(secure):
    with connect(secure, maximum_version=ssl.TLSVersion.TLSv1_2) as connection:
        assert connection.version() == 'TLSv1.2'
    with pytest.raises((ssl.SSLError, ConnectionError)):
        old = context(secure)
        old.set_ciphers('ALL:@SECLEVEL=0')
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        plain = socket.create_connection(('127.0.0.1', secure.port), timeout=30)
        old.wrap_socket(plain, server_hostname='127.0.0.1')


def test_large_files_and_many_requests(secure):
    from driver.pages import PLAIN, PLAIN_BYTES
    with RawHttp(secure, tls=True) as connection:
        for _ in range(50):
            assert connection.request('GET', f'/{PLAIN}').body == PLAIN_BYTES
        assert connection.request('GET', '/api/v1/server').json()['secure'] is True


def test_cookies_are_secure_over_tls(secure):
    answer = https(secure, Browser(secure)).sign_in('demo-member')
    assert answer.status_code == 200, answer.text
    fields = answer.raw.headers.getlist('Set-Cookie')
    assert fields and all('; secure' in field.lower() for field in fields)


def test_own_origin_over_tls(secure):
    browser = https(secure, Browser(secure))
    assert browser.sign_in('demo-member').status_code == 200
    assert browser.patch('session', json={'locale': 'en'}).status_code in (200, 204)
    other = browser.patch('session', json={'locale': 'en'},
                          headers={'Origin': 'https://evil.example'})
    assert other.status_code == 403


def gauge(server, name):
    return int(re.search(rf'^{name} (\d+)', Client(server).get('/metrics').text, re.M).group(1))


def test_websocket_over_tls(secure):
    """It stays behind the gate, which has its keys; a plain one is given away and leaves no trace."""
    given, relaying = 'tongping_gate_given', 'tongping_gate_relaying'
    assert gauge(secure, given) == gauge(secure, relaying) == 0
    with Seat(secure, token='demo-member', tls=context(secure)) as seat:
        assert seat.hello()['account']['name'] == 'demo-member'
        assert (gauge(secure, given), gauge(secure, relaying)) == (0, 1)
        with Seat(secure, token='demo-member') as plain:
            plain.hello()
            assert (gauge(secure, given), gauge(secure, relaying)) == (1, 1)
            assert gauge(secure, 'tongping_gate_connections') >= 2
    wait_until(lambda: gauge(secure, given) == gauge(secure, relaying) == 0, 'both are gone')


def test_http_of_a_tls_client_that_speaks_plain(secure):
    """After a handshake the same strict parser listens."""
    with RawHttp(secure, tls=True) as connection:
        connection.send(b'GET /healthz HTTP/1.1\nHost: a\n\n')
        assert connection.read_answer().status == 400


@pytest.mark.parametrize('n_bytes', [1, 5, 6, 50])
def test_a_handshake_that_stops(secure, n_bytes):
    """A hello cut anywhere harms nobody."""
    with socket.create_connection(('127.0.0.1', secure.port)) as connection:
        connection.sendall((b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + b'\0' * 60)[:n_bytes])
    assert https(secure).get('/healthz').status_code == 200


def test_installation(secure):
    """The authority is fetched over plain HTTP, because nobody trusts it yet."""
    stranger = Client(secure)
    assert stranger.get('server').json()['installation_page'] is True
    certificate = stranger.get('/install/ca.crt')
    assert certificate.status_code == 200
    assert certificate.headers['Content-Type'] == 'application/x-x509-ca-cert'
    assert certificate.text == secure.authority.read_text()
    assert 'PRIVATE' not in certificate.text
    assert stranger.get('/install/ca.json').json()['fingerprint_sha256']
    assert stranger.get('/install/qr.svg').text.startswith(('<svg', '<?xml'))
    assert stranger.get('/install/ca.key').status_code == 404


def test_keys_are_private(secure):
    for path in (secure.data / 'tls').iterdir():
        if path.suffix == '.key':
            assert path.stat().st_mode & 0o777 == 0o600, path


def test_renewal_without_a_restart(module_yard):
    server = module_yard.server('renewed')
    assert run_verb('cert', '--data', server.data).returncode == 0
    server.start()
    server.authority = server.data / 'tls/ca.crt'

    def serial():
        with connect(server) as connection:
            return connection.getpeercert()['serialNumber']

    with RawHttp(server, tls=True) as open_before:
        assert open_before.request('GET', '/healthz').status == 200
        before = serial()
        assert run_verb('cert', '--data', server.data, '--renew').returncode == 0
        server.process.send_signal(signal.SIGHUP)
        wait_until(lambda: serial() != before, 'the new certificate')
        assert open_before.request('GET', '/healthz').status == 200


def test_a_bad_renewal_changes_nothing(module_yard):
    server = module_yard.server('bad-renewal')
    assert run_verb('cert', '--data', server.data).returncode == 0
    server.start()
    server.authority = server.data / 'tls/ca.crt'
    (server.data / 'tls/server.crt').write_text('nonsense')
    before = server.log_text()
    server.process.send_signal(signal.SIGHUP)
    wait_until(lambda: 'server.crt' in server.log_text()[len(before):], 'a line in the log')
    with connect(server) as connection:
        assert connection.version()


def test_no_tls_without_a_certificate(module_yard):
    server = module_yard.start('plain')
    assert 'https' not in server.addresses
    with pytest.raises((ssl.SSLError, ConnectionError, OSError)):
        RawHttp(server, tls=True)
    assert Client(server).get('/install/ca.crt').status_code == 404
