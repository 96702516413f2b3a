"""Joint results, contrasts, standardisation and indices worked by hand, and what they refuse."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import (
    DesignError,
    EmptyCellError,
    Estimate,
    Joint,
    MethodError,
    SurveyDesign,
    by_domain,
    change,
    contrast,
    difference,
    factor_mean,
    function_of,
    jointly,
    mean,
    proportion,
    quantile,
    quotient,
    share_satisfied_with_all,
    side_by_side,
    standardise,
)

CELLS = pd.DataFrame(
    {
        "sector": ["land", "land", "tax", "tax", "oath"],
        "unit": ["A", "B", "A", "B", "A"],
        "y": [1, 0, 1, 0, None],
        "minutes": [10.0, 20, 30, 40, 50],
        "count": [30, 10, 50, 50, 7],
    }
)
DESIGN = SurveyDesign(CELLS, count="count")
SHARE = (proportion, "y", {1})


def test_domains_of_one_sample_are_named_by_their_labels_and_keep_their_own_intervals() -> None:
    joint = jointly(DESIGN, SHARE, by="sector")
    assert joint.names == ("land", "tax")  # nobody answered about the oath
    assert joint.estimates == tuple(by_domain(proportion, DESIGN, "sector", "y", {1}))
    assert np.sqrt(np.diag(joint.covariance)) == pytest.approx([one.se for one in joint.estimates])
    assert joint["tax"].value == 0.5
    assert jointly(DESIGN, SHARE, by=["sector", "unit"]).names == ("land.A", "land.B", "tax.A", "tax.B")


def test_questions_have_names_options_and_domains_of_their_own() -> None:
    asked = {
        "wilson": (partial(proportion, method="wilson"), "y", {1}),
        "in A": (partial(mean, where=CELLS["unit"] == "A"), "minutes"),
    }
    joint = jointly(DESIGN, asked, where=CELLS["sector"] != "tax", level=0.9)
    assert joint.names == ("wilson", "in A")
    assert (joint["wilson"].method, joint["wilson"].level, joint["in A"].n) == ("wilson", 0.9, 37)
    assert jointly(DESIGN, {"share": SHARE, "wait": (mean, "minutes")}, by="unit").names == (
        "A:share",
        "B:share",
        "A:wait",
        "B:wait",
    )


def test_months_at_the_same_desks_vary_together_and_a_steady_change_is_certain() -> None:
    cells = pd.DataFrame({"month": [1, 1, 2, 2], "minutes": [10.0, 20, 30, 40], "desk": ["a", "b", "a", "b"]})
    joint = jointly(SurveyDesign(cells, psu="desk"), (mean, "minutes"), by="month")
    assert joint.covariance == pytest.approx(np.full((2, 2), 25.0))
    found = difference(joint, "2", "1")
    assert (found.value, found.se, found.dof) == (20, 0, 1)
    assert found.is_clear


def test_two_years_surveyed_apart_differ_as_change_says() -> None:
    def year(yes: int) -> Joint:
        return jointly(SurveyDesign({"y": np.repeat([1, 0], [yes, 200 - yes])}), {"": SHARE})

    before, now = year(150), year(164)
    both = side_by_side({"before": before, "now": now})
    assert both.names == ("before", "now")
    found, known = difference(both, "now", "before"), change(now.estimates[0], before.estimates[0])
    for name in ("value", "se", "ci_low", "ci_high", "dof"):
        assert getattr(found, name) == pytest.approx(getattr(known, name), rel=1e-12), name
    everyone = side_by_side({"before": before, "now": year(200)})
    assert difference(everyone, "now", "before").se == pytest.approx(
        change(year(200).estimates[0], before.estimates[0]).se, rel=1e-12
    )
    assert side_by_side({"all": both, "again": now}).names == ("all:before", "all:now", "again")


def test_a_ratio_on_the_log_scale_is_the_same_whichever_way_round() -> None:
    joint = jointly(DESIGN, SHARE, by="sector")
    over, under = quotient(joint, "land", "tax"), quotient(joint, "tax", "land")
    assert (over.ci_low, over.ci_high) == pytest.approx((1 / under.ci_high, 1 / under.ci_low))
    assert (over.value, over.nothing, over.is_clear) == (1.5, 1.0, True)
    assert quotient(joint, "land", "land").se == 0
    straight = quotient(joint, "land", "tax", scale="linear", level=0.8)
    assert straight.ci_high - straight.value == pytest.approx(straight.value - straight.ci_low)
    assert straight.level == 0.8


def test_a_function_has_the_spread_of_its_gradient() -> None:
    joint = jointly(DESIGN, SHARE, by="sector")
    odds = function_of(joint, lambda of: of["land"] / (1 - of["land"]), nothing=1)
    assert odds.se == pytest.approx(joint["land"].se / 0.25**2, rel=1e-9)
    assert odds.nothing == 1
    summed = function_of(joint, lambda of: 2 * of["land"] - of["tax"])
    assert summed.se == pytest.approx(contrast(joint, {"land": 2, "tax": -1}).se, rel=1e-10)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda j: contrast(j, {"court": 1}),
            MethodError,
            r"no estimate named 'court'; choose among \['land', 'tax'\]",
        ),
        (lambda j: difference(j, "court", "tax"), MethodError, "no estimate named 'court'"),
        (lambda j: contrast(j, {}), DesignError, "expected finite numbers that are not all 0"),
        (lambda j: contrast(j, {"land": math.nan}), DesignError, "expected finite numbers"),
        (lambda j: contrast(j, {"land": 1}, level=95), MethodError, "write 0.95 for 95 %"),
        (lambda j: quotient(j, "land", "tax", scale="odds"), MethodError, r"scale 'odds' is not known; choose one of"),
        (lambda j: function_of(j, lambda of: math.inf), DesignError, "not finite at the estimates"),
        (lambda j: side_by_side({}), DesignError, "expected joint results at one level"),
    ],
)
def test_a_comparison_that_cannot_be_made_is_refused(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call(jointly(DESIGN, SHARE, by="sector"))


def test_a_ratio_to_nothing_is_refused() -> None:
    joint = jointly(SurveyDesign(pd.DataFrame({"unit": ["A", "B"], "x": [0.0, 3], "count": [9, 9]}), count="count"),
                    (mean, "x"), by="unit")  # fmt: skip
    with pytest.raises(DesignError, match="'A' is 0; expected a denominator other than 0"):
        quotient(joint, "B", "A", scale="linear")
    with pytest.raises(DesignError, match='both above 0; use scale="linear" or difference'):
        quotient(joint, "A", "B")
    assert quotient(joint, "A", "B", scale="linear").value == 0


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda: jointly(DESIGN, (quantile, "minutes", 0.5)), MethodError, "has no influence values; choose one of"),
        (lambda: jointly(DESIGN, SHARE, where=CELLS["y"].isna(), by="unit"), EmptyCellError, "to any question"),
        (lambda: jointly(DESIGN, SHARE, where=CELLS["y"].isna()), EmptyCellError, "no valid answer to 'y'"),
    ],
)
def test_questions_without_an_answer_are_refused(ask: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        ask()


def test_labels_that_make_one_name_twice_are_refused() -> None:
    cells = pd.DataFrame({"a": ["x.y", "x"], "b": ["z", "y.z"], "v": [1.0, 2.0], "count": [4, 4]})
    with pytest.raises(DesignError, match="the same name twice"):
        jointly(SurveyDesign(cells, count="count"), (mean, "v"), by=["a", "b"])


def test_standardised_units_would_have_the_same_mix() -> None:
    cells = CELLS.dropna()
    cells = pd.concat([cells, cells.assign(y=1 - cells["y"], count=5)])
    design = SurveyDesign(cells, count="count")
    equal = standardise(design, "sector", pd.Series({"land": 3, "tax": 1}), over="unit")
    for unit, found in zip("AB", by_domain(proportion, equal, "unit", "y", {1}), strict=True):
        apart = by_domain(proportion, design, "sector", "y", {1}, where=cells["unit"].eq(unit).to_numpy())
        assert found.value == pytest.approx(0.75 * apart[0].value + 0.25 * apart[1].value)
        persons = (equal.weight * equal.counts)[cells["unit"] == unit].sum()
        assert persons == pytest.approx(cells.loc[cells["unit"] == unit, "count"].sum())


def test_a_unit_without_a_sector_is_refused_or_does_without_it() -> None:
    shares = {"land": 1, "oath": 1, "tax": 1}
    with pytest.raises(DesignError, match="no answer of 'oath' in 'B'; merge groups"):
        standardise(DESIGN, "sector", shares, over="unit")
    found = standardise(DESIGN, "sector", shares, over="unit", absent="leave_out")
    weights = found.weight * found.counts
    assert weights[CELLS["unit"] == "B"].sum() == pytest.approx(60 * 2 / 3)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"absent": "keep"}, MethodError, r"absent 'keep' is not known; choose one of \['refuse', 'leave_out'\]"),
        ({"where": np.zeros(5, dtype=bool)}, EmptyCellError, "no row takes part"),
        ({"population": {"land": 1, "tax": 1}}, DesignError, r"no total for sector \['oath'\]"),
        ({"by": "part", "population": {"x": 1}, "where": np.ones(5, dtype=bool)}, DesignError, "row 1 takes part but"),
        ({"by": "part", "population": {"x": 1}}, DesignError, "row 1, column 'part' is missing"),
    ],
)
def test_what_cannot_be_standardised_is_refused(options: Any, error: type[Exception], message: str) -> None:
    design = SurveyDesign(CELLS.assign(part=["x", None, "x", "x", "x"]), count="count")
    asked = {"by": "sector", "population": {"land": 1, "tax": 1, "oath": 1}, "over": "unit"} | options
    with pytest.raises(error, match=message):
        standardise(design, asked.pop("by"), asked.pop("population"), **asked)


PATTERNS = SurveyDesign(
    pd.DataFrame({"a": [5, 4, 1, None, 4], "b": [4, None, 1, None, 2], "c": [5, None, None, None, 4],
                  "count": [20, 10, 5, 3, 2]}), count="count",
)  # fmt: skip
THREE = ["a", "b", "c"]


@pytest.mark.parametrize(
    ("missing", "n", "average", "everything"),
    [
        ("complete", 22, (20 * 14 / 3 + 2 * 10 / 3) / 22, 20 / 22),
        ("half", 27, (20 * 14 / 3 + 5 + 2 * 10 / 3) / 27, 20 / 27),
        ("any", 37, (20 * 14 / 3 + 10 * 4 + 5 + 2 * 10 / 3) / 37, 30 / 37),
    ],
)
def test_who_answered_enough_items_is_a_stated_rule(missing: Any, n: int, average: float, everything: float) -> None:
    factor = factor_mean(PATTERNS, THREE, missing=missing)
    every = share_satisfied_with_all(PATTERNS, THREE, {4, 5}, missing=missing)
    assert (factor.n, every.n) == (n, n)
    assert (factor.value, every.value) == pytest.approx((average, everything))
    assert (factor.measure, every.measure, factor.item) == ("mean", "proportion", "a+b+c")


def test_the_mean_of_a_factor_knows_that_its_items_were_answered_by_one_person() -> None:
    twins = SurveyDesign(pd.DataFrame({"a": [1, 5], "b": [1, 5], "count": [10, 30]}), count="count")
    assert factor_mean(twins, ["a", "b"]).se == pytest.approx(mean(twins, "a").se)
    scored = factor_mean(twins, ["a", "b"], scores={1: 0, 5: 100})
    assert scored.value == 75


def test_indices_come_by_domain_and_jointly() -> None:
    cells = pd.DataFrame({"unit": ["A", "A", "B"], "a": [5, 1, 4], "b": [5, 2, 2], "count": [10, 10, 10]})
    design = SurveyDesign(cells, count="count")
    table: list[Estimate] = by_domain(factor_mean, design, "unit", ["a", "b"])
    assert [one.value for one in table] == [3.25, 3.0]
    joint = jointly(design, {"all": (share_satisfied_with_all, ["a", "b"], {4, 5}), "mean": (factor_mean, ["a", "b"])})
    assert joint["all"].value == pytest.approx(1 / 3)
    assert joint.covariance[0, 1] > 0


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: factor_mean(PATTERNS, []), DesignError, "expected a list of at least one item"),
        (lambda: factor_mean(PATTERNS, "abc"), DesignError, "got 'abc'; expected a list"),
        (
            lambda: factor_mean(PATTERNS, THREE, missing="most"),
            MethodError,
            r"choose one of \['complete', 'half', 'any'",
        ),
        (lambda: factor_mean(PATTERNS, ["a"], where=np.array([0, 0, 0, 1, 0]) > 0), EmptyCellError, "no valid answer"),
        (lambda: share_satisfied_with_all(PATTERNS, THREE, "45"), DesignError, "expected a collection of codes"),
    ],
)
def test_items_that_make_no_index_are_refused(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
