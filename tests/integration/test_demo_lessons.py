"""The lessons of --demo: there from the first moment, made once by the queue of all jobs, playable by who is
not signed in."""
import json
import subprocess

import requests
from driver import tus
from driver.api import Program
from driver.course_tool import ENVIRONMENT, TOOL
from driver.waiting import wait_until

LESSON = '00000000-0000-7000-8000-00000000de10'


def start(yard, tool):
    return yard.start(settings={'course': {'demo_lessons': 'true', 'min_free': '16MiB', 'tool': str(tool)}})


def jobs(server):
    """Those that bring the lessons; their economy sounds follow."""
    every = Program(server, 'demo-editor').get('jobs').json()['jobs']
    return [job for job in every if job['kind'] != 'low']


def states(server):
    return [job['state'] for job in jobs(server)]


def made(server):
    """How often which source was begun."""
    path = server.data / 'courses/made'
    return path.read_text() if path.exists() else ''


def stay(server, is_to_stay):
    path = server.data / 'courses/stay'
    path.touch() if is_to_stay else path.unlink()


def test_made_once_and_goes_on(yard):
    tool = tus.fake_tool(yard.path('tool'))
    (yard.path('server') / 'data/courses').mkdir(parents=True, mode=0o700)
    (yard.path('server') / 'data').chmod(0o700)
    (yard.path('server') / 'data/courses/stay').touch()
    server = start(yard, tool)
    assert sorted(states(server))[-1] == 'waiting' and len(jobs(server)) == 2, 'ready before they are'
    wait_until(lambda: any(job['step'] == 'make' and job['permille'] == 300 for job in jobs(server)), 'progress')
    server.kill()
    server.start()
    wait_until(lambda: made(server) == '11', 'the first one is begun again')
    stay(server, False)
    wait_until(lambda: states(server) == ['done', 'done'], 'both')
    assert made(server) == '112'
    lesson = Program(server, 'demo-member').get(f'lessons/{LESSON}').json()
    assert (lesson['alias'], lesson['is_ready']) == ('demo-lesson', True)
    assert server.stop() == 0
    server.start()
    editor = Program(server, 'demo-editor')
    course = editor.get('courses').json()['courses'][0]
    assert len(jobs(server)) == 2 and made(server) == '112', 'not again'
    assert editor.post(f"courses/{course['id']}/steps", json={'step': 'withdraw'}).ok
    assert editor.delete(f"courses/{course['id']}").status_code == 204
    assert server.stop() == 0
    server.start()
    left = Program(server, 'demo-editor').get('courses').json()['courses']
    assert left == [], 'what was removed stays away'


def test_none_when_not_wanted(yard):
    server = yard.start()
    assert jobs(server) == []
    assert Program(server, 'demo-editor').get('courses').json()['courses'] == []


def make_source(folder, order):
    folder.mkdir(parents=True)
    if order is not None:
        (folder / 'demo').write_text(order)
    return subprocess.run([TOOL, 'demo', '--folder', str(folder)], capture_output=True, text=True, timeout=300,
                          env=ENVIRONMENT, check=False)


def test_orders_of_the_tool(tmp_path):
    for i, order in enumerate((None, '', '0', '3', '1x')):
        done = make_source(tmp_path / str(i), order)
        assert done.returncode == 1 and 'cannot be read' in done.stdout, (order, done)
        assert not (tmp_path / str(i) / 'source').exists()


def facts(server, kind):
    found = [json.loads(path.read_text()) for path in (server.data / 'courses/assets').glob('*/asset.json')]
    return [fact for fact in found if fact['kind'] == kind]


def test_real_one_plays_for_everybody(yard):
    tool = yard.path('tool')
    tool.write_text(f'#!/bin/sh\nTONGPING_COURSE_NOT_IDLE=1 exec {TOOL} "$@"\n')  # beside other tests nothing is idle
    tool.chmod(0o755)
    server = start(yard, tool)
    url = f'{server.url}/vod/demo-lesson/'
    assert requests.get(url + 'master.m3u8', timeout=10).status_code == 404
    wait_until(lambda: 'done' in states(server), 'the first lesson', deadline_s=300)
    master = wait_until(lambda: requests.get(url + 'master.m3u8', timeout=10), 'its playlist')
    assert master.status_code == 200
    for tag in ('zh', 'bo', 'mn'):
        assert any(line.startswith('#EXT-X-MEDIA:TYPE=AUDIO') and f'LANGUAGE="{tag}"' in line
                   for line in master.text.splitlines()), tag
    assert 'LANGUAGE="ug"' in master.text and master.text.count('TYPE=SUBTITLES') == 4
    picture, = facts(server, 'picture')
    assert picture['duration_us'] == 60_000_000 and picture['tracks'][0]['is_copy'], 'cheap, and as it was made'
    assert len(facts(server, 'sound')) == 3
    assert all(-2900 < sound['loudness_centi'] < -1700 for sound in facts(server, 'sound'))
    assert [text['n_cues'] for text in facts(server, 'subtitle')] == [6] * 4
