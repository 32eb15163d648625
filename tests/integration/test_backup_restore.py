"""backup while the server runs, restore into another folder, and every way in which they refuse."""
import sqlite3
import threading
from types import SimpleNamespace

import pytest
from driver.api import Browser, Client, Program, signed_in
from driver.server import run_verb
from driver.viewing import Player, beat, stored_sequences
from driver.waiting import wait_until

PASSWORD = 'a long enough password 1'


def add_account(server, name):
    made = Program(server, 'demo-admin').post('accounts', json={
        'name': name, 'display_name': '乌兰', 'password': PASSWORD, 'roles': ['clerk']})
    assert made.status_code == 201, made.text
    return made.json()


@pytest.fixture
def backed_up(yard):
    """A server with an account from before the backup and one from after it."""
    server = yard.start()
    add_account(server, 'before')
    target = yard.path('backup')
    done = run_verb('backup', '--data', server.data, target)
    assert done.returncode == 0, done.stderr
    add_account(server, 'after')
    return server, target


def test_backup_and_restore(yard, backed_up):
    server, target = backed_up
    session = signed_in(server, 'before', PASSWORD)
    assert target.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in target.rglob('*') if path.is_file())
    other = yard.server('restored')
    done = run_verb('restore', '--data', other.data, target)
    assert done.returncode == 0, done.stderr
    other.start()
    assert signed_in(other, 'before', PASSWORD).get('session').json()['account'][
        'display_name'] == '乌兰'
    assert Browser(other).sign_in('after', PASSWORD).status_code == 401
    assert session.get('session').status_code == 200
    assert other.stop() == 0


def test_the_viewing_log_is_in_it(yard):
    """Backups while players send: every beat that a backup's database knows of is in its log, and what is
    restored goes on where it was."""
    server = yard.start()
    stop, players = threading.Event(), [Player(Client(server), 'demo') for _ in range(2)]

    def play(player):
        for number in range(1, 700):
            if stop.is_set():
                return
            assert player.send(beat(number)).status_code == 200

    threads = [threading.Thread(target=play, args=(player,)) for player in players]
    for thread in threads:
        thread.start()
    try:
        wait_until(lambda: all(len(stored_sequences(server, player.id)) > 5 for player in players), 'beats')
        targets = [yard.path(f'backup-{number}') for number in range(2)]
        for target in targets:
            done = run_verb('backup', '--data', server.data, target)
            assert done.returncode == 0 and '1 of the viewing log' in done.stdout, done
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert server.stop() == 0
    for target in targets:
        known = dict(sqlite3.connect(f'file:{target}/tongping.db?immutable=1', uri=True).execute(
            'SELECT id, last_sequence FROM viewing'))
        for player in players:
            copied = stored_sequences(SimpleNamespace(data=target), player.id)
            assert len(copied) > 5 and copied == list(range(1, len(copied) + 1))
            assert known[player.id] <= len(copied)
    other = yard.server('restored')
    assert run_verb('restore', '--data', other.data, target).returncode == 0
    day, = (target / 'viewings').glob('*.log')
    assert (other.data / 'viewings' / day.name).read_bytes() == day.read_bytes()
    other.start()
    copied = stored_sequences(other, players[0].id)
    again = Client(other).post(f'viewings/{players[0].id}/beats', params={'token': players[0].token},
                               json={'beats': [beat(len(copied) + 1)]})
    assert again.json()['sequence'] == len(copied) + 1
    assert stored_sequences(other, players[0].id) == copied + [len(copied) + 1]


def test_restore_of_the_whole_is_the_same(yard, backed_up):
    """Backing up what was restored gives the same accounts again."""
    _server, target = backed_up
    second = yard.path('second')
    assert run_verb('restore', '--data', yard.path('x'), target).returncode == 0
    assert run_verb('backup', '--data', yard.path('x'), second).returncode == 0
    assert run_verb('restore', '--data', yard.path('y') / 'data', second).returncode == 0
    again = yard.start('y')
    assert signed_in(again, 'before', PASSWORD)


def refused(done, *words):
    assert done.returncode in (1, 2) and done.stdout == '', done
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    for word in words:
        assert str(word) in lines[0], lines[0]


def test_refusals(yard, backed_up):
    server, target = backed_up
    refused(run_verb('backup', '--data', server.data, target), target)
    refused(run_verb('backup', '--data', yard.path('nowhere'), yard.path('b')), yard.path('nowhere'))
    refused(run_verb('restore', '--data', server.data, target), server.data)
    refused(run_verb('restore', '--data', yard.path('n'), yard.path('nowhere')), 'nowhere')
    assert Program(server, 'demo-admin').get('session').status_code == 200


def test_a_damaged_backup_is_refused(yard, backed_up):
    _server, target = backed_up
    for path in target.rglob('*'):
        if path.is_file() and path.read_bytes()[:15] == b'SQLite format 3':
            data = path.read_bytes()
            path.write_bytes(data[:4096] + b'\0' * (len(data) - 4096))
    done = run_verb('restore', '--data', yard.path('n'), target)
    refused(done)
    assert not yard.path('n').exists() or not list(yard.path('n').iterdir())
