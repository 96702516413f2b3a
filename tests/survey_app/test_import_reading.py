"""Reading CSV and XLSX: what is read exactly, and what is refused instead of guessed."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from survey_app.exceptions import ImportRefused
from survey_app.imports import reading, workbook
from survey_app.imports.cells import BadCell, read_code, read_codes, read_count, read_day, read_month, read_name
from survey_app.imports.columns import plain_word
from survey_app.imports.reading import read_file, read_table

NAMES = ("Hộp mứt tết", "Ủy ban nhân dân xã Đắk Ơ", "Trung tâm Phục vụ hành chính công", "Đất đai, môi trường")


def read_csv_text(text: str, encoding: str = "utf-8"):
    return read_table(text.encode(encoding), name="a.csv")


def make_workbook(rows, *, sheets=("Sheet1",), formulas=False) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"default_date_format": "dd/mm/yyyy", "strings_to_formulas": formulas})
    for name in sheets:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                sheet.write(number, place, value)
    book.close()
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_unicode_csv_reads_with_any_of_three_delimiters(encoding: str, delimiter: str) -> None:
    table = read_csv_text(f'ma{delimiter}ten\r\nq1{delimiter}"{NAMES[3]}"\r\n', encoding)
    assert table.header == ("ma", "ten")
    assert table.rows == [(2, ("q1", NAMES[3]))]


def test_text_of_two_forms_becomes_one() -> None:
    decomposed = unicodedata.normalize("NFD", "ma\nHộ tịch")
    assert read_csv_text(decomposed).rows[0][1] == ("Hộ tịch",)


def as_cp1258(text: str) -> bytes:
    """Base letters with their tone as a byte of its own, as that code page writes Vietnamese."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    parts = []
    for letter in text:
        marks = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in marks if mark in tones)
        base = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in tones))
        parts.append(base + tone)
    return "".join(parts).encode("cp1258")


@pytest.mark.parametrize("text", NAMES)
def test_an_8_bit_encoding_is_refused_with_the_way_out(text: str) -> None:
    with pytest.raises(ImportRefused, match="CSV UTF-8") as refused:
        read_table(b"ma,ten\nq1," + as_cp1258(text) + b"\n", name="cu.csv")
    assert "dòng 2" in str(refused.value)


def test_bytes_of_tcvn3_and_vni_are_refused() -> None:
    for octets in ("hép møt tÕt".encode("latin-1"), "Traø Vinh, Ñoàng Nai".encode("latin-1"), b"t\x00i\x00n\x00h\x00"):
        with pytest.raises(ImportRefused, match="không phải UTF-8"):
            read_table(b"ten\n" + octets, name="cu.csv")


@pytest.mark.parametrize("text", ["hép møt tÕt", "Ñaát ñai", "Tá»‰nh", "Ä‘áº¥t", "UBND x· Mét", "Qu\u00adu tÝ"])
def test_letters_of_another_encoding_inside_utf8_are_refused(text: str) -> None:
    with pytest.raises(BadCell, match="TCVN3"):
        read_name(text)


@pytest.mark.parametrize("text", [*NAMES, "Nhà văn hóa (500 m²) – cơ sở 2", "ŶƯỠỢ Ỵ", "Land & construction"])
def test_vietnamese_and_english_names_are_read_as_they_are(text: str) -> None:
    assert read_name(f"  {text}\u00a0 ") == text


@pytest.mark.parametrize("text", ["a\u202eb", "a\x07b", "tên \ufffd hỏng", "#REF!", "x" * 201])
def test_hidden_marks_broken_letters_and_errors_of_excel_are_refused(text: str) -> None:
    with pytest.raises(BadCell):
        read_name(text)


