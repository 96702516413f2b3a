"""The sheets that come back: who of the visitors answers, and what they tick.

Felt minutes heap on 5, 10, 15 and 30; most people leave the folded questions closed; some do not know the sector.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey_app.demo.population import Population
from survey_app.demo.province import Province
from survey_app.demo.truth import Floats, Ints, Mode, Truth, chance_to_answer

Codes = NDArray[np.bytes_]
Flags = NDArray[np.bool_]

QUICK_MINUTES = np.array([5, 10, 15, 20, 25, 30, 45, 60])
ROUND_MINUTES = np.array([5, 10, 15, 30, 45, 60, 90, 120])
LONGEST_WAIT = 480
TELLS_MINUTES = 0.82
KNOWS_SECTOR = 0.95
OPENS_THE_FOLD = 0.42
COMMENTS = 0.02
BUSINESS_AT = {"dau_tu": 0.8, "doanh_nghiep": 0.75, "xay_dung": 0.35, "dat_dai": 0.15, "moi_truong": 0.5}
"""Share of visitors who come for a business, by sector; few elsewhere."""
FACTOR_MOVES = {
    "access": (0.19, 0.65, 0.16),
    "procedure": (0.26, 0.7, 0.04),
    "officials": (0.05, 0.75, 0.2),
    "result": (0.15, 0.71, 0.14),
    "feedback": (0.2, 0.6, 0.2),
}
"""How a factor is judged beside the whole: chances of a level worse, the same, a level better."""
FACTOR_ITEMS = tuple(FACTOR_MOVES)


@dataclass(frozen=True, slots=True)
class Sheets:
    """The answers as arrays, one place a sheet, in random order; −1 and b'.' mean not answered."""

    desk: Ints
    stratum: Ints
    day: Ints
    sector_known: Flags
    minutes: Ints
    minutes_typed: Flags
    respondent_type: Codes
    purpose: Codes
    codes: dict[str, Codes]
    """Answer code by item, for the items kept in the answer text."""
    comments: Flags
    """Who leaves a comment."""

    @property
    def satisfied(self) -> Flags:
        """Whether each answer to the headline item is 4 or 5."""
        return np.isin(self.codes["overall"], [b"4", b"5"])


def choose_who_answers(population: Population, truth: Truth, *, responses: int, mode: Mode, seed: int) -> Ints:
    """Draw `responses` different visits, each with its readiness to answer (Efraimidis and Spirakis 2006)."""
    rng = np.random.default_rng([seed, 3])
    chance = chance_to_answer(truth, mode, population.satisfied, population.stratum)
    return np.argpartition(rng.exponential(size=chance.size) / chance, responses)[:responses]


def fill_sheets(population: Population, province: Province, truth: Truth, visits: Ints, *, seed: int) -> Sheets:
    """Let the chosen visitors fill the sheet."""
    rng = np.random.default_rng([seed, 4])
    visits = rng.permutation(visits)
    cell = population.cell[visits]
    station = population.cell_station[cell]
    stratum = population.station_stratum[station]
    level = population.level[visits].astype(np.int64)
    minutes, typed = _minutes(population.wait[visits], rng)
    purpose = _pick(rng, visits.size, {b"1": 0.45, b"2": 0.38, b"3": 0.17}, answered=0.9)
    desk = population.station_desk[station]
    asked_sector = np.array([len(each.sectors) > 1 for each in province.desks])[desk]
    return Sheets(
        desk=desk,
        stratum=stratum,
        day=population.cell_day[cell],
        sector_known=~asked_sector | (rng.random(visits.size) < KNOWS_SECTOR),
        minutes=minutes,
        minutes_typed=typed,
        respondent_type=_respondent_types(province, truth.sector[stratum], rng),
        purpose=purpose,
        codes={"overall": _as_codes(level), **_folded(level, purpose, rng)},
        comments=rng.random(visits.size) < COMMENTS,
    )


def _minutes(wait: Floats, rng: np.random.Generator) -> tuple[Ints, Flags]:
    """Report a wait as people do: most to a round number, some to five minutes, few to the minute."""
    habit = rng.random(wait.size)
    exact = np.rint(wait)
    fives = 5 * np.rint(wait / 5)
    # half-way between two round numbers on the scale of ratios, which is how people round
    edges = np.sqrt(ROUND_MINUTES[:-1] * ROUND_MINUTES[1:])
    heaped = ROUND_MINUTES[np.searchsorted(edges, wait)]
    told = np.select([habit < 0.6, habit < 0.86], [heaped, fives], exact)
    minutes = np.clip(told, 0, LONGEST_WAIT).astype(np.int64)
    typed = ~np.isin(minutes, QUICK_MINUTES) | (rng.random(wait.size) < 0.06)
    silent = rng.random(wait.size) >= TELLS_MINUTES
    return np.where(silent, -1, minutes), typed


def _respondent_types(province: Province, sector: Ints, rng: np.random.Generator) -> Codes:
    business = np.array([BUSINESS_AT.get(code, 0.04) for code in province.sectors])[sector]
    draw = rng.random(sector.size)
    codes = np.select([draw < business, draw < business + 0.02], [b"2", b"3"], b"1")
    return _unless(rng.random(sector.size) < 0.1, codes)


def _folded(level: Ints, purpose: Codes, rng: np.random.Generator) -> dict[str, Codes]:
    opened = rng.random(level.size) < OPENS_THE_FOLD
    codes = {item: _factor(level, FACTOR_MOVES[item], rng) for item in FACTOR_ITEMS}
    nothing_yet = rng.random(level.size) < np.where(purpose == b"1", 0.8, 0.05)
    codes["result"] = np.where(nothing_yet, b"0", codes["result"])
    codes["feedback"] = np.where(rng.random(level.size) < 0.55, b"0", codes["feedback"])
    happy = level >= 4
    codes["resupply"] = _either(happy, {b"1": 0.07, b"2": 0.87, b"3": 0.06}, {b"1": 0.24, b"2": 0.68, b"3": 0.08}, rng)
    codes["visits"] = _either(happy, {b"1": 0.77, b"2": 0.18, b"3": 0.05}, {b"1": 0.5, b"2": 0.32, b"3": 0.18}, rng)
    return {item: _unless(~opened | (rng.random(level.size) < 0.07), answered) for item, answered in codes.items()}


def _factor(level: Ints, moves: tuple[float, float, float], rng: np.random.Generator) -> Codes:
    return _as_codes(np.clip(level + rng.choice([-1, 0, 1], level.size, p=moves), 1, 5))


def _either(happy: Flags, if_happy: dict[bytes, float], if_not: dict[bytes, float], rng: np.random.Generator) -> Codes:
    return np.where(happy, _pick(rng, happy.size, if_happy), _pick(rng, happy.size, if_not))


def _pick(rng: np.random.Generator, size: int, chances: dict[bytes, float], answered: float = 1.0) -> Codes:
    codes = rng.choice(np.array(list(chances)), size, p=list(chances.values()))
    return _unless(rng.random(size) >= answered, codes)


def _unless(blank: Flags, codes: Codes) -> Codes:
    return np.where(blank, b".", codes)


def _as_codes(level: Ints) -> Codes:
    return np.array([b"0", b"1", b"2", b"3", b"4", b"5"])[level]
