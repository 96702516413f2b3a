"""The report on paper: everything a reader is told stands on it, fits, and is read aloud in order."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from reports import Cell, Column, Report, Table, TableRow, build_report, figures
from reports.findings import Name
from reports.pdf import LEFT_TO_FILES, to_pdf
from reports.printed import print_table

sys.path.insert(0, str(Path(__file__).parent))
from findings_factory import make_findings, make_row, make_sectors  # noqa: E402

LONG = "Quần đảo Chòm Sao Bắc Đẩu – Hòn Nghiêng Sóng Vỗ – Bãi Mây Ẩm Ẫm"
POINTS_A_MM = 72 / 25.4


@pytest.fixture(scope="module")
def report() -> Report:
    findings = make_findings(
        is_simulated=True,
        unit_name=Name(f"Trung tâm Phục vụ hành chính công đặc khu {LONG}", "Centre"),
        sectors=(*make_sectors(), make_row("dan_toc", "Dân tộc và Tôn giáo", 9, 7, visits=53)),
        units=tuple(make_row(f"xa{n}", f"Xã {LONG} {n}", 40 + n, 30 + n, kind="unit") for n in range(60)),
    )
    return build_report(findings)


@pytest.fixture(scope="module")
def pdf(report: Report) -> bytes:
    return to_pdf(report)


def pages(pdf: bytes) -> list[str]:
    """The words of each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_every_sentence_fact_note_and_shown_figure_stands_on_paper(report: Report, pdf: bytes) -> None:
    words = squeezed("".join(pages(pdf)))
    told = [sentence.text for sentence in report.sentences] + [value for _name, value in report.facts]
    for table in report.tables:
        if table.key not in LEFT_TO_FILES:
            for row in print_table(table).rows:
                told += [row.remark, *(text for cell in row.cells for text in (cell.text, *cell.under))]
    assert [text for text in (*told, *report.notes) if squeezed(text) not in words] == []


def test_a_printed_table_loses_no_column_but_those_named(report: Report) -> None:
    printed = print_table(report.table("sectors"))
    land = next(row for row in printed.rows if row.cells[0].text == "Đất đai")
    assert [cell.text for cell in land.cells] == [
        *("Đất đai", "79,4%", "74,1–84,0%", "≥ 85%", "−3,2", "79,2", "79,2%", "212", "25,0%")
    ]
    assert [cell.under for cell in land.cells if cell.under] == [("dưới mức",), ("mức thường",)]
    summary = print_table(report.table("summary"))
    waiting = next(row for row in summary.rows if row.cells[0].text.startswith("Thời gian chờ"))
    assert waiting.cells[1].text == "18,4 phút"
    within = print_table(report.table("waiting")).rows[0]
    assert ("83,0–89,0%",) in [cell.under for cell in within.cells]
    verdict = print_table(report.table("targets")).rows[0]
    assert "~ chưa đủ căn cứ kết luận" in [cell.text for cell in verdict.cells]
    assert "21,0–96,0%" in verdict.remark


def test_what_is_hidden_is_not_on_paper(pdf: bytes) -> None:
    line = re.search(r"Dân tộc và Tôn giáo (\S+ \S+ \S+)", " ".join(pages(pdf)))
    assert line is not None
    assert line[1].startswith("không đủ phiếu")


def test_every_page_says_its_number_what_this_is_not_and_that_it_is_simulated(report: Report, pdf: bytes) -> None:
    found = pages(pdf)
    for number, words in enumerate(found, start=1):
        assert "DỮ LIỆU MÔ PHỎNG" in words
        assert report.disclaimer in words
        assert f"Trang {number}/{len(found)}" in words


def test_a_report_of_answers_carries_no_banner() -> None:
    with pypdfium2.PdfDocument(to_pdf(build_report(make_findings()))) as document:
        assert not any("MÔ PHỎNG" in page.get_textpage().get_text_bounded().upper()[:40] for page in document)


def test_long_names_stay_inside_the_margins(pdf: bytes) -> None:
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            assert page.get_size() == pytest.approx((210 * POINTS_A_MM, 297 * POINTS_A_MM), abs=1)
            text = page.get_textpage()
            boxes = [text.get_rect(at) for at in range(text.count_rects())]
            assert min(box[0] for box in boxes) >= 29.5 * POINTS_A_MM
            assert max(box[2] for box in boxes) <= 196 * POINTS_A_MM


def test_it_is_tagged_for_those_who_listen_and_says_its_language(pdf: bytes) -> None:
    assert b"/StructTreeRoot" in pdf
    assert re.search(rb"/Lang\s*\((vi|vi-\w+)\)", pdf)
    with pypdfium2.PdfDocument(pdf) as document:
        assert document.get_metadata_dict()["Title"].startswith("Mức độ hài lòng")


def test_the_same_report_gives_the_same_bytes(report: Report, pdf: bytes) -> None:
    assert to_pdf(replace(report)) == pdf


def test_a_long_table_repeats_its_head_and_a_short_one_is_not_cut(pdf: bytes) -> None:
    found = pages(pdf)
    units = [words for words in found if re.search(rf"Xã {LONG} \d", words)]
    assert len(units) > 1
    assert all("Khoảng tham khảo" in words for words in units)
    (sectors,) = [words for words in found if "2. Theo lĩnh vực" in words]
    assert "Toàn đơn vị" in sectors
    assert "Dân tộc và Tôn giáo" in sectors


def with_more_sectors(count: int) -> bytes:
    """A report whose chart and table of sectors are longer by so many."""
    rows = (make_row(f"s{n}", f"{LONG} {n}", 40 + n, 30 + n, visits=400) for n in range(count))
    return to_pdf(build_report(make_findings(sectors=(*make_sectors(), *rows))))


def test_the_chart_stands_under_the_sentences_and_is_made_smaller_to_stay_there() -> None:
    made = with_more_sectors(6)
    with pypdfium2.PdfDocument(made) as document:
        drawn = [len(list(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]))) for page in document]
    assert drawn[0] > 20
    assert pages(made)[1].startswith("2 II. VỀ SỐ LIỆU NÀY")


def test_a_long_table_begins_where_the_one_before_it_ends() -> None:
    (page,) = [words for words in pages(with_more_sectors(4)) if "2. Theo lĩnh vực" in words]
    assert "1. Tóm tắt" in page


def test_a_report_without_any_answer_is_still_a_paper() -> None:
    bare = replace(build_report(make_findings()), tables=(), charts=(), sentences=(), notes=())
    assert "I. KẾT QUẢ CHÍNH" in pages(to_pdf(bare))[0]


def test_a_date_has_the_width_it_needs_and_words_share_the_rest() -> None:
    cells = (figures.text("Đất đai dưới mức chỉ tiêu " * 4), figures.text("18/11/2026"))
    columns = (Column("finding", "Phát hiện"), Column("due", "Hạn"))
    words, day = print_table(Table("actions", "Sổ", "", columns, (TableRow("1", cells),))).columns
    assert day.width >= 10 * 4.3
    assert (words.width, words.is_text, day.is_text) == (0, True, True)


def test_names_keep_room_beside_many_figures() -> None:
    figure = Cell("1.234,5", 1234.5)
    columns = (Column("name", "Lĩnh vực"), *(Column(f"c{n}", "Phân vị", "number") for n in range(12)))
    table = Table("wide", "", "", columns, (TableRow("a", (figures.text(LONG), *[figure] * 12)),))
    dense = print_table(table)
    assert dense.size < print_table(replace(table, columns=columns[:5], rows=())).size
    assert sum(column.width for column in dense.columns) < 0.85 * 468
