"""Whether the machine kept time while something was to happen in real time. What a machine without
breath does to pictures and sounds says nothing about the programme."""
import pathlib
import threading
import time

PRESSURE = pathlib.Path('/proc/pressure/cpu')
STEP_S = 0.01
LATE_S = 0.15
# The share of the time in which something that could run had to wait.
PRESSED = 0.4


def waited_us():
    """Of all processes since the machine started; None where the kernel does not say it."""
    try:
        return int(PRESSURE.read_text(encoding='ascii').splitlines()[0].rsplit('=', 1)[1])
    except (OSError, IndexError, ValueError):
        return None


class Witness:
    """Sleeps and looks how late it wakes."""

    def __init__(self):
        self.began_at, self.waited_us = time.monotonic(), waited_us()
        self.latest = 0.0
        self.is_over = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        before = time.monotonic()
        while not self.is_over.wait(STEP_S):
            now = time.monotonic()
            self.latest = max(self.latest, now - before - STEP_S)
            before = now

    def close(self):
        self.is_over.set()

    def complaint(self):
        """Why nothing can be judged by the clock; empty: the machine kept time."""
        if self.latest > LATE_S:
            return f'the machine stood still for {self.latest * 1000:.0f} ms'
        now_us = waited_us()
        if now_us is None or self.waited_us is None:
            return ''
        share = (now_us - self.waited_us) / 1e6 / (time.monotonic() - self.began_at)
        return f'something had to wait for {share * 100:.0f} % of the time' if share > PRESSED else ''
