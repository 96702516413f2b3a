"""What the demonstration holds for the inspector to find: made-up answers at one unit, a dead QR code at another.

As many answers are made up at the one as the other loses, so that the number asked for stays.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from survey_app.demo.answers import Sheets
from survey_app.demo.simulation import Simulation
from survey_app.demo.truth import Ints

SILENT_DESK = "mo_phong_x02_q01"
"""Its poster is covered from the last week's Monday on."""
PADDED_DESK = "mo_phong_x01_q02"
"""Where answers were made up in the last week: content throughout, minutes as they came to mind."""
SITTING_DAY = 3
"""The working day of the week on which half of them were sent in one evening."""
ARRAYS = tuple(field.name for field in fields(Sheets) if field.name != "codes")
FLAT = 30
"""Minutes made up lie anywhere up to it."""


@dataclass(frozen=True, slots=True)
class Planted:
    """The sheets to load, the labels they bear, and which of them nobody gave."""

    sheets: Sheets
    labels: NDArray[np.str_]
    is_made_up: NDArray[np.bool_]


def plant(simulation: Simulation) -> Planted:
    """Take the silent desk's answers of the last week away and put as many made-up ones elsewhere."""
    sheets, days = simulation.sheets, simulation.population.days
    desks = [desk.code for desk in simulation.province.desks]
    monday = simulation.until - timedelta(days=6)
    last = np.array([day >= monday for day in days])[sheets.day]
    silent = last & (sheets.desk == desks.index(SILENT_DESK))
    like = np.flatnonzero(last & (sheets.desk == desks.index(PADDED_DESK)))
    rng = np.random.default_rng([simulation.seed, 9])
    if not like.size or not silent.any():
        return Planted(sheets, np.full(sheets.desk.size, "", dtype="U20"), np.zeros(sheets.desk.size, dtype=bool))
    made = _made_up(_rows(sheets, rng.choice(like, int(silent.sum()))), rng)
    week = [number for number, day in enumerate(days) if day >= monday]
    sitting = np.arange(made.desk.size) % 2 == 0
    made = replace(made, day=np.where(sitting, week[min(SITTING_DAY, len(week) - 1)], made.day))
    honest = int((~silent).sum())
    labels = np.concatenate([np.full(honest, ""), np.where(sitting, "burst out_of_hours", "")])
    is_made_up = np.arange(honest + made.desk.size) >= honest
    return Planted(_joined(_rows(sheets, np.flatnonzero(~silent)), made), labels, is_made_up)


def _made_up(sheets: Sheets, rng: np.random.Generator) -> Sheets:
    """The same desk and days, content with everything."""
    number = sheets.desk.size
    best = {"overall", "access", "procedure", "officials", "result", "feedback"}
    codes = {item: np.full(number, b"5") if item in best else given for item, given in sheets.codes.items()}
    return replace(
        sheets,
        minutes=rng.integers(1, FLAT + 1, number),
        minutes_typed=np.ones(number, dtype=bool),
        codes=codes,
        comments=np.zeros(number, dtype=bool),
    )


def _rows(sheets: Sheets, rows: Ints) -> Sheets:
    values = {name: getattr(sheets, name)[rows] for name in ARRAYS}
    return Sheets(**values, codes={item: given[rows] for item, given in sheets.codes.items()})


def _joined(first: Sheets, second: Sheets) -> Sheets:
    values = {name: np.concatenate([getattr(first, name), getattr(second, name)]) for name in ARRAYS}
    codes = {item: np.concatenate([given, second.codes[item]]) for item, given in first.codes.items()}
    return Sheets(**values, codes=codes)
