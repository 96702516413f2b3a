"""Power, sizes, capped allocation and binomial limits against R: reference/planning.R wrote the values."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis import (
    allocate,
    answers_for_mean_change,
    answers_for_share_change,
    power_of_mean_change,
    power_of_share_change,
    share_funnel,
    size_for_share,
    visible_mean_change,
    visible_share_change,
)
from analysis.planning.allocation import _held

REFERENCE = Path(__file__).parent / "reference"
CASES: dict[str, dict[str, Any]] = json.loads((REFERENCE / "planning.json").read_text())["cases"]


def cases(kind: str) -> list[dict[str, Any]]:
    found = [case for name, case in CASES.items() if name.startswith(f"{kind} ")]
    assert found
    return found


def test_power_of_a_change_of_shares() -> None:
    for case in cases("share power"):
        found = power_of_share_change(case["before"], case["after"], case["n"], level=case["level"])
        assert found == pytest.approx(case["power"], rel=1e-7)
        doubled = power_of_share_change(case["before"], case["after"], 2 * case["n"], level=case["level"], deff=2.0)
        assert doubled == pytest.approx(case["power"], rel=1e-7)


def test_answers_for_a_change_of_shares() -> None:
    for case in cases("share size"):
        found = answers_for_share_change(case["before"], case["after"], power=case["power"])
        assert found == math.ceil(case["n"])
        designed = answers_for_share_change(case["before"], case["after"], power=case["power"], deff=1.7)
        assert designed == math.ceil(1.7 * case["n"])


def test_the_smallest_change_of_a_share_that_is_seen() -> None:
    for case in cases("share change"):
        assert visible_share_change(case["before"], case["n"]) == pytest.approx(case["change"], rel=1e-7)
        down = visible_share_change(1 - case["before"], case["n"], direction="down")
        assert down == pytest.approx(case["change"], rel=1e-7)


def test_power_of_a_change_of_means() -> None:
    for case in cases("mean power"):
        found = power_of_mean_change(-case["delta"], case["sd"], case["n"], level=case["level"])
        assert found == pytest.approx(case["power"], rel=1e-7)


def test_answers_for_a_change_of_means() -> None:
    for case in cases("mean size"):
        assert answers_for_mean_change(case["delta"], case["sd"], power=case["power"]) == math.ceil(case["n"])


def test_the_smallest_change_of_a_mean_that_is_seen() -> None:
    for case in cases("mean change"):
        assert visible_mean_change(case["sd"], case["n"]) == pytest.approx(case["delta"], rel=1e-7)


def test_a_capped_allocation_before_rounding() -> None:
    for case in cases("capped"):
        sizes = np.array(case["sizes"])
        found = _held(sizes, int(case["n"]), np.zeros(len(sizes)), np.ones(len(sizes)))
        assert list(found) == pytest.approx(case["exact"], rel=1e-8)


def test_binomial_limits_of_a_funnel() -> None:
    for case in cases("funnel"):
        point = share_funnel([case["theta"]], [case["n"]], target=case["theta"], limits="exact").points[0]
        assert [point.inner_low, point.inner_high, point.low, point.high] == pytest.approx(case["limits"], rel=1e-7)


def test_answers_at_which_clopper_pearsons_half_width_is_the_margin() -> None:
    for case in cases("exact size"):
        found = size_for_share(margin=case["margin"], share=case["share"], method="exact")
        assert found.exact == pytest.approx(case["n"], rel=1e-7)


def test_rounding_a_proportional_allocation_moves_no_stratum_by_a_whole_answer() -> None:
    parts = allocate(37, {"a": 210, "b": 90, "c": 33, "d": 7})
    assert sum(part.answers for part in parts) == 37
    assert all(abs(part.answers - part.exact) < 1 for part in parts)
