"""tongping-program alone: a child with a link of its own, the frames it sends, and what they decode to.
The frames are those of media/link/link.h."""
import array
import collections
import json
import os
import pathlib
import socket
import struct
import subprocess
import threading
import time

from driver.server import BINARY
from driver.witness import Witness

PROGRAM = os.environ.get('TONGPING_PROGRAM_BIN') or str(
    pathlib.Path(BINARY).resolve().parent.parent / 'media/program/tongping-program')

START, INPUT_OPEN, INPUT_CLOSE, CUT, RUNG, SLATE = range(1, 7)
READY, TRACK, SAMPLE, LEVELS, INPUT, LOAD, NOTE = range(64, 71)

VIDEO_TICKS, SOUND_TICKS, PART_TICKS, SEGMENT_TICKS = 3600, 1024, 28800, 172800

Sample = collections.namedtuple('Sample', 'pts dts duration is_key data at')


def video(name, width, height, bit_rate):
    return {'is_video': 1, 'name': name, 'width': width, 'height': height, 'bit_rate': bit_rate}


def audio(name, language, bit_rate=96000, channels=2):
    return {'is_video': 0, 'name': name, 'language': language, 'bit_rate': bit_rate,
            'channels': channels}


def track_set(rungs, languages):
    return [video(f'v{height}', width, height, rate) for width, height, rate in rungs] + [
        audio(f'a-{language}', language) for language in languages]


LADDER = [(1920, 1080, 4500000), (1280, 720, 2500000), (640, 360, 700000), (320, 180, 144000)]
SMALL = [(640, 360, 700000)]


