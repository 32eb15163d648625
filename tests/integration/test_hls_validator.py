"""The validator finds nothing in a right presentation and each rule's fault in a broken one."""
import gzip
import re

import pytest
from hls import fake_origin
from hls.evidence import RULES
from hls.fake_origin import BASE, FakeOrigin, make_init, make_part
from hls.validator import Validator


def run(rounds=9, **breaks):
    return Validator(FakeOrigin(**breaks), BASE + 'master.m3u8').run(rounds)


def test_nothing_in_a_right_one():
    assert [str(f) for f in run()] == []


# ---- ways to break one thing ----

def master(old, new, count=-1):
    return {'master': lambda text: swap(text, old, new, count)}


def swap(text, old, new, count=-1):
    assert old in text
    return text.replace(old, new, count)


def text(old, new, track=None):
    def change(name, row, whole):
        return re.sub(old, new, whole) if track in (None, name) else whole
    return {'text': change}


def late_text(old, new, from_row=155):
    return {'text': lambda name, row, whole: re.sub(old, new, whole) if row >= from_row else whole}


def media(pattern, change, track='v720'):
    def hook(name, file, data):
        return change(data) if name == track and re.fullmatch(pattern, file) else data
    return {'media': hook}


def answers(matches, change):
    def hook(answer):
        if re.search(matches, answer.url):
            change(answer)
        return answer
    return {'answer': hook}


def field(name, value):
    return lambda answer: answer.fields.__setitem__(name, value)


def attribute(name, value):
    return lambda answer: setattr(answer, name, value)


def row_of(file):
    msn, part = re.fullmatch(r'p(\d+)\.(\d)\.m4s', file).groups()
    return int(msn) * 6 + int(part)


def parts(make, track='v720'):
    """Parts made anew: make(row) → bytes."""
    def hook(name, file, data):
        return make(row_of(file)) if name == track and file.startswith('p') else data
    return {'media': hook}


def without_idr(data):
    return data.replace(b'\x00\x00\x03\x84\x65', b'\x00\x00\x03\x84\x41')


def two_members(answer):
    if 'content-encoding' in answer.fields:
        plain = gzip.decompress(answer.raw)
        answer.raw = gzip.compress(plain[:60]) + gzip.compress(plain[60:])


def identity_differs(answer):
    if 'content-encoding' not in answer.fields:
        answer.raw += b'#\n'


def hold(answer):
    if '_HLS_msn' in answer.url:
        answer.ended += 9


def slow_hint(answer):
    if answer.ended - answer.began > 0.2:
        answer.first_byte -= 0.3


def shift_clock(name, row, whole):
    """The child's clock jumped by a second, without a discontinuity."""
    return re.sub(r'T22:(\d\d):(\d\d)(\.\d+Z)',
                  lambda m: f'T22:{m[1]}:{(int(m[2]) + (int(m[1]) * 60 + int(m[2]) > 30)) % 60:02}{m[3]}', whole)


def gone_from_middle(name, row, whole):
    """A segment that was listed before is dropped, its numbers too."""
    return re.sub(r'#EXTINF:1.92,\ns3.m4s\n', '', whole) if row > 155 else whole


def add_gap_without_parts(name, row, whole):
    return re.sub(r'#EXTINF:1.92,\n(s24.m4s)', r'#EXT-X-GAP\n#EXTINF:1.92,\n\1', whole)


def restart_numbers(name, row, whole):
    return whole.replace('DISCONTINUITY-SEQUENCE:0', 'DISCONTINUITY-SEQUENCE:2') if row < 155 else whole


def cut_short(name, row, whole):
    """The window shrinks to the last two segments."""
    if row < 155 or 'EXT-X-SKIP' in whole:
        return whole
    last = row // 6 - 2
    head, _, rest = whole.partition('#EXT-X-MAP:URI="init1.mp4"\n')
    rest = rest[rest.index(f'#EXT-X-PART:DURATION=0.32,URI="p{last}.0'):]
    head = head.replace('MEDIA-SEQUENCE:0', f'MEDIA-SEQUENCE:{last}')
    date = f'#EXT-X-PROGRAM-DATE-TIME:{FakeOrigin.date(last)}\n'
    return head + '#EXT-X-MAP:URI="init1.mp4"\n' + date + rest