@pytest.mark.parametrize(("cell", "number"), [("0", 0), (" 12 ", 12), (7, 7), (7.0, 7), ("1000000", 1_000_000)])
def test_whole_numbers_are_read(cell, number: int) -> None:
    assert read_count(cell) == number


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("1.234", "hai cách"),
        ("1,234", "hai cách"),
        ("1 234", "hai cách"),
        ("12,0", "hai cách"),
        (12.5, "hai cách"),
        ("-3", "số âm"),
        (-3, "số âm"),
        ("1000001", "quá lớn"),
        ("năm", "không phải số nguyên"),
        ("-", "không phải số nguyên"),
        ("1_000", "không phải số nguyên"),
        ("１２", "không phải số nguyên"),
        ("9" * 400, "không phải số nguyên"),
        (True, "không phải số nguyên"),
        (float("nan"), "không phải số nguyên"),
        (date(2026, 1, 1), "không phải số nguyên"),
    ],
)
def test_other_numbers_are_refused(cell, told: str) -> None:
    with pytest.raises(BadCell, match=told):
        read_count(cell)


@pytest.mark.parametrize(
    "cell", ["02/03/2026", "2/3/2026", "2026-03-02", "02-03-2026", datetime.fromisoformat("2026-03-02")]
)
def test_days_are_read_day_first_or_iso(cell) -> None:
    assert read_day(cell) == date(2026, 3, 2)


@pytest.mark.parametrize(
    "cell",
    [
        "03/25/2026",
        "31/02/2026",
        "2/3/26",
        "46083",
        46083,
        "02/03",
        "0026-03-02",
        datetime.fromisoformat("2026-03-02T08:15"),
        "mai",
    ],
)
def test_other_days_are_refused(cell) -> None:
    with pytest.raises(BadCell):
        read_day(cell)


@pytest.mark.parametrize("cell", ["03/2026", "3/2026", "2026-03", date(2026, 3, 1)])
def test_months_are_read(cell) -> None:
    assert read_month(cell) == date(2026, 3, 1)


@pytest.mark.parametrize("cell", ["13/2026", "2026", "02/03/2026", datetime.fromisoformat("2026-03-02")])
def test_other_months_are_refused(cell) -> None:
    with pytest.raises(BadCell):
        read_month(cell)


def test_codes_are_plain_and_single() -> None:
    assert read_code(" H15.50.05-13 ") == "H15.50.05-13"
    assert read_code(12.0) == "12"
    assert read_codes("a; b;c") == ("a", "b", "c")
    for cell in ("đất đai", "a b", "-a", "x" * 41):
        with pytest.raises(BadCell, match="không phải một mã"):
            read_code(cell)
    with pytest.raises(BadCell, match="hai lần"):
        read_codes("a;b;a")


@pytest.mark.parametrize("header", ["Lượt giao dịch", "LUOT_GIAO_DICH", "lượt-giao-dịch ", "Luot giao dich"])
def test_a_header_may_have_marks_spaces_and_capitals(header: str) -> None:
    assert plain_word(header) == "luot_giao_dich"


def test_empty_lines_are_passed_over_and_lines_keep_their_numbers() -> None:
    table = read_csv_text('ma,ten\n\n,\nq1,"hai\ndòng"\nq2,b\n')
    assert [line for line, _row in table.rows] == [4, 6]


def test_a_broken_csv_is_refused_with_its_line() -> None:
    with pytest.raises(ImportRefused, match="dòng 2"):
        read_csv_text('ma,ten\nq1,"a"b\n')


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(ImportRefused, match="không có dòng nào"):
        read_csv_text("")
    with pytest.raises(ImportRefused, match="chỉ có dòng tên cột"):
        read_csv_text("ma,ten\n\n")


def test_a_workbook_reads_with_its_types() -> None:
    content = make_workbook([["Đơn vị", "ngày", "lượt", ""], ["x", date(2026, 3, 2), 12, ""], ["y", "", 0.5, ""]])
    table = read_table(content, name="a.xlsx")
    assert table.header == ("Đơn vị", "ngày", "lượt")
    assert table.rows[0][1][:3] == ("x", datetime.fromisoformat("2026-03-02"), 12)
    assert table.rows[1][1][:3] == ("y", None, 0.5)


