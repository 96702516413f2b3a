"""Weights below 0, as linear calibration without bounds may leave them: what works with them and what refuses."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from analysis import (
    DesignError,
    SurveyDesign,
    calibrate,
    linear_regression,
    logistic_regression,
    mean,
    proportional_odds,
    rank_test,
)

ROWS = pd.DataFrame(
    {
        "x": [20.0, 21, 22, 23, 24, 40, 41, 42],
        "y": [1, 2, 3, 1, 2, 3, 1, 2],
        "g": list("ababbaab"),
        "yes": [0, 1, 0, 1, 1, 0, 1, 0],
    }
)
PLAIN = SurveyDesign(ROWS)
NEGATIVE = calibrate(PLAIN, {"x": 20.5 * 8}, population=8)
HELD = calibrate(PLAIN, {"x": 20.5 * 8}, population=8, distance="raking")


@pytest.mark.parametrize(
    ("asked", "arguments", "options"),
    [
        (rank_test, ("y", "g"), {"method": "vanderWaerden"}),
        (logistic_regression, ("yes", ["x"]), {"codes": {1}}),
        (linear_regression, ("y", ["x"]), {}),
        (proportional_odds, ("y", ["g"]), {}),
    ],
)
def test_what_needs_weights_above_0_says_how_to_get_them(asked: Any, arguments: Any, options: dict[str, Any]) -> None:
    assert NEGATIVE.weight.min() < 0
    with pytest.raises(DesignError, match=r"answers of the domain have a weight below 0.*bounds=\(0, U\)"):
        asked(NEGATIVE, *arguments, **options)


def test_where_the_domain_has_no_such_weight_the_answer_is_given() -> None:
    above = pd.Series(NEGATIVE.weight > 0)
    assert 0 < rank_test(NEGATIVE, "y", "g", method="vanderWaerden", where=above).p < 1


def test_a_mean_is_given_and_its_design_effect_is_that_of_the_weights_where_no_other_exists() -> None:
    found = mean(NEGATIVE, "x")
    assert found.value == pytest.approx(20.5)
    assert found.deff == found.kish_deff > 1


def test_weights_held_above_0_are_taken() -> None:
    assert HELD.weight.min() > 0
    assert 0 < rank_test(HELD, "y", "g", method="vanderWaerden").p < 1
    assert math.isfinite(linear_regression(HELD, "y", ["x"]).coefficients[1].se)


def test_answers_of_weight_0_have_no_normal_score_and_need_none() -> None:
    held = calibrate(
        SurveyDesign(ROWS.assign(y=[7, 6, 5, 4, 3, 2, 1, 0])), {"x": 22.0 * 8}, population=8, bounds=(0, 2.5)
    )
    assert sorted(held.weight)[0] == 0
    assert 0 < rank_test(held, "y", "g", method="vanderWaerden").p < 1
