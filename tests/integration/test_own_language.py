"""A language that no table knows, from the office's row to old televisions, without a rebuild."""
import json
import subprocess

import pytest
from driver.api import Client, Program
from driver.course import make_course, make_lesson, show, take_step
from driver.course_corpus import AAC, KEYS, X264, clip, ffmpeg
from driver.real_course import Playing, prepare, settings
from driver.waiting import wait_until

NAME = '岭上话'
OWN = {'autonym': NAME, 'name_zh': '岭上土话', 'name_en': 'Lingshang', 'code3': 'qaz'}
TAG = 'zz-Hani'


@pytest.fixture(scope='module')
def server(module_yard):
    return module_yard.start(settings=settings())


@pytest.fixture(scope='module')
def lesson(server, tmp_path_factory):
    """A lesson whose file has a sound of ISO 639 code qaz, and subtitles in it."""
    folder, editor = tmp_path_factory.mktemp('clips'), Program(server, 'demo-editor')
    assert editor.put(f'languages/{TAG}', json=OWN).status_code == 200
    clip(folder / 'plain.mp4', *X264, *KEYS, *AAC, size='320x180')
    ffmpeg('-i', folder / 'plain.mp4', '-map', '0', '-map', '0:a', '-c', 'copy', '-metadata:s:a:0', 'language=chi',
           '-metadata:s:a:1', 'language=qaz', folder / 'lesson.mkv')
    (folder / 'cues.srt').write_text('1\n00:00:01,000 --> 00:00:02,000\n岭上\n', encoding='utf-8')
    course = make_course(editor, audience='public')['id']
    lesson = make_lesson(editor, course)['id']
    prepare(server, lesson, folder / 'lesson.mkv')
    prepare(server, lesson, folder / 'cues.srt', 'subtitle', language=TAG)
    show(editor, lesson)
    take_step(editor, course)
    return lesson


@pytest.fixture(scope='module')
def playing(server, lesson):
    return Playing(server, Client(server), lesson)


def test_cards(server, lesson):
    told = Client(server).get(f'lessons/{lesson}').json()
    for kind in ('languages', 'subtitles'):
        row = next(row for row in told[kind] if row['language'] == TAG)
        assert row['autonym'] == NAME and row['name_zh'] == OWN['name_zh'], told
    assert [row['language'] for row in told['languages']] == ['zh', TAG]


def test_names_in_playlists(playing):
    master = playing.check_plays()
    sounds = [line for line in master.splitlines() if 'TYPE=AUDIO' in line]
    assert any(f'NAME="{NAME}",LANGUAGE="{TAG}"' in line for line in sounds), master
    cues = [line for line in master.splitlines() if 'TYPE=SUBTITLES' in line]
    assert len(cues) == 1 and f'NAME="{NAME}",LANGUAGE="{TAG}"' in cues[0], master


def test_old_televisions(playing, tmp_path):
    master = playing.text(f'tv/{TAG}.m3u8')
    media = next(line for line in master.splitlines() if line and line[0] != '#')
    folder = f'tv/{media}'.rpartition('/')[0]
    segment = next(line for line in playing.text(f'tv/{media}').splitlines() if line and line[0] != '#')
    (tmp_path / 'a.ts').write_bytes(playing.get(f'{folder}/{segment}').body)
    seen = json.loads(subprocess.run(['ffprobe', '-v', 'error', '-show_streams', '-of', 'json', tmp_path / 'a.ts'],
                                     capture_output=True, check=True).stdout)['streams']
    assert [stream.get('tags', {}).get('language') for stream in seen] == [None, 'qaz']


def test_another_name_is_told_at_once(server, lesson, playing):
    editor = Program(server, 'demo-editor')
    assert editor.put(f'languages/{TAG}', json={**OWN, 'autonym': '岭上语'}).status_code == 200
    again = Playing(server, Client(server), lesson)
    wait_until(lambda: 'NAME="岭上语"' in again.text('master.m3u8'), 'the new name')
    assert editor.delete(f'languages/{TAG}').status_code == 409
