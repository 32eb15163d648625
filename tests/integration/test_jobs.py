"""Files become assets by a tool of their own: the queue outlives the tool's and the server's death. The
tool here only pretends (driver/tus.py)."""
import os
import re
import shutil
import subprocess
import time

import pytest
from driver import tus
from driver.api import Program, assert_problem
from driver.seat import Seat
from driver.waiting import wait_until

ENDED = ('done', 'failed', 'cancelled')


@pytest.fixture
def start(yard):
    def begin(**more):
        tool = more.pop('tool', None) or tus.fake_tool(yard.path('tool'))
        return yard.start(settings={'course': {'tool': str(tool), 'min_free': '1MiB', **more}})
    return begin


def bring(server, lesson, text, name='课.mkv', purpose='video', **more):
    """A whole file; the id of its job."""
    data = text.encode()
    answer = tus.create(Program(server, 'demo-editor'), len(data), tus.about(lesson, name, purpose, **more), data=data)
    assert answer.status_code == 201, answer.text
    return answer.headers['Location'].rsplit('/', 1)[1]


def job_of(server, job, **headers):
    jobs = Program(server, 'demo-editor').get('jobs', headers=headers).json()['jobs']
    return next(row for row in jobs if row['id'] == job)


def wait_state(server, job, *states):
    return wait_until(lambda: (row := job_of(server, job))['state'] in states and row, f'{states} of {job}')


def take_step(server, job, step):
    return Program(server, 'demo-editor').post(f'jobs/{job}/steps', json={'step': step})


def assets(server, lesson, state='ready'):
    return tus.execute(server, 'SELECT kind, language, duration_ms, loudness_centi FROM asset WHERE lesson_id = ?'
                       ' AND state = ? ORDER BY kind, position', lesson, state)


def files(server, name):
    return sorted(path.name for path in (server.data / 'courses' / name).iterdir())


def test_a_video_becomes_assets(start):
    server = start()
    lesson = tus.make_lesson(server)
    job = bring(server, lesson, 'first')
    done = wait_state(server, job, *ENDED)
    assert (done['state'], done['permille'], done['attempts'], done['source_name']) == ('done', 1000, 1, '课.mkv'), done
    assert assets(server, lesson) == [('picture', '', 61440, None), ('sound', 'zh', 61440, -2280),
                                      ('sound', 'lis', 61440, -2280), ('subtitle', 'bo', 61440, None)]
    assert [row['problem'] for row in Program(server, 'demo-editor').get(
        f'lessons/{lesson}/assets', headers={'Accept-Language': 'zh-CN'}).json()['assets']
            if row['kind'] == 'sound'] == ['声音比画面短一秒以上：结尾部分没有声音。'] * 2
    assert tus.execute(server, 'SELECT duration_ms FROM lesson WHERE id = ?', lesson) == [(61440,)]
    assert len(files(server, 'assets')) == 4
    wait_until(lambda: files(server, 'jobs') == [] and files(server, 'uploads') == [], 'space given back')
    assert_problem(take_step(server, job, 'again'), 409, 'conflict')
    assert_problem(take_step(server, job, 'cancel'), 409, 'conflict')


def test_a_dub_replaces_the_one_before_when_it_is_ready(start):
    server = start()
    lesson = tus.make_lesson(server)
    wait_state(server, bring(server, lesson, 'first'), 'done')
    job = bring(server, lesson, 'dub slow', purpose='sound', language='lis')
    wait_state(server, job, 'running')
    assert ('sound', 'lis', 61440, -2280) in assets(server, lesson)
    (server.data / 'courses/jobs/go').touch()
    wait_state(server, job, 'done')
    assert [row[1] for row in assets(server, lesson)] == ['', 'zh', 'lis', 'bo']
    assert [row[1] for row in assets(server, lesson, 'withdrawn')] == ['lis']


def test_the_same_file_twice(start):
    server = start()
    lesson = tus.make_lesson(server)
    wait_state(server, bring(server, lesson, 'same'), 'done')
    again = wait_state(server, bring(server, lesson, 'same', 'another name.mkv'), *ENDED)
    assert (again['state'], again['problem']) == ('failed', 'This file is in the lesson already.')
    assert len(assets(server, lesson)) == 4
    wait_until(lambda: files(server, 'uploads') == [], 'space given back')
    assert wait_state(server, bring(server, tus.make_lesson(server), 'same'), *ENDED)['state'] == 'done'


