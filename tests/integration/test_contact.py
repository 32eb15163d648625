"""What an answer proves: its contact comes back in beats, of this viewing alone, also behind a restart; which of an
account's viewings has the person; what was taken along."""
import json
import time

import pytest
from driver.api import Client, Program, assert_problem
from driver.seat import Seat
from driver.viewing import Player, beat, log_lines, plan, step, stored_sequences


@pytest.fixture(scope='module')
def server(module_yard):
    return module_yard.start()


@pytest.fixture(scope='module')
def studio(server):
    return Program(server, 'demo-studio')


@pytest.fixture(scope='module')
def live(server, studio):
    meeting = plan(studio, Program(server, 'demo-admin').get('units').json()[0]['id'])
    step(studio, meeting, 'go_live')
    return meeting


@pytest.fixture(scope='module')
def recording(server, studio):
    meeting = plan(studio, Program(server, 'demo-admin').get('units').json()[0]['id'])
    step(studio, meeting, 'go_live', 'end', 'make_ready', 'publish')
    return meeting


def said(server, viewing):
    """CONTACT and SINCE of its beats."""
    return [(int(line[11]), int(line[12])) for line in log_lines(server) if line[1] == 'beat' and line[3] == viewing]


def kinds(server, viewing):
    return [line[1] for line in log_lines(server) if line[3] == viewing]


# ---- contact ----

def test_answers_prove_contact(server, live):
    before_us = time.time_ns() // 1000
    player = Player(Client(server), live)
    opened = player.viewing['contact']
    first = player.stored(beat(1, contact=opened, since_ms=10000))
    second = player.stored(beat(2, contact=opened, since_ms=20000))
    player.stored(beat(3, contact=second['contact'], since_ms=0))
    after_us = time.time_ns() // 1000
    assert len({opened, first['contact'], second['contact']}) == 3
    contacts = said(server, player.id)
    assert [since for _, since in contacts] == [10000, 20000, 0]
    assert before_us <= contacts[0][0] == contacts[1][0] < contacts[2][0] <= after_us


def test_silence_is_silence(server, live):
    player = Player(Client(server), live)
    player.stored(beat(1), beat(2, since_ms=5), beat(3, contact=player.viewing['contact']))
    contacts = said(server, player.id)
    assert contacts[:2] == [(0, -1), (0, -1)]  # "since" without an answer to count from says nothing
    assert contacts[2][0] > 0 and contacts[2][1] == -1


def forgeries(contact):
    """Other texts that look like it."""
    for place in (0, 3, 9, 12, 19):
        other = 'A' if contact[place] != 'A' else 'B'
        yield contact[:place] + other + contact[place + 1:]
    yield from (contact[:-1], contact + 'A', 'A' * 20, '_' * 20, '!' * 20, ' ' * 20)


def test_forged(server, live):
    player, other = Player(Client(server), live), Player(Client(server), live)
    good = player.stored(beat(1))['contact']
    for contact in (*forgeries(good), other.viewing['contact'], other.stored(beat(1))['contact']):
        assert_problem(player.send(beat(2), beat(3, contact=contact)), 400, 'invalid')
    assert stored_sequences(server, player.id) == [1]  # what was there stays
    assert player.stored(beat(2, contact=good))['sequence'] == 2


def test_the_sentence_names_the_beat(server, live):
    player = Player(Client(server), live)
    answer = player.send(beat(7, contact='A' * 20), headers={'Accept-Language': 'zh-CN'})
    assert '第 7 条' in answer.json()['detail']


@pytest.mark.parametrize('bad', [{'since_ms': -1}, {'since_ms': 400 * 86400000 + 1}, {'contact': ''}, {'contact': 5},
                                 {'since_ms': 'long'}])
def test_bad_contact(server, live, bad):
    player = Player(Client(server), live)
    assert_problem(player.send(beat(1, **{'contact': player.viewing['contact'], **bad})), 400, 'invalid')


def test_over_a_seat(server, live):
    player = Player(Program(server, 'demo-member'), live)
    with Seat(server, token='demo-member') as seat:
        seat.hello()
        first = seat.request('beat', viewing=player.id, beats=[beat(1, contact=player.viewing['contact'], since_ms=3)])
        second = seat.request('beat', viewing=player.id, beats=[beat(2, contact=first['contact'], since_ms=4)])
        assert second['is_elsewhere'] is False
        number = seat.send('beat', viewing=player.id, beats=[beat(3, contact='A' * 20)])
        assert seat.receive(lambda message: message.get('re') == number)['code'] == 'invalid'
    assert [since for _, since in said(server, player.id)] == [3, 4]


def test_behind_a_restart(yard):
    """Keys outlive the server, also when another one was added."""
    server = yard.start()
    player = Player(Client(server), 'demo')
    contact = player.stored(beat(1))['contact']
    server.kill()
    server.start()
    again = Client(server)
    assert player.stored(beat(2, contact=contact, since_ms=7), client=again)['sequence'] == 2
    assert said(server, player.id)[1] == (said(server, player.id)[1][0], 7) and said(server, player.id)[1][0] > 0


