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
from analysis import AnalysisError, DesignError, MethodError, SurveyDesign, Target
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


TINY = pd.DataFrame({"unit": ["A", "B"], "level": "x", "area": "y", "sector": "s", "n": [3.0, 20.0]})
JOINT = analysis.jointly(DESIGN, (analysis.mean, "x"), by="g")
REPLICATED = pd.DataFrame({"x": [1.0, 2.0], "r1": [2.0, 0.0], "r2": [0.0, 2.0]})


def replicated(weights: Any, **options: Any) -> SurveyDesign:
    return SurveyDesign(REPLICATED, replicates=analysis.ReplicateWeights(weights, kind="other", **options))


ASKED: dict[str, tuple[Callable[..., Any], str]] = {
    "limit": (lambda a: a.felt_waiting(DESIGN, "x", limit=math.nan), "limit: got nan; expected minutes"),
    "share_over": (lambda a: a.share_over(DESIGN, "x", target=math.nan), "target: got nan"),
    "fit nan": (lambda a: a.fit_waiting(DESIGN, "x", target=math.nan), "target: got nan; expected minutes above 0"),
    "fit -1": (lambda a: a.fit_waiting(DESIGN, "x", target=-1), "target: got -1"),
    "longest": (lambda a: a.heaping(DESIGN, "x", longest=math.nan), "longest: got nan"),
    "mu": (lambda a: a.t_test(DESIGN, "x", mu=math.nan), "mu: got nan"),
    "tipping": (lambda a: a.worst_case(0.5, 0.5, math.nan), "target: got nan"),
    "share text": (lambda a: a.worst_case("a", 0.5), "share: got 'a'"),
    "ends": (lambda a: a.worst_case(0.5, 0.5, ends=()), r"ends: got \(\)"),
    "target nan": (lambda a: a.verdict(SHARE, Target(">=", math.nan)), "target: got nan"),
    "target 75": (lambda a: a.verdict(SHARE, Target(">=", 75)), "got 75 for a share, which is a fraction; write 0.75"),
    "exact 75": (lambda a: a.exact_verdict(1, 2, Target(">=", 75)), "which is a fraction"),
    "needed": (lambda a: a.answers_needed("a", Target(">=", 0.5)), "value: got 'a'"),
    "needed level": (lambda a: a.answers_needed(0.6, Target(">=", 0.5), level=95), "level 95 is not between"),
    "bounds": (lambda a: a.control_chart([0.5], [9], bounds=(1, 0)), "expected the lowest value before the highest"),
    "no bounds": (lambda a: a.control_chart([0.5], [9], bounds=()), r"bounds: got \(\)"),
    "funnel": (lambda a: a.share_funnel([0.5, 0.6], [9, 9], levels=()), r"levels: got \(\)"),
    "kish nan": (lambda a: a.kish_deff([1.0, math.nan]), "got nan among them"),
    "kish below 0": (lambda a: a.kish_deff([1.0, -1.0]), "got -1.0 among them"),
    "kish zero": (lambda a: a.kish_deff([0.0, 0.0]), "all of them are 0"),
    "kish empty": (lambda a: a.kish_deff([]), r"got shape \(0,\)"),
    "kish text": (lambda a: a.kish_deff(["a"]), "weights: expected numbers"),
    "kish counts": (lambda a: a.kish_deff([1.0], [1.0, 2.0]), "counts: got shape"),
    "deff inf": (lambda a: a.reached_margin(100, deff=math.inf), "deff: got inf"),
    "answers text": (lambda a: a.power_of_share_change(0.5, 0.6, "a"), "answers: got 'a'"),
    "no cells": (lambda a: a.SurveyDesign(None), "cells: got None; expected a DataFrame"),
    "an array": (lambda a: a.SurveyDesign(np.zeros((2, 2))), "cells: got a ndarray"),
    "records": (lambda a: a.SurveyDesign([{"x": 1}]), "expected a DataFrame, or a mapping"),
    "deep": (lambda a: a.SurveyDesign({"x": np.zeros((2, 2))}), "hold not one value a row"),
    "weights": (lambda a: a.SurveyDesign(CELLS, weights=CELLS["w"]), "weights: got a Series.*give the column's name"),
    "psu": (lambda a: a.SurveyDesign(CELLS, psu=True), "psu: got True"),
    "twice": (lambda a: a.SurveyDesign(CELLS[["w", "w"]], weights="w"), "2 columns are named 'w'"),
    "weight nan": (lambda a: a.SurveyDesign({"w": np.array([math.nan])}, weights="w"), "is nan; expected"),
    "methd": (lambda a: a.by_domain(a.mean, DESIGN, "g", "x", methd="mean"), "mean: got an unexpected.*'methd'.*takes"),
    "no item": (lambda a: a.by_domain(a.mean, DESIGN, "g"), "mean: missing a required argument: 'item'"),
    "by none": (lambda a: a.by_domain(a.mean, DESIGN, None, "x"), "by: got None"),
    "no tuple": (lambda a: a.jointly(DESIGN, a.mean), "jointly: got .*expected an estimator and what"),
    "no question": (lambda a: a.jointly(DESIGN, ()), r"jointly: got \(\)"),
    "no estimator": (lambda a: a.jointly(DESIGN, ([], "x")), "has no influence values"),
    "joint option": (lambda a: a.jointly(DESIGN, (a.mean,)), "mean: missing a required argument"),
    "contrast": (lambda a: a.contrast(JOINT, [1, -1]), r"coefficients: got \[1, -1\]; expected name"),
    "calibrate": (lambda a: a.calibrate(DESIGN, ["x"]), "calibrate: totals: got"),
    "population": (lambda a: a.calibrate(DESIGN, {"x": 3}, population="many"), "population: got 'many'"),
    "calibrate bounds": (lambda a: a.calibrate(DESIGN, {"x": 3}, bounds=()), r"bounds: got \(\)"),
    "fit_test": (lambda a: a.fit_test(DESIGN, "g", "x"), "shares: got 'x'"),
    "trim": (lambda a: a.trim(DESIGN, upper=None), "upper None; expected numbers"),
    "rake": (lambda a: a.rake(DESIGN, {"g": {"a": 1, "b": 1}}, tolerance=None), "tolerance None"),
    "margins": (lambda a: a.rake(DESIGN, ["g"]), "rake: margins: got"),
    "base": (lambda a: a.linear_regression(DESIGN, "x", ["g"], base="x"), "base: got 'x'"),
    "levels": (lambda a: a.proportional_odds(DESIGN, "o", ["g"], levels=()), r"levels: got \(\)"),
    "p": (lambda a: a.adjust_p(["a"]), "p_values: expected numbers"),
    "run": (lambda a: a.run_signals(5), "z: got 5"),
    "run text": (lambda a: a.run_signals("x"), "z: expected one number"),
    "rule": (lambda a: a.run_signals([1.0], "nelson_1"), "rules: got the text"),
    "seed": (lambda a: a.resampled_mean(DESIGN, "x", seed=-1), "seed: got -1"),
    "replicates": (lambda a: a.SurveyDesign(CELLS, replicates=["w", "x"]), r"replicates: got \['w', 'x'\]"),
    "rscales": (lambda a: replicated(["r1", "r2"], rscales="a"), "rscales 'a' are no numbers"),
    "scale": (lambda a: replicated(["r1", "r2"], scale="a"), "scale 'a' is no number"),
    "ragged": (lambda a: replicated([[1], [1, 2]], scale=1.0), "expected a sequence of column names or a matrix"),
    "weigh": (lambda a: a.weigh(None, None, None), "cells: got None; expected a DataFrame"),
    "no n": (lambda a: a.merge_thin_strata(TINY.drop(columns="n")), "no column 'n'"),
    "n nan": (lambda a: a.merge_thin_strata(TINY.assign(n=[math.nan, 1.0])), "column 'n' is nan"),
    "n text": (lambda a: a.merge_thin_strata(TINY.assign(n="a")), "something that is not a number"),
    "n below 0": (lambda a: a.merge_thin_strata(TINY.assign(n=-1.0)), "column 'n' is -1.0"),
    "rounding": (lambda a: a.rounding_bounds([10, 20], [0, 0]), "not all of them 0"),
    "rounding size": (lambda a: a.rounding_bounds([10, 20], [1]), "one number from 0 for each"),
}


