"""Records: from the raw log to closed records, against the second implementation, and killed in between."""
import datetime
import importlib
import json
import pathlib
import sys
import time

import pytest
from driver.api import Program
from driver.past import DAY_US, HOUR_US, MS, days_ago, new_id, past_of, rows
from driver.waiting import wait_until

REFERENCE = pathlib.Path(__file__).parents[1] / 'reference'
MINUTE_US = 60 * 10**6
CLOSED_WITHIN_S = 120


@pytest.fixture(scope='module')
def reference():
    sys.path.insert(0, str(REFERENCE))
    yield importlib.import_module('record')
    sys.path.remove(str(REFERENCE))


def stopped(yard):
    """A server that has made its database and does not run."""
    server = yard.start()
    assert server.stop() == 0
    return server


def is_closed(server, *registers):
    found = rows(server, 'SELECT id FROM register WHERE closed_at_us IS NOT NULL')
    return set(registers) <= {row['id'] for row in found}


def close(server, *registers):
    server.start()
    wait_until(lambda: is_closed(server, *registers), 'registers are closed', CLOSED_WITHIN_S)


def compare(reference, server, register):
    """Every text byte for byte; returns the newest by member."""
    found = {}
    pairs = list(reference.texts(server.data, register))
    assert pairs
    for written, computed in pairs:
        assert written == computed
        said = reference.given(written)
        found[said['member']] = said
    return found


def some_account(past):
    return past.one("SELECT id FROM account WHERE name = 'demo-member'")['id']


# ---- the seven traces ----

FILM_MS = 600000


def trace_lines(past, began, register, lessons):
    """member by name: what the last column of the traces says of it stands in TRACES."""
    members = {}
    account = some_account(past)

    def watch(name, spans, **how):
        # Each with a film and on a day of its own: one account stands for many people.
        members[name] = past.person(register[name], account=account)
        start = began[name]
        viewing = past.viewing(start, lessons[name], 'lesson', who='account', owner=account)
        past.log.play(viewing, start, spans, **how)

    watch('all', [(0, FILM_MS)])
    watch('loop', [(0, 300000), (0, 300000)])
    watch('end', [(585000, FILM_MS)])
    watch('double', [(0, FILM_MS)], rate=2000)
    members['script'] = past.person(register['script'], account=account)
    viewing = past.viewing(began['script'], lessons['script'], 'lesson', who='account', owner=account)
    past.log.delivered(began['script'], viewing, 0, FILM_MS)
    for number in range(1, 21):  # 600 s of media claimed in 20 s
        past.log.beat(began['script'] + number * 10**6, viewing, number, [((number - 1) * 30000, number * 30000)])
    members['both'] = past.person(register['both'], account=account)
    for shift in (0, 500 * MS):
        viewing = past.viewing(began['both'] + shift, lessons['both'], 'lesson', who='account',
                               owner=account)
        past.log.play(viewing, began['both'] + shift, [(0, FILM_MS)])
    return members


TRACES = {  # name: (coverage, presence) at most, at least, in ms
    'all': ((600000, 600000), (600000, 600000)),
    'loop': ((300000, 300000), (600000, 600000)),
    'end': ((15000, 15000), (15000, 15000)),
    'script': ((30000, 40000), (15000, 20000)),
    'double': ((600000, 600000), (300000, 300000)),
    'both': ((598000, 600000), (599000, 601000)),
}


def test_traces(yard, reference):
    """Six of one person alone; the seventh is test_room."""
    server = stopped(yard)
    with past_of(server) as past:
        began = {name: days_ago(10 - number) for number, name in enumerate(TRACES)}
        past.database.execute('PRAGMA foreign_keys = OFF')
        registers, lessons = {}, {}
        for number, name in enumerate(TRACES):
            lessons[name] = past.insert('lesson', id=new_id(), course_id=new_id(), position=number, kind='video',
                                        title='课', duration_ms=FILM_MS, created_at_us=0, changed_at_us=0)
            registers[name] = past.register('lesson', lessons[name], began[name], began[name] + HOUR_US,
                                            member_id=new_id())
        made = trace_lines(past, began, registers, lessons)
        for name, member in made.items():  # one lesson register for each member
            past.database.execute('UPDATE register SET member_id = ? WHERE id = ?', (member, registers[name]))
    close(server, *registers.values())
    assert server.stop() == 0
    for name, bounds in TRACES.items():
        said = compare(reference, server, registers[name])[made[name]]
        presence = sum(end - begin for begin, end in spans_of(said['presence']))
        for value, (least, most) in zip((int(said['covered']), presence), bounds):
            assert least <= value <= most, (name, said)
        assert said['how'] == 'account'


