"""Compute last week's results beside the server's start, so that the first to open them does not wait."""

from __future__ import annotations

import logging
import threading

import sqlalchemy as sa
from flask import Flask

import reports
from survey_app.database import Store
from survey_app.exceptions import SurveyAppError
from survey_app.export import tell
from survey_app.models import Staff
from survey_app.periods import previous, viet_nam_today, week_of
from survey_app.results import Memory, load

log = logging.getLogger(__name__)


def start_warming(app: Flask) -> threading.Thread:
    """Begin in the background; the server answers meanwhile, and stopping it does not wait for this."""
    thread = threading.Thread(target=warm, args=(app,), name="warming", daemon=True)
    thread.start()
    return thread


def warm(app: Flask) -> None:
    """Compute the latest closed week of every unit with a reader; draw one chart to load the drawing library."""
    store: Store = app.extensions["sipas_store"]
    memory: Memory = app.extensions["sipas_memory"]
    today = viet_nam_today(app.extensions["sipas_clock"]())
    week = previous(week_of(today))
    try:
        with store.reading() as session:
            for unit in session.scalars(sa.select(Staff.unit).distinct().order_by(Staff.unit)).all():
                report = tell(load(session, week, unit, today=today, memory=memory), "vi")
                chart = report.chart("sectors")
                if chart is not None:
                    reports.to_svg(chart)
    except (SurveyAppError, sa.exc.SQLAlchemyError):
        # only a head start: the page itself will compute, and say what is wrong
        log.warning("could not compute last week's results ahead", exc_info=True)
