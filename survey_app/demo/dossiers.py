"""The counts a one-stop unit imports: visits and dossiers by unit, sector and day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey_app.demo.population import Population
from survey_app.demo.truth import Ints, Truth

BRINGS_A_DOSSIER = 0.46
EARLY = 0.32
STILL_WAITING = 6.0
"""Overdue dossiers in stock, in days' worth of late ones."""
APOLOGISED = 0.85


@dataclass(frozen=True, slots=True)
class Dossiers:
    """Counts of the stratum-days on which anybody came or anything was resolved."""

    stratum: Ints
    day: Ints
    counts: dict[str, Ints]
    """By column of the import: visits, received, resolved_early …"""


def draw_dossiers(population: Population, truth: Truth, *, seed: int) -> Dossiers:
    """Count the visits and draw what became of the dossiers that were brought."""
    rng = np.random.default_rng([seed, 5])
    shape = (truth.unit.size, len(population.days))
    visits = np.zeros(shape, dtype=np.int64)
    per_cell = np.bincount(population.cell, minlength=population.cell_station.size)
    np.add.at(visits, (population.station_stratum[population.cell_station], population.cell_day), per_cell)
    received = rng.binomial(visits, BRINGS_A_DOSSIER)
    resolved = rng.poisson(np.broadcast_to(received.mean(axis=1, keepdims=True), shape))
    late = rng.binomial(resolved, np.broadcast_to(truth.late[:, None], shape))
    early = rng.binomial(resolved - late, EARLY)
    stock = rng.poisson(np.broadcast_to((truth.late * received.mean(axis=1) * STILL_WAITING)[:, None], shape))
    counts = {
        "visits": visits,
        "received": received,
        "resolved_early": early,
        "resolved_on_time": resolved - late - early,
        "resolved_late": late,
        "overdue_pending": stock,
        "apologies": rng.binomial(late, APOLOGISED),
    }
    stratum, day = np.nonzero(visits + resolved)
    return Dossiers(stratum, day, {name: table[stratum, day] for name, table in counts.items()})
