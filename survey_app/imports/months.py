"""Spread a month's counts over its working days, so that they sum to the month exactly."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from survey_app.calendars import WorkingCalendar


def days_of_month(month: date, calendar: WorkingCalendar) -> tuple[date, ...]:
    """The working days of the month that begins on `month`."""
    return calendar.working_days(month, last_day(month))


def last_day(month: date) -> date:
    """The month's last day."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def spread_flow(total: int | None, days: int) -> Sequence[int | None]:
    """Equal whole shares, what is left over going to days evenly apart; unknown stays unknown on every day."""
    if total is None:
        return [None] * days
    return [total * (day + 1) // days - total * day // days for day in range(days)]


def place_stock(figure: int | None, days: int) -> Sequence[int | None]:
    """A stock is no sum: it stands on the last working day, and is not counted on the others."""
    return [*[None] * (days - 1), figure]
