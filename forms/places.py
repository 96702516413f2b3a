"""The forms by which places are kept: units, desks, sectors, agencies, procedures.

They hold what was typed, as it was typed, and what is wrong with it; what may be kept is for the register to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from forms.cleaning import whole_number
from forms.days import DayField
from forms.lists import RadioField, SelectField

ENGLISH_HELP = _l("Để trống thì dùng tên tiếng Việt.")
CODE_HELP = _l("Chữ không dấu, số, dấu chấm, gạch nối, gạch dưới; tối đa 40 ký tự. Không đổi được về sau.")
NEEDED = _l("Xin điền ô này; không để trống được.")
FROM_EVER = _l("Để trống nếu từ trước đến nay vẫn vậy.")
STILL = _l("Để trống nếu còn hiệu lực.")
GAP_LABEL = _l("Cố ý để trống những ngày ở giữa")


def options(pairs: Iterable[tuple[str, str]], first: str = "") -> list[SelectChoice]:
    """What a list offers, value and words; `first` is said while nothing is chosen."""
    offered = [SelectChoice(value, words) for value, words in pairs]
    return [SelectChoice("", first), *offered] if first else offered


class UnitField(StringField):  # type: ignore[misc]  # WTForms publishes no types
    """A unit by its name or code; of thousands none fits a list."""


class OrderField(Field):  # type: ignore[misc]  # WTForms publishes no types
    """The sectors a desk serves: the number beside each is its place on the form; an empty one is not served."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the numbers from the inputs named `<field>-<code>`, or from codes in their order."""
        self.process_errors: list[str] = []
        self.typed: dict[str, str] = {}
        codes = self.default() if callable(self.default) else (data or self.default or ())
        if formdata:
            prefix = f"{self.name}-"
            self.typed = {key.removeprefix(prefix): formdata.get(key, "") for key in formdata if key.startswith(prefix)}
        elif isinstance(codes, Iterable):
            self.typed = {code: str(place) for place, code in enumerate(codes, start=1)}

    @property
    def ordered(self) -> tuple[str, ...]:
        """The served sectors, in the order of their numbers."""
        numbers = {code: whole_number(text.strip()) for code, text in self.typed.items() if text.strip()}
        return tuple(sorted(numbers, key=lambda code: numbers[code] or 0))

    def pre_validate(self, _form: Any) -> None:
        """Refuse what is no number, and one number for two sectors."""
        taken: set[int] = set()
        for text in (text.strip() for text in self.typed.values()):
            number = whole_number(text) if text else None
            if text and number is None:
                raise ValidationError(
                    _("“%(came)s” không phải một thứ tự; cần 1, 2, 3, … hoặc để trống.", came=text[:20])
                )
            if number is not None and number in taken:
                raise ValidationError(
                    _("Hai lĩnh vực cùng thứ tự %(number)s; mỗi lĩnh vực cần một số riêng.", number=number)
                )
            taken |= set() if number is None else {number}


class PlaceForm(FlaskForm):  # type: ignore[misc]  # WTForms publishes no types
    """A form that knows what it was filled from, so that two people do not overwrite each other."""

    seen = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields; one that was not sent at all is an empty one."""
        for field in self:
            if isinstance(field, StringField) and field.data is None:
                field.data = ""
        return bool(super().validate(extra_validators))

    def refuse(self, problems: Sequence[tuple[str, str]]) -> None:
        """Put each problem at its field; what has none of this form's fields stands at its head."""
        for name, text in problems:
            if name in self._fields:
                field = self._fields[name]
                field.errors = [*field.errors, text]
            else:
                self.form_errors.append(text)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Where each error is, and what it says: the field's name first, for the list stands away from the fields."""
        at_fields = [
            (field.id, f"{field.label.text}: {text}") for field in self if field.errors for text in field.errors
        ]
        return [*((self.first_id, text) for text in self.form_errors), *at_fields]

    @property
    def first_id(self) -> str:
        """The first field that is seen."""
        return next((field.id for field in self if field.type not in ("HiddenField", "CSRFTokenField")), "content")


class UnitForm(PlaceForm):
    """A unit's names, level and area."""

    name_vi = StringField(_l("Tên"))
    name_en = StringField(_l("Tên tiếng Anh"), description=ENGLISH_HELP)
    level = SelectField(
        _l("Cấp"), validate_choice=False, description=_l("Khi ít phiếu, số liệu được gộp trong cùng cấp trước.")
    )
    area = StringField(
        _l("Địa bàn"), description=_l("Vùng trong tỉnh mà các đơn vị được gộp trước, như huyện cũ. Có thể để trống.")
    )


class NewUnitForm(UnitForm):
    """A new unit below another."""

    code = StringField(_l("Mã đơn vị"), description=CODE_HELP)
    first = DayField(_l("Trực thuộc từ ngày"), description=FROM_EVER)


class MoveForm(PlaceForm):
    """A unit or a sector goes to another owner from a day on."""

    parent = UnitField(_l("Cấp trên mới"), description=_l("Gõ tên hoặc mã đơn vị."))
    first = DayField(_l("Từ ngày"), validators=[InputRequired(NEEDED)])
    allows_gaps = BooleanField(GAP_LABEL)


