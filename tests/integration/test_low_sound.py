"""The economy sound by the real tool on a running server: playlists before and behind it conform, who plays
meanwhile keeps every address, sample for sample it lies where the full sound lies; backups have both."""
import array
import json
import re
import stat
import subprocess

import pytest
from driver import tus
from driver.api import Program
from driver.course import make_course, make_lesson, show, take_step
from driver.course_corpus import KEYS, X264, ffmpeg
from driver.course_tool import TOOL, Asset
from driver.real_course import Playing, bring, prepare, settings
from driver.server import run_verb
from driver.waiting import wait_until
from hls.fetch import HttpFetcher
from hls.validator import Validator

NOT_FOR_LESSONS = {'server-control', 'dates-present', 'part-duration', 'same-grid', 'same-targets', 'idr-often'}
SECONDS = 8
CLICK = 'aevalsrc=if(between(mod(t\\,2)\\,1\\,1.0002)\\,0.9\\,0.02*sin(2*PI*{tone}*t)):s=48000:d=' + str(SECONDS)


@pytest.fixture(scope='module')
def source(tmp_path_factory):
    path = tmp_path_factory.mktemp('source') / 'lesson.mkv'
    sounds = [word for tone in (300, 500) for word in ('-f', 'lavfi', '-i', CLICK.format(tone=tone))]
    ffmpeg('-f', 'lavfi', '-i', f'testsrc2=size=320x180:rate=25:duration={SECONDS}', *sounds, '-map', '0', '-map', '1',
           '-map', '2', *X264, *KEYS, '-c:a', 'aac', '-b:a', '128k', '-metadata:s:a:0', 'language=chi',
           '-metadata:s:a:1', 'language=tib', path)
    return path


def tool_that_waits(folder):
    """The real one; economy sounds wait while `folder`/hold is there."""
    path = folder / 'held-low'
    path.write_text(f'#!/bin/sh\nif [ -d "$3/sound" ]; then\n    while [ -e "{folder}/hold" ]; do sleep 0.05; done\n'
                    f'fi\nexec "{TOOL}" "$@"\n', encoding='utf-8')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def lows(server, lesson):
    rows = Program(server, 'demo-editor').get('jobs', params={'lesson_id': lesson}).json()['jobs']
    return [row['state'] for row in rows if row['kind'] == 'low']


def validate(playing):
    url = f'http://{playing.server.host}{playing.base}master.m3u8'
    findings = Validator(HttpFetcher(), url).run(rounds=1)
    assert [str(f) for f in findings if f.rule not in NOT_FOR_LESSONS] == []


def groups(master):
    return sorted(set(re.findall(r'TYPE=AUDIO,GROUP-ID="(\w+)"', master)))


def samples(path):
    data = subprocess.run(['ffmpeg', '-v', 'error', '-i', path, '-ac', '1', '-f', 's16le', '-'], capture_output=True,
                          check=True).stdout
    return array.array('h', data)


def clicks(path):
    """Where the clicks are: one in each 2 s."""
    found, all_of = [], samples(path)
    for begin in range(0, len(all_of) - 90000, 96000):
        part = all_of[begin:begin + 96000]
        found.append(begin + max(range(len(part)), key=lambda i: abs(part[i])))
    return found, len(all_of)


@pytest.fixture
def lesson(yard, source):
    hold = yard.folder / 'hold'
    hold.touch()
    server = yard.start(settings=settings(tool_that_waits(yard.folder)))
    editor = Program(server, 'demo-editor')
    course = make_course(editor)['id']
    lesson = make_lesson(editor, course)['id']
    prepare(server, lesson, source)
    show(editor, lesson)
    take_step(editor, course)
    return server, lesson, hold


def test_playlists_before_and_behind(lesson):
    server, lesson, hold = lesson
    playing = Playing(server, Program(server, 'demo-editor'), lesson)
    before = playing.check_plays()
    assert groups(before) == ['a']
    validate(playing)
    places = re.findall(r'URI="(a-\w+)/media', before) + re.findall(r'^(v\w+-\w+)/media', before, re.M)
    heard = {place: [playing.get(f'{place}/{name}').body for name in ('media.m3u8', 'init.mp4', 's1.m4s')]
             for place in places}
    hold.unlink()
    wait_until(lambda: lows(server, lesson) == ['done', 'done'], 'economy sounds', deadline_s=60)
    behind = wait_until(lambda: 'low-' in (text := playing.check_plays()) and text, 'the new playlist')
    assert groups(behind) in (['a', 'low'], ['low'])
    validate(playing)
    for place, bodies in heard.items():
        assert [playing.get(f'{place}/{name}').body for name in ('media.m3u8', 'init.mp4', 's1.m4s')] == bodies
    for (asset,) in tus.execute(server, "SELECT id FROM asset WHERE kind = 'sound'"):
        sound = Asset(server.data / 'courses/assets' / asset)
        full, low = sound.tracks
        assert full.times == low.times and full.end == low.end
        (places_full, n_full), (places_low, n_low) = clicks(full.path), clicks(low.path)
        assert n_full == n_low and len(places_full) == 4
        assert all(abs(a - b) <= 16 for a, b in zip(places_full, places_low, strict=True)), (places_full, places_low)


def test_a_dub_that_comes_meanwhile(lesson, source):
    """It goes first; all three get theirs."""
    server, lesson, hold = lesson
    wait_until(lambda: 'running' in lows(server, lesson), 'an economy sound at work')
    dub = source.parent / 'dub.wav'
    ffmpeg('-f', 'lavfi', '-i', CLICK.format(tone=700), dub)
    bring(server, lesson, dub, 'sound', language='mn')
    wait_until(lambda: len(lows(server, lesson)) == 3, 'the dub')
    assert set(lows(server, lesson)) <= {'waiting', 'running'}
    hold.unlink()
    wait_until(lambda: lows(server, lesson) == ['done'] * 3, 'economy sounds', deadline_s=60)
    playing = Playing(server, Program(server, 'demo-editor'), lesson)
    assert wait_until(lambda: len(set(re.findall(r'low-\w+', playing.check_plays()))) == 3, 'all of them')
    validate(playing)


def test_a_backup_before_and_one_behind(yard, lesson):
    """The second one does not take the first one's files for the same asset."""
    server, lesson, hold = lesson
    for name in ('first', 'second'):
        done = run_verb('backup', '--data', server.data, yard.path(f'{name} backup'))
        assert done.returncode == 0, done.stderr
        if name == 'first':
            hold.unlink()
            wait_until(lambda: lows(server, lesson) == ['done', 'done'], 'economy sounds', deadline_s=60)
    names = {name: sorted(len(json.loads(path.read_text())['tracks'])
                          for path in yard.path(f'{name} backup').glob('courses/assets/*/asset.json'))
             for name in ('first', 'second')}
    assert names == {'first': [1, 1, 1], 'second': [1, 2, 2]}
    assert server.stop() == 0
    other = yard.server('restored', settings=settings())
    assert run_verb('restore', '--data', other.data, yard.path('first backup')).returncode == 0
    other.start()
    wait_until(lambda: lows(other, lesson) == ['done', 'done'], 'economy sounds behind the restore', deadline_s=60)
    assert 'low-' in Playing(other, Program(other, 'demo-editor'), lesson).check_plays()
