"""tongping-course: every source of a difficult corpus becomes a conforming lesson or one sentence;
what is half made is gone on with; nothing gets out of the sandbox."""
import itertools

import pytest

from driver.course_corpus import CORPUS, Made, make
from driver.course_tool import Job, add_low, play, probe

EXPECTED = {name: expected for name, _, _, expected in CORPUS}
GOOD = [name for name, expected in EXPECTED.items() if isinstance(expected, Made)]
BAD = [name for name, expected in EXPECTED.items() if not isinstance(expected, Made)]
PROBED = ('only_sound', 'still', 'bomb')  # good for something else


def check_picture(tracks):
    """All renditions are cut at the same times, each segment begins with an IDR, nothing is missing."""
    first = tracks[0]
    for track in tracks:
        assert track.times == first.times
        assert track.end == first.end
        packets = track.packets()
        times = [packet[1] for packet in packets]
        assert packets[0][:2] == (0, 0) and all(packet[0] >= packet[1] for packet in packets)
        assert all(a[1] + a[2] == b[1] for a, b in itertools.pairwise(packets)), 'a hole'
        assert packets[-1][1] + packets[-1][2] == round(track.end * 90000)
        keys = {packet[1] for packet in packets if packet[3]}
        assert set(track.times) <= keys, 'a segment without a key frame at its begin'
    lengths = [row[4] / 90000 for row in first.rows]
    assert max(lengths) <= 4.03 and all(length >= 1 for length in lengths[:-1]), lengths


def check_sound(tracks, picture):
    for track in tracks:
        packets = track.packets()
        assert all(packet[1] == i * 1024 for i, packet in enumerate(packets)), 'a hole'
        assert abs(track.end - picture.end) <= 0.0215
        assert track.times == [time * 48000 // (90000 * 1024) * 1024 for time in picture.times]


def rates_hold(track):
    """What the manifest says of the bytes."""
    seconds = track.end
    average = sum(row[1] for row in track.rows) * 8 / seconds
    assert abs(average - track.facts['average_bit_rate']) <= max(0.02 * average, 64)
    assert track.facts['peak_bit_rate'] >= track.facts['average_bit_rate']


@pytest.mark.parametrize('name', GOOD)
def test_becomes_a_lesson(name, tmp_path):
    expected = EXPECTED[name]
    job = Job(tmp_path, make(name, tmp_path)).choose_all()
    assert job.run() == 0, (job.events, job.complaint)
    assert job.events[-1] == {'event': 'done'}
    reason = next(line for line in job.complaint.splitlines() if ': picture ' in line).split()[-1]
    assert expected.reason in ('*', reason)

    picture = job.assets('picture')[0]
    tracks = picture.tracks
    assert [track.facts['name'] for track in tracks] == expected.rungs
    assert [track.facts['is_copy'] for track in tracks] == [reason == 'copy'] + [False] * (len(tracks) - 1)
    if expected.size:
        assert (tracks[0].facts['width'], tracks[0].facts['height']) == expected.size
    if expected.rate:
        assert tracks[-1].facts['frame_rate_milli'] == expected.rate
    check_picture(tracks)
    assert abs(tracks[0].end - expected.seconds) <= expected.slack
    assert picture.facts['duration_us'] == pytest.approx(tracks[0].end * 1e6, abs=12)
    assert picture.facts['sprites']['every_ms'] == 10_000
    for file in [picture.facts['poster'], *picture.facts['sprites']['files']]:
        assert (picture.folder / file).read_bytes()[:2] == b'\xff\xd8'

    sounds = job.assets('sound')
    assert len(sounds) == expected.sounds
    for number, sound in enumerate(sounds):
        assert [track.facts['name'] for track in sound.tracks] == ['a']
        before = sound.facts
        sound = sounds[number] = add_low(tmp_path, sound.folder, f'low{number}')
        assert {**sound.facts, 'tracks': sound.facts['tracks'][:1]} == before
        assert [track.facts['name'] for track in sound.tracks] == ['a', 'low']
        check_sound(sound.tracks, tracks[0])
        if expected.sound_copied is not None:
            assert sound.tracks[0].facts['is_copy'] == expected.sound_copied
        if expected.channels:
            assert sound.tracks[0].facts['channels'] == expected.channels
        assert sound.tracks[1].facts['channels'] == 1
        if expected.warning:
            assert sound.facts['warning'].startswith(expected.warning)
    everything = tracks + [track for sound in sounds for track in sound.tracks]
    for track in everything:
        rates_hold(track)
    if expected.is_torn:  # and copied: it stays so
        play([track for track in everything if track not in tracks[1:]])
        everything = tracks[1:]
    assert play(everything) == ''
    assert len(job.assets('subtitle')) == expected.subtitles
    for subtitle in job.assets('subtitle'):
        text = (subtitle.folder / subtitle.facts['cues']).read_text('utf-8')
        assert '00:00:01.000 --> 00:00:02.000' in text and '你好' in text


@pytest.mark.parametrize('name', BAD)
def test_becomes_a_sentence(name, tmp_path):
    source = make(name, tmp_path)
    if name not in PROBED:
        status, seen = probe(source)
        assert status == 1 and seen['problem'].startswith(EXPECTED[name])
    job = Job(tmp_path, source)
    job.order['assets'] = [{'id': 'a0', 'kind': 'picture', 'stream': 0}]
    assert job.run() == 1, (job.events, job.complaint)
    assert job.events[-1]['event'] == 'failed'
    assert job.events[-1]['problem'].startswith(EXPECTED[name])
    assert not list(job.folder.glob('out/*/asset.json'))


def test_corpus_is_large():
    assert len(CORPUS) >= 30
