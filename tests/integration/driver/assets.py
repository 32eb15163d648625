"""Assets as docs/courses.md has them, made by ffmpeg and this file alone: the bytes are written from
the document, not by the server's own writer."""
import json
import pathlib
import struct
import subprocess
import zlib
from dataclasses import dataclass

TICKS = {'video': 90000, 'audio': 48000}


@dataclass
class Sample:
    pts: int
    dts: int
    duration: int
    is_key: bool
    data: bytes


@dataclass
class Track:
    kind: str
    init: bytes
    segments: list  # of lists of Sample


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-600:]
    return done.stdout


def encode(path, seconds, size='320x180', rate='30000/1001', key_every=60, bits='400k', tone=440,
           kind='video'):
    """One stream in an MP4 file: a moving picture with B-frames, or a tone."""
    if kind == 'video':
        run('ffmpeg', '-v', 'error', '-y', '-f', 'lavfi', '-i', f'testsrc2=size={size}:rate={rate}:duration={seconds}',
            '-c:v', 'libx264', '-preset', 'veryfast', '-b:v', bits, '-maxrate', bits, '-bufsize', bits,
            '-bf', '3', '-g', str(key_every), '-keyint_min', str(key_every), '-sc_threshold', '0',
            '-x264-params', 'open-gop=0', '-pix_fmt', 'yuv420p', '-video_track_timescale', '90000', path)
    else:
        channels = '1' if bits in ('48k', '32k') else '2'
        run('ffmpeg', '-v', 'error', '-y', '-f', 'lavfi', '-i', f'sine=frequency={tone}:sample_rate=48000:duration={seconds}',
            '-c:a', 'aac', '-b:a', bits, '-ac', channels, path)
    return path


def read_samples(path):
    """All samples of a file with one stream, decoding from 0."""
    text = run('ffprobe', '-v', 'error', '-show_entries', 'packet=pts,dts,duration,pos,size,flags', '-of', 'json', path)
    data = pathlib.Path(path).read_bytes()
    packets = json.loads(text)['packets']
    shift = -int(packets[0]['dts'])
    samples = []
    for packet in packets:
        at, size = int(packet['pos']), int(packet['size'])
        samples.append(Sample(int(packet['pts']), int(packet['dts']) + shift, int(packet['duration']),
                              packet['flags'].startswith('K'), data[at:at + size]))
    for sample, after in zip(samples, samples[1:]):
        sample.duration = after.dts - sample.dts
    if len(data) and samples[0].pts < 0:  # the priming of AAC: sound begins with it
        for sample in samples:
            sample.pts = sample.dts
    return samples


def read_init(path, kind):
    out = pathlib.Path(f'{path}.frag.mp4')
    run('ffmpeg', '-v', 'error', '-y', '-i', path, '-c', 'copy', '-use_editlist', '0', '-video_track_timescale', '90000',
        '-movflags', 'frag_keyframe+empty_moov+default_base_moof', out)
    data = out.read_bytes()
    end = data.index(b'moof') - 4
    return data[:end]


def cut_pictures(samples):
    segments = []
    for sample in samples:
        if sample.is_key:
            segments.append([])
        segments[-1].append(sample)
    return segments


def cut_sound(samples, times):
    """Segments that begin with the last frame at or before each time (seconds)."""
    starts = [max((i for i, s in enumerate(samples) if s.dts <= time * 48000 + 0.5), default=0) for time in times]
    return [samples[a:b] for a, b in zip(starts, starts[1:] + [len(samples)]) if a < b or a == 0]


def chunk_of(samples, sequence, kind):
    rows = b''
    for sample in samples:
        flags = 0x02000000 if sample.is_key or kind == 'audio' else 0x01010000
        rows += struct.pack('>IIIi', sample.duration, len(sample.data), flags, sample.pts - sample.dts)
    moof = 88 + len(rows)
    payload = b''.join(sample.data for sample in samples)
    return (struct.pack('>I4sI4sII', moof, b'moof', 16, b'mfhd', 0, sequence)
            + struct.pack('>I4s', moof - 24, b'traf')
            + struct.pack('>I4sII', 16, b'tfhd', 0x020000, 1)
            + struct.pack('>I4sIQ', 20, b'tfdt', 0x01000000, samples[0].dts)
            + struct.pack('>I4sIII', moof - 68, b'trun', 0x01000f01, len(samples), moof + 8)
            + rows + struct.pack('>I4s', len(payload) + 8, b'mdat') + payload)


