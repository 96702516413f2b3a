"""Everybody who comes to a desk in the 26 weeks: how content each leaves and how long each waited.

People of one desk and day resemble each other (beta-binomial): a bad morning at a desk is felt by all who stand there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, expit, logit

from survey_app.calendars import working_days
from survey_app.demo.province import Province
from survey_app.demo.truth import Floats, Ints, Truth

WEEKS = 26
LIKENESS = 24.0
"""a + b of the beta law of a desk-day's share; answers of one desk-day correlate by 1 / (LIKENESS + 1)."""
BUSY_WEEKDAYS = (1.25, 1.05, 0.97, 0.95, 0.88, 0.5, 0.3)
AFTER_A_HOLIDAY = 1.2
UPWARD_DRIFT = 0.24
"""In logits from the first week to the last: reform works slowly."""
LAND_TROUBLE = -0.4
LAND_TROUBLE_WEEKS = (15, 16, 17)
"""Three bad weeks in land, so that a chart over weeks has something to show."""
MORE_CONTENT = (0.58, 0.42)
"""Levels 4 and 5 among the content."""
LESS_CONTENT = (0.10, 0.22, 0.68)
"""Levels 1, 2, 3 among the others."""
NOT_CONTENT_WAITED = 1.5


@dataclass(frozen=True, slots=True)
class Population:
    """All visits. A station is a stratum served at a desk; a cell is a station on a day; `cell` says each visit's."""

    days: tuple[date, ...]
    station_desk: Ints
    station_stratum: Ints
    cell_station: Ints
    cell_day: Ints
    cell: Ints
    level: NDArray[np.int8]
    wait: Floats

    @property
    def stratum(self) -> Ints:
        """Stratum of each visit."""
        return self.station_stratum[self.cell_station[self.cell]]

    @property
    def satisfied(self) -> NDArray[np.bool_]:
        """Whether each visitor left content."""
        return self.level >= 4

    @property
    def share(self) -> float:
        """What asking everybody would have given."""
        return float(self.satisfied.mean())


def open_days(until: date) -> tuple[date, ...]:
    """The working days of the 26 weeks that end on the Sunday `until`."""
    return working_days(until - timedelta(days=7 * WEEKS - 1), until)


def draw_population(
    province: Province, truth: Truth, days: tuple[date, ...], *, seed: int, crowd: float = 1.0
) -> Population:
    """Draw every visit; `crowd` multiplies how many come."""
    rng = np.random.default_rng([seed, 2])
    desk, stratum, part = _stations(province, truth)
    expected = np.outer(truth.weekly_visits[stratum] * part * crowd / 5, _busyness(days))
    arrivals = rng.poisson(expected * rng.gamma(60, 1 / 60, expected.shape))
    cell_station, cell_day = np.nonzero(arrivals)
    cell = np.repeat(np.arange(cell_station.size), arrivals[cell_station, cell_day])
    mood = rng.random((len(province.desks), len(days)))[desk[cell_station], cell_day]
    content = _content(province, truth, stratum[cell_station], _week_of(days)[cell_day], mood)
    level = _levels(content[cell], rng)
    pace = np.exp(0.18 * rng.normal(size=(len(province.desks), len(days))))[desk[cell_station], cell_day]
    typical = truth.median_wait[stratum[cell_station]] * pace * np.sqrt(_busyness(days)[cell_day])
    wait = typical[cell] * np.exp(0.7 * rng.normal(size=cell.size)) * np.where(level < 4, NOT_CONTENT_WAITED, 1)
    return Population(days, desk, stratum, cell_station, cell_day, cell, level, wait)


def _stations(province: Province, truth: Truth) -> tuple[Ints, Ints, Floats]:
    desks: dict[tuple[str, str], list[int]] = {}
    for position, desk in enumerate(province.desks):
        for sector in desk.sectors:
            desks.setdefault((desk.unit, sector), []).append(position)
    rows = [
        (desk_position, stratum, 1 / len(serving))
        for stratum, (unit, sector) in enumerate(zip(truth.unit, truth.sector, strict=True))
        for serving in [desks[province.centres[unit].code, province.sectors[sector]]]
        for desk_position in serving
    ]
    positions, strata, parts = zip(*rows, strict=True)
    return np.array(positions), np.array(strata), np.array(parts)


def _busyness(days: Sequence[date]) -> Floats:
    factor = np.array([BUSY_WEEKDAYS[day.weekday()] for day in days])
    gap = np.array([0, *((after - before).days for before, after in zip(days, days[1:], strict=False))])
    weekend = np.array([3 if day.weekday() == 0 else 1 for day in days])
    return np.where(gap > weekend, AFTER_A_HOLIDAY * factor, factor)


def _week_of(days: Sequence[date]) -> Ints:
    monday = days[0] - timedelta(days=days[0].weekday())
    return np.array([(day - monday).days // 7 for day in days])


def _content(province: Province, truth: Truth, stratum: Ints, week: Ints, mood: Floats) -> Floats:
    """Share content in each cell: the stratum's own, drifting over the weeks, and the desk-day's mood around it."""
    land = truth.sector[stratum] == province.sectors.index("dat_dai")
    trouble = LAND_TROUBLE * (land & np.isin(week, LAND_TROUBLE_WEEKS))
    drift = UPWARD_DRIFT * (week / (WEEKS - 1) - 0.5)
    centre = expit(logit(truth.satisfied[stratum]) + drift + trouble)
    return np.asarray(betaincinv(centre * LIKENESS, (1 - centre) * LIKENESS, mood), dtype=np.float64)


def _levels(content: Floats, rng: np.random.Generator) -> NDArray[np.int8]:
    satisfied = rng.random(content.size) < content
    high = rng.choice(np.array([4, 5], dtype=np.int8), content.size, p=MORE_CONTENT)
    low = rng.choice(np.array([1, 2, 3], dtype=np.int8), content.size, p=LESS_CONTENT)
    return np.where(satisfied, high, low)
