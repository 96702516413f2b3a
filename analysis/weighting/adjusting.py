"""Adding an adjustment of the weights to a design, in the order in which standard errors take it off again.

R takes the residuals of its adjustments in the order they were made, and so do we. What nonresponse classes add to the
variance depends on the residuals of what was done after them; they therefore hold the adjustments on both their sides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np

from analysis.design.psu_sums import sum_by_group
from analysis.design.survey_design import Adjustment
from analysis.exceptions import DesignError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign

    Floats = NDArray[np.float64]
    Codes = NDArray[np.intp]


class Step(Adjustment, Protocol):
    """An adjustment that can be repeated under other weights."""

    def repeat(self, counts: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the same done to other (rows,) weights of one answer."""


@dataclass(frozen=True, slots=True, eq=False)
class NonresponseClasses:
    """Weights of those who answered, raised to what their class stood for."""

    codes: Codes
    """(rows,) class of each row."""
    labels: tuple[Any, ...]
    answered: NDArray[np.bool_]
    """(rows,) whether the row answered."""
    before: Floats
    """(rows,) weight of one person before."""
    raised: Floats
    """(rows,) weight of one answer after it; 0 for those who did not answer."""
    earlier: tuple[Step, ...] = ()
    later: tuple[Step, ...] = ()

    @property
    def after(self) -> Floats:
        """(rows,) weight of one answer after this and all later adjustments."""
        return self.later[-1].after if self.later else self.raised

    def raise_weights(self, counts: Floats, weight: Floats) -> Floats:
        """Return r_k w_k Σ_c w / Σ_c r w.

        Raises
        ------
        DesignError
            A class in which nobody answered.
        """
        classes = len(self.labels)
        everyone = np.bincount(self.codes, counts * weight, classes)
        heard = np.bincount(self.codes, np.where(self.answered, counts * weight, 0.0), classes)
        if (silent := (heard == 0) & (everyone > 0)).any():
            named = [label for label, empty in zip(self.labels, silent, strict=True) if empty]
            raise DesignError(f"nonresponse: nobody answered in {named}; merge them with a class that has answers")
        factor = np.divide(everyone, heard, out=np.zeros(classes), where=heard > 0)
        return np.where(self.answered, weight * factor[self.codes], 0.0)

    def repeat(self, counts: Floats, weight: Floats) -> Floats:
        """Return other weights of one answer after the earlier adjustments, this one and the later ones."""
        for step in self.earlier:
            weight = step.repeat(counts, weight)
        weight = self.raise_weights(counts, weight)
        for step in self.later:
            weight = step.repeat(counts, weight)
        return weight

    def residuals(self, counts: Floats, influence: Floats, index: Codes) -> tuple[Floats, Codes]:
        """Take the residuals of later adjustments, give each class's mean back to all its people, then the earlier."""
        for step in self.later:
            heard = self.raised[index] > 0
            influence, index = step.residuals(counts, influence[heard], index[heard])
        influence, index = self._shared(counts, influence, index)
        for step in self.earlier:
            influence, index = step.residuals(counts, influence, index)
        return influence, index

    def _shared(self, counts: Floats, influence: Floats, index: Codes) -> tuple[Floats, Codes]:
        """Return z_k − w_k m_c + d_k m_c, m_c = Σ_r d z/w / Σ_r d; d_k m_c for those who did not answer."""
        classes = len(self.labels)
        known = counts * np.where(self.raised > 0, self.before, 0.0)
        weight = self.raised[index]
        share = np.divide(known[index], weight, out=np.zeros(len(index)), where=weight > 0)
        means = sum_by_group(influence * share[:, None], self.codes[index], classes)
        heard = np.bincount(self.codes, known, classes)[:, None]
        np.divide(means, heard, out=means, where=heard > 0)
        asked = np.zeros(classes, dtype=bool)
        asked[self.codes[index]] = True
        rows = np.flatnonzero(asked[self.codes])
        spread = (self.before - self.raised)[rows, None] * means[self.codes[rows]]
        spread[np.searchsorted(rows, index)] += influence
        return spread, rows


def adjusted(design: SurveyDesign, step: Step) -> SurveyDesign:
    """Return a design with one more adjustment."""
    done = design.adjustments
    if done and isinstance(last := done[-1], NonresponseClasses):
        return replace(design, adjustments=(*done[:-1], replace(last, later=(*last.later, step))))
    return replace(design, adjustments=(*done, step))


def after_nonresponse(design: SurveyDesign, step: NonresponseClasses) -> SurveyDesign:
    """Return a design with nonresponse classes, which take all that was done before them in."""
    done = cast("tuple[Step, ...]", design.adjustments)
    return replace(design, adjustments=(replace(step, earlier=done),))
