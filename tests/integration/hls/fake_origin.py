"""A presentation without a server, a network or time: what a right origin answers, so that a test can
break one thing. Stands for a fetcher: get, now, speaks_http2."""
import gzip
import re
import struct
import urllib.parse

from .fetch import Answer

PART, SEGMENT, PARTS = 0.32, 1.92, 6
BASE = 'https://origin.test/live/token/'
TRACKS = {  # name: (timescale, frame ticks, frames of a part, bytes of a frame)
    'v720': (90000, 3600, 8, 900), 'v180': (90000, 3600, 8, 40), 'a-zh': (48000, 1024, 15, 20),
    'a-bo': (48000, 1024, 15, 20), 'low-zh': (48000, 1024, 15, 10), 'low-bo': (48000, 1024, 15, 10)}
SIZES = {'v720': (1280, 720), 'v180': (320, 180)}
MASTER = '''#EXTM3U
#EXT-X-VERSION:9
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="普通话",LANGUAGE="zh",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="a-zh/live.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="བོད་སྐད་",LANGUAGE="bo",DEFAULT=NO,AUTOSELECT=YES,CHANNELS="2",URI="a-bo/live.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="low",NAME="普通话",LANGUAGE="zh",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="1",URI="low-zh/live.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="low",NAME="བོད་སྐད་",LANGUAGE="bo",DEFAULT=NO,AUTOSELECT=YES,CHANNELS="1",URI="low-bo/live.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=210000,AVERAGE-BANDWIDTH=200000,CODECS="avc1.4d401f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=25.000,AUDIO="audio"
v720/live.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=40000,AVERAGE-BANDWIDTH=30000,CODECS="avc1.4d401f,mp4a.40.2",RESOLUTION=320x180,FRAME-RATE=25.000,AUDIO="low"
v180/live.m3u8
'''


def box(kind, body):
    return struct.pack('>I4s', 8 + len(body), kind) + body


def full(kind, body, version=0, flags=0):
    return box(kind, struct.pack('>I', version << 24 | flags) + body)


def make_init(track, n_tracks=1):
    timescale = TRACKS[track][0]
    if track in SIZES:
        entry = box(b'avc1', bytes(24) + struct.pack('>HH', *SIZES[track]) + bytes(50) +
                    box(b'avcC', bytes.fromhex('014d401fffe100')))
    else:
        config = b'\x05\x02\x11\x90'
        decoder = b'\x04\x11\x40\x15' + bytes(11) + config
        esds = b'\x03\x19' + bytes(3) + decoder + b'\x06\x01\x02'
        entry = box(b'mp4a', bytes(28) + full(b'esds', esds))
    trak = box(b'trak', box(b'mdia', full(b'mdhd', struct.pack('>IIIIHH', 0, 0, timescale, 0, 0, 0)) +
                            box(b'minf', box(b'stbl', full(b'stsd', struct.pack('>I', 1) + entry)))))
    moov = box(b'moov', trak * n_tracks + box(b'mvex', full(b'trex', bytes(20))))
    return box(b'ftyp', b'cmfc\0\0\0\0') + moov


def make_sample(track, number):
    size = TRACKS[track][3]
    if track not in SIZES:
        return bytes([number % 250]) * size
    kind = 0x65 if number % 48 == 0 else 0x41
    return struct.pack('>IB', size, kind) + bytes([number % 250]) * (size - 1)


def make_part(track, row, flags=None, shift=0, frames=None):
    """flags: of the sample with this number in the whole stream."""
    _, ticks, n, _ = TRACKS[track]
    n = frames or n
    numbers = range(row * TRACKS[track][2], row * TRACKS[track][2] + n)
    samples = [make_sample(track, i) for i in numbers]
    rows = b''
    for i, sample in zip(numbers, samples):
        is_key = track not in SIZES or i % 48 == 0
        rows += struct.pack('>IIIi', ticks, len(sample), (flags or {}).get(i, 0x2000000 if is_key else 0x1010000), 0)
    trun = full(b'trun', struct.pack('>II', n, 96 + 16 * n) + rows, 1, 0xf01)
    tfdt = full(b'tfdt', struct.pack('>Q', row * TRACKS[track][2] * ticks + shift), 1)
    moof = box(b'moof', full(b'mfhd', bytes(4)) + box(b'traf', full(b'tfhd', bytes(4), 0, 0x20000) + tfdt + trun))
    return moof + box(b'mdat', b''.join(samples))


