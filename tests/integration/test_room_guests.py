"""Guests of a group meeting: a link and a name, one room, and no right more."""
import pytest

from driver.api import Browser, Program, assert_problem
from driver.seat import Seat
from driver.viewing import plan, step


@pytest.fixture
def room(server):
    """A group meeting that is open, and who runs it."""
    studio = Program(server, 'demo-studio')
    unit = studio.get('units').json()[0]['id']
    meeting = plan(studio, unit, kind='group', unit_ids=[unit], visibility='invited', is_recorded=False)
    step(studio, meeting, 'open')
    return studio, meeting


def link_of(room, opens):
    studio, meeting = room
    made = studio.post(f'meetings/{meeting}/links', json={'opens': opens})
    assert made.status_code == 201, made.text
    newest = made.json()['links'][-1]
    page, secret = newest['url'].split('?link=')
    assert page.endswith(f'/room#/{meeting}'), page  # what is behind # is not sent
    return newest['id'], secret


def come(server, meeting, secret, name='王客人'):
    return Browser(server).post(f'rooms/{meeting}/guests', json={'link': secret, 'name': name})


def seat_of(server, answer):
    assert answer.status_code == 201, answer.text
    seat = Seat(server, guest=answer.cookies.get('tongping_guest'), origin=server.url)
    seat.hello()
    return seat


def test_into_the_room(server, room):
    studio, meeting = room
    answer = come(server, meeting, link_of(room, 'room')[1])
    host = Seat(server, token='demo-studio')
    host.hello()
    host.request('room.enter', room=meeting)
    seat = seat_of(server, answer)
    view = seat.request('room.enter', room=meeting)
    assert (view['type'], view['role']) == ('room', 'speaker'), view
    own = next(person for person in view['people'] if person['account'] == answer.json()['id'])
    assert (own['display_name'], own['guest'], own['has_vote']) == ('王客人', True, False)
    assert 'guest' not in next(person for person in view['people'] if person['role'] == 'host')
    assert seat.request('room.hand', raised=True)['type'] == 'ok'
    assert seat.request('room.end')['code'] == 'forbidden'
    assert host.request('room.role', session=own['session'], role='host')['code'] == 'forbidden'
    people = studio.get(f'meetings/{meeting}/people').json()['people']
    assert [person['kind'] for person in people if person['name'] == '王客人'] == ['guest']
    step(studio, meeting, 'end')
    assert seat.receive_type('room.removed')['why'] == 'ended'
    for one in host, seat:
        one.close()


def test_through_the_lobby(server, room):
    meeting = room[1]
    seat = seat_of(server, come(server, meeting, link_of(room, 'lobby')[1]))
    host = Seat(server, token='demo-studio')
    host.hello()
    host.request('room.enter', room=meeting)
    assert seat.request('room.enter', room=meeting)['type'] == 'room.waiting'
    assert host.request('room.admit', admitted=True)['type'] == 'ok'
    assert seat.receive_type('room')['role'] == 'speaker'
    for one in host, seat:
        one.close()


def test_nothing_else(server, room):
    """Another room, presence, the API: what a guest asks for is not there or not his."""
    meeting = room[1]
    answer = come(server, meeting, link_of(room, 'room')[1])
    demo = Program(server, 'demo-member').get('meetings/demo-group').json()['id']
    with seat_of(server, answer) as seat:
        assert seat.request('room.enter', room=demo)['code'] == 'not_found'
        assert seat.request('presence.subscribe')['code'] == 'forbidden'
    browser = Browser(server)
    browser.cookies.set('tongping_session', answer.cookies.get('tongping_guest'))
    assert_problem(browser.get('session'), 401, 'unauthenticated')
    forged = answer.cookies.get('tongping_guest')[:-4] + 'AAAA'
    with pytest.raises(Exception, match='401'):
        Seat(server, guest=forged, origin=server.url)


def test_banned(server, room):
    """His pass is good for nothing any more, and another one by the same link leads to the lobby: also
    after a kill, for guests alone, and not by another link."""
    studio, meeting = room
    (link, secret), (_, other) = link_of(room, 'room'), link_of(room, 'room')
    host = Seat(server, token='demo-studio')
    host.hello()
    host.request('room.enter', room=meeting)
    answers = [come(server, meeting, secret, name) for name in ('好客人', '坏客人')]
    good, bad = [seat_of(server, answer) for answer in answers]
    for seat in good, bad:
        view = seat.request('room.enter', room=meeting)
    own = next(person['session'] for person in view['people'] if person['display_name'] == '坏客人')
    assert host.request('room.remove', session=own, ban=True)['type'] == 'ok'
    assert bad.receive_type('room.removed')['why'] == 'banned'
    assert bad.request('room.enter', room=meeting)['code'] == 'forbidden'
    kept = {row['id']: row['n_banned'] for row in studio.get(f'meetings/{meeting}/links').json()['links']}
    assert kept.pop(link) == 1 and set(kept.values()) == {0}
    server.kill()
    server.start()
    expected = {'好客人': 'room', '坏客人': 'error'}
    for answer, (_, kind) in zip(answers, expected.items()):
        with seat_of(server, answer) as seat:
            assert seat.request('room.enter', room=meeting)['type'] == kind
    for by, kind in (secret, 'room.waiting'), (other, 'room'):
        with seat_of(server, come(server, meeting, by, '又来了')) as seat:
            assert seat.request('room.enter', room=meeting)['type'] == kind
    member = Seat(server, token='demo-member')
    member.hello()
    assert member.request('room.enter', room=meeting, link=secret)['type'] == 'room'
    for one in host, good, bad, member:
        one.close()


def test_withdrawn(server, room):
    """Who is in stays; he does not come in again, and nobody else does."""
    studio, meeting = room
    link, secret = link_of(room, 'room')
    answer = come(server, meeting, secret)
    seat = seat_of(server, answer)
    assert seat.request('room.enter', room=meeting)['type'] == 'room'
    assert studio.delete(f'meetings/{meeting}/links/{link}').status_code == 204
    assert seat.request('room.hand', raised=True)['type'] == 'ok'
    assert seat.request('room.leave')['type'] == 'ok'
    assert seat.request('room.enter', room=meeting)['code'] == 'not_found'
    assert_problem(come(server, meeting, secret), 404, 'not_found')
    seat.close()


def test_bad_links_and_names(server, room):
    meeting = room[1]
    secret = link_of(room, 'room')[1]
    assert_problem(come(server, meeting, secret, name='\n'), 400, 'invalid')
    assert_problem(come(server, 'demo-group', secret), 404, 'not_found')
    answers = [come(server, meeting, 'x' * 32).status_code for _ in range(40)]
    assert set(answers) == {404, 429}, answers


def test_account_with_a_link(server, room):
    """Who is signed in and not invited comes by the link as himself."""
    admin, secret = Program(server, 'demo-admin'), link_of(room, 'room')[1]
    name = f'stranger-{room[1]}'
    made = admin.post('accounts', json={'name': name, 'display_name': '外人', 'password': 'a long enough password 1',
                                        'roles': ['member']})
    assert made.status_code == 201, made.text
    browser = Browser(server)
    assert browser.sign_in(name, 'a long enough password 1').status_code == 200
    with Seat(server, secret=browser.secret(), origin=server.url) as seat:
        seat.hello()
        assert seat.request('room.enter', room=room[1])['code'] == 'not_found'
        assert seat.request('room.enter', room=room[1], link=secret)['role'] == 'speaker'
