"""Which periods can be chosen, and which stand before and after one: closed ones that may hold answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from survey_app.period_names import title_of
from survey_app.periods import (
    Kind,
    Period,
    calendar_period,
    is_closed,
    plan_period,
    previous,
    to_date,
    week_of,
)
from survey_app.plans import Plan
from survey_app.week_blocks import block_ending

MOST: dict[Kind, int] = {"week": 26, "month": 12, "quarter": 8, "half": 4, "year": 3}


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list: what is sent, what is read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Entries under one heading."""

    label: str
    choices: tuple[Choice, ...]


def period_groups(
    asked: Period, *, plans: Iterable[Plan], first_day: date | None, today: date
) -> tuple[ChoiceGroup, ...]:
    """The periods on offer, newest first within each kind; the one asked for is always among them."""
    headings = {
        "week": _("Tuần"),
        "month": _("Tháng"),
        "quarter": _("Quý"),
        "half": _("Nửa năm"),
        "year": _("Năm"),
    }
    since = first_day or latest_week(today).first
    offered = [(headings[kind], list(_calendar(kind, since, today))) for kind in MOST]
    offered.append((_("Kỳ của kế hoạch"), [found for plan in plans for found in _cut_offs(plan, since, today)]))
    if asked.id not in {period.id for _heading, periods in offered for period in periods}:
        offered.insert(0, (_("Đang xem"), [asked]))
    return tuple(
        ChoiceGroup(heading, tuple(Choice(period.id, title_of(period)) for period in periods))
        for heading, periods in offered
        if periods
    )


def latest_week(today: date) -> Period:
    """The last week that is over."""
    return week_of(week_of(today).first - timedelta(days=1))


def following(period: Period, today: date) -> Period | None:
    """The calendar period just after, if it is over; a plan's periods and free spans have none."""
    after = period.last + timedelta(days=1)
    if period.kind in ("weeks", "span") or period.plan or "@" in period.id:
        return None
    found = calendar_period(period.kind, after)
    return found if is_closed(found, today) else None


def _calendar(kind: Kind, since: date, today: date) -> Iterator[Period]:
    period = calendar_period(kind, today)
    for _turn in range(MOST[kind]):
        period = previous(period)
        if period.last < since:
            return
        yield period


def _cut_offs(plan: Plan, since: date, today: date) -> Iterator[Period]:
    """The plan's periods that are over, and the year under way up to the last block of four weeks."""
    sunday = block_ending(latest_week(today), 4).last
    for part in plan.periods:
        period = plan_period(plan, part.key)
        if period.first > sunday or period.last < since:
            continue
        if is_closed(period, today):
            yield period
        elif part.key == "year":
            yield to_date(period, sunday)
