"""Quantile rules by name: what value stands at the share q of a weighted distribution.

``math`` (and ``hf1``) is the smallest answer whose cumulative share reaches q, ``school`` (``hf2``) the middle of the
two where q is reached exactly, ``hf3`` to ``hf9`` are the rules of Hyndman and Fan with weights, as in R's
``svyquantile(qrule=)``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from analysis.exceptions import MethodError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TIE = 1e-12
"""A cumulative share this close to q is q: what is missing is rounding error of the sum."""


@dataclass(frozen=True, eq=False)
class Distribution:
    """Answers in ascending order, equal ones in the order of the rows, with the weight of one and their number."""

    values: Floats
    """(m,) ascending."""
    weight: Floats
    """(m,) weight of one answer."""
    counts: Floats
    """(m,) answers."""

    @cached_property
    def cumulative(self) -> Floats:
        """(m,) weight of all answers up to the last of each cell."""
        return np.cumsum(self.weight * self.counts)

    @cached_property
    def reached(self) -> tuple[Floats, Floats]:
        """Distinct answers and the share at or below each."""
        last = np.flatnonzero(np.append(np.diff(self.values) > 0, True))
        return self.values[last], self.cumulative[last] / self.cumulative[-1]


def read_distribution(values: Floats, weight: Floats, counts: Floats) -> Distribution:
    """Return the distribution of answers in any order; those of weight 0 are left out."""
    order = np.argsort(values, kind="stable")
    order = order[weight[order] > 0]
    return Distribution(values[order], weight[order], counts[order])


def _step(found: Distribution, q: float) -> float:
    """Return the smallest answer whose cumulative share reaches q."""
    values, shares = found.reached
    return float(values[min(int(np.searchsorted(shares, q - TIE)), len(values) - 1)])


def _middle(found: Distribution, q: float) -> float:
    """Return the middle of two answers where the first reaches q exactly, else as ``math``."""
    values, shares = found.reached
    place = min(int(np.searchsorted(shares, q - TIE)), len(values) - 1)
    following = min(place + 1, len(values) - 1)
    return float((values[place] + values[following]) / 2) if shares[place] <= q + TIE else float(values[place])


def _even(found: Distribution, q: float) -> float:
    """Return the answer that reaches q exactly where it is an even one of the distinct answers, else the next."""
    values, shares = found.reached
    place = min(int(np.searchsorted(shares, q - TIE)), len(values) - 1)
    is_odd_tie = shares[place] <= q + TIE and place % 2 == 0
    return float(values[min(place + 1, len(values) - 1)] if is_odd_tie else values[place])


def _shah_vaish(found: Distribution, q: float) -> float:
    """Return the answer with the greatest position (S + 1/2 − w/2) / (n + 1) up to q, as R has it.

    S is the sum of weights brought to an average of 1, w the weight as it stands: give weights that average 1.
    """
    size = float(found.counts.sum())
    unit = found.weight * size / found.cumulative[-1]
    first = np.cumsum(unit * found.counts) - unit * (found.counts - 1) + 0.5 - found.weight / 2
    below = np.floor((q * (size + 1) - first) / unit + TIE)
    position = first + unit * np.clip(below, 0, found.counts - 1)
    if (below >= 0).any():
        return float(found.values[np.argmax(np.where(below >= 0, position, -np.inf))])
    return float(found.values[np.argmin(first)])


def _between(back: float, wider: float) -> Callable[[Distribution, float], float]:
    """Return the rule that joins answers by lines at the positions (S − a w) / (W + b w_last)."""

    def rule(found: Distribution, q: float) -> float:
        whole = found.cumulative[-1] + wider * found.weight[-1]
        last = found.cumulative - back * found.weight
        first = last - found.weight * (found.counts - 1)
        positions = np.stack([first, last], axis=1).ravel()
        value = float(np.interp(q * whole, positions, np.repeat(found.values, 2)))
        nearest = float(found.values[np.argmin(np.abs(found.values - value))])
        return nearest if math.isclose(value, nearest, rel_tol=TIE) else value

    return rule


QUANTILE_RULES: dict[str, Callable[[Distribution, float], float]] = {
    "math": _step,
    "school": _middle,
    "shahvaish": _shah_vaish,
    "hf1": _step,
    "hf2": _middle,
    "hf3": _even,
    "hf4": _between(0, 0),
    "hf5": _between(1 / 2, 0),
    "hf6": _between(0, 1),
    "hf7": _between(1, -1),
    "hf8": _between(1 / 3, 1 / 3),
    "hf9": _between(3 / 8, 1 / 4),
}
"""Quantile rules by R's names."""


def read_rule(name: str) -> Callable[[Distribution, float], float]:
    """Return the rule of this name.

    Raises
    ------
    MethodError
        No such rule.
    """
    if name not in QUANTILE_RULES:
        raise MethodError(f"quantile rule {name!r} is not known; choose one of {list(QUANTILE_RULES)}")
    return QUANTILE_RULES[name]
