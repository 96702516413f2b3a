"""Findings made by hand become sentences and tables, word for word."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from analysis import Bounds, Target, Verdict
from reports import Report, build_report
from reports.compared import Page, against
from reports.findings import Change, Flag, WindowFigure
from reports.protection import protect
from reports.telling import Teller
from survey_app.comparing.held import held_against

sys.path.insert(0, str(Path(__file__).parent))
from findings_factory import (  # noqa: E402
    make_estimate,
    make_findings,
    make_row,
    make_sectors,
    make_target_lines,
    make_total,
    make_waiting,
)

DISCLAIMER = "Khảo sát tại quầy giao dịch của Bộ phận Một cửa; không phải Chỉ số SIPAS do Bộ Nội vụ công bố."


def sentences(report: Report) -> dict[str, str]:
    return {sentence.key: sentence.text for sentence in report.sentences}


def all_text(report: Report) -> str:
    cells = [cell.text for table in report.tables for row in table.rows for cell in row.cells]
    heads = [f"{table.title} {table.caption} {table.notes} {table.empty}" for table in report.tables]
    columns = [column.label + column.explanation for table in report.tables for column in table.columns]
    spoken = [sentence.text for sentence in report.sentences]
    charts = [repr(chart) for chart in report.charts]
    return "\n".join([*cells, *heads, *columns, *spoken, *charts, *report.notes, repr(report.facts), report.title])


def test_a_week_has_five_sentences_made_from_its_figures() -> None:
    report = build_report(make_findings())
    assert [sentence.key for sentence in report.sentences] == ["overall", "sectors", "waiting", "plan", "advice"]
    said = sentences(report)
    assert said["overall"] == (
        "Toàn đơn vị: 84,7% hài lòng (82,3–86,9; 1.260 phiếu), trên mức chỉ tiêu 75%; "
        "cao hơn tuần trước 1,1 điểm, trong mức dao động thường."
    )
    assert said["sectors"] == (
        "Đất đai: 79,4% hài lòng (74,1–84,0; 212 phiếu), dưới mức chỉ tiêu 85%; "
        "thấp hơn tuần trước 3,2 điểm, trong mức dao động thường. Cùng dưới mức chỉ tiêu: Xây dựng (chưa đủ căn cứ)."
    )
    assert said["waiting"] == (
        "Thời gian chờ trung bình 18,4 phút theo cảm nhận (17,3–19,5; 1.104 phiếu), trong mức chỉ tiêu 25 phút."
    )
    assert said["plan"] == (
        "Kế hoạch đến 08/11/2026: 1 chỉ tiêu chắc chắn đạt, 1 chắc chắn chưa đạt (Hồ sơ đúng hạn 94,9%), "
        "2 chưa đủ căn cứ kết luận."
    )
    assert report.beside is not None
    assert report.beside.text == (
        "Kèm theo: điểm trung bình 85,6/100; tỷ lệ phiếu hài lòng không quyền số 85,6% (1.260 phiếu); "
        "số liệu dựa trên 1.268 phiếu của 4.120 lượt giao dịch (độ phủ 30,8%); "
        "chỉ tiêu vẫn đạt nếu ≥ 70,7% người không trả lời hài lòng."
    )
    assert said["advice"].startswith("Việc nên làm: xem lại giấy tờ, các bước và cách bố trí quầy của lĩnh vực Đất đai")


@pytest.mark.parametrize(("limits", "side"), [((0.75, 0.83), "trên"), ((0.86, 0.93), "dưới")])
def test_the_sentence_and_the_table_agree_on_a_week_beyond_the_limits_of_the_twelve(
    limits: tuple[float, float], side: str
) -> None:
    found = make_findings()
    last = replace(found.trend[-1], share=found.total.share, limits=limits)
    report = build_report(replace(found, trend=(*found.trend[:-1], last)))
    weeks = len(found.trend)
    told = f"(nằm {side} giới hạn của {weeks} tuần)."
    assert f"1,1 điểm; tỷ lệ này ngoài mức dao động thường {told}" in sentences(report)["overall"]
    total = replace(found.total, change=replace(found.total.change, is_ordinary=False))
    moved = build_report(replace(found, total=total, trend=(*found.trend[:-1], last)))
    assert f"1,1 điểm, vượt mức dao động thường {told}" in sentences(moved)["overall"]
    assert report.table("sectors").cell("total", "variation").text == "vượt mức thường"
    # the chart is that of the whole; a sector's change stands for itself
    assert report.table("sectors").cell("dat_dai", "variation").text == "mức thường"
    # so does the comparison, against the week before and against no other
    page = Page(protect(replace(found, trend=(*found.trend[:-1], last))), "vi", str)
    whole, land = page.figure("total", ""), page.figure("sectors", "dat_dai")
    before = replace(whole, estimate=make_estimate(0.836, 1_200, low=0.81, high=0.86))
    held = {
        is_right_before: held_against(page.teller, "", whole, before, is_right_before=is_right_before).variation.text
        for is_right_before in (True, False)
    }
    assert held == {True: "vượt mức thường", False: "mức thường"}
    assert held_against(page.teller, "", land, land, is_right_before=True).variation.text == "mức thường"


def test_a_row_that_falls_back_on_four_weeks_shows_no_visits_of_one() -> None:
    window = WindowFigure(
        4, date(2026, 10, 12), date(2026, 11, 8), 70, make_estimate(0.812, 70, low=0.7, high=0.9), False
    )
    small = replace(make_row("y_te", "Y tế", 6, 5, visits=60), window=window)
    report = build_report(make_findings(sectors=tuple(small if row.key == "y_te" else row for row in make_sectors())))
    table = report.table("sectors")
    assert table.cell("y_te", "n").value == 70
    assert table.cell("y_te", "visits").value is None
    assert table.cell("y_te", "coverage").value is None
    assert report.table("coverage").cell("y_te", "visits").value == 60


def test_all_sectors_at_their_level_are_said_with_the_nearest() -> None:
    sectors = tuple(replace(row, target=Target(">=", 0.5)) if row.target else row for row in make_sectors())
    said = sentences(build_report(make_findings(sectors=sectors)))
    assert said["sectors"].startswith(
        "Không lĩnh vực nào trong 3 lĩnh vực có chỉ tiêu và đủ phiếu ở dưới mức; gần mức nhất"
    )
    assert "Đất đai: 79,4%" in said["sectors"]


def test_without_targets_only_what_stands_clearly_apart_is_named() -> None:
    sectors = tuple(replace(row, target=None) for row in make_sectors())
    said = sentences(build_report(make_findings(sectors=sectors)))
    assert said["sectors"].startswith("Thấp hơn rõ rệt mức chung là Đất đai: 79,4% hài lòng")
    alike = tuple(row for row in sectors if row.key != "dat_dai")
    said = sentences(build_report(make_findings(sectors=alike)))
    assert "không lĩnh vực nào thấp hơn rõ rệt mức chung" in said["sectors"]


def test_an_empty_period_says_so_and_what_to_do() -> None:
    empty = make_total(n=0, satisfied=0, share=None, change=None, bounds=None)
    empty = replace(empty, answered=0, score=None, visits=312)
    report = build_report(make_findings(total=empty, sectors=(), units=(), agencies=(), waiting=(), levels=(0,) * 5))
    said = sentences(report)
    assert said["empty"] == "Chưa có phiếu nào trong Tuần 45: 02/11–08/11/2026, trong khi có 312 lượt giao dịch."
    assert said["advice"].startswith("Việc nên làm: kiểm tra mã QR ở từng quầy")
    assert report.table("sectors").rows == ()
    assert report.table("sectors").empty


def test_a_period_too_small_shows_the_longer_window_and_explains_itself() -> None:
    window = WindowFigure(
        4, date(2026, 10, 12), date(2026, 11, 8), 46, make_estimate(0.812, 46, low=0.7, high=0.9), False
    )
    small = replace(make_row("total", "Toàn tỉnh", 6, 5, kind="total"), window=window)
    report = build_report(make_findings(total=small, sectors=(), units=(), agencies=(), tiers=(), trend=()))
    said = sentences(report)
    assert "chưa đủ phiếu" in said["too_small"]
    assert said["window"] == "Gộp 4 tuần 12/10–08/11: 81,2% hài lòng (70,0–90,0; 46 phiếu)."
    share = report.table("summary").cell("share", "value")
    assert (share.text, share.mark) == ("81,2%", "window")
    assert report.table("summary").cell("share", "measure").text == "Tỷ lệ hài lòng (gộp 4 tuần 12/10–08/11)"
    assert "responses" in [row.key for row in report.table("summary").rows]
    assert report.table("summary").cell("responses", "value").value is None


def test_a_whole_with_too_many_places_without_answers_has_no_figure_but_says_so() -> None:
    report = build_report(make_findings(total=make_total(no_data_share=0.273)))
    said = sentences(report)
    assert said["uncovered"] == "Chưa nêu tỷ lệ hài lòng: 27,3% lượt giao dịch ở những nơi chưa có phiếu nào."
    assert not [row.key for row in report.table("summary").rows if row.key.startswith("level")]


def test_minutes_of_a_row_without_data_are_not_said_to_lack_answers() -> None:
    waiting = tuple(replace(row, n=0, mean=None, within=None) if row.kind == "total" else row for row in make_waiting())
    report = build_report(make_findings(total=make_total(no_data_share=0.273), waiting=waiting))
    assert report.table("waiting").cell("total", "mean").text == "không có dữ liệu"


def test_a_sector_with_too_many_places_without_answers_keeps_its_n() -> None:
    sectors = tuple(replace(row, no_data_share=0.31) if row.key == "y_te" else row for row in make_sectors())
    table = build_report(make_findings(sectors=sectors)).table("sectors")
    assert table.cell("y_te", "share").text == "không có dữ liệu"
    assert table.cell("y_te", "n").value == 48
    assert table.cell("y_te", "plain").value is None
    assert table.cell("y_te", "note").text.startswith("31,0% lượt giao dịch ở nơi chưa có phiếu")


def test_every_sector_row_has_n_coverage_interval_mean_and_plain_share() -> None:
    table = build_report(make_findings()).table("sectors")
    row = {column.key: table.cell("dat_dai", column.key).text for column in table.columns}
    assert row["share"] == "79,4%"
    assert (row["low"], row["high"]) == ("74,1%", "84,0%")
    assert (row["score"], row["plain"], row["answered"], row["n"], row["coverage"]) == (
        "79,2", "79,2%", "212", "212", "25,0%",
    )  # fmt: skip
    assert (row["target"], row["signal"], row["change"], row["variation"]) == (
        "≥ 85%",
        "dưới mức",
        "−3,2",
        "mức thường",
    )
    assert "quyền số theo lượt giao dịch" in table.caption


def test_priority_sectors_come_first_and_the_whole_before_them() -> None:
    rows = build_report(make_findings()).table("sectors").rows
    assert [row.key for row in rows[:4]] == ["total", "dat_dai", "xay_dung", "dau_tu"]
    assert [row.role for row in rows[:4]] == ["total", "priority", "priority", "priority"]


def test_each_target_has_its_two_lines() -> None:
    table = build_report(make_findings()).table("targets")
    lines = {row.key: (table.cell(row.key, "point").text, table.cell(row.key, "certainty").text) for row in table.rows}
    assert lines == {
        "overall": ("đạt mức chỉ tiêu", "đạt"),
        "land": ("chưa đạt mức chỉ tiêu", "chưa đủ căn cứ kết luận"),
        "waiting": ("đạt mức chỉ tiêu", "chưa đủ căn cứ kết luận"),
        "on_time": ("chưa đạt mức chỉ tiêu", "chưa đạt (số liệu hành chính, chính xác)"),
        "portal": ("nguồn dữ liệu này không đo chỉ tiêu", ""),
    }
    assert table.cell("land", "value").text == "84,96%"
    assert table.cell("land", "needed").text == "9.040 phiếu nữa (tất cả 12.040 phiếu)"
    assert table.cell("waiting", "needed").text == "không thể trong kỳ"
    assert "đọc chặt hơn (< 25 phút): chưa đạt mức chỉ tiêu" in table.cell("waiting", "note").text
    assert table.cell("portal", "label").text == "Hài lòng qua Cổng dịch vụ công (chưa xác nhận)"
    assert table.cell("portal", "note").text == "Lấy kết quả đánh giá trên Cổng dịch vụ công."


def test_the_printed_value_of_2249_of_3000_is_74_97() -> None:
    line = replace(
        make_target_lines()[0],
        observed=make_estimate(2249 / 3000, 3000, low=0.734, high=0.765),
        n=3000,
        verdict=Verdict("not_met", "not_proven"),
    )
    table = build_report(make_findings(targets=(line,))).table("targets")
    assert table.cell("overall", "value").text == "74,97%"
    assert table.cell("overall", "point").text == "chưa đạt mức chỉ tiêu"


def test_sources_keep_the_sentence_and_its_place() -> None:
    table = build_report(make_findings()).table("sources")
    assert table.cell("land", "sentence").text == "Lĩnh vực đất đai, xây dựng, đầu tư đạt từ 85% trở lên."
    assert table.cell("land", "origin").text == "Kế hoạch mẫu, dòng 71"
    assert table.cell("portal", "confirmed").text == "chưa xác nhận"


@pytest.mark.parametrize(
    ("tipping", "words"),
    [
        (0.63, "chỉ tiêu vẫn đạt nếu ≥ 63,0% người không trả lời hài lòng"),
        (-0.1, "chỉ tiêu vẫn đạt dù không ai trong số không trả lời hài lòng"),
        (1.2, "chỉ tiêu không đạt dù mọi người không trả lời đều hài lòng"),
    ],
)
def test_the_tipping_point_is_said_in_words(tipping: float, words: str) -> None:
    total = make_total(bounds=Bounds(0.3, 0.2, 0.9, tipping))
    beside = build_report(make_findings(total=total)).beside
    assert beside is not None
    assert words in beside.text
    assert words in sentences(build_report(make_findings(total=total, targets=())))["trust"]


def test_on_time_is_exact_and_has_no_interval() -> None:
    table = build_report(make_findings()).table("on_time")
    assert table.cell("dat_dai", "rate").text == "94,9%"
    assert "Số liệu hành chính, chính xác" in table.caption
    assert not {"low", "high"} & {column.key for column in table.columns}


def test_unweighted_preliminary_and_simulated_states_are_said() -> None:
    findings = make_findings(flags=(Flag("unweighted"),), is_simulated=True)
    findings = replace(findings, period=replace(findings.period, status="preliminary"))
    report = build_report(findings)
    assert report.banner == "DỮ LIỆU MÔ PHỎNG"
    assert all(chart.source.startswith("DỮ LIỆU MÔ PHỎNG. ") for chart in report.charts)
    assert "số liệu sơ bộ" in report.period_text
    assert any("không có quyền số" in note for note in report.notes)
    assert any("72 giờ" in note for note in report.notes)
    assert "không có quyền số" in report.table("sectors").caption


def test_dossier_weights_are_named_in_the_formula() -> None:
    report = build_report(make_findings(flags=(Flag("by_dossiers"),)))
    assert "quyền số theo hồ sơ" in report.table("sectors").caption


def test_a_change_from_too_few_answers_is_not_shown() -> None:
    change = Change(-0.3377, 0.1, -0.4, 0.0, False, n_before=7)
    sectors = tuple(replace(row, change=change) for row in make_sectors())
    report = build_report(make_findings(sectors=sectors))
    assert "33,8" not in all_text(report)


def test_every_report_says_what_it_is_not_and_never_another_word_for_the_desk() -> None:
    report = build_report(make_findings())
    assert report.disclaimer == DISCLAIMER
    assert report.table("method").cell("disclaimer", "text").text == DISCLAIMER
    assert "bàn " not in all_text(report).lower()
    assert "%(" not in all_text(report)
    assert "%%" not in all_text(report)


def test_the_codebook_explains_every_column_of_every_table() -> None:
    report = build_report(make_findings())
    explained = {row.key for row in report.table("codebook").rows}
    columns = {
        f"{table.key}.{column.key}" for table in report.tables if table.key != "codebook" for column in table.columns
    }
    assert explained == columns
    empty = [row.key for row in report.table("codebook").rows if not row.cells[-1].text]
    assert empty == []


def test_an_english_report_takes_names_numbers_and_words_in_english() -> None:
    words = {
        "%(name)s: %(share)s hài lòng (%(range)s; %(n)s phiếu)": "%(name)s: %(share)s satisfied (%(range)s; n = %(n)s)",
        "Lĩnh vực": "Sector",
    }
    report = build_report(make_findings(), language="en", translate=lambda text: words.get(text, text))
    assert sentences(report)["sectors"].startswith("Land: 79.4% satisfied (74.1–84.0; n = 212)")
    assert report.table("sectors").columns[0].label == "Sector"
    assert report.table("sectors").cell("ho_tich", "name").text == "Civil status"
    assert report.table("sectors").cell("total", "visits").text == "4,120"


def test_the_sector_chart_sorts_priority_first_by_distance_and_says_its_finding() -> None:
    chart = build_report(make_findings()).chart("sectors")
    assert chart is not None
    assert chart.title == "Dưới mức chỉ tiêu: Đất đai, Xây dựng (chưa đủ căn cứ)"
    assert [row.key for row in chart.rows[:3]] == ["dat_dai", "xay_dung", "dau_tu"]
    assert chart.rows[0].target_label == "Chỉ tiêu 85%"
    assert [row.target_label for row in chart.rows[1:]] == [""] * 7
    assert "Đất đai: 79,4%" in chart.description


def test_a_sector_without_a_figure_repeats_no_target_in_the_chart() -> None:
    level, weeks = (
        Target(">=", 0.75),
        WindowFigure(4, date(2026, 10, 12), date(2026, 11, 8), 31, make_estimate(0.7, 31), False),
    )
    keys = ("y_te", "van_hoa", "khoa_hoc")
    sectors = [make_row(key, key, 3, 2, target=level, window=weeks) for key in keys]
    sectors.insert(1, make_row("moi_truong", "Môi trường", 0, 0, share=None, target=level))
    keen = make_row("dau_tu", "Đầu tư", 40, 30, is_priority=True, target=level)
    none = make_row("dat_dai", "Đất đai", 0, 0, share=None, is_priority=True, target=level)
    chart = build_report(make_findings(sectors=(*sectors, none, keen))).chart("sectors")
    assert chart is not None
    assert [row.key for row in chart.rows] == ["dau_tu", "dat_dai", *keys, "moi_truong"]
    assert [row.target_label for row in chart.rows] == ["Chỉ tiêu 75%", *[""] * 5]


def test_the_sector_chart_counts_no_answers_of_longer_windows() -> None:
    weeks = WindowFigure(4, date(2026, 10, 12), date(2026, 11, 8), 31, make_estimate(0.7, 31), False)
    few = make_row("y_te", "Y tế", 4, 3, window=weeks)
    others = [row for row in make_sectors() if row.key != "y_te"]
    chart = build_report(make_findings(sectors=(*others, few))).chart("sectors")
    assert chart is not None
    assert f"n = {sum(row.answered for row in others):,}".replace(",", ".") in chart.subtitle
    assert "không kể các dòng gộp nhiều tuần" in chart.subtitle


@pytest.mark.parametrize(
    ("low", "value", "high", "expected"),
    [
        (0.774, 0.822, 0.864, "dưới mức chỉ tiêu 85% nhưng chưa đủ căn cứ"),
        (0.741, 0.794, 0.840, "dưới mức chỉ tiêu 85%;"),
        (0.840, 0.870, 0.900, "trên mức chỉ tiêu 85% nhưng chưa đủ căn cứ"),
        (0.850, 0.870, 0.900, "trên mức chỉ tiêu 85%;"),
    ],
)
def test_a_side_of_the_target_is_said_to_be_sure_only_where_the_whole_interval_lies_there(
    low: float, value: float, high: float, expected: str
) -> None:
    row = make_row("dat_dai", "Đất đai", 340, round(340 * value), is_priority=True, target=Target(">=", 0.85))
    row = replace(
        row, share=make_estimate(value, 340, low=low, high=high), change=Change(0.01, 0.02, -0.03, 0.05, True)
    )
    report = build_report(make_findings(sectors=(row,)))
    assert expected in sentences(report)["sectors"].rstrip(".") + ";"
    chart = report.chart("sectors")
    assert chart is not None
    is_sure = "chưa đủ căn cứ" not in expected
    assert (chart.rows[0].mark != "unsure") is is_sure
    assert ("chưa đủ căn cứ" in chart.title) is (not is_sure and value < 0.85)


def test_what_rounding_could_do_is_told_with_one_decimal_and_the_same_everywhere() -> None:
    whole = replace(make_findings().waiting[0], rounding=(12.2, 25.002))
    line = replace(next(one for one in make_target_lines() if one.rounding), rounding=(12.2, 25.002))
    report = build_report(make_findings(waiting=(whole,), targets=(line,)))
    assert "có thể đến 25,1 phút" in sentences(report)["waiting"]
    table = report.table("waiting")
    cells = dict(zip((column.key for column in table.columns), table.row("total").cells, strict=True))
    assert cells["rounding_high"].text == "25,1"
    assert "do làm tròn: 12,2–25,1 phút" in all_text(report)


@pytest.mark.parametrize(
    ("low", "high", "ordinary", "cell", "words"),
    [
        (-0.02, 0.30, True, "mức thường", "trong mức dao động thường"),
        (0.03, 0.255, True, "chưa vượt mức thường", "chưa vượt mức dao động thường"),
        (0.05, 0.236, False, "vượt mức thường", "vượt mức dao động thường"),
    ],
)
def test_a_change_whose_interval_leaves_out_zero_is_not_called_usual(
    low: float, high: float, ordinary: bool, cell: str, words: str
) -> None:
    moved = Change(0.143, 0.057, low, high, ordinary, n_before=200)
    land = replace(make_sectors()[1], change=moved)
    findings = make_findings(sectors=(make_sectors()[0], land, *make_sectors()[2:]))
    report = build_report(findings)
    assert report.table("sectors").cell("dat_dai", "variation").text == cell
    assert f"14,3 điểm, {words}" in sentences(report)["sectors"]
    teller = Teller(protect(findings), "vi", str)
    held = against(teller, "Tuần 44", Page(teller.protected, "vi", str).figure("sectors", "dat_dai"), moved)
    assert (held.variation.text, held.judged) == (cell, words)
