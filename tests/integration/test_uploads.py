"""Files come by tus 1.0.0: whole, in pieces, over broken connections and a killed server; what is refused
costs nothing that was already here."""
import base64
import hashlib
import os
import socket
import time

import pytest
from driver import tus
from driver.api import Client, Program, assert_problem
from driver.waiting import wait_until

MIB = 1 << 20
SETTINGS = {'course': {'upload_max': '2GiB', 'min_free': '16MiB', 'tool': '/bin/false'}}
NOBODY = '01890000-0000-7000-8000-000000000000'


@pytest.fixture(scope='module')
def editor(server):
    return Program(server, 'demo-editor')


@pytest.fixture(scope='module')
def lesson(server):
    return tus.make_lesson(server)


def begin(editor, lesson, length, **more):
    answer = tus.create(editor, length, tus.about(lesson, name=os.urandom(8).hex(), **more))
    assert answer.status_code == 201, answer.text
    return answer.headers['Location']


def id_of(location):
    return location.rsplit('/', 1)[1]


def stored(server, location):
    """The bytes of a complete upload, wherever they lie by now."""
    courses = server.data / 'courses'
    places = [courses / 'uploads' / id_of(location) / 'file', courses / 'jobs' / id_of(location) / 'source']

    def read():
        for place in places:
            try:
                return place.read_bytes()
            except FileNotFoundError:
                continue
        return None
    return wait_until(read, 'the file')


def high_water(server):
    with open(f'/proc/{server.process.pid}/status', encoding='ascii') as status:
        return next(int(line.split()[1]) for line in status if line.startswith('VmHWM:')) * 1024


# ---- the protocol ----

def test_options(server):
    answer = Client(server).options('uploads')
    assert answer.status_code == 204
    assert answer.headers['Tus-Version'] == '1.0.0'
    assert set(answer.headers['Tus-Extension'].split(',')) == {
        'creation', 'creation-with-upload', 'expiration', 'checksum', 'termination'}
    assert int(answer.headers['Tus-Max-Size']) == 2 << 30
    assert {'sha1', 'sha256'} <= set(answer.headers['Tus-Checksum-Algorithm'].split(','))


def test_whole(server, editor, lesson):
    data = os.urandom(3 * MIB + 17)
    location = begin(editor, lesson, len(data))
    answer = tus.patch(editor, location, 0, data)
    assert (answer.status_code, answer.headers['Upload-Offset']) == (204, str(len(data)))
    assert tus.offset_of(editor, location) == len(data)
    assert hashlib.sha256(stored(server, location)).digest() == hashlib.sha256(data).digest()
    assert_problem(tus.patch(editor, location, len(data), b'x'), 409, 'conflict')
    assert_problem(tus.delete(editor, location), 409, 'conflict')


def test_creation_with_upload(server, editor, lesson):
    data = os.urandom(70000)
    answer = tus.create(editor, len(data), tus.about(lesson), data=data[:40000])
    assert (answer.status_code, answer.headers['Upload-Offset']) == (201, '40000')
    location = answer.headers['Location']
    assert tus.patch(editor, location, 40000, data[40000:]).status_code == 204
    assert stored(server, location) == data


@pytest.mark.parametrize('cut', [1, 8191, 16385, 131072, 700001])
def test_broken_connection(server, editor, lesson, cut):
    """What came before the client vanished is here, and the rest follows."""
    data = os.urandom(900000)
    location = begin(editor, lesson, len(data))
    with tus.begin_patch(server, 'demo-editor', location, 0, len(data)) as sock:
        sock.sendall(data[:cut])
        sock.shutdown(socket.SHUT_WR)
    wait_until(lambda: editor.get(location).json()['offset'] == cut, 'all that was sent')
    here = tus.offset_of(editor, location)
    assert here == cut
    assert tus.patch(editor, location, here, data[here:]).status_code == 204
    assert stored(server, location) == data


