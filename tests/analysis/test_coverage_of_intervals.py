"""Intervals hold the truth as often as they say: 2,000 samples of each of several known populations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.stats import beta

from analysis import Estimate, SurveyDesign, by_domain, proportion

SAMPLES = 2_000
TOGETHER = 25
"""Samples told in one table, as strata and domains of one design."""


def clopper_pearson_width(estimates: list[Estimate]) -> float:
    """Mean width of Clopper and Pearson's interval on the effective size of each."""
    n = np.array([one.n_eff for one in estimates])
    yes = n * np.array([one.value for one in estimates])
    with np.errstate(all="ignore"):
        low = np.where(yes > 0, beta.ppf(0.025, yes, n - yes + 1), 0.0)
        high = np.where(n - yes > 0, beta.ppf(0.975, yes + 1, n - yes), 1.0)
    return float((high - low).mean())


def coverage_and_width(estimates: list[Estimate], truth: float) -> tuple[float, float]:
    held = [one.ci_low <= truth <= one.ci_high for one in estimates]
    width = np.mean([one.ci_high - one.ci_low for one in estimates])
    return float(np.mean(held)), float(width / clopper_pearson_width(estimates))


@pytest.mark.parametrize("n", [15, 30, 100, 300, 1_000])
@pytest.mark.parametrize("share", [0.5, 0.75, 0.9, 0.95, 0.99])
def test_the_usual_interval_covers_in_simple_random_samples(share: float, n: int) -> None:
    satisfied = np.random.default_rng(n).binomial(n, share, SAMPLES)
    answers = np.array([1, 0])
    told = {}
    for yes in np.unique(satisfied).tolist():
        counts = np.array([yes, n - yes])
        cells = {"y": answers[counts > 0], "count": counts[counts > 0]}
        told[yes] = proportion(SurveyDesign(cells, count="count"), "y", {1})
    coverage, width = coverage_and_width([told[yes] for yes in satisfied.tolist()], share)
    assert coverage >= 0.93
    assert width <= 1.3


@dataclass(frozen=True)
class DeskDays:
    """Strata of unequal weight with desk-days whose answers resemble each other."""

    strata: int
    psus: int
    """In each stratum."""
    size: int
    """Answers of a desk-day, on average."""
    share: float
    likeness: float
    """Intraclass correlation."""

    def samples(self, rng: np.random.Generator, samples: int) -> SurveyDesign:
        """Draw samples and hand them over as strata of one design, named in the column ``sample``."""
        a, b = (part * (1 - self.likeness) / self.likeness for part in (self.share, 1 - self.share))
        shape = (samples, self.strata, self.psus)
        answers = np.maximum(rng.poisson(self.size, shape), 1)
        satisfied = rng.binomial(answers, rng.beta(a, b, shape))
        sample, stratum, _ = np.indices(shape)
        cells = {
            "sample": sample,
            "stratum": sample * self.strata + stratum,
            "psu": np.arange(answers.size).reshape(shape),
            "weight": np.array([1.0, 3.0, 2.0, 1.0, 3.0, 2.0])[stratum],
        }
        counts = np.concatenate([satisfied.ravel(), (answers - satisfied).ravel()])
        both = {name: np.tile(values.ravel(), 2)[counts > 0] for name, values in cells.items()}
        y = np.repeat([1, 0], answers.size)[counts > 0]
        whole = both | {"y": y, "count": counts[counts > 0]}
        return SurveyDesign(whole, count="count", strata="stratum", psu="psu", weights="weight")

    def told(self, method: str) -> list[Estimate]:
        rng = np.random.default_rng(self.strata * self.psus * self.size)
        designs = (self.samples(rng, TOGETHER) for _ in range(SAMPLES // TOGETHER))
        return [one for d in designs for one in by_domain(proportion, d, "sample", "y", {1}, method=method)]


@pytest.mark.parametrize(
    "population",
    [
        DeskDays(1, 5, 3, 0.75, 0.02),
        DeskDays(2, 4, 10, 0.9, 0.05),
        DeskDays(4, 5, 10, 0.95, 0.02),
        DeskDays(4, 8, 30, 0.5, 0.05),
        DeskDays(6, 12, 8, 0.99, 0.02),
    ],
    ids=str,
)
def test_the_usual_interval_covers_where_desk_days_differ(population: DeskDays) -> None:
    coverage, width = coverage_and_width(population.told("beta"), population.share)
    assert coverage >= 0.93
    assert width <= 1.3


@pytest.mark.parametrize(("method", "least"), [("beta", 0.91), ("truncated", 0.96)])
def test_eight_desk_days_near_everyone_need_the_size_held_at_the_answers(method: str, least: float) -> None:
    population = DeskDays(2, 4, 10, 0.95, 0.05)
    coverage, _ = coverage_and_width(population.told(method), population.share)
    assert least <= coverage <= 0.995
