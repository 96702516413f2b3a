"""What the silent could change: bounds of means and domains, their interval, and the tables of what-ifs."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from analysis import (
    DesignError,
    Estimate,
    MethodError,
    SurveyDesign,
    Target,
    bounds_interval,
    by_domain,
    mean,
    proportion,
    sensitivity_to_difference,
    sensitivity_to_ratio,
    tipping_ratio,
    total,
    true_share,
    worst_case,
    worst_case_by_domain,
)

AT_LEAST_75 = Target(">=", 0.75)


def share_of(satisfied: int, answers: int) -> Estimate:
    cells = pd.DataFrame({"satisfied": [1, 0], "count": [satisfied, answers - satisfied]}).query("count > 0")
    return proportion(SurveyDesign(cells, count="count"), "satisfied", {1})


def minutes() -> Estimate:
    cells = pd.DataFrame({"minutes": [10, 20, 30, 60], "count": [40, 30, 20, 10]})
    return mean(SurveyDesign(cells, count="count"), "minutes")


def test_a_mean_is_bounded_by_the_ends_of_its_scale() -> None:
    # half heard with mean 22: 11 + 0 to 11 + 240
    bounds = worst_case(minutes().value, 0.5, 25, ends=(0, 480))
    assert (bounds.low, bounds.high, bounds.tipping_point) == pytest.approx((11, 251, 28))
    scores = worst_case(3.5, 0.8, ends=(1, 5))
    assert (scores.low, scores.high) == pytest.approx((2.8 + 0.2, 2.8 + 1.0))


def test_each_domain_has_its_own_coverage() -> None:
    cells = pd.DataFrame({
        "sector": ["land", "land", "tax", "tax"], "unit": "A", "y": [1, 0, 1, 0], "count": [78, 22, 90, 10]
    })  # fmt: skip
    design = SurveyDesign(cells, count="count")
    found = worst_case_by_domain(by_domain(proportion, design, "sector", "y", {1}), {"land": 0.8, "tax": 0.5}, 0.75)
    assert list(found) == [("land",), ("tax",)]
    assert (found["land",].low, found["land",].high) == pytest.approx((0.624, 0.824))
    assert found["tax",].tipping_point == pytest.approx(0.6)
    both = by_domain(proportion, design, ["sector", "unit"], "y", {1})
    assert worst_case_by_domain(both, {("land", "A"): 1.0, ("tax", "A"): 1.0})["land", "A"].low == pytest.approx(0.78)
    with pytest.raises(DesignError, match="nothing came for domain 'tax'"):
        worst_case_by_domain(by_domain(proportion, design, "sector", "y", {1}), {"land": 0.8})


def test_the_interval_around_the_bounds_runs_from_two_sided_to_one_sided() -> None:
    share = share_of(156, 200)
    heard_all = bounds_interval(share, 1.0)
    # t with 199 degrees of freedom: 1.971957 two-sided, 1.652547 one-sided
    assert heard_all.critical == pytest.approx(1.971957, abs=1e-6)
    assert heard_all.low == pytest.approx(share.value - 1.971957 * share.se, abs=1e-6)
    most = bounds_interval(share, 0.8, AT_LEAST_75)
    assert most.critical == pytest.approx(1.652547, abs=1e-6)
    assert (most.low, most.high) == pytest.approx(
        (0.624 - 1.652547 * 0.8 * share.se, 0.824 + 1.652547 * 0.8 * share.se), abs=1e-6
    )
    assert most.bounds == worst_case(share.value, 0.8, AT_LEAST_75)
    between = bounds_interval(share, 0.985)
    assert 1.652547 < between.critical < 1.971957


def test_imbens_and_manskis_constant_solves_their_equation() -> None:
    from scipy.special import stdtr

    share = share_of(156, 200)
    found = bounds_interval(share, 0.985)
    width = 0.015 / (0.985 * share.se)
    chance = stdtr(share.dof, found.critical + width) - stdtr(share.dof, -found.critical)
    assert chance == pytest.approx(0.95, abs=1e-10)


def test_where_everyone_heard_agrees_the_interval_still_has_a_width() -> None:
    found = bounds_interval(share_of(20, 20), 0.9)
    assert found.low < 0.9
    assert found.high == 1
    constant = mean(SurveyDesign(pd.DataFrame({"y": [25, 25]})), "y")
    assert bounds_interval(constant, 0.5, ends=(0, 100)).low == pytest.approx(12.5)
    assert bounds_interval(minutes(), 0.5, ends=(0, 480)).low > 0


def test_bounds_that_make_no_sense_are_refused() -> None:
    with pytest.raises(DesignError, match=r"ends: got \(5, 1\)"):
        worst_case(3, 0.5, ends=(5, 1))
    with pytest.raises(DesignError, match="mean: got 600; expected a mean from 0 to 480"):
        worst_case(600, 0.5, ends=(0, 480))
    with pytest.raises(MethodError, match="got a total"):
        bounds_interval(total(SurveyDesign(pd.DataFrame({"y": [1, 2]})), "y"), 0.5)


def test_silent_people_less_satisfied_by_so_many_points() -> None:
    lines = sensitivity_to_difference(share_of(156, 200), 0.8, [0, 0.1, 0.15, 0.2, 0.8, -0.3], target=AT_LEAST_75)
    # 0.78 − 0.2 d; tipping at the silent share 0.63, d = 0.15
    assert [line.value for line in lines[:4]] == pytest.approx([0.78, 0.76, 0.75, 0.74])
    assert [line.silent for line in lines[:4]] == pytest.approx([0.78, 0.68, 0.63, 0.58])
    assert [line.keeps_point for line in lines[:4]] == [True, True, True, False]
    assert all(line.certainty == "not_proven" and line.keeps_certainty for line in lines[:4])
    assert [line.is_possible for line in lines] == [True, True, True, True, False, False]
    assert lines[4].value is None


def test_the_interval_moves_with_the_figure() -> None:
    share = share_of(850, 1000)
    line = sensitivity_to_difference(share, 0.5, [0.2], target=AT_LEAST_75)[0]
    assert (line.ci_low, line.ci_high) == pytest.approx((share.ci_low - 0.1, share.ci_high - 0.1))
    assert (line.point, line.certainty, line.keeps_certainty) == ("met", "not_proven", False)


def test_where_nobody_is_silent_no_difference_changes_anything() -> None:
    line = sensitivity_to_difference(share_of(156, 200), 1.0, [0.9])[0]
    assert (line.value, line.silent, line.point, line.keeps_point) == (0.78, None, None, None)
    assert sensitivity_to_ratio(share_of(156, 200), [1.0], coverage=1.0)[0].value == pytest.approx(0.78)
    assert not sensitivity_to_ratio(share_of(156, 200), [1.5], coverage=1.0)[0].is_possible


def test_a_mean_may_be_tried_by_difference_and_not_by_ratio() -> None:
    line = sensitivity_to_difference(minutes(), 0.4, [-10], target=Target("<=", 25), ends=(0, 480))[0]
    assert (line.value, line.silent, line.point) == (pytest.approx(28), pytest.approx(32), "not_met")
    with pytest.raises(MethodError, match="got a mean"):
        sensitivity_to_ratio(minutes())


def test_the_page_on_remaining_bias_is_turned_back() -> None:
    # of 75 % satisfied, 30 % answer, of the others 20 %: 81.8 % is seen
    assert true_share(0.75 * 0.3 / (0.75 * 0.3 + 0.25 * 0.2), 1.5) == pytest.approx(0.75)
    assert true_share(0.5, 1.0) == 0.5
    assert (true_share(0.0, 2.0), true_share(1.0, 2.0)) == (0.0, 1.0)


def test_the_satisfied_answering_more_often() -> None:
    share = share_of(156, 200)
    lines = sensitivity_to_ratio(share, [0.8, 1, 1.25, 6], coverage=0.5, target=AT_LEAST_75)
    assert lines[0].value > lines[1].value > lines[2].value  # type: ignore[operator]
    # the whole is what was heard and what was not: 0.5 · 0.78 + 0.5 · silent
    assert lines[2].silent == pytest.approx((lines[2].value - 0.39) / 0.5)  # type: ignore[operator]
    assert [line.keeps_point for line in lines[:3]] == [True, True, False]
    # at half coverage the satisfied would have to answer 0.5 · (0.78 + 6 · 0.22) = 1.05 times
    assert not lines[3].is_possible
    assert sensitivity_to_ratio(share, [6])[0].is_possible
    assert sensitivity_to_ratio(share)[3].ci_low == pytest.approx(share.ci_low)


def test_the_ratio_that_tips_the_verdict() -> None:
    ratio = tipping_ratio(0.78, AT_LEAST_75)
    assert ratio is not None
    assert true_share(0.78, ratio) == pytest.approx(0.75)
    assert tipping_ratio(1.0, 0.75) is None
    assert tipping_ratio(0.78, 1.0) is None


def test_a_target_of_everyone_is_not_met_under_any_assumption() -> None:
    line = sensitivity_to_difference(share_of(190, 200), 0.5, [0.1], target=Target(">=", 1.0))[0]
    assert (line.point, line.certainty, line.keeps_certainty) == ("not_met", "not_met", True)


def test_assumptions_that_cannot_be_written_are_refused() -> None:
    share = share_of(156, 200)
    with pytest.raises(DesignError, match="coverage: got 0"):
        sensitivity_to_difference(share, 0)
    with pytest.raises(DesignError, match="differences: got"):
        sensitivity_to_difference(share, 1.0, [math.nan])
    with pytest.raises(DesignError, match="ratios: got"):
        sensitivity_to_ratio(share, [0.0])
    with pytest.raises(DesignError, match="coverage: got 3"):
        sensitivity_to_ratio(share, coverage=3)
    with pytest.raises(DesignError, match="seen 78"):
        true_share(78, 1)
    with pytest.raises(DesignError, match="target 75"):
        tipping_ratio(0.78, 75)
