"""Uploads by tus 1.0.0 as a program speaks it, lessons to bring files for, a tool that only pretends."""
import base64
import contextlib
import pathlib
import socket
import sqlite3
import stat
import sys
import time
import uuid

BODY = 'application/offset+octet-stream'


def execute(server, sql, *values):
    """Into the running server's database, as another process."""
    with contextlib.closing(sqlite3.connect(server.data / 'tongping.db', timeout=10)) as database:
        with database:
            return database.execute(sql, values).fetchall()


def make_lesson(server, title='lesson'):
    """A course with one lesson of video; the lesson's id."""
    course, lesson = str(uuid.uuid4()), str(uuid.uuid4())
    now = int(time.time() * 1e6)
    execute(server, "INSERT INTO course (id, position, title, language, state, audience, words_row, created_at_us,"
            " changed_at_us) VALUES (?, 1, 'course', 'zh', 'draft', 'public', ?, ?, ?)", course, now, now, now)
    execute(server, "INSERT INTO lesson (id, course_id, position, kind, title, created_at_us, changed_at_us)"
            " VALUES (?, ?, 1, 'video', ?, ?, ?)", lesson, course, title, now, now)
    return lesson


def metadata(**values):
    return ','.join(f'{name} {base64.b64encode(text.encode()).decode()}' for name, text in values.items())


def about(lesson, name='第一课.mkv', purpose='video', **more):
    return metadata(filename=name, lesson_id=lesson, purpose=purpose, **more)


def create(client, length, upload_metadata, data=None, **headers):
    fields = {'Tus-Resumable': '1.0.0', 'Upload-Length': str(length), 'Upload-Metadata': upload_metadata,
              **({'Content-Type': BODY} if data is not None else {}), **headers}
    return client.post('uploads', headers=fields, data=data)


def patch(client, location, offset, data, **headers):
    fields = {'Tus-Resumable': '1.0.0', 'Upload-Offset': str(offset), 'Content-Type': BODY, **headers}
    return client.patch(location, headers=fields, data=data)


def head(client, location):
    return client.head(location, headers={'Tus-Resumable': '1.0.0'})


def offset_of(client, location):
    answer = head(client, location)
    assert answer.status_code == 200, answer.status_code
    return int(answer.headers['Upload-Offset'])


def delete(client, location):
    return client.delete(location, headers={'Tus-Resumable': '1.0.0'})


def begin_patch(server, token, location, offset, length):
    """A PATCH whose body the test sends itself, as it likes."""
    host, port = server.host.rsplit(':', 1)
    sock = socket.create_connection((host, int(port)), 20)
    sock.sendall(f'PATCH {location} HTTP/1.1\r\nHost: {server.host}\r\nAuthorization: Bearer {token}\r\n'
                 f'Tus-Resumable: 1.0.0\r\nUpload-Offset: {offset}\r\nContent-Type: {BODY}\r\n'
                 f'Content-Length: {length}\r\n\r\n'.encode())
    return sock


FAKE_TOOL = '''#!{python}
"""Pretends to prepare a lesson: what it does stands in the source, a line each."""
import json, os, pathlib, signal, sys, time

def say(**line):
    print(json.dumps(line), flush=True)

verb, path = sys.argv[1], pathlib.Path(sys.argv[3])
if verb == 'demo':
    (path.parent.parent / 'made').open('a').write((path / 'demo').read_text())
    while (path.parent.parent / 'stay').exists():
        say(event='progress', step='make', permille=300, left_s=20)
        time.sleep(0.1)
    (path / 'source').write_text('made')
    say(event='done')
    sys.exit(0)
if verb == 'prepare' and (path / 'sound').exists():  # the economy sound; what it does stands in courses/low
    (order,) = json.loads((path / 'order.json').read_text())['assets']
    steps = path.parent.parent / 'low'
    words = steps.read_text().split() if steps.exists() else []
    (path.parent.parent / 'lows').open('a').write(order['id'] + chr(10))
    say(event='progress', step='low', permille=100, left_s=9)
    if 'crash' in words:
        os.kill(os.getpid(), signal.SIGKILL)
    if 'hard' in words:
        say(event='failed', problem='This file is damaged.')
        sys.exit(1)
    while steps.exists() and 'slow' in steps.read_text():
        say(event='progress', step='low', permille=200, left_s=8)
        time.sleep(0.1)
    facts = json.loads((path / 'sound/asset.json').read_text())
    folder = path / 'out' / order['id']
    folder.mkdir(parents=True)
    (folder / 'low.m4s').write_text('low')
    (folder / 'asset.json').write_text(json.dumps({**facts, 'tracks': [dict(name='low')]}))
    say(event='done')
    sys.exit(0)
source = path if verb == 'probe' else path / 'source'
words = source.read_bytes()[:4096].decode('utf-8', 'replace').split()
if verb == 'probe':
    if 'broken' in words:
        say(problem='This file is damaged.')
        sys.exit(1)
    say(container='matroska', duration_us=2000000, streams=[
        dict(index=0, kind='video', codec='h264', width=1920),
        dict(index=1, kind='audio', codec='aac', language='chi'),
        dict(index=2, kind='audio', codec='aac', language='lis', title='x'),
        dict(index=3, kind='subtitle', codec='subrip', language='tib'),
        dict(index=4, kind='subtitle', codec='hdmv_pgs_subtitle')])
    sys.exit(0)
order = json.loads((path / 'order.json').read_text())
(path / 'started').open('a').write('x')
print('no JSON at all', flush=True)
say(event='progress', step='v720', permille=412, left_s=95)
if 'crash' in words:
    os.kill(os.getpid(), signal.SIGKILL)
if 'hard' in words:
    say(event='failed', problem='There is no room for this file on the disk.')
    sys.exit(1)
while 'slow' in words and not (path.parent / 'go').exists():
    say(event='progress', step='v720', permille=500, left_s=90)
    time.sleep(0.1)
for asset in order['assets']:
    folder = path / 'out' / asset['id']
    folder.mkdir(parents=True, exist_ok=True)
    facts = dict(version=1, kind=asset['kind'], duration_us=61440000, tracks=[])
    if asset['kind'] == 'sound':
        facts.update(loudness_centi=-3000, gain_centi=720, warning='The sound is more than a second shorter than '
                     'the picture: its end is silent.')
    (folder / 'asset.json').write_text(json.dumps(facts))
    say(event='asset', id=asset['id'])
say(event='done')
'''


def fake_tool(folder):
    path = pathlib.Path(folder) / 'fake-tool'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(FAKE_TOOL.replace('{python}', sys.executable), encoding='utf-8')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path
