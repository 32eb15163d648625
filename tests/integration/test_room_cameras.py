"""A telephone as camera and microphone of a television in a room: whose secret is good for whom, and that nothing is left when
either goes, or the server."""
import pytest

from driver.api import Browser, Program
from driver.seat import Seat
from driver.study import paired_screen
from driver.viewing import plan, step
from driver.webrtc import RoomPeer


class Set:
    """A paired television in the room."""

    def __init__(self, server, unit, meeting, name='活动室电视'):
        screen = paired_screen(server, Program(server, 'demo-admin'), unit, None, name)
        self.server, self.meeting, self.secret = server, meeting, screen.secret
        self.enter()

    def enter(self):
        self.seat = Seat(self.server, screen=self.secret, origin=self.server.url)
        self.id = self.seat.hello(client='tv')['session']
        view = self.seat.request('room.enter', room=self.meeting, take_over=True)
        assert view['type'] == 'room', view

    def offer(self):
        answer = self.seat.request('camera.offer')
        assert (answer['type'], answer['valid_s']) == ('camera.offered', 300), answer
        return answer['secret']

    def until(self, **wanted):
        return self.seat.receive(lambda message: message['type'] == 'camera.changed' and
                                 all(message.get(key) == value for key, value in wanted.items()), f'camera.changed {wanted}')


class Phone:
    """A browser that is signed in."""

    def __init__(self, server, name, password=None):
        self.server, self.browser = server, Browser(server)
        assert self.browser.sign_in(name, password or name).status_code == 200
        self.connect()

    def connect(self):
        self.seat = Seat(self.server, secret=self.browser.secret(), origin=self.server.url)
        self.seat.hello(client='phone')

    def take(self, secret):
        return self.seat.request('camera.take', secret=secret)


@pytest.fixture
def room(server):
    """A group meeting that is open, and its host in it."""
    studio = Program(server, 'demo-studio')
    unit = studio.get('units').json()[0]['id']
    meeting = plan(studio, unit, kind='group', unit_ids=[unit], visibility='invited', is_recorded=False)
    step(studio, meeting, 'open')
    host = Seat(server, token='demo-studio')
    host.hello()
    assert host.request('room.enter', room=meeting)['type'] == 'room'
    yield unit, meeting, host
    host.close()
    step(studio, meeting, 'end')


def refused(answer, code):
    assert (answer['type'], answer.get('code')) == ('error', code), answer


def on_of(host, session, on):
    host.receive(lambda message: message['type'] == 'room.changed' and
                 any(person['session'] == session and person['on'] == on for person in message['joined'] + message['changed']),
                 f'{session} has {on} on')


def test_one_use(server, room):
    unit, meeting, host = room
    tv = Set(server, unit, meeting)
    secret = tv.offer()
    clerk, other = Phone(server, 'demo-clerk'), Phone(server, 'demo-member')
    refused(clerk.seat.request('camera.state', on=['camera']), 'conflict')
    taken = clerk.take(secret)
    assert (taken['type'], taken['display_name'], taken['held']) == ('camera', '活动室电视', [])
    refused(other.take(secret), 'not_found')
    refused(Phone(server, 'demo-clerk').take(secret), 'not_found')  # the same account on another device
    refused(other.take('A' * 22), 'not_found')
    assert clerk.seat.request('camera.state', on=['camera'])['type'] == 'ok'
    on_of(host, tv.id, ['camera'])
    assert clerk.seat.request('camera.end')['type'] == 'ok'
    on_of(host, tv.id, [])
    refused(clerk.take(secret), 'not_found')


def test_who_may_not(server, room):
    unit, meeting, host = room
    tv, another = Set(server, unit, meeting), Set(server, unit, meeting, '另一台')
    refused(Phone(server, 'demo-clerk').seat.request('camera.offer'), 'forbidden')
    refused(host.request('camera.offer'), 'forbidden')
    secret = tv.offer()
    refused(another.seat.request('camera.take', secret=secret), 'forbidden')
    made = Program(server, 'demo-studio').post(f'meetings/{meeting}/links', json={'opens': 'room'}).json()
    link = made['links'][-1]['url'].split('?link=')[1]
    pass_ = Browser(server).post(f'rooms/{meeting}/guests', json={'link': link, 'name': '王客人'})
    with Seat(server, guest=pass_.cookies.get('tongping_guest'), origin=server.url) as guest:
        guest.hello()
        refused(guest.request('camera.take', secret=secret), 'forbidden')
    # of two sets at a time it is one's
    clerk = Phone(server, 'demo-clerk')
    assert clerk.take(secret)['type'] == 'camera'
    refused(clerk.take(another.offer()), 'conflict')