@pytest.mark.parametrize('text, english, chinese', [
    ('broken', 'This file is damaged.', None),
    ('hard', 'There is no room for this file on the disk.', '服务器磁盘空间不足，放不下这个文件。'),
])
def test_a_failure_is_told(start, text, english, chinese):
    server = start()
    lesson = tus.make_lesson(server)
    job = bring(server, lesson, text)
    failed = wait_state(server, job, *ENDED)
    assert (failed['state'], failed['problem']) == ('failed', english)
    if chinese:
        assert job_of(server, job, **{'Accept-Language': 'zh-CN'})['problem'] == chinese
    assert tus.execute(server, 'SELECT count(*) FROM asset') == [(0,)]
    wait_until(lambda: [path.name for path in (server.data / 'courses/jobs' / job).iterdir()] == ['source'],
               'only the source stays')
    assert take_step(server, job, 'again').json()['state'] == 'waiting'
    assert wait_state(server, job, *ENDED)['state'] == 'failed'


def test_a_tool_that_does_not_say_what_it_should(yard, start):
    tool = tus.fake_tool(yard.path('other'))
    tool.write_text('#!/bin/sh\necho "["; head -c 400000 /dev/zero\n', encoding='utf-8')
    server = start(tool=tool)
    assert wait_state(server, bring(server, tus.make_lesson(server), 'x'), *ENDED)['state'] == 'failed'


def test_cancel(start):
    server = start()
    lesson = tus.make_lesson(server)
    running, waiting = bring(server, lesson, 'slow one'), bring(server, lesson, 'slow two')
    wait_until(lambda: job_of(server, running)['step'] == 'v720', 'its progress')
    assert job_of(server, running)['left_s'] in (90, 95)
    assert job_of(server, waiting)['state'] == 'waiting'
    for job in (waiting, running):
        assert take_step(server, job, 'cancel').json()['state'] == 'cancelled'
    wait_until(lambda: files(server, 'jobs') == [] and files(server, 'uploads') == [], 'space given back')
    wait_until(lambda: tus.execute(server, 'SELECT count(*) FROM asset') == [(0,)], 'no asset')
    assert wait_state(server, bring(server, lesson, 'next'), *ENDED)['state'] == 'done'


def test_killed_server(start):
    server = start()
    lesson = tus.make_lesson(server)
    job = bring(server, lesson, 'slow')
    wait_until(lambda: job_of(server, job)['step'] == 'v720', 'its progress')
    server.kill()
    (server.data / 'courses/jobs/go').touch()
    server.start()
    done = wait_state(server, job, *ENDED)
    assert (done['state'], done['attempts']) == ('done', 2)
    assert len(assets(server, lesson)) == 4


def test_stopped_server_does_not_count(start):
    server = start()
    job = bring(server, tus.make_lesson(server), 'slow')
    wait_until(lambda: job_of(server, job)['step'] == 'v720', 'its progress')
    server.stop()
    (server.data / 'courses/jobs/go').touch()
    server.start()
    done = wait_state(server, job, *ENDED)
    assert (done['state'], done['attempts']) == ('done', 1)


def test_three_crashes(start):
    server = start()
    job = bring(server, tus.make_lesson(server), 'crash')
    for _ in range(3):  # behind an interruption the queue waits; a start does not
        wait_until(lambda: job_of(server, job)['state'] != 'running' and job_of(server, job)['attempts'] > 0,
                   'the end of the tool')
        server.restart()
    failed = wait_state(server, job, *ENDED)
    assert (failed['state'], failed['attempts']) == ('failed', 3)
    assert failed['problem'] == 'The preparation was interrupted three times; it can be tried again.'
    chinese = job_of(server, job, **{'Accept-Language': 'zh-CN'})['problem']
    assert chinese == '处理过程中断了三次，可以重试。'


def test_news_for_who_edits(start):
    server = start()
    with Seat(server, token='demo-editor') as editor, Seat(server, token='demo-clerk') as clerk:
        editor.hello()
        clerk.hello()
        job = bring(server, tus.make_lesson(server), 'x')
        states = []
        while 'done' not in states:
            message = editor.receive(lambda message: message['type'] == 'job.changed', 'news of the job')
            assert message['id'] == job
            states.append(message['state'])
        assert states[0] == 'running'
        clerk.send('ping')  # its answer comes behind whatever was told
        assert clerk.receive(lambda message: True, 'the first message')['type'] == 'pong'


