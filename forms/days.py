"""A day typed or chosen in a form of the office."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from wtforms import DateField


class DayField(DateField):  # type: ignore[misc]  # WTForms publishes no types
    """A day, chosen in the browser's calendar or typed as 14/12/2026."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, format=["%Y-%m-%d", "%d/%m/%Y"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; say which forms are read where it is none."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            typed = " ".join(valuelist)[:20]
            raise ValueError(_("Ngày “%(came)s” không đọc được; cần dạng 14/12/2026.", came=typed)) from None
