"""Felt waiting minutes: heaped on 5, 10, 15, 30, and read with the rounding they carry."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.asked import read_number
from analysis.design.domains import read_domain
from analysis.estimation.estimators import proportion
from analysis.estimation.items import read_numbers
from analysis.estimation.quantiles import quantile
from analysis.estimation.resampling import resampled_mean
from analysis.exceptions import DesignError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from analysis.design.survey_design import SurveyDesign
    from analysis.estimate import Estimate
    from analysis.estimation.linearised import Labels

HEAPS = ((30.0, 15.0), (10.0, 5.0), (5.0, 2.5))
"""(multiple of, ± minutes); the first that fits holds. Other answers are taken as they stand."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is told of waiting in one domain, all in minutes but the share."""

    mean: Estimate
    """Interval by resampling PSUs."""
    within: Estimate
    """Share of visits that waited no longer than the limit."""
    median: Estimate
    p90: Estimate
    rounding: tuple[float, float]
    """Lowest and highest mean that the heaped answers allow."""


def felt_waiting(
    design: SurveyDesign,
    item: Any,
    *,
    limit: float,
    where: Any = None,
    level: float = 0.95,
    seed: int = 0,
    replicates: int = 1000,
    share_method: str = "beta",
    domain: Labels = (),
) -> Waiting:
    """Return mean, share within ``limit`` minutes, median, ninth decile and rounding bounds of one domain.

    ``share_method``, a key of ``INTERVALS``, is that of the share within the limit; the mean's is by resampling.

    Raises
    ------
    EmptyCellError
        No valid answer in the domain.
    DesignError
        A waiting time below 0.
    """
    # without a target nothing is too long
    limit = math.inf if limit == math.inf else read_number("limit", limit, "minutes from 0", least=0.0)
    minutes, name = read_numbers(design, item)
    rows = read_domain(design, where, ~np.isnan(minutes), name)
    within = np.where(np.isnan(minutes), np.nan, (minutes <= limit).astype(np.float64))
    rounding = rounding_bounds(minutes[rows.inside], rows.weight[rows.inside])
    share = proportion(
        design, within, {1.0}, valid=(0.0, 1.0), where=where, level=level, method=share_method, domain=domain
    )
    return Waiting(
        mean=resampled_mean(design, item, where=where, level=level, seed=seed, replicates=replicates, domain=domain),
        within=share,
        median=quantile(design, item, 0.5, where=where, level=level, domain=domain),
        p90=quantile(design, item, 0.9, where=where, level=level, domain=domain),
        rounding=rounding,
    )


def rounding_bounds(minutes: ArrayLike, weights: ArrayLike | None = None) -> tuple[float, float]:
    """Return the lowest and highest weighted mean that rounding of the answers allows.

    Parameters
    ----------
    minutes : (n,) at least 0
    weights : (n,) positive, persons (or weight × count) an entry stands for; equal when left out

    Raises
    ------
    DesignError
        No answer, or one that is missing or below 0.

    Notes
    -----
    A multiple of 30 may be 15 minutes off, another multiple of 10 five, another multiple of 5 two and a half, other
    answers nothing; nobody waited less than 0 minutes.

    References
    ----------
    Heaping as interval data: Heitjan, Rubin (1991), Annals of Statistics 19(4).

    Examples
    --------
    >>> rounding_bounds([10, 20, 30, 60], [40, 30, 20, 10])
    (14.0, 30.0)
    """
    values = np.asarray(minutes, dtype=np.float64)
    times = np.ones(values.shape) if weights is None else np.asarray(weights, dtype=np.float64)
    if values.size == 0 or not (values >= 0).all():
        raise DesignError("minutes: expected at least one answer, none missing or below 0; leave those out first")
    if times.shape != values.shape or not ((times >= 0) & (times < np.inf)).all() or times.sum() <= 0:
        raise DesignError("weights: expected one number from 0 for each of the minutes, not all of them 0")
    off = half_widths(values)
    low = np.average(np.maximum(values - off, 0.0), weights=times)
    high = np.average(values + off, weights=times)
    return float(low), float(high)


def half_widths(minutes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return by how many minutes each answer may be off."""
    fits = [np.mod(minutes, multiple) == 0 for multiple, _ in HEAPS]
    return np.select(fits, [np.full(minutes.shape, half) for _, half in HEAPS], 0.0)
