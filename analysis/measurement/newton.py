"""One small minimiser for the smooth problems here: Newton's steps, turned downhill and shortened where needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.exceptions import DidNotConverge

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

STEPS = 60
HALVINGS = 40
FLAT = 1e-9
"""A smallest second derivative below this leaves the solution undetermined."""


def minimise(
    value: Callable[[Floats], float],
    slopes: Callable[[Floats], tuple[Floats, Floats]],
    start: Floats,
    *,
    tolerance: float,
    what: str,
) -> Floats:
    """Return where the gradient of ``value`` is at most ``tolerance`` in every direction.

    Parameters
    ----------
    value : callable
        Of (k,) the number to make small; may be NaN where the point is not allowed.
    slopes : callable
        Of (k,) the (k,) gradient and the (k, k) second derivatives.
    start : (k,)
    what : str
        Named in the refusal.

    Raises
    ------
    DidNotConverge
        After 60 steps or where no step leads down, with how far off it still was; or at a point around which the
        value does not grow.

    Notes
    -----
    Step −Q |D|⁻¹ Qᵀ g with Q D Qᵀ the second derivatives, halved until the value does not grow.

    References
    ----------
    Nocedal, Wright (2006), Numerical Optimization, §3.4.
    """
    point = start
    for _ in range(STEPS):
        gradient, curvature = slopes(point)
        if not (np.isfinite(gradient).all() and np.isfinite(curvature).all()):
            break
        sizes, axes = np.linalg.eigh(curvature)
        if np.abs(gradient).max() <= tolerance:
            if sizes[0] < FLAT:
                break
            return point
        step = -axes @ ((axes.T @ gradient) / np.maximum(np.abs(sizes), 1e-8))
        shortened = _shortened(value, point, step)
        if shortened is None:
            break
        point = shortened
    raise DidNotConverge(
        f"{what}: no solution in {STEPS} steps (slope {np.abs(gradient).max():.2g}, wanted {tolerance:.0e}, at "
        f"{np.round(point, 4).tolist()}); the answers do not determine it: leave it out or widen the domain"
    )


def _shortened(value: Callable[[Floats], float], point: Floats, step: Floats) -> Floats | None:
    """Return the first of point + step, point + step/2, … that is no worse; none where all are."""
    limit = value(point)
    limit += 1e-14 * abs(limit)
    for _ in range(HALVINGS):
        if value(point + step) <= limit:
            return point + step
        step = step / 2
    return None
