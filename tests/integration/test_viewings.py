"""Viewings: who may open one, what its URLs are, which beats are kept, and that none is lost."""
import json
import threading

import pytest
from driver.api import Browser, Client, Program, assert_problem, signed_in
from driver.seat import Seat
from driver.viewing import Player, beat, log_lines, plan, step, stored_sequences


@pytest.fixture(scope='module')
def server(module_yard):
    return module_yard.start()


@pytest.fixture(scope='module')
def studio(server):
    return Program(server, 'demo-studio')


@pytest.fixture(scope='module')
def unit(server):
    return Program(server, 'demo-admin').get('units').json()[0]['id']


@pytest.fixture(scope='module')
def live(studio, unit):
    """A public meeting that goes on."""
    meeting = plan(studio, unit)
    step(studio, meeting, 'go_live')
    return meeting


def test_urls(server, live):
    viewing = Player(Client(server), live).viewing
    base = viewing['base_url']
    assert base.startswith(f'/live/{live}/~')
    assert viewing['live_url'] == base + 'master.m3u8'
    assert viewing['phone_url'] == base + 'phone.m3u8'
    assert viewing['tv_urls'] == [{'language': tag, 'url': f'{base}tv/{tag}.m3u8'} for tag in ('zh-CN', 'bo')]
    assert viewing['is_live'] and viewing['resume_ms'] == 0 and viewing['meeting_id'] == live
    assert viewing['beat_every_ms'] == 10000


def test_alias(server, studio):
    demo = studio.get('meetings/demo').json()['id']
    assert Player(Client(server), 'demo').viewing['meeting_id'] == demo


@pytest.mark.parametrize('visibility, statuses', [
    ('public', (201, 201, 201)), ('signed_in', (404, 201, 201)), ('invited', (404, 404, 201))])
def test_who_may(server, studio, unit, visibility, statuses):
    meeting = plan(studio, unit, visibility=visibility)
    step(studio, meeting, 'go_live')
    askers = (Client(server), Program(server, 'demo-member'), studio)
    for client, status in zip(askers, statuses):
        Player(client, meeting, status)
    step(studio, meeting, 'end')


def test_cookies_count_as_well(server, studio, unit):
    meeting = plan(studio, unit, visibility='signed_in')
    step(studio, meeting, 'go_live')
    Player(signed_in(server, 'demo-member'), meeting)
    stale = Browser(server)
    stale.cookies.set('tongping_session', 'x' * 43)
    Player(stale, meeting, 404)  # a bad credential is none
    step(studio, meeting, 'end')


def test_by_state(server, studio, unit):
    """What members and the studio may open in each state."""
    meeting, member = plan(studio, unit), Program(server, 'demo-member')
    Player(member, meeting, 409)
    step(studio, meeting, 'rehearse')
    Player(member, meeting, 409)
    assert Player(studio, meeting).viewing['is_live']
    step(studio, meeting, 'go_live')
    assert Player(member, meeting).viewing['is_live']
    step(studio, meeting, 'end')
    Player(member, meeting, 409)
    assert not Player(studio, meeting).viewing['is_live']
    step(studio, meeting, 'make_ready', 'publish')
    assert not Player(member, meeting).viewing['is_live']


def test_bad_wishes(server, live):
    client = Client(server)
    for body, status, code in (({}, 400, 'invalid'), ({'meeting_id': live, 'device': 'x' * 121}, 400, 'invalid'),
                               ({'meeting_id': 'nothing'}, 404, 'not_found'),
                               ({'meeting_id': live, 'more': 1}, 400, 'invalid')):
        assert_problem(client.post('viewings', json=body), status, code)


# ---- beats ----

def test_beats_are_stored(server, live):
    player = Player(Client(server), live)
    answer = player.send(beat(1), beat(2, state='paused', seen=[]), beat(3, is_final=True, state='ended'))
    assert answer.status_code == 200 and answer.json()['sequence'] == 3
    lines = [line for line in log_lines(server) if line[3] == player.id]
    assert [line[1] for line in lines] == ['opened', 'beat', 'beat', 'beat', 'ended']
    assert lines[0][4:8] == [live, 'anonymous', '-', 'live']
    assert lines[1][4:14] == ['1', 'playing', '10', '1000', 'zh-CN', '-1', 'more', '0', '-1', '0-10']
    assert lines[2][5] == 'paused' and lines[2][13] == '-'
    assert lines[3][10] == 'final'


