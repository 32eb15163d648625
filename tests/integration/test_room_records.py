"""The room of a group meeting in the attendance records: media that was delivered, a kill, and what each person's
record says of it; the second implementation says the same."""
import importlib
import pathlib
import sys

import pytest
from driver.county import ROOM, VILLAGE
from driver.hall import Hall, new_id
from driver.past import MS, log_lines, rows, shift
from driver.seat import Seat
from driver.viewing import plan, step
from driver.waiting import wait_until
from driver.webrtc import RoomPeer

REFERENCE = pathlib.Path(__file__).parents[1] / 'reference'
WITHIN_S = 240
SPEAKER, STAYS, LEAVES, ON_LEAVE, ABSENT, TICKED = '赵一', '钱二', '孙三', '李四', '周五', '吴六'
SLACK_MS = 3000  # a second of the SFU, one of the place in time, and the way


@pytest.fixture
def hall(yard):
    return Hall(yard)


@pytest.fixture
def reference():
    sys.path.insert(0, str(REFERENCE))
    yield importlib.import_module('record')
    sys.path.remove(str(REFERENCE))


def spans_of(text):
    return [] if text == '-' else [tuple(map(int, span.split('-'))) for span in text.split(',')]


def seen(server, who):
    """Spans of a person's beats in the log, ms of the meeting."""
    lines = log_lines(server)
    viewings = {fields[3] for fields in lines if fields[1] == 'opened' and fields[6] == who}
    return sorted(span for fields in lines if fields[1] == 'beat' and fields[3] in viewings
                  for span in spans_of(fields[13]))


def sum_of(spans, without=(0, 0)):
    total, end = 0, 0
    for begin, until in spans:
        begin = max(begin, end)
        end = max(end, until)
        for part in ((begin, min(until, without[0])), (max(begin, without[1]), until)):
            total += max(part[1] - part[0], 0)
    return total


class Person:
    """Somebody of the village, or its television, in the room."""

    def __init__(self, hall, account, meeting, *roles, **seat):
        self.server, self.id = hall.server, account.id
        self.seat = Seat(hall.server, **(seat or {'secret': account.secret}))
        self.seat.hello(**({'client': 'tv'} if seat else {}))
        assert self.seat.request('room.enter', room=meeting)['type'] == 'room'
        self.peers = [RoomPeer(self.seat, role) for role in roles]

    def until_seen(self, ms):
        wait_until(lambda: sum_of(seen(self.server, self.id)) >= ms, f'{ms} ms', WITHIN_S)

    def leave(self):
        assert self.seat.request('room.leave')['type'] == 'ok'
        self.end()

    def end(self):
        for peer in self.peers:
            peer.end()
        self.seat.close()


def begin(hall):
    """A group meeting of the village that is open."""
    meeting = plan(hall.clerk, VILLAGE, kind='group', unit_ids=[VILLAGE], visibility='invited', is_recorded=False)
    step(hall.clerk, meeting, 'open')
    return meeting


def end_in_room(hall, meeting):
    host = Seat(hall.server, token=hall.clerk.headers['Authorization'].split(' ')[1])
    host.hello()
    assert host.request('room.enter', room=meeting)['type'] == 'room'
    assert host.request('room.end')['type'] == 'ok'
    host.close()


def grant_leave(hall, meeting, name):
    hall.database.run("INSERT INTO attendance_leave (id, member_id, event_kind, event_id, state, asked_by, asked_at_us)"
                      " VALUES (?, ?, 'meeting', ?, 'granted', 'x', 1)", new_id(), hall.people[name], meeting)


def fault_of(server, meeting):
    found = rows(server, "SELECT * FROM meeting_fault WHERE meeting_id = ? AND kind = 'away'", meeting)
    assert len(found) == 1
    return found[0]['from_ms'], found[0]['to_ms']