def test_head_takes_over_from_a_dead_connection(server, editor, lesson):
    location = begin(editor, lesson, 2 * MIB)
    with tus.begin_patch(server, 'demo-editor', location, 0, 2 * MIB) as sock:
        sock.sendall(bytes(MIB))
        wait_until(lambda: editor.get(location).json()['offset'] > 0, 'the first bytes')
        assert_problem(tus.patch(editor, location, MIB, b'x'), 409, 'conflict')  # two writers
        here = tus.offset_of(editor, location)
        assert 0 < here <= MIB
        assert tus.patch(editor, location, here, bytes(2 * MIB - here)).status_code == 204
        sock.settimeout(20)
        assert b' 409 ' in sock.recv(100)


def test_wrong_offset_keeps_what_is_here(editor, lesson):
    location = begin(editor, lesson, 10)
    assert tus.patch(editor, location, 0, b'12345').status_code == 204
    for offset in (0, 4, 6, 100):
        assert_problem(tus.patch(editor, location, offset, b'678'), 409, 'conflict')
    assert_problem(tus.patch(editor, location, 5, b'6789012345'), 413, 'too_large')
    assert tus.offset_of(editor, location) <= 10
    for offset in ('', '-1', 'x', '1e1', '99999999999999999999'):
        assert_problem(tus.patch(editor, location, offset, b'678'), 400, 'invalid')


def test_checksum(server, editor, lesson):
    data = os.urandom(300000)
    location = begin(editor, lesson, len(data))
    for name, first, second in (('sha1', 0, 100000), ('sha256', 100000, 200000), ('md5', 200000, 300000)):
        part = data[first:second]
        wrong = base64.b64encode(hashlib.new(name, b'other').digest()).decode()
        right = base64.b64encode(hashlib.new(name, part).digest()).decode()
        answer = tus.patch(editor, location, first, part, **{'Upload-Checksum': f'{name} {wrong}'})
        assert_problem(answer, 460, 'checksum')
        assert tus.offset_of(editor, location) == first
        assert tus.patch(editor, location, first, part, **{'Upload-Checksum': f'{name} {right}'}).status_code == 204
    assert stored(server, location) == data


def test_checksum_of_a_broken_body_keeps_nothing(server, editor, lesson):
    location = begin(editor, lesson, MIB)
    digest = base64.b64encode(hashlib.sha1(bytes(MIB)).digest()).decode()
    host, port = server.host.rsplit(':', 1)
    with socket.create_connection((host, int(port)), 20) as sock:
        sock.sendall(f'PATCH {location} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer demo-editor\r\n'
                     f'Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: {tus.BODY}\r\n'
                     f'Upload-Checksum: sha1 {digest}\r\nContent-Length: {MIB}\r\n\r\n'.encode() + bytes(600000))
    assert tus.offset_of(editor, location) == 0


@pytest.mark.parametrize('checksum', ['sha1', 'sha1 ', 'crc32 AAAA', 'sha1 ????', 'sha1 AAAA', 'SHA1 2jmj7l5rSw0yVb/vlWAYkK/YBwk='])
def test_bad_checksums(editor, lesson, checksum):
    location = begin(editor, lesson, 10)
    assert_problem(tus.patch(editor, location, 0, b'x', **{'Upload-Checksum': checksum}), 400, 'invalid')
    assert tus.offset_of(editor, location) == 0
    assert tus.delete(editor, location).status_code == 204


def test_termination(server, editor, lesson):
    location = begin(editor, lesson, 100)
    tus.patch(editor, location, 0, b'x' * 50)
    assert tus.delete(editor, location).status_code == 204
    assert not (server.data / 'courses' / 'uploads' / id_of(location)).exists()
    assert tus.head(editor, location).status_code == 404
    assert_problem(tus.patch(editor, location, 50, b'x'), 404, 'not_found')
    assert_problem(tus.delete(editor, location), 404, 'not_found')


