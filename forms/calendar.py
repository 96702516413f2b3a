"""The form with which a day off or a make-up day is added."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from forms.days import DayField
from forms.lists import RadioField


class OwnDayForm(FlaskForm):  # type: ignore[misc]  # WTForms publishes no types
    """Which day, whether offices work on it, why, and which notice says so."""

    day = DayField(_l("Ngày"), validators=[InputRequired(_l("Xin ghi ngày."))])
    kind = RadioField(
        _l("Cơ quan có làm việc không"),
        choices=[SelectChoice("off", _l("Nghỉ")), SelectChoice("working", _l("Làm việc (làm bù)"))],
        default="off",
    )
    title = StringField(
        _l("Lý do"), validators=[InputRequired(_l("Xin ghi lý do, ví dụ: nghỉ bù Quốc khánh.")), Length(max=120)]
    )
    source = StringField(
        _l("Theo thông báo nào"),
        validators=[InputRequired(_l("Xin ghi văn bản hoặc thông báo nêu ngày này.")), Length(max=200)],
    )