def spans_of(text):
    return [] if text == '-' else [tuple(map(int, part.split('-'))) for part in text.split(',')]


# ---- a room ----

def add_room(past, register, meeting, began, duration_ms):
    """Thirteen people round one television, each with an own in and out. Returns their stays by member, in ms."""
    place = past.one('SELECT id FROM place LIMIT 1')['id']
    screen = new_id()
    past.database.execute('PRAGMA foreign_keys = OFF')
    viewing = past.viewing(began, meeting, 'live', who='screen', owner=screen, place_id=place)
    past.log.play(viewing, began, [(0, duration_ms)])
    stays = {}
    for number in range(13):
        member = past.person(register)
        come, gone = number * 10000, duration_ms - number * 20000
        past.presence(register, member, began + come * MS, began + gone * MS, place_id=place)
        stays[member] = (come, gone)
    return stays, place


def test_room(yard, reference):
    server = stopped(yard)
    with past_of(server) as past:
        began = days_ago(5)
        meeting = past.meeting(began, FILM_MS)
        register = past.register('meeting', meeting, began, began + FILM_MS * MS)
        stays, place = add_room(past, register, meeting, began, FILM_MS)
        for step, at in (('begin', 1), ('end', 2)):
            past.insert('register_confirmation', id=new_id(), register_id=register, place_id=place, step=step,
                        present=13, entered_by='x', entered_name='李文书', entered_at_us=began + at)
        past.insert('register_count', id=new_id(), register_id=register, place_id=place, heads=13, entered_by='x',
                    entered_name='x', entered_at_us=began)
        past.insert('meeting_fault', meeting_id=meeting, from_ms=300000, to_ms=330000, kind='held', made_at_us=0)
        absent = past.person(register)
        excused = past.person(register, is_excused=1)
        withdrawn = past.person(register)
        wrong = past.presence(register, withdrawn, began, None, place_id=place)
        past.insert('presence_mark', id=new_id(), presence_id=wrong, kind='withdrawn', at_us=began, entered_by='x',
                    entered_name='x', entered_at_us=began + 1)
    close(server, register)
    assert server.stop() == 0
    found = compare(reference, server, register)
    assert len(found) == 16
    for member, (come, gone) in stays.items():
        assert found[member]['live'] == f'{come}-{gone}', found[member]
        assert (found[member]['how'], found[member]['confirmed']) == ('remote', '李文书')
    assert [found[member]['state'] for member in (absent, excused, withdrawn)] == ['absent', 'excused', 'absent']
    sure = rows(server, "SELECT confidence, count(*) AS n FROM record GROUP BY confidence ORDER BY 1")
    assert {row['confidence']: row['n'] for row in sure} == {'high': 13, 'middle': 3}


# ---- a study session of two lessons ----

def test_study(yard, reference):
    server = stopped(yard)
    with past_of(server) as past:
        past.database.execute('PRAGMA foreign_keys = OFF')
        began, study, place, screen = days_ago(4), new_id(), past.one('SELECT id FROM place LIMIT 1')['id'], new_id()
        lessons = [past.insert('lesson', id=new_id(), course_id=new_id(), position=number, kind='video', title='课',
                               duration_ms=120000, created_at_us=0, changed_at_us=0) for number in (1, 2)]
        past.insert('study', id=study, place_id=place, title='课', is_course=1, opened_name='x', begun_at_us=began,
                    ended_at_us=began + HOUR_US, end_kind='closed')
        register = past.register('study', study, began, began + HOUR_US, place_id=place)
        for number, lesson in enumerate(reversed(lessons)):  # the second one was shown first
            start = began + number * 5 * MINUTE_US
            viewing = past.viewing(start, lesson, 'lesson', who='screen', owner=screen, place_id=place, study_id=study)
            past.log.play(viewing, start, [(0, 125000)])  # five seconds more than the lesson has
        whole = past.person(register)
        past.presence(register, whole, began, None, place_id=place)
        late = past.person(register)
        past.presence(register, late, began + 4 * MINUTE_US, None, place_id=place, how='paper')
    close(server, register)
    assert server.stop() == 0
    found = compare(reference, server, register)
    assert found[whole]['live'] == '0-240000' and found[whole]['required'] == '240000'
    assert found[late]['live'] == '120000-240000' and found[late]['how'] == 'paper'


