"""One `tongping serve` with a data directory of its own, on ports the kernel picks."""
import os
import pathlib
import re
import signal
import subprocess
import threading

from .waiting import DEADLINE_S, wait_until

ROOT = pathlib.Path(__file__).resolve().parents[3]
BINARY = os.environ.get('TONGPING_BIN', str(ROOT / 'build/test/server/tongping'))

SANITIZER_REPORT = re.compile(
    r'ERROR: \w+Sanitizer|WARNING: ThreadSanitizer|runtime error:|GLib-CRITICAL|GLib-GObject-CRITICAL|'
    r'libsoup-CRITICAL|tongping-CRITICAL')
READY = re.compile(r'^READY(?: [a-z]+=\S+)+$')


def environment():
    """Ours, without what would change the server or its libraries, and with strict sanitizers."""
    kept = {name: value for name, value in os.environ.items()
            if not re.fullmatch(r'(?i)(https?|no|all)_proxy|LANG|LC_\w+|G_\w+|TONGPING_\w+', name)}
    kept.update({
        'ASAN_OPTIONS': 'detect_leaks=1:abort_on_error=0:strict_string_checks=1:exitcode=99',
        'LSAN_OPTIONS': f'print_suppressions=0:suppressions={ROOT}/tests/support/lsan.supp',
        'UBSAN_OPTIONS': 'print_stacktrace=1:halt_on_error=1:exitcode=99',
        'TSAN_OPTIONS': f'halt_on_error=1:suppressions={ROOT}/tests/support/tsan.supp',
    })
    return kept


def run_verb(*arguments, deadline_s=DEADLINE_S, text=None):
    """Runs a verb that ends by itself; CompletedProcess with text output."""
    return subprocess.run([BINARY, *map(str, arguments)], env=environment(), input=text,
                          stdin=subprocess.DEVNULL if text is None else None,
                          capture_output=True, text=True, timeout=deadline_s, check=False)


class Server:
    """folder/data, folder/log and, with settings, folder/tongping.conf stay for whoever looks for the
    reason of a failure."""

    def __init__(self, folder, demo=True, settings=None, arguments=(), listen='127.0.0.1:0'):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.data = self.folder / 'data'
        self.log = self.folder / 'log'
        self.command = [BINARY, 'serve', '--data', str(self.data), '--listen', listen]
        # A server that starts again at its own address would take the usual ports of media, as its neighbour does.
        self.command += [f'--live-{name}-listen=127.0.0.1:0' for name in ('rtmp', 'srt')
                         if f'{name}_listen' not in (settings or {}).get('live', {})]
        if 'listen' not in (settings or {}).get('rtc', {}):
            self.command.append('--rtc-listen=127.0.0.1:0')
        self.command += arguments
        if settings:
            self.command += ['--config', str(self.write_settings(settings))]
        if demo:
            self.command.append('--demo')
            if 'demo_lessons' not in (settings or {}).get('course', {}):
                self.command.append('--course-demo-lessons=false')  # nobody waits for them
        self.process = None
        self.lines = []
        self.addresses = {}
        self._reader = None

    def write_settings(self, settings):
        path = self.folder / 'tongping.conf'
        path.write_text(''.join(
            f'[{section}]\n' + ''.join(f'{name} = {value}\n' for name, value in values.items())
            for section, values in settings.items()), encoding='utf-8')
        return path

    # ---- life ----

    def launch(self):
        """Starts without waiting."""
        with open(self.log, 'ab') as log:
            self.process = subprocess.Popen(self.command, env=environment(), stdin=subprocess.DEVNULL,
                                            stdout=subprocess.PIPE, stderr=log)
        self.lines = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def start(self):
        self.launch()
        ready = wait_until(lambda: self.ready_line() or self.process.poll() is not None,
                           'READY line', 2 * DEADLINE_S)
        if ready is True and not self.ready_line():
            raise AssertionError(f'the server ended with {self.process.returncode} before READY; '
                                 f'its log: {self.log_text()}')
        self.addresses = dict(word.split('=', 1) for word in self.ready_line().split()[1:])
        return self

    def stop(self):
        """SIGTERM; the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def kill(self):
        """SIGKILL: what a power cut does to a process."""
        self.process.kill()
        return self.wait()

    def wait(self):
        """The exit status; a server that does not end is killed and fails the test."""
        try:
            status = self.process.wait(DEADLINE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f'the server did not end; its log: {self.log}') from None
        self._reader.join(DEADLINE_S)
        return status

    def restart(self):
        assert self.stop() == 0, self.log_text()
        return self.start()

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def _read(self):
        with self.process.stdout as output:
            for line in output:
                self.lines.append(line.decode('utf-8', 'replace').rstrip('\n'))

    # ---- what can be seen from outside ----

    def ready_line(self):
        return next((line for line in self.lines if line.startswith('READY')), None)

    @property
    def host(self):
        return self.addresses['http']

    @property
    def port(self):
        return int(self.host.rsplit(':', 1)[1])

    @property
    def url(self):
        return f'http://{self.host}'

    def log_text(self):
        return self.log.read_text(encoding='utf-8', errors='replace') if self.log.exists() else ''

    def sanitizer_reports(self):
        """Lines of the log that no healthy server writes."""
        return [line for line in self.log_text().splitlines() if SANITIZER_REPORT.search(line)]

    def descriptors(self):
        return len(os.listdir(f'/proc/{self.process.pid}/fd'))

    def is_asan_build(self):
        """ASan keeps freed memory in a quarantine of 256 MiB: bounds of memory are wide there."""
        with open(f'/proc/{self.process.pid}/maps', encoding='ascii', errors='replace') as maps:
            return 'asan' in maps.read()

    def resident_bytes(self):
        with open(f'/proc/{self.process.pid}/status', encoding='ascii') as status:
            line = next(line for line in status if line.startswith('VmRSS:'))
        return int(line.split()[1]) * 1024
