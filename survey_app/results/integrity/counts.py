"""Counts of answers for the signs: by desk, day, tier and label; by minutes; by joint patterns; with the past."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from sqlalchemy.orm import Session

from analysis import WeekTally
from survey_app.cells import count_by, count_visits
from survey_app.intake.arrivals import BURST
from survey_app.models import Response
from survey_app.periods import Period
from survey_app.questionnaires import questionnaires_in_use

PAST_WEEKS = 12
MOST_WEEKS = 13
"""Weeks judged in one period: of a longer one, its last quarter."""
LONGEST = 480
ENOUGH_ITEMS = 4
"""Items answered, the overall one among them, to be counted as straight or not."""
LEVELS = (1, 2, 3, 4, 5)
BY_CODE = ("static", "rotating")
NO_MINUTES = (0,) * (LONGEST + 1)

Key: TypeAlias = tuple[str, int]
"""Unit and week."""


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Everything counted, from the past weeks on to the period's end."""

    period: Period
    weeks: tuple[int, ...]
    """Numbers of the ISO weeks judged, oldest first."""
    answers: pd.DataFrame
    """unit, desk, day, week, tier, labels, overall, count"""
    minutes: pd.DataFrame
    """unit, week, minutes, count"""
    patterns: pd.DataFrame
    """unit, desk, week, complete, straight"""
    visits: pd.DataFrame
    """unit, day, week, visits"""

    @property
    def of_period(self) -> pd.DataFrame:
        """The answers of the period itself."""
        days = self.answers["day"]
        return self.answers[(days >= self.period.first) & (days <= self.period.last)]


def week_number(day: date) -> int:
    """A number that grows by one each Monday; ordinal 1 is a Monday."""
    return (day.toordinal() - 1) // 7


def days_of(week: int) -> tuple[date, date]:
    """Monday and Sunday of a numbered week."""
    monday = date.fromordinal(week * 7 + 1)
    return monday, monday + timedelta(days=6)


def weeks_in(period: Period) -> tuple[int, ...]:
    """The whole weeks inside the period, the last quarter's where it is longer."""
    first, last = week_number(period.first + timedelta(days=6)), week_number(period.last - timedelta(days=6))
    return tuple(range(first, last + 1))[-MOST_WEEKS:]


def read_counts(session: Session, period: Period, units: set[str]) -> Counts:
    """Count what the period and the twelve weeks before its judged ones hold."""
    weeks = weeks_in(period)
    earliest = days_of((weeks[0] if weeks else week_number(period.first)) - PAST_WEEKS)[0]
    span = min(earliest, period.first), period.last
    keys = (Response.unit, Response.desk, Response.day)
    answers = _numbered(
        count_by(session, *span, keys=(*keys, Response.tier, Response.labels), items=("overall",), units=units)
    )
    minutes = _numbered(count_by(session, *span, keys=(Response.unit, Response.day), items=("minutes",), units=units))
    return Counts(
        period=period,
        weeks=weeks,
        answers=answers,
        minutes=minutes.groupby(["unit", "week", "minutes"], as_index=False)[["count"]].sum(),
        patterns=_patterns(session, span, units),
        visits=_numbered(count_visits(session, *span, units=units)),
    )


def tallies(counts: Counts) -> dict[str, dict[int, WeekTally]]:
    """What each unit's weeks are judged by: unit → week → tally."""
    known: dict[Key, dict[str, Any]] = defaultdict(lambda: {"minutes": NO_MINUTES})
    for rows in (_levels(counts.answers), _responses(counts.answers), counts.patterns, counts.visits):
        for key, values in _summed(rows).items():
            known[key] |= values
    for key, days in _desk_days(counts.answers).items():
        known[key]["desk_days"] = tuple(days)
    for key, told in _minutes(counts.minutes).items():
        known[key]["minutes"] = told
    found: dict[str, dict[int, WeekTally]] = defaultdict(dict)
    for (unit, week), values in sorted(known.items()):
        if values.get("responses"):
            found[unit][week] = WeekTally(**values)
    return dict(found)


