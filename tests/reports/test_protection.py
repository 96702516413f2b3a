"""What must not be shown is in no output: a number found nowhere else is looked for in all of them."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from analysis import Bounds
from reports import Report, build_report, to_csv, to_csv_table, to_svg, to_xlsx
from reports.findings import Change, Findings, Row, WindowFigure
from reports.protection import protect

sys.path.insert(0, str(Path(__file__).parent))
from findings_factory import (  # noqa: E402
    make_estimate,
    make_findings,
    make_row,
    make_sectors,
    make_target_lines,
    make_total,
    make_trend,
    make_waiting,
)

SECRET = 0.61732
"""A share that stands nowhere else: 61,7 or 0.617 in any output is a leak."""
TRACES = ("61,7", "61.7", "0.617", "0,617", "61732", "617")


def secret_row(key: str, n: int, **other: Any) -> Row:
    row = make_row(
        key, "Dân tộc và Tôn giáo", n, n - 2, visits=53, share=make_estimate(SECRET, n, low=0.6171, high=0.6179)
    )
    return replace(
        row,
        score=make_estimate(61.7, n, low=61.71, high=61.79, measure="mean", se=0.617),
        bounds=Bounds(0.617, 0.6172, 0.6173, 0.6174),
        change=Change(0.0617, 0.01, 0.0617, 0.0617, False, n_before=617),
        **other,
    )


def everything(report: Report) -> str:
    """Every output of a report as one text: content, CSV files, SVGs, the parts of the workbook."""
    found = [repr(report), to_csv(report).decode("utf-8-sig")]
    found += [to_csv_table(table).decode("utf-8-sig") for table in report.tables]
    book = openpyxl.load_workbook(BytesIO(to_xlsx(report, with_pictures=False)))
    found += [repr([(cell.value, cell.number_format) for cell in row]) for sheet in book for row in sheet.rows]
    charts = [to_svg(chart) for chart in report.charts]
    # coordinates are not figures; the words in a picture are
    found += [part.split("<")[0] for chart in charts for part in chart.split(">")]
    return "\n".join(found)


def assert_secret(findings: Findings) -> None:
    text = everything(build_report(findings))
    assert [trace for trace in TRACES if trace in text] == []


def no_617(findings: Findings) -> Findings:
    """The factory's own numbers hold no trace of the secret."""
    assert [trace for trace in TRACES if trace in everything(build_report(findings))] == []
    return findings


def test_the_factory_itself_holds_no_trace() -> None:
    no_617(make_findings())


def test_a_row_of_nine_is_in_no_output() -> None:
    findings = make_findings(sectors=(*make_sectors(), secret_row("dan_toc", 9)))
    assert_secret(findings)
    cell = build_report(findings).table("sectors").cell("dan_toc", "share")
    assert (cell.text, cell.value, cell.mark) == ("không đủ phiếu", None, "suppressed")


def test_a_row_of_ten_is_shown() -> None:
    report = build_report(make_findings(sectors=(*make_sectors(), secret_row("dan_toc", 10))))
    assert report.table("sectors").cell("dan_toc", "share").text == "61,7%"


def test_few_valid_answers_hide_a_row_with_many_responses() -> None:
    findings = make_findings(sectors=(*make_sectors(), replace(secret_row("dan_toc", 9), n=40)))
    assert_secret(findings)


def test_a_row_of_one_mind_is_in_no_output() -> None:
    assert_secret(make_findings(sectors=(*make_sectors(), secret_row("dan_toc", 25, is_same_level=True))))


def test_the_row_hidden_for_another_is_in_no_output() -> None:
    small = make_row("nho", "Ngoại vụ", 4, 3)
    cover = secret_row("dan_toc", 20)
    total = replace(make_total(), answered=1246 + 24, satisfied=1078)
    findings = make_findings(total=total, sectors=(*make_sectors(), small, cover))
    assert protect(findings).reason("sectors", "dan_toc") == "hidden"
    assert_secret(findings)


def test_the_hidden_rows_together_are_rolled_up_as_plain_counts() -> None:
    rows = (make_row("a", "Ngoại vụ", 4, 3), make_row("b", "Dân tộc", 8, 7))
    table = build_report(make_findings(sectors=(*make_sectors(), *rows))).table("sectors")
    assert table.cell("_others", "name").text == "Các lĩnh vực không đủ phiếu, gộp lại"
    assert table.cell("_others", "plain").text == "83,3%"
    assert table.cell("_others", "n").value == 12
    assert table.cell("_others", "share").value is None


def test_a_longer_window_stands_in_and_says_so() -> None:
    window = WindowFigure(4, date(2026, 10, 12), date(2026, 11, 8), 31, make_estimate(0.871, 31), False)
    findings = make_findings(sectors=(*make_sectors(), secret_row("dan_toc", 7, window=window)))
    assert_secret(findings)
    table = build_report(findings).table("sectors")
    assert table.cell("dan_toc", "name").text == "Dân tộc và Tôn giáo (gộp 4 tuần 12/10–08/11)"
    assert (table.cell("dan_toc", "share").text, table.cell("dan_toc", "share").mark) == ("87,1%", "window")
    assert table.cell("dan_toc", "n").value == 31


