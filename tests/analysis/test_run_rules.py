"""Run rules: which point completes a pattern, and how often that happens by chance."""

from __future__ import annotations

import math

import numpy as np
import pytest

from analysis import NELSON, RUN_RULES, WESTERN_ELECTRIC, MethodError, run_signals

GAP = math.nan


def fired(z: list[float], rule: str) -> list[int]:
    """Points, counted from 1, at which a rule fires."""
    return [week for week, names in enumerate(run_signals(z, [rule]), start=1) if names]


@pytest.mark.parametrize(
    ("rule", "z", "points"),
    [
        ("western_electric_1", [0.0, 3.0, 3.1, -3.1], [3, 4]),
        ("western_electric_2", [2.1, 0.0, 2.5, 2.0, -2.2], [3]),
        ("western_electric_3", [1.1, 1.2, 0.5, 1.3, 1.4, 0.9], [5]),
        ("western_electric_4", [0.1] * 9, [8, 9]),
        ("western_electric_4", [0.1] * 7 + [0.0] + [0.1] * 7, []),
        ("nelson_1", [3.0, -4.0], [2]),
        ("nelson_2", [-0.1] * 10, [9, 10]),
        ("nelson_3", [-1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0], [6, 7]),
        ("nelson_3", [1.0, 0.5, 0.0, -0.5, -1.0, -1.0], []),
        ("nelson_4", [0.5, -0.5] * 7, [14]),
        ("nelson_4", [0.5, -0.5] * 6 + [0.5, 0.5], []),
        ("nelson_5", [2.1, 2.2], []),
        ("nelson_6", [-1.1] * 5, [5]),
        ("nelson_7", [0.9, -0.9] * 8, [15, 16]),
        ("nelson_8", [1.1, -1.1] * 4, [8]),
    ],
)
def test_a_rule_fires_at_the_point_that_completes_its_pattern(rule: str, z: list[float], points: list[int]) -> None:
    assert fired(z, rule) == points


def test_a_run_goes_on_over_a_week_without_answers() -> None:
    assert fired([0.5] * 4 + [GAP] + [0.5] * 4, "western_electric_4") == [9]


def test_points_infinitely_far_away_are_told_like_any_other() -> None:
    assert fired([math.inf, -math.inf, math.inf], "nelson_1") == [1, 2, 3]
    assert fired([math.inf] * 6, "nelson_3") == []


def test_the_four_of_western_electric_are_used_where_none_are_named() -> None:
    assert run_signals([3.5]) == (("western_electric_1",),)
    assert set(WESTERN_ELECTRIC) | set(NELSON) == set(RUN_RULES)


def test_a_rule_that_does_not_exist_is_named_beside_those_that_do() -> None:
    with pytest.raises(MethodError, match=r"'nelson_9' is not known; choose one of .*nelson_8"):
        run_signals([0.0], ["nelson_9"])


@pytest.mark.parametrize(
    ("rule", "rate"),
    [
        ("western_electric_1", 0.0026998),
        ("western_electric_2", 2 * 0.0227501 * (1 - (1 - 0.0227501) ** 2)),
        ("western_electric_3", 2 * 0.1586553 * (4 * 0.1586553**3 * 0.8413447 + 0.1586553**4)),
        ("western_electric_4", 2 / 2**8),
        ("nelson_2", 2 / 2**9),
        ("nelson_3", 2 / 720),
        ("nelson_4", 2 * 199360981 / math.factorial(14)),
        ("nelson_7", 0.6826895**15),
        ("nelson_8", 0.3173105**8),
    ],
)
def test_the_false_alarm_rate_is_the_chance_of_the_pattern(rule: str, rate: float) -> None:
    assert RUN_RULES[rule].false_alarm == pytest.approx(rate, rel=1e-4)


@pytest.mark.parametrize("rule", [name for name in RUN_RULES if RUN_RULES[name].false_alarm > 0.002])
def test_random_points_fire_as_often_as_is_said(rule: str) -> None:
    points = RUN_RULES[rule].points
    samples = np.random.default_rng(20260105).normal(size=(20000, points))
    found = sum(RUN_RULES[rule].fires(sample) for sample in samples) / len(samples)
    rate = RUN_RULES[rule].false_alarm
    assert found == pytest.approx(rate, abs=4 * math.sqrt(rate / len(samples)))
