"""The form with which a batch of paper questionnaires is printed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, InputRequired, NumberRange

from forms.desks import CountField, DeskForm
from forms.lists import RadioField

MOST_SHEETS = 200
"""Of one batch printed on the page: the browser waits while they are typeset, and a box holds fewer."""


class SheetForm(DeskForm):
    """How many sheets, for which desk, in which language, with what on them."""

    number = CountField(
        _l("Số tờ"),
        validators=[
            InputRequired(_l("Xin ghi số tờ, từ 1 đến %(most)s.", most=MOST_SHEETS)),
            NumberRange(1, MOST_SHEETS, _l("Số tờ cần từ 1 đến %(most)s cho một tập.", most=MOST_SHEETS)),
        ],
    )
    language = RadioField(
        _l("Ngôn ngữ trên tờ phiếu"),
        choices=[SelectChoice("vi", "Tiếng Việt"), SelectChoice("en", "English")],
        default="vi",
        validators=[AnyOf(("vi", "en"), _l("Xin chọn một ngôn ngữ trong danh sách."))],
        validate_choice=False,
    )
    is_short = BooleanField(_l("Chỉ các câu chính, thường vừa hai tờ trên một trang A4"))
    asks_comment = BooleanField(_l("Thêm ô góp ý"))
