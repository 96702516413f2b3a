"""Reading an item: a column of the design's cells, or values handed over in the order of its rows."""

from __future__ import annotations

from numbers import Number
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.asked import read_mapping
from analysis.design.columns import as_numbers, column, is_missing, is_time, plain, row_label
from analysis.exceptions import DesignError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign

    Floats = NDArray[np.float64]


INDICATOR = frozenset({0, 1})
"""Where a column has nothing but these, or true and false, both are possible though all rows have one of them."""
MOST_NAMED = 12
"""Labels of a column that a refusal names."""


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
    if item is None or isinstance(item, (int, float, dict)):
        raise DesignError(f"item: got {plain(item)}; expected the name of a column, or one value for each row")
    values = item if is_series else np.asanyarray(item)
    indexed = is_series and hasattr(design.cells, "index")
    if len(values) != design.rows or (indexed and not item.index.equals(design.cells.index)):
        raise DesignError(
            f"item: got {len(values)} values; expected one for each of {design.rows} rows, in their order"
        )
    name = getattr(item, "name", "") if is_series else ""
    return values, "" if name is None else str(name)


def refuse_another_kind(answers: Any, name: str, codes: Collection[Any]) -> None:
    """Refuse codes that no answer can equal: text where the answers are numbers, or numbers where they are text.

    Raises
    ------
    DesignError
        Names the codes, and the labels the column has.
    """
    labels = _labels(answers)
    texts = {isinstance(label, str) for label in labels}
    if len(texts) == 1 and (strange := [code for code in codes if _is_text_or_number(code, not min(texts))]):
        raise DesignError(
            f"codes: {plain(strange)} {'are numbers' if min(texts) else 'are text'}, but column {name!r} holds "
            f"{plain(labels[:MOST_NAMED])}; write the codes as the column has them"
        )


def possible_answers(answers: Sequence[Any], name: str, codes: Collection[Any]) -> tuple[Any, ...]:
    """Return every answer that one of several items has, and the codes.

    Of a column of ones and zeros, or of true and false, either may be absent.

    Raises
    ------
    DesignError
        A code that no row has: names it, and the labels there are.
    """
    labels = list(dict.fromkeys(label for one in answers for label in _labels(one)))
    seen = {*labels, *INDICATOR} if set(labels) <= INDICATOR else set(labels)
    if labels and (unseen := [code for code in codes if code not in seen]):
        raise DesignError(
            f"codes: no row of {name} has {plain(unseen)}; it has {plain(labels[:MOST_NAMED])}; correct the codes, or "
            "list every possible answer in valid= where nobody happened to choose them"
        )
    return (*labels, *codes)


def _labels(answers: Any) -> list[Any]:
    """Return the different answers, in their order where they have one."""
    if hasattr(answers, "isna"):
        found: list[Any] = answers.dropna().unique().tolist()
    else:
        known = np.ma.getdata(answers)[~is_missing(answers)]
        found = list(dict.fromkeys(known.tolist())) if known.dtype == object else np.unique(known).tolist()
    try:
        return sorted(found)
    except TypeError:
        return found


def _is_text_or_number(code: Any, text: bool) -> bool:
    """Return whether a code is text (or a number, where it is not text that is asked about)."""
    return isinstance(code, str) if text else isinstance(code, Number)


def read_numbers(design: SurveyDesign, item: Any, scores: Mapping[Any, float] | None = None) -> tuple[Floats, str]:
    """Return an item's numbers, or the scores of its codes, with NaN where there is no valid answer.

    Raises
    ------
    DesignError
        Values that are not finite numbers and have no score.
    """
    answers, name = read_answers(design, item)
    if scores is not None:
        answers = _scored(answers, read_mapping("scores", scores, "code → score, such as {1: 0, 2: 50, 3: 100}"))
    if is_time(answers):
        raise DesignError(
            f"item {name!r} holds dates or times, which have no mean of their own; hand over numbers, such as the "
            "minutes of a duration: cells[name] / pandas.Timedelta(minutes=1)"
        )
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
