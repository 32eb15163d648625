"""tongping-course alone: jobs as the server lays them out, and what lies in the assets that come out."""
import json
import os
import pathlib
import shutil
import struct
import subprocess
import zlib

from driver.server import BINARY

TOOL = os.environ.get('TONGPING_COURSE_BIN') or str(
    pathlib.Path(BINARY).resolve().parent.parent / 'media/course/tongping-course')
# An idle process would wait for the other tests.
ENVIRONMENT = {**os.environ, 'TONGPING_COURSE_NOT_IDLE': '1'}
SCALES = {0: 90000, 1: 48000}
KINDS = {'picture': 'picture', 'sound': 'sound', 'subtitle': 'subtitle'}


def probe(path):
    """(exit status, the object)."""
    done = subprocess.run([TOOL, 'probe', '--source', str(path)], capture_output=True, timeout=60,
                          env=ENVIRONMENT)
    return done.returncode, json.loads(done.stdout)


class Job:
    def __init__(self, courses, source, name='job'):
        self.folder = pathlib.Path(courses) / 'jobs' / name
        self.folder.mkdir(parents=True)
        shutil.copyfile(source, self.folder / 'source')
        self.order = {'version': 1, 'kind': 'video', 'source': 'source', 'assets': []}

    def choose_all(self):
        """The first picture, all sounds, all subtitles that are text."""
        status, seen = probe(self.folder / 'source')
        if status != 0:
            self.order['assets'] = [{'id': 'a0', 'kind': 'picture', 'stream': 0}]
            return self
        for stream in seen['streams']:
            kind = KINDS.get(stream['kind'])
            if kind and not (kind == 'picture' and any(a['kind'] == kind for a in self.order['assets'])):
                self.order['assets'].append({'id': f"a{stream['index']}", 'kind': kind,
                                             'stream': stream['index']})
        if not any(asset['kind'] == 'picture' for asset in self.order['assets']):
            self.order['assets'].insert(0, {'id': 'a63', 'kind': 'picture', 'stream': 0})
        return self

    def write(self):
        (self.folder / 'order.json').write_text(json.dumps(self.order))
        return self

    def start(self, **options):
        self.write()
        return subprocess.Popen([TOOL, 'prepare', '--folder', str(self.folder)], text=True,
                                env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)

    def run(self, timeout=170, **options):
        child = self.start(**options)
        out, self.complaint = child.communicate(timeout=timeout)
        self.events = [json.loads(line) for line in out.splitlines()]
        return child.returncode

    def asset(self, identity):
        return Asset(self.folder / 'out' / identity)

    def assets(self, kind):
        return [self.asset(asset['id']) for asset in self.order['assets'] if asset['kind'] == kind]


class LowJob(Job):
    """The economy sound of a finished sound, put beside it at the end as the server does."""

    def __init__(self, courses, sound, name='low'):
        self.folder = pathlib.Path(courses) / 'jobs' / name
        self.folder.mkdir(parents=True)
        self.sound = pathlib.Path(sound)
        shutil.copytree(self.sound, self.folder / 'sound')
        self.order = {'version': 1, 'kind': 'low', 'source': 'source', 'assets': [{'id': 's', 'kind': 'sound'}]}

    def put(self):
        for path in (self.folder / 'out/s').iterdir():
            path.rename(self.sound / path.name)
        return Asset(self.sound)


def add_low(courses, sound, name):
    job = LowJob(courses, sound, name)
    assert job.run() == 0, (job.events, job.complaint)
    assert job.events[-1] == {'event': 'done'}
    return job.put()


class Track:
    """T.m4s and T.idx, read as docs/courses.md says."""

    def __init__(self, folder, facts):
        self.facts = facts
        self.path = folder / f"{facts['name']}.m4s"
        data = (folder / f"{facts['name']}.idx").read_bytes()
        magic, version, self.kind, self.init, count, check = struct.unpack_from('<8sIIIII', data)
        assert (magic, version) == (b'TPASSET\n', 1)
        assert zlib.crc32(data[:24]) == check
        rows = data[28:-4]
        assert struct.unpack('<I', data[-4:])[0] == zlib.crc32(rows) and len(rows) == 32 * count
        self.rows = [struct.unpack_from('<QIIQIi', rows, 32 * i) for i in range(count)]
        self.scale = SCALES[self.kind]

    @property
    def times(self):
        return [row[3] for row in self.rows]

    @property
    def end(self):
        return (self.rows[-1][3] + self.rows[-1][4]) / self.scale

    def packets(self):
        """(pts, dts, duration, is key) of each, in ticks, from the boxes (media/package/cmaf.c)."""
        data, rows = self.path.read_bytes(), []
        for offset, _, _, time, _, _ in self.rows:
            count, = struct.unpack_from('>I', data, offset + 80)
            for i in range(count):
                duration, _, flags, shift = struct.unpack_from('>IIIi', data, offset + 88 + 16 * i)
                rows.append((time + shift, time, duration, not flags & 0x10000))
                time += duration
        return rows


def play(tracks):
    """All at once by ffmpeg (starting it costs more than a clip): what it complains of. It must see the
    packets that the boxes tell of."""
    inputs = [word for track in tracks for word in ('-copyts', '-i', str(track.path))]
    maps = [word for i in range(len(tracks)) for word in ('-map', str(i))]
    done = subprocess.run(['ffmpeg', '-v', 'error', *inputs, *maps, '-c', 'copy', '-f', 'framecrc', '-',
                           *maps, '-f', 'null', '-'],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    seen = [[] for _ in tracks]
    for line in done.stdout.splitlines():
        if not line.startswith('#'):
            stream, dts, pts = line.split(',')[:3]
            seen[int(stream)].append((int(pts), int(dts)))
    for track, packets in zip(tracks, seen, strict=True):
        assert packets == [row[:2] for row in track.packets()]
    return done.stderr


class Asset:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.facts = json.loads((self.folder / 'asset.json').read_text())

    @property
    def tracks(self):
        return [Track(self.folder, facts) for facts in self.facts['tracks']]
