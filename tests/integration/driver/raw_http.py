"""HTTP/1.1 byte for byte: what no well-behaved client library would send, and what came back."""
import json
import socket
import ssl
from dataclasses import dataclass, field

from .waiting import DEADLINE_S


@dataclass
class Answer:
    version: str
    status: int
    fields: list = field(default_factory=list)  # (lower-case name, value), as sent
    body: bytes = b''

    def get(self, name, default=None):
        return next((value for key, value in self.fields if key == name.lower()), default)

    def all(self, name):
        return [value for key, value in self.fields if key == name.lower()]

    def json(self):
        return json.loads(self.body)


class RawHttp:
    """One connection."""

    def __init__(self, server, tls=False, deadline_s=DEADLINE_S, port=None):
        self.host = server.host
        self.socket = socket.create_connection(('127.0.0.1', port or server.port), timeout=deadline_s)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            self.socket = context.wrap_socket(self.socket)
        self.buffer = b''

    def __enter__(self):
        return self

    def __exit__(self, *_failure):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode('latin-1'))

    def send_head(self, method, path, fields=None, version='HTTP/1.1'):
        """A well-formed head; `fields` are (name, value) or a dict; Host is added unless given."""
        pairs = list(fields.items() if isinstance(fields, dict) else fields or [])
        if not any(name.lower() == 'host' for name, _value in pairs):
            pairs.insert(0, ('Host', self.host))
        lines = [f'{method} {path} {version}', *(f'{name}: {value}' for name, value in pairs)]
        self.send('\r\n'.join(lines) + '\r\n\r\n')

    def request(self, method, path, fields=None, body=b''):
        pairs = list(fields.items() if isinstance(fields, dict) else fields or [])
        if body:
            pairs.append(('Content-Length', str(len(body))))
        self.send_head(method, path, pairs)
        if body:
            self.send(body)
        return self.read_answer(method)

    # ---- reading ----

    def _fill(self):
        data = self.socket.recv(65536)
        if not data:
            raise EOFError(f'connection closed; so far: {self.buffer[:200]!r}')
        self.buffer += data

    def _take_line(self):
        while b'\r\n' not in self.buffer:
            self._fill()
        line, self.buffer = self.buffer.split(b'\r\n', 1)
        return line.decode('latin-1')

    def _take(self, length):
        while len(self.buffer) < length:
            self._fill()
        data, self.buffer = self.buffer[:length], self.buffer[length:]
        return data

    def read_head(self):
        version, status, *_reason = self._take_line().split(' ', 2)
        answer = Answer(version, int(status))
        while line := self._take_line():
            name, value = line.split(':', 1)
            answer.fields.append((name.lower(), value.strip()))
        return answer

    def read_answer(self, method='GET'):
        """The next final answer with its body; interim ones (1xx) are passed over."""
        answer = self.read_head()
        while 100 <= answer.status < 200 and answer.status != 101:
            answer = self.read_head()
        if method == 'HEAD' or answer.status in (101, 204, 304):
            return answer
        if 'chunked' in (answer.get('transfer-encoding') or ''):
            answer.body = self._take_chunks()
        elif answer.get('content-length') is not None:
            answer.body = self._take(int(answer.get('content-length')))
        else:
            answer.body = self.read_rest()
        return answer

    def _take_chunks(self):
        body = b''
        while size := int(self._take_line().split(';')[0], 16):
            body += self._take(size)
            assert self._take(2) == b'\r\n'
        while self._take_line():
            pass
        return body

    def read_frame(self):
        """The next WebSocket frame of less than 64 KiB (RFC 6455 §5.2), head and payload."""
        while len(self.buffer) < 4 and (len(self.buffer) < 2 or self.buffer[1] == 126):
            self._fill()
        length = 2 + self.buffer[1] if self.buffer[1] < 126 else 4 + int.from_bytes(self.buffer[2:4], 'big')
        while len(self.buffer) < length:
            self._fill()
        return self._take(length)

    def read_rest(self):
        """All bytes until the server closes."""
        while True:
            try:
                self._fill()
            except (EOFError, ConnectionResetError):
                rest, self.buffer = self.buffer, b''
                return rest

    def is_closed(self):
        """True when the server closes (waits for it until the deadline); extra bytes are an error."""
        try:
            return self.socket.recv(1) == b''
        except ConnectionResetError:
            return True
        except TimeoutError:
            return False
