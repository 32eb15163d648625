"""Difficult sources, made by ffmpeg when the test runs, and what is expected of each.

A row: name, how it is made (arguments of ffmpeg between its inputs and its output, or a function), the
name of the file, and what becomes of it: copied or encoded and why, which rungs; or the sentence."""
import atexit
import functools
import pathlib
import shutil
import subprocess
import tempfile

PICTURE = ('-f', 'lavfi', '-i')
SOUND = ('-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate={rate}:duration={seconds}')
X264 = ('-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '30', '-pix_fmt', 'yuv420p')
MAIN = ('-c:v', 'libx264', '-preset', 'veryfast', '-crf', '30', '-pix_fmt', 'yuv420p')
KEYS = ('-g', '50', '-keyint_min', '50', '-sc_threshold', '0')
AAC = ('-c:a', 'aac', '-b:a', '96k')


def ffmpeg(*arguments):
    subprocess.run(['ffmpeg', '-hide_banner', '-v', 'error', '-y', *map(str, arguments)], check=True,
                   stdin=subprocess.DEVNULL, timeout=120)


def clip(path, *options, size='640x360', rate='25', seconds='5', sound='sine', sound_rate='48000',
         before=(), layout=''):
    """A moving test picture with a tone."""
    source = f'testsrc2=size={size}:rate={rate}:duration={seconds}'
    inputs = [*PICTURE, source]
    if sound:
        inputs += [part.format(rate=sound_rate, seconds=seconds) for part in SOUND]
    audio = ('-af', f'volume=-5dB{layout}') if sound else ()
    ffmpeg(*before, *inputs, *audio, *options, path)


@functools.cache
def base(kind):
    """The usual clip, coded once: encoding is what most of a source costs."""
    folder = tempfile.mkdtemp(prefix='tongping-corpus-')
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = pathlib.Path(folder) / 'base.mp4'
    clip(path, *kind, *KEYS, *AAC)
    return path


def wrap(path, *options, kind=X264):
    """The usual clip in another container."""
    ffmpeg('-i', base(kind), '-c', 'copy', *options, path)


def wrapped(name, file, expected, kind, *options):
    return name, lambda path: wrap(path, *options, kind=kind), file, expected


def row(name, file, expected, *options, **keywords):
    return name, lambda path: clip(path, *options, **keywords), file, expected


class Made:
    """What is expected of a source that becomes a lesson."""

    def __init__(self, reason, rungs, **others):
        self.reason = reason  # 'copy', or why the picture is encoded
        self.rungs = rungs.split()
        self.seconds = others.get('seconds', 5.0)
        self.size = others.get('size')  # of the top rung
        self.rate = others.get('rate')  # of the lowest rung, in thousandths
        self.sounds = others.get('sounds', 1)
        self.sound_copied = others.get('sound_copied')
        self.channels = others.get('channels')
        self.subtitles = others.get('subtitles', 0)
        self.warning = others.get('warning')
        self.slack = others.get('slack', 0.05)
        self.is_torn = others.get('is_torn', False)  # decoders complain


# ---- sources that no single call makes ----

def make_truncated(path):
    wrap(path.with_name('whole.mp4'))
    whole = path.with_name('whole.mp4').read_bytes()
    path.write_bytes(whole[:len(whole) // 2])  # its moov was at the end


def make_cut_ts(path):
    wrap(path.with_name('whole.ts'))
    whole = path.with_name('whole.ts').read_bytes()
    path.write_bytes(whole[:len(whole) * 4 // 5])


def make_cut_mkv(path):
    wrap(path.with_name('whole.mkv'))
    whole = path.with_name('whole.mkv').read_bytes()
    path.write_bytes(whole[:len(whole) * 4 // 5])  # without cues, the end in the middle of a cluster


def make_damaged(path):
    clip(path.with_name('sane.ts'), *X264, '-g', '50', *AAC)
    whole = bytearray(path.with_name('sane.ts').read_bytes())
    for at in range(20000, len(whole) - 2000, 30000):
        whole[at:at + 200] = bytes(200)
    path.write_bytes(whole)


def make_bomb(path):
    """A PNG that says 30,000 x 30,000 in some bytes."""
    import struct
    import zlib

    def chunk(kind, body):
        return struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body))

    head = struct.pack('>IIBBBBB', 30000, 30000, 8, 2, 0, 0, 0)
    path.write_bytes(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head) +
                     chunk(b'IDAT', zlib.compress(bytes(3_000_000), 9)) + chunk(b'IEND', b''))


def make_huge_video(path):
    ffmpeg(*PICTURE, 'color=size=8200x64:rate=5:duration=0.4', '-c:v', 'ffv1', path)


def make_encrypted(path):
    clip(path, *X264, *KEYS, *AAC, '-encryption_scheme', 'cenc-aes-ctr', '-encryption_key',
         '76a6c65c5ea762046bd749a2e632ccbb', '-encryption_kid', 'a7e61c373e219033c21091fa607bf3b8')


def make_languages(path):
    sounds = [part for i in range(8) for part in
              ('-f', 'lavfi', '-i', f'sine=frequency={300 + 50 * i}:sample_rate=48000:duration=5')]
    maps = [part for i in range(9) for part in ('-map', f'{i}:0')]
    ffmpeg(*PICTURE, 'testsrc2=size=640x360:rate=25:duration=5', *sounds, *maps, *X264, *KEYS, *AAC,
           path)


def make_subtitles(path):
    text = path.with_name('words.srt')
    text.write_text('1\n00:00:01,000 --> 00:00:02,000\n你好\n\n'
                    '2\n00:00:03,000 --> 00:00:04,500\n<i>two</i> & three\n', 'utf-8')
    ffmpeg(*PICTURE, 'testsrc2=size=640x360:rate=25:duration=5', '-i', text, '-map', '0', '-map', '1',
           '-map', '1', '-map', '1', *X264, *KEYS, '-c:s:0', 'subrip', '-c:s:1', 'ass', '-c:s:2',
           'webvtt', path)


def make_mov_text(path):
    text = path.with_name('words.srt')
    text.write_text('1\n00:00:01,000 --> 00:00:02,000\n你好\n', 'utf-8')
    ffmpeg(*PICTURE, 'testsrc2=size=640x360:rate=25:duration=5', '-i', text, *X264, *KEYS, '-c:s',
           'mov_text', path)


def make_chapters(path):
    marks = path.with_name('marks.txt')
    marks.write_text(';FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=2000\ntitle=一\n'
                     '[CHAPTER]\nTIMEBASE=1/1000\nSTART=2000\nEND=5000\ntitle=二\n', 'utf-8')
    ffmpeg(*PICTURE, 'testsrc2=size=640x360:rate=25:duration=5', '-i', marks, '-map_metadata', '1',
           *X264, *KEYS, path)


def make_rotated(path):
    wrap(path, '-metadata:s:v:0', 'rotate=90')


def make_edited(path):
    """An edit list that begins between two key frames."""
    clip(path.with_name('before.mp4'), *X264, *KEYS, *AAC, seconds='6')
    ffmpeg('-ss', '1', '-i', path.with_name('before.mp4'), '-c', 'copy', path)


def make_late_sound(path):
    ffmpeg(*PICTURE, 'testsrc2=size=640x360:rate=25:duration=5', '-itsoffset', '1.5', '-f', 'lavfi', '-i',
           'sine=frequency=440:sample_rate=48000:duration=2', '-af', 'volume=-5dB', *X264, *KEYS, *AAC,
           path)


def make_changing(path):
    """Two pictures of different sizes, one behind the other."""
    parts = []
    for i, size in enumerate(('640x360', '480x270')):
        part = path.with_name(f'part{i}.ts')
        clip(part, *X264, *KEYS, size=size, seconds='3', sound='')
        parts.append(part.read_bytes())
    path.write_bytes(b''.join(parts))


def make_variable(path):
    ffmpeg(*PICTURE, 'testsrc2=size=640x360:rate=30:duration=5', '-vf',
           r"select='not(eq(mod(n\,3)\,1))*not(between(n\,40\,60))',setpts=PTS", '-vsync', 'vfr', *X264, *KEYS, path)


def make_before_zero(path):
    """Times before 0, for which Matroska has no numbers; AVI leaves them out, Flash counts from 2^31 on."""
    wrap(path, '-avoid_negative_ts', 'disabled', '-output_ts_offset', '-2', kind=MAIN)


def make_many(path):
    """66 tracks."""
    ffmpeg(*PICTURE, 'testsrc2=size=64x64:rate=5:duration=1', '-f', 'lavfi', '-i', 'sine=duration=1', '-map', '0',
           *(['-map', '1'] * 65), '-c:v', 'mpeg4', '-c:a', 'mp2', '-b:a', '64k', path)


def make_text(path):
    path.write_text('this is a list of things to do, and no video at all\n' * 50)


def make_still(path):
    ffmpeg(*PICTURE, 'testsrc2=size=640x360:rate=1:duration=1', '-frames:v', '1', path)


def make_gif(path):
    ffmpeg(*PICTURE, 'testsrc2=size=320x180:rate=10:duration=3', '-vf', 'scale=321:181', path)


def make_long(path):
    """20 hours in a few bytes: two pictures a long way apart."""
    ffmpeg(*PICTURE, 'color=size=64x64:rate=1:duration=2', '-vf', 'setpts=N*72000/TB,format=yuvj420p', '-vsync', 'passthrough',
           '-c:v', 'mjpeg', path)


HDR = ('-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le', '-color_primaries', 'bt2020',
       '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc', '-x265-params',
       'log-level=none:keyint=50:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc')
HEVC = ('-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none:keyint=50')
SMALL = 'v360 v180'

CORPUS = (
    # copied
    wrapped('plain', 'a.mp4', Made('copy', SMALL, sound_copied=True, rate=25000), X264),
    wrapped('b_frames', 'a.mp4', Made('copy', SMALL), MAIN),
    wrapped('matroska', 'a.mkv', Made('copy', SMALL), MAIN),
    wrapped('transport', 'a.ts', Made('copy', SMALL, sound_copied=True), MAIN),
    wrapped('flash', 'a.flv', Made('copy', SMALL), MAIN),
    row('rate_23_976', 'a.mp4', Made('copy', SMALL, rate=23976), *MAIN, '-g', '48', *AAC,
        rate='24000/1001'),
    row('four_seconds', 'a.mp4', Made('copy', SMALL, seconds=9), *X264, '-g', '100', '-sc_threshold', '0', *AAC,
        seconds='9'),
    row('short_gop', 'a.mp4', Made('copy', SMALL), *X264, '-g', '12', *AAC),
    row('sixty', 'a.mp4', Made('copy', SMALL, rate=30000), *X264, '-g', '120', '-sc_threshold', '0',
        *AAC, rate='60'),
    wrapped('fragmented', 'a.mp4', Made('copy', SMALL), X264, '-movflags', 'frag_keyframe+empty_moov'),
    row('no_sound', 'a.mp4', Made('copy', SMALL, sounds=0), *X264, *KEYS, sound=''),
    wrapped('late_start', 'a.ts', Made('copy', SMALL), X264, '-output_ts_offset', '90000'),
    ('negative_start', make_before_zero, 'a.ts', Made('copy', SMALL)),
    row('square_tall', 'a.mp4', Made('copy', SMALL, size=(360, 640)), *X264, *KEYS, *AAC,
        size='360x640'),
    row('eight_bit_range', 'a.mp4', Made('copy', SMALL), '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt',
        'yuvj420p', *KEYS, *AAC),
    ('eight_sounds', make_languages, 'a.mkv', Made('copy', SMALL, sounds=8)),
    ('subtitles', make_subtitles, 'a.mkv', Made('copy', SMALL, sounds=0, subtitles=3)),
    ('mov_text', make_mov_text, 'a.mp4', Made('copy', SMALL, sounds=0, subtitles=1)),
    ('chapters', make_chapters, 'a.mkv', Made('copy', SMALL, sounds=0)),
    ('late_sound', make_late_sound, 'a.mkv',
     Made('copy', SMALL, warning='The sound is more than a second shorter')),
    # sounds that are encoded
    row('mono', 'a.mp4', Made('copy', SMALL, channels=1, sound_copied=True), *X264, *KEYS, *AAC, '-ac', '1'),
    row('surround', 'a.mkv', Made('copy', SMALL, sound_copied=False), *X264, *KEYS, '-c:a', 'ac3', '-ac', '6'),
    row('rate_44100', 'a.mp4', Made('copy', SMALL, sound_copied=False), *X264, *KEYS, *AAC,
        sound_rate='44100'),
    row('mp3', 'a.mp4', Made('copy', SMALL, sound_copied=False), *X264, *KEYS, '-c:a', 'libmp3lame'),
    row('quiet', 'a.mp4', Made('copy', SMALL, sound_copied=False), *X264, *KEYS, *AAC,
        layout=',volume=-20dB'),
    row('silent', 'a.mp4', Made('copy', SMALL, sound_copied=True), *X264, *KEYS, *AAC, layout=',volume=0'),
    # pictures that are encoded
    row('long_gop', 'a.mp4', Made('gop', SMALL, rate=25000), *X264, '-g', '250', '-sc_threshold', '0', *AAC),
    row('open_gop', 'a.mp4', Made('open_gop', SMALL), *MAIN, *KEYS, '-x264-params', 'open-gop=1:bframes=3',
        *AAC),
    row('interlaced', 'a.mp4', Made('interlaced', SMALL), *MAIN, *KEYS, '-flags', '+ilme+ildct', '-x264-params',
        'tff=1', *AAC, '-vf', 'setfield=tff'),
    row('interlaced_mpeg2', 'a.mpg', Made('not_h264', 'v576 v360 v180', size=(720, 576)), '-c:v', 'mpeg2video',
        '-flags', '+ilme+ildct', '-b:v', '3M', '-c:a', 'mp2', size='720x576'),
    row('ten_bits', 'a.mkv', Made('profile', SMALL), '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt',
        'yuv420p10le', *KEYS, *AAC),
    row('four_two_two', 'a.mkv', Made('profile', SMALL), '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt',
        'yuv422p', *KEYS, *AAC),
    row('hdr', 'a.mkv', Made('not_h264', SMALL, seconds=3), *HDR, *AAC, seconds='3'),
    row('hevc', 'a.mp4', Made('not_h264', SMALL), *HEVC, *AAC),
    row('vp9_opus', 'a.webm', Made('not_h264', SMALL, seconds=3, sound_copied=False), '-c:v', 'libvpx-vp9', '-deadline',
        'realtime', '-cpu-used', '8', '-c:a', 'libopus', seconds='3'),
    row('prores', 'a.mov', Made('not_h264', SMALL, seconds=2), '-c:v', 'prores_ks', '-profile:v', '0', '-c:a', 'pcm_s16le',
        seconds='2'),
    row('avi', 'a.avi', Made('not_h264', SMALL), '-c:v', 'mpeg4', '-b:v', '1M', '-c:a', 'libmp3lame'),
    row('windows', 'a.wmv', Made('not_h264', SMALL), '-c:v', 'wmv2', '-b:v', '1M', '-c:a', 'wmav2'),
    row('not_square', 'a.mp4', Made('not_square', 'v480 v360 v180', size=(854, 480)), *X264, *KEYS, *AAC, '-vf',
        'setsar=32/27', size='720x480'),
    row('odd', 'a.mkv', Made('profile', 'v273 v180', size=(486, 272)), '-c:v', 'libx264', '-preset', 'ultrafast',
        '-pix_fmt', 'yuv444p', *KEYS, *AAC, '-vf', 'scale=485:271'),
    row('five_a_second', 'a.mkv', Made('not_h264', SMALL, rate=5000), '-c:v', 'mpeg4', *AAC, rate='5'),
    row('large', 'a.mp4', Made('too_tall', 'v1080 v720 v360 v180', seconds=1, size=(1920, 1080)), *X264, *KEYS,
        *AAC, size='2560x1440', seconds='1'),
    ('rotated', make_rotated, 'a.mp4', Made('turned', SMALL, size=(360, 640))),
    row('no_times', 'a.h264', Made('variable', SMALL, sounds=0), *MAIN, *KEYS, sound=''),
    ('times_unknown', make_before_zero, 'a.mkv', Made('copy', SMALL, seconds=3)),  # as long as it says
    ('avi_before_zero', make_before_zero, 'a.avi', Made('variable', SMALL, rate=25000)),
    ('flash_before_zero', make_before_zero, 'a.flv', Made('copy', SMALL)),
    ('variable', make_variable, 'a.mkv', Made('variable', SMALL, sounds=0, rate=30000)),
    ('changing', make_changing, 'a.ts', Made('parameters', SMALL, sounds=0, seconds=6, slack=0.3)),
    ('edited', make_edited, 'a.mp4', Made('open_gop', SMALL, slack=1.1)),
    ('gif', make_gif, 'a.gif', Made('not_h264', 'v181', sounds=0, seconds=3)),
    # damaged, yet playable
    ('cut_ts', make_cut_ts, 'a.ts', Made('copy', SMALL, slack=1.5, is_torn=True)),
    ('cut_mkv', make_cut_mkv, 'a.mkv', Made('copy', SMALL, slack=1.5)),
    ('damaged', make_damaged, 'a.ts', Made('*', SMALL, slack=1.0, is_torn=True)),
    row('tenth', 'a.mp4', Made('copy', SMALL, seconds=0.12, slack=0.09), *X264, *AAC, seconds='0.12'),
    # a sentence each
    ('empty', lambda path: path.write_bytes(b''), 'a.mp4', 'The file is empty.'),
    ('text', make_text, 'a.mp4', 'This is no video, sound, subtitle or document that can be read.'),
    ('no_moov', make_truncated, 'a.mp4', 'The file is damaged or was cut off'),
    ('encrypted', make_encrypted, 'a.mp4', 'The file is encrypted'),
    ('bomb', make_bomb, 'a.png', 'The file is a still picture'),
    ('huge', make_huge_video, 'a.mkv', 'The picture is larger than 8192 pixels'),
    ('many_tracks', make_many, 'a.mkv', 'The file has more than 64 tracks'),
    ('many_tracks_of_a_broadcast', make_many, 'a.ts', 'The file has more than 64 tracks'),
    ('only_sound', lambda path: ffmpeg('-f', 'lavfi', '-i', 'sine=duration=3', path), 'a.m4a',
     'The file has no picture'),
    ('still', make_still, 'a.png', 'The file is a still picture'),
    ('twenty_hours', make_long, 'a.mkv', 'The file is longer than 12 hours'),
    ('noise', lambda path: path.write_bytes(bytes((i * 7919 >> 3) % 256 for i in range(200_000))), 'a.mp4',
     'This is no video'),
)


def make(name, folder):
    """Makes that source in `folder`: its path."""
    for row_name, maker, file, _ in CORPUS:
        if row_name == name:
            path = pathlib.Path(folder) / file
            maker(path)
            return path
    raise KeyError(name)
