"""Who may be called higher than whom: shares of many units compared two by two, and the groups that stay tied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.asked import read_level
from analysis.estimation.intervals import Evidence, student, truncated
from analysis.exceptions import DesignError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.estimate import Estimate

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ties:
    """Units in the order given. Two of one group were not shown to differ; two of a kind in no common group were."""

    groups: tuple[tuple[int, ...], ...]
    """Places of the members of each group, the group with the highest mean figure first."""
    memberships: tuple[tuple[int, ...], ...]
    """Numbers of the groups each unit belongs to; more than one where groups overlap."""
    above: tuple[int, ...]
    """How many units each one is shown to be higher than."""
    below: tuple[int, ...]
    """How many units each one is shown to be lower than."""
    level: float
    pairs: int
    """Pairs looked at: those of one kind."""

    @property
    def proven(self) -> int:
        """Pairs shown to differ."""
        return sum(self.above)


def tied_groups(estimates: Sequence[Estimate], *, kinds: Sequence[str] = (), level: float = 0.95) -> Ties:
    """Return which of several independent estimates are shown to differ, all pairs looked at, and the groups tied.

    For units side by side: the chance that even one pair of truly equal units is called different stays below
    1 − level. Nothing is ranked that the data do not rank.

    Parameters
    ----------
    estimates : sequence of Estimate
        One measure, of units that share no PSU.
    kinds : sequence of str
        What each estimate rests on, where that is not the same for all: estimates of two kinds are of different
        populations, so such a pair is neither tested nor tied. Left out: all of one kind.
    level : float

    Raises
    ------
    DesignError
        Estimates of different measures; as many kinds as estimates were expected.

    Notes
    -----
    θ̂_i > θ̂_j are shown to differ where θ̂_i − θ̂_j > √((θ̂_i − l_i)² + (u_j − θ̂_j)²), l and u the limits at level
    1 − α/m (square-and-add; for shares `truncated` Korn–Graubard limits, else t). m counts the pairs not yet shown to
    differ and is brought down step by step (Holm), over all kinds together. An estimate that rests on one answer is
    tied with all. Groups are
    the largest sets without a pair shown to differ, found by insert and absorb.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873–890; Zou, Donner (2008), Statistics in Medicine 27, 1693–1702;
    Holm (1979), Scand. J. Statistics 6; Piepho (2004), J. Comput. Graph. Statistics 13, 456–466.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import SurveyDesign, proportion
    >>> cells = pd.DataFrame({"y": [1, 0] * 3, "unit": list("aabbcc"), "count": [90, 10, 80, 20, 40, 60]})
    >>> units = [SurveyDesign(part, count="count") for _, part in cells.groupby("unit")]
    >>> found = tied_groups([proportion(unit, "y", {1}) for unit in units])
    >>> found.groups, found.above, found.below
    (((0, 1), (2,)), (1, 1, 0), (0, 0, 2))
    """
    read_level(level)
    if len({(estimate.measure, estimate.item) for estimate in estimates}) > 1:
        raise DesignError("tied_groups: the estimates are of different measures; compare one measure with itself")
    if kinds and len(kinds) != len(estimates):
        raise DesignError(f"tied_groups: {len(kinds)} kinds for {len(estimates)} estimates; expected one each, or none")
    named = np.array(kinds if kinds else [""] * len(estimates), dtype=object)
    alike: Mask = named[:, None] == named[None, :]
    pairs = int(np.triu(alike, 1).sum())
    higher = _shown_higher(estimates, alike, pairs, level=level)
    groups = _ordered(_groups(higher, alike), [estimate.value for estimate in estimates])
    memberships = tuple(
        tuple(number for number, group in enumerate(groups) if place in group) for place in range(len(estimates))
    )
    above, below = (tuple(int(count) for count in higher.sum(axis=axis)) for axis in (1, 0))
    return Ties(groups, memberships, above, below, level, pairs)


def _shown_higher(estimates: Sequence[Estimate], alike: Mask, pairs: int, *, level: float) -> Mask:
    """(n, n) whether the row's figure is shown to be higher than the column's, of one kind both."""
    higher: Mask = np.zeros_like(alike)
    left = pairs
    while left:
        higher = _differ(estimates, 1 - (1 - level) / left) & alike
        if pairs - int(higher.sum()) == left:
            break
        left = pairs - int(higher.sum())
    return higher


def _differ(estimates: Sequence[Estimate], level: float) -> Mask:
    values = np.array([estimate.value for estimate in estimates])
    limits = np.array([_limits(estimate, level) for estimate in estimates])
    down, up = values - limits[:, 0], limits[:, 1] - values
    gaps = values[:, None] - values[None, :]
    counts = ~np.array([estimate.rests_on_one for estimate in estimates])
    shown: Mask = (gaps > np.hypot(down[:, None], up[None, :])) & counts[:, None] & counts[None, :]
    return shown


def _limits(estimate: Estimate, level: float) -> tuple[float, float]:
    size = estimate.n / estimate.kish_deff if estimate.se == 0 else estimate.n_eff
    evidence = Evidence(
        estimate.value, estimate.se, size, estimate.dof, estimate.n, estimate.few_psus, answers=estimate.n
    )
    return (truncated if estimate.measure == "proportion" else student)(evidence, level)


def _groups(higher: Mask, alike: Mask) -> list[frozenset[int]]:
    """Insert every pair that differs into the groups that hold both, and absorb what is inside another."""
    groups = list(dict.fromkeys(frozenset(np.flatnonzero(row).tolist()) for row in alike))
    for one, other in np.argwhere(higher):
        split = [group for group in groups if one in group and other in group]
        parts = [group - {place} for group in split for place in (int(one), int(other))]
        groups = _largest([group for group in groups if group not in split], parts)
    return groups


def _largest(kept: list[frozenset[int]], parts: list[frozenset[int]]) -> list[frozenset[int]]:
    for part in sorted(set(parts), key=len, reverse=True):
        if not any(part <= group for group in kept):
            kept.append(part)
    return kept


def _ordered(groups: list[frozenset[int]], values: list[float]) -> tuple[tuple[int, ...], ...]:
    def height(group: frozenset[int]) -> tuple[float, list[int]]:
        return (-sum(values[place] for place in group) / len(group), sorted(group))

    return tuple(tuple(sorted(group)) for group in sorted(groups, key=height))
