"""Closer looks at a week: what they say, and that nothing they are made of gives a small group away."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from analysis import sensitivity_to_difference, sensitivity_to_ratio
from reports import Report, build_report
from reports.findings import Findings, Levels, TrendPoint, WeekSignal, Weighting
from reports.names import Name, PeriodInfo
from reports.protection import protect
from reports.studies import DriverRow, DriverStudy, FunnelUnit, SilentStudy, UnitFunnel

sys.path.insert(0, str(Path(__file__).parent))
from findings_factory import make_estimate, make_findings, make_row, make_total, make_trend  # noqa: E402

FOUR_WEEKS = PeriodInfo(
    "2026-W41..2026-W44", "weeks", date(2026, 10, 5), date(2026, 11, 1), Name("4 tuần", "4 weeks"), "official"
)


def make_units(*counts: int) -> tuple[FunnelUnit, ...]:
    return tuple(
        FunnelUnit(f"xa{place}", n / 1.3, 0.6 if place == 0 else 0.85, (0.78, 0.92), (0.74, 0.95), "inside")
        for place, n in enumerate(counts)
    )


def with_funnel(*counts: int) -> Findings:
    """Communes with so many answers, the first of them standing out."""
    units = tuple(
        make_row(f"xa{place}", f"Xã {place}", n, round(n * 0.85), kind="unit") for place, n in enumerate(counts)
    )
    found = make_units(*counts)
    found = (replace(found[0], place="below"), *found[1:])
    return make_findings(units=units, funnel=UnitFunnel(0.847, 0.0002, (1.96, 3.09), found, len(found)))


def with_signals(rules: dict[int, tuple[str, ...]], runs: dict[int, int]) -> tuple[TrendPoint, ...]:
    """Twelve weeks on a control chart; `rules` and `runs` by place."""
    return tuple(
        replace(point, signal=WeekSignal(0.836, 0.80, 0.87, rules.get(place, ()), runs.get(place, 1)))
        for place, point in enumerate(make_trend())
    )


def make_driver(key: str, name: str, score: float, quadrant: str, low: float = 0.8) -> DriverRow:
    return DriverRow(
        key, Name(name, name), make_estimate(score, 400, low=score - 1, high=score + 1, measure="mean"),
        make_estimate(score / 100 + 0.1, 400), 1.2, low, 1.6, 1.9, quadrant,  # type: ignore[arg-type]
    )  # fmt: skip


def make_drivers(n: int = 407) -> DriverStudy:
    rows = (
        make_driver("access", "Tiếp cận dịch vụ", 75.2, "keep"),
        make_driver("procedure", "Thủ tục hành chính", 70.0, "focus"),
        make_driver("result", "Kết quả", 80.0, "possible_overkill", low=-0.1),
    )
    return DriverStudy(FOUR_WEEKS, n, 200, rows, 1.2, 75.0)


def chart_title(report: Report, key: str) -> str:
    chart = report.chart(key)
    assert chart is not None
    return chart.title


def test_a_unit_that_stands_out_is_named_and_no_unit_is_ranked() -> None:
    report = build_report(with_funnel(120, 90, 80, 70, 60))
    assert chart_title(report, "funnel") == "Thấp hơn hẳn: Xã 0"
    table = report.table("funnel")
    assert [row.key for row in table.rows] == ["xa0", "xa1", "xa2", "xa3", "xa4"]
    assert (table.cell("xa0", "place").text, table.cell("xa0", "place").mark) == ("thấp hơn giới hạn", "below")
    assert "thứ tự giữa chúng không nói lên điều gì" in " ".join(table.notes)


def test_a_unit_of_nine_is_neither_drawn_nor_listed() -> None:
    report = build_report(with_funnel(120, 90, 80, 70, 9))
    chart = report.chart("funnel")
    assert chart is not None
    hidden = {row.key for row in report.table("units").rows if row.cells[1].mark == "suppressed"}
    assert "xa4" in hidden
    assert not hidden & {row.key for row in (*chart.rows, *report.table("funnel").rows)}


def test_a_small_whole_has_no_funnel_and_no_what_ifs() -> None:
    total = make_total()
    assert total.share is not None
    silent = SilentStudy(
        0.3, sensitivity_to_difference(total.share, 0.3, (0.0, 0.1)), sensitivity_to_ratio(total.share, (1.5,)), 1.9
    )
    small = make_row("total", "Toàn tỉnh", 9, 8, kind="total")
    shown = protect(replace(with_funnel(120, 90, 80, 70, 60), total=small, silent=silent)).findings
    assert (shown.funnel, shown.silent) == (None, None)


@pytest.mark.parametrize(
    ("rules", "runs", "title"),
    [
        ({}, {}, "Hài lòng: mọi tuần trong mức dao động thường"),
        ({}, {11: -7}, "Hài lòng: mọi tuần trong mức dao động thường; 7 tuần liền dưới đường giữa"),
        ({11: ("western_electric_4",)}, {11: -9}, "Hài lòng tuần 45: 9 tuần liền dưới đường giữa"),
        ({10: ("western_electric_1", "western_electric_2")}, {10: 1}, "Hài lòng tuần 44: trên giới hạn trên"),
        ({10: ("western_electric_3",)}, {10: -4}, "Hài lòng tuần 44: 4 trong 5 tuần lệch xuống"),
    ],
)
def test_run_rules_are_said_in_words(rules: dict[int, tuple[str, ...]], runs: dict[int, int], title: str) -> None:
    assert chart_title(build_report(make_findings(trend=with_signals(rules, runs))), "trend") == title


def test_no_limit_rests_on_a_week_that_is_hidden() -> None:
    counts = (980, 1010, 1120, 995, 1043, 1105, 1008, 1090, 1150, 1180, 9, 1268)
    points = tuple(
        replace(point, signal=WeekSignal(0.836, 0.80, 0.87), wait=WeekSignal(18.0, 15.0, 21.0))
        for point in make_trend(counts)
    )
    shown = protect(make_findings(trend=points)).findings.trend
    assert all(point.limits is None and point.signal is None and point.wait is None for point in shown)
    # as the results make it, the hidden week is a gap and the others keep their limits
    gap = tuple(replace(point, signal=None, wait=None) if point.n == 9 else point for point in points)
    kept = protect(make_findings(trend=gap)).findings.trend
    assert [point.signal is not None for point in kept] == [n != 9 for n in counts]


def test_a_week_in_which_all_waited_the_same_shows_no_minutes() -> None:
    few = make_estimate(20.0, 25, low=20.0, high=20.0, measure="mean")
    points = tuple(
        replace(point, waiting=few, is_same_wait=True, wait=WeekSignal(18.0, 15.0, 21.0)) for point in make_trend()
    )
    shown = protect(make_findings(trend=points)).findings.trend
    assert all(point.waiting is None and point.wait is None for point in shown)


def test_drivers_name_only_what_their_intervals_can_tell() -> None:
    report = build_report(make_findings(drivers=make_drivers()))
    table = report.table("drivers")
    assert [table.cell(key, "quadrant").text for key in ("procedure", "access", "result")] == [
        "nên làm trước",
        "chưa tách rõ",
        "chưa rõ tác động",
    ]
    assert chart_title(report, "drivers") == "Nên làm trước: Thủ tục hành chính"


def test_too_few_complete_answers_have_no_drivers_and_are_counted_in_tens() -> None:
    report = build_report(make_findings(drivers=make_drivers(n=197)))
    assert report.chart("drivers") is None
    assert report.table("drivers").rows == ()
    assert "từ 190" in report.table("drivers").empty
    assert "197" not in report.table("drivers").empty + report.table("drivers").caption
    assert "từ 400" in build_report(make_findings(drivers=make_drivers())).table("drivers").caption


def test_what_a_row_is_made_of_leaves_out_hidden_rows_and_the_levels_of_few() -> None:
    levels: Levels = (1, 2, 3, 4, 5)
    made = {"levels": levels, "weighting": Weighting(12, 3, 1.4, 24.5)}
    rows = (
        make_row("lon", "Lớn", 40, 30, **made),
        make_row("vua", "Vừa", 20, 15, **made),
        make_row("nho", "Nhỏ", 9, 8, **made),
        make_row("khac", "Khác", 300, 250, **made),
    )
    table = build_report(make_findings(sectors=rows)).table("making")
    keys = {row.key for row in table.rows}
    assert "sectors.nho" not in keys
    assert table.cell("sectors.lon", "level_5").value == 5
    assert table.cell("sectors.lon", "weight").text == "1–25"
    assert "sectors.vua" not in keys or table.cell("sectors.vua", "level_5").value is None


def test_what_the_silent_could_change_is_said_where_it_turns_the_result() -> None:
    total = make_total()
    assert total.share is not None
    assert total.target is not None
    cells = sensitivity_to_difference(total.share, 0.306, (0.0, 0.1, 0.2), target=total.target)
    silent = SilentStudy(0.306, cells, (), 1.85)
    report = build_report(make_findings(silent=silent))
    assert chart_title(report, "silent") == "Kết luận đổi nếu người không trả lời kém hài lòng 20 điểm"
    table = report.table("silent")
    # 84,73 % less (1 − 0,306) of twenty points
    assert table.cell("less_20", "value").text == "70,9%"
    assert table.cell("less_20", "silent").text == "64,7%"
    assert "1,9 lần" in " ".join(table.notes)
