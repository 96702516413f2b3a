"""Shares, ratios, quantiles, joint results and standardised figures are R's, as reference/estimators.R wrote them."""

from __future__ import annotations

import json
import math
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import (
    Estimate,
    Joint,
    SurveyDesign,
    by_domain,
    contrast,
    factor_mean,
    function_of,
    jointly,
    mean,
    poststratify,
    proportion,
    quantile,
    quotient,
    ratio,
    share_satisfied_with_all,
    standardise,
    total,
)
from analysis.design.replicates import ReplicateWeights

REFERENCE = Path(__file__).parent / "reference"
MADE: dict[str, Any] = json.loads((REFERENCE / "estimators.json").read_text())
CASES: dict[str, dict[str, Any]] = MADE["cases"]
CELLS = ["rows", "cells"]


def cases(kind: str) -> list[str]:
    return [name for name in CASES if name.split()[0] == kind]


@cache
def table(name: str) -> pd.DataFrame:
    found = pd.read_csv(REFERENCE / f"{name}.csv")
    if name.startswith("api"):
        yes = {"Yes": 1.0, "No": 0.0}
        found = found.assign(y=found["sch.wide"].map(yes))
        return found.assign(imp=found["comp.imp"].map(yes)) if "comp.imp" in found else found
    if name == "desk_days":
        return found.assign(
            psu=found["desk"] + " " + found["day"].astype(str),
            post=found["unit"] + " " + found["sector"],
            y=(found["overall"] >= 4).astype(float),
            half=np.where(found["day"] % 2 == 0, "even", "odd"),
        )
    return found.assign(y=found["HI_CHOL"]) if name == "nhanes" else found


DESIGNS: dict[str, tuple[str, dict[str, Any]]] = {
    "strat": ("apistrat", {"strata": "stype", "weights": "pw", "fpc": "fpc"}),
    "clus": ("apiclus1", {"psu": "dnum", "weights": "pw", "fpc": "fpc"}),
    "post": ("apiclus1", {"psu": "dnum", "weights": "pw", "fpc": "fpc"}),
    "clus2": ("apiclus2", {"psu": ["dnum", "snum"], "fpc": ["fpc1", "fpc2"]}),
    "nhanes": ("nhanes", {"psu": "SDMVPSU", "strata": "SDMVSTRA", "weights": "WTMEC2YR", "nest": True}),
    "desk": ("desk_days", {"psu": "psu", "strata": "unit"}),
    "deskpost": ("desk_days", {"psu": "psu", "strata": "unit"}),
    "shared": ("desk_days", {"psu": "desk", "strata": "unit"}),
    "scd": ("scd", {"strata": "ESA"}),
    "mu284": ("mu284", {"psu": ["id1", "id2"], "fpc": ["n1", "n2"]}),
    "bfi": ("bfi_agree", {"psu": "psu", "weights": "w"}),
}
DOMAIN_COLUMNS = {"strat": "stype", "clus": "stype", "post": "stype", "clus2": "stype", "nhanes": "race"}


@cache
def design_of(name: str, shape: str = "rows") -> SurveyDesign:
    source, options = DESIGNS[name]
    cells = table(source)
    if shape == "cells":
        cells = cells.groupby(list(cells.columns), dropna=False, as_index=False, sort=False).size()
        options = options | {"count": "size"}
    design = SurveyDesign(cells, lone_psu="adjust", **options)
    if name == "post":
        return poststratify(design, "stype", {"E": 4421, "H": 755, "M": 1018})
    if name == "deskpost":
        return poststratify(design, "post", cells.drop_duplicates("post").set_index("post")["visits"])
    return design


def domain_of(design: SurveyDesign, name: str, label: str | None) -> Any:
    if label is None:
        return None
    if label == "imp":
        return design.cells["imp"].eq(1)
    return design.cells[DOMAIN_COLUMNS.get(name, "sector")].astype(str).eq(label)


def read(case: str, shape: str = "rows") -> tuple[SurveyDesign, Any]:
    _, name, *label = case.split()
    design = design_of(name, shape)
    return design, domain_of(design, name, label[0] if label else None)


def assert_as_r(found: Estimate, expected: dict[str, Any]) -> None:
    for word in ("value", "se", "deff", "cv"):
        if word in expected:
            assert getattr(found, word) == pytest.approx(expected[word], rel=1e-8), word
    assert found.dof == expected.get("dof", found.dof)


def limits(found: Estimate) -> list[float]:
    return [found.ci_low, found.ci_high]


