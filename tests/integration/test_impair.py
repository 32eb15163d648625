"""The bad line of tests/support/relay itself: judged by what came, how much and in which order; where
time matters, it passes by `step`."""
import contextlib
import socket
import struct

import pytest

from driver.impair import Impair
from driver.waiting import DEADLINE_S, wait_until

# Of what a kernel surely keeps for a socket that nobody reads.
BURST = 32
SIZE = 125  # at 1 Mbit/s one millisecond


class Line:
    """A client and a server with the relay between them. Datagrams carry their number."""

    def __init__(self, seed=1, manual=True):
        self.server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.server.bind(('127.0.0.1', 0))
        self.relay = Impair(self.server.getsockname()[1], seed=seed, manual=manual)
        self.clients, self.sent, self.came_from = [], {'up': 0, 'down': 0}, []

    def __enter__(self):
        self.relay.__enter__()
        self.client = self.new_client()
        return self

    def __exit__(self, *failure):
        for end in (self.server, *self.clients):
            end.close()
        self.relay.__exit__(*failure)

    def new_client(self):
        client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        client.connect(('127.0.0.1', self.relay.port))
        self.clients.append(client)
        return client

    def read(self, end):
        """Numbers that lie there. What the relay has counted as delivered, the kernel has."""
        end.setblocking(False)
        numbers = []
        with contextlib.suppress(BlockingIOError):
            while True:
                data, address = end.recvfrom(65536)
                numbers.append(struct.unpack('!I', data[:4])[0])
                if end is self.server:
                    self.came_from.append(address)
        return numbers

    def send(self, direction, numbers, size=SIZE):
        """Returns what has come through meanwhile."""
        came, numbers = [], list(numbers)
        for start in range(0, len(numbers), BURST):
            for number in numbers[start:start + BURST]:
                data = struct.pack('!I', number).ljust(size, b'.')
                if direction == 'up':
                    self.client.send(data)
                else:
                    self.server.sendto(data, self.came_from[-1])
            self.sent[direction] += len(numbers[start:start + BURST])
            self.relay.until(f'{direction}.offered', self.sent[direction])
            came += self.read(self.server if direction == 'up' else self.client)
        return came

    def up(self, numbers, size=SIZE):
        return self.send('up', numbers, size)

    def step(self, time):
        self.relay.tell(f'step {time}')
        return self.read(self.server)


def survivors(n, seed, *rules):
    with Line(seed=seed) as line:
        line.relay.tell(*rules)
        came = line.up(range(n))
        return came, line.relay.counters()


def test_a_line_without_rules_changes_nothing():
    with Line(manual=False) as line:
        assert line.up(range(200)) == list(range(200))
        assert line.send('down', range(300)) == list(range(300))
        counters = line.relay.counters()
        assert (counters['up.delivered'], counters['down.delivered'], counters['clients']) == (200, 300, 1)
        assert counters['down.delivered_bytes'] == 300 * SIZE
        assert not any(counters[f'up.{name}'] for name in ('lost', 'dropped', 'duplicated', 'waiting'))


def test_loss_has_its_rate_and_repeats_by_its_seed():
    came, counters = survivors(2000, 7, 'up loss 0.05')
    assert 60 <= counters['up.lost'] <= 140
    assert len(came) == 2000 - counters['up.lost'] == counters['up.delivered']
    assert came == sorted(came)
    again, _ = survivors(2000, 7, 'up loss 0.05')
    other, _ = survivors(2000, 8, 'up loss 0.05')
    assert again == came != other
    # Another accident moves none of the lost ones, nor does the line's other direction.
    beside, _ = survivors(2000, 7, 'up loss 0.05', 'up duplicate 0.2', 'down loss 0.9')
    assert sorted(set(beside)) == came


def test_everything_and_nothing():
    with Line() as line:
        line.relay.tell('up loss 1')
        assert line.up(range(100)) == []
        line.relay.tell('up loss 0')
        assert line.up(range(100)) == list(range(100))


def test_bursts_are_runs():
    came, counters = survivors(4000, 3, 'up burst 0.01 0.2')
    lost = sorted(set(range(4000)) - set(came))
    assert counters['up.burst_lost'] == len(lost)
    runs = 1 + sum(after - before > 1 for before, after in zip(lost, lost[1:]))
    assert 20 <= runs <= 60  # 4000 × 0.01, less what lies within a run
    assert 3.5 <= len(lost) / runs <= 6.5  # 1 / 0.2
    assert survivors(4000, 3, 'up burst 0.01 0.2')[0] == came


