"""What a running server does by itself through the day: it publishes at the start and after each midnight, then writes.

A program apart, so that computing takes nothing from those who answer; the turn in the database keeps two apart.
"""

from __future__ import annotations

import logging
import threading
from datetime import date

from flask import Flask

from survey_app.letters.timing import send_if_due
from survey_app.own_program import run_program
from survey_app.publish import publishing_day

log = logging.getLogger(__name__)

LOOKS_EVERY_SECONDS = 600.0


def start_timer(app: Flask, *, publishes: bool = True, sends: bool = True, whole_past_of: str = "") -> threading.Thread:
    """Begin in the background; stopping the server does not wait for this.

    `whole_past_of` names a unit whose older periods follow the recent ones, for a demonstration that has a past.
    """
    thread = threading.Thread(target=_run, args=(app, publishes, sends, whole_past_of), name="publishing", daemon=True)
    thread.start()
    return thread


def publish_if_due(app: Flask, published_on: date | None, whole_past_of: str = "") -> date | None:
    """Publish what is missing of recent periods once a day; returns the day of the last time that went well."""
    today = publishing_day(app.extensions["sipas_clock"]())
    if published_on == today:
        return published_on
    for chosen in (("--recent",), *((("--unit", whole_past_of),) if whole_past_of else ())):
        done = run_program(app.extensions["sipas_settings"], "publish", *chosen, "--attended")
        if done.code:
            log.warning("Chưa công bố được mọi kỳ; mười phút nữa thử lại: %s", done.said.strip())
            return published_on
    return today


def _run(app: Flask, publishes: bool, sends: bool, whole_past_of: str) -> None:
    published_on: date | None = None
    written_on: date | None = None
    wait = threading.Event()
    while True:
        if publishes:
            published_on = publish_if_due(app, published_on, whole_past_of)
        # after publishing, so that Monday's letter has the week in it
        if sends:
            written_on = send_if_due(app, written_on)
        wait.wait(LOOKS_EVERY_SECONDS)