@pytest.mark.parametrize("shape", CELLS)
@pytest.mark.parametrize("case", cases("share"))
def test_shares_and_every_interval_are_r_s(case: str, shape: str) -> None:
    (design, where), expected = read(case, shape), CASES[case]
    for level in (95, 80):
        for method, wanted in expected[f"ci{level}"].items():
            found = proportion(design, "y", {1}, where=where, level=level / 100, method=method)
            assert_as_r(found, expected)
            assert limits(found) == pytest.approx(wanted, rel=1e-7), method


@pytest.mark.parametrize("case", cases("ratio"))
def test_ratios_are_r_s(case: str) -> None:
    (design, where), expected = read(case), CASES[case]
    above, below = {"scd": ("alive", "arrests"), "nhanes": ("y", "RIAGENDR")}.get(case.split()[1], ("api00", "enroll"))
    found = ratio(design, above, below, where=where)
    assert_as_r(found, expected)
    assert limits(found) == pytest.approx(expected["ci"], rel=1e-7)
    if not found.few_psus:
        assert limits(ratio(design, above, below, where=where, method="linear")) == pytest.approx(expected["normal"])


@pytest.mark.parametrize("case", cases("mean") + cases("total"))
def test_means_and_totals_are_r_s(case: str) -> None:
    (design, where), expected = read(case), CASES[case]
    item = {"scd": "alive", "nhanes": "y", "mu284": "y1"}.get(case.split()[1], "api00")
    found = {"mean": mean, "total": total}[case.split()[0]](design, item, where=where)
    assert_as_r(found, expected)
    assert limits(found) == pytest.approx(expected["ci"], rel=1e-7)


@cache
def replicated() -> SurveyDesign:
    design = design_of("clus")
    drawn = np.unique(design.cells["dnum"])
    weights = np.stack([np.where(design.cells["dnum"] == psu, 0.0, len(drawn) / (len(drawn) - 1)) for psu in drawn], 1)
    scale = (1 - len(drawn) / 757) * (len(drawn) - 1) / len(drawn)
    jackknife = ReplicateWeights(weights, kind="JK1", scale=scale, combined=False)
    return SurveyDesign(design.cells, weights="pw", replicates=jackknife)


FROM_THE_SECOND = ("math", "school", "hf1", "hf2", "hf3", "hf4")
"""Below the share of the smallest answer survey 4.1 starts these rules from the second; we give the smallest."""


QUANTILES = sorted({name.rsplit(" ", 1)[0] for name in cases("quantile")})
SHAPED = [(case, "rows") for case in QUANTILES] + [(case, "cells") for case in QUANTILES if " minutes " in case]


@pytest.mark.parametrize(("case", "shape"), SHAPED)
def test_quantiles_of_every_rule_and_interval_are_r_s(case: str, shape: str) -> None:
    _, name, *label, item, rule, method = case.split()
    design = replicated() if name == "replicated" else design_of(name, shape)
    where = domain_of(design, name, label[0] if label else None)
    for q in (0.25, 0.5, 0.9):
        expected = CASES.get(f"{case} {q}")
        if expected is None:  # R stops where its search for the score finds no change of sign
            continue
        found = quantile(design, item, q, rule=rule, where=where, method=method)
        assert found.value == pytest.approx(expected["value"], rel=1e-8)
        lowest = design.cells.loc[slice(None) if where is None else where, item].min()
        is_below_first = rule in FROM_THE_SECOND and found.ci_low == lowest
        if None not in expected["ci"] and not is_below_first:
            assert limits(found) == pytest.approx(expected["ci"], rel=1e-7), q
            assert found.se == pytest.approx(expected["se"], rel=1e-7), q


def joint_of(case: str) -> Joint:
    _, name, what = case.split()
    design = replicated() if name == "replicated" else design_of(name)
    if name == "replicated":
        return jointly(design, {"api00": (mean, "api00"), "enroll": (mean, "enroll")})
    if what == "items":
        return jointly(design, {"y": (proportion, "y", {1}), "imp": (proportion, "imp", {1})})
    questions = {"means": (mean, "api00"), "shares": (proportion, "y", {1}), "periods": (proportion, "y", {1})}
    by = {"means": "stype", "shares": "race", "periods": "half", "sectors": "sector"}[what]
    return jointly(design, questions.get(what, (mean, "minutes")), by=by)


