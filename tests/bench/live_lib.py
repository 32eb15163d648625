"""What the benchmarks of live meetings share: a server with meetings, studios that send to it, a
burnt-in clock, a page that is watched in a browser, CPU and memory of server and programme."""

import array
import json
import os
import pathlib
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import bench_lib
from bench_lib import BenchError, ROOT

sys.path.insert(0, str(ROOT / "tests/integration"))
from hls.boxes import boxes, find_all  # noqa: E402

DEMO = "demo"
DEMO_STREAM = "live/demo-studio"
PHONE = (390, 844)
PC = (1366, 768)
TICKS = os.sysconf("SC_CLK_TCK")
START_S = 60

# The clock: 32 blocks of luma in the first rows of a picture, bit 0 on the left, milliseconds.
WIDTH, HEIGHT, BLOCK, N_BITS, RATE = 640, 360, 16, 32, 25
CLOCK_SPAN = 1 << N_BITS


def now_ms():
    return time.time() * 1000


def clock_lag_ms(shown_ms, at_ms):
    """How old a picture with this clock was at that moment."""
    return (at_ms - shown_ms) % CLOCK_SPAN


def read_clock(luma, width):
    """Milliseconds on a picture given by its lowest rows of luma, of any size."""
    scale = width / WIDTH
    row = int(BLOCK / 2 * scale) * width
    return sum(1 << bit for bit in range(N_BITS)
               if luma[row + int((bit + 0.5) * BLOCK * scale)] > 125)


def first_luma(path_or_bytes, width):
    """Luma of the first picture that ffmpeg decodes; BenchError when there is none."""
    done = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", "pipe:0", "-map", "0:v:0", "-frames:v", "1", "-vf",
         f"scale={width}:-2:flags=area", "-pix_fmt", "gray", "-f", "rawvideo", "-"],
        input=path_or_bytes, capture_output=True, check=False, timeout=60)
    if len(done.stdout) < width:
        raise BenchError(f"no picture decodes: {done.stderr.decode(errors='replace')[:500]}")
    return done.stdout


# ---- server ----

class LiveServer:
    """`tongping serve --demo` with pages and a ladder; may be killed and started again on its ports."""

    def __init__(self, folder, ladder, pages=None):
        self.folder = folder
        self.data = folder / "data"
        self.pages = pages or bench_lib.make_pages(folder / "pages")
        self.config = folder / "tongping.conf"
        self.config.write_text(f"[live]\nladder = {ladder}\n", encoding="ascii")
        self.ports = {"listen": "127.0.0.1:0", "live-rtmp-listen": "127.0.0.1:0",
                      "live-srt-listen": "127.0.0.1:0", "rtc-listen": "127.0.0.1:0"}
        self.server = None
        self.start()

    def start(self):
        program = bench_lib.build_dir() / "server" / "tongping"
        if not program.exists():
            raise BenchError(f"cannot find {program}: build first")
        ports = [word for name, value in self.ports.items() for word in (f"--{name}", value)]
        self.server = bench_lib.Server(
            [str(program), "serve", "--demo", "--course-demo-lessons=false", "--config", str(self.config), "--data", str(self.data),
             "--web-directory", str(self.pages), *ports], self.folder / "server.log")
        words = self.server.words
        self.ports = {"listen": words["http"], "live-rtmp-listen": words["rtmp"],
                      "live-srt-listen": words["srt"], "rtc-listen": "127.0.0.1:0"}
        self.url = f"http://{words['http']}"

    @property
    def pid(self):
        return self.server.process.pid

    @property
    def rtmp(self):
        return f"rtmp://{self.ports['live-rtmp-listen']}"

    @property
    def srt(self):
        return f"srt://{self.ports['live-srt-listen']}"

    def kill(self):
        self.server.process.kill()
        self.server.process.wait()

    def stop(self):
        self.server.stop()

    def log_text(self):
        return (self.folder / "server.log").read_text(errors="replace")[-3000:]

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is None:
            self.stop()
        else:
            print(self.log_text(), f"(exit status {self.server.process.poll()})", file=sys.stderr)
            self.kill()

    # ---- requests ----

    def fetch(self, path, body=None, who="", timeout_s=30):
        """The bytes of an answer; BenchError with what the server said."""
        head = {"Content-Type": "application/json"} if body is not None else {}
        if who:
            head["Authorization"] = f"Bearer {who}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, headers=head)
        try:
            with urllib.request.urlopen(request, timeout=timeout_s) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            said = error.read().decode(errors="replace")[:500]
            raise BenchError(f"{path} answered {error.code}: {said}") from None
        except OSError as error:
            raise BenchError(f"{path}: {error}") from None

    def text(self, path, **options):
        return self.fetch(path, **options).decode()

    def api(self, path, body=None, who="demo-studio"):
        return json.loads(self.fetch(f"/api/v1/{path}", body, who) or b"null")

    def viewing(self, meeting=DEMO):
        return self.api("viewings", {"meeting_id": meeting, "device": "bench"}, who="")

    def make_meeting(self, languages):
        """A recorded public meeting; its id."""
        unit = self.api("units", who="demo-admin")[0]["id"]
        hour = [time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600 * hours))
                for hours in (1, 6)]
        return self.api("meetings", {
            "title": "bench", "type_id": "broadcast", "unit_id": unit, "visibility": "public",
            "starts_at": hour[0], "ends_at": hour[1], "is_recorded": True,
            "languages": [{"tag": tag, "is_floor": index == 0, "offset_ms": 0}
                          for index, tag in enumerate(languages)]})["id"]

    def step(self, meeting, *words):
        for word in words:
            self.api(f"meetings/{meeting}/steps", {"step": word})

    def push_key(self, meeting):
        return self.api(f"meetings/{meeting}/inputs", {"kind": "push", "name": "bench"})["key"]

    def health(self, meeting):
        return self.api(f"meetings/{meeting}/health")

    def wait_input(self, meeting, state="live"):
        bench_lib.wait_until(
            lambda: any(one["state"] == state for one in self.health(meeting)["inputs"]),
            START_S, f"an input that is {state}")

    def recording_folder(self, meeting):
        found = [path for path in self.data.rglob(meeting) if path.is_dir()]
        if len(found) != 1:
            raise BenchError(f"there are {len(found)} folders of the meeting's recording")
        return found[0]


