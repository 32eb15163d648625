"""Ways in, with real encoders: every frame arrives, refusals are seen by the sender, a spare takes
over, and what is not a stream costs nothing."""
import random
import re
import socket
import time

import pytest

from driver.encoder import (DUMP, FRAMES, SPEAKER, Dump, Encoder, begins_with_key, count_packets, make_clip, rtmp,
                            srt)
from driver.waiting import wait_until

pytestmark = [pytest.mark.realtime,
              pytest.mark.skipif(not SPEAKER.is_file() or not DUMP.is_file(),
                                 reason='needs forensics-samples-files and ingest_dump')]


@pytest.fixture(scope='module')
def clip(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp('clip') / 'clip.mp4')


@pytest.fixture
def open_dump(tmp_path):
    dumps = []

    def open_one(*keys, options=()):
        dumps.append(Dump(tmp_path / f'dump{len(dumps)}', *(keys or ('demo', 'closed-one')),
                          options=options))
        return dumps[-1]

    yield open_one
    for dump in dumps:
        dump.stop()


@pytest.fixture
def encoders():
    started = []
    yield started
    for encoder in started:
        encoder.kill()


def finished(dump, number, ending):
    dump.wait(rf'end {number} ')
    path = dump.source(number, ending)
    dump.wait(rf'read {number} ')
    return path


def wait_for_pictures(path):
    wait_until(lambda: path.is_file() and path.stat().st_size > 50000, f'pictures in {path.name}')


@pytest.mark.parametrize('stream,language', [('live/demo', ''), ('live/demo/ug', 'ug')])
def test_rtmp_every_frame_arrives(open_dump, clip, stream, language):
    dump = open_dump()
    status, said = Encoder(clip, *rtmp(dump.rtmp_port, stream)).finish()
    assert status == 0, said
    assert dump.wait(rf'source 1 input=demo language={language} spare=0 encoder=Lavf\S+ peer=127.0.0.1:\d+\n')
    sent, came = count_packets(clip), count_packets(finished(dump, 1, 'flv'))
    assert came['h264'] == sent['h264'] == FRAMES
    assert came['aac'] == sent['aac']


@pytest.mark.parametrize('stream_id', ['publish:demo', '#!::r=demo,m=publish', 'demo/ug'])
def test_srt_every_frame_arrives(open_dump, clip, stream_id):
    dump = open_dump()
    status, said = Encoder(clip, *srt(dump.srt_port, stream_id)).finish()
    assert status == 0, said
    dump.wait(r'stats 1 bytes=\d+ bps=\d+ dropped=0 spare=0 rtt_us=[1-9]')
    path = finished(dump, 1, 'ts')
    assert path.stat().st_size % 188 == 0
    sent, came = count_packets(clip), count_packets(path)
    assert came == {'h264': sent['h264'], 'aac': sent['aac']}


@pytest.mark.parametrize('stream,reason', [
    ('live/wrong', 'The stream key is not known.'),
    ('live/closed-one', 'The meeting has ended.'),
    ('live/', 'No stream key was given.'),
    ('vod/demo', "Publish to the application 'live', as rtmp://HOST/live/KEY."),
])
def test_rtmp_refusals_reach_the_sender(open_dump, clip, stream, reason):
    dump = open_dump()
    status, said = Encoder(clip, *rtmp(dump.rtmp_port, stream)).finish()
    assert status != 0
    assert f'Server error: {reason}' in said
    dump.wait(re.escape(reason))


def test_enhanced_rtmp_is_refused_politely(open_dump, clip):
    """No encoder here speaks it: a picture message with a FourCC is put together by hand."""
    dump = open_dump()
    with dump.connect() as peer:
        peer.sendall(b'\x03' + bytes(1536))
        read_exactly(peer, 1 + 2 * 1536)
        peer.sendall(bytes(1536) + command(b'connect', 1, b'\x03\0\x03app\x02\0\x04live\0\0\x09') +
                     command(b'publish', 2, b'\x05\x02\0\x04demo') +
                     message(9, b'\x90hvc1' + bytes(20)))
        heard = b''
        while b'send H.265 or AV1 over SRT' not in heard:
            more = peer.recv(65536)
            assert more, heard
            heard += more
    dump.wait('refused meeting=meeting Over RTMP this server takes H.264')


@pytest.mark.parametrize('stream_id', ['wrong', 'publish:closed-one', 'read:demo', ''])
def test_srt_refusals_reach_the_sender(open_dump, clip, stream_id):
    dump = open_dump()
    status, said = Encoder(clip, *srt(dump.srt_port, stream_id)).finish()
    assert status != 0
    assert 'Application-defined rejection reason' in said
    dump.wait('refused meeting=')


@pytest.mark.parametrize('passphrase,is_taken', [
    ('&passphrase=right-words', True), ('&passphrase=wrong-words', False), ('', False)])
def test_srt_passphrase(open_dump, clip, passphrase, is_taken):
    dump = open_dump('demo', options=('--passphrase', 'right-words'))
    status, said = Encoder(clip, *srt(dump.srt_port, 'publish:demo', passphrase)).finish()
    assert (status == 0) == is_taken, said
    if is_taken:
        assert count_packets(finished(dump, 1, 'ts'))['h264'] == FRAMES
    else:
        assert 'source' not in dump.text()