class FakeOrigin:
    """`breaks` maps a hook to a function: master(text), text(track, text, row), media(track, name, bytes),
    answer(answer), row(track, row, query), http2()."""

    def __init__(self, first_row=150, **breaks):
        self.time = 1700000000 + first_row * PART + 0.01
        self.breaks = breaks
        self.first_msn = 0

    def now(self):
        return self.time

    def hook(self, name, *values):
        if name in self.breaks:
            return self.breaks[name](*values)
        return values[-1]

    def speaks_http2(self, url):
        return self.hook('http2', True)

    def row(self):
        """Rows that are out."""
        return int((self.time - 1700000000) / PART + 1e-6)

    def wait_for(self, row):
        self.time = max(self.time, 1700000000 + (row + 1) * PART + 0.002)

    def get(self, url, fields=None):
        began = self.time
        status, kind, age, body = self.find(url)
        self.time += 0.0005
        names = {'content-type': kind, 'cache-control': f'max-age={age}', 'accept-ranges': 'bytes'}
        if kind.endswith('mpegurl') and (fields or {}).get('Accept-Encoding') == 'gzip':
            names['content-encoding'] = 'gzip'
            body = gzip.compress(body)
        answer = Answer(url, status, names, body, began, self.time, self.time)
        return self.hook('answer', answer)

    def find(self, url):
        parts = urllib.parse.urlsplit(url[len(BASE):])
        query = dict(urllib.parse.parse_qsl(parts.query))
        track, _, name = parts.path.partition('/')
        if parts.path == 'master.m3u8':
            return 200, 'application/vnd.apple.mpegurl', 1, self.hook('master', MASTER).encode()
        if name == 'live.m3u8':
            return self.find_playlist(track, query)
        return self.find_media(track, name)

    def find_playlist(self, track, query):
        bad = (400, 'application/problem+json', 1, b'')
        words = {n: query[n] for n in ('_HLS_msn', '_HLS_part') if n in query}
        if any(not v.isdecimal() for v in words.values()) or list(words) == ['_HLS_part']:
            return bad
        if words:
            msn = int(words['_HLS_msn'])
            part = int(words.get('_HLS_part', PARTS - 1))
            last = (self.row() - 1) // PARTS
            if msn > last + 2 or msn >= last and part > self.row() % PARTS + 16:
                return bad
            self.wait_for(self.hook('held', msn * PARTS + part))
        text = self.render(track, query.get('_HLS_skip') == 'YES')
        return 200, 'application/vnd.apple.mpegurl', 12 if words else 1, text.encode()

    def render(self, track, is_delta):
        row = self.row()
        last = row // PARTS
        skipped = max(0, last - 7 - self.first_msn) if is_delta else 0
        lines = ['#EXTM3U', '#EXT-X-VERSION:9', '#EXT-X-TARGETDURATION:2',
                 '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.28,HOLD-BACK=6.0,CAN-SKIP-UNTIL=12.0',
                 '#EXT-X-PART-INF:PART-TARGET=0.32', f'#EXT-X-MEDIA-SEQUENCE:{self.first_msn}',
                 '#EXT-X-DISCONTINUITY-SEQUENCE:0']
        if skipped:
            lines.append(f'#EXT-X-SKIP:SKIPPED-SEGMENTS={skipped}')
        for msn in range(self.first_msn + skipped, last + 1):
            lines += self.render_segment(track, msn, row)
        lines.append(f'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="p{last}.{row % PARTS}.m4s"')
        told = divmod(row - 1, PARTS)
        lines += [f'#EXT-X-RENDITION-REPORT:URI="../{other}/live.m3u8",LAST-MSN={told[0]},LAST-PART={told[1]}'
                  for other in TRACKS if other != track]
        return self.hook('text', track, row, '\n'.join(lines) + '\n')

    def render_segment(self, track, msn, row):
        n_parts = min(PARTS, row - msn * PARTS)
        lines = []
        if n_parts == 0:
            return lines
        if msn == self.first_msn:
            lines.append('#EXT-X-MAP:URI="init1.mp4"')
        if msn == self.first_msn or msn % 6 == 0:
            lines.append(f'#EXT-X-PROGRAM-DATE-TIME:{self.date(msn)}')
        if msn * SEGMENT >= row * PART - 6.0:
            for i in range(n_parts):
                key = ',INDEPENDENT=YES' if i == 0 or track not in SIZES else ''
                lines.append(f'#EXT-X-PART:DURATION=0.32,URI="p{msn}.{i}.m4s"{key}')
        if n_parts == PARTS:
            lines += ['#EXTINF:1.92,', f's{msn}.m4s']
        return lines

    @staticmethod
    def date(msn):
        milliseconds = msn * 1920
        minutes, rest = divmod(milliseconds, 60000)
        return f'2023-11-14T22:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}Z'

    def find_media(self, track, name):
        kind = 'video/mp4' if track in SIZES else 'audio/mp4'
        if name == 'init1.mp4':
            return 200, kind, 3600, self.hook('media', track, name, make_init(track))
        part = re.fullmatch(r'p(\d+)\.(\d)\.m4s', name)
        segment = re.fullmatch(r's(\d+)\.m4s', name)
        if part:
            row = int(part[1]) * PARTS + int(part[2])
            if row == self.row():
                self.wait_for(row)
            if row < self.row():
                return 200, kind, 3600, self.hook('media', track, name, make_part(track, row))
        if segment and int(segment[1]) * PARTS + PARTS <= self.row():
            rows = range(int(segment[1]) * PARTS, int(segment[1]) * PARTS + PARTS)
            data = b''.join(make_part(track, row) for row in rows)
            return 200, kind, 3600, self.hook('media', track, name, data)
        return 404, 'application/problem+json', 1, b''
