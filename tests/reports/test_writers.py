"""Workbooks, CSV files and pictures, read back as another program reads them."""

from __future__ import annotations

import csv
import re
import sys
from dataclasses import replace
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from reports import (
    Report,
    Table,
    build_report,
    to_csv,
    to_csv_table,
    to_png,
    to_svg,
    to_xlsx,
)
from reports.content import Cell, Column, TableRow
from reports.findings import Name
from reports.neutral import original

sys.path.insert(0, str(Path(__file__).parent))
from findings_factory import make_findings, make_row, make_sectors  # noqa: E402

BODIES = (
    '1+1', 'HYPERLINK("http://example.org","x")', "cmd|' /C calc'!A0", "SUM(A1:A9)", "2-3", 'IMPORTXML("http://e.org","//a")',
)  # fmt: skip
STARTS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "＠")
PAYLOADS = tuple(f"{start}{body}" for start in STARTS for body in BODIES)


def payload_table() -> Table:
    return Table(
        "sectors",
        "T",
        "C",
        (Column("name", "Tên"), Column("note", "=Ghi chú")),
        tuple(TableRow(str(place), (Cell(text, text), Cell(text, text))) for place, text in enumerate(PAYLOADS)),
    )


def payload_report() -> Report:
    report = build_report(make_findings())
    others = tuple(table for table in report.tables if table.key != "sectors")
    return replace(report, tables=(payload_table(), *others), charts=())


def opened(report: Report) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(to_xlsx(report, with_pictures=False)))


def read_csv(content: bytes, delimiter: str = ";") -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def column(sheet: Worksheet, head: str) -> dict[str, tuple[object, str]]:
    """Value and number format by the row's name, under the head `head`."""
    rows = list(sheet.iter_rows())
    top = next(place for place, row in enumerate(rows) if any(cell.value == head for cell in row))
    place = next(cell.column - 1 for cell in rows[top] if cell.value == head)
    return {str(row[0].value): (row[place].value, row[place].number_format) for row in rows[top + 1 :] if row[0].value}


def test_sixty_payloads_are_never_formulas_in_the_workbook_and_come_back() -> None:
    assert len(PAYLOADS) == 60
    sheet = opened(payload_report())["Lĩnh vực"]
    cells = [cell for row in sheet.iter_rows(min_row=5) for cell in row if cell.value is not None]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    found = [cell.value for cell in cells if cell.column == 1]
    # a carriage return stands in XML as the format's own escape
    assert [unescape(text) for text in found] == list(PAYLOADS)


def test_sixty_payloads_are_neutral_in_csv_and_come_back() -> None:
    rows = read_csv(to_csv_table(payload_table()))
    fields = [field for row in rows for field in row]
    assert [field for field in fields if field[:1] in "=+-@\t\r\n\0＝＋－＠"] == []
    assert [original(row[0]) for row in rows[1:]] == list(PAYLOADS)
    assert original(rows[0][1]) == "=Ghi chú"


def test_sixty_payloads_are_neutral_in_the_long_csv() -> None:
    rows = [row for row in read_csv(to_csv(payload_report())) if row[0] == "sectors"]
    assert [original(row[7]) for row in rows] == list(PAYLOADS)
    assert [original(row[2]) for row in rows] == list(PAYLOADS)


def test_a_name_with_a_leading_quote_or_nul_comes_back_too() -> None:
    rows = (TableRow("a", (Cell("'=1", "'=1"),)), TableRow("b", (Cell("\0=1", "\0=1"),)))
    table = Table("t", "T", "C", (Column("name", "Tên"),), rows)
    fields = [row[0] for row in read_csv(to_csv_table(table))[1:]]
    assert [original(field) for field in fields] == ["'=1", "\0=1"]


def test_the_workbook_has_the_sheets_of_the_contract() -> None:
    assert opened(build_report(make_findings())).sheetnames == [
        "Bìa", "Tóm tắt", "Lĩnh vực", "Đơn vị", "Cơ quan chủ trì", "Thời gian chờ", "Chỉ tiêu", "Nguồn chỉ tiêu",
        "Đúng hạn", "Bậc chứng minh", "Mười hai tuần", "Độ phủ", "Độ tin cậy", "Số này từ đâu",
        "Phương pháp", "Từ điển số liệu",
    ]  # fmt: skip


