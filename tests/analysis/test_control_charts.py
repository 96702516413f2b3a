"""Control charts against published worked examples and by hand; gaps, marks and phases."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from analysis import DesignError, EmptyCellError, Mark, MethodError, control_band, control_chart

# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: flow rate of ten batches
FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
# Montgomery (2013), table 7.1, the data of NIST 6.3.3.2 too: orange juice cans not conforming of 50 in 30 samples
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
# Mohammed et al. (2013), BMJ Quality and Safety 22, 362-368, first six weeks: seen within four hours, attendances
SEEN = np.array([266501, 264225, 276532, 281461, 269071, 261215])
ATTENDED = np.array([280443, 276823, 291681, 296155, 282343, 275888])


def test_individuals_of_the_nist_handbook() -> None:
    chart = control_chart(FLOW, method="xmr")
    point, phase = chart.points[0], chart.phases[0]
    # mean 50.81, mean moving range 1.8778, limits 50.81 ± 3 (1.8778 / 1.128) = 55.8041 and 45.8159
    assert phase.mean_range == pytest.approx(1.8778, abs=5e-5)
    assert (point.centre, point.high, point.low) == pytest.approx((50.81, 55.8041, 45.8159), abs=5e-5)
    assert phase.range_high == pytest.approx(3.267 * 1.87778, abs=1e-4)
    assert chart.signals == ()
    assert [each.moving_range for each in chart.points[:3]] == [None, pytest.approx(2.0), pytest.approx(2.3)]


def test_shares_of_montgomerys_orange_juice_cans() -> None:
    chart = control_chart([count / 50 for count in CANS], [50] * 30, rules=["western_electric_1"])
    first = chart.points[0]
    assert (first.centre, first.high, first.low) == pytest.approx((0.2313, 0.4102, 0.0524), abs=5e-5)
    assert [(point.label, point.place) for point in chart.signals] == [(15, "above"), (23, "above")]
    without = [None if week in (15, 23) else count / 50 for week, count in enumerate(CANS, start=1)]
    revised = control_chart(without, [50] * 30, rules=["western_electric_1"])
    # the book's revised limits: centre 0.2150, 0.3893 and 0.0407; then sample 21 is out
    assert (revised.points[0].centre, revised.points[0].high) == pytest.approx((0.2150, 0.3893), abs=5e-5)
    assert revised.points[0].low == pytest.approx(0.0407, abs=1e-4)
    assert [point.label for point in revised.signals] == [21]


def test_laneys_chart_of_emergency_attendances_worked_by_hand() -> None:
    shares = SEEN / ATTENDED
    centre = SEEN.sum() / ATTENDED.sum()
    sigma = np.sqrt(centre * (1 - centre) / ATTENDED)
    z = (shares - centre) / sigma
    sigma_z = np.abs(z[1:] - z[:-1]).sum() / 5 / 1.128
    chart = control_chart(shares, ATTENDED, method="laney")
    assert chart.phases[0].sigma_z == pytest.approx(sigma_z)
    assert sigma_z > 8
    assert [point.low for point in chart.points] == pytest.approx(list(centre - 3 * sigma * sigma_z))
    assert [point.high for point in chart.points] == pytest.approx(list(centre + 3 * sigma * sigma_z))
    assert not chart.signals
    # with so many attendances the plain limits call nearly every week out of the ordinary
    assert sum(point.place != "inside" for point in control_chart(shares, ATTENDED).points) >= 4


def test_laneys_limits_take_any_constant_design_effect_in() -> None:
    rng = np.random.default_rng(7)
    answers = rng.integers(80, 400, size=20)
    shares = rng.binomial(answers, 0.8) / answers
    plain = control_chart(shares, answers, method="laney")
    designed = control_chart(shares, answers, method="laney", deff=2.25)
    assert designed.phases[0].sigma_z == pytest.approx(plain.phases[0].sigma_z / 1.5)  # type: ignore[operator]
    assert [point.low for point in designed.points] == pytest.approx([point.low for point in plain.points])


def test_medians_are_not_moved_by_one_odd_week() -> None:
    minutes = [20.0, 22.0, 19.0, 21.0, 60.0, 20.0, 23.0, 21.0]
    chart = control_chart(minutes, method="median", bounds=(0.0, 480.0))
    # sorted 19 20 20 21 21 22 23 60: median 21; ranges 2 3 2 39 40 3 2: median 3
    point = chart.points[0]
    assert point.centre == 21
    assert (point.low, point.high) == pytest.approx((21 - 9 / 0.954, 21 + 9 / 0.954))
    assert chart.phases[0].range_high == pytest.approx(3.865 * 3)
    assert [(week.label, week.signals) for week in chart.signals] == [
        (5, ("western_electric_1", "moving_range")),
        (6, ("moving_range",)),
    ]
    assert control_chart(minutes, method="xmr", bounds=(0.0, 480.0)).points[0].low == 0


def test_a_share_has_the_limits_of_the_one_formula() -> None:
    point = control_chart([0.8, 0.8], [400, 100], deff=[1.5, 1.0]).points[0]
    band = control_band(0.8, 400, deff=1.5)
    assert (point.low, point.high) == pytest.approx((band.low, band.high))
    assert control_chart([0.99, 0.99], [20, 20]).points[0].high == 1


def test_a_week_without_answers_is_a_gap_and_never_zero() -> None:
    chart = control_chart([0.8, 0.0, 0.7, None], [100, 0, 100, math.nan], labels="abcd")
    gap = chart.points[1]
    assert (gap.value, gap.low, gap.high, gap.place, gap.signals) == (None, None, None, None, ())
    assert chart.points[0].centre == pytest.approx(0.75)
    assert chart.points[3].value is None
    assert chart.phases[0].weeks == 2


def test_a_moving_range_joins_neighbouring_weeks_only() -> None:
    chart = control_chart([20, 24, None, 50, 52], method="xmr")
    assert chart.phases[0].mean_range == pytest.approx(3)
    assert [point.moving_range for point in chart.points] == [None, 4, None, None, 2]


def test_a_mark_begins_a_phase_where_it_is_asked_to() -> None:
    shares = [0.80, 0.82, 0.81, 0.60, 0.61, 0.62]
    marks = [Mark("w4", "questionnaire", "phiếu 2"), Mark("w5", "target")]
    labels = [f"w{week}" for week in range(1, 7)]
    whole = control_chart(shares, [200] * 6, labels=labels, marks=marks)
    assert [phase.number for phase in whole.phases] == [1]
    assert whole.signals
    parted = control_chart(shares, [200] * 6, labels=labels, marks=marks, rebase=["questionnaire"])
    assert [(phase.first, phase.last) for phase in parted.phases] == [("w1", "w3"), ("w4", "w6")]
    assert [phase.centre for phase in parted.phases] == pytest.approx([0.81, 0.61])
    assert [point.phase for point in parted.points] == [1, 1, 1, 2, 2, 2]
    assert parted.points[2].low > parted.points[3].high  # type: ignore[operator]
    assert parted.signals == ()
    assert parted.marks == tuple(marks)


def test_runs_do_not_cross_into_another_phase() -> None:
    minutes = [20.0, 22.0] * 4 + [30.0, 32.0] * 4
    marks = [Mark(9, "place")]
    assert control_chart(minutes, method="xmr", marks=marks).signals
    assert control_chart(minutes, method="xmr", marks=marks, rebase=["place"]).signals == ()


def test_limits_may_rest_on_the_first_weeks() -> None:
    chart = control_chart([0.8, None, 0.8, 0.5], [100, None, 100, 100], baseline=2)
    assert chart.points[0].centre == pytest.approx(0.8)
    assert chart.phases[0].weeks == 2
    assert [point.label for point in chart.signals] == [4]


def test_a_phase_too_short_for_limits_has_none() -> None:
    chart = control_chart([20, 22, 21, 35], method="xmr", marks=[Mark(4, "place")], rebase=["place"])
    last = chart.points[3]
    assert (last.value, last.low, last.place, last.signals, last.phase) == (35, None, None, (), 2)
    assert chart.phases[1].centre is None
    laney = control_chart([0.8, 0.7, 0.8], [50] * 3, method="laney", marks=[Mark(3, "place")], rebase=["place"])
    assert laney.phases[1].centre is None
    for method in ("laney", "median"):
        gaps = [None] if method == "median" else [None, None]
        marks = [Mark(3, "place")]
        short = control_chart([0.8, 0.7, *gaps], [50, 50, *gaps], method=method, marks=marks, rebase=["place"])
        assert short.phases[1].weeks == 0


@pytest.mark.parametrize("method", ["p", "laney"])
def test_weeks_in_which_everyone_is_satisfied_have_no_width(method: str) -> None:
    chart = control_chart([1.0, 1.0, 1.0, 0.9], [50] * 4, method=method, baseline=3, rules=["western_electric_1"])
    assert [(point.low, point.high) for point in chart.points] == [(1.0, 1.0)] * 4
    assert [point.label for point in chart.signals] == [4]
    assert chart.points[3].place == "below"


def test_weeks_that_are_all_the_same_have_no_width() -> None:
    for method in ("xmr", "median"):
        chart = control_chart([25.0, 25.0, 25.0], method=method)
        assert [(point.low, point.high, point.place) for point in chart.points] == [(25.0, 25.0, "inside")] * 3


@pytest.mark.parametrize("method", ["p", "laney", "xmr", "median"])
def test_rounding_error_is_no_signal(method: str) -> None:
    shares, answers = [0.7] * 9 + [0.1 + 0.2 + 0.4], [31, 77, 53, 49, 97, 33, 41, 59, 61, 67]
    chart = control_chart(shares, answers, method=method)
    assert {point.place for point in chart.points} == {"inside"}
    assert [point.signals for point in chart.points if "western_electric_1" in point.signals] == []


@pytest.mark.parametrize(
    ("values", "answers", "options", "error", "message"),
    [
        ([0.8], [100], {"method": "c"}, MethodError, "chart 'c' is not known; choose one of"),
        ([0.8], [100], {"rules": ["x"]}, MethodError, "run rule 'x' is not known"),
        ([0.8], None, {}, DesignError, "needs the answers of each week"),
        ([20, 21], None, {"method": "xmr", "deff": 2}, MethodError, "only a chart of shares"),
        ([80, 81], [100, 100], {}, DesignError, r"values: week 1 is 80\.0; expected a fraction"),
        ([0.8, 0.8], [100, None], {}, DesignError, "answers: week 2 is nan; expected a number above 0"),
        ([0.8, 0.8], [100, -1], {}, DesignError, r"answers: week 2 is -1\.0"),
        ([0.8, 0.8], [100, 90], {"deff": [1, 0]}, DesignError, r"deff: week 2 is 0\.0"),
        ([0.8, 0.8], [100], {}, DesignError, "got 2 values, 1 answers"),
        (["a"], [100], {}, DesignError, "values: expected numbers"),
        ([], [], {}, DesignError, r"values: got shape \(0,\)"),
        (0.8, 100, {}, DesignError, r"values: got shape \(\)"),
        ([0.8, math.inf], [100, 90], {}, DesignError, "values: week 2 is infinite"),
        ([0.8, 0.8], [100, 90], {"labels": ["a", "a"]}, DesignError, "got 2, 1 different"),
        ([0.8, 0.8], [100, 90], {"labels": ["a"]}, DesignError, "expected 2, one for each week"),
        ([0.8], [100], {"marks": [Mark(7, "place")]}, DesignError, "no week is called 7"),
        ([0.8], [100], {"rebase": ["weather"]}, MethodError, "'weather'"),
        ([0.8], [100], {"rebase": "place"}, MethodError, "marks and rebase: place"),
        ([0.8], [100], {"baseline": 0}, DesignError, "baseline: got 0"),
        ([None, None], [0, 0], {}, EmptyCellError, "no phase has enough weeks"),
        ([20, None, 21], None, {"method": "xmr"}, EmptyCellError, "neighbouring weeks are needed"),
        ([20, 20, 20, 20, 25], None, {"method": "median"}, MethodError, "use method='xmr'"),
    ],
)
def test_what_cannot_be_charted_is_refused(
    values: Any, answers: Any, options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        control_chart(values, answers, **options)
