"""Many tests at once: p-values raised so that chance alone does not call some sector different."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.exceptions import DesignError, MethodError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def adjust_p(p_values: Sequence[float], *, method: str = "holm") -> tuple[float, ...]:
    """Return p-values adjusted for being many, in the order given (R: ``p.adjust``).

    Parameters
    ----------
    p_values : sequence of float
        Between 0 and 1.
    method : {"holm", "bh"}
        ``holm`` bounds the chance of even one false finding; ``bh`` the expected share of false findings among those
        called, for independent or positively dependent tests.

    Raises
    ------
    DesignError
        No p-value, or one that is not between 0 and 1.
    MethodError
        A method that does not exist.

    Notes
    -----
    Sorted p_(1) ≤ … ≤ p_(m). Holm: max_{j≤i} (m − j + 1) p_(j); Benjamini–Hochberg: min_{j≥i} m p_(j) / j; at most 1.

    References
    ----------
    Holm (1979), Scand. J. Statistics 6; Benjamini, Hochberg (1995), JRSS B 57.

    Examples
    --------
    >>> adjust_p([0.01, 0.04, 0.03], method="holm")
    (0.03, 0.06, 0.06)
    """
    if method not in _METHODS:
        raise MethodError(f"adjustment {method!r} is not known; choose one of {list(_METHODS)}")
    try:
        given = np.asarray(p_values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DesignError(f"p_values: expected numbers between 0 and 1 ({error})") from error
    if given.ndim != 1 or len(given) == 0:
        raise DesignError(f"p_values: got shape {given.shape}; expected a list of at least one p-value")
    if bad := [float(p) for p in given if not 0 <= p <= 1]:
        raise DesignError(f"p_values: {bad} are not between 0 and 1; leave out the tests that gave no p-value")
    order = np.argsort(given, kind="stable")
    adjusted = np.empty_like(given)
    adjusted[order] = np.minimum(_METHODS[method](given[order]), 1.0)
    return tuple(adjusted.tolist())


def _holm(ascending: Floats) -> Floats:
    """Step down from the smallest."""
    raised: Floats = np.maximum.accumulate(np.arange(len(ascending), 0, -1) * ascending)
    return raised


def _benjamini_hochberg(ascending: Floats) -> Floats:
    """Step up from the largest."""
    scaled = len(ascending) / np.arange(1, len(ascending) + 1) * ascending
    raised: Floats = np.minimum.accumulate(scaled[::-1])[::-1]
    return raised


_METHODS: dict[str, Callable[[Floats], Floats]] = {"holm": _holm, "bh": _benjamini_hochberg}
