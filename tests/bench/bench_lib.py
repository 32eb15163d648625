"""What the benchmarks of this folder share: builds, processes, load, BENCH lines."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVER_CORE, LOAD_CORE = "0", "1"  # the server under test on one core, the generator on the other
PRIORITY = -15  # nice value of server and generator alike
STOP_TIMEOUT_S = 20


class BenchError(Exception):
    """The run is worth nothing; the message says why."""


def build_dir():
    """Folder of the release build; scripts/bench sets TONGPING_BUILD."""
    named = os.environ.get("TONGPING_BUILD")
    candidates = [pathlib.Path(named)] if named else [ROOT / "build-release", ROOT / "build"]
    for folder in candidates:
        if (folder / "tests" / "bench" / "httpload").exists():
            return folder
    raise BenchError(f"cannot find a build in {', '.join(map(str, candidates))}: run scripts/bench")


def tool(name):
    return str(build_dir() / "tests" / "bench" / name)


def scale(name, default):
    """A number that the environment may lower for a quick look, e.g. BENCH_ROUNDS=1."""
    return type(default)(os.environ.get(f"BENCH_{name}", default))


def pinned(core, command):
    """Prefix that binds a command to one core; nothing on a one-core machine."""
    return (["taskset", "-c", core] if os.cpu_count() > 1 else []) + list(command)


def say(text):
    print(text, flush=True)


def bench_line(name, figure, unit, **more):
    """The line that scripts/bench and CI read."""
    words = {"name": name, "figure": short(figure), "unit": unit}
    words.update({key: short(value) for key, value in more.items()})
    say("BENCH " + " ".join(f"{key}={value}" for key, value in words.items()))


def short(value):
    if not isinstance(value, float):
        return value
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def median(values):
    return statistics.median(values)


def p95(values):
    return sorted(values)[int(len(values) * 0.95)]


def p99_ms(latency):
    return latency["p99_us"] / 1000


def latency_line(name, result, unit="ms_p99", **more):
    """p99 from when each request was due. `generator_late` is the part that the generator itself
    was late: where it is as large, the machine had no time, not the server."""
    bench_line(name, p99_ms(result["latency"]), unit,
               generator_late=p99_ms(result["late"]), **more)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def scratch(on_disk=False):
    """A temporary folder, in memory where the machine has one: disks are seldom what is measured."""
    in_memory = not on_disk and os.access("/dev/shm", os.W_OK)
    parent = "/dev/shm" if in_memory else "/var/tmp"
    folder = tempfile.mkdtemp(prefix="tongping-bench-", dir=parent)
    try:
        yield pathlib.Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_certificate(folder):
    """Self-signed ECDSA P-256, as `tongping cert` makes them."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(folder / "key.pem"),
         "-out", str(folder / "certificate.pem")],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.chmod(folder / "key.pem", 0o600)


# ---- processes ----

class Server:
    """A process under test that prints one READY line (key=value words)."""

    def __init__(self, command, log_path, core=None):
        self.log_path = log_path
        with open(log_path, "wb") as log:
            self.process = subprocess.Popen(
                pinned(core, command) if core else command, stdout=subprocess.PIPE, stderr=log,
                text=True)
        self.words = self._wait_ready()
        self.pids = [self.process.pid]

    def _wait_ready(self):
        for line in self.process.stdout:
            if line.startswith("READY "):
                return dict(word.split("=", 1) for word in line.split()[1:])
        self.process.wait()
        raise BenchError(f"cannot start {self.process.args}: {self.log_text()}")

    def log_text(self):
        return pathlib.Path(self.log_path).read_text(errors="replace")[-2000:]

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise BenchError(f"{self.process.args} did not stop on SIGTERM") from None
        if self.process.returncode != 0:
            raise BenchError(f"{self.process.args} ended with {self.process.returncode}: "
                             f"{self.log_text()}")

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is None:
            self.stop()
        else:
            self.process.kill()
            self.process.wait()


