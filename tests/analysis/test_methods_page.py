"""docs/methods.md runs, and names every public function."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import analysis

PAGE = Path(__file__).parents[2] / "docs" / "methods.md"
VALUES_AND_ERRORS = {
    "Acquiescence", "Allocation", "Alpha", "AnalysisError", "Bounds", "BoundsInterval", "Change", "ChartPoint",
    "ChiSquareTest", "Coefficient", "Contrast", "ControlBand", "ControlChart", "DesignError", "DidNotConverge",
    "Driver", "Drivers", "EmptyCellError", "Estimate", "FamilyFit", "FitBin", "FitTest", "Funnel", "FunnelPoint",
    "Heap", "Heaping", "Importance", "ItemLoading", "ItemNonresponse", "ItemReliability", "Joint", "MethodError",
    "OfficeWeek", "Omega", "Outlier", "Phase", "PostStratification", "RankTest", "Regression", "RunRule",
    "SampleSize", "SensitivityCell", "ShareOver", "Silence", "SmallSampleWarning", "StraightLining", "TTest",
    "TableCell", "TierGap", "Ties", "Trend", "Verdict", "Waiting", "WaitingFit", "WaldTest", "WeekSign",
    "WeekSpreads", "WeekTally", "WeightedSample",
}  # fmt: skip


def test_every_example_on_the_page_gives_what_it_says() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert found.failed == 0
    assert found.attempted > 20


@pytest.mark.parametrize("name", sorted(set(analysis.__all__) - VALUES_AND_ERRORS))
def test_every_function_has_its_place_on_the_page(name: str) -> None:
    assert re.search(rf"\b{name}\b", PAGE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("method", analysis.INTERVALS)
def test_every_interval_has_its_formula_on_the_page(method: str) -> None:
    assert f"| `{method}` |" in PAGE.read_text(encoding="utf-8")