def test_again_is_harmless(server, live):
    player = Player(Client(server), live)
    assert player.stored(beat(5), beat(6))['sequence'] == 6
    assert player.stored(beat(5), beat(6))['sequence'] == 6
    assert player.stored(beat(2))['sequence'] == 6  # one that was late
    assert set(stored_sequences(server, player.id)) == {2, 5, 6}


def test_whose_beats(server, live):
    member, stranger = Program(server, 'demo-member'), Client(server)
    player, anonymous = Player(member, live), Player(stranger, live)
    assert player.send(beat(1), token=False).status_code == 200
    assert player.send(beat(2), client=stranger).status_code == 200  # the token is enough
    assert_problem(player.send(beat(3), client=stranger, token=False), 404, 'not_found')
    assert_problem(player.send(beat(3), client=Program(server, 'demo-clerk'), token=False), 404, 'not_found')
    assert_problem(anonymous.send(beat(1), token=False), 404, 'not_found')
    for token in (anonymous.token, 'x', player.token[:-1] + ('A' if player.token[-1] != 'A' else 'E')):
        assert_problem(player.send(beat(3), params={'token': token}), 401, 'unauthenticated')
    assert stored_sequences(server, player.id) == [1, 2]


def test_send_beacon(server, live):
    player = Player(Client(server), live)
    text = json.dumps({'beats': [beat(1, is_final=True)]})
    plain = {'Content-Type': 'text/plain;charset=UTF-8'}
    assert player.stored(data=text, headers=plain)['sequence'] == 1
    odd = player.send(data=text, headers={'Content-Type': 'application/xml'})
    assert_problem(odd, 415, 'unsupported')
    foreign = player.send(data=text, headers={**plain, 'Origin': 'https://elsewhere.example'})
    assert_problem(foreign, 403, 'forbidden')


@pytest.mark.parametrize('bad', [
    beat(0), beat(1, seen=[{'from_ms': 5, 'to_ms': 5}]), beat(1, seen=[{'from_ms': 9, 'to_ms': 5}]),
    beat(1, seen=[{'from_ms': 0, 'to_ms': 5}, {'from_ms': 4, 'to_ms': 9}]), beat(1, rate=4.5),
    beat(1, language='zh CN'), beat(1, latency_ms=-2), beat(1, position_ms=8 * 24 * 3600 * 1000),
    beat(1, state='dancing'), {'sequence': 1}])
def test_bad_beats(server, live, bad):
    player = Player(Client(server), live)
    assert_problem(player.send(bad), 400, 'invalid')
    assert_problem(player.send(beat(1), beat(1)), 400, 'invalid')
    assert stored_sequences(server, player.id) == []


def test_at_most_sixty(server, live):
    player = Player(Client(server), live)
    beats = [beat(number) for number in range(1, 62)]
    assert_problem(player.send(*beats), 400, 'invalid')
    assert player.stored(*beats[:60])['sequence'] == 60


def test_too_many_beats(server, live):
    player = Player(Client(server), live)
    answers = [player.send(*(beat(60 * call + number) for number in range(1, 61))) for call in range(13)]
    assert [answer.status_code for answer in answers[:12]] == [200] * 12
    assert_problem(answers[12], 429, 'rate_limited')
    assert 'Retry-After' in answers[12].headers


def test_too_many_viewings(server, live):
    member = Program(server, 'demo-editor')
    statuses = [member.post('viewings', json={'meeting_id': live}).status_code for _ in range(62)]
    assert statuses[0] == 201 and statuses[-1] == 429
    Player(Client(server), live)  # others are not held up


def test_resume(server, studio, unit):
    meeting, member = plan(studio, unit), Program(server, 'demo-member')
    step(studio, meeting, 'go_live', 'end', 'make_ready', 'publish')
    assert Player(member, meeting).viewing['resume_ms'] == 0
    player = Player(member, meeting)
    player.send(beat(1, position_ms=61000))
    assert Player(member, meeting).viewing['resume_ms'] == 61000
    assert Player(Program(server, 'demo-clerk'), meeting).viewing['resume_ms'] == 0
    server.restart()
    last = Player(Program(server, 'demo-member'), meeting)
    assert last.viewing['resume_ms'] == 61000
    last.send(beat(1, position_ms=90000, state='ended', is_final=True))
    assert Player(Program(server, 'demo-member'), meeting).viewing['resume_ms'] == 0


# ---- over the live connection ----

