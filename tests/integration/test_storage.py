"""A disk that takes nothing stops recordings, not meetings; what was recorded stays."""
import re
import resource

import pytest
from driver.api import Program
from driver.roster import make_unit
from driver.server import Server
from driver.viewing import Player, plan, step
from driver.waiting import wait_until

SMALL = {'ladder': '180', 'rtmp_listen': 'off', 'srt_listen': 'off'}
GAP = '#EXT-X-GAP'


class Meeting:
    def __init__(self, server):
        self.server = server
        self.studio = Program(server, 'demo-studio')
        self.id = plan(self.studio, make_unit(Program(server, 'demo-admin'), '东山镇'), is_recorded=True)
        step(self.studio, self.id, 'go_live')
        self.path = Player(self.studio, self.id).viewing['base_url']
        self.folder = server.data / 'media' / self.id
        self.track = None

    def reconnect(self):
        self.studio = Program(self.server, 'demo-studio')

    def health(self):
        return self.studio.get(f'meetings/{self.id}/health').json()

    def is_stopped(self):
        return self.health()['is_recording_stopped']

    def position_ms(self):
        return self.health()['media_ms']

    def wait_for(self, more_ms):
        until = self.position_ms() + more_ms
        wait_until(lambda: self.position_ms() >= until, f'{more_ms} ms more of the meeting', 30)

    def wait_stopped(self, is_stopped):
        wait_until(lambda: self.is_stopped() == is_stopped, f'recording stopped: {is_stopped}', 30)

    def media_bytes(self):
        return max(path.stat().st_size for path in self.folder.iterdir())

    def fetch(self, path):
        answer = self.studio.get(self.path + path)
        assert answer.status_code == 200, (path, answer.text)
        return answer

    def playlist(self):
        self.track = re.search(r'^(v\d+)/live\.m3u8', self.fetch('master.m3u8').text, re.M).group(1)
        return self.fetch(self.track + '/live.m3u8').text

    def segments(self):
        """Paths of the whole segments that the playlist has media for."""
        blocks = re.findall(r'((?:^#.*\n)+)^(s\d+\.m4s)$', self.playlist(), re.M)
        return [f'{self.track}/{name}' for tags, name in blocks if GAP not in tags]


@pytest.fixture(name='serve')
def make_serve(tmp_path):
    servers = []

    def serve(**live):
        servers.append(Server(tmp_path / 'server', settings={'live': {**SMALL, **live}}).start())
        return servers[-1]

    yield serve
    for server in servers:
        if server.is_running():
            assert server.stop() == 0
        assert server.sanitizer_reports() == []


def limit_files(server, n_bytes):
    """As a full disk for files that are as long; the signal that comes with it is not the server's end."""
    _soft, hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (n_bytes, hard))


def test_disk_takes_nothing_for_a_while(serve):
    server = serve(min_free='0')
    meeting = Meeting(server)
    meeting.wait_for(8000)
    assert not meeting.is_stopped()
    limit_files(server, meeting.media_bytes())
    meeting.wait_stopped(True)
    meeting.wait_for(3000)
    limit_files(server, resource.RLIM_INFINITY)
    meeting.wait_stopped(False)
    meeting.wait_for(5000)
    assert GAP not in meeting.playlist()  # memory had it
    before = meeting.position_ms()
    server.restart()
    meeting.reconnect()
    meeting.wait_for(2000)
    assert meeting.position_ms() >= before
    playlist = meeting.playlist()
    assert GAP in playlist  # memory is gone, the numbers are whole
    whole = meeting.segments()
    assert len(whole) >= 4
    limit_files(server, meeting.media_bytes())
    meeting.wait_stopped(True)
    meeting.wait_for(4000)
    seen = meeting.segments()[-1]
    server.restart()  # while the disk is full: what players have seen does not come again as something else
    meeting.reconnect()
    meeting.wait_for(2000)
    assert seen not in meeting.segments()
    number = int(re.search(r's(\d+)\.m4s', seen)[1])
    assert max(int(one) for one in re.findall(r's(\d+)\.m4s', meeting.playlist())) > number
    for address in (whole[0], whole[-1]):
        assert len(meeting.fetch(address).content) > 500


def test_too_little_room(serve):
    meeting = Meeting(serve(min_free='1000TiB'))
    meeting.wait_stopped(True)
    meeting.wait_for(4000)
    assert meeting.is_stopped()
    assert meeting.health()['free_bytes'] > 0
    assert meeting.segments()
    parts = {part['name']: part for part in meeting.studio.get('health').json()['parts']}
    assert parts['recordings']['state'] == 'failing', parts
    metrics = meeting.studio.get('/metrics').text
    assert '\ntongping_media_recordings_stopped 1\n' in metrics
    assert int(float(re.search(r'^tongping_storage_free_bytes (\S+)$', metrics, re.M).group(1))) > 0
    assert meeting.server.log_text().count('all recordings are stopped') == 1