# ---- a full disk ----

def test_a_disk_that_fills_up(yard, start):
    """At nine tenths nothing more is taken; what is here stays, goes on when there is room, and gives it back."""
    disk = yard.path('server') / 'data/courses'
    disk.mkdir(parents=True)
    if os.geteuid() != 0 or subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=40m', 'none', disk]).returncode:
        pytest.skip('needs root')
    try:
        server = start(min_free='4MiB')
        assert server.data / 'courses' == disk and disk.is_mount()
        lesson, editor = tus.make_lesson(server), Program(server, 'demo-editor')
        data = b'x ' * (6 << 20)
        location = tus.create(editor, len(data), tus.about(lesson), data=data[:4 << 20]).headers['Location']
        (disk / 'filler').write_bytes(bytes(30 << 20))
        here = tus.offset_of(editor, location)
        assert here == 4 << 20
        assert_problem(tus.patch(editor, location, here, data[here:]), 507, 'no_room')
        assert_problem(tus.create(editor, len(data), tus.about(lesson)), 507, 'no_room')
        here = tus.offset_of(editor, location)
        assert here == 4 << 20, 'what was accepted stays'
        assert assets(server, lesson) == [] and editor.get('jobs').json()['jobs'] == []
        (disk / 'filler').unlink()
        assert tus.patch(editor, location, here, data[here:]).status_code == 204
        assert wait_state(server, location.rsplit('/', 1)[1], *ENDED)['state'] == 'done'
        wait_until(lambda: files(server, 'jobs') == [] and files(server, 'uploads') == [], 'space given back')
        used = shutil.disk_usage(disk).used
        assert used < 1 << 20, used
        assert server.stop() == 0
    finally:
        subprocess.run(['umount', disk], check=True)


# ---- health and metrics ----

def part_of(server):
    parts = Program(server, 'demo-admin').get('health').json()['parts']
    return next((part['state'], part['detail']) for part in parts if part['name'] == 'courses')


def gauge(server, name):
    text = Program(server, 'demo-admin').get('/metrics').text
    return float(re.search(rf'^tongping_{name} (\S+)$', text, re.M).group(1))


def test_health_tells_of_jobs(start):
    server = start()
    lesson = tus.make_lesson(server)
    wait_state(server, bring(server, lesson, 'broken'), 'failed')
    for number in range(2):
        bring(server, lesson, f'slow {number}')
    tus.create(Program(server, 'demo-editor'), 100, tus.about(lesson), data=b'x')
    told = '1 files are prepared, 1 wait, 1 have failed since yesterday, 1 are on their way.'
    wait_until(lambda: part_of(server) == ('ok', told), 'all of them')
    assert [gauge(server, f'course_jobs_{name}') for name in ('running', 'waiting', 'failed_lately')] == [1, 1, 1]
    assert gauge(server, 'upload_unfinished') == 1 and gauge(server, 'course_asset_bytes') == 0
    (server.data / 'courses/jobs/go').touch()
    wait_until(lambda: gauge(server, 'course_asset_bytes') > 0, 'assets')


def test_health_tells_of_a_tool_that_dies(start):
    server = start()
    bring(server, tus.make_lesson(server), 'crash')
    told = 'The preparation of files was interrupted: 1 are tried again.'
    wait_until(lambda: part_of(server) == ('degraded', told), 'the interruption')


def test_health_tells_of_no_room(start):
    server = start(min_free='1000TiB')
    state, detail = wait_until(lambda: part_of(server), 'the part')
    assert state == 'degraded' and detail.startswith('No files are taken: only '), detail


# ---- who put this sound here ----

def entries(server, **query):
    """(action, actor, outcome, detail) of the audit, oldest first."""
    answer = Program(server, 'demo-admin').get('audit', params=query)
    assert answer.status_code == 200, answer.text
    rows = reversed(answer.json())
    return [(row['action'], row['actor_name'], row['outcome'], row.get('detail')) for row in rows
            if row['action'].split('.')[0] in ('job', 'asset', 'upload')]


