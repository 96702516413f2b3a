"""Adjusting weights to what is known of the population. Each function returns a new design."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from analysis.design.survey_design import SurveyDesign
from analysis.weighting.adjusting import adjusted
from analysis.weighting.margins import read_margin
from analysis.weighting.post_strata import PostStratification

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pandas import DataFrame, Series


def poststratify(
    design: SurveyDesign,
    by: str | Sequence[str],
    totals: Mapping[Any, float] | Series[Any] | DataFrame,
    *,
    missing: Literal["refuse", "keep"] = "refuse",
) -> SurveyDesign:
    """Scale the weights so that each post-stratum sums to its known total.

    Parameters
    ----------
    design : SurveyDesign
    by : str or sequence of str
        Column naming the post-stratum of each row, or several columns crossed.
    totals : mapping, Series or DataFrame
        Label → persons (visits) in the population, above 0, one for every label in the sample and no other. For
        several columns the labels are tuples, or a DataFrame has those columns and one with the totals.
    missing : {"refuse", "keep"}
        ``keep`` lets rows without a label keep their weight and their full influence (no residual is taken).

    Returns
    -------
    SurveyDesign
        A new design whose standard errors use the residuals within post-strata, as R's ``postStratify``.

    Raises
    ------
    DesignError
        Totals missing for a label, given for a label without sample, or not above 0: names each.

    Notes
    -----
    w_k = d_k N_g / Σ_{l in g} d_l, d the weight before.

    References
    ----------
    Holt, Smith (1979), Post stratification, JRSS A 142. Särndal, Swensson, Wretman (1992), §7.6.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.DataFrame({"unit": ["A", "B"], "count": [30, 70]})
    >>> poststratify(SurveyDesign(cells, count="count"), "unit", {"A": 900, "B": 100}).weight[0]
    np.float64(30.0)
    """
    margin = read_margin(design, by, totals, role="poststratify", missing=missing)
    step = PostStratification(margin.codes, margin.labels, margin.totals, design.weight, design.weight)
    return adjusted(design, replace(step, after=step.repeat(design.counts, design.weight)))