# ---- ways ----

def test_token_in_the_body(server, live):
    """As a page says it that goes: no field of its own, nothing in the address."""
    player = Player(Client(server), live)
    plain = {'Content-Type': 'text/plain;charset=UTF-8'}
    text = json.dumps({'token': player.token, 'beats': [beat(1, is_final=True, contact=player.viewing['contact'])]})
    assert player.stored(token=False, data=text, headers=plain, client=Client(server))['sequence'] == 1
    wrong = json.dumps({'token': player.token[:-1], 'beats': [beat(2)]})
    assert_problem(player.send(token=False, data=wrong, headers=plain), 401, 'unauthenticated')


def test_a_batch_from_hours_without_a_line(server, live):
    player = Player(Client(server), live)
    beats = [beat(number, contact=player.viewing['contact'], since_ms=number * 10000) for number in range(1, 121)]
    for _ in range(2):  # the first answer was lost
        assert player.stored(*beats[:60])['sequence'] >= 60
    assert player.stored(*beats[60:])['sequence'] == 120
    assert sorted(set(stored_sequences(server, player.id))) == list(range(1, 121))


# ---- who has the person ----

def test_taken(server, live):
    member = Program(server, 'demo-member')
    sofa, pocket = Player(member, live), Player(member, live)
    assert sofa.stored(beat(1))['is_elsewhere'] and not pocket.stored(beat(1))['is_elsewhere']
    answer = sofa.take()
    assert answer.status_code == 200 and answer.json()['is_elsewhere'] is False and answer.json()['sequence'] == 1
    assert len(answer.json()['contact']) == 20
    assert pocket.stored(beat(2))['is_elsewhere'] and not sofa.stored(beat(2))['is_elsewhere']
    assert pocket.take(token=False).json()['is_elsewhere'] is False  # by the sign-in
    pocket.stored(beat(3, is_final=True))
    assert not sofa.stored(beat(3))['is_elsewhere']  # given back
    assert_problem(pocket.take(), 409, 'conflict')
    assert kinds(server, sofa.id) == ['opened', 'beat', 'taken', 'beat', 'beat']
    assert kinds(server, pocket.id) == ['opened', 'beat', 'beat', 'taken', 'beat', 'ended']


def test_who_takes(server, live):
    member, stranger = Program(server, 'demo-member'), Client(server)
    player, nobody = Player(member, live), Player(stranger, live)
    assert_problem(nobody.take(), 409, 'conflict')
    assert_problem(stranger.post(f'viewings/{player.id}/take', json={}), 404, 'not_found')
    assert_problem(stranger.post(f'viewings/{player.id}/take', json={'token': nobody.token}), 401, 'unauthenticated')
    assert_problem(Program(server, 'demo-clerk').post(f'viewings/{player.id}/take', json={}), 404, 'not_found')
    assert_problem(stranger.post('viewings/x/take', json={}), 404, 'not_found')
    assert_problem(stranger.post(f'viewings/{player.id}/take', json={'more': 1}), 400, 'invalid')
    assert not nobody.stored(beat(1))['is_elsewhere']
    assert 'taken' not in kinds(server, player.id) + kinds(server, nobody.id)


def test_the_other_screen_is_told(server, live):
    member = Program(server, 'demo-editor')
    first = Player(member, live)
    with Seat(server, token='demo-editor') as seat, Seat(server, token='demo-clerk') as other:
        seat.hello()
        other.hello()

        def told():
            notice = seat.receive(lambda message: message['type'] == 'notice' and message['kind'] == 'viewing.taken')
            return notice['subject']
        second = Player(member, live)
        assert told() == second.id
        first.take()
        assert told() == first.id
        first.stored(beat(1, is_final=True, state='ended'))
        assert told() == second.id
        other.send('ping')
        assert other.receive(lambda message: message['type'] in ('notice', 'pong'))['type'] == 'pong'


def test_taken_behind_a_restart(yard):
    server = yard.start()
    member = Program(server, 'demo-member')
    first, second = Player(member, 'demo'), Player(member, 'demo')
    assert first.take().status_code == 200
    server.restart()
    member = Program(server, 'demo-member')
    assert second.stored(beat(1), client=member)['is_elsewhere']
    assert not first.stored(beat(1), client=member)['is_elsewhere']


# ---- what was taken along ----

def test_kept(server, live, recording):
    member = Program(server, 'demo-clerk')
    playing = Player(member, recording)
    kept = Player(member, recording, mode='kept')
    assert not playing.stored(beat(1))['is_elsewhere']  # it takes nobody
    assert not kept.stored(beat(1, contact=kept.viewing['contact'], since_ms=86400000))['is_elsewhere']
    assert_problem(kept.take(), 409, 'conflict')
    opened = next(line for line in log_lines(server) if line[1] == 'opened' and line[3] == kept.id)
    assert opened[7] == 'kept' and opened[4] == recording
    assert said(server, kept.id)[0][1] == 86400000
    Player(member, live, 409, mode='kept')
    Player(member, recording, 400, mode='borrowed')
    assert Player(member, recording, mode='played').viewing['is_live'] is False
