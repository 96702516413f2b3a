"""Quantiles of a design: Woodruff's interval through the share at or below, or Francisco and Fuller's by the score."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.asked import read_level
from analysis.design.domains import Domain, read_domain
from analysis.design.linearisation import covariance_at
from analysis.estimate import Estimate
from analysis.estimation.intervals import INTERVALS, normal_quantile, t_quantile
from analysis.estimation.items import read_numbers
from analysis.estimation.linearised import Linearised, RatioOfSums, coefficient_of_variation, estimate, standard_error
from analysis.estimation.quantile_rules import Distribution, read_distribution, read_rule
from analysis.exceptions import MethodError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign
    from analysis.estimation.linearised import Labels

    Floats = NDArray[np.float64]


def quantile(
    design: SurveyDesign,
    item: Any,
    q: float,
    *,
    rule: str = "math",
    where: Any = None,
    level: float = 0.95,
    method: str = "mean",
    domain: Labels = (),
) -> Estimate:
    """Return a quantile: with the usual rule the smallest answer that a share ``q`` of the population does not exceed.

    Parameters
    ----------
    design : SurveyDesign
    item : str or (rows,) array
        Numbers, such as minutes.
    q : float
        Strictly between 0 and 1: 0.5 for the median.
    rule : str
        A key of ``QUANTILE_RULES``.
    where, level, domain
        As in `proportion`.
    method : str
        Interval for the share at or below the quantile, a key of ``INTERVALS``, or ``score``; with
        replicate weights also ``replicates``, the quantile made anew under each.

    Returns
    -------
    Estimate
        ``se`` is half the interval over its normal or t quantile; ``deff`` and ``n_eff`` are those of the share at or
        below.

    Raises
    ------
    MethodError
        ``q`` outside (0, 1), an unknown rule or method, or ``logit`` where the share at or below is 1.
    EmptyCellError
        No valid answer in the domain.

    Notes
    -----
    Woodruff: with F̂ the weighted distribution, θ̂ = F̂⁻¹(q), the interval [L, U] of F̂(θ̂) as a share goes back
    through F̂⁻¹ by the same rule (R: ``svyquantile``). A limit beyond the sample becomes its smallest or largest
    answer, where R gives none. ``score``: the answers θ at which (q − F̂(θ)) / se crosses ±t.

    References
    ----------
    Woodruff (1952), JASA 47, 635–646; Francisco, Fuller (1991), Annals of Statistics 19; Hyndman, Fan (1996), American
    Statistician 50; Shah, Vaish (2006), Proc. Survey Research Methods.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({"minutes": [10, 20, 30, 60], "count": [40, 30, 20, 10]})
    >>> quantile(SurveyDesign(cells, count="count"), "minutes", 0.5).value
    20.0
    """
    statistic = read_quantile(design, item, q, rule=rule)
    return statistic.tell(read_domain(design, where, statistic.valid, statistic.item), level, method, domain)


def read_quantile(design: SurveyDesign, item: Any, q: float, *, rule: str = "math") -> QuantileOf:
    """Return what `quantile` asks, with its item read."""
    if not 0 < q < 1:
        raise MethodError(f"q {q!r} is not between 0 and 1; write 0.5 for the median")
    values, name = read_numbers(design, item)
    return QuantileOf(name, ~np.isnan(values), values, q, read_rule(rule))


@dataclass(frozen=True, slots=True, eq=False)
class QuantileOf:
    """A quantile of an item that is read, so that many domains need not read it anew."""

    item: str
    valid: NDArray[np.bool_]
    values: Floats
    q: float
    rule: Callable[[Distribution, float], float]

    def tell(self, rows: Domain, level: float, method: str, domain: Labels = ()) -> Estimate:
        """Return the quantile in a domain."""
        read_level(level)
        known = [*INTERVALS, "score", *(["replicates"] if rows.design.repeated is not None else [])]
        if method not in known:
            raise MethodError(f"interval method {method!r} is not known here; choose one of {known}")
        found = self.distribution(rows, rows.design.weight)
        value = self.rule(found, self.q)
        share = estimate(self._share_below(rows, value), level, method if method in INTERVALS else "mean")
        if method == "replicates":
            se = self._replicated_se(rows)
            low, high = value - t_quantile(level, rows.dof) * se, value + t_quantile(level, rows.dof) * se
        else:
            ends = self._score(rows, found, level) if method == "score" else (share.ci_low, share.ci_high)
            low, high = (self.rule(found, min(max(end, 0.0), 1.0)) for end in ends)
            is_normal = method == "wilson" or (method == "linear" and not rows.few_psus)
            se = (high - low) / (2 * (normal_quantile(level) if is_normal else t_quantile(level, rows.dof)))
        return Estimate(
            measure="quantile",
            item=self.item,
            value=value,
            se=se,
            ci_low=low,
            ci_high=high,
            level=level,
            dof=rows.dof,
            n=rows.n,
            n_eff=share.n_eff,
            deff=share.deff,
            kish_deff=rows.kish_deff,
            cv=coefficient_of_variation(value, se),
            psus=rows.psus,
            method=method,
            domain=domain,
            few_psus=rows.few_psus,
        )

    def distribution(self, rows: Domain, weight: Floats) -> Distribution:
        """Return the distribution of the domain's answers under these (rows,) weights."""
        return read_distribution(self.values[rows.index], weight[rows.index], rows.design.counts[rows.index])

    def _share_below(self, rows: Domain, value: float) -> Linearised:
        """Return the share of answers at or below a value."""
        below = np.zeros(rows.design.rows)
        below[rows.index] = self.values[rows.index] <= value
        return RatioOfSums("proportion", self.item, self.valid, below).linearise(rows)

    def _replicated_se(self, rows: Domain) -> float:
        """Return the standard error of the quantile made anew under each set of replicate weights."""

        def refit(weight: Floats) -> Floats:
            found = self.distribution(rows, weight)
            return np.array([self.rule(found, self.q) if len(found.values) else np.nan])

        variance = covariance_at(rows.design, np.zeros((len(rows.index), 1)), rows.index, refit)
        return math.sqrt(float(variance[0, 0]))

    def _score(self, rows: Domain, found: Distribution, level: float) -> tuple[float, float]:
        """Return the unweighted shares at or below the answers where the score crosses ±t.

        Of the answers before and after the jump the one with the nearer score is taken, and its plain share, as R does.
        """
        answers, _ = found.reached
        t = t_quantile(level, rows.dof)

        def score(place: int) -> float:
            below = self._share_below(rows, float(answers[place]))
            se = standard_error(below)
            return (self.q - below.value) / se if se > 0 else math.copysign(math.inf, self.q - below.value)

        def plain_share_at(crossed: float) -> float:
            before, after = -1, len(answers) - 1
            while after - before > 1:
                middle = (before + after) // 2
                before, after = (middle, after) if score(middle) > crossed else (before, middle)
            if before < 0 or after == len(answers) - 1:
                return float(after > 0)
            nearer = before if abs(score(before) - crossed) < abs(score(after) - crossed) else after
            return float(found.counts[found.values <= answers[nearer]].sum() / found.counts.sum())

        return plain_share_at(t), plain_share_at(-t)
