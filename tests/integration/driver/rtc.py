"""The SFU alone (tests/support/rtc_server.c), offers to it, and connectivity checks byte by byte."""
import hashlib
import hmac
import http.client
import os
import pathlib
import re
import socket
import struct
import subprocess
import zlib

from .server import BINARY, environment
from .waiting import DEADLINE_S

PROGRAM = pathlib.Path(BINARY).parents[1] / 'tests/integration/rtc_server'
SDP = 'application/sdp'
FRAGMENT = 'application/trickle-ice-sdpfrag'
COOKIE = 0x2112a442
BINDING, SUCCESS, REFUSAL = 0x0001, 0x0101, 0x0111
ERROR_CODE = 0x0009

PIECES = {'audio': 'm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\n',
          'video': 'm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n',
          'strange': 'm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 THEORA/90000\r\n'}
TRANSPORT = ('c=IN IP4 0.0.0.0\r\na=rtcp-mux\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n'
             'a=fingerprint:sha-256 ' + ':'.join(['AB'] * 32) + '\r\n')


def describe(kinds, direction, setup='actpass'):
    """An offer, or with setup='active' an answer."""
    mids = ' '.join(str(i) for i in range(len(kinds)))
    parts = [f'{PIECES[kind]}{TRANSPORT}a=setup:{setup}\r\na=mid:{i}\r\na={direction}\r\n'
             for i, kind in enumerate(kinds)]
    return f'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {mids}\r\n' + ''.join(parts)


def value_of(sdp, name):
    return re.search(rf'^a={name}:(\S+)', sdp, re.MULTILINE)[1]


class Answer:
    def __init__(self, answer):
        self.status, self.fields = answer.status, answer.headers
        self.text = answer.read().decode()

    @property
    def location(self):
        return self.fields['Location']


class RtcServer:
    def __init__(self, *words):
        self.process = subprocess.Popen([PROGRAM, *words], env=environment(), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        ready = re.fullmatch(r'READY http=127\.0\.0\.1:(\d+) rtc=(\d+)\n', self.process.stdout.readline())
        self.http_port, self.port = int(ready[1]), int(ready[2])

    def __enter__(self):
        return self

    def __exit__(self, kind, *_failure):
        self.process.stdin.close()
        code = self.process.wait(DEADLINE_S)
        self.process.stdout.close()
        assert kind or code == 0, f'rtc_server ended with {code}'

    def ask(self, method, path, body=None, content_type=None, **fields):
        connection = http.client.HTTPConnection('127.0.0.1', self.http_port, timeout=DEADLINE_S)
        named = {name.replace('_', '-'): value for name, value in fields.items()}
        if content_type:
            named['Content-Type'] = content_type
        try:
            connection.request(method, path, body, named)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def offer(self, path, sdp):
        return self.ask('POST', path, sdp, SDP)

    def is_asan_build(self):
        return 'asan' in pathlib.Path(f'/proc/{self.process.pid}/maps').read_text(errors='replace')

    def memory_kib(self):
        status = pathlib.Path(f'/proc/{self.process.pid}/status').read_text()
        return int(re.search(r'VmRSS:\s+(\d+)', status)[1])

    def udp(self):
        out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        out.settimeout(DEADLINE_S)
        out.connect(('127.0.0.1', self.port))
        return out

    def tcp(self):
        out = socket.create_connection(('127.0.0.1', self.port), timeout=DEADLINE_S)
        return out


# ---- STUN ----

def attribute(kind, value):
    return struct.pack('>HH', kind, len(value)) + value + bytes(-len(value) % 4)


def message(kind, attributes, transaction):
    return struct.pack('>HHI', kind, len(attributes), COOKIE) + transaction + attributes


def check(sdp, password=None, names='abcd', transaction=None):
    """A nominating check for the peer of an answer; by another password: a forged one."""
    transaction = transaction or os.urandom(12)
    attributes = (attribute(0x0006, f'{value_of(sdp, "ice-ufrag")}:{names}'.encode()) + attribute(0x0025, b'')
                  + attribute(0x802a, bytes(8)) + attribute(0x0024, struct.pack('>I', 1853824767)))
    key = (password or value_of(sdp, 'ice-pwd')).encode()
    length = struct.pack('>H', len(attributes) + 24)
    head = message(BINDING, attributes, transaction)
    mac = hmac.new(key, head[:2] + length + head[4:], hashlib.sha1).digest()
    attributes += attribute(0x0008, mac)
    head = message(BINDING, attributes + bytes(8), transaction)[:-8]
    return head + attribute(0x8028, struct.pack('>I', zlib.crc32(head) ^ 0x5354554e))


def kind_of(answer):
    return struct.unpack('>H', answer[:2])[0]


def error_of(answer):
    at = 20
    while at < len(answer):
        kind, length = struct.unpack('>HH', answer[at:at + 4])
        if kind == ERROR_CODE:
            return answer[at + 6] * 100 + answer[at + 7]
        at += 4 + length + -length % 4
    return None
