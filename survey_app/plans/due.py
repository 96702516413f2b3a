"""Until when a period's report must be sent: the document's last permitted day, and the working day to keep in mind."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from survey_app.calendars import WorkingCalendar, load_calendar
from survey_app.plans.plan import Origin, Plan


@dataclass(frozen=True, slots=True)
class DueDate:
    """One duty for one period."""

    period: str
    """Its id, `<plan>:Q1`."""
    who: str
    to: str
    last_day: date
    """The last day the document permits: the 19th where it says "trước ngày 20"."""
    working_day: date
    """The same day, or the last working day before it."""
    holidays_known: bool
    """False where the calendar's data do not reach the year: only weekends were considered."""
    inferred: bool
    """The period itself is inferred, so its due date is."""
    origin: Origin


def due_dates(plan: Plan, key: str, *, calendar: WorkingCalendar | None = None) -> tuple[DueDate, ...]:
    """Every duty the plan names a day for, for its reporting period `key`."""
    days = calendar or load_calendar()
    period = next((part for part in plan.periods if part.key == key), None)
    if period is None:
        return ()
    found = []
    for duty in plan.duties:
        if duty.before_day is None or key not in duty.periods:
            continue
        last_day = last_permitted(period.last, duty.before_day)
        found.append(
            DueDate(
                period=f"{plan.code}:{key}",
                who=duty.who,
                to=duty.to,
                last_day=last_day,
                working_day=days.last_working_day(last_day),
                holidays_known=days.covers(last_day),
                inferred=period.inferred,
                origin=duty.origin,
            )
        )
    return tuple(found)


def last_permitted(period_last: date, before_day: int) -> date:
    """The day before `before_day` in the month a period ends in."""
    month_end = monthrange(period_last.year, period_last.month)[1]
    return period_last.replace(day=min(before_day - 1, month_end))
