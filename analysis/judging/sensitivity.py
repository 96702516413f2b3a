"""What the verdict would be if the silent were less, or more, satisfied than those who answered: a table of what-ifs.

No figure of the survey says which line is true. The table says how wrong the assumption behind the weights would have
to be before the verdict changes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analysis.estimate import Certainty, Estimate, PointResult, Target
from analysis.exceptions import DesignError, MethodError
from analysis.judging.selection import SHARE, worst_case
from analysis.judging.verdicts import verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    Ends = tuple[float, float]

DIFFERENCES = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3)
RATIOS = (0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class SensitivityCell:
    """One assumption about the silent and what it would mean."""

    assumed: float
    """Difference (answerers less silent) or ratio of participation (satisfied / others)."""
    value: float | None
    """The whole's share or mean under it; ``None`` where the assumption cannot hold."""
    ci_low: float | None
    ci_high: float | None
    silent: float | None
    """Share or mean among the silent; ``None`` where the coverage is not known, nobody is silent or it cannot hold."""
    is_possible: bool
    point: PointResult | None
    certainty: Certainty | None
    keeps_point: bool | None
    """Whether the reported line stays what it is without the assumption; ``None`` without a target or possibility."""
    keeps_certainty: bool | None


def sensitivity_to_difference(
    estimate: Estimate,
    coverage: float,
    differences: Sequence[float] = DIFFERENCES,
    *,
    target: Target | None = None,
    ends: Ends = SHARE,
) -> tuple[SensitivityCell, ...]:
    """Return the figure of everyone if the silent stood ``difference`` below those who answered.

    Parameters
    ----------
    estimate : Estimate
        A share or mean.
    coverage : float
        Answers / visits, above 0 and at most 1.
    differences : sequence of float
        In the unit of the estimate; above 0 where the silent are less satisfied.
    target : Target, optional
    ends : (lowest, highest)
        As in `worst_case`.

    Returns
    -------
    tuple of SensitivityCell
        In the order of ``differences``.

    Raises
    ------
    DesignError
        As in `worst_case`.
    MethodError
        An estimate that is neither a share nor a mean.

    Notes
    -----
    c m + (1 − c)(m − d) = m − (1 − c) d; the interval moves with it, held inside the ends. Not possible where m − d is
    outside the ends.

    References
    ----------
    Cochran (1977), §13.2; Rubin (1977), JASA 72, 538–543.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import SurveyDesign, Target, proportion
    >>> cells = pd.DataFrame({"y": [1, 0], "count": [156, 44]})
    >>> share = proportion(SurveyDesign(cells, count="count"), "y", {1})
    >>> cells = sensitivity_to_difference(share, 0.8, [0, 0.1, 0.2], target=Target(">=", 0.75))
    >>> [(f"{cell.value:.2f}", f"{cell.silent:.2f}", cell.point) for cell in cells]
    [('0.78', '0.78', 'met'), ('0.76', '0.68', 'met'), ('0.74', '0.58', 'not_met')]
    """
    _refuse_measure(estimate, ("proportion", "mean"))
    worst_case(estimate.value, coverage, ends=ends)
    if not all(math.isfinite(difference) for difference in differences):
        raise DesignError(f"differences: got {list(differences)}; expected finite numbers in the unit of the estimate")
    return tuple(_by_difference(estimate, coverage, difference, target, ends) for difference in differences)


def sensitivity_to_ratio(
    estimate: Estimate,
    ratios: Sequence[float] = RATIOS,
    *,
    coverage: float | None = None,
    target: Target | None = None,
) -> tuple[SensitivityCell, ...]:
    """Return the true share that would give the one seen if the satisfied answered ``ratio`` times as often.

    Parameters
    ----------
    estimate : Estimate
        A share.
    ratios : sequence of float, above 0
        Participation of the satisfied over that of the others, ρ₁/ρ₀; 1 is the assumption behind the weights.
    coverage : float, optional
        Answers / visits; with it the share among the silent is given, and a ratio that would need more than everyone
        to answer is marked as not possible.
    target : Target, optional

    Returns
    -------
    tuple of SensitivityCell
        In the order of ``ratios``.

    Raises
    ------
    DesignError
        A ratio not above 0, or a coverage outside (0, 1].
    MethodError
        An estimate that is not a share.

    Notes
    -----
    Seen is p = π ρ₁ / (π ρ₁ + (1 − π) ρ₀), so π = p / (p + r(1 − p)); the limits of the interval are turned likewise.
    With coverage c, ρ₁ = c (p + r(1 − p)) and ρ₀ = ρ₁ / r.

    References
    ----------
    Bethlehem (1988), J. Official Statistics 4(3), 251–260; Greenland (1996), Int. J. Epidemiology 25(6), 1107–1116.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import SurveyDesign, Target, proportion
    >>> cells = pd.DataFrame({"y": [1, 0], "count": [156, 44]})
    >>> share = proportion(SurveyDesign(cells, count="count"), "y", {1})
    >>> cells = sensitivity_to_ratio(share, [1, 1.5], target=Target(">=", 0.75))
    >>> [(f"{cell.value:.3f}", cell.point, cell.keeps_point) for cell in cells]
    [('0.780', 'met', True), ('0.703', 'not_met', False)]
    """
    _refuse_measure(estimate, ("proportion",))
    if not all(0 < ratio < math.inf for ratio in ratios):
        raise DesignError(f"ratios: got {list(ratios)}; expected numbers above 0, 1 for equal participation")
    if coverage is not None:
        worst_case(estimate.value, coverage)
    return tuple(_by_ratio(estimate, ratio, coverage, target) for ratio in ratios)


