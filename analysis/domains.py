"""Domains: the part of a design an estimate speaks of. The rest stays in, because its PSUs were drawn too."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.columns import column
from analysis.exceptions import DesignError, EmptyCellError
from analysis.weighting import kish_deff

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from analysis.design import SurveyDesign
    from analysis.estimate import Estimate

FEW_PSUS = 8
"""Below this many PSUs an interval leans on a t with few degrees of freedom and says so."""


@dataclass(frozen=True, eq=False)
class Domain:
    """The rows an estimate rests on, and what the design says of them."""

    design: SurveyDesign
    inside: NDArray[np.bool_]
    """(rows,) row in the domain with a valid answer."""

    @cached_property
    def weight(self) -> NDArray[np.float64]:
        """(rows,) weight of a row, all its answers together; 0 outside."""
        return np.where(self.inside, self.design.weight * self.design.counts, 0.0)

    @cached_property
    def n(self) -> int:
        """Answers in the domain."""
        return int(self.design.counts[self.inside].sum())

    @cached_property
    def psus(self) -> int:
        """PSUs with an answer in the domain."""
        codes = self.design.psu_codes
        return self.n if codes is None else len(np.unique(codes[self.inside]))

    @cached_property
    def dof(self) -> float:
        """PSUs less strata, both with an answer in the domain (R's ``degf``); 1 where nothing is left."""
        return float(max(self.psus - len(np.unique(self.design.stratum_codes[self.inside])), 1))

    @cached_property
    def kish_deff(self) -> float:
        """Design effect of the weights alone."""
        return kish_deff(self.design.weight[self.inside], self.design.counts[self.inside])

    @property
    def few_psus(self) -> bool:
        """Whether the interval should say that it leans on few PSUs."""
        return self.psus < FEW_PSUS

    @property
    def nominal(self) -> int:
        """Answers R's ``nrow(design)`` counts: those of the domain, or all once post-stratified."""
        return self.design.answers if self.design.poststrata else self.n


def read_domain(design: SurveyDesign, where: Any, valid: NDArray[np.bool_], item: str) -> Domain:
    """Return the rows of ``where`` with a valid answer.

    Raises
    ------
    DesignError
        When ``where`` is not one true or false a row.
    EmptyCellError
        When no row is left.
    """
    inside = valid if where is None else valid & read_mask(design, where)
    if not inside.any():
        raise EmptyCellError(
            f"no valid answer to {item!r} in the domain; widen the domain or leave it out of the table"
        )
    return Domain(design, inside)


def read_mask(design: SurveyDesign, where: Any) -> NDArray[np.bool_]:
    """Return ``where`` as a boolean array in the order of the rows."""
    import pandas as pd

    if isinstance(where, pd.Series):
        if not where.index.equals(design.cells.index):
            raise DesignError(
                "where: the Series has another index than the cells; build it from the design's own cells"
            )
        if where.isna().any():
            raise DesignError("where: the Series has missing values; say which side they belong to with fillna")
        where = where.to_numpy()
    mask = np.asarray(where)
    if mask.dtype != np.bool_ or mask.shape != (design.rows,):
        raise DesignError(
            f"where: got {mask.dtype} of shape {mask.shape}; expected one true or false for each of {design.rows} rows"
        )
    return mask


def by_domain(
    estimator: Callable[..., Estimate],
    design: SurveyDesign,
    by: str | Sequence[str],
    *arguments: Any,
    where: Any = None,
    **options: Any,
) -> list[Estimate]:
    """Return one estimate for each domain that has a valid answer, in the order of the labels.

    Parameters
    ----------
    estimator : callable
        ``proportion``, ``mean``, ``total``, ``quantile`` or one of the same form.
    design : SurveyDesign
    by : str or sequence of str
        Columns whose labels make the domains. Rows with a missing label are in no domain.
    *arguments, **options
        Handed to the estimator after the design.

    Returns
    -------
    list of Estimate
        ``domain`` holds ((column, label), …). A domain without a valid answer is left out.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design import SurveyDesign
    >>> from analysis.estimators import proportion
    >>> cells = pd.DataFrame({"sector": ["land", "land", "tax"], "overall": [5, 1, 4], "count": [30, 10, 20]})
    >>> found = by_domain(proportion, SurveyDesign(cells, count="count"), "sector", "overall", {4, 5})
    >>> [(estimate.domain[0][1], estimate.value) for estimate in found]
    [('land', 0.75), ('tax', 1.0)]
    """
    columns = [by] if isinstance(by, str) else list(by)
    keys = [column(design.cells, name, "by") for name in columns]
    chosen = np.ones(design.rows, dtype=bool) if where is None else read_mask(design, where)
    estimates = []
    for labels, rows in design.cells.groupby(keys, sort=True, observed=True, dropna=True).indices.items():
        mask = np.zeros(design.rows, dtype=bool)
        mask[rows] = True
        named = zip(columns, labels if isinstance(labels, tuple) else (labels,), strict=True)
        domain = tuple((name, str(label)) for name, label in named)
        try:
            estimates.append(estimator(design, *arguments, where=mask & chosen, domain=domain, **options))
        except EmptyCellError:
            continue
    return estimates
