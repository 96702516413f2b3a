"""The survey design: which answers were drawn together, what each stands for, and how the population was known.

One frozen object carries strata, primary sampling units (PSU), weights, population sizes and post-strata; every
estimator takes it. Rows may be single answers or cells with a count. The variance is that of the ultimate cluster:
first-stage PSUs drawn with replacement within strata, or with the finite population correction where ``fpc`` is given.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args

import numpy as np

from analysis.columns import groups, positive, row_count, row_label, whole
from analysis.exceptions import DesignError, MethodError

if TYPE_CHECKING:
    from numpy.typing import NDArray

LonePsu = Literal["fail", "adjust", "average", "remove", "certainty"]


class Adjustment(Protocol):
    """One adjustment of the weights, kept because the standard error needs what it leaves of an influence."""

    @property
    def after(self) -> NDArray[np.float64]:
        """(rows,) weight of one answer after it."""

    def residuals(
        self, counts: NDArray[np.float64], influence: NDArray[np.float64], index: NDArray[np.intp]
    ) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        """Return what the known totals do not explain of an influence, and the rows it now stands at.

        ``influence`` is (m, k), for one answer of each row of ``index``, weight included; it is zero at all others.
        """


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
        asked = np.zeros(len(self.labels) + 1, dtype=bool)
        asked[self.codes[index]] = True
        asked[-1] = False
        touched = asked[self.codes]
        touched[index] = True
        rows = np.flatnonzero(touched)
        spread = np.zeros((len(rows), influence.shape[1]))
        spread[np.searchsorted(rows, index)] = influence
        codes, after, took_part = self.codes[rows], self.after[rows], self.codes[rows] >= 0
        share = np.where(took_part, counts[rows] * self.before[rows], 0.0)
        sizes = np.bincount(codes[took_part], share[took_part], len(self.labels))
        means = sum_by_group(spread[took_part] * (share / after)[took_part, None], codes[took_part], len(self.labels))
        np.divide(means, sizes[:, None], out=means, where=sizes[:, None] > 0)
        spread[took_part] -= means[codes[took_part]] * after[took_part, None]
        return spread, rows


def sum_by_group(values: NDArray[np.float64], codes: NDArray[np.intp], groups: int) -> NDArray[np.float64]:
    """Sum each column of (rows, k) within groups."""
    return np.stack([np.bincount(codes, column, groups) for column in values.T], axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class SurveyDesign:
    """A sample with its design, over rows or cells.

    Parameters
    ----------
    cells : DataFrame or mapping of name → (rows,) array
        One row an answer, or one row a cell of identical answers with their number in ``count``.
    count : str, optional
        Column with the number of identical answers a row stands for, all of one PSU and stratum, each with the row's
        weight.
    strata, psu : str, optional
        Columns naming the sampling stratum and the PSU. Without ``psu`` each answer is its own PSU, so that a cell of k
        answers contributes k PSUs. A PSU label belongs to one stratum only.
    weights : str, optional
        Column with the persons one answer represents, in a cell the mean of its answers' weights; 1 when left out, or
        population size / PSUs drawn where ``fpc`` is given.
    weight_squares : str, optional
        Column with the mean square of the weights of a cell's answers, where they differ within it.
    fpc : str, optional
        Column with the PSUs of the stratum in the population (all ≥ 1) or the fraction drawn (all ≤ 1), constant in a
        stratum.
    lone_psu : {"fail", "adjust", "average", "remove", "certainty"}
        What a stratum with one PSU gives to the variance: an error; its squared distance from the whole sample's
        mean; the average of the other strata; nothing (the last two).

    Raises
    ------
    DesignError
        When a column is missing or a value cannot be used.
    MethodError
        When ``lone_psu`` is none of the five.

    Notes
    -----
    A domain is never cut out of the design: estimators take ``where=`` or `by_domain`, so that PSUs without an answer
    in the domain still count as drawn.

    References
    ----------
    Lumley (2004), Analysis of complex survey samples, J. Stat. Softw. 9(8). Särndal, Swensson, Wretman (1992), ch. 5.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.DataFrame({"overall": [1, 2, 3, 4, 5], "count": [5, 10, 35, 100, 50]})
    >>> SurveyDesign(cells, count="count").answers
    200
    """

    cells: Any
    _: KW_ONLY
    count: str | None = None
    strata: str | None = None
    psu: str | None = None
    weights: str | None = None
    weight_squares: str | None = None
    fpc: str | None = None
    lone_psu: LonePsu = "fail"
    adjustments: tuple[Adjustment, ...] = ()
    """What was done to the weights, in the order it was done."""
    counts: NDArray[np.float64] = field(init=False, repr=False)
    """(rows,) answers a row stands for."""
    stratum_codes: NDArray[np.intp] = field(init=False, repr=False)
    stratum_labels: tuple[Any, ...] = field(init=False, repr=False)
    psu_codes: NDArray[np.intp] | None = field(init=False, repr=False)
    psu_stratum: NDArray[np.intp] = field(init=False, repr=False)
    """(PSUs,) stratum of each PSU; (rows,) where each answer is its own PSU."""
    psus_drawn: NDArray[np.float64] = field(init=False, repr=False)
    """(strata,) PSUs in the sample."""
    unsampled: NDArray[np.float64] = field(init=False, repr=False)
    """(strata,) share of the stratum's PSUs not drawn, 1 without fpc."""
    base_weight: NDArray[np.float64] = field(init=False, repr=False)
    weight_spread: NDArray[np.float64] | None = field(init=False, repr=False)
    """(rows,) squared coefficient of variation of the weights inside a cell; ``None`` where they are all equal."""

    def __post_init__(self) -> None:
        """Check every column once and keep what the estimators need as arrays."""
        if self.lone_psu not in get_args(LonePsu):
            raise MethodError(f"lone_psu {self.lone_psu!r} is not known; choose one of {list(get_args(LonePsu))}")
        rows = row_count(self.cells)
        if rows == 0:
            raise DesignError("the design has no rows; expected at least one answer")
        self._keep("counts", whole(self.cells, self.count, "count") if self.count else np.ones(rows))
        codes, labels = (
            groups(self.cells, self.strata, "strata") if self.strata else (np.zeros(rows, dtype=np.intp), ("all",))
        )
        self._keep("stratum_codes", codes)
        self._keep("stratum_labels", labels)
        self._read_psus()
        sizes = self._population_sizes()
        ones = np.ones(len(self.psus_drawn))
        self._keep("unsampled", ones if sizes is None else (sizes - self.psus_drawn) / sizes)
        self._keep("base_weight", self._read_weights(sizes))
        self._keep("weight_spread", self._read_spread())

    @property
    def rows(self) -> int:
        """Rows of the cells."""
        return len(self.counts)

    @property
    def answers(self) -> int:
        """Answers the rows stand for."""
        return int(self.counts.sum())

    @property
    def weight(self) -> NDArray[np.float64]:
        """(rows,) final weight of one answer of each row."""
        return self.adjustments[-1].after if self.adjustments else self.base_weight

    def _keep(self, name: str, value: Any) -> None:
        """Set a derived field once, at construction."""
        object.__setattr__(self, name, value)

    def _read_psus(self) -> None:
        """Keep PSU codes, the stratum of each PSU and the PSUs drawn per stratum."""
        strata = len(self.stratum_labels)
        if self.psu is None:
            self._keep("psu_codes", None)
            self._keep("psu_stratum", self.stratum_codes)
            self._keep("psus_drawn", np.bincount(self.stratum_codes, self.counts, strata))
            return
        codes, labels = groups(self.cells, self.psu, "psu")
        stratum = np.zeros(len(labels), dtype=np.intp)
        stratum[codes] = self.stratum_codes
        self._refuse_straddling(codes, labels, stratum)
        self._keep("psu_codes", codes)
        self._keep("psu_stratum", stratum)
        self._keep("psus_drawn", np.bincount(stratum, minlength=strata).astype(np.float64))

    def _refuse_straddling(self, codes: NDArray[np.intp], labels: tuple[Any, ...], stratum: NDArray[np.intp]) -> None:
        """Refuse a PSU whose rows stand in two strata."""
        astray = stratum[codes] != self.stratum_codes
        if astray.any():
            row = int(np.argmax(astray))
            here, there = self.stratum_labels[self.stratum_codes[row]], self.stratum_labels[stratum[codes[row]]]
            raise DesignError(
                f"psu: row {row_label(self.cells, row)!r}, column {self.psu!r}: {labels[codes[row]]!r} stands in "
                f"strata {here!r} and {there!r}; make the label unique by joining the stratum to it"
            )

    def _population_sizes(self) -> NDArray[np.float64] | None:
        """Return the PSUs of each stratum in the population, ``None`` without fpc."""
        if self.fpc is None:
            return None
        given = positive(self.cells, self.fpc, "fpc")
        if (given > 1).any() and (given < 1).any():
            raise DesignError(f"fpc: column {self.fpc!r} mixes fractions and sizes; give all of one kind")
        sizes = np.zeros(len(self.stratum_labels))
        sizes[self.stratum_codes] = given if (given > 1).any() else self.psus_drawn[self.stratum_codes] / given
        self._refuse_fpc(given, sizes)
        return sizes

    def _refuse_fpc(self, given: NDArray[np.float64], sizes: NDArray[np.float64]) -> None:
        """Refuse a size that varies within a stratum or is smaller than the sample."""
        first = np.zeros(len(sizes))
        first[self.stratum_codes] = given
        varies = first[self.stratum_codes] != given
        if varies.any():
            row = int(np.argmax(varies))
            stratum = self.stratum_codes[row]
            raise DesignError(
                f"fpc: row {row_label(self.cells, row)!r}, column {self.fpc!r} is {given[row]!r}, another row of "
                f"stratum {self.stratum_labels[stratum]!r} has {first[stratum]!r}; give one per stratum"
            )
        short = sizes < self.psus_drawn * (1 - 1e-12)
        if short.any():
            thin = int(np.argmax(short))
            raise DesignError(
                f"fpc: stratum {self.stratum_labels[thin]!r} has {self.psus_drawn[thin]:.0f} PSUs in the sample "
                f"but column {self.fpc!r} says {sizes[thin]:g} in the population; correct the size"
            )

    def _read_weights(self, sizes: NDArray[np.float64] | None) -> NDArray[np.float64]:
        """Return the weight of one answer of each row before any adjustment."""
        if self.weights is not None:
            return positive(self.cells, self.weights, "weights")
        if sizes is None:
            return np.ones(self.rows)
        weight: NDArray[np.float64] = (sizes / self.psus_drawn)[self.stratum_codes]
        return weight

    def _read_spread(self) -> NDArray[np.float64] | None:
        """Return the squared coefficient of variation of the weights inside each cell."""
        if self.weight_squares is None:
            return None
        if self.weights is None:
            raise DesignError("weight_squares: given without weights; name the column with the mean weight as well")
        spread = positive(self.cells, self.weight_squares, "weight_squares") / self.base_weight**2 - 1
        if (bad := spread < -1e-9).any():
            row = int(np.argmax(bad))
            raise DesignError(
                f"weight_squares: row {row_label(self.cells, row)!r}, column {self.weight_squares!r} is smaller than "
                f"the square of the mean weight in {self.weights!r}; expected the mean of the squared weights"
            )
        return np.maximum(spread, 0.0)
