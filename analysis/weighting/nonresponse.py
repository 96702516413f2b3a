"""Nonresponse classes: those who answered stand for those of their class who did not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.design.columns import is_missing, row_label
from analysis.estimation.items import read_answers
from analysis.exceptions import DesignError
from analysis.weighting.adjusting import NonresponseClasses, after_nonresponse
from analysis.weighting.margins import crossed_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign

    Floats = NDArray[np.float64]


def nonresponse_adjust(design: SurveyDesign, by: str | Sequence[str], *, responded: Any) -> SurveyDesign:
    """Let those who answered stand for those of their class who were drawn and did not.

    Use it first: before trimming, and before post-stratifying, raking or calibrating. The design's rows are everyone
    drawn; rows that did not answer keep their place in their PSU with weight 0. Where an item is known for them, too,
    give ``where=`` those who answered, or they count in its *n*.

    Parameters
    ----------
    design : SurveyDesign
    by : str or sequence of str
        Column of the nonresponse classes, or several columns crossed.
    responded : str or (rows,) array
        True or 1 where the row answered, False or 0 where not.

    Returns
    -------
    SurveyDesign
        A new design. Its standard errors treat the class sizes as estimated from the same sample, not as known.

    Raises
    ------
    DesignError
        A class in which nobody answered (names each), or a row without class or without true or false.

    Notes
    -----
    w_k = r_k d_k Σ_{l in c} d_l / Σ_{l in c} r_l d_l. With z the influence at these weights and
    m_c = Σ_c r d (z/w) / Σ_c r d the variance is that of z_k − w_k m_c + d_k m_c, and of d_k m_c for those who did not
    answer: a post-stratification to estimated totals. Response is taken as part of the draw. Multiplying weights by
    hand and building a design of the respondents, as R users do, gives the same points but takes the factors as fixed;
    ``postStratify`` to the class sizes takes them as known, which leaves out d_k m_c.

    References
    ----------
    Särndal, Swensson, Wretman (1992), §15.6; Valliant, Dever, Kreuter (2013), Practical Tools for Designing and
    Weighting Survey Samples, §13.5; Vallée, Tillé (2015), Int. Statistical Review 83.

    Examples
    --------
    >>> from analysis.design.survey_design import SurveyDesign
    >>> drawn = {"class": np.array(["A", "A", "B"]), "answered": np.array([1, 0, 1]), "count": np.array([10, 30, 20])}
    >>> nonresponse_adjust(SurveyDesign(drawn, count="count"), "class", responded="answered").weight.tolist()
    [4.0, 0.0, 1.0]
    """
    answered = _read_response(design, responded)
    codes, labels = crossed_labels(design, by, role="nonresponse")
    step = NonresponseClasses(np.maximum(codes, 0), labels, answered, design.weight, design.weight)
    raised = step.raise_weights(design.counts, design.weight)
    return after_nonresponse(design, replace(step, raised=raised))


def _read_response(design: SurveyDesign, responded: Any) -> NDArray[np.bool_]:
    """Return who answered."""
    values, name = read_answers(design, responded)
    if (gaps := is_missing(values)).any():
        row = row_label(design.cells, int(np.argmax(gaps)))
        raise DesignError(f"responded: row {row!r}, column {name!r} is missing; give true or false")
    said = np.asarray(values)
    if not np.isin(said, [0, 1]).all():
        row = int(np.argmin(np.isin(said, [0, 1])))
        raise DesignError(
            f"responded: row {row_label(design.cells, row)!r}, column {name!r} is {said[row]!r}; expected true or false"
        )
    return said.astype(bool)
