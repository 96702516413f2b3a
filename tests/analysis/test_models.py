"""Regressions by hand: odds from a table of four, what is refused, and what holds for any sample."""

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
    DidNotConverge,
    EmptyCellError,
    MethodError,
    Regression,
    SmallSampleWarning,
    SurveyDesign,
    linear_regression,
    logistic_regression,
    poststratify,
    proportional_odds,
)
from analysis.design.replicates import ReplicateWeights
from analysis.models.maximum import maximise

SEXES = pd.DataFrame({"sex": ["f", "f", "m", "m"], "y": [1, 0, 1, 0], "count": [60, 40, 45, 55]})
ORDERED = pd.DataFrame({"sex": list("fffmmm"), "y": [1, 2, 3] * 2, "count": [20, 30, 50, 30, 40, 30]})


def counted(cells: pd.DataFrame, **options: Any) -> SurveyDesign:
    return SurveyDesign(cells, count="count", **options)


def test_an_odds_ratio_of_a_table_of_four_by_hand() -> None:
    found = logistic_regression(counted(SEXES), "y", ["sex"])
    odds = found.odds_ratios()[0]
    assert odds.value == pytest.approx(45 * 40 / (55 * 60))
    # Woolf's variance, times 200/199 for answers drawn with replacement
    woolf = math.sqrt(200 / 199 * (1 / 60 + 1 / 40 + 1 / 45 + 1 / 55))
    assert found.coefficients[1].se == pytest.approx(woolf)
    assert odds.se == pytest.approx(odds.value * woolf)
    assert odds.ci_low == pytest.approx(math.exp(found.coefficients[1].ci_low))
    assert found.coefficients[0].value == pytest.approx(math.log(60 / 40))
    assert (found.bases, found.n, found.dof) == ((("sex", "f"),), 200, 198)


def test_a_named_base_turns_the_odds_ratio() -> None:
    from_f, from_m = (logistic_regression(counted(SEXES), "y", ["sex"], base={"sex": sex}) for sex in "fm")
    assert from_f.odds_ratios()[0].value == pytest.approx(1 / from_m.odds_ratios()[0].value)
    assert from_m.coefficients[1].name == "sex = f"


def test_the_wald_test_of_one_coefficient_is_its_t_squared() -> None:
    found = logistic_regression(counted(SEXES), "y", ["sex"])
    wald = found.wald_test("sex")
    assert wald.statistic == pytest.approx(found.coefficients[1].statistic ** 2)
    assert wald.p == pytest.approx(found.coefficients[1].p)


def test_proportional_odds_that_hold_exactly_are_found() -> None:
    # odds of more than 1 and of more than 2 are 1 and 1/3 for f, and twice that for m
    f, m = [1 / 2, 1 / 4, 1 / 4], [1 / 3, 1 / 3 - 1 / 15, 2 / 5]
    cells = ORDERED.assign(w=[*f, *m], count=10)
    found = proportional_odds(counted(cells, weights="w"), "y", ["sex"])
    assert found.odds_ratios()[0].value == pytest.approx(2)
    assert [one.value for one in found.thresholds] == pytest.approx([0, math.log(3)], abs=1e-12)
    assert [one.label for one in found.thresholds] == ["1|2", "2|3"]


def test_the_order_of_the_answers_can_be_said() -> None:
    words = ORDERED.assign(y=ORDERED["y"].map({1: "poor", 2: "fair", 3: "good"}))
    plain = proportional_odds(counted(ORDERED), "y", ["sex"])
    said = proportional_odds(counted(words), "y", ["sex"], levels=["poor", "fair", "good"])
    assert said.coefficients == plain.coefficients
    assert [one.label for one in said.thresholds] == ["poor|fair", "fair|good"]
    refused = words.assign(y=words["y"].where(words["count"] != 40, "refused"))
    assert proportional_odds(counted(refused), "y", ["sex"], levels=["poor", "fair", "good"]).n == 160


def test_degrees_of_freedom_can_be_given() -> None:
    normal = logistic_regression(counted(SEXES), "y", ["sex"], dof=math.inf)
    reach = (normal.coefficients[1].ci_high - normal.coefficients[1].ci_low) / 2
    assert reach == pytest.approx(1.959963984540054 * normal.coefficients[1].se)
    assert normal.wald_test(["sex"]).p == pytest.approx(normal.coefficients[1].p)
    with pytest.raises(DesignError, match="above 0"):
        logistic_regression(counted(SEXES), "y", ["sex"], dof=0)


