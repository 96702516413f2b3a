"""Weights known from the population: laws that hold for any sample, cases by hand, and what is refused."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import (
    DesignError,
    DidNotConverge,
    Estimate,
    MethodError,
    SurveyDesign,
    by_domain,
    calibrate,
    kish_deff,
    mean,
    nonresponse_adjust,
    poststratify,
    proportion,
    rake,
    resampled_mean,
    total,
    trim,
)
from analysis.design.replicates import ReplicateWeights

UNIT, SEX = {"A": 60.0, "B": 40.0}, {"f": 55.0, "m": 45.0}
BOTH = {"unit": UNIT, "sex": SEX}
ROW = st.tuples(
    st.sampled_from("AB"), st.sampled_from("fm"), st.sampled_from([1.0, 2.5]), st.integers(1, 5), st.integers(1, 4)
)


def table(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    cells = pd.DataFrame(rows, columns=["unit", "sex", "w", "y", "count"])
    return cells.assign(psu=[f"{unit}{i % 3}" for i, unit in enumerate(cells["unit"])])


@st.composite
def samples(draw: st.DrawFn) -> pd.DataFrame:
    """Cells in which every label of one column meets every label of the other."""
    sure = [("A", "f", 1.0, 1, 2), ("A", "m", 1.0, 4, 2), ("B", "f", 1.0, 2, 1), ("B", "m", 1.0, 5, 1)] * 2
    return table(sure + draw(st.lists(ROW, max_size=10)))


def design_of(cells: pd.DataFrame, **options: Any) -> SurveyDesign:
    return SurveyDesign(cells, **({"count": "count", "strata": "unit", "psu": "psu", "weights": "w"} | options))


WAYS: dict[str, Callable[[SurveyDesign], SurveyDesign]] = {
    "poststratify": lambda d: poststratify(d, ["unit", "sex"], {(u, s): 10.0 + ord(s) for u in "AB" for s in "fm"}),
    "rake": lambda d: rake(d, BOTH),
    "calibrate": lambda d: calibrate(d, {"unit": UNIT, "y": 290.0}),
    "calibrate raking": lambda d: calibrate(d, BOTH, distance="raking"),
    "calibrate by psu": lambda d: calibrate(d, {"unit": UNIT}, by_psu=True, variance="variance"),
    "calibrate variance": lambda d: calibrate(d, {"unit": UNIT, "y": 290.0}, variance="variance"),
    "trim": lambda d: trim(d, upper=2.2),
    "nonresponse": lambda d: nonresponse_adjust(d, "sex", responded="answered"),
    "chain": lambda d: rake(trim(nonresponse_adjust(d, "sex", responded="answered"), upper=3, strict=True), BOTH),
}


def figures(design: SurveyDesign) -> list[float]:
    found: list[Estimate] = [mean(design, "y"), total(design, "y"), *by_domain(proportion, design, "sex", "y", {4, 5})]
    return [number for one in found for number in (one.value, one.se, one.deff, one.n, one.kish_deff)]


@pytest.mark.parametrize("has_psu", [True, False])
@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=3, deadline=None)
@given(cells=samples())
def test_cells_equal_rows_in_any_order(way: str, has_psu: bool, cells: pd.DataFrame) -> None:
    cells = cells.assign(answered=np.arange(len(cells)) < len(cells) - 1, variance=cells["y"] + 1.0)
    if way == "calibrate by psu":
        cells, has_psu = cells.assign(w=1.0), True
    rows = cells.loc[cells.index.repeat(cells["count"])].sample(frac=1, random_state=3)
    psu = {"psu": "psu" if has_psu else None}
    on_cells, on_rows = design_of(cells, **psu), design_of(rows, count=None, **psu)
    assert figures(WAYS[way](on_cells)) == pytest.approx(figures(WAYS[way](on_rows)), rel=1e-7, abs=1e-9)


@settings(max_examples=8, deadline=None)
@given(samples(), st.sampled_from([0.01, 7.0, 1e6]))
def test_raked_weights_meet_all_totals_and_do_not_know_the_scale_of_the_base(
    cells: pd.DataFrame, factor: float
) -> None:
    raked, scaled = rake(design_of(cells), BOTH), rake(design_of(cells.assign(w=cells["w"] * factor)), BOTH)
    people = pd.Series(raked.weight * raked.counts)
    for by, totals in BOTH.items():
        assert people.groupby(cells[by]).sum().to_dict() == pytest.approx(totals, rel=1e-9)
    assert figures(raked) == pytest.approx(figures(scaled), rel=1e-7, abs=1e-9)


@settings(max_examples=8, deadline=None)
@given(samples(), st.sampled_from(["linear", "raking", "logit"]))
def test_calibrated_weights_meet_all_totals_within_bounds(cells: pd.DataFrame, distance: str) -> None:
    design = design_of(cells, weights=None)
    people = float(design.counts.sum())
    near = {"y": float(design.counts @ cells["y"]) * 1.01}
    calibrated = calibrate(design, near, population=people, distance=distance, bounds=(0.4, 3))
    assert calibrated.weight.min() >= 0.4 - 1e-12
    assert calibrated.weight.max() <= 3 + 1e-12
    assert float((calibrated.weight * calibrated.counts).sum()) == pytest.approx(people, rel=1e-9)
    assert total(calibrated, "y").value == pytest.approx(near["y"], rel=1e-9)
    assert total(calibrated, "y").se == pytest.approx(0, abs=1e-8)


@settings(max_examples=8, deadline=None)
@given(samples())
def test_raking_or_calibrating_on_one_column_is_post_stratifying(cells: pd.DataFrame) -> None:
    design = design_of(cells)
    post = poststratify(design, "sex", SEX)
    assert rake(design, {"sex": SEX}).weight == pytest.approx(post.weight, rel=1e-12)
    for distance in ("linear", "raking"):
        assert figures(calibrate(design, {"sex": SEX}, distance=distance)) == pytest.approx(
            figures(post), rel=1e-8, abs=1e-9
        )
    same = design_of(cells, weights=None)
    assert figures(rake(same, {"sex": SEX})) == pytest.approx(
        figures(poststratify(same, "sex", SEX)), rel=1e-8, abs=1e-9
    )


@settings(max_examples=8, deadline=None)
@given(samples())
def test_raking_and_calibrating_by_raking_give_the_same_weights(cells: pd.DataFrame) -> None:
    design = design_of(cells)
    assert rake(design, BOTH).weight == pytest.approx(calibrate(design, BOTH, distance="raking").weight, rel=1e-7)


@settings(max_examples=8, deadline=None)
@given(samples())
def test_a_calibration_on_indicators_is_one_on_labels(cells: pd.DataFrame) -> None:
    cells = cells.assign(a=(cells["unit"] == "A") * 1.0, b=(cells["unit"] == "B") * 1.0)
    by_label, by_number = (
        calibrate(design_of(cells), totals, intercept=intercept)
        for totals, intercept in (({"unit": UNIT}, True), ({"a": 60, "b": 40}, False))
    )
    assert figures(by_label) == pytest.approx(figures(by_number), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("way", ["rake", "calibrate raking", "calibrate unit", "nonresponse"])
def test_mean_and_mean_square_of_the_weights_of_a_cell_tell_what_its_rows_do(way: str) -> None:
    draw = np.random.default_rng(5)
    rows = pd.DataFrame(
        {
            "unit": draw.choice(["A", "B"], 300),
            "sex": draw.choice(["f", "m"], 300),
            "y": draw.integers(1, 6, 300),
            "w": draw.uniform(0.5, 9, 300),
            "answered": draw.random(300) < 0.8,
        }
    )
    cells = rows.assign(w2=rows["w"] ** 2).groupby(["unit", "sex", "y", "answered"], as_index=False)
    cells = cells.agg(count=("w", "size"), w=("w", "mean"), w2=("w2", "mean"))
    ways = WAYS | {"calibrate unit": lambda d: calibrate(d, {"unit": UNIT, "y": 290.0}, bounds=(0.01, 3))}
    on_rows = ways[way](SurveyDesign(rows, strata="unit", weights="w"))
    on_cells = ways[way](SurveyDesign(cells, count="count", strata="unit", weights="w", weight_squares="w2"))
    assert figures(on_cells) == pytest.approx(figures(on_rows), rel=1e-8)


def test_raking_by_hand() -> None:
    cells = {
        "unit": np.array(["A", "A", "B", "B"]),
        "sex": np.array(["f", "m", "f", "m"]),
        "n": np.array([10, 10, 10, 10]),
    }
    raked = rake(SurveyDesign(cells, count="n"), {"unit": {"A": 30, "B": 10}, "sex": {"f": 20, "m": 20}})
    assert (raked.weight * raked.counts).tolist() == pytest.approx([15, 15, 5, 5])
    assert raked.adjustments[0].margins[0].name == "unit"  # type: ignore[attr-defined]


def test_linear_calibration_by_hand() -> None:
    """Σ x = 6, Σ x² = 14: the factors are 1 + x (12 − 6) / 14."""
    design = SurveyDesign({"x": np.array([1.0, 2, 3])})
    assert calibrate(design, {"x": 12}, intercept=False).weight.tolist() == pytest.approx([20 / 14, 26 / 14, 32 / 14])


def test_trimming_by_hand_once_and_until_none_is_outside() -> None:
    design = SurveyDesign({"w": np.array([1.0, 4, 4.5, 10])}, weights="w")
    assert trim(design, upper=5).weight.tolist() == pytest.approx([1 + 5 / 3, 4 + 5 / 3, 4.5 + 5 / 3, 5])
    strict = trim(design, upper=5, strict=True).weight
    assert strict.tolist() == pytest.approx([4.5, 5, 5, 5])
    assert trim(design, lower=2).weight.tolist() == pytest.approx([2, 4 - 1 / 3, 4.5 - 1 / 3, 10 - 1 / 3])
    assert trim(design, upper=50).weight.tolist() == [1, 4, 4.5, 10]


def test_weights_of_a_class_go_to_those_who_answered_and_stay_with_them() -> None:
    drawn = pd.DataFrame({"unit": ["A", "A", "A", "B", "B"], "heard": [1, 1, 0, 1, 0], "w": [1.0, 2, 3, 4, 4]})
    drawn["y"] = [1, 0, None, 1, None]
    design = nonresponse_adjust(SurveyDesign(drawn, weights="w"), "unit", responded=drawn["heard"])
    assert design.weight.tolist() == [2, 4, 0, 8, 0]
    again = nonresponse_adjust(design, "unit", responded="heard")
    assert again.weight.tolist() == [2, 4, 0, 8, 0]
    assert mean(again, "y").se == pytest.approx(mean(design, "y").se)
    everyone = nonresponse_adjust(SurveyDesign(drawn, weights="w"), "unit", responded=np.ones(5, dtype=bool))
    assert mean(everyone, "y").se == pytest.approx(mean(SurveyDesign(drawn, weights="w"), "y").se)


def test_class_sizes_estimated_from_the_sample_cost_more_than_known_ones() -> None:
    draw = np.random.default_rng(1)
    drawn = pd.DataFrame({"unit": draw.choice(["A", "B"], 200), "heard": draw.random(200) < 0.5})
    drawn["y"] = np.where(drawn["heard"], np.where(drawn["unit"] == "A", 1.0, 5.0) + draw.random(200), np.nan)
    design = nonresponse_adjust(SurveyDesign(drawn), "unit", responded="heard")
    sizes = drawn["unit"].value_counts()
    known = poststratify(SurveyDesign(drawn[drawn["heard"]]), "unit", sizes)
    assert mean(design, "y").value == pytest.approx(mean(known, "y").value)
    assert mean(design, "y").se > 2 * mean(known, "y").se


def test_nonresponse_after_poststratifying_keeps_both_residuals() -> None:
    drawn = pd.DataFrame({"unit": list("AABBAB") * 5, "sex": list("fmfmmf") * 5, "y": range(30)})
    drawn["heard"] = drawn["y"] % 4 != 1
    post = poststratify(SurveyDesign(drawn), "unit", {"A": 900, "B": 500})
    design = poststratify(nonresponse_adjust(post, "sex", responded="heard"), "sex", {"f": 700, "m": 700})
    assert (len(design.adjustments), design.weight.sum()) == (1, pytest.approx(1400))
    assert 0 < mean(design, "y").se < mean(SurveyDesign(drawn), "y").se * 2


def test_replicates_are_adjusted_each_by_the_whole_chain() -> None:
    draw = np.random.default_rng(4)
    drawn = pd.DataFrame(
        {"unit": draw.choice(["A", "B"], 60), "sex": draw.choice(["f", "m"], 60), "psu": np.arange(60) % 12}
    )
    drawn = drawn.assign(heard=draw.random(60) < 0.8, y=draw.normal(size=60))
    sets = np.stack([np.where(drawn["psu"] == psu, 0, 12 / 11) for psu in range(12)], axis=1)

    def chain(design: SurveyDesign) -> SurveyDesign:
        heard = nonresponse_adjust(poststratify(design, "unit", UNIT), "sex", responded="heard")
        return rake(trim(heard, upper=3.0, strict=True), BOTH)

    replicated = SurveyDesign(drawn, replicates=ReplicateWeights(sets, kind="JK1"))
    values = []
    for one in sets.T:
        kept = drawn[one > 0].assign(w=one[one > 0])
        values.append(mean(chain(SurveyDesign(kept, weights="w")), "y", where=kept["heard"].to_numpy()).value)
    by_hand = np.sqrt(11 / 12 * ((np.array(values) - np.mean(values)) ** 2).sum())
    found = mean(chain(replicated), "y", where=drawn["heard"].to_numpy())
    assert found.se == pytest.approx(by_hand, rel=1e-8)


def test_raking_many_cells_is_quick_and_loads_no_pandas() -> None:
    script = (
        "import sys, numpy as np, analysis as a\n"
        "d = np.random.default_rng(1); n = 900; nine = {i: 90. for i in range(9)}\n"
        "cells = {'s': d.integers(0, 9, n), 'k': d.choice(['x', 'y', 'z'], n), 'y': d.integers(0, 2, n)}\n"
        "design = a.nonresponse_adjust(a.SurveyDesign(cells), 's', responded=d.random(n) < 0.9)\n"
        "raked = a.rake(a.trim(design, upper=9.), {'s': nine, 'k': dict(x=300, y=310, z=200)})\n"
        "exact = a.calibrate(raked, {('k', 'y'): {(k, y): 135 for k in 'xyz' for y in (0, 1)}, 's': nine})\n"
        "assert len(a.by_domain(a.proportion, exact, 'k', 'y', {1})) == 3\n"
        "assert not {'pandas', 'statsmodels', 'scipy.stats'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    draw, rows = np.random.default_rng(1), 80_000
    cells = {name: draw.integers(0, labels, rows) for name, labels in (("a", 12), ("b", 2), ("c", 36))}
    margins = {
        name: dict(enumerate((np.bincount(codes) * draw.uniform(0.9, 1.1, codes.max() + 1)).tolist()))
        for name, codes in cells.items()
    }
    people = sum(margins["a"].values())
    even = {name: {label: n * people / sum(one.values()) for label, n in one.items()} for name, one in margins.items()}
    started = time.process_time()
    rake(SurveyDesign(cells), even)
    assert time.process_time() - started < 0.3


def four() -> SurveyDesign:
    return SurveyDesign(
        pd.DataFrame(
            {"unit": ["A", "A", "B", "B"], "sex": ["f", "m", "f", "m"], "x": [1.0, 2, 3, 5], "w": [1.0, 2, 3, 4]}
        )
    )


@pytest.mark.parametrize(
    ("margins", "message"),
    [
        ({}, "rake: got {} as margins; expected column"),
        ({"unit": {"A": 60}}, r"rake: no total for unit \['B'\]"),
        ({"unit": UNIT | {"C": 2}}, r"rake: totals for unit \['C'\] but no answer there; merge"),
        ({"unit": UNIT, "sex": {"f": 50, "m": 45}}, r"up to 100, those of sex to 95, -5 apart \(allowed: 1e-09"),
        ({"unit": UNIT, "sex": {"f": -5, "m": 105}}, r"total of sex \['f'\] is not a number above 0"),
        ({"unit": 60}, "rake: got int as totals of unit; expected label → total"),
        ({"unit": {"A": "many", "B": 2}}, "totals of unit are not all numbers"),
        ({("unit", "sex"): {("A", "f"): 1, ("A", "m"): 1}}, r"no total for unit × sex \[\('B', 'f'\), \('B', 'm'\)\]"),
        ({(): {}}, "rake: no column named"),
    ],
)  # fmt: skip
def test_margins_that_do_not_fit_are_refused_by_name(margins: dict[Any, Any], message: str) -> None:
    with pytest.raises(DesignError, match=message):
        rake(four(), margins)


def test_a_label_that_is_nowhere_may_have_a_total_of_nothing() -> None:
    assert rake(four(), {"unit": UNIT | {"C": 0}}).weight.tolist() == [30, 30, 20, 20]


def test_totals_may_stand_in_a_data_frame() -> None:
    crossed = pd.DataFrame({"unit": list("AABB"), "sex": list("fmfm"), "persons": [1, 2, 3, 4]})
    assert poststratify(four(), ["unit", "sex"], crossed).weight.tolist() == [1, 2, 3, 4]
    assert poststratify(four(), "unit", crossed.groupby("unit", as_index=False)["persons"].sum()).weight[0] == 1.5
    with pytest.raises(DesignError, match=r"columns \['unit', 'sex', 'persons'\]; expected \['unit'\] and one with"):
        poststratify(four(), "unit", crossed)
    with pytest.raises(DesignError, match=r"more than one total for unit \['A', 'B'\]; give one each"):
        poststratify(four(), "unit", crossed[["unit", "persons"]])


def test_crossed_labels_may_be_many_more_than_there_are() -> None:
    rows = np.arange(300)
    design = SurveyDesign({"a": rows, "b": rows[::-1].copy(), "c": rows % 2})
    post = poststratify(design, ["a", "b", "c"], {(i, 299 - i, i % 2): 2.0 for i in range(300)})
    assert post.weight.tolist() == [2.0] * 300


def test_margins_that_cannot_be_met_say_after_how_many_sweeps_and_how_far_off() -> None:
    cells = {"unit": np.array(["A", "B", "B"]), "sex": np.array(["f", "m", "m"]), "n": np.array([5, 5, 5])}
    with pytest.raises(DidNotConverge, match=r"after 1000 sweeps unit 'B' is at 45 instead of 40 \(\+12.50%\); no"):
        rake(SurveyDesign(cells, count="n"), BOTH)
    with pytest.raises(DidNotConverge, match="after 1 sweeps"):
        rake(
            SurveyDesign(
                table([(u, s, 1.0, 1, c) for u, s, c in (("A", "f", 9), ("A", "m", 2), ("B", "f", 2), ("B", "m", 7))])
            ),
            BOTH,
            sweeps=1,
        )
    with pytest.raises(MethodError, match="got tolerance 0 and 1000 sweeps; expected both above 0"):
        rake(four(), BOTH, tolerance=0)


def test_a_replicate_without_a_label_cannot_be_raked() -> None:
    sets = np.array([[0, 0, 2, 2], [1, 1, 1, 1.0]]).T
    design = SurveyDesign(four().cells, replicates=ReplicateWeights(sets, kind="JK1"))
    with pytest.raises(DesignError, match="a replicate has no weight in unit 'A'; merge it with a label that every"):
        rake(design, BOTH)


@pytest.mark.parametrize(
    ("totals", "options", "error", "message"),
    [
        ({"x": 12}, {}, DesignError, "the intercept has no total; give population="),
        ({"x": 12}, {"population": 0}, DesignError, "population: got 0; expected a number above 0"),
        ({"x": 12}, {"population": 4, "intercept": False}, DesignError, "population= is the intercept's total"),
        ({"unit": UNIT}, {"population": 90}, DesignError, "population is 90, but the totals of unit add up to 100"),
        ({"unit": UNIT, "sex": {"f": 1, "m": 2}}, {}, DesignError, "add up to 100, those of sex to 3, -97 apart"),
        ({}, {"intercept": False}, DesignError, "no totals given; name one column or more"),
        ({("unit", "sex"): 5}, {"population": 4}, DesignError, r"\('unit', 'sex'\) has the total 5; expected label"),
        ({"x": "many"}, {"population": 4}, DesignError, "the total of x is 'many'; expected a number"),
        ({"x": float("inf")}, {"population": 4}, DesignError, "the total of x is inf; expected a finite number"),
        ({"gap": 5}, {"population": 4}, DesignError, "row 2, column 'gap' is missing; fill it in"),
        ({"x": 12}, {"population": 4, "distance": "chi"}, MethodError, r"'chi' is not known; choose one of \['lin"),
        ({"x": 12}, {"population": 4, "bounds": (1.1, 2)}, MethodError, r"bounds \(1.1, 2.0\) .*expected lower < 1"),
        ({"x": 12}, {"population": 4, "distance": "logit"}, MethodError, "logit distance needs two finite bounds"),
        ({"x": 12}, {"population": 4, "tolerance": -1}, MethodError, "got tolerance -1 and 100 steps"),
        ({"x": 12}, {"population": 4, "by_psu": True}, MethodError, "by_psu without psu"),
        ({"x": 12}, {"population": 4, "variance": "gap"}, DesignError, "variance 'gap' is .*nan.* in place 2"),
        ({"x": 12, "twice": 25}, {"population": 4}, DesignError, "x, twice depend on each other, but not so"),
        ({"none": 5}, {"population": 4}, DesignError, "in the sample none is 0, but not so its total"),
    ],
)  # fmt: skip
def test_calibrations_that_cannot_be_are_refused(
    totals: dict[Any, Any], options: dict[str, Any], error: type[Exception], message: str
) -> None:
    cells = four().cells.assign(gap=[1, 2, None, 4], twice=[2.0, 4, 6, 10], none=0.0)
    with pytest.raises(error, match=message):
        calibrate(SurveyDesign(cells), totals, **options)


def test_collinear_auxiliaries_share_their_effect() -> None:
    cells = four().cells.assign(twice=[2.0, 4, 6, 10], none=0.0)
    plain = calibrate(SurveyDesign(cells), {"x": 12}, population=4)
    double = calibrate(SurveyDesign(cells), {"x": 12, "twice": 24, "none": 0}, population=4)
    assert double.weight == pytest.approx(plain.weight)
    assert mean(double, "w").se == pytest.approx(mean(plain, "w").se)


def test_totals_out_of_reach_of_the_bounds_say_how_far_off_which_is() -> None:
    for distance in ("linear", "raking", "logit"):
        with pytest.raises(
            DidNotConverge, match=r"calibrate: after 20 steps .* is at .* instead of .*bounds \(0.8, 1.2\); widen"
        ):
            calibrate(four(), {"x": 18}, population=4, bounds=(0.8, 1.2), distance=distance, steps=20)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["linear", "raking", "logit"]))
def test_totals_that_some_weights_meet_are_met(seed: int, distance: str) -> None:
    draw = np.random.default_rng(seed)
    cells = {"x": draw.lognormal(1, 1.5, 50), "z": draw.normal(10, 3, 50), "w": draw.uniform(0.5, 5, 50)}
    there = cells["w"] * draw.choice([0.4, 2.5], 50)
    totals = {name: float(there @ cells[name]) for name in ("x", "z")}
    design = SurveyDesign(cells, weights="w")
    met = calibrate(design, totals, population=float(there.sum()), distance=distance, bounds=(0.4, 2.5))
    assert {name: total(met, name).value for name in totals} == pytest.approx(totals, rel=1e-9)


def test_factors_may_be_held_at_nothing() -> None:
    cells = {"x": np.array([1.0, 2, 3, 4, 20]), "y": np.array([1.0, 0, 1, 1, 0])}
    design = calibrate(SurveyDesign(cells), {"x": 12}, population=5, bounds=(0, 9))
    assert design.weight.min() == 0
    assert 0 < mean(design, "y").se < 1


def test_by_psu_gives_one_factor_to_a_psu_and_refuses_weights_that_differ_in_it() -> None:
    cells = four().cells.assign(psu=["a", "a", "b", "b"])
    factors = calibrate(SurveyDesign(cells, psu="psu"), {"x": 12}, population=4, by_psu=True).weight
    assert factors.tolist() == pytest.approx([0.8, 0.8, 1.2, 1.2])
    with pytest.raises(DesignError, match="weights differ inside a PSU"):
        calibrate(SurveyDesign(cells, psu="psu", weights="w"), {"x": 12}, population=4, by_psu=True)


def test_negative_weights_of_a_linear_calibration_cannot_be_calibrated_again() -> None:
    cells = {"x": np.array([1.0, 2, 3, 4, 20])}
    negative = calibrate(SurveyDesign(cells), {"x": 9}, population=5)
    assert negative.weight.min() < 0
    with pytest.raises(DesignError, match="weights below 0 from an earlier adjustment; bound that one below by 0"):
        calibrate(negative, {"x": 30}, population=5)


def test_people_who_did_not_answer_need_no_auxiliaries_and_no_labels() -> None:
    drawn = pd.DataFrame(
        {
            "unit": ["A", "A", "A", "B", "B"],
            "sex": ["f", "m", None, "f", "x"],
            "x": [1.0, 2, None, 3, 4],
            "heard": [1, 1, 0, 1, 0],
        }
    )
    design = nonresponse_adjust(SurveyDesign(drawn), "unit", responded="heard")
    assert rake(design, {"sex": SEX}).weight.tolist() == pytest.approx([55 * 1.5 / 3.5, 45, 0, 55 * 2 / 3.5, 0])
    exact = calibrate(design, {"x": 12, "sex": {"f": 3, "m": 3}})
    assert total(exact, "x").value == pytest.approx(12)
    assert total(exact, "x").se == pytest.approx(0, abs=1e-9)
    with pytest.raises(DesignError, match=r"nonresponse: row 2, column 'sex' is missing"):
        nonresponse_adjust(SurveyDesign(drawn), ["unit", "sex"], responded="heard")


@pytest.mark.parametrize(
    ("heard", "message"),
    [
        ([1, 1, 0, 0], r"nobody answered in \['B'\]; merge them with a class"),
        ([1, None, 0, 1], "responded: row 1, column 'heard' is missing"),
        ([1, 2, 0, 1], r"responded: row 1, column 'heard' is .*2.*; expected true or false"),
    ],
)
def test_unusable_responses_are_refused(heard: list[Any], message: str) -> None:
    with pytest.raises(DesignError, match=message):
        nonresponse_adjust(SurveyDesign(four().cells.assign(heard=heard)), "unit", responded="heard")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"lower": 3, "upper": 2}, "lower 3 is not below upper 2"),
        ({"upper": 0.5}, "every weight is outside the limits"),
        ({"upper": 2, "strict": True}, "the mean weight 2.5 is not between lower -inf and upper 2"),
    ],
)
def test_limits_that_cannot_be_kept_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError, match=message):
        trim(SurveyDesign(four().cells, weights="w"), **options)


def test_weights_beyond_both_limits_share_among_themselves() -> None:
    design = SurveyDesign({"w": np.array([1.0, 1, 5, 5])}, weights="w")
    assert trim(design, lower=1.5, upper=4).weight.tolist() == [2, 2, 4, 4]
    design = SurveyDesign({"w": np.array([1.0, 1, 5, 5])}, weights="w")
    assert trim(design, lower=2.5, upper=4.5).weight.tolist() == [2.5, 2.5, 3.5, 3.5]


def test_weights_that_do_not_come_to_rest_are_refused() -> None:
    cells = {"w": np.array([2.41, 2.23, 8.57, 3.37, 1.07]), "n": np.array([6778, 3785, 133, 6076, 122])}
    mean_weight = float(cells["w"] @ cells["n"] / cells["n"].sum())
    with pytest.raises(DidNotConverge, match="after 1000 passes a weight is still .* outside; widen the limits"):
        trim(SurveyDesign(cells, count="n", weights="w"), upper=mean_weight * (1 + 1e-12), strict=True)


def test_cells_of_unequal_weights_cannot_be_trimmed() -> None:
    cells = {"w": np.array([2.0, 3]), "w2": np.array([5.0, 9]), "n": np.array([2, 2])}
    design = SurveyDesign(cells, count="n", weights="w", weight_squares="w2")
    with pytest.raises(DesignError, match="unequal weights, which of them are outside is not known; trim the rows"):
        trim(design, upper=2.5)


def test_a_linear_distance_moves_kish_least() -> None:
    design = four()
    linear, raking = (calibrate(design, {"x": 12}, population=4, distance=one) for one in ("linear", "raking"))
    assert kish_deff(linear.weight) <= kish_deff(raking.weight)


def many_psus() -> pd.DataFrame:
    draw = np.random.default_rng(8)
    cells = pd.DataFrame({"unit": draw.choice(["A", "B"], 240), "sex": draw.choice(["f", "m"], 240), "psu": range(240)})
    return cells.assign(psu=cells["psu"] % 24, y=draw.integers(1, 6, 240), count=draw.integers(1, 4, 240))


def test_resampling_repeats_raking_in_each_replicate_on_rows_and_cells() -> None:
    cells = many_psus()
    rows = cells.loc[cells.index.repeat(cells["count"])].sample(frac=1, random_state=2)
    on_cells = rake(SurveyDesign(cells, psu="psu", count="count"), BOTH)
    on_rows = rake(SurveyDesign(rows, psu="psu"), BOTH)
    found, other = (resampled_mean(one, "y", replicates=200) for one in (on_cells, on_rows))
    assert (found.ci_low, found.ci_high) == pytest.approx((other.ci_low, other.ci_high), rel=1e-9)
    usual = mean(on_cells, "y")
    assert found.ci_high - found.ci_low == pytest.approx(usual.ci_high - usual.ci_low, rel=0.2)


def test_resampling_after_raking_needs_psus_that_can_meet_the_totals() -> None:
    cells = many_psus()
    with pytest.raises(MethodError, match="PSUs are drawn; name the psu column"):
        resampled_mean(rake(SurveyDesign(cells), BOTH), "y")
    rare = cells.assign(sex=np.where(cells["psu"] == 3, "m", "f"), unit=np.where(cells["psu"] == 4, "B", "A"))
    with pytest.raises(MethodError, match=r"only \d+ of 100 replicates can meet the totals; merge labels"):
        resampled_mean(rake(SurveyDesign(rare, psu="psu"), BOTH), "y", replicates=100)
    nobody = rake(SurveyDesign(cells, psu="psu"), BOTH)
    assert resampled_mean(nobody, "y", where=cells["psu"] == 3, replicates=100).psus == 1
