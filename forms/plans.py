"""The forms with which a plan is adopted in the browser, and a unit's own targets are typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, HiddenField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from forms.days import DayField
from forms.lists import SelectField

NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,3})?")
Problem = Callable[[float, str], str]
"""Why a value with its sentence cannot be meant, in words; nothing where it can."""
AS_PLANNED = _l("Để trống thì theo kế hoạch.")
COMPARISONS = ((">=", "≥"), (">", ">"), ("<=", "≤"), ("<", "<"))


class AdoptForm(FlaskForm):  # type: ignore[misc]  # WTForms publishes no types
    """Which plan, for which unit, over which days. `text` is a file's, carried from the look to the adoption.

    `model` is that of a plan typed in the browser, so that its form can be shown again.
    """

    plan = SelectField(_l("Kế hoạch"), validators=[Optional()])
    unit = SelectField(_l("Đơn vị áp dụng"), validators=[InputRequired(_l("Xin chọn đơn vị."))])
    first = DayField(_l("Từ ngày"), description=AS_PLANNED)
    last = DayField(_l("Đến ngày"), description=AS_PLANNED)
    text = HiddenField()
    model = HiddenField()

    def choose_from(self, plans: Sequence[tuple[str, str]], units: Sequence[tuple[str, str]]) -> None:
        """Offer these plans and units."""
        self.plan.choices = [SelectChoice(code, label) for code, label in plans]
        self.unit.choices = [SelectChoice(code, label) for code, label in units]


class EndAdoptionForm(FlaskForm):  # type: ignore[misc]
    """The last day of an adoption, and the plan's code to confirm; one that is taken back needs no day."""

    last = DayField(_l("Ngày cuối còn áp dụng"), description=_l("Hôm nay hoặc sau này; kết quả đã công bố không đổi."))
    code = StringField()


class OwnTargetForm(Form):  # type: ignore[misc]
    """One target: left out where its value is left empty."""

    key = HiddenField()
    comparison = SelectField(
        _l("So sánh"), choices=[SelectChoice(value, label) for value, label in COMPARISONS], validators=[Optional()]
    )
    value = StringField(_l("Mức"))
    sentence = TextAreaField(_l("Câu trong văn bản"), validators=[Length(max=2000)])
    place = StringField(_l("Đứng ở đâu trong văn bản"), validators=[Length(max=200)])
    called: str = ""
    """What the target is about, in words; the page says it before it is asked whether the form is in order."""
    problem: Problem | None = None

    def validate_value(self, field: Any) -> None:
        """A number such as 92,5; with it its sentence, which must say it, and where that stands."""
        text = (field.data or "").strip()
        if not text:
            return
        if not NUMBER.fullmatch(text):
            raise ValidationError(_("Mức “%(came)s” không đọc được; cần một số như 85 hoặc 92,5.", came=text[:20]))
        if not (self.sentence.data or "").strip() or not (self.place.data or "").strip():
            raise ValidationError(_("Có mức thì cần cả câu trong văn bản nêu mức đó và chỗ đứng của câu."))
        wrong = self.problem(float(text.replace(",", ".")), self.sentence.data) if self.problem else ""
        if wrong:
            raise ValidationError(wrong)

    @property
    def number(self) -> float | None:
        """The value, where one was typed."""
        text = (self.value.data or "").strip()
        return float(text.replace(",", ".")) if text else None


class OwnPlanForm(FlaskForm):  # type: ignore[misc]
    """A unit's own plan, made after a model."""

    unit = SelectField(_l("Đơn vị áp dụng"), validators=[InputRequired(_l("Xin chọn đơn vị."))])
    code = StringField(
        _l("Mã kế hoạch"),
        validators=[
            InputRequired(_l("Xin đặt mã cho kế hoạch.")),
            Regexp(r"[a-z0-9_]{1,40}$", message=_l("Mã gồm chữ thường a–z, số và dấu gạch dưới, tối đa 40 ký tự.")),
        ],
    )
    title = StringField(_l("Tên kế hoạch"), validators=[InputRequired(_l("Xin ghi tên kế hoạch.")), Length(max=200)])
    title_en = StringField(_l("Tên tiếng Anh (không bắt buộc)"), validators=[Length(max=200)])
    document = StringField(_l("Tên văn bản"), validators=[InputRequired(_l("Xin ghi tên văn bản.")), Length(max=200)])
    issuer = StringField(
        _l("Cơ quan ban hành"), validators=[InputRequired(_l("Xin ghi cơ quan ban hành.")), Length(max=200)]
    )
    number = StringField(_l("Số, ký hiệu (để trống nếu văn bản để trống)"), validators=[Length(max=60)])
    signed_on = DayField(_l("Ngày văn bản"))
    first = DayField(_l("Hiệu lực từ ngày"), validators=[InputRequired(_l("Xin ghi ngày bắt đầu hiệu lực."))])
    last = DayField(_l("Hiệu lực đến ngày"), validators=[InputRequired(_l("Xin ghi ngày hết hiệu lực."))])
    targets = FieldList(FormField(OwnTargetForm))

    def choose_from(self, units: Sequence[tuple[str, str]]) -> None:
        """Offer these units."""
        self.unit.choices = [SelectChoice(code, label) for code, label in units]

    def validate_targets(self, field: Any) -> None:
        """A plan without a target has nothing to compare with."""
        if not any((part.form.value.data or "").strip() for part in field):
            raise ValidationError(_("Xin ghi mức của ít nhất một chỉ tiêu."))

    def validate_last(self, field: Any) -> None:
        """The last day is not before the first."""
        if self.first.data and field.data and field.data < self.first.data:
            raise ValidationError(_("Ngày hết hiệu lực trước ngày bắt đầu. Xin xem lại hai ngày."))
