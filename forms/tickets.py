"""The form with which one-time codes are minted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from forms.days import DayField

LAYOUTS = (
    ("sheet", _l("Trang A4 để cắt, mười mã một trang")),
    ("slip80", _l("Máy in phiếu, giấy rộng 80 mm")),
    ("slip58", _l("Máy in phiếu, giấy rộng 58 mm")),
)


class CountField(IntegerField):  # type: ignore[misc]  # WTForms publishes no types
    """A whole number, refused in the reader's language."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; say what came where it is none."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            typed = " ".join(valuelist)[:20]
            raise ValueError(_("“%(came)s” không phải số nguyên; cần một số viết liền như 200.", came=typed)) from None


class MintForm(FlaskForm):  # type: ignore[misc]  # WTForms publishes no types
    """How many codes, for which desk, handed out on which days, on which paper."""

    desk = StringField(_l("Quầy"), validators=[InputRequired(_l("Xin chọn quầy."))])
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
        if desks and not isinstance(self.desk, SelectField):
            given = self.desk
            field = SelectField(given.label.text, choices=[SelectChoice(code, name) for code, name in desks.items()])
            self._fields["desk"] = self.desk = field.bind(form=self, name="desk")
            self.desk.process(None, data=given.data)
        if not self.is_submitted():
            self.first.data = self.last.data = today