def test_removed_and_withdrawn(server, room):
    unit, meeting, host = room
    tv, clerk = Set(server, unit, meeting), Phone(server, 'demo-clerk')
    first = tv.offer()
    second = tv.offer()
    refused(clerk.take(first), 'not_found')
    assert tv.seat.request('camera.end', code_only=True)['type'] == 'ok'
    refused(clerk.take(second), 'not_found')
    secret = tv.offer()
    assert clerk.take(secret)['type'] == 'camera'
    assert host.request('room.remove', session=tv.id, ban=False)['type'] == 'ok'
    assert clerk.seat.receive_type('camera.ended')['why'] == 'left'
    refused(clerk.take(secret), 'not_found')
    refused(clerk.seat.request('media.publish', sdp='v=0\r\n'), 'conflict')
    refused(tv.seat.request('camera.offer'), 'conflict')


def test_held(server, room):
    unit, meeting, host = room
    tv, clerk = Set(server, unit, meeting), Phone(server, 'demo-clerk')
    assert clerk.take(tv.offer())['type'] == 'camera'
    assert clerk.seat.request('camera.state', on=['microphone', 'camera'])['type'] == 'ok'
    assert host.request('room.mute', session=tv.id, sources=['microphone'], held=True)['type'] == 'ok'
    assert clerk.seat.receive_type('camera')['held'] == ['microphone']
    refused(clerk.seat.request('camera.state', on=['microphone', 'camera']), 'forbidden')
    on_of(host, tv.id, ['camera'])


def test_media_under_the_name_of_the_set(server, room):
    """Pictures and sound of the telephone are the set's: the host is sent them, and they end with it."""
    unit, meeting, host = room
    tv, clerk = Set(server, unit, meeting), Phone(server, 'demo-clerk')
    secret = tv.offer()
    assert clerk.take(secret)['type'] == 'camera'
    with RoomPeer(clerk.seat, 'publish') as sends:
        assert clerk.seat.request('camera.state', on=['microphone', 'camera'])['type'] == 'ok'
        on_of(host, tv.id, ['microphone', 'camera'])
        with RoomPeer(host, 'view', shows=tv.id) as view:
            view.until_media()
        clerk.seat.drop()
        tv.until(state='lost', on=[])
        on_of(host, tv.id, [])
        sends.end()
        clerk.connect()
        assert clerk.take(secret)['type'] == 'camera'
        tv.until(state='here')


def test_signed_out(server, room):
    """Who signs out is no camera any more, whatever his page does."""
    unit, meeting, host = room
    tv, clerk = Set(server, unit, meeting), Phone(server, 'demo-clerk')
    assert clerk.take(tv.offer())['type'] == 'camera'
    assert clerk.seat.request('camera.state', on=['camera'])['type'] == 'ok'
    on_of(host, tv.id, ['camera'])
    assert clerk.browser.delete('session').status_code == 204
    assert clerk.seat.wait_closed() == 4401
    tv.until(state='lost')
    on_of(host, tv.id, [])


def test_killed(yard):
    """In memory alone: after a crash the set is in the room again, and no secret is worth anything."""
    own_server = yard.start()
    studio = Program(own_server, 'demo-studio')
    unit = studio.get('units').json()[0]['id']
    meeting = plan(studio, unit, kind='group', unit_ids=[unit], visibility='invited', is_recorded=False)
    step(studio, meeting, 'open')
    tv, clerk = Set(own_server, unit, meeting), Phone(own_server, 'demo-clerk')
    used = tv.offer()
    assert clerk.take(used)['type'] == 'camera'
    waits = tv.offer()
    own_server.kill()
    own_server.start()
    tv.enter()
    clerk.connect()
    for secret in used, waits:
        refused(clerk.take(secret), 'not_found')
    assert clerk.take(tv.offer())['type'] == 'camera'
