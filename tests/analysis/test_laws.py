"""Laws that hold for any sample."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import Estimate, SurveyDesign, kish_deff, mean, poststratify, proportion, quantile, total

ROW = st.tuples(
    st.sampled_from("AB"), st.integers(0, 3), st.sampled_from("xy"), st.sampled_from([1.0, 2.5]),
    st.sampled_from([1, 2, 3, 4, 5, None]), st.integers(1, 4),
)  # fmt: skip


@st.composite
def samples(draw: st.DrawFn) -> pd.DataFrame:
    """Cells of two strata with two PSUs each at least, and one valid answer."""
    sure = [("A", 0, "x", 1.0, 5, 1), ("A", 1, "y", 1.0, 2, 1), ("B", 0, "x", 2.5, 4, 2), ("B", 1, "y", 1.0, 1, 1)]
    rows = sure + draw(st.lists(ROW, max_size=12))
    cells = pd.DataFrame(rows, columns=["unit", "day", "sector", "w", "overall", "count"])
    return cells.assign(psu=cells["unit"] + cells["day"].astype(str))


def every_estimate(design: SurveyDesign, where: Any = None) -> list[Estimate]:
    return [
        proportion(design, "overall", {4, 5}, where=where),
        mean(design, "overall", where=where),
        total(design, "overall", where=where),
        quantile(design, "overall", 0.5, where=where),
    ]


def numbers(estimates: list[Estimate]) -> list[float]:
    return [
        number
        for one in estimates
        for number in (one.value, one.se, one.ci_low, one.ci_high, one.deff, one.kish_deff, one.n, one.psus)
    ]


def same(left: list[Estimate], right: list[Estimate]) -> None:
    assert numbers(left) == pytest.approx(numbers(right), rel=1e-9, abs=1e-9)


DESIGN: dict[str, Any] = {"count": "count", "strata": "unit", "psu": "psu", "weights": "w"}


@settings(max_examples=30, deadline=None)
@given(samples(), st.booleans(), st.booleans())
def test_cells_equal_rows(cells: pd.DataFrame, has_psu: bool, is_weighted: bool) -> None:
    rows = cells.loc[cells.index.repeat(cells["count"])].reset_index(drop=True)
    options = DESIGN if has_psu else DESIGN | {"psu": None}
    on_cells, on_rows = SurveyDesign(cells, **options), SurveyDesign(rows, **(options | {"count": None}))
    if is_weighted:
        totals = {"x": 70.0, "y": 30.0}
        on_cells, on_rows = poststratify(on_cells, "sector", totals), poststratify(on_rows, "sector", totals)
    same(every_estimate(on_cells), every_estimate(on_rows))


@settings(max_examples=20, deadline=None)
@given(samples(), st.sampled_from([0.01, 7.0, 1e6]))
def test_scaling_the_weights_changes_no_mean(cells: pd.DataFrame, factor: float) -> None:
    scaled = SurveyDesign(cells.assign(w=cells["w"] * factor), **DESIGN)
    for one, other in zip(every_estimate(SurveyDesign(cells, **DESIGN)), every_estimate(scaled), strict=True):
        if one.measure != "total":
            same([one], [other])
        else:
            assert other.value == pytest.approx(one.value * factor)
            assert other.se == pytest.approx(one.se * factor)


@settings(max_examples=20, deadline=None)
@given(samples(), st.randoms())
def test_the_order_of_the_rows_never_matters(cells: pd.DataFrame, chance: Any) -> None:
    order = list(range(len(cells)))
    chance.shuffle(order)
    designs = (SurveyDesign(cells, **DESIGN), SurveyDesign(cells.iloc[order], **DESIGN))
    same(*(every_estimate(poststratify(design, "sector", {"x": 70, "y": 30})) for design in designs))


@settings(max_examples=20, deadline=None)
@given(samples(), st.floats(1, 1e6), st.floats(1, 1e6))
def test_poststratified_weights_sum_to_control_totals(cells: pd.DataFrame, first: float, second: float) -> None:
    design = poststratify(SurveyDesign(cells, **DESIGN), "sector", {"x": first, "y": second})
    sums = pd.Series(design.weight * design.counts).groupby(cells["sector"]).sum()
    assert sums.to_dict() == pytest.approx({"x": first, "y": second})


@settings(max_examples=10, deadline=None)
@given(samples())
def test_a_domain_that_is_everything_equals_the_whole(cells: pd.DataFrame) -> None:
    design = SurveyDesign(cells, **DESIGN)
    same(every_estimate(design), every_estimate(design, np.ones(len(cells), dtype=bool)))


@given(st.integers(1, 50), st.floats(0.1, 1e6))
def test_equal_weights_give_kish_one(n: int, weight: float) -> None:
    assert kish_deff(np.full(n, weight)) == pytest.approx(1)
