"""Adjusting weights to what is known of the population. Each function returns a new design."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from analysis.columns import groups, partial_groups
from analysis.design import PostStratification, SurveyDesign
from analysis.exceptions import DesignError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from pandas import Series


def poststratify(
    design: SurveyDesign,
    by: str,
    totals: Mapping[Any, float] | Series[Any],
    *,
    missing: Literal["refuse", "keep"] = "refuse",
) -> SurveyDesign:
    """Scale the weights so that each post-stratum sums to its known total.

    Parameters
    ----------
    design : SurveyDesign
    by : str
        Column naming the post-stratum of each row.
    totals : mapping or Series
        Label → persons (visits) in the population, above 0, one for every label in the sample and no other.
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
    read = groups if missing == "refuse" else partial_groups
    codes, labels = read(design.cells, by, "poststratify")
    wanted = _control_totals(labels, dict(totals.items()), by)
    before, took_part = design.weight, codes >= 0
    sample = np.bincount(codes[took_part], (design.counts * before)[took_part], len(labels))
    after = before.copy()
    after[took_part] *= (wanted / sample)[codes[took_part]]
    done = PostStratification(codes, labels, wanted, before, after)
    return replace(design, adjustments=(*design.adjustments, done))


def kish_deff(
    weights: NDArray[np.float64],
    counts: NDArray[np.float64] | None = None,
    spread: NDArray[np.float64] | None = None,
) -> float:
    """Return Kish's design effect of unequal weights alone, 1 when they are all equal.

    Parameters
    ----------
    weights : (n,) positive, persons one answer represents
    counts : (n,) answers with that weight, 1 each when left out
    spread : (n,) squared coefficient of variation of the weights of those answers, 0 when left out

    Notes
    -----
    n Σ w² / (Σ w)².

    References
    ----------
    Kish (1965), Survey Sampling, §11.7; Kish (1992), J. Official Statistics 8(2).

    Examples
    --------
    >>> kish_deff(np.array([1.0, 3.0]))
    1.25
    """
    times = np.ones(len(weights)) if counts is None else counts
    squares = weights**2 if spread is None else weights**2 * (1 + spread)
    return float(times.sum() * (times @ squares) / (times @ weights) ** 2)


def _control_totals(labels: tuple[Any, ...], totals: dict[Any, float], by: str) -> NDArray[np.float64]:
    """Return the totals in the order of the labels, after refusing any that do not fit."""
    if absent := [label for label in labels if label not in totals]:
        raise DesignError(f"poststratify: no total for {by} {absent}; give one for every label in the sample")
    known = set(labels)
    if empty := [label for label in totals if label not in known]:
        raise DesignError(
            f"poststratify: totals for {by} {empty} but no answer there; merge them with a label that has some"
        )
    wanted = np.array([totals[label] for label in labels], dtype=np.float64)
    if bad := [label for label, total in zip(labels, wanted, strict=True) if not (np.isfinite(total) and total > 0)]:
        raise DesignError(
            f"poststratify: the total of {by} {bad} is not a number above 0; correct it or leave those rows out"
        )
    return wanted