def test_version(editor, lesson):
    location = begin(editor, lesson, 10)
    for version in ({}, {'Tus-Resumable': '0.2.2'}):
        answer = editor.patch(location, headers={'Upload-Offset': '0', 'Content-Type': tus.BODY, **version}, data=b'x')
        assert_problem(answer, 412, 'stale')
        assert answer.headers['Tus-Version'] == '1.0.0'
    assert_problem(tus.patch(editor, location, 0, b'x', **{'Content-Type': 'text/plain'}), 415, 'unsupported')


# ---- what is refused ----

@pytest.mark.parametrize('text', [
    'filename', 'filename ???', 'filename /w==', 'lesson_id AAAA,lesson_id AAAA', '', ',,,', 'purpose dmlkZW8=',
    'purpose eA==', 'filename ' + base64.b64encode(b'a\0b').decode()])
def test_garbage_metadata(editor, text):
    assert_problem(tus.create(editor, 10, text), 400, 'invalid')


def test_wrong_wishes(editor, lesson):
    about = tus.about(lesson)
    assert_problem(tus.create(editor, 10, tus.about(NOBODY)), 400, 'invalid')
    assert_problem(tus.create(editor, 10, tus.about(lesson, purpose='sound')), 400, 'invalid')
    assert_problem(tus.create(editor, 10, tus.about(lesson, purpose='sound', language='-')), 400, 'invalid')
    assert_problem(tus.create(editor, 10, tus.about(lesson, translator='字' * 65)), 400, 'invalid')
    assert_problem(tus.create(editor, 0, about), 400, 'invalid')
    assert_problem(tus.create(editor, -1, about), 400, 'invalid')
    assert_problem(tus.create(editor, 'x', about), 400, 'invalid')
    assert_problem(tus.create(editor, (2 << 30) + 1, about), 413, 'too_large')
    assert_problem(tus.create(editor, 10, about, **{'Upload-Defer-Length': '1'}), 400, 'invalid')
    chinese = tus.create(editor, 0, about, **{'Accept-Language': 'zh-CN'}).json()['detail']
    assert chinese == '文件是空的。', chinese


def test_foreign_uploads_are_not_there(server, editor, lesson):
    location = begin(editor, lesson, 10)
    tus.patch(editor, location, 0, b'mine')
    made = Program(server, 'demo-admin').post('accounts', json={
        'name': 'second-editor', 'display_name': 'x', 'password': 'a long enough password 1', 'roles': ['editor']})
    assert made.status_code == 201, made.text
    other = Client(server)
    other.headers['Origin'] = server.url
    assert other.post('session', json={'name': 'second-editor',
                                       'password': 'a long enough password 1'}).status_code == 200
    assert tus.head(other, location).status_code == 404
    assert_problem(tus.patch(other, location, 4, b'x'), 404, 'not_found')
    assert_problem(tus.delete(other, location), 404, 'not_found')
    assert_problem(Client(server).get(location), 401, 'unauthenticated')
    assert_problem(Program(server, 'demo-clerk').get(location), 403, 'forbidden')
    assert tus.offset_of(Program(server, 'demo-admin'), location) == 4
    assert tus.delete(editor, location).status_code == 204


def test_open_uploads_of_one_account(yard):
    server = yard.start(settings=SETTINGS)
    editor, lesson = Program(server, 'demo-editor'), tus.make_lesson(server)
    locations = [begin(editor, lesson, 10) for _ in range(20)]
    assert_problem(tus.create(editor, 10, tus.about(lesson)), 429, 'rate_limited')
    assert len(editor.get('uploads').json()['uploads']) == 20
    assert tus.delete(editor, locations[0]).status_code == 204
    begin(editor, lesson, 10)


def test_no_room(yard):
    server = yard.start(settings={'course': {**SETTINGS['course'], 'min_free': '1000TiB'}})
    editor, lesson = Program(server, 'demo-editor'), tus.make_lesson(server)
    assert_problem(tus.create(editor, 10, tus.about(lesson)), 507, 'no_room')
    assert editor.get('uploads').json()['uploads'] == []
    assert list((server.data / 'courses' / 'uploads').iterdir()) == []