COMPARED: dict[str, tuple[dict[str, float], str, str]] = {
    "means": ({"E": 1, "H": -0.5, "M": -0.5}, "E", "M"),
    "items": ({"y": 1, "imp": -1}, "y", "imp"),
    "joint replicated items": ({"api00": 1, "enroll": -1}, "api00", "enroll"),
    "shares": ({"1": 1, "2": -1}, "1", "2"),
    "periods": ({"even": -1, "odd": 1}, "odd", "even"),
    "sectors": ({"land": 1, "tax": -1}, "land", "tax"),
}


@pytest.mark.parametrize("case", [name for name in cases("joint") if name != "joint mixed"])
def test_covariances_contrasts_and_ratios_are_r_s(case: str) -> None:
    joint, expected = joint_of(case), CASES[case]
    coefficients, over, under = COMPARED[case if case in COMPARED else case.split()[2]]
    assert list(joint.names) == expected["names"]
    assert joint.values == pytest.approx(expected["values"], rel=1e-8)
    size = np.abs(expected["covariance"]).max()
    assert joint.covariance.ravel() == pytest.approx(expected["covariance"], rel=1e-8, abs=1e-12 * size)
    assert joint.dof == (expected["dof"],)
    linear = contrast(joint, coefficients)
    assert [linear.value, linear.se, linear.ci_low, linear.ci_high] == pytest.approx(expected["linear"], rel=1e-7)
    plain = quotient(joint, over, under, scale="linear")
    assert [plain.value, plain.se, plain.ci_low, plain.ci_high] == pytest.approx(expected["ratio"], rel=1e-7)
    logged = quotient(joint, over, under)
    assert [logged.ci_low, logged.ci_high] == pytest.approx(expected["log"], rel=1e-7)
    curved = function_of(joint, lambda of: math.exp(of[over] / of[under]) + of[under] ** 2)
    assert [curved.value, curved.se] == pytest.approx(expected["curved"], rel=1e-8)


def test_shares_and_means_of_several_domains_vary_together_as_r_says() -> None:
    joint = jointly(design_of("shared"), {"y": (proportion, "y", {1}), "minutes": (mean, "minutes")}, by="half")
    expected = CASES["joint mixed"]
    assert [":".join(name.split(":")) for name in expected["names"]] == list(joint.names)
    assert joint.values == pytest.approx(expected["values"], rel=1e-8)
    assert joint.covariance.ravel() == pytest.approx(expected["covariance"], rel=1e-8, abs=1e-12)


def standardised(name: str, *, whole: bool) -> tuple[SurveyDesign, str, Any]:
    design = design_of(name)
    if name == "nhanes":
        ages = {"(0,19]": 55901, "(19,39]": 77670, "(39,59]": 72816, "(59,Inf]": 45364}
        known = design.cells["y"].notna()
        return standardise(design, "agecat", ages, over=["race", "RIAGENDR"], where=known), "y", ["race", "RIAGENDR"]
    shares = {"E": 0.5, "H": 0.3, "M": 0.2}
    over = () if whole else "comp.imp"
    return standardise(design, "stype", shares, over=over, absent="leave_out"), "api00", over


@pytest.mark.parametrize("case", cases("standard"))
def test_standardised_figures_are_r_s(case: str) -> None:
    name, expected = case.split()[-1], CASES[case]
    design, item, over = standardised(name, whole="whole" in case)
    found = by_domain(mean, design, over, item) if over else [mean(design, item)]
    in_r = {name: place for place, name in enumerate(np.atleast_1d(expected["names"]))}
    places = [in_r[".".join(label for _, label in one.domain) or "all"] for one in found]
    assert [one.value for one in found] == pytest.approx(np.atleast_1d(expected["values"])[places], rel=1e-8)
    assert [one.se for one in found] == pytest.approx(np.atleast_1d(expected["se"])[places], rel=1e-8)


ITEMS = ["A1", "A2", "A3", "A4", "A5"]


@pytest.mark.parametrize("shape", CELLS)
@pytest.mark.parametrize("case", cases("index"))
def test_indices_of_items_are_the_mean_of_what_r_is_given_for_each_respondent(case: str, shape: str) -> None:
    _, kind, missing, *men = case.split()
    design = design_of("bfi", shape)
    where = design.cells["gender"].eq(1) if men else None
    index = factor_mean if kind == "mean" else partial(share_satisfied_with_all, codes={4, 5, 6})
    assert_as_r(index(design, ITEMS, missing=missing, where=where), CASES[case])


def test_the_reference_says_which_r_made_it() -> None:
    assert MADE["r"].startswith("R version 4")
    assert MADE["survey"] == "4.1.1"
