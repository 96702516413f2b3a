"""How often honest weeks are told of, and padded ones: `bench/integrity.py` in small, on seeds of its own."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.integrity.office_week import BURST_FROM, FLAGGED
from analysis.integrity.silence import never_heard
from bench.integrity.arriving import kit_labels
from bench.integrity.counting import burst_labels
from bench.integrity.honest import draw_history, draw_office
from bench.integrity.judging import caught, judge_many
from bench.integrity.silencing import posters_gone
from survey_app.intake.arrivals import BURST_FROM as LABELLED_FROM


def test_honest_weeks_are_hardly_ever_told_of() -> None:
    judged = list(judge_many(31, 300))
    assert min(one.week.answered for one in judged) >= 200
    assert sum(one.verdict.is_flagged for one in judged) <= 3  # 1 %


@pytest.mark.parametrize(
    ("style", "part", "least"), [("flat", 0.15, 0.9), ("constant", 0.15, 0.5), ("evening", 0.05, 0.9)]
)
def test_clumsy_padding_is_told_of(style: str, part: float, least: float) -> None:
    assert caught(32, 60, style, part) >= least


def test_careful_padding_of_five_percent_is_as_good_as_invisible() -> None:
    # said on the page and in the docs; a detector that claimed more would have to be looked into
    assert caught(33, 60, "careful", 0.05) <= 0.1


def test_a_poster_torn_off_is_told_of_within_one_day() -> None:
    busy = posters_gone(34, 40)["12 and more"]
    assert busy.desks > 40
    assert busy.after_one_day >= 0.97
    assert busy.after_two == 1
    assert busy.by_mistake == 0


def test_new_desks_that_work_are_hardly_ever_told_of_as_never_heard() -> None:
    rng = np.random.default_rng(36)
    told = 0
    for _new in range(2000):
        visits, coverage = rng.poisson(rng.uniform(5, 60), 10), draw_office(rng).coverage
        found = never_heard(visits.tolist())
        told += found is not None and found.is_remarkable and rng.binomial(visits.sum(), coverage) == 0
    assert told <= 20  # 1 %


def test_the_labels_of_the_simulation_are_those_of_the_kit() -> None:
    rng = np.random.default_rng(35)
    answers = draw_history(rng, draw_office(rng)).answers
    last = answers.of(answers.week == 12)
    crowded = last.of(np.argsort(last.second))
    crowded.second[:] = np.sort(rng.uniform(0, 300, len(crowded)))
    assert burst_labels(crowded).sum() > 5
    assert (kit_labels(crowded) == burst_labels(crowded)).all()


def test_levels_are_those_that_were_calibrated() -> None:
    # 0.34 % of 10,000 honest weeks lie at or below 0.002, 0.07 % have five of a burst: bench/integrity.py --calibrate
    assert (FLAGGED, BURST_FROM, LABELLED_FROM) == (0.002, 5, 5)
