"""A second oracle: the Python package svy, whose figures and version reference/make_svy.py wrote down."""

from __future__ import annotations

import json
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis import Estimate, SurveyDesign, by_domain, mean, proportion, quantile, ratio, total

REFERENCE = Path(__file__).parent / "reference"
MADE: dict[str, Any] = json.loads((REFERENCE / "svy.json").read_text())
AS_HERE = {"logit": "logit", "beta": "beta", "korn-graubard": "truncated"}
OTHERWISE = {
    "median clus by stype": "half of the answers is reached exactly; svy then takes the next answer, R and we this one",
    "total desk": "a lone PSU's total is taken about the mean of all; R's adjust, which is ours, takes it about 0",
    "total desk by sector": "as total desk",
} | {case: "svy has another size and quantile than Wilson's" for case in MADE["cases"] if "wilson" in case}
"""Where svy means something else."""


@cache
def design_of(name: str) -> SurveyDesign:
    if name == "desk":
        days = pd.read_csv(REFERENCE / "desk_days.csv")
        psu = days["desk"] + " " + days["day"].astype(str)
        rows = days.assign(psu=psu, y=(days["overall"] >= 4).astype(int))
        return SurveyDesign(rows, strata="unit", psu="psu", lone_psu="adjust")
    rows = pd.read_csv(REFERENCE / {"strat": "apistrat.csv", "clus": "apiclus1.csv"}[name])
    rows = rows.assign(y=(rows["sch.wide"] == "Yes").astype(int))
    drawn = {"strata": "stype"} if name == "strat" else {"psu": "dnum"}
    return SurveyDesign(rows, weights="pw", fpc="fpc", **drawn)


def told(case: str) -> tuple[str, list[Estimate]]:
    """Return the kind of estimator and what ours says, whole or by domain."""
    what, _, by = case.partition(" by ")
    kind, *method, name = what.split()
    y, x = ("minutes", "y") if name == "desk" else ("api00", "enroll")
    estimators: dict[str, tuple[Any, ...]] = {
        "share": (proportion, "y", {1}),
        "mean": (mean, y),
        "total": (total, y),
        "ratio": (ratio, y, x),
        "median": (quantile, y, 0.5),
    }
    estimator, *arguments = estimators[kind]
    options = {"method": AS_HERE[method[0]]} if method else {}
    if by:
        return kind, by_domain(estimator, design_of(name), by, *arguments, **options)
    return kind, [partial(estimator, **options)(design_of(name), *arguments)]


@pytest.mark.parametrize("case", [case for case in MADE["cases"] if case not in OTHERWISE])
def test_svy_says_the_same(case: str) -> None:
    (kind, found), expected = told(case), MADE["cases"][case]
    assert ["/".join(label for _, label in one.domain) or "all" for one in found] == sorted(expected)
    for one, wanted in zip(found, [expected[name] for name in sorted(expected)], strict=True):
        assert one.value == pytest.approx(wanted["value"], rel=1e-8)
        assert one.se == pytest.approx(wanted["se"], rel=1e-8)
        assert one.dof == wanted["dof"]
        assert [one.ci_low, one.ci_high] == pytest.approx([wanted["low"], wanted["high"]], rel=1e-7)
        if kind != "median":
            assert one.deff == pytest.approx(wanted["deff"], rel=1e-8)


def test_the_reference_says_which_svy_made_it() -> None:
    assert MADE["svy"] == "0.35.0"
