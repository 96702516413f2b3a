"""Every interval at the edges: nobody, everyone, one answer; the likelihood by its own equation; refusals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri, stdtrit
from scipy.stats import chi2
from statsmodels.stats.proportion import proportion_confint

from analysis import INTERVALS, AnalysisError, Estimate, MethodError, SurveyDesign, mean, proportion, total
from analysis.estimation.intervals import Evidence, interval, normal_quantile, t_quantile
from analysis.estimation.profile_likelihood import cubic_spline, divergence, exact_limits, gridded_limits


def share_of(yes: int, no: int, method: str, **options: Any) -> Estimate:
    counts = np.array([yes, no])
    cells = {"y": np.array([1, 0])[counts > 0], "count": counts[counts > 0]}
    return proportion(SurveyDesign(cells, count="count", lone_psu="adjust"), "y", {1}, method=method, **options)


REFUSES_THE_EDGE = {"logit", "xlogit"}
HAS_NO_WIDTH_THERE = {"mean", "linear"}


@pytest.mark.parametrize("n", [1, 2, 30])
@pytest.mark.parametrize("share", [0, 1])
@pytest.mark.parametrize("method", INTERVALS)
def test_at_nobody_and_everyone_each_interval_answers_or_says_why_not(method: str, share: int, n: int) -> None:
    if method in REFUSES_THE_EDGE:
        with pytest.raises(MethodError, match=f"a share of {share} has no finite log-odds"):
            share_of(n * share, n * (1 - share), method)
        return
    found = share_of(n * share, n * (1 - share), method)
    assert np.isfinite([found.se, found.ci_low, found.ci_high, found.deff, found.n_eff]).all()
    assert found.ci_low <= share <= found.ci_high
    assert 0 <= found.ci_low <= found.ci_high <= 1
    assert (found.ci_high > found.ci_low) == (method not in HAS_NO_WIDTH_THERE)


@pytest.mark.parametrize("estimator", [mean, total])
def test_one_answer_has_a_mean_and_a_total_without_nan(estimator: Any) -> None:
    found = estimator(SurveyDesign({"y": np.array([3.0])}, lone_psu="adjust"), "y")
    numbers = [found.se, found.ci_low, found.ci_high, found.deff, found.n_eff, found.cv, found.dof]
    assert np.isfinite(numbers).all()


@pytest.mark.parametrize(("yes", "no"), [(150, 50), (3, 27), (199, 1)])
def test_beta_wilson_and_truncated_are_those_of_statsmodels_on_their_size(yes: int, no: int) -> None:
    n = yes + no
    for method, name, size in (("beta", "beta", n - 1), ("truncated", "beta", n - 1), ("wilson", "wilson", n)):
        found = share_of(yes, no, method)
        wanted = proportion_confint(yes / n * size, size, method=name)
        assert [found.ci_low, found.ci_high] == pytest.approx(wanted, rel=1e-9)


def test_truncated_gives_no_more_than_the_answers_and_beta_does() -> None:
    cells = {"y": np.array([1, 0] * 4), "count": np.array([9, 1] * 4), "psu": np.repeat(np.arange(4), 2)}
    even = SurveyDesign(cells | {"count": np.array([9, 1, 8, 2, 9, 1, 9, 1])}, count="count", psu="psu")
    narrow, wide = (proportion(even, "y", {1}, method=method) for method in ("beta", "truncated"))
    assert narrow.deff < 0.5
    assert wide.ci_low < narrow.ci_low
    assert (wide.ci_low, wide.ci_high) == pytest.approx(proportion_confint(35, 40, method="beta"), rel=1e-9)
    assert interval(Evidence(0.5, 0.05, 100, 9, 100), 0.95, "truncated", share=True) == interval(
        Evidence(0.5, 0.05, 100, 9, 100), 0.95, "beta", share=True
    )


def test_seven_of_eleven_on_even_desk_days_has_the_interval_of_eleven_answers() -> None:
    """R: binom.test(7, 11)$conf.int is 0.3079, 0.8907; deff and n* by hand, V = 5/4 (3·3² + 1² + 8²) / 11⁴."""
    days = {"yes": [1, 1, 1, 2, 2], "no": [1, 1, 1, 1, 0]}
    rows = [(day, y, n) for y, side in ((1, "yes"), (0, "no")) for day, n in enumerate(days[side]) if n]
    day, y, count = (np.array(column) for column in zip(*rows, strict=True))
    design = SurveyDesign({"day": day, "y": y, "count": count}, count="count", psu="day")
    free, held = (proportion(design, "y", {1}, method=method) for method in ("beta", "truncated"))
    variance = 1.25 * (3 * 9 + 1 + 64) / 11**4
    assert free.se**2 == pytest.approx(variance)
    assert free.deff == pytest.approx(variance * 10 / (28 / 121))
    trials = 28 / 121 / variance * (stdtrit(10, 0.975) / stdtrit(4, 0.975)) ** 2
    assert trials > 11
    assert (free.ci_low, free.ci_high) == pytest.approx(
        proportion_confint(trials * 7 / 11, trials, method="beta"), rel=1e-9
    )
    assert (round(held.ci_low, 4), round(held.ci_high, 4)) == (0.3079, 0.8907)
    assert free.ci_high < 0.85 < held.ci_high


@pytest.mark.parametrize("share", [0.2, 0.5, 0.97])
def test_the_profile_falls_by_half_the_chi_square_at_both_ends(share: float) -> None:
    n, many = 400, 10**9
    evidence = Evidence(share, math.sqrt(share * (1 - share) / n), n, many, n)
    for end in interval(evidence, 0.95, "profile", share=True):
        assert 2 * n * divergence(share, end) == pytest.approx(chi2.ppf(0.95, 1), rel=1e-6)


def test_the_profile_of_everyone_is_the_root_of_the_tail() -> None:
    assert exact_limits(1.0, 2.0) == (pytest.approx(math.exp(-2)), 1.0)
    assert exact_limits(0.0, 2.0) == (0.0, pytest.approx(1 - math.exp(-2)))


def test_the_grid_of_r_comes_close_to_the_profile_and_gives_way_where_it_is_too_short() -> None:
    found, exact = share_of(150, 50, "likelihood"), share_of(150, 50, "profile")
    assert found.ci_low == pytest.approx(exact.ci_low, rel=1e-4)
    assert gridded_limits(0.5, 0.4, 1.0, 12.7, 10**6) is None
    assert gridded_limits(0.5, 0.001, 1.0, 4.0, 100) is None
    assert gridded_limits(0.5, 0.5, 1.0, 12.7, 1) is None
    wide = interval(Evidence(0.5, 0.4, 2, 1, 10**6), 0.95, "likelihood", share=True)
    assert wide == interval(Evidence(0.5, 0.4, 2, 1, 10**6), 0.95, "profile", share=True)


def test_the_spline_is_exact_for_a_cubic_and_a_parabola_through_three_points() -> None:
    x, at = np.array([-2.0, -1.0, 0.5, 2.0, 3.0]), np.linspace(-2, 3, 7)
    assert cubic_spline(x, x**3 - x, at) == pytest.approx(at**3 - at)
    assert cubic_spline(x[:3], x[:3] ** 2, at[:3]) == pytest.approx(at[:3] ** 2)


@pytest.mark.parametrize("method", ["exact", "Wilson", ""])
def test_an_unknown_interval_lists_those_there_are(method: str) -> None:
    with pytest.raises(MethodError, match=r"choose one of \['beta', 'wilson', 'truncated', 'logit', 'xlogit'"):
        share_of(3, 4, method)


@pytest.mark.parametrize("level", [0, 1, 95, -0.5, math.nan])
@pytest.mark.parametrize("method", INTERVALS)
def test_a_level_that_is_no_share_is_refused(method: str, level: float) -> None:
    with pytest.raises(AnalysisError, match=r"write 0\.95 for 95 %"):
        share_of(3, 4, method, level=level)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.99, 0.9999])
@pytest.mark.parametrize("dof", [1, 7.5, 999.9, 1000, 1234.5, 1e5, 1e9])
def test_quantiles_are_those_of_scipy_on_both_sides_of_the_expansion(level: float, dof: float) -> None:
    assert t_quantile(level, dof) == pytest.approx(float(stdtrit(dof, (1 + level) / 2)), rel=1e-12)
    assert normal_quantile(level) == pytest.approx(float(ndtri((1 + level) / 2)), rel=1e-14)
