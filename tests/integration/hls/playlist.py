"""Reads HLS playlists (draft-pantos-hls-rfc8216bis §4) into plain values; judges nothing."""
import re
from dataclasses import dataclass, field
from datetime import datetime

MARK = '\ufeff'  # forbidden, but that is for a rule to say
ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=("[^"]*"|[^,]*)(?:,|$)')


def attributes(text):
    return {name: value.strip('"') for name, value in ATTRIBUTE.findall(text)}


@dataclass
class Part:
    duration: float
    uri: str
    is_independent: bool
    is_gap: bool
    byte_range: str = None


@dataclass
class Segment:
    msn: int
    discontinuity: int  # discontinuity sequence number
    map_uri: str = None  # None in a delta update: as before
    date: float = None  # stated, seconds since 1970
    duration: float = None  # None: not complete yet
    uri: str = None
    is_gap: bool = False
    has_discontinuity: bool = False
    byte_range: str = None
    parts: list = field(default_factory=list)

    def seconds(self):
        return self.duration if self.duration is not None else sum(p.duration for p in self.parts)


@dataclass
class MediaPlaylist:
    text: str
    version: int = 1
    target: int = 0
    part_target: float = None
    control: dict = field(default_factory=dict)
    msn: int = 0
    discontinuity: int = 0
    skipped: int = 0
    is_ended: bool = False
    segments: list = field(default_factory=list)  # the last may be incomplete
    hints: list = field(default_factory=list)  # attributes
    reports: list = field(default_factory=list)
    ranges: list = field(default_factory=list)

    def last(self):
        """(msn, part) of the newest part or segment, (None, None) when there is nothing."""
        if not self.segments:
            return None, None
        newest = self.segments[-1]
        return newest.msn, len(newest.parts) - 1

    def next(self):
        """The part that a client waits for."""
        newest = self.segments[-1]
        return (newest.msn + 1, 0) if newest.uri else (newest.msn, len(newest.parts))

    def find(self, msn):
        return next((s for s in self.segments if s.msn == msn), None)

    def dates(self):
        """msn → date, counted on from the stated ones."""
        known, date = {}, None
        for segment in self.segments:
            date = segment.date if segment.date is not None else date
            if date is not None:
                known[segment.msn] = date
                date += segment.seconds()
        return known


@dataclass
class Variant:
    uri: str
    attributes: dict


@dataclass
class Master:
    text: str
    version: int = 1
    variants: list = field(default_factory=list)
    media: list = field(default_factory=list)  # attributes of EXT-X-MEDIA


def read_date(text):
    return datetime.fromisoformat(text.replace('Z', '+00:00')).timestamp()


class _Reader:
    def __init__(self, text):
        self.playlist = MediaPlaylist(text)
        self.segment = None
        self.map_uri = None

    def current(self):
        playlist = self.playlist
        if self.segment is None:
            before = playlist.segments[-1] if playlist.segments else None
            msn = before.msn + 1 if before else playlist.msn + playlist.skipped
            number = before.discontinuity if before else playlist.discontinuity
            self.segment = Segment(msn, number, self.map_uri)
            playlist.segments.append(self.segment)
        return self.segment

    def take_part(self, value):
        a = attributes(value)
        self.current().parts.append(Part(float(a['DURATION']), a['URI'], a.get('INDEPENDENT') == 'YES',
                                         a.get('GAP') == 'YES', a.get('BYTERANGE')))

    def take_discontinuity(self, _):
        segment = self.current()
        segment.has_discontinuity = True
        segment.discontinuity += 1

    def take_map(self, value):
        self.map_uri = attributes(value)['URI']
        self.current().map_uri = self.map_uri

    def take_date(self, value):
        self.current().date = read_date(value)

    def take_gap(self, _):
        self.current().is_gap = True

    def take_byte_range(self, value):
        self.current().byte_range = value

    def take_duration(self, value):
        self.current().duration = float(value.split(',')[0])

    def take_uri(self, line):
        self.current().uri = line
        self.segment = None


def _set(name, read):
    def take(reader, value):
        setattr(reader.playlist, name, read(value))
    return take


def _add(name):
    def take(reader, value):
        getattr(reader.playlist, name).append(attributes(value))
    return take


TAGS = {
    'EXT-X-VERSION': _set('version', int),
    'EXT-X-TARGETDURATION': _set('target', int),
    'EXT-X-PART-INF': _set('part_target', lambda v: float(attributes(v)['PART-TARGET'])),
    'EXT-X-SERVER-CONTROL': _set('control', attributes),
    'EXT-X-MEDIA-SEQUENCE': _set('msn', int),
    'EXT-X-DISCONTINUITY-SEQUENCE': _set('discontinuity', int),
    'EXT-X-SKIP': _set('skipped', lambda v: int(attributes(v)['SKIPPED-SEGMENTS'])),
    'EXT-X-ENDLIST': _set('is_ended', lambda v: True),
    'EXT-X-PRELOAD-HINT': _add('hints'),
    'EXT-X-RENDITION-REPORT': _add('reports'),
    'EXT-X-DATERANGE': _add('ranges'),
    'EXT-X-PART': _Reader.take_part,
    'EXT-X-DISCONTINUITY': _Reader.take_discontinuity,
    'EXT-X-MAP': _Reader.take_map,
    'EXT-X-PROGRAM-DATE-TIME': _Reader.take_date,
    'EXT-X-GAP': _Reader.take_gap,
    'EXT-X-BYTERANGE': _Reader.take_byte_range,
    'EXTINF': _Reader.take_duration,
}


def read_media(text):
    """Raises ValueError or KeyError for what cannot be read."""
    reader = _Reader(text)
    for line in text.lstrip(MARK).split('\n'):
        if not line:
            continue
        if not line.startswith('#'):
            reader.take_uri(line)
            continue
        name, _, value = line[1:].partition(':')
        if name in TAGS:
            TAGS[name](reader, value)
    return reader.playlist


def read_master(text):
    master, stream = Master(text), None
    for line in text.lstrip(MARK).split('\n'):
        name, _, value = line.partition(':')
        if name == '#EXT-X-VERSION':
            master.version = int(value)
        elif name == '#EXT-X-MEDIA':
            master.media.append(attributes(value))
        elif name == '#EXT-X-STREAM-INF':
            stream = attributes(value)
        elif line and not line.startswith('#'):
            master.variants.append(Variant(line, stream or {}))
            stream = None
    return master


def merge(before, delta):
    """The segments that a client has after a delta update, or None: it cannot apply it."""
    first, end = delta.msn, delta.msn + delta.skipped
    kept = [s for s in before.segments if first <= s.msn < end and s.uri]
    if [s.msn for s in kept] != list(range(first, end)):
        return None
    number = kept[-1].discontinuity if kept else delta.discontinuity
    shift = number - delta.discontinuity
    map_uri = kept[-1].map_uri if kept else None
    merged = list(kept)
    for segment in delta.segments:
        if segment.map_uri is None:
            segment.map_uri = map_uri
        map_uri = segment.map_uri
        segment.discontinuity += shift
        merged.append(segment)
    return merged
