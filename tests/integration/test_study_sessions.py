"""Study sessions: a clerk opens a course in the activity room, its screens follow (catalog/study/)."""
import sqlite3
import threading

import pytest
from driver.api import Browser, Program
from driver.county import FAR_VILLAGE, ROOM, TOWN, VILLAGE, appoint_clerk, build_county
from driver.course import make_course, make_lesson, make_published, put_asset, show, take_step
from driver.seat import Seat
from driver.study import Shown, paired_screen
from driver.waiting import wait_until

PATH = f'places/{ROOM}/study'
PASSWORD = 'a long enough password 1'


class Hall:
    """A county whose activity room has a set; a clerk of the township, one of elsewhere."""

    def __init__(self, yard):
        self.server = yard.start()
        self.database = build_county(self.server)
        self.admin = Program(self.server, 'demo-admin')
        self.clerk, self.second = self.new_clerk(TOWN, 1), self.new_clerk(VILLAGE, 3)
        self.stranger = self.new_clerk(FAR_VILLAGE, 2)
        self.tv = paired_screen(self.server, self.admin, VILLAGE, ROOM)
        self.course = make_course(self.admin, '果树剪枝')['id']
        self.lessons = [make_lesson(self.admin, self.course, title)['id'] for title in ('第一讲', '第二讲')]
        for lesson in self.lessons:
            put_asset(self.server, lesson)
            put_asset(self.server, lesson, 'sound', 'zh')
            show(self.admin, lesson)
        take_step(self.admin, self.course)

    def new_clerk(self, unit, number):
        made = self.admin.post('accounts', json={'name': f'clerk{number}', 'display_name': f'站长{number}',
                                                 'password': PASSWORD, 'roles': ['member']})
        appoint_clerk(self.database, made.json()['id'], unit, number)
        browser = Browser(self.server)
        assert browser.sign_in(f'clerk{number}', PASSWORD).status_code == 200
        clerk = Program(self.server, browser.post('tokens', json={'label': 'x', 'days': 1}).json()['token'])
        clerk.secret = browser.secret()
        return clerk

    def start_again(self):
        """At another port."""
        self.server.start()
        for client in (self.admin, self.clerk, self.second, self.stranger, self.tv):
            client.origin = self.server.url

    def open(self, who=None, status=201, **wish):
        answer = (who or self.clerk).post(PATH, json=wish or {'course_id': self.course})
        assert answer.status_code == status, answer.text
        return answer.json().get('study')

    def shown(self):
        """What the set is told."""
        answer = self.tv.get('screen/study')
        assert answer.status_code == 200, answer.text
        return answer.json().get('study')

    def audit(self, action):
        rows = self.admin.get('audit', params={'action': action}).json()
        return [(row['actor_name'], row['outcome']) for row in rows if row['action'] == action]


@pytest.fixture(name='hall')
def hall_fixture(yard):
    return Hall(yard)


@pytest.fixture(name='room', scope='module')
def room_fixture(module_yard):
    return Hall(module_yard)


@pytest.fixture(autouse=True)
def close_room(request):
    yield
    if 'room' in request.fixturenames:
        request.getfixturevalue('room').admin.delete(PATH)


