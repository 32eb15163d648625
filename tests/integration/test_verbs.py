"""The verbs of the command line beside serve, from outside."""
import json
import os
import re
import socket
import subprocess

from driver.api import Browser, Program, signed_in
from driver.programme import PROGRAM
from driver.server import environment, run_verb
from driver.waiting import wait_until

PASSWORD = 'a long enough password 1'


def test_check_config_shows_what_is_in_force(yard):
    path = yard.path('tongping.conf')
    path.write_text('[gate]\nidle_timeout = 90s\n[server]\nname = 阿荣旗\n', encoding='utf-8')
    done = run_verb('check-config', '--config', path, '--data', yard.path('data'))
    assert done.returncode == 0, done.stderr
    assert '90s' in done.stdout and '阿荣旗' in done.stdout
    assert not yard.path('data').exists()


def test_the_example_is_a_good_configuration(yard):
    example = run_verb('check-config', '--example')
    assert example.returncode == 0
    path = yard.path('example.conf')
    path.write_text(example.stdout, encoding='utf-8')
    done = run_verb('check-config', '--config', path, '--data', yard.path('data'))
    assert done.returncode == 0, done.stderr
    assert not re.search(r'^[a-z_]+ = $', example.stdout, re.MULTILINE)


def test_secrets_are_not_shown(yard):
    path = yard.path('tongping.conf')
    path.write_text('[metrics]\ntoken = very-secret-word\n[rtc]\nturn_urls = turn:192.0.2.1\nturn_secret = very-secret-word\n', encoding='utf-8')
    done = run_verb('check-config', '--config', path, '--data', yard.path('data'))
    assert done.returncode == 0 and 'very-secret-word' not in done.stdout


def test_doctor_speaks_plainly(yard):
    done = run_verb('doctor', '--data', yard.path('data'), '--listen', '127.0.0.1:0', deadline_s=120)
    assert done.returncode in (0, 1), done.stderr
    assert len(done.stdout.splitlines()) >= 8
    assert 'Traceback' not in done.stdout + done.stderr
    for word in ('disk', 'clock', 'certificate'):
        assert word in done.stdout.lower(), done.stdout


def test_the_listed_packages_bring_every_element():
    # GStreamer loads every plugin of the machine to list it; what those lose is not ours.
    done = subprocess.run([PROGRAM, '--check'], env={**environment(), 'ASAN_OPTIONS': 'detect_leaks=0'},
                          capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_doctor_names_who_holds_the_port(yard):
    with socket.create_server(('127.0.0.1', 0)) as holder:
        address = '127.0.0.1:%d' % holder.getsockname()[1]
        done = run_verb('doctor', '--data', yard.path('data'), '--listen', address, deadline_s=120)
    assert done.returncode == 1
    line = next(line for line in done.stdout.splitlines() if address in line)
    assert f'process {os.getpid()}' in line, line


def test_doctor_knows_the_running_server(yard):
    server = yard.start()
    done = run_verb('doctor', '--data', server.data, '--listen', server.host, deadline_s=120)
    line = next(line for line in done.stdout.splitlines() if server.host in line)
    assert str(server.process.pid) in line and line.startswith('ok'), line


def test_users_while_the_server_runs(yard):
    server = yard.start()

    def user(*words, text=None):
        return run_verb('user', '--data', server.data, *words, text=text)

    added = user('add', 'helper', text=PASSWORD + '\n')
    assert added.returncode == 0, added.stderr
    assert PASSWORD not in added.stdout + added.stderr
    browser = signed_in(server, 'helper', PASSWORD)
    assert 'helper' in user('list').stdout
    assert user('roles', 'helper', 'auditor').returncode == 0
    wait_until(lambda: browser.get('audit').status_code == 200, 'the role counts', 90)
    assert user('lock', 'helper').returncode == 0
    wait_until(lambda: browser.get('session').status_code == 401, 'locked out', 90)
    assert user('unlock', 'helper').returncode == 0
    assert user('password', 'helper', text='another good one 2\n').returncode == 0
    wait_until(lambda: Browser(server).sign_in('helper', 'another good one 2').status_code == 200,
               'the new password', 90)
    assert user('remove', 'helper').returncode == 0
    assert 'helper' not in user('list').stdout


def test_user_refusals(yard):
    server = yard.start()
    for words, named in ((('add', 'demo-member'), 'demo-member'), (('lock', 'nobody'), 'nobody'),
                         (('roles', 'demo-member', 'emperor'), 'emperor'), (('dance',), 'dance'),
                         (('remove', 'demo-admin'), 'demo-admin')):
        done = run_verb('user', '--data', server.data, *words, text=PASSWORD + '\n')
        assert done.returncode == 2, (words, done.stdout)
        lines = done.stderr.strip().splitlines()
        assert len(lines) == 1 and named in lines[0], done.stderr
    short = run_verb('user', '--data', server.data, 'add', 'short', text='x\n')
    assert short.returncode == 2 and 'x' not in short.stderr.split()


def test_token_rotation(yard):
    server = yard.start()
    keys = len(list(server.data.rglob('keys/*')))
    assert run_verb('token', '--data', server.data, 'rotate').returncode == 0
    assert len(list(server.data.rglob('keys/*'))) == keys + 1
    server.restart()
    assert Program(server, 'demo-admin').get('session').status_code == 200


def test_tables_are_printed():
    done = run_verb('print-tables')
    assert done.returncode == 0, done.stderr
    tables = [json.loads(line)['table'] for line in done.stdout.splitlines()]
    assert {'route', 'right', 'message', 'error'} <= set(tables)
