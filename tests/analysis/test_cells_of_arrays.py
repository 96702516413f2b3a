"""Cells without pandas, and cells whose answers have unequal weights."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import (
    DesignError,
    Estimate,
    MethodError,
    SurveyDesign,
    by_domain,
    mean,
    poststratify,
    proportion,
    quantile,
    ratio,
    resampled_mean,
    total,
)  # fmt: skip

ROWS = 400


def rows() -> pd.DataFrame:
    draw = np.random.default_rng(7)
    return pd.DataFrame(
        {
            "stratum": draw.choice(["a", "b", "c"], ROWS),
            "sector": draw.choice(["land", "tax"], ROWS),
            "satisfied": draw.integers(0, 2, ROWS),
            "w": draw.uniform(0.5, 9, ROWS),
        }
    ).assign(size=lambda table: table["stratum"].map({"a": 900, "b": 800, "c": 1000}))


def cells() -> dict[str, Any]:
    keys = ["stratum", "sector", "satisfied", "size"]
    table = rows().assign(w2=lambda one: one["w"] ** 2).groupby(keys, as_index=False)
    table = table.agg(count=("w", "size"), w=("w", "mean"), w2=("w2", "mean"))
    return {name: table[name].to_numpy() for name in table}


def same(left: list[Estimate], right: list[Estimate]) -> None:
    for one, other in zip(left, right, strict=True):
        for name in ("value", "se", "ci_low", "ci_high", "deff", "kish_deff", "n", "psus", "dof"):
            assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-10), name
        assert one.domain == other.domain


@pytest.mark.parametrize("fpc", [None, "size"])
@pytest.mark.parametrize("is_poststratified", [False, True])
def test_mean_and_mean_square_of_the_weights_of_a_cell_tell_what_its_rows_do(
    fpc: str | None, is_poststratified: bool
) -> None:
    on_rows = SurveyDesign(rows(), strata="stratum", weights="w", fpc=fpc)
    on_cells = SurveyDesign(cells(), strata="stratum", weights="w", weight_squares="w2", count="count", fpc=fpc)
    if is_poststratified:
        totals = {"land": 1000, "tax": 1700}
        on_rows, on_cells = poststratify(on_rows, "sector", totals), poststratify(on_cells, "sector", totals)
    same(
        by_domain(proportion, on_cells, "sector", "satisfied", {1}),
        by_domain(proportion, on_rows, "sector", "satisfied", {1}),
    )
    same([mean(on_cells, "satisfied")], [mean(on_rows, "satisfied")])
    same([total(on_cells, "satisfied")], [total(on_rows, "satisfied")])


def test_arrays_and_a_data_frame_give_the_same() -> None:
    table = rows()
    arrays = {name: table[name].to_numpy(dtype=object if table[name].dtype == "str" else None) for name in table}
    arrays["satisfied"] = np.ma.masked_array(arrays["satisfied"], mask=table["w"] > 8)
    frame = table.assign(satisfied=table["satisfied"].where(table["w"] <= 8))
    one, other = (SurveyDesign(data, strata="stratum", weights="w") for data in (arrays, frame))
    for estimator in (mean, total):
        same(by_domain(estimator, one, ["stratum", "sector"], "satisfied"),
             by_domain(estimator, other, ["stratum", "sector"], "satisfied"))  # fmt: skip
    same([mean(one, "satisfied", scores={0: 0, 1: 100})], [mean(other, "satisfied", scores={0: 0, 1: 100})])
    same([proportion(one, "sector", {"tax"}, valid={"tax", "land"})], [proportion(other, "sector", ["tax"])])
    same([quantile(one, "w", 0.5)], [quantile(other, "w", 0.5)])


def test_none_is_missing_in_an_array() -> None:
    design = SurveyDesign({"y": np.array([1, None, 0, 1], dtype=object), "sector": np.array(["a", "b", None, "a"])})
    assert (mean(design, "y").n, proportion(design, "y", {1}).n) == (3, 3)
    assert [found.n for found in by_domain(mean, design, "sector", "y")] == [2]


def test_the_engine_runs_without_loading_pandas() -> None:
    script = (
        "import sys, numpy as np, analysis as a\n"
        "cells = {'s': np.array(['x', 'y'] * 9), 'y': np.arange(18) % 3, 'n': np.full(18, 4)}\n"
        "design = a.poststratify(a.SurveyDesign(cells, count='n', strata='s'), 's', {'x': 90, 'y': 70})\n"
        "assert len(a.by_domain(a.proportion, design, 's', 'y', {1})) == 2\n"
        "assert not {'pandas', 'statsmodels', 'scipy.stats'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        ({"sector": np.array(["land"])}, {}, "cells: columns of different lengths .*give each column one value a row"),
        ({"stratum": np.array(["a", 1] * 6, dtype=object)}, {"strata": "stratum"}, "mixes kinds of labels"),
        ({}, {"weight_squares": "w2"}, "weight_squares: given without weights"),
        ({"w2": np.full(12, 1e-3)}, {"weights": "w", "weight_squares": "w2"}, "row 0.*smaller than the square of the"),
    ],
)
def test_unusable_arrays_are_refused(change: dict[str, Any], options: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError, match=message):
        SurveyDesign(cells() | change, count="count", **options)


def test_a_mapping_without_rows_is_refused() -> None:
    with pytest.raises(DesignError, match="no rows"):
        SurveyDesign({})


def test_cells_of_unequal_weights_cannot_be_resampled() -> None:
    design = SurveyDesign(cells(), count="count", weights="w", weight_squares="w2")
    with pytest.raises(MethodError, match="unequal weights cannot be drawn from; give rows"):
        resampled_mean(design, "satisfied")


def test_a_ratio_needs_a_denominator_that_is_not_nothing() -> None:
    design = SurveyDesign({"y": np.ones(4), "x": np.array([1.0, -1, 2, -2])})
    with pytest.raises(DesignError, match="ratio 'y/x': the denominator adds up to 0"):
        ratio(design, "y", "x")
