"""What whole-program tests stand on: the program, and reference servers that live as long as a test."""
import contextlib
import itertools
import os
import shutil
import socket
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("INQUEST_PROGRAM", str(ROOT / "build/dev/bin/inquest"))
USER, PASSWORD = "est", "correct horse"


@dataclass
class Server:
    url: str
    trust: Path  # PEM
    process: subprocess.Popen
    log: "Log"

    @property
    def port(self):
        return int(self.url.rpartition(":")[2])

    def stop(self):
        """Asks it to end; its exit status and what it had printed since it listened."""
        self.process.terminate()
        self.process.wait(timeout=30)
        return self.process.returncode, self.log.text()


class Log(threading.Thread):
    """What a server prints, read as it comes: who reads nothing stops a server by a full pipe."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self._stream, self._lines = process.stdout, []
        self.start()

    def run(self):
        self._lines.extend(self._stream)

    def text(self):
        """All of it, once the process has ended."""
        self.join(timeout=30)
        return "".join(self._lines)


@pytest.fixture
def inquest(tmp_path):
    """Runs the program in the test's own folder."""

    def run(*arguments, **more):
        return subprocess.run([PROGRAM, *map(str, arguments)], cwd=tmp_path, capture_output=True,
                              text=True, stdin=subprocess.DEVNULL, timeout=120, **more)

    return run


@pytest.fixture
def serve(tmp_path):
    """Starts reference servers: serve("--tls", "1.2"). They end with the test."""
    with contextlib.ExitStack() as stack:
        numbers = itertools.count(1)

        def start(*options):
            folder = tmp_path / f"server-{next(numbers)}"
            folder.mkdir()
            (folder / "password").write_text(PASSWORD + "\n")
            process = subprocess.Popen(
                [PROGRAM, "server", "--listen", "127.0.0.1:0", "--dir", folder / "ca", "--user", USER,
                 "--password-file", folder / "password", *options],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            stack.callback(_end, process)
            url = _told(process, "listening on ")
            trust = _told(process, "trust anchor: ")
            log = Log(process)
            stack.callback(log.join, 30)
            stack.callback(_kill, process)
            return Server(url, Path(trust), process, log)

        yield start


def _told(process, beginning):
    """The rest of the first line that begins so; the test's time limit bounds the wait."""
    before = ""
    for line in process.stdout:
        if line.startswith(beginning):
            return line.removeprefix(beginning).strip()
        before += line
    raise AssertionError(f"the server never said '{beginning}', but:\n{before}")


def _kill(process):
    if process.poll() is None:
        process.kill()


def _end(process):
    _kill(process)
    process.stdout.close()
    process.wait(timeout=30)


@pytest.fixture
def closed_port():
    """A port at which nobody listens: bound as long as the test runs, so that nobody can take it."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def needs(program):
    """The path of a foreign program; where it is not installed the test is skipped, or fails if
    INQUEST_REQUIRE_INTEROP says that interoperability must be shown."""
    path = shutil.which(program)
    if path is None:
        reason = f"{program} is not installed: scripts/setup test"
        if os.environ.get("INQUEST_REQUIRE_INTEROP") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path
