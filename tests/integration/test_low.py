"""The economy sound of each sound is made by a job of its own, when the lesson plays already: never in front of
others, safe against kill -9, and nothing is lost when it does not come. The tool here only pretends
(driver/tus.py); test_low_sound.py has the real one."""
import json
import pathlib

import pytest
from driver import tus
from driver.api import Program
from driver.waiting import wait_until

ENDED = ('done', 'failed', 'cancelled')


@pytest.fixture
def start(yard):
    def begin(**more):
        tool = tus.fake_tool(yard.path('tool'))
        return yard.start(settings={'course': {'tool': str(tool), 'min_free': '1MiB', **more}})
    return begin


def bring(server, lesson, text, purpose='video', **more):
    data = text.encode()
    answer = tus.create(Program(server, 'demo-editor'), len(data), tus.about(lesson, '课.mkv', purpose, **more), data=data)
    assert answer.status_code == 201, answer.text
    return answer.headers['Location'].rsplit('/', 1)[1]


def jobs(server, lesson, kind=None):
    rows = Program(server, 'demo-editor').get('jobs', params={'lesson_id': lesson}).json()['jobs']
    return [row for row in rows if kind in (None, row['kind'])]


def lows(server, lesson):
    """(language, state) of the jobs for economy sounds."""
    return sorted((row['language'], row['state']) for row in jobs(server, lesson, 'low'))


def wait_job(server, lesson, job, state):
    return wait_until(lambda: [row for row in jobs(server, lesson) if row['id'] == job and row['state'] == state],
                      f'{state} of {job}')[0]


def wait_lows(server, lesson, *expected):
    wait_until(lambda: lows(server, lesson) == sorted(expected), f'economy sounds: {expected}')


def running_low(server, lesson):
    """Waits until one is being made; its job."""
    return wait_until(lambda: [row for row in jobs(server, lesson, 'low') if row['step'] == 'low'], 'an economy sound')[0]


def say_low(server, text):
    """What the tool does with economy sounds from now on; written whole."""
    folder = server.data / 'courses'
    folder.mkdir(parents=True, exist_ok=True)
    (folder / 'low.new').write_text(text)
    (folder / 'low.new').rename(folder / 'low')


def sounds(server, lesson, state='ready'):
    """language → folder"""
    rows = tus.execute(server, "SELECT language, id FROM asset WHERE lesson_id = ? AND kind = 'sound' AND state = ?",
                       lesson, state)
    return {language: server.data / 'courses/assets' / asset for language, asset in rows}


def has_low(folder: pathlib.Path):
    names = [track['name'] for track in json.loads((folder / 'asset.json').read_text())['tracks']]
    return (folder / 'low.m4s').exists() and names == ['low']


def bytes_are_counted(server):
    for asset, said in tus.execute(server, 'SELECT id, bytes FROM asset'):
        folder = server.data / 'courses/assets' / asset
        assert said == sum(path.stat().st_size for path in folder.iterdir())


def made(server):
    """Starts of the tool for economy sounds so far."""
    path = server.data / 'courses/lows'
    return len(path.read_text().split()) if path.exists() else 0


def nothing_left(server):
    folders = [path.name for path in (server.data / 'courses/jobs').iterdir() if path.is_dir()]
    return folders == []


def test_the_lesson_is_ready_before_its_economy_sounds(start):
    server = start()
    say_low(server, 'slow')
    lesson = tus.make_lesson(server)
    job = bring(server, lesson, 'first')
    wait_job(server, lesson, job, 'done')
    assert len(sounds(server, lesson)) == 2 and not any(map(has_low, sounds(server, lesson).values()))
    bytes_are_counted(server)
    running_low(server, lesson)
    assert lows(server, lesson) in ([('lis', 'running'), ('zh', 'waiting')], [('lis', 'waiting'), ('zh', 'running')])
    course = tus.execute(server, 'SELECT course_id FROM lesson WHERE id = ?', lesson)[0][0]
    editor = Program(server, 'demo-editor')
    assert editor.patch(f'lessons/{lesson}', json={'is_shown': True}).status_code == 200
    for step in ('publish', 'withdraw'):
        assert editor.post(f'courses/{course}/steps', json={'step': step}).status_code == 200
    say_low(server, '')
    wait_lows(server, lesson, ('lis', 'done'), ('zh', 'done'))
    assert all(map(has_low, sounds(server, lesson).values()))
    bytes_are_counted(server)
    wait_until(lambda: nothing_left(server), 'space given back')
    assert made(server) == 2


def test_killed_between_ready_and_low(start):
    server = start()
    say_low(server, 'slow')
    lesson = tus.make_lesson(server)
    job = bring(server, lesson, 'first')
    wait_job(server, lesson, job, 'done')
    running_low(server, lesson)
    server.kill()
    assert len(sounds(server, lesson)) == 2
    say_low(server, '')
    server.start()
    wait_lows(server, lesson, ('lis', 'done'), ('zh', 'done'))
    assert all(map(has_low, sounds(server, lesson).values()))
    bytes_are_counted(server)
    wait_until(lambda: nothing_left(server), 'space given back')