# ---- processes ----

def children(pid):
    """The programmes of a server."""
    found = []
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            found += map(int, (task / "children").read_text().split())
        except FileNotFoundError:
            pass
    return found


def only_child(pid):
    bench_lib.wait_until(lambda: children(pid), START_S, "a programme")
    found = children(pid)
    if len(found) != 1:
        raise BenchError(f"the server has {len(found)} programmes instead of one")
    return found[0]


def stat_cpu_s(path):
    words = pathlib.Path(path).read_text().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / TICKS


def cpu_s(pid):
    """User and system time of a process."""
    return stat_cpu_s(f"/proc/{pid}/stat")


def threads_cpu_s(pid):
    """CPU seconds by thread name."""
    sums = {}
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            name = (task / "comm").read_text().strip()
            sums[name] = sums.get(name, 0) + stat_cpu_s(task / "stat")
        except FileNotFoundError:
            pass  # a thread that has just ended
    return sums


def resident_mib(pid):
    return bench_lib.rollup_kib([pid])["Rss"] / 1024


# ---- studios ----

class Sender:
    """An encoder that connects again when its line breaks, as studios' encoders do."""

    def __init__(self, *command, stdin=None):
        self.command = command
        self.stdin = stdin or subprocess.DEVNULL
        self.is_wanted = True
        self.starts = 0
        self.process = None
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        while self.is_wanted:
            self.starts += 1
            self.process = subprocess.Popen(self.command, stdin=self.stdin,
                                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if not self.is_wanted:
                self.process.kill()
            self.process.wait()
            time.sleep(0.3)  # what an encoder waits before it dials again

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.is_wanted = False
        if self.process:
            self.process.kill()
        self.thread.join(10)


def copy_of(path, *output):
    """Command that sends a file over and over, as fast as it plays, without encoding."""
    return ["ffmpeg", "-v", "quiet", "-re", "-stream_loop", "-1", "-i", str(path), "-map", "0", "-c",
            "copy", *output]


def clock_studio(server):
    """A studio with the clock on its picture, sent by RTMP to the sample meeting. Its own delay
    (capture, x264) is part of what is measured."""
    source = f"{sys.executable} {pathlib.Path(__file__).resolve().parent}/clock_source.py"
    output = f"{server.rtmp}/{DEMO_STREAM}"
    # Without its queue of eight pictures, which once filled at the start stays full.
    ffmpeg = ("ffmpeg -v error -fflags nobuffer -probesize 32 -analyzeduration 0 -thread_queue_size 1 "
              f"-f rawvideo -pix_fmt yuv420p -s {WIDTH}x{HEIGHT} -r {RATE} -i - -f lavfi -i sine=f=440:r=48000 "
              "-map 0:v -map 1:a -c:v libx264 -preset ultrafast -tune zerolatency -g 50 -b:v 1500k "
              f"-c:a aac -flush_packets 1 -f flv {output}")
    # exec and a process group of the shell's own are not needed: the source ends with its pipe, and
    # the encoder is what the shell becomes.
    return Sender("bash", "-c", f"exec {ffmpeg} < <(exec {source})")


# ---- pages ----

def built_pages():
    """The real pages: beside the build, made again only when they changed."""
    folder = bench_lib.build_dir() / "bench-pages"
    stamp = folder / "pages.stamp"
    web = ROOT / "player-web"
    newest = max(path.stat().st_mtime for top in ("components", "pages", "player", "public", "shared",
                                                  "tools", "tv")
                 for path in (web / top).rglob("*"))
    if not stamp.exists() or stamp.stat().st_mtime < newest:
        folder.mkdir(exist_ok=True)
        done = subprocess.run(
            ["node", str(web / "tools/build.mjs"), "--out", str(folder / "dist"), "--stamp",
             str(stamp), "--depfile", str(folder / "pages.d")], capture_output=True, text=True,
            check=False)
        if done.returncode != 0:
            raise BenchError(f"cannot build the pages: {(done.stdout + done.stderr)[-1500:]}")
        os.utime(stamp)
    return folder / "dist"


class WatchedPage:
    """One of our pages that plays the sample meeting in Chromium; says ten times a second what it
    shows. Samples are dictionaries: at_ms (wall clock), clock_ms (on the picture, 0: none),
    time_s, stalls, dropped, total, height."""

    def __init__(self, server, path, size):
        folder = ROOT / "tests/bench"
        node = subprocess.run(["node", str(ROOT / "player-web/tools/pinned-node.mjs")],
                              capture_output=True, text=True, check=True).stdout.strip() or "node"
        self.samples = []
        self.change = threading.Condition()
        self.is_over = False
        self.process = subprocess.Popen(
            [node, str(folder / "watch_page.ts"), server.url + path, *map(str, size)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            if line.startswith("{"):
                with self.change:
                    self.samples.append(json.loads(line))
                    self.change.notify_all()
        with self.change:
            self.is_over = True
            self.change.notify_all()

    def wait(self, condition, timeout_s, what):
        """The first sample of those to come for which condition(sample) holds."""
        end = time.monotonic() + timeout_s
        with self.change:
            begin = max(len(self.samples) - 1, 0)
            while True:
                found = next((one for one in self.samples[begin:] if condition(one)), None)
                if found:
                    return found
                begin = len(self.samples)
                if self.is_over:
                    raise BenchError(f"the page ended: {self.process.stderr.read()[-1500:]}")
                if not self.change.wait(end - time.monotonic()) or time.monotonic() > end:
                    last = self.samples[-1] if self.samples else None
                    raise BenchError(f"{what} did not happen within {timeout_s} s; last: {last}")

    def wait_clock(self, timeout_s=2 * START_S):
        """The studio's picture is there, not the slate."""
        return self.wait(lambda one: clock_lag_ms(one["clock_ms"], one["at_ms"]) < 30000, timeout_s,
                         "the studio's picture")

    def since(self, at_ms):
        with self.change:
            return [one for one in self.samples if one["at_ms"] >= at_ms]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


# ---- recordings ----

def chunk_times(data):
    """(decode time, end) of each CMAF chunk of a track's file."""
    moof = None
    for kind, begin, end in boxes(memoryview(data)):
        if kind == b"moof":
            moof = (begin, end)
        elif kind == b"mdat" and moof:
            yield chunk_span(data[moof[0]:moof[1]])
            moof = None


def chunk_span(moof):
    """tfdt (ISO/IEC 14496-12 §8.8.12) and the sum of trun's durations (§8.8.8)."""
    begin, _ = next(find_all(moof, "traf/tfdt"))
    decode_time = int.from_bytes(moof[begin + 4:begin + (12 if moof[begin] == 1 else 8)], "big")
    default = 0
    for begin, _ in find_all(moof, "traf/tfhd"):
        flags = int.from_bytes(moof[begin + 1:begin + 4], "big")
        at = begin + 8 + (8 if flags & 1 else 0) + (4 if flags & 2 else 0)
        default = int.from_bytes(moof[at:at + 4], "big") if flags & 8 else 0
    total = 0
    for begin, end in find_all(moof, "traf/trun"):
        flags = int.from_bytes(moof[begin + 1:begin + 4], "big")
        count = int.from_bytes(moof[begin + 4:begin + 8], "big")
        at = begin + 8 + (4 if flags & 1 else 0) + (4 if flags & 4 else 0)
        if not flags & 0x100:
            total += count * default
            continue
        words = array.array("I", bytes(moof[at:end]))
        words.byteswap()
        step = sum(1 for bit in (0x100, 0x200, 0x400, 0x800) if flags & bit)
        total += sum(words[0:count * step:step])
    return decode_time, decode_time + total


def gaps_of(path):
    """(number of chunks, places where one does not begin where the one before ended)"""
    last, count, gaps = None, 0, 0
    for begin, end in chunk_times(path.read_bytes()):
        gaps += last is not None and begin != last
        last, count = end, count + 1
    return count, gaps
