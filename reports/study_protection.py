"""Closer looks with what may not be shown taken out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from reports.disclosure import SMALLEST
from reports.findings import Row, TrendPoint
from reports.studies import DriverStudy, UnitFunnel


def protected_weeks(points: Sequence[TrendPoint], hidden: Collection[str]) -> tuple[TrendPoint, ...]:
    """Weeks without limits where these rest on a week that is hidden for another's sake: they would tell of it."""
    share = any(point.signal is not None and point.period.id in hidden for point in points)
    wait = any(point.wait is not None and point.period.id in hidden for point in points)
    return tuple(
        replace(
            point,
            limits=None if share else point.limits,
            signal=None if share else point.signal,
            wait=None if wait else point.wait,
        )
        for point in points
    )


def protected_funnel(funnel: UnitFunnel | None, shown: Collection[str]) -> UnitFunnel | None:
    """The units whose own figure is shown."""
    if funnel is None:
        return None
    units = tuple(unit for unit in funnel.units if unit.key in shown)
    return replace(funnel, units=units) if units else None


def shown_keys(rows: Sequence[Row]) -> frozenset[str]:
    """The rows that have a figure of their own."""
    return frozenset(row.key for row in rows if row.share is not None)


def protected_drivers(study: DriverStudy | None) -> DriverStudy | None:
    """Counts in steps of ten: a unit's figure less that of its part then tells of nobody."""
    if study is None:
        return None
    if study.n < study.needed:
        study = replace(study, rows=())
    return replace(study, n=study.n // SMALLEST * SMALLEST)
