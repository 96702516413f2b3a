"""Tests are held against R's survey package: tests/analysis/reference/tests_and_models.R wrote the values."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import (
    SurveyDesign,
    adjust_p,
    chi_square_test,
    fit_test,
    poststratify,
    rank_test,
    t_test,
    trend,
)
from analysis.design.replicates import ReplicateWeights

REFERENCE = Path(__file__).parent / "reference"
MADE = json.loads((REFERENCE / "tests_and_models.json").read_text())
CASES: dict[str, dict[str, Any]] = MADE["cases"]
SCHOOLS = {"E": 4421, "H": 755, "M": 1018}
DESKS = {"strata": "unit", "psu": "psu", "lone_psu": "adjust"}


def api(name: str) -> pd.DataFrame:
    files = (f"api{name}.csv", f"api{name}_more.csv")
    schools = pd.concat([pd.read_csv(REFERENCE / file) for file in files], axis=1)
    return schools.assign(wide=(schools["sch.wide"] == "Yes").astype(int))


def nhanes() -> pd.DataFrame:
    people = pd.read_csv(REFERENCE / "nhanes.csv")
    return people.assign(psu=people["SDMVSTRA"].astype(str) + "-" + people["SDMVPSU"].astype(str))


def desk_days() -> pd.DataFrame:
    rows = pd.read_csv(REFERENCE / "desk_days.csv")
    return rows.assign(
        psu=rows["desk"] + " " + rows["day"].astype(str),
        post=rows["unit"] + " " + rows["sector"],
        satisfied=(rows["overall"] >= 4).astype(int),
    )


def as_cells(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.groupby(list(rows.columns), dropna=False, as_index=False).size()


@cache
def design_of(name: str, *, counted: bool = False) -> SurveyDesign:
    if name in ("desks", "weighted"):
        rows = desk_days()
        visits = rows.drop_duplicates("post").set_index("post")["visits"]
        design = SurveyDesign(as_cells(rows) if counted else rows, count="size" if counted else None, **DESKS)
        return poststratify(design, "post", visits) if name == "weighted" else design
    if name == "nhanes":
        return SurveyDesign(nhanes(), strata="SDMVSTRA", psu="psu", weights="WTMEC2YR")
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


def cases(kind: str) -> list[str]:
    return [name for name in CASES if name.split()[0] == kind]


def where_of(design: SurveyDesign, name: str) -> Any:
    """The domain of a case: which R script line it was."""
    words = name.split()
    if "domain" not in words:
        return None
    rows: Any = design.cells
    return {
        "t": lambda: rows["stype"] != "H" if "stype" in rows else rows["sector"] == "land",
        "chi": lambda: rows["RIAGENDR"] == 1 if "RIAGENDR" in rows else rows["overall"] >= 3,
        "table": lambda: rows["RIAGENDR"] == 1 if "RIAGENDR" in rows else rows["overall"] >= 3,
        "rank": lambda: rows["overall"] >= 3,
    }[words[0]]()


T_TESTS: dict[str, dict[str, Any]] = {
    "one": {"item": "api00", "mu": 650},
    "two": {"item": "api00", "between": "comp.imp"},
    "paired": {"item": "api00", "minus": "api99"},
    "share": {"item": "sch.wide", "codes": {"Yes"}, "between": "comp.imp"},
    "domain": {"item": "api00", "between": "comp.imp"},
    "nhanes two": {"item": "HI_CHOL", "between": "RIAGENDR"},
    "nhanes one": {"item": "HI_CHOL", "mu": 0.1},
    "desks two": {"item": "overall", "codes": {4, 5}, "between": "resupply"},
    "weighted two": {"item": "overall", "codes": {4, 5}, "between": "resupply"},
    "desks domain": {"item": "minutes", "between": "resupply"},
    "weighted domain": {"item": "minutes", "between": "resupply"},
}


def assert_t_as_r(name: str, *, counted: bool = False) -> None:
    _, design_name, kind = name.split()
    design, expected = design_of(design_name, counted=counted), CASES[name]
    asked = T_TESTS.get(f"{design_name} {kind}") or T_TESTS[kind]
    found = t_test(design, where=where_of(design, name), **asked)
    assert found.estimate - found.null == pytest.approx(expected["estimate"], rel=1e-8)
    assert found.statistic == pytest.approx(expected["statistic"], rel=1e-8)
    assert found.dof == expected["dof"]
    assert found.p == pytest.approx(expected["p"], rel=1e-7)
    assert [found.ci_low - found.null, found.ci_high - found.null] == pytest.approx(expected["ci"], rel=1e-7)
    wide = t_test(design, where=where_of(design, name), level=0.8, **asked)
    assert [wide.ci_low - found.null, wide.ci_high - found.null] == pytest.approx(expected["wide"], rel=1e-7)


@pytest.mark.parametrize("name", cases("t"))
def test_t_tests_equal_r(name: str) -> None:
    assert_t_as_r(name)


@pytest.mark.parametrize("name", [name for name in cases("t") if "desks" in name or "weighted" in name])
def test_t_tests_on_cells_equal_r_on_rows(name: str) -> None:
    assert_t_as_r(name, counted=True)


TABLES = {
    "strat": ("sch.wide", "stype"),
    "clus": ("sch.wide", "stype"),
    "jack": ("sch.wide", "stype"),
    "clus two": ("sch.wide", "comp.imp"),
    "post": ("sch.wide", "comp.imp"),
    "nhanes": ("HI_CHOL", "race"),
    "desks": ("resupply", "sector"),
    "weighted": ("resupply", "sector"),
    "weighted overall": ("overall", "sector"),
}


def table_columns(words: list[str]) -> tuple[str, str]:
    return TABLES.get(" ".join(words[:2])) or TABLES[words[0]]


@pytest.mark.parametrize("counted", [False, True], ids=["rows", "cells"])
@pytest.mark.parametrize("name", cases("chi"))
def test_chi_square_tests_equal_r(name: str, counted: bool) -> None:
    words, expected = name.split()[1:], CASES[name]
    design = design_of(words[0], counted=counted)
    found = chi_square_test(design, *table_columns(words), method=words[-1], where=where_of(design, name))
    assert found.statistic == pytest.approx(expected["statistic"], rel=1e-8)
    # R looks for the saddlepoint to eight digits only
    assert found.p == pytest.approx(expected["p"], rel=1e-6 if words[-1] == "saddlepoint" else 1e-7)
    if expected.get("dof"):
        dof = expected["dof"] if isinstance(expected["dof"], list) else [expected["dof"]]
        assert [one for one in (found.dof, found.dof2) if one is not None] == pytest.approx(dof, rel=1e-8)


@pytest.mark.parametrize("name", cases("table"))
def test_tables_of_chi_square_tests_equal_r(name: str) -> None:
    words, expected = name.split()[1:], CASES[name]
    design = design_of(words[0])
    table = chi_square_test(design, *table_columns(words), where=where_of(design, name)).table
    assert [cell.share for cell in table] == pytest.approx(expected["share"], rel=1e-8)
    assert [cell.se for cell in table] == pytest.approx(expected["se"], rel=1e-8)
    assert (
        sum(cell.n for cell in table) == chi_square_test(design, *table_columns(words), where=where_of(design, name)).n
    )


@pytest.mark.parametrize("name", ["chi strat", "chi clus two", "chi nhanes", "chi weighted", "chi weighted overall"])
def test_the_limiting_distribution_lies_near_its_saddlepoint(name: str) -> None:
    words = name.split()[1:]
    design = design_of(words[0])
    exact, near = (chi_square_test(design, *table_columns(words), method=m) for m in ("lincom", "saddlepoint"))
    assert exact.statistic == near.statistic
    assert exact.p == pytest.approx(near.p, rel=0.15)


FITS: dict[str, tuple[str, dict[Any, float]]] = {
    "strat": ("sch.wide", {"No": 0.2, "Yes": 0.8}),
    "clus": ("stype", {"E": 0.6, "H": 0.2, "M": 0.2}),
    "nhanes": ("race", {1: 3, 2: 10, 3: 2, 4: 1}),
    "weighted": ("overall", {1: 1, 2: 2, 3: 6, 4: 7, 5: 5}),
    "weighted resupply": ("resupply", {0: 0.7, 1: 0.3}),
}


@pytest.mark.parametrize("name", cases("fit"))
def test_fit_tests_equal_r(name: str) -> None:
    words, expected = name.split()[1:], CASES[name]
    found = fit_test(design_of(words[0]), *FITS[" ".join(words)])
    assert found.statistic == pytest.approx(expected["statistic"], rel=1e-8)
    assert [found.scale, found.dof] == pytest.approx(expected["parameter"], rel=1e-8)
    assert found.p == pytest.approx(expected["p"], rel=1e-7)


RANKS = {
    "strat two": ("ell", "comp.imp"),
    "strat three": ("ell", "stype"),
    "clus two": ("ell", "comp.imp"),
    "clus three": ("api00", "stype"),
    "jack two": ("ell", "comp.imp"),
    "post two": ("ell", "comp.imp"),
    "post three": ("ell", "stype"),
    "nhanes two": ("HI_CHOL", "RIAGENDR"),
    "nhanes four": ("HI_CHOL", "race"),
    "desks two": ("overall", "resupply"),
    "desks three": ("overall", "sector"),
    "desks domain": ("minutes", "sector"),
    "weighted two": ("overall", "resupply"),
    "weighted domain": ("minutes", "sector"),
}


@pytest.mark.parametrize("name", cases("rank"))
def test_rank_tests_in_the_order_of_the_rows_equal_r(name: str) -> None:
    words, expected = name.split()[1:], CASES[name]
    design = design_of(words[0])
    item, by = RANKS[" ".join(words[:2])]
    found = rank_test(design, item, by, method=words[2], ties="row_order", where=where_of(design, name))
    assert found.statistic == pytest.approx(expected["statistic"], rel=1e-7)
    assert found.p == pytest.approx(expected["p"], rel=1e-7)
    assert [found.dof] if found.dof2 is None else [found.dof, found.dof2] == pytest.approx(expected["dof"])
    if "estimate" in expected:
        assert found.differences[0] == pytest.approx(expected["estimate"], rel=1e-8)


@pytest.mark.parametrize("name", [name for name in cases("rank") if name.split()[1] in ("clus", "desks", "jack")])
@pytest.mark.parametrize("counted", [False, True], ids=["rows", "cells"])
def test_rank_tests_with_equal_weights_equal_r_whatever_the_order(name: str, counted: bool) -> None:
    words, expected = name.split()[1:], CASES[name]
    design = design_of(words[0], counted=counted)
    item, by = RANKS[" ".join(words[:2])]
    found = rank_test(design, item, by, method=words[2], where=where_of(design, name))
    assert found.statistic == pytest.approx(expected["statistic"], rel=1e-7)
    assert found.p == pytest.approx(expected["p"], rel=1e-7)


def test_adjusted_p_values_equal_r() -> None:
    expected = CASES["adjust"]
    assert adjust_p(expected["given"]) == pytest.approx(expected["holm"], rel=1e-14)
    assert adjust_p(expected["given"], method="bh") == pytest.approx(expected["bh"], rel=1e-14)


@pytest.mark.parametrize("counted", [False, True], ids=["rows", "cells"])
@pytest.mark.parametrize("name", ["desks", "weighted"])
def test_trends_equal_r(name: str, counted: bool) -> None:
    design = design_of(name, counted=counted)
    for method, case in (("linear", f"model {name} trend linear"), ("logit", f"model {name} trend logit")):
        expected, found = CASES[case], trend(design, "overall", "day", codes={4, 5}, method=method)
        assert found.slope == pytest.approx(expected["value"][1], rel=1e-8)
        assert found.se == pytest.approx(expected["se"][1], rel=1e-8)
        assert (found.dof, found.weeks) == (expected["dof"], 5)
        assert [found.ci_low, found.ci_high] == pytest.approx([expected["low"][1], expected["high"][1]], rel=1e-7)
        assert found.p == pytest.approx(expected["p"][1], rel=1e-7)
    weekly = trend(design, "overall", "day", codes={4, 5}, method="weekly")
    expected = CASES[f"weekly {name}"]
    assert [weekly.slope, weekly.se] == pytest.approx([expected["value"], expected["se"]], rel=1e-8)


def test_the_reference_says_which_r_made_it() -> None:
    assert MADE["r"].startswith("R version 4")
    assert MADE["survey"] == "4.1.1"
    assert np.isfinite(CASES["t strat two"]["p"])
