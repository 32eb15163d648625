"""nginx with one worker as the peer of the gate benchmark."""

import os
import pathlib
import shutil
import socket
import subprocess
import time

from bench_lib import SERVER_CORE, BenchError, free_port, pinned

START_TIMEOUT_S = 10
TEMPLATE = pathlib.Path(__file__).with_name("nginx") / "nginx.conf.in"


class Nginx:
    """Serves `folder`/files; certificate.pem and key.pem lie in `folder`."""

    def __init__(self, folder):
        program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
        if not program:
            raise BenchError("cannot compare with nginx: it is not installed (apt install nginx)")
        self.plain_port, self.tls_port = free_port(), free_port()
        words = {
            "@USER@": "user root;" if os.geteuid() == 0 else "",
            "@DIRECTORY@": str(folder),
            "@PLAIN_PORT@": str(self.plain_port),
            "@TLS_PORT@": str(self.tls_port),
        }
        text = TEMPLATE.read_text()
        for word, value in words.items():
            text = text.replace(word, value)
        configuration = folder / "nginx.conf"
        configuration.write_text(text)
        self.log = folder / "nginx.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                pinned(SERVER_CORE, [program, "-c", str(configuration), "-p", str(folder)]),
                stdout=log, stderr=log)
        self._wait_ready()
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        self.pids = [int(pid) for pid in children.read_text().split()]
        self.plain_url = f"http://127.0.0.1:{self.plain_port}"
        self.tls_url = f"https://127.0.0.1:{self.tls_port}"

    def _wait_ready(self):
        end = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < end and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.plain_port)) == 0:
                    return
            time.sleep(0.05)
        self.process.kill()
        raise BenchError(f"cannot start nginx: {self.log.read_text(errors='replace')[-1000:]}")

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.process.terminate()
        self.process.wait()
