"""The twelve weeks up to a week's end, each with its own weights and the limits of ordinary variation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis import ChartPoint, EmptyCellError, Estimate, MethodError, control_chart
from reports.disclosure import MOST_WITHOUT_DATA, Part, is_open_secret
from reports.findings import Name, PeriodInfo, Row, TrendPoint, WeekSignal
from survey_app.languages import english
from survey_app.periods import Period, label, status

WIDEST_WAIT = 480.0
"""Minutes: nobody can say more."""


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """One week's share and mean wait of the whole."""

    period: Period
    row: Row
    waiting: Estimate | None
    is_same_wait: bool = False
    is_withheld: bool = False


def describe_period(period: Period, today: date) -> PeriodInfo:
    """A period as its reader sees it."""
    name = Name(label(period), label(period, translate=english, language="en"))
    return PeriodInfo(period.id, period.kind, period.first, period.last, name, status(period, today))


def make_trend(weeks: Sequence[WeekFigures], today: date) -> tuple[TrendPoint, ...]:
    """Place each week on two control charts; one that may not, or cannot, be told is a gap: no limit tells of it."""
    signals = zip(_shares([_shown_share(week) for week in weeks]), _waits(weeks), strict=True)
    return tuple(_point(week, share, wait, today) for week, (share, wait) in zip(weeks, signals, strict=True))


def _point(week: WeekFigures, signal: WeekSignal | None, wait: WeekSignal | None, today: date) -> TrendPoint:
    row = week.row
    return TrendPoint(
        describe_period(week.period, today),
        row.n,
        row.share,
        None if signal is None else (signal.low, signal.high),
        week.waiting,
        row.is_same_level,
        row.visits,
        signal,
        wait,
        week.is_same_wait,
        week.is_withheld,
        row.no_data_share,
    )


def _shown_share(week: WeekFigures) -> Estimate | None:
    row = week.row
    level = row.share.value if row.share is not None and row.is_same_level else None
    is_secret = week.is_withheld or is_open_secret(Part("", min(row.n, row.answered), level))
    return None if is_secret or row.no_data_share > MOST_WITHOUT_DATA else row.share


def _shares(shares: Sequence[Estimate | None]) -> list[WeekSignal | None]:
    """A p-chart, each week's limits widened by its own design effect."""
    if not any(shares):
        return [None] * len(shares)
    chart = control_chart(
        [None if share is None else share.value for share in shares],
        [0 if share is None else share.n for share in shares],
        deff=[None if share is None else max(share.deff, 1.0) for share in shares],
    )
    return _signals(chart.points)


def _waits(weeks: Sequence[WeekFigures]) -> list[WeekSignal | None]:
    """A chart of individuals: minutes are too skewed to know their spread from the answers alone."""
    means = [_shown_wait(week) for week in weeks]
    try:
        chart = control_chart(
            [None if found is None else found.value for found in means], method="xmr", bounds=(0.0, WIDEST_WAIT)
        )
    except (EmptyCellError, MethodError):
        return [None] * len(weeks)
    return _signals(chart.points)


def _shown_wait(week: WeekFigures) -> Estimate | None:
    found = week.waiting
    if found is None or is_open_secret(Part("", found.n, found.value if week.is_same_wait else None)):
        return None
    return found if _shown_share(week) is not None else None


def _signals(points: Sequence[ChartPoint]) -> list[WeekSignal | None]:
    found: list[WeekSignal | None] = []
    run = 0
    for point in points:
        if point.value is None or point.centre is None or point.low is None or point.high is None:
            found.append(None)
            continue
        run = _longer(run, point.value - point.centre)
        found.append(WeekSignal(point.centre, point.low, point.high, point.signals, run))
    return found


def _longer(run: int, distance: float) -> int:
    """The run of weeks on one side with one week more; a week on the line ends it."""
    if distance == 0:
        return 0
    side = 1 if distance > 0 else -1
    return run + side if run * side > 0 else side
