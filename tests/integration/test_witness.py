"""A township's server remembers the county's ledger: two real servers."""
import shutil
import sqlite3

import pytest
from driver.api import Client, Program, assert_problem
from driver.server import run_verb
from driver.waiting import wait_until


def ledger(server, *words):
    return run_verb('ledger', '--data', server.data, *words)


def head(server):
    answer = Client(server).get('ledger/checkpoint')
    return answer.text if answer.status_code == 200 else None


def size_of(text):
    return int(text.split('\n')[1])


def part(server, name):
    return next(one for one in Program(server, 'demo-admin').get('health').json()['parts'] if one['name'] == name)


def memory(server):
    path = server.data / 'witness.checkpoint'
    return path.read_text(encoding='utf-8').split('\n\n', 1)[1] if path.exists() else ''


def grow(server):
    """One entry more, signed: a lost key."""
    assert server.stop() == 0
    (server.data / 'ledger.key').unlink()
    server.start()
    assert ledger(server, 'checkpoint').returncode == 0


def add_policy(server, year):
    """One entry more by the same key, signed."""
    answer = Program(server, 'demo-admin').put('policies', json={
        'kind': 'study', 'from_year': year, 'preset': 'study', 'max_rate': 2000, 'replay_weight': 1000,
        'offline_weight': 1000, 'present_at': 850, 'absent_below': 100, 'late_after_ms': 300000,
        'left_before_ms': 600000, 'least_ms': 120000, 'cap_ms': 3600000, 'counts': 'coverage', 'hour_ms': 3600000,
        'reason': '试行'})
    assert answer.status_code in (200, 201), answer.text
    assert ledger(server, 'checkpoint').returncode == 0


@pytest.fixture
def county(yard):
    server = yard.start('county')
    server.command[server.command.index('--listen') + 1] = server.host  # it stays there
    wait_until(lambda: head(server), 'the first checkpoint')
    return server


def township_of(yard, county):
    server = yard.server('township', settings={'ledger': {
        'witness': f'http://127.0.0.1:{county.port}', 'witness_every': '1s'}})
    server.start()
    key = ledger(server, 'witness').stdout.split('\n')[0]
    assert key.split('+')[0].endswith('/witness')
    assert ledger(county, 'cosigner', key).returncode == 0
    return server, key


def put_back(server, old):
    """Without any trace of what came later."""
    for ending in ('-wal', '-shm'):
        (server.data / f'tongping.db{ending}').unlink(missing_ok=True)
    shutil.copyfile(old, server.data / 'tongping.db')
    with sqlite3.connect(old) as database:
        text = database.execute('SELECT text FROM ledger_checkpoint ORDER BY size DESC LIMIT 1').fetchone()[0]
    (server.data / 'ledger.checkpoint').write_text(text, encoding='utf-8')


def test_remembers_cosigns_and_refuses(yard, county):
    township, key = township_of(yard, county)
    name = key.split('+')[0]
    assert ledger(county, 'checkpoint').returncode == 0
    wait_until(lambda: f'\u2014 {name} ' in head(county), 'the head is cosigned')
    assert size_of(memory(township)) == size_of(head(county))
    assert part(township, 'ledger')['state'] == 'ok'
    add_policy(county, 2031)
    wait_until(lambda: size_of(memory(township)) == size_of(head(county)), 'the next head is remembered')
    # the county goes back to an older database, without any trace of the newer one
    old = county.data.with_name('old.db')
    assert county.stop() == 0
    shutil.copyfile(county.data / 'tongping.db', old)
    county.start()
    add_policy(county, 2032)
    add_policy(county, 2033)
    newest = head(county)
    wait_until(lambda: size_of(memory(township)) == size_of(newest), 'the newest head is remembered')
    assert county.stop() == 0
    put_back(county, old)
    county.start()
    assert size_of(head(county)) < size_of(newest)
    wait_until(lambda: part(township, 'ledger')['state'] == 'failing', 'the smaller head is refused')
    assert size_of(memory(township)) == size_of(newest)
    # the county is shown its own signature, and waits
    wait_until(lambda: part(county, 'ledger')['state'] == 'failing', 'the county knows')
    actions = [one for one in Program(county, 'demo-admin').get('audit').json() if one['action'] == 'ledger.witness']
    assert [one['target'].split(' ')[1] for one in actions] == [str(size_of(newest))]
    said = [line for line in township.log.read_text(encoding='utf-8').split('\n')
            if 'fewer entries than were signed before' in line]
    assert len(said) == 1
    # after a restart it still refuses
    assert township.stop() == 0
    township.start()
    wait_until(lambda: part(township, 'ledger')['state'] == 'failing', 'still refused')
    # two persons open the next epoch; somebody at the township looks into it
    assert ledger(county, 'epoch', '乌兰', '李四').returncode == 0
    wait_until(lambda: head(county).split('\n')[0].endswith('/2'), 'the next epoch', 30)
    assert township.stop() == 0
    assert ledger(township, 'witness', 'forget').returncode == 0
    township.start()
    wait_until(lambda: f'\u2014 {name} ' in head(county), 'cosigned again')
    assert part(township, 'ledger')['state'] == 'ok'
    # what the epoch has named as lost is no news
    assert Client(county).post('ledger/witness', data=newest.encode()).json() == {'contained': True}


def test_what_anybody_may_ask_and_show(yard, county):
    client = Client(county)
    first = head(county)
    grow(county)
    newest = head(county)
    answer = Client(county).get('ledger/consistency?from=1').text
    lines, checkpoint = answer.split('\n\n', 1)
    assert lines.split('\n')[0] == 'old 1' and len(lines.split('\n')) > 1 and checkpoint == newest
    assert Client(county).get(f'ledger/consistency?from={size_of(newest) + 5}').text.endswith(newest)
    client = Client(county)
    assert_problem(client.get('ledger/consistency?from=x'), 400, 'invalid')
    assert client.get('ledger/keys').text.split('+')[0] == newest.split('\n')[0]
    for known in (first, newest):
        assert client.post('ledger/witness', data=known.encode()).json() == {'contained': True}
    assert_problem(client.post('ledger/witness', data=b'rubbish'), 400, 'invalid')
    lines = newest.split('\n')
    lines[1] = '9'
    assert_problem(client.post('ledger/witness', data='\n'.join(lines).encode()), 404, 'not_found')
    assert part(county, 'ledger')['state'] == 'ok'
