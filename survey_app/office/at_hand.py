"""What a request of the office has at hand: the database, and what time and day it is in Viet Nam."""

from __future__ import annotations

from datetime import date, datetime

from flask import current_app

from survey_app.database import Store
from survey_app.periods import viet_nam_today


def this_store() -> Store:
    """The database."""
    store: Store = current_app.extensions["sipas_store"]
    return store


def this_moment() -> datetime:
    """Now, by the application's clock."""
    now: datetime = current_app.extensions["sipas_clock"]()
    return now


def this_day() -> date:
    """Today in Viet Nam."""
    return viet_nam_today(this_moment())
