"""The highest point of a concave likelihood, and why it may have none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.exceptions import DidNotConverge
from analysis.models.model_matrix import column_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.models.model_matrix import ModelMatrix

    Floats = NDArray[np.float64]
    Slopes = Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64], NDArray[np.float64]]]

STEPS = 60
SMALL = 1e-9
"""A last step this small, of predictors of variance 1, leaves an error of its square."""


FAR = 25.0
"""Log-odds at which the second derivatives are lost in rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Maximum:
    """Where a likelihood is highest."""

    at: Floats
    curvature: Floats
    """(k, k) negative second derivatives there."""
    steps: int


def maximise(slopes: Slopes, start: Floats, what: str) -> Maximum:
    """Return the maximum of a concave function by Newton's steps, halved where they lose height.

    Parameters
    ----------
    slopes : callable
        Of (k,) the value (−inf where not allowed), the (k,) gradient, and the (k, k) negative second derivatives.
    start : (k,)
    what : str
        Named in the refusal.

    Raises
    ------
    DidNotConverge
        After 60 steps, or where the second derivatives vanish.
    """
    point, size = start, np.inf
    value, gradient, curvature = slopes(point)
    for steps in range(1, STEPS + 1):
        try:
            step = np.linalg.solve(curvature, gradient)
        except np.linalg.LinAlgError:
            break
        size = float(np.abs(step).max())
        point, (value, gradient, curvature) = _climb(slopes, point, step.astype(np.float64), value)
        if size <= SMALL * (1 + float(np.abs(point).max())):
            return Maximum(point, curvature, steps)
    raise DidNotConverge(
        f"{what}: no solution after {steps} steps (the last moved a coefficient by {size:.2g}); the answers do not "
        "determine it: leave predictors out or merge labels"
    )


def at_or_nowhere(fit: Callable[[], Maximum], size: int) -> Floats:
    """Return where a fit under replicate weights is highest, or NaN where it has no maximum."""
    try:
        return fit().at
    except DidNotConverge:
        return np.full(size, np.nan)


def _climb(slopes: Slopes, point: Floats, step: Floats, value: float) -> tuple[Floats, tuple[float, Floats, Floats]]:
    """Return the first of point + step, point + step/2, … that is no lower, and the slopes there."""
    floor = value - 1e-13 * (1 + abs(value))
    found = slopes(point + step)
    while found[0] < floor and float(np.abs(step).max()) > SMALL**2:
        step = step / 2
        found = slopes(point + step)
    return point + step, found


def is_far(edges: Floats) -> bool:
    """Whether some log-odds are so large that only separation, or a predictor far out, explains them."""
    return bool(np.abs(edges[np.isfinite(edges)]).max() > FAR)


def separating(slopes: Floats, starts: Floats) -> Floats | None:
    """Return the part of d in a direction (d, e) with slopes @ d + starts @ e ≥ 0 that is not 0 everywhere.

    Along it the likelihood grows without end and has no maximum. ``None`` where there is no such direction.

    Notes
    -----
    max Σ (slopes @ d + starts @ e) subject to each ≥ 0 and all of d, e in [−1, 1].

    References
    ----------
    Albert, Anderson (1984), Biometrika 71(1); Konis (2007), Linear programming algorithms for detecting separated data.
    """
    from scipy.optimize import linprog

    sides = np.unique(np.column_stack([slopes, starts]), axis=0)
    found = linprog(-sides.sum(axis=0), A_ub=-sides, b_ub=np.zeros(len(sides)), bounds=(-1, 1), method="highs")
    direction = np.asarray(found.x, dtype=np.float64)
    apart = float((sides @ direction).sum()) > 1e-7 * float(np.abs(sides).max())
    return direction[: slopes.shape[1]] if apart else None


def parted(item: str, matrix: ModelMatrix, direction: Floats | None) -> DidNotConverge | None:
    """Return an error that names the predictors that part the answers, where they do."""
    if direction is None:
        return None
    moved = [column for column, size in zip(matrix.names, direction, strict=True) if abs(size) > 1e-6]
    still = {name for name, _ in matrix.names if (name, None) not in matrix.names} - {
        name for name, label in matrix.names if label is not None and (name, label) not in moved
    }
    named = dict.fromkeys(repr(name) if name in still else column_name(name, label) for name, label in moved)
    return DidNotConverge(
        f"outcome {item!r} is separated by {', '.join(list(named)[:5])}: beyond some value or under some label the "
        "answers are all alike, so that the odds ratio is infinite; merge that label with another or leave the "
        "predictor out"
    )
