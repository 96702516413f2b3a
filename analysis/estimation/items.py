"""Reading an item: a column of the design's cells, or values handed over in the order of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.design.columns import as_numbers, column, row_label
from analysis.exceptions import DesignError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign

    Floats = NDArray[np.float64]


def read_answers(design: SurveyDesign, item: Any) -> tuple[Any, str]:
    """Return the answers of each row, a Series or an array, and the item's name ('' for an array handed over).

    Raises
    ------
    DesignError
        No such column, or values that are not one a row in the order of the rows.
    """
    if isinstance(item, str):
        return column(design.cells, item, "item"), item
    is_series = hasattr(item, "isna")
    values = item if is_series else np.asanyarray(item)
    indexed = is_series and hasattr(design.cells, "index")
    if len(values) != design.rows or (indexed and not item.index.equals(design.cells.index)):
        raise DesignError(
            f"item: got {len(values)} values; expected one for each of {design.rows} rows, in their order"
        )
    name = getattr(item, "name", "") if is_series else ""
    return values, "" if name is None else str(name)


def read_numbers(design: SurveyDesign, item: Any, scores: Mapping[Any, float] | None = None) -> tuple[Floats, str]:
    """Return an item's numbers, or the scores of its codes, with NaN where there is no valid answer.

    Raises
    ------
    DesignError
        Values that are not finite numbers and have no score.
    """
    answers, name = read_answers(design, item)
    if scores is not None:
        answers = _scored(answers, dict(scores))
    try:
        values = as_numbers(answers)
    except (TypeError, ValueError) as error:
        raise DesignError(
            f"item {name!r} holds something that is not a number ({error}); give scores for its codes"
        ) from error
    if np.isinf(values).any():
        row = row_label(design.cells, int(np.argmax(np.isinf(values))))
        raise DesignError(f"item {name!r}: row {row!r} is infinite; correct it or make it missing")
    return values, name


def _scored(answers: Any, scores: dict[Any, float]) -> Any:
    """Return the score of each code, NaN for a code without one."""
    if hasattr(answers, "map"):
        return answers.map(scores)
    return np.array([scores.get(answer, np.nan) for answer in np.ma.filled(answers.astype(object), None)], dtype=float)
