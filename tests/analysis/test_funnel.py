"""Funnel limits: by hand, against published heterogeneity, and overdispersion by name."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from analysis import DesignError, EmptyCellError, MethodError, mean_funnel, share_funnel

SHARES = [0.70, 0.75, 0.78, 0.80, 0.82, 0.85, 0.90, 0.60, 0.81, 0.79, 0.83]
ANSWERS = [200, 150, 300, 250, 400, 120, 180, 90, 500, 220, 310]


def test_limits_around_a_target_worked_by_hand() -> None:
    point = share_funnel([0.72], [400], target=0.8).points[0]
    # sigma √(0.8 · 0.2 / 400) = 0.02; 95 %: ± 1.959964 · 0.02; 99.8 %: ± 3.090232 · 0.02
    assert point.sigma == pytest.approx(0.02)
    assert point.z == pytest.approx(-4)
    assert (point.inner_low, point.inner_high) == pytest.approx((0.8 - 0.03919928, 0.8 + 0.03919928))
    assert (point.low, point.high, point.place) == (*map(pytest.approx, (0.8 - 0.06180465, 0.8 + 0.06180465)), "below")


def test_the_pooled_share_is_the_target_where_none_is_named() -> None:
    assert share_funnel([0.5, 0.8], [100, 300]).target == pytest.approx((50 + 240) / 400)
    assert mean_funnel([20.0, 30.0], [1.0, 2.0]).target == pytest.approx((20 + 30 / 4) / 1.25)


def test_exact_limits_stand_between_counts_of_the_binomial() -> None:
    # R of 10 at θ = 0.5: P(R ≤ 1) = 11/1024, P(R ≤ 2) = 56/1024 > 0.025, so r = 2 and
    # α = (56/1024 − 0.025) / (45/1024), limit (2 − α)/10
    point = share_funnel([0.5], [10], target=0.5, limits="exact").points[0]
    assert point.inner_low == pytest.approx((2 - (56 / 1024 - 0.025) / (45 / 1024)) / 10)
    # P(R ≤ 7) = 968/1024, P(R ≤ 8) = 1013/1024 > 0.975: r = 8
    assert point.inner_high == pytest.approx((8 - (1013 / 1024 - 0.975) / (45 / 1024)) / 10)


def test_exact_limits_of_few_answers_stay_between_nobody_and_everybody() -> None:
    point = share_funnel([1.0], [3], target=0.9, limits="exact").points[0]
    assert 0 <= point.low < point.high <= 1  # type: ignore[operator]
    large = share_funnel([0.8], [40000], target=0.8, limits="exact").points[0]
    normal = share_funnel([0.8], [40000], target=0.8).points[0]
    assert (large.low, large.high) == pytest.approx((normal.low, normal.high), abs=2e-4)


def test_the_bcg_trials_have_the_heterogeneity_that_is_published() -> None:
    # Colditz et al. (1994), thirteen trials; log risk ratios have Q = 152.2330 and DerSimonian–Laird τ² = 0.3088
    # in Viechtbauer (2010), J. Stat. Softw. 36(3)
    ill = np.array([4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27])
    well = np.array([119, 300, 228, 13536, 5036, 1361, 2537, 87886, 7470, 1699, 50448, 2493, 16886])
    control_ill = np.array([11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29])
    control_well = np.array([128, 274, 209, 12619, 5761, 1079, 619, 87892, 7232, 1600, 27197, 2338, 17825])
    values = np.log(ill / (ill + well) * (control_ill + control_well) / control_ill)
    variance = 1 / ill - 1 / (ill + well) + 1 / control_ill - 1 / (control_ill + control_well)
    found = mean_funnel(values, np.sqrt(variance), overdispersion="additive", winsorise=0)
    assert 13 * found.phi == pytest.approx(152.2330, abs=5e-5)
    assert found.tau2 == pytest.approx(0.3088, abs=5e-5)
    point = found.points[0]
    reach = 1.959963985 * math.sqrt(variance[0] + found.tau2)
    assert (point.inner_low, point.inner_high) == pytest.approx((found.target - reach, found.target + reach))


def test_overdispersion_widens_the_limits_by_phi_after_winsorising() -> None:
    plain = share_funnel(SHARES, ANSWERS, target=0.8)
    z = np.array([point.z for point in plain.points], dtype=float)
    # eleven scores: the 10 % and 90 % quantiles are the second and the tenth, so one at each end is pulled in
    order = np.sort(z)
    pulled = np.clip(z, order[1], order[9])
    phi = (pulled**2).mean()
    found = share_funnel(SHARES, ANSWERS, target=0.8, overdispersion="multiplicative")
    assert found.phi == pytest.approx(phi)
    assert phi > 1
    for point, simple in zip(found.points, plain.points, strict=True):
        assert point.high - 0.8 == pytest.approx((simple.high - 0.8) * math.sqrt(phi))  # type: ignore[operator]
        assert point.z == pytest.approx(simple.z / math.sqrt(phi))  # type: ignore[operator]
    added = share_funnel(SHARES, ANSWERS, target=0.8, overdispersion="additive")
    weight = np.array(ANSWERS) / 0.16
    tau2 = (11 * phi - 10) / (weight.sum() - (weight**2).sum() / weight.sum())
    assert added.tau2 == pytest.approx(tau2)


def test_units_that_differ_less_than_chance_keep_their_limits() -> None:
    alike = [0.8, 0.801, 0.799, 0.8]
    for name in ("multiplicative", "additive"):
        found = share_funnel(alike, [100] * 4, target=0.8, overdispersion=name)
        assert found.phi < 1
        assert found.tau2 == 0
        assert found.points[0].high == pytest.approx(share_funnel(alike, [100] * 4, target=0.8).points[0].high)
    assert mean_funnel([30.0], [1.0], target=20.0, overdispersion="additive").tau2 == 0


def test_a_design_effect_counts_as_fewer_answers() -> None:
    designed = share_funnel([0.8, 0.7], [400, 200], target=0.8, deff=[2.0, 1.0]).points
    assert designed[0].low == pytest.approx(designed[1].low)


def test_a_unit_without_answers_is_a_gap() -> None:
    found = share_funnel([0.8, None, 0.0, 0.9], [100, 50, 0, 100], labels="abcd")
    assert [point.value for point in found.points] == [0.8, None, None, 0.9]
    assert found.points[1].place is None
    assert found.target == pytest.approx(0.85)
    assert mean_funnel([20.0, None], [1.0, None], target=20).points[1].low is None


def test_the_place_is_read_against_the_outer_limits() -> None:
    found = mean_funnel([25.0, 23.0, 15.0], [1.0, 1.0, 1.0], target=20.0)
    assert [point.place for point in found.points] == ["above", "inside", "below"]


@pytest.mark.parametrize(
    ("arguments", "options", "error", "message"),
    [
        (([80, 81], [9, 9]), {}, DesignError, "unit 1: share 80, answers 9, deff 1"),
        (([0.8], [-5]), {}, DesignError, "answers -5"),
        (([0.8], [5]), {"deff": 0.0}, DesignError, "deff 0"),
        (([None], [0]), {}, EmptyCellError, "no unit has answers"),
        (([1.0], [5]), {}, DesignError, r"target: 1\.0; expected a fraction between 0 and 1"),
        (([0.8], [5]), {"limits": "poisson"}, MethodError, "'poisson' are not known"),
        (([0.8], [5]), {"overdispersion": "x"}, MethodError, "'x' is not known"),
        (([0.8], [5]), {"winsorise": 0.5}, MethodError, "expected 0 ≤ winsorise < 0.5"),
        (([0.8], [5]), {"limits": "exact", "deff": 2.0}, MethodError, "simple random answers"),
        (([0.8], [5]), {"limits": "exact", "overdispersion": "additive"}, MethodError, "simple random answers"),
        (([0.8], [5.5]), {"limits": "exact"}, MethodError, "whole answers; got 5.5"),
        (([0.8], [5]), {"labels": ["a", "b"]}, DesignError, "labels: got 2; expected 1"),
        (([0.8, 0.7], [5]), {}, DesignError, "got 2, 1 and 1 numbers"),
        ((["x"], [5]), {}, DesignError, "expected numbers for each unit"),
    ],
)
def test_what_has_no_funnel_is_refused(
    arguments: tuple[Any, Any], options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        share_funnel(*arguments, **options)


def test_a_funnel_of_means_needs_standard_errors() -> None:
    with pytest.raises(DesignError, match=r"sigma: unit 2 is 0\.0"):
        mean_funnel([20.0, 21.0], [1.0, 0.0])
    with pytest.raises(EmptyCellError, match="no unit has a figure"):
        mean_funnel([None], [1.0])
    with pytest.raises(DesignError, match="target: got nan"):
        mean_funnel([20.0], [1.0], target=math.nan)
