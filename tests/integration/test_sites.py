"""The site board: which places see a meeting, who looks after them, who has confirmed; and the
recording as the operator has it."""
import pytest
from driver.api import Browser, Client, Program, assert_problem
from driver.roster import bring_members, make_unit
from driver.viewing import Player, beat, plan, step

PASSWORD = 'a long enough password 1'
PHONE = '13912345678'
MASKED = '139****5678'


class Town:
    """A town with a village, a room with a television in it, and a clerk of the town."""

    def __init__(self, server):
        self.server = server
        self.admin = Program(server, 'demo-admin')
        self.studio = Program(server, 'demo-studio')
        self.live = None
        self.unit = make_unit(self.admin, '东山镇')
        self.village = make_unit(self.admin, '河东村', self.unit)
        self.elsewhere = make_unit(self.admin, '西岭镇')
        self.room = self.make_room(self.village, '活动室')
        self.far_room = self.make_room(self.elsewhere, '礼堂')
        self.clerk = self.make_clerk()
        self.screen = self.pair(self.village, self.room)

    def make_room(self, unit, name):
        answer = self.admin.post('places', json={'unit_id': unit, 'name': name})
        assert answer.status_code == 201, answer.text
        return answer.json()['id']

    def make_clerk(self):
        member = bring_members(self.server, self.admin, self.unit, [('李伟', '', PHONE)])['李伟']
        code = self.admin.post('activations', json={'member_ids': [member]}).json()[0]['code']
        browser = Browser(self.server)
        assert browser.post('activation', json={'code': code, 'password': PASSWORD}).status_code == 200
        appointed = self.admin.post('appointments', json={'member_id': member, 'role': 'clerk',
                                                          'unit_id': self.unit})
        assert appointed.status_code == 201, appointed.text
        return browser

    def pair(self, unit, room):
        set_ = Client(self.server)
        offer = set_.post('pairings', json={'kind': 'tv'}).json()
        paired = self.admin.post(f'pairings/{offer["user_code"]}', json={
            'approve': True, 'unit_id': unit, 'place_id': room, 'name': '活动室电视'})
        assert paired.status_code == 200, paired.text
        token = set_.post('pairings/token', json={'device_code': offer['device_code']}).json()['token']
        return Program(self.server, token)

    def meeting(self, **more):
        """The one that goes on; the one before ends, so that the machine encodes one at a time."""
        if self.live:
            step(self.studio, self.live, 'end')
        self.live = plan(self.studio, self.unit, **{'visibility': 'invited', 'unit_ids': [self.unit], **more})
        step(self.studio, self.live, 'go_live')
        return self.live

    def board(self, meeting, client=None, **query):
        answer = (client or self.studio).get(f'meetings/{meeting}/sites', params=query)
        assert answer.status_code == 200, answer.text
        board = answer.json()
        counts = {word: board[word] for word in ('offline', 'online', 'watching', 'confirmed') if board[word]}
        return {site['place_id']: site for site in board['sites']}, counts


@pytest.fixture(scope='module')
def town(module_yard):
    return Town(module_yard.start())


def test_from_offline_to_confirmed(town):
    meeting = town.meeting()
    sites, counts = town.board(meeting)
    assert list(sites) == [town.room] and counts == {'offline': 1}
    site = sites[town.room]
    assert (site['place_name'], site['unit_name'], site['clerk_name']) == ('活动室', '河东村', '李伟')
    assert (site['state'], site['confirmed_at'], site['confirmed_by']) == ('offline', None, '')
    assert town.screen.post('screen/beat', json={'version': '1'}).status_code == 200
    assert town.board(meeting)[1] == {'online': 1}
    player = Player(town.screen, meeting)
    assert town.board(meeting)[1] == {'online': 1}  # opened is not watching
    assert player.send(beat(1), token=False).status_code == 200
    assert town.board(meeting)[1] == {'watching': 1}
    sees = {'sees_picture': True, 'hears_sound': True}
    assert town.screen.post(f'meetings/{meeting}/sites/confirm', json=sees).status_code == 204
    sites, counts = town.board(meeting)
    assert counts == {'confirmed': 1}
    assert sites[town.room]['confirmed_at'] and sites[town.room]['confirmed_by'] == '活动室电视'
    deaf = {'sees_picture': True, 'hears_sound': False}
    assert town.screen.post(f'meetings/{meeting}/sites/confirm', json=deaf).status_code == 204
    assert town.board(meeting)[1] == {'watching': 1}


