"""What the people who did not answer could change: bounds that assume nothing about them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.asked import read_limit, read_number, read_pair
from analysis.estimate import Bounds, Estimate, Target
from analysis.estimation.intervals import normal_quantile
from analysis.exceptions import DesignError, MethodError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SHARE = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class BoundsInterval:
    """An interval that holds the true value of everyone, whatever the silent think, at the level of the estimate."""

    bounds: Bounds
    low: float
    high: float
    level: float
    critical: float
    """Standard errors taken outside the bounds: between the one-sided and the two-sided quantile."""


def worst_case(
    share: float, coverage: float, target: Target | float | None = None, *, ends: tuple[float, float] = SHARE
) -> Bounds:
    """Return the bounds of a share or mean when the silent could all be of one mind, and the tipping point.

    Parameters
    ----------
    share : float
        Share among those who answered, a fraction, or their mean.
    coverage : float
        Answers / visits, above 0 and at most 1.
    target : Target or float, optional
        The value the tipping point is asked for.
    ends : (lowest, highest)
        Values one person can have: 0 and 1 for a share, 0 and 100 for a mean score, 0 and 480 for felt minutes.

    Raises
    ------
    DesignError
        A share or mean outside the ends, ends that are not two rising finite numbers, or a coverage outside (0, 1].

    Notes
    -----
    With ends a and b: [c m + (1 − c) a, c m + (1 − c) b]; tipping point (T − c m) / (1 − c): the share or mean among
    the silent at which the whole just reaches T.

    References
    ----------
    Manski (1989), Journal of Human Resources 24(3); Manski (2003), Partial Identification of Probability
    Distributions, ch. 1.

    Examples
    --------
    >>> bounds = worst_case(0.78, 200 / 250, 0.75)
    >>> f"{bounds.low:.3f} {bounds.high:.3f} {bounds.tipping_point:.3f}"
    '0.624 0.824 0.630'
    >>> worst_case(70, 0.5, 60, ends=(0, 100))
    Bounds(coverage=0.5, low=35.0, high=85.0, tipping_point=50.0)
    """
    lowest, highest = read_pair("ends", ends, "the lowest and the highest value one person can have")
    if not -math.inf < lowest < highest < math.inf:
        raise DesignError(f"ends: got {ends!r}; expected the lowest and the highest value one person can have")
    share, coverage = read_number("share", share, "a number"), read_number("coverage", coverage, "a fraction")
    if not lowest <= share <= highest:
        expected = "a fraction from 0 to 1" if ends == SHARE else f"a mean from {lowest:g} to {highest:g}, the ends"
        raise DesignError(f"{'share' if ends == SHARE else 'mean'}: got {share:g}; expected {expected}")
    if not 0 < coverage <= 1:
        raise DesignError(
            f"coverage: got {coverage!r}; expected above 0 and at most 1; with more answers than visits use 1"
        )
    heard, silent = coverage * share, 1 - coverage
    limit = None if target is None else read_limit(target)
    tipping = None if limit is None or silent == 0 else (limit - heard) / silent
    return Bounds(coverage, heard + silent * lowest, heard + silent * highest, tipping)


def worst_case_by_domain(
    estimates: Iterable[Estimate],
    coverage: Mapping[str | tuple[str, ...], float],
    target: Target | float | None = None,
    *,
    ends: tuple[float, float] = SHARE,
) -> dict[tuple[str, ...], Bounds]:
    """Return the bounds of each domain at its own coverage.

    Parameters
    ----------
    estimates : iterable of Estimate
        Shares or means with a ``domain``, as from `by_domain`.
    coverage : mapping of label to coverage
        Keys are the labels of a domain: ``"land"``, or ``("land", "unit 1")`` where two columns make it.
    target, ends
        As in `worst_case`.

    Returns
    -------
    dict of labels to Bounds
        In the order of the estimates.

    Raises
    ------
    DesignError
        As in `worst_case`; a domain without coverage.

    References
    ----------
    Manski (1989), as in `worst_case`.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import SurveyDesign, by_domain, proportion
    >>> cells = pd.DataFrame({"sector": ["land", "land", "tax"], "y": [1, 0, 1], "count": [30, 10, 20]})
    >>> shares = by_domain(proportion, SurveyDesign(cells, count="count"), "sector", "y", {1})
    >>> found = worst_case_by_domain(shares, {"land": 0.4, "tax": 1.0}, 0.6)
    >>> f"{found[('land',)].low:.2f} {found[('land',)].tipping_point:.2f} {found[('tax',)].low:.2f}"
    '0.30 0.50 1.00'
    """
    found: dict[tuple[str, ...], Bounds] = {}
    for estimate in estimates:
        labels = tuple(label for _, label in estimate.domain)
        key: str | tuple[str, ...] = labels if len(labels) != 1 or labels in coverage else labels[0]
        if key not in coverage:
            raise DesignError(f"coverage: nothing came for domain {key!r}; expected one for each, got {list(coverage)}")
        found[labels] = worst_case(estimate.value, coverage[key], target, ends=ends)
    return found


def bounds_interval(
    estimate: Estimate, coverage: float, target: Target | float | None = None, *, ends: tuple[float, float] = SHARE
) -> BoundsInterval:
    """Return the worst-case bounds of an estimate widened for the chance in who was heard.

    Parameters
    ----------
    estimate : Estimate
        A share or mean.
    coverage : float
        Known, not estimated: visits are counted.
    target, ends
        As in `worst_case`.

    Raises
    ------
    DesignError
        As in `worst_case`.
    MethodError
        An estimate that is neither a share nor a mean.

    Notes
    -----
    [lower − C c se, upper + C c se], held inside the ends, with C from F(C + Δ/(c se)) − F(−C) = level, Δ =
    (1 − c)(b − a) the width of the bounds and F the t distribution on the estimate's dof: two-sided where nobody is
    silent, one-sided where many are, since the true value can be near one end only. As both ends have one standard
    error and the width is known, the interval holds for every width. Where se = 0 it is taken from the width of the
    estimate's interval.

    References
    ----------
    Imbens, Manski (2004), Econometrica 72(6), 1845–1857, eq. 6–7; Stoye (2009), Econometrica 77(4).

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import SurveyDesign, proportion
    >>> cells = pd.DataFrame({"y": [1, 0], "count": [156, 44]})
    >>> found = bounds_interval(proportion(SurveyDesign(cells, count="count"), "y", {1}), 200 / 250)
    >>> f"{found.low:.3f} {found.high:.3f} {found.critical:.3f}"
    '0.585 0.863 1.653'
    """
    if estimate.measure not in ("proportion", "mean"):
        raise MethodError(f"bounds_interval: got a {estimate.measure}; only a proportion or a mean has these bounds")
    bounds = worst_case(estimate.value, coverage, target, ends=ends)
    se = coverage * spread_of(estimate)
    if se == 0:
        return BoundsInterval(bounds, bounds.low, bounds.high, estimate.level, 0.0)
    critical = _critical((bounds.high - bounds.low) / se, estimate.level, estimate.dof)
    low, high = max(bounds.low - critical * se, ends[0]), min(bounds.high + critical * se, ends[1])
    return BoundsInterval(bounds, low, high, estimate.level, critical)


def spread_of(estimate: Estimate) -> float:
    """Return the standard error; where it is 0 though the interval has a width, that of the width."""
    if estimate.se > 0:
        return estimate.se
    return (estimate.ci_high - estimate.ci_low) / (2 * normal_quantile(estimate.level))


def _critical(width: float, level: float, dof: float) -> float:
    """Return C with F(C + width) − F(−C) = level."""
    from scipy.optimize import brentq
    from scipy.special import stdtr, stdtrit

    def short(critical: float) -> float:
        return float(stdtr(dof, critical + width) - stdtr(dof, -critical)) - level

    low, high = float(stdtrit(dof, level)), float(stdtrit(dof, (1 + level) / 2))
    if short(low) >= 0:
        return low
    return float(brentq(short, low, high, xtol=1e-13, rtol=1e-13)) if short(high) > 0 else high
