"""The ledger of records with a real server: signed, checked, put back, killed, proved to outsiders."""
import shutil
import sqlite3
import zipfile

import pytest
from driver.api import Client, Program
from driver.server import run_verb
from driver.waiting import wait_until


def ledger(server, *words, data=None):
    return run_verb('ledger', '--data', data or server.data, *words)


def part(server, name):
    return next(one for one in Program(server, 'demo-admin').get('health').json()['parts'] if one['name'] == name)


def head(server):
    answer = Client(server).get('ledger/checkpoint')
    return answer.text if answer.status_code == 200 else None


def size_of(text):
    return int(text.split('\n')[1])


def new_key(server):
    """The one entry that a stopped server can be made to write: a lost key."""
    (server.data / 'ledger.key').unlink()


@pytest.fixture
def signed(yard):
    """A server with a signed entry."""
    server = yard.start()
    wait_until(lambda: head(server), 'the first checkpoint')
    return server


def test_the_first_head(signed):
    text = head(signed)
    assert size_of(text) == 1 and (signed.data / 'ledger.checkpoint').read_text() == text
    for name in ('ledger.key', 'ledger.checkpoint'):
        assert (signed.data / name).stat().st_mode & 0o777 == 0o600
    assert part(signed, 'ledger')['state'] == 'ok'
    tile = Client(signed).get('ledger/tile/0/000.p/1')
    assert len(tile.content) == 32 and 'immutable' in tile.headers['Cache-Control']
    proof = Client(signed).get('ledger/entries/0/proof').text
    assert proof.startswith('c2sp.org/tlog-proof@v1\nindex 0\n') and text.split('\n\n')[0] in proof
    checked = ledger(signed, 'check')
    assert checked.returncode == 0 and 'Good: 1 entries' in checked.stdout, checked
    secret = (signed.data / 'ledger.key').read_text().split('seed ')[1].strip()
    assert signed.stop() == 0
    assert secret.encode() not in (signed.data / 'tongping.db').read_bytes()
    assert secret not in signed.log.read_text(encoding='utf-8')


def test_a_lost_key_is_said(signed):
    assert signed.stop() == 0
    new_key(signed)
    signed.start()
    assert 'the key of the ledger is lost' in signed.log.read_text(encoding='utf-8')
    assert ledger(signed, 'checkpoint').stdout.split('\n')[1] == '2'
    assert 'Good: 2 entries' in ledger(signed, 'check').stdout
    assert '"reason lost' in str(ledger(signed, 'receipt', '1').stdout).replace('\nreason', '"reason')


def test_a_kill_between_an_entry_and_its_head(yard, signed):
    """What was written and not yet signed is there, and the next head has it."""
    for number in range(2, 5):
        signed.kill()
        new_key(signed)
        assert ledger(signed, 'check').returncode == 0
        signed.start()  # writes an entry
        signed.kill()
        assert f'Good: {number} entries' in ledger(signed, 'check').stdout
        signed.start()
        wait_until(lambda: head(signed) and size_of(head(signed)) == number, 'the next head', 30)
        assert part(signed, 'ledger')['state'] == 'ok'


def change(server, sql):
    database = sqlite3.connect(server.data / 'tongping.db')
    for name in ('no_update', 'no_delete'):
        database.execute(f'DROP TRIGGER IF EXISTS ledger_leaf_{name}')
    database.execute(sql)
    database.commit()
    database.close()


@pytest.mark.parametrize(('sql', 'index'), [
    ("UPDATE ledger_leaf SET text = replace(text, 'first', 'furst') WHERE leaf_index = 0", 0),
    ('UPDATE ledger_leaf SET salt = zeroblob(32) WHERE leaf_index = 1', 1),
    ('DELETE FROM ledger_leaf WHERE leaf_index = 1', 1),
    ('UPDATE ledger_leaf SET hash = zeroblob(32) WHERE leaf_index = 0', 0)])
def test_a_change_is_found(signed, sql, index):
    assert signed.stop() == 0
    new_key(signed)
    signed.start()
    assert ledger(signed, 'checkpoint').returncode == 0
    assert signed.stop() == 0
    change(signed, sql)
    checked = ledger(signed, 'check')
    assert checked.returncode == 1 and f'BAD at entry {index}:' in checked.stdout, checked


def grow(server):
    """One entry more, signed."""
    assert server.stop() == 0
    new_key(server)
    server.start()
    assert ledger(server, 'checkpoint').returncode == 0


