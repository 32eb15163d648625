"""A recording taken home as one file: what is in it, who may have it and when, and that a broken
download goes on."""
import json
import re
import shutil
import subprocess
import urllib.parse

import pytest
from driver.api import Client, Program, assert_problem
from driver.live import Watcher
from driver.viewing import Player, plan, step
from driver.waiting import wait_until
from hls.boxes import read_chunks

pytestmark = pytest.mark.skipif(not shutil.which('ffprobe'), reason='needs ffmpeg')

SMALL = {'live': {'ladder': '360'}}
SEGMENT_MS = 1920
SEGMENTS = 5
TITLE = '全县视频会议'


class Story:
    """One meeting of a few seconds, shown by the test picture, and who asks for it."""

    def __init__(self, server):
        self.server = server
        self.studio, self.member = Program(server, 'demo-studio'), Program(server, 'demo-member')
        unit = Program(server, 'demo-admin').get('units').json()[0]['id']
        self.meeting = plan(self.studio, unit, visibility='signed_in')
        answer = self.studio.post(f'meetings/{self.meeting}/inputs', json={'kind': 'test', 'name': '彩条'})
        assert answer.status_code == 201, answer.text
        step(self.studio, self.meeting, 'go_live')

    def reconnect(self):
        self.studio, self.member = Program(self.server, 'demo-studio'), Program(self.server, 'demo-member')

    def watcher(self, client):
        return Watcher(Client(self.server), Player(client, self.meeting).viewing['base_url'])

    def recording(self, **change):
        path = f'meetings/{self.meeting}/recording'
        answer = self.studio.patch(path, json=change) if change else self.studio.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def may_download(self, client):
        rows = client.get('now').json()['recordings']
        return next(row['may_download'] for row in rows if row['id'] == self.meeting)

    def fetch(self, url, method='GET', **fields):
        """As a browser that is told to come back."""
        def ask():
            answer = Client(self.server).request(method, url, headers=fields)
            assert answer.status_code != 503 or int(answer.headers['Retry-After']) <= 2, answer.text
            return [answer] if answer.status_code != 503 else None
        return wait_until(ask, url)[0]

    def come_to(self, url, status):
        """The answer, once the meeting's change has come through."""
        def ask():
            answer = self.fetch(url)
            return [answer] if answer.status_code == status else None
        return wait_until(ask, f'{status} of {url}')[0]

    def file(self):
        """The operator's, as it is now: (bytes, entity tag)."""
        answer = self.fetch(self.recording()['mp4_url'])
        assert answer.status_code == 200, answer.text
        assert int(answer.headers['Content-Length']) == len(answer.content)
        return answer.content, answer.headers['ETag']

    def kept(self):
        return [path.name for path in (self.server.data / 'media' / self.meeting).glob('download-*')]


