"""A domain with one answer, or one PSU, has R's standard error of 0, and nothing is judged by it."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import (
    SurveyDesign,
    Target,
    change,
    contrast,
    difference,
    function_of,
    jointly,
    mean,
    proportion,
    quotient,
    verdict,
)

ROWS = pd.DataFrame(
    {
        "sector": ["land"] * 4 + ["oath"] + ["tax"] * 3,
        "desk": ["a", "b", "a", "b", "a", "c", "c", "c"],
        "y": [1, 1, 0, 1, 0, 1, 1, 0],
        "minutes": [10.0, 11, 12, 10, 60, 50, 52, 54],
    }
)
SIMPLE = SurveyDesign(ROWS)
BY_DESK = SurveyDesign(ROWS, psu="desk")


def test_the_mean_of_one_answer_keeps_r_s_standard_error_and_is_marked() -> None:
    one = mean(SIMPLE, "minutes", where=ROWS["sector"] == "oath")
    assert (one.value, one.se, one.ci_low, one.ci_high) == (60.0, 0.0, 60.0, 60.0)
    assert one.few_psus
    assert one.rests_on_one
    assert not mean(SIMPLE, "minutes", where=ROWS["sector"] == "tax").rests_on_one


def test_a_contrast_with_one_answer_is_never_clear() -> None:
    joint = jointly(SIMPLE, (mean, "minutes"), by="sector")
    assert not difference(joint, "oath", "land").is_clear
    assert not quotient(joint, "oath", "land").is_clear
    assert not contrast(joint, {"land": 1, "tax": -0.5, "oath": -0.5}).is_clear
    assert not function_of(joint, lambda of: of["oath"] - of["land"]).is_clear
    assert difference(joint, "tax", "land").is_clear
    shares = jointly(SIMPLE, (proportion, "y", {1}), by="sector")
    assert not difference(shares, "oath", "land").is_clear


def test_a_contrast_with_one_psu_without_spread_is_never_clear() -> None:
    joint = jointly(BY_DESK, (mean, "minutes"), by="sector")
    assert (joint["tax"].n, joint["tax"].psus, joint["tax"].se) == (3, 1, 0.0)
    assert not difference(joint, "tax", "land").is_clear


def test_a_change_against_one_answer_is_never_clear() -> None:
    land, one = (mean(SIMPLE, "minutes", where=ROWS["sector"] == name) for name in ("land", "oath"))
    assert not change(land, one).is_clear
    assert not change(one, one).is_clear


@pytest.mark.parametrize("limit", [30.0, 90.0])
def test_one_answer_proves_no_target_of_a_mean(limit: float) -> None:
    one = mean(SIMPLE, "minutes", where=ROWS["sector"] == "oath")
    found = verdict(one, Target("<=", limit))
    assert found.certainty == "not_proven"
    assert found.point == ("met" if limit == 90 else "not_met")
    assert found.answers_needed is None
