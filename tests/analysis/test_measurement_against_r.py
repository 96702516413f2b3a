"""Alpha, omega and waiting distributions are held against R: reference/measurement.R wrote the values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import SurveyDesign, cronbach_alpha, fit_waiting, mcdonald_omega, poststratify

REFERENCE = Path(__file__).parent / "reference"
CASES: dict[str, dict[str, Any]] = json.loads((REFERENCE / "measurement.json").read_text())["cases"]
ITEMS = ["A1", "A2", "A3", "A4", "A5"]
SIX = range(1, 7)
CLOSED = {"rel": 1e-8, "abs": 0}
ITERATED = {"rel": 1e-6, "abs": 0}


def counted(rows: pd.DataFrame, is_counted: bool) -> tuple[pd.DataFrame, str | None]:
    if not is_counted:
        return rows, None
    return rows.groupby(list(rows.columns), dropna=False, as_index=False).size(), "size"


def bfi_design(kind: str, is_counted: bool = False) -> SurveyDesign:
    rows, count = counted(pd.read_csv(REFERENCE / "bfi_agree.csv"), is_counted)
    if kind == "rows":
        return SurveyDesign(rows, count=count)
    if kind == "post":
        rows = rows[rows[ITEMS].notna().all(axis=1)]
    design = SurveyDesign(rows, count=count, strata="gender", psu="psu", weights="w", lone_psu="adjust")
    return poststratify(design, "gender", {1: 5000, 2: 5200}) if kind == "post" else design


def api_design(kind: str) -> SurveyDesign:
    if kind == "strat":
        return SurveyDesign(pd.read_csv(REFERENCE / "apistrat.csv"), strata="stype", weights="pw", fpc="fpc")
    design = SurveyDesign(pd.read_csv(REFERENCE / "apiclus1.csv"), psu="dnum", weights="pw", fpc="fpc")
    return poststratify(design, "stype", {"E": 4421, "H": 755, "M": 1018}) if kind == "post" else design


def desk_design(is_weighted: bool, is_counted: bool) -> SurveyDesign:
    rows = pd.read_csv(REFERENCE / "desk_days.csv")
    rows = rows.assign(psu=rows["desk"] + " " + rows["day"].astype(str), post=rows["unit"] + " " + rows["sector"])
    visits = rows.drop_duplicates("post").set_index("post")["visits"]
    cells, count = counted(rows[["unit", "psu", "post", "sector", "minutes"]], is_counted)
    design = SurveyDesign(cells, count=count, strata="unit", psu="psu", lone_psu="adjust")
    return poststratify(design, "post", visits) if is_weighted else design


def limits(estimate: Any) -> list[float]:
    return [estimate.ci_low, estimate.ci_high]


@pytest.mark.parametrize("is_counted", [False, True], ids=["rows", "cells"])
@pytest.mark.parametrize("name", ["bfi rows", "bfi psu", "bfi psu women", "bfi post"])
def test_alpha_equals_svycralpha_and_its_error_the_delta_method(name: str, is_counted: bool) -> None:
    kind, expected = name.split()[1], CASES[name]
    design = bfi_design(kind, is_counted)
    where = design.cells["gender"].eq(2) if name.endswith("women") else None
    options: dict[str, Any] = {"scale": SIX, "reversed_items": ["A1"], "where": where}
    found = cronbach_alpha(design, ITEMS, **options)
    assert found.estimate.value == pytest.approx(expected["value"], **CLOSED)
    assert found.estimate.se == pytest.approx(expected["se"], **CLOSED)
    assert found.estimate.dof == expected["dof"]
    assert limits(found.estimate) == pytest.approx(expected["log"], rel=1e-7)
    assert [item.alpha_without for item in found.items] == pytest.approx(expected["without"], rel=1e-8)
    symmetric = cronbach_alpha(design, ITEMS, method="mean", **options)
    assert limits(symmetric.estimate) == pytest.approx(expected["mean"], rel=1e-7)


@pytest.mark.parametrize("kind", ["strat", "clus", "post"])
def test_alpha_with_a_finite_population_equals_r(kind: str) -> None:
    expected = CASES[f"api {kind}"]
    found = cronbach_alpha(api_design(kind), ["api00", "enroll"], scale=None, method="mean").estimate
    assert found.value == pytest.approx(expected["value"], **CLOSED)
    assert found.se == pytest.approx(expected["se"], **CLOSED)
    assert limits(found) == pytest.approx(expected["mean"], rel=1e-7)


@pytest.mark.parametrize("is_counted", [False, True], ids=["rows", "cells"])
@pytest.mark.parametrize("name", ["omega rows", "omega psu", "omega three"])
def test_loadings_equal_those_of_psych_and_omega_follows(name: str, is_counted: bool) -> None:
    kind, items, expected = name.split()[1], ITEMS, CASES[name]
    if kind == "three":
        kind, items = "psu", ITEMS[2:]
    design = bfi_design(kind, is_counted)
    options: dict[str, Any] = {
        "scale": SIX,
        "reversed_items": [item for item in items if item == "A1"],
        "where": design.cells[ITEMS].notna().all(axis=1),
    }
    raw, standardized = (mcdonald_omega(design, items, standardized=how, **options) for how in (False, True))
    loadings = [one.loading for one in raw.loadings]
    assert loadings == pytest.approx(expected["psych"], rel=1e-5)
    assert loadings == pytest.approx(expected["loadings"], **ITERATED)
    assert raw.estimate.value == pytest.approx(expected["raw"], **ITERATED)
    assert standardized.estimate.value == pytest.approx(expected["standardized"], **ITERATED)
    assert raw.heywood == ()


@pytest.mark.parametrize("is_counted", [False, True], ids=["rows", "cells"])
@pytest.mark.parametrize("name", ["desk", "desk post", "desk land"])
def test_distributions_of_rounded_minutes_equal_survreg(name: str, is_counted: bool) -> None:
    design = desk_design(name == "desk post", is_counted)
    where = design.cells["sector"].eq("land") if name == "desk land" else None
    found = fit_waiting(design, "minutes", where=where)
    assert {fit.family for fit in found.fits} == {"lognormal", "gamma", "weibull"}
    for fit in found.fits:
        expected = CASES[f"{name} {fit.family}"]
        assert [number for _, number in fit.parameters] == pytest.approx(expected["parameters"], **ITERATED)
        assert fit.log_likelihood == pytest.approx(expected["loglik"], **ITERATED)
        assert (fit.mean.value, fit.mean.se) == pytest.approx((expected["mean"], expected["mean_se"]), **ITERATED)
        assert (fit.over.value, fit.over.se) == pytest.approx((expected["over"], expected["over_se"]), **ITERATED)
        assert fit.criterion == pytest.approx(expected["criterion"], **ITERATED)
    assert list(np.diff([fit.criterion for fit in found.fits]) >= 0) == [True, True]


def test_the_reference_says_which_r_made_it() -> None:
    made = json.loads((REFERENCE / "measurement.json").read_text())
    assert made["r"].startswith("R version 4")
    assert made["survey"] == "4.1.1"