def test_true_and_false_categories_and_text_are_labels() -> None:
    cells = SEXES.assign(
        told=[True, False, True, True], size=pd.Categorical(["s", "l", "l", "s"], ["s", "l"]), code=[1, 2, 3, 1]
    )
    design = counted(cells)
    assert linear_regression(design, "y", ["told"]).coefficients[1].name == "told = True"
    assert linear_regression(design, "y", ["size"]).bases == (("size", "s"),)
    assert linear_regression(design, "y", ["code"]).coefficients[1].label is None
    assert linear_regression(design, "y", ["code"], categorical=["code"]).bases == (("code", "1"),)


def test_a_regression_on_arrays_equals_one_on_a_frame() -> None:
    arrays = {"sex": np.array(["f", "f", "m", "m"]), "y": np.array([1, 0, 1, 0]), "count": np.array([60, 40, 45, 55])}
    on_arrays, on_frame = (logistic_regression(counted(cells), "y", ["sex"]) for cells in (arrays, SEXES))
    assert on_arrays.coefficients == on_frame.coefficients


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"predictors": []}, "expected a list of different columns"),
    ({"predictors": "sex"}, "expected a list of different columns"),
    ({"predictors": ["sex", "sex"]}, "expected a list of different columns"),
    ({"predictors": ["age"]}, "no column 'age'"),
    ({"predictors": ["sex"], "base": {"unit": "A"}}, "'unit'.* are not among the predictors"),
    ({"predictors": ["sex"], "categorical": ["unit"]}, "are not among the predictors"),
    ({"predictors": ["sex"], "base": {"sex": "x"}}, "nobody has sex 'x'"),
    ({"predictors": ["sex", "same"]}, "'same' = 'b' is a combination of those before it"),
    ({"predictors": ["number", "twice"]}, "'twice' is a combination"),
    ({"predictors": ["constant"]}, "'constant' is 7.0 in every complete answer"),
    ({"predictors": ["only"]}, "'only' is 'x' in every complete answer"),
]


@pytest.mark.parametrize(("asked", "says"), REFUSED)
@pytest.mark.parametrize("fit", [linear_regression, logistic_regression])
def test_a_regression_refuses_predictors_by_name(fit: Any, asked: dict[str, Any], says: str) -> None:
    cells = SEXES.assign(same=["a", "a", "b", "b"], number=[1, 2, 3, 5], twice=[2, 4, 6, 10], constant=7, only="x")
    cells.loc[4] = ["f", 1, 30, "a", 1, 2, 7, "x"]
    with pytest.raises(DesignError, match=says):
        fit(counted(cells), "y", **asked)


def test_more_coefficients_than_rows_are_refused() -> None:
    cells = pd.DataFrame({"y": [1, 0, 1], "a": [1, 2, 4], "b": [1, 3, 2], "c": [2, 1, 7], "d": [0, 1, 1], "count": 5})
    with pytest.raises(DesignError, match="is a combination"):
        linear_regression(counted(cells), "y", ["a", "b", "c", "d"])


def test_a_constant_outcome_is_refused_by_name() -> None:
    for fit in (linear_regression, logistic_regression):
        with pytest.raises(DesignError, match="outcome 'y' is 1 in every complete answer"):
            fit(counted(SEXES.assign(y=1)), "y", ["sex"])
    with pytest.raises(DesignError, match="expected three or more"):
        proportional_odds(counted(SEXES), "y", ["sex"])


def test_an_outcome_outside_nought_and_one_is_refused() -> None:
    with pytest.raises(DesignError, match=r"holds \[4.0, 5.0\]"):
        logistic_regression(counted(SEXES.assign(y=[4, 5, 0, 1])), "y", ["sex"])


def test_a_domain_without_a_complete_answer_is_refused() -> None:
    with pytest.raises(EmptyCellError, match="y and its predictors"):
        logistic_regression(counted(SEXES.assign(sex=None)), "y", ["sex"])


def test_levels_that_repeat_are_refused() -> None:
    with pytest.raises(DesignError, match="from lowest to highest"):
        proportional_odds(counted(ORDERED), "y", ["sex"], levels=[1, 2, 2])


def test_too_many_coefficients_for_the_psus_are_refused() -> None:
    cells = pd.DataFrame(
        {"psu": [1, 2, 3] * 2, "y": [1, 2, 4, 3, 6, 5], "x": [1, 2, 3, 2, 1, 5], "z": [1, 0, 0, 1, 1, 0]}
    )
    design = SurveyDesign(cells, psu="psu")
    with pytest.raises(DesignError, match="none is left"):
        linear_regression(design, "y", ["x", "z"])
    found = linear_regression(design, "y", ["x", "z"], dof=math.inf)
    assert found.wald_test(["x", "z"]).dof == 2


