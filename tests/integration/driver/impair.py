"""The bad line of tests/support/relay: a relay between clients and one server address."""
import pathlib
import re
import subprocess

from .server import BINARY, environment
from .waiting import DEADLINE_S, wait_until

PROGRAM = pathlib.Path(BINARY).parents[1] / 'tests/support/relay/impair'


class Impair:
    """Every line is answered before the next one is sent, so what follows a rule meets it."""

    def __init__(self, server_port, seed=1, stream=False, manual=False):
        self.command = [PROGRAM, '--to', f'127.0.0.1:{server_port}', '--seed', str(seed)]
        self.command += ['--tcp'] * stream + ['--manual-clock'] * manual
        self.process, self.port = None, None

    def __enter__(self):
        self.process = subprocess.Popen(self.command, env=environment(), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(re.fullmatch(r'READY 127\.0\.0\.1:(\d+)\n', self.process.stdout.readline())[1])
        return self

    def __exit__(self, kind, *_):
        self.process.stdin.close()
        code = self.process.wait(DEADLINE_S)
        assert kind or code == 0, f'impair ended with {code}'

    def ask(self, line):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()
        return self.process.stdout.readline().rstrip('\n')

    def tell(self, *lines):
        for line in lines:
            assert self.ask(line) == 'OK', line

    def counters(self):
        verb, *fields = self.ask('counters').split(' ')
        assert verb == 'COUNTERS'
        return {name: int(value) for name, value in (field.split('=') for field in fields)}

    def until(self, name, value):
        """Returns the counters in which `name` has reached `value`."""
        return wait_until(lambda: (c := self.counters())[name] >= value and c, f'{name} {value}')