def test_duplicates_follow_their_first():
    came, counters = survivors(1000, 5, 'up duplicate 0.1')
    assert sorted(set(came)) == list(range(1000)) and came == sorted(came)
    assert len(came) == 1000 + counters['up.duplicated']
    assert 60 <= counters['up.duplicated'] <= 140


def test_reordered_packets_are_passed_by_as_many_as_said():
    came, counters = survivors(1000, 4, 'up reorder 0.02 5')
    # A packet that waited stands five places later than all that it was sent before.
    late = [number for at, number in enumerate(came) if any(number < before for before in came[:at])]
    assert len(late) == counters['up.reordered'] - counters['up.waiting'] >= 8
    for number in late:
        passed = [other for other in came[:came.index(number)] if other > number and other not in late]
        assert len(passed) == 5
    assert sorted(came + list(set(range(1000)) - set(came))) == list(range(1000))
    assert survivors(1000, 4, 'up reorder 0.02 5')[0] == came


def test_a_packet_that_nobody_follows_goes_on():
    with Line() as line:
        line.relay.tell('up reorder 1')
        assert line.up(range(2)) == []
        assert line.step('499ms') == []
        assert line.step('1ms') == [0, 1]


def test_delay():
    with Line() as line:
        line.relay.tell('up delay 40ms')
        assert line.up([1]) == []
        assert line.step('10ms') == []
        assert line.up([2]) == []
        assert line.step('29999us') == []
        assert line.step('1us') == [1]
        line.relay.tell('up delay 0ms')
        assert line.up([3]) == []  # a line is no place to overtake
        assert line.step('10ms') == [2, 3]
        assert line.up([4]) == [4]


def test_jitter_spreads_and_keeps_order():
    with Line() as line:
        line.relay.tell('up delay 10ms', 'up jitter 20ms')
        came, together = [], []
        for number in range(300):
            line.up([number])
            together.append(line.step('5ms'))
            came += together[-1]
        came += line.step('30ms')
        assert came == list(range(300))
        sizes = {len(numbers) for numbers in together[10:]}
        assert 0 in sizes and max(sizes) >= 2


def test_a_rate_is_kept_and_its_queue_drops_the_last():
    with Line() as line:
        line.relay.tell('up rate 1M', 'up queue 10ms')
        assert line.up(range(15)) == []
        counters = line.relay.counters()
        assert (counters['up.dropped'], counters['up.waiting']) == (5, 10)
        for number in range(10):
            assert line.step('999us') == []
            assert line.step('1us') == [number]
        assert line.up([20], size=12500) == []  # an empty queue takes any packet
        assert line.step('99999us') == []
        assert line.step('1us') == [20]


def test_a_queue_in_bytes():
    with Line() as line:
        line.relay.tell('up rate 1000', f'up queue {3 * SIZE}B')
        line.up(range(5))
        assert line.relay.counters()['up.dropped'] == 2
        line.relay.tell('up rate 0')
        assert line.step('1us') == [0, 1, 2]


def test_a_new_rate_meets_what_waits():
    with Line() as line:
        line.relay.tell('up rate 100k')  # 10 ms a packet
        line.up(range(4))
        assert line.step('15ms') == [0]  # and half of the next one
        line.relay.tell('up rate 1M')
        assert line.step('499us') == []
        assert line.step('1us') == [1]
        assert line.step('2ms') == [2, 3]


def test_directions_are_apart():
    with Line() as line:
        assert line.up([0]) == [0]
        line.relay.tell('down delay 5ms', 'up loss 1')
        assert line.up(range(10)) == []
        assert line.send('down', range(10)) == []
        line.relay.tell('step 5ms')
        assert line.read(line.client) == list(range(10))
        line.relay.tell('both loss 0', 'both delay 0ms')
        assert line.up([1]) == [1] and line.send('down', [1]) == [1]


def test_clients_are_told_apart_and_keep_their_seat_after_a_cut():
    with Line() as line:
        line.up([1])
        first, line.client = line.client, line.new_client()
        line.up([2])
        assert line.relay.counters()['clients'] == 2
        one, two = line.came_from
        assert one != two
        line.relay.tell('cut')
        line.up([3])
        assert line.came_from[2] not in (one, two)
        assert line.relay.counters()['clients'] == 2
        line.send('down', [4])
        assert line.read(first) == []