def test_beats_of_a_seat(server, live):
    player = Player(Program(server, 'demo-member'), live)
    stranger = Player(Client(server), live)
    with Seat(server, token='demo-member') as seat:
        seat.hello()
        first = seat.request('beat', viewing=player.id, beats=[beat(1), beat(2)])
        assert (first['type'], first['sequence']) == ('beat_stored', 2)
        assert seat.request('beat', viewing=player.id, beats=[beat(1)])['sequence'] == 2
        by_token = seat.request('beat', viewing=stranger.id, token=stranger.token, beats=[beat(4)])
        assert (by_token['type'], by_token['sequence']) == ('beat_stored', 4)
        for code, members in (('not_found', {'viewing': stranger.id}), ('not_found', {'viewing': 'x' * 36}),
                              ('invalid', {'viewing': 'x'}),
                              ('unauthenticated', {'viewing': player.id, 'token': stranger.token}),
                              ('invalid', {'viewing': player.id, 'beats': [beat(3, rate=4.5)]})):
            number = seat.send('beat', **{'beats': [beat(3)], **members})
            # what could not be read is answered without "re"
            answer = seat.receive(lambda message: message.get('re', number) == number)
            assert (answer['type'], answer['code']) == ('error', code), members
    assert set(stored_sequences(server, player.id)) == {1, 2}
    assert stored_sequences(server, stranger.id) == [4]


def test_kill_after_a_seat_was_answered(yard):
    """kill -9 behind the answer: the beat is there afterwards."""
    server = yard.start()
    player = Player(Program(server, 'demo-member'), 'demo')
    seat = Seat(server, token='demo-member')
    seat.hello()
    stored = [seat.request('beat', viewing=player.id, beats=[beat(number)])['sequence'] for number in range(1, 9)]
    server.kill()
    seat.wait_closed()
    server.start()
    assert stored == list(range(1, 9)) and stored_sequences(server, player.id)[:8] == stored
    with Seat(server, token='demo-member') as again:
        again.hello()
        assert again.request('beat', viewing=player.id, beats=[beat(9)])['sequence'] == 9


def test_seats_that_leave_before_the_answer(yard):
    """Lines that break at once, and a server that stops under beats: nothing else is harmed."""
    server = yard.start()
    player = Player(Program(server, 'demo-member'), 'demo')
    for number in range(1, 20):
        seat = Seat(server, token='demo-member')
        seat.hello()
        seat.send('beat', viewing=player.id, beats=[beat(number)])
        seat.drop()
    seat = Seat(server, token='demo-member')
    seat.hello()
    for number in range(20, 26):
        seat.send('beat', viewing=player.id, beats=[beat(number)])
    server.stop()


# ---- nothing that was acknowledged is lost ----

def test_kill(yard):
    """Players send until the server dies: every beat whose answer came is in the log afterwards, and
    the players go on with the viewings that they have."""
    server = yard.start()
    confirmed, enough = {}, threading.Event()

    def play():
        player = Player(Client(server), 'demo')
        try:
            for number in range(1, 700):
                answer = player.send(beat(number))
                if answer.status_code == 200:
                    confirmed[player.id] = (player, answer.json()['sequence'])
                    if number == 20:
                        enough.set()
        except OSError:
            pass  # the server has died: requests' errors are OSErrors

    players = [threading.Thread(target=play) for _ in range(3)]
    for thread in players:
        thread.start()
    assert enough.wait(60)
    server.kill()
    for thread in players:
        thread.join()
    server.start()
    assert confirmed
    for viewing, (player, sequence) in confirmed.items():
        assert set(range(1, sequence + 1)) <= set(stored_sequences(server, viewing))
        again = Client(server).post(f'viewings/{viewing}/beats', params={'token': player.token},
                                    json={'beats': [beat(sequence + 1)]})
        assert again.json()['sequence'] == sequence + 1


def test_torn_log(yard):
    """What a power cut leaves of the last lines is cut off; all that was whole stays."""
    server = yard.start()
    player = Player(Client(server), 'demo')
    assert player.send(beat(1)).status_code == 200
    server.kill()
    log = next((server.data / 'viewings').iterdir())
    log.write_bytes(log.read_bytes() + b'v1 beat 17' + bytes(5000))
    server.start()
    again = Client(server).post(f'viewings/{player.id}/beats', params={'token': player.token},
                                json={'beats': [beat(2)]})
    assert again.status_code == 200, again.text
    assert stored_sequences(server, player.id) == [1, 2]
    assert 'unfinished end' in server.log_text()
