"""Coded samples as pictures and sound again, by ffmpeg, and what to see in them. A time line without
gaps is assumed: picture n is n × 40 ms, pair n of the sound n / 48000 s."""
import array
import math
import struct
import subprocess

RATE = 48000


def annex_b(config, samples):
    """H.264 with start codes, from avcC and samples with lengths."""
    at, out = 6, bytearray()
    count = config[5] & 31
    for _group in range(2):
        for _set in range(count):
            length = struct.unpack_from('>H', config, at)[0]
            out += b'\0\0\0\1' + config[at + 2:at + 2 + length]
            at += 2 + length
        count, at = (config[at], at + 1) if _group == 0 else (0, at)
    for sample in samples:
        at = 0
        while at < len(sample.data):
            length = struct.unpack_from('>I', sample.data, at)[0]
            out += b'\0\0\0\1' + sample.data[at + 4:at + 4 + length]
            at += 4 + length
        assert at == len(sample.data), 'the lengths of a sample do not add up'
    return bytes(out)


def adts(config, samples):
    rate_index, channels = (config[0] & 7) << 1 | config[1] >> 7, config[1] >> 3 & 15
    out = bytearray()
    for sample in samples:
        length = len(sample.data) + 7
        out += bytes([0xff, 0xf1, 0x40 | rate_index << 2 | channels >> 2,
                      (channels & 3) << 6 | length >> 11, length >> 3 & 255,
                      (length & 7) << 5 | 0x1f, 0xfc]) + sample.data
    return bytes(out)


def run_ffmpeg(data, *arguments):
    done = subprocess.run(['ffmpeg', '-v', 'error', *arguments, '-'], input=data, capture_output=True,
                          check=False)
    assert done.returncode == 0, done.stderr.decode()[-500:]
    return done.stdout


def pictures(programme, track=0, size=(16, 16)):
    """Each picture of a track as grey bytes of this size."""
    data = annex_b(programme.infos[track][1], programme.snapshot(track))
    grey = run_ffmpeg(data, '-f', 'h264', '-i', '-', '-fps_mode', 'passthrough', '-vf',
                      f'scale={size[0]}:{size[1]}:flags=area', '-pix_fmt', 'gray', '-f', 'rawvideo')
    step = size[0] * size[1]
    return [grey[at:at + step] for at in range(0, len(grey), step)]


def brightness(programme, track=0):
    return [sum(picture) / len(picture) for picture in pictures(programme, track)]


def sound(programme, track):
    """Left channel of a track, -1 to 1."""
    data = adts(programme.infos[track][1], programme.snapshot(track))
    raw = run_ffmpeg(data, '-f', 'aac', '-i', '-', '-f', 's16le', '-ac', '2', '-ar', str(RATE))
    values = array.array('h', raw)
    return [value / 32768 for value in values[::2]]


def tone_level(values, frequency):
    """Amplitude of one tone (Goertzel)."""
    factor = 2 * math.cos(2 * math.pi * frequency / RATE)
    before = last = 0.0
    for value in values:
        before, last = last, value + factor * last - before
    power = last * last + before * before - factor * last * before
    return 2 * math.sqrt(max(power, 0)) / max(len(values), 1)


def loudest_tone(values, tones):
    return max(tones, key=lambda tone: tone_level(values, tone))


def rises(values, low, high, rate, rest=0.5):
    """Seconds at which the values go above `high` after having been below `low` for `rest`."""
    found, quiet = [], 0
    for n, value in enumerate(values):
        if value < low:
            quiet += 1
        elif value > high:
            if quiet >= rest * rate:
                found.append(n / rate)
            quiet = 0
    return found


def beeps(values):
    """Seconds at which a beep begins: 1 ms peaks."""
    step = RATE // 1000
    peaks = [max(abs(value) for value in values[at:at + step])
             for at in range(0, len(values) - step, step)]
    return rises(peaks, 0.05, 0.12, 1000)
