"""What weighting mends and what it cannot, over 200 seeds."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from survey_app.demo.comparison import Comparison, compare, describe, trials
from survey_app.demo.simulation import simulate, with_mode

SEEDS = range(200)


def root_mean_square(errors: list[float]) -> float:
    return float(np.sqrt(np.mean(np.square(errors))))


def test_with_participation_by_unit_and_sector_the_weighted_figure_is_far_nearer_than_the_raw_one() -> None:
    tried = trials(SEEDS, mode="a", responses=60_000)
    raw = root_mean_square([one.raw_error for one in tried])
    weighted = root_mean_square([one.remaining_error for one in tried])
    assert weighted < 0.7 * raw
    assert abs(np.mean([one.remaining_error for one in tried])) < 0.001


def test_a_single_weeks_worth_of_answers_is_mended_too() -> None:
    tried = trials(range(40), mode="a", responses=2_300)
    weighted = root_mean_square([one.remaining_error for one in tried])
    assert weighted < 0.7 * root_mean_square([one.raw_error for one in tried])


def test_where_the_discontented_answer_less_a_bias_stays_that_weighting_does_not_mend() -> None:
    errors = np.array([one.remaining_error for one in trials(SEEDS, mode="b", responses=60_000)])
    assert errors.mean() > 0.03
    assert (errors > 0.02).all()
    assert errors.mean() > 5 * errors.std()


def test_the_interval_of_a_biased_figure_does_not_cover_the_truth() -> None:
    biased = compare(simulate(1, 60_000, date(2026, 11, 15), "b"))
    assert biased.estimate is not None
    assert biased.estimate.ci_low > biased.truth


def test_the_whole_simulation_tells_the_same_story_as_the_fast_one() -> None:
    simulation = simulate(1, 60_000, date(2026, 11, 15))
    loaded, other = compare(simulation), compare(with_mode(simulation, "b"))
    assert loaded.truth == other.truth == simulation.population.share
    assert loaded.raw_error > 0.02
    assert abs(loaded.remaining_error) < 0.3 * loaded.raw_error
    assert loaded.estimate is not None
    assert abs(loaded.remaining_error) < 4 * loaded.estimate.se
    assert other.remaining_error > 0.02


def test_weighing_seeds_together_gives_what_weighing_one_alone_gives() -> None:
    together, alone = trials([7, 8, 9], mode="b", responses=3_000), trials([8], mode="b", responses=3_000)
    assert together[1].weighted == pytest.approx(alone[0].weighted, rel=1e-12)
    assert together[1].raw == alone[0].raw


def test_the_demonstration_names_the_bias_that_remains() -> None:
    loaded, other = Comparison("a", 0.8456, 0.8759, 0.8477), Comparison("b", 0.8456, 0.9059, 0.883)
    text = "\n".join(describe(loaded, other))
    assert "độ lệch còn lại mà quyền số không sửa được: +3,74 điểm" in text
    assert "87,59%, lệch +3,03 điểm" in text
    assert "84,77%, lệch +0,21 điểm" in text