def closed(hall, meeting):
    """The records of its members by the API, once the time of the register is over."""
    server = hall.server
    register = rows(server, 'SELECT id FROM register WHERE event_id = ?', meeting)[0]['id']
    assert server.stop() == 0
    shift(server, 5)
    hall.start_again()
    wait_until(lambda: rows(server, 'SELECT 1 FROM register WHERE id = ? AND closed_at_us IS NOT NULL', register),
               'the register is closed', WITHIN_S)
    answer = hall.clerk.get('records', params={'register': register})
    assert answer.status_code == 200, answer.text
    return register, {row['member_id']: row for row in answer.json()}


def enter_all(hall, meeting, accounts):
    """Who speaks, who stays, and the television of the village; again after a kill."""
    return [Person(hall, accounts[0], meeting, 'publish'), Person(hall, accounts[1], meeting, 'view'),
            Person(hall, hall.tv, meeting, 'view', screen=hall.tv.secret, origin=hall.server.url)]


def until_most(server, meeting, people):
    """Everybody has nine tenths of what is required; the fault of the kill."""
    away = wait_until(lambda: rows(server, "SELECT 1 FROM meeting_fault WHERE kind = 'away'") and fault_of(server, meeting),
                      'the fault')
    live_at = rows(server, 'SELECT live_at_us FROM meeting WHERE id = ?', meeting)[0]['live_at_us']

    def have_most():
        passed = (int(log_lines(server)[-1][2]) - live_at) // MS
        required = passed - (min(away[1], passed) - away[0])
        return passed > away[1] and all(sum_of(seen(server, one.id), away) * 1000 >= required * 900 for one in people)
    wait_until(have_most, 'nine tenths for who was there', WITHIN_S)
    return away


def test_who_was_in_the_room(hall, reference):
    server, accounts = hall.server, [hall.new_member(name) for name in (SPEAKER, STAYS, LEAVES)]
    meeting = begin(hall)
    grant_leave(hall, meeting, ON_LEAVE)
    people = enter_all(hall, meeting, accounts)
    leaves = Person(hall, accounts[2], meeting, 'view')
    listed = {row['name']: row for row in hall.clerk.get(f'meetings/{meeting}/people').json()['people']}
    assert listed[STAYS]['is_here'] and listed[STAYS]['is_expected'] and not listed[ABSENT]['is_here']
    register = hall.clerk.get('registers', params={'event': meeting}).json()['registers'][0]
    hall.enter(register, TICKED, place_id=ROOM)
    leaves.until_seen(10000)
    leaves.leave()
    people[1].until_seen(25000)
    kept = [sum_of(seen(server, one.id)) for one in people]
    server.kill()
    for one in people:
        one.end()
    assert [sum_of(seen(server, one.id)) for one in people] >= kept  # what was written stays
    hall.start_again()
    people = enter_all(hall, meeting, accounts)
    away = until_most(server, meeting, people)
    end_in_room(hall, meeting)
    for one in people:
        one.end()
    said = {name: sum_of(seen(server, one.id), away)
            for name, one in zip((SPEAKER, STAYS, TICKED, LEAVES), people + [leaves])}
    register, records = closed(hall, meeting)
    records = {name: records[member] for name, member in hall.people.items()}
    assert [records[name]['state'] for name in (SPEAKER, STAYS, ON_LEAVE, ABSENT)] == [
        'present', 'present', 'excused', 'absent']
    assert records[LEAVES]['state'] in ('partial', 'left_early', 'absent')
    assert records[LEAVES]['covered_ms'] < records[STAYS]['covered_ms'] <= records[STAYS]['required_ms']
    for name in (SPEAKER, STAYS, LEAVES):
        assert abs(records[name]['covered_ms'] - said[name]) <= SLACK_MS and records[name]['how'] == 'account', name
    assert 0 < records[TICKED]['covered_ms'] <= said[TICKED] + SLACK_MS and records[TICKED]['how'] == 'phone'
    report = hall.clerk.get('reports/event', params={'register': register}).json()
    assert {row['name']: row['state'] for row in report['rows']} == {
        name: record['state'] for name, record in records.items()}
    pairs = list(reference.texts(server.data, register))
    assert len(pairs) >= len(records) and all(written == computed for written, computed in pairs)


