"""How each sheet came in: by a one-time ticket, a changing code on a screen or the poster, on a phone or at a tablet.

The provincial centre began to hand out tickets half-way; the busiest communes have screens. Made-up sheets came from
a poster, which anybody can photograph: that is what the tiers side by side are there to show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from survey_app.demo.planted import Planted
from survey_app.demo.population import WEEKS
from survey_app.demo.province import CENTRE, SHOWN_DESK, DemoDesk
from survey_app.demo.simulation import Simulation
from survey_app.demo.truth import Ints
from survey_app.minting import USABLE_FOR

TICKETS_FROM = WEEKS // 2
"""The week, counted from 0, in which the provincial centre hands out its first tickets."""
HANDED_OUT = 0.85
"""Tickets minted for a desk's week, to the visits it then had."""
BY_TICKET = 0.6
"""Of those answers; the others use the poster."""
BY_SCREEN, SCREEN_FROM_BUSYNESS = 0.45, 2.0
AT_TABLET = 0.2
"""Of the answers at the desk with a tablet that are not by ticket."""
WITH_HELP = 0.06
"""Share of sheets filled with somebody's help; they need no code."""


@dataclass(frozen=True, slots=True)
class Proofs:
    """Tier and channel of each sheet, in the order of the sheets."""

    tier: NDArray[np.str_]
    channel: NDArray[np.str_]


def draw_proofs(simulation: Simulation, planted: Planted) -> Proofs:
    """Say of each sheet to load how it came in."""
    sheets, desks = planted.sheets, simulation.province.desks
    rng = np.random.default_rng([simulation.seed, 7])
    size = sheets.desk.size
    helped = rng.random(size) < WITH_HELP
    draw, tablet = rng.random(size), rng.random(size) < AT_TABLET
    has_tickets = np.array([desk.unit == CENTRE for desk in desks])[sheets.desk] & _with_tickets(simulation)[sheets.day]
    has_screen = _with_screen(simulation)[sheets.desk]
    by_ticket = has_tickets & (draw < BY_TICKET) & ~helped
    by_screen = has_screen & (draw < BY_SCREEN) & ~helped & ~planted.is_made_up
    at_tablet = np.array([desk.code == SHOWN_DESK for desk in desks])[sheets.desk] & tablet & ~helped & ~by_ticket
    return Proofs(
        tier=np.select([by_ticket, by_screen], ["ticket", "rotating"], "static"),
        channel=np.select([helped, at_tablet], ["assisted", "kiosk"], "phone"),
    )


def batch_rows(simulation: Simulation, planted: Planted, proofs: Proofs) -> Iterator[dict[str, Any]]:
    """A batch of codes for each desk and week with tickets, as large as its visits allow; its tickets are deleted."""
    visits = _by_desk_and_week(simulation, *_visits(simulation))
    sheets = planted.sheets
    used = proofs.tier == "ticket"
    spent = _by_desk_and_week(simulation, sheets.desk[used], sheets.day[used])
    for desk, week in np.argwhere(visits * _is_centre(simulation)[:, None] > 0).tolist():
        monday = _monday(simulation, week)
        if week >= TICKETS_FROM:
            size = max(int(visits[desk, week] * HANDED_OUT), int(spent[desk, week]))
            yield _batch(simulation.province.desks[desk], monday, size, int(spent[desk, week]))


def _batch(desk: DemoDesk, monday: date, size: int, spent: int) -> dict[str, Any]:
    friday = monday + timedelta(days=4)
    return {
        "id": uuid4(),
        "desk": desk.code,
        "minted_on": monday - timedelta(days=3),
        "valid_from": monday,
        "valid_to": friday + USABLE_FOR,
        "size": max(size, 1),
        "spent": spent,
    }


def _visits(simulation: Simulation) -> tuple[Ints, Ints]:
    """Desk and day of every visit."""
    population = simulation.population
    return population.station_desk[population.cell_station[population.cell]], population.cell_day[population.cell]


def _by_desk_and_week(simulation: Simulation, desk: Ints, day: Ints) -> Ints:
    """How many there are at each desk in each week."""
    table = np.zeros((len(simulation.province.desks), WEEKS), dtype=np.int64)
    np.add.at(table, (desk, _weeks(simulation)[day]), 1)
    return table


def _weeks(simulation: Simulation) -> Ints:
    """The week of each day, counted from 0."""
    return np.array([(day - simulation.first).days // 7 for day in simulation.population.days])


def _with_tickets(simulation: Simulation) -> NDArray[np.bool_]:
    return np.asarray(_weeks(simulation) >= TICKETS_FROM)


def _with_screen(simulation: Simulation) -> NDArray[np.bool_]:
    busy = {unit.code for unit in simulation.province.centres if unit.busyness >= SCREEN_FROM_BUSYNESS}
    return np.array([desk.unit in busy - {CENTRE} for desk in simulation.province.desks])


def _is_centre(simulation: Simulation) -> NDArray[np.bool_]:
    return np.array([desk.unit == CENTRE for desk in simulation.province.desks])


def _monday(simulation: Simulation, week: int) -> date:
    return simulation.first + timedelta(weeks=week)
