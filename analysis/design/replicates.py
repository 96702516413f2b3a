"""Replicate weights: the estimate is made anew under each set of weights, and its spread is the variance.

Statistics offices hand them over in place of strata and PSUs. What a set of weights counts in the variance depends on
how it was made, which ``kind`` says.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.asked import is_number, is_numeric, read_collection, read_option
from analysis.design.columns import as_numbers, column, plain, row_label
from analysis.exceptions import DesignError, MethodError, SmallSampleWarning

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Refit = Callable[[NDArray[np.float64]], NDArray[np.float64]]

DEPENDENT = 1e-5
"""A set of weights of which a smaller share is new adds no degree of freedom (R uses the same limit)."""


@dataclass(frozen=True, slots=True, eq=False)
class ReplicateWeights:
    """Replicate weights as an office hands them over.

    Parameters
    ----------
    weights : sequence of str, or (rows, R) array
        Columns of the cells, or the numbers; 0 or more.
    kind : str
        ``"BRR"`` (with ``rho`` Fay's), ``"Fay"``, ``"JK1"``, ``"JKn"``, ``"JK2"``, ``"bootstrap"``, ``"ACS"``,
        ``"successive-difference"`` or ``"other"``.
    scale : float, optional
        Factor of the whole variance; see Notes for what is taken when left out.
    rscales : float or (R,) array, optional
        Factor of each replicate.
    rho : float, optional
        Fay's factor, from 0 to below 1.
    mse : bool
        Squares are taken about the estimate under the full weights, not about the replicates' mean.
    combined : bool
        The numbers are weights; ``False`` where they have to be multiplied by the design's weights.
    dof : float, optional
        Degrees of freedom, where the office states them; else the rank of the replicates less 1.

    Notes
    -----
    V = scale Σ_r rscales_r (θ_r − θ̄)². Left out, scale is 1/R for BRR, 1/(R (1 − ρ)²) for Fay, (R − 1)/R for JK1,
    1/(R − 1) for bootstrap, 4/R for ACS and successive differences, 1 for JK2 and JKn; rscales are 1, for JKn without
    combined weights 1/(largest multiplier), and have to be given for JKn with combined weights.

    References
    ----------
    Wolter (2007), ch. 3–5; Judkins (1990), J. Official Statistics 6, 223–239; Fay, Train (1995); R ``svrepdesign``.

    Examples
    --------
    >>> ReplicateWeights(["r1", "r2"], kind="JK1").kind
    'JK1'
    """

    weights: Any
    kind: str
    scale: float | None = None
    rscales: Any = None
    rho: float | None = None
    mse: bool = False
    combined: bool = True
    dof: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Replicates:
    """Replicate weights that were read and checked."""

    weights: Floats
    """(R, rows) weight of one answer in each replicate."""
    scale: float
    rscales: Floats
    """(R,)"""
    mse: bool
    given_dof: float | None

    def adjusted(self, counts: Floats, adjustments: Sequence[Any]) -> Replicates:
        """Return the replicates with done to each what was done to the design's weights.

        Raises
        ------
        MethodError
            An adjustment that cannot be repeated under other weights.
        """
        weights = self.weights
        for adjustment in adjustments:
            if not hasattr(adjustment, "repeat"):
                raise MethodError(
                    f"replicates: {type(adjustment).__name__} cannot be repeated under replicate weights; adjust with "
                    "poststratify, or hand over replicates that the office adjusted"
                )
            weights = np.stack([adjustment.repeat(counts, one) for one in weights])
        return replace(self, weights=weights)

    def covariance(self, refit: Refit, weight: Floats) -> Floats:
        """Return the (k, k) covariance of what ``refit`` gives.

        Parameters
        ----------
        refit : (rows,) weights → (k,) estimates
        weight : (rows,) final weight of the design

        Raises
        ------
        DesignError
            No replicate gives an estimate.
        """
        found = np.stack([refit(one) for one in self.weights])
        known = np.asarray(np.isfinite(found).all(axis=1))
        if not known.any():
            raise DesignError("replicates: none gives an estimate; every replicate drops the whole domain, widen it")
        if not known.all():
            warnings.warn(
                f"replicates: {int((~known).sum())} of {len(known)} give no estimate in a domain and were left out",
                SmallSampleWarning,
                stacklevel=2,
            )
        found, rscales = found[known], self.rscales[known]
        centre = refit(weight) if self.mse else found[rscales > 0].mean(axis=0)
        spread = found - centre
        total: Floats = self.scale * ((spread * rscales[:, None]).T @ spread)
        return total

    def dof(self, counts: Floats, index: NDArray[np.intp]) -> float:
        """Return the rank of the replicates in a domain less 1, or the degrees of freedom that were given."""
        if self.given_dof is not None:
            return self.given_dof
        return float(_rank((self.weights[:, index] * np.sqrt(counts[index])).T) - 1)


def read_replicates(cells: Any, given: ReplicateWeights, weight: Floats) -> Replicates:
    """Check replicate weights.

    Raises
    ------
    MethodError
        A kind that does not exist, or numbers that do not go with it.
    DesignError
        A weight that is missing, negative or not a number; columns of another length.
    """
    if not isinstance(given, ReplicateWeights):
        raise DesignError(
            f'replicates: got {plain(given)}; expected ReplicateWeights(["r1", "r2"], kind="JK1"), with their kind'
        )
    read_option("replicates: kind", given.kind, KINDS)
    for name in ("scale", "rho", "dof"):
        if (number := getattr(given, name)) is not None and not is_number(number):
            raise MethodError(f"replicates: {name} {plain(number)} is no number; take it from the office's manual")
    if given.rscales is not None and not is_numeric(given.rscales):
        raise MethodError(f"replicates: rscales {plain(given.rscales)} are no numbers; take them from the manual")
    matrix = _read_matrix(cells, given.weights, len(weight))
    scale, rscales = KINDS[given.kind](given, matrix)
    _refuse_numbers(given, scale, rscales, len(matrix))
    combined = matrix if given.combined else matrix * weight
    return Replicates(combined, float(scale), np.broadcast_to(rscales, len(matrix)), given.mse, given.dof)


def _read_matrix(cells: Any, given: Any, rows: int) -> Floats:
    """Return (R, rows) numbers from column names or from a matrix."""
    expected = "a sequence of column names or a matrix"
    listed = given if hasattr(given, "shape") else read_collection("replicates", given, expected)
    names = None if hasattr(listed, "shape") or not all(isinstance(one, str) for one in listed) else listed or None
    if names is None and not is_numeric(listed):
        raise DesignError(f"replicates: got {plain(listed)}; expected {expected}")
    matrix = np.asarray(listed, dtype=np.float64).T if names is None else _columns(cells, names)
    if matrix.ndim != 2 or matrix.shape[1] != rows or len(matrix) < 2:
        raise DesignError(
            f"replicates: the weights have shape {matrix.T.shape}; expected {rows} rows and at least two replicates"
        )
    matrix = np.ascontiguousarray(matrix)
    bad = ~(np.isfinite(matrix) & (matrix >= 0))
    if bad.any():
        replicate, row = (int(place) for place in np.unravel_index(int(np.argmax(bad)), bad.shape))
        raise DesignError(
            f"replicates: row {row_label(cells, row)!r}, {_called(names, replicate)} is {plain(matrix[replicate, row])}"
            "; expected a number from 0: correct it or leave the row out"
        )
    if (empty := matrix.sum(axis=1) == 0).any():
        raise DesignError(f"replicates: {_called(names, int(np.argmax(empty)))} has no weight above 0; leave it out")
    return matrix


def _columns(cells: Any, names: Sequence[str]) -> Floats:
    """Return (R, rows) numbers of the named columns."""
    rows = []
    for name in names:
        try:
            rows.append(as_numbers(column(cells, name, "replicates")))
        except (TypeError, ValueError) as error:
            raise DesignError(f"replicates: column {name!r} holds something that is not a number ({error})") from error
    return np.stack(rows)


def _called(names: Sequence[str] | None, replicate: int) -> str:
    """Return what a message calls a replicate."""
    return f"replicate {replicate}" if names is None else f"column {names[replicate]!r}"


def _refuse_numbers(given: ReplicateWeights, scale: Any, rscales: Any, replicates: int) -> None:
    """Refuse a scale, rscales or degrees of freedom that cannot be."""
    if np.ndim(scale) != 0 or not (np.isfinite(scale) and scale > 0):
        raise MethodError(f"replicates: scale {scale!r} is not a number above 0; take it from the office's manual")
    factors = np.asarray(rscales, dtype=np.float64)
    if factors.shape not in ((), (1,), (replicates,)) or not (np.isfinite(factors) & (factors >= 0)).all():
        raise MethodError(
            f"replicates: rscales of shape {factors.shape}; expected one number from 0, or {replicates} of them"
        )
    if not (factors > 0).any():
        raise MethodError("replicates: all rscales are 0; expected at least one above 0")
    if given.dof is not None and not (np.isfinite(given.dof) and given.dof > 0):
        raise MethodError(f"replicates: dof {given.dof!r} is not a number above 0; leave it out for the rank less 1")


def _factor(given: ReplicateWeights, usual: float) -> tuple[Any, Any]:
    """Return scale and rscales as given, or the usual ones."""
    return usual if given.scale is None else given.scale, 1.0 if given.rscales is None else given.rscales


def _fixed(given: ReplicateWeights, scale: float) -> tuple[Any, Any]:
    """Return the scale that the kind fixes; refuse another."""
    same = given.scale is None or np.isclose(given.scale, scale, rtol=1e-9)
    if not same or not (given.rscales is None or np.all(np.asarray(given.rscales) == 1)):
        raise MethodError(
            f"replicates: kind {given.kind!r} fixes scale at {scale:g} and rscales at 1; "
            'leave them out, or use kind="other" with yours'
        )
    return scale, 1.0


def _balanced(given: ReplicateWeights, matrix: Floats) -> tuple[Any, Any]:
    rho = 0.0 if given.rho is None else given.rho
    if given.kind == "Fay" and given.rho is None:
        raise MethodError('replicates: kind "Fay" needs its rho; write rho=0.5, or what the manual says')
    if not 0 <= rho < 1:
        raise MethodError(f"replicates: rho {rho!r} is not from 0 to below 1; take it from the office's manual")
    return _fixed(given, 1 / (len(matrix) * (1 - rho) ** 2))


def _jackknife(given: ReplicateWeights, matrix: Floats) -> tuple[Any, Any]:
    usual = (len(matrix) - 1) / len(matrix) if given.combined else 1 / float(matrix[0].max())
    return _factor(given, usual)


def _stratified_jackknife(given: ReplicateWeights, matrix: Floats) -> tuple[Any, Any]:
    scale, rscales = _factor(given, 1.0)
    if given.rscales is not None:
        return scale, rscales
    if given.combined:
        raise MethodError(
            'replicates: kind "JKn" needs rscales, (n_h − 1)/n_h for each replicate; the weights alone do not tell them'
        )
    return scale, 1 / matrix.max(axis=1)


def _bootstrap(given: ReplicateWeights, matrix: Floats) -> tuple[Any, Any]:
    return _factor(given, 1 / (len(matrix) - 1))


def _differences(given: ReplicateWeights, matrix: Floats) -> tuple[Any, Any]:
    return _fixed(given, 4 / len(matrix))


def _pairs(given: ReplicateWeights, matrix: Floats) -> tuple[Any, Any]:
    return _fixed(given, 1.0)


def _other(given: ReplicateWeights, matrix: Floats) -> tuple[Any, Any]:
    if given.scale is None and given.rscales is None:
        raise MethodError('replicates: kind "other" needs scale, rscales or both; take them from the office\'s manual')
    return _factor(given, 1.0)


KINDS: dict[str, Callable[[ReplicateWeights, NDArray[np.float64]], tuple[Any, Any]]] = {
    "BRR": _balanced,
    "Fay": _balanced,
    "JK1": _jackknife,
    "JKn": _stratified_jackknife,
    "JK2": _pairs,
    "bootstrap": _bootstrap,
    "ACS": _differences,
    "successive-difference": _differences,
    "other": _other,
}
"""Kind of replicate weights → its scale and rscales."""


def _rank(columns: Floats) -> int:
    """Return how many columns are not (nearly) sums of multiples of those before them."""
    corner: Floats = np.asarray(np.linalg.qr(columns, mode="r"))
    sizes = np.linalg.norm(corner, axis=0)
    basis = np.zeros((corner.shape[0], 0))
    for j in np.flatnonzero(sizes > 0):
        left = corner[:, j] - basis @ (basis.T @ corner[:, j])
        left -= basis @ (basis.T @ left)
        rest = float(np.linalg.norm(left))
        if rest >= DEPENDENT * sizes[j] and basis.shape[1] < corner.shape[0]:
            basis = np.column_stack([basis, left / rest])
    return basis.shape[1]
