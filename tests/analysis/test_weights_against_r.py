"""Adjusted weights and what they do to estimates are held against R's survey: reference/weights.R wrote the values."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import SurveyDesign, by_domain, mean, proportion, ratio, total
from analysis.design.replicates import ReplicateWeights
from analysis.weighting.calibration import calibrate
from analysis.weighting.nonresponse import nonresponse_adjust
from analysis.weighting.poststratification import poststratify
from analysis.weighting.raking import rake
from analysis.weighting.trimming import trim

REFERENCE = Path(__file__).parent / "reference"
CASES: dict[str, dict[str, Any]] = json.loads((REFERENCE / "weights.json").read_text())["cases"]
POPULATION = CASES["population"]
STYPE, WIDE, IMPROVED = (POPULATION[name] for name in ("stype", "sch.wide", "comp.imp"))
CROSSED = {tuple(label.split(" ")): count for label, count in POPULATION["crossed"].items()}
SCHOOLS = sum(STYPE.values())
API99, STUDENTS = POPULATION["api99"], POPULATION["api.stu"]
BOTH = {"stype": STYPE, "api99": API99}
ALL = BOTH | {"api.stu": STUDENTS}
LABELS = {"stype": STYPE, "sch.wide": WIDE}

Adjust = Callable[[SurveyDesign], SurveyDesign]
SCHOOL_WAYS: dict[str, Adjust] = {
    "post crossed": lambda d: poststratify(d, ["stype", "sch.wide"], CROSSED),
    "rake 2": lambda d: rake(d, LABELS, tolerance=1e-13),
    "rake 3": lambda d: rake(d, LABELS | {"comp.imp": IMPROVED}, tolerance=1e-13),
    "rake crossed": lambda d: rake(d, {("stype", "sch.wide"): CROSSED, "comp.imp": IMPROVED}, tolerance=1e-13),
    "rake 1": lambda d: rake(d, {"sch.wide": WIDE}),
    "linear": lambda d: calibrate(d, ALL),
    "linear labels": lambda d: calibrate(d, LABELS),
    "linear one": lambda d: calibrate(d, {"api99": API99}, population=SCHOOLS),
    "no intercept": lambda d: calibrate(d, {"api.stu": STUDENTS}, intercept=False),
    "raking no intercept": lambda d: calibrate(d, {"api.stu": STUDENTS}, intercept=False, distance="raking"),
    "variance": lambda d: calibrate(d, {"api99": API99}, population=SCHOOLS, variance="enroll"),
    "raking variance": lambda d: calibrate(
        d, {"api99": API99}, population=SCHOOLS, variance=np.asarray(d.cells["enroll"]) / 1000, distance="raking"
    ),
    "raking": lambda d: calibrate(d, ALL, distance="raking"),
    "raking labels": lambda d: calibrate(d, LABELS, distance="raking"),
    "post then rake": lambda d: rake(
        poststratify(d, "stype", STYPE), {"sch.wide": WIDE, "comp.imp": IMPROVED}, tolerance=1e-13
    ),
    "rake then calibrate": lambda d: calibrate(rake(d, LABELS, tolerance=1e-13), {"api99": API99}, population=SCHOOLS),
}
SPECIAL: dict[str, Adjust] = {
    "clus linear bounded": lambda d: calibrate(d, BOTH, bounds=(0.6, 1.6)),
    "clus raking bounded": lambda d: calibrate(d, BOTH, bounds=(0.6, 1.6), distance="raking"),
    "clus logit": lambda d: calibrate(d, BOTH, bounds=(0.4, 2.2), distance="logit"),
    "strat linear bounded": lambda d: calibrate(d, BOTH, bounds=(0.95, 1.05)),
    "strat logit": lambda d: calibrate(d, BOTH, bounds=(0.9, 1.1), distance="logit"),
    "ones logit": lambda d: calibrate(d, BOTH, bounds=(0.3, 2.5), distance="logit"),
    "clus by psu": lambda d: calibrate(d, BOTH, by_psu=True),
    "ones by psu": lambda d: calibrate(d, BOTH, by_psu=True),
    "clus by psu raking": lambda d: calibrate(d, BOTH, by_psu=True, distance="raking"),
    "clus trimmed": lambda d: trim(rake(d, LABELS, tolerance=1e-13), lower=22, upper=40),
    "clus trimmed strict": lambda d: trim(rake(d, LABELS, tolerance=1e-13), lower=22, upper=36, strict=True),
    "clus trimmed then post": lambda d: poststratify(
        trim(rake(d, LABELS, tolerance=1e-13), upper=36, strict=True), "stype", STYPE
    ),
    "rep plain": lambda d: d,
    "rep post": lambda d: poststratify(d, "stype", STYPE),
    "rep rake": lambda d: rake(d, LABELS, tolerance=1e-13),
    "rep linear": lambda d: calibrate(d, BOTH),
    "rep raking": lambda d: calibrate(d, BOTH, distance="raking"),
    "rep logit": lambda d: calibrate(d, BOTH, distance="logit", bounds=(0.2, 3)),
}


def schools(name: str) -> pd.DataFrame:
    file = {"strat": "apistrat", "clus": "apiclus1"}[name]
    rows = pd.read_csv(REFERENCE / f"{file}.csv").join(pd.read_csv(REFERENCE / f"{file}_auxiliaries.csv"))
    return rows.assign(wide=(rows["sch.wide"] == "Yes").astype(int))


def school_design(name: str) -> SurveyDesign:
    if name == "strat":
        return SurveyDesign(schools("strat"), strata="stype", weights="pw", fpc="fpc")
    if name == "rep":
        given = CASES["replicates"]
        sets = pd.read_csv(REFERENCE / "apiclus1_replicates.csv").to_numpy()
        replicates = ReplicateWeights(sets, kind="JK1", scale=given["scale"], mse=bool(given["mse"]))
        return SurveyDesign(schools("clus"), psu="dnum", weights="pw", fpc="fpc", replicates=replicates)
    if name == "ones":
        return SurveyDesign(schools("clus"), psu="dnum")
    return SurveyDesign(schools("clus"), psu="dnum", weights="pw", fpc="fpc")


def summary(weights: Any) -> list[float]:
    return [float(weights.sum()), float((weights**2).sum()), weights.min(), weights.max(), *weights[:5]]


def assert_pair(found: Any, expected: list[float], rel: float) -> None:
    assert found.value == pytest.approx(expected[0], rel=rel)
    assert found.se == pytest.approx(expected[1], rel=rel, abs=1e-9 * max(abs(found.value), 1))


def school_cases() -> list[tuple[str, Adjust]]:
    every = [(f"{name} {way}", adjust) for name in ("strat", "clus", "ones") for way, adjust in SCHOOL_WAYS.items()]
    return every + list(SPECIAL.items())


@pytest.mark.parametrize(("name", "adjust"), school_cases(), ids=[name for name, _ in school_cases()])
def test_weights_and_estimates_of_schools_equal_r(name: str, adjust: Adjust) -> None:
    expected, design = CASES[name], adjust(school_design(name.split()[0]))
    rel = 1e-8
    assert summary(design.weight) == pytest.approx(expected["weights"], rel=rel)
    assert_pair(mean(design, "api00"), expected["mean"], rel)
    assert_pair(proportion(design, "wide", {1}, method="mean"), expected["share"], rel)
    assert_pair(total(design, "api00"), expected["total"], rel)
    domains = by_domain(proportion, design, "stype", "wide", {1}, method="mean")
    assert [found.value for found in domains] == pytest.approx(expected["domains"], rel=rel)
    assert [found.se for found in domains] == pytest.approx(expected["domain_se"], rel=rel, abs=1e-11)


PEOPLE = 3e8
AGES = {"(0,19]": 28, "(19,39]": 26, "(39,59]": 27, "(59,Inf]": 19}
RACES, SEXES = {1: 15, 2: 63, 3: 13, 4: 9}, {1: 49, 2: 51}
MEAN_SEX = (49 + 2 * 51) / 100


def people_of(parts: dict[Any, float]) -> dict[Any, float]:
    return {label: part / sum(parts.values()) * PEOPLE for label, part in parts.items()}


PEOPLE_WAYS: dict[str, Adjust] = {
    "nhanes rake": lambda d: rake(
        d, {"agecat": people_of(AGES), "race": people_of(RACES), "RIAGENDR": people_of(SEXES)}, tolerance=1e-13
    ),
    "nhanes calibrate": lambda d: calibrate(d, {"agecat": people_of(AGES), "RIAGENDR": PEOPLE * MEAN_SEX}),
    "nhanes calibrate raking": lambda d: calibrate(
        d, {"agecat": people_of(AGES), "RIAGENDR": PEOPLE * MEAN_SEX}, distance="raking"
    ),
    "nhanes trimmed rake": lambda d: rake(
        trim(d, lower=5000, upper=90000, strict=True),
        {"agecat": people_of(AGES), "RIAGENDR": people_of(SEXES)},
        tolerance=1e-13,
    ),
}


@pytest.mark.parametrize("name", PEOPLE_WAYS)
def test_weights_and_estimates_of_people_equal_r(name: str) -> None:
    rows = pd.read_csv(REFERENCE / "nhanes.csv")
    rows = rows.assign(psu=rows["SDMVSTRA"].astype(str) + " " + rows["SDMVPSU"].astype(str))
    design = PEOPLE_WAYS[name](SurveyDesign(rows, strata="SDMVSTRA", psu="psu", weights="WTMEC2YR", lone_psu="adjust"))
    expected = CASES[name]
    assert summary(design.weight) == pytest.approx(expected["weights"], rel=1e-8)
    assert_pair(mean(design, "HI_CHOL"), expected["mean"], 1e-8)
    domains = by_domain(mean, design, "race", "HI_CHOL")
    assert [found.value for found in domains] == pytest.approx(expected["domains"], rel=1e-8)
    assert [found.se for found in domains] == pytest.approx(expected["domain_se"], rel=1e-8)


@pytest.mark.parametrize("is_counted", [False, True], ids=["rows", "cells"])
def test_raked_desk_days_equal_r_on_rows_and_on_cells(is_counted: bool) -> None:
    rows = pd.read_csv(REFERENCE / "desk_days.csv")
    visits = rows[["unit", "sector", "visits"]].drop_duplicates()
    margins = {by: visits.groupby(by)["visits"].sum() for by in ("unit", "sector")}
    rows = rows.assign(psu=rows["desk"] + " " + rows["day"].astype(str), satisfied=(rows["overall"] >= 4).astype(int))
    if is_counted:
        rows = rows.groupby(list(rows.columns), dropna=False, as_index=False).size()
    count = "size" if is_counted else None
    design = rake(
        SurveyDesign(rows, count=count, strata="unit", psu="psu", lone_psu="adjust"), margins, tolerance=1e-13
    )
    expected = CASES["desk rake"]
    assert_pair(mean(design, "minutes"), expected["mean"], 1e-8)
    assert_pair(total(design, "minutes"), expected["total"], 1e-8)
    assert_pair(proportion(design, "satisfied", {1}), expected["share"], 1e-8)
    domains = by_domain(proportion, design, "sector", "satisfied", {1})
    assert [found.se for found in domains] == pytest.approx(expected["domain_se"], rel=1e-8)


def test_nonresponse_classes_equal_the_delta_method_on_totals_in_r() -> None:
    rows = schools("clus")
    rows = rows.assign(answered=rows["api99"] % 3 != 0).assign(
        api00=lambda table: table["api00"].where(table["answered"])
    )
    drawn = SurveyDesign(rows, psu="dnum", weights="pw", fpc="fpc")
    design, expected = nonresponse_adjust(drawn, "stype", responded="answered"), CASES["nonresponse"]
    assert_pair(total(design, "api00"), expected["total"], 1e-8)
    assert_pair(mean(design, "api00"), expected["mean"], 1e-8)
    assert_pair(total(poststratify(design, "stype", STYPE), "api00"), expected["known"], 1e-8)


def two_stages() -> SurveyDesign:
    rows = pd.read_csv(REFERENCE / "apiclus2.csv").join(pd.read_csv(REFERENCE / "apiclus2_auxiliaries.csv"))
    return SurveyDesign(rows, psu=["dnum", "snum"], fpc=["fpc1", "fpc2"], lone_psu="average")


def test_two_stages_keep_their_residuals_at_both() -> None:
    design = two_stages()
    found = rake(design, LABELS, tolerance=1e-13), calibrate(design, BOTH, distance="logit", bounds=(0.2, 4))
    high = (design.cells["stype"] == "H").to_numpy()
    estimates = {
        "two rake": mean(found[0], "api00"),
        "two logit": mean(found[1], "api00"),
        "two logit high schools": total(found[1], "api00", where=high),
        "two by psu": mean(calibrate(design, BOTH, by_psu=True), "api00"),
    }
    for name, estimate in estimates.items():
        assert_pair(estimate, [CASES[name]["value"], CASES[name]["se"]], 1e-8)


def test_unequal_probabilities_and_pairs_of_psus_equal_r() -> None:
    rows = schools("strat")
    drawn = SurveyDesign(rows.assign(p=1 / rows["pw"]), fpc="p", pps="brewer")
    raked, expected = calibrate(drawn, BOTH, distance="raking"), CASES["pps raking"]
    assert_pair(mean(raked, "api00"), [expected["value"], expected["se"]], 1e-8)
    few = pd.read_csv(REFERENCE / "scd.csv").assign(w=[3, 2.5, 4, 1, 2, 6])
    pairs = SurveyDesign(few, strata="ESA", psu="ambulance", nest=True, weights="w")
    bounded, expected = calibrate(pairs, {"arrests": 6000}, population=20, bounds=(0.3, 2)), CASES["scd bounded"]
    assert_pair(ratio(bounded, "alive", "arrests"), [expected["value"], expected["se"]], 1e-8)


def test_the_two_ways_of_raking_differ_in_their_standard_errors_as_the_page_says() -> None:
    def by_type(way: str, name: str) -> list[float]:
        return [CASES[f"{name} {way}"]["mean"][1], *CASES[f"{name} {way}"]["domain_se"]]

    ratios = [[a / b for a, b in zip(by_type("rake 2", one), by_type("raking labels", one), strict=True)]
              for one in ("clus", "strat")]  # fmt: skip
    assert ratios[0] == pytest.approx([1] * 4, rel=1e-11)
    assert ratios[1][:2] == pytest.approx([1.0004, 1.24], abs=5e-3)


def test_the_reference_says_which_r_made_it() -> None:
    made = json.loads((REFERENCE / "weights.json").read_text())
    assert made["r"].startswith("R version 4")
    assert made["survey"] == "4.1.1"