def test_expired(server, editor, lesson):
    location = begin(editor, lesson, 10)
    tus.execute(server, 'UPDATE upload SET expires_at_us = 1 WHERE id = ?', id_of(location))
    assert tus.head(editor, location).status_code == 410
    assert_problem(tus.patch(editor, location, 0, b'x'), 410, 'gone')


# ---- crashes ----

def test_killed_server(yard):
    server = yard.start(settings=SETTINGS)
    lesson = tus.make_lesson(server)
    data = os.urandom(24 * MIB)
    location = begin(Program(server, 'demo-editor'), lesson, len(data))
    sent = 0
    for turn in range(3):
        editor = Program(server, 'demo-editor')
        here = tus.offset_of(editor, location)
        assert here <= (server.data / 'courses/uploads' / id_of(location) / 'file').stat().st_size
        with tus.begin_patch(server, 'demo-editor', location, here, len(data) - here) as sock:
            sent = min(len(data) - 1, here + 6 * MIB + turn)
            sock.sendall(data[here:sent])
            wait_until(lambda: editor.get(location).json()['offset'] > here, 'some bytes')
            server.kill()
        server.start()
    editor = Program(server, 'demo-editor')
    here = tus.offset_of(editor, location)
    assert 0 < here <= sent
    assert tus.patch(editor, location, here, data[here:]).status_code == 204
    assert hashlib.sha256(stored(server, location)).digest() == hashlib.sha256(data).digest()


def test_complete_but_killed_before_the_answer(yard):
    """All bytes were here: the next start makes the job."""
    server = yard.start(settings=SETTINGS)
    editor, lesson = Program(server, 'demo-editor'), tus.make_lesson(server)
    location = begin(editor, lesson, 8)
    tus.patch(editor, location, 0, b'1234')
    server.kill()
    with open(server.data / 'courses/uploads' / id_of(location) / 'file', 'ab') as file:
        file.write(b'5678')
    server.start()
    editor = Program(server, 'demo-editor')
    wait_until(lambda: [job['id'] for job in editor.get('jobs').json()['jobs']] == [id_of(location)], 'the job')
    assert tus.offset_of(editor, location) == 8


# ---- memory and time ----

def test_memory_of_a_gigabyte(yard):
    server = yard.start(settings=SETTINGS)
    editor, lesson = Program(server, 'demo-editor'), tus.make_lesson(server)
    location = begin(editor, lesson, 20 * MIB)
    tus.patch(editor, location, 0, bytes(16 * MIB))  # what the first request of all takes
    before = high_water(server)
    length = 1 << 30
    location = begin(editor, lesson, length)
    with tus.begin_patch(server, 'demo-editor', location, 0, length) as sock:
        block = bytes(MIB)
        for _ in range(length // MIB):
            sock.sendall(block)
        sock.settimeout(120)
        assert b' 204 ' in sock.recv(200)
    grown = high_water(server) - before
    room = (16 + 320 if server.is_asan_build() else 16) * MIB
    assert grown < room, f'{grown / MIB:.1f} MiB'


def test_a_client_that_drips_is_ended(yard):
    server = yard.start(settings={**SETTINGS, 'gate': {'relay_timeout': '3s'}})
    editor, lesson = Program(server, 'demo-editor'), tus.make_lesson(server)
    location = begin(editor, lesson, 10 * MIB)
    with tus.begin_patch(server, 'demo-editor', location, 0, 10 * MIB) as sock:
        sock.sendall(bytes(200000))
        sock.settimeout(0.2)
        ends_at, answer = time.monotonic() + 30, b''
        while not answer and time.monotonic() < ends_at:
            try:
                sock.sendall(b'x')
                answer = sock.recv(100)
            except TimeoutError:
                continue
            except OSError:
                break
        assert time.monotonic() < ends_at, 'it may drip for ever'
    assert tus.offset_of(editor, location) >= 200000
