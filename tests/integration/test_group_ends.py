"""What ends, ends everywhere: a meeting's end, a sign-in's end and a lost right reach whoever is in the room
or connected by WHIP and WHEP, without his doing."""
import re
import sqlite3

import pytest

from driver.api import Program, signed_in
from driver.conference import FRAGMENT, PATCH, TYPE, offer
from driver.seat import Seat
from driver.two_towns import PASSWORD, County
from driver.viewing import plan, step
from driver.waiting import wait_until


def enter(server, room, **who):
    seat = Seat(server, origin=server.url if 'secret' in who else None, **who)
    seat.hello()
    answer = seat.request('room.enter', room=room)
    assert answer['type'] == 'room', answer
    return seat


def connect(client, word, meeting):
    """A connection by WHIP or WHEP; its location."""
    direction = 'sendonly' if word == 'whip' else 'recvonly'
    answer = client.post(f'/{word}/{meeting}', data=offer(direction), headers=TYPE)
    assert answer.status_code == 201, answer.text
    return answer.headers['Location']


def is_there(client, place):
    answer = client.patch(place, data=FRAGMENT, headers=PATCH)
    assert answer.status_code in (200, 404), answer.text
    return answer.status_code == 200


def n_peers(server):
    text = Program(server, 'demo-admin').get('/metrics').text
    return sum(int(number) for number in re.findall(r'^tongping_rtc_peers(?:{.*})? (\d+)', text, re.M))


def await_nobody(server):
    """What an earlier test left goes by itself: an offer whose connection never comes lives for 15 s."""
    wait_until(lambda: n_peers(server) == 0, 'nobody of before')


def removed(seat):
    return seat.receive_type('room.removed')['why']


def group_of(client, units, **more):
    """A group meeting that is open; its id."""
    meeting = plan(client, units[0], kind='group', unit_ids=units, is_recorded=False,
                   **{'visibility': 'invited', **more})
    step(client, meeting, 'open')
    return meeting


@pytest.fixture
def studio(server):
    return Program(server, 'demo-studio')


@pytest.fixture
def county(server, request):
    return County(server, request.node.name[5:35])


def test_end_by_the_api(server, studio):
    """Everybody is sent away from the room, cameras and screens too; the seat stays good for another room."""
    unit = studio.get('units').json()[0]['id']
    meeting, other = group_of(studio, [unit]), group_of(studio, [unit])
    member = Program(server, 'demo-member')
    host, seat, elsewhere = (enter(server, room, token=token) for room, token in (
        (meeting, 'demo-studio'), (meeting, 'demo-member'), (other, 'demo-admin')))
    assert seat.request('media.publish', sdp=offer('sendonly').decode())['type'] == 'media.answer'
    camera, screen = connect(studio, 'whip', meeting), connect(member, 'whep', meeting)
    stays = connect(member, 'whep', other)
    assert is_there(studio, camera) and is_there(member, screen)
    step(studio, meeting, 'end')
    assert removed(host) == removed(seat) == 'ended'
    wait_until(lambda: not is_there(studio, camera) and not is_there(member, screen), 'connections that end')
    assert is_there(member, stays)
    assert seat.request('room.enter', room=meeting)['code'] == 'conflict'
    assert seat.request('room.enter', room=other)['type'] == 'room'
    people = studio.get(f'meetings/{meeting}/people').json()['people']
    assert not [person for person in people if person.get('is_here')], people
    for one in host, seat, elsewhere:
        one.close()


def test_call_off(server, studio):
    """Called off while people are there, as far as that goes: they are sent away as at an end."""
    unit = studio.get('units').json()[0]['id']
    meeting = group_of(studio, [unit])
    seat = enter(server, meeting, token='demo-member')
    answer = studio.post(f'meetings/{meeting}/steps', json={'step': 'cancel'})
    if answer.status_code == 409:  # an open meeting is ended, not called off
        step(studio, meeting, 'end')
    assert removed(seat) == 'ended'
    seat.close()


def test_end_by_the_room(server, studio):
    """The room's end is the meeting's, also for who is not in the room."""
    unit = studio.get('units').json()[0]['id']
    meeting = group_of(studio, [unit])
    member = Program(server, 'demo-member')
    place = connect(member, 'whep', meeting)
    page = Seat(server, token='demo-member')
    page.hello()
    with enter(server, meeting, token='demo-studio') as host:
        assert host.request('room.end')['type'] == 'ok'
    assert studio.get(f'meetings/{meeting}').json()['state'] == 'ended'
    news = page.receive(lambda message: message['type'] == 'notice' and message['subject'] == meeting, 'news')
    assert news['kind'] == 'meeting.changed'
    wait_until(lambda: not is_there(member, place), 'a connection that ends')
    page.close()


