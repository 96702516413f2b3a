"""When a running server writes and sends letters: once a morning, and again whenever one waits to be sent."""

from __future__ import annotations

import logging
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from flask import Flask

from survey_app.database import Store
from survey_app.models import Letter
from survey_app.own_program import run_program
from survey_app.periods import VIET_NAM
from survey_app.settings import Settings

log = logging.getLogger(__name__)

FROM_HOUR, UNTIL_HOUR = 7, 19
"""Viet Nam time: nobody is written to at night."""


def sent_from(moment: datetime) -> datetime:
    """When a letter due at this moment is sent: at once by day, else in the morning after."""
    local = moment.astimezone(VIET_NAM)
    if FROM_HOUR <= local.hour < UNTIL_HOUR:
        return local
    day = local.date() if local.hour < FROM_HOUR else local.date() + timedelta(days=1)
    return datetime.combine(day, time(FROM_HOUR), VIET_NAM)


def send_if_due(app: Flask, written_on: date | None) -> date | None:
    """Write today's letters and send what waits; returns the day of the last time that went well.

    Nothing is done where no mail server or no public address is set. A server that is down is tried again later, as
    each letter says (`sending.next_try`).
    """
    settings: Settings = app.extensions["sipas_settings"]
    now: datetime = app.extensions["sipas_clock"]()
    local = now.astimezone(VIET_NAM)
    if settings.mail is None or settings.base_url is None or not FROM_HOUR <= local.hour < UNTIL_HOUR:
        return written_on
    if written_on == local.date() and not _waits(app.extensions["sipas_store"], now):
        return written_on
    done = run_program(settings, "letters", "send", "--attended")
    if done.code:
        log.warning("Chưa gửi được mọi thư; sẽ thử lại sau: %s", done.said.strip())
        return written_on
    return local.date()


def _waits(store: Store, now: datetime) -> bool:
    """Whether a letter is due to be sent."""
    query = sa.select(Letter.id).where(Letter.state == "waiting", Letter.next_try_at <= now).limit(1)
    with store.reading() as session:
        return session.scalar(query) is not None
