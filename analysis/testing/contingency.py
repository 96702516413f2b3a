"""Chi-square tests of weighted tables: whether two answers go together, and whether shares are those expected."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.design.domains import Domain, read_domain, read_mask
from analysis.design.linearisation import covariance
from analysis.exceptions import DesignError, MethodError
from analysis.testing.outcomes import read_groups
from analysis.testing.t_tests import linear_refit
from analysis.testing.tails import above_by_saddlepoint, above_chi_square, above_f, above_weighted_sum

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign

    Floats = NDArray[np.float64]
    Labels = tuple[tuple[str, str], ...]
    Verdict = tuple[float, float, float, float | None]


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of a two-way table."""

    row: str
    column: str
    share: float
    """Of all, weighted."""
    se: float
    n: int


@dataclass(frozen=True, slots=True)
class ChiSquareTest:
    """Whether rows and columns of a weighted table are independent."""

    method: str
    rows: str
    columns: str
    statistic: float
    """F for ``F``, ``Wald`` and ``adjWald``, Pearson's X² for the others."""
    p: float
    dof: float
    dof2: float | None
    """The denominator's of F."""
    mean_deff: float
    """Rao and Scott's mean design effect, by which X² is too large; 1 in a simple random sample."""
    n: int
    """Answers in the table."""
    table: tuple[TableCell, ...]
    domain: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """A two-way table with what its tests need."""

    rows: Domain
    cell: NDArray[np.intp]
    """(rows,) cell of each row, −1 outside."""
    shape: tuple[int, int]
    share: Floats
    """(cells,) row by row."""
    spread: Floats
    """(cells, cells) covariance of the shares."""
    nominal: int
    """Answers X² is said to rest on (R: the rows its design keeps, missing answers among them)."""
    dof: float
    """PSUs less strata."""


def chi_square_test(
    design: SurveyDesign,
    rows: Any,
    columns: Any,
    *,
    method: str = "F",
    where: Any = None,
    domain: Labels = (),
) -> ChiSquareTest:
    """Test whether two answers are independent, from a weighted table (R: ``svychisq``).

    Parameters
    ----------
    design : SurveyDesign
    rows, columns : str or (rows,) array
        Labels; a row with one of them missing is outside the table.
    method : {"F", "Chisq", "Wald", "adjWald", "lincom", "saddlepoint"}
        Rao–Scott of the second order on F, of the first order on chi-square, Wald's test of the counts without and with
        adjustment for few PSUs, and Pearson's X² against its limiting distribution, exact or by saddlepoint.
    where, domain
        As in `t_test`.

    Returns
    -------
    ChiSquareTest
        With the table: share of all, se and n of each cell.

    Raises
    ------
    DesignError
        Fewer than two labels, or too few PSUs for a Wald test.
    EmptyCellError
        No complete answer in the domain.
    MethodError
        A method that does not exist.

    Notes
    -----
    X² = n Σ (p̂_rc − p̂_r p̂_c)² / (p̂_r p̂_c). With C the contrasts of independence, D = diag(p̂) and V̂ the covariance
    of p̂, Δ = (CᵀD⁻¹C/n)⁻¹ CᵀD⁻¹V̂D⁻¹C and its eigenvalues δ: X² / Σδ on F with d = (Σδ)²/Σδ² and d ν (second order);
    X² / δ̄ on χ² (first order). Wald: Ŷᵀ V̂(Ŷ)⁻¹ Ŷ / q of Ŷ_rc = N̂_rc − N̂_r N̂_c / N̂ on F(q, ν), adjusted by
    (ν − q + 1)/ν on F(q, ν − q + 1), q = (R − 1)(C − 1). ν is PSUs less strata of the domain, missing answers
    included; of the whole design once its weights are adjusted, as in R.

    References
    ----------
    Rao, Scott (1984), Annals of Statistics 12(1), 46–60; Thomas, Rao (1987), JASA 82; Koch, Freeman, Freeman (1975).

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({"sex": ["f", "f", "m", "m"], "y": [1, 0, 1, 0], "count": [60, 40, 45, 55]})
    >>> found = chi_square_test(SurveyDesign(cells, count="count"), "sex", "y", method="Chisq")
    >>> f"{found.statistic:.3f} {found.mean_deff:.3f} p {found.p:.4f}"
    '4.511 1.005 p 0.0341'
    """
    if method not in _METHODS:
        raise MethodError(f"chi-square method {method!r} is not known; choose one of {list(_METHODS)}")
    (row_codes, row_labels, row_name), (codes, labels, name) = (
        read_groups(design, one, role) for one, role in ((rows, "rows"), (columns, "columns"))
    )
    inside = read_domain(design, where, (row_codes >= 0) & (codes >= 0), f"{row_name} and {name}")
    down, down_labels = _present(inside, row_codes, row_labels, row_name)
    across, across_labels = _present(inside, codes, labels, name)
    table = _tabulate(inside, down, across, (len(down_labels), len(across_labels)), where)
    effects = _effects(table)
    statistic, p, dof, dof2 = _METHODS[method](table, effects)
    shown = _cells(table, down_labels, across_labels)
    return ChiSquareTest(
        method, row_name, name, statistic, p, dof, dof2, float(effects.mean()), inside.n, shown, domain
    )


