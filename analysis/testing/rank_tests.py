"""Rank tests on a design: whether the answers of some groups lie higher, whatever the distance between answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.design.domains import Domain, read_domain, refuse_negative_weights
from analysis.design.linearisation import covariance
from analysis.exceptions import DesignError, MethodError
from analysis.testing.outcomes import read_groups, read_outcome
from analysis.testing.t_tests import difference, dof_left, linear_refit, standard_error
from analysis.testing.tails import above_f, two_sided

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign

    Floats = NDArray[np.float64]
    Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RankTest:
    """Groups compared by the mean score of their ranks."""

    method: str
    item: str
    groups: tuple[str, ...]
    differences: tuple[float, ...]
    """Mean rank score of each group less that of the first, the first left out."""
    se: tuple[float, ...]
    statistic: float
    """t for two groups, F for more."""
    dof: float
    """Of t, or the numerator's of F."""
    dof2: float | None
    """The denominator's of F; ``None`` for t."""
    p: float
    n: int
    domain: tuple[tuple[str, str], ...] = ()


def rank_test(
    design: SurveyDesign,
    item: Any,
    between: Any,
    *,
    method: str = "wilcoxon",
    scores: Mapping[Any, float] | None = None,
    ties: str = "middle",
    where: Any = None,
    domain: Labels = (),
) -> RankTest:
    """Test whether groups differ in the ranks of their answers (R: ``svyranktest``).

    Parameters
    ----------
    design : SurveyDesign
    item, between : str or (rows,) array
        The answers, numbers or codes with ``scores``, and the groups, two or more.
    method : {"wilcoxon", "vanderWaerden", "median"}
        The score of a rank. ``wilcoxon`` with more than two groups is the Kruskal–Wallis test.
    ties : {"middle", "row_order"}
        Equal answers share the middle of their weights. ``row_order`` is R's rule, which depends on the order of the
        rows where equal answers have unequal weights; there cells and rows differ too.
    where, domain
        As in `t_test`.

    Raises
    ------
    DesignError
        Fewer than two groups, answers that do not vary, no degree of freedom left, or a weight below 0 where ranks
        become normal scores (``vanderWaerden``).
    EmptyCellError
        No complete answer in the domain.
    MethodError
        A method or a rule for ties that does not exist.

    Notes
    -----
    Rank r_k = Σ_{y<y_k} w + ½ Σ_{y=y_k} w, in [0, N]; score r/N, Φ⁻¹(r/N), or 1 where r > N/2. Two groups: difference
    of mean scores on t with PSUs less strata less 1 degrees of freedom. G groups: δᵀV⁻¹δ / (G − 1) on F with G − 1 and
    PSUs less strata less G + 1. Ranks are taken as known in the influence.

    References
    ----------
    Lumley, Scott (2013), Biometrika 100(4), 831–842.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({"unit": ["A", "A", "B", "B"], "y": [1, 2, 1, 2], "count": [50, 50, 30, 70]})
    >>> found = rank_test(SurveyDesign(cells, count="count"), "y", "unit")
    >>> f"{found.differences[0]:.2f} p {found.p:.4f}"
    '0.10 p 0.0037'
    """
    for name, known, given in (("method", _SCORES, method), ("ties", _TIES, ties)):
        if given not in known:
            raise MethodError(f"rank_test: {name} {given!r} is not known; choose one of {list(known)}")
    values, item_name = read_outcome(design, item, None, scores)
    codes, labels, column = read_groups(design, between, "between")
    complete = ~np.isnan(values) & (codes >= 0)
    rows = read_domain(design, where, complete, item_name)
    present = np.unique(codes[rows.inside])
    _refuse_few(column, [labels[code] for code in present], values[rows.inside])
    group = np.where(rows.inside, np.searchsorted(present, codes), -1)
    ranks = np.zeros(design.rows)
    ranks[complete] = _TIES[ties](rows, values, complete)
    if method == "vanderWaerden":
        refuse_negative_weights(rows, "rank_test: vanderWaerden")
    # an answer of weight 0 may have the rank 0, whose normal score is infinite, and adds nothing
    score, weighed = np.zeros(design.rows), rows.inside & (rows.weight != 0)
    score[weighed] = _SCORES[method](ranks[weighed] / rows.weight.sum())
    named = (method, item_name, tuple(str(labels[code]) for code in present))
    return _report(rows, named, score, group, domain)


