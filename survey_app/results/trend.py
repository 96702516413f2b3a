"""The twelve weeks up to a week's end, each with its own weights and the limits of ordinary variation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from analysis import ChartPoint, Estimate, control_chart
from reports.findings import Name, PeriodInfo, Row, TrendPoint
from survey_app.languages import english
from survey_app.periods import Period, label, status


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """One week's share and mean wait of the whole."""

    period: Period
    row: Row
    waiting: Estimate | None


def describe_period(period: Period, today: date) -> PeriodInfo:
    """A period as its reader sees it."""
    name = Name(label(period), label(period, translate=english, language="en"))
    return PeriodInfo(period.id, period.kind, period.first, period.last, name, status(period, today))


def make_trend(weeks: Sequence[WeekFigures], today: date) -> tuple[TrendPoint, ...]:
    """Place each week against the limits of a p-chart of all weeks shown, widened by its own design effect."""
    shares = [week.row.share for week in weeks]
    if not any(shares):
        return tuple(_point(week, None, today) for week in weeks)
    chart = control_chart(
        [None if share is None else share.value for share in shares],
        [week.row.answered for week in weeks],
        deff=[None if share is None else max(share.deff, 1.0) for share in shares],
        labels=[week.period.id for week in weeks],
    )
    return tuple(_point(week, point, today) for week, point in zip(weeks, chart.points, strict=True))


def _point(week: WeekFigures, charted: ChartPoint | None, today: date) -> TrendPoint:
    row = week.row
    point = TrendPoint(
        describe_period(week.period, today), row.n, row.share, None, week.waiting, row.is_same_level, row.visits
    )
    if charted is None or charted.low is None or charted.high is None:
        return point
    return replace(point, limits=(charted.low, charted.high))