def true_share(seen: float, ratio: float) -> float:
    """Return the share of everyone that shows as ``seen`` when the satisfied answer ``ratio`` times as often.

    Parameters
    ----------
    seen : float
        Fraction.
    ratio : float
        ρ₁/ρ₀, above 0.

    Notes
    -----
    π = p / (p + r(1 − p)).

    References
    ----------
    Bethlehem (1988), J. Official Statistics 4(3).

    Examples
    --------
    >>> f"{true_share(0.8181818, 1.5):.3f}"
    '0.750'
    """
    if not 0 <= seen <= 1 or not 0 < ratio < math.inf:
        raise DesignError(f"seen {seen!r} and ratio {ratio!r}; expected a fraction from 0 to 1 and a number above 0")
    return seen / (seen + ratio * (1 - seen))


def tipping_ratio(seen: float, target: Target | float) -> float | None:
    """Return the ratio of participation ρ₁/ρ₀ at which the whole just reaches the target.

    Parameters
    ----------
    seen : float
        Share among those who answered.
    target : Target or float

    Returns
    -------
    float or None
        ``None`` where no ratio does: nobody or everybody is satisfied, or the target is 0 or 1.

    Notes
    -----
    p (1 − T) / (T (1 − p)), the odds of what is seen over those of the target.

    References
    ----------
    Bethlehem (1988), J. Official Statistics 4(3).

    Examples
    --------
    >>> f"{tipping_ratio(0.78, 0.75):.3f}"
    '1.182'
    """
    limit = target.value if isinstance(target, Target) else target
    if not 0 <= seen <= 1 or not 0 <= limit <= 1:
        raise DesignError(f"seen {seen!r} and target {limit!r}; expected fractions from 0 to 1")
    if min(seen, 1 - seen, limit, 1 - limit) == 0:
        return None
    return seen * (1 - limit) / (limit * (1 - seen))


def _by_difference(
    estimate: Estimate, coverage: float, difference: float, target: Target | None, ends: Ends
) -> SensitivityCell:
    lowest, highest = ends
    silent, shift = estimate.value - difference, (1 - coverage) * difference
    slack = 1e-12 * (highest - lowest)
    if not lowest - slack <= silent <= highest + slack and coverage < 1:
        return _impossible(difference)
    limits = (max(estimate.ci_low - shift, lowest), min(estimate.ci_high - shift, highest))
    among = None if coverage == 1 else min(max(silent, lowest), highest)
    return _cell(estimate, difference, estimate.value - shift, limits, among, target)


def _by_ratio(estimate: Estimate, ratio: float, coverage: float | None, target: Target | None) -> SensitivityCell:
    value = true_share(estimate.value, ratio)
    limits = (true_share(estimate.ci_low, ratio), true_share(estimate.ci_high, ratio))
    if coverage is None or coverage == 1:
        if coverage == 1 and ratio != 1:
            return _impossible(ratio)
        return _cell(estimate, ratio, value, limits, None, target)
    satisfied = coverage * (estimate.value + ratio * (1 - estimate.value))
    if max(satisfied, satisfied / ratio) > 1 + 1e-12:
        return _impossible(ratio)
    silent = (value - coverage * estimate.value) / (1 - coverage)
    return _cell(estimate, ratio, value, limits, min(max(silent, 0.0), 1.0), target)


def _impossible(assumed: float) -> SensitivityCell:
    return SensitivityCell(assumed, None, None, None, None, False, None, None, None, None)


def _cell(
    estimate: Estimate,
    assumed: float,
    value: float,
    limits: tuple[float, float],
    silent: float | None,
    target: Target | None,
) -> SensitivityCell:
    """Judge a figure under an assumption beside the same figure without it."""
    if target is None:
        return SensitivityCell(assumed, value, *limits, silent, True, None, None, None, None)
    found = verdict(replace(estimate, value=value, ci_low=limits[0], ci_high=limits[1]), target)
    told = verdict(estimate, target)
    keeps_certainty = found.certainty == told.certainty
    return SensitivityCell(
        assumed, value, *limits, silent, True, found.point, found.certainty, found.point == told.point, keeps_certainty
    )


def _refuse_measure(estimate: Estimate, known: tuple[str, ...]) -> None:
    if estimate.measure not in known:
        raise MethodError(f"sensitivity: got a {estimate.measure}; expected one of {list(known)}")
