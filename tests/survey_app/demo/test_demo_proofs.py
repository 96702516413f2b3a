"""How the sheets of the demonstration came in: tiers, tablets, and tickets that reconcile with answers and visits."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from survey_app.database import Store
from survey_app.demo.load import load
from survey_app.demo.planted import Planted, plant
from survey_app.demo.proofs import Proofs, draw_proofs
from survey_app.demo.province import CENTRE, PROVINCE, SHOWN_DESK
from survey_app.demo.simulation import Simulation, simulate
from survey_app.periods import week_of
from survey_app.results import compute
from survey_app.results.reconcile import reconcile

UNTIL, LATER = date(2026, 11, 22), date(2026, 11, 27)


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return simulate(1, 12_000, UNTIL)


@pytest.fixture(scope="module")
def planted(simulation: Simulation) -> Planted:
    return plant(simulation)


@pytest.fixture(scope="module")
def proofs(simulation: Simulation, planted: Planted) -> Proofs:
    return draw_proofs(simulation, planted)


def test_only_the_centre_has_tickets_and_it_has_no_screen(
    simulation: Simulation, planted: Planted, proofs: Proofs
) -> None:
    at_centre = np.array([desk.unit == CENTRE for desk in simulation.province.desks])[planted.sheets.desk]
    assert set(proofs.tier[at_centre].tolist()) == {"ticket", "static"}
    assert set(proofs.tier[~at_centre].tolist()) == {"rotating", "static"}
    middle = simulation.population.days[len(simulation.population.days) // 3]
    early = np.array([day <= middle for day in simulation.population.days])[planted.sheets.day]
    assert not (early & (proofs.tier == "ticket")).any()


def test_made_up_sheets_bear_no_code_that_proves_a_visit(planted: Planted, proofs: Proofs) -> None:
    assert planted.is_made_up.any()
    assert set(proofs.tier[planted.is_made_up].tolist()) == {"static"}


def test_a_tablet_stands_at_the_shown_desk_only_and_helped_sheets_need_no_code(
    simulation: Simulation, planted: Planted, proofs: Proofs
) -> None:
    desks = [desk.code for desk in simulation.province.desks]
    tablets = planted.sheets.desk[proofs.channel == "kiosk"]
    assert tablets.size > 0
    assert {desks[desk] for desk in tablets.tolist()} == {SHOWN_DESK}
    assert set(proofs.tier[proofs.channel != "phone"].tolist()) == {"static"}
    assert (proofs.channel == "assisted").any()


def test_what_is_loaded_reconciles(simulation: Simulation, sqlite_store: Store) -> None:
    load(sqlite_store, simulation)
    with sqlite_store.reading() as session:
        rows = reconcile(session, week_of(UNTIL), {CENTRE})
    by_kind = {row.kind for row in rows}
    assert {"desk", "month"} <= by_kind
    desks = [row for row in rows if row.kind == "desk"]
    assert len(desks) == 12
    assert all(0 < row.answers < row.minted for row in desks)
    assert not any(row.is_over for row in rows)


def test_the_centres_tickets_do_not_speak_for_the_province(simulation: Simulation, sqlite_store: Store) -> None:
    load(sqlite_store, simulation)
    with sqlite_store.reading() as session:
        province = compute(session, week_of(UNTIL), PROVINCE, today=LATER)
        centre = compute(session, week_of(UNTIL), CENTRE, today=LATER)
    assert province.total.tier == "pooled"
    overall, own = (
        next(line for line in one.targets if line.key == "hai_long_chung" and not line.scope)
        for one in (province, centre)
    )
    assert overall.observed is not None
    assert overall.observed.value == pytest.approx(simulation.population.share, abs=0.015)
    # the plan's year to date has enough of the centre's own
    assert own.observed is not None
    assert 100 <= own.n == own.observed.n < 1_000