class Programme:
    """A running child. Samples and reports are gathered by a thread of its own."""

    def __init__(self, rungs=SMALL, languages=('zh',), size=None, tracks=None, reads=True):
        self.tracks = tracks or track_set(rungs, languages)
        self.size = size or rungs[0][:2]
        self.floor = languages[0]
        self.infos, self.texts = {}, []
        self.samples = collections.defaultdict(list)
        self.change = threading.Condition()
        self.is_closed = False
        self.started_at = time.monotonic()
        self.witness = Witness()
        self.link, theirs = socket.socketpair()
        self.process = subprocess.Popen(
            [PROGRAM], stdin=subprocess.DEVNULL, pass_fds=(),
            preexec_fn=lambda: os.dup2(theirs.fileno(), 3, inheritable=True), close_fds=False)
        theirs.close()
        if reads:
            threading.Thread(target=self._read, daemon=True).start()

    def start(self, title='', line=''):
        self.send(START, {'meeting_id': 'test', 'title': title, 'line': line, 'width': self.size[0],
                          'height': self.size[1], 'floor': self.floor, 'tracks': self.tracks})
        return self

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.witness.close()
        try:
            self.link.shutdown(socket.SHUT_RDWR)
            return self.process.wait(10)
        except OSError:
            return self.process.wait(10)
        finally:
            self.process.kill()
            self.link.close()

    # ---- the link ----

    def send(self, kind, value, fd=None):
        payload = json.dumps(value).encode()
        self.send_bytes(struct.pack('<IBBH', len(payload), kind, 0, 0) + payload, fd)

    def send_bytes(self, data, fd=None):
        rights = [] if fd is None else [
            (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [fd]))]
        self.link.sendmsg([data], rights)

    def open(self, number, source, **more):
        self.send(INPUT_OPEN, {'id': number, 'source': source, **more})

    def open_pipe(self, number, source, **more):
        """Opens an input with a descriptor; returns the end to write into."""
        ours, theirs = socket.socketpair()
        self.send(INPUT_OPEN, {'id': number, 'source': source, 'has_descriptor': True, **more},
                  theirs.fileno())
        theirs.close()
        return ours

    def _read(self):
        held = b''
        while True:
            try:
                data = self.link.recv(1 << 20)
            except OSError:
                data = b''
            if not data:
                with self.change:
                    self.is_closed = True
                    self.change.notify_all()
                return
            held += data
            at = 0
            while len(held) - at >= 8:
                length, kind, track, _zero = struct.unpack_from('<IBBH', held, at)
                if len(held) - at - 8 < length:
                    break
                self._take(kind, track, held[at + 8:at + 8 + length])
                at += 8 + length
            held = held[at:]

    def _take(self, kind, track, payload):
        now = time.monotonic()
        with self.change:
            if kind == SAMPLE:
                pts, dts, duration, flags = struct.unpack_from('<qqII', payload)
                data = payload[24:]
                self.samples[track].append(Sample(pts, dts, duration, flags & 1, data, now))
            elif kind == TRACK:
                codec, config = payload.split(b'\0', 1)
                self.infos[track] = (codec.decode(), config)
            else:
                self.texts.append((kind, json.loads(payload), now))
            self.change.notify_all()

    # ---- waiting ----

    def wait(self, condition, seconds=20, what='a condition'):
        deadline = time.monotonic() + seconds
        with self.change:
            while True:
                value = condition()
                if value:
                    return value
                left = deadline - time.monotonic()
                assert left > 0, f'{what} did not come in {seconds} s; the last reports: ' \
                                 f'{[text for kind, text, _ in self.texts if kind in (INPUT, NOTE)][-4:]}'
                assert not self.is_closed, 'the programme ended'
                self.change.wait(left)

    def wait_media(self, seconds, track=0):
        """Until this many seconds of the track exist; returns how many samples that is."""
        step, rate = (VIDEO_TICKS, 90000) if self.tracks[track]['is_video'] else (SOUND_TICKS, 48000)
        n = int(seconds * rate / step)
        self.wait(lambda: len(self.samples[track]) >= n, seconds + 20, f'{seconds} s of media')
        return n

    def media_now(self, track=0):
        """Seconds of media so far."""
        with self.change:
            last = self.samples[track][-1] if self.samples[track] else None
        step = 90000 if self.tracks[track]['is_video'] else 48000
        return (last.pts + last.duration) / step if last else 0

    def texts_of(self, kind):
        with self.change:
            return [text for what, text, _ in self.texts if what == kind]

    def wait_state(self, number, state, seconds=20):
        return self.wait(lambda: next((text for kind, text, _ in reversed(self.texts)
                                       if kind == INPUT and text['id'] == number and
                                       text['state'] == state), None),
                         seconds, f'input {number} {state}')

    # ---- judging ----

    def gaps(self):
        """(track, sample number, pts, expected) of each break of a time line that must have none."""
        found = []
        with self.change:
            for track, samples in self.samples.items():
                step = VIDEO_TICKS if self.tracks[track]['is_video'] else SOUND_TICKS
                found += [(track, n, sample.pts, n * step) for n, sample in enumerate(samples)
                          if sample.pts != n * step or sample.dts != sample.pts or
                          sample.duration != step]
        return found

    def keys(self, track):
        with self.change:
            return [sample.pts for sample in self.samples[track] if sample.is_key]

    def snapshot(self, track, begin=0):
        with self.change:
            return [sample for sample in self.samples[track] if sample.pts >= begin]


def starved(programme):
    """Tracks whose pictures a slow machine dropped, and said so: they prove nothing about the time line."""
    return {text['track'] for text in programme.texts_of(LOAD) if text['dropped']}


def assert_whole(programme):
    if programme.gaps():  # what was dropped is told within a second
        wanted = len(programme.texts_of(LOAD)) + 2 * sum(track['is_video'] for track in programme.tracks)
        programme.wait(lambda: len(programme.texts_of(LOAD)) >= wanted, 20, 'reports of the load')
    slow = starved(programme)
    gaps = [gap for gap in programme.gaps() if gap[0] not in slow]
    assert not gaps, gaps[:5]
