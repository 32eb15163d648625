"""backup while the server runs, restore into another folder, and every way in which they refuse."""
import pytest
from driver.api import Browser, Program, signed_in
from driver.server import run_verb

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
