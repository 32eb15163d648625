"""Live with the real server, its programme and real encoders: what viewers get, and what survives."""
import contextlib
import os
import re
import shutil
import signal
import sqlite3
import ssl
import subprocess

import pytest
from driver.api import Client, Program
from driver.encoder import SPEAKER, Encoder, make_clip, rtmp, srt
from driver.live import (Watcher, assert_contiguous, health, input_of, media_port, programmes,
                         wait_health)
from driver.pages import make_pages
from driver.server import run_verb
from driver.viewing import Player, plan, step
from driver.waiting import wait_until
from hls.fetch import HttpFetcher
from hls.validator import Validator

pytestmark = [pytest.mark.realtime,
              pytest.mark.skipif(not SPEAKER.is_file() or not shutil.which('ffmpeg'),
                                 reason='needs forensics-samples-files and ffmpeg')]

# One picture: it is never shed, however busy the machine is.
SMALL = {'live': {'ladder': '360'}}


def settings(yard):
    return {**SMALL, 'web': {'directory': make_pages(yard.path('web') / 'pages')}}


@pytest.fixture(scope='module')
def clip(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp('clip') / 'clip.mp4')


@pytest.fixture(scope='module')
def server(module_yard):
    return module_yard.start(settings=settings(module_yard))


@pytest.fixture
def studio(server):
    return Program(server, 'demo-studio')


@pytest.fixture
def encoders():
    started = []
    yield started
    for encoder in started:
        encoder.kill()


def unit_of(server):
    return Program(server, 'demo-admin').get('units').json()[0]['id']


def push_input(studio, meeting):
    answer = studio.post(f'meetings/{meeting}/inputs', json={'kind': 'push', 'name': '主机位'})
    assert answer.status_code == 201, answer.text
    return answer.json()


def send(encoders, server, clip, key, how='rtmp'):
    port = media_port(server, how)
    output = rtmp(port, f'live/{key}') if how == 'rtmp' else srt(port, f'publish:{key}')
    encoders.append(Encoder(clip, *output, loop=True))
    return encoders[-1]


def on_air(server, *steps):
    """A meeting that is open to everybody: (id, a push input)."""
    studio = Program(server, 'demo-studio')
    meeting = plan(studio, unit_of(server))
    way_in = push_input(studio, meeting)
    step(studio, meeting, *(steps or ('go_live',)))
    return meeting, way_in


# ---- the demonstration ----

def test_demo_plays_without_an_encoder(server):
    """Nothing runs until somebody looks; a second later there is a picture."""
    demo = Watcher(Client(server), '/live/demo/')
    assert programmes(server) == []
    tracks = demo.tracks()
    assert len(programmes(server)) == 1
    assert {'v360', 'a-zh', 'a-bo'} <= set(tracks)
    demo.wait_segments('v360', 3)
    for track in ('v360', 'a-zh', 'a-bo'):
        assert assert_contiguous(demo, track, demo.playlist(track)) == []


