"""Lessons below /vod/: the handler, the library and their files behind a real gate, with assets that
driver/assets.py has written from docs/courses.md."""
import gzip
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import struct
import subprocess
import threading
import time
import urllib.parse

import pytest

from driver import assets
from driver.server import BINARY, Server, environment
from driver.waiting import wait_until

PROGRAM = pathlib.Path(BINARY).parents[1] / 'tests/integration/vod_server'
LESSON = '0198a000-0000-7000-8000-000000000001'
PICTURE = '0198a000-0000-7000-8000-0000000000a1'
CHINESE = '0198a000-0000-7000-8000-0000000000b1'
TIBETAN = '0198a000-0000-7000-8000-0000000000b2'
OTHER_TIBETAN = '0198a000-0000-7000-8000-0000000000b3'
CUES = '0198a000-0000-7000-8000-0000000000c1'
DOCUMENT = '0198a000-0000-7000-8000-0000000000d1'
VIEWING = '0198a000-0000-7000-8000-0000000000e7'
SECONDS = 13
VTT = 'WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n你好\n'


class VodServer:
    def __init__(self, folder):
        self.folder, self.lines, self.process = pathlib.Path(folder), [], None

    def start(self):
        self.lines = []
        self.process = subprocess.Popen([PROGRAM, '--data', self.folder], env=environment(), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self.read, args=(self.process.stdout,), daemon=True).start()
        self.port = int(self.said('READY ').split('=')[1])
        return self

    def read(self, output):
        for line in output:
            self.lines.append(line.rstrip('\n'))

    def tell(self, line):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()

    def said(self, begin, after=0):
        wait_until(lambda: any(line.startswith(begin) for line in self.lines[after:]), begin)
        return next(line for line in self.lines[after:] if line.startswith(begin))

    def ask(self, line, begin):
        after = len(self.lines)
        self.tell(line)
        return self.said(begin, after)[len(begin):]

    def order(self, assets_, lesson=LESSON, **more):
        told = {'id': lesson, 'access': 'public', 'title': '高原 "课"', 'allows_download': True, 'assets': assets_}
        return json.loads(self.ask('order ' + json.dumps({**told, **more}), 'facts '))

    def token(self, subject=VIEWING, lesson=LESSON):
        return self.ask(f'token {lesson} {subject}', 'token ')

    def stop(self):
        self.process.stdin.close()
        assert self.process.wait(30) == 0

    def url(self, name, lesson=LESSON, token=None):
        return f'http://127.0.0.1:{self.port}/vod/{lesson}/' + (f'~{token}/' if token else '') + name

    def get(self, name, lesson=LESSON, token=None, method='GET', **fields):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
        path = urllib.parse.urlsplit(self.url(name, lesson, token)).path if '?' not in name else \
            f'/vod/{lesson}/{name}'
        connection.request(method, path, headers={k.replace('_', '-'): v for k, v in fields.items()})
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, {k.lower(): v for k, v in response.getheaders()}, body


def asset(asset_id, kind, language='', name=None, is_default=False):
    row = {'id': asset_id, 'kind': kind, 'language': language, 'is_default': is_default}
    return {**row, 'name': name} if name else row


ALL = [asset(PICTURE, 'picture'), asset(CHINESE, 'sound', 'zh', '普通话', True), asset(TIBETAN, 'sound', 'bo'),
       asset(CUES, 'subtitle', 'zh'), asset(DOCUMENT, 'document')]


@pytest.fixture(scope='module', name='library')
def made_library(tmp_path_factory):
    """The folder of a library, made once."""
    folder = tmp_path_factory.mktemp('library')
    clips, below = folder / 'clips', folder / 'courses/assets'
    clips.mkdir()
    rungs = {'v360': (assets.encode(clips / 'v360.mp4', SECONDS, '640x360', bits='900k'), 640, 360),
             'v90': (assets.encode(clips / 'v90.mp4', SECONDS, '160x90', bits='60k'), 160, 90)}
    times = assets.make_picture(below, PICTURE, rungs)
    for asset_id, tone in ((CHINESE, 440), (TIBETAN, 880), (OTHER_TIBETAN, 660)):
        full = assets.encode(clips / f'a{tone}.mp4', SECONDS, tone=tone, bits='96k', kind='audio')
        low = assets.encode(clips / f'low{tone}.mp4', SECONDS, tone=tone, bits='32k', kind='audio')
        assets.make_sound(below, asset_id, {'a': (full, 2), 'low': (low, 1)}, times)
    assets.make_subtitle(below, CUES, VTT, SECONDS)
    assets.make_document(below, DOCUMENT, (below / PICTURE / 'poster.jpg').read_bytes(), 3)
    return folder


