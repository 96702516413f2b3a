"""Rounded minutes: heaps, shares over a target and fitted distributions, by hand, by laws, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import (
    DesignError,
    DidNotConverge,
    EmptyCellError,
    MethodError,
    SurveyDesign,
    by_domain,
    fit_waiting,
    heaping,
    share_over,
)
from analysis.design.replicates import ReplicateWeights
from analysis.measurement.waiting_families import FAMILIES

CELLS = pd.DataFrame({"minutes": [0, 7, 10, 15, 20, 30, 60, None], "count": [5, 10, 40, 20, 30, 20, 10, 9]})


def survey(n: int = 600, seed: int = 4) -> pd.DataFrame:
    """Waits of a gamma, told to the minute, to five minutes or to ten."""
    draw = np.random.default_rng(seed)
    waits, grid = draw.gamma(2.0, 8.0, n), draw.choice([1, 5, 10], n, p=[0.5, 0.3, 0.2])
    minutes = np.round(waits / grid) * grid
    rows = pd.DataFrame({"minutes": minutes, "psu": np.arange(n) % 20, "w": draw.choice([1.0, 2.0], n)})
    return rows.assign(sector=draw.choice(["land", "tax"], n))


DESIGN: dict[str, Any] = {"psu": "psu", "weights": "w"}


def figures(found: Any) -> list[float]:
    return [
        number
        for fit in found.fits
        for number in (
            *(value for _, value in fit.parameters),
            *(fit.log_likelihood, fit.criterion, fit.distance),
            *(fit.mean.value, fit.mean.se, fit.mean.ci_low, fit.mean.deff, fit.mean.n),
            *(fit.over.value, fit.over.se, fit.over.ci_high, fit.over.dof),
            *(share for one in fit.bins for share in (one.observed, one.fitted)),
        )
    ]


def test_heaps_by_hand() -> None:
    found = heaping(SurveyDesign(CELLS, count="count"), "minutes")
    assert [(one.multiple, one.share.n) for one in found.heaps] == [(5, 130), (10, 130), (30, 130)]
    assert [one.share.value for one in found.heaps] == pytest.approx([120 / 130, 100 / 130, 30 / 130])
    assert [one.index for one in found.heaps] == pytest.approx([500 * 120 / 130, 1000 * 100 / 130, 3000 * 30 / 130])
    assert (found.zeros.value, found.zeros.n) == (5 / 135, 135)


def test_minutes_without_preference_have_index_100() -> None:
    found = heaping(SurveyDesign(pd.DataFrame({"minutes": np.arange(1, 301)})), "minutes")
    assert [one.index for one in found.heaps] == pytest.approx([100, 100, 100])


def test_the_share_over_a_target_and_what_rounding_allows_by_hand() -> None:
    found = share_over(SurveyDesign(CELLS, count="count"), "minutes", target=14)
    # 15 is 12.5 to 17.5, 20 is 15 to 25, 30 is 15 to 45, 0 is up to 15, 10 is up to 15
    assert found.share.value == pytest.approx(80 / 135)
    assert found.rounding == pytest.approx((60 / 135, 125 / 135))
    assert found.surely.ci_low < found.surely.value < found.possibly.value < found.possibly.ci_high
    assert found.target == 14


def test_exactly_the_target_is_not_over_it() -> None:
    cells = pd.DataFrame({"minutes": [25, 26], "count": [30, 10]})
    found = share_over(SurveyDesign(cells, count="count"), "minutes", target=25)
    assert (found.share.value, found.rounding) == (0.25, (0.25, 1.0))


@pytest.mark.parametrize("name", FAMILIES)
def test_families_are_those_of_scipy(name: str) -> None:
    family, minutes = FAMILIES[name], np.array([0.0, 0.5, 7, 25, 100, np.inf])
    free = np.array(family.start(18.0, 0.8))
    first, second = family.printed(free)
    twin = {
        "lognormal": stats.lognorm(second, scale=np.exp(first)),
        "gamma": stats.gamma(first, scale=second),
        "weibull": stats.weibull_min(first, scale=second),
    }[name]
    below, above = np.exp(family.tails(free, minutes))
    assert below == pytest.approx(twin.cdf(minutes), rel=1e-12)
    assert above == pytest.approx(twin.sf(minutes), rel=1e-12)
    assert family.mean(free) == pytest.approx(twin.mean())
    assert family.mean(free) == pytest.approx(18, rel=1e-9)


@pytest.mark.parametrize("zeros", ["rounded", "mass"])
def test_the_score_is_zero_at_the_solution(zeros: str) -> None:
    rows = survey()
    found = fit_waiting(SurveyDesign(rows, **DESIGN), "minutes", zeros=zeros, families=["gamma"]).best
    shape, scale = (value for _, value in found.parameters)
    told = rows if zeros == "rounded" else rows[rows["minutes"] > 0]
    minutes = told["minutes"].to_numpy()
    half = np.select([minutes % 30 == 0, minutes % 10 == 0, minutes % 5 == 0], [15, 5, 2.5], 0.5)

    def height(a: float, b: float) -> float:
        share = stats.gamma.cdf(minutes + half, a, scale=b) - stats.gamma.cdf(np.maximum(minutes - half, 0), a, scale=b)
        return float(np.average(np.log(share), weights=told["w"]))

    step = 1e-4
    assert height(shape * (1 + step), scale) - height(shape * (1 - step), scale) == pytest.approx(0, abs=1e-10)
    assert height(shape, scale * (1 + step)) - height(shape, scale * (1 - step)) == pytest.approx(0, abs=1e-10)
    assert found.log_likelihood == pytest.approx(len(told) * height(shape, scale))


@pytest.mark.parametrize("zeros", ["rounded", "mass"])
def test_standard_errors_are_those_of_the_slopes_in_the_weights(zeros: str) -> None:
    rows = survey(40)
    options: dict[str, Any] = {"families": ["weibull"], "zeros": zeros, "target": 20}
    found = fit_waiting(SurveyDesign(rows, **DESIGN), "minutes", **options).best
    step, of_answer = 1e-4, {}
    for minutes, row in rows.drop_duplicates("minutes").reset_index().set_index("minutes")["index"].items():
        ends = []
        for sign in (1, -1):
            weight = rows["w"].copy()
            weight[row] += sign * step
            fit = fit_waiting(SurveyDesign(rows.assign(w=weight), weights="w"), "minutes", **options).best
            ends.append([fit.mean.value, fit.over.value])
        of_answer[minutes] = np.subtract(*ends) / (2 * step)
    slopes = np.array([of_answer[minutes] for minutes in rows["minutes"]])
    sums = pd.DataFrame(slopes * rows[["w"]].to_numpy()).groupby(rows["psu"]).sum()
    by_hand = np.sqrt(20 / 19 * ((sums - sums.mean()) ** 2).sum())
    assert [found.mean.se, found.over.se] == pytest.approx(by_hand.tolist(), rel=1e-5)


def test_who_did_not_wait_counts_as_zero_minutes() -> None:
    waited = pd.DataFrame({"minutes": [3, 8, 12, 20, 33, 48], "count": [20, 25, 25, 15, 10, 5]})
    nobody = pd.DataFrame({"minutes": [0], "count": [100]})
    alone = fit_waiting(SurveyDesign(waited, count="count"), "minutes").best
    both = SurveyDesign(pd.concat([waited, nobody], ignore_index=True), count="count")
    found = fit_waiting(both, "minutes", zeros="mass").best
    assert dict(found.parameters) == pytest.approx(dict(alone.parameters))
    assert found.mean.value == pytest.approx(alone.mean.value / 2)
    assert found.over.value == pytest.approx(alone.over.value / 2)
    assert (found.mean.n, alone.mean.n) == (200, 100)


def test_minutes_told_exactly_fit_their_own_distribution() -> None:
    waits = np.floor(np.random.default_rng(8).gamma(2.2, 9.0, 4000)) + 0.5
    rows = pd.DataFrame({"minutes": waits + 0.013})
    found = fit_waiting(SurveyDesign(rows), "minutes", target=25)
    assert (found.best.family, found.word, found.best.fits) == ("gamma", "gamma fits", True)
    assert [value for _, value in found.best.parameters] == pytest.approx([2.2, 9.0], rel=0.08)
    observed = np.mean(waits > 25)
    assert found.best.over.ci_low < observed < found.best.over.ci_high
    assert sum(one.observed for one in found.best.bins) == pytest.approx(1)
    assert sum(one.fitted for one in found.best.bins) == pytest.approx(1)
    edges = [(one.low, one.high) for one in found.best.bins]
    assert [high for _, high in edges[:-1]] == [low for low, _ in edges[1:]]


def test_answers_no_family_describes_are_said_to_fit_none() -> None:
    cells = pd.DataFrame({"minutes": [1, 2, 3, 101, 102, 103], "count": [300] * 6})
    found = fit_waiting(SurveyDesign(cells, count="count"), "minutes")
    assert found.word == "no family fits"
    assert not any(fit.fits for fit in found.fits)
    assert found.best.distance > 0.1


def test_a_family_without_a_solution_is_named_and_the_others_stand() -> None:
    cells = pd.DataFrame({"minutes": [0, 1, 477], "count": [1, 1000, 1000]})
    found = fit_waiting(SurveyDesign(cells, count="count"), "minutes", families=["lognormal", "weibull"])
    assert found.failed == ("lognormal",)
    assert [fit.family for fit in found.fits] == ["weibull"]


def test_answers_that_determine_no_distribution_are_refused() -> None:
    cells = pd.DataFrame({"minutes": [0, 17], "count": [1, 100_000]})
    with pytest.raises(DidNotConverge, match="none of lognormal, weibull has a solution"):
        fit_waiting(SurveyDesign(cells, count="count"), "minutes", families=["lognormal", "weibull"])


def test_one_long_wait_among_many_short_ones_is_not_overlooked() -> None:
    # a share too small for the machine must still pull: the solution reaches the lone answer
    cells = pd.DataFrame({"minutes": [1, 480], "count": [1000, 1]})
    found = fit_waiting(SurveyDesign(cells, count="count"), "minutes", families=["lognormal"]).best
    grid = [(mu, sigma) for mu in np.linspace(-1, 1, 41) for sigma in np.linspace(0.2, 1.5, 53)]

    def height(mu: float, sigma: float) -> float:
        short = stats.norm.cdf(np.log(1.5), mu, sigma) - stats.norm.cdf(np.log(0.5), mu, sigma)
        far = stats.norm.logsf(np.log(465), mu, sigma)
        return 1000 * np.log(short) + far + np.log1p(-np.exp(stats.norm.logsf(np.log(495), mu, sigma) - far))

    assert found.log_likelihood >= max(height(*point) for point in grid) - 1e-9
    assert found.log_likelihood == pytest.approx(height(*(value for _, value in found.parameters)))


def test_cells_rows_order_and_scale_of_weights_say_the_same() -> None:
    rows = survey()
    cells = rows.groupby(list(rows.columns), as_index=False).size().sample(frac=1, random_state=3)
    expected = figures(fit_waiting(SurveyDesign(rows, **DESIGN), "minutes", where=rows["sector"].eq("land")))
    on_cells = SurveyDesign(cells, count="size", **DESIGN)
    scaled = SurveyDesign(rows.assign(w=rows["w"] * 300), **DESIGN)
    assert figures(fit_waiting(on_cells, "minutes", where=cells["sector"].eq("land"))) == pytest.approx(
        expected, rel=1e-7
    )
    assert figures(fit_waiting(scaled, "minutes", where=rows["sector"].eq("land"))) == pytest.approx(expected, rel=1e-7)


def test_each_sector_has_its_own() -> None:
    rows = survey()
    design = SurveyDesign(rows, **DESIGN)
    for measure, part in ((share_over, "share"), (heaping, "zeros")):
        found = by_domain(measure, design, "sector", "minutes")
        assert [getattr(one, part).domain for one in found] == [(("sector", "land"),), (("sector", "tax"),)]
    fits = by_domain(fit_waiting, design, "sector", "minutes", families=["lognormal"])
    alone = fit_waiting(design, "minutes", where=rows["sector"].eq("tax"), families=["lognormal"])
    assert figures(fits[1]) == figures(alone)


def test_minutes_handed_over_as_an_array_are_read() -> None:
    rows = survey(100)
    design = SurveyDesign(rows, **DESIGN)
    assert figures(fit_waiting(design, rows["minutes"].to_numpy())) == figures(fit_waiting(design, "minutes"))


@pytest.mark.parametrize(
    ("minutes", "options", "error", "words"),
    [
        ([-5, 10], {}, DesignError, "is -5; expected 0 to 480"),
        ([10, 500], {}, DesignError, "is 500; expected 0 to 480"),
        ([10, 70], {"longest": 60}, DesignError, "is 70; expected 0 to 60"),
        ([None, None], {}, EmptyCellError, "no valid answer"),
        ([20, 30], {}, DesignError, "all could be the same wait"),
        ([0, 0], {"zeros": "mass"}, EmptyCellError, "no valid answer"),
        ([5, 60], {"zeros": "left"}, MethodError, "choose one of"),
        ([5, 60], {"families": ["normal"]}, MethodError, "expected some of"),
        ([5, 60], {"families": []}, MethodError, "expected some of"),
        ([5, 60], {"families": "gamma"}, MethodError, "expected some of"),
    ],
)
def test_what_a_fit_refuses(minutes: list[Any], options: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        fit_waiting(SurveyDesign(pd.DataFrame({"minutes": minutes}, dtype=float)), "minutes", **options)


@pytest.mark.parametrize("measure", [heaping, share_over])
def test_minutes_that_cannot_be_are_refused_in_the_domain_only(measure: Any) -> None:
    rows = pd.DataFrame({"minutes": [10, 20, 900.0]})
    with pytest.raises(DesignError, match="row 2, 'minutes' is 900"):
        measure(SurveyDesign(rows), "minutes")
    measure(SurveyDesign(rows), "minutes", where=rows["minutes"].lt(100))


@pytest.mark.parametrize("zeros", ["rounded", "mass"])
def test_replicate_weights_make_the_jackknife(zeros: str) -> None:
    rows, options = survey(100), {"families": ["lognormal"], "zeros": zeros}
    rows["psu"] %= 4
    drops = np.stack([np.where(rows["psu"] == psu, 0.0, rows["w"] * 4 / 3) for psu in range(4)], axis=1)
    found = fit_waiting(
        SurveyDesign(rows, weights="w", replicates=ReplicateWeights(drops, kind="JK1")), "minutes", **options
    ).best
    left = [
        fit_waiting(SurveyDesign(rows[rows["psu"] != psu], weights="w"), "minutes", **options).best for psu in range(4)
    ]
    for part in ("mean", "over"):
        values = np.array([getattr(fit, part).value for fit in left])
        by_hand = (3 / 4 * np.sum((values - values.mean()) ** 2)) ** 0.5
        assert getattr(found, part).se == pytest.approx(by_hand, rel=1e-6)