class StretchForm(PlaceForm):
    """One stretch of a unit's history under a parent."""

    parent = UnitField(_l("Cấp trên"), description=_l("Gõ tên hoặc mã đơn vị."))
    first = DayField(_l("Từ ngày"), description=FROM_EVER)
    last = DayField(_l("Đến hết ngày"), description=STILL)
    allows_gaps = BooleanField(GAP_LABEL)


class EndForm(PlaceForm):
    """A unit is over."""

    last = DayField(_l("Ngày cuối cùng"), validators=[InputRequired(NEEDED)])


class SuccessorForm(PlaceForm):
    """Another unit carries this one's series on."""

    unit = UnitField(_l("Đơn vị kế thừa"), description=_l("Gõ tên hoặc mã đơn vị."))
    first = DayField(_l("Từ ngày"), validators=[InputRequired(NEEDED)])


class MergeForm(PlaceForm):
    """Old units become this one."""

    olds = StringField(
        _l("Các đơn vị cũ"),
        description=_l("Tên hoặc mã các đơn vị sáp nhập vào đây, cách nhau bằng dấu chấm phẩy."),
    )
    first = DayField(_l("Sáp nhập từ ngày"), validators=[InputRequired(NEEDED)])
    desks = RadioField(
        _l("Quầy của các đơn vị cũ"),
        choices=[
            SelectChoice("close", _l("Ngừng nhận đánh giá từ ngày đó")),
            SelectChoice("move", _l("Chuyển sang đơn vị này ngay; poster đang treo vẫn dùng được")),
        ],
        default="close",
        validate_choice=False,
    )


class ConfirmForm(PlaceForm):
    """What cannot be taken back is confirmed by typing the name of the thing."""

    confirm = StringField()


class DeskForm(PlaceForm):
    """A desk's names, sectors and questionnaire."""

    name_vi = StringField(_l("Tên quầy"), description=_l("In trên poster, ví dụ: Quầy 5 – Đất đai."))
    name_en = StringField(_l("Tên tiếng Anh"), description=ENGLISH_HELP)
    questionnaire = SelectField(_l("Phiếu hỏi"), validate_choice=False)
    sectors = OrderField(
        _l("Lĩnh vực quầy tiếp nhận"),
        description=_l("Ghi 1, 2, 3, … theo thứ tự hiện trên phiếu; để trống lĩnh vực quầy không tiếp nhận."),
    )


class NewDeskForm(DeskForm):
    """A new desk of a unit."""

    code = StringField(_l("Mã quầy"), description=CODE_HELP)


class CloseForm(PlaceForm):
    """A desk takes no answers from a day on."""

    closed_on = DayField(_l("Ngừng nhận đánh giá từ ngày"), validators=[InputRequired(NEEDED)])


class DeskUnitForm(PlaceForm):
    """A desk goes to another unit."""

    unit = UnitField(_l("Đơn vị mới"), description=_l("Gõ tên hoặc mã đơn vị."))


class SectorForm(PlaceForm):
    """A sector's names and the group a plan sets its own target for."""

    name_vi = StringField(_l("Tên lĩnh vực"))
    name_en = StringField(_l("Tên tiếng Anh"), description=ENGLISH_HELP)
    priority_group = SelectField(
        _l("Nhóm trọng tâm"),
        choices=[
            SelectChoice("", _l("Không")),
            SelectChoice("land", _l("Đất đai")),
            SelectChoice("construction", _l("Xây dựng")),
            SelectChoice("investment", _l("Đầu tư")),
        ],
        validate_choice=False,
        description=_l("Kế hoạch có thể đặt chỉ tiêu riêng cho nhóm này; nhóm không bao giờ bị gộp với lĩnh vực khác."),
    )


class NewSectorForm(SectorForm):
    """A new sector."""

    code = StringField(_l("Mã lĩnh vực"), description=CODE_HELP)


class AgencyForm(PlaceForm):
    """An agency's names."""

    name_vi = StringField(_l("Tên cơ quan"))
    name_en = StringField(_l("Tên tiếng Anh"), description=ENGLISH_HELP)


class NewAgencyForm(AgencyForm):
    """A new agency."""

    code = StringField(_l("Mã cơ quan"), description=CODE_HELP)


class HandOverForm(PlaceForm):
    """An agency becomes responsible for a sector."""

    agency = SelectField(_l("Cơ quan chủ trì"), validate_choice=False)
    first = DayField(_l("Từ ngày"), validators=[InputRequired(NEEDED)])
    allows_gaps = BooleanField(GAP_LABEL)


class ResponsibilityForm(HandOverForm):
    """One stretch of a sector's history under an agency."""

    first = DayField(_l("Từ ngày"), description=FROM_EVER)
    last = DayField(_l("Đến hết ngày"), description=STILL)


class ProcedureForm(PlaceForm):
    """A procedure's names, sector and days."""

    name_vi = StringField(_l("Tên thủ tục"))
    name_en = StringField(_l("Tên tiếng Anh"), description=ENGLISH_HELP)
    sector = SelectField(_l("Lĩnh vực"), validate_choice=False)
    first = DayField(_l("Có hiệu lực từ ngày"), description=FROM_EVER)
    last = DayField(_l("Đến hết ngày"), description=STILL)


class NewProcedureForm(ProcedureForm):
    """A new procedure."""

    code = StringField(_l("Mã thủ tục"), description=_l("Ví dụ 1.004227. Không đổi được về sau."))
