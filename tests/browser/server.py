"""The app as people start it: a process of its own, on a free port of this machine."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_SECONDS = 60


@dataclass
class Server:
    """A running app.

    Attributes:
        process: Its process.
        port: Where it answers on this machine.
        log: The file with what it prints.
    """

    process: subprocess.Popen
    port: int
    log: Path

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def address(self, page="", query=""):
        return f"{self.url}/{page}{'?' if query else ''}{query}"

    def printed(self):
        return self.log.read_text(encoding="utf-8", errors="replace")


@contextlib.contextmanager
def serve(folder=ROOT, within=(), **environment):
    """Start a server, of this folder or of a copy elsewhere, and end it afterwards.

    `within` is a command that takes the server's as its last arguments and becomes it.
    """
    port = free_port()
    command = [*within, sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
    command += ["--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}"]
    command += ["--server.fileWatcherType=none"]  # who edits a file disturbs no test
    with tempfile.TemporaryDirectory() as logs:
        log = Path(logs) / "server.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=os.environ | {"OMP_NUM_THREADS": "1"} | environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        try:
            server = Server(process, port, log)
            _wait_until_it_answers(server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_it_answers(server):
    """The health check runs no page: the first page that is asked for is still the first."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.process.poll() is None, server.printed()
        try:
            urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"No answer within {START_SECONDS} s:\n{server.printed()}")
