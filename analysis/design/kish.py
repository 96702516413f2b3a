"""Kish's design effect: what unequal weights alone cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.design.columns import plain
from analysis.exceptions import DesignError

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

    Raises
    ------
    DesignError
        No weight, one that is missing or below 0, or all of them 0.

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
    given = _numbers("weights", weights)
    if not given.sum() > 0:
        raise DesignError("weights: all of them are 0; expected some above 0")
    times = np.ones(len(given)) if counts is None else _numbers("counts", counts, len(given))
    return kish_factor(given, times, None if spread is None else _numbers("spread", spread, len(given)))


def _numbers(name: str, given: Any, size: int | None = None) -> NDArray[np.float64]:
    """Return numbers from 0, as many as there are weights."""
    try:
        numbers = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DesignError(f"{name}: expected numbers from 0 ({error})") from error
    if numbers.ndim != 1 or len(numbers) == 0 or len(numbers) != (len(numbers) if size is None else size):
        raise DesignError(f"{name}: got shape {numbers.shape}; expected one number for each weight, at least one")
    if not ((numbers >= 0) & (numbers < np.inf)).all():
        bad = numbers[~((numbers >= 0) & (numbers < np.inf))][0]
        raise DesignError(f"{name}: got {plain(bad)} among them; expected finite numbers from 0")
    return numbers


def kish_factor(
    weights: NDArray[np.float64],
    counts: NDArray[np.float64],
    spread: NDArray[np.float64] | None,
) -> float:
    """Return `kish_deff` of weights that were read before, whatever their sign."""
    squares = weights**2 if spread is None else weights**2 * (1 + spread)
    return float(counts.sum() * (counts @ squares) / (counts @ weights) ** 2)
