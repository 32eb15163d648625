"""Reads CMAF (ISO/IEC 14496-12) as far as the rules need it; ValueError for what is broken."""
import struct
from dataclasses import dataclass, field

CONTAINERS = {b'moov', b'trak', b'mdia', b'minf', b'stbl', b'mvex', b'moof', b'traf'}


def boxes(data, begin=0, end=None):
    """(type, content begin, end) of each box."""
    end = len(data) if end is None else end
    while begin < end:
        if end - begin < 8:
            raise ValueError(f'{end - begin} bytes behind the last box')
        size, kind = struct.unpack_from('>I4s', data, begin)
        if size < 8 or begin + size > end:
            raise ValueError(f'box {kind!r} of {size} bytes does not fit')
        yield kind, begin + 8, begin + size
        begin += size


def find_all(data, path, begin=0, end=None):
    name, _, rest = path.partition('/')
    for kind, at, stop in boxes(data, begin, end):
        if kind == name.encode():
            if rest:
                yield from find_all(data, rest, at, stop)
            else:
                yield at, stop


@dataclass
class Init:
    timescale: int
    n_tracks: int
    codec: str  # RFC 6381
    width: int = 0
    height: int = 0


@dataclass
class Sample:
    decode_time: int
    duration: int
    shift: int
    is_sync: bool
    data: bytes

    def nal_types(self):
        """H.264 with four bytes of length."""
        at, types = 0, []
        while at + 4 < len(self.data):
            length, = struct.unpack_from('>I', self.data, at)
            types.append(self.data[at + 4] & 31)
            at += 4 + length
        if at != len(self.data):
            raise ValueError('NAL units do not fill the sample')
        return types

    def has_idr(self):
        return 5 in self.nal_types()


@dataclass
class Chunk:
    decode_time: int
    samples: list = field(default_factory=list)

    def duration(self):
        return sum(s.duration for s in self.samples)


def _codec(data, at, stop):
    size, kind = struct.unpack_from('>I4s', data, at)
    if kind == b'avc1':
        width, height = struct.unpack_from('>HH', data, at + 8 + 24)
        for name, begin, _ in boxes(data, at + 8 + 78, at + size):
            if name == b'avcC':
                return f'avc1.{data[begin + 1:begin + 4].hex()}', width, height
        raise ValueError('no avcC')
    if kind == b'mp4a':
        for name, begin, end in boxes(data, at + 8 + 28, at + size):
            if name == b'esds':
                return f'mp4a.40.{_audio_object(data[begin + 4:end])}', 0, 0
        raise ValueError('no esds')
    raise ValueError(f'sample entry {kind!r}')


def _audio_object(descriptors):
    """The first five bits of the AudioSpecificConfig, descriptor 5."""
    at, inside = 0, {3: 3, 4: 13}
    while at < len(descriptors):
        tag, length, at = descriptors[at], 0, at + 1
        while True:
            byte = descriptors[at]
            at += 1
            length = length << 7 | byte & 0x7f
            if not byte & 0x80:
                break
        if tag == 5:
            return descriptors[at] >> 3
        at += inside.get(tag, length)
    raise ValueError('no AudioSpecificConfig')


def read_init(data):
    kinds = [kind for kind, _, _ in boxes(data)]
    if b'ftyp' not in kinds or b'moov' not in kinds:
        raise ValueError(f'an initialization section of {kinds}')
    traks = list(find_all(data, 'moov/trak'))
    if not traks or not list(find_all(data, 'moov/mvex/trex')):
        raise ValueError('no track, or no trex')
    mdhd, _ = next(find_all(data, 'mdia/mdhd', *traks[0]))
    timescale, = struct.unpack_from('>I', data, mdhd + (20 if data[mdhd] else 12))
    stsd, stop = next(find_all(data, 'mdia/minf/stbl/stsd', *traks[0]))
    return Init(timescale, len(traks), *_codec(data, stsd + 8, stop))


def _read_trun(data, at, chunk, moof_at):
    flags, count = struct.unpack_from('>II', data, at)
    is_signed = data[at] == 1
    flags &= 0xffffff
    at += 8
    offset = None
    if flags & 1:
        offset, = struct.unpack_from('>i', data, at)
        at += 4
    if offset is None or flags & 0x304 != 0x300:
        raise ValueError(f'trun flags {flags:#x}: offset, durations and sizes are needed')
    media, time = moof_at + offset, chunk.decode_time
    for _ in range(count):
        duration, size = struct.unpack_from('>II', data, at)
        at += 8
        sample_flags = shift = 0
        if flags & 0x400:
            sample_flags, = struct.unpack_from('>I', data, at)
            at += 4
        if flags & 0x800:
            shift, = struct.unpack_from('>i' if is_signed else '>I', data, at)
            at += 4
        if media + size > len(data):
            raise ValueError('a sample outside the bytes')
        chunk.samples.append(Sample(time, duration, shift, not sample_flags & 0x10000,
                                    data[media:media + size]))
        media += size
        time += duration


def read_chunks(data):
    """A part or a segment: whole moof + mdat pairs, styp and others between them."""
    chunks, expects_data = [], False
    for kind, at, stop in boxes(data):
        if kind == b'moof':
            if expects_data:
                raise ValueError('moof without mdat')
            tfdt, _ = next(find_all(data, 'traf/tfdt', at, stop), (None, None))
            if tfdt is None:
                raise ValueError('no tfdt')
            time, = struct.unpack_from('>Q' if data[tfdt] else '>I', data, tfdt + 4)
            chunk = Chunk(time)
            for trun, _ in find_all(data, 'traf/trun', at, stop):
                _read_trun(data, trun, chunk, at - 8)
            chunks.append(chunk)
            expects_data = True
        elif kind == b'mdat':
            if not expects_data:
                raise ValueError('mdat without moof')
            expects_data = False
    if expects_data or not chunks:
        raise ValueError('no whole chunk')
    return chunks
