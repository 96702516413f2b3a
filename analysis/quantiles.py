"""Quantiles of a design with Woodruff's interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.domains import Domain, read_domain
from analysis.estimate import Estimate
from analysis.estimators import proportion
from analysis.exceptions import MethodError
from analysis.intervals import normal_quantile, t_quantile
from analysis.items import read_numbers
from analysis.linearised import coefficient_of_variation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.design import SurveyDesign
    from analysis.linearised import Labels

TIE = 1e-12
"""A cumulative share this close below q has reached q: what is missing is rounding error of the sum."""


def quantile(
    design: SurveyDesign,
    item: Any,
    q: float,
    *,
    where: Any = None,
    level: float = 0.95,
    method: str = "mean",
    domain: Labels = (),
) -> Estimate:
    """Return the smallest answer that at least a share ``q`` of the population does not exceed.

    Parameters
    ----------
    design : SurveyDesign
    item : str or (rows,) array
        Numbers, such as minutes.
    q : float
        Strictly between 0 and 1: 0.5 for the median.
    where, level, domain
        As in `proportion`.
    method : str
        Interval for the share at or below the quantile, a key of ``INTERVALS``.

    Returns
    -------
    Estimate
        ``se`` is half the interval over its normal or t quantile; ``deff`` and ``n_eff`` are those of the share at or
        below.

    Raises
    ------
    MethodError
        ``q`` outside (0, 1) or an unknown method.
    EmptyCellError
        No valid answer in the domain.

    Notes
    -----
    Woodruff: with F̂ the weighted distribution, θ̂ = F̂⁻¹(q), the interval [L, U] of F̂(θ̂) as a share goes back
    through F̂⁻¹ (R: ``svyquantile(interval.type="mean", qrule="math")``). A limit beyond the sample becomes its
    smallest or largest answer, where R gives none.

    References
    ----------
    Woodruff (1952), JASA 47, 635–646; Francisco, Fuller (1991), Annals of Statistics 19.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design import SurveyDesign
    >>> cells = pd.DataFrame({"minutes": [10, 20, 30, 60], "count": [40, 30, 20, 10]})
    >>> quantile(SurveyDesign(cells, count="count"), "minutes", 0.5).value
    20.0
    """
    if not 0 < q < 1:
        raise MethodError(f"q {q!r} is not between 0 and 1; write 0.5 for the median")
    values, name = read_numbers(design, item)
    rows = read_domain(design, where, ~np.isnan(values), name)
    value = _inverse(rows, values, q)
    below = np.where(np.isnan(values), np.nan, (values <= value).astype(np.float64))
    share = proportion(design, below, {1.0}, where=where, level=level, method=method)
    low, high = _inverse(rows, values, share.ci_low), _inverse(rows, values, share.ci_high)
    reach = normal_quantile(level) if method in ("linear", "wilson") else t_quantile(level, rows.dof)
    se = (high - low) / (2 * reach)
    return Estimate(
        measure="quantile",
        item=name,
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


def _inverse(rows: Domain, values: NDArray[np.float64], q: float) -> float:
    """Return the smallest answer whose cumulative weighted share reaches ``q``."""
    answers, weight = values[rows.inside], rows.weight[rows.inside]
    order = np.argsort(answers, kind="stable")
    shares = np.cumsum(weight[order]) / weight.sum()
    place = int(np.searchsorted(shares, q - TIE))
    return float(answers[order][min(place, len(answers) - 1)])
