"""Which designs PSUs can be drawn again from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import MethodError, ReplicateWeights, SurveyDesign, poststratify, proportion, rake, resampled_mean, trim

REFERENCE = Path(__file__).parent / "reference"


def schools() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "apistrat.csv")


@pytest.mark.parametrize(
    "options",
    [
        {"psu": ["dnum", "row"], "fpc": ["districts", "inside"], "weights": "pw"},
        {"fpc": "chance", "pps": "brewer"},
        {"weights": "pw", "replicates": ReplicateWeights(np.ones((200, 4)) + np.eye(200, 4), "JK1")},
    ],
)
def test_samples_drawn_otherwise_are_refused(options: dict[str, Any]) -> None:
    rows = schools().assign(row=range(200), districts=757, inside=1000, chance=0.1)
    with pytest.raises(MethodError, match="further stages, unequal probabilities or replicate weights"):
        resampled_mean(SurveyDesign(rows, **options), "api00")


def test_an_earlier_raking_is_done_again_too() -> None:
    rows = schools().assign(psu=np.arange(200) // 2)
    design = SurveyDesign(rows.assign(one=1), strata="one", psu="psu", weights="pw")
    raked = rake(design, {"stype": {"E": 4421, "H": 755, "M": 1018}, "comp.imp": {"Yes": 4000, "No": 2194}})
    both = poststratify(raked, "sch.wide", {"Yes": 5000, "No": 1194})
    alone = poststratify(design, "sch.wide", {"Yes": 5000, "No": 1194})
    found = resampled_mean(both, "api00", replicates=200)
    assert found.ci_low < found.value < found.ci_high
    assert found.value != pytest.approx(resampled_mean(alone, "api00", replicates=200).value, abs=1e-6)


def test_a_trimmed_design_leaves_its_domains_as_they_are() -> None:
    """R: trimWeights(d, upper = 35), svyciprop(method = "beta") of sch.wide among the high schools."""
    rows = schools()
    design = trim(SurveyDesign(rows, strata="stype", weights="pw", fpc="fpc"), upper=35)
    found = proportion(design, "sch.wide", {"Yes"}, where=rows["stype"] == "H")
    assert [found.ci_low, found.ci_high] == pytest.approx([0.3777083021, 0.6599553636], rel=1e-9)


def _units(*labels: str) -> SurveyDesign:
    """Answers of units with as many desk-days as the label has letters, each brought to its own total."""
    rows = [
        {
            "unit": label,
            "desk_day": f"{label}{day}",
            "minutes": 5.0 * (1 + (day * 7 + len(label)) % 9),
            "count": 3 + day,
        }
        for label in labels
        for day in range(len(label))
    ]
    design = SurveyDesign(pd.DataFrame(rows), count="count", strata="unit", psu="desk_day", lone_psu="adjust")
    return poststratify(design, "unit", {label: 100.0 * len(label) for label in labels})


@pytest.mark.parametrize(
    ("asked", "with_strangers", "alone"),
    [("aaaaa", ("aaaaa", "bbbb", "c", "dddd"), ("aaaaa",)), ("c", ("aaaaa", "c", "d"), ("c", "d"))],
)
def test_units_that_are_not_asked_for_change_no_draw(
    asked: str, with_strangers: tuple[str, ...], alone: tuple[str, ...]
) -> None:
    limits = []
    for labels in (with_strangers, alone):
        design = _units(*labels)
        found = resampled_mean(design, "minutes", where=(design.cells["unit"] == asked).to_numpy(), replicates=100)
        limits.append((found.value, found.ci_low, found.ci_high))
    assert limits[0] == limits[1]
