"""Answers missing within a domain: degrees of freedom and limits are R's, as reference/missing_answers.R wrote them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import SurveyDesign, by_domain, jointly, poststratify, proportion, t_test

REFERENCE = Path(__file__).parent / "reference"
MADE: dict[str, Any] = json.loads((REFERENCE / "missing_answers.json").read_text())
CASES: dict[str, dict[str, Any]] = MADE["cases"]
KINDS: dict[str, dict[str, Any]] = {"one": {"mu": 640}, "paired": {"minus": "api99"}, "two": {"between": "comp.imp"}}


@cache
def rows_of(name: str) -> pd.DataFrame:
    if name == "brewer":
        found = pd.read_csv(REFERENCE / "election_pps.csv")
        known = (found["Kerry"] > 0.4 * found["votes"]).astype(float)
        found = found.assign(y=known.mask(np.arange(1, len(found) + 1) % 6 == 0))
        return found.assign(part=found["area"] == 2)
    files = ("apiclus1.csv", "apiclus1_more.csv")
    found = pd.concat([pd.read_csv(REFERENCE / file) for file in files], axis=1)
    silent = found["dnum"].isin([61, 135]) | (np.arange(1, len(found) + 1) % 20 == 0)
    answer = found["api00"].astype(float).mask(silent)
    return found.assign(answer=answer, y=(answer > 640).astype(float).mask(silent), part=found["stype"] != "M")


@cache
def design_of(name: str, shape: str = "rows") -> SurveyDesign:
    rows, count = rows_of(name), None
    if shape == "cells":
        rows, count = rows.groupby(list(rows.columns), dropna=False, as_index=False).size(), "size"
    if name == "brewer":
        return SurveyDesign(rows, count=count, fpc="p", pps="brewer")
    design = SurveyDesign(rows, count=count, psu="dnum", weights="pw", fpc="fpc")
    return poststratify(design, "stype", {"E": 4421, "H": 755, "M": 1018}) if name == "post" else design


def cases(kind: str) -> list[str]:
    return [name for name in CASES if name.split()[0] == kind]


@pytest.mark.parametrize("case", cases("t"))
def test_t_tests_count_the_psus_that_r_counts(case: str) -> None:
    _, name, part, kind = case.split()
    design, expected = design_of(name), CASES[case]
    where = design.cells["part"] if part == "part" else None
    found = t_test(design, "answer", where=where, **KINDS[kind])
    assert found.dof == expected["dof"] == (11 if kind == "two" else 13)
    assert found.estimate - found.null == pytest.approx(expected["estimate"], rel=1e-8)
    assert found.statistic == pytest.approx(expected["statistic"], rel=1e-8)
    assert found.p == pytest.approx(expected["p"], rel=1e-7)
    assert [found.ci_low - found.null, found.ci_high - found.null] == pytest.approx(expected["ci"], rel=1e-7)


@pytest.mark.parametrize(
    ("case", "shape"),
    [(case, "rows") for case in cases("share")] + [(case, "cells") for case in cases("share") if "brewer" not in case],
)
@pytest.mark.parametrize("method", ["likelihood", "beta"])
def test_limits_of_shares_are_r_s(case: str, shape: str, method: str) -> None:
    _, name, part = case.split()
    design, expected = design_of(name, shape), CASES[case]
    where = design.cells["part"] if part == "part" else None
    for level, limits in ((0.95, expected["ci95"]), (0.8, expected["ci80"])):
        found = proportion(design, "y", {1}, where=where, method=method, level=level)
        assert found.value == pytest.approx(expected["value"], rel=1e-8)
        assert found.dof == expected["dof"]
        assert [found.ci_low, found.ci_high] == pytest.approx(limits[method], rel=1e-7)


@pytest.mark.parametrize("name", ["clus", "post", "brewer"])
def test_a_table_by_domain_has_the_limits_of_each_domain_alone(name: str) -> None:
    design = design_of(name)
    alone = proportion(design, "y", {1}, where=design.cells["part"], method="likelihood")
    one = by_domain(proportion, design, "part", "y", {1}, method="likelihood")[-1]
    assert (one.ci_low, one.ci_high) == (alone.ci_low, alone.ci_high)
    both = jointly(design, {"share": (proportion, "y", {1})}, by="part")
    assert both["True:share"].n == alone.n


def test_the_reference_says_which_r_made_it() -> None:
    assert MADE["r"].startswith("R version 4")
    assert MADE["survey"]