def _levels(answers: pd.DataFrame) -> pd.DataFrame:
    """Columns of counts whose sums are those of a tally."""
    count = answers["count"].to_numpy() * answers["overall"].isin(LEVELS).to_numpy()
    top = count * (answers["overall"] == LEVELS[-1]).to_numpy()
    ticket, static = (answers["tier"] == "ticket").to_numpy(), answers["tier"].isin(BY_CODE).to_numpy()
    return answers[["unit", "week"]].assign(
        answered=count,
        top=top,
        satisfied=count * (answers["overall"] >= LEVELS[-2]).to_numpy(),
        static=count * static,
        static_top=top * static,
        ticket=count * ticket,
        ticket_top=top * ticket,
    )


def _responses(answers: pd.DataFrame) -> pd.DataFrame:
    """Responses of each desk-day, and the most of a week that came as a burst at one desk on one day."""
    borne = {labels: BURST in str(labels).split() for labels in answers["labels"].unique()}
    burst = answers["count"] * answers["labels"].map(borne).astype(int)
    days = answers[["unit", "week", "desk", "day"]].assign(responses=answers["count"], burst=burst)
    days = days.groupby(["unit", "week", "desk", "day"], as_index=False).sum()
    most = days.groupby(["unit", "week"])["burst"].transform("max")
    first = ~days.duplicated(["unit", "week"])
    return days[["unit", "week", "responses"]].assign(burst=most * first)


def _desk_days(answers: pd.DataFrame) -> dict[Key, list[tuple[str, int, int]]]:
    levels = _levels(answers).assign(desk=answers["desk"], day=answers["day"])
    summed = levels.groupby(["unit", "week", "desk", "day"], as_index=False)[["top", "answered"]].sum()
    found: dict[Key, list[tuple[str, int, int]]] = defaultdict(list)
    for unit, week, desk, top, answered in _lines(summed, "unit", "week", "desk", "top", "answered"):
        found[str(unit), int(week)].append((str(desk), int(top), int(answered)))
    return found


def _minutes(minutes: pd.DataFrame) -> dict[Key, tuple[int, ...]]:
    told: dict[Key, list[int]] = defaultdict(lambda: list(NO_MINUTES))
    for unit, week, value, count in _lines(minutes, "unit", "week", "minutes", "count"):
        told[str(unit), int(week)][int(value)] += int(count)
    return {key: tuple(counts) for key, counts in told.items()}


def _summed(rows: pd.DataFrame) -> dict[Key, dict[str, Any]]:
    """Sums of every other column by unit and week."""
    names = [name for name in rows.columns if name not in ("unit", "week", "desk", "day")]
    sums = rows.groupby(["unit", "week"], as_index=False)[names].sum()
    return {
        (str(unit), int(week)): dict(zip(names, map(int, values), strict=True))
        for unit, week, *values in _lines(sums, "unit", "week", *names)
    }


def _lines(rows: pd.DataFrame, *names: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(rows[name].tolist() for name in names), strict=True)


def _patterns(session: Session, span: tuple[date, date], units: set[str]) -> pd.DataFrame:
    """Desk-weeks with how many answered enough items and how many gave one level throughout."""
    items = _scale_items(session)
    keys = (Response.unit, Response.desk, Response.day)
    cells = _numbered(count_by(session, *span, keys=keys, items=items, units=units))
    levels = cells[list(items)].to_numpy(dtype=float)
    levels = np.where(levels >= 1, levels, np.nan)
    enough = (~np.isnan(levels)).sum(axis=1) >= ENOUGH_ITEMS
    spread = np.nanmax(np.where(enough[:, None], levels, 0), axis=1, initial=0) - np.nanmin(
        np.where(enough[:, None], levels, 0), axis=1, initial=9
    )
    cells["complete"] = np.where(enough, cells["count"], 0).astype(int)
    cells["straight"] = np.where(enough & (spread == 0), cells["count"], 0).astype(int)
    return cells.groupby(["unit", "desk", "week"], as_index=False)[["complete", "straight"]].sum()


def _scale_items(session: Session) -> Sequence[str]:
    """Codes of the items on a scale of satisfaction, the overall one first."""
    found = {
        item.code: None
        for questionnaire in questionnaires_in_use(session)
        for item in questionnaire.coded_items
        if item.kind == "scale"
    }
    return tuple(dict.fromkeys(("overall", *found)))


def _numbered(rows: pd.DataFrame) -> pd.DataFrame:
    numbers = {day: week_number(day) for day in rows["day"].unique()}
    rows["week"] = rows["day"].map(numbers).astype(int)
    if "count" in rows:
        rows["count"] = rows["count"].astype(int)
    return rows
