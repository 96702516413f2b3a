"""Read a CSV or XLSX file into a table. What the file is, is told by its content, never by its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from flask_babel import gettext as _

from survey_app.exceptions import ImportRefused
from survey_app.imports.csv_text import UTF16_MARKS, read_csv
from survey_app.imports.table import Cell, Table
from survey_app.imports.workbook import read_workbook

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 300_000
ZIP_START = b"PK\x03\x04"
OLD_OFFICE_START = b"\xd0\xcf\x11\xe0"
NO_TABLES = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
}


def read_file(path: Path, *, sheet: str | None = None) -> Table:
    """Read a file; its size is looked at before it is opened."""
    try:
        size = path.stat().st_size
        _refuse_too_large(path.name, size)
        content = path.read_bytes()
    except OSError as error:
        raise ImportRefused(_("Không đọc được tệp %(path)s: %(why)s.", path=path, why=error.strerror)) from error
    return read_table(content, name=path.name, sheet=sheet)


def read_table(content: bytes, *, name: str, sheet: str | None = None) -> Table:
    """Read the bytes of a CSV or XLSX file; `sheet` names a sheet of a workbook, by default its first."""
    _refuse_too_large(name, len(content))
    if content.startswith(OLD_OFFICE_START):
        raise ImportRefused(
            _(
                "%(name)s là tệp Excel kiểu cũ (.xls) hoặc có mật khẩu. "
                "Trong Excel chọn Lưu thành → Excel Workbook (.xlsx), không đặt mật khẩu.",
                name=name,
            )
        )
    _refuse_no_table(content, name)
    if content.startswith(ZIP_START):
        return _padded(_table(name, _filled(name, read_workbook(content, name=name, sheet=sheet))))
    if sheet is not None:
        raise ImportRefused(_("%(name)s là tệp CSV, không có trang tính; hãy bỏ tên trang tính.", name=name))
    return _table(name, _filled(name, read_csv(content, name=name)))


def _refuse_no_table(content: bytes, name: str) -> None:
    """What is no table at all is not blamed on its letters."""
    for start, what in NO_TABLES.items():
        if content.startswith(start):
            raise ImportRefused(
                _(
                    "%(name)s là tệp %(what)s; cần một bảng CSV hoặc XLSX. Hãy xin tệp gốc của bảng, "
                    "hoặc gõ số liệu vào tệp mẫu.",
                    name=name,
                    what=what,
                )
            )
    # text of two bytes a letter has zeros too, never two of them in a row
    if b"\0\0" in content[:1024] and not content.startswith((ZIP_START, *UTF16_MARKS)):
        raise ImportRefused(
            _("%(name)s không phải tệp chữ; cần một bảng CSV hoặc XLSX. Hãy lưu lại bằng Excel: CSV UTF-8.", name=name)
        )


def _refuse_too_large(name: str, size: int) -> None:
    if size > MOST_BYTES:
        raise ImportRefused(
            _(
                "%(name)s nặng %(size)s MB; mỗi tệp tối đa %(most)s MB. Hãy chia tệp theo tháng.",
                name=name,
                size=-(-size // 1024**2),
                most=MOST_BYTES // 1024**2,
            )
        )


def _filled(name: str, lines: Iterable[tuple[int, tuple[Cell, ...]]]) -> list[tuple[int, tuple[Cell, ...]]]:
    kept: list[tuple[int, tuple[Cell, ...]]] = []
    for line, row in lines:
        if any(cell not in (None, "") for cell in row):
            kept.append((line, row))
        if len(kept) > MOST_ROWS + 1:
            raise ImportRefused(
                _("Tệp %(name)s có trên %(most)s dòng. Hãy chia tệp theo tháng.", name=name, most=MOST_ROWS)
            )
    return kept


def _table(name: str, lines: list[tuple[int, tuple[Cell, ...]]]) -> Table:
    if not lines:
        raise ImportRefused(_("Tệp %(name)s không có dòng nào. Dòng đầu phải là tên các cột.", name=name))
    header = tuple("" if cell is None else str(cell) for cell in lines[0][1])
    while header and not header[-1].strip():
        header = header[:-1]
    if len(lines) == 1:
        raise ImportRefused(_("Tệp %(name)s chỉ có dòng tên cột, không có dòng nào bên dưới.", name=name))
    return Table(name, header, lines[1:])


def _padded(table: Table) -> Table:
    """A sheet does not write its empty cells; in a CSV a short row means that something is wrong."""
    width = len(table.header)
    return replace(table, rows=[(line, (*row, *[None] * (width - len(row)))) for line, row in table.rows])