def probe(tmp_path, content):
    """{kind: [(frames decoded, first moment, length in seconds, language)]}"""
    path = tmp_path / 'file.mp4'
    path.write_bytes(content)
    done = subprocess.run(['ffprobe', '-v', 'error', '-count_frames', '-show_streams', '-of', 'json', path],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0 and done.stderr == '', done.stderr
    streams = {}
    for row in json.loads(done.stdout)['streams']:
        streams.setdefault(row['codec_type'], []).append(
            (int(row['nb_read_frames']), float(row['start_time']), float(row['duration']),
             row.get('tags', {}).get('language')))
    return streams


TRACKS = ('v360', 'a-zh-cn', 'a-bo')


def samples_of(watcher, msn):
    """{track: its samples in this segment}. A machine that is too slow leaves some out."""
    return {track: [sample for chunk in read_chunks(watcher.segment(track, msn)) for sample in chunk.samples]
            for track in TRACKS}


def assert_all(tmp_path, content, segments):
    """Every sample of picture and both languages, from 0 on, and no more."""
    streams = probe(tmp_path, content)
    found = streams['video'] + streams['audio']
    assert [language for _, _, _, language in found] == ['und', 'zho', 'bod']
    for track, (frames, begin, length, _) in zip(TRACKS, found):
        assert begin == 0.0 and frames == sum(len(segment[track]) for segment in segments)
        assert (len(segments) - 1) * 1.92 < length < len(segments) * 1.92 + 0.001


def published(watcher):
    """Numbers of the segments that players show."""
    playlist = watcher.wait_for('v360', lambda p: 'EXT-X-ENDLIST' in p.text, 'the end')
    return [int(number) for number in re.findall(r'^s(\d+)\.m4s$', playlist.text, re.MULTILINE)]


@pytest.fixture(scope='module')
def story(module_yard):
    return Story(module_yard.start(settings=SMALL))


def test_from_the_end_to_the_full_disk(story, tmp_path):  # pylint: disable=too-many-statements
    studio, meeting = story.studio, story.meeting
    inside = story.watcher(studio)
    inside.wait_segments('v360', SEGMENTS)
    members = Player(story.member, meeting).viewing['base_url'] + 'download.mp4'
    assert story.fetch(members).status_code == 404  # it still goes on

    # Over: the operator's alone.
    step(studio, meeting, 'end')
    wait_until(lambda: story.recording()['mp4_url'], 'a recording that plays')
    assert_problem(story.come_to(members, 403), 403, 'forbidden')
    assert_problem(story.fetch(f'/live/{meeting}/download.mp4'), 403, 'forbidden')
    numbers = [s.msn for s in inside.playlist('v360').segments if s.uri]
    known = {msn: samples_of(inside, msn) for msn in numbers}
    pictures = {msn: samples['v360'][0].data for msn, samples in known.items()}  # each has the clock
    whole, whole_tag = story.file()
    assert all(picture in whole for picture in pictures.values())
    assert len(story.kept()) == 1
    assert story.file() == (whole, whole_tag)
    goes_on = story.recording()['mp4_url']
    step(studio, meeting, 'undo_end')
    story.come_to(goes_on, 404)
    wait_until(lambda: story.kept() == [], 'the file of a meeting that goes on to be gone')
    step(studio, meeting, 'end')
    assert story.come_to(goes_on, 200).content.startswith(whole[:8])

    # What is cut off or withdrawn is in no file any more, from this moment on.
    studio.post(f'meetings/{meeting}/recording/cuts',
                json={'from_ms': numbers[2] * SEGMENT_MS + 5, 'to_ms': numbers[2] * SEGMENT_MS + 10})
    story.recording(trim_from_ms=numbers[1] * SEGMENT_MS, trim_to_ms=(numbers[4] + 1) * SEGMENT_MS)
    wait_until(lambda: story.kept() == [], 'the old file to be gone')
    content, tag = story.file()
    left = [numbers[1], numbers[3], numbers[4]]
    assert [msn for msn in numbers if pictures[msn] in content] == left
    assert_all(tmp_path, content, [known[msn] for msn in left])
    assert tag != whole_tag and len(story.kept()) == 1

    # Published: still not the member's, until it is allowed.
    step(studio, meeting, 'make_ready', 'publish')
    assert not story.may_download(story.member) and story.may_download(studio)
    assert not story.recording()['allows_download']
    assert published(story.watcher(story.member)) == left
    refused = story.fetch(members)
    assert_problem(refused, 403, 'forbidden')
    assert refused.json()['detail'] == 'This recording may be watched, but not downloaded.'
    assert story.recording(allows_download=True)['allows_download']
    assert story.may_download(story.member)
    check_the_member(story, members, content, tag)

    # What was begun before the server ended goes on behind it.
    story.server.restart()
    story.reconnect()
    rest = story.fetch(members, Range='bytes=1000-', **{'If-Range': tag})
    assert rest.status_code == 206 and rest.content == content[1000:]
    step(story.studio, meeting, 'unpublish')
    story.come_to(members, 403)
    assert story.file() == (content, tag)
    check_too_little_room(story)


def check_the_member(story, url, content, tag):
    answer = story.come_to(url, 200)
    assert answer.content == content
    assert answer.headers['Content-Type'] == 'video/mp4'
    disposition = answer.headers['Content-Disposition']
    assert disposition.startswith('attachment; filename="recording.mp4"')
    name = re.search(r"filename\*=UTF-8''(\S+)$", disposition).group(1)
    assert urllib.parse.unquote(name) == f'{TITLE}.mp4'
    head = story.fetch(url, 'HEAD')
    assert int(head.headers['Content-Length']) == len(content) and head.headers['ETag'] == tag
    half = len(content) // 2
    part = story.fetch(url, Range=f'bytes={half}-', **{'If-Range': tag})
    assert part.status_code == 206 and part.content == content[half:]
    assert part.headers['Content-Range'] == f'bytes {half}-{len(content) - 1}/{len(content)}'
    other = story.fetch(url, Range=f'bytes={half}-', **{'If-Range': '"another"'})
    assert other.status_code == 200 and other.content == content
    story.recording(allows_download=False)
    story.come_to(url, 403)
    story.recording(allows_download=True)


def check_too_little_room(story):
    """Recordings go first: the file goes, none is made, and it is said."""
    story.server.write_settings({'live': {**SMALL['live'], 'min_free': '1000TiB'}})
    story.server.restart()
    story.reconnect()
    wait_until(lambda: story.kept() == [], 'the room of the file')
    answer = Client(story.server).get(story.recording()['mp4_url'])
    assert_problem(answer, 503, 'unavailable')
    assert answer.json()['detail'] == "There is no room on the server's disk for this file now."
    assert answer.headers['Retry-After'] == '60' and story.kept() == []
