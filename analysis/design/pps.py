"""Sampling with unequal probabilities without replacement: what two units' joint probability says of the variance.

Horvitz and Thompson's and Yates and Grundy's variances need the joint inclusion probability π_ij of every two units
drawn. They are given as a matrix, or approximated from the units' own probabilities by Overton or by Hartley and Rao;
then they have the form a + b (π_i + π_j) within a stratum, and no matrix is made. Brewer's approximation needs no
pairs: it is a stage whose units have finite population corrections of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args

import numpy as np

from analysis.design.columns import row_label
from analysis.design.psu_sums import count_by_group, sum_by_group
from analysis.exceptions import DesignError, MethodError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from analysis.design.psu_sums import PsuSums
    from analysis.design.stages import Stage

    Floats = NDArray[np.float64]

PpsVariance = Literal["HT", "YG"]

SAME = 1e-6
"""Relative difference up to which a matrix's diagonal agrees with the column of probabilities."""


@dataclass(frozen=True, slots=True)
class HartleyRao:
    """Hartley and Rao's joint probabilities, with the mean probability of the population where it is known.

    Parameters
    ----------
    sum_squares : float or mapping, optional
        Σ π² / n over the **population** of the stratum, or stratum label → that; estimated by the mean probability of
        the units drawn when left out (R: ``HR()``).

    References
    ----------
    Hartley, Rao (1962), Annals of Mathematical Statistics 33, 350–374.

    Examples
    --------
    >>> HartleyRao(0.25)
    HartleyRao(sum_squares=0.25)
    """

    sum_squares: float | Mapping[Any, float] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class JointProbabilities:
    """The joint inclusion probabilities of the units drawn (R: ``ppsmat``).

    Parameters
    ----------
    matrix : (rows, rows) array
        In the order of the rows; the diagonal is the units' own probability.
    tolerance : float
        A pair whose (π_ij − π_i π_j)/π_ij is nearer to 0 counts as independent; R's default is kept. Write 0 to use
        all pairs.

    References
    ----------
    Särndal, Swensson, Wretman (1992), §2.8.
    """

    matrix: Any
    tolerance: float = 1e-4


Pps = Literal["brewer", "overton", "HR"] | HartleyRao | JointProbabilities


class Pairs(Protocol):
    """The covariances of the drawing of two units, divided by their joint probability."""

    def covariance(self, psus: PsuSums, variance: PpsVariance) -> Floats:
        """Return the (k, k) covariance of sums over units."""


def read_pairs(
    cells: Any, counts: Floats, pps: Any, stages: tuple[Stage, ...], labels: tuple[Any, ...]
) -> Pairs | None:
    """Return what the pairs say; ``None`` for Brewer, who needs none.

    Raises
    ------
    MethodError
        No such method, or one for a single stage in a design with several.
    DesignError
        A matrix that does not belong to the rows.
    """
    if pps == "brewer":
        return None
    if len(stages) > 1:
        raise MethodError(
            f'pps: got {len(stages)} stages; pairs of units are known for one stage only, use pps="brewer"'
        )
    stage = stages[0]
    if isinstance(pps, JointProbabilities):
        return _read_matrix(cells, counts, pps, stage)
    if pps == "overton":
        return _of_probabilities(stage, counts, np.zeros(len(stage.drawn)), 0.5)
    if pps == "HR":
        pps = HartleyRao()
    if isinstance(pps, HartleyRao):
        return _of_probabilities(stage, counts, _mean_probability(pps, stage, counts, labels), 1.0)
    raise MethodError(
        f'pps {pps!r} is not known; choose "brewer", "overton", "HR", or give HartleyRao(…) or JointProbabilities(…)'
    )


def check_variance(variance: str, pps: Any) -> None:
    """Refuse a variance that does not exist, or Yates and Grundy's without pairs."""
    if variance not in get_args(PpsVariance):
        raise MethodError(f"pps_variance {variance!r} is not known; choose one of {list(get_args(PpsVariance))}")
    if variance != "HT" and (pps is None or pps == "brewer"):
        raise MethodError(
            f'pps_variance {variance!r} rests on pairs of units; use it with pps="overton", "HR" or JointProbabilities'
        )


@dataclass(frozen=True, slots=True, eq=False)
class _SharedPairs:
    """Pairs of one stratum have a + b (π_i + π_j), pairs across strata 0."""

    probability: Floats
    """(units,)"""
    a: Floats
    """(strata,)"""
    b: Floats
    """(strata,)"""
    drawn: Floats
    whole: Floats
    """(strata,) sum of the probabilities of the units drawn."""

    def covariance(self, psus: PsuSums, variance: PpsVariance) -> Floats:
        """Return Σ_i (1 − π_i) x_i x_iᵀ + Σ_{i≠j} (a + b (π_i + π_j)) x_i x_jᵀ, from sums per stratum."""
        p, h, x = self.probability, psus.stratum, psus.sums
        a, b = self.a[h], self.b[h]
        weighed = x * psus.times[:, None]
        sums = sum_by_group(weighed, h, len(self.a))
        probable = sum_by_group(weighed * p[:, None], h, len(self.a))
        own = 1 - p - a - 2 * b * p
        if variance == "YG":
            own = own - (1 - p) - (self.drawn[h] - 1) * a - b * (self.whole[h] - p + (self.drawn[h] - 1) * p)
        mixed = (sums * self.b[:, None]).T @ probable
        return _not_negative((sums * self.a[:, None]).T @ sums + mixed + mixed.T + (weighed * own[:, None]).T @ x, psus)


