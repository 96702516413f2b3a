"""Read single values, typed or from a cell: codes, names, counts, days and months.

What can be read in two ways is refused, not guessed.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time

from flask_babel import gettext as _

from forms.days import FIRST_YEAR, day_parts

Cell = str | int | float | bool | date | datetime | time | None

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
GROUPED = re.compile(r"\d{1,3}([., ]\d{3})+|\d+[.,]\d+")
ISO_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
LOCAL_MONTH = re.compile(r"(\d{1,2})[/.-](\d{4})")
MOST_COUNTED = 1_000_000
EXCEL_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")
VIETNAMESE = set(unicodedata.normalize("NFC", "àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ"))
FOREIGN = {chr(number) for number in range(0xA1, 0x100)} - VIETNAMESE - set("°²³")
"""Not in Vietnamese text in Unicode; TCVN3, VNI and wrongly decoded UTF-8 are full of them."""


class BadCell(Exception):
    """A cell cannot be read; the message says what came and what was expected."""


def read_code(cell: Cell) -> str:
    """A code: letters without marks, digits, dot, hyphen and underscore."""
    text = _as_text(cell)
    if not CODE.fullmatch(text):
        raise BadCell(
            _("“%(came)s” không phải một mã; mã gồm chữ không dấu, số, dấu chấm, gạch nối, tối đa 40 ký tự", came=text)
        )
    return text


def read_codes(cell: Cell) -> tuple[str, ...]:
    """Codes separated by semicolons or commas, each once."""
    parts = [part for part in re.split(r"[;,|\s]+", _as_text(cell)) if part]
    codes = tuple(read_code(part) for part in parts)
    repeated = {code for code in codes if codes.count(code) > 1}
    if repeated:
        raise BadCell(_("mã “%(code)s” có hai lần", code=min(repeated)))
    return codes


def read_name(cell: Cell, *, longest: int = 200) -> str:
    """One line of readable text."""
    text = _as_text(cell)
    if text in EXCEL_ERRORS:
        raise BadCell(_("ô đang báo lỗi %(came)s; hãy sửa công thức trong Excel", came=text))
    foreign = next((letter for letter in text if letter in FOREIGN), None)
    if foreign is not None:
        raise BadCell(
            _(
                "“%(came)s” có ký tự “%(letter)s” không có trong tiếng Việt Unicode; tệp có thể soạn bằng phông TCVN3 "
                "(.VnTime), VNI hoặc bị mở sai bảng mã. Hãy chuyển mã sang Unicode rồi nhập lại",
                came=text,
                letter=foreign,
            )
        )
    odd = next((letter for letter in text if unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cn", "Cs")), None)
    if odd is not None or "\ufffd" in text:
        raise BadCell(_("“%(came)s” có ký tự điều khiển hoặc ký tự hỏng; hãy gõ lại", came=_visible(text)))
    if len(text) > longest:
        raise BadCell(_("dài %(came)s ký tự; tối đa %(most)s", came=len(text), most=longest))
    return text


def read_count(cell: Cell) -> int:
    """A whole number from 0; separators for thousands are refused, since a dot is a decimal point elsewhere."""
    number = _whole_number(cell)
    if number < 0:
        raise BadCell(_("“%(came)s” là số âm; cần số nguyên từ 0, hoặc để trống nếu không đếm", came=number))
    if number > MOST_COUNTED:
        raise BadCell(_("“%(came)s” quá lớn; tối đa %(most)s", came=number, most=MOST_COUNTED))
    return number


def read_day(cell: Cell) -> date:
    """A day: 2026-03-02, 02/03/2026 (day first) or a cell that Excel holds as a date."""
    if isinstance(cell, datetime):
        if cell.time() != time():
            raise BadCell(_("“%(came)s” có cả giờ; cần một ngày", came=cell))
        return _plausible(cell.date())
    if isinstance(cell, date):
        return _plausible(cell)
    text = _as_text(cell)
    parts = day_parts(text)
    # digits alone are a day in a form, which says so; in a file of any origin they may begin with the year
    if parts is not None and not text.isdecimal():
        return _day(text, *parts)
    raise BadCell(
        _("“%(came)s” không phải một ngày; cần dạng 02/03/2026 (ngày trước, tháng sau) hoặc 2026-03-02", came=text)
    )


def read_month(cell: Cell) -> date:
    """A month: 2026-03, 03/2026, or a date cell on the first of the month; its first day."""
    if isinstance(cell, date):
        day = read_day(cell)
        if day.day != 1:
            raise BadCell(_("“%(came)s” là một ngày; cần một tháng như 03/2026", came=day.isoformat()))
        return day
    text = _as_text(cell)
    if match := ISO_MONTH.fullmatch(text):
        return _day(text, int(match[1]), int(match[2]), 1)
    if match := LOCAL_MONTH.fullmatch(text):
        return _day(text, int(match[2]), int(match[1]), 1)
    raise BadCell(_("“%(came)s” không phải một tháng; cần dạng 03/2026 hoặc 2026-03", came=text))


def _as_text(cell: Cell) -> str:
    if isinstance(cell, str) and cell.isascii() and cell.isalnum():
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    # Excel keeps non-breaking spaces and line ends that nobody sees
    return " ".join(unicodedata.normalize("NFC", str(cell)).split())


def _visible(text: str) -> str:
    return "".join(letter if letter.isprintable() else "�" for letter in text)


def _whole_number(cell: Cell) -> int:
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    text = _as_text(cell)
    if re.fullmatch(r"-?[0-9]{1,12}", text):
        return int(text)
    if GROUPED.fullmatch(text):
        raise BadCell(
            _(
                "“%(came)s” có thể đọc theo hai cách (hàng nghìn hay thập phân); "
                "hãy viết số nguyên liền nhau, ví dụ 1234",
                came=text,
            )
        )
    raise BadCell(_("“%(came)s” không phải số nguyên; cần 0, 1, 2, …, hoặc để trống nếu không đếm", came=text))


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise BadCell(_("“%(came)s” không có trong lịch; ngày đứng trước, tháng đứng sau", came=text)) from None
    return _plausible(found)


def _plausible(day: date) -> date:
    if day.year < FIRST_YEAR:
        raise BadCell(_("“%(came)s” là năm %(year)s; hãy kiểm tra lại năm", came=day.isoformat(), year=day.year))
    return day