@pytest.fixture(name='server')
def running_server(library):
    server = VodServer(library).start()
    yield server
    if server.process.poll() is None:
        server.stop()


def attributes(line):
    return {name: quoted or plain for name, quoted, plain in
            re.findall(r'([A-Z-]+)=(?:"([^"]*)"|([^,]*))', line.split(':', 1)[1])}


def names_in(text):
    return [line for line in text.splitlines() if line and not line.startswith('#')]


def segment_rates(server, playlist):
    """(peak, average) of a media playlist, by RFC 8216 §4.3.4.2, off the bytes that were sent."""
    status, _, body = server.get(playlist)
    assert status == 200
    text, rows = body.decode(), []
    target = int(re.search(r'TARGETDURATION:(\d+)', text).group(1))
    for seconds, name in re.findall(r'#EXTINF:([\d.]+),\n(\S+)', text):
        status, fields, data = server.get(playlist.rsplit('/', 1)[0] + '/' + name)
        assert status == 200 and int(fields['content-length']) == len(data)
        rows.append((len(data) * 8, float(seconds)))
        assert float(seconds) <= target + 0.5
    runs = [rows[a:b] for a in range(len(rows)) for b in range(a + 1, len(rows) + 1)]
    peak = max(sum(b for b, _ in run) / sum(s for _, s in run) for run in runs
               if 0.5 * target <= sum(s for _, s in run) <= 1.5 * target)
    return peak, sum(b for b, _ in rows) / sum(s for _, s in rows)


def test_master_and_its_bandwidths(server):
    facts = server.order(ALL)
    assert abs(facts['duration_us'] - SECONDS * 1e6) < 40000
    assert facts['has_poster'] == 1 and facts['has_sprites'] == 1
    status, fields, body = server.get('master.m3u8')
    text = body.decode()
    assert status == 200 and fields['content-type'] == 'application/vnd.apple.mpegurl'
    media = [attributes(line) for line in text.splitlines() if line.startswith('#EXT-X-MEDIA:')]
    for group in ('a', 'low'):
        members = [m for m in media if m['TYPE'] == 'AUDIO' and m['GROUP-ID'] == group]
        assert [(m['LANGUAGE'], m['NAME'], m['DEFAULT']) for m in members] == \
            [('zh', '普通话', 'YES'), ('bo', 'བོད་སྐད་', 'NO')]
    assert [m['LANGUAGE'] for m in media if m['TYPE'] == 'SUBTITLES'] == ['zh']
    variants = re.findall(r'(#EXT-X-STREAM-INF:.*)\n(\S+)', text)
    assert [name for _, name in variants] == ['v360-000000a1/media.m3u8', 'v90-000000a1/media.m3u8']
    for line, name in variants:
        told = attributes(line)
        assert told['FRAME-RATE'] == '29.970' and told['SUBTITLES'] == 't'
        assert told['AUDIO'] == ('low' if 'v90' in name else 'a'), line
        sounds = [segment_rates(server, m['URI']) for m in media if m.get('GROUP-ID') == told['AUDIO']]
        peak, average = segment_rates(server, name)
        peak, average = peak + max(s[0] for s in sounds), average + max(s[1] for s in sounds)
        assert peak <= int(told['BANDWIDTH']) + 2 and int(told['BANDWIDTH']) <= peak * 1.1
        assert abs(int(told['AVERAGE-BANDWIDTH']) - average) <= average * 0.1
        if 'v90' in name:
            assert int(told['BANDWIDTH']) <= 192000


def validate(server):
    """All that the live issue's validator says of what has ended, but for what lessons need not have."""
    from hls.fetch import HttpFetcher
    from hls.validator import Validator
    not_for_lessons = {'server-control', 'dates-present', 'part-duration', 'same-grid', 'same-targets', 'idr-often'}
    findings = Validator(HttpFetcher(), server.url('master.m3u8')).run(rounds=1)
    assert [str(f) for f in findings if f.rule not in not_for_lessons] == []