def test_open_steer_end(room):
    assert room.shown() is None
    study = room.open()
    assert (study['title'], study['lesson_id'], study['is_course']) == ('果树剪枝', room.lessons[0], True)
    assert study['opened_by'] == '站长1'
    assert 'state' not in study
    assert room.shown()['id'] == study['id']
    told = room.clerk.get(PATH).json()
    assert [(screen['name'], screen['online'], screen['shows']) for screen in told['screens']] == [('活动室电视', True, True)]

    steered = room.clerk.patch(PATH, json={'is_paused': True, 'language': 'bo', 'seek_ms': 5000}).json()['study']
    assert (steered['is_paused'], steered['language'], steered['revision']) == (True, 'bo', 2)
    assert (steered['seek_ms'], steered['seek_revision']) == (5000, 2)
    late = room.tv.patch('screen/study', json={'lesson_id': room.lessons[1], 'revision': 1})
    assert late.status_code == 409
    gone_on = room.tv.patch('screen/study', json={'lesson_id': room.lessons[1], 'revision': 2}).json()['study']
    assert (gone_on['lesson_title'], gone_on['is_paused'], gone_on['seek_revision']) == ('第二讲', False, 2)

    assert room.clerk.delete(PATH).status_code == 204
    assert room.clerk.delete(PATH).status_code == 409
    assert room.shown() is None
    assert room.audit('study.open')[0] == ('clerk1', 'ok')
    assert room.audit('study.end')[:2] == [('clerk1', 'conflict'), ('clerk1', 'ok')]


def test_a_course_from_a_lesson(room):
    study = room.open(course_id=room.course, lesson_id=room.lessons[1])
    assert (study['lesson_title'], study['is_course'], study['title']) == ('第二讲', True, '果树剪枝')


def test_out_of_reach(room):
    for answer in (room.stranger.get(PATH), room.stranger.post(PATH, json={'course_id': room.course}),
                   room.stranger.patch(PATH, json={'is_paused': True}), room.stranger.delete(PATH)):
        assert answer.status_code == 404
        assert answer.json()['detail'] == room.stranger.get(f'places/{room.course}/study').json()['detail']
    assert Program(room.server, 'demo-member').get(PATH).status_code == 403


def test_what_the_place_may_see(room):
    """The administrator sees all courses; what counts is the place."""
    _, far = make_published(room.server, room.admin, '别处的课', audience='units', unit_ids=[FAR_VILLAGE])
    _, here = make_published(room.server, room.admin, '本村的课', audience='units', unit_ids=[VILLAGE])
    room.open(room.admin, 404, lesson_id=far)
    room.open(room.admin, 404, lesson_id='none')
    pages = make_lesson(room.admin, room.course, '图文', kind='pages')['id']
    show(room.admin, pages)
    room.open(room.admin, 409, lesson_id=pages)
    room.open(room.admin, 400, course_id=room.course, lesson_id=here)
    study = room.open(room.admin, lesson_id=here)
    assert (study['title'], study['is_course']) == ('第一课', False)
    refused = room.admin.patch(PATH, json={'lesson_id': room.lessons[0]})
    assert (refused.status_code, room.shown()['lesson_id']) == (400, here)
    assert '不属于' in room.admin.patch(PATH, json={'lesson_id': room.lessons[0]},
                                   headers={'Accept-Language': 'zh-CN'}).json()['detail']


