"""Funnel limits: which units differ from a target by more than their number of answers explains.

Small units move more by chance; the limits are wide for them and narrow for the large ones. Where all units differ more
than chance allows, the limits can be widened for that overdispersion.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from analysis.asked import read_pair
from analysis.estimation.intervals import normal_quantile
from analysis.exceptions import DesignError, EmptyCellError, MethodError
from analysis.monitoring.chart_limits import share_sigma

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One unit. Everything but its label is ``None`` where it has no answer."""

    label: Any
    value: float | None
    sigma: float | None
    """Spread of its figure around the target by chance, overdispersion left out."""
    z: float | None
    """(value − target) / spread, overdispersion allowed for."""
    inner_low: float | None
    inner_high: float | None
    """Limits at the first of the levels (95 %)."""
    low: float | None
    high: float | None
    """Limits at the second (99.8 %)."""
    place: Literal["below", "inside", "above"] | None
    """Against ``low`` and ``high``; the limits themselves are inside."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """A funnel: its target, how overdispersed the units are and what was done about it."""

    target: float
    phi: float
    """Mean of the squared z scores after winsorising; about 1 where answers alone explain the differences."""
    tau2: float
    """Variance between units added under ``additive``, else 0."""
    limits: str
    overdispersion: str
    levels: tuple[float, float]
    points: tuple[FunnelPoint, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """z scores without overdispersion (winsorised) and the spreads of the units heard."""

    z: Floats
    sigma: Floats
    phi: float


def share_funnel(
    shares: Sequence[float | None] | Floats,
    answers: Sequence[float | None] | Floats,
    *,
    target: float | None = None,
    deff: float | Sequence[float] | Floats = 1.0,
    labels: Sequence[Any] | None = None,
    limits: str = "normal",
    overdispersion: str = "none",
    winsorise: float = 0.1,
    levels: tuple[float, float] = (0.95, 0.998),
) -> Funnel:
    """Return funnel limits for the shares of units.

    Parameters
    ----------
    shares : (units,) fractions
        ``None`` or NaN where a unit has none.
    answers : (units,)
        A unit with 0 answers is a gap.
    target : float, optional
        The share all units are held against; Σ n p / Σ n when left out.
    deff : float or (units,)
        Design effect of the shares.
    labels : (units,), optional
        1, 2, … when left out.
    limits : {"normal", "exact"}
        A key of ``FUNNEL_LIMITS``. ``exact`` is the binomial's, for simple random answers without overdispersion.
    overdispersion : {"none", "multiplicative", "additive"}
        A key of ``OVERDISPERSION``.
    winsorise : float
        Share of the z scores pulled in at each end before phi is taken.
    levels : (inner, outer)

    Returns
    -------
    Funnel

    Raises
    ------
    DesignError
        Shares or a target outside 0–1, answers or deff not above 0, series of different lengths.
    EmptyCellError
        No unit with answers.
    MethodError
        A name that does not exist, or ``exact`` with a deff or with overdispersion.

    Notes
    -----
    σ_i = √(θ₀(1 − θ₀) deff_i / n_i), z_i = (p_i − θ₀)/σ_i, φ̂ = mean of z² winsorised. ``normal``: θ₀ ± z σ_i;
    ``multiplicative``: θ₀ ± z σ_i √φ̂, where φ̂ > 1; ``additive``: θ₀ ± z √(σ_i² + τ̂²), τ̂² = (I φ̂ − (I − 1)) /
    (Σw − Σw²/Σw), w = 1/σ², not below 0. ``exact``: (r − α)/n, r the smallest count with P(R ≤ r) > tail,
    α = (P(R ≤ r) − tail) / P(R = r), held inside 0–1.

    References
    ----------
    Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24, 1185–1202,
    §2–4 and appendix; Spiegelhalter (2005), Quality and Safety in Health Care 14, 347–351 (winsorising, additive).

    Examples
    --------
    >>> funnel = share_funnel([0.80, 0.78, 0.60], [400, 100, 100], target=0.8, labels=["A", "B", "C"])
    >>> [(point.label, f"{point.low:.3f}", point.place) for point in funnel.points]
    [('A', '0.738', 'inside'), ('B', '0.676', 'inside'), ('C', '0.676', 'below')]
    """
    figures, counts, effects = _three(shares, answers, deff)
    gap = np.isnan(figures) | (counts == 0)
    fine = gap | ((figures >= 0) & (figures <= 1) & (counts > 0) & (effects > 0))
    if not fine.all():
        unit = int(np.argmin(fine))
        raise DesignError(
            f"unit {unit + 1}: share {figures[unit]:g}, answers {counts[unit]:g}, deff {effects[unit]:g}; expected a "
            "fraction from 0 to 1, and answers and deff above 0"
        )
    if gap.all():
        raise EmptyCellError("no unit has answers; a funnel needs at least one")
    centre = float(figures[~gap] @ counts[~gap] / counts[~gap].sum()) if target is None else target
    if not 0 < centre < 1:
        raise DesignError(f"target: {centre!r}; expected a fraction between 0 and 1, where shares can move both ways")
    if limits == "exact":
        _refuse_exact(overdispersion, counts[~gap], effects[~gap])
    sigma = np.where(gap, np.nan, share_sigma(centre, np.where(gap, 1, counts), effects))
    asked = _Asked(limits, overdispersion, winsorise, levels)
    return _funnel(np.where(gap, np.nan, figures), sigma, centre, labels, asked, counts=counts)


def mean_funnel(
    values: Sequence[float | None] | Floats,
    sigma: Sequence[float | None] | Floats,
    *,
    target: float | None = None,
    labels: Sequence[Any] | None = None,
    overdispersion: str = "none",
    winsorise: float = 0.1,
    levels: tuple[float, float] = (0.95, 0.998),
) -> Funnel:
    """Return funnel limits for any figure of units with known standard errors, such as mean waiting minutes.

    Parameters
    ----------
    values : (units,)
        ``None`` or NaN where a unit has none.
    sigma : (units,) above 0
        Standard error of each.
    target : float, optional
        Σ w y / Σ w with w = 1/σ² when left out.
    labels, overdispersion, winsorise, levels
        As in `share_funnel`.

    Raises
    ------
    DesignError, EmptyCellError, MethodError
        As in `share_funnel`.

    References
    ----------
    Spiegelhalter (2005), as in `share_funnel`; DerSimonian, Laird (1986), Controlled Clinical Trials 7, for τ².

    Examples
    --------
    >>> found = mean_funnel([22.0, 31.0, 24.0], [2.0, 2.0, 1.0], target=23.0)
    >>> [point.place for point in found.points]
    ['inside', 'above', 'inside']
    """
    figures, spread, _ = _three(values, sigma, 1.0)
    gap = np.isnan(figures)
    if not (gap | (spread > 0)).all():
        unit = int(np.argmin(gap | (spread > 0)))
        raise DesignError(f"sigma: unit {unit + 1} is {float(spread[unit])!r}; expected a standard error above 0")
    if gap.all():
        raise EmptyCellError("no unit has a figure; a funnel needs at least one")
    weight = 1 / spread[~gap] ** 2
    centre = float(figures[~gap] @ weight / weight.sum()) if target is None else target
    if not math.isfinite(centre):
        raise DesignError(f"target: got {centre!r}; expected a number in the unit of the figures")
    asked = _Asked("normal", overdispersion, winsorise, levels)
    return _funnel(figures, np.where(gap, np.nan, spread), centre, labels, asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    limits: str
    overdispersion: str
    winsorise: float
    levels: tuple[float, float]


def _none(spread: Spread) -> tuple[float, float]:
    return 1.0, 0.0


def _multiplicative(spread: Spread) -> tuple[float, float]:
    return max(spread.phi, 1.0), 0.0


def _additive(spread: Spread) -> tuple[float, float]:
    units, weight = len(spread.z), 1 / spread.sigma**2
    room = float(weight.sum() - (weight**2).sum() / weight.sum())
    if units == 1:
        return 1.0, 0.0
    return 1.0, max((units * spread.phi - (units - 1)) / room, 0.0)


OVERDISPERSION: dict[str, Callable[[Spread], tuple[float, float]]] = {
    "none": _none,
    "multiplicative": _multiplicative,
    "additive": _additive,
}
"""What is done about units that differ more than chance allows, by name → (factor of σ², τ²)."""


def _normal_limits(centre: float, sigma: float, _answers: float, level: float) -> tuple[float, float]:
    reach = normal_quantile(level) * sigma
    return centre - reach, centre + reach


def _exact_limits(centre: float, _sigma: float, answers: float, level: float) -> tuple[float, float]:
    low, high = (_binomial_limit(centre, answers, tail) for tail in ((1 - level) / 2, (1 + level) / 2))
    return max(low, 0.0), min(high, 1.0)


FUNNEL_LIMITS: dict[str, Callable[[float, float, float, float], tuple[float, float]]] = {
    "normal": _normal_limits,
    "exact": _exact_limits,
}
"""Limits by name: of (target, spread, answers, level)."""


def _binomial_limit(centre: float, answers: float, tail: float) -> float:
    """Return the share below which a binomial falls with chance ``tail``, between counts by interpolation."""
    from scipy.special import bdtr

    counts = np.arange(int(answers) + 1)
    upto = bdtr(counts, int(answers), centre)
    count = int(np.searchsorted(upto, tail, side="right"))
    at_most = float(upto[count])
    exactly = at_most - (float(upto[count - 1]) if count else 0.0)
    return (count - (at_most - tail) / exactly) / answers


def _funnel(
    values: Floats,
    sigma: Floats,
    centre: float,
    labels: Sequence[Any] | None,
    asked: _Asked,
    *,
    counts: Floats | None = None,
) -> Funnel:
    """Return the funnel of checked units."""
    _refuse_asked(asked)
    names = tuple(range(1, len(values) + 1)) if labels is None else tuple(labels)
    if len(names) != len(values):
        raise DesignError(f"labels: got {len(names)}; expected {len(values)}, one for each unit")
    heard = ~np.isnan(values)
    z = _winsorised((values[heard] - centre) / sigma[heard], asked.winsorise)
    phi = float((z**2).mean())
    factor, tau2 = OVERDISPERSION[asked.overdispersion](Spread(z, sigma[heard], phi))
    points = []
    for unit, name in enumerate(names):
        if not heard[unit]:
            points.append(FunnelPoint(name, None, None, None, None, None, None, None, None))
            continue
        spread = math.sqrt(sigma[unit] ** 2 * factor + tau2)
        answers = math.nan if counts is None else float(counts[unit])
        inner, outer = (FUNNEL_LIMITS[asked.limits](centre, spread, answers, level) for level in asked.levels)
        value = float(values[unit])
        points.append(
            FunnelPoint(
                name, value, float(sigma[unit]), (value - centre) / spread, *inner, *outer, _place(value, *outer)
            )
        )
    return Funnel(centre, phi, tau2, asked.limits, asked.overdispersion, asked.levels, tuple(points))


def _place(value: float, low: float, high: float) -> Literal["below", "inside", "above"]:
    slack = 1e-12 * max(abs(low), abs(high))
    if value < low - slack:
        return "below"
    return "above" if value > high + slack else "inside"


def _refuse_exact(overdispersion: str, counts: Floats, effects: Floats) -> None:
    if overdispersion != "none" or (effects != 1).any():
        raise MethodError(
            "exact limits are those of simple random answers; use limits='normal' with deff or overdispersion"
        )
    if (counts % 1 != 0).any():
        raise MethodError(f"exact limits need whole answers; got {counts[counts % 1 != 0][0]:g}; use limits='normal'")


def _winsorised(z: Floats, share: float) -> Floats:
    """Pull the scores beyond the two quantiles in to them."""
    low, high = np.quantile(z, [share, 1 - share])
    return np.clip(z, low, high)


def _refuse_asked(asked: _Asked) -> None:
    if asked.limits not in FUNNEL_LIMITS:
        raise MethodError(f"limits {asked.limits!r} are not known; choose one of {list(FUNNEL_LIMITS)}")
    if asked.overdispersion not in OVERDISPERSION:
        raise MethodError(f"overdispersion {asked.overdispersion!r} is not known; choose one of {list(OVERDISPERSION)}")
    inner, outer = read_pair("levels", asked.levels, "two levels such as (0.95, 0.998)")
    if not (0 <= asked.winsorise < 0.5 and 0 < inner <= outer < 1):
        raise MethodError(
            f"winsorise {asked.winsorise!r} and levels {asked.levels!r}; expected 0 ≤ winsorise < 0.5 and two levels "
            "such as (0.95, 0.998)"
        )


def _three(first: Any, second: Any, third: Any) -> tuple[Floats, Floats, Floats]:
    """Return three series of one length; the third may be one number for all."""
    try:
        one, two, three = (np.asarray(each, dtype=np.float64) for each in (first, second, third))
    except (TypeError, ValueError) as error:
        raise DesignError(f"expected numbers for each unit, None or NaN where there is none ({error})") from error
    if one.ndim != 1 or one.shape != two.shape or three.shape not in ((), one.shape) or np.isinf(one).any():
        raise DesignError(
            f"got {one.size}, {two.size} and {three.size} numbers; expected one finite number for each unit"
        )
    return one, two, np.broadcast_to(three, one.shape)
