"""GStreamer's webrtcbin beside the test, as a client of WHIP or WHEP, or of a room."""
import base64
import subprocess
import sys
import threading

from .server import ROOT
from .waiting import DEADLINE_S, wait_until

PROGRAM = ROOT / 'tests/support/webrtc_peer.py'


class Peer:
    """`with Peer(server, 'publish', '/whip/demo-group', 'demo-studio') as peer:`"""

    def __init__(self, server, role, path, token):
        self._start(role, f'http://{server.host}{path}', token)

    def _start(self, *words):
        self.said = {}  # first word → the last second one
        self.errors = ''
        self.process = subprocess.Popen(
            [sys.executable, PROGRAM, *words], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.readers = [threading.Thread(target=fn, daemon=True) for fn in (self._read, self._read_errors)]
        for reader in self.readers:
            reader.start()

    def _read(self):
        for line in self.process.stdout:
            word, _space, rest = line.rstrip('\n').partition(' ')
            self.said[word] = rest

    def _read_errors(self):
        self.errors = self.process.stderr.read()

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.end()

    def number(self, word):
        return int(self.said.get(word, 0))

    def until(self, check, what):
        wait_until(lambda: check(self) or self.process.poll() is not None, f'{what}: {self.said} {self.errors}')
        assert check(self), f'{what}: {self.said} {self.errors}'

    def until_connected(self):
        self.until(lambda peer: peer.said.get('state') == 'connected', 'a connection')

    def until_media(self, frames=10):
        """Both kinds, as many more than by now."""
        video, audio = self.number('video') + frames, self.number('audio') + frames
        self.until(lambda peer: peer.number('video') >= video and peer.number('audio') >= audio, 'pictures and sound')

    def leave(self):
        """DELETE; the status."""
        self.process.stdin.close()
        self.process.wait(DEADLINE_S)
        self.readers[0].join(DEADLINE_S)
        return self.number('left')

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(DEADLINE_S)


class RoomPeer(Peer):
    """One connection of a seat that is in a room: `role` is publish or view."""

    def __init__(self, seat, role, shows=None):  # pylint: disable=super-init-not-called
        """`shows`: the session whose camera is in the first place."""
        self._start(role)
        self.until(lambda peer: 'offer' in peer.said, 'an offer')
        answer = seat.request(f'media.{role}', sdp=base64.b64decode(self.said['offer']).decode())
        assert answer['type'] == 'media.answer', answer
        self.id = answer['peer']
        self.process.stdin.write(base64.b64encode(answer['sdp'].encode()).decode() + '\n')
        self.process.stdin.flush()
        self.until_connected()
        if shows:
            wish = {'place': 0, 'session': shows, 'source': 'camera', 'max_height_px': 360, 'priority': 1}
            assert seat.request('media.show', peer=self.id, wishes=[wish])['type'] == 'ok'
