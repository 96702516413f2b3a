"""Raking: weights brought to the known totals of several columns in turn, until all hold at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.asked import read_control, read_mapping
from analysis.design.psu_sums import sum_by_group
from analysis.exceptions import DesignError, DidNotConverge
from analysis.weighting.adjusting import adjusted
from analysis.weighting.margins import joint_codes, read_margin, refuse_different_sums

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign
    from analysis.weighting.margins import Margin

    Codes = NDArray[np.intp]
    Floats = NDArray[np.float64]

PROJECTIONS = 10
"""Rounds of taking means off an influence: R's number, so that standard errors agree."""


@dataclass(frozen=True, slots=True, eq=False)
class Raking:
    """Weights raked to several margins."""

    margins: tuple[Margin, ...]
    joint: Codes
    """(rows,) combination of labels of each row."""
    label_of: tuple[Codes, ...]
    """(combinations,) label in each margin."""
    answers: Floats
    """(combinations,) answers with a weight."""
    control: tuple[float, int]
    """Tolerance and sweeps allowed."""
    after: Floats
    """(rows,) weight of one answer after it."""

    def repeat(self, counts: Floats, weight: Floats) -> Floats:
        """Return other weights of one answer raked to the same margins."""
        return _raked(self, counts, weight)

    def residuals(self, counts: Floats, influence: Floats, index: Codes) -> tuple[Floats, Codes]:
        """Take from z/w, ten times over, its plain mean over the answers of each label of each margin.

        Only sums over combinations of labels are needed: what is taken off is the same for all answers of one.
        """
        weight = self.after[index]
        share = np.divide(counts[index], weight, out=np.zeros(len(index)), where=weight != 0)
        sums = sum_by_group(influence * share[:, None], self.joint[index], len(self.answers))
        sizes = [np.bincount(codes, self.answers)[:, None] for codes in self.label_of]
        fitted = np.zeros_like(sums)
        for _ in range(PROJECTIONS):
            for codes, size in zip(self.label_of, sizes, strict=True):
                means = (sum_by_group(sums, codes, len(size)) / size)[codes]
                fitted += means
                sums -= means * self.answers[:, None]
        left = fitted[self.joint]
        left *= -self.after[:, None]
        left[index] += influence
        return left, np.arange(len(left))


def rake(
    design: SurveyDesign,
    margins: Mapping[Any, Any],
    *,
    tolerance: float = 1e-12,
    sweeps: int = 1000,
) -> SurveyDesign:
    """Scale the weights until the known totals of several columns hold at once.

    Use it where the totals of each column are known and those of their crossing are not. The weights are those of
    `calibrate` with ``distance="raking"``; the standard errors are those of R's ``rake``.

    Parameters
    ----------
    design : SurveyDesign
    margins : mapping
        Column → {label: persons (visits) in the population}, above 0, one for every label in the sample and no other.
        A tuple of columns has tuples of labels. Totals may also be a Series or a DataFrame, as in `poststratify`.
    tolerance : float
        Largest share by which a total may be missed.
    sweeps : int
        Times to go through all margins at most.

    Returns
    -------
    SurveyDesign
        A new design whose standard errors use residuals within the margins.

    Raises
    ------
    DesignError
        Margins whose totals differ by more than 1e-9 of the first's (names both, their sums and the difference); a
        label without sample, a label without total, a total that is not above 0: names each.
    DidNotConverge
        Totals that cannot all be met: after how many sweeps, and how far off which label is.
    MethodError
        A tolerance or a number of sweeps that is not above 0.

    Notes
    -----
    Iterative proportional fitting: for each margin in turn w ← w N_g / Σ_{l in g} w_l. The residual of an influence z,
    in units of one weight u = z/w, is found by taking from u its unweighted mean over the answers of each label of
    each margin in turn, ten times over; the variance is that of w u. `calibrate` takes the mean with weights d and
    solves for all margins at once; the two standard errors are the same in large samples.

    References
    ----------
    Deming, Stephan (1940), Annals of Mathematical Statistics 11; Deville, Särndal, Sautory (1993), JASA 88; R
    ``survey``, ``rake`` and ``svyrecvar``.

    Examples
    --------
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = {"unit": np.array(["A", "A", "B"]), "sex": np.array(["f", "m", "f"]), "count": np.array([30, 20, 50])}
    >>> raked = rake(SurveyDesign(cells, count="count"), {"unit": {"A": 60, "B": 40}, "sex": {"f": 75, "m": 25}})
    >>> (raked.weight * raked.counts).round(6).tolist()
    [35.0, 25.0, 40.0]
    """
    read_control("rake", tolerance, ("sweeps", sweeps))
    read = _read_margins(design, read_mapping("rake: margins", margins, "column → {label: total}"))
    joint, label_of = joint_codes([np.maximum(one.codes, 0) for one in read], [len(one.labels) for one in read])
    answers = _sums(np.where(design.weight != 0, design.counts, 0.0), joint, len(label_of[0]))
    step = Raking(read, joint, label_of, answers, (tolerance, sweeps), design.weight)
    return adjusted(design, replace(step, after=step.repeat(design.counts, design.weight)))


