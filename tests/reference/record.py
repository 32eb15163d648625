#!/usr/bin/python3
"""The second implementation of records, written from docs/attendance.md: read side by side with it.

    record.py DATA REGISTER

reads a data folder (or a backup of one), its database and its raw viewing log, computes every record of the
register anew by credit.py, and prints the canonical texts, one behind the other, in the order of their ids.
What nobody can compute (ids, when it was closed, the words of a correction) is taken from the record itself;
the days of the log are those that it names, and their sums are computed from the files.
"""
import datetime
import hashlib
import json
import sqlite3
import sys
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

import credit

MOST_INTERVALS = 300      # of a set in a text
EARLIER_US = 7 * 24 * 3600 * 10**6
HOW = ('remote', 'phone', 'qr', 'card', 'pin', 'paper', 'account')
POLICY_COLUMNS = {'max_rate': 'max_rate', 'replay_weight': 'replay_weight', 'offline_weight': 'offline_weight',
                  'present_at': 'present_at', 'absent_below': 'absent_below', 'late_after': 'late_after_ms',
                  'left_before': 'left_before_ms', 'least': 'least_ms', 'cap': 'cap_ms', 'hour': 'hour_ms'}


# ---- the text

def words(text):
    composed = unicodedata.normalize('NFC', text or '')
    return ''.join(letter for letter in composed
                   if unicodedata.category(letter) != 'Cc' and letter not in '\u2028\u2029') or '-'


def coarse(intervals):
    """A set of too many intervals without its gaps of less than 1 s, 2 s, 4 s …"""
    written, gap = intervals, 1000
    while len(written) > MOST_INTERVALS:
        written = []
        for begin, end in intervals:
            if written and begin - written[-1][1] < gap:
                written[-1] = (written[-1][0], end)
            else:
                written.append((begin, end))
        gap *= 2
    return credit.set_text(written)


# ---- the catalogue

class Catalogue:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.database = sqlite3.connect(f'file:{self.folder / "tongping.db"}?mode=ro', uri=True)
        self.database.row_factory = sqlite3.Row

    def rows(self, sql, *values):
        return self.database.execute(sql, values).fetchall()

    def one(self, sql, *values):
        found = self.rows(sql, *values)
        return found[0] if found else None


@dataclass
class Stay:
    presence: credit.Presence
    how: str
    place: str
    is_own: bool


