"""Tests by hand: small tables whose answer can be worked on paper, what is refused, and what holds for any sample."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import (
    DesignError,
    EmptyCellError,
    MethodError,
    SmallSampleWarning,
    SurveyDesign,
    adjust_p,
    by_domain,
    chi_square_test,
    fit_test,
    poststratify,
    rank_test,
    t_test,
    trend,
)
from analysis.design.replicates import ReplicateWeights
from analysis.exceptions import DidNotConverge
from analysis.testing.tails import above_by_saddlepoint, above_f, above_weighted_sum, two_sided

SEXES = pd.DataFrame({"sex": ["f", "f", "m", "m"], "y": [1, 0, 1, 0], "count": [60, 40, 45, 55]})
FOUR = pd.DataFrame({"psu": [1, 2, 3, 4], "y": [1.0, 3.0, 5.0, 7.0], "x": [1.0, 2.0, 5.0, 4.0]})


def counted(cells: pd.DataFrame, **options: Any) -> SurveyDesign:
    return SurveyDesign(cells, count="count", **options)


def test_a_one_sample_t_by_hand() -> None:
    found = t_test(SurveyDesign(FOUR), "y", mu=2)
    # mean 4, variance 20/3, se √(20/3/4); one degree of freedom less than 4 − 1, as R has it
    assert (found.kind, found.estimate, found.null, found.n) == ("one-sample", 4.0, 2, 4)
    assert found.se == pytest.approx(math.sqrt(5 / 3))
    assert found.dof == 2
    assert found.statistic == pytest.approx(2 / math.sqrt(5 / 3))
    # t on 2 degrees of freedom has P(|t| > s) = 1 − s/√(2 + s²)
    assert found.p == pytest.approx(1 - found.statistic / math.sqrt(2 + found.statistic**2))


def test_a_paired_t_is_a_t_of_the_differences() -> None:
    paired = t_test(SurveyDesign(FOUR), "y", minus="x")
    alone = t_test(SurveyDesign(FOUR), (FOUR["y"] - FOUR["x"]))
    assert (paired.kind, alone.kind) == ("paired", "one-sample")
    assert (paired.estimate, paired.se, paired.p) == (alone.estimate, alone.se, alone.p)


def test_a_two_sample_t_by_hand() -> None:
    found = t_test(counted(SEXES), "y", between="sex")
    assert found.groups == ("f", "m")
    assert found.estimate == pytest.approx(-0.15)
    # 200 answers with replacement: 200/199 (0.6 · 0.4 + 0.45 · 0.55) / 100
    assert found.se == pytest.approx(math.sqrt(200 / 199 * (0.24 + 0.2475) / 100))
    assert found.dof == 198


def test_scores_and_codes_choose_what_is_tested() -> None:
    cells = pd.DataFrame({"sex": ["f", "f", "m", "m"], "y": [5, 1, 4, 2], "count": [60, 40, 45, 55]})
    design = counted(cells)
    assert t_test(design, "y", between="sex", codes={4, 5}).estimate == pytest.approx(-0.15)
    scored = t_test(design, "y", between="sex", scores={1: 0, 2: 25, 4: 75, 5: 100})
    assert scored.estimate == pytest.approx(0.45 * 75 + 0.55 * 25 - 60)


def test_a_t_test_goes_by_domain() -> None:
    cells = pd.concat([SEXES.assign(unit="A"), SEXES.assign(unit="B", y=1 - SEXES["y"])])
    found = by_domain(t_test, counted(cells.reset_index(drop=True)), "unit", "y", between="sex")
    assert [round(one.estimate, 2) for one in found] == [-0.15, 0.15]
    assert [one.domain for one in found] == [(("unit", "A"),), (("unit", "B"),)]


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"between": "y"}, DesignError, "do not vary"),
        ({"between": "three"}, DesignError, "has 3 labels in the domain"),
        ({"between": "one"}, DesignError, "has 1 labels"),
        ({"between": "lists"}, DesignError, "no label"),
        ({"between": "sex", "minus": "y"}, MethodError, "choose two groups"),
        ({"codes": "1"}, DesignError, "expected a collection"),
        ({"codes": {1}, "scores": {1: 1}}, DesignError, "both given"),
        ({"level": 95}, MethodError, "not between 0 and 1"),
        ({"where": np.zeros(4, dtype=bool)}, EmptyCellError, "no valid answer"),
    ],
)
def test_a_t_test_refuses(options: dict[str, Any], error: type[Exception], says: str) -> None:
    cells = SEXES.assign(three=["a", "b", "c", "a"], one="a", lists=[[1], [2], [1], [2]])
    with pytest.raises(error, match=says):
        t_test(counted(cells), "y", **options)


def test_a_test_needs_a_degree_of_freedom_and_answers_that_differ() -> None:
    two = pd.DataFrame({"psu": [1, 2], "y": [1.0, 3.0]})
    with pytest.raises(DesignError, match="none is left"):
        t_test(SurveyDesign(two), "y")
    with pytest.raises(DesignError, match="the standard error is 0"):
        t_test(SurveyDesign(FOUR.assign(y=5.0)), "y")


def test_a_chi_square_of_a_simple_random_sample_is_nearly_pearsons() -> None:
    design = counted(SEXES)
    first = chi_square_test(design, "sex", "y", method="Chisq")
    # by hand: 200 (60·55 − 40·45)² / (100·100·105·95)
    assert first.statistic == pytest.approx(200 * (60 * 55 - 40 * 45) ** 2 / (100 * 100 * 105 * 95))
    assert first.mean_deff == pytest.approx(200 / 199, rel=1e-3)
    assert (first.dof, first.dof2, first.n) == (1, None, 200)
    assert [(cell.row, cell.column, cell.share, cell.n) for cell in first.table] == [
        ("f", "0", 0.2, 40), ("f", "1", 0.3, 60), ("m", "0", 0.275, 55), ("m", "1", 0.225, 45),
    ]  # fmt: skip
    assert first.table[0].se == pytest.approx(math.sqrt(0.2 * 0.8 / 199))


def test_the_limiting_distribution_of_one_effect_is_f() -> None:
    exact, second = (chi_square_test(counted(SEXES), "sex", "y", method=method) for method in ("lincom", "F"))
    assert exact.p == pytest.approx(second.p, rel=1e-10)


def test_a_weighted_sum_of_equal_chi_squares_is_an_f() -> None:
    assert above_weighted_sum(6.0, np.array([2.0, 2.0, 2.0]), 10) == pytest.approx(above_f(1.0, 3, 10), rel=1e-12)
    assert above_weighted_sum(6.0, np.array([2.0, 2.0]), math.inf) == pytest.approx(math.exp(-1.5), rel=1e-12)


def test_a_weighted_sum_of_two_pairs_of_chi_squares_by_hand() -> None:
    # 3 χ²_2 + χ²_2: the tail of a sum of two exponentials with means 6 and 2
    exact = (6 * math.exp(-10 / 6) - 2 * math.exp(-10 / 2)) / 4
    weights = np.array([3.0, 3.0, 1.0, 1.0])
    assert above_weighted_sum(10.0, weights, math.inf) == pytest.approx(exact, rel=1e-11)
    assert above_by_saddlepoint(10.0, weights, math.inf) == pytest.approx(exact, rel=0.02)
    assert above_by_saddlepoint(5.0, weights, math.inf) == pytest.approx(0.611, rel=0.02)


def test_the_saddlepoint_at_the_mean_gives_way_to_satterthwaite() -> None:
    assert above_by_saddlepoint(2.0, np.array([1.0, 1.0]), math.inf) == pytest.approx(math.exp(-1))


def test_effects_that_differ_too_much_have_no_exact_tail() -> None:
    with pytest.raises(DidNotConverge, match="terms"):
        above_weighted_sum(1.0, np.array([1.0, 1e-6]), math.inf)


def test_tails_at_infinity_are_normal_and_chi_square() -> None:
    assert two_sided(1.959963984540054, math.inf) == pytest.approx(0.05)
    assert above_f(2.0, 2, math.inf) == pytest.approx(math.exp(-2))


@pytest.mark.parametrize(
    ("cells", "options", "error", "says"),
    [
        (SEXES, {"method": "likelihood"}, MethodError, "choose one of"),
        (SEXES.assign(sex="f"), {}, DesignError, "one label in the domain, 'f'"),
        (SEXES.assign(sex=None), {}, EmptyCellError, "no valid answer"),
        (pd.DataFrame({"sex": [1, 2, 3], "y": [1, 2, 3], "count": [5, 5, 5]}), {}, DesignError, "too many empty cells"),
    ],
)
def test_a_chi_square_test_refuses(
    cells: pd.DataFrame, options: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        chi_square_test(counted(cells), "sex", "y", **options)


def test_a_chi_square_test_needs_a_table_that_varies() -> None:
    rows = pd.DataFrame({"psu": [1, 1, 1, 1, 2, 2, 2, 2], "a": list("xxyy") * 2, "b": list("xyxy") * 2})
    with pytest.raises(DesignError, match="do not vary between PSUs"):
        chi_square_test(SurveyDesign(rows, psu="psu"), "a", "b")


def test_a_wald_test_needs_more_psus_than_cells() -> None:
    rows = pd.DataFrame({"psu": [1, 1, 1, 2, 2, 2, 3, 3, 3], "a": list("xyzxyxzzy"), "b": list("xyzzyxxzx")})
    with pytest.raises(DesignError, match="too few for a Wald test of 4 cells"):
        chi_square_test(SurveyDesign(rows, psu="psu"), "a", "b", method="Wald")


def test_shares_that_are_as_expected_fit() -> None:
    cells = pd.DataFrame({"unit": ["A", "B", "C"], "count": [20, 30, 50]})
    found = fit_test(counted(cells), "unit", {"A": 2, "B": 3, "C": 5})
    assert (found.statistic, found.p) == pytest.approx((0.0, 1.0))
    assert found.observed == pytest.approx(found.expected)


def test_a_fit_test_of_two_equal_shares_by_hand() -> None:
    found = fit_test(counted(pd.DataFrame({"sex": ["f", "m"], "count": [110, 90]})), "sex", {"f": 1, "m": 1})
    # (110 − 100)²/100 twice
    assert found.statistic == pytest.approx(2.0)
    assert found.n == 200


@pytest.mark.parametrize(
    ("shares", "says"),
    [({"f": 1}, "no share for sex"), ({"f": 0, "m": 1}, "above 0"), ({"f": 1, "m": math.nan}, "above 0")],
)
def test_a_fit_test_refuses_shares_that_do_not_fit(shares: dict[str, float], says: str) -> None:
    with pytest.raises(DesignError, match=says):
        fit_test(counted(SEXES), "sex", shares)


def test_a_fit_test_of_known_totals_is_refused() -> None:
    design = poststratify(counted(SEXES), "sex", {"f": 500, "m": 500})
    with pytest.raises(DesignError, match="they were known"):
        fit_test(design, "sex", {"f": 1, "m": 1})


def test_rank_scores_by_hand() -> None:
    cells = pd.DataFrame({"unit": ["A", "A", "B", "B"], "y": [1, 2, 1, 2], "count": [50, 50, 30, 70]})
    design = counted(cells)
    # 80 answers of 1 have rank 40, 120 answers of 2 rank 140, of 200
    wilcoxon = rank_test(design, "y", "unit")
    assert wilcoxon.differences[0] == pytest.approx(0.2 * (140 - 40) / 200)
    assert rank_test(design, "y", "unit", method="median").differences[0] == pytest.approx(0.2)
    normal = rank_test(design, "y", "unit", method="vanderWaerden").differences[0]
    assert normal == pytest.approx(0.2 * (0.5244005127 + 0.8416212336))


def test_ranks_do_not_depend_on_the_order_of_the_rows_but_rs_do() -> None:
    rows = pd.DataFrame(
        {"y": [1, 1, 2, 2, 3, 2, 1, 3], "g": list("aabbabba"), "w": [1.0, 5.0, 2.0, 7.0, 3.0, 1.0, 4.0, 2.0]}
    )
    back = rows.iloc[::-1].reset_index(drop=True)
    forward, backward = SurveyDesign(rows, weights="w"), SurveyDesign(back, weights="w")
    assert rank_test(forward, "y", "g").statistic == pytest.approx(rank_test(backward, "y", "g").statistic)
    mine, theirs = (rank_test(design, "y", "g", ties="row_order").statistic for design in (forward, backward))
    assert mine != pytest.approx(theirs, rel=1e-6)


@pytest.mark.parametrize(
    ("changes", "options", "error", "says"),
    [
        ({}, {"method": "kruskal"}, MethodError, "method 'kruskal' is not known"),
        ({}, {"ties": "first"}, MethodError, "ties 'first' is not known"),
        ({"sex": "f"}, {}, DesignError, "one label"),
        ({"y": 1}, {}, DesignError, "nothing to rank"),
    ],
)
def test_a_rank_test_refuses(
    changes: dict[str, Any], options: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        rank_test(counted(SEXES.assign(**changes)), "y", "sex", **options)


def test_a_rank_test_of_groups_without_spread_is_refused() -> None:
    cells = pd.DataFrame({"g": list("aabc"), "y": [1, 2, 3, 4], "count": [10, 10, 10, 10]})
    with pytest.raises(DesignError, match="too few PSUs|equal answers"):
        rank_test(counted(cells), "y", "g")


def test_a_weekly_trend_by_hand() -> None:
    cells = pd.DataFrame({"week": [1, 1, 2, 2, 3, 3], "y": [1, 0] * 3, "count": [70, 30, 75, 25, 80, 20]})
    found = trend(counted(cells), "y", "week", method="weekly")
    # (0.80 − 0.70) / 2, with variances p(1 − p)/100 and 300/299 for PSUs drawn with replacement
    assert found.slope == pytest.approx(0.05)
    assert found.se == pytest.approx(math.sqrt(300 / 299 * (0.21 + 0.16) / 100) / 2)
    assert (found.weeks, found.n, found.dof) == (3, 300, 299)


def test_a_trend_refuses() -> None:
    cells = pd.DataFrame({"week": [1, 1, 2, 2], "y": [1, 0] * 2, "count": [7, 3, 5, 5], "day": list("abab")})
    design = counted(cells)
    with pytest.raises(MethodError, match="trend method 'robust' is not known"):
        trend(design, "y", "week", method="robust")
    for method in ("linear", "weekly"):
        with pytest.raises(DesignError, match="in every complete answer|two weeks or more"):
            trend(design, "y", "week", method=method, where=cells["week"] == 1)
    with pytest.raises(DesignError, match="not a number"):
        trend(design, "y", "day")


def replicated(rows: pd.DataFrame) -> SurveyDesign:
    """Each of four PSUs left out once; without the second there is nobody of group b."""
    left = {f"r{i}": (rows["psu"] != i) * 4 / 3 for i in (1, 2, 3, 4)}
    return SurveyDesign(rows.assign(**left), replicates=ReplicateWeights(list(left), kind="JK1"))


def test_a_replicate_without_a_group_or_a_week_is_left_out_and_said() -> None:
    rows = pd.DataFrame({"psu": [1, 1, 2, 2, 3, 3, 4, 4], "g": list("aabbaaaa"), "y": [1, 2, 4, 3, 2, 2, 1, 0]})
    rows["w"] = (rows["g"] == "b") + 1
    design = replicated(rows)
    with pytest.warns(SmallSampleWarning, match="1 of 4 give no estimate"):
        assert t_test(design, "y", between="g").estimate == pytest.approx(3.5 - 8 / 6)
    with pytest.warns(SmallSampleWarning, match="1 of 4 give no estimate"):
        assert trend(design, "y", "w", method="weekly").slope == pytest.approx(3.5 - 8 / 6)
    with pytest.warns(SmallSampleWarning, match="1 of 4 give no estimate"):
        assert trend(design, "y", "w").slope == pytest.approx(3.5 - 8 / 6)


def test_a_replicate_without_anybody_in_the_table_is_left_out_and_said() -> None:
    rows = pd.DataFrame({"a": [*"xxyyxxyy", None], "b": [*"xyxyxyxy", "x"]})
    some = {f"r{i}": np.where(np.arange(9) % 4 == i, 2.0, 0.5) for i in range(4)}
    none = rows.assign(**some, r4=(rows["a"].isna()).astype(float))
    design = SurveyDesign(none, replicates=ReplicateWeights([*some, "r4"], kind="JK1"))
    with pytest.warns(SmallSampleWarning, match="1 of 5 give no estimate"):
        assert chi_square_test(design, "a", "b").n == 8


def test_adjusted_p_values_by_hand() -> None:
    assert adjust_p([0.01, 0.04, 0.03]) == pytest.approx((0.03, 0.06, 0.06))
    assert adjust_p([0.01, 0.04, 0.03], method="bh") == pytest.approx((0.03, 0.04, 0.04))
    assert adjust_p([0.6, 0.9]) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("given", "method", "error"),
    [
        ([0.1], "sidak", MethodError),
        ([], "holm", DesignError),
        ([0.1, math.nan], "bh", DesignError),
        ([1.1], "bh", DesignError),
    ],
)
def test_adjusting_refuses(given: list[float], method: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        adjust_p(given, method=method)


ROW = st.tuples(
    st.integers(0, 5), st.sampled_from("ab"), st.integers(1, 5), st.sampled_from([1.0, 2.5]), st.integers(1, 4)
)


@st.composite
def samples(draw: st.DrawFn) -> pd.DataFrame:
    """Six PSUs with both groups and answers that differ."""
    sure = [(psu, group, 1 + (psu * place + psu) % 5, 1.0, 1) for psu in range(6) for place, group in enumerate("ab")]
    rows = sure + draw(st.lists(ROW, max_size=10))
    return pd.DataFrame(rows, columns=["psu", "g", "y", "w", "count"]).assign(week=lambda one: one["psu"] % 3)


def every_number(design: SurveyDesign) -> list[float]:
    found = [t_test(design, "y", between="g"), rank_test(design, "y", "g"), trend(design, "y", "week", method="weekly")]
    table = chi_square_test(design, "g", design.cells["y"] >= 3)
    return [number for one in found for number in (one.statistic, one.p)] + [table.statistic, table.p]


@settings(max_examples=15, deadline=None)
@given(samples(), st.sampled_from([0.01, 7.0]), st.randoms())
def test_cells_equal_rows_and_neither_order_nor_scale_matters(cells: pd.DataFrame, factor: float, chance: Any) -> None:
    options: dict[str, Any] = {"psu": "psu", "weights": "w"}
    on_cells = every_number(SurveyDesign(cells, count="count", **options))
    rows = cells.loc[cells.index.repeat(cells["count"])]
    order = list(range(len(rows)))
    chance.shuffle(order)
    shuffled = rows.iloc[order].reset_index(drop=True)
    shuffled["w"] *= factor
    assert every_number(SurveyDesign(shuffled, **options)) == pytest.approx(on_cells, rel=1e-8, abs=1e-10)


def test_cells_may_be_arrays() -> None:
    arrays = {"sex": np.array(["f", "f", "m", "m"]), "y": np.array([1, 0, 1, 0]), "n": np.array([60, 40, 45, 55])}
    design = SurveyDesign(arrays, count="n")
    assert t_test(design, "y", between="sex") == t_test(counted(SEXES), "y", between="sex")
    masked = np.ma.masked_array(["f", "f", "m", "m"], mask=[False, True, False, False])
    assert chi_square_test(SurveyDesign(arrays | {"sex": masked}, count="n"), "sex", "y").n == 160