def test_an_old_file_put_back(signed):
    assert signed.stop() == 0
    old = signed.data.with_name('old.db')
    shutil.copyfile(signed.data / 'tongping.db', old)
    signed.start()
    grow(signed)
    assert signed.stop() == 0
    for ending in ('-wal', '-shm'):
        (signed.data / f'tongping.db{ending}').unlink(missing_ok=True)
    shutil.copyfile(old, signed.data / 'tongping.db')
    checked = ledger(signed, 'check')
    assert checked.returncode == 1 and 'BAD at entry 1: the ledger ends with 1 entries, but 2 were' in checked.stdout
    signed.start()  # meetings and lessons go on
    found = part(signed, 'ledger')
    assert found['state'] == 'failing' and 'tongping ledger epoch' in found['detail']
    assert 'the database has 1 entries of the ledger, but 2 were signed' in signed.log.read_text(encoding='utf-8')
    refused = ledger(signed, 'epoch', '乌兰', '乌兰')
    assert refused.returncode == 2 and 'two different persons' in refused.stderr
    opened = ledger(signed, 'epoch', '乌兰', '李四')
    assert opened.returncode == 0 and "/2', approved by 乌兰 and 李四" in opened.stdout, opened
    wait_until(lambda: part(signed, 'ledger')['state'] == 'ok', 'the ledger goes on', 30)
    assert head(signed).split('\n')[0].endswith('/2')
    receipt = ledger(signed, 'receipt', '1').stdout
    assert '\nlost 1-2\n' in receipt and '\napproved 乌兰\napproved 李四\n' in receipt
    assert ledger(signed, 'check').returncode == 0
    actions = [one['action'] for one in Program(signed, 'demo-admin').get('audit').json()]
    assert 'ledger.epoch' in actions


def test_a_backup_in_another_place(yard, signed):
    """A restored backup has neither the key nor the newest head: nobody knows whether it is the newest."""
    target = yard.path('backup')
    assert run_verb('backup', '--data', signed.data, target).returncode == 0
    assert not [path.name for path in target.rglob('ledger.*')]
    other = yard.server('restored')
    assert run_verb('restore', '--data', other.data, target).returncode == 0
    other.start()
    assert part(other, 'ledger')['state'] == 'failing'
    assert ledger(other, 'epoch', '乌兰', '李四').returncode == 0
    wait_until(lambda: part(other, 'ledger')['state'] == 'ok', 'the ledger goes on', 30)
    assert '\nlost unknown\n' in ledger(other, 'receipt', '1').stdout


def test_proofs_for_outsiders(yard, signed):
    """Receipts and bundles, looked at where there is no server and no data."""
    first = yard.path('first.checkpoint')
    first.write_text(head(signed), encoding='utf-8')
    grow(signed)
    grow(signed)
    receipt, bundle = yard.path('receipt.txt'), yard.path('bundle.zip')
    receipt.write_text(ledger(signed, 'receipt', '2').stdout, encoding='utf-8')
    made = ledger(signed, 'bundle', bundle, '0-2')
    assert made.returncode == 0, made
    assert bundle.stat().st_mode & 0o777 == 0o600
    assert signed.stop() == 0
    good = run_verb('verify', receipt)
    assert good.returncode == 0 and good.stdout.startswith('yes  2\n'), good
    good = run_verb('verify', bundle, '--known', first)
    assert good.returncode == 0 and '3 as signed, 0 not' in good.stdout and 'is a part of it' in good.stdout, good
    # one changed byte
    text = receipt.read_text(encoding='utf-8')
    receipt.write_text(text.replace('reason lost', 'reason lust'), encoding='utf-8')
    bad = run_verb('verify', receipt)
    assert bad.returncode == 1 and bad.stdout.startswith('NO   2: '), bad
    receipt.write_text('rubbish', encoding='utf-8')
    assert run_verb('verify', receipt).returncode == 2
    # a bundle with one changed record
    changed = yard.path('changed.zip')
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(changed, 'w', zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b'lost', b'lust') if name == 'records/1.txt' else data)
    bad = run_verb('verify', changed)
    assert bad.returncode == 1 and '2 as signed, 1 not, the first is entry 1.' in bad.stdout, bad
    # a bomb is unpacked to its bound only
    bomb = yard.path('bomb.zip')
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(bomb, 'w', zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, b'a' * (1 << 27) if name == 'records/1.txt' else old.read(name))
    bad = run_verb('verify', bomb)
    assert bad.returncode == 1 and "'records/1.txt' of the bundle: it has more than" in bad.stdout, bad
    # another ledger's checkpoint
    other = yard.server('other')
    other.start()
    wait_until(lambda: head(other), 'its checkpoint')
    first.write_text(head(other), encoding='utf-8')
    bad = run_verb('verify', bundle, '--known', first)
    assert bad.returncode == 1 and 'of another past' in bad.stdout, bad
