"""What a caller asks for is read at the door: wrong kinds of thing are refused in words, whatever the function."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import analysis
from analysis import AnalysisError, DesignError, MethodError, SurveyDesign
from analysis.design.columns import plain

CELLS = pd.DataFrame(
    {
        "o": [1, 2, 3, 4] * 3,
        "t": list("abcd") * 3,
        "x": [float(place) for place in range(12)],
        "g": ["a"] * 6 + ["b"] * 6,
        "u": list("pqrstu") * 2,
        "w": [1.0, 2.0, 3.0] * 4,
        "count": [3, 2, 4] * 4,
    }
)
DESIGN = SurveyDesign(CELLS, count="count")
SHARE = analysis.proportion(DESIGN, "o", {3, 4})
Ask = Callable[[], Any]


def test_a_generator_of_codes_is_looked_through_more_than_once() -> None:
    once = analysis.proportion(DESIGN, "o", (code for code in [3, 4]), valid=(code for code in range(1, 6)))
    assert once == analysis.proportion(DESIGN, "o", [3, 4], valid={1, 2, 3, 4, 5})
    assert 0 < once.value < 1


def test_a_code_that_nobody_chose_counts_where_valid_names_it() -> None:
    assert analysis.proportion(DESIGN, "o", {5}, valid={1, 2, 3, 4, 5}).value == 0.0
    assert analysis.proportion(DESIGN, "o", {4, 5}, valid={1, 2, 3, 4, 5}).value > 0


@pytest.mark.parametrize("cells", [CELLS, {name: CELLS[name].to_numpy() for name in CELLS}], ids=["frame", "arrays"])
def test_a_code_the_column_never_has_is_named_with_those_it_has(cells: Any) -> None:
    with pytest.raises(DesignError, match=r"no row of column 'o' has \[77\]; it has \[1, 2, 3, 4\].*valid="):
        analysis.proportion(SurveyDesign(cells, count="count"), "o", {77})


def test_labels_of_several_kinds_are_named_in_their_order() -> None:
    cells = pd.DataFrame({"o": ["a", 1, None]})
    with pytest.raises(DesignError, match=r"it has \['a', 1\]"):
        analysis.proportion(SurveyDesign(cells), "o", {"b"})


def test_a_column_without_any_answer_is_an_empty_cell_not_a_wrong_code() -> None:
    with pytest.raises(analysis.EmptyCellError):
        analysis.proportion(SurveyDesign(pd.DataFrame({"o": [math.nan, math.nan]})), "o", {1})


CODES: dict[str, tuple[Ask, str]] = {
    "text for numbers": (lambda: analysis.proportion(DESIGN, "o", {"4"}), r"codes: \['4'\] are text.*\[1, 2, 3, 4\]"),
    "numbers for text": (lambda: analysis.proportion(DESIGN, "t", {4}), r"codes: \[4\] are numbers"),
    "text in valid": (
        lambda: analysis.proportion(DESIGN, "o", {"4"}, valid={"3", "4"}),
        "are text, but column 'o' holds",
    ),
    "one code alone": (lambda: analysis.proportion(DESIGN, "o", 4), "codes: got 4; expected a collection"),  # type: ignore[arg-type]
    "no codes": (lambda: analysis.proportion(DESIGN, "o", None), "codes: got None"),  # type: ignore[arg-type]
    "a text": (lambda: analysis.proportion(DESIGN, "o", "45"), "codes: got the text '45'"),
    "a text as valid": (lambda: analysis.proportion(DESIGN, "o", {4}, valid="45"), "valid: got the text '45'"),
    "codes in codes": (lambda: analysis.proportion(DESIGN, "o", [[4, 5]]), r"\[4, 5\] is no code"),
    "a test's codes": (lambda: analysis.t_test(DESIGN, "o", codes={"4"}, mu=0.5), "are text"),
    "missing": (
        lambda: analysis.poststratify(DESIGN, "g", {"a": 1, "b": 1}, missing="refues"),  # type: ignore[arg-type]
        r"poststratify: missing 'refues' is not known; choose one of \['refuse', 'keep'\]",
    ),
    "absent": (
        lambda: analysis.standardise(DESIGN, "g", {"a": 1, "b": 1}, absent="x"),  # type: ignore[arg-type]
        r"absent 'x' is not known; choose one of \['refuse', 'leave_out'\]",
    ),
    "by none": (lambda: analysis.poststratify(DESIGN, None, {"a": 1}), "by: got None; expected the name of a column"),  # type: ignore[arg-type]
    "by a column": (lambda: analysis.poststratify(DESIGN, CELLS["g"], {"a": 1}), "give the column's name"),  # type: ignore[arg-type]
    "by numbers": (lambda: analysis.poststratify(DESIGN, [1], {"a": 1}), "got 1 among the columns"),  # type: ignore[list-item]
    "by nothing": (lambda: analysis.poststratify(DESIGN, [], {"a": 1}), "no column named"),
    "item none": (lambda: analysis.mean(DESIGN, None), "item: got None; expected the name of a column"),
    "scores a text": (lambda: analysis.mean(DESIGN, "o", scores="x"), "scores: got 'x'; expected code → score"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize(("ask", "said"), CODES.values(), ids=CODES)
def test_codes_and_options_that_cannot_be_meant_are_refused(ask: Ask, said: str) -> None:
    with pytest.raises(AnalysisError, match=said):
        ask()


@pytest.mark.parametrize(
    "moments",
    [
        pd.to_datetime(["2026-01-01", "2026-01-02"]),
        pd.to_timedelta([1, 2], unit="min"),
        pd.period_range("2026-01", periods=2, freq="M"),
        np.array(["2026-01-01", "2026-01-02"], dtype="datetime64[D]"),
        np.array([None, dt.timedelta(minutes=1)], dtype=object),
    ],
    ids=["dates", "durations", "months", "array", "objects"],
)
def test_dates_and_durations_have_no_mean(moments: Any) -> None:
    design = SurveyDesign(
        {"m": np.asarray(moments)} if isinstance(moments, np.ndarray) else pd.DataFrame({"m": moments})
    )
    with pytest.raises(DesignError, match="dates or times, which have no mean.*minutes"):
        analysis.mean(design, "m")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (np.float64("nan"), "nan"),
        (np.int64(2), "2"),
        ([np.int64(2), "a"], "[2, 'a']"),
        ((np.float64(0.5),), "(0.5,)"),
        ((1, np.int64(2)), "(1, 2)"),
        ({np.int64(4)}, "{4}"),
        (set(), "set()"),
        (np.zeros((2, 3)), "a ndarray of shape (2, 3)"),
        (pd.Series([1]), "a Series of shape (1,)"),
        ("x" * 100, "'" + "x" * 59 + "…"),
    ],
)
def test_a_refusal_says_a_value_as_its_user_wrote_it(value: Any, said: str) -> None:
    assert plain(value) == said


LEVELS: dict[str, Callable[[Any], Any]] = {
    "proportion": lambda level: analysis.proportion(DESIGN, "o", {4}, level=level),
    "mean": lambda level: analysis.mean(DESIGN, "x", level=level),
    "quantile": lambda level: analysis.quantile(DESIGN, "x", 0.5, level=level),
    "t_test": lambda level: analysis.t_test(DESIGN, "x", level=level),
    "jointly": lambda level: analysis.jointly(DESIGN, (analysis.mean, "x"), level=level),
    "reached_margin": lambda level: analysis.reached_margin(100, level=level),
    "size_for_share": lambda level: analysis.size_for_share(margin=0.05, level=level),
    "power": lambda level: analysis.power_of_share_change(0.7, 0.8, 100, level=level),
    "linear_regression": lambda level: analysis.linear_regression(DESIGN, "x", ["g"], level=level),
    "by_domain": lambda level: analysis.by_domain(analysis.mean, DESIGN, "g", "x", level=level),
}


@pytest.mark.parametrize("level", [None, "0.95", 95, math.nan, True, [0.95]], ids=repr)
@pytest.mark.parametrize("ask", LEVELS.values(), ids=LEVELS)
def test_a_level_is_a_number_between_0_and_1_everywhere(ask: Callable[[Any], Any], level: Any) -> None:
    with pytest.raises(MethodError, match=re.escape(f"level {level!r} is not between 0 and 1; write 0.95 for 95 %")):
        ask(level)