def test_a_wald_test_on_too_few_psus_is_refused() -> None:
    rows = pd.DataFrame({"psu": [1, 1, 1, 1, 2, 2, 2, 2], "y": [1, 2, 4, 3, 6, 5, 1, 2], "a": list("xyzwxyzw")})
    found = linear_regression(SurveyDesign(rows, psu="psu"), "y", ["a"], dof=math.inf)
    with pytest.raises(DesignError, match="their covariance is singular"):
        found.wald_test("a")
    with pytest.raises(DesignError, match="it has"):
        found.wald_test("b")


def test_a_base_whose_answers_are_all_alike_has_an_intercept_without_standard_error() -> None:
    told = SEXES.assign(told=[True, False, True, True])
    zero = linear_regression(counted(told), "y", ["told"]).coefficients[0]
    assert (zero.value, zero.se, zero.ci_low, zero.ci_high, zero.statistic, zero.p) == (0, 0, 0, 0, 0, 1)
    turned = linear_regression(counted(told.assign(y=1 - told["y"])), "y", ["told"]).coefficients
    assert (turned[0].value, turned[0].statistic, turned[0].p) == (pytest.approx(1), math.inf, 0)
    assert turned[1].se > 0


def test_a_predictor_far_out_is_not_separation() -> None:
    cells = pd.DataFrame(
        {"x": [1, 1, 2, 2, 90], "y": [0, 1, 0, 1, 1], "z": [1, 2, 1, 3, 3], "count": [30, 10, 10, 30, 1]}
    )
    assert logistic_regression(counted(cells), "y", ["x"]).coefficients[1].value > 0.3
    assert proportional_odds(counted(cells), "z", ["x"]).coefficients[0].value > 0.3


def test_an_outcome_explained_without_rest_has_no_standard_error() -> None:
    cells = pd.DataFrame({"x": [1.0, 2.0, 4.0, 5.0], "y": [2.0, 4.0, 8.0, 10.0], "count": 3})
    with pytest.raises(DesignError, match="explained without rest"):
        linear_regression(counted(cells), "y", ["x"])


def test_a_linear_regression_has_no_odds_ratios() -> None:
    with pytest.raises(MethodError, match="a linear regression has none"):
        linear_regression(counted(SEXES), "y", ["sex"]).odds_ratios()


def test_separation_is_explained_by_the_predictors_that_part_the_answers() -> None:
    by_number = pd.DataFrame({"x": [1, 2, 3, 4], "z": [1, 2, 2, 1], "y": [0, 0, 1, 1], "count": 5})
    with pytest.raises(DidNotConverge, match="separated by 'x'"):
        logistic_regression(counted(by_number), "y", ["x"])
    by_label = pd.DataFrame({"unit": list("AABBCC"), "y": [0, 1, 0, 1, 1, 1], "count": 5})
    with pytest.raises(DidNotConverge, match="separated by 'unit' = 'C'"):
        logistic_regression(counted(by_label), "y", ["unit"])
    with pytest.raises(DidNotConverge, match="separated by 'unit'"):
        logistic_regression(counted(by_label), "y", ["unit"], base={"unit": "C"})


def test_separation_of_ordered_answers_is_explained() -> None:
    cells = pd.DataFrame({"unit": list("AAABBBC"), "y": [1, 2, 3, 1, 2, 3, 3], "count": 5})
    with pytest.raises(DidNotConverge, match="outcome 'y' is separated by 'unit' = 'C'"):
        proportional_odds(counted(cells), "y", ["unit"])
    by_number = pd.DataFrame({"x": [1, 2, 3, 4, 5, 6], "y": [1, 1, 2, 2, 3, 3], "count": 5})
    with pytest.raises(DidNotConverge, match="outcome 'y' is separated by 'x'"):
        proportional_odds(counted(by_number), "y", ["x"])


FAR_APART = {"x": [50, 400, 50, 2, 50], "y": [3, 3, 1, 1, 2], "count": [10, 10, 10, 1, 1000]}
CROSSING = {"x": [400, 3, 2, 3, 400, 3], "y": [1, 2, 3, 3, 3, 1], "count": [10, 10, 1000, 1, 1, 10]}
HALF_APART = {"x": [1, 3, 1, 50, 1, 3], "y": [3, 2, 2, 1, 3, 3], "count": [1000, 1000, 10, 1000, 1000, 10]}


def test_ordered_answers_far_apart_are_separated_crossing_steps_come_back_and_half_apart_says_so() -> None:
    with pytest.raises(DidNotConverge, match="separated by 'x'"):
        proportional_odds(counted(pd.DataFrame(FAR_APART)), "y", ["x"])
    found = proportional_odds(counted(pd.DataFrame(CROSSING)), "y", ["x"])
    assert found.thresholds[0].value < found.thresholds[1].value
    with pytest.raises(DidNotConverge, match="the answers do not determine it"):
        proportional_odds(counted(pd.DataFrame(HALF_APART)), "y", ["x"])


