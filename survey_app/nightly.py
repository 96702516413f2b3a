"""What a running server does by itself once a night: closing the days that are over."""

from __future__ import annotations

import logging
import threading
from datetime import date, datetime

from flask import Flask

from survey_app.closing import close_days
from survey_app.database import Store
from survey_app.exceptions import DayNotClosed
from survey_app.periods import VIET_NAM

log = logging.getLogger(__name__)

FROM_HOUR = 1
"""Viet Nam time; a server that was off at night catches up when it is started."""
LOOKS_EVERY_SECONDS = 600.0
FIRST_AFTER_SECONDS = 60.0


def start_nightly(app: Flask) -> threading.Thread:
    """Begin in the background; stopping the server does not wait for this."""
    thread = threading.Thread(target=_run, args=(app,), name="nightly", daemon=True)
    thread.start()
    return thread


def is_due(now: datetime, closed_on: date | None) -> bool:
    """Whether the night has come and this process has not closed the days yet."""
    local = now.astimezone(VIET_NAM)
    return local.hour >= FROM_HOUR and closed_on != local.date()


def close_if_due(app: Flask, closed_on: date | None) -> date | None:
    """Close the days if it is time; returns the day of the last closing."""
    now: datetime = app.extensions["sipas_clock"]()
    if not is_due(now, closed_on):
        return closed_on
    store: Store = app.extensions["sipas_store"]
    today = now.astimezone(VIET_NAM).date()
    try:
        close_days(store, today)
    except DayNotClosed:
        log.warning("Chưa đóng được các ngày đã qua; mười phút nữa thử lại", exc_info=True)
        return closed_on
    return today


def _run(app: Flask) -> None:
    closed_on: date | None = None
    wait = threading.Event()
    wait.wait(FIRST_AFTER_SECONDS)
    while True:
        closed_on = close_if_due(app, closed_on)
        wait.wait(LOOKS_EVERY_SECONDS)
