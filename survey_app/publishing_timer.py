"""What a running server does about publishing: a program of its own, at the start and after each midnight.

A program apart, so that computing takes nothing from those who answer; the turn in the database keeps two apart.
"""

from __future__ import annotations

import logging
import os
import subprocess  # nosec B404: our own program, no shell, fixed arguments
import sys
import threading
from dataclasses import dataclass
from datetime import date

from flask import Flask

from survey_app.publish import publishing_day
from survey_app.settings import Settings

log = logging.getLogger(__name__)

LOOKS_EVERY_SECONDS = 600.0
PROGRAM = "from survey_app.cli import main; main()"


def start_publishing(app: Flask) -> threading.Thread:
    """Begin in the background; stopping the server does not wait for this."""
    thread = threading.Thread(target=_run, args=(app,), name="publishing", daemon=True)
    thread.start()
    return thread


def publish_if_due(app: Flask, published_on: date | None) -> date | None:
    """Publish what is missing of recent periods once a day; returns the day of the last time that went well."""
    today = publishing_day(app.extensions["sipas_clock"]())
    if published_on == today:
        return published_on
    settings: Settings = app.extensions["sipas_settings"]
    done = run_publish(settings)
    if done.code:
        log.warning("recent periods could not be published; trying again in ten minutes: %s", done.said.strip())
        return published_on
    return today


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run of the program ended, and what it said."""

    code: int
    said: str


def run_publish(settings: Settings) -> Ended:
    """Run `sipas publish --recent`; it ends when this process does, however that comes about."""
    command = [sys.executable, "-c", PROGRAM, "--dir", str(settings.directory), "publish", "--recent", "--attended"]
    # the child reads this installation, whatever the environment says of another
    own = {"SIPAS_DATABASE_URL": settings.database_url, "SIPAS_SECRET_KEY": settings.secret_key}
    with subprocess.Popen(  # noqa: S603  # nosec B603: our own program, no shell, fixed arguments
        command,
        # held open and never written to: the child sees it close when we are gone, on every system
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env={**os.environ, **own, "PYTHONIOENCODING": "utf-8"},
    ) as child:
        said = child.stdout.read() if child.stdout is not None else ""
    return Ended(child.returncode, said)


def _run(app: Flask) -> None:
    published_on: date | None = None
    wait = threading.Event()
    while True:
        published_on = publish_if_due(app, published_on)
        wait.wait(LOOKS_EVERY_SECONDS)