def started_encoder(encoders, clip, output):
    encoders.append(Encoder(clip, *output, loop=True))
    return encoders[-1]


@pytest.mark.parametrize('first,second', [('rtmp', 'rtmp'), ('rtmp', 'srt'), ('srt', 'rtmp')])
def test_spare_takes_over(open_dump, clip, encoders, first, second):
    """The first one stops sending without leaving: two seconds later the spare is the source, from its
    last key frame on."""
    dump = open_dump()
    outputs = {'rtmp': rtmp(dump.rtmp_port, 'live/demo'), 'srt': srt(dump.srt_port, 'publish:demo')}
    main = started_encoder(encoders, clip, outputs[first])
    dump.wait('source 1 ')
    started_encoder(encoders, clip, outputs[second])
    dump.wait(r'stats 1 .* spare=1')
    main.process.send_signal(19)  # SIGSTOP
    stopped_at = time.monotonic()
    dump.wait('source 2 .* spare=1')
    assert 1.5 < time.monotonic() - stopped_at < 4
    dump.wait('end 1 The encoder fell silent: its spare took over.')
    ending = 'flv' if second == 'rtmp' else 'ts'
    wait_for_pictures(dump.source(2, ending))
    main.process.send_signal(18)  # SIGCONT
    encoders[1].kill()
    dump.wait('source 3 ')
    assert count_packets(finished(dump, 2, ending))['h264'] > 0
    assert begins_with_key(dump.source(2, ending))
    assert dump.stop()['takeovers'] >= 1


def test_third_publisher_is_refused(open_dump, clip, encoders):
    dump = open_dump()
    for _ in range(2):
        started_encoder(encoders, clip, rtmp(dump.rtmp_port, 'live/demo'))
    dump.wait(r'stats 1 .* spare=1')
    status, said = Encoder(clip, *rtmp(dump.rtmp_port, 'live/demo')).finish()
    assert status != 0
    assert 'Two encoders publish with this key already.' in said
    status, said = Encoder(clip, *srt(dump.srt_port, 'publish:demo')).finish()
    assert status != 0
    assert dump.wait('refused meeting=meeting Two encoders')


@pytest.mark.parametrize('protocol', ['rtmp', 'srt'])
def test_reader_that_goes_gets_a_new_source(open_dump, clip, encoders, protocol):
    """The programme's process died: what replaces it gets the stream from its last key frame on."""
    dump = open_dump(options=('--stop-reading', 100000))
    ending = 'flv' if protocol == 'rtmp' else 'ts'
    started_encoder(encoders, clip, rtmp(dump.rtmp_port, 'live/demo') if protocol == 'rtmp'
                    else srt(dump.srt_port, 'publish:demo'))
    dump.wait('end 1 The programme closed its end.')
    wait_for_pictures(dump.source(2, ending))
    encoders[0].kill()
    assert count_packets(finished(dump, 2, ending))['h264'] > 0
    assert begins_with_key(dump.source(2, ending))


def test_slow_reader_loses_whole_tags(open_dump, clip, encoders):
    dump = open_dump(options=('--slow-ms', 700))
    started_encoder(encoders, clip, rtmp(dump.rtmp_port, 'live/demo', '-c:v', 'libx264', '-preset',
                                         'ultrafast', '-b:v', '20M', '-minrate', '20M', '-maxrate',
                                         '20M', '-bufsize', '2M', '-x264-params', 'nal-hrd=cbr',
                                         '-g', '25', '-c:a', 'copy'))
    dump.wait(r'stats 1 .* dropped=[1-9]\d{5}')
    encoders[0].kill()
    dump.wait('end 1 ')


def test_garbage_is_ended(open_dump, clip):
    dump = open_dump()
    noise = random.Random(4)
    for first in (b'', b'\x03'):
        for _ in range(8):
            with dump.connect() as peer:
                try:
                    peer.sendall(first + noise.randbytes(100000))
                    while peer.recv(65536):
                        pass
                except ConnectionError:
                    pass
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        for size in range(1, 1400, 7):
            datagrams.sendto(noise.randbytes(size), ('127.0.0.1', dump.srt_port))
    status, said = Encoder(clip, *rtmp(dump.rtmp_port, 'live/demo')).finish()
    assert status == 0, said
    status, said = Encoder(clip, *srt(dump.srt_port, 'publish:demo')).finish()
    assert status == 0, said
    assert dump.stop()['malformed'] >= 16


def test_srt_without_transport_stream_is_ended(open_dump, clip):
    dump = open_dump()
    status, _said = Encoder(clip, '-c:v', 'rawvideo', '-an', '-f', 'rawvideo',
                            f'srt://127.0.0.1:{dump.srt_port}?streamid=demo').finish()
    assert status != 0
    dump.wait('end 1 What came over SRT was no MPEG transport stream.')


def read_exactly(peer, n):
    got = b''
    while len(got) < n:
        got += peer.recv(n - len(got))
    return got


def message(kind, body):
    head = b'\x03\0\0\0' + len(body).to_bytes(3, 'big') + bytes([kind]) + (1).to_bytes(4, 'little')
    assert len(body) <= 128
    return head + body


def command(name, transaction, arguments):
    number = {1: b'\x3f\xf0', 2: b'\x40\x00'}[transaction] + bytes(6)
    return message(20, b'\x02' + len(name).to_bytes(2, 'big') + name + b'\0' + number + arguments)