@pytest.mark.parametrize(("ask", "said"), ASKED.values(), ids=ASKED)
def test_what_cannot_be_meant_is_refused_in_words(ask: Callable[..., Any], said: str) -> None:
    with pytest.raises(AnalysisError, match=said):
        ask(analysis)


def test_a_generator_of_predictors_is_taken_as_a_list() -> None:
    given: Any = (name for name in ["g"])
    listed = analysis.linear_regression(DESIGN, "x", ["g"])
    assert analysis.linear_regression(DESIGN, "x", given).coefficients == listed.coefficients


def test_kish_takes_a_list() -> None:
    assert analysis.kish_deff([1.0, 3.0], [1, 1], [0.0, 0.0]) == 1.25  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: analysis.size_for_share(margin="5%"), "margin: got '5%'; expected a number"),
        (lambda: analysis.size_for_mean(sd="15", margin=2), "sd: got '15'; expected a number"),
        (lambda: analysis.yamane_size("1000", 0.05), "population: got '1000'; expected a number"),
        (lambda: analysis.reached_margin(None), "answers: got None; expected a number"),
        (lambda: analysis.allocate("100", {"land": 900}), "answers: got '100'; expected a number"),
        (lambda: analysis.power_of_share_change("0.8", 0.85, 400), "before: got '0.8'; expected a number"),
        (lambda: analysis.answers_for_mean_change(3, "x", power=0.8), "sd: got 'x'; expected a number"),
        (lambda: analysis.control_band(0.8, "400"), "n: got '400'; expected a number"),
        (lambda: analysis.exact_verdict("9", 10, analysis.Target(">=", 0.9)), "numerator: got '9'; expected a number"),
        (lambda: analysis.verdict(None, 0.75), r"target: got 0.75; expected a Target such as Target\(.>=., 0.75\)"),
    ],
)
def test_plans_and_verdicts_refuse_what_is_no_number(call: Any, message: str) -> None:
    with pytest.raises(analysis.DesignError, match=message):
        call()
