"""Stages, unequal probabilities and lone PSUs: worked by hand, cells against rows, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import (
    DesignError,
    EmptyCellError,
    HartleyRao,
    JointProbabilities,
    MethodError,
    PostStratification,
    SurveyDesign,
    mean,
    poststratify,
    total,
)
from analysis.design.linearisation import covariance
from analysis.design.stages import dense

PPS: list[Any] = ["brewer", "overton", "HR", HartleyRao({"A": 0.3, "B": 0.4})]


def two_stages() -> pd.DataFrame:
    """Return two of four villages, two of three and two of five houses in them."""
    return pd.DataFrame({
        "village": [1, 1, 2, 2], "house": [1, 2, 1, 2], "villages": 4, "houses": [3, 3, 5, 5],
        "y": [2.0, 4.0, 6.0, 10.0],
    })  # fmt: skip


def answers() -> pd.DataFrame:
    draw = np.random.default_rng(3)
    unit = draw.integers(0, 12, 300)
    return pd.DataFrame({
        "stratum": np.where(unit < 5, "A", "B"), "unit": unit, "kind": np.where(draw.random(300) < 0.4, "x", "z"),
        "y": draw.integers(1, 6, 300), "units": np.where(unit < 5, 9, 20), "people": 60 + unit,
        "half": np.where(unit < 5, 0.9, 0.95), "p": np.where(unit % 2 == 1, 0.3, 0.6),
    })  # fmt: skip


def gathered(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.groupby(list(rows.columns), as_index=False).size()


def assert_alike(rows: SurveyDesign, cells: SurveyDesign) -> None:
    for where in (None, "x"):
        inside = [None if where is None else design.cells["kind"].eq(where) for design in (rows, cells)]
        for estimator in (mean, total):
            one, other = (estimator(d, "y", where=w) for d, w in zip((rows, cells), inside, strict=True))
            assert other.se == pytest.approx(one.se, rel=1e-10)
            assert (other.n, other.dof, other.psus) == (one.n, one.dof, one.psus)
            assert (other.value, other.deff) == pytest.approx((one.value, one.deff), rel=1e-10)


def test_two_stages_worked_by_hand() -> None:
    design = SurveyDesign(two_stages(), psu=["village", "house"], fpc=["villages", "houses"])
    assert design.weight.tolist() == [3, 3, 5, 5]
    totals = np.array([3 * 6, 5 * 16])
    between = (1 - 0.5) * 2 * ((totals - totals.mean()) ** 2).sum()
    within = 0.5 * (
        (1 - 2 / 3) * 2 * (6.0**2 + 12.0**2 - 2 * 9.0**2) + (1 - 2 / 5) * 2 * (30.0**2 + 50.0**2 - 2 * 40.0**2)
    )
    assert total(design, "y").se == pytest.approx(np.sqrt(between + within), rel=1e-12)


def test_a_stage_taken_whole_makes_strata_of_its_units() -> None:
    whole = two_stages().assign(villages=2)
    staged = SurveyDesign(whole, psu=["village", "house"], fpc=["villages", "houses"])
    stratified = SurveyDesign(whole, strata="village", fpc="houses")
    assert total(staged, "y").se == pytest.approx(total(stratified, "y").se, rel=1e-12)


@pytest.mark.parametrize("fractions", [["f1", "f2"], ["villages", "f2"], ["f1", "houses"]])
def test_fractions_say_the_same_as_sizes_at_any_stage(fractions: list[str]) -> None:
    cells = two_stages().assign(f1=0.5, f2=[2 / 3, 2 / 3, 0.4, 0.4])
    by_size = SurveyDesign(cells, psu=["village", "house"], fpc=["villages", "houses"])
    by_fraction = replace(by_size, fpc=fractions)
    assert by_fraction.weight == pytest.approx(by_size.weight)
    assert total(by_fraction, "y").se == pytest.approx(total(by_size, "y").se, rel=1e-12)


def test_a_column_of_ones_is_of_the_kind_of_the_others() -> None:
    cells = two_stages().drop_duplicates("village").assign(one=1)
    sizes = SurveyDesign(cells, psu=["village", "house"], fpc=["villages", "one"])
    assert sizes.weight.tolist() == [2, 2]
    assert total(SurveyDesign(cells, fpc="one"), "y").se == 0


def test_reused_labels_are_told_apart_by_nest() -> None:
    reused = pd.DataFrame({"s": ["A", "A", "B", "B"], "psu": [1, 2, 1, 2], "y": [1.0, 2.0, 4.0, 8.0]})
    unique = reused.assign(psu=["a1", "a2", "b1", "b2"])
    nested = mean(SurveyDesign(reused, strata="s", psu="psu", nest=True), "y")
    assert nested.se == pytest.approx(mean(SurveyDesign(unique, strata="s", psu="psu"), "y").se, rel=1e-12)
    assert (nested.psus, nested.dof) == (4, 2)


@pytest.mark.parametrize(
    "options",
    [
        {"psu": "unit", "strata": "stratum", "fpc": ["units", "people"]},
        {"psu": "unit", "strata": ["stratum", "kind"], "fpc": ["units", "people"], "lone_psu": "adjust"},
        {"psu": "unit", "strata": "stratum", "fpc": ["units", "people"], "lone_psu": "adjust", "lone_in_domain": True},
        {"strata": "unit", "lone_psu": "average", "lone_in_domain": True},
    ],
)
def test_cells_equal_rows_in_stages(options: dict[str, Any]) -> None:
    rows = answers()
    assert_alike(SurveyDesign(rows, **options), SurveyDesign(gathered(rows), count="size", **options))


@pytest.mark.parametrize("variance", ["HT", "YG"])
@pytest.mark.parametrize("pps", PPS, ids=str)
@pytest.mark.parametrize("psu", [None, "unit"])
def test_cells_equal_rows_with_unequal_probabilities(pps: Any, variance: Any, psu: str | None) -> None:
    rows = answers()
    options: dict[str, Any] = {"psu": psu, "strata": "stratum", "fpc": "p", "pps": pps}
    if pps != "brewer":
        options["pps_variance"] = variance
    assert_alike(SurveyDesign(rows, **options), SurveyDesign(gathered(rows), count="size", **options))


def test_brewer_takes_stages_and_cells() -> None:
    rows = answers()
    options: dict[str, Any] = {"psu": "unit", "strata": "stratum", "fpc": ["p", "half"], "pps": "brewer"}
    assert_alike(SurveyDesign(rows, **options), SurveyDesign(gathered(rows), count="size", **options))


def test_pairs_of_a_simple_random_sample_give_its_variance() -> None:
    n, size = 5, 20
    cells = pd.DataFrame({"y": [1.0, 2.0, 4.0, 8.0, 9.0], "p": n / size, "N": size})
    joint = np.full((n, n), n * (n - 1) / (size * (size - 1)))
    np.fill_diagonal(joint, n / size)
    expected = total(SurveyDesign(cells, fpc="N"), "y").se
    for variance in ("HT", "YG"):
        known = SurveyDesign(cells, fpc="p", pps=JointProbabilities(joint, tolerance=0), pps_variance=variance)  # type: ignore[arg-type]
        assert total(known, "y").se == pytest.approx(expected, rel=1e-10)
    labelled = SurveyDesign(cells.assign(id=[5, 3, 4, 1, 2]), psu="id", fpc="p", pps=JointProbabilities(joint, 0))
    assert total(labelled, "y").se == pytest.approx(expected, rel=1e-10)


def test_joint_probabilities_stay_with_their_rows_whatever_the_labels() -> None:
    cells = pd.DataFrame({"y": [1.0, 5.0, 9.0], "p": [0.3, 0.5, 0.6], "id": ["c", "a", "b"]})
    joint = np.array([[0.3, 0.1, 0.2], [0.1, 0.5, 0.25], [0.2, 0.25, 0.6]])
    plain = SurveyDesign(cells, fpc="p", pps=JointProbabilities(joint), pps_variance="YG")
    assert total(replace(plain, psu="id"), "y").se == pytest.approx(total(plain, "y").se, rel=1e-12)


def test_a_design_made_from_another_reads_its_cells_once() -> None:
    rows = answers()
    design = SurveyDesign(rows, psu="unit", strata="stratum")
    weighted = poststratify(design, "kind", {"x": 100, "z": 200})
    assert weighted.sample is design.sample
    assert replace(design, lone_psu="adjust").sample is design.sample
    assert replace(design, strata=None).stratum_labels == ("all",)
    assert replace(design, cells=rows.iloc[:9]).rows == 9


def test_a_variance_below_zero_is_refused() -> None:
    cells = pd.DataFrame({"y": [1.0, 1.0], "p": [0.5, 0.5]})
    design = SurveyDesign(cells, fpc="p", pps=JointProbabilities([[0.5, 0.05], [0.05, 0.5]]))
    with pytest.raises(MethodError, match="the variance came out as -.*below 0.*pps_variance"):
        total(design, "y")


def test_nothing_to_average_over_within_a_unit_is_refused() -> None:
    cells = two_stages().iloc[[0, 2, 3]]
    design = SurveyDesign(cells, psu=["village", "house"], fpc=["villages", "houses"], lone_psu="average")
    with pytest.raises(DesignError, match=r"all have one PSU about village=1 \(stage 2\), nothing to average over"):
        total(design, "y")
    with pytest.raises(DesignError, match=r"1 with one PSU only \(village=1 \(stage 2\)\); merge"):
        total(replace(design, lone_psu="fail"), "y")


def test_sparse_and_crowded_labels_become_codes_in_their_order() -> None:
    for keys in ([7, 7, 2], [7, 10**12, 7]):
        codes, size = dense(np.array(keys))
        assert size == 2
        assert codes.tolist() == [sorted(set(keys)).index(key) for key in keys]


@pytest.mark.parametrize(
    ("columns", "options", "message"),
    [
        ({}, {"psu": "village", "fpc": ["villages", "houses", "houses"]}, r"psu: got 1 columns for 3 stages"),
        ({}, {"psu": ["village", "house"], "fpc": "villages"}, r"fpc: got 1 columns for 2 stages.*infinite"),
        (
            {"kind": ["x", "y", "x", "x"], "house": [1, 1, 1, 2]},
            {"psu": ["village", "house"], "strata": ["one", "kind"], "fpc": ["villages", "houses"], "one": 1},
            r"psu: row 0, column 'house': 1 stands in strata village=1, kind=x \(stage 2\) and village=1, kind=y",
        ),
        (
            {"houses": [3, 2, 5, 5]},
            {"psu": ["village", "house"], "fpc": ["villages", "houses"]},
            r"fpc: row 0, column 'houses' is .*3.*stratum village=1 \(stage 2\) has .*2",
        ),
        (
            {"houses": [3, 3, 1, 1]},
            {"psu": ["village", "house"], "fpc": ["villages", "houses"]},
            r"fpc: stratum village=2 \(stage 2\) has 2 PSUs in the sample but column 'houses' says 1",
        ),
        ({"villages": [0, 4, 4, 4]}, {"psu": "village", "fpc": "villages"}, r"fpc: row 0, column 'villages' is .*0"),
        ({"villages": np.inf}, {"psu": "village", "fpc": "villages"}, r"weights: cannot be told from an infinite"),
        ({}, {"fpc": "villages", "pps": "brewer"}, r"fpc: row 0, column 'villages' is 4; with pps expected"),
        ({"p": [0.5, 1.2, 0.4, 0.4]}, {"fpc": "p", "pps": "HR"}, r"fpc: row 1, column 'p' is 1.2; with pps expected"),
        ({"p": [0.5, 1.2, 0.4, 0.4]}, {"fpc": "p"}, r"mixes fractions and sizes, such as in rows 0 and 1"),
        (
            {"p": [0.2, 0.3, 0.4, 0.4]},
            {"psu": "village", "fpc": "p", "pps": "overton"},
            r"fpc: row 0, column 'p' is .*0.2.*another row of PSU 1 has .*0.3",
        ),
        ({"p": 0.5}, {"pps": "brewer"}, r"pps: given without fpc"),
        ({"p": 0.5}, {"fpc": "p", "pps": HartleyRao({"B": 0.5})}, r"no sum_squares for strata \['all'\]"),
        ({"p": 0.5}, {"fpc": "p", "pps": HartleyRao(0.0)}, r"sum_squares of stratum 'all' is .*0.0"),
        ({"p": 0.5}, {"fpc": "p", "pps": JointProbabilities(np.eye(3))}, r"shape \(3, 3\); expected 4 by 4"),
        ({"p": 0.5}, {"fpc": "p", "pps": JointProbabilities(np.eye(4))}, r"rows 0 and 1 is .*0.0.*above 0"),
        (
            {"p": 0.5, "size": 2},
            {"fpc": "p", "count": "size", "pps": JointProbabilities(np.eye(4))},
            r"joint probabilities are known for rows.*take cells",
        ),
        ({"p": 0.5}, {"fpc": "p", "psu": "village", "pps": JointProbabilities(np.eye(4))}, r"a PSU holds several"),
    ],
)
def test_a_design_that_cannot_be_is_refused(columns: dict[str, Any], options: dict[str, Any], message: str) -> None:
    options = {name: value for name, value in options.items() if name != "one"}
    with pytest.raises(DesignError, match=message):
        SurveyDesign(two_stages().assign(one=1, **columns), **options)


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ((0, 1), 0.2, r"rows 0 and 1 is .*not symmetric"),
        ((2, 2), 0.4, r"rows 2 and 2 is .*0.4.*diagonal differs"),
        ((0, 3), 0.9, r"cannot be more probable than either"),
        ((1, 1), 1.5, r"above 0 and at most 1"),
        ((1, 2), np.nan, r"above 0 and at most 1"),
    ],
)
def test_joint_probabilities_that_cannot_be_are_refused(place: tuple[int, int], value: float, message: str) -> None:
    joint = np.full((4, 4), 0.2)
    np.fill_diagonal(joint, 0.5)
    joint[place] = value
    if "more probable" in message:
        joint[place[::-1]] = value
    if "symmetric" in message:
        joint[place] = 0.3
    with pytest.raises(DesignError, match=message):
        SurveyDesign(two_stages().assign(p=0.5), fpc="p", pps=JointProbabilities(joint))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"fpc": "p", "pps": "systematic"}, r"pps 'systematic' is not known; choose"),
        ({"fpc": "p", "pps": "HR", "pps_variance": "SYG"}, r"pps_variance 'SYG' is not known"),
        ({"fpc": "p", "pps": "brewer", "pps_variance": "YG"}, r"'YG' rests on pairs"),
        ({"pps_variance": "YG"}, r"'YG' rests on pairs"),
        ({"psu": ["village", "house"], "fpc": ["p", "p"], "pps": "HR"}, r"got 2 stages.*brewer"),
        ({"fpc": "p", "pps": "HR", "weights": "w", "weight_squares": "w"}, r"weight_squares does not go with it"),
    ],
)
def test_a_choice_that_does_not_exist_or_fit_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(MethodError, match=message):
        SurveyDesign(two_stages().assign(p=0.5, w=1.0), **options)


def test_a_unit_of_a_single_one_has_its_own_variance_only() -> None:
    cells = pd.DataFrame({"s": ["A", "B", "B"], "p": [0.25, 0.5, 0.5], "y": [3.0, 0.0, 0.0]})
    for pps in ("overton", "HR"):
        found = total(SurveyDesign(cells, strata="s", fpc="p", pps=pps), "y")  # type: ignore[arg-type]
        assert found.se == pytest.approx(np.sqrt(0.75) * 12)


def test_post_strata_pass_over_rows_of_weight_zero() -> None:
    cells = pd.DataFrame({"post": ["a", "a", "a", "b", "b"], "y": [1.0, 3.0, 8.0, 2.0, 4.0]})
    weight, heard = np.array([0.0, 2, 2, 1, 1]), np.array([False, True, True, True, True])
    silent = PostStratification(cells["post"].eq("b").astype(int).to_numpy(), ("a", "b"), np.zeros(2), weight, weight)
    design = replace(SurveyDesign(cells), adjustments=(silent,))
    z = weight[:, None] * cells["y"].to_numpy()[:, None]
    left, rows = silent.residuals(design.counts, z[1:], np.flatnonzero(heard))
    assert rows.tolist() == [0, 1, 2, 3, 4]
    assert left[:, 0].tolist() == pytest.approx([0, -5, 5, -1, 1])


def test_the_covariance_of_two_estimators_holds_their_variances() -> None:
    rows = answers()
    design = SurveyDesign(rows, psu="unit", strata="stratum", fpc=["units", "people"])
    z = np.random.default_rng(1).normal(size=(len(rows), 2))
    everyone = np.ones(len(rows), dtype=bool)
    both = covariance(design, z, everyone)
    alone = [covariance(design, z[:, [j]], everyone)[0, 0] for j in (0, 1)]
    assert np.diag(both) == pytest.approx(alone)
    assert both[0, 1] == pytest.approx((covariance(design, z.sum(axis=1)[:, None], everyone)[0, 0] - sum(alone)) / 2)


def test_a_missing_number_as_label_is_refused_in_arrays_too() -> None:
    with pytest.raises(DesignError, match=r"psu: row 1, column 'house' is missing"):
        SurveyDesign({"village": np.array([1, 1]), "house": np.array([1.0, np.nan])}, psu=["village", "house"])


def test_rows_left_without_weight_count_as_in_r() -> None:
    schools = pd.read_csv(Path(__file__).parent / "reference" / "apiclus1.csv")
    silent = (schools["dnum"].isin([637, 437, 61]) | (schools["api00"] < 500)).to_numpy()
    weight = np.where(silent, 0.0, schools["pw"])
    codes = np.where(silent, -1, 0)
    left = PostStratification(codes, ("all",), np.array([weight.sum()]), schools["pw"].to_numpy(), weight)
    design = replace(SurveyDesign(schools, psu="dnum", weights="pw"), adjustments=(left,))
    found = mean(design, "enroll")
    assert found.value == pytest.approx(551.9929078014184824, rel=1e-12)
    assert (found.n, found.psus, found.dof) == (141, 11, 10)
    with pytest.raises(EmptyCellError, match="no answer to 'enroll' in the domain has a weight above 0"):
        mean(design, "enroll", where=silent)
