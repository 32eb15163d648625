"""Clips that studios could send, made by ffmpeg once per run, and their senders."""
import pathlib
import subprocess
import tempfile
import threading

FLASH = 'lt(mod(t,1),0.12)'
FLASHES = f"color=black:s={{size}}:r={{rate}},drawbox=c=white:t=fill:enable='{FLASH}'"
BEEPS = f"aevalsrc='if({FLASH},0.5*sin(2*PI*1000*t),0)':s={{rate}}"
H264 = ('-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '25', '-pix_fmt',
        'yuv420p')
AAC = ('-c:a', 'aac', '-b:a', '96k')


def picture(size='320x180', rate='25'):
    return ('-f', 'lavfi', '-i', FLASHES.format(size=size, rate=rate))


def motion(size='320x180', rate='25'):
    return ('-f', 'lavfi', '-i', f'testsrc2=s={size}:r={rate}')


def beep(rate='48000'):
    return ('-f', 'lavfi', '-i', BEEPS.format(rate=rate))


def tone(frequency, rate='48000'):
    return ('-f', 'lavfi', '-i', f'sine=f={frequency}:r={rate}')


class Clips:
    """Files in a folder of their own, made on demand."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix='tongping-clips-')
        self.made = {}

    def make(self, name, *arguments, seconds=10):
        if name not in self.made:
            path = str(pathlib.Path(self.folder.name) / name)
            subprocess.run(['ffmpeg', '-v', 'error', '-y', *arguments, '-t', str(seconds), path],
                           check=True)
            self.made[name] = path
        return self.made[name]

    def close(self):
        self.folder.cleanup()


class Sender:
    """Copies a clip into a descriptor at its own speed."""

    def __init__(self, pipe, path, form, *arguments):
        self.process = subprocess.Popen(
            ['ffmpeg', '-v', 'quiet', '-re', '-i', path, '-map', '0', *(arguments or ('-c', 'copy')),
             '-f', form, '-'], stdin=subprocess.DEVNULL, stdout=pipe.fileno())
        self.pipe = pipe

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.pipe.close()

    def wait(self):
        self.process.wait(60)
        self.pipe.close()


def send_flv(programme, number, path, **more):
    return Sender(programme.open_pipe(number, 'flv', **more), path, 'flv')


def send_ts(programme, number, path, **more):
    return Sender(programme.open_pipe(number, 'mpeg-ts', **more), path, 'mpegts')


def send_bytes(pipe, data):
    """From a thread of its own: the reader may be slow, or gone."""
    def run():
        try:
            pipe.sendall(data)
        except OSError:
            pass
        pipe.close()
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread
