"""Reconcile running totals: answers by ticket against tickets minted, tickets against visits (docs/outputs.md).

More answers than tickets at a desk means that codes were forged or rows written by hand; more tickets than visits, that
codes went to people who were not served.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reports.findings import Flag, Name, ReconcileRow
from survey_app.calendars import WorkingCalendar
from survey_app.cells import count_ticket_answers
from survey_app.minting import USABLE_FOR
from survey_app.models import Desk, TicketBatch, TransactionCount, Unit
from survey_app.own_days import calendar_of
from survey_app.periods import Period
from survey_app.results.desks import desk_names

ROUNDING = 1e-6
STILL_SENT = timedelta(days=30)
"""A page opened with a ticket on its last day may be sent this much later."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Codes handed out at a desk from one day to another."""

    desk: str
    unit: str
    first: date
    last: date
    size: int
    calendar: WorkingCalendar

    def spread(self) -> dict[date, float]:
        """The size over the working days of handing out; over all days where none is a working day."""
        span = (self.last - self.first).days + 1
        days = self.calendar.working_days(self.first, self.last) or tuple(
            self.first + timedelta(days=day) for day in range(span)
        )
        return dict.fromkeys(days, self.size / len(days))


@dataclass(frozen=True, slots=True)
class Place:
    """A unit by its code and name."""

    key: str
    name: Name


def reconcile(session: Session, period: Period, units: set[str]) -> tuple[ReconcileRow, ...]:
    """Totals since the year began: desks with tickets, units with tickets by month, and days with too many."""
    since = date(period.first.year, 1, 1)
    batches = read_batches(session, since, period.last, units)
    columns = sa.select(Unit.code, Unit.name_vi, Unit.name_en).where(Unit.code.in_({batch.unit for batch in batches}))
    names = {code: Name(vi, en) for code, vi, en in session.execute(columns)}
    answers = count_ticket_answers(session, since, period.last, units=units)
    alone = next(iter(units)) if len(units) == 1 else None
    names_of_desks = desk_names(session, {batch.desk for batch in batches} | set(answers["desk"]), of=alone)
    rows = [*_desk_rows(period, names_of_desks, batches, answers)]
    for unit in sorted({batch.unit for batch in batches}):
        here = [batch for batch in batches if batch.unit == unit]
        visits = _visits(session, period, unit)
        rows += _month_rows(period, Place(unit, names[unit]), here, visits)
        rows += _day_rows(period, Place(unit, names[unit]), here, visits)
    return tuple(rows)


def reconcile_flags(rows: Sequence[ReconcileRow]) -> Iterator[Flag]:
    """What the reader must be told where totals do not fit."""
    if any(row.is_over for row in rows if row.kind == "desk"):
        yield Flag("answers_over_tickets")
    if any(row.is_over for row in rows if row.kind != "desk"):
        yield Flag("tickets_over_visits")


def read_batches(session: Session, since: date, last: date, units: set[str]) -> list[Batch]:
    """The codes handed out at the desks of some units that could be sent between two days."""
    columns = TicketBatch.desk, Desk.unit, TicketBatch.valid_from, TicketBatch.valid_to, TicketBatch.size
    query = (
        sa.select(*columns)
        .join(Desk, Desk.code == TicketBatch.desk)
        .where(TicketBatch.valid_from <= last, TicketBatch.valid_to >= since - STILL_SENT, Desk.unit.in_(units))
    )
    calendar = calendar_of(session)
    return [
        Batch(desk, unit, first, valid_to - USABLE_FOR, size, calendar)
        for desk, unit, first, valid_to, size in session.execute(query)
    ]


def _desk_rows(
    period: Period, names: dict[str, Name], batches: list[Batch], answers: pd.DataFrame
) -> Iterator[ReconcileRow]:
    for desk, name in names.items():
        came = answers[answers["desk"] == desk].groupby("day")["count"].sum()
        minted: dict[date, int] = {}
        for batch in batches:
            if batch.desk == desk:
                minted[batch.first] = minted.get(batch.first, 0) + batch.size
        yield ReconcileRow(
            kind="desk",
            key=desk,
            name=name,
            first=min([*minted, *came.index]),
            last=period.last,
            minted=sum(minted.values()),
            answers=int(came.sum()),
            is_over=_is_ever_over(period, came, minted),
        )


def _is_ever_over(period: Period, came: pd.Series[int], minted: dict[date, int]) -> bool:
    """Whether on some day of the period more answers had come than codes had been minted by then."""
    days = [day for day in {*came.index, period.last} if day >= period.first]
    return any(
        came[[other <= day for other in came.index]].sum() > sum(size for on, size in minted.items() if on <= day)
        for day in days
    )


def _visits(session: Session, period: Period, unit: str) -> dict[date, tuple[int, bool]]:
    """Visits of each day with a count in the months the period touches, and whether the day was counted by itself."""
    table = TransactionCount
    query = (
        sa.select(table.day, sa.func.sum(table.visits), sa.func.min(table.granularity))
        .where(table.unit == unit, table.day.between(period.first.replace(day=1), period.last))
        .where(table.visits.is_not(None))
        .group_by(table.day)
    )
    return {day: (int(visits or 0), granularity == "day") for day, visits, granularity in session.execute(query)}


def _month_rows(
    period: Period, unit: Place, batches: list[Batch], visits: dict[date, tuple[int, bool]]
) -> Iterator[ReconcileRow]:
    for first, last in _months(period):
        known = [day for day in visits if first <= day <= last]
        # visits may be imported later than tickets are handed out: compare as far as both are known
        until = max(known) if known else last
        minted = sum(share for batch in batches for day, share in batch.spread().items() if first <= day <= until)
        if not minted:
            continue
        counted = sum(visits[day][0] for day in known) if known else None
        yield ReconcileRow(
            kind="month",
            key=f"{unit.key}:{first:%Y-%m}",
            name=unit.name,
            first=first,
            last=until,
            minted=round(minted),
            visits=counted,
            is_over=counted is not None and minted > counted + ROUNDING,
        )


def _day_rows(
    period: Period, unit: Place, batches: list[Batch], visits: dict[date, tuple[int, bool]]
) -> Iterator[ReconcileRow]:
    """Days counted by themselves on which more codes were for that day alone than people came."""
    for day, (counted, is_by_day) in sorted(visits.items()):
        minted = sum(batch.size for batch in batches if batch.first == batch.last == day)
        if is_by_day and day >= period.first and minted > counted:
            yield ReconcileRow(
                kind="day",
                key=f"{unit.key}:{day:%Y-%m-%d}",
                name=unit.name,
                first=day,
                last=day,
                minted=minted,
                visits=counted,
                is_over=True,
            )


def _months(period: Period) -> Iterator[tuple[date, date]]:
    """The calendar months the period touches, each up to its end or the period's."""
    first = period.first.replace(day=1)
    while first <= period.last:
        after = (first + timedelta(days=31)).replace(day=1)
        yield first, min(after - timedelta(days=1), period.last)
        first = after
