"""Office-weeks judged, and the rows of straight-lining and of round minutes beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, TypeVar

from analysis import Outlier, WeekSpreads, WeekTally, adjust_p, office_week, share_outlier, week_spreads
from reports.integrity.findings import MinutesRow, Spot, StraightRow, WeekRow
from survey_app.results.integrity.counts import PAST_WEEKS, Counts, days_of
from survey_app.results.integrity.spots import Spots

REMARKABLE = 0.01
"""Of periods longer than a week only rows rarer than this are told."""
FEWEST = 10
HEAP = 5

Tallies = Mapping[str, Mapping[int, WeekTally]]
R = TypeVar("R", WeekRow, StraightRow, MinutesRow)


def spreads_before(counts: Counts, tallies: Tallies) -> WeekSpreads:
    """How much weeks differ, learnt from all offices' weeks before the last one judged."""
    last = counts.weeks[-1] if counts.weeks else 0
    return week_spreads([[one for week, one in weeks.items() if week < last] for weeks in tallies.values()])


def week_rows(counts: Counts, tallies: Tallies, spreads: WeekSpreads, spots: Mapping[str, Spot]) -> list[WeekRow]:
    """The verdict on every office-week that can be judged."""
    rows = []
    for unit, weeks in tallies.items():
        for week in counts.weeks:
            if week not in weeks:
                continue
            found = office_week(weeks[week], past_of(weeks, week), spreads)
            if found.signs or found.is_flagged:
                rows.append(
                    WeekRow(
                        spots[unit],
                        *days_of(week),
                        weeks[week].answered,
                        found.signs,
                        found.p,
                        1.0,
                        found.burst,
                        found.is_flagged,
                    )
                )
    return with_q(rows)


def minutes_rows(counts: Counts, tallies: Tallies, spreads: WeekSpreads, spots: Mapping[str, Spot]) -> list[MinutesRow]:
    """Round minutes of each office and week; too few of them is what is remarkable."""
    rows = []
    for unit, weeks in tallies.items():
        for week in counts.weeks:
            told, rounded = _rounded([weeks[week]] if week in weeks else [])
            if not sum(told):
                continue
            before = _rounded(past_of(weeks, week))
            found = _hold(rounded[0], told[0], before[1], before[0], side="below", rho=spreads.heaping)
            rows.append(MinutesRow(spots[unit], *days_of(week), told[0], rounded[0], *_chance(found)))
    return with_q(rows)


def straight_rows(counts: Counts, spreads: WeekSpreads, spots: Spots) -> list[StraightRow]:
    """How many gave one level throughout, for each desk and week."""
    rows = []
    for (unit, desk), each in counts.patterns.groupby(["unit", "desk"]):
        by_week = {int(week): (int(complete), int(straight)) for week, complete, straight in _three(each)}
        for week in counts.weeks:
            complete, straight = by_week.get(week, (0, 0))
            if not complete:
                continue
            before = [by_week[past] for past in range(week - PAST_WEEKS, week) if past in by_week]
            wholes, kinds = [one for one, _kind in before], [kind for _one, kind in before]
            found = _hold(straight, complete, kinds, wholes, side="above", rho=spreads.straight_lining)
            spot = spots.desk(str(unit), str(desk))
            rows.append(StraightRow(spot, *days_of(week), complete, straight, *_chance(found)))
    return with_q(rows)


def past_of(weeks: Mapping[int, WeekTally], week: int) -> list[WeekTally]:
    """The weeks with answers among the twelve before one."""
    return [weeks[past] for past in range(week - PAST_WEEKS, week) if past in weeks]


def with_q(rows: Sequence[R]) -> list[R]:
    """Raise the chances for the number of rows looked at (false discovery rate)."""
    looked = [row for row in rows if row.p is not None]
    if not looked:
        return list(rows)
    raised = iter(adjust_p([row.p for row in looked if row.p is not None], method="bh"))
    return [row if row.p is None else replace(row, q=next(raised)) for row in rows]


def remarkable(rows: Sequence[R], *, is_every_row: bool) -> tuple[R, ...]:
    """All rows of a week; of a longer period those that chance rarely gives."""
    return tuple(row for row in rows if is_every_row or (row.p is not None and row.p <= REMARKABLE))


def _hold(
    count: int, n: int, counts: Sequence[int], wholes: Sequence[int], *, side: Literal["above", "below"], rho: float
) -> Outlier | None:
    if n < FEWEST or sum(wholes) < 3 * FEWEST:
        return None
    return share_outlier(count, n, counts, wholes, side=side, rho=rho)


def _chance(found: Outlier | None) -> tuple[float | None, float | None]:
    return (None, None) if found is None else (found.expected, found.p)


def _rounded(weeks: Sequence[WeekTally]) -> tuple[list[int], list[int]]:
    """Who waited and told minutes, and of them the multiples of five, week by week."""
    return [sum(week.minutes[1:]) for week in weeks], [sum(week.minutes[HEAP::HEAP]) for week in weeks]


def _three(rows: Any) -> Iterator[tuple[int, int, int]]:
    return zip(rows["week"], rows["complete"], rows["straight"], strict=True)