def test_the_clerk_confirms(town):
    meeting = town.meeting()
    path, sees = f'meetings/{meeting}/sites/confirm', {'sees_picture': True, 'hears_sound': True}
    assert_problem(town.clerk.post(path, json=sees), 400, 'invalid')
    assert town.clerk.post(path, json={**sees, 'place_id': town.room}).status_code == 204
    assert town.board(meeting)[0][town.room]['confirmed_by'] == '李伟'
    # A place that is no site of this meeting, and one that is not there: the same answer.
    for place in (town.far_room, meeting):
        assert_problem(town.clerk.post(path, json={**sees, 'place_id': place}), 404, 'not_found')
    assert_problem(town.studio.post(path, json={**sees, 'place_id': town.room}), 403, 'forbidden')


def test_another_town_is_out_of_reach(town):
    meeting = town.meeting(visibility='public', unit_ids=[town.elsewhere])
    path, sees = f'meetings/{meeting}/sites/confirm', {'sees_picture': True, 'hears_sound': True}
    assert_problem(town.clerk.post(path, json={**sees, 'place_id': town.far_room}), 404, 'not_found')
    assert_problem(town.screen.post(path, json=sees), 404, 'not_found')
    assert town.board(meeting)[1] == {'offline': 1}


def test_telephone_numbers(town):
    """Masked, unless somebody who may see numbers asks for them: then it is written down."""
    meeting = town.meeting()

    def phone(client, **query):
        return town.board(meeting, client, **query)[0][town.room]['clerk_phone']
    assert phone(town.studio) == phone(town.admin) == MASKED
    assert phone(town.studio, numbers='1') == MASKED
    assert phone(town.admin, numbers='1') == PHONE
    rows = town.admin.get('audit', params={'action': 'site.numbers'}).json()
    assert PHONE not in str(rows) and meeting in str(rows)


def test_health_without_media(town):
    meeting = town.meeting()
    member = Player(town.screen, meeting)
    member.send(beat(1), token=False)
    health = town.studio.get(f'meetings/{meeting}/health').json()
    assert health['viewers'] == 1 and isinstance(health['inputs'], list)
    assert_problem(town.clerk.get(f'meetings/{meeting}/health'), 403, 'forbidden')


def test_recording(town):
    meeting = town.meeting()
    path = f'meetings/{meeting}/recording'
    recording = town.studio.get(path).json()
    assert recording['meeting_id'] == meeting and recording['cuts'] == [] and recording['mp4_url'] == ''
    cut = town.studio.post(f'{path}/cuts', json={'from_ms': 1000, 'to_ms': 2000}).json()['cuts'][0]
    assert (cut['from_ms'], cut['to_ms']) == (1000, 2000)
    earlier = town.studio.post(f'{path}/cuts', json={'from_ms': 10, 'to_ms': 20}).json()['cuts']
    assert [row['from_ms'] for row in earlier] == [10, 1000]
    for span in ({'from_ms': 5, 'to_ms': 5}, {'from_ms': -1, 'to_ms': 5}, {'from_ms': 5}):
        assert_problem(town.studio.post(f'{path}/cuts', json=span), 400, 'invalid')
    left = town.studio.delete(f'{path}/cuts/{cut["id"]}').json()['cuts']
    assert [row['from_ms'] for row in left] == [10]
    assert_problem(town.studio.delete(f'{path}/cuts/{cut["id"]}'), 404, 'not_found')
    assert_problem(town.studio.patch(path, json={'trim_from_ms': 2000, 'trim_to_ms': 1000}), 400, 'invalid')
    trimmed = town.studio.patch(path, json={'trim_from_ms': 1000, 'trim_to_ms': 2000}).json()
    assert (trimmed['trim_from_ms'], trimmed['trim_to_ms']) == (1000, 2000)
    assert_problem(town.clerk.get(path), 403, 'forbidden')
