"""The form with which one-time codes are minted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from forms.days import DayField
from forms.desks import CountField, DeskForm
from forms.lists import RadioField

LAYOUTS = (
    ("sheet", _l("Trang A4 để cắt, mười mã một trang")),
    ("slip80", _l("Máy in phiếu, giấy rộng 80 mm")),
    ("slip58", _l("Máy in phiếu, giấy rộng 58 mm")),
)


class MintForm(DeskForm):
    """How many codes, for which desk, handed out on which days, on which paper."""

    number = CountField(
        _l("Số mã"),
        validators=[
            InputRequired(_l("Xin ghi số mã, từ 1 đến 20.000.")),
            NumberRange(1, 20_000, _l("Số mã cần từ 1 đến 20.000 cho một lần in.")),
        ],
    )
    first = DayField(_l("Ngày đầu phát mã"), validators=[InputRequired(_l("Xin ghi ngày đầu phát mã."))])
    last = DayField(_l("Ngày cuối phát mã"))
    layout = RadioField(_l("Giấy"), choices=[SelectChoice(value, label) for value, label in LAYOUTS], default="sheet")

    def offer(self, desks: Mapping[str, str], *, today: date) -> None:
        """Offer these desks to choose from, where there are any; the first day is today unless another is given."""
        self.offer_desks(desks)
        if not self.is_submitted():
            self.first.data = self.last.data = today
