"""Which periods can be chosen, and which stand before and after one: those that were published, so none is empty."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
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
    asked: Period, *, plans: Iterable[Plan], published: Mapping[str, date], today: date
) -> tuple[ChoiceGroup, ...]:
    """The periods on offer, newest first within each kind; the one asked for is always among them.

    `published` has the last day of each published period by its id.
    """
    headings = {
        "week": _("Tuần"),
        "month": _("Tháng"),
        "quarter": _("Quý"),
        "half": _("Nửa năm"),
        "year": _("Năm"),
    }
    offered = [(headings[kind], list(_calendar(kind, published, today))) for kind in MOST]
    of_plans = [found for plan in plans for found in _cut_offs(plan, today) if found.id in published]
    offered.append((_("Kỳ của kế hoạch"), of_plans))
    if asked.id not in {period.id for _heading, periods in offered for period in periods}:
        offered.insert(0, (_("Đang xem"), [asked]))
    return tuple(ChoiceGroup(heading, tuple(map(choice_of, periods))) for heading, periods in offered if periods)


def latest_week(today: date) -> Period:
    """The last week that is over."""
    return week_of(week_of(today).first - timedelta(days=1))


def beside(period: Period, published: Collection[str]) -> tuple[Choice | None, Choice | None]:
    """The published periods just before and after; a plan's periods and free spans have none after them."""
    before, after = previous(period), _following(period)
    steps = (None if one is None or one.id not in published else choice_of(one) for one in (before, after))
    return next(steps), next(steps)


def choice_of(period: Period) -> Choice:
    """A period to choose."""
    return Choice(period.id, title_of(period))


def _following(period: Period) -> Period | None:
    if period.kind in ("weeks", "span") or period.plan or "@" in period.id:
        return None
    return calendar_period(period.kind, period.last + timedelta(days=1))


def _calendar(kind: Kind, published: Mapping[str, date], today: date) -> Iterator[Period]:
    period, oldest, found = calendar_period(kind, today), min(published.values(), default=today), 0
    while period.last >= oldest and found < MOST[kind]:
        if period.id in published:
            found += 1
            yield period
        period = previous(period)


def _cut_offs(plan: Plan, today: date) -> Iterator[Period]:
    """The plan's periods that are over, and the year under way up to the last block of four weeks."""
    sunday = block_ending(latest_week(today), 4).last
    for part in plan.periods:
        period = plan_period(plan, part.key)
        if period.first > sunday:
            continue
        if is_closed(period, today):
            yield period
        elif part.key == "year":
            yield to_date(period, sunday)