def _raked(step: Raking, counts: Floats, weight: Floats) -> Floats:
    """Return weights fitted to all margins."""
    start = _sums(counts * weight, step.joint, len(step.answers))
    people = step.margins[0].sum
    targets = [margin.totals * (people / margin.sum) for margin in step.margins]
    for margin, codes in zip(step.margins, step.label_of, strict=True):
        if (empty := _sums(start, codes, len(margin.labels)) <= 0).any():
            raise DesignError(
                f"rake: a replicate has no weight in {margin.name} {margin.labels[int(np.argmax(empty))]!r}; merge it "
                "with a label that every replicate has"
            )
    table, done, off = _fit(start, step.label_of, targets, step.control)
    if off > step.control[0]:
        raise DidNotConverge(_how_far_off(step, table, done))
    raised: Floats = weight * np.divide(table, start, out=np.zeros_like(start), where=start != 0)[step.joint]
    return raised


def _sums(values: Floats, codes: Codes, groups: int) -> Floats:
    """Return the sum of each group."""
    return np.bincount(codes, values, groups).astype(np.float64, copy=False)


def _read_margins(design: SurveyDesign, margins: Mapping[Any, Any]) -> tuple[Margin, ...]:
    """Return the margins after refusing any that do not fit the sample or each other."""
    if not hasattr(margins, "items") or not len(margins):
        raise DesignError(f"rake: got {margins!r} as margins; expected column → {{label: total}}, one or more")
    read = tuple(read_margin(design, by, totals, role="rake") for by, totals in margins.items())
    refuse_different_sums(read, "rake")
    return read


def _fit(
    start: Floats, label_of: Sequence[Codes], targets: Sequence[Floats], control: tuple[float, int]
) -> tuple[Floats, int, float]:
    """Return the fitted sums per combination, the sweeps it took and the largest relative change of the last one."""
    tolerance, sweeps = control
    table, off, done = start, np.inf, 0
    while off > tolerance and done < sweeps:
        off, done = 0.0, done + 1
        for codes, wanted in zip(label_of, targets, strict=True):
            found = np.bincount(codes, table, len(wanted))
            off = max(off, float(np.abs(found / wanted - 1).max()))
            table = table * (wanted / found)[codes]
    return table, done, off


def _how_far_off(step: Raking, table: Floats, done: int) -> str:
    """Return which total is missed most."""
    missed = []
    for margin, codes in zip(step.margins, step.label_of, strict=True):
        found = np.bincount(codes, table, len(margin.totals))
        off = found / margin.totals - 1
        at = int(np.argmax(np.abs(off)))
        said = f"{margin.name} {margin.labels[at]!r} is at {found[at]:.6g} instead of {margin.totals[at]:.6g}"
        missed.append((abs(off[at]), f"{said} ({off[at]:+.2%})"))
    return (
        f"rake: after {done} sweeps {max(missed)[1]}; no weights of this sample meet all the totals: check them, merge "
        "labels that hardly occur together, or allow a larger tolerance"
    )
