"""What the demonstration holds for the inspector to find: as many answers made up as lost, and nothing else touched."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from survey_app.demo.planted import PADDED_DESK, SILENT_DESK, plant
from survey_app.demo.simulation import Simulation, simulate

UNTIL = date(2026, 11, 22)


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return simulate(1, 12_000, UNTIL)


def test_one_desk_is_silent_and_another_has_as_many_answers_more(simulation: Simulation) -> None:
    planted = plant(simulation)
    before, after = simulation.sheets, planted.sheets
    desks = [desk.code for desk in simulation.province.desks]
    silent, padded = desks.index(SILENT_DESK), desks.index(PADDED_DESK)
    monday = UNTIL - timedelta(days=6)
    week = np.array([day >= monday for day in simulation.population.days])
    lost = int((week[before.day] & (before.desk == silent)).sum())
    assert lost > 3
    assert after.desk.size == before.desk.size == planted.labels.size
    assert not (week[after.day] & (after.desk == silent)).any()
    more = [int((week[sheets.day] & (sheets.desk == padded)).sum()) for sheets in (before, after)]
    assert more[1] - more[0] == lost
    made = slice(-lost, None)
    assert set(after.codes["overall"][made].tolist()) == {b"5"}
    assert after.minutes[made].min() >= 1
    assert (planted.labels != "").sum() == (lost + 1) // 2
    others = ~np.isin(before.desk, (silent, padded))
    assert np.array_equal(before.minutes[others], after.minutes[~np.isin(after.desk, (silent, padded))])


def test_too_few_answers_to_plant_any_are_left_alone(simulation: Simulation) -> None:
    few = simulate(1, 40, UNTIL)
    planted = plant(few)
    assert planted.sheets.desk.size == 40
    assert set(planted.labels.tolist()) <= {"", "burst out_of_hours"}
