"""Estimators by hand: missing answers, scores, the edges where nothing varies, and refusals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from analysis import DesignError, MethodError, SurveyDesign, mean, poststratify, proportion, quantile, total
from analysis.estimation.breakdown import in_domains

CELLS = pd.DataFrame({"overall": [1, 2, 3, 4, 5, None], "count": [5, 10, 35, 100, 50, 40]})


def counted(item: list[Any], count: list[int], **columns: Any) -> SurveyDesign:
    return SurveyDesign(pd.DataFrame({"item": item, "count": count} | columns), count="count")


def test_missing_answers_are_outside_the_denominator() -> None:
    share = proportion(SurveyDesign(CELLS, count="count"), "overall", {4, 5})
    assert (share.value, share.n, share.psus) == (0.75, 200, 200)
    assert share.se == pytest.approx(math.sqrt(0.75 * 0.25 / 199) * math.sqrt(199 / 200 * 240 / 239))


def test_valid_answers_can_be_named() -> None:
    design = counted([1, 5, 8], [1, 3, 6])
    assert proportion(design, "item", {5}).value == 0.3
    assert proportion(design, "item", {5}, valid={1, 2, 3, 4, 5}).value == 0.75


def test_a_counted_code_that_is_not_valid_is_refused() -> None:
    with pytest.raises(DesignError, match=r"\[8\] are counted but not among the valid answers"):
        proportion(counted([1, 8], [1, 3]), "item", {8}, valid=[1, 2])


def test_codes_given_as_a_text_are_refused() -> None:
    with pytest.raises(DesignError, match="got the text '45'; expected a collection"):
        proportion(counted([1, 8], [1, 3]), "item", "45")


def test_a_simple_random_sample_has_design_effect_one() -> None:
    share = proportion(counted([1, 0], [150, 50]), "item", {1})
    assert (share.deff, share.kish_deff) == (pytest.approx(1, rel=1e-12), 1)
    assert share.n_eff == pytest.approx(200, rel=1e-12)
    assert share.cv == share.se / share.value


def test_scores_list_the_valid_answers() -> None:
    design = counted([1, 5, 8], [1, 3, 6])
    found = mean(design, "item", scores={1: 0, 5: 100})
    assert (found.value, found.n) == (75, 4)


def test_values_may_be_handed_over_in_place_of_a_column() -> None:
    design = counted(["a", "b"], [1, 3])
    assert mean(design, np.array([1.0, 2.0])).value == 1.75
    assert mean(design, pd.Series([1.0, 2.0], name="minutes")).item == "minutes"


@pytest.mark.parametrize("values", [np.array([1.0]), pd.Series([1.0, 2.0], index=[3, 4]), np.ones(3)])
def test_values_that_are_not_one_a_row_are_refused(values: Any) -> None:
    with pytest.raises(DesignError, match="expected one for each of 2 rows"):
        mean(counted(["a", "b"], [1, 3]), values)


def test_words_need_scores() -> None:
    with pytest.raises(DesignError, match=r"item 'item' holds something that is not a number .*give scores"):
        mean(counted(["a", "b"], [1, 3]), "item")


def test_an_infinite_answer_is_refused_by_row() -> None:
    with pytest.raises(DesignError, match="item 'item': row 1 is infinite"):
        total(counted([1.0, math.inf], [1, 3]), "item")


@pytest.mark.parametrize("method", ["beta", "wilson", "asin"])
@pytest.mark.parametrize("satisfied", [0, 30])
def test_unanimous_answers_keep_an_interval(method: str, satisfied: int) -> None:
    share = proportion(counted([satisfied > 0], [30]), "item", {True}, method=method)
    assert (share.value, share.se, share.deff, share.n_eff) == (satisfied / 30, 0, 1, 30)
    assert 0.03 < share.ci_high - share.ci_low < 0.15


def test_unanimous_answers_of_unequal_weight_count_for_fewer() -> None:
    design = poststratify(counted([1, 1], [10, 10], unit=["A", "B"]), "unit", {"A": 10, "B": 30})
    share = proportion(design, "item", {1})
    assert share.n_eff == pytest.approx(20 / 1.25)
    assert share.ci_low == pytest.approx(0.025 ** (1 / 16))


def test_the_log_odds_of_everyone_are_refused_with_a_remedy() -> None:
    with pytest.raises(MethodError, match='a share of 1 has no finite log-odds; use method="beta"'):
        proportion(counted([1], [30]), "item", {1}, method="logit")


def test_poststrata_that_explain_everything_leave_the_interval_of_the_weights() -> None:
    design = poststratify(counted([1, 0], [60, 40], unit=["A", "B"]), "unit", {"A": 600, "B": 400})
    for method in ("beta", "logit", "asin", "wilson"):
        share = proportion(design, "item", {1}, method=method)
        assert (share.value, share.se) == (0.6, 0)
        assert share.ci_low == pytest.approx(0.5, abs=0.01)


def test_one_answer_says_almost_nothing() -> None:
    cells = pd.DataFrame({"item": [1], "unit": ["A"]})
    share = proportion(SurveyDesign(cells, lone_psu="adjust"), "item", {1})
    assert (share.ci_low, share.ci_high, share.dof) == (pytest.approx(0.025), 1.0, 1)
    assert share.few_psus


@pytest.mark.parametrize(("psus", "few"), [(7, True), (8, False)])
def test_fewer_than_eight_psus_are_said(psus: int, few: bool) -> None:
    cells = pd.DataFrame({"item": np.tile([1, 0, 1], 8), "psu": np.arange(24) % psus})
    share = proportion(SurveyDesign(cells, psu="psu"), "item", {1}, method="linear")
    assert (share.psus, share.dof, share.few_psus) == (psus, psus - 1, few)


def test_the_linear_interval_is_on_t_where_psus_are_few() -> None:
    cells = pd.DataFrame({"item": [5, 1, 4, 3], "psu": [1, 2, 3, 4]})
    design = SurveyDesign(cells, psu="psu")
    assert mean(design, "item", method="linear").ci_low == mean(design, "item", method="mean").ci_low


def test_the_coefficient_of_variation_of_zero() -> None:
    assert mean(counted([-1, 1], [5, 5]), "item").cv == math.inf
    assert mean(counted([0], [5]), "item").cv == 0


@pytest.mark.parametrize(
    ("method", "level", "message"),
    [("exact", 0.95, r"'exact' is not known here; choose one of \['beta', 'wilson'"), ("beta", 95, "level 95 is not")],
)
def test_an_unknown_method_or_level_is_refused(method: str, level: float, message: str) -> None:
    with pytest.raises(MethodError, match=message):
        proportion(counted([1, 0], [5, 5]), "item", {1}, method=method, level=level)


def test_a_mean_takes_no_interval_made_for_shares() -> None:
    with pytest.raises(MethodError, match=r"choose one of \['mean', 'linear'\]"):
        mean(counted([1, 0], [5, 5]), "item", method="beta")


@pytest.mark.parametrize("q", [0, 1, 50])
def test_a_quantile_outside_zero_to_one_is_refused(q: float) -> None:
    with pytest.raises(MethodError, match=r"write 0\.5 for the median"):
        quantile(counted([1, 0], [5, 5]), "item", q)


def test_quantiles_of_counted_minutes() -> None:
    design = counted([10, 20, 30, 60, None], [40, 30, 20, 10, 7])
    assert [quantile(design, "item", q).value for q in (0.4, 0.5, 0.7, 0.9, 0.95)] == [10, 20, 20, 30, 60]
    median = quantile(design, "item", 0.5, method="wilson")
    assert (median.ci_low, median.ci_high, median.n) == (20, 30, 100)


def test_points_equal_statsmodels() -> None:
    minutes, weights = np.array([10.0, 20, 30, 60]), np.array([1.5, 2.25, 3.0, 0.5])
    design = SurveyDesign(pd.DataFrame({"minutes": minutes, "w": weights}), weights="w")
    assert mean(design, "minutes").value == pytest.approx(DescrStatsW(minutes, weights).mean, rel=1e-14)


@pytest.mark.parametrize("satisfied", [0, 1, 150, 199, 200])
@pytest.mark.parametrize(("ours", "theirs"), [("wilson", "wilson"), ("beta", "beta")])
def test_intervals_of_a_simple_random_sample_against_statsmodels(satisfied: int, ours: str, theirs: str) -> None:
    cells = pd.DataFrame({"item": [1, 0], "count": [satisfied, 200 - satisfied]}).query("count > 0")
    share = proportion(SurveyDesign(cells, count="count"), "item", {1}, method=ours)
    # R's beta divides by n - 1, so that it stands on 199 of 200 answers where anything varies
    trials = 199 if ours == "beta" and 0 < satisfied < 200 else 200
    expected = proportion_confint(satisfied / 200 * trials, trials, method=theirs)
    assert (share.ci_low, share.ci_high) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_an_item_read_once_gives_the_same_in_every_domain() -> None:
    cells = pd.DataFrame(
        {"desk": ["a", "a", "b", "b"], "overall": [5, 2, 4, 1], "count": [30, 10, 20, 5], "sector": [1, 2, 1, 2]}
    )
    design = SurveyDesign(cells, count="count", psu="desk")
    share = in_domains(proportion, design, "overall", {4, 5}, valid=(1, 2, 3, 4, 5), level=0.9, method="wilson")
    for sector in (1, 2):
        where = (cells["sector"] == sector).to_numpy()
        expected = proportion(design, "overall", {4, 5}, valid=(1, 2, 3, 4, 5), level=0.9, method="wilson", where=where)
        assert share(where) == expected