def _present(
    rows: Domain, codes: NDArray[np.intp], labels: tuple[Any, ...], name: str
) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Return codes over the labels that occur in the domain."""
    present = np.unique(codes[rows.inside])
    named = tuple(str(labels[code]) for code in present)
    if len(named) < 2:
        raise DesignError(f"column {name!r} has one label in the domain, {named[0]!r}; a table needs two or more")
    return np.searchsorted(present, codes), named


def _tabulate(
    rows: Domain, down: NDArray[np.intp], across: NDArray[np.intp], shape: tuple[int, int], where: Any
) -> _Table:
    """Return the shares of the cells and their covariance."""
    design, cells = rows.design, shape[0] * shape[1]
    cell = np.where(rows.inside, down * shape[1] + across, -1)
    one = (cell[:, None] == np.arange(cells)).astype(np.float64)

    def refit(weights: Floats) -> Floats:
        sums = (weights * design.counts) @ one
        persons = float(sums.sum())
        return np.full(cells, np.nan) if persons == 0 else sums / persons

    share = refit(design.weight)
    slope = np.where(rows.inside[:, None], one - share, 0.0) / rows.weight.sum()
    spread = covariance(design, slope * design.weight[:, None], rows.inside, refit)
    everyone = np.ones(design.rows, dtype=bool)
    asked = everyone if where is None else read_mask(design, where)
    whole = read_domain(design, None, everyone if design.keeps_every_row else asked, "")
    return _Table(rows, cell, shape, share, spread, whole.n, whole.dof)


def _cells(table: _Table, down: tuple[str, ...], across: tuple[str, ...]) -> tuple[TableCell, ...]:
    """Return the table to show."""
    answers = np.bincount(table.cell[table.rows.inside], table.rows.design.counts[table.rows.inside], len(table.share))
    errors = np.sqrt(np.maximum(np.diag(table.spread), 0.0))
    return tuple(
        TableCell(down[i // len(across)], across[i % len(across)], float(table.share[i]), float(errors[i]), int(n))
        for i, n in enumerate(answers)
    )


def _margins(table: _Table) -> tuple[Floats, Floats, Floats]:
    """Return the shares as a matrix, and those of the rows and of the columns."""
    share = table.share.reshape(table.shape)
    return share, share.sum(axis=1), share.sum(axis=0)


def _pearson(table: _Table) -> float:
    """Return X²."""
    share, down, across = _margins(table)
    expected = np.outer(down, across)
    return float(table.nominal * ((share - expected) ** 2 / expected).sum())


def _effects(table: _Table) -> Floats:
    """Return the generalised design effects δ, ascending."""
    from scipy.linalg import eigh

    contrast = np.kron(_contrasts(table.shape[0]), _contrasts(table.shape[1]))
    with np.errstate(divide="ignore"):
        inverse = np.where(table.share > 0, 1 / table.share, 0.0)
    scaled = contrast * inverse[:, None]
    simple = contrast.T @ scaled / table.nominal
    found = scaled.T @ table.spread @ scaled
    if np.linalg.matrix_rank(simple, hermitian=True) < len(simple):
        raise DesignError("table: too many empty cells for a test; merge labels")
    effects: Floats = eigh(found, simple, eigvals_only=True)
    if effects.sum() <= 1e-12:
        raise DesignError("table: its shares do not vary between PSUs; a test needs answers that differ")
    return effects


def _contrasts(labels: int) -> Floats:
    """Return (labels, labels − 1) differences from the first label, orthogonal to a constant."""
    return np.eye(labels)[:, 1:] - np.eye(labels)[:, :1]


def _second_order(table: _Table, effects: Floats) -> Verdict:
    statistic = _pearson(table) / float(effects.sum())
    dof = float(effects.sum() ** 2 / (effects**2).sum())
    return statistic, above_f(statistic, dof, dof * table.dof), dof, dof * table.dof


def _first_order(table: _Table, effects: Floats) -> Verdict:
    statistic, dof = _pearson(table), float(len(effects))
    return statistic, above_chi_square(statistic / float(effects.mean()), dof), dof, None


def _limit(tail: Callable[[float, Floats, float], float]) -> Callable[[_Table, Floats], Verdict]:
    """Return the test of X² against Σ δ χ²_1 over an independent χ²/dof."""

    def test(table: _Table, effects: Floats) -> Verdict:
        statistic, (_, _, dof, dof2) = _pearson(table), _second_order(table, effects)
        # R takes the denominator as known where it has replicate weights
        spread = math.inf if table.rows.design.repeated is not None else float(dof2 or 0.0)
        return statistic, tail(statistic, np.maximum(effects, 0.0), spread), dof, dof2

    return test


def _wald(table: _Table, effects: Floats) -> Verdict:
    statistic, cells = _wald_sum(table)
    return statistic / cells, above_f(statistic / cells, cells, table.dof), cells, table.dof


def _adjusted_wald(table: _Table, effects: Floats) -> Verdict:
    statistic, cells = _wald_sum(table)
    left = table.dof - cells + 1
    adjusted = statistic * left / (cells * table.dof)
    return adjusted, above_f(adjusted, cells, left), cells, left


def _wald_sum(table: _Table) -> tuple[float, int]:
    """Return Ŷᵀ V̂⁻¹ Ŷ over the cells away from the first row and column, and their number."""
    share, down, across = _margins(table)
    row, column = np.divmod(np.arange(len(table.share)), table.shape[1])
    cell, keep = table.cell, (row > 0) & (column > 0)
    here = (cell[:, None] == np.arange(len(table.share))).astype(np.float64)
    same_row, same_column = cell[:, None] // table.shape[1] == row, cell[:, None] % table.shape[1] == column
    slope = here - same_row * across[column] - same_column * down[row] + down[row] * across[column]
    slope = np.where(table.rows.inside[:, None], slope, 0.0)[:, keep]
    design = table.rows.design
    influence = slope * design.weight[:, None]
    spread = covariance(design, influence, table.rows.inside, linear_refit(design, slope))
    cells = int(keep.sum())
    if table.dof < cells or np.linalg.matrix_rank(spread, hermitian=True) < cells:
        raise DesignError(
            f"table: {table.dof:g} degrees of freedom are too few for a Wald test of {cells} cells, or a cell does not "
            'vary; merge labels or choose method="F"'
        )
    away = float(table.rows.weight.sum()) * (share - np.outer(down, across)).ravel()[keep]
    return float(away @ np.linalg.solve(spread, away)), cells


_METHODS: dict[str, Callable[[_Table, Floats], Verdict]] = {
    "F": _second_order,
    "Chisq": _first_order,
    "Wald": _wald,
    "adjWald": _adjusted_wald,
    "lincom": _limit(above_weighted_sum),
    "saddlepoint": _limit(above_by_saddlepoint),
}