def test_a_sheet_is_chosen_by_name_and_a_wrong_name_lists_them() -> None:
    content = make_workbook([["ma"], ["q1"]], sheets=("Một", "Hai"))
    assert read_table(content, name="a.xlsx", sheet="Hai").rows == [(2, ("q1",))]
    with pytest.raises(ImportRefused, match="Một, Hai"):
        read_table(content, name="a.xlsx", sheet="Ba")
    with pytest.raises(ImportRefused, match="bỏ tên trang tính"):
        read_table(b"ma\nq1", name="a.csv", sheet="Hai")


def test_a_formula_without_its_result_is_refused_by_cell() -> None:
    book = openpyxl.Workbook()
    book.active.append(["unit", "visits"])
    book.active.append(["x", "=1+2"])
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(ImportRefused, match="ô B2 là công thức"):
        read_table(buffer.getvalue(), name="a.xlsx")


def test_a_formula_with_its_result_is_read() -> None:
    content = make_workbook([["unit", "visits"], ["x", "=1+2"]], formulas=True)
    assert read_table(content, name="a.xlsx").rows[0][1] == ("x", 0)


def test_a_text_that_looks_like_a_formula_stays_text() -> None:
    content = make_workbook([["ten"], ['=HYPERLINK("http://x")']])
    assert read_table(content, name="a.xlsx").rows[0][1] == ('=HYPERLINK("http://x")',)


def test_old_excel_files_and_renamed_ones_are_told() -> None:
    with pytest.raises(ImportRefused, match=r"\.xlsx"):
        read_table(b"\xd0\xcf\x11\xe0" + b"\0" * 512, name="a.xlsx")
    with pytest.raises(ImportRefused, match="không phải một tệp .xlsx"):
        read_table(b"PK\x03\x04 no workbook", name="a.xlsx")


def test_a_bomb_is_stopped_while_it_inflates() -> None:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _ in range(workbook.MOST_UNPACKED // 2**20 + 1):
            part.write(b" " * 2**20)
    assert len(buffer.getvalue()) < 2**20
    with pytest.raises(ImportRefused, match="giải nén ra quá lớn"):
        read_table(buffer.getvalue(), name="bom.xlsx")


def test_too_many_parts_and_too_much_shared_text_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    content = make_workbook([["ma"], ["q1"]])
    monkeypatch.setattr(workbook, "MOST_SHARED_TEXT", 10)
    with pytest.raises(ImportRefused, match="giải nén ra quá lớn"):
        read_table(content, name="a.xlsx")
    monkeypatch.setattr(workbook, "MOST_PARTS", 3)
    with pytest.raises(ImportRefused, match="giải nén ra quá lớn"):
        read_table(content, name="a.xlsx")


def test_entities_that_explode_are_refused() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    source = zipfile.ZipFile(io.BytesIO(make_workbook([["ma"], ["q1"]])))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part in source.infolist():
            text = source.read(part).decode()
            if part.filename.endswith("sheet1.xml"):
                text = text.replace("?>\n", f"?>\n{laughs}", 1)
            archive.writestr(part.filename, text)
    with pytest.raises(ImportRefused, match="DOCTYPE"):
        read_table(buffer.getvalue(), name="a.xlsx")


def test_size_is_looked_at_before_reading(tmp_path: Path) -> None:
    large = tmp_path / "lon.csv"
    with large.open("wb") as file:
        file.truncate(1024**3)
    with pytest.raises(ImportRefused, match="nặng 1024 MB"):
        read_file(large)
    with pytest.raises(ImportRefused, match="Không đọc được tệp"):
        read_file(tmp_path / "khong-co.csv")


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    assert len(read_csv_text("ma\na\nb\n").rows) == 2
    with pytest.raises(ImportRefused, match="trên 2 dòng"):
        read_csv_text("ma\na\nb\nc\n")
