"""Verdicts: four comparisons, the rule for 100 %, rounding, and the answers still needed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from analysis import (
    DesignError,
    Estimate,
    MethodError,
    SurveyDesign,
    Target,
    answers_needed,
    exact_verdict,
    mean,
    proportion,
    verdict,
)


def share_of(satisfied: int, answers: int, method: str = "wilson") -> Estimate:
    cells = pd.DataFrame({"satisfied": [1, 0], "count": [satisfied, answers - satisfied]})
    cells = cells[cells["count"] > 0]
    return proportion(SurveyDesign(cells, count="count"), "satisfied", {1}, method=method)


def estimate_with(value: float, low: float, high: float) -> Estimate:
    return replace(share_of(150, 200), value=value, ci_low=low, ci_high=high)


@pytest.mark.parametrize(
    ("comparison", "low", "high", "certainty"),
    [
        (">=", 0.75, 0.80, "met"),
        (">=", 0.70, 0.75, "not_proven"),
        (">=", 0.70, 0.7499, "not_met"),
        (">", 0.75, 0.80, "not_proven"),
        (">", 0.7501, 0.80, "met"),
        (">", 0.70, 0.75, "not_met"),
        ("<=", 0.70, 0.75, "met"),
        ("<=", 0.75, 0.80, "not_proven"),
        ("<=", 0.7501, 0.80, "not_met"),
        ("<", 0.70, 0.7499, "met"),
        ("<", 0.70, 0.75, "not_proven"),
        ("<", 0.75, 0.80, "not_met"),
    ],
)
def test_the_interval_proves_what_both_its_ends_say(comparison: Any, low: float, high: float, certainty: str) -> None:
    assert verdict(estimate_with(0.75, low, high), Target(comparison, 0.75)).certainty == certainty


def test_rounding_error_of_sums_never_decides() -> None:
    almost = estimate_with(0.1 + 0.2, 0.25, 0.35)
    assert almost.value != 0.3
    assert verdict(almost, Target(">=", 0.3)).point == "met"
    assert verdict(almost, Target(">", 0.3)).point == "not_met"
    assert verdict(estimate_with(0.3 - 1e-16, 0.25, 0.35), Target(">=", 0.3)).point == "met"


def test_no_estimate_is_no_data() -> None:
    found = verdict(None, Target(">=", 0.75))
    assert (found.point, found.certainty) == ("no_data", "no_data")


def test_one_hundred_percent_is_proven_by_full_coverage_only() -> None:
    everyone, target = share_of(50, 50), Target(">=", 1.0)
    open_end = verdict(everyone, target, population=80)
    assert (open_end.point, open_end.certainty) == ("met", "not_proven")
    assert (open_end.answers_needed, open_end.answers_missing, open_end.feasible) == (80, 30, True)
    assert verdict(everyone, target).answers_needed is None
    assert verdict(everyone, target, full_coverage=True).certainty == "met"
    assert verdict(share_of(49, 50), target, full_coverage=True).certainty == "not_met"


def test_rounding_that_blurs_the_target_asks_for_no_more_answers() -> None:
    cells = pd.DataFrame({"minutes": [10, 20, 30, 60], "count": [40, 30, 20, 10]})
    felt = mean(SurveyDesign(cells, count="count"), "minutes")
    target = Target("<=", 23.0)
    blurred = verdict(felt, target, rounding=(14.0, 30.0))
    assert (blurred.certainty, blurred.answers_needed) == ("not_proven", None)
    clear = verdict(felt, target, rounding=(14.0, 22.5))
    assert clear.certainty == "not_proven"
    assert clear.answers_needed == 839
    assert verdict(replace(felt, ci_high=22.9), target, rounding=(14.0, 22.5)).certainty == "met"


@pytest.mark.parametrize(("comparison", "needed"), [(">=", 801), (">", 801), ("<=", 801), ("<", 801)])
def test_answers_needed_shrink_the_wilson_interval_to_the_target(comparison: Any, needed: int) -> None:
    found = verdict(share_of(156, 200), Target(comparison, 0.75))
    assert found.answers_needed == needed
    before, at = share_of(624, 800), share_of(156 * 801, 200 * 801)
    assert before.ci_low < 0.75 < at.ci_low


def test_answers_needed_grow_with_the_design_effect() -> None:
    share = replace(share_of(156, 200), deff=2.0)
    found = verdict(share, Target(">=", 0.75))
    assert found.answers_needed == 1601


def test_answers_needed_are_more_than_there_are_where_another_interval_is_wider() -> None:
    found = verdict(replace(share_of(156, 200), ci_low=0.5, value=0.9), Target(">=", 0.75))
    assert found.answers_needed == 201


def test_answers_needed_without_a_standard_error_use_the_weights_alone() -> None:
    everyone = share_of(10, 10)
    found = verdict(everyone, Target(">=", 0.95))
    assert found.certainty == "not_proven"
    assert found.answers_needed == 73


def test_an_exact_count_without_cases_is_no_data() -> None:
    assert exact_verdict(0, 0, Target(">=", 0.95)).point == "no_data"


def test_an_exact_count_gives_the_stricter_reading_too() -> None:
    found = exact_verdict(95, 100, Target(">=", 0.95, stricter=">"))
    assert (found.point, found.stricter_point) == ("met", "not_met")


def test_more_cases_settled_than_received_are_refused() -> None:
    with pytest.raises(DesignError, match="11 of 10"):
        exact_verdict(11, 10, Target(">=", 0.95))


def test_an_unknown_comparison_lists_the_four() -> None:
    with pytest.raises(MethodError, match=r"'==' is not known; choose one of \['>=', '>', '<=', '<'\]"):
        verdict(share_of(1, 2), Target("==", 0.5))  # type: ignore[arg-type]


def test_a_plan_and_a_verdict_ask_for_the_same_answers() -> None:
    target = Target(">=", 0.75)
    assert answers_needed(0.78, target) == 801
    assert answers_needed(0.78, target, deff=2.0) == 1601
    assert answers_needed(0.78, Target(">", 0.75)) == 801
    # minutes: (1.959964 · 15 / 3)² = 96.04
    assert answers_needed(22, Target("<=", 25), spread=15) == 97


def test_no_number_of_answers_proves_a_figure_on_its_target_or_a_share_of_everyone() -> None:
    assert answers_needed(0.75, Target(">=", 0.75)) is None
    assert answers_needed(0.95, Target(">=", 1.0)) is None
    assert answers_needed(25, Target("<=", 30), spread=0) == 1


def test_answers_for_an_impossible_share_are_refused() -> None:
    with pytest.raises(DesignError, match="value 78"):
        answers_needed(78, Target(">=", 0.75))
    with pytest.raises(DesignError, match="deff 0"):
        answers_needed(0.78, Target(">=", 0.75), deff=0)
    with pytest.raises(DesignError, match="value: got nan"):
        answers_needed(float("nan"), Target("<=", 25), spread=15)


def test_where_the_interval_credits_no_design_effect_below_1_the_answers_needed_do_not_either() -> None:
    """z² T(1 − T)/(p − T)² with p = 7/11, T = 0.75: 55.8 answers, times deff 0.5 for `beta`."""
    even = {method: replace(share_of(7, 11, method), deff=0.5) for method in ("beta", "truncated")}
    needed = {method: verdict(share, Target(">=", 0.75)).answers_needed for method, share in even.items()}
    assert needed == {"beta": 28, "truncated": 56}
    uneven = replace(even["truncated"], deff=2.0)
    assert verdict(uneven, Target(">=", 0.75)).answers_needed == 112
