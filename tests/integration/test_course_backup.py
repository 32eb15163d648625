"""Backup and restore of what courses are made of: one moment with the database, without room of its own."""
import pathlib

import pytest
from driver import tus
from driver.api import Program
from driver.course import make_course, make_lesson, show, take_step
from driver.course_corpus import AAC, KEYS, X264, clip, ffmpeg
from driver.real_course import Playing, bring, held_tool, prepare, settings, wait_job
from driver.server import run_verb
from driver.waiting import wait_until


@pytest.fixture(scope='module')
def source(tmp_path_factory):
    path = tmp_path_factory.mktemp('source') / 'lesson.mp4'
    clip(path, *X264, *KEYS, *AAC, size='320x180')
    return path


def inodes(folder):
    return {path.relative_to(folder): path.stat().st_ino for path in pathlib.Path(folder).rglob('*') if path.is_file()}


def texts(folder):
    return {path.relative_to(folder): path.read_bytes() for path in pathlib.Path(folder).rglob('*') if path.is_file()}


def wait_low(server, lesson):
    """Nothing is made any more, or those that wait."""
    wait_until(lambda: all(row['state'] == 'done' for row in Program(server, 'demo-editor').get(
        'jobs', params={'lesson_id': lesson}).json()['jobs']), 'the economy sound', deadline_s=60)


def published(server, source):
    editor = Program(server, 'demo-editor')
    course = make_course(editor)['id']
    lesson = make_lesson(editor, course)['id']
    prepare(server, lesson, source)
    show(editor, lesson)
    take_step(editor, course)
    return course, lesson


@pytest.fixture
def held(yard, source):
    """A server with one lesson, a job that runs, one that waits and an upload that is not complete."""
    hold = yard.folder / 'hold'
    server = yard.start(settings=settings(held_tool(yard.folder)))
    course, lesson = published(server, source)
    wait_low(server, lesson)
    hold.touch()
    editor = Program(server, 'demo-editor')
    second = make_lesson(editor, course, '第二课')['id']
    third = make_lesson(editor, course, '第三课')['id']
    running, waiting = bring(server, second, source), bring(server, third, source)
    wait_job(server, running, 'running')
    begun = tus.create(editor, 1000, tus.about(third), data=b'x' * 10).headers['Location']
    return server, lesson, {second: running, third: waiting}, begun


def back_up(server, target):
    done = run_verb('backup', '--data', server.data, target)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_lesson_plays_and_jobs_go_on_after_a_restore(yard, held):
    server, lesson, jobs, begun = held
    before = texts(server.data / 'courses/assets')
    clips = server.data / 'public/languages'
    (clips / 'lis.m4a').write_bytes(b'clip')
    assert '2 assets of courses, 2 files to prepare' in back_up(server, yard.path('backup'))
    assert inodes(yard.path('backup') / 'courses/assets') == inodes(server.data / 'courses/assets')
    assert server.stop() == 0
    (yard.folder / 'hold').unlink()
    other = yard.server('restored', settings=settings())
    assert run_verb('restore', '--data', other.data, yard.path('backup')).returncode == 0
    assert texts(other.data / 'courses/assets') == before
    assert (other.data / 'public/languages/lis.m4a').read_bytes() == b'clip'
    other.start()
    Playing(other, Program(other, 'demo-editor'), lesson).check_plays()
    for other_lesson, job in jobs.items():
        assert wait_job(other, job)['state'] == 'done'
        Playing(other, Program(other, 'demo-editor'), other_lesson).check_plays()
    editor = Program(other, 'demo-editor')
    assert tus.head(editor, begun).status_code == 410  # the client begins it again
    assert len(inodes(yard.path('backup') / 'courses/jobs')) == 2, 'the backup stays whole'


def test_what_is_gone_meanwhile_is_left_out_or_told(yard, held):
    server, lesson, jobs, _begun = held
    assert server.stop() == 0
    asset, = (server.data / 'courses/assets').glob('*/v180.m4s')
    for path in asset.parent.iterdir():
        path.unlink()
    asset.parent.rmdir()
    for path in (server.data / 'courses').glob('jobs/*/source'):
        path.unlink()
    assert '1 assets of courses, 1 files to prepare' in back_up(server, yard.path('backup'))
    (yard.folder / 'hold').unlink()
    other = yard.server('restored', settings=settings())
    assert run_verb('restore', '--data', other.data, yard.path('backup')).returncode == 0
    other.start()
    ended = {wait_job(other, job)['state']: job for job in jobs.values()}
    assert set(ended) == {'done', 'failed'}
    assert wait_job(other, ended['failed'])['problem'] == 'The file is not there any more: upload it again.'
    assert Playing(other, Program(other, 'demo-editor'), lesson).get('master.m3u8', None).status in (200, 404)


def test_another_disk_is_written_once(yard, source):
    """Each asset is copied into the first backup on it; later ones beside that share the copy."""
    disk = pathlib.Path('/dev/shm') / yard.folder.name
    server = yard.start(settings=settings())
    _course, lesson = published(server, source)
    wait_low(server, lesson)
    if server.data.stat().st_dev == disk.parent.stat().st_dev:
        pytest.skip('there is one disk only')
    disk.mkdir()
    try:
        back_up(server, disk / '2026-01-01')
        ffmpeg('-f', 'lavfi', '-i', 'sine=duration=5', yard.path('dub.wav'))
        prepare(server, lesson, yard.path('dub.wav'), 'sound', language='bo')
        wait_low(server, lesson)
        back_up(server, disk / '2026-01-02')
        first, second = (inodes(disk / name / 'courses/assets') for name in ('2026-01-01', '2026-01-02'))
        assert first and first.items() < second.items()
        assert texts(disk / '2026-01-02/courses/assets') == texts(server.data / 'courses/assets')
    finally:
        for path in sorted(disk.rglob('*'), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        disk.rmdir()


def test_overwriting_keeps_the_courses_of_before(yard, source):
    server = yard.start(settings=settings())
    _course, lesson = published(server, source)
    wait_low(server, lesson)
    back_up(server, yard.path('backup'))
    later = make_lesson(Program(server, 'demo-editor'), make_course(Program(server, 'demo-editor'))['id'])['id']
    prepare(server, later, source)
    wait_low(server, later)
    assert server.stop() == 0
    done = run_verb('restore', '--data', server.data, '--overwrite', yard.path('backup'))
    assert done.returncode == 0, done.stderr
    kept, = server.data.glob('before-restore-*')
    assert len(list((kept / 'courses/assets').iterdir())) == 4
    assert len(list((server.data / 'courses/assets').iterdir())) == 2
    server.start()
    Playing(server, Program(server, 'demo-editor'), lesson).check_plays()
