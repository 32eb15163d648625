"""A data folder of the version before courses, with meetings, recordings and viewings, comes up to today's:
every row is still there, and what clients read is the same."""
import contextlib
import pathlib
import shutil
import sqlite3
import time

import pytest
from driver.api import Client, Program
from driver.viewing import Player, beat, plan, stored_sequences
from driver.waiting import wait_until

STEPS = pathlib.Path(__file__).parents[2] / 'catalog/store/steps'
BEFORE_COURSES = 7
DAY_US = 86400 * 1000000


def database_of(folder):
    return contextlib.closing(sqlite3.connect(folder / 'tongping.db'))


def tables(database):
    return [name for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name"
                                               " NOT LIKE 'sqlite_%' ORDER BY name")]


def columns(database, table):
    return [row[1] for row in database.execute(f'PRAGMA table_info({table})')]


def make_old(new, old):
    """The old schema with the rows of a new database, as far as it can hold them."""
    with contextlib.closing(sqlite3.connect(old)) as database:
        for step in sorted(STEPS.glob('000[1-8]-*.sql')):
            database.executescript(step.read_text('utf-8'))
        database.execute('ATTACH ? AS new', [str(new)])
        for table in tables(database):
            database.execute(f'DELETE FROM {table}')  # what a step has put in
            names = ', '.join(columns(database, table))
            database.execute(f'INSERT INTO main.{table} ({names}) SELECT {names} FROM new.{table}')
        mark, = database.execute('PRAGMA new.application_id').fetchone()
        database.execute(f'PRAGMA application_id = {mark}')
        database.execute(f'PRAGMA user_version = {BEFORE_COURSES}')
        database.commit()
        assert database.execute('PRAGMA foreign_key_check').fetchall() == []
        assert 'course' not in tables(database) and 'lesson_id' not in columns(database, 'viewing')


def rows_of(folder, shape):
    with database_of(folder) as database:
        return {table: database.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY 1, 2").fetchall()
                for table, names in shape.items()}


@pytest.fixture
def filled(yard):
    """A server that has run for a while: people, a viewing of the demo, a published recording with one."""
    server = yard.start()
    studio, member = Program(server, 'demo-studio'), Program(server, 'demo-member')
    meeting = plan(studio, Program(server, 'demo-admin').get('units').json()[0]['id'])
    player = Player(member, 'demo')
    assert player.send(beat(1), beat(2, position_ms=4321, seen=[{'from_ms': 10, 'to_ms': 4321}])).status_code == 200
    wait_until(lambda: len(stored_sequences(server, player.id)) == 2, 'the beats')
    assert server.stop() == 0
    now_us = time.time_ns() // 1000
    with database_of(server.data) as database:
        database.execute("UPDATE meeting SET state = 'published', published_at_us = ?, live_at_us = ?, ended_at_us = ?,"
                         ' duration_us = 60000000, bytes = 1000000 WHERE id = ?',
                         [now_us - DAY_US, now_us - 2 * DAY_US, now_us - 2 * DAY_US + 60000000, meeting])
        database.execute('INSERT OR REPLACE INTO recording_keeping (meeting_id, is_kept) VALUES (?, 1)', [meeting])
        names = [name for name in columns(database, 'viewing') if name not in ('id', 'meeting_id', 'is_live', 'resume_ms')]
        kept = ', '.join(names)
        database.execute(f'INSERT INTO viewing (id, meeting_id, is_live, resume_ms, {kept})'
                         f" SELECT 'b' || substr(id, 2), ?, 0, 7777, {kept} FROM viewing WHERE id = ?", [meeting, player.id])
        database.commit()
    return server, meeting, player


def read(server, meeting):
    """What clients of all kinds are told of it."""
    admin, studio, member = (Program(server, f'demo-{name}') for name in ('admin', 'studio', 'member'))
    answers = {path: client.get(path).json() for client, path in (
        (admin, 'units'), (admin, 'accounts'), (admin, 'members'), (studio, f'meetings/{meeting}'),
        (studio, f'meetings/{meeting}/recording'), (member, 'session'))}
    answers['session'].pop('expires_at')  # it moves
    answers[f'meetings/{meeting}/recording'].pop('mp4_url')  # its token is new each time
    answers['recordings'] = member.get('now').json()['recordings']
    answers['audit'] = [row for row in admin.get('audit').json() if row['action'] not in ('member.see', 'session.create')]
    return answers


def test_from_the_version_before_courses(yard, filled):
    server, meeting, player = filled
    server.start()
    before = read(server, meeting)
    assert before['recordings'] and before['audit']
    assert server.stop() == 0

    other = yard.server('upgraded')
    shutil.copytree(server.data, other.data, ignore=shutil.ignore_patterns('tongping.db*', 'courses', 'public'))
    make_old(server.data / 'tongping.db', other.data / 'tongping.db')
    with database_of(other.data) as database:
        shape = {table: columns(database, table) for table in ('viewing', 'meeting', 'meeting_language',
                                                              'recording_keeping', 'account', 'member', 'unit', 'place')}
    old = rows_of(other.data, shape)
    assert len(old['viewing']) >= 2
    other.start()
    assert read(other, meeting) == before
    again = Client(other).post(f'viewings/{player.id}/beats', params={'token': player.token},
                               json={'beats': [beat(3, seen=[])]})
    assert again.status_code == 200, again.text
    assert other.stop() == 0
    new = rows_of(other.data, shape)
    place = shape['viewing'].index('id')
    changed = {row[place] for row in set(old['viewing']) ^ set(new['viewing'])}
    assert changed <= {player.id}, 'only the one that went on'
    for table in shape:
        if table not in ('viewing', 'account', 'meeting'):
            assert new[table] == old[table], table
    assert [row for row in new['meeting'] if row[0] == meeting] == [row for row in old['meeting'] if row[0] == meeting]
