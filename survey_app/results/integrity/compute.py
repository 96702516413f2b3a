"""Everything of the inspector's page for one tree and closed period, from the tables, in one readable function."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reports.findings import LABELS, LabelRow, Name, ReconcileRow
from reports.integrity.findings import IntegrityFindings
from survey_app import plans
from survey_app.adoption import adopted_plans
from survey_app.models import Desk, Unit
from survey_app.own_days import calendar_of
from survey_app.periods import Period, calendar_period
from survey_app.places import descendants
from survey_app.results.closed import refuse_open
from survey_app.results.compute import METHOD_VERSION
from survey_app.results.integrity.counts import Counts, read_counts, tallies
from survey_app.results.integrity.jumps import find_jumps
from survey_app.results.integrity.silences import find_silences
from survey_app.results.integrity.spots import Spots, read_spots
from survey_app.results.integrity.units import surge_rows, tier_rows, unit_rows
from survey_app.results.integrity.weeks import minutes_rows, remarkable, spreads_before, straight_rows, week_rows
from survey_app.results.reconcile import reconcile
from survey_app.results.trend import describe_period

YEAR_END = timedelta(days=14)


def compute_integrity(session: Session, period: Period, root: str, *, today: date) -> IntegrityFindings:
    """What the inspector is told of `root` and everything below it, complete and unsuppressed."""
    refuse_open(period, today)
    units = {member.unit for member in descendants(session, root, period.first, period.last)}
    spots = read_spots(session, units)
    counts = read_counts(session, period, units)
    weeks = tallies(counts)
    spreads = spreads_before(counts, weeks)
    judged = week_rows(counts, weeks, spreads, spots.units)
    is_every_row = len(counts.weeks) <= 1
    year_end = _year_end(session, root, period)
    adopted = adopted_plans(session, root, period.last)
    return IntegrityFindings(
        root=root,
        unit=root,
        unit_name=_name(session, root),
        period=describe_period(period, today),
        as_of=today,
        method_version=METHOD_VERSION,
        is_simulated=any(plan.simulated for plan in adopted),
        judged_weeks=len(judged),
        judged_of=tuple(sorted(Counter(row.spot.unit for row in judged).items())),
        is_every_row=is_every_row,
        weeks=tuple(row for row in judged if is_every_row or row.is_flagged),
        units=unit_rows(counts, spots.units, _levels(session, units)),
        tiers=tier_rows(counts, spreads, spots.units),
        straight=remarkable(straight_rows(counts, spreads, spots), is_every_row=is_every_row),
        minutes=remarkable(minutes_rows(counts, weeks, spreads, spots.units), is_every_row=is_every_row),
        silences=find_silences(session, (period.first, period.last), units, spots),
        surges=surge_rows(counts, spots.units, year_end, calendar_of(session)) if year_end else (),
        surge_days=year_end,
        labels=tuple(_labels(counts, spots)),
        reconciliation=tuple(_reconciled(session, period, units)),
        jumps=find_jumps(session, counts.weeks, spots),
    )


def _name(session: Session, unit: str) -> Name:
    found = session.get_one(Unit, unit)
    return Name(found.name_vi, found.name_en)


def _levels(session: Session, units: set[str]) -> dict[str, str]:
    rows = session.execute(sa.select(Unit.code, Unit.level).where(Unit.code.in_(units)))
    return {code: level for code, level in rows}


def _year_end(session: Session, root: str, period: Period) -> tuple[date, date] | None:
    """The last two weeks of the assessment year that the period's last day stands in, where it reaches into them."""
    adopted = adopted_plans(session, root, period.last)
    year = plans.year_of(adopted[0], period.last) if adopted else calendar_period("year", period.last)
    first = year.last - YEAR_END + timedelta(days=1)
    return (first, year.last) if period.last >= first else None


def _labels(counts: Counts, spots: Spots) -> Iterator[tuple[str, LabelRow]]:
    rows = counts.of_period
    borne = {labels: frozenset(str(labels).split()) & set(LABELS) for labels in rows["labels"].unique()}
    rows = rows[rows["labels"].isin([labels for labels, known in borne.items() if known])]
    for (unit, desk), each in rows.groupby(["unit", "desk"]):
        numbers = tuple(
            int(each.loc[[label in borne[labels] for labels in each["labels"]], "count"].sum()) for label in LABELS
        )
        name = spots.desks[str(desk)]
        yield str(unit), LabelRow("desk", str(desk), name, numbers, labelled=int(each["count"].sum()))


def _reconciled(session: Session, period: Period, units: set[str]) -> Iterator[tuple[str, ReconcileRow]]:
    desks = {code: unit for code, unit in session.execute(sa.select(Desk.code, Desk.unit))}
    for row in reconcile(session, period, units):
        yield desks[row.key] if row.kind == "desk" else row.key.rpartition(":")[0], row