def test_a_sheet_without_rows_says_why_instead_of_heading_nothing() -> None:
    sheet = opened(build_report(make_findings(units=())))["Đơn vị"]
    said = [cell.value for row in sheet.iter_rows(min_row=4) for cell in row if cell.value is not None]
    assert said[0] == "Đơn vị này không có đơn vị trực thuộc."
    assert "Hài lòng" not in said


def test_numbers_in_the_workbook_are_numbers_with_the_shown_decimals() -> None:
    book = opened(build_report(make_findings()))
    share = column(book["Lĩnh vực"], "Hài lòng")
    assert share["Đất đai"] == (0.794, "0.0%")
    assert column(book["Lĩnh vực"], "Phiếu trả lời")["Toàn đơn vị"] == (1260, "#,##0")
    assert column(book["Lĩnh vực"], "So với kỳ trước (điểm)")["Đất đai"][0] == pytest.approx(-3.2)
    assert column(book["Lĩnh vực"], "Chỉ tiêu")["Đất đai"] == (0.85, '"≥ "0%')
    assert column(book["Chỉ tiêu"], "Giá trị")["Mức độ hài lòng – đất đai"] == (0.8496, "0.00%")
    assert column(book["Thời gian chờ"], "Trung bình (phút)")["Toàn đơn vị"] == (18.42, "#,##0.0")


def test_verdicts_in_the_workbook_have_a_word_and_a_shape() -> None:
    certainty = column(opened(build_report(make_findings()))["Chỉ tiêu"], "Mức độ chắc chắn")
    assert certainty["Mức độ hài lòng – toàn đơn vị"][0] == "✓ đạt"
    assert certainty["Mức độ hài lòng – đất đai"][0] == "~ chưa đủ căn cứ kết luận"
    assert certainty["Hồ sơ đúng hạn"][0] == "✕ chưa đạt (số liệu hành chính, chính xác)"


def test_every_sheet_is_ready_to_print_and_says_what_it_is_not() -> None:
    report = build_report(make_findings(is_simulated=True))
    for sheet in opened(report):
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert report.disclaimer in (sheet.oddFooter.left.text or "")
        assert "DỮ LIỆU MÔ PHỎNG" in (sheet.oddHeader.center.text or "")
        assert sheet["A1"].value == "DỮ LIỆU MÔ PHỎNG"
        assert sheet.title == "Bìa" or sheet.freeze_panes is not None


def test_the_cover_says_what_when_how_and_whom_to_ask() -> None:
    report = build_report(make_findings(contact="Văn phòng UBND tỉnh, phòng Kiểm soát thủ tục hành chính"))
    cover = [str(cell.value) for row in opened(report)["Bìa"].rows for cell in row if cell.value]
    for wanted in (report.title, report.period_text, "12/11/2026", "Hỏi về số liệu", report.disclaimer):
        assert wanted in cover
    assert "Văn phòng UBND tỉnh, phòng Kiểm soát thủ tục hành chính" in cover
    assert all(sentence.text in cover for sentence in report.sentences)


def test_the_sector_sheet_carries_the_chart_with_words_for_it() -> None:
    report = build_report(make_findings())
    book = openpyxl.load_workbook(BytesIO(to_xlsx(report)))
    assert len(book["Lĩnh vực"]._images) == 1
    assert len(book["Đơn vị"]._images) == 0


def test_every_chart_stands_under_its_table_in_the_workbook() -> None:
    report = build_report(make_findings())
    book = openpyxl.load_workbook(BytesIO(to_xlsx(report)))
    drawn = {sheet.title: len(sheet._images) for sheet in book if sheet._images}  # type: ignore[attr-defined]
    assert sum(drawn.values()) == len(report.charts)
    assert drawn[report.labels["trend"]] == 2


