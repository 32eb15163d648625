"""Registers and roll calls: who was expected, who sat round the set (catalog/attendance/)."""
import threading
import time

import pytest
from driver.api import Program, assert_problem
from driver.county import COUNTY, FAR_VILLAGE, ROOM, TOWN, VILLAGE, now_us
from driver.hall import NAMES, PASSWORD, Hall, moment, new_id, us_of
from driver.seat import Seat
from driver.viewing import plan, step
from driver.waiting import wait_until


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
        room = request.getfixturevalue('room')
        room.admin.delete(f'places/{ROOM}/study')
        room.database.run('DELETE FROM register')


def names_here(people):
    return [person['name'] for person in people if 'until' not in person.get('presence', {'until': 1})]


def test_thirteen_people_round_one_set(hall):
    """The remote ticks, somebody comes late, a power cut keeps all, one leaves at half-time."""
    register = hall.open()
    assert (register['kind'], register['title'], register['place_id']) == ('study', '第一课', ROOM)
    people = hall.roll(register)
    assert sorted(person['name'] for person in people) == sorted(NAMES)
    assert [person['pinyin'] for person in people] == sorted(person['pinyin'] for person in people)
    assert all(person['is_expected'] and 'presence' not in person for person in people)
    assert 'unit_name' not in people[0]

    ticked = hall.enter(register, *NAMES[:12], who=hall.tv)
    assert {(row['how'], row['by'], row['outcome']) for row in ticked} == {('remote', '活动室电视', 'entered')}
    begun = hall.clerk.post(f'registers/{register["id"]}/confirmations',
                            json={'id': new_id(), 'place_id': ROOM, 'step': 'begin'})
    assert (begun.status_code, begun.json()['present'], begun.json()['by']) == (201, 12, '站长1')
    late = hall.enter(register, NAMES[12])[0]
    assert (late['how'], late['by']) == ('phone', '站长1')
    assert late['from'] >= ticked[0]['from']

    hall.server.kill()
    hall.start_again()
    assert names_here(hall.roll(register)) == [person['name'] for person in people]
    again = hall.tv.get('registers', params={'open': '1'}).json()['registers']
    assert [row['id'] for row in again] == [register['id']]

    gone = hall.left(register, ticked[3]['id'])
    assert gone.status_code == 200 and gone.json()['until'] > ticked[3]['from']
    page = hall.page(register)
    assert (page['expected'], page['present'], page['came'], page['guests']) == (13, 12, 13, 0)
    assert [(unit['name'], unit['present']) for unit in page['units']] == [('河东村', 12)]
    assert page['register']['revision'] == 1 + 12 + 1 + 1 + 1
    hall.end()
    page = hall.page(register)
    ended, closes = us_of(page['register']['ended_at']), us_of(page['register']['closes_at'])
    assert closes - ended == 72 * 3600 * 1000000
    assert len([row for row in page['presences'] if 'until' not in row]) == 12