@dataclass(frozen=True, slots=True, eq=False)
class _KnownPairs:
    """A matrix of (π_ij − π_i π_j) / π_ij."""

    pairs: Floats
    row_sums: Floats

    def covariance(self, psus: PsuSums, variance: PpsVariance) -> Floats:
        """Return xᵀ Δ x, less the squares weighed by the sums of Δ for Yates and Grundy."""
        found: Floats = psus.sums.T @ self.pairs @ psus.sums
        if variance == "YG":
            found -= (psus.sums * self.row_sums[:, None]).T @ psus.sums
        return _not_negative(found, psus)


def _not_negative(found: Floats, psus: PsuSums) -> Floats:
    """Refuse a variance below 0, which both estimators can give."""
    size = psus.times @ psus.sums**2
    low = np.diag(found) < -1e-10 * size
    if low.any():
        raise MethodError(
            f"pps: the variance came out as {np.diag(found)[low][0]:.3g}, below 0, with these joint probabilities; "
            'choose the other pps_variance ("HT" or "YG") or pps="brewer"'
        )
    return found


def _of_probabilities(stage: Stage, counts: Floats, mean_probability: Floats, share: float) -> _SharedPairs:
    """Return pairs with (share (π_i + π_j) − 1 − mean probability) / (n − 1)."""
    others = np.where(stage.drawn > 1, stage.drawn - 1, np.inf)
    weighed = stage.fraction * (counts if stage.units is None else 1.0)
    whole = count_by_group(weighed, stage.unit_stratum, len(others))
    return _SharedPairs(stage.fraction, -(1 + mean_probability) / others, share / others, stage.drawn, whole)


def _mean_probability(given: HartleyRao, stage: Stage, counts: Floats, labels: tuple[Any, ...]) -> Floats:
    """Return Σ π² / n of each stratum, known or estimated."""
    known = given.sum_squares
    if known is None:
        weighed = stage.fraction * (counts if stage.units is None else 1.0)
        return count_by_group(weighed, stage.unit_stratum, len(labels)) / stage.drawn
    if not isinstance(known, Mapping):
        known = dict.fromkeys(labels, known)
    if absent := [label for label in labels if label not in known]:
        raise DesignError(f"HartleyRao: no sum_squares for strata {absent}; give one for each stratum")
    values = np.array([known[label] for label in labels], dtype=np.float64)
    if (bad := ~((values > 0) & (values <= 1))).any():
        place = int(np.argmax(bad))
        raise DesignError(
            f"HartleyRao: sum_squares of stratum {labels[place]!r} is {values[place]!r}; expected the sum of the "
            "population's squared probabilities over the units drawn, above 0 and at most 1"
        )
    return values


def _read_matrix(cells: Any, counts: Floats, given: JointProbabilities, stage: Stage) -> _KnownPairs:
    """Check a matrix of joint probabilities against the rows."""
    if (counts > 1).any() or (stage.units is not None and len(stage.unit_stratum) < len(counts)):
        raise DesignError(
            "pps: joint probabilities are known for rows, but here a row or a PSU holds several answers; give one row "
            'for each unit drawn, or use pps="overton", "HR" or "brewer", which take cells'
        )
    joint = np.asarray(given.matrix, dtype=np.float64)
    if joint.shape != (len(counts), len(counts)):
        raise DesignError(
            f"pps: the joint probabilities have shape {joint.shape}; expected {len(counts)} by {len(counts)}"
        )
    own = stage.row_fraction
    _refuse_pairs(cells, joint, own)
    pairs = (joint - np.outer(np.diag(joint), np.diag(joint))) / joint
    pairs[np.abs(pairs) < given.tolerance] = 0.0
    at = np.arange(len(counts)) if stage.units is None else stage.units
    ordered = np.zeros_like(pairs)
    ordered[np.ix_(at, at)] = pairs
    return _KnownPairs(ordered, ordered.sum(axis=0))


def _refuse_pairs(cells: Any, joint: Floats, own: Floats) -> None:
    """Refuse a matrix that is no table of joint probabilities, with the row and column that show it."""
    slack = 1 + SAME
    checks: dict[str, Callable[[], NDArray[np.bool_]]] = {
        "expected a probability above 0 and at most 1 (a pair that is never drawn together has no such variance)": (
            lambda: ~((joint > 0) & (joint <= slack))
        ),
        "the matrix is not symmetric there; give each pair one probability": (
            lambda: np.abs(joint - joint.T) > SAME * np.abs(joint)
        ),
        "the diagonal differs from the unit's own probability in the fpc column; give both alike": (
            lambda: np.diag(np.abs(np.diag(joint) - own) > SAME * own)
        ),
        "a pair cannot be more probable than either of its units; correct it": (
            lambda: joint > np.minimum.outer(own, own) * slack
        ),
    }
    for remedy, check in checks.items():
        wrong = check()
        if wrong.any():
            i, j = (int(place) for place in np.unravel_index(int(np.argmax(wrong)), wrong.shape))
            raise DesignError(
                f"pps: the joint probability of rows {row_label(cells, i)!r} and {row_label(cells, j)!r} is "
                f"{joint[i, j]!r}; {remedy}"
            )
