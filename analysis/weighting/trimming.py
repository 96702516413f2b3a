"""Trimming: weights held between two limits, the excess shared among the others."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from analysis.asked import is_number
from analysis.design.columns import plain
from analysis.exceptions import DesignError, DidNotConverge
from analysis.weighting.adjusting import adjusted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign

    Floats = NDArray[np.float64]

PASSES = 1000
"""Times that what a pass pushed over a limit is shared anew."""
EXCESS = 1e-13
"""A weight outside a limit by a smaller share of it is at the limit."""


@dataclass(frozen=True, slots=True, eq=False)
class Trimming:
    """Weights held between limits. Standard errors know nothing of it, as in R."""

    lower: float
    upper: float
    strict: bool
    after: Floats
    """(rows,) weight of one answer after it."""
    ties_rows: ClassVar[bool] = False

    def repeat(self, counts: Floats, weight: Floats) -> Floats:
        """Return other weights of one answer held between the same limits."""
        return _trimmed(weight, counts, (self.lower, self.upper), self.strict)

    def residuals(self, counts: Floats, influence: Floats, index: NDArray[np.intp]) -> tuple[Floats, NDArray[np.intp]]:
        """Return the influence as it is."""
        return influence, index


def trim(
    design: SurveyDesign, *, lower: float = -math.inf, upper: float = math.inf, strict: bool = False
) -> SurveyDesign:
    """Hold the weights between two limits and share what is cut off equally among the answers inside them.

    Parameters
    ----------
    design : SurveyDesign
    lower, upper : float
        Limits of the weight of one answer, in persons it represents.
    strict : bool
        Repeat until no weight is outside; a single pass may push some over a limit.

    Returns
    -------
    SurveyDesign
        A new design with the same sum of weights, as R's ``trimWeights``. Known totals no longer hold exactly: trim
        before post-stratifying, raking or calibrating.

    Raises
    ------
    DesignError
        Limits that are not in order, that leave no weight inside, or that the mean weight does not lie between; cells
        whose answers have unequal weights.
    DidNotConverge
        Weights still outside after 1,000 passes: says how far.

    Notes
    -----
    w_k = min(max(d_k, lower), upper) outside the limits, d_k + Σ (d − w) / m inside, the sum over the answers outside
    and m the number of those inside. Where all are outside, those beyond the other limit share it (R then loses it from
    the sum). Standard errors take the trimmed weights as given and keep the residuals of
    earlier adjustments.

    References
    ----------
    Potter (1990), Proc. ASA Survey Research Methods, 225–230; Valliant, Dever, Kreuter (2013), §14.4.

    Examples
    --------
    >>> from analysis.design.survey_design import SurveyDesign
    >>> design = SurveyDesign({"w": np.array([1.0, 2, 2, 11])}, weights="w")
    >>> trim(design, upper=5).weight.tolist()
    [3.0, 4.0, 4.0, 5.0]
    """
    _refuse(design, lower, upper)

    after = _trimmed(design.weight, design.counts, (lower, upper), strict)
    return adjusted(design, Trimming(lower, upper, strict, after))


def _refuse(design: SurveyDesign, lower: float, upper: float) -> None:
    """Refuse limits that cannot be kept."""
    if not (is_number(lower) and is_number(upper)):
        raise DesignError(
            f"trim: got lower {plain(lower)} and upper {plain(upper)}; expected numbers: leave a limit out for none"
        )
    if not lower < upper:
        raise DesignError(f"trim: lower {lower:g} is not below upper {upper:g}; give limits in order")
    if design.weight_spread is not None and design.weight_spread.any():
        raise DesignError(
            "trim: answers of one cell have unequal weights, which of them are outside is not known; trim the rows "
            "before counting them, or count each weight as a cell of its own"
        )


def _trimmed(weights: Floats, counts: Floats, limits: tuple[float, float], strict: bool) -> Floats:
    """Return the weights after one pass, or after as many as it takes."""
    in_use = weights != 0
    if strict:
        _refuse_mean(float(weights @ counts) / float(counts[in_use].sum()), *limits)
    for _ in range(PASSES if strict else 1):
        held = np.clip(weights, *limits)
        outside = in_use & (np.abs(weights - held) > EXCESS * np.abs(held))
        if not outside.any():
            return weights
        weights = _shared(weights, held, counts, (outside, in_use & ~outside))
    if not strict:
        return weights
    worst = float(np.abs(weights - np.clip(weights, *limits))[in_use].max())
    raise DidNotConverge(f"trim: after {PASSES} passes a weight is still {worst:g} outside; widen the limits")


def _refuse_mean(mean: float, lower: float, upper: float) -> None:
    """Refuse limits that the weights cannot keep, since trimming leaves their mean as it is."""
    if not lower <= mean <= upper:
        raise DesignError(
            f"trim: the mean weight {mean:g} is not between lower {lower:g} and upper {upper:g}, so that not all "
            "weights can be; widen the limits"
        )


def _shared(
    weights: Floats, held: Floats, counts: Floats, sides: tuple[NDArray[np.bool_], NDArray[np.bool_]]
) -> Floats:
    """Return the weights after the excess of those outside is shared among the answers inside."""
    outside, inside = sides
    excess = float((weights - held)[outside] @ counts[outside])
    if not inside.any():
        inside = outside & (weights < held if excess > 0 else weights > held)
    if not inside.any():
        raise DesignError("trim: every weight is outside the limits, none is left to share with; widen the limits")
    each = excess / float(counts[inside].sum())
    return np.where(outside, held, weights) + np.where(inside, each, 0.0)
