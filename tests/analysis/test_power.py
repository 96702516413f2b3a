"""What change can be seen: hand-worked, unequal periods, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from analysis import (
    DesignError,
    MethodError,
    answers_for_mean_change,
    answers_for_share_change,
    power_of_mean_change,
    power_of_share_change,
    visible_mean_change,
    visible_share_change,
)


def normal_cdf(z: float) -> float:
    return math.erfc(-z / math.sqrt(2)) / 2


def test_power_with_two_different_sizes_worked_by_hand() -> None:
    # together (200 · 0.5 + 800 · 0.6) / 1000 = 0.58
    null = math.sqrt(0.58 * 0.42 * (1 / 200 + 1 / 800))
    spread = math.sqrt(0.25 / 200 + 0.24 / 800)
    found = power_of_share_change(0.5, 0.6, 200, answers_after=800)
    assert found == pytest.approx(normal_cdf((0.1 - 1.959963985 * null) / spread))


def test_smallest_changes_have_the_power_asked_for() -> None:
    change = visible_share_change(0.8, 500, answers_after=300, power=0.9, deff=1.4, direction="down")
    assert change is not None
    assert power_of_share_change(0.8, 0.8 - change, 500, answers_after=300, deff=1.4) == pytest.approx(0.9)
    change = visible_mean_change(15, 500, answers_after=300, power=0.9, deff=1.4)
    assert power_of_mean_change(change, 15, 500, answers_after=300, deff=1.4) == pytest.approx(0.9)


def test_answers_found_reach_the_power_and_one_less_does_not() -> None:
    answers = answers_for_share_change(0.75, 0.80, power=0.9)
    assert power_of_share_change(0.75, 0.80, answers) >= 0.9 > power_of_share_change(0.75, 0.80, answers - 1)
    answers = answers_for_mean_change(2, 15, power=0.9)
    assert power_of_mean_change(2, 15, answers) >= 0.9 > power_of_mean_change(2, 15, answers - 1)


def test_where_not_even_everyone_satisfied_would_show_there_is_no_smallest_change() -> None:
    assert visible_share_change(0.95, 20) is None
    assert visible_share_change(1.0, 20000) is None
    assert visible_share_change(0.0, 20000, direction="down") is None


def test_a_power_below_the_level_is_there_without_any_change() -> None:
    assert visible_share_change(0.5, 100, power=0.01) == 0
    assert visible_mean_change(15, 100, power=0.01) == 0
    assert power_of_mean_change(0, 15, 100) == pytest.approx(0.025)


def test_certain_shares_on_both_sides() -> None:
    assert power_of_share_change(0, 1, 100) == 1
    assert power_of_share_change(0, 1, 1) == 0
    assert answers_for_share_change(0.0, 1.0) == 2
    assert answers_for_share_change(0.0, 1.0, level=0.999) == 6
    assert answers_for_mean_change(1000, 1) == 2


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: power_of_share_change(75, 80, 100), DesignError, "expected fractions from 0 to 1"),
        (lambda: power_of_share_change(1, 1, 100), DesignError, "not both 0 or both 1"),
        (lambda: power_of_share_change(0.5, 0.6, 0), DesignError, "answers 0 and 0, deff"),
        (lambda: power_of_share_change(0.5, 0.6, 9, level=95), MethodError, "write 0.95"),
        (lambda: power_of_mean_change(1, 0, 100), DesignError, "sd 0"),
        (lambda: power_of_mean_change(1, 2, 1), DesignError, "expected more than 2"),
        (lambda: answers_for_share_change(0.5, 0.5), DesignError, "a change of 0"),
        (lambda: answers_for_share_change(0.5, 0.6, power=80), DesignError, "power: got 80"),
        (lambda: answers_for_share_change(0.5, 0.5 + 1e-6), DesignError, "not reached with 1e"),
        (lambda: answers_for_mean_change(0, 1), DesignError, "a change of 0"),
        (lambda: visible_share_change(0.5, 100, direction="left"), MethodError, "'left' is not known"),  # type: ignore[arg-type]
        (lambda: visible_share_change(50, 100), DesignError, "before: got 50"),
        (lambda: visible_mean_change(15, 100, power=1), DesignError, "power: got 1"),
    ],
)
def test_what_has_no_power_is_refused(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
