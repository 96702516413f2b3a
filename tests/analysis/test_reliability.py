"""Alpha and omega: worked by hand, by a second way, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import (
    DesignError,
    DidNotConverge,
    EmptyCellError,
    MethodError,
    SurveyDesign,
    by_domain,
    cronbach_alpha,
    mcdonald_omega,
)
from analysis.design.replicates import ReplicateWeights
from analysis.measurement.newton import minimise
from analysis.measurement.one_factor import minimum_residuals

ITEMS = ["a", "b", "c", "d"]


def survey(n: int = 240, seed: int = 3) -> pd.DataFrame:
    """People of two sectors and twelve desks whose four answers lean on one opinion; some leave an item blank."""
    draw = np.random.default_rng(seed)
    opinion = draw.normal(size=n)
    rows = pd.DataFrame(
        {"psu": np.arange(n) % 12, "sector": draw.choice(["land", "tax"], n), "w": draw.choice([1.0, 2.5], n)}
    )
    for item, weight in zip(ITEMS, (0.5, 0.9, 1.1, 1.4), strict=True):
        codes = np.clip(np.rint(3.4 + weight * opinion + draw.normal(size=n)), 1, 5)
        rows[item] = np.where(draw.random(n) < 0.04, np.nan, codes)
    return rows.assign(unit=rows["psu"] % 3)


DESIGN: dict[str, Any] = {"strata": "unit", "psu": "psu", "weights": "w"}
MEASURES = [cronbach_alpha, mcdonald_omega]


def numbers(found: Any) -> list[float]:
    one = found.estimate
    return [one.value, one.se, one.ci_low, one.ci_high, one.deff, one.n, one.dof, one.psus, found.incomplete]


def test_alpha_of_two_items_by_hand() -> None:
    cells = pd.DataFrame({"a": [2, 4, 2, 4, 3], "b": [1, 5, 1, 5, 3], "count": [1, 1, 1, 1, 1]})
    found = cronbach_alpha(SurveyDesign(cells, count="count"), ["a", "b"])
    # variances 0.8 and 3.2, covariance 1.6, sum 7.2
    assert found.estimate.value == pytest.approx(2 * (1 - 4 / 7.2))
    assert [one.mean for one in found.items] == pytest.approx([3, 3])
    assert [one.sd for one in found.items] == pytest.approx([0.8**0.5, 3.2**0.5])
    assert [one.rest_correlation for one in found.items] == pytest.approx([1, 1])
    assert [one.alpha_without for one in found.items] == [None, None]


def test_alpha_of_equal_items_is_one_with_no_width() -> None:
    cells = pd.DataFrame({"a": [1, 3, 5], "b": [1, 3, 5], "c": [1, 3, 5], "count": [4, 9, 7]})
    found = cronbach_alpha(SurveyDesign(cells, count="count"), ["a", "b", "c"]).estimate
    assert (found.value, found.se, found.ci_low, found.ci_high) == pytest.approx((1, 0, 1, 1), abs=1e-7)
    assert found.method == "log"


def test_items_of_one_factor_give_its_loadings_back() -> None:
    loadings = np.array([0.9, 0.8, 0.6, 0.3])
    table = np.outer(loadings, loadings)
    np.fill_diagonal(table, 1)
    assert minimum_residuals(table) == pytest.approx(loadings, rel=1e-12)
    turn = np.array([-1, -1, -1, 1])
    assert minimum_residuals(table * np.outer(turn, turn)) == pytest.approx(-turn * loadings, rel=1e-12)


def test_loadings_of_three_items_by_hand() -> None:
    # λ₁² = r₁₂ r₁₃ / r₂₃
    table = np.array([[1, 0.56, 0.48], [0.56, 1, 0.42], [0.48, 0.42, 1]])
    assert minimum_residuals(table) == pytest.approx([0.8, 0.7, 0.6])


@pytest.mark.parametrize("is_standardized", [False, True])
def test_omega_is_what_the_loadings_say(is_standardized: bool) -> None:
    rows = survey()
    design = SurveyDesign(rows, **DESIGN)
    found = mcdonald_omega(design, ITEMS, standardized=is_standardized)
    sd = np.array([one.sd for one in cronbach_alpha(design, ITEMS).items]) if not is_standardized else np.ones(4)
    loadings = np.array([one.loading for one in found.loadings])
    common, own = float(sd @ loadings) ** 2, float(sd**2 @ (1 - loadings**2))
    assert found.estimate.value == pytest.approx(common / (common + own))
    assert [one.uniqueness for one in found.loadings] == pytest.approx(1 - loadings**2)
    assert 0 < found.residual < 0.08
    assert found.incomplete == int(rows[ITEMS].isna().any(axis=1).sum())


@pytest.mark.parametrize(
    ("measure", "options"), [(cronbach_alpha, {}), (mcdonald_omega, {}), (mcdonald_omega, {"standardized": True})]
)
def test_the_standard_error_is_that_of_the_slopes_in_the_weights(measure: Any, options: dict[str, Any]) -> None:
    rows = survey(60)
    step, complete = 1e-5, rows[ITEMS].notna().all(axis=1).to_numpy()
    slopes = np.zeros(len(rows))
    for row in np.flatnonzero(complete):
        ends = []
        for sign in (1, -1):
            weight = rows["w"].copy()
            weight[row] += sign * step
            design = SurveyDesign(rows.assign(w=weight), weights="w")
            ends.append(measure(design, ITEMS, **options).estimate.value)
        slopes[row] = (ends[0] - ends[1]) / (2 * step)
    sums = pd.Series(slopes * rows["w"]).groupby([rows["unit"], rows["psu"]]).sum()
    by_hand = sum(len(one) / (len(one) - 1) * ((one - one.mean()) ** 2).sum() for _, one in sums.groupby(level=0))
    found = measure(SurveyDesign(rows, **DESIGN), ITEMS, **options).estimate
    assert found.se == pytest.approx(by_hand**0.5, rel=1e-6)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_standard_error_is_near_that_of_the_jackknife(measure: Any) -> None:
    rows = survey(600)
    whole = measure(SurveyDesign(rows, psu="psu", weights="w"), ITEMS).estimate
    left = [measure(SurveyDesign(rows[rows["psu"] != psu], weights="w"), ITEMS).estimate.value for psu in range(12)]
    jackknife = (11 / 12 * np.sum((np.array(left) - np.mean(left)) ** 2)) ** 0.5
    assert whole.se == pytest.approx(jackknife, rel=0.05)


@pytest.mark.parametrize("measure", MEASURES)
def test_cells_rows_order_and_scale_of_weights_say_the_same(measure: Any) -> None:
    rows = survey()
    rows = pd.concat([rows, rows[:60]], ignore_index=True)
    cells = rows.groupby(list(rows.columns), dropna=False, as_index=False).size().sample(frac=1, random_state=1)
    on_rows = measure(SurveyDesign(rows, **DESIGN), ITEMS, where=rows["sector"].eq("land"))
    on_cells = measure(SurveyDesign(cells, count="size", **DESIGN), ITEMS, where=cells["sector"].eq("land"))
    scaled = measure(SurveyDesign(rows.assign(w=rows["w"] * 1e4), **DESIGN), ITEMS, where=rows["sector"].eq("land"))
    assert numbers(on_cells) == pytest.approx(numbers(on_rows), rel=1e-9)
    assert numbers(scaled) == pytest.approx(numbers(on_rows), rel=1e-9)


@pytest.mark.parametrize("measure", MEASURES)
def test_each_sector_has_its_own(measure: Any) -> None:
    rows = survey()
    design = SurveyDesign(rows, **DESIGN)
    found = by_domain(measure, design, "sector", ITEMS)
    assert [one.estimate.domain for one in found] == [(("sector", "land"),), (("sector", "tax"),)]
    alone = measure(design, ITEMS, where=rows["sector"].eq("tax"))
    assert numbers(found[1]) == numbers(alone)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_reversed_item_and_codes_that_do_not_apply_are_read_as_such(measure: Any) -> None:
    rows = survey()
    turned = rows.assign(b=6 - rows["b"], c=rows["c"].fillna(0))
    found = measure(SurveyDesign(turned, **DESIGN), ITEMS, reversed_items=["b"], not_applicable={0})
    assert numbers(found) == pytest.approx(numbers(measure(SurveyDesign(rows, **DESIGN), ITEMS)))


@pytest.mark.parametrize("method", ["log", "mean", "linear"])
def test_intervals_hold_the_value_and_the_logarithm_stays_below_one(method: str) -> None:
    rows = survey(36)
    found = cronbach_alpha(SurveyDesign(rows, psu="psu"), ITEMS, method=method, level=0.999).estimate
    assert found.ci_low < found.value < found.ci_high
    assert found.method == method
    assert (found.ci_high < 1) or method != "log"


def test_items_that_balance_out_are_said_to_have_no_sum_left() -> None:
    cells = pd.DataFrame({"a": [1, 2, 4, 5], "b": [5, 4, 2, 1], "c": [1, 3, 3, 4], "count": [5, 5, 5, 5]})
    with pytest.raises(DesignError, match=r"a \+ b is the same in every answer"):
        cronbach_alpha(SurveyDesign(cells, count="count"), ["a", "b"])
    found = cronbach_alpha(SurveyDesign(cells, count="count"), ["a", "b", "c"])
    assert (found.items[2].rest_correlation, found.items[2].alpha_without) == (None, None)


@pytest.mark.parametrize(
    ("items", "options", "error", "words"),
    [
        (["a"], {}, DesignError, "got 1"),
        ("a", {}, DesignError, "got 1"),
        (["a", "a"], {}, DesignError, "a named more than once"),
        (["a", "z"], {}, DesignError, "no column 'z'"),
        (["a", "odd"], {}, DesignError, "column 'odd' is 9"),
        (["a", "same"], {}, DesignError, "gave 4 to 'same'"),
        (["a", "nobody"], {}, EmptyCellError, "no valid answer"),
        (["a", "b"], {"reversed_items": ["z"]}, MethodError, "not all among the items"),
        (["a", "b"], {"reversed_items": "a"}, MethodError, "not all among the items"),
        (["a", "b"], {"reversed_items": ["a"], "scale": None}, MethodError, "give scale"),
        (["a", "b"], {"method": "wilson"}, MethodError, "choose one of"),
        (["a", "b"], {"where": [True]}, DesignError, "where"),
    ],
)
def test_what_alpha_refuses(items: Any, options: dict[str, Any], error: type[Exception], words: str) -> None:
    rows = survey(40).assign(odd=9, same=4, nobody=np.nan)
    with pytest.raises(error, match=words):
        cronbach_alpha(SurveyDesign(rows), items, **options)


def test_any_number_is_taken_without_a_scale_and_a_strange_code_outside_the_domain_is_not_looked_at() -> None:
    rows = survey(80).assign(odd=lambda one: np.where(one["sector"] == "land", 9, one["b"]))
    assert cronbach_alpha(SurveyDesign(rows), ["a", "odd"], scale=None).estimate.n > 0
    assert cronbach_alpha(SurveyDesign(rows), ["a", "odd"], where=rows["sector"].eq("tax")).estimate.n > 0


def test_omega_needs_three_items() -> None:
    with pytest.raises(DesignError, match="got 2 .*expected at least 3"):
        mcdonald_omega(SurveyDesign(survey(40)), ["a", "b"])


def test_a_loading_above_one_is_said() -> None:
    # r₁₂ r₁₃ / r₂₃ = 1.2: Heywood
    table = np.array([[1, 0.6, 0.6], [0.6, 1, 0.3], [0.6, 0.3, 1]])
    draw = np.random.default_rng(0).normal(size=(400, 3))
    centred = draw - draw.mean(axis=0)
    white = centred @ np.linalg.inv(np.linalg.cholesky(centred.T @ centred / 400)).T
    rows = pd.DataFrame(white @ np.linalg.cholesky(table).T, columns=["a", "b", "c"])
    found = mcdonald_omega(SurveyDesign(rows), ["a", "b", "c"], scale=None)
    assert found.heywood == ("a",)
    assert found.loadings[0].loading == pytest.approx(1.2**0.5)
    assert found.loadings[0].uniqueness == pytest.approx(-0.2)


@pytest.mark.parametrize(
    "table",
    [
        np.eye(3),
        np.array([[1, 0.6, 0.6], [0.6, 1, 0], [0.6, 0, 1]]),
        np.array([[1, 0.6, 0, 0], [0.6, 1, 0, 0], [0, 0, 1, 0.6], [0, 0, 0.6, 1]]),
    ],
    ids=["nothing common", "a loading without bound", "two pairs"],
)
def test_correlations_that_determine_no_factor_are_refused(table: Any) -> None:
    with pytest.raises(DidNotConverge, match="one factor"):
        minimum_residuals(table)


def test_the_minimiser_says_when_the_slope_is_no_number() -> None:
    with pytest.raises(DidNotConverge, match="a test: no solution"):
        minimise(lambda _: 0.0, lambda at: (at * np.nan, np.eye(1)), np.ones(1), tolerance=1e-9, what="a test")


def test_the_minimiser_says_when_no_step_leads_down() -> None:
    with pytest.raises(DidNotConverge, match="slope 2, wanted 1e-09"):
        minimise(lambda at: float(at @ at), lambda at: (-2 * at, np.eye(1)), np.ones(1), tolerance=1e-9, what="a test")


def test_results_are_values_that_do_not_change() -> None:
    found = cronbach_alpha(SurveyDesign(survey(40)), ITEMS)
    with pytest.raises(AttributeError):
        found.incomplete = 0  # type: ignore[misc]
    assert replace(found, incomplete=0).estimate == found.estimate


@pytest.mark.parametrize("measure", MEASURES)
def test_replicate_weights_make_the_jackknife(measure: Any) -> None:
    rows = survey(240)
    drops = np.stack([np.where(rows["psu"] == psu, 0.0, rows["w"] * 12 / 11) for psu in range(12)], axis=1)
    design = SurveyDesign(rows, weights="w", replicates=ReplicateWeights(drops, kind="JK1"))
    left = [measure(SurveyDesign(rows[rows["psu"] != psu], weights="w"), ITEMS).estimate.value for psu in range(12)]
    found = measure(design, ITEMS).estimate
    assert found.se == pytest.approx((11 / 12 * np.sum((np.array(left) - np.mean(left)) ** 2)) ** 0.5, rel=1e-8)
    assert found.value == measure(SurveyDesign(rows, weights="w"), ITEMS).estimate.value