def duration(catalogue, register):
    """(ms, moves): moves are viewing → (session, offset, length) of a study session."""
    if register['kind'] == 'meeting':
        row = catalogue.one('SELECT kind, duration_us, ended_at_us, base_wall_us, live_at_us FROM meeting WHERE id = ?',
                            register['event_id'])
        if row is None:
            return 0
        if row['duration_us'] > 0:
            return row['duration_us'] // 1000
        base = row['base_wall_us'] if row['kind'] == 'broadcast' else row['live_at_us']  # of a room: when it was opened
        return max((row['ended_at_us'] - base) // 1000, 0) if base else 0
    if register['kind'] == 'lesson':
        row = catalogue.one('SELECT duration_ms FROM lesson WHERE id = ?', register['event_id'])
        return row['duration_ms'] if row else 0
    parts = study_parts(catalogue, register['event_id'])[0]
    return sum(length for _, length in parts.values())


def study_parts(catalogue, study):
    """(lesson → (offset, length), viewing → the same)."""
    parts, moves, end = {}, {}, 0
    for row in catalogue.rows('SELECT * FROM viewing WHERE study_id = ? AND last_sequence > 0'
                              ' ORDER BY started_at_us, id', study):
        of = row['lesson_id'] or row['meeting_id']
        if of not in parts:
            length = (catalogue.one('SELECT duration_ms AS ms FROM lesson WHERE id = ?', of) or
                      catalogue.one('SELECT duration_us / 1000 AS ms FROM meeting WHERE id = ?', of))['ms']
            parts[of] = (end, length)
            end += length
        moves[row['id']] = parts[of]
    return parts, moves


def room_viewings(catalogue, kind, event, place):
    column = {'meeting': 'meeting_id', 'lesson': 'lesson_id', 'study': 'study_id'}[kind]
    other = '' if kind == 'study' else ' AND study_id IS NULL'
    return [row['id'] for row in catalogue.rows(
        f'SELECT id FROM viewing WHERE {column} = ? AND place_id = ?{other} ORDER BY started_at_us, id', event, place)]


def stays_of(catalogue, register, member):
    """Where somebody was, at this event and at others."""
    stays = []
    for row in catalogue.rows(
            'SELECT presence.*, register.kind, register.event_id, register.ended_at_us AS ended FROM presence'
            ' JOIN register ON register.id = register_id WHERE presence.member_id = ? AND from_us >= ?',
            member, register['began_at_us'] - EARLIER_US):
        marks = catalogue.rows('SELECT * FROM presence_mark WHERE presence_id = ? ORDER BY entered_at_us, id',
                               row['id'])
        if any(mark['kind'] == 'withdrawn' for mark in marks):
            continue
        left = [mark['at_us'] for mark in marks if mark['kind'] == 'left']
        until = left[-1] if left else row['until_us'] or row['ended']
        viewings = ([row['viewing_id']] if row['claim'] == 'beside' else
                    room_viewings(catalogue, row['kind'], row['event_id'], row['place_id']))
        presence = credit.Presence(row['id'], row['claim'], row['from_us'] // 1000,
                                   until // 1000 if until else credit.FOR_EVER, viewings)
        if presence.begin < presence.end:
            stays.append(Stay(presence, row['how'], row['place_id'] or '', row['register_id'] == register['id']))
    return stays


def moment_ms(text):
    return int(datetime.datetime.fromisoformat(text.replace('Z', '+00:00')).timestamp() * 1000)


@dataclass
class Changes:
    """What approved corrections say."""
    stays: list
    faults: list
    leave: bool = False
    is_erased: bool = False


def changes_of(catalogue, register, member, at):
    changes = Changes([], [])
    for row in catalogue.rows("SELECT * FROM correction WHERE register_id = ? AND state = 'approved'"
                              ' AND decided_at_us <= ? ORDER BY decided_at_us, id', register['id'], at):
        content = json.loads(row['content'])
        if row['kind'] == 'fault':
            changes.faults.append((content['fromMs'], content['toMs']))
        if row['member_id'] != member:
            continue
        changes.leave |= row['kind'] == 'excuse'
        changes.is_erased |= row['kind'] == 'erase_credit'
        if row['kind'] == 'presence':
            place = content.get('placeId', '')
            viewings = (room_viewings(catalogue, register['kind'], register['event_id'], place)
                        if content['claim'] == 'room' else [content['viewingId']])
            presence = credit.Presence(row['id'], content['claim'], moment_ms(content['from']),
                                       moment_ms(content['until']), viewings)
            changes.stays.append(Stay(presence, 'paper', place, True))
    return changes


def policy_of(catalogue, register):
    """By what it was closed with: (id, version, values)."""
    row = catalogue.one('SELECT * FROM policy WHERE id = ? AND version = ?', register['policy_id'],
                        register['policy_version'])
    values = {name: row[column] for name, column in POLICY_COLUMNS.items()}
    return row['id'], row['version'], {**values, 'counts': row['counts']}


def is_on_leave(catalogue, register, person):
    day = datetime.datetime.fromtimestamp(register['began_at_us'] / 10**6).strftime('%Y-%m-%d')
    return bool(person['is_excused'] or catalogue.rows(
        "SELECT 1 FROM attendance_leave WHERE member_id = ? AND state = 'granted' AND (event_id = ?"
        ' OR (event_id IS NULL AND ? BETWEEN from_day AND until_day))', person['member_id'], register['event_id'], day))


# ---- the log

def read_days(catalogue, days):
    log, sums = credit.Log(), {}
    for day in days:
        data = (catalogue.folder / 'viewings' / f'{day}.log').read_bytes()
        sums[day] = hashlib.sha256(data).hexdigest()
        credit.take_day(log, data)
    for viewing, moment in log.ended.items():
        if viewing in log.viewings:
            log.viewings[viewing].ended = moment
    return log, sums


def shift(intervals, offset, length):
    moved = [(offset + min(begin, length), offset + min(end, length)) for begin, end in intervals]
    return [(begin, end) for begin, end in moved if begin < end]


def move_studies(catalogue, log):
    """What was shown in a study session is of the session, its lessons one behind the other."""
    for row in catalogue.rows('SELECT id FROM study'):
        for viewing, (offset, length) in study_parts(catalogue, row['id'])[1].items():
            if viewing not in log.viewings:
                continue
            log.viewings[viewing].of = row['id']
            log.delivered[viewing] = shift(log.delivered.get(viewing, []), offset, length)
            for number, beat in log.beats.get(viewing, {}).items():
                log.beats[viewing][number] = replace(beat, seen=shift(beat.seen, offset, length))


# ---- a record

def how_of(case, stays):
    found = {stay.how for stay in stays if stay.is_own}
    if any(viewing.of == case.event and case.log.beats.get(viewing.id) for viewing in credit.own_viewings(case)):
        found.add('account')
    return ','.join(how for how in HOW if how in found) or '-'


def confirmed_by(catalogue, register, stays):
    places = {stay.place for stay in stays if stay.is_own and stay.place}
    names = [row['entered_name'] for row in catalogue.rows(
        'SELECT * FROM register_confirmation WHERE register_id = ? ORDER BY entered_at_us, id', register['id'])
             if row['place_id'] is None or row['place_id'] in places]
    return words(names[-1]) if names else '-'


def given(text):
    """The lines of a record that nobody can compute, by their keys."""
    return dict(line.split(' ', 1) for line in text.split('\n')[:-1])


def account_of(catalogue, person):
    """As of the snapshot; who had none then, and has one now: that."""
    now = catalogue.one('SELECT id FROM account WHERE member_id = ?', person['member_id'])
    return person['account_id'] or (now and now['id']) or '-'


def compute(catalogue, register, record, text):
    said = given(text)
    days = [] if said['log'] == '-' else [part.split(':')[0] for part in said['log'].split(',')]
    log, sums = read_days(catalogue, days)
    move_studies(catalogue, log)
    person = catalogue.one('SELECT * FROM register_person WHERE register_id = ? AND member_id = ?', register['id'],
                           record['member_id'])
    changes = changes_of(catalogue, register, record['member_id'], record['closed_at_us'])
    stays = stays_of(catalogue, register, record['member_id']) + changes.stays
    policy, version, values = policy_of(catalogue, register)
    faults = credit.union([(row['from_ms'], row['to_ms']) for row in catalogue.rows(
        'SELECT * FROM meeting_fault WHERE meeting_id = ?', register['event_id'])] + changes.faults)
    case = credit.Case(event=register['event_id'], kind=register['kind'], duration=duration(catalogue, register),
                       faults=faults, policy=values, person=record['member_id'],
                       account=account_of(catalogue, person), presences=[stay.presence for stay in stays],
                       leave=changes.leave or is_on_leave(catalogue, register, person), log=log)
    how = how_of(case, stays)
    if changes.is_erased:
        case.log = credit.Log()
        how = how_of(case, stays)
    answer = credit.credit(case)
    lines = [
        'tongping-record 1', f"id {record['id']}", f"register {register['id']}",
        f"event {register['kind']} {register['event_id']}", f"title {words(register['title'])}",
        f"began {register['began_at_us']}", f"member {person['member_id']}", f"name {words(person['name'])}",
        f"unit {person['unit_id']} {words(person['unit_name'])}", 'rule credit-1', f'policy {policy} {version}',
        f'faults {coarse(faults)}',
        *(f'{name} {coarse(getattr(answer, name))}' for name in (*credit.CLASSES, 'presence')),
        f'required {answer.required}', f'covered {answer.covered}', f'credited {answer.credited}',
        f'state {answer.state}', f'how {how}', f'confirmed {confirmed_by(catalogue, register, stays)}',
        'log ' + (','.join(f'{day}:{sums[day]}' for day in days) or '-'),
        f"replaces {record['replaces_id'] or '-'}", f"reason {said['reason']}", f"approved {said['approved']}",
        f"closed {said['closed']}"]
    return ''.join(line + '\n' for line in lines)


def texts(folder, register_id):
    """(as written, as computed) of every record of a closed register."""
    catalogue = Catalogue(folder)
    register = catalogue.one('SELECT * FROM register WHERE id = ?', register_id)
    for record in catalogue.rows('SELECT record.*, text FROM record JOIN ledger_leaf ON leaf_index = leaf'
                                 ' WHERE register_id = ? ORDER BY record.id', register_id):
        yield record['text'], compute(catalogue, register, record, record['text'])


def main(arguments):
    if len(arguments) != 2:
        sys.exit('usage: record.py DATA REGISTER')
    n_different = 0
    for written, computed in texts(*arguments):
        print(computed, end='')
        n_different += written != computed
    if n_different:
        sys.exit(f'{n_different} records are not what was written')


if __name__ == '__main__':
    main(sys.argv[1:])
