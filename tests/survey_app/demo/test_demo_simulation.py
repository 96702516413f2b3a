"""What a simulated half-year looks like, and that it says the same for the same seed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from survey_app.calendars import is_working_day
from survey_app.demo.simulation import Simulation, simulate, with_mode

UNTIL = date(2026, 11, 15)


@pytest.fixture(scope="module")
def half_year() -> Simulation:
    return simulate(1, 20_000, UNTIL)


def stratum_days(simulation: Simulation, strata: np.ndarray, days: np.ndarray) -> np.ndarray:
    shape = (simulation.truth.unit.size, len(simulation.population.days))
    return np.bincount(strata * shape[1] + days, minlength=shape[0] * shape[1]).reshape(shape)


def test_it_spans_26_weeks_and_only_working_days(half_year: Simulation) -> None:
    days = half_year.population.days
    assert (half_year.first, half_year.until) == (date(2026, 5, 18), UNTIL)
    assert half_year.first.weekday() == 0
    assert all(half_year.first <= day <= UNTIL and is_working_day(day) for day in days)
    assert date(2026, 9, 2) not in days
    assert len({day.isocalendar().week for day in days}) == 26


def test_the_same_seed_gives_the_same_answers_and_another_seed_others(half_year: Simulation) -> None:
    again, other = simulate(1, 20_000, UNTIL), simulate(2, 20_000, UNTIL)
    for item, codes in half_year.sheets.codes.items():
        assert (codes == again.sheets.codes[item]).all()
    assert (half_year.sheets.desk == again.sheets.desk).all()
    assert all((half_year.dossiers.counts[name] == again.dossiers.counts[name]).all() for name in again.dossiers.counts)
    assert (half_year.sheets.desk != other.sheets.desk).any()
    assert half_year.truth.share != other.truth.share


def test_there_are_as_many_sheets_as_asked_for_and_never_more_than_visits(half_year: Simulation) -> None:
    sheets, dossiers = half_year.sheets, half_year.dossiers
    assert sheets.desk.size == 20_000
    answers = stratum_days(half_year, sheets.stratum, sheets.day)
    visits = np.zeros_like(answers)
    visits[dossiers.stratum, dossiers.day] = dossiers.counts["visits"]
    assert (answers <= visits).all()
    assert visits.sum() == half_year.population.cell.size


def test_more_answers_than_the_province_has_room_for_bring_more_people() -> None:
    crowded = simulate(1, 120_000, UNTIL)
    assert crowded.sheets.desk.size == 120_000
    assert crowded.population.cell.size > 500_000


def test_volumes_are_unequal_and_small_centres_answer_more(half_year: Simulation) -> None:
    truth = half_year.truth
    visits = np.bincount(truth.unit[half_year.population.stratum])
    answers = np.bincount(truth.unit[half_year.sheets.stratum])
    rate = answers / visits
    assert visits[0] > 20 * np.median(visits[1:])
    assert visits[1:].max() > 5 * visits[1:].min()
    assert rate[0] < np.median(rate[1:]) / 3
    assert np.corrcoef(np.log(visits), np.log(rate))[0, 1] < -0.7


def test_waits_are_skewed_to_the_right_and_the_discontented_waited_longer(half_year: Simulation) -> None:
    population = half_year.population
    assert population.wait.mean() > 1.15 * np.median(population.wait)
    assert population.wait[~population.satisfied].mean() > 1.3 * population.wait[population.satisfied].mean()


def test_told_minutes_heap_on_5_10_15_and_30(half_year: Simulation) -> None:
    minutes = half_year.sheets.minutes
    told = np.bincount(minutes[minutes >= 0], minlength=100)
    for heap in (5, 10, 15, 30):
        assert told[heap] > 4 * max(told[heap - 1], told[heap + 1])
    assert told[[5, 10, 15, 30]].sum() > 0.6 * told.sum()
    assert minutes.max() <= 480
    assert 0.1 < (minutes < 0).mean() < 0.25


def test_answers_of_one_desk_day_resemble_each_other(half_year: Simulation) -> None:
    population = half_year.population
    content = population.satisfied.astype(float) - population.satisfied.mean()
    by_stratum = np.bincount(population.stratum, content) / np.bincount(population.stratum)
    rest = content - by_stratum[population.stratum]
    sums, squares = np.bincount(population.cell, rest), np.bincount(population.cell, rest**2)
    sizes = np.bincount(population.cell)
    pairs = float((sizes * (sizes - 1)).sum())
    likeness = float((sums**2 - squares).sum()) / pairs / float((rest**2).mean())
    assert 0.02 < likeness < 0.08


def test_only_the_headline_question_is_always_answered(half_year: Simulation) -> None:
    sheets = half_year.sheets
    blank = {item: float((codes == b".").mean()) for item, codes in sheets.codes.items()}
    assert blank.pop("overall") == 0
    assert all(0.4 < share < 0.8 for share in blank.values())
    assert set(np.unique(sheets.codes["overall"])) == {b"1", b"2", b"3", b"4", b"5"}
    assert set(np.unique(sheets.respondent_type)) == {b".", b"1", b"2", b"3"}
    assert set(np.unique(sheets.purpose)) == {b".", b"1", b"2", b"3"}


def test_the_sector_is_unknown_only_where_the_desk_serves_several(half_year: Simulation) -> None:
    sheets = half_year.sheets
    alone = np.array([len(desk.sectors) == 1 for desk in half_year.province.desks])[sheets.desk]
    assert sheets.sector_known[alone].all()
    assert 0.9 < sheets.sector_known[~alone].mean() < 0.99


def test_resolved_dossiers_come_early_on_time_or_late(half_year: Simulation) -> None:
    counts = half_year.dossiers.counts
    resolved = sum(int(counts[name].sum()) for name in ("resolved_early", "resolved_on_time", "resolved_late"))
    assert all((column >= 0).all() for column in counts.values())
    assert (counts["received"] <= counts["visits"]).all()
    assert (counts["apologies"] <= counts["resolved_late"]).all()
    assert 0.9 < 1 - counts["resolved_late"].sum() / resolved < 0.99


def test_mondays_are_the_busiest(half_year: Simulation) -> None:
    population = half_year.population
    weekday = np.array([day.weekday() for day in population.days])
    visits = np.bincount(population.cell_day[population.cell], minlength=weekday.size)
    average = [visits[weekday == day].mean() for day in range(5)]
    assert max(average) == average[0]
    assert min(average) == average[4]


def test_mode_b_asks_the_same_people_but_hears_from_fewer_of_the_discontented(half_year: Simulation) -> None:
    other = with_mode(half_year, "b")
    assert other.population is half_year.population
    assert other.sheets.satisfied.mean() > half_year.sheets.satisfied.mean() + 0.02
