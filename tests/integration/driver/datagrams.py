"""A transport stream in datagrams, as encoders of television send it: seven packets in each, some of them
lost, with RTP around them if so wished."""
import socket
import struct
import subprocess
import threading

DATAGRAM = 7 * 188


class DatagramSender:
    """Copies a clip to (host, port) at its own speed, again and again."""

    def __init__(self, path, address, lose_each=0, rtp=False):
        self.process = subprocess.Popen(
            ['ffmpeg', '-v', 'quiet', '-re', '-stream_loop', '-1', '-i', path, '-map', '0', '-c', 'copy', '-f',
             'mpegts', '-'], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.address, self.lose_each, self.rtp = address, lose_each, rtp
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            number = 0
            while data := self.process.stdout.read(DATAGRAM):
                number += 1
                if self.lose_each and number % self.lose_each == 0:
                    continue
                head = struct.pack('>BBHII', 0x80, 33, number & 0xffff, 0, 1) if self.rtp else b''
                out.sendto(head + data, self.address)

    def stop(self):
        self.process.kill()
        self.thread.join()
        self.process.wait()
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def can_join(group):
    """Whether this machine has a network that a group can be joined in."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
                             socket.inet_aton(group) + socket.inet_aton('0.0.0.0'))
        except OSError:
            return False
    return True