@pytest.mark.parametrize(("n", "same"), [(9, False), (25, True)])
def test_a_window_too_small_or_of_one_mind_is_in_no_output(n: int, same: bool) -> None:
    window = WindowFigure(4, date(2026, 10, 12), date(2026, 11, 8), n, make_estimate(SECRET, n), same)
    assert_secret(
        make_findings(sectors=(*make_sectors(), replace(make_row("dan_toc", "Dân tộc", 7, 6), window=window)))
    )


def test_a_row_hidden_for_another_gets_no_window() -> None:
    window = WindowFigure(4, date(2026, 10, 12), date(2026, 11, 8), 300, make_estimate(SECRET, 300), False)
    total = replace(make_total(), answered=1246 + 24)
    small, cover = make_row("nho", "Ngoại vụ", 4, 3), replace(make_row("dan_toc", "Dân tộc", 20, 15), window=window)
    assert_secret(make_findings(total=total, sectors=(*make_sectors(), small, cover)))


def test_a_small_unit_agency_and_tier_are_in_no_output() -> None:
    findings = make_findings()
    small = secret_row("nho", 8)
    assert_secret(replace(findings, units=(*findings.units, small)))
    assert_secret(replace(findings, agencies=(*findings.agencies, small)))
    assert_secret(replace(findings, tiers=(*findings.tiers, small)))


def test_an_agency_with_one_hidden_sector_is_in_no_output() -> None:
    held = (make_row("a", "Ngoại vụ", 6, 5, agency="nho"), make_row("b", "Biên giới", 90, 80, agency="nho"))
    findings = make_findings(sectors=(*make_sectors(), *held))
    assert_secret(replace(findings, agencies=(*findings.agencies, secret_row("nho", 96))))


def test_agencies_are_hidden_where_nobody_says_which_holds_a_hidden_sector() -> None:
    rows = tuple(replace(row, agency="") for row in (*make_sectors(), make_row("a", "Ngoại vụ", 6, 5)))
    table = build_report(make_findings(sectors=rows)).table("agencies")
    assert {row.cells[1].mark for row in table.rows if row.role != "total"} == {"suppressed"}


def test_a_small_waiting_row_is_in_no_output() -> None:
    row = replace(
        make_waiting()[1],
        key="dan_toc",
        n=8,
        mean=make_estimate(61.7, 8, low=61.7, high=61.7),
        rounding=(61.7, 61.7),
        median=61.7,
        p90=61.7,
        within=make_estimate(SECRET, 8),
    )
    assert_secret(make_findings(waiting=(*make_waiting(), row)))
    assert_secret(make_findings(waiting=(*make_waiting(), replace(row, n=25, is_same_value=True))))


def test_a_small_week_is_in_no_output() -> None:
    points = list(make_trend())
    points[3] = replace(points[3], n=7, share=make_estimate(SECRET, 7, low=0.617, high=0.6179), limits=(0.617, 0.6179))
    findings = make_findings(trend=tuple(points))
    assert_secret(findings)
    chart = build_report(findings).chart("trend")
    assert chart is not None
    assert (chart.rows[3].point, chart.rows[3].limits, chart.rows[3].note) == (None, None, "không đủ phiếu")


def test_the_weeks_of_a_shown_window_do_not_give_the_hidden_week_away() -> None:
    points = list(make_trend((980, 1010, 1120, 995, 1043, 1105, 1008, 1090, 30, 20, 40, 6)))
    points[9] = replace(points[9], share=make_estimate(SECRET, 20, low=0.617, high=0.6179))
    window = WindowFigure(4, date(2026, 10, 12), date(2026, 11, 8), 96, make_estimate(0.87, 96), False)
    total = replace(make_row("total", "Toàn tỉnh", 6, 5, kind="total"), window=window)
    assert_secret(make_findings(total=total, sectors=(), units=(), agencies=(), tiers=(), trend=tuple(points)))


def test_a_small_target_line_is_in_no_output() -> None:
    line = replace(
        make_target_lines()[0],
        key="nho",
        observed=make_estimate(SECRET, 8),
        n=8,
        bounds=Bounds(0.617, 0.617, 0.617, 0.617),
    )
    findings = make_findings(targets=(*make_target_lines(), line))
    assert_secret(findings)
    table = build_report(findings).table("targets")
    assert (table.cell("nho", "point").text, table.cell("nho", "certainty").value) == ("không đủ phiếu", None)


def test_a_target_line_does_not_give_a_hidden_sector_of_the_same_days_away() -> None:
    findings = make_findings(sectors=(*make_sectors(), make_row("dan_toc", "Dân tộc", 8, 7)))
    line = replace(
        make_target_lines()[0], key="nho", observed=make_estimate(SECRET, 12), n=12, scope="dan_toc", bounds=None
    )
    assert_secret(replace(findings, plan_period=findings.period, targets=(line,)))


def test_a_small_whole_shows_no_count_of_its_answers() -> None:
    total = secret_row("total", 8, kind="total")
    findings = make_findings(total=total, sectors=(), units=(), agencies=(), tiers=(), trend=(), waiting=(), targets=())
    assert_secret(replace(findings, levels=(0, 0, 1, 617, 617), unanswered=617))


def test_a_suppressed_cell_never_has_a_value() -> None:
    rows = (*make_sectors(), make_row("a", "Ngoại vụ", 4, 3), make_row("b", "Dân tộc", 8, 7))
    report = build_report(make_findings(sectors=rows))
    cells = [cell for table in report.tables for row in table.rows for cell in row.cells if cell.mark == "suppressed"]
    assert cells
    assert {cell.value for cell in cells} == {None}
