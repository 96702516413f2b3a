"""What a desk's busiest day brought so far: an hour that brings more than that was not people being served."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from survey_app.database import Reading
from survey_app.intake.desks import ServedDesk
from survey_app.models import Response

LOOKED_BACK = timedelta(days=91)
DAYS_NEEDED = 10
"""A desk that was answered on fewer days has no past to be held against."""


def busiest_day(reading: Reading, desk: ServedDesk, today: date) -> int | None:
    """The most answers that phones sent without a ticket for one of the desk's days of the quarter before `today`."""
    counted = (
        sa.select(sa.func.count())
        .where(Response.unit == desk.unit, Response.desk == desk.code)
        .where(Response.day >= today - LOOKED_BACK, Response.day < today)
        .where(Response.channel == "phone", Response.tier != "ticket")
        .group_by(Response.day)
    )
    days = list(reading.execute(counted).scalars())
    return max(days) if len(days) >= DAYS_NEEDED else None