def test_audience_changed(server, county):
    """Whose unit is invited no more, and who sees the meeting by nothing else."""
    east, west = county.activated('东', 'east1'), county.activated('西', 'west1')
    meeting = group_of(county.admin, [county.units['county'], county.units['east'], county.units['west']])
    assert county.admin.patch(f'meetings/{meeting}', json={
        'unit_ids': [county.units['east'], county.units['west']]}).status_code == 200
    goes, stays = (enter(server, meeting, secret=one.secret()) for one in (west, east))
    screen = connect(west, 'whep', meeting)
    changed = county.admin.patch(f'meetings/{meeting}', json={'unit_ids': [county.units['east']]})
    assert changed.status_code == 200, changed.text
    assert removed(goes) == 'removed'
    wait_until(lambda: not is_there(west, screen), 'a connection that ends')
    assert goes.request('room.enter', room=meeting)['code'] == 'not_found'
    assert stays.request('room.hand', raised=True)['type'] == 'ok'
    goes.close()
    stays.close()


def test_unit_changed(server, county):
    """Who belongs to the unit no more, found out within a few seconds."""
    member = county.activated('东', 'east1')
    meeting = group_of(county.admin, [county.units['east1']])
    seat = enter(server, meeting, secret=member.secret())
    screen = connect(member, 'whep', meeting)
    asked = county.east.post(f'members/{member.member}/transfers', json={'unit_id': county.units['west1']})
    assert asked.status_code == 201, asked.text
    accepted = county.west.post(f'transfers/{asked.json()["id"]}/decision', json={'accept': True})
    assert accepted.status_code == 200, accepted.text
    assert removed(seat) == 'removed'
    wait_until(lambda: not is_there(member, screen), 'a connection that ends')
    seat.close()


def leave(seat, host, name):
    """The seat is closed, and its person gone from the room at once."""
    assert seat.wait_closed() == 4401
    host.receive(lambda message: message['type'] == 'room.changed' and message['left'], f'that {name} has left')


def test_sessions_end(server, county, studio):
    """Signed out on one screen, then the account is locked: of each only what hangs on it."""
    member = county.activated('东', 'east1')
    name = member.get('session').json()['account']['name']
    second = signed_in(server, name, PASSWORD)
    meeting = group_of(county.admin, [county.units['east1']])
    host, seat = enter(server, meeting, token='demo-admin'), enter(server, meeting, secret=member.secret())
    await_nobody(server)
    connect(member, 'whep', meeting)
    stays = connect(second, 'whep', meeting)
    wait_until(lambda: n_peers(server) == 2, 'two connections')
    assert member.delete('session').status_code == 204
    leave(seat, host, 'a screen')
    wait_until(lambda: n_peers(server) == 1, 'one connection')
    assert is_there(second, stays)
    seat = enter(server, meeting, secret=second.secret())
    identity = second.get('session').json()['account']['id']
    assert county.admin.patch(f'accounts/{identity}', json={'locked': True}).status_code == 200
    leave(seat, host, 'an account')
    wait_until(lambda: n_peers(server) == 0, 'no connection', deadline_s=8)  # by itself it would take longer
    host.close()


def test_tokens_end(server, county):
    """Revoked by its owner, with its sockets; expired, found out when everybody is asked about; the third stays."""
    member, other = county.activated('东', 'east1'), county.activated('西', 'west1')
    meeting = group_of(county.admin, [county.units['east1']])
    made = [member.post('tokens', json={'label': f'camera {number}', 'days': 1}).json() for number in range(3)]
    programs = [Program(server, token['token']) for token in made]
    await_nobody(server)
    places = [connect(program, 'whep', meeting) for program in programs]
    wait_until(lambda: n_peers(server) == 3, 'three connections')
    seats = [Seat(server, token=token['token']) for token in made[:2]]
    for seat in seats:
        seat.hello()
    assert member.delete(f'tokens/{made[0]["id"]}').status_code == 204
    assert seats[0].wait_closed() == 4401
    wait_until(lambda: n_peers(server) == 2, 'two connections')
    assert seats[1].request('ping')['type'] == 'pong'
    database = sqlite3.connect(server.data / 'tongping.db')
    with database:
        database.execute('UPDATE bearer SET expires_at_us = 1 WHERE id = ?', (made[1]['id'],))
    database.close()
    identity = other.get('session').json()['account']['id']
    assert county.admin.patch(f'accounts/{identity}', json={'locked': True}).status_code == 200
    wait_until(lambda: n_peers(server) == 1, 'one connection')
    assert is_there(programs[2], places[2])
    seats[1].close()


def test_host_no_more(server, county):
    """A clerk whose appointment ends comes back as what she still is."""
    meeting = group_of(county.admin, [county.units['east1']], visibility='signed_in')
    clerk = county.clerk('clerk-room', 'east1')
    identity = clerk.get('session').json()['account']['id']
    seat = Seat(server, secret=clerk.secret(), origin=server.url)
    seat.hello()
    assert seat.request('room.enter', room=meeting)['role'] == 'host'
    appointments = county.admin.get('appointments', params={'account': identity}).json()
    ended = county.admin.delete(f'appointments/{appointments[0]["id"]}')
    assert ended.status_code == 204, ended.text
    assert seat.wait_closed() == 4401
    seat = Seat(server, secret=clerk.secret(), origin=server.url)
    seat.hello()
    again = seat.request('room.enter', room=meeting)
    assert again['type'] == 'room.waiting' or again.get('role') != 'host', again
    seat.close()
