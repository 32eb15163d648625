"""Studio encoders (ffmpeg), and ingest_dump, which takes what they send."""
import pathlib
import re
import socket
import subprocess

from .server import BINARY, SANITIZER_REPORT, environment
from .waiting import wait_until

DUMP = pathlib.Path(BINARY).parents[1] / 'tests/unit/ingest/ingest_dump'
SPEAKER = pathlib.Path('/usr/share/forensics-samples/original-files/movie2/movie-hello.mp4')
SECONDS = 4
FRAMES = 25 * SECONDS


def make_clip(path):
    """A real speaker: H.264 at 25 fps with a key frame each second, AAC at 48 kHz."""
    subprocess.run(['ffmpeg', '-v', 'error', '-y', '-i', str(SPEAKER), '-t', str(SECONDS), '-r', '25',
                    '-vf', 'scale=640:-2', '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25',
                    '-c:a', 'aac', '-ar', '48000', str(path)],
                   stdin=subprocess.DEVNULL, check=True, timeout=120)
    return path


def count_packets(path):
    """{'h264': 100, 'aac': 188}"""
    done = subprocess.run(['ffprobe', '-v', 'error', '-count_packets', '-show_entries',
                           'stream=codec_name,nb_read_packets', '-of', 'csv=p=0', str(path)],
                          capture_output=True, text=True, check=True, timeout=60)
    return {name: int(number) for name, number in re.findall(r'(\w+),(\d+)', done.stdout)}


def begins_with_key(path):
    """Whether the first picture in a stream is a key frame: ffprobe says K__ of it."""
    done = subprocess.run(['ffprobe', '-v', 'error', '-select_streams', 'v', '-show_entries',
                           'packet=flags', '-read_intervals', '%+#1', '-of', 'csv=p=0', str(path)],
                          capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.startswith('K')


class Encoder:
    """One ffmpeg that sends a clip as fast as it plays."""

    def __init__(self, clip, *output, loop=False):
        self.process = subprocess.Popen(
            ['ffmpeg', '-v', 'warning', '-re', '-stream_loop', '-1' if loop else '0', '-i', str(clip),
             *map(str, output)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def finish(self, deadline_s=60):
        """(exit status, what it said)"""
        _out, said = self.process.communicate(timeout=deadline_s)
        return self.process.returncode, said

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


def rtmp(port, stream, *options):
    return [*(options or ['-c', 'copy']), '-f', 'flv', f'rtmp://127.0.0.1:{port}/{stream}']


def srt(port, stream_id, more=''):
    """Lingers: without it a sender that ends loses what it has not sent yet."""
    return ['-c', 'copy', '-f', 'mpegts', f'srt://127.0.0.1:{port}?streamid={stream_id}&linger=5{more}']


class Dump:
    """ingest_dump with its sources' bytes in a folder."""

    def __init__(self, folder, *keys, options=()):
        folder.mkdir()
        self.folder = folder
        self.errors = open(folder / 'stderr', 'w+', encoding='utf-8')
        self.output = open(folder / 'stdout', 'w+', encoding='utf-8')
        self.process = subprocess.Popen([DUMP, *map(str, options), folder, *keys], env=environment(),
                                        stdin=subprocess.PIPE, stdout=self.output, stderr=self.errors)
        ready = self.wait(r'ready rtmp=(\d+) srt=(\d+)')
        self.rtmp_port, self.srt_port = int(ready[1]), int(ready[2])

    def text(self):
        return (self.folder / 'stdout').read_text(encoding='utf-8')

    def wait(self, pattern):
        return wait_until(lambda: re.search(pattern, self.text()) or self.process.poll(), pattern)

    def source(self, number, ending='flv'):
        return self.folder / f'source-{number}.{ending}'

    def connect(self):
        return socket.create_connection(('127.0.0.1', self.rtmp_port), timeout=10)

    def stop(self):
        """The totals, after a clean end."""
        if not self.process.stdin.closed:
            self.process.stdin.close()
            self.process.wait(timeout=60)
        report = (self.folder / 'stderr').read_text(encoding='utf-8')
        assert not SANITIZER_REPORT.search(report), report[-3000:]
        assert self.process.returncode == 0, report[-3000:]
        totals = re.search(r'^totals .*', self.text(), re.MULTILINE)  # a reader's last word may follow
        return {name: int(number) for name, number in re.findall(r'(\w+)=(\d+)', totals[0])}
