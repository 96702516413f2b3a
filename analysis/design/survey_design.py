"""The survey design: which answers were drawn together, what each stands for, and how the population was known.

One frozen object carries strata, primary sampling units (PSU), weights, population sizes and post-strata, or the
replicate weights that stand for them; every estimator takes it. Rows may be single answers or cells with a count. The
variance is that of the ultimate cluster: first-stage PSUs drawn with replacement within strata; where ``fpc`` is given,
that of every stage with its finite population correction.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, get_args

import numpy as np

from analysis.asked import read_column, read_columns
from analysis.design.lone_psus import LonePsu
from analysis.design.sample import Asked, ReadSample, read_sample
from analysis.exceptions import MethodError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.design.pps import Pairs, Pps, PpsVariance
    from analysis.design.replicates import Replicates, ReplicateWeights
    from analysis.design.stages import Stage


class Adjustment(Protocol):
    """One adjustment of the weights, kept because the standard error needs what it leaves of an influence.

    One that also has ``repeat(counts, weight) -> after``, the same done to other (rows,) weights of one answer, serves
    designs with replicate weights as well. One that brings the weights to no total says ``ties_rows = False``.
    """

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
class SurveyDesign:
    """A sample with its design, over rows or cells.

    Parameters
    ----------
    cells : DataFrame or mapping of name → (rows,) array
        One row an answer, or one row a cell of identical answers with their number in ``count``.
    count : str, optional
        Column with the number of identical answers a row stands for, all of one PSU and stratum, each with the row's
        weight.
    strata, psu : str or sequence of str, optional
        Columns naming the sampling stratum and the sampling unit, one for each stage, first stage first. A later
        stage's labels count within the unit of the stage before. Without ``psu``, or with one column less than there
        are stages, each answer is its own unit, so that a cell of k answers contributes k. A PSU label belongs to one
        stratum only.
    weights : str, optional
        Column with the persons one answer represents, in a cell the mean of its answers' weights; 1 when left out, or
        the product over stages of population size / units drawn where ``fpc`` is given.
    weight_squares : str, optional
        Column with the mean square of the weights of a cell's answers, where they differ within it.
    fpc : str or sequence of str, optional
        For each stage the column with the units of the stratum in the population (all ≥ 1, infinite for drawing with
        replacement) or the fraction drawn (all ≤ 1), constant in a stratum. With ``pps`` the inclusion probability of
        the unit. Without ``fpc`` the first stage alone counts.
    nest : bool
        PSU labels are reused from stratum to stratum; each is made one of its stratum.
    lone_psu : {"fail", "adjust", "average", "remove", "certainty"}
        What a stratum with one PSU gives to the variance, at any stage: an error; its squared distance from the whole
        sample's mean; the average of the other strata; nothing (the last two).
    lone_in_domain : bool
        Under ``adjust`` and ``average``, a stratum of which the domain holds one PSU counts as lone, too (R's
        ``survey.adjust.domain.lonely``).
    pps : {"brewer", "overton", "HR"}, HartleyRao or JointProbabilities, optional
        Unequal probabilities without replacement, and how the joint probabilities are known.
    pps_variance : {"HT", "YG"}
        Horvitz and Thompson's, or Yates and Grundy's.
    replicates : ReplicateWeights, optional
        Replicate weights. The variance is then theirs, whatever strata, PSUs and fpc say.

    Raises
    ------
    DesignError
        When a column is missing or a value cannot be used.
    MethodError
        When ``lone_psu`` or another choice is none of those listed.

    Notes
    -----
    A domain is never cut out of the design: estimators take ``where=`` or `by_domain`, so that PSUs without an answer
    in the domain still count as drawn.

    References
    ----------
    Lumley (2004), Analysis of complex survey samples, J. Stat. Softw. 9(8). Särndal, Swensson, Wretman (1992), ch. 4–5.

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
    strata: str | Sequence[str] | None = None
    psu: str | Sequence[str] | None = None
    weights: str | None = None
    weight_squares: str | None = None
    fpc: str | Sequence[str] | None = None
    nest: bool = False
    lone_psu: LonePsu = "fail"
    lone_in_domain: bool = False
    pps: Pps | None = None
    pps_variance: PpsVariance = "HT"
    replicates: ReplicateWeights | None = None
    adjustments: tuple[Adjustment, ...] = ()
    """What was done to the weights, in the order it was done."""
    sample: ReadSample | None = field(default=None, repr=False)
    """What was read of the cells. Leave it out; a design made from another one takes it over."""
    repeated: Replicates | None = field(init=False, repr=False)
    """The replicate weights, adjusted as the weights were."""

    def __post_init__(self) -> None:
        """Check every column once and keep what the estimators need as arrays."""
        if self.lone_psu not in get_args(LonePsu):
            raise MethodError(f"lone_psu {self.lone_psu!r} is not known; choose one of {list(get_args(LonePsu))}")
        asked = Asked(
            cells=self.cells,
            count=read_column("count", self.count),
            strata=_names("strata", self.strata),
            psu=_names("psu", self.psu),
            weights=read_column("weights", self.weights),
            weight_squares=read_column("weight_squares", self.weight_squares),
            fpc=_names("fpc", self.fpc),
            nest=self.nest,
            pps=self.pps,
            pps_variance=self.pps_variance,
            replicates=self.replicates,
        )
        if self.sample is None or not self.sample.asked.is_same(asked):
            object.__setattr__(self, "sample", read_sample(asked))
        plain = self._read.replicates
        repeated = plain.adjusted(self.counts, self.adjustments) if plain is not None and self.adjustments else plain
        object.__setattr__(self, "repeated", repeated)

    @property
    def _read(self) -> ReadSample:
        """What was read, there once the design is made."""
        return self.sample  # type: ignore[return-value]  # set in __post_init__ before anything asks

    @property
    def rows(self) -> int:
        """Rows of the cells."""
        return len(self.counts)

    @property
    def answers(self) -> int:
        """Answers the rows stand for."""
        return int(self.counts.sum())

    @property
    def counts(self) -> NDArray[np.float64]:
        """(rows,) answers a row stands for."""
        return self._read.counts

    @property
    def base_weight(self) -> NDArray[np.float64]:
        """(rows,) weight of one answer of each row before any adjustment."""
        return self._read.base_weight

    @property
    def keeps_every_row(self) -> bool:
        """Whether a domain's variance looks at all rows: known totals or unequal probabilities tie them together.

        R's ``subset`` keeps the rows of such a design and drops them from any other.
        """
        are_tied = any(getattr(step, "ties_rows", True) for step in self.adjustments)
        return self.pps is not None or (are_tied and self.repeated is None)

    @property
    def weight(self) -> NDArray[np.float64]:
        """(rows,) final weight of one answer of each row."""
        return self.adjustments[-1].after if self.adjustments else self.base_weight

    @property
    def weight_spread(self) -> NDArray[np.float64] | None:
        """(rows,) squared coefficient of variation of the weights inside a cell; ``None`` where they are all equal."""
        return self._read.weight_spread

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages whose variance counts, first stage first."""
        return self._read.stages

    @property
    def pairs(self) -> Pairs | None:
        """What pairs of units say of the variance; ``None`` where the stages do."""
        return self._read.pairs

    @property
    def stratum_codes(self) -> NDArray[np.intp]:
        """(rows,) first-stage stratum of each row."""
        return self._read.stratum_codes

    @property
    def stratum_labels(self) -> tuple[Any, ...]:
        """Labels of the first-stage strata."""
        return self._read.stratum_labels

    @property
    def psu_codes(self) -> NDArray[np.intp] | None:
        """(rows,) first-stage PSU of each row; ``None`` where each answer is its own."""
        return self.stages[0].units

    @property
    def psu_stratum(self) -> NDArray[np.intp]:
        """(PSUs,) stratum of each PSU; (rows,) where each answer is its own."""
        return self.stages[0].unit_stratum

    @property
    def psus_drawn(self) -> NDArray[np.float64]:
        """(strata,) PSUs in the sample."""
        return self.stages[0].drawn


def _names(role: str, given: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the columns of the stages."""
    return () if given is None else read_columns(role, given)
