"""An installation served as its administrator serves it, and a Chromium to look at it with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright

from tests.conftest import needs

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
PHONE: ViewportSize = {"width": 360, "height": 740}
START_SECONDS = 60
# a busy machine computes a first results page for longer than Playwright's own 5 seconds
expect.set_options(timeout=20_000)


@contextmanager
def open_chromium(*, freezes: bool = False) -> Iterator[Browser]:
    """The Chromium of this machine, without a window; `freezes` pages for Back, as phones do and Playwright not."""
    found = next((path for path in map(shutil.which, PROGRAMS) if path), None)
    if found is None:
        needs(PROGRAMS[0])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found,
            args=ARGUMENTS,
            ignore_default_args=["--disable-back-forward-cache"] if freezes else None,
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def served(directory: Path, port: int) -> Iterator[str]:
    """`sipas serve` in a process of its own; yields the address once it answers. What is looked at stands published."""
    command = [sys.executable, "-c", "from survey_app.cli import main; main()"]
    command += ["--dir", str(directory), "serve", "--port", str(port), "--no-publish"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SIPAS_")}
    with (
        (directory / "server.log").open("wb") as log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT) as server,
    ):
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, server, directory / "server.log")
            yield address
        finally:
            server.terminate()


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server at {address} does not answer: {log.read_text(encoding='utf-8')}")