def test_validator(server):
    server.order(ALL[:3])
    validate(server)


def give_low(library, asset_id, has_low):
    """The economy sound of a sound comes, or is not there yet: asset.json is replaced whole."""
    folder = library / 'courses/assets' / asset_id
    kept, facts = folder / 'all.json', folder / 'asset.json'
    if not kept.exists():
        kept.write_bytes(facts.read_bytes())
    whole = json.loads(kept.read_text())
    whole['tracks'] = [track for track in whole['tracks'] if has_low or track['name'] != 'low']
    (folder / 'new.json').write_text(json.dumps(whole))
    (folder / 'new.json').rename(facts)


def groups(text):
    """group → its sounds' places."""
    found = {}
    for line in text.splitlines():
        if line.startswith('#EXT-X-MEDIA:') and (told := attributes(line))['TYPE'] == 'AUDIO':
            found.setdefault(told['GROUP-ID'], []).append(told['URI'])
    return found


def test_economy_sounds_come_later(server, library):
    """Without them, with some and with all the playlists conform; who plays meanwhile keeps every address."""
    full = ['a-000000b1/media.m3u8', 'a-000000b2/media.m3u8']
    low = [name.replace('a-', 'low-') for name in full]
    steps = [((), {'a': full}), ((TIBETAN,), {'a': full, 'low': [full[0], low[1]]}),
             ((CHINESE, TIBETAN), {'a': full, 'low': low})]
    playing = None
    try:
        for there, expected in steps:
            for asset_id in (CHINESE, TIBETAN):
                give_low(library, asset_id, asset_id in there)
            server.order(ALL[:3])
            status, _, body = server.get('master.m3u8')
            assert status == 200 and groups(body.decode()) == expected
            variants = [attributes(line) for line in body.decode().splitlines() if line.startswith('#EXT-X-STREAM-INF:')]
            assert [told['AUDIO'] for told in variants] in (['a', 'low'], ['a', 'a', 'a'], ['a', 'a']), body
            assert {told['AUDIO'] for told in variants} == set(expected)
            validate(server)
            names = ['v360-000000a1/s1.m4s', *[f"{name.split('/')[0]}/s1.m4s" for name in full], *full]
            said = [server.get(name)[::2] for name in names]
            assert playing in (None, said) and all(status == 200 for status, _ in said)
            playing = said
    finally:
        for asset_id in (CHINESE, TIBETAN):
            give_low(library, asset_id, True)


def probe(*words):
    return json.loads(assets.run('ffprobe', '-v', 'error', '-of', 'json', *words))


def test_ffprobe_reads_all(server):
    server.order(ALL)
    found = probe('-count_packets', '-show_entries', 'stream=codec_name,height,nb_read_packets', server.url('master.m3u8'))
    streams = found['programs'][0]['streams'] if found.get('programs') else found['streams']
    pictures = [s for s in found['streams'] if s['codec_name'] == 'h264'] or streams
    assert {s['height'] for s in pictures if 'height' in s} == {360, 90}
    assert all(int(s['nb_read_packets']) in (389, 390) for s in pictures if s.get('height') in (360, 90))


