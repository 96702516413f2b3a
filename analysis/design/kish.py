"""Kish's design effect: what unequal weights alone cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def kish_deff(
    weights: NDArray[np.float64],
    counts: NDArray[np.float64] | None = None,
    spread: NDArray[np.float64] | None = None,
) -> float:
    """Return Kish's design effect of unequal weights alone, 1 when they are all equal.

    Parameters
    ----------
    weights : (n,) positive, persons one answer represents
    counts : (n,) answers with that weight, 1 each when left out
    spread : (n,) squared coefficient of variation of the weights of those answers, 0 when left out

    Notes
    -----
    n Σ w² / (Σ w)².

    References
    ----------
    Kish (1965), Survey Sampling, §11.7; Kish (1992), J. Official Statistics 8(2).

    Examples
    --------
    >>> kish_deff(np.array([1.0, 3.0]))
    1.25
    """
    times = np.ones(len(weights)) if counts is None else counts
    squares = weights**2 if spread is None else weights**2 * (1 + spread)
    return float(times.sum() * (times @ squares) / (times @ weights) ** 2)
