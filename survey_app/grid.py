"""The fixed grid of what is published: which closed periods, for which units.

Pages offer what is published and nothing else: two freely chosen spans would give away who answered in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey_app.adoption import all_adopted_plans
from survey_app.models import PlanAdoption, Response, TransactionCount, Unit
from survey_app.periods import Kind, Period, calendar_period, is_publishable, plan_period, previous, to_date, week_of
from survey_app.places import ParentSpan, parent_spans
from survey_app.plans import Plan
from survey_app.week_blocks import block_ending

KINDS: tuple[Kind, ...] = ("week", "month", "quarter", "half", "year")
RECENT = timedelta(days=35)
"""What ended since then is published first, of every tree."""


@dataclass(frozen=True, slots=True)
class Task:
    """One unit and period to be published."""

    unit: str
    period: Period


def calendar_periods(kind: Kind, since: date, today: date) -> Iterator[Period]:
    """The calendar's closed periods of one kind with a day from `since` on, newest first."""
    period = calendar_period(kind, today)
    while (period := previous(period)).last >= since:
        if is_publishable(period, today):
            yield period


def plan_periods(plan: Plan, since: date, today: date) -> Iterator[Period]:
    """The plan's closed periods, and its year under way up to the last block of four weeks."""
    sunday = block_ending(previous(week_of(today)), 4).last
    for part in plan.periods:
        period = plan_period(plan, part.key)
        if period.last < since:
            continue
        if is_publishable(period, today):
            yield period
        elif part.key == "year" and max(period.first, since) <= sunday < period.last:
            yield to_date(period, sunday)


def tasks(session: Session, today: date, *, since: date | None = None) -> list[Task]:
    """Everything the grid holds: recent periods of every tree first, then the older ones, newest first."""
    spans: dict[str, list[ParentSpan]] = {}
    for span in parent_spans(session):
        spans.setdefault(span.unit, []).append(span)
    firsts = first_days(session, spans)
    if not firsts:
        return []
    earliest = max(min(firsts.values()), since or date.min)
    closed = [period for kind in KINDS for period in calendar_periods(kind, earliest, today)]
    of_plans = _plan_periods(session, earliest, today)
    found: list[Task] = []
    for unit in _parents_first(session, spans):
        if unit in firsts:
            begins = max(firsts[unit], earliest)
            offered = [*closed, *(one for above in (unit, *_above(spans, unit)) for one in of_plans.get(above, ()))]
            periods = {period.id: period for period in offered if period.last >= begins}
            found += [Task(unit, period) for period in periods.values() if _stood(spans, unit, period)]
    tops = {unit: _top(spans, unit) for unit in firsts}
    places = {unit: place for place, unit in enumerate(dict.fromkeys(tops[task.unit] for task in found))}

    def order(task: Task) -> tuple[bool, int, int, str]:
        period = task.period
        return period.last < today - RECENT, places[tops[task.unit]], -period.last.toordinal(), period.id

    return sorted(found, key=order)


def first_days(session: Session, spans: Mapping[str, Iterable[ParentSpan]]) -> dict[str, date]:
    """The day of the first answer or visit of each unit and those below it; no entry where there was none."""
    found: dict[str, date] = {}
    for table in (Response, TransactionCount):
        # one walk over an index: asking for each unit would walk it to its end for every unit without answers
        for unit, day in session.execute(sa.select(table.unit, sa.func.min(table.day)).group_by(table.unit)):
            found[unit] = min(day, found.get(unit, day))
    for unit, day in list(found.items()):
        for above in _above(spans, unit):
            found[above] = min(day, found.get(above, day))
    return found


def _plan_periods(session: Session, since: date, today: date) -> dict[str, list[Period]]:
    """The closed periods of the plans that each unit adopted, by unit."""
    plans = {plan.code: list(plan_periods(plan, since, today)) for plan in all_adopted_plans(session)}
    found: dict[str, list[Period]] = {}
    for unit, code in session.execute(sa.select(PlanAdoption.unit, PlanAdoption.plan)):
        found.setdefault(unit, []).extend(plans[code])
    return found


def _stood(spans: Mapping[str, list[ParentSpan]], unit: str, period: Period) -> bool:
    """Whether the unit was there in the period; one above all others always is."""
    own = spans.get(unit, [])
    return not own or any(span.within(period.first, period.last) for span in own)


def _parents_first(session: Session, spans: Mapping[str, list[ParentSpan]]) -> list[str]:
    units = session.scalars(sa.select(Unit.code).order_by(Unit.position, Unit.code)).all()
    return sorted(units, key=lambda unit: len(_above(spans, unit)))


def _above(spans: Mapping[str, Iterable[ParentSpan]], unit: str) -> list[str]:
    """The units that ever stood above this one, nearest first."""
    found: list[str] = []
    waiting = [span.parent for span in spans.get(unit, ())]
    while waiting:
        above = waiting.pop(0)
        if above != unit and above not in found:
            found.append(above)
            waiting += [span.parent for span in spans.get(above, ())]
    return found


def _top(spans: Mapping[str, list[ParentSpan]], unit: str) -> str:
    above = _above(spans, unit)
    return above[-1] if above else unit
