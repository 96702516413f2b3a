"""Domains: the part of a design an estimate speaks of. The rest stays in, because its PSUs were drawn too."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.design.kish import kish_factor
from analysis.exceptions import DesignError, EmptyCellError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign

FEW_PSUS = 8
"""Below this many PSUs an interval leans on a t with few degrees of freedom and says so."""


@dataclass(frozen=True, eq=False)
class Domain:
    """The rows an estimate rests on, and what the design says of them."""

    design: SurveyDesign
    index: NDArray[np.intp]
    """(m,) rows of the domain with a valid answer, ascending."""
    valid: NDArray[np.bool_] | None = None
    """(rows,) row with a valid answer, in the domain or not; ``None`` where it does not matter."""

    @cached_property
    def persons(self) -> NDArray[np.float64]:
        """(m,) weight of each of these rows, all its answers together."""
        return self.design.weight[self.index] * self.design.counts[self.index]

    @cached_property
    def inside(self) -> NDArray[np.bool_]:
        """(rows,) row in the domain with a valid answer."""
        mask = np.zeros(self.design.rows, dtype=bool)
        mask[self.index] = True
        return mask

    @cached_property
    def weight(self) -> NDArray[np.float64]:
        """(rows,) weight of a row, all its answers together; 0 outside."""
        return np.where(self.inside, self.design.weight * self.design.counts, 0.0)

    @cached_property
    def weighed(self) -> NDArray[np.intp]:
        """Those of these rows that an adjustment did not leave without weight."""
        if not self.design.adjustments:
            return self.index
        kept = self.design.weight[self.index] != 0
        return self.index if kept.all() else self.index[kept]

    @cached_property
    def n(self) -> int:
        """Answers in the domain that have a weight."""
        return int(self.design.counts[self.weighed].sum())

    @cached_property
    def psus(self) -> int:
        """PSUs with an answer in the domain."""
        codes = self.design.psu_codes
        return self.n if codes is None else _distinct(codes[self.weighed])

    @cached_property
    def dof(self) -> float:
        """PSUs less strata, both with an answer in the domain (R's ``degf``); 1 where nothing is left.

        With replicate weights, those that were given or the rank of the replicates in the domain less 1.
        """
        if self.design.repeated is not None:
            return max(self.design.repeated.dof(self.design.counts, self.index), 1.0)
        return float(max(self.psus - _distinct(self.design.stratum_codes[self.weighed]), 1))

    @cached_property
    def kish_deff(self) -> float:
        """Design effect of the weights alone."""
        spread = self.design.weight_spread
        inside = None if spread is None else spread[self.weighed]
        return kish_factor(self.design.weight[self.weighed], self.design.counts[self.weighed], inside)

    @property
    def few_psus(self) -> bool:
        """Whether the interval should say that it leans on few PSUs."""
        return self.psus < FEW_PSUS

    @property
    def nominal(self) -> int:
        """Answers R's ``nrow(design)`` counts: those of the domain, or all where its subset keeps every row."""
        return self.design.answers if self.design.keeps_every_row else self.n

    @property
    def known(self) -> int:
        """Those of `nominal` that are not missing: a regression of R's drops the others, whatever they weigh."""
        if self.valid is None or not self.design.keeps_every_row:
            return self.nominal
        return int(self.design.counts[self.valid].sum())


def _distinct(codes: NDArray[np.intp]) -> int:
    """Return how many different codes there are."""
    return int(np.count_nonzero(np.bincount(codes)))


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
    return domain_of(design, np.flatnonzero(inside), item, valid)


def domain_of(
    design: SurveyDesign, index: NDArray[np.intp], item: str, valid: NDArray[np.bool_] | None = None
) -> Domain:
    """Return the domain of these rows; refuse none."""
    if len(index) == 0:
        raise EmptyCellError(
            f"no valid answer to {item!r} in the domain; widen the domain or leave it out of the table"
        )
    found = Domain(design, index, valid)
    if len(found.weighed) == 0:
        raise EmptyCellError(
            f"no answer to {item!r} in the domain has a weight above 0; widen the domain or leave it out of the table"
        )
    return found


def refuse_negative_weights(rows: Domain, what: str) -> None:
    """Refuse a domain in which an adjustment left weights below 0, for what cannot be computed from them.

    Raises
    ------
    DesignError
    """
    below = int(rows.design.counts[rows.weight < 0].sum())
    if below:
        raise DesignError(
            f"{what}: {below} answers of the domain have a weight below 0, as linear calibration without bounds may "
            'leave; calibrate with bounds=(0, U) and an upper limit U above 1, or with distance="raking"'
        )


def read_mask(design: SurveyDesign, where: Any) -> NDArray[np.bool_]:
    """Return ``where`` as a boolean array in the order of the rows."""
    if hasattr(where, "isna"):
        if not hasattr(design.cells, "index") or not where.index.equals(design.cells.index):
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
