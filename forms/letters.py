"""The form of what a person wants to be told."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, SelectMultipleField, widgets
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from forms.lists import SelectField


class SubscriptionForm(FlaskForm):  # type: ignore[misc]  # WTForms publishes no types
    """Of which unit, what, in which language, and where to."""

    unit = SelectField(_l("Đơn vị"), description=_l("Kể cả các đơn vị trực thuộc."), validate_choice=False)
    kinds = SelectMultipleField(
        _l("Báo khi có"),
        description=_l("Mỗi điều chỉ báo một lần cho đến khi hết."),
        choices=[
            SelectChoice("targets", _l("Chỉ tiêu mới không đạt, đã chắc chắn")),
            SelectChoice("signals", _l("Tỷ lệ hài lòng biến động vượt mức thường")),
            SelectChoice("desks", _l("Quầy im lặng dù vẫn có người đến")),
            SelectChoice("actions", _l("Việc khắc phục quá hạn")),
        ],
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
        validate_choice=False,
    )
    weekly = BooleanField(
        _l("Gửi cả kết quả mỗi tuần"),
        description=_l("Các câu của tuần, vào lần gửi đầu tiên sau khi tuần kết thúc, kể cả khi không có gì mới."),
    )
    language = SelectField(
        _l("Ngôn ngữ của thư"),
        description="",
        choices=[SelectChoice("vi", "Tiếng Việt"), SelectChoice("en", "English")],
    )
    address = EmailField(
        _l("Địa chỉ thư điện tử"),
        description=_l("Bỏ trống thì thư chỉ đọc ở trang này. Địa chỉ mới nhận một thư để xác nhận trước."),
        validators=[Length(max=254, message=_l("Địa chỉ dài quá 254 ký tự. Xin kiểm tra lại."))],
    )

    def offer_units(self, units: list[tuple[str, str]]) -> None:
        """The units to choose from, by code and name."""
        self.unit.choices = [SelectChoice(code, name) for code, name in units]
