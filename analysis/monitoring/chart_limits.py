"""Centre and sigma of the weeks of one phase, by the chart's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.exceptions import MethodError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MEAN_RANGE = 1.128
"""Mean range of two normal values in sigmas (d₂), as Laney, Montgomery and the NIST handbook round it."""
MEDIAN_RANGE = 0.954
"""Its median (d₄), as Wheeler rounds it."""
RANGE_LIMITS = {"xmr": 3.267, "median": 3.865}
"""Upper limit of a moving range over the mean, or the median, moving range."""
NOISE = 1e-12
"""A spread or distance this small beside its centre is rounding error of zero."""


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """The weeks of one phase as arrays; ``used`` are those the limits rest on."""

    values: Floats
    answers: Floats
    deff: Floats
    used: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """Centre and sigma of every week of a phase."""

    centre: float
    sigma: Floats
    sigma_z: float | None = None
    mean_range: float | None = None


def share_sigma(centre: float, answers: Any, deff: Any) -> Any:
    """Return √(p̄(1 − p̄) deff / n), the spread of a share of ``answers`` around its centre; numbers or arrays."""
    return np.sqrt(centre * (1 - centre) * deff / answers)


def _p(weeks: Stretch) -> Limits | None:
    if not weeks.used.any():
        return None
    answers = weeks.answers[weeks.used]
    centre = min(float(answers @ weeks.values[weeks.used] / answers.sum()), 1.0)
    return Limits(centre, share_sigma(centre, weeks.answers, weeks.deff))


def _laney(weeks: Stretch) -> Limits | None:
    plain = _p(weeks)
    if plain is None:
        return None
    sigma_z = 1.0
    if plain.centre * (1 - plain.centre) > 0:
        ranges = _ranges(np.where(weeks.used, (weeks.values - plain.centre) / plain.sigma, np.nan))
        if len(ranges) == 0:
            return None
        sigma_z = float(ranges.mean()) / MEAN_RANGE
    return Limits(plain.centre, plain.sigma * sigma_z, sigma_z)


def _xmr(weeks: Stretch) -> Limits | None:
    ranges = _ranges(np.where(weeks.used, weeks.values, np.nan))
    if len(ranges) == 0:
        return None
    step = float(ranges.mean())
    return Limits(
        float(weeks.values[weeks.used].mean()), np.full(len(weeks.values), step / MEAN_RANGE), mean_range=step
    )


def _median(weeks: Stretch) -> Limits | None:
    ranges = _ranges(np.where(weeks.used, weeks.values, np.nan))
    if len(ranges) == 0:
        return None
    step, centre = float(np.median(ranges)), float(np.median(weeks.values[weeks.used]))
    if step <= NOISE * float(ranges.max()) and float(ranges.max()) > NOISE * abs(centre):
        raise MethodError(
            "chart 'median': more than half of the neighbouring weeks have the very same value, so that the median "
            "moving range is 0 and every other week would stand out; use method='xmr'"
        )
    return Limits(centre, np.full(len(weeks.values), step / MEDIAN_RANGE), mean_range=step)


CHARTS: dict[str, Callable[[Stretch], Limits | None]] = {"p": _p, "laney": _laney, "xmr": _xmr, "median": _median}
"""Charts by name: ``p`` and ``laney`` for shares, ``xmr`` and ``median`` for minutes and scores."""

SHARE_CHARTS = ("p", "laney")


def _ranges(values: Floats) -> Floats:
    """Return the distances between neighbouring weeks that both have a value."""
    steps = np.abs(np.diff(values))
    return steps[~np.isnan(steps)]
