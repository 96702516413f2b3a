"""One simulated half-year, from a seed: `simulate(seed, responses, until, mode)`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from survey_app.demo.answers import Sheets, choose_who_answers, fill_sheets
from survey_app.demo.dossiers import Dossiers, draw_dossiers
from survey_app.demo.population import WEEKS, Population, draw_population, open_days
from survey_app.demo.province import Province, build_province
from survey_app.demo.truth import Mode, Truth, draw_truth

RESPONSES = 60_000
"""Up to so many answers the province keeps its size; more answers need more people."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """What is known of the simulated half-year: everything."""

    seed: int
    mode: Mode
    until: date
    province: Province
    truth: Truth
    population: Population
    sheets: Sheets
    dossiers: Dossiers

    @property
    def first(self) -> date:
        """The Monday the 26 weeks start with."""
        return self.until - timedelta(days=7 * WEEKS - 1)


def last_sunday(on_or_before: date) -> date:
    """The Sunday on the day or before."""
    return on_or_before - timedelta(days=on_or_before.isoweekday() % 7)


def simulate(seed: int, responses: int, until: date, mode: Mode = "a") -> Simulation:
    """Draw truth, people, answers and dossiers for the 26 weeks that end on the Sunday `until`."""
    province = build_province()
    truth = draw_truth(province, seed)
    crowd = max(1.0, responses / RESPONSES)
    population = draw_population(province, truth, open_days(until), seed=seed, crowd=crowd)
    who = choose_who_answers(population, truth, responses=responses, mode=mode, seed=seed)
    sheets = fill_sheets(population, province, truth, who, seed=seed)
    return Simulation(
        seed, mode, until, province, truth, population, sheets, draw_dossiers(population, truth, seed=seed)
    )


def with_mode(simulation: Simulation, mode: Mode) -> Simulation:
    """The same people on the same days, but who of them answers is drawn in another mode."""
    drawn, seed = simulation, simulation.seed
    who = choose_who_answers(drawn.population, drawn.truth, responses=drawn.sheets.desk.size, mode=mode, seed=seed)
    sheets = fill_sheets(drawn.population, drawn.province, drawn.truth, who, seed=seed)
    return replace(drawn, mode=mode, sheets=sheets)