def test_a_likelihood_without_curvature_says_how_far_it_came() -> None:
    def slopes(at: Any) -> tuple[float, Any, Any]:
        return float(at[0]), np.ones(1), np.zeros((1, 1))

    with pytest.raises(DidNotConverge, match="no solution after 1 steps"):
        maximise(slopes, np.zeros(1), "a straight line")


def test_steps_that_lose_height_are_halved() -> None:
    def slopes(at: Any) -> tuple[float, Any, Any]:
        return -float(np.hypot(1, at[0])), -at / np.hypot(1, at), np.diag(1 / np.hypot(1, at) ** 3)

    assert maximise(slopes, np.array([2.0]), "a hyperbola").at == pytest.approx([0.0], abs=1e-9)


def replicated(rows: pd.DataFrame) -> SurveyDesign:
    """Each of four PSUs left out once; without the second there is nobody of group b."""
    left = {f"r{i}": (rows["psu"] != i) * 4 / 3 for i in (1, 2, 3, 4)}
    return SurveyDesign(rows.assign(**left), replicates=ReplicateWeights(list(left), kind="JK1"))


def test_a_replicate_without_a_label_is_left_out_and_said() -> None:
    rows = pd.DataFrame({"psu": [1, 1, 2, 2, 3, 3, 4, 4] * 2, "g": list("aabbaaaa") * 2})
    rows["y"] = [1, 2, 1, 3, 2, 2, 1, 3, 3, 1, 2, 1, 3, 2, 3, 1]
    design = replicated(rows)
    with pytest.warns(SmallSampleWarning, match="1 of 4 give no estimate"):
        ordered = proportional_odds(design, "y", ["g"])
    with pytest.warns(SmallSampleWarning, match="1 of 4 give no estimate"):
        logistic = logistic_regression(design, "y", ["g"], codes={3})
    assert min(ordered.coefficients[0].se, logistic.coefficients[1].se) > 0


ROW = st.tuples(
    st.integers(0, 7), st.sampled_from("abc"), st.integers(1, 3), st.sampled_from([1.0, 2.5]), st.integers(1, 4)
)  # fmt: skip


@st.composite
def samples(draw: st.DrawFn) -> pd.DataFrame:
    """Eight PSUs in which every label has every answer, so that nothing is separated."""
    sure = [(i % 8, "abc"[i % 3], 1 + i // 3 % 3, 1.0, 1) for i in range(18)]
    rows = sure + draw(st.lists(ROW, max_size=10))
    return pd.DataFrame(rows, columns=["psu", "g", "y", "w", "count"])


def numbers(found: Regression) -> list[float]:
    return [number for one in (*found.coefficients, *found.thresholds) for number in (one.value, one.se, one.ci_low)]


def every_model(design: SurveyDesign) -> list[float]:
    found = [
        linear_regression(design, "y", ["g"]),
        logistic_regression(design, "y", ["g"], codes={3}),
        proportional_odds(design, "y", ["g"]),
    ]
    return [number for one in found for number in numbers(one)]


@settings(max_examples=15, deadline=None)
@given(samples(), st.sampled_from([0.01, 7.0]), st.booleans(), st.randoms())
def test_cells_equal_rows_and_neither_order_nor_scale_matters(
    cells: pd.DataFrame, factor: float, is_adjusted: bool, chance: Any
) -> None:
    rows = cells.loc[cells.index.repeat(cells["count"])]
    order = list(range(len(rows)))
    chance.shuffle(order)
    shuffled = rows.iloc[order].reset_index(drop=True)
    shuffled["w"] *= factor
    designs = SurveyDesign(cells, count="count", psu="psu", weights="w"), SurveyDesign(shuffled, psu="psu", weights="w")
    if is_adjusted:
        one, other = (poststratify(design, "g", {"a": 10, "b": 20, "c": 70}) for design in designs)
    else:
        one, other = designs
    assert every_model(other) == pytest.approx(every_model(one), rel=1e-7, abs=1e-9)


@settings(max_examples=5, deadline=None)
@given(samples())
def test_a_domain_that_is_everything_equals_the_whole(cells: pd.DataFrame) -> None:
    design = counted(cells, psu="psu", weights="w")
    whole = proportional_odds(design, "y", ["g"])
    assert numbers(proportional_odds(design, "y", ["g"], where=cells["w"] > 0)) == numbers(whole)
