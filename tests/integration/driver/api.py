"""The API as a browser (cookie, Origin) or a program (bearer token) uses it."""
import requests

from .waiting import DEADLINE_S

API = '/api/v1/'


class Client(requests.Session):
    """Paths that do not start with "/" are below /api/v1/. Nobody is signed in."""

    def __init__(self, server, address=None):
        super().__init__()
        self.trust_env = False  # no proxy, no .netrc
        self.server = server
        self.origin = address or server.url

    def request(self, method, url, **options):  # pylint: disable=arguments-differ
        if not url.startswith('http'):
            url = self.origin + (url if url.startswith('/') else API + url)
        options.setdefault('timeout', DEADLINE_S)
        options.setdefault('allow_redirects', False)
        return super().request(method, url, **options)


class Program(Client):
    """Signs each request with a bearer token; with --demo the account's name is one."""

    def __init__(self, server, token):
        super().__init__(server)
        self.headers['Authorization'] = f'Bearer {token}'


class Browser(Client):
    """Keeps cookies and sends Origin with every unsafe method, as browsers do."""

    def request(self, method, url, **options):
        if method.upper() not in ('GET', 'HEAD', 'OPTIONS'):
            headers = dict(options.pop('headers', None) or {})
            headers.setdefault('Origin', self.origin)
            options['headers'] = headers
        return super().request(method, url, **options)

    def sign_in(self, name, password=None, device=None):
        body = {'name': name, 'password': password or name}
        if device:
            body['device'] = device
        return self.post('session', json=body)

    def secret(self):
        return self.cookies.get('tongping_session')


def signed_in(server, name, password=None):
    browser = Browser(server)
    answer = browser.sign_in(name, password)
    assert answer.status_code == 200, answer.text
    return browser


def assert_problem(answer, status, code):
    """An RFC 9457 problem document with this status and code."""
    body = answer.json()
    kind = answer.headers['Content-Type'] if hasattr(answer, 'headers') else answer.get('content-type')
    assert (getattr(answer, 'status_code', None) or answer.status) == status, body
    assert kind.split(';')[0] == 'application/problem+json'
    assert (body['status'], body['code'], body['type']) == (status, code, 'about:blank'), body
    assert body['title'] and isinstance(body['detail'], str)
