"""The kit served in a process of its own: as `sipas serve` does it, or with a clock and a number of threads of ours."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .phone import HOST, Phone

START_SECONDS = 60
SERVER = Path(__file__).with_name("server.py")
BARE = Path(__file__).with_name("bare.py")
CLOCK_FILE = "clock"
"""Holds how many seconds the server's clock is off."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    process: int
    phone: Phone
    log: Path
    clock: Path

    def set_clock(self, seconds: float) -> None:
        """Put the server's clock off by so much."""
        beside = self.clock.with_suffix(".new")
        beside.write_text(str(seconds))
        beside.replace(self.clock)

    def cpu(self) -> float:
        """Seconds of CPU the process has used, on Linux."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(directory: Path, *, url: str = "", threads: int = 0, port: int = 0) -> Iterator[Served]:
    """Run `sipas serve`, on a free port unless told; with `threads`, the same under a clock that can be moved."""
    command = [sys.executable, "-c", "from survey_app.cli import main; main()", "--dir", str(directory), "serve"]
    if threads:
        command = [sys.executable, str(SERVER), str(directory), "--threads", str(threads)]
    with _running(command, directory, url, port) as server:
        yield server


@contextmanager
def served_bare(directory: Path) -> Iterator[Served]:
    """Run the same server with a page of two letters: a measure of the machine."""
    with _running([sys.executable, str(BARE)], directory) as server:
        yield server


@contextmanager
def _running(command: list[str], directory: Path, url: str = "", port: int = 0) -> Iterator[Served]:
    port = port or free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SIPAS_")}
    if url:
        environment["SIPAS_DATABASE_URL"] = url
    log = directory / f"server-{port}.log"
    with (
        log.open("wb") as words,
        subprocess.Popen([*command, "--port", str(port)], env=environment, stdout=words, stderr=words) as server,
    ):
        try:
            phone = Phone(port)
            _wait(phone, server, log)
            yield Served(server.pid, phone, log, directory / CLOCK_FILE)
        finally:
            server.terminate()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server((HOST, 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def _wait(phone: Phone, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            if phone.get("/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"the server did not start: {log.read_text(encoding='utf-8')}")
