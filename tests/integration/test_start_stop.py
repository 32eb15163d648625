"""Starting and stopping: the READY line, exit statuses, and every way in which a start can fail: one
sentence on stderr, exit 2, nothing damaged."""
import hashlib
import os
import re
import signal
import socket
import sqlite3

import pytest
from driver.api import Program
from driver.raw_http import RawHttp
from driver.server import READY, run_verb
from driver.waiting import wait_until


def refuse(server):
    """Launches a server that must refuse to start; its sentence."""
    server.launch()
    status = server.wait()
    assert status == 2, server.log_text()
    assert server.ready_line() is None
    return one_sentence(server.log_text())


def one_sentence(text):
    """The only line on stderr that is not an event of the log."""
    lines = [line for line in text.splitlines() if line.startswith('tongping: ')]
    assert len(lines) == 1, text
    return lines[0]


def fingerprint(folder):
    """Names and contents of all files, but for what a reader of a database may touch."""
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob('*'))
            if path.is_file() and not path.name.endswith(('-shm', '-wal', 'lock'))}


def database_of(server):
    found = [path for path in server.data.rglob('*')
             if path.is_file() and path.read_bytes()[:15] == b'SQLite format 3']
    assert len(found) == 1, found
    return found[0]


def test_ready_line_and_clean_stop(yard):
    server = yard.start()
    assert READY.match(server.ready_line()), server.ready_line()
    assert re.fullmatch(r'127\.0\.0\.1:[1-9]\d*', server.addresses['http'])
    assert len([line for line in server.lines if line.startswith('READY')]) == 1
    assert server.stop() == 0, server.log_text()


@pytest.mark.parametrize('name', ['SIGTERM', 'SIGINT'])
def test_signals_stop(yard, name):
    server = yard.start()
    server.process.send_signal(getattr(signal, name))
    assert server.wait() == 0, server.log_text()


def test_a_stop_at_any_moment_is_clean(yard):
    """Also before READY: wherever the start is, it ends with 0."""
    for number in range(4):
        server = yard.server(f'server-{number}').launch()
        wait_until(lambda s=server: s.data.exists() or not s.is_running(), 'data directory')
        assert server.stop() == 0, server.log_text()


def test_a_stop_lets_answers_finish(yard):
    server = yard.start()
    with RawHttp(server) as connection:
        connection.send_head('POST', '/api/v1/session', {
            'Origin': server.url, 'Content-Type': 'application/json', 'Content-Length': '100',
            'Expect': '100-continue'})
        assert connection.read_head().status == 100  # the request is under way
        connection.send(b'{"name":"demo-member",')
        server.process.send_signal(signal.SIGTERM)
        connection.send(b'"password":"demo-member"}'.ljust(78))
        answer = connection.read_answer()
        assert answer.status in (200, 503), answer
    assert server.wait() == 0, server.log_text()


def test_a_second_start_finds_everything(yard):
    server = yard.start()
    def accounts():
        """The sample accounts get their known passwords anew with each start."""
        return [{name: value for name, value in row.items() if name != 'updated_at'}
                for row in Program(server, 'demo-admin').get('accounts').json()]
    before = accounts()
    server.restart()
    assert accounts() == before


def test_ports_are_free_again_after_a_stop(yard):
    server = yard.start()
    port = server.port
    with RawHttp(server) as connection:
        assert connection.request('GET', '/healthz').status == 200
        assert server.stop() == 0
    again = yard.start('again', listen=f'127.0.0.1:{port}')
    assert again.port == port


def test_busy_port(yard):
    with socket.socket() as holder:
        holder.bind(('127.0.0.1', 0))
        holder.listen()
        address = '127.0.0.1:%d' % holder.getsockname()[1]
        sentence = refuse(yard.server(listen=address))
    assert address in sentence and 'in use' in sentence


def test_port_of_another_server(yard):
    """SO_REUSEPORT must not let a second server of the same user share the port in silence."""
    first = yard.start('first')
    assert first.host in refuse(yard.server('second', listen=first.host))
    with RawHttp(first) as connection:
        assert connection.request('GET', '/healthz').status == 200


def test_second_server_on_the_same_data(yard):
    first = yard.start('first')
    second = yard.server('second')
    second.command[second.command.index('--data') + 1] = str(first.data)
    sentence = refuse(second)
    assert str(first.data) in sentence
    assert Program(first, 'demo-admin').get('session').status_code == 200


def test_data_directory_that_is_a_file(yard):
    server = yard.server()
    server.data.write_text('notes')
    assert str(server.data) in refuse(server)
    assert server.data.read_text() == 'notes'


@pytest.mark.skipif(os.geteuid() == 0, reason='root may write everywhere')
def test_data_directory_that_cannot_be_written(yard):
    server = yard.server()
    server.data.mkdir(mode=0o500)
    assert str(server.data) in refuse(server)


def test_data_directory_on_a_file_system_that_refuses(yard):
    """/proc refuses root too."""
    server = yard.server()
    server.command[server.command.index('--data') + 1] = '/proc/tongping'
    assert '/proc/tongping' in refuse(server)


def test_full_disk(yard):
    """A limit on file sizes stands in for a full disk: writing fails after the first kilobytes."""
    server = yard.server()
    server.command = ['bash', '-c', 'ulimit -f 16; trap "" XFSZ; exec "$@"', 'bash', *server.command]
    server.launch()
    assert server.wait() == 2, server.log_text()
    assert one_sentence(server.log_text())


