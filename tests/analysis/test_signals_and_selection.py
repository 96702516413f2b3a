"""Weekly signals and what the silent could change."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from analysis import DesignError, Estimate, SurveyDesign, change, control_band, mean, proportion, worst_case


def share_of(satisfied: int, answers: int) -> Estimate:
    cells = pd.DataFrame({"satisfied": [1, 0], "count": [satisfied, answers - satisfied]}).query("count > 0")
    return proportion(SurveyDesign(cells, count="count"), "satisfied", {1})


def test_a_week_inside_the_band_is_ordinary() -> None:
    band = control_band(0.8, 400, deff=1.5)
    reach = 3 * math.sqrt(0.8 * 0.2 * 1.5 / 400)
    assert (band.low, band.high) == pytest.approx((0.8 - reach, 0.8 + reach))
    assert [band.place(value) for value in (0.7, band.low, 0.8, band.high, 0.9)] == [
        "below",
        "inside",
        "inside",
        "inside",
        "above",
    ]


def test_a_band_stays_between_nobody_and_everybody() -> None:
    assert control_band(0.97, 20).high == 1
    assert control_band(0.03, 20).low == 0


@pytest.mark.parametrize(
    ("centre", "n", "message"), [(1.2, 10, "centre: got 1.2"), (0.8, 0, "expected numbers above 0")]
)
def test_a_band_that_cannot_be_is_refused(centre: float, n: float, message: str) -> None:
    with pytest.raises(DesignError, match=message):
        control_band(centre, n)


def test_a_band_of_an_unknown_design_effect_is_refused() -> None:
    with pytest.raises(DesignError, match="nan"):
        control_band(0.8, 400, deff=math.nan)


def test_the_change_between_two_weeks() -> None:
    now, before = share_of(170, 200), share_of(150, 200)
    found = change(now, before)
    assert found.value == pytest.approx(0.1)
    assert found.se == pytest.approx(math.sqrt(0.85 * 0.15 / 199 + 0.75 * 0.25 / 199))
    assert found.is_clear
    assert not change(share_of(152, 200), before).is_clear
    assert change(before, now).ci_high < 0


def test_a_unanimous_week_is_not_taken_as_certain() -> None:
    found = change(share_of(10, 10), share_of(9, 10))
    assert found.se > share_of(9, 10).se
    assert not found.is_clear


def test_a_change_between_two_constants_has_no_width() -> None:
    now, before = (mean(SurveyDesign(pd.DataFrame({"y": [y, y]})), "y") for y in (5, 3))
    found = change(now, before)
    assert (found.value, found.ci_low, found.ci_high, found.dof) == (2, 2, 2, 1)


def test_two_different_measures_have_no_change() -> None:
    with pytest.raises(DesignError, match="compare one measure with itself"):
        change(share_of(5, 10), mean(SurveyDesign(pd.DataFrame({"y": [1, 2]})), "y"))


def test_where_everyone_answered_the_bounds_close() -> None:
    bounds = worst_case(0.8, 1.0, 0.75)
    assert (bounds.low, bounds.high, bounds.tipping_point) == (0.8, 0.8, None)
    assert worst_case(0.8, 0.5).tipping_point is None


def test_a_tipping_point_outside_zero_to_one_says_that_the_silent_cannot_change_it() -> None:
    assert worst_case(0.9, 0.9, 0.75).tipping_point == pytest.approx(-0.6)
    assert worst_case(0.5, 0.9, 0.75).tipping_point == pytest.approx(3.0)


@pytest.mark.parametrize(
    ("share", "coverage", "message"), [(78, 0.8, "share: got 78"), (0.78, 1.2, "coverage: got 1.2")]
)
def test_bounds_of_impossible_shares_are_refused(share: float, coverage: float, message: str) -> None:
    with pytest.raises(DesignError, match=message):
        worst_case(share, coverage)
