"""Drivers of satisfaction: importance beside performance, and what is left out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import (
    DesignError,
    EmptyCellError,
    MethodError,
    SurveyDesign,
    by_domain,
    drivers,
    linear_regression,
    logistic_regression,
    mean,
    proportion,
    proportional_odds,
)

SCORES = {1: 0, 2: 25, 3: 50, 4: 75, 5: 100}
FACTORS = ["staff", "place", "online"]


def answers() -> pd.DataFrame:
    """Answers of forty desk-days: the overall one follows staff, place less, online hardly."""
    draw = np.random.default_rng(7)
    n = 800
    day = draw.integers(0, 40, n)
    mood = draw.normal(0, 0.3, 40)[day]
    staff, place, online = (np.clip(np.rint(draw.normal(m, 1, n) + mood), 1, 5) for m in (3.4, 4.0, 3.0))
    pull = 0.9 * staff + 0.4 * place + 0.05 * online + draw.normal(0, 0.8, n)
    overall = np.clip(np.rint(pull - 1.2), 1, 5)
    rows = pd.DataFrame({"day": day, "overall": overall, "staff": staff, "place": place, "online": online})
    rows.loc[::9, "online"] = np.nan
    rows.loc[::50, "staff"] = 9
    return rows.assign(unit=np.where(day < 20, "A", "B"), weight=1.0 + (day % 3))


def design_of(rows: pd.DataFrame) -> SurveyDesign:
    return SurveyDesign(rows, strata="unit", psu="day", weights="weight")


ROWS = answers()
DESIGN = design_of(ROWS)
COMPLETE = (ROWS["staff"] <= 5) & ROWS["online"].notna()


def test_importance_is_that_of_the_joint_model_and_of_each_factor_alone() -> None:
    found = drivers(DESIGN, "overall", FACTORS)
    joint = proportional_odds(DESIGN, "overall", FACTORS, where=COMPLETE)
    for one, coefficient, odds in zip(found.drivers, joint.coefficients, joint.odds_ratios(), strict=True):
        assert (one.joint.coefficient, one.joint.se) == pytest.approx((coefficient.value, coefficient.se))
        assert (one.joint.odds_ratio, one.joint.odds_low, one.joint.odds_high) == pytest.approx(
            (odds.value, odds.ci_low, odds.ci_high)
        )
        alone = proportional_odds(DESIGN, "overall", [one.factor], where=COMPLETE).coefficients[0]
        assert (one.alone.coefficient, one.alone.p) == pytest.approx((alone.value, alone.p))
    assert found.regression.dof == joint.dof


def test_the_standardised_importance_is_per_standard_deviation() -> None:
    one = drivers(DESIGN, "overall", FACTORS).drivers[0]
    kept = ROWS[COMPLETE]
    centre = np.average(kept["staff"], weights=kept["weight"])
    sd = np.sqrt(np.average((kept["staff"] - centre) ** 2, weights=kept["weight"]))
    assert one.joint.standardised == pytest.approx(one.joint.coefficient * sd)
    assert one.joint.standardised_low < one.joint.standardised < one.joint.standardised_high


def test_performance_rests_on_all_who_answered_the_factor() -> None:
    found = drivers(DESIGN, "overall", FACTORS)
    staff = found.drivers[0]
    assert staff.performance == mean(DESIGN, "staff", scores=SCORES)
    assert staff.satisfied == proportion(DESIGN, "staff", {4, 5}, valid=[1, 2, 3, 4, 5])
    assert (found.n, found.incomplete) == (COMPLETE.sum(), (~COMPLETE).sum())


def test_quadrants_part_factors_at_the_means() -> None:
    found = drivers(DESIGN, "overall", FACTORS)
    assert [one.quadrant for one in found.drivers] == ["focus", "possible_overkill", "low_priority"]
    assert found.performance_cut == pytest.approx(np.mean([one.performance.value for one in found.drivers]))
    assert found.importance_cut == pytest.approx(np.mean([one.joint.standardised for one in found.drivers]))
    alone = drivers(DESIGN, "overall", FACTORS, importance="alone")
    assert alone.importance_cut == pytest.approx(np.mean([one.alone.standardised for one in alone.drivers]))
    assert drivers(DESIGN, "overall", ["staff"]).drivers[0].quadrant == "keep"


def test_the_logistic_model_is_of_being_satisfied_and_the_linear_one_of_the_score() -> None:
    logistic = drivers(DESIGN, "overall", FACTORS, model="logistic").drivers[1].joint
    by_hand = logistic_regression(DESIGN, "overall", FACTORS, codes={4, 5}, where=COMPLETE).coefficients[2]
    assert (logistic.coefficient, logistic.se) == pytest.approx((by_hand.value, by_hand.se))
    linear = drivers(DESIGN, "overall", FACTORS, model="linear").drivers[1].joint
    score = linear_regression(DESIGN, "overall", FACTORS, scores=SCORES, where=COMPLETE).coefficients[2]
    assert (linear.coefficient, linear.odds_ratio) == (pytest.approx(score.value), None)


def test_drivers_of_a_domain_keep_the_design() -> None:
    where = ROWS["unit"] == "A"
    found = drivers(DESIGN, "overall", ["staff", "place"], where=where)
    joint = proportional_odds(DESIGN, "overall", ["staff", "place"], where=where & (ROWS["staff"] <= 5))
    assert found.drivers[0].joint.se == pytest.approx(joint.coefficients[0].se)
    units: list[Any] = by_domain(drivers, DESIGN, "unit", "overall", ["staff", "place"])
    assert units[0].drivers[0].joint.se == found.drivers[0].joint.se
    assert units[1].domain == (("unit", "B"),)


def test_drivers_on_cells_equal_drivers_on_rows() -> None:
    cells = ROWS.groupby(list(ROWS.columns), dropna=False, as_index=False).size()
    counted = SurveyDesign(cells, count="size", strata="unit", psu="day", weights="weight")
    for one, other in zip(
        drivers(counted, "overall", FACTORS).drivers, drivers(DESIGN, "overall", FACTORS).drivers, strict=True
    ):
        assert (one.joint.coefficient, one.joint.se, one.alone.standardised, one.performance.se) == pytest.approx(
            (other.joint.coefficient, other.joint.se, other.alone.standardised, other.performance.se), rel=1e-9
        )


def test_a_factor_nobody_answered_or_that_does_not_vary_is_left_out_and_said() -> None:
    design = design_of(ROWS.assign(silent=np.nan, same=4))
    found = drivers(design, "overall", ["silent", *FACTORS, "same"])
    assert found.left_out == (("silent", "no_answers"), ("same", "no_variation"))
    assert [one.factor for one in found.drivers] == FACTORS
    assert found.n == COMPLETE.sum()


REFUSED: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"model": "forest"}, MethodError, "model 'forest' is not known"),
    ({"importance": "both"}, MethodError, "importance 'both' is not known"),
    ({"scores": {1: 0}}, DesignError, "two codes or more"),
    ({"factors": "staff"}, DesignError, "expected a list of different columns"),
    ({"factors": ["staff", "staff"]}, DesignError, "expected a list of different columns"),
    ({"factors": ["silent"]}, EmptyCellError, "no answer in the domain"),
    ({"factors": ["same"]}, DesignError, "none varies"),
    ({"factors": ["odd", "even"]}, EmptyCellError, r"all of \['odd', 'even'\]"),
    ({"factors": ["staff", "copy"]}, DesignError, "'copy' is a combination"),
]


@pytest.mark.parametrize(("asked", "error", "says"), REFUSED)
def test_drivers_refuse(asked: dict[str, Any], error: type[Exception], says: str) -> None:
    place = np.arange(len(ROWS))
    odd, even = (ROWS["place"].where(place % 2 == left) for left in (1, 0))
    design = design_of(ROWS.assign(silent=np.nan, same=4, odd=odd, even=even, copy=ROWS["staff"]))
    with pytest.raises(error, match=says):
        drivers(design, "overall", **({"factors": FACTORS} | asked))
