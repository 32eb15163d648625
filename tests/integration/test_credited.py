"""Credited so far, in the answers to beats: of who has a register, of nobody else; after a restart as before."""
import time

import pytest
from driver.api import Client, Program
from driver.past import rows
from driver.seat import Seat
from driver.viewing import Player, beat, plan, step
from driver.waiting import wait_until

SLACK_MS = 50
# Everything counts at once, at most twice as fast.
POLICY = {'kind': 'meeting', 'from_year': 2026, 'preset': 'meeting', 'max_rate': 2000, 'replay_weight': 1000,
          'offline_weight': 1000, 'present_at': 850, 'absent_below': 100, 'late_after_ms': 300000,
          'left_before_ms': 600000, 'least_ms': 0, 'cap_ms': 0, 'counts': 'coverage', 'hour_ms': 3600000,
          'reason': '试行'}


@pytest.fixture(scope='module')
def server(module_yard):
    return module_yard.start()


@pytest.fixture(scope='module')
def live(server):
    studio = Program(server, 'demo-studio')
    meeting = plan(studio, Program(server, 'demo-admin').get('units').json()[0]['id'])
    step(studio, meeting, 'go_live')
    return meeting


@pytest.fixture(scope='module')
def name(server):
    """An account that is a member's."""
    found = rows(server, "SELECT name FROM account WHERE member_id NOT NULL AND name LIKE 'demo-%'")
    assert found
    return found[0]['name']


def seen(number, begin, end, **more):
    return beat(number, seen=[{'from_ms': begin, 'to_ms': end}], position_ms=end, **more)


def go_live(server):
    """A meeting on air by the policy above; its id."""
    studio, admin = Program(server, 'demo-studio'), Program(server, 'demo-admin')
    unit = admin.get('units').json()[0]['id']
    assert admin.put('policies', json={**POLICY, 'unit_id': unit}).status_code == 200
    meeting = plan(studio, unit)
    step(studio, meeting, 'go_live')
    return meeting


def credited_again(player, said, client):
    """What the answer to a beat that was said already is told, once the sums are read back."""
    return wait_until(lambda: player.stored(said, client=client).get('credited_ms'), 'the sum is read back')


def pass_ms(length):
    """Lets so much of the server's time pass: what is shown sooner is not credited."""
    until = time.monotonic() + (length + SLACK_MS) / 1000
    while time.monotonic() < until:
        time.sleep(0.01)


def test_too_little(server, live, name):
    """Less than the policy's two minutes is nothing yet."""
    player = Player(Program(server, name), live)
    pass_ms(100)
    assert player.stored(seen(1, 0, 100))['credited_ms'] == 0


def test_credited(server, name):
    """Beat by beat, on another screen, over the other way; twice is once; behind a restart it goes on."""
    meeting = go_live(server)
    player = Player(Program(server, name), meeting)
    pass_ms(300)
    for _ in range(2):
        assert player.stored(seen(1, 0, 300))['credited_ms'] == 300
    assert player.stored(seen(2, 100, 300))['credited_ms'] == 300
    far = player.stored(seen(3, 0, 250000))['credited_ms']  # no more than time passed
    assert 300 <= far < 20000
    phone = Player(Program(server, name), meeting)
    with Seat(server, token=name) as seat:
        seat.hello()
        pass_ms(200)
        answer = seat.request('beat', viewing=phone.id, beats=[seen(1, 30000, 30200)])
    assert answer['credited_ms'] == far + 200
    late = player.stored(seen(4, 60000, 60100))['credited_ms']  # the phone has the person: what lies before its opening
    assert late <= far + 200 + SLACK_MS
    server.restart()
    again = Program(server, name)
    assert credited_again(phone, seen(1, 30000, 30200), again) == late
    pass_ms(100)
    assert phone.stored(seen(2, 30200, 30300), client=again)['credited_ms'] == late + 100
    pass_ms(100)
    assert Player(again, meeting).stored(seen(1, 0, 1))['credited_ms'] == late + 100


def test_killed(server, name):
    """Killed in the middle, twice: what is said while the sum is read back is in it, and nothing twice."""
    meeting = go_live(server)
    player = Player(Program(server, name), meeting)
    for number in range(1, 6):
        pass_ms(200)
        told = player.stored(seen(number, number * 200, number * 200 + 200))['credited_ms']
    assert told == 1000
    for kill in range(1, 3):
        server.kill()
        server.start()
        again = Program(server, name)
        for more in range(1, 4):
            pass_ms(50)
            said = seen(2 + 3 * kill + more, 4000 * kill + 50 * more, 4000 * kill + 50 * more + 50)
            player.stored(said, client=again)
        told += 150
        assert credited_again(player, said, again) == told


def test_killed_on_two_screens(server, name):
    """Who has the person is read back too: the first took it again, so the second counts nothing."""
    meeting = go_live(server)
    first = Player(Program(server, name), meeting)
    pass_ms(200)
    first.stored(seen(1, 0, 200))
    second = Player(Program(server, name), meeting)
    pass_ms(200)
    assert second.stored(seen(1, 200, 400))['credited_ms'] == 400
    took = first.take().json()['contact']
    server.kill()
    server.start()
    again = Program(server, name)
    pass_ms(200)
    assert second.stored(seen(2, 400, 410, is_final=True), client=again)['is_elsewhere']
    pass_ms(200)
    said = seen(2, 600, 800, contact=took)
    first.stored(said, client=again)
    assert credited_again(first, said, again) == 610  # the ten are of the time before the first took it
    server.kill()
    server.start()
    assert credited_again(first, said, Program(server, name)) == 610


def test_nobody_else(server, live, name):
    for other in (Player(Client(server), live), Player(Program(server, 'demo-studio'), live)):
        assert 'credited_ms' not in other.stored(seen(1, 0, 10))
    kept_out = Player(Program(server, name), 'demo')  # endless: no register
    assert 'credited_ms' not in kept_out.stored(seen(1, 0, 10))