def test_quiet_costs_nobody(hall, reference):
    """Ten minutes before anybody sends: nobody could have them, nobody has to."""
    server, accounts = hall.server, [hall.new_member(name) for name in (SPEAKER, STAYS)]
    meeting = begin(hall)
    hall.database.run('UPDATE meeting SET live_at_us = live_at_us - ? WHERE id = ?', 600 * 1000 * MS, meeting)
    people = [Person(hall, account, meeting, role) for account, role in zip(accounts, ('publish', 'view'))]
    for one in people:
        one.until_seen(30000)
    end_in_room(hall, meeting)
    for one in people:
        one.end()
    quiet = rows(server, "SELECT * FROM meeting_fault WHERE meeting_id = ? AND kind = 'held'", meeting)
    assert quiet[0]['from_ms'] == 0 and quiet[0]['to_ms'] >= 599000, quiet  # media is told by the second
    register, records = closed(hall, meeting)
    for name in (SPEAKER, STAYS):
        record = records[hall.people[name]]
        assert record['state'] == 'present' and record['required_ms'] < 600000, record
    assert all(written == computed for written, computed in reference.texts(server.data, register))


def test_a_stop_loses_nothing(hall):
    """What was delivered since the last beat is written, and a visit goes on until the stop."""
    server, accounts = hall.server, [hall.new_member(name) for name in (SPEAKER, STAYS)]
    meeting = begin(hall)
    people = [Person(hall, account, meeting, role) for account, role in zip(accounts, ('publish', 'view'))]
    people[1].until_seen(1)
    people[0].until_seen(sum_of(seen(server, people[0].id)) + 1)  # a beat: the next one comes in some seconds
    written = sum_of(seen(server, people[0].id))
    heard = people[1].peers[0].number('audio')
    people[1].peers[0].until(lambda peer: peer.number('audio') >= heard + 150, 'three seconds of sound')
    assert server.stop() == 0
    # A viewer's media counts once his next report confirms it, which may be some seconds away.
    assert sum_of(seen(server, people[0].id)) >= written + 1000
    for one in people:
        one.end()
    hall.start_again()
    visits = wait_until(lambda: rows(server, 'SELECT * FROM room_visit WHERE until_us NOT NULL'), 'visits that ended')
    assert all(visit['until_us'] >= visit['from_us'] + 3000 * MS for visit in visits)


def test_a_talk_keeps_nothing(hall):
    party = hall.new_member(STAYS)
    answer = hall.admin.post('meetings', json={
        'title': '谈心谈话', 'type_id': 'broadcast', 'unit_id': VILLAGE, 'visibility': 'invited', 'kind': 'talk',
        'starts_at': '2031-01-01T01:00:00Z', 'ends_at': '2031-01-01T02:00:00Z', 'is_recorded': False,
        'languages': [{'tag': 'zh', 'is_floor': True, 'offset_ms': 0}],
        'parties': [{'person_id': party.id, 'part': 'party'}]})
    assert answer.status_code == 201, answer.text
    talk = answer.json()['id']
    step(hall.admin, talk, 'open')
    host = Seat(hall.server, token=hall.admin.headers['Authorization'].split(' ')[1])
    host.hello()
    view = host.request('room.enter', room=talk)
    guest = Seat(hall.server, secret=party.secret)
    guest.hello()
    assert guest.request('room.enter', room=talk)['type'] == 'room'
    with RoomPeer(host, 'publish'), RoomPeer(guest, 'view', view['people'][0]['session']) as viewer:
        viewer.until_media(60)  # four seconds: it was told, and is passed over
    assert host.request('room.end')['type'] == 'ok'
    assert not log_lines(hall.server)
    for table, column in (('viewing', 'meeting_id'), ('register', 'event_id'), ('room_visit', 'meeting_id')):
        assert not rows(hall.server, f'SELECT 1 FROM {table} WHERE {column} = ?', talk), table
    host.close()
    guest.close()
