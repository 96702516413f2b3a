"""Where a row's headline rests on its ticket answers alone, every output says so and counts those."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from analysis import Verdict, sensitivity_to_difference
from reports import build_report, to_csv, to_csv_table
from reports.action_figures import Subject, Voice, figure_text
from reports.action_findings import find_finding
from reports.compared import make_figure
from reports.findings import Findings, Row, Withheld
from reports.printed import print_table
from reports.protection import protect
from reports.studies import SilentStudy
from reports.telling import Teller

sys.path.insert(0, str(Path(__file__).parent))
from findings_factory import (  # noqa: E402
    AT_LEAST_75,
    make_estimate,
    make_findings,
    make_row,
    make_sectors,
    make_target_lines,
    make_total,
)

SILENT = SilentStudy(0.306, sensitivity_to_difference(make_estimate(0.8473, 1260), 0.306, (0.0, 0.1)), (), 1.9)


def land_by_ticket() -> Row:
    """212 answered, 128 of them by ticket."""
    row = next(row for row in make_sectors() if row.key == "dat_dai")
    return replace(row, tier="ticket", share=make_estimate(0.805, 128, low=0.73, high=0.87), change=None)


def findings_by_ticket(**changes: object) -> Findings:
    """A week whose whole and whose land sector rest on tickets."""
    total = make_total(tier="ticket", share=make_estimate(0.8211, 901, low=0.79, high=0.85), change=None)
    sectors = tuple(land_by_ticket() if row.key == "dat_dai" else row for row in make_sectors())
    return make_findings(**{"total": total, "sectors": sectors, **changes})


@pytest.mark.parametrize("table", ["sectors", "units", "agencies", "tiers"])
def test_an_action_on_the_whole_of_any_table_measures_the_whole(table: str) -> None:
    finding = find_finding(make_findings(), f"{table}:total")
    assert finding is not None
    assert finding.subject == Subject("share")
    assert finding.figure is not None
    assert (finding.figure.n, finding.figure.target) == (1260, AT_LEAST_75)
    assert finding.text.startswith("Toàn đơn vị: 84,7% hài lòng (82,3–86,9; 1.260 phiếu)")


def test_an_action_on_a_way_of_asking_has_nothing_to_measure_again() -> None:
    finding = find_finding(make_findings(), "tiers:static")
    assert finding is not None
    assert (finding.subject, finding.figure) == (None, None)


def test_an_action_on_a_hidden_whole_keeps_no_figure() -> None:
    few = make_row("total", "Toàn tỉnh", 6, 5, kind="total")
    found = find_finding(make_findings(total=few), "sectors:total")
    assert found is not None
    assert (found.subject, found.figure) == (Subject("share"), None)


@pytest.mark.parametrize(("about", "n"), [("sectors:dat_dai", 128), ("sectors:total", 901), ("sentences:overall", 901)])
def test_the_figure_of_an_action_counts_the_ticket_answers_it_rests_on(about: str, n: int) -> None:
    finding = find_finding(findings_by_ticket(), about)
    assert finding is not None
    assert finding.figure is not None
    assert (finding.figure.n, finding.figure.tier) == (n, "ticket")
    assert figure_text(Voice("vi", str), finding.figure).endswith(f"; {n} phiếu theo mã)")


def test_a_targets_line_by_ticket_says_so_wherever_it_is_told() -> None:
    whole, land, *others = make_target_lines()
    land = replace(land, tier="ticket", verdict=Verdict("not_met", "not_met"))
    report = build_report(findings_by_ticket(targets=(whole, land, *others)))
    table = report.table("targets")
    assert table.cell("land", "note").text.startswith("chỉ tính phiếu theo mã; khi kể cả người không trả lời")
    assert not table.cell("overall", "note").text.startswith("chỉ tính phiếu theo mã")
    assert any("“chỉ tính phiếu theo mã”" in note for note in table.notes)
    said = {sentence.key: sentence.text for sentence in report.sentences}
    assert "Đất đai 84,96% theo mã" in said["plan"]
    chart = report.chart("targets")
    assert chart is not None
    assert {row.key: row.label for row in chart.rows}["land"] == "Đất đai (theo mã)"
    assert "chỉ tính phiếu theo mã" in to_csv(report).decode("utf-8-sig")


def test_what_a_line_by_ticket_still_needs_are_ticket_answers() -> None:
    whole, land, *others = make_target_lines()
    table = build_report(make_findings(targets=(whole, replace(land, tier="ticket"), *others))).table("targets")
    assert table.cell("land", "needed").text == "9.040 phiếu theo mã nữa (tất cả 12.040 phiếu)"


def test_a_plan_of_all_answers_says_nothing_of_tickets() -> None:
    table = build_report(make_findings()).table("targets")
    assert "theo mã" not in to_csv_table(table).decode("utf-8-sig") + " ".join(table.notes)


def test_a_hidden_line_does_not_tell_what_it_rests_on() -> None:
    whole, *others = make_target_lines()
    hidden = replace(whole, n=6, tier="ticket", observed=make_estimate(0.8, 6))
    report = build_report(make_findings(targets=(hidden, *others)))
    assert report.table("targets").cell("overall", "value").value is None
    assert "theo mã" not in report.table("targets").cell("overall", "note").text


def test_the_sector_chart_counts_the_answers_of_what_it_draws() -> None:
    chart = build_report(findings_by_ticket()).chart("sectors")
    assert chart is not None
    others = sum(row.n for row in make_sectors() if row.key != "dat_dai")
    assert f"n = {others + 128:,} phiếu của các lĩnh vực được nêu".replace(",", ".") in chart.subtitle
    notes = {row.key: row.note for row in chart.rows}
    assert notes["dat_dai"] == "80,5%  ·  n 128 theo mã"
    assert notes["ho_tich"] == "87,5%  ·  n 640  ·  phủ 25%"


def test_where_no_sector_is_shown_neither_a_number_nor_a_reason_is_given() -> None:
    for findings in (
        make_findings(withheld=(Withheld("total", "total"),)),
        make_findings(sectors=(make_row("dat_dai", "Đất đai", 6, 5), make_row("y_te", "Y tế", 7, 5))),
    ):
        chart = build_report(findings).chart("sectors")
        assert chart is not None
        assert (chart.title, chart.subtitle) == (
            "Kỳ này không nêu riêng được lĩnh vực nào",
            "Tỷ lệ hài lòng và khoảng tham khảo 95%",
        )


def test_the_number_by_ticket_is_named_where_it_is_printed_under_another() -> None:
    printed = print_table(build_report(findings_by_ticket()).table("sectors"))
    place = [column.label for column in printed.columns].index("Phiếu trả lời")
    cells = {row.cells[0].text: row.cells[place] for row in printed.rows}
    assert (cells["Đất đai"].text, cells["Đất đai"].under) == ("212", ("theo mã 128",))
    assert (cells["Hộ tịch"].text, cells["Hộ tịch"].under) == ("640", ())


def test_what_a_figure_by_ticket_is_made_of_says_so_and_adds_up() -> None:
    land = replace(land_by_ticket(), levels=(5, 5, 15, 60, 43))
    sectors = tuple(land if row.key == "dat_dai" else row for row in make_sectors())
    making = build_report(make_findings(sectors=sectors)).table("making")
    levels = [making.cell("sectors.dat_dai", f"level_{level}").value for level in range(1, 6)]
    assert sum(levels) == making.cell("sectors.dat_dai", "by_ticket").value == 128
    assert making.cell("sectors.ho_tich", "by_ticket").value is None
    pooled = build_report(make_findings(tiers=()))
    assert "by_ticket" not in {column.key for column in pooled.table("making").columns}


def test_the_formula_of_a_table_is_told_with_what_it_counts() -> None:
    note = "Dòng có số phiếu theo mã: tỷ lệ, khoảng và điểm chỉ tính số phiếu ấy."
    assert note in build_report(findings_by_ticket()).table("sectors").notes
    pooled = build_report(make_findings())
    assert note not in (*pooled.table("sectors").notes, *pooled.table("units").notes)


def test_the_summary_holds_a_count_beside_the_coverage_of_the_same_answers() -> None:
    table = build_report(findings_by_ticket()).table("summary")
    for key, name in (("share", "Tỷ lệ hài lòng (theo mã)"), ("score", "Điểm trung bình (theo mã)")):
        assert table.cell(key, "measure").text == name
        assert (table.cell(key, "n").value, table.cell(key, "coverage").value) == (901, None)
        assert table.cell(key, "formula").text.endswith("; chỉ tính phiếu theo mã")
    assert (table.cell("responses", "value").value, table.cell("responses", "coverage").text) == (1268, "30,8%")
    assert (table.cell("plain", "n").value, table.cell("plain", "coverage").text) == (1260, "30,8%")


def test_the_summary_of_all_answers_keeps_coverage_beside_its_share() -> None:
    table = build_report(make_findings()).table("summary")
    assert table.cell("share", "measure").text == "Tỷ lệ hài lòng"
    assert (table.cell("share", "n").value, table.cell("share", "coverage").text) == (1260, "30,8%")


def test_whoever_answered_without_a_ticket_is_said_to_count_as_silent() -> None:
    found = findings_by_ticket(silent=SILENT)
    report = build_report(found)
    assert "người trả lời không theo mã tính như không trả lời" in " ".join(report.table("silent").notes)
    precision = report.table("precision")
    assert precision.cell("total", "name").text == "Toàn đơn vị (theo mã)"
    assert precision.cell("ho_tich", "name").text == "Hộ tịch"
    assert "mọi lượt khác tính như không trả lời" in precision.notes[0]
    words = "≥ 70,7% người không trả lời hài lòng (kể cả người trả lời không theo mã)"
    assert words in precision.cell("total", "tipping").text
    assert report.beside is not None
    assert words in report.beside.text
    pooled = build_report(make_findings(silent=SILENT))
    assert "theo mã" not in " ".join((*pooled.table("silent").notes, *pooled.table("precision").notes))


def test_a_compared_figure_has_both_counts_and_is_based_on_that_of_tickets() -> None:
    teller = Teller(protect(findings_by_ticket()), "vi", str)
    land, civil = (make_figure(teller, "sectors", row) for row in (land_by_ticket(), make_sectors()[0]))
    assert (land.answered.value, land.by_ticket.value, land.n.value) == (212, 128, 128)
    assert (civil.answered.value, civil.by_ticket.value, civil.n.value) == (640, None, 640)


@pytest.mark.parametrize(("of_land", "of_all", "is_told"), [("ticket", "pooled", True), ("pooled", "pooled", False)])
def test_tiers_side_by_side_say_why_a_row_of_its_own_weights_differs(of_land: str, of_all: str, is_told: bool) -> None:
    land = land_by_ticket() if of_land == "ticket" else make_sectors()[0]
    findings = make_findings(total=make_total(tier=of_all), sectors=(land, *make_sectors()[1:]))
    notes = " ".join(build_report(findings).table("tiers").notes)
    assert ("quyền số của riêng phiếu theo mã" in notes) is is_told


def test_where_the_whole_is_by_ticket_the_tiers_have_its_weights() -> None:
    notes = " ".join(build_report(findings_by_ticket()).table("tiers").notes)
    assert "quyền số của riêng phiếu theo mã" not in notes