def write_track(folder, name, track):
    """(peak, average) bit rates as stated by RFC 8216 and read off the bytes."""
    media, rows = bytearray(track.init), b''
    ticks = TICKS[track.kind]
    sizes = []
    for number, samples in enumerate(track.segments):
        chunk = chunk_of(samples, number + 1, track.kind)
        key = 88 + 16 * len(samples) + 8 + len(samples[0].data) if track.kind == 'video' else 0
        duration = samples[-1].dts + samples[-1].duration - samples[0].dts
        rows += struct.pack('<QIIQII', len(media), len(chunk), key, samples[0].dts, duration,
                            1 if track.kind == 'video' else 0)
        sizes.append((len(chunk) * 8, duration / ticks))
        media += chunk
    head = b'TPASSET\n' + struct.pack('<4I', 1, 0 if track.kind == 'video' else 1, len(track.init),
                                      len(track.segments))
    head += struct.pack('<I', zlib.crc32(head))
    (folder / f'{name}.m4s').write_bytes(media)
    (folder / f'{name}.idx').write_bytes(head + rows + struct.pack('<I', zlib.crc32(rows)))
    peak = max(bits / seconds for bits, seconds in sizes if seconds > 0.5)
    return int(peak), int(sum(b for b, _ in sizes) / sum(s for _, s in sizes))


def duration_us(track):
    last = track.segments[-1][-1]
    return (last.dts + last.duration) * 1000000 // TICKS[track.kind]


def begin(assets, asset_id):
    folder = pathlib.Path(assets) / asset_id
    folder.mkdir(parents=True)
    return folder


def make_picture(assets, asset_id, clips, rate_milli=29970):
    """clips: name → (path, width, height). The first one's times are everybody's."""
    folder = begin(assets, asset_id)
    manifest = {'version': 1, 'kind': 'picture', 'duration_us': 0, 'tracks': [], 'poster': 'poster.jpg',
                'sprites': {'files': ['sprite0.jpg'], 'columns': 10, 'rows': 10, 'width': 160, 'height': 90,
                            'every_ms': 1000}}
    for name, (path, width, height) in clips.items():
        track = Track('video', read_init(path, 'video'), cut_pictures(read_samples(path)))
        peak, average = write_track(folder, name, track)
        codec = track.init[track.init.index(b'avcC') + 5:][:3].hex()
        manifest['tracks'].append({'name': name, 'codec': f'avc1.{codec}', 'width': width, 'height': height,
                                   'frame_rate_milli': rate_milli, 'peak_bit_rate': peak,
                                   'average_bit_rate': average, 'is_copy': True})
        manifest['duration_us'] = duration_us(track)
        times = [segment[0].dts / 90000 for segment in track.segments]
        first = path
    run('ffmpeg', '-v', 'error', '-y', '-i', first, '-frames:v', '1', folder / 'poster.jpg')
    run('ffmpeg', '-v', 'error', '-y', '-i', first, '-vf', 'fps=1,scale=160:90,tile=10x10', '-frames:v', '1',
        folder / 'sprite0.jpg')
    (folder / 'asset.json').write_text(json.dumps(manifest), encoding='utf-8')
    return times


def make_sound(assets, asset_id, clips, times):
    """clips: name → (path, channels)."""
    folder = begin(assets, asset_id)
    manifest = {'version': 1, 'kind': 'sound', 'duration_us': 0, 'tracks': [], 'gain_centi': 0,
                'own_duration_us': 0}
    for name, (path, channels) in clips.items():
        track = Track('audio', read_init(path, 'audio'), cut_sound(read_samples(path), times))
        peak, average = write_track(folder, name, track)
        manifest['tracks'].append({'name': name, 'codec': 'mp4a.40.2', 'channels': channels,
                                   'peak_bit_rate': peak, 'average_bit_rate': average, 'is_copy': False})
        manifest['duration_us'] = duration_us(track)
    (folder / 'asset.json').write_text(json.dumps(manifest), encoding='utf-8')


def make_subtitle(assets, asset_id, text, seconds):
    folder = begin(assets, asset_id)
    (folder / 'cues.vtt').write_text(text, encoding='utf-8')
    manifest = {'version': 1, 'kind': 'subtitle', 'duration_us': int(seconds * 1e6), 'cues': 'cues.vtt',
                'n_cues': text.count('-->')}
    (folder / 'asset.json').write_text(json.dumps(manifest), encoding='utf-8')


def make_document(assets, asset_id, picture, n_pages):
    folder = begin(assets, asset_id)
    pages = []
    for number in range(1, n_pages + 1):
        for letter in 'ps':
            (folder / f'{letter}{number}.jpg').write_bytes(picture + bytes([number]))
        pages.append({'file': f'p{number}.jpg', 'small': f's{number}.jpg', 'width': 320, 'height': 180})
    (folder / 'asset.json').write_text(json.dumps({'version': 1, 'kind': 'document', 'pages': pages}),
                                       encoding='utf-8')
