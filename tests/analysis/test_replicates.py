"""Replicate weights: worked by hand, cells against rows, what can be made, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import (
    DesignError,
    MethodError,
    ReplicateWeights,
    SmallSampleWarning,
    SurveyDesign,
    by_domain,
    mean,
    poststratify,
    proportion,
    replicates_of,
    total,
)
from analysis.design.linearisation import covariance

HALVES = np.array([[2.0, 0], [2, 0], [0, 2], [0, 2]])


def four(**columns: Any) -> pd.DataFrame:
    cells = {"y": [1.0, 2.0, 3.0, 6.0], "w": 10.0, "unit": ["a", "a", "b", "b"]}
    return pd.DataFrame(cells | columns)


def handed(weights: Any = HALVES, kind: str = "BRR", **options: Any) -> SurveyDesign:
    options = {"combined": False} | options
    return SurveyDesign(four(), weights="w", replicates=ReplicateWeights(weights, kind, **options))


def households() -> pd.DataFrame:
    draw = np.random.default_rng(8)
    psu = draw.integers(0, 10, 240)
    return pd.DataFrame({"psu": psu, "s": psu % 3, "kind": draw.choice(["x", "z"], 240), "y": draw.integers(1, 4, 240)})


def test_half_samples_worked_by_hand() -> None:
    found = mean(handed(), "y")
    assert found.value == 3
    assert found.se == pytest.approx(1.5)
    assert found.dof == 1
    assert total(handed(), "y").se == pytest.approx(60)
    fay = mean(handed(1 + (HALVES - 1) * 0.5, "Fay", rho=0.5), "y")
    assert fay.se == pytest.approx(1.5)
    assert fay.value == 3


def test_columns_matrix_and_frame_say_the_same() -> None:
    cells = four(r1=[20.0, 20, 0, 0], r2=[0.0, 0, 20, 20])
    for weights in (["r1", "r2"], ("r1", "r2"), cells[["r1", "r2"]], cells[["r1", "r2"]].to_numpy()):
        design = SurveyDesign(cells, weights="w", replicates=ReplicateWeights(weights, "BRR"))
        assert mean(design, "y").se == pytest.approx(1.5)


def test_mse_measures_from_the_estimate_itself() -> None:
    lopsided = np.array([[2.0, 0, 1], [2, 0, 1], [0, 2, 1], [0, 2, 3]])
    about_mean, about_estimate = (mean(handed(lopsided, mse=mse), "y").se for mse in (False, True))
    thetas = np.array([1.5, 4.5, (1 + 2 + 3 + 18) / 6])
    assert about_mean**2 == pytest.approx(((thetas - thetas.mean()) ** 2).sum() / 3)
    assert about_estimate**2 == pytest.approx(((thetas - 3) ** 2).sum() / 3)


def test_a_scale_that_says_what_the_kind_says_is_taken() -> None:
    assert mean(handed(scale=0.5, rscales=[1, 1]), "y").se == pytest.approx(1.5)


def test_guessed_scales_come_from_the_largest_multiplier() -> None:
    jackknife = (1 - np.eye(4)) * 4 / 3
    linearised = mean(SurveyDesign(four(), weights="w"), "y").se
    for kind in ("JK1", "JKn"):
        assert mean(handed(jackknife, kind), "y").se == pytest.approx(linearised)
    assert mean(handed(jackknife * 10, "JK1", combined=True), "y").se == pytest.approx(linearised)


def test_given_degrees_of_freedom_are_kept() -> None:
    assert mean(handed(dof=7), "y").dof == 7
    assert mean(handed(), "y", where=np.array([True, False, True, False])).dof == 1


@pytest.mark.parametrize("kind", ["JK1", "JKn", "BRR"])
def test_cells_equal_rows(kind: str) -> None:
    rows = households()
    rows = rows.assign(s=rows["psu"] // 2 if kind == "BRR" else rows["s"])
    cells = rows.groupby(list(rows.columns), as_index=False).size()
    strata = None if kind == "JK1" else "s"
    made = [
        replicates_of(SurveyDesign(data, count=count, strata=strata, psu="psu"), kind)
        for data, count in ((rows, None), (cells, "size"))
    ]
    for one, other in zip(*(by_domain(proportion, design, "kind", "y", {3}) for design in made), strict=True):
        assert (other.se, other.ci_low, other.ci_high) == pytest.approx((one.se, one.ci_low, one.ci_high), rel=1e-9)
        assert (other.n, other.dof) == (one.n, one.dof)


def test_replicates_are_brought_to_the_totals_of_the_design() -> None:
    rows = households().assign(post=lambda table: table["kind"].where(table.index > 5))
    design = poststratify(SurveyDesign(rows, strata="s", psu="psu"), "post", {"x": 900, "z": 300}, missing="keep")
    linearised, replicated = mean(design, "y"), mean(replicates_of(design, "JKn"), "y")
    assert replicated.value == pytest.approx(linearised.value, rel=1e-12)
    assert replicated.se == pytest.approx(linearised.se, rel=0.05)
    again = replicates_of(design, "JKn").repeated
    assert again is not None
    in_x = rows["post"].eq("x").to_numpy()
    assert again.weights[:, in_x].sum(axis=1) == pytest.approx(900)


def test_a_post_stratum_that_a_replicate_drops_is_refused() -> None:
    with pytest.raises(DesignError, match=r"a replicate has no weight in 'b'; merge"):
        poststratify(handed(), "unit", {"a": 5, "b": 5})


def test_an_adjustment_that_cannot_be_repeated_is_refused() -> None:
    class Fixed:
        after = np.full(4, 3.0)

    with pytest.raises(MethodError, match="Fixed cannot be repeated under replicate weights"):
        replace(handed(), adjustments=(Fixed(),))  # type: ignore[arg-type]


def test_an_estimator_without_a_refit_is_refused() -> None:
    with pytest.raises(MethodError, match="cannot be made anew under replicate weights"):
        covariance(handed(), np.ones((4, 1)), np.ones(4, dtype=bool))


def test_replicates_that_drop_a_domain_are_left_out_and_said() -> None:
    three = np.column_stack([HALVES, [2, 0, 2, 0]])
    design = handed(three)
    with pytest.warns(SmallSampleWarning, match="1 of 3 give no estimate"):
        assert mean(design, "y", where=design.cells["unit"].eq("b")).se > 0
    none = handed(np.array([[2.0, 1], [2, 1], [0, 0], [0, 0]]))
    with pytest.raises(DesignError, match="none gives an estimate"):
        mean(none, "y", where=none.cells["unit"].eq("b"))


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ("r1", r"got the text 'r1'; expected a sequence"),
        (["r1", "r9"], r"replicates: no column 'r9'"),
        (["r1", "unit"], r"column 'unit' holds something that is not a number"),
        (HALVES[:3], r"the weights have shape \(3, 2\); expected 4 rows"),
        (HALVES[:, :1], r"at least two replicates"),
        (["r1"], r"at least two replicates"),
        ([], r"at least two replicates"),
        (["r1", "r2"], r"replicates: row 2, column 'r2' is .*-1"),
        (np.where(HALVES == 0, np.nan, 1), r"row 2, replicate 0 is .*nan"),
        (HALVES * [1, 0], r"replicate 1 has no weight above 0"),
    ],
)
def test_replicate_weights_that_cannot_be_are_refused(weights: Any, message: str) -> None:
    cells = four(r1=1.0, r2=[1.0, 1, -1, 1])
    with pytest.raises(DesignError, match=message):
        SurveyDesign(cells, replicates=ReplicateWeights(weights, "BRR"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": "BBR"}, r"kind 'BBR' is not known; choose one of \['BRR', 'Fay'"),
        ({"kind": "Fay"}, r'"Fay" needs its rho'),
        ({"rho": 1.0}, r"rho 1.0 is not from 0 to below 1"),
        ({"scale": 0.3}, r"kind 'BRR' fixes scale at 0.5"),
        ({"rscales": [1, 2]}, r"kind 'BRR' fixes scale"),
        ({"kind": "JKn", "combined": True}, r'"JKn" needs rscales'),
        ({"kind": "other"}, r'"other" needs scale, rscales or both'),
        ({"kind": "other", "scale": -1}, r"scale -1 is not a number above 0"),
        ({"kind": "other", "scale": [1, 2]}, r"scale \[1, 2\] is no number"),
        ({"kind": "other", "rscales": [1, 2, 3]}, r"rscales of shape \(3,\); expected one number from 0, or 2"),
        ({"kind": "other", "rscales": [0, 0]}, r"all rscales are 0"),
        ({"dof": 0}, r"dof 0 is not a number above 0"),
    ],
)
def test_numbers_that_do_not_go_with_the_kind_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(MethodError, match=message):
        handed(**options)


def test_replicates_do_not_go_with_pps() -> None:
    with pytest.raises(MethodError, match="pps: does not go with replicate weights"):
        SurveyDesign(four(p=0.5), fpc="p", pps="brewer", replicates=ReplicateWeights(HALVES, "BRR"))


def test_the_bootstrap_comes_near_to_linearisation_and_repeats_itself() -> None:
    design = SurveyDesign(households(), strata="s", psu="psu")
    drawn = replicates_of(design, "bootstrap", replicates=2000, seed=4)
    assert mean(drawn, "y").se == pytest.approx(mean(design, "y").se, rel=0.1)
    again = replicates_of(design, "bootstrap", replicates=2000, seed=4)
    assert mean(again, "y").se == mean(drawn, "y").se


def test_a_bootstrap_leaves_lone_psus_as_they_are() -> None:
    cells = four(unit=["a", "b", "b", "b"])
    drawn = replicates_of(SurveyDesign(cells, strata="unit", lone_psu="remove"), "bootstrap")
    assert drawn.repeated is not None
    assert (drawn.repeated.weights[:, 0] == 1).all()


@pytest.mark.parametrize(
    ("options", "kind", "asked", "message"),
    [
        ({}, "jackknife", {}, r"kind 'jackknife' is not made here; choose one of \['JK1'"),
        ({"strata": "unit"}, "JK1", {}, r'"JK1" is for designs without strata'),
        ({"fpc": "p", "pps": "brewer"}, "JK1", {}, r"one stage with equal probabilities"),
        ({"psu": "unit", "fpc": ["size", "size"]}, "JK1", {}, r"one stage with equal probabilities"),
        ({"count": "two"}, "JK1", {}, r"a cell of several answers"),
        ({"strata": "three"}, "BRR", {}, r"\"BRR\" needs two PSUs in each stratum, not so in 'a', 'b'"),
        ({"strata": "unit"}, "BRR", {"rho": 1}, r"rho 1 is not from 0"),
        ({"strata": "three"}, "bootstrap", {"replicates": 1}, r"got 1; expected at least 2"),
        ({"strata": "three", "lone_psu": "adjust"}, "bootstrap", {}, r'"bootstrap" cannot adjust lone PSUs'),
    ],
)
def test_replicates_that_cannot_be_made_are_refused(
    options: dict[str, Any], kind: str, asked: dict[str, Any], message: str
) -> None:
    cells = four(p=0.5, size=6, two=2, three=["a", "b", "b", "b"])
    with pytest.raises(MethodError, match=message):
        replicates_of(SurveyDesign(cells, **options), kind, **asked)


def test_lone_psus_and_whole_strata_give_no_replicates() -> None:
    cells = four(three=["a", "b", "b", "b"], size=1)
    with pytest.raises(DesignError, match="strata 'a' have one PSU"):
        replicates_of(SurveyDesign(cells, strata="three"), "JKn")
    with pytest.raises(DesignError, match="no two PSUs can be left out"):
        replicates_of(SurveyDesign(cells, fpc="size"), "JK1")


def test_more_replicates_than_a_machine_holds_are_refused() -> None:
    many = SurveyDesign({"y": np.ones(30_000)})
    with pytest.raises(MethodError, match="30000 replicates of 30000 rows are too many numbers"):
        replicates_of(many, "JK1")
