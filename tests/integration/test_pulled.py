"""tongping-program alone with inputs that it fetches by itself: cameras, datagrams, files."""
import random
import socket
import statistics
import threading

import pytest

from driver import clips as media
from driver import coded
from driver.camera import Camera
from driver.clips import Clips
from driver.datagrams import DatagramSender, can_join, free_port
from driver.programme import INPUT, INPUT_CLOSE, NOTE, Programme, assert_whole

pytestmark = pytest.mark.realtime

TINY = [(320, 180, 300000)]
GROUP = '239.255.77.11'
NOWHERE = 'No camera can be reached at this address.'
REFUSED = 'The camera refuses the user name or the password.'


@pytest.fixture(scope='module', name='clips')
def make_clips():
    clips = Clips()
    yield clips
    clips.close()


@pytest.fixture(scope='module', name='stream')
def make_stream(clips):
    return clips.make('stream.ts', *media.motion(), *media.tone(440), *media.H264, *media.AAC, seconds=4)


def states_of(programme, number):
    """Its states as they followed each other."""
    states = [text['state'] for text in programme.texts_of(INPUT) if text['id'] == number]
    return [state for n, state in enumerate(states) if n == 0 or state != states[n - 1]]


def wait_message(programme, number, state, message):
    programme.wait(lambda: any(text['id'] == number and text['state'] == state and
                               text.get('message') == message for text in programme.texts_of(INPUT)),
                   40, f'input {number} {state}: {message}')


def wait_live_again(programme, number):
    programme.wait(lambda: states_of(programme, number)[-1] == 'live', 120, f'input {number} live again')


def what_is_seen(programme):
    """Median contrast of the last second but a half, and how much of the tone is in it."""
    shades = [statistics.pstdev(picture) for picture in coded.pictures(programme)[-37:-12]]
    return statistics.median(shades), coded.tone_level(coded.sound(programme, 1)[-72000:-24000], 440)


def assert_shown(programme, number, has_sound=True):
    """Once pictures are decoded they are seen, not the slate, and the tone is heard; on a machine that
    is out of breath not at once."""
    programme.wait(lambda: any(text['id'] == number and text['state'] == 'live' and text['frames'] > 10
                               for text in programme.texts_of(INPUT)[-4:]), 60, 'decoded pictures')
    for _attempt in range(6):
        programme.wait_media(programme.media_now() + 2)
        assert_whole(programme)
        contrast, tone = what_is_seen(programme)
        if contrast > 15 and (tone > 0.01) == has_sound:
            return
    assert False, f'contrast {contrast}, tone {tone}'


# ---- cameras ----

@pytest.mark.parametrize('form,login,datagrams,wanted', [
    ('h264-aac', 'anna:ge%40heim', False, {'video_codec': 'H.264', 'audio_codec': 'AAC', 'height': 180}),
    ('h264-alaw', '', True, {'video_codec': 'H.264', 'audio_codec': 'G.711'}),
])
def test_camera(form, login, datagrams, wanted):
    with Camera(form, login.replace('%40', '@'), datagrams) as camera, Programme(TINY) as programme:
        programme.open(1, 'rtsp', uri=camera.uri(login))
        programme.wait(lambda: any(wanted.items() <= text.items() and text['state'] == 'live'
                                   for text in programme.texts_of(INPUT)), 120, 'a live camera')
        assert_shown(programme, 1)


def test_camera_dies_and_returns():
    with Camera('h265') as camera, Programme(TINY) as programme:
        programme.open(1, 'rtsp', uri=camera.uri())
        programme.wait_state(1, 'live', 120)
        camera.stop()
        programme.wait_state(1, 'lost', 60)
        wait_message(programme, 1, 'lost', NOWHERE)
        camera.start()
        wait_live_again(programme, 1)
        assert_shown(programme, 1, has_sound=False)
        assert programme.texts_of(INPUT)[-1]['video_codec'] == 'H.265'


def speak_nonsense(listener):
    """Whoever connects hears what no camera says."""
    while True:
        try:
            peer, _ = listener.accept()
        except OSError:
            return
        with peer:
            peer.recv(1000)
            peer.sendall(random.Random(4).randbytes(20000))