def test_two_clerks_at_once(room):
    """One session is open, whoever came second is told; replacing names the one that ends."""
    answers = []
    def ask(who):
        answers.append(who.post(PATH, json={'course_id': room.course}))
    threads = [threading.Thread(target=ask, args=(who,)) for who in (room.clerk, room.second) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    first = room.shown()
    room.open(room.second, 409, course_id=room.course, replaces=room.course)
    other = room.open(room.second, lesson_id=room.lessons[1], replaces=first['id'])
    assert room.shown()['id'] == other['id'] != first['id']


def test_the_remote_opens_and_ends(room):
    answer = room.tv.post('screen/study', json={'lesson_id': room.lessons[0], 'language': 'zh'})
    assert answer.status_code == 201, answer.text
    assert room.clerk.get(PATH).json()['study']['opened_by'] == '活动室电视'
    assert room.tv.delete('screen/study').status_code == 204
    assert ('活动室电视', 'ok') in room.audit('study.open')
    assert ('活动室电视', 'ok') in room.audit('study.end')
    nowhere = paired_screen(room.server, room.admin, VILLAGE, '', '没有场所')
    assert nowhere.get('screen/study').json() == {'place_id': '', 'place_name': '', 'screens': []}
    assert nowhere.post('screen/study', json={'lesson_id': room.lessons[0]}).status_code == 409


def test_chosen_screens(room):
    wall = paired_screen(room.server, room.admin, VILLAGE, ROOM, '拼接屏')
    room.open(status=404, course_id=room.course, screen_ids=[room.course])
    study = room.open(course_id=room.course, screen_ids=[room.tv.id])
    assert 'study' not in wall.get('screen/study').json()
    assert room.shown()['id'] == study['id']
    Shown(wall, room.lessons[0], study['id'], 404)
    Shown(room.tv, room.lessons[0], study['id'])
    assert wall.delete('screen/study').status_code == 409
    assert wall.delete('screen').status_code == 204


def test_screens_and_clerks_are_told(room):
    with Seat(room.server, screen=room.tv.secret, origin=room.server.url) as screen, \
            Seat(room.server, room.second.secret, origin=room.server.url) as second:
        screen.hello(client='tv')
        second.hello(client='phone')
        study = room.open()
        for seat in (screen, second):
            notice = seat.receive_type('notice')
            assert (notice['kind'], notice['subject']) == ('study.changed', study['id'])


def test_goes_on_at_the_same_second(hall):
    """kill -9 and a new set: the lesson stands where its screens left it; alone it begins anew."""
    study = hall.open()
    shown = Shown(hall.tv, hall.lessons[0], study['id'])
    assert shown.viewing['resume_ms'] == 0
    shown.beat(31000)
    assert Shown(hall.tv, hall.lessons[0], study['id']).viewing['resume_ms'] == 31000
    wait_until(lambda: hall.clerk.get(PATH).json()['study'].get('position_ms') == 31000, 'the place is on the disk')
    assert hall.clerk.get(PATH).json()['study']['state'] == 'playing'
    hall.server.kill()
    hall.start_again()
    assert hall.shown()['id'] == study['id']
    other = paired_screen(hall.server, hall.admin, VILLAGE, ROOM, '新电视')
    assert Shown(other, hall.lessons[0], study['id']).viewing['resume_ms'] == 31000
    assert Shown(other, hall.lessons[1], study['id']).viewing['resume_ms'] == 0
    alone = hall.tv.post('viewings', json={'lesson_id': hall.lessons[1]}).json()
    assert alone['resume_ms'] == 0
    assert hall.clerk.delete(PATH).status_code == 204
    Shown(hall.tv, hall.lessons[0], study['id'], 404)
    again = hall.open()
    assert Shown(hall.tv, hall.lessons[0], again['id']).viewing['resume_ms'] == 0


def test_opened_while_the_set_is_away(hall):
    """Screen offline, then online: the page is told so, the set asks when it is there again."""
    hall.server.stop()
    with sqlite3.connect(hall.server.data / 'tongping.db', timeout=10) as database:
        database.execute('UPDATE screen SET last_seen_at_us = NULL')
    hall.start_again()
    study = hall.open()
    assert [screen['online'] for screen in hall.clerk.get(PATH).json()['screens']] == [False]
    assert hall.shown()['id'] == study['id']
    assert [screen['online'] for screen in hall.clerk.get(PATH).json()['screens']] == [True]


def test_left_open(hall):
    """Nobody ends it: it is over when no screen has shown anything for two hours, as of the last sign."""
    study = hall.open()
    with sqlite3.connect(hall.server.data / 'tongping.db', timeout=10) as database:
        database.execute('UPDATE study SET begun_at_us = begun_at_us - 7201 * 1000000')
    hall.server.stop()
    hall.start_again()
    wait_until(lambda: hall.shown() is None, 'it is over')
    with sqlite3.connect(hall.server.data / 'tongping.db', timeout=10) as database:
        row = database.execute('SELECT id, end_kind, ended_at_us = begun_at_us FROM study').fetchone()
    assert row == (study['id'], 'idle', 1)