def old_parts(name, row, whole):
    return whole.replace('#EXTINF:1.92,\ns9.m4s',
                         '#EXT-X-PART:DURATION=1.92,URI="x",GAP=YES\n#EXTINF:1.92,\ns9.m4s'
                         if name != 'v720' else '#EXT-X-PART:DURATION=0.32,URI="p9.0.m4s"\n#EXTINF:1.92,\ns9.m4s')


def other_duration(name, row, whole):
    return whole.replace('#EXTINF:1.92,\ns4.m4s', '#EXTINF:1.60,\ns4.m4s') if name == 'a-bo' else whole


def new_map(name, row, whole):
    return whole.replace('#EXTINF:1.92,\ns4.m4s', '#EXT-X-MAP:URI="init2.mp4"\n#EXTINF:1.92,\ns4.m4s')


def forget_map(name, row, whole):
    return whole.replace('#EXT-X-MAP:URI="init1.mp4"\n', '')


def with_range(name, row, whole):
    return whole.replace('#EXTINF:1.92,\ns4.m4s', '#EXT-X-BYTERANGE:100@0\n#EXTINF:1.92,\ns4.m4s')


def skip_too_much(name, row, whole):
    match = re.search(r'SKIPPED-SEGMENTS=(\d+)', whole)
    if not match:
        return whole
    last = int(match[1]) + 4
    begin, end = whole.index('#EXT-X-SKIP'), whole.index(f'#EXTINF:1.92,\ns{last}.m4s')
    skip = f'#EXT-X-SKIP:SKIPPED-SEGMENTS={last}\n#EXT-X-PROGRAM-DATE-TIME:{FakeOrigin.date(last)}\n'
    return whole[:begin] + skip + whole[end:]


def wrong_in_delta(name, row, whole):
    return re.sub(r's(\d+)\.m4s', r't\1.m4s', whole) if 'EXT-X-SKIP' in whole else whole


def in_full_only(old, new):
    return {'text': lambda name, row, whole: whole if 'EXT-X-SKIP' in whole else re.sub(old, new, whole)}


def no_skip(name, row, whole):
    return whole if 'EXT-X-SKIP' not in whole else FakeOrigin(first_row=row).render(name, False)


