"""Regressions are held against R's survey package: tests/analysis/reference/tests_and_models.R wrote the values."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import (
    Regression,
    SurveyDesign,
    linear_regression,
    logistic_regression,
    poststratify,
    proportional_odds,
)
from analysis.design.replicates import ReplicateWeights

REFERENCE = Path(__file__).parent / "reference"
CASES: dict[str, dict[str, Any]] = json.loads((REFERENCE / "tests_and_models.json").read_text())["cases"]
SCHOOLS = {"E": 4421, "H": 755, "M": 1018}


def api(name: str) -> pd.DataFrame:
    files = (f"api{name}.csv", f"api{name}_more.csv")
    schools = pd.concat([pd.read_csv(REFERENCE / file) for file in files], axis=1)
    return schools.assign(third=pd.cut(schools["api00"], [0, 550, 650, 750, 1000], labels=False))


def desk_days() -> pd.DataFrame:
    rows = pd.read_csv(REFERENCE / "desk_days.csv")
    return rows.assign(psu=rows["desk"] + " " + rows["day"].astype(str), post=rows["unit"] + " " + rows["sector"])


def desk_design(name: str, *, counted: bool) -> SurveyDesign:
    rows = desk_days()
    visits = rows.drop_duplicates("post").set_index("post")["visits"]
    cells = rows.groupby(list(rows.columns), dropna=False, as_index=False).size() if counted else rows
    design = SurveyDesign(cells, count="size" if counted else None, strata="unit", psu="psu", lone_psu="adjust")
    return poststratify(design, "post", visits) if name == "weighted" else design


@cache
def design_of(name: str, *, counted: bool = False) -> SurveyDesign:
    if name in ("desks", "weighted"):
        return desk_design(name, counted=counted)
    if name == "nhanes":
        people = pd.read_csv(REFERENCE / "nhanes.csv")
        people["psu"] = people["SDMVSTRA"].astype(str) + "-" + people["SDMVPSU"].astype(str)
        return SurveyDesign(people, strata="SDMVSTRA", psu="psu", weights="WTMEC2YR")
    if name == "strat":
        return SurveyDesign(api("strat"), strata="stype", weights="pw", fpc="fpc")
    if name == "jack":
        return jackknifed(api("clus1"))
    design = SurveyDesign(api("clus1"), psu="dnum", weights="pw", fpc="fpc")
    return poststratify(design, "stype", SCHOOLS) if name == "post" else design


def jackknifed(schools: pd.DataFrame) -> SurveyDesign:
    """One replicate a cluster: it is left out and the others stand for it."""
    clusters = schools["dnum"].unique()
    left = {f"without {one}": schools["pw"] * (schools["dnum"] != one) * 15 / 14 for one in clusters}
    return SurveyDesign(schools.assign(**left), weights="pw", replicates=ReplicateWeights(list(left), kind="JK1"))


def fit_schools(design: SurveyDesign, kind: str) -> Regression:
    if kind == "linear":
        return linear_regression(design, "api00", ["ell", "meals", "stype"])
    if kind == "logistic":
        return logistic_regression(design, "sch.wide", ["ell", "meals", "mobility"], codes={"Yes"})
    where = design.cells["stype"] == "E"
    return logistic_regression(design, "sch.wide", ["ell", "mobility"], codes={"Yes"}, where=where)


def fit_people(design: SurveyDesign, kind: str) -> Regression:
    if kind == "logistic":
        return logistic_regression(design, "HI_CHOL", ["race", "agecat", "RIAGENDR"], categorical=["race"])
    women = design.cells["RIAGENDR"] == 2
    return logistic_regression(design, "HI_CHOL", ["race", "agecat"], base={"race": 1}, where=women)


def fit_desks(design: SurveyDesign, kind: str) -> Regression:
    land = design.cells["sector"] == "land"
    fits = {
        "logistic": lambda: logistic_regression(design, "overall", ["sector", "minutes"], codes={4, 5}),
        "missing": lambda: logistic_regression(design, "resupply", ["sector", "overall"]),
        "linear": lambda: linear_regression(design, "overall", ["sector", "minutes"]),
        "domain": lambda: logistic_regression(design, "overall", ["unit", "minutes"], codes={4, 5}, where=land),
        "trend linear": lambda: linear_regression(design, "overall", ["day"], codes={4, 5}),
        "trend logit": lambda: logistic_regression(design, "overall", ["day"], codes={4, 5}),
    }
    return fits[kind]()


def fit(name: str, *, counted: bool) -> Regression:
    _, design_name, kind = name.split(maxsplit=2)
    fitting = {"nhanes": fit_people, "desks": fit_desks, "weighted": fit_desks}.get(design_name, fit_schools)
    return fitting(design_of(design_name, counted=counted), kind)


def assert_model_as_r(found: Regression, expected: dict[str, Any]) -> None:
    coefficients = found.coefficients
    assert [one.value for one in coefficients] == pytest.approx(expected["value"], rel=1e-8)
    assert [one.se for one in coefficients] == pytest.approx(expected["se"], rel=1e-8)
    assert found.dof == expected["dof"]
    scale = np.outer(expected["se"], expected["se"])
    assert found.covariance.ravel() / scale.ravel() == pytest.approx(expected["covariance"] / scale.ravel(), abs=1e-8)
    assert [one.p for one in coefficients] == pytest.approx(expected["p"], rel=1e-7)
    assert [one.ci_low for one in coefficients] == pytest.approx(expected["low"], rel=1e-7)
    assert [one.ci_high for one in coefficients] == pytest.approx(expected["high"], rel=1e-7)


def is_counted(name: str) -> bool:
    return name.split()[1] in ("desks", "weighted")


MODELS = [name for name in CASES if name.startswith("model")]


@pytest.mark.parametrize("name", MODELS)
def test_regressions_equal_r(name: str) -> None:
    assert_model_as_r(fit(name, counted=False), CASES[name])


@pytest.mark.parametrize("name", [name for name in MODELS if is_counted(name)])
def test_regressions_on_cells_equal_r_on_rows(name: str) -> None:
    assert_model_as_r(fit(name, counted=True), CASES[name])


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("wald")])
def test_wald_tests_of_terms_equal_r(name: str) -> None:
    model, term = name.rsplit(maxsplit=1)
    found = fit(model, counted=False).wald_test(term)
    assert [found.statistic, found.dof, found.dof2] == pytest.approx(CASES[name]["wald"][:3], rel=1e-8)
    assert found.p == pytest.approx(CASES[name]["wald"][3], rel=1e-7)


def fit_order(name: str, *, counted: bool = False) -> Regression:
    words = name.split()[1:]
    design = design_of(words[0], counted=counted)
    if words[0] == "jack":
        return proportional_odds(design, "third", ["ell", "mobility"])
    if words[0] in ("strat", "clus", "post"):
        return proportional_odds(design, "third", ["ell", "mobility", "stype"])
    if words[-1] == "missing":
        return proportional_odds(design, "overall", ["resupply", "unit"])
    if words[-1] == "domain":
        household = design.cells["sector"] == "household"
        return proportional_odds(design, "overall", ["minutes", "unit"], where=household)
    return proportional_odds(design, "overall", ["sector", "minutes"])


ORDERED = [name for name in CASES if name.startswith("ordered")]


@pytest.mark.parametrize("name", ORDERED)
@pytest.mark.parametrize("counted", [False, True], ids=["rows", "cells"])
def test_proportional_odds_equal_r(name: str, counted: bool) -> None:
    expected, found = CASES[name], fit_order(name, counted=counted and is_counted(name))
    every = (*found.coefficients, *found.thresholds)
    # R takes the second derivatives by differences; the next test holds our own score to 0
    assert [one.value for one in every] == pytest.approx(expected["value"], rel=1e-4)
    assert [one.se for one in every] == pytest.approx(expected["se"], rel=1e-3)
    scale = np.outer(expected["se"], expected["se"])
    assert found.covariance.ravel() / scale.ravel() == pytest.approx(expected["covariance"] / scale.ravel(), abs=1e-3)
    assert found.dof == expected["dof"]


def test_the_weighted_score_equations_hold_at_the_proportional_odds_solution() -> None:
    rows = desk_days()
    design = desk_design("weighted", counted=False)
    found = proportional_odds(design, "overall", ["minutes", "day"])
    beta, cuts = [one.value for one in found.coefficients], [one.value for one in found.thresholds]
    weight = design.weight / design.weight.mean()
    score = np.zeros(6)
    for w, y, minutes, day in zip(weight, rows["overall"], rows["minutes"], rows["day"], strict=True):
        eta = beta[0] * minutes + beta[1] * day
        edge = [-math.inf, *cuts, math.inf]
        below, above = (1 / (1 + math.exp(min(eta - edge[i], 700))) for i in (y - 1, y))
        # the score of a cumulative logit is 1 − F(above) − F(below) for the predictors
        score[:2] += w * np.array([minutes, day]) * (above + below - 1)
        slopes = below * (1 - below), above * (1 - above)
        if y > 1:
            score[2 + y - 2] -= w * slopes[0] / (above - below)
        if y < 5:
            score[2 + y - 1] += w * slopes[1] / (above - below)
    assert np.abs(score).max() <= 1e-8