def test_the_audit_tells_who_brought_what(start):
    server = start()
    lesson = tus.make_lesson(server)
    first = bring(server, lesson, 'first')
    wait_state(server, first, 'done')
    job = bring(server, lesson, 'dub', '傈僳语.m4a', 'sound', language='lis')
    wait_state(server, job, 'done')
    (new,), (old,) = (tus.execute(server, "SELECT id FROM asset WHERE language = 'lis' AND state = ?", state)
                      for state in ('ready', 'withdrawn'))
    sound = {'lesson_id': lesson, 'job_id': job, 'kind': 'sound', 'language': 'lis', 'source_name': '傈僳语.m4a'}
    assert entries(server, target=new[0]) == [('asset.add', 'demo-editor', 'ok', sound)]
    assert entries(server, target=old[0]) == [
        ('asset.add', 'demo-editor', 'ok', {**sound, 'job_id': first, 'source_name': '课.mkv'}),
        ('asset.replace', 'demo-editor', 'ok', {**sound, 'source_name': '课.mkv', 'job_id': job})]
    assert entries(server, target=job) == [('job.create', 'demo-editor', 'ok', {
        'lesson_id': lesson, 'kind': 'sound', 'language': 'lis', 'source_name': '傈僳语.m4a'})]
    assert len(entries(server, action='asset.add')) == 5


def test_the_audit_tells_what_came_to_nothing(start):
    server = start()
    lesson, editor = tus.make_lesson(server), Program(server, 'demo-editor')
    facts = {'lesson_id': lesson, 'kind': 'video', 'source_name': '课.mkv'}
    broken = bring(server, lesson, 'broken')
    wait_state(server, broken, 'failed')
    failed = ('job.fail', 'demo-editor', 'invalid', {**facts, 'problem': 'This file is damaged.'})
    assert entries(server, target=broken) == [('job.create', 'demo-editor', 'ok', facts), failed]
    assert take_step(server, broken, 'again').status_code == 200
    wait_until(lambda: entries(server, target=broken)[2:] == [('job.again', 'demo-editor', 'ok', facts), failed],
               'the second failure')
    slow = bring(server, lesson, 'slow')
    wait_state(server, slow, 'running')
    assert take_step(server, slow, 'cancel').status_code == 200
    assert entries(server, target=slow)[1:] == [('job.cancel', 'demo-editor', 'ok', facts)]
    wait_state(server, bring(server, lesson, 'same'), 'done')
    twice = {**facts, 'problem': 'This file is in the lesson already.'}
    assert entries(server, target=bring(server, lesson, 'same')) == [('job.create', 'demo-editor', 'invalid', twice)]
    location = tus.create(editor, 100, tus.about(lesson, '课.mkv'), data=b'x').headers['Location']
    assert tus.delete(editor, location).status_code == 204
    assert entries(server, action='upload.remove') == [('upload.remove', 'demo-editor', 'ok', facts)]


def test_an_upload_that_expires_gives_its_space_back(start):
    server = start()
    lesson, editor = tus.make_lesson(server), Program(server, 'demo-editor')
    location = tus.create(editor, 100, tus.about(lesson, '课.mkv'), data=b'x').headers['Location']
    upload = location.rsplit('/', 1)[1]
    server.stop()
    tus.execute(server, 'UPDATE upload SET expires_at_us = ? WHERE id = ?', int(time.time() * 1e6) - 1, upload)
    for _ in range(2):  # told once
        server.start()
        wait_until(lambda: entries(server, target=upload), 'the entry')
        assert entries(server, target=upload) == [('upload.expire', '', 'ok', {
            'lesson_id': lesson, 'kind': 'video', 'source_name': '课.mkv'})]
        assert files(server, 'uploads') == []
        assert tus.head(Program(server, 'demo-editor'), location).status_code == 410
        server.stop()


def test_three_deaths_of_the_server(start):
    """The third start finds that the job has failed: nothing but the source stays, and it can be tried again."""
    server = start()
    lesson = tus.make_lesson(server)
    job = bring(server, lesson, 'slow')
    for attempt in (1, 2, 3):
        wait_until(lambda: (row := job_of(server, job))['step'] == 'v720' and row['attempts'] == attempt, 'its progress')
        server.kill()
        server.start()
    assert wait_state(server, job, *ENDED)['state'] == 'failed'
    wait_until(lambda: files(server, f'jobs/{job}') == ['source'], 'only the source stays')
    assert tus.execute(server, 'SELECT count(*) FROM asset') == [(0,)]
    assert [row[0] for row in entries(server, target=job)] == ['job.create', 'job.fail']
    (server.data / 'courses/jobs/go').touch()
    assert take_step(server, job, 'again').status_code == 200
    assert wait_state(server, job, *ENDED)['state'] == 'done'
    assert len(assets(server, lesson)) == 4
