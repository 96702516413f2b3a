"""XLSX: its unpacked size is counted while inflating, before anything is read as XML (announced sizes can lie)."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

import defusedxml
import openpyxl
from defusedxml.ElementTree import ParseError
from flask_babel import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from survey_app.exceptions import ImportRefused
from survey_app.imports.table import Cell

MOST_PARTS = 2_000
MOST_UNPACKED = 150 * 1024 * 1024
MOST_SHARED_TEXT = 30 * 1024 * 1024
"""Texts of a workbook are held in memory together, its rows are not."""
MOST_COLUMNS = 100
CHUNK = 64 * 1024
DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
FORMULA = re.compile(rb"<f[ />]")
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,  # a part with a password
    NotImplementedError,  # a compression Excel does not use
    defusedxml.DefusedXmlException,
    InvalidFileException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    OSError,
)


def read_workbook(content: bytes, *, name: str, sheet: str | None = None) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """Yield each row of a sheet, by default the first, with its line."""
    try:
        has_formulas = _unpack(content, name)
        with warnings.catch_warnings():
            # openpyxl tells of drawings, rules and styles it leaves out; none of them is a figure
            warnings.simplefilter("ignore", UserWarning)
            for line, row in _rows(content, name=name, sheet=sheet, has_formulas=has_formulas):
                yield line, _without_empty_end(row)
    except UNREADABLE as error:
        raise ImportRefused(
            _(
                "%(name)s không phải một tệp .xlsx đọc được. Hãy mở bằng Excel hoặc LibreOffice rồi lưu lại.",
                name=name,
            )
        ) from error


def _unpack(content: bytes, name: str) -> bool:
    """Inflate every part within the limits; say whether a sheet holds formulas."""
    has_formulas, total = False, 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS:
            raise ImportRefused(_too_large(name))
        for part in parts:
            most = min(MOST_UNPACKED - total, MOST_SHARED_TEXT if "sharedStrings" in part.filename else MOST_UNPACKED)
            with archive.open(part) as stream:
                size, found = _inflate(stream, name, most=most, is_xml=part.filename.endswith((".xml", ".rels")))
            total += size
            has_formulas = has_formulas or (found and "worksheets/" in part.filename)
    return has_formulas


def _inflate(stream: IO[bytes], name: str, *, most: int, is_xml: bool) -> tuple[int, bool]:
    """Count one part's bytes; say whether the tag of a formula is among them."""
    size, tail, has_formula = 0, b"", False
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > most:
            raise ImportRefused(_too_large(name))
        if is_xml and DECLARED.search(tail + chunk):
            raise ImportRefused(
                _("%(name)s khai báo kiểu XML riêng (DOCTYPE), Excel không làm vậy; không đọc.", name=name)
            )
        has_formula = has_formula or FORMULA.search(tail + chunk) is not None
        tail = chunk[-8:]
    return size, has_formula


def _too_large(name: str) -> str:
    return str(
        _(
            "%(name)s giải nén ra quá lớn (trên %(most)s MB), không giống một bảng số liệu. "
            "Hãy chia tệp theo tháng hoặc lưu thành CSV UTF-8.",
            name=name,
            most=MOST_UNPACKED // 1024**2,
        )
    )


def _rows(
    content: bytes, *, name: str, sheet: str | None, has_formulas: bool
) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    values = _sheet(content, name=name, sheet=sheet, data_only=True)
    plain = values.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    if not has_formulas:
        yield from enumerate(plain, start=1)
        return
    formulas = _sheet(content, name=name, sheet=sheet, data_only=False).iter_rows(max_col=MOST_COLUMNS)
    for line, (row, cells) in enumerate(zip(plain, formulas, strict=True), start=1):
        for value, cell in zip(row, cells, strict=True):
            if value is None and cell.data_type == "f":
                raise ImportRefused(
                    _(
                        "%(name)s, ô %(cell)s là công thức chưa có kết quả. "
                        "Hãy mở bằng Excel rồi lưu lại, hoặc dán giá trị.",
                        name=name,
                        cell=cell.coordinate,
                    )
                )
        yield line, row


def _without_empty_end(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    width = len(row)
    while width and row[width - 1] is None:
        width -= 1
    return row[:width]


def _sheet(content: bytes, *, name: str, sheet: str | None, data_only: bool) -> Any:
    workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)
    names = [each.title for each in workbook.worksheets]
    if sheet is not None and sheet not in names:
        raise ImportRefused(
            _(
                "%(name)s không có trang tính “%(sheet)s”. Các trang tính: %(names)s.",
                name=name,
                sheet=sheet,
                names=", ".join(names),
            )
        )
    if not names:
        raise ImportRefused(_("%(name)s không có trang tính nào.", name=name))
    found = workbook[sheet or names[0]]
    # some programs write a wrong size into the sheet, and openpyxl would stop there
    found.reset_dimensions()
    return found
