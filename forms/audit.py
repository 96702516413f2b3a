"""The form with which lines of the log are found."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Form

from forms.days import DayField


class LogDaysForm(Form):  # type: ignore[misc]  # WTForms publishes no types
    """Between which days; an empty one leaves that end open."""

    first = DayField(_l("Từ ngày"))
    last = DayField(_l("Đến ngày"))
