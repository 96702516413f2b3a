"""Units over the whole period: coverage beside content, peers, tiers apart, and the end of the assessment year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from analysis import (
    Outlier,
    WeekSpreads,
    adjust_p,
    count_outlier,
    coverage_against_share,
    peer_outliers,
    tier_gap,
)
from reports.integrity.findings import CODES, Part, Spot, SurgeRow, TierRow, UnitRow
from survey_app.calendars import WorkingCalendar
from survey_app.results.integrity.counts import LEVELS, PAST_WEEKS, Counts

FEWEST_OF_PEERS = 30
"""Answers from which a unit is held against others."""
FEWEST_PEERS = 4
FEWEST_OF_A_TIER = 10


def unit_rows(counts: Counts, spots: Mapping[str, Spot], level_of: Mapping[str, str]) -> tuple[UnitRow, ...]:
    """Coverage and content of each unit with answers or visits, against those of its level."""
    here, visits = counts.of_period, _visits_of_period(counts)
    rows, answers = [], _by_unit(here)
    for unit, spot in spots.items():
        own = answers.get(unit, here[:0])
        if len(own) or unit in visits:
            rows.append(UnitRow(spot, int(own["count"].sum()), visits.get(unit), part_of(own)))
    tops = here[here["overall"] == LEVELS[-1]].groupby("unit")["count"].sum()
    found = {row.spot.unit: row for row in rows}
    for level in dict.fromkeys(level_of.values()):
        peers = [row for row in rows if level_of[row.spot.unit] == level and row.whole.answered >= FEWEST_OF_PEERS]
        if len(peers) >= FEWEST_PEERS:
            found |= {
                row.spot.unit: row for row in _against_peers(peers, [int(tops.get(row.spot.unit, 0)) for row in peers])
            }
    return tuple(found.values())


def tier_rows(counts: Counts, spreads: WeekSpreads, spots: Mapping[str, Spot]) -> tuple[TierRow, ...]:
    """Answers of each unit by how they came."""
    here, before = counts.of_period, counts.answers[counts.answers["day"] < counts.period.first]
    rows, earlier = [], _by_unit(before)
    nobody = Part(0, 0)
    for unit, own in here.groupby("unit"):
        found = {str(tier): part_of(each) for tier, each in own.groupby("tier")}
        parts = tuple(found.get(tier, nobody) for tier in CODES)
        ticket, static = parts[CODES.index("ticket")], parts[CODES.index("static")]
        gap = None
        if min(ticket.answered, static.answered) >= FEWEST_OF_A_TIER:
            past = earlier.get(str(unit), before[:0])
            gap = tier_gap(
                (static.satisfied, static.answered),
                (ticket.satisfied, ticket.answered),
                _by_week(past[past["tier"] == "static"]),
                _by_week(past[past["tier"] == "ticket"]),
                rho=spreads.satisfied,
            )
        rows.append(TierRow(spots[str(unit)], parts, gap))
    raised = iter(_raise([row.gap.p for row in rows if row.gap is not None]))
    return tuple(row if row.gap is None else replace(row, q=next(raised)) for row in rows)


def surge_rows(
    counts: Counts, spots: Mapping[str, Spot], days: tuple[date, date], calendar: WorkingCalendar
) -> tuple[SurgeRow, ...]:
    """Answers of the year's last two weeks, as far as they are over, against the twelve weeks before."""
    first, last = days[0], min(days[1], counts.period.last)
    spans = [
        (first - timedelta(days=7 * back), first - timedelta(days=7 * back - 6)) for back in range(1, PAST_WEEKS + 1)
    ]
    rows, visited = [], _by_unit(counts.visits)
    for unit, own in counts.answers.groupby("unit"):
        visits = visited.get(str(unit), counts.visits[:0])
        number, came = (_within(table, name, first, last) for table, name in ((own, "count"), (visits, "visits")))
        past = [_within(own, "count", *span) for span in spans]
        exposed = [_within(visits, "visits", *span) for span in spans]
        has_visits = came > 0 and sum(exposed) > 0
        if not has_visits:
            came, exposed = (
                len(calendar.working_days(first, last)),
                [len(calendar.working_days(*span)) for span in spans],
            )
        if sum(past) < FEWEST_OF_PEERS or not came:
            continue
        found = count_outlier(number, came, past, exposed)
        rows.append(SurgeRow(spots[str(unit)], first, last, number, found, 1.0, has_visits))
    raised = _raise([row.found.p for row in rows])
    return tuple(replace(row, q=q) for row, q in zip(rows, raised, strict=True))


def _by_unit(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The rows of each unit, found once for all."""
    return {str(unit): own for unit, own in rows.groupby("unit")}


def part_of(rows: pd.DataFrame) -> Part:
    """The valid answers among some rows."""
    valid = rows[rows["overall"].isin(LEVELS)]
    return Part(
        int(valid["count"].sum()),
        int(valid.loc[valid["overall"] >= 4, "count"].sum()),
        valid["overall"].nunique() == 1,
    )


def _against_peers(rows: Sequence[UnitRow], tops: Sequence[int]) -> list[UnitRow]:
    answered = [row.whole.answered for row in rows]
    high = peer_outliers(tops, answered)
    satisfied = peer_outliers([row.whole.satisfied for row in rows], answered)
    covered = [place for place, row in enumerate(rows) if row.visits]
    low: dict[int, Outlier] = {}
    if len(covered) >= FEWEST_PEERS:
        for place in covered:
            others = [rows[other] for other in covered if other != place]
            low[place] = count_outlier(
                rows[place].responses,
                float(rows[place].visits or 0),
                [row.responses for row in others],
                [float(row.visits or 0) for row in others],
                side="below",
            )
    both = {place: coverage_against_share(few, satisfied[place]) for place, few in low.items()}
    raised = dict(zip(both, _raise(list(both.values())), strict=True))
    return [
        replace(
            row,
            peers=high[place],
            few_and_content=(both[place], raised[place]) if place in both else None,
            usual_coverage=low[place].expected if place in low else None,
        )
        for place, row in enumerate(rows)
    ]


def _visits_of_period(counts: Counts) -> dict[str, int]:
    days = counts.visits["day"]
    here = counts.visits[(days >= counts.period.first) & (days <= counts.period.last)]
    return {str(unit): int(number) for unit, number in here.groupby("unit")["visits"].sum().items()}


def _by_week(rows: pd.DataFrame) -> tuple[list[int], list[int]]:
    """Satisfied and answered, week by week."""
    parts = [part_of(each) for _week, each in rows.groupby("week")]
    return ([part.satisfied for part in parts], [part.answered for part in parts]) if parts else ([0], [0])


def _within(rows: pd.DataFrame, name: str, first: date, last: date) -> int:
    return int(rows.loc[(rows["day"] >= first) & (rows["day"] <= last), name].sum())


def _raise(chances: Sequence[float]) -> tuple[float, ...]:
    return adjust_p(chances, method="bh") if chances else ()