def ffprobe(url, *options):
    done = subprocess.run(['ffprobe', '-v', 'error', '-show_entries', 'stream=codec_name,width,height',
                           '-of', 'csv=p=0', *options, url],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_old_televisions(server):
    demo = Watcher(Client(server), '/live/demo/')
    demo.wait_segments('v360', 7)
    assert {'h264,640,360', 'aac'} <= ffprobe(f'{server.url}/live/demo/tv/zh.m3u8')
    assert demo.get('tv/xx.m3u8').status_code == 404


def test_players_of_others(server):
    url = f'{server.url}/live/demo/master.m3u8'
    Watcher(Client(server), '/live/demo/').wait_segments('v360', 4)
    assert {'h264,640,360', 'aac'} <= ffprobe(url)
    if not shutil.which('gst-launch-1.0'):
        return
    done = subprocess.run(
        ['gst-launch-1.0', '-v', 'playbin3', f'uri={url}', 'video-sink=fakesink num-buffers=75 name=picture',
         'audio-sink=fakesink num-buffers=100 name=sound'],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=90)
    assert done.returncode == 0, done.stdout[-1500:] + done.stderr
    assert 'GstHLSDemux2' in done.stdout and 'Got EOS' in done.stdout


# How soon things come is this machine's, and one picture alone is no ladder.
NOT_HERE = {'parts-in-time', 'hint-at-line-speed', 'cellular-variant'}


def findings_of(server, fetcher, url, rounds):
    Watcher(Client(server), '/live/demo/').wait_segments('v360', 8)
    return [str(finding) for finding in Validator(fetcher, url).run(rounds)
            if str(finding).split(' ')[0] not in NOT_HERE]


def test_every_rule_over_http(server):
    assert findings_of(server, HttpFetcher(), f'{server.url}/live/demo/master.m3u8', 30) == []


def test_every_rule_over_tls(yard):
    server = yard.server(settings=settings(yard))
    made = run_verb('cert', '--data', server.data, '--name', 'meet.example.cn')
    assert made.returncode == 0, made.stderr
    server.start()
    unchecked = ssl.create_default_context()
    unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
    fetcher = HttpFetcher(context=unchecked)
    assert fetcher.speaks_http2(f'https://{server.host}/') is True
    assert findings_of(server, fetcher, f'https://{server.host}/live/demo/master.m3u8', 10) == []


def test_the_demonstration_is_ended_and_played(yard, clip, encoders):
    """A newcomer's first quarter of an hour: send, end, play the recording; the key sends to the next one."""
    server = yard.start(settings=settings(yard))
    studio, stranger = Program(server, 'demo-studio'), Client(server)
    demo = studio.get('meetings/demo').json()['id']
    way_in, = studio.get('meetings/demo/inputs').json()['inputs']
    sender = send(encoders, server, clip, 'demo-studio')

    def sends_to(meeting):
        def is_live(report):
            return (input_of(report, way_in['id']) or {}).get('state') == 'live'
        wait_health(studio, meeting, is_live, 'the encoder')
    sends_to(demo)
    Watcher(stranger, '/live/demo/').wait_segments('v360', 2)
    step(studio, 'demo', 'end')
    assert sender.finish()[0] != 0  # the key is the next one's
    inside = Watcher(stranger, Player(studio, demo).viewing['base_url'])
    assert 'EXT-X-ENDLIST' in inside.get('v360/live.m3u8').text
    step(studio, demo, 'publish')
    vod = wait_until(lambda: published(Watcher(stranger, f'/live/{demo}/')), 'the recording')
    assert len(vod.segments) >= 2
    assert {'h264,640,360', 'aac'} <= ffprobe(f'{server.url}/live/{demo}/master.m3u8')

    after = studio.get('meetings/demo').json()['id']
    send(encoders, server, clip, 'demo-studio')
    wait_until(lambda: studio.get(f'meetings/{after}/health').status_code == 200, 'the next one')
    sends_to(after)
    first = Watcher(stranger, '/live/demo/').wait_segments('v360', 1).segments[0]
    assert first.msn == 0 and after != demo


# ---- encoders ----

@pytest.mark.parametrize('how', ['rtmp', 'srt'])
def test_push_and_stop(server, studio, clip, encoders, how):
    """The encoder's picture, then the slate, without a hole in the timeline."""
    meeting, way_in = on_air(server)
    watcher = Watcher(Client(server), f'/live/{meeting}/')
    sender = send(encoders, server, clip, way_in['key'], how)

    def is_live(report):
        row = input_of(report, way_in['id'])
        return row and row['state'] == 'live' and row['width'] and row['bit_rate']
    report = wait_health(studio, meeting, is_live, 'a live input')
    row = input_of(report, way_in['id'])
    assert (row['video_codec'], row['audio_codec'], row['width']) == ('H.264', 'AAC', 640)
    assert row['peer'].startswith('127.0.0.1:') and report['is_running'] and report['restarts'] == 0
    watcher.wait_segments('v360', 2)
    sender.kill()
    wait_health(studio, meeting, lambda h: input_of(h, way_in['id'])['state'] in ('lost', 'off'),
                'the input to be gone')
    watcher.wait_more('v360', 2)
    for track in ('v360', 'a-zh-cn'):
        assert assert_contiguous(watcher, track, watcher.playlist(track)) == []
    assert health(studio, meeting)['restarts'] == 0
    step(studio, meeting, 'end')


def test_wrong_keys_are_told_why(server, studio, clip):
    meeting, way_in = on_air(server)
    status, said = Encoder(clip, *rtmp(media_port(server, 'rtmp'), 'live/wrong')).finish()
    assert status != 0 and 'The stream key is not known.' in said
    status, said = Encoder(clip, *srt(media_port(server, 'srt'), 'publish:wrong')).finish()
    assert status != 0 and 'rejection reason' in said
    step(studio, meeting, 'end')
    wait_until(lambda: health(studio, meeting), 'health')
    status, said = Encoder(clip, *rtmp(media_port(server, 'rtmp'), f'live/{way_in["key"]}')).finish()
    assert status != 0 and 'This meeting is over.' in said
    report = wait_health(studio, meeting, lambda h: h['refused'], 'the refusal')
    assert report['refused'][-1]['reason'] == 'This meeting is over.'
    assert report['refused'][-1]['peer'].startswith('127.0.0.1:')
    assert way_in['key'] not in server.log_text()


# ---- what the server fetches by itself ----

def test_files_and_cameras(server, studio, clip):
    """A film out of the server's folder plays; what cannot be fetched says why, and tells no password."""
    shutil.copy(clip, server.data / 'files' / 'film.mp4')
    meeting = plan(studio, unit_of(server))

    def add(kind, uri, status=201):
        answer = studio.post(f'meetings/{meeting}/inputs', json={'kind': kind, 'name': uri[-20:], 'uri': uri})
        assert answer.status_code == status, answer.text
        return answer.json().get('id')
    film, missing = add('file', 'film.mp4'), add('file', 'missing.mp4')
    camera = add('rtsp', 'rtsp://anna:geheim@127.0.0.1:9/stream1')
    for outside in (str(clip), '../data/keys/token', 'file:///etc/passwd'):
        add('file', outside, 400)
    step(studio, meeting, 'go_live')
    said = {missing: 'There is no such file.', camera: 'No camera can be reached at this address.'}
    report = wait_health(studio, meeting, lambda h: all(input_of(h, one)['message'] == text
                                                        for one, text in said.items()) and
                         input_of(h, film)['state'] == 'live' and input_of(h, film)['width'], 'all inputs')
    assert (input_of(report, film)['video_codec'], input_of(report, film)['width']) == ('H.264', 640)
    assert 'geheim' not in str(report) and 'geheim' not in server.log_text()
    step(studio, meeting, 'end')


# ---- what dies ----

def test_the_child_is_killed(yard, clip, encoders):
    """The picture is back soon, no number is left out, and there is exactly one discontinuity."""
    server = yard.start(settings=settings(yard))
    meeting, way_in = on_air(server)
    studio = Program(server, 'demo-studio')
    watcher = Watcher(Client(server), f'/live/{meeting}/')
    send(encoders, server, clip, way_in['key'], 'srt')
    before = watcher.wait_segments('v360', 2)
    child, = programmes(server)
    os.kill(child, signal.SIGKILL)
    wait_health(studio, meeting, lambda h: h['restarts'] == 1 and h['is_running'], 'another child', 20)
    after = watcher.wait_more('v360', 2)
    assert after.segments[-1].msn > before.segments[-1].msn
    numbers = [assert_contiguous(watcher, track, watcher.playlist(track)) for track in ('v360', 'a-bo')]
    assert len(numbers[0]) == 1 and numbers[0] == numbers[1]
    row = wait_health(studio, meeting, lambda h: input_of(h, way_in['id'])['state'] == 'live',
                      'the encoder in the new programme')
    assert row['restarts'] == 1 and programmes(server) != [child]
    (kind, from_ms, to_ms), = wait_until(lambda: faults(server, meeting), 'the fault')
    assert kind == 'held' and from_ms < (before.segments[-1].msn + 3) * 1920 < to_ms


def test_the_server_is_killed(yard, clip, encoders):
    """What was announced is served with the same bytes, and the numbers go on."""
    server = yard.start(settings=settings(yard))
    meeting, way_in = on_air(server)
    watcher = Watcher(Client(server), f'/live/{meeting}/')
    send(encoders, server, clip, way_in['key'])
    watcher.wait_segments('v360', 3)
    before = {track: watcher.playlist(track) for track in ('v360', 'a-zh-cn')}
    sums = {track: watcher.sums(track, playlist) for track, playlist in before.items()}
    newest = before['v360'].segments[-1]
    server.kill()
    server.start()
    again = Watcher(Client(server), f'/live/{meeting}/')
    later = again.wait_for('v360', lambda p: any(s.has_discontinuity and s.uri for s in p.segments),
                           'numbers that go on')
    assert later.segments[-1].msn > newest.msn
    for track, known in sums.items():
        playlist = again.playlist(track)
        for name, known_sum in known.items():
            assert again.sums(track, playlist).get(name) == known_sum, f'{track}/{name}'
        assert len(assert_contiguous(again, track, playlist)) == 1
    (kind, from_ms, to_ms), = wait_until(lambda: faults(server, meeting), 'the fault')
    begun = next(s.msn for s in later.segments if s.has_discontinuity and s.uri)
    assert kind == 'away' and (from_ms, to_ms) == (max(0, begun * 1920 - 5000), begun * 1920 + 30000)
    step(Program(server, 'demo-studio'), meeting, 'end')
    assert len(faults(server, meeting)) == 1


def faults(server, meeting):
    """Spans of media time in which the platform failed, by kind."""
    with contextlib.closing(sqlite3.connect(f'file:{server.data}/tongping.db?mode=ro', uri=True)) as database:
        return database.execute('SELECT kind, from_ms, to_ms FROM meeting_fault WHERE meeting_id = ?'
                                ' ORDER BY from_ms', (meeting,)).fetchall()


# ---- one meeting from rehearsal to recording ----

def test_from_rehearsal_to_recording(server, studio):
    meeting = plan(studio, unit_of(server))
    stranger = Client(server)
    public = Watcher(stranger, f'/live/{meeting}/')
    assert public.get('master.m3u8').status_code == 404
    step(studio, meeting, 'rehearse')
    Player(Program(server, 'demo-member'), meeting, status=409)  # nothing to see yet
    wait_until(lambda: public.get('master.m3u8').status_code == 403, 'a closed door')
    inside = Watcher(stranger, Player(studio, meeting).viewing['base_url'])
    inside.wait_segments('v360', 1)
    step(studio, meeting, 'open')
    wait_until(lambda: public.get('master.m3u8').status_code == 200, 'an open door')
    step(studio, meeting, 'go_live')
    seen = public.wait_segments('v360', 4)
    withdrawn = seen.segments[1].msn
    answer = studio.post(f'meetings/{meeting}/recording/cuts', json={
        'from_ms': withdrawn * 1920 + 100, 'to_ms': withdrawn * 1920 + 200})
    assert answer.status_code == 200, answer.text
    wait_until(lambda: public.get(f'v360/s{withdrawn}.m4s').status_code == 404, 'a withdrawn segment')
    assert public.playlist('v360').find(withdrawn).is_gap
    assert public.get(f'v360/s{withdrawn + 1}.m4s').status_code == 200
    finish(studio, meeting, public)
    vod = wait_until(lambda: published(public), 'the recording')
    assert f's{withdrawn}.m4s' not in vod.text
    assert {'h264,640,360', 'aac'} <= ffprobe(f'{server.url}/live/{meeting}/master.m3u8')
    trim_from = seen.segments[-2].msn
    assert studio.patch(f'meetings/{meeting}/recording',
                        json={'trim_from_ms': trim_from * 1920}).status_code == 200
    wait_until(lambda: first_name(public.playlist('v360')) == f's{trim_from}.m4s', 'the trimmed recording')
    assert public.get(f'v360/s{trim_from - 1}.m4s').status_code == 404
    assert public.get(f'v360/s{trim_from}.m4s').status_code == 200


def first_name(playlist):
    return re.search(r'^s\d+\.m4s$', playlist.text, re.MULTILINE)[0]


def finish(studio, meeting, public):
    step(studio, meeting, 'end')
    wait_until(lambda: public.get('master.m3u8').status_code == 403, 'a closed door again')
    step(studio, meeting, 'undo_end')
    wait_until(lambda: public.get('master.m3u8').status_code == 200, 'an end that was undone')
    public.wait_more('v360', 1)
    step(studio, meeting, 'end', 'make_ready', 'publish')


def published(public):
    answer = public.get('v360/live.m3u8')
    return public.playlist('v360') if answer.status_code == 200 and 'EXT-X-ENDLIST' in answer.text else None


def test_opened_before_the_first_picture(server, studio):
    """Rehearsal, open and live in the same moment: nothing stands still."""
    meeting = plan(studio, unit_of(server))
    step(studio, meeting, 'rehearse', 'open', 'go_live')
    Watcher(Client(server), f'/live/{meeting}/').wait_segments('v360', 1)
    assert health(studio, meeting)['is_running']
    step(studio, meeting, 'end')