# ---- killed ----

PEOPLE = 1100  # five batches


def batch_count(server):
    return rows(server, 'SELECT count(*) AS n FROM record')[0]['n']


@pytest.mark.parametrize('kills', [20])
def test_killed_while_closing(yard, reference, kills):
    """Between any two commits: everybody has one record in the end, of one computation."""
    server = stopped(yard)
    registers = []
    with past_of(server) as past:
        past.database.execute('PRAGMA foreign_keys = OFF')
        for number in range(kills // 4):
            began = days_ago(9) + number * HOUR_US
            meeting = past.meeting(began, FILM_MS)
            registers.append(past.register('meeting', meeting, began, began + FILM_MS * MS))
            for _ in range(PEOPLE):
                past.person(registers[-1])
            add_room(past, registers[-1], meeting, began, FILM_MS)
    killed = 0
    seen = set()
    while killed < kills and not is_closed(server, *registers):
        before = batch_count(server)
        server.start()
        wait_until(lambda: batch_count(server) > before or is_closed(server, *registers), 'a commit', CLOSED_WITHIN_S)
        server.kill()
        killed += 1
        seen.add(batch_count(server))
    close(server, *registers)
    assert server.stop() == 0
    assert len(seen) >= 3, 'it was killed in the middle'
    for register in registers:
        count = rows(server, 'SELECT count(*) AS n, count(DISTINCT member_id) AS people FROM record'
                             ' WHERE register_id = ?', register)[0]
        assert count == {'n': PEOPLE + 13, 'people': PEOPLE + 13}
    leaves = rows(server, "SELECT count(*) AS n FROM ledger_leaf WHERE kind = 'record'")[0]['n']
    assert leaves == (PEOPLE + 13) * len(registers)
    compare(reference, server, registers[0])


# ---- what is watched later ----

def test_watched_later(yard, reference):
    server = stopped(yard)
    with past_of(server) as past:
        account = some_account(past)
        began = days_ago(8)
        meeting = past.meeting(began, FILM_MS)
        register = past.register('meeting', meeting, began, began + FILM_MS * MS)
        member = past.person(register, account=account)
        viewing = past.viewing(began, meeting, 'live', who='account', owner=account)
        past.log.play(viewing, began, [(0, 200000)])
    close(server, register)
    assert server.stop() == 0
    assert len(compare(reference, server, register)) == 1
    with past_of(server) as past:  # the log of that day is closed: this is a day that was not there
        later = days_ago(0, 0) - 30 * HOUR_US
        viewing = past.viewing(later, meeting, 'recording', who='account', owner=account)
        past.log.play(viewing, later, [(200000, FILM_MS)])
        past.database.execute('UPDATE record SET looked_until_us = ?', (later - DAY_US,))
    server.start()
    wait_until(lambda: batch_count(server) == 2, 'the record goes on', CLOSED_WITHIN_S)
    assert server.stop() == 0
    said = compare(reference, server, register)[member]
    assert said['replaces'] != '-' and said['covered'] == '600000' and said['state'] == 'present'
    newest = rows(server, 'SELECT is_newest FROM record ORDER BY id')
    assert [row['is_newest'] for row in newest] == [0, 1]


def rfc3339(at_us):
    return datetime.datetime.fromtimestamp(at_us / 10**6, datetime.UTC).isoformat()


def approve(past, register, member, kind, content='{}'):
    """A correction that two persons agreed on."""
    past.insert('correction', id=new_id(), record_id=new_id(), register_id=register, member_id=member, unit_id=new_id(),
                kind=kind, content=content, reason='当时在场', asked_by='a', asked_name='甲', asked_at_us=1,
                state='approved', decided_by='b', decided_name='乙', decided_at_us=time.time_ns() // 1000)


def corrected(server):
    return rows(server, "SELECT new_record_id FROM correction WHERE new_record_id IS NOT NULL AND new_record_id != ''")


def test_corrections_become_records(yard, reference):
    server = stopped(yard)
    with past_of(server) as past:
        began = days_ago(5)
        meeting = past.meeting(began, FILM_MS)
        register = past.register('meeting', meeting, began, began + FILM_MS * MS)
        stays, place = add_room(past, register, meeting, began, FILM_MS)
        forgotten, ill = past.person(register), past.person(register)
    close(server, register)
    assert server.stop() == 0
    assert len(compare(reference, server, register)) == len(stays) + 2
    with past_of(server) as past:
        past.database.execute('PRAGMA foreign_keys = OFF')
        approve(past, register, forgotten, 'presence', json.dumps(
            {'claim': 'room', 'placeId': place, 'from': rfc3339(began), 'until': rfc3339(began + FILM_MS * MS)}))
        approve(past, register, ill, 'excuse')
        wrong = min(stays)
        approve(past, register, wrong, 'erase_credit')
    server.start()
    wait_until(lambda: len(corrected(server)) == 3, 'the corrections are records', CLOSED_WITHIN_S)
    assert server.stop() == 0
    found = compare(reference, server, register)
    assert (found[forgotten]['covered'], found[forgotten]['state'], found[forgotten]['how']) == ('600000', 'present', 'paper')
    assert (found[ill]['state'], found[wrong]['credited']) == ('excused', '0')
    for member in (forgotten, ill, wrong):
        assert found[member]['replaces'] != '-'
        assert (found[member]['reason'], found[member]['approved']) == ('当时在场', '乙')
    newest = rows(server, 'SELECT member_id FROM record WHERE is_newest = 0')
    assert {row['member_id'] for row in newest} == {forgotten, ill, wrong}


def test_who_was_forgotten_gets_a_record(yard, reference):
    server = stopped(yard)
    with past_of(server) as past:
        began = days_ago(5)
        meeting = past.meeting(began, FILM_MS)
        clerk = past.one("SELECT unit_id FROM appointment JOIN account ON account.id = account_id"
                         " WHERE account.name = 'demo-clerk'")['unit_id']
        register = past.register('meeting', meeting, began, began + FILM_MS * MS, unit_id=clerk)
        stays, place = add_room(past, register, meeting, began, FILM_MS)
        late = past.one('SELECT member_id FROM membership WHERE unit_id = ? AND is_home AND until_day IS NULL', clerk)['member_id']
    server.start()
    hers, admin = Program(server, 'demo-clerk'), Program(server, 'demo-admin')
    entry = {'member_id': late, 'claim': 'room', 'place_id': place, 'from': rfc3339(began),
             'until': rfc3339(began + FILM_MS * MS), 'reason': '名单漏了他'}
    path = f'registers/{register}/corrections'
    wait_until(lambda: is_closed(server, register), 'the register is closed', CLOSED_WITHIN_S)
    there = {**entry, 'member_id': min(stays)}
    assert hers.post(path, json=there).status_code == 404  # nobody of the roster
    assert hers.post(path, json={**entry, 'until': entry['from']}).status_code == 400
    asked = hers.post(path, json=entry)
    assert asked.status_code == 201, asked.text
    assert asked.json()['title'].startswith('全县大会') and 'record_id' not in asked.json()
    assert hers.post(path, json=entry).status_code == 409
    decided = admin.post('corrections/decision', json={'ids': [asked.json()['id']], 'is_approved': True})
    assert decided.status_code == 200, decided.text
    wait_until(lambda: len(corrected(server)) == 1, 'the correction is a record', CLOSED_WITHIN_S)
    assert hers.post(path, json=entry).status_code == 409  # he has one now
    assert server.stop() == 0
    said = compare(reference, server, register)[late]
    assert (said['replaces'], said['covered'], said['state'], said['how']) == ('-', '600000', 'present', 'paper')
    assert said['reason'] == '名单漏了他' and said['approved'] != '-'
