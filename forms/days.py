"""A day typed in a form of the office, in the one way there is: day, month, year."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.widgets import TextInput

FIRST_YEAR, LAST_YEAR = 2000, 2100
DAY_HELP = _l("Ngày/tháng/năm, ví dụ 14/12/2026 hoặc 14122026.")

_YEAR_LAST = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})|(\d{2})(\d{2})(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


class BadDay(ValueError):
    """What was typed is no day; the message says what came and what is needed."""


def day_parts(text: str) -> tuple[int, int, int] | None:
    """Year, month and day as written: 14/12/2026, 14.12.2026, 14-12-2026, 14122026, or a file's 2026-12-14."""
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
        return year, month, day
    if found := _YEAR_LAST.fullmatch(text):
        day, month, year = (int(part) for part in found.groups() if part is not None)
        return year, month, day
    return None


def read_day(typed: str) -> date:
    """The day that was typed."""
    text = " ".join(typed.split())
    came = "".join(letter if letter.isprintable() else "\ufffd" for letter in text[:20])
    parts = day_parts(text)
    if parts is None:
        raise BadDay(_("“%(came)s” không phải một ngày. Xin gõ ngày/tháng/năm, ví dụ 14/12/2026.", came=came))
    try:
        day = date(*parts)
    except ValueError:
        raise BadDay(
            _("Ngày “%(came)s” không có trong lịch. Xin gõ ngày trước, tháng sau, ví dụ 14/12/2026.", came=came)
        ) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadDay(_("“%(came)s” là năm %(year)s. Xin kiểm tra lại năm.", came=came, year=day.year))
    return day


class DayField(Field):  # type: ignore[misc]  # WTForms publishes no types
    """A day, typed and shown as it is written in Viet Nam; `data` is the day, None where there is none.

    A browser's own picker would show the order of its own language, which on an old machine is often month first.
    """

    widget = TextInput()
    data: Any

    def __init__(self, label: Any, *, description: Any = "", **options: Any) -> None:
        said = _l("%(meaning)s Ngày/tháng/năm, ví dụ 14/12/2026.", meaning=description) if description else DAY_HELP
        # digits alone are enough: the number keys of some phones have no stroke
        keys = {"inputmode": "numeric", "autocomplete": "off", "size": 12}
        super().__init__(label, description=said, render_kw=keys, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; an empty field is none."""
        typed = valuelist[0] if valuelist else ""
        self.data = None
        self.data = read_day(typed) if typed.strip() else None

    @property
    def written(self) -> str:
        """What the field shows: the day as it is written, or what was typed where that is none."""
        return str(self.raw_data[0]) if self.data is None and self.raw_data else self.words(self.data)

    @staticmethod
    def words(day: date | None) -> str:
        """A day as it is written."""
        return "" if day is None else f"{day:%d/%m/%Y}"

    def _value(self) -> str:
        return self.written