BAD_SETTINGS = {
    'unknown key': ('[gate]\nidle_timeout = 75s\ncolour = red\n', ':3: gate.colour'),
    'unknown section': ('[gates]\nworkers = 1\n', ':1: [gates]'),
    'not a number': ('[gate]\nworkers = many\n', ':2: gate.workers'),
    'out of range': ('# comment\n[gate]\n\nworkers = 65\n', ':4: gate.workers'),
    'no unit': ('[gate]\nidle_timeout = 75\n', ':2: gate.idle_timeout'),
    'twice': ('[gate]\nworkers = 1\nworkers = 2\n', ':3: gate.workers'),
    'no section': ('workers = 1\n', ':1:'),
    'no equals sign': ('[gate]\nworkers\n', ':2:'),
    'unknown word': ('[log]\nlevel = loud\n', ':2: log.level'),
    'not a boolean': ('[server]\ndemo = maybe\n', ':2: server.demo'),
    'broken UTF-8': (b'[server]\nname = \xff\xfe\n', ':2:'),
}


@pytest.mark.parametrize('name', BAD_SETTINGS)
def test_bad_settings(yard, name):
    text, place = BAD_SETTINGS[name]
    server = yard.server()
    path = server.folder / 'bad.conf'
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    server.command += ['--config', str(path)]
    sentence = refuse(server)
    assert place in sentence and 'bad.conf' in sentence, sentence
    assert not server.data.exists() or not list(server.data.iterdir())
    # The verb that checks says the same, without starting.
    checked = run_verb('check-config', '--config', path)
    assert checked.returncode == 2
    assert place in checked.stderr


def test_settings_that_belong_together(yard):
    """No single line is wrong: the sentence names both settings."""
    server = yard.server(settings={'tls': {'certificate': 'a.pem'}})
    sentence = refuse(server)
    assert 'tls.certificate' in sentence and 'tls.key' in sentence


def test_settings_file_that_is_missing(yard):
    server = yard.server()
    server.command += ['--config', str(yard.path('nowhere.conf'))]
    assert 'nowhere.conf' in refuse(server)


BAD_USAGE = [
    ['serve', '--colour', 'red'], ['serve', '--listen'], ['serve', '--listen', 'nonsense'],
    ['serve', '--listen', '127.0.0.1:99999'], ['serve', 'extra'], ['dance'], [],
    ['serve', '--data', ''],
]


@pytest.mark.parametrize('arguments', BAD_USAGE, ids=' '.join)
def test_bad_usage(arguments):
    done = run_verb(*arguments)
    assert done.returncode == 2
    assert done.stderr.strip() and done.stdout == ''
    if len(arguments) > 1:
        assert arguments[-1] in done.stderr or arguments[1] in done.stderr


def test_help_and_version():
    for arguments in (['--help'], ['help'], ['serve', '--help'], ['version'], ['--version']):
        done = run_verb(*arguments)
        assert done.returncode == 0, (arguments, done.stderr)
        assert done.stdout.strip() and done.stderr == ''
    assert re.search(r'\d+\.\d+\.\d+', run_verb('version').stdout)
    assert '--listen' in run_verb('serve', '--help').stdout


def test_missing_certificate(yard):
    server = yard.server(settings={'tls': {'certificate': '/nowhere/a.pem', 'key': '/nowhere/a.key'}})
    assert '/nowhere/a.pem' in refuse(server)


def test_certificate_that_is_none(yard):
    bad = yard.path('bad.pem')
    bad.write_text('-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n')
    server = yard.server(settings={'tls': {'certificate': bad, 'key': bad}})
    assert str(bad) in refuse(server)


def test_demo_stays_at_home(yard):
    """Known passwords must not be reachable from outside."""
    sentence = refuse(yard.server(listen='0.0.0.0:0'))
    assert 'demo' in sentence


# ---- the database ----

def stopped_with_data(yard):
    server = yard.start()
    assert server.stop() == 0
    return server, database_of(server)


def test_newer_database(yard):
    server, database = stopped_with_data(yard)
    with sqlite3.connect(database) as connection:
        version = connection.execute('PRAGMA user_version').fetchone()[0]
        connection.execute(f'PRAGMA user_version = {version + 1000}')
    connection.close()
    before = fingerprint(server.data)
    server.log.unlink()
    sentence = refuse(server)
    assert database.name in sentence and 'newer' in sentence
    assert fingerprint(server.data) == before


DAMAGES = {
    'not a database': lambda data: b'This is a letter to the county.' * 200,
    'zeroed head': lambda data: b'\0' * 100 + data[100:],
    'cut short': lambda data: data[:len(data) // 2],
    'empty pages': lambda data: data[:4096] + b'\0' * (len(data) - 4096),
    'noise': lambda data: data[:4096] + bytes(byte ^ 0x5a for byte in data[4096:]),
}


@pytest.mark.parametrize('name', DAMAGES)
def test_damaged_database(yard, name):
    server, database = stopped_with_data(yard)
    database.write_bytes(DAMAGES[name](database.read_bytes()))
    before = fingerprint(server.data)
    server.log.unlink()
    sentence = refuse(server)
    assert database.name in sentence, sentence
    assert fingerprint(server.data) == before


def test_keys_that_others_may_read(yard):
    server, _database = stopped_with_data(yard)
    keys = [path for path in server.data.rglob('keys/*') if path.is_file()]
    assert keys and all(path.stat().st_mode & 0o777 == 0o600 for path in keys)
    keys[0].chmod(0o644)
    server.log.unlink()
    assert keys[0].name in refuse(server)


def test_data_is_private(yard):
    server, database = stopped_with_data(yard)
    assert server.data.stat().st_mode & 0o077 == 0
    assert database.stat().st_mode & 0o007 == 0
