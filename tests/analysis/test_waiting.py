"""Waiting minutes: rounding, resampled intervals and the panel of figures."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from analysis import (
    DesignError,
    EmptyCellError,
    MethodError,
    SurveyDesign,
    felt_waiting,
    mean,
    poststratify,
    resampled_mean,
    rounding_bounds,
)


def skewed(psus: int = 60, seed: int = 1) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    rows = pd.DataFrame({"psu": np.repeat(np.arange(psus), 8), "unit": np.repeat(np.arange(psus) % 2, 8)})
    minutes = np.ceil(draw.gamma(1.5, 10, len(rows)) / 5) * 5
    return rows.assign(minutes=minutes, sector=draw.choice(["land", "tax"], len(rows)))


@pytest.mark.parametrize(
    ("minutes", "low", "high"), [(0, 0, 15), (30, 15, 45), (60, 45, 75), (10, 5, 15), (15, 12.5, 17.5), (7, 7, 7)]
)
def test_rounding_of_one_answer(minutes: float, low: float, high: float) -> None:
    assert rounding_bounds([minutes]) == (low, high)


@pytest.mark.parametrize("minutes", [[], [5, np.nan], [-5]])
def test_minutes_that_cannot_be_are_refused(minutes: list[float]) -> None:
    with pytest.raises(DesignError, match="none missing or below 0"):
        rounding_bounds(minutes)


def test_the_panel_of_one_domain() -> None:
    cells = pd.DataFrame({"minutes": [10, 20, 30, 60, None], "count": [40, 30, 20, 10, 9]})
    found = felt_waiting(SurveyDesign(cells, count="count"), "minutes", limit=25, domain=(("sector", "land"),))
    assert (found.mean.value, found.within.value, found.median.value, found.p90.value) == (22, 0.7, 20, 30)
    assert found.mean.method == "resampled"
    assert {one.domain for one in (found.mean, found.within, found.median, found.p90)} == {(("sector", "land"),)}
    assert {one.n for one in (found.mean, found.within, found.median, found.p90)} == {100}


def test_a_domain_without_minutes_is_refused() -> None:
    with pytest.raises(EmptyCellError):
        felt_waiting(SurveyDesign(pd.DataFrame({"minutes": [None, None]})), "minutes", limit=25)


def test_resampling_agrees_with_linearisation_on_many_psus() -> None:
    design = SurveyDesign(skewed(400), strata="unit", psu="psu")
    resampled, linear = resampled_mean(design, "minutes"), mean(design, "minutes")
    assert resampled.ci_high - resampled.ci_low == pytest.approx(linear.ci_high - linear.ci_low, rel=0.1)
    assert resampled.value == linear.value


def test_resampling_keeps_the_control_totals() -> None:
    rows = skewed(200)
    rows["minutes"] = np.where(rows["sector"] == "land", 60.0, 10.0)
    design = poststratify(SurveyDesign(rows, strata="unit", psu="psu"), "sector", {"land": 300, "tax": 700})
    found = resampled_mean(design, "minutes")
    assert (found.ci_low, found.ci_high) == pytest.approx((25, 25))


def test_resampling_is_the_same_for_rows_and_cells_in_any_order() -> None:
    rows = skewed(12)
    cells = rows.groupby(list(rows.columns), as_index=False).size().sample(frac=1, random_state=5)
    for options in ({"strata": "unit", "psu": "psu"}, {"strata": "unit"}):
        on_rows = resampled_mean(SurveyDesign(rows, **options), "minutes")
        on_cells = resampled_mean(SurveyDesign(cells, count="size", **options), "minutes")
        assert (on_rows.ci_low, on_rows.ci_high) == pytest.approx((on_cells.ci_low, on_cells.ci_high), rel=1e-12)


def test_rows_outside_the_poststrata_keep_their_weight_in_every_replicate() -> None:
    rows = skewed(40).assign(post="land")
    rows.loc[rows["sector"] == "tax", "post"] = None
    design = poststratify(SurveyDesign(rows, psu="psu"), "post", {"land": 200}, missing="keep")
    found = resampled_mean(design, "minutes")
    assert found.ci_low < found.value < found.ci_high


def test_lone_psus_are_drawn_together_and_a_single_one_stays() -> None:
    rows = pd.DataFrame({"unit": [1, 1, 2, 3], "psu": [1, 2, 3, 4], "minutes": [10.0, 20, 30, 60]})
    both = resampled_mean(SurveyDesign(rows, strata="unit", psu="psu", lone_psu="adjust"), "minutes")
    assert both.ci_low < both.value < both.ci_high
    one = resampled_mean(SurveyDesign(rows[:3], strata="unit", psu="psu", lone_psu="adjust"), "minutes")
    # unit 1 gives 10 twice or 20 twice, unit 2 always its 30
    assert (one.ci_low, one.ci_high) == pytest.approx((50 / 3, 70 / 3))


def test_too_few_replicates_are_refused() -> None:
    with pytest.raises(MethodError, match="got 20; expected at least 100"):
        resampled_mean(SurveyDesign(skewed(4)), "minutes", replicates=20)


def test_a_sector_resamples_as_if_the_other_sectors_were_not_asked() -> None:
    rows = skewed(60)
    design = poststratify(SurveyDesign(rows, strata="unit", psu="psu"), "sector", {"land": 300, "tax": 700})
    in_the_domain = resampled_mean(design, "minutes", where=design.cells["sector"] == "land")
    as_missing = design.cells["minutes"].where(design.cells["sector"] == "land")
    handed_over = resampled_mean(design, as_missing)
    assert (in_the_domain.ci_low, in_the_domain.ci_high) == (handed_over.ci_low, handed_over.ci_high)
    assert in_the_domain.ci_low < in_the_domain.value < in_the_domain.ci_high


def test_without_a_limit_everyone_waited_no_longer() -> None:
    design = SurveyDesign(pd.DataFrame({"minutes": [10, 20, 60], "count": [4, 3, 3]}), count="count")
    assert felt_waiting(design, "minutes", limit=math.inf, replicates=100).within.value == 1