def test_equal_reports_give_equal_bytes() -> None:
    first, second = build_report(make_findings()), build_report(make_findings())
    assert to_xlsx(first) == to_xlsx(second)
    assert to_csv(first) == to_csv(second)
    assert [to_svg(chart) for chart in first.charts] == [to_svg(chart) for chart in second.charts]
    created = openpyxl.load_workbook(BytesIO(to_xlsx(first, with_pictures=False))).properties.created
    assert created == datetime(2026, 11, 12)  # noqa: DTZ001


def test_a_vietnamese_csv_has_semicolons_decimal_commas_and_a_byte_order_mark() -> None:
    content = to_csv_table(build_report(make_findings()).table("sectors"))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n")
    rows = read_csv(content)
    assert rows[0][:4] == ["Lĩnh vực", "Hài lòng (%)", "Khoảng tham khảo, từ (%)", "Khoảng tham khảo, đến (%)"]
    assert rows[2][:4] == ["Đất đai", "79,4", "74,1", "84,0"]
    assert {len(row) for row in rows} == {len(rows[0])}


def test_an_english_csv_has_commas_and_decimal_points() -> None:
    content = to_csv_table(build_report(make_findings(), language="en").table("sectors"), language="en")
    assert read_csv(content, ",")[2][:4] == ["Land", "79.4", "74.1", "84.0"]


def test_the_long_csv_has_a_line_a_cell_with_text_value_unit_and_n() -> None:
    rows = read_csv(to_csv(build_report(make_findings())))
    assert rows[0] == ["table", "row", "row_name", "column", "column_name", "value", "unit", "text", "mark", "n"]
    found = {(row[0], row[1], row[3]): row for row in rows[1:]}
    land = found["sectors", "dat_dai", "share"]
    assert land[2] == "Đất đai"
    assert land[5:] == ["79,4", "%", "79,4%", "", "212"]
    assert found["targets", "land", "certainty"][5:9] == ["", "", "chưa đủ căn cứ kết luận", "not_proven"]
    assert found["targets", "land", "value"][5] == "84,96"
    assert {row[0] for row in rows[1:]} >= {"summary", "sectors", "targets", "method", "codebook"}


def test_an_svg_needs_no_style_rule_and_says_its_finding() -> None:
    for chart in build_report(make_findings()).charts:
        svg = to_svg(chart)
        # its one style rule is for dark pages; without it the picture is whole
        assert svg.count("<style>") == 1
        assert "<style>@media (prefers-color-scheme:dark){" in svg
        assert " style=" not in svg
        assert "<metadata" not in svg
        root = ElementTree.fromstring(svg)
        space = "{http://www.w3.org/2000/svg}"
        assert root.findtext(f"{space}title") == chart.title
        assert root.findtext(f"{space}desc") == chart.description
        words = [element.text for element in root.iter(f"{space}text")]
        assert chart.title in " ".join(word for word in words if word)
        assert not re.search(r"\d\d:\d\d:\d\d", svg)


def test_a_hidden_row_is_drawn_as_words_without_a_point() -> None:
    one = build_report(make_findings(sectors=(make_sectors()[0],))).chart("sectors")
    both = build_report(make_findings(sectors=(make_sectors()[0], make_row("a", "Ngoại vụ", 4, 3)))).chart("sectors")
    assert one is not None
    assert both is not None
    assert "không đủ phiếu" in to_svg(both)
    assert to_svg(both).count("<use ") == to_svg(one).count("<use ")


def test_a_name_that_is_markup_stays_text_in_the_svg() -> None:
    row = replace(make_row("a", "x", 50, 40), name=Name("<script>alert(1)</script> & con", "x"))
    chart = build_report(make_findings(sectors=(row,))).chart("sectors")
    assert chart is not None
    assert "<script" not in to_svg(chart)
    ElementTree.fromstring(to_svg(chart))


def test_a_png_is_a_picture_of_the_asked_density() -> None:
    chart = build_report(make_findings()).chart("sectors")
    assert chart is not None
    content = to_png(chart, dpi=50)
    assert content.startswith(b"\x89PNG")
    assert int.from_bytes(content[16:20]) == 300