def _refuse_few(column: str, labels: list[Any], values: Floats) -> None:
    """Refuse one group, or answers that are all the same."""
    if len(labels) < 2:
        raise DesignError(
            f"between: column {column!r} has one label in the domain, {labels}; a rank test needs two or more"
        )
    if values.min() == values.max():
        raise DesignError(f"item: every answer in the domain is {values[0]:g}; there is nothing to rank")


def _report(
    rows: Domain, named: tuple[str, str, tuple[str, ...]], score: Floats, group: NDArray[np.intp], domain: Labels
) -> RankTest:
    """Compare the mean scores of the groups; ``named`` is (method, item, groups)."""
    method, item, groups = named
    more = len(groups) - 1
    dof = dof_left(rows, more)
    if more == 1:
        slope, refit = difference(rows, score, group, 2)
        value, se = (
            float(refit(rows.design.weight)[0]),
            standard_error(rows, slope, 1.0, linear_refit(rows.design, slope[:, None])),
        )
        return RankTest(
            method, item, groups, (value,), (se,), value / se, dof, None, two_sided(value / se, dof), rows.n, domain
        )
    values, spread = _several(rows, score, group, len(groups))
    statistic = float(values @ np.linalg.solve(spread, values)) / more
    errors = tuple(np.sqrt(np.diag(spread)).tolist())
    p = above_f(statistic, more, dof)
    return RankTest(method, item, groups, tuple(values.tolist()), errors, statistic, more, dof, p, rows.n, domain)


def _several(rows: Domain, score: Floats, group: NDArray[np.intp], groups: int) -> tuple[Floats, Floats]:
    """Return each group's mean score less the first's, and their covariance."""
    members = group[:, None] == np.arange(groups)
    persons = rows.weight @ members
    means = (rows.weight * score) @ members / persons
    residual = np.where(members, (score[:, None] - means) / persons, 0.0)
    contrast = residual[:, 1:] - residual[:, :1]
    influence = contrast * rows.design.weight[:, None]
    spread = covariance(rows.design, influence, rows.inside, linear_refit(rows.design, contrast))
    if np.linalg.matrix_rank(spread, hermitian=True) < groups - 1:
        raise DesignError(
            f"between: the {groups} groups lie in too few PSUs for their covariance ({rows.dof:g} degrees of freedom), "
            "or one has equal answers only; merge groups or compare two at a time"
        )
    return means[1:] - means[0], spread


def _middle(rows: Domain, values: Floats, complete: NDArray[np.bool_]) -> Floats:
    """Return the weight below each answer and half of that at it."""
    levels, at = np.unique(values[complete], return_inverse=True)
    mass = np.bincount(at, rows.weight[complete], len(levels))
    middle: Floats = (np.cumsum(mass) - mass / 2)[at]
    return middle


def _row_order(rows: Domain, values: Floats, complete: NDArray[np.bool_]) -> Floats:
    """Return R's rank: the plain mean over equal answers of the weight up to the middle of each, in row order."""
    kept = np.ones(rows.design.rows, dtype=bool) if rows.design.keeps_every_row else rows.inside
    times = np.where(kept, rows.design.counts, 0.0)[complete]
    weight, answers = rows.weight[complete], values[complete]
    order = np.argsort(answers, kind="stable")
    middle = np.empty(len(order))
    middle[order] = np.cumsum(weight[order]) - weight[order] / 2
    levels, at = np.unique(answers, return_inverse=True)
    shared = np.bincount(at, times, len(levels))
    summed = np.bincount(at, times * middle, len(levels))
    ranks: Floats = (summed / np.where(shared > 0, shared, 1.0))[at]
    return ranks


def _normal(share: Floats) -> Floats:
    from scipy.special import ndtri

    scores: Floats = ndtri(share)
    return scores


def _above_half(share: Floats) -> Floats:
    # a rank in the very middle may stand a rounding error above it
    return (share > 0.5 * (1 + 1e-12)).astype(np.float64)


_SCORES: dict[str, Callable[[Floats], Floats]] = {
    "wilcoxon": lambda share: share,
    "vanderWaerden": _normal,
    "median": _above_half,
}
_TIES: dict[str, Callable[[Domain, Floats, NDArray[np.bool_]], Floats]] = {"middle": _middle, "row_order": _row_order}