def test_two_clerks_at_once(room):
    register = room.open()
    answers = []

    def tick(who):
        answers.append(room.enter(register, *NAMES[:3], who=who))
    threads = [threading.Thread(target=tick, args=(who,)) for who in (room.clerk, room.second, room.tv) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = [row for answer in answers for row in answer]
    assert sorted(row['outcome'] for row in rows) == ['already'] * 15 + ['entered'] * 3
    first = {row['member_id']: row['by'] for row in rows if row['outcome'] == 'entered'}
    assert all(row['by'] == first[row['member_id']] for row in rows)
    assert len(room.page(register)['presences']) == 3


def test_sent_twice(room):
    register = room.open()
    entry = {'id': new_id(), 'member_id': room.people[NAMES[0]]}
    assert room.enter(register, entry)[0]['outcome'] == 'entered'
    assert room.enter(register, entry)[0]['outcome'] == 'repeated'
    problem = room.enter(register, {**entry, 'member_id': room.people[NAMES[1]]}, status=409)
    assert problem['detail'] == 'The id of this entry was used for another one.'
    count = {'id': new_id(), 'place_id': ROOM, 'heads': 14}
    path = f'registers/{register["id"]}/counts'
    for status, heads in ((201, 14), (201, 14), (409, 15)):
        assert room.clerk.post(path, json={**count, 'heads': heads}).status_code == status
    page = room.page(register)
    assert ([row['heads'] for row in page['counts']], len(page['presences'])) == ([14], 1)


def test_visitors_and_guests(room):
    """Found by name, pinyin or initials anywhere in the county; a guest is a name."""
    register = room.open()
    for typed in ('欧阳远', 'ouyangyuan', 'oyy'):
        found = [row for row in room.roll(register, q=typed) if row['member_id'] == room.guest]
        assert [(row['name'], row['unit_name'], row['is_visiting']) for row in found] == [('欧阳远', '西岭村', True)]
    assert room.roll(register, q='zhaoyi')[0]['member_id'] == room.people['赵一']
    assert room.roll(register, q='?!') == []
    row = room.enter(register, {'member_id': room.guest}, who=room.tv)[0]
    assert row['unit_name'] == '西岭村'
    assert '欧阳远' in names_here(room.roll(register))
    guests = room.enter(register, {'guest_name': '老乡'}, {'guest_name': '老乡'}, {'guest_name': '=1+2'})
    assert [row['outcome'] for row in guests] == ['entered', 'already', 'entered']
    page = room.page(register)
    assert (page['expected'], page['present'], page['besides'], page['guests']) == (13, 1, 1, 2)
    rows = room.database.run('SELECT is_expected, is_visiting, unit_id FROM register_person WHERE member_id = ?', room.guest)
    assert rows == [(0, 1, FAR_VILLAGE)]
    for name in ('老\n乡', '‮乡', ' ', 'x' * 65):
        assert room.enter(register, {'guest_name': name}, status=400)['code'] == 'invalid'


def test_wrong_entries(room):
    register = room.open()
    began = us_of(register['began_at'])
    entry = {'member_id': room.people[NAMES[0]]}
    for more, words in (({'from': moment(began - 1000000)}, 'Nobody was there before'),
                        ({'from': moment(now_us() + 3600 * 1000000)}, 'still to come'),
                        ({'from': '2026'}, 'A moment is written'),
                        ({'from': moment(began + 1000), 'until': moment(began + 1000)}, 'Nobody leaves before'),
                        ({'guest_name': '某人'}, 'of a member'), ({'id': 'x' * 36}, 'UUID')):
        assert words in room.enter(register, {**entry, **more}, status=400)['detail']
    assert room.enter(register, {'member_id': new_id()}, status=404)['code'] == 'not_found'
    room.enter(register, *[{'guest_name': f'甲{n}'} for n in range(501)], status=400)
    many = [{'id': new_id(), 'guest_name': f'甲{n}'} for n in range(10000)]
    answer = room.clerk.post(f'registers/{register["id"]}/presences', json={'presences': many})
    assert_problem(answer, 413, 'too_large')
    assert room.page(register)['presences'] == []
    zh = room.clerk.post(f'registers/{register["id"]}/presences', headers={'Accept-Language': 'zh-CN'},
                         json={'presences': [{'id': new_id(), **entry, 'from': moment(began - 1000000)}]}).json()
    assert zh['detail'] == '这个时间早于活动开始的时间。'


def test_mistakes(room):
    register = room.open()
    row = room.enter(register, NAMES[0])[0]
    path = f'registers/{register["id"]}/presences/{row["id"]}'
    assert room.left(register, row['id'], at=row['from']).status_code == 400
    for _ in range(2):
        answer = room.tv.post(f'{path}/withdraw', json={'reason': '点错了'})
        assert (answer.status_code, answer.json()['is_withdrawn']) == (200, True)
    assert room.left(register, row['id']).status_code == 409
    assert room.page(register)['present'] == 0
    assert room.enter(register, NAMES[0])[0]['outcome'] == 'entered'
    assert len(room.page(register)['presences']) == 2
    audit = room.admin.get('audit', params={'action': 'presence.withdraw'}).json()
    assert (audit[0]['actor_name'], audit[0]['target']) == ('活动室电视', register['id'])


def test_paper_comes_later(room):
    """A printed list within the 72 hours; after them it is a correction."""
    register = room.open()
    room.enter(register, NAMES[0])
    room.end()
    page = room.page(register)['register']
    began, ended = us_of(page['began_at']), us_of(page['ended_at'])
    assert 'say from when' in room.enter(register, NAMES[1], status=400)['detail']
    span = {'from': moment(began + 2000), 'until': moment(ended + 1000000)}
    wait_until(lambda: now_us() > ended + 1000000, 'the end is a second ago')
    rows = room.enter(register, {'member_id': room.people[NAMES[1]], **span}, how='paper')
    assert (rows[0]['how'], rows[0]['until']) == ('paper', span['until'])
    again = room.enter(register, {'member_id': room.people[NAMES[1]], **span}, how='paper')
    assert again[0]['outcome'] == 'already'
    confirm = {'id': new_id(), 'place_id': ROOM, 'step': 'begin'}
    path = f'registers/{register["id"]}/confirmations'
    assert room.clerk.post(path, json=confirm).status_code == 409
    assert room.clerk.post(path, json={**confirm, 'step': 'late'}).status_code == 201
    room.database.run('UPDATE register SET closes_at_us = ? WHERE id = ?', now_us() - 1, register['id'])
    for answer in (room.enter(register, {'member_id': room.people[NAMES[2]], **span}, how='paper', status=409),
                   room.left(register, rows[0]['id']).json(),
                   room.clerk.post(path, json={**confirm, 'id': new_id(), 'step': 'late'}).json()):
        assert answer['detail'] == 'This register is closed: what is missing is asked for as a correction.'


def test_out_of_reach(room):
    """A clerk of elsewhere learns nothing, neither does a set that stands elsewhere."""
    register = room.open()
    row = room.enter(register, NAMES[0])[0]
    path = f'registers/{register["id"]}'
    asked = [room.stranger.get(path), room.stranger.get(f'{path}/people', params={'place': ROOM}),
             room.stranger.get(f'{path}/code', params={'place': ROOM}), room.left(register, row['id'], room.stranger),
             room.stranger.post(f'{path}/presences', json={'presences': [{'id': new_id(), 'guest_name': '甲'}]}),
             room.stranger.get(f'registers/{new_id()}')]
    assert {(answer.status_code, answer.json()['detail']) for answer in asked} == {
        (404, 'cannot find this among the units that you look after')}
    assert room.stranger.get('registers').json()['registers'] == []
    assert room.stranger.get('registers', params={'place': ROOM}).status_code == 404
    assert Program(room.server, 'demo-member').get(path).status_code == 403


def test_screens_follow_each_other(room):
    register = room.open()
    with Seat(room.server, screen=room.tv.secret, origin=room.server.url) as screen:
        screen.hello(client='tv')
        room.enter(register, NAMES[0])
        notice = screen.receive(lambda message: message.get('kind') == 'register.changed', 'the notice')
        assert notice['subject'] == register['id']


def test_code_on_the_screen(room):
    register = room.open()
    member, nobody = room.new_member(NAMES[5]), room.new_program(room.new_browser('nobody', '无名'))
    shown = room.tv.get(f'registers/{register["id"]}/code').json()
    assert shown['url'].endswith(f'/j?c={shown["code"]}') and len(shown['code']) == 64
    assert us_of(shown['good_until']) - us_of(shown['changes_at']) == 20 * 1000000
    picture = room.tv.get(shown['qr'])
    assert (picture.status_code, picture.headers['Content-Type']) == (200, 'image/svg+xml')
    answer = member.post('presences/code', json={'code': shown['code']})
    assert answer.status_code == 200, answer.text
    presence = answer.json()['presence']
    assert (answer.json()['title'], presence['how'], presence['by'], presence['place_name']) == (
        '第一课', 'qr', NAMES[5], '活动室')
    assert member.post('presences/code', json={'code': shown['code']}).json()['presence']['outcome'] == 'already'
    assert names_here(room.roll(register)) == [NAMES[5]]
    assert 'nobody' in nobody.post('presences/code', json={'code': shown['code']}).json()['detail']
    forged = shown['code'][:-1] + ('A' if shown['code'][-1] != 'A' else 'B')
    assert_problem(member.post('presences/code', json={'code': forged}), 400, 'invalid')
    room.end()
    assert_problem(member.post('presences/code', json={'code': shown['code']}), 409, 'conflict')
    assert_problem(room.tv.get(f'registers/{register["id"]}/code'), 409, 'conflict')


def test_cards(room):
    register = room.open()
    member = room.people[NAMES[7]]
    path = f'registers/{register["id"]}/cards'
    card = {'id': new_id(), 'place_id': ROOM, 'number': '00A3 55-17'}
    unknown = room.clerk.post(path, json=card)
    assert (unknown.status_code, 'Nobody has this card' in unknown.json()['detail']) == (404, True)
    assert room.stranger.post(f'members/{member}/cards', json={'number': card['number']}).status_code == 404
    for _ in range(2):
        assert room.clerk.post(f'members/{member}/cards', json={'number': card['number']}).status_code == 204
    assert room.clerk.post(f'members/{room.people[NAMES[8]]}/cards', json={'number': '00a35517'}).status_code == 409
    read = room.clerk.post(path, json={**card, 'number': '00a35517'}).json()
    assert (read['name'], read['how'], read['outcome']) == (NAMES[7], 'card', 'entered')
    stored = b''.join(path.read_bytes() for path in room.server.data.glob('*.db*'))
    assert b'00A35517' not in stored and '00A3' not in room.server.log_text()
    assert room.clerk.delete(f'members/{member}/cards').status_code == 204
    assert room.clerk.post(path, json={**card, 'id': new_id()}).status_code == 404


def test_two_on_one_screen(hall):
    """A couple: the second one confirms by name and password, and leaves before the end."""
    first, second = hall.new_member(NAMES[0]), hall.new_member(NAMES[1])
    viewing = first.post('viewings', json={'lesson_id': hall.lesson}).json()['id']
    path = f'viewings/{viewing}/beside'
    wrong = first.post(path, json={'name': 'member1', 'password': 'wrong'})
    assert_problem(wrong, 401, 'unauthenticated')
    assert wrong.json()['detail'] == first.post(path, json={'name': 'none', 'password': 'x'}).json()['detail']
    assert second.post(path, json={'name': 'member1', 'password': PASSWORD}).status_code == 404
    assert first.post(path, json={'name': 'member0', 'password': PASSWORD}).status_code == 409
    answer = first.post(path, json={'name': 'member1', 'password': PASSWORD})
    assert answer.status_code == 200 and 'Set-Cookie' not in answer.headers, answer.text
    row = answer.json()
    assert (row['how'], row['viewing_id'], row['by']) == ('pin', viewing, NAMES[1])
    again = first.post(path, json={'name': 'member1', 'password': PASSWORD}).json()
    assert (again['outcome'], again['id']) == ('already', row['id'])
    rows = hall.database.run("SELECT member_id, ended_at_us FROM register WHERE kind = 'lesson' ORDER BY began_at_us")
    assert rows == [(hall.people[NAMES[0]], None), (hall.people[NAMES[1]], None)]
    assert first.delete(f'{path}/{row["id"]}').status_code == 204
    assert hall.database.run("SELECT count(*) FROM presence_mark WHERE kind = 'left'") == [(1,)]
    for _ in range(20):
        last = first.post(path, json={'name': 'member1', 'password': 'wrong'})
    assert_problem(last, 429, 'rate_limited')


def test_lesson_watched_alone(hall):
    """One register for member and lesson, whatever is opened how often; none for who is nobody."""
    member = hall.new_member(NAMES[0])
    for client in (member, member, hall.admin, hall.tv):
        assert client.post('viewings', json={'lesson_id': hall.lesson}).status_code == 201
    rows = hall.database.run('SELECT kind, event_id, member_id, unit_id FROM register')
    assert rows == [('lesson', hall.lesson, hall.people[NAMES[0]], VILLAGE)]
    assert hall.database.run('SELECT is_expected, is_visiting FROM register_person') == [(0, 0)]
    assert hall.admin.get('registers').json()['registers'] == []
    assert len(hall.admin.get('registers', params={'event': hall.lesson}).json()['registers']) == 1
    day = 24 * 3600 * 1000000
    hall.server.kill()
    for table, column in (('register', 'began_at_us'), ('viewing', 'started_at_us')):
        hall.database.run(f'UPDATE {table} SET {column} = {column} - ?', 3 * day)
    heard, = hall.database.run('SELECT max(started_at_us) FROM viewing WHERE member_id NOT NULL')[0]
    hall.start_again()
    wait_until(lambda: hall.database.run('SELECT ended_at_us, closes_at_us FROM register') == [(heard, heard + day)],
               'the quiet one has ended')


def test_meeting(hall):
    """Expected: the invited units with all below; groups are those below the meeting's unit; an end that is
    undone; who is exempt; another place of the county calls its own roll."""
    hall.database.run("UPDATE member SET kind_id = 'public' WHERE id = ?", hall.people[NAMES[12]])
    today = time.strftime('%Y-%m-%d')
    hall.database.run('INSERT INTO exemption (id, member_id, unit_id, from_day, until_day, decided_by, decided_at_us)'
                      " VALUES ('e1', ?, ?, ?, '2199-01-01', 'x', 1)", hall.people[NAMES[0]], VILLAGE, today)
    meeting = plan(hall.admin, COUNTY, unit_ids=[TOWN], visibility='invited')
    step(hall.admin, meeting, 'go_live')
    register, = hall.admin.get('registers').json()['registers']
    assert (register['kind'], register['event_id'], register['unit_id']) == ('meeting', meeting, COUNTY)
    page = hall.page(register, hall.admin)
    assert (page['expected'], page['excused']) == (12, 1)
    assert [(unit['name'], unit['group_name']) for unit in page['units']] == [('河东村', '东山镇')]
    # the village's clerk sees and enters her people, the set of the room too; the stranger nothing
    assert hall.page(register)['expected'] == 12
    hall.enter(register, NAMES[0], place_id=ROOM)
    hall.enter(register, NAMES[1], who=hall.tv)
    assert [person['name'] for person in hall.roll(register) if 'is_expected' not in person] == [NAMES[12]]
    assert hall.enter(register, NAMES[2], status=404)['code'] == 'not_found'  # no place: the whole county
    assert hall.stranger.get(f'registers/{register["id"]}').status_code == 404
    assert hall.page(register, hall.admin)['present'] == 2
    step(hall.admin, meeting, 'end')
    assert 'ended_at' in hall.page(register)['register']
    step(hall.admin, meeting, 'undo_end')
    again = hall.page(register)['register']
    assert 'ended_at' not in again and 'closes_at' not in again
    step(hall.admin, meeting, 'end')
    hall.server.kill()
    hall.start_again()
    wait_until(lambda: hall.admin.get('registers').status_code == 200, 'the server answers')
    assert [row['id'] for row in hall.admin.get('registers').json()['registers']] == [register['id']]
    assert hall.page(register, hall.admin)['came'] == 2
    assert hall.database.run('SELECT count(*) FROM register_person') == [(13,)]


def test_what_the_tick_catches(hall):
    """A register that is missing after a crash is opened, one whose event ended otherwise ends."""
    register = hall.open()
    hall.server.kill()
    hall.database.run('DELETE FROM register')
    hall.start_again()
    wait_until(lambda: len(hall.tv.get('registers').json()['registers']) == 1, 'the register is there')
    new, = hall.tv.get('registers').json()['registers']
    assert new['id'] != register['id'] and new['began_at'] == register['began_at']
    hall.database.run("UPDATE study SET ended_at_us = ?, end_kind = 'idle'", now_us())
    wait_until(lambda: 'ended_at' in hall.page(new)['register'], 'it has ended')
