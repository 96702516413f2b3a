"""The forms of the register of corrective actions."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from forms.days import DayField
from forms.lists import SelectField

LONGEST = 2000
TOO_LONG = _l("Dài quá 2.000 ký tự. Xin rút ngắn.")


class ActionForm(FlaskForm):  # type: ignore[misc]  # WTForms publishes no types
    """Why it is so, what is done, by which office, until when."""

    cause = TextAreaField(
        _l("Nguyên nhân"),
        description=_l("Vì sao có kết quả này: giấy tờ, các bước, cách bố trí, giờ đông. Không ghi tên cán bộ."),
        validators=[DataRequired(_l("Xin ghi nguyên nhân.")), Length(max=LONGEST, message=TOO_LONG)],
    )
    measure = TextAreaField(
        _l("Biện pháp"),
        description=_l("Việc sẽ làm, cụ thể đến mức người khác kiểm tra được là đã làm hay chưa."),
        validators=[DataRequired(_l("Xin ghi biện pháp.")), Length(max=LONGEST, message=TOO_LONG)],
    )
    agency = SelectField(
        _l("Cơ quan chịu trách nhiệm"),
        description=_l("Một cơ quan hoặc đơn vị, không phải một người."),
        validate_choice=False,
    )
    due = DayField(
        _l("Hạn"),
        description=_l("Ngày phải làm xong."),
        validators=[InputRequired(_l("Xin ghi hạn."))],
    )

    def offer_agencies(self, agencies: list[tuple[str, str]]) -> None:
        """The agencies to choose from, by code and name."""
        self.agency.choices = [SelectChoice(code, name) for code, name in agencies]


class FinishForm(FlaskForm):  # type: ignore[misc]
    """When the measure was carried out."""

    done_on = DayField(
        _l("Ngày làm xong"),
        description=_l("Kết quả được đo lại ở kỳ bắt đầu sau ngày này."),
        validators=[InputRequired(_l("Xin ghi ngày đã làm xong."))],
    )


class MeasureForm(FlaskForm):  # type: ignore[misc]
    """In which period the figure is measured again."""

    period = SelectField(
        _l("Kỳ đo lại"),
        description=_l("Kỳ đã có số liệu chính thức, bắt đầu sau ngày làm xong."),
        validate_choice=False,
    )

    def offer_periods(self, periods: list[tuple[str, str]]) -> None:
        """The periods to choose from, by id and name."""
        self.period.choices = [SelectChoice(period, name) for period, name in periods]


class DropForm(FlaskForm):  # type: ignore[misc]
    """Why the action is given up."""

    reason = TextAreaField(
        _l("Lý do bỏ"),
        description=_l("Người đọc sổ sau này cần biết vì sao không làm nữa."),
        validators=[DataRequired(_l("Xin ghi lý do.")), Length(max=LONGEST, message=TOO_LONG)],
    )


class ReopenForm(FlaskForm):  # type: ignore[misc]
    """Nothing to fill in: it is only confirmed."""