@pytest.mark.parametrize('rule', [
    '', 'loss 0.1', 'up', 'up loss', 'up loss 1.1', 'up loss -1', 'up loss nan', 'up loss 0.1 0.2', 'up loss 5%',
    'up burst 0.1', 'sideways loss 0', 'up delay 40', 'up delay 1h', 'up delay 61s', 'up rate fast', 'up rate 11e9',
    'up queue 5', 'up reorder 0.1 1001', 'up gravity 1', 'step 5ms', 1000 * 'x'], ids=lambda rule: rule[:20] or 'nothing')
def test_what_is_no_rule_is_refused_and_changes_nothing(rule):
    with Line(manual=False) as line:
        answer = line.relay.ask(rule)
        assert answer.startswith('ERROR ')
        line.relay.tell('both delay 0ms')
        assert line.up(range(10)) == list(range(10))


# ---- streams ----

@contextlib.contextmanager
def stream(*rules, manual=True):
    """(relay, client, server's end) of one connection."""
    with socket.create_server(('127.0.0.1', 0)) as listener:
        with Impair(listener.getsockname()[1], stream=True, manual=manual) as relay:
            relay.tell(*rules)
            with socket.create_connection(('127.0.0.1', relay.port)) as client:
                listener.settimeout(DEADLINE_S)
                server, _ = listener.accept()
                with server:
                    for end in (client, server):
                        end.settimeout(DEADLINE_S)
                    yield relay, client, server


def read_all(end):
    data = bytearray()
    while piece := end.recv(65536):
        data += piece
    return bytes(data)


def test_a_stream_is_whole():
    text = bytes(range(256)) * 2000
    with stream('both delay 1ms', 'both jitter 2ms', 'up rate 200M', 'up queue 3000B', manual=False) as (
            relay, client, server):
        client.sendall(text[:100000])
        client.shutdown(socket.SHUT_WR)
        assert read_all(server) == text[:100000]
        server.sendall(text)
        server.shutdown(socket.SHUT_WR)
        assert read_all(client) == text
        counters = relay.until('up.delivered_bytes', 100000)
        assert (counters['up.dropped'], counters['down.delivered_bytes']) == (0, len(text))
        wait_until(lambda: relay.counters()['clients'] == 0, 'the connection is over')


def test_a_stream_waits_for_its_delay():
    with stream('up delay 40ms') as (relay, client, server):
        client.sendall(b'first')
        relay.until('up.offered', 1)
        relay.tell('step 39ms')
        assert relay.counters()['up.delivered'] == 0
        relay.tell('step 1ms')
        assert server.recv(100) == b'first'


def test_a_narrow_stream_holds_its_sender_back():
    with stream('up rate 100k', 'up queue 20ms') as (relay, client, server):
        client.setblocking(False)
        sent = 0
        with contextlib.suppress(BlockingIOError):
            while sent < 64 << 20:
                sent += client.send(bytes(65536))
        assert sent < 64 << 20
        relay.tell('step 10s')
        counters = relay.counters()
        assert counters['up.dropped'] == 0
        assert counters['up.delivered_bytes'] <= 125000
        assert counters['up.waiting'] <= 2


def test_a_cut_resets_streams():
    with stream() as (relay, client, server):
        client.sendall(b'x')
        assert server.recv(1) == b'x'
        relay.tell('cut')
        for end in (client, server):
            with pytest.raises(ConnectionResetError):
                end.recv(1)
        assert relay.counters()['clients'] == 0


def test_a_server_that_is_not_there():
    with socket.create_server(('127.0.0.1', 0)) as listener:
        port = listener.getsockname()[1]
    with Impair(port, stream=True) as relay:
        with socket.create_connection(('127.0.0.1', relay.port)) as client:
            client.settimeout(DEADLINE_S)
            with contextlib.suppress(ConnectionResetError):
                assert client.recv(1) == b''


def test_a_stream_loses_nothing_by_rule():
    with stream() as (relay, _client, _server):
        for rule in ('up loss 0.1', 'up burst 0.1 0.1', 'up duplicate 0.1', 'up reorder 0.1'):
            assert relay.ask(rule) == f"ERROR '{rule}' is no rule for streams"
