"""Adding an adjustment of the weights to a design, in the order in which standard errors take it off again.

R takes the residuals of its adjustments in the order they were made, and so do we. What nonresponse classes add to the
variance depends on the residuals of what was done after them; they therefore hold the adjustments on both their sides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.design import sum_by_group

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from analysis.design import Adjustment, SurveyDesign

    Floats = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Reweigh = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True, eq=False)
class NonresponseClasses:
    """Weights of those who answered, raised to what their class stood for."""

    codes: Codes
    """(rows,) class of each row."""
    labels: tuple[Any, ...]
    before: Floats
    """(rows,) weight of one person before."""
    raised: Floats
    """(rows,) weight of one answer after it; 0 for those who did not answer."""
    earlier: tuple[Adjustment, ...] = ()
    later: tuple[Adjustment, ...] = ()

    @property
    def after(self) -> Floats:
        """(rows,) weight of one answer after this and all later adjustments."""
        return self.later[-1].after if self.later else self.raised

    def residuals(self, counts: Floats, influence: Floats, index: Codes) -> tuple[Floats, Codes]:
        """Take the residuals of later adjustments, give each class's mean back to all its people, then the earlier."""
        for step in self.later:
            influence, index = step.residuals(counts, influence, index)
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


def adjusted(design: SurveyDesign, step: Adjustment, reweigh: Reweigh) -> SurveyDesign:
    """Return a design with one more adjustment; ``reweigh`` does the same to other weights of the rows."""
    done = design.adjustments
    if done and isinstance(last := done[-1], NonresponseClasses) and not isinstance(step, NonresponseClasses):
        return replace(design, adjustments=(*done[:-1], replace(last, later=(*last.later, step))))
    return replace(design, adjustments=(*done, step))
