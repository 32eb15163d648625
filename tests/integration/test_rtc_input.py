"""Bad input at the ports of the SFU: bounded, never answered with more than was sent, and nobody else
notices."""
import json
import os
import pathlib
import select
import struct
import time

import pytest

from driver.rtc import REFUSAL, SUCCESS, RtcServer, check, describe, error_of, kind_of
from driver.waiting import wait_until

CORPUS = pathlib.Path(__file__).parents[1] / 'fuzz/corpus/stun'
MAX_PEERS = 4096
FINGERPRINT = 8  # bytes, behind what the password protects
WITNESS_S = 10  # who has no keys is given up after 15 s (rtc_peer.h)
KIB_PER_VIEWER = 16  # four times what one has: bench rtc-peers
KIB_BY_ASAN = 256  # its red zones, and what it keeps of freed memory


@pytest.fixture(scope='module')
def server():
    with RtcServer() as running:
        yield running


class Witness:
    """A peer that is always answered; what was sent to the port before has then been looked at."""

    def __init__(self, server):
        self.answer, self.line = server.offer('/whep/witness', describe(['audio'], 'recvonly')).text, server.udp()

    def is_answered(self):
        self.line.send(check(self.answer))
        assert kind_of(self.line.recv(1500)) == SUCCESS


@pytest.fixture
def witness(server):
    seen = Witness(server)
    yield seen
    seen.line.close()


def answers_to(server, witness, *datagrams):
    """What a stranger gets for each, never longer than it."""
    answers = []
    for data in datagrams:
        with server.udp() as line:
            line.send(data)
            witness.is_answered()
            answer = line.recv(65536) if select.select([line], [], [], 0)[0] else b''
            assert len(answer) <= len(data)
            assert not select.select([line], [], [], 0)[0]
            answers.append(answer)
    return answers


def test_vectors_of_rfc_5769(server, witness):
    """Requests of nobody we know are refused, answers that nobody asked for are dropped."""
    names = ('rfc5769_request', 'rfc5769_long_term', 'rfc5769_ipv4', 'rfc5769_ipv6')
    request, long_term, *others = answers_to(server, witness,
                                             *((CORPUS / name).read_bytes()[1:] for name in names))
    for answer in (request, long_term):
        assert (kind_of(answer), error_of(answer)) == (REFUSAL, 401)
    assert others == [b'', b'']


def test_every_first_byte(server, witness):
    for length in (1, 20, 1200):
        answers = answers_to(server, witness, *(bytes([first]) + os.urandom(length - 1) for first in range(256)))
        assert not any(answers)
    assert answers_to(server, witness, b'') == [b'']


def test_forged_checks(server, witness):
    """A wrong password, a name that is another's, a cut, a bit of what the password protects: refused or
    dropped."""
    good = check(witness.answer)
    forged = [check(witness.answer, password='x' * 24), check(witness.answer, names='efgh')]
    forged += [good[:n] for n in range(0, len(good), 4)]
    forged += [good[:i] + bytes([good[i] ^ 1]) + good[i + 1:] for i in range(len(good) - FINGERPRINT)]
    for answer in answers_to(server, witness, *forged):
        assert not answer or (kind_of(answer) == REFUSAL and error_of(answer) in (400, 401))


def test_hello_in_fragments_of_a_stranger(server, witness):
    """Nothing of DTLS is answered before the address is proved."""
    body = b'\xfe\xfd' + os.urandom(32) + b'\0\0\0\x02\xc0\x2b\x01\0'
    pieces = []
    for at in range(0, len(body), 10):
        piece = body[at:at + 10]
        head = b'\x01' + len(body).to_bytes(3, 'big') + bytes(2) + at.to_bytes(3, 'big') + len(piece).to_bytes(3, 'big')
        pieces.append(b'\x16\xfe\xfd' + bytes(8) + struct.pack('>H', len(head) + len(piece)) + head + piece)
    assert answers_to(server, witness, *pieces) == [b''] * len(pieces)


def test_garbage_by_tcp(server, witness):
    """Each connection is closed: too long a frame, frames of nothing known, an end in the middle."""
    for data in (b'\xff\xff', b'GET / HTTP/1.1\r\n\r\n' * 400, b'\0\x01x' * 2000, b'\x16\x03\x01' + os.urandom(6000)):
        with server.tcp() as line:
            try:
                line.sendall(data)
                assert line.recv(1) == b''
            except ConnectionError:
                pass
    with server.tcp() as line:
        line.sendall(b'\0\x40half')
    good = check(witness.answer)
    with server.tcp() as line:
        for byte in struct.pack('>H', len(good)) + good:
            line.sendall(bytes([byte]))
        length = struct.unpack('>H', line.recv(2))[0]
        assert kind_of(line.recv(length)) == SUCCESS
    witness.is_answered()


def test_ten_thousand_offers():
    """The limit answers with one sentence; memory stays, who was there goes on, places become free."""
    offer = describe(['audio', 'video'], 'recvonly')
    with RtcServer() as server:
        until = time.monotonic() + WITNESS_S
        witness = Witness(server)
        witness.is_answered()
        before = server.memory_kib()
        taken, refused = [], 0
        for i in range(10000):
            made = server.offer('/whep/crowd', offer)
            if made.status == 201:
                taken.append(made.location)
                continue
            refused += 1
            assert (made.status, made.fields['Retry-After']) == (503, '2')
            assert json.loads(made.text)['detail'] == (
                'This server has its 4096 conference connections: try again later.')
            if i % 100 == 0 and time.monotonic() < until:
                witness.is_answered()
        assert taken and refused
        per_viewer = KIB_BY_ASAN if server.is_asan_build() else KIB_PER_VIEWER
        assert server.memory_kib() - before < per_viewer * MAX_PEERS
        # Those that never came are gone after their time, without anybody's doing.
        wait_until(lambda: server.offer('/whep/crowd', offer).status == 201, 'a place is free')
        witness.line.close()