def test_gstreamer_plays_to_the_end(server):
    server.order(ALL[:3])
    done = subprocess.run(['gst-launch-1.0', '-q', 'playbin3', f'uri={server.url("master.m3u8")}',
                           'video-sink=fakesink sync=false', 'audio-sink=fakesink sync=false'],
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0 and 'ERROR' not in done.stdout + done.stderr, done.stdout + done.stderr


def test_iframes_are_ranges(server, tmp_path):
    server.order(ALL)
    _, _, body = server.get('v360-000000a1/iframes.m3u8')
    rows = re.findall(r'#EXT-X-BYTERANGE:(\d+)@0\n(\S+)', body.decode())
    assert len(rows) == 7 and '#EXT-X-I-FRAMES-ONLY' in body.decode()
    _, _, init = server.get('v360-000000a1/init.mp4')
    for length, name in rows:
        status, fields, part = server.get('v360-000000a1/' + name, Range=f'bytes=0-{int(length) - 1}')
        assert status == 206 and len(part) == int(length)
        assert fields['content-range'].startswith(f'bytes 0-{int(length) - 1}/')
        clip = tmp_path / 'key.mp4'
        clip.write_bytes(init + part)
        packets = probe('-show_entries', 'packet=size,flags', clip)['packets']
        assert packets[0]['flags'].startswith('K')
    status, _, _ = server.get('v360-000000a1/s0.m4s', Range='bytes=99999999-')
    assert status == 416


def test_gzip_head_and_fields(server):
    server.order(ALL)
    for name in ('master.m3u8', 'v90-000000a1/media.m3u8', 'a-000000b1/media.m3u8', 'c-000000c1/cues.m3u8', 'sprites.vtt'):
        _, _, plain = server.get(name)
        status, fields, packed = server.get(name, Accept_Encoding='gzip')
        assert status == 200 and fields['content-encoding'] == 'gzip' and 'accept-encoding' in fields['vary']
        import gzip
        assert gzip.decompress(packed) == plain
        status, fields, nothing = server.get(name, method='HEAD')
        assert status == 200 and int(fields['content-length']) == len(plain) and nothing == b''
    _, fields, _ = server.get('a-000000b1/s0.m4s')
    assert fields['content-type'] == 'audio/mp4' and 'immutable' in fields['cache-control']
    status, fields, _ = server.get('master.m3u8', method='POST')
    assert status == 405 and fields['allow'] == 'GET, HEAD'
    assert server.get('master.m3u8?from=here')[0] == 200


@pytest.mark.skipif(not shutil.which('curl'), reason='curl is not installed')
def test_http2(server, tmp_path):
    """The same bytes, ranges and compression as by HTTP/1.1."""
    server.order(ALL)
    playlist = next(name for name in names_in(server.get('master.m3u8')[2].decode()) if name.startswith('v360'))
    segments = [playlist.replace('media.m3u8', name) for name in
                names_in(server.get(playlist)[2].decode())]

    def curl(name, **fields):
        """(version, status, fields, body)"""
        told = subprocess.run(['curl', '-sS', '--http2-prior-knowledge', '--max-time', '60', '-o', tmp_path / 'body',
                               '-w', '%{http_version} %{http_code} %{header_json}', server.url(name),
                               *(word for field, text in fields.items()
                                 for word in ('-H', f'{field.replace("_", "-")}: {text}'))],
                              capture_output=True, text=True, check=True).stdout
        version, status, head = told.split(' ', 2)
        return version, int(status), {key: value[0] for key, value in json.loads(head).items()}, \
            (tmp_path / 'body').read_bytes() if (tmp_path / 'body').exists() else b''

    for name in segments[:2]:
        version, status, fields, body = curl(name, Accept_Encoding='gzip')
        assert (version, status) == ('2', 200) and 'content-encoding' not in fields
        assert body == server.get(name)[2] and int(fields['content-length']) == len(body)
    whole = server.get(segments[0])[2]
    version, status, fields, body = curl(segments[0], Range='bytes=100-1099')
    assert (version, status, body) == ('2', 206, whole[100:1100])
    assert fields['content-range'] == f'bytes 100-1099/{len(whole)}'
    _, status, fields, _ = curl(segments[0], Range=f'bytes={len(whole)}-')
    assert status == 416
    _, status, fields, body = curl('master.m3u8', Accept_Encoding='gzip')
    assert (status, fields['content-encoding']) == (200, 'gzip')
    assert gzip.decompress(body) == server.get('master.m3u8')[2]
    _, status, fields, body = curl('master.m3u8')
    assert 'content-encoding' not in fields and body.startswith(b'#EXTM3U')
    (tmp_path / 'body').unlink()
    _, status, fields, body = curl('poster.jpg', If_None_Match=server.get('poster.jpg')[1]['etag'])
    assert (status, body) == (304, b'')
    if shutil.which('nghttp'):  # all at once
        told = subprocess.run(['nghttp', '-nv', *map(server.url, segments)], capture_output=True, text=True, check=True,
                              timeout=60).stdout
        assert told.count(':status: 200') == len(segments), told[-2000:]
        lengths = sum(len(server.get(name)[2]) for name in segments)
        assert sum(int(n) for n in re.findall(r'recv DATA frame <length=(\d+)', told)) == lengths


def test_small_files(server):
    server.order(ALL)
    status, fields, body = server.get('poster.jpg')
    assert status == 200 and fields['content-type'] == 'image/jpeg' and body[:2] == b'\xff\xd8'
    assert server.get('poster.jpg', If_None_Match=fields['etag'])[0] == 304
    text = server.get('sprites.vtt')[2].decode()
    assert text.startswith('WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nsprite0.jpg#xywh=0,0,160,90\n')
    assert text.count('-->') == SECONDS or text.count('-->') == SECONDS + 1
    assert server.get('sprite0.jpg')[0] == 200 and server.get('sprite1.jpg')[0] == 404
    status, fields, body = server.get('c-000000c1/cues.vtt')
    assert status == 200 and fields['content-type'] == 'text/vtt; charset=utf-8' and body.decode() == VTT
    for number in (1, 2, 3):
        status, _, body = server.get(f'pages/d-000000d1/p{number}.jpg')
        assert status == 200 and body[-1] == number
    for number in (0, 4):
        assert server.get(f'pages/d-000000d1/s{number}.jpg')[0] == 404


@pytest.mark.parametrize('name', [
    '', 'master.m3u', 'v360-000000a1/', 'v360-000000a1/s00.m4s', 'v360-000000a1/s-1.m4s', 'v360-000000a1/s7.m4s',
    'v360-000000a1/s99999999999999999999.m4s', 'v360/media.m3u8', 'a-000000c1/media.m3u8', '../master.m3u8', '%2e%2e/x',
    'v360-000000a1/../poster.jpg', 'v360-000000a1//s0.m4s', 'tv/xx.m3u8', 'tv/zh/v360.m3u8', 'tv/zh/v360-000000a1/t7.ts',
    'download/xx.mp4', 'download/zh.exe', 'pages/v360-000000a1/p1.jpg', 'c-000000c1/media.m3u8', 'c-000000c1/s0.m4s',
    'd-000000d1/media.m3u8', 'a-000000b1/iframes.m3u8', 'sprite.jpg', 'sprite00.jpg', '~/master.m3u8', 'x' * 300])
def test_hostile_paths(server, name):
    server.order(ALL)
    status, fields, body = server.get(name)
    assert status == 404, name
    assert fields['content-type'] == 'application/problem+json' and b'/courses/' not in body


def test_who_may_look(server):
    server.order(ALL, access='token')
    token, other = server.token(), server.token(lesson='0198a000-0000-7000-8000-000000000002')
    look, studio = server.token(f'look.{LESSON}'), server.token(f'studio.{VIEWING}')
    assert server.get('master.m3u8')[0] == 403
    assert server.get('master.m3u8', token=other)[0] == 403
    assert server.get('master.m3u8', token=token[:-2] + 'AA')[0] == 403
    assert server.get('master.m3u8', token=token)[0] == 200
    assert server.get('poster.jpg', token=look)[0] == 200 and server.get('sprites.vtt', token=look)[0] == 200
    for name in ('master.m3u8', 'v360-000000a1/s0.m4s', 'download/zh.m4a', 'pages/d-000000d1/p1.jpg'):
        assert server.get(name, token=look)[0] == 403
    server.order(ALL, access='closed', allows_download=False)
    assert server.get('v360-000000a1/s0.m4s', token=token)[0] == 403
    assert server.get('v360-000000a1/s0.m4s', token=studio)[0] == 200
    server.order(ALL, access='token', allows_download=False)
    assert server.get('download/zh.m4a', token=token)[0] == 403
    assert server.get('master.m3u8', lesson='0198a000-0000-7000-8000-00000000ffff')[0] == 404


def test_alias(server):
    server.order(ALL, alias='demo-lesson')
    assert server.get('master.m3u8', lesson='demo-lesson')[0] == 200
    server.order(ALL, alias='other-name')
    assert server.get('master.m3u8', lesson='demo-lesson')[0] == 404
    assert server.get('master.m3u8', lesson='other-name')[0] == 200
    server.tell(f'forget {LESSON}')
    wait_until(lambda: server.get('master.m3u8', lesson='other-name')[0] == 404, 'the lesson to go')
    assert server.get('master.m3u8')[0] == 404


def test_deliveries_are_counted(server):
    server.order(ALL, access='token')
    token = server.token()
    for number in range(7):
        assert server.get(f'v90-000000a1/s{number}.m4s', token=token)[0] == 200
    server.get('a-000000b1/s3.m4s', token=token)
    server.get('a-000000b1/s0.m4s', token=token, Range='bytes=0-9')  # a part is not credited

    def runs(kind):
        """(from, to) of each run, in order: several gate workers tell in runs of their own."""
        lines = [line.split() for line in server.lines if line.startswith(f'delivered e7 {kind} ')]
        return sorted((int(words[3]), int(words[4])) for words in lines)

    wait_until(lambda: runs(0) and runs(0)[-1][1] > SECONDS * 1000 - 40 and runs(1), 'the deliveries')
    pictures, sounds = runs(0), runs(1)
    assert pictures[0][0] == 0 and all(a[1] == b[0] for a, b in zip(pictures, pictures[1:]))
    assert len(sounds) == 1 and abs(sounds[0][0] - 6000) < 40 and abs(sounds[0][1] - 8000) < 40


def test_assets_come_and_go(server):
    server.order(ALL)
    before = server.get('master.m3u8')[2].decode()
    assert 'a-000000b2' in before and server.get('a-000000b2/s0.m4s')[0] == 200
    server.order([row for row in ALL if row['id'] != TIBETAN])
    assert 'a-000000b2' not in server.get('master.m3u8')[2].decode()
    for name in ('a-000000b2/s0.m4s', 'a-000000b2/media.m3u8', 'a-000000b2/init.mp4', 'tv/bo.m3u8', 'download/bo.m4a'):
        assert server.get(name)[0] == 404, name
    server.order(ALL[:2] + [asset(OTHER_TIBETAN, 'sound', 'bo')])
    after = server.get('master.m3u8')[2].decode()
    assert 'a-000000b3' in after and server.get('a-000000b3/s0.m4s')[0] == 200
    assert server.get('a-000000b2/s0.m4s')[0] == 404


def test_damaged_and_missing_assets(library, tmp_path):
    """What is broken is left out; the rest plays."""
    below = tmp_path / 'courses/assets'
    below.mkdir(parents=True)
    for asset_id in (PICTURE, CHINESE, TIBETAN):
        shutil.copytree(library / 'courses/assets' / asset_id, below / asset_id)
    index = below / PICTURE / 'v360.idx'
    index.write_bytes(index.read_bytes()[:-1])
    media = below / TIBETAN / 'a.m4s'
    media.write_bytes(media.read_bytes()[:-5])
    (below / TIBETAN / 'low.idx').unlink()
    server = VodServer(tmp_path).start()
    server.order(ALL)
    text = server.get('master.m3u8')[2].decode()
    assert 'v90-000000a1' in text and 'v360' not in text and 'b2/' not in text and 'c-000000c1' not in text
    assert text.count('DEFAULT=YES') == 1
    server.stop()


def packets_of(path, kind):
    return probe('-select_streams', kind, '-show_entries', 'packet=pts,dts,duration', '-i', path)['packets']


def test_old_televisions(server, tmp_path):
    server.order(ALL)
    text = server.get('tv/zh.m3u8')[2].decode()
    assert '#EXT-X-VERSION:3' in text and names_in(text) == ['zh/v90-000000a1.m3u8', 'zh/v360-000000a1.m3u8']
    text = server.get('tv/zh/v360-000000a1.m3u8')[2].decode()
    whole = b''
    for name in names_in(text):
        status, fields, data = server.get('tv/zh/' + name)
        assert status == 200 and fields['content-type'] == 'video/mp2t' and len(data) % 188 == 0
        whole += data
    clip = tmp_path / 'all.ts'
    clip.write_bytes(whole)
    pictures, sounds = packets_of(clip, 'v'), packets_of(clip, 'a')
    assert len(pictures) in (389, 390)
    times = sorted(int(p['pts']) for p in pictures)
    assert times[0] == 126000 and all(3002 <= b - a <= 3004 for a, b in zip(times, times[1:]))
    assert all(int(p['pts']) >= int(p['dts']) for p in pictures)
    decode = [int(p['dts']) for p in pictures]
    assert all(a < b for a, b in zip(decode, decode[1:]))
    heard = [int(p['pts']) for p in sounds]
    assert heard[0] == 126000 and all(1900 <= b - a <= 1940 for a, b in zip(heard, heard[1:]))
    assert abs(heard[-1] - times[-1]) < 9000
    complaints = subprocess.run(['ffmpeg', '-v', 'warning', '-i', clip, '-f', 'null', '-'], capture_output=True, check=True)
    assert complaints.stderr == b''
    clocks = clock_references(whole)
    assert all(0 < b - a <= 9000 for a, b in zip(clocks, clocks[1:]))
    again = server.get('tv/zh/' + names_in(text)[2])[2]
    assert again in whole
    assert json.loads(server.ask('stats', 'stats '))['ts_made'] == 7
    assert server.get('tv/bo/v360-000000a1/t0.ts')[2] != server.get('tv/zh/v360-000000a1/t0.ts')[2]


def clock_references(stream):
    clocks = []
    for at in range(0, len(stream), 188):
        packet = stream[at:at + 188]
        if packet[3] & 0x20 and packet[4] > 0 and packet[5] & 0x10:
            clocks.append(struct.unpack('>I', packet[6:10])[0] << 1 | packet[10] >> 7)
    return clocks


def take_file(server, name, **fields):
    answer = []

    def is_there():
        answer[:] = server.get(name, **fields)
        return answer[0] != 503
    wait_until(is_there, name)
    return answer


def test_files_to_take_home(server, library, tmp_path):
    facts = server.order(ALL)
    status, fields, body = take_file(server, 'download/bo.mp4')
    assert status == 200 and fields['content-type'] == 'video/mp4' and fields['accept-ranges'] == 'bytes'
    assert 'attachment' in fields['content-disposition'] and '%E9%AB%98' in fields['content-disposition']
    assert abs(facts['downloads']['bo'][0] - len(body)) < len(body) * 0.1
    clip = tmp_path / 'bo.mp4'
    clip.write_bytes(body)
    assert body.index(b'moov') < body.index(b'mdat')
    found = probe('-count_packets', '-show_entries', 'stream=codec_name,nb_read_packets,duration', clip)['streams']
    assert [s['codec_name'] for s in found] == ['h264', 'aac']
    assert int(found[0]['nb_read_packets']) in (389, 390)
    assert all(abs(float(s['duration']) - SECONDS) < 0.2 for s in found)
    status, part_fields, part = server.get('download/bo.mp4', Range='bytes=1000-1999')
    assert status == 206 and part == body[1000:2000] and part_fields['etag'] == fields['etag']
    status, _, sound = take_file(server, 'download/zh.m4a')
    clip = tmp_path / 'zh.m4a'
    clip.write_bytes(sound)
    assert [s['codec_name'] for s in probe('-show_entries', 'stream=codec_name', clip)['streams']] == ['aac']
    assert abs(facts['downloads']['zh'][1] - len(sound)) < len(sound) * 0.1
    server.process.kill()
    server.process.wait()
    (library / 'courses/downloads/half.mp4.part').write_bytes(b'half')
    again = VodServer(library).start()
    again.order(ALL)
    status, more, _ = take_file(again, 'download/bo.mp4', Range='bytes=0-0', If_Range=fields['etag'])
    assert status == 206 and more['etag'] == fields['etag']
    again.stop()
    server.start()


def test_a_file_that_is_being_made(library, tmp_path):
    """Who waits is told how far it is, and when it cannot be made. The thread hangs at an index that is a pipe."""
    below = tmp_path / 'courses/assets'
    below.mkdir(parents=True)
    shutil.copytree(library / 'courses/assets' / CHINESE, below / CHINESE)
    server = VodServer(tmp_path).start()
    server.order(ALL[1:2])
    assert server.get('a-000000b1/media.m3u8')[0] == 200  # it is open
    index = below / CHINESE / 'a.idx'
    index.unlink()
    os.mkfifo(index)
    status, fields, body = server.get('download/zh.m4a')
    problem = json.loads(body)
    assert (status, fields['retry-after']) == (503, '1') and fields['content-type'] == 'application/problem+json'
    assert (problem['code'], problem['percent']) == ('unavailable', 0), problem
    os.close(os.open(index, os.O_WRONLY))
    wait_until(lambda: server.get('download/zh.m4a')[1]['retry-after'] == '60', 'the failure')
    assert 'percent' not in json.loads(server.get('download/zh.m4a')[2])
    server.stop()


def test_a_removed_asset_leaves_nothing(library, tmp_path):
    below = tmp_path / 'courses/assets'
    below.mkdir(parents=True)
    for asset_id in (PICTURE, CHINESE):
        shutil.copytree(library / 'courses/assets' / asset_id, below / asset_id)
    server = VodServer(tmp_path).start()
    server.order(ALL[:2])
    assert take_file(server, 'download/zh.mp4')[0] == 200
    assert len(os.listdir(tmp_path / 'courses/downloads')) == 1
    server.order(ALL[1:2])
    server.tell(f'remove {PICTURE}')
    server.said(f'removed {PICTURE}')
    assert not (below / PICTURE).exists() and (below / CHINESE).exists()
    wait_until(lambda: not os.listdir(tmp_path / 'courses/downloads'), 'the file to go')
    text = server.get('master.m3u8')[2].decode()
    assert 'a-000000b1/media.m3u8' in names_in(text) and 'RESOLUTION' not in text
    server.stop()


def test_killed_and_started_again(library, server):
    server.order(ALL)
    before = server.get('v360-000000a1/s2.m4s')[2]
    server.process.kill()
    server.process.wait()
    server.start()
    assert server.get('master.m3u8')[0] == 404  # nobody has told it yet
    server.order(ALL)
    assert server.get('v360-000000a1/s2.m4s')[2] == before


def test_thousands_of_lessons(server):
    """Orders alone open nothing; a hundred that are watched leave at most LIBRARY_MAX_VIEWS open."""
    ids = [f'0198a000-0000-7000-8000-{number:012x}' for number in range(0x1000, 0x1000 + 2000)]
    for lesson in ids:
        server.tell('order ' + json.dumps({'id': lesson, 'access': 'public', 'assets': ALL[:2]}))
    wait_until(lambda: server.get('master.m3u8', lesson=ids[-1])[0] == 200, 'the last order')
    stats = json.loads(server.ask('stats', 'stats '))
    assert stats['lessons'] == 2000 and stats['opened'] == 1
    for lesson in ids[:110]:
        assert server.get('v90-000000a1/s0.m4s', lesson=lesson)[0] == 200
    assert json.loads(server.ask('stats', 'stats '))['opened'] == 96
    assert len(os.listdir(f'/proc/{server.process.pid}/fd')) < 96 * 4 + 100


def resident_kib(process):
    text = pathlib.Path(f'/proc/{process.pid}/status').read_text(encoding='utf-8')
    return int(re.search(r'VmRSS:\s+(\d+)', text).group(1))


def test_slow_clients_are_bounded(server):
    """Two hundred who do not read cost the server no segments in its memory."""
    server.order(ALL)
    assert server.get('v360-000000a1/s0.m4s')[0] == 200
    before, clients = resident_kib(server.process), []
    for _ in range(200):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(('127.0.0.1', server.port))
        client.sendall((f'GET /vod/{LESSON}/v360-000000a1/s1.m4s HTTP/1.1\r\nHost: x\r\n\r\n').encode() * 8)
        clients.append(client)
    began = time.monotonic()
    wait_until(lambda: json.loads(server.ask('stats', 'stats '))['media'] >= 200, 'all to be served')
    assert resident_kib(server.process) - before < 16 * 1024
    assert server.get('v90-000000a1/s0.m4s')[0] == 200 and time.monotonic() - began < 30
    for client in clients:
        client.close()


def test_the_server_has_it(tmp_path):
    """The route, the folders and the numbers of the whole server."""
    server = Server(tmp_path).start()
    connection = http.client.HTTPConnection(server.addresses['http'], timeout=30)
    connection.request('GET', f'/vod/{LESSON}/master.m3u8')
    answer = connection.getresponse()
    assert answer.status == 404 and json.loads(answer.read())['detail'] == 'There is nothing under this address.'
    connection.request('GET', '/metrics')
    text = connection.getresponse().read().decode()
    assert re.search(r'^tongping_vod_refused_total 1$', text, re.M)
    for name in ('library', 'vod-ts', 'lesson-file'):
        assert f'"{name}"' in text, name
    assert {path.name for path in (server.data / 'courses').iterdir()} >= {'assets', 'downloads'}
    assert server.stop() == 0
