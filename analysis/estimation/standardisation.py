"""Direct standardisation: what each domain's figure would be, had all domains the population's composition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from analysis.asked import read_option
from analysis.design.columns import row_label
from analysis.design.domains import read_mask
from analysis.design.survey_design import SurveyDesign
from analysis.exceptions import DesignError, EmptyCellError
from analysis.weighting.adjusting import adjusted
from analysis.weighting.margins import crossed_labels, read_margin
from analysis.weighting.post_strata import PostStratification

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from pandas import Series

    Codes = NDArray[np.intp]

ABSENT = ("refuse", "leave_out")
"""What becomes of a group without answers in a domain."""


def standardise(
    design: SurveyDesign,
    by: str | Sequence[str],
    population: Mapping[Any, float] | Series[Any],
    *,
    over: str | Sequence[str] = (),
    where: Any = None,
    absent: Literal["refuse", "leave_out"] = "refuse",
) -> SurveyDesign:
    """Give every domain of ``over`` the population's composition by ``by``, keeping the domain's own size.

    Parameters
    ----------
    design : SurveyDesign
    by : str or sequence of str
        Columns of the composition, such as sector or age group.
    population : mapping or Series
        Label (or tuple of labels) → share or number in the standard population, above 0; only proportions count.
    over : str or sequence of str
        Columns of the domains to be compared; the whole sample when left out.
    where : (rows,) bool, optional
        Rows that take part, such as those with a valid answer (R: ``excluding.missing``); the others keep their weight
        and should be in no figure.
    absent : {"refuse", "leave_out"}
        What becomes of a group without answers in a domain: an error, or the domain does without it, as in R; it is
        then not comparable with the others.

    Returns
    -------
    SurveyDesign
        A new design; standard errors use the residuals within group and domain, as R's ``svystandardize``.

    Raises
    ------
    DesignError
        Shares missing for a label or given for one without sample, not above 0, or groups without answers in a domain.
    EmptyCellError
        No row takes part.

    Notes
    -----
    w_k = d_k π_g Σ_{l in o} d_l / Σ_{l in g ∩ o} d_l for answer k of group g in domain o, π the population's shares: a
    post-stratification to totals that the sample's domain sizes make.

    References
    ----------
    Fleiss, Levy, Paik (2003), Statistical Methods for Rates and Proportions, ch. 19; Korn, Graubard (1999), Analysis of
    Health Surveys, §3.7.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import by_domain, proportion
    >>> cells = pd.DataFrame({"unit": list("AABB"), "sector": ["land", "tax"] * 2, "y": [0, 1, 0, 1],
    ...                       "count": [30, 10, 10, 30]})
    >>> equal = standardise(SurveyDesign(cells, count="count"), "sector", {"land": 1, "tax": 1}, over="unit")
    >>> [round(one.value, 12) for one in by_domain(proportion, equal, "unit", "y", {1})]
    [0.5, 0.5]
    """
    read_option("standardise: absent", absent, ABSENT)
    margin = read_margin(design, by, population, role="standardise", missing="refuse" if where is None else "keep")
    areas, names = crossed_labels(design, over, role="standardise", missing="keep") if over else _everyone(design)
    took_part = _rows(design, where, margin.codes, areas)
    shares = margin.totals / margin.sum
    crossed = areas[took_part] * len(shares) + margin.codes[took_part]
    persons = (design.counts * design.weight)[took_part]
    sample = np.bincount(crossed, persons, len(names) * len(shares)).reshape(len(names), len(shares))
    heard_areas = sample.sum(axis=1) > 0
    if absent != "leave_out" and (empty := (sample == 0) & heard_areas[:, None]).any():
        raise _empty_groups([(names[area], margin.labels[group]) for area, group in np.argwhere(empty)])
    totals = (sample.sum(axis=1, keepdims=True) * shares).ravel()
    heard, among = np.unique(crossed, return_inverse=True)
    codes = np.full(design.rows, -1, dtype=np.intp)
    codes[took_part] = among
    labels = tuple((names[cell // len(shares)], margin.labels[cell % len(shares)]) for cell in heard.tolist())
    step = PostStratification(codes, labels, totals[heard], design.weight, design.weight)
    return adjusted(design, replace(step, after=step.repeat(design.counts, design.weight)))


def _everyone(design: SurveyDesign) -> tuple[Codes, tuple[Any, ...]]:
    """Return the whole sample as one domain."""
    return np.zeros(design.rows, dtype=np.intp), ("all",)


def _rows(design: SurveyDesign, where: Any, groups: Codes, areas: Codes) -> Codes:
    """Return the rows that take part: those of ``where`` with a domain and some weight."""
    inside = (areas >= 0) & (design.weight > 0)
    inside &= True if where is None else read_mask(design, where)
    if (unknown := inside & (groups < 0)).any():
        row = row_label(design.cells, int(np.argmax(unknown)))
        raise DesignError(f"standardise: row {row!r} takes part but has no label in by; leave it out with where")
    if not inside.any():
        raise EmptyCellError("standardise: no row takes part; widen where, or name over columns that have labels")
    return np.flatnonzero(inside)


def _empty_groups(empty: list[tuple[Any, Any]]) -> DesignError:
    """Return the refusal of groups without answers."""
    named = ", ".join(f"{group!r} in {area!r}" for area, group in empty[:5])
    return DesignError(f'standardise: no answer of {named}; merge groups, or write absent="leave_out"')