def test_killed_behind_the_files(start):
    """They are beside the sound already, the database does not know: made again, the same."""
    server = start()
    lesson = tus.make_lesson(server)
    bring(server, lesson, 'first')
    wait_lows(server, lesson, ('lis', 'done'), ('zh', 'done'))
    server.kill()
    tus.execute(server, "UPDATE course_job SET state = 'running', attempts = 1 WHERE kind = 'low'")
    server.start()
    wait_lows(server, lesson, ('lis', 'done'), ('zh', 'done'))
    assert all(map(has_low, sounds(server, lesson).values())) and made(server) == 4
    bytes_are_counted(server)


def test_who_brings_a_file_does_not_wait_for_it(start):
    server = start()
    say_low(server, 'slow')
    lesson = tus.make_lesson(server)
    bring(server, lesson, 'first')
    low = running_low(server, lesson)
    dub = bring(server, lesson, 'slow dub', 'sound', language='bo')
    wait_until(lambda: [row for row in jobs(server, lesson) if row['id'] == dub and row['step'] == 'v720'],
               'the dub at work')
    wait_lows(server, lesson, ('lis', 'waiting'), ('zh', 'waiting'))
    assert jobs(server, lesson, 'low') != [] and all(row['attempts'] == 0 for row in jobs(server, lesson, 'low'))
    (server.data / 'courses/jobs/go').touch()
    wait_job(server, lesson, dub, 'done')
    wait_until(lambda: len(lows(server, lesson)) == 3, 'one more economy sound')
    say_low(server, '')
    wait_lows(server, lesson, ('bo', 'done'), ('lis', 'done'), ('zh', 'done'))
    assert [row['attempts'] for row in jobs(server, lesson, 'low')] == [1, 1, 1], low
    assert len(sounds(server, lesson)) == 3 and all(map(has_low, sounds(server, lesson).values()))


def test_removed_while_it_is_made(start):
    """The tool is stopped, nothing of the lesson stays."""
    server = start()
    say_low(server, 'slow')
    lesson = tus.make_lesson(server)
    bring(server, lesson, 'first')
    running_low(server, lesson)
    assert Program(server, 'demo-editor').delete(f'lessons/{lesson}').status_code == 204
    assert jobs(server, lesson) == []
    wait_until(lambda: nothing_left(server), 'the end of its job')
    wait_until(lambda: list((server.data / 'courses/assets').iterdir()) == [], 'the end of its files')
    other = tus.make_lesson(server)
    say_low(server, '')
    bring(server, other, 'second')
    wait_lows(server, other, ('lis', 'done'), ('zh', 'done'))


def test_removed_while_its_picture_is_made(start):
    """The same for jobs that somebody waits for."""
    server = start()
    lesson = tus.make_lesson(server)
    job = bring(server, lesson, 'slow')
    wait_until(lambda: [row for row in jobs(server, lesson) if row['id'] == job and row['step'] == 'v720'], 'it runs')
    assert Program(server, 'demo-editor').delete(f'lessons/{lesson}').status_code == 204
    wait_until(lambda: nothing_left(server), 'the end of its job')
    assert not list((server.data / 'courses/assets').iterdir())


def test_a_withdrawn_sound_sleeps(start):
    """Nothing is made of a sound that nobody hears; when it is restored it comes."""
    server = start()
    say_low(server, 'slow')
    lesson, editor = tus.make_lesson(server), Program(server, 'demo-editor')
    bring(server, lesson, 'first')
    language = running_low(server, lesson)['language']
    other = 'lis' if language == 'zh' else 'zh'
    asset = sounds(server, lesson)[other].name
    assert editor.post(f'assets/{asset}/steps', json={'step': 'withdraw'}).status_code == 200
    say_low(server, '')
    wait_lows(server, lesson, (language, 'done'))
    assert editor.post(f'assets/{asset}/steps', json={'step': 'restore'}).status_code == 200
    wait_lows(server, lesson, ('lis', 'done'), ('zh', 'done'))
    assert has_low(sounds(server, lesson)[other])


def test_a_failure_leaves_the_lesson_fine(start):
    server = start()
    say_low(server, 'hard')
    lesson, editor = tus.make_lesson(server), Program(server, 'demo-editor')
    bring(server, lesson, 'first')
    wait_lows(server, lesson, ('lis', 'failed'), ('zh', 'failed'))
    assert {row['problem'] for row in jobs(server, lesson, 'low')} == {'This file is damaged.'}
    assert len(sounds(server, lesson)) == 2 and all(path.is_dir() for path in sounds(server, lesson).values())
    bytes_are_counted(server)
    wait_until(lambda: nothing_left(server), 'space given back')
    say_low(server, '')
    for row in jobs(server, lesson, 'low'):
        assert editor.post(f'jobs/{row["id"]}/steps', json={'step': 'again'}).status_code == 200
    wait_lows(server, lesson, ('lis', 'done'), ('zh', 'done'))
    assert all(map(has_low, sounds(server, lesson).values()))


def test_cancelled_by_an_editor(start):
    server = start()
    say_low(server, 'slow')
    lesson, editor = tus.make_lesson(server), Program(server, 'demo-editor')
    bring(server, lesson, 'first')
    low = running_low(server, lesson)
    for row in jobs(server, lesson, 'low'):
        assert editor.post(f'jobs/{row["id"]}/steps', json={'step': 'cancel'}).status_code == 200
    wait_until(lambda: nothing_left(server), f'the end of {low}')
    assert lows(server, lesson) == [('lis', 'cancelled'), ('zh', 'cancelled')]
    assert len(sounds(server, lesson)) == 2 and all(path.is_dir() for path in sounds(server, lesson).values())
