"""Quantile rules by hand, by numpy where weights are equal, on cells and at the edges."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import (
    INTERVALS,
    QUANTILE_RULES,
    Estimate,
    MethodError,
    SurveyDesign,
    by_domain,
    poststratify,
    quantile,
)

IN_NUMPY = {
    "math": "inverted_cdf",
    "school": "averaged_inverted_cdf",
    "hf4": "interpolated_inverted_cdf",
    "hf5": "hazen",
    "hf6": "weibull",
    "hf7": "linear",
    "hf8": "median_unbiased",
    "hf9": "normal_unbiased",
}
MINUTES = np.array([3.0, 10, 10, 15, 20, 20, 20, 30, 45, 60])


def design_of(values: Any, **columns: Any) -> SurveyDesign:
    return SurveyDesign(pd.DataFrame({"minutes": values} | columns), count="count" if "count" in columns else None)


@pytest.mark.parametrize("q", [0.05, 0.1, 0.25, 0.5, 0.63, 0.9, 0.97])
@pytest.mark.parametrize("rule", IN_NUMPY)
def test_with_equal_weights_the_rules_are_those_of_hyndman_and_fan(rule: str, q: float) -> None:
    found = quantile(design_of(MINUTES), "minutes", q, rule=rule)
    assert found.value == pytest.approx(np.quantile(MINUTES, q, method=IN_NUMPY[rule]))


@pytest.mark.parametrize("q", [0.1, 0.25, 0.5, 0.9])
@pytest.mark.parametrize("rule", QUANTILE_RULES)
def test_a_cell_of_several_answers_is_as_many_rows(rule: str, q: float) -> None:
    values, counts = np.unique(MINUTES, return_counts=True)
    on_rows, on_cells = design_of(MINUTES), design_of(values, count=counts)
    left, right = (quantile(one, "minutes", q, rule=rule) for one in (on_rows, on_cells))
    assert (left.value, left.ci_low, left.ci_high) == pytest.approx((right.value, right.ci_low, right.ci_high))


@pytest.mark.parametrize("rule", QUANTILE_RULES)
def test_one_answer_is_every_quantile(rule: str) -> None:
    design = SurveyDesign({"minutes": np.array([7.0])}, lone_psu="adjust")
    for q in (0.01, 0.5, 0.99):
        assert quantile(design, "minutes", q, rule=rule).value == 7


def test_the_third_rule_takes_an_even_answer_where_the_share_is_reached() -> None:
    four = design_of([1.0, 2, 3, 4])
    assert [quantile(four, "minutes", q, rule="hf3").value for q in (0.25, 0.5, 0.6)] == [2, 2, 3]


def test_shah_and_vaish_stay_inside_the_sample() -> None:
    four = design_of([1.0, 2, 3, 4])
    assert [quantile(four, "minutes", q, rule="shahvaish").value for q in (0.01, 0.4, 0.99)] == [1, 2, 4]


@pytest.mark.parametrize("method", [*INTERVALS, "score"])
def test_every_interval_of_a_quantile_holds_it(method: str) -> None:
    found = quantile(design_of(MINUTES), "minutes", 0.5, method=method)
    assert found.ci_low <= found.value == 20 <= found.ci_high
    assert found.se > 0


def test_the_score_answers_where_everyone_waited_alike_and_where_post_strata_explain_all() -> None:
    alike = quantile(design_of([5.0] * 6), "minutes", 0.5, method="score")
    assert (alike.ci_low, alike.value, alike.ci_high, alike.se) == (5, 5, 5, 0)
    cells = pd.DataFrame({"minutes": [1.0, 1, 9, 9, 20], "unit": ["A", "A", "B", "B", "C"], "count": [9, 1, 9, 1, 10]})
    known = poststratify(SurveyDesign(cells, count="count"), "unit", {"A": 10, "B": 10, "C": 10})
    found = quantile(known, "minutes", 0.5, method="score")
    assert (found.ci_low, found.value, found.ci_high) == (9, 9, 9)


def test_few_psus_widen_the_linear_interval_of_a_quantile() -> None:
    cells = pd.DataFrame({"minutes": np.tile(MINUTES, 2), "psu": np.arange(20) % 5})
    design = SurveyDesign(cells, psu="psu")
    linear, on_t = (quantile(design, "minutes", 0.5, method=method) for method in ("linear", "mean"))
    assert (linear.se, linear.ci_low) == (on_t.se, on_t.ci_low)


def test_a_table_of_quantiles_is_that_of_each_domain() -> None:
    cells = pd.DataFrame({"minutes": np.tile(MINUTES, 2), "unit": ["A"] * 10 + ["B"] * 7 + [None] * 3})
    design = SurveyDesign(cells)
    known = cells["minutes"] > 3
    table = by_domain(quantile, design, "unit", "minutes", 0.5, where=known, rule="hf7")
    apart: list[Estimate] = [
        quantile(design, "minutes", 0.5, rule="hf7", where=known & cells["unit"].eq(unit)) for unit in ("A", "B")
    ]
    assert [one.domain for one in table] == [(("unit", "A"),), (("unit", "B"),)]
    assert [(one.value, one.se) for one in table] == [(one.value, one.se) for one in apart]


def test_a_table_takes_an_estimator_that_reads_its_item_itself() -> None:
    def median(design: SurveyDesign, item: str, **options: Any) -> Estimate:
        return quantile(design, item, 0.5, **options)

    cells = pd.DataFrame({"minutes": [1.0, 2, 3, None], "unit": ["A", "A", "B", "C"], "count": [5, 6, 7, 8]})
    design = SurveyDesign(cells, count="count")
    assert [one.value for one in by_domain(median, design, "unit", "minutes")] == [2, 3]
    known = (cells["minutes"] != 2).to_numpy()
    assert [one.value for one in by_domain(median, design, "unit", "minutes", where=known)] == [1, 3]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rule": "hf10"}, r"quantile rule 'hf10' is not known; choose one of \['math', 'school'"),
        ({"method": "exact"}, r"'exact' is not known here; choose one of \['beta'.*'score'\]"),
        ({"method": "replicates"}, "'replicates' is not known here"),
        ({"level": 95}, "write 0.95 for 95 %"),
    ],
)
def test_what_a_quantile_cannot_take_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(MethodError, match=message):
        quantile(design_of(MINUTES), "minutes", 0.5, **options)
