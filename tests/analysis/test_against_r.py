"""Every figure is held against R's survey package: tests/analysis/reference/make_reference.R wrote the values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis import Estimate, SurveyDesign, mean, poststratify, proportion, quantile, total

REFERENCE = Path(__file__).parent / "reference"
CASES: dict[str, dict[str, Any]] = json.loads((REFERENCE / "reference.json").read_text())["cases"]
SCHOOLS = {"E": 4421, "H": 755, "M": 1018}
METHODS = {"beta": "beta", "mean": "mean", "asin": "asin", "xlogit": "logit", "linear": "linear"}


def api(name: str) -> pd.DataFrame:
    return pd.read_csv(REFERENCE / f"api{name}.csv")


def desk_days() -> pd.DataFrame:
    rows = pd.read_csv(REFERENCE / "desk_days.csv")
    return rows.assign(
        psu=rows["desk"] + " " + rows["day"].astype(str),
        post=rows["unit"] + " " + rows["sector"],
        satisfied=(rows["overall"] >= 4).astype(int),
    )


def api_design(kind: str) -> SurveyDesign:
    if kind == "strat":
        return SurveyDesign(api("strat"), strata="stype", weights="pw", fpc="fpc")
    fpc = None if kind == "nofpc" else "fpc"
    design = SurveyDesign(api("clus1"), psu="dnum", weights="pw", fpc=fpc)
    return poststratify(design, "stype", SCHOOLS) if kind == "post" else design


def desk_design(lone: Any, *, weighted: bool, counted: bool = False) -> SurveyDesign:
    rows = desk_days()
    visits = rows.drop_duplicates("post").set_index("post")["visits"]
    if counted:
        rows = rows.groupby(list(rows.columns), dropna=False, as_index=False).size()
    design = SurveyDesign(rows, count="size" if counted else None, strata="unit", psu="psu", lone_psu=lone)
    return poststratify(design, "post", visits) if weighted else design


def assert_as_r(found: Estimate, expected: dict[str, Any]) -> None:
    assert found.value == pytest.approx(expected["value"], rel=1e-8)
    assert found.se == pytest.approx(expected["se"], rel=1e-8)
    if "dof" in expected:
        assert found.deff == pytest.approx(expected["deff"], rel=1e-8)
        assert found.dof == expected["dof"]


def assert_interval_as_r(found: Estimate, expected: list[float]) -> None:
    assert [found.ci_low, found.ci_high] == pytest.approx(expected, rel=1e-7)


def estimate_schools(design: SurveyDesign, measure: str, q: float, where: Any, method: str) -> Estimate:
    if measure == "share":
        return proportion(design, "sch.wide", {"Yes"}, where=where, method=method)
    if measure == "mean":
        return mean(design, "api00", where=where, method=method)
    if measure == "total":
        return total(design, "enroll", where=where, method=method)
    return quantile(design, "api00", q)


def estimate_desks(design: SurveyDesign, measure: str, where: Any, method: str) -> Estimate:
    if measure == "minutes":
        return mean(design, "minutes", method=method)
    if measure == "total":
        return total(design, "satisfied", method=method)
    item = {"share": "satisfied", "resupply": "resupply"}[measure]
    return proportion(design, item, {1}, where=where, method=method)


def api_cases() -> list[str]:
    return [name for name in CASES if not name.startswith("desk")]


@pytest.mark.parametrize("name", api_cases())
def test_api_estimates_equal_r(name: str) -> None:
    kind, measure, *rest = name.split()
    design, expected = api_design(kind), CASES[name]
    for r_method, limits in expected["ci"].items():
        method = METHODS[r_method]
        where = design.cells["stype"].eq(rest[0]) if rest and measure != "quantile" else None
        found = estimate_schools(design, measure, float(rest[0]) if measure == "quantile" else 0.5, where, method)
        assert_as_r(found, expected)
        assert_interval_as_r(found, limits)


@pytest.mark.parametrize("counted", [False, True], ids=["rows", "cells"])
@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("desk")])
def test_desk_day_estimates_equal_r_on_rows_and_on_cells(name: str, counted: bool) -> None:
    expected, words = CASES[name], name.replace("desk post", "post").split()
    weighted = words[0] == "post"
    _, measure, lone, *sector = words
    design = desk_design(lone, weighted=weighted, counted=counted)
    where = design.cells["sector"].eq(sector[0]) if sector else None
    for r_method, limits in expected["ci"].items():
        method = METHODS[r_method]
        found = estimate_desks(design, measure, where, method)
        assert_as_r(found, expected)
        assert_interval_as_r(found, limits)


def test_the_reference_says_which_r_made_it() -> None:
    made = json.loads((REFERENCE / "reference.json").read_text())
    assert made["r"].startswith("R version 4")
    assert made["survey"] == "4.1.1"
