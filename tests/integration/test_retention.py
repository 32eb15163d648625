"""Recordings whose time is over: told before, removed by the catalogue first, then from the disk."""
import shutil
import sqlite3
import time

import pytest
from driver.api import Client, Program, assert_problem
from driver.live import Watcher
from driver.viewing import Player, beat, plan, step, stored_sequences
from driver.waiting import wait_until

DAY_US = 86400 * 1000000
SETTINGS = {'live': {'ladder': '360', 'keep_recordings': '30'}}

pytestmark = pytest.mark.skipif(not shutil.which('gst-inspect-1.0') and not shutil.which('ffmpeg'),
                                reason='needs a programme')


def sql(server, *statements):
    """In the database of a server that does not run: what time would have done."""
    with sqlite3.connect(server.data / 'tongping.db') as database:
        for text, *values in statements:
            database.execute(text, values)
    database.close()


def folder(server, meeting):
    return server.data / 'media' / meeting


def record(server, n_segments=1):
    """A published recording of a few seconds that somebody has watched; its meeting and player."""
    studio = Program(server, 'demo-studio')
    meeting = plan(studio, Program(server, 'demo-admin').get('units').json()[0]['id'])
    step(studio, meeting, 'go_live')
    Watcher(Client(server), f'/live/{meeting}/').wait_segments('v360', n_segments)
    player = Player(Program(server, 'demo-member'), meeting)
    assert player.send(beat(1)).status_code == 200
    step(studio, meeting, 'end', 'make_ready', 'publish')
    return meeting, player


def recording(server, meeting):
    answer = Program(server, 'demo-studio').get(f'meetings/{meeting}/recording')
    assert answer.status_code == 200, answer.text
    return answer.json()


def age(server, meeting):
    """Published forty days ago and told of it in time."""
    now_us = int(time.time() * 1000000)
    sql(server,
        ('UPDATE meeting SET published_at_us = ? WHERE id = ?', now_us - 40 * DAY_US, meeting),
        ('INSERT INTO recording_keeping (meeting_id, due_at_us) VALUES (?, ?)'
         ' ON CONFLICT (meeting_id) DO UPDATE SET due_at_us = excluded.due_at_us', meeting, now_us - 10 * DAY_US))


def test_told_marked_removed(yard):
    server = yard.start(settings=SETTINGS)
    old, player = record(server)
    marked, _ = record(server)
    open_still = plan(Program(server, 'demo-studio'), Program(server, 'demo-admin').get('units').json()[0]['id'])
    assert server.stop() == 0
    server.start()
    wait_until(lambda: recording(server, old)['kept_until'], 'the day is told')
    studio = Program(server, 'demo-studio')
    assert studio.patch(f'meetings/{marked}/recording', json={'is_kept': True}).json()['is_kept']
    rows = {row['id']: row for row in studio.get('meetings').json()['meetings']}
    assert rows[old]['kept_until'] == recording(server, old)['kept_until']
    assert rows[marked]['kept_until'] is rows[open_still]['kept_until'] is None
    member = Program(server, 'demo-member')
    assert {row['id']: row for row in member.get('meetings').json()['meetings']}[old]['kept_until'] is None
    assert server.stop() == 0
    for meeting in (old, marked):
        age(server, meeting)
    server.start()
    wait_until(lambda: not folder(server, old).exists(), 'the files are gone')
    assert folder(server, marked).is_dir()
    seen = recording(server, old)
    assert seen['removed_at'] and not seen['is_playable'] and seen['duration_ms'] > 0
    member = Program(server, 'demo-member')
    detail = member.get(f'meetings/{old}').json()
    assert detail['recording_removed_at'] == seen['removed_at'] and detail['state'] == 'published'
    assert_problem(member.post('viewings', json={'meeting_id': old}), 409, 'conflict')
    assert Client(server).get(f'/live/{old}/master.m3u8').status_code == 404
    now = member.get('now').json()['recordings']
    assert marked in [row['id'] for row in now] and old not in [row['id'] for row in now]
    studio = Program(server, 'demo-studio')
    assert_problem(studio.patch(f'meetings/{old}/recording', json={'is_kept': True}), 409, 'conflict')
    assert_problem(studio.post(f'meetings/{old}/steps', json={'step': 'unpublish'}), 409, 'conflict')
    assert stored_sequences(server, player.id) == [1]  # who watched is proved still
    entries = Program(server, 'demo-admin').get('audit', params={'action': 'recording.expire'}).json()
    assert [(entry['target'], entry['outcome']) for entry in entries] == [(old, 'ok')]
    assert entries[0]['detail']['keep_days'] == 30 and entries[0]['detail']['bytes'] > 0


def test_killed_in_between(yard):
    """The catalogue has removed it, the files are there still: the next start deletes them."""
    server = yard.start(settings=SETTINGS)
    half, _ = record(server)
    server.kill()
    now_us = int(time.time() * 1000000)
    sql(server, ('INSERT INTO recording_keeping (meeting_id, expired_at_us, has_files) VALUES (?, ?, 1)'
                 ' ON CONFLICT (meeting_id) DO UPDATE SET expired_at_us = excluded.expired_at_us, has_files = 1',
                 half, now_us))
    assert any(folder(server, half).iterdir())
    server.start()
    wait_until(lambda: not folder(server, half).exists(), 'the files are gone')
    assert server.stop() == 0
    with sqlite3.connect(server.data / 'tongping.db') as database:
        assert database.execute('SELECT has_files FROM recording_keeping WHERE meeting_id = ?',
                                (half,)).fetchall() == [(0,)]
    database.close()