@pytest.fixture(name='nonsense')
def make_nonsense():
    """A port where nonsense is spoken."""
    with socket.create_server(('127.0.0.1', 0)) as listener:
        threading.Thread(target=speak_nonsense, args=(listener,), daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def test_cameras_that_refuse(nonsense):
    """Each one says why in a sentence, tries again, and never tells the password."""
    with Camera('h264-aac', 'anna:geheim') as camera, Programme(TINY) as programme:
        told = [(camera.uri('anna:falsch-secret'), REFUSED), (camera.uri(), REFUSED),
                (camera.uri('anna:geheim', 'elsewhere'), 'The camera has no stream of this name.'),
                (f'rtsp://anna:falsch-secret@127.0.0.1:{nonsense}/x',
                 'What is at this address does not answer as a camera does.'),
                ('rtsp://anna:falsch-secret@127.0.0.1:9/x', NOWHERE),
                ('rtsp://anna:falsch-secret@no-such-camera.invalid/x', NOWHERE)]
        for number, (uri, _message) in enumerate(told, 1):
            programme.open(number, 'rtsp', uri=uri)
        for number, (_uri, message) in enumerate(told, 1):
            wait_message(programme, number, 'lost', message)
            programme.wait(lambda n=number: states_of(programme, n).count('lost') >= 2, 40, 'a second try')
        programme.open(9, 'rtsp', uri='rtsp://anna:falsch-secret@:x/')
        wait_message(programme, 9, 'refused', 'The address of this input cannot be used.')
        said = str(programme.texts_of(INPUT) + programme.texts_of(NOTE))
        assert 'secret' not in said and 'geheim' not in said
        assert_whole(programme)


# ---- datagrams ----

def test_datagrams(stream):
    address = ('127.0.0.1', free_port())
    with Programme(TINY) as programme:
        uri = f'udp://{address[0]}:{address[1]}'
        programme.open(1, 'udp', uri=uri)
        wait_message(programme, 1, 'lost', 'Nothing comes at this address.')
        programme.open(2, 'udp', uri=uri)
        wait_message(programme, 2, 'lost',
                     'This server cannot listen at this address and port: another input may use them.')
        programme.send(INPUT_CLOSE, {'id': 2})
        with DatagramSender(stream, address, lose_each=40):
            wait_live_again(programme, 1)
            assert_shown(programme, 1)
        programme.wait(lambda: states_of(programme, 1)[-1] == 'lost', 40, 'the loss')
        assert_whole(programme)


@pytest.mark.skipif(not can_join(GROUP), reason='no network that a group can be joined in')
def test_group_with_rtp(stream):
    address = (GROUP, free_port())
    with Programme(TINY) as programme, DatagramSender(stream, address, rtp=True):
        for number in (1, 2):
            programme.open(number, 'udp', uri=f'udp://{address[0]}:{address[1]}')
        for number in (1, 2):
            programme.wait_state(number, 'live', 40)
        assert_shown(programme, 1)


# ---- files ----

def test_file_loops(clips):
    path = clips.make('loop.flv', *media.motion(), *media.tone(440), *media.H264, *media.AAC,
                      seconds=3.4)
    with Programme(TINY) as programme:
        programme.open(1, 'file', uri=path)
        programme.wait(lambda: states_of(programme, 1).count('live') >= 2, 60, 'a second round')
        assert_shown(programme, 1)
        assert set(states_of(programme, 1)) == {'connecting', 'live'}


def test_files_that_cannot_be_played():
    told = [('/nowhere/loop.mp4', 'lost', 'There is no such file.'),
            ('/etc', 'lost', 'The file cannot be read.'),
            ('/etc/passwd', 'lost', 'The file holds no picture or sound that can be played.'),
            ('/bin/ls', 'lost', 'The file holds no picture or sound that can be played.'),
            ('loop.mp4', 'refused', 'The address of this input cannot be used.')]
    with Programme(TINY) as programme:
        for number, (path, _state, _message) in enumerate(told, 1):
            programme.open(number, 'file', uri=path)
        for number, (_path, state, message) in enumerate(told, 1):
            wait_message(programme, number, state, message)
        assert_whole(programme)