def make_pages(folder):
    """Small pages, so that the figures do not depend on whether player-web was built."""
    (folder / "assets").mkdir(parents=True)
    for name in ("index", "tv", "pc", "phone", "studio", "interpret", "admin", "wall", "login",
                 "health", "setup", "install"):
        (folder / f"{name}.html").write_text("<!doctype html><title>x</title>" + "<p>y" * 500)
    return folder


class Tongping(Server):
    """The real server with the sample county on a free port."""

    def __init__(self, folder, *arguments):
        program = build_dir() / "server" / "tongping"
        if not program.exists():
            raise BenchError(f"cannot find {program}: build first")
        pages = make_pages(folder / "pages")
        super().__init__([str(program), "serve", "--demo", "--course-demo-lessons=false", "--data", str(folder / "data"),
                          "--web-directory", str(pages), "--listen", "127.0.0.1:0", *arguments],
                         folder / "server.log")
        self.url = f"http://{self.words['http']}"
        self.ws_url = f"ws://{self.words['http']}/ws"

    def api(self, path):
        return f"{self.url}/api/v1/{path}"


def bearer(name):
    """With --demo an account's name is its token."""
    return f"--field=Authorization: Bearer {name}"


# ---- memory and descriptors ----

def rollup_kib(pids):
    """Sums of /proc/PID/smaps_rollup: {"Rss": KiB, "Pss": …, "Private_Dirty": …}."""
    sums = {}
    for pid in pids:
        for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
            words = line.split()
            sums[words[0][:-1]] = sums.get(words[0][:-1], 0) + int(words[1])
    return sums


def descriptors(pids):
    return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in pids)


def wait_until(condition, timeout_s, what):
    end = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > end:
            raise BenchError(f"{what} did not happen within {timeout_s} s")
        time.sleep(0.05)


# ---- load ----

def start_load(*arguments, program="httpload", core=LOAD_CORE):
    command = [tool(program), *map(str, arguments)]
    return subprocess.Popen(pinned(core, command) if core else command, stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish_load(process, allow_faults=False):
    """The result as a dictionary."""
    output, errors = process.communicate()
    lines = [line for line in output.splitlines() if line.startswith("{")]
    if not lines or (process.returncode != 0 and not allow_faults):
        raise BenchError(f"{' '.join(process.args)}: {errors.strip()} {output.strip()[:1500]}")
    return json.loads(lines[-1])


def load(*arguments, **options):
    allow_faults = options.pop("allow_faults", False)
    return finish_load(start_load(*arguments, **options), allow_faults)


def pid_options(pids):
    return [f"--pid={pid}" for pid in pids]


class IdleConnections:
    """Keeps many answered keep-alive connections open."""

    def __init__(self, url, count, **options):
        self.process = start_load("--connections=0", f"--idle={count}", "--sources=10", url,
                                  "--timeout=120", **options)
        self.ready = json.loads(self.process.stdout.readline() or "{}")
        if self.ready.get("idle") != count:
            self.process.kill()
            raise BenchError(f"cannot keep {count} connections: {self.process.communicate()[1]}")

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.process.stdin.close()
        self.process.stdin = None
        if kind is None:
            finish_load(self.process)
        else:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def raised_priority():
    """Other jobs of the machine disturb less; needs root, and is no loss without. Where the kernel
    groups processes by session (sched(7), autogroup), the nice value of the group counts."""
    group = pathlib.Path("/proc/self/autogroup")
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, PRIORITY)
        group.write_text(str(PRIORITY))
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            group.write_text("0")


def main(run):
    """Runs a benchmark; one clear sentence and exit 1 when it cannot."""
    started = time.monotonic()
    try:
        with raised_priority():
            run()
    except BenchError as error:
        say(f"FAILED: {error}")
        sys.exit(1)
    print(f"done in {time.monotonic() - started:.0f} s", file=sys.stderr)
