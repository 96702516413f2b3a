"""Reading what a test or a model speaks of: the answers of each row as labels, numbers, or ones and zeros."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.asked import read_codes
from analysis.estimation.items import read_answers, read_numbers, refuse_another_kind
from analysis.exceptions import DesignError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray
    from pandas import Series

    from analysis.design.survey_design import SurveyDesign

    Floats = NDArray[np.float64]


def read_labels(design: SurveyDesign, item: Any) -> tuple[Series[Any], str]:
    """Return the answers of each row, numbered from 0, and the item's name ('' for values handed over)."""
    import pandas as pd

    answers, name = read_answers(design, item)
    if np.ma.isMaskedArray(answers):
        known = np.ma.getdata(answers).astype(object)
        known[np.ma.getmaskarray(answers)] = None
        answers = known
    return pd.Series(answers).reset_index(drop=True), name


def read_groups(design: SurveyDesign, by: Any, role: str) -> tuple[NDArray[np.intp], tuple[Any, ...], str]:
    """Return a code for each row (−1 where missing), the sorted labels, and the column's name."""
    import pandas as pd

    labels, name = read_labels(design, by)
    try:
        codes, found = pd.factorize(labels, sort=True)
    except TypeError as error:
        raise DesignError(
            f"{role}: column {name!r} holds something that is no label ({error}); make them all text or all numbers"
        ) from error
    return codes.astype(np.intp), tuple(found.tolist()), name


def read_outcome(
    design: SurveyDesign, item: Any, codes: Collection[Any] | None, scores: Mapping[Any, float] | None
) -> tuple[Floats, str]:
    """Return 1 where the answer is one of ``codes`` and 0 elsewhere, or the numbers; NaN where missing."""
    if codes is None:
        return read_numbers(design, item, scores)
    if scores is not None:
        raise DesignError("codes and scores: both given; give codes for a share or scores for a mean")
    counted = read_codes("codes", codes)
    labels, name = read_labels(design, item)
    refuse_another_kind(labels, name, counted)
    hit = labels.isin(counted).to_numpy(dtype=np.float64)
    return np.where(labels.isna().to_numpy(dtype=bool), np.nan, hit), name
