"""One GET as a player sees it: status, fields, raw body, the moments of the answer."""
import gzip
import http.client
import ssl
import time
import urllib.parse
import zlib
from dataclasses import dataclass


@dataclass
class Answer:
    url: str
    status: int
    fields: dict  # lower-case names
    raw: bytes  # as on the wire
    began: float  # seconds; the request
    first_byte: float
    ended: float

    @property
    def body(self):
        if self.fields.get('content-encoding') == 'gzip':
            return gzip.decompress(self.raw)
        return self.raw

    @property
    def text(self):
        return self.body.decode('utf-8')

    def is_one_member(self):
        """Browsers read the first gzip member only."""
        stream = zlib.decompressobj(31)
        stream.decompress(self.raw)
        return stream.eof and not stream.unused_data

    def seconds(self):
        return self.ended - self.began

    def max_age(self):
        """None: not said. 0: not to be kept."""
        words = [w.strip() for w in self.fields.get('cache-control', '').lower().split(',')]
        if 'no-store' in words or 'no-cache' in words:
            return 0
        ages = [int(w[8:]) for w in words if w.startswith('max-age=')]
        return ages[0] if ages else None


class HttpFetcher:
    """Over http.client, one connection per host; `fields` go with every request."""

    def __init__(self, fields=None, context=None, timeout=30):
        self.fields = dict(fields or {})
        self.context = context or ssl.create_default_context()
        self.timeout = timeout
        self.connections = {}

    def now(self):
        return time.time()

    def connect(self, parts):
        key = (parts.scheme, parts.netloc)
        if key not in self.connections:
            secure = parts.scheme == 'https'
            extra = {'context': self.context} if secure else {}
            make = http.client.HTTPSConnection if secure else http.client.HTTPConnection
            self.connections[key] = make(parts.netloc, timeout=self.timeout, **extra)
        return self.connections[key]

    def get(self, url, fields=None):
        parts = urllib.parse.urlsplit(url)
        path = parts.path + ('?' + parts.query if parts.query else '')
        for is_last in (False, True):
            connection = self.connect(parts)
            began = time.time()
            try:
                connection.request('GET', path, headers={**self.fields, **(fields or {})})
                response = connection.getresponse()
                break
            except (http.client.HTTPException, ConnectionError):
                connection.close()  # kept alive too long: once more on a new one
                if is_last:
                    raise
        raw = response.read(1)
        first_byte = time.time()
        raw += response.read()
        received = {name.lower(): value for name, value in response.getheaders()}
        return Answer(url, response.status, received, raw, began, first_byte, time.time())

    def speaks_http2(self, url):
        """None: not encrypted, so there is no way to agree on it."""
        parts = urllib.parse.urlsplit(url)
        if parts.scheme != 'https':
            return None
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_alpn_protocols(['h2', 'http/1.1'])
        connection = http.client.HTTPSConnection(parts.netloc, timeout=self.timeout, context=context)
        connection.connect()
        chosen = connection.sock.selected_alpn_protocol()
        connection.close()
        return chosen == 'h2'
