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
