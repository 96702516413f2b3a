"""The twelve weeks up to a week's end, each with its own weights and the limits of ordinary variation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from analysis import Estimate, control_band
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
    """Place each week against limits around the mean of all weeks shown, widened by its design effect."""
    shares = [(week.row.answered, week.row.share) for week in weeks if week.row.share is not None]
    answers = sum(answered for answered, _ in shares)
    centre = sum(answered * share.value for answered, share in shares) / answers if answers else None
    return tuple(_point(week, centre, today) for week in weeks)


def _point(week: WeekFigures, centre: float | None, today: date) -> TrendPoint:
    row = week.row
    point = TrendPoint(
        describe_period(week.period, today), row.n, row.share, None, week.waiting, row.is_same_level, row.visits
    )
    if row.share is None or centre is None:
        return point
    band = control_band(centre, row.answered, deff=max(row.share.deff, 1.0))
    return replace(point, limits=(band.low, band.high))