SPS_51 = ('4d401f', '4d4033')
BROKEN = {
    'text-form': master('#EXTM3U', '\ufeff#EXTM3U'),
    'playlist-content-type': answers(r'm3u8', field('content-type', 'text/plain')),
    'playlist-gzip': answers(r'm3u8', two_members),
    'playlist-plain': answers(r'm3u8', identity_differs),
    'http2': {'http2': lambda _: False},
    'variant-attributes': master(',FRAME-RATE=25.000', ''),
    'cellular-variant': master('BANDWIDTH=40000', 'BANDWIDTH=400000'),
    'same-aspect': master('320x180', '320x240'),
    'media-language': master(',LANGUAGE="bo"', '', 1),
    'media-group': master('DEFAULT=NO', 'DEFAULT=YES'),
    'same-members': master('NAME="བོད་སྐད་"', 'NAME="Tibetan"', 1),
    'variant-group': master('AUDIO="low"', 'AUDIO="none"'),
    'codecs-listed': master(',mp4a.40.2', ''),
    'h264-level': media('init1.mp4', lambda d: d.replace(bytes.fromhex('014d401f'), bytes.fromhex('014d4033'))),
    'resolution-true': master('1280x720', '1920x1080'),
    'version': text('VERSION:9', 'VERSION:7'),
    'target-duration': text('TARGETDURATION:2', 'TARGETDURATION:1'),
    'targets-constant': late_text('PART-TARGET=0.32', 'PART-TARGET=0.33'),
    'same-targets': text('TARGETDURATION:2', 'TARGETDURATION:3', 'a-zh'),
    'part-duration': text(r'DURATION=0.32,URI="p(\d+).2', r'DURATION=0.20,URI="p\1.2', 'v720'),
    'server-control': text('PART-HOLD-BACK=1.28', 'PART-HOLD-BACK=0.64'),
    'same-control': text('HOLD-BACK=6.0', 'HOLD-BACK=8.0', 'a-zh'),
    'numbers-grow': {'text': restart_numbers},
    'nothing-changes': late_text(r's3\.m4s', 's3b.m4s'),
    'parts-stay': late_text(r'(p\d+)\.0\.m4s', r'\1.0b.m4s'),
    'not-too-short': {'text': cut_short},
    'six-segments': {'first_row': 20},
    'parts-only-near-end': {'text': old_parts},
    'one-hint': text(r'#EXT-X-PRELOAD-HINT.*\n', ''),
    'hint-kept': text(r'HINT:TYPE=PART,URI="p(\d+)', r'HINT:TYPE=PART,URI="q\1'),
    'dates-present': text(r'#EXT-X-PROGRAM-DATE-TIME.*\n', ''),
    'dates-agree': {'text': shift_clock},
    'rendition-reports': text(r'#EXT-X-RENDITION-REPORT:URI="../a-bo.*\n', ''),
    'map-present': {'text': forget_map},
    'map-changes-with-discontinuity': {'text': new_map},
    'parts-fill-segment': text(r'#EXT-X-PART:DURATION=0.32,URI="p\d+\.5\.m4s".*\n(?=#EXTINF)', ''),
    'gaps-agree': {'text': add_gap_without_parts},
    'same-grid': {'text': other_duration},
    'no-false-promise': {**text('#EXT-X-VERSION:9', '#EXT-X-VERSION:9\n#EXT-X-INDEPENDENT-SEGMENTS'),
                         **media(r's.*', without_idr)},
    'init-readable': media('init1.mp4', lambda d: make_init('v720', 2)),
    'media-served': answers(r'v720/p\d+\.2', attribute('status', 404)),
    'media-content-type': answers(r'm4s', field('content-type', 'application/octet-stream')),
    'duration-true': parts(lambda row: make_part('v720', row, frames=7)),
    'decode-times-contiguous': parts(lambda row: make_part('v720', row, shift=90 * (row % 2))),
    'grids-equal': {'media': lambda track, name, data: make_part(track, row_of(name), shift=900)
                    if track == 'v180' and name.startswith('p') else data},
    'segment-is-its-parts': media(r's.*', lambda d: d[:-4] + b'abcd'),
    'independent-true': parts(lambda row: without_idr(make_part('v720', row))),
    'sync-flags-true': parts(lambda row: make_part('v720', row, flags={row * 8: 0x1010000})),
    'idr-often': media(r's.*', without_idr),
    'peak-below-bandwidth': master('BANDWIDTH=210000', 'BANDWIDTH=130000'),
    'sound-form': media('init1.mp4', lambda d: d.replace(b'\x11\x90', b'\x79\x90'), 'a-zh'),
    'blocked-until-there': {'held': lambda row: row - 3},
    'whole-playlist': {'text': lambda name, row, whole: FakeOrigin(first_row=row).render(name, True)
                       if 'EXT-X-SKIP' not in whole else whole},
    'held-too-long': answers(r'live.m3u8', hold),
    'refusals': answers(r'_HLS_part=0$', attribute('status', 200)),
    'parts-in-time': {'held': lambda row: row + 2},
    'delta-offered': {'text': no_skip},
    'delta-boundary': {'text': skip_too_much},
    'delta-merges': {'text': wrong_in_delta},
    'hint-at-line-speed': answers(r'/p\d+', slow_hint),
    'playlist-cache': answers(r'live.m3u8', field('cache-control', 'max-age=60')),
    'error-cache': answers(r'nothing', field('cache-control', 'max-age=60')),
    'media-cache': answers(r'm4s', field('cache-control', 'no-cache')),
    'no-redirects': answers(r'init1', attribute('status', 302)),
    'ranges': {'text': with_range, **answers(r'.', lambda a: a.fields.pop('accept-ranges', None))},
}


@pytest.mark.parametrize('name', [name for name, _, _ in RULES])
def test_finds(name):
    findings = run(**BROKEN[name])
    assert name in {f.rule for f in findings}, [str(f) for f in findings]


def test_every_example_has_a_rule():
    assert set(BROKEN) == {name for name, _, _ in RULES}


@pytest.mark.parametrize('matches,status', [('master', 500), ('v720/live', 503), (r'_HLS_skip', 404)])
def test_faults_of_answers(matches, status):
    assert any(f.rule == 'readable' for f in run(**answers(matches, attribute('status', status))))


def test_unreadable_media():
    findings = run(**media(r'p.*', lambda data: data[:-3]))
    assert any(f.rule == 'media-served' and 'outside' in f.text for f in findings)


def test_fake_origin_is_what_it_says():
    assert fake_origin.PART * fake_origin.PARTS == pytest.approx(fake_origin.SEGMENT)
