"""Post-strata: weights brought to known totals, and what that leaves of an influence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.design.psu_sums import sum_by_group
from analysis.exceptions import DesignError

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 65536
"""Rows worked on at a time, so that millions of them are not copied all at once."""


@dataclass(frozen=True, slots=True, eq=False)
class PostStratification:
    """Weights brought to known totals of the post-strata."""

    codes: NDArray[np.intp]
    """(rows,) post-stratum of each row; −1 for a row that took no part."""
    labels: tuple[Any, ...]
    totals: NDArray[np.float64]
    """(post-strata,) control totals, in persons or visits."""
    before: NDArray[np.float64]
    """(rows,) weight of one answer before the adjustment."""
    after: NDArray[np.float64]
    """(rows,) weight of one answer after it."""

    def residuals(
        self, counts: NDArray[np.float64], influence: NDArray[np.float64], index: NDArray[np.intp]
    ) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        """Take the mean of its post-stratum from each influence: z_k − w_k Σ_g d z/w / Σ_g d."""
        rows = self._touched(index)
        if len(rows) == len(index):
            spread = influence.copy()
        else:
            spread = np.zeros((len(rows), influence.shape[1]))
            spread[np.searchsorted(rows, index)] = influence
        groups = len(self.labels) + 1
        sums, sizes = np.zeros((groups, influence.shape[1])), np.zeros(groups)
        blocks = [slice(start, start + BLOCK) for start in range(0, len(rows), BLOCK)]
        for block in blocks:
            at = rows[block]
            codes, persons = self.codes[at], counts[at] * self.before[at]
            kept = np.divide(persons, self.after[at], out=np.zeros(len(at)), where=self.after[at] > 0)
            sums += sum_by_group(spread[block] * kept[:, None], codes + 1, groups)
            sizes += np.bincount(codes + 1, persons, groups)
        means = sums / np.where(sizes > 0, sizes, 1.0)[:, None]
        means[0] = 0.0
        for block in blocks:
            at = rows[block]
            spread[block] -= means[self.codes[at] + 1] * self.after[at, None]
        return spread, rows

    def _touched(self, index: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the rows of the post-strata of some rows, and these rows."""
        if len(index) == len(self.codes):
            return index
        asked = np.zeros(len(self.labels) + 1, dtype=bool)
        asked[self.codes[index]] = True
        asked[-1] = False
        touched = asked[self.codes]
        touched[index] = True
        return np.flatnonzero(touched)

    def repeat(self, counts: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return other weights of one answer brought to the same totals.

        Raises
        ------
        DesignError
            A post-stratum in which these weights are all 0.
        """
        took_part = self.codes >= 0
        codes = self.codes[took_part]
        sums = np.bincount(codes, (counts * weight)[took_part], len(self.labels))
        if (empty := sums == 0).any():
            raise DesignError(
                f"poststratify: a replicate has no weight in {self.labels[int(np.argmax(empty))]!r}; merge it with a "
                "label that every replicate has"
            )
        after = weight.copy()
        after[took_part] *= (self.totals / sums)[codes]
        return after
