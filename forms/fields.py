"""From an item to its WTForms fields: radios without a pre-ticked one, minutes as two fields, a text area."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from babel.numbers import format_decimal
from wtforms import RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import ValidationError

from forms.cleaning import clean_text, count_characters, whole_number
from forms.item import Item, NumberRange
from forms.translation import gettext as _

UNKNOWN_SECTOR = "unknown"
_TYPED_LIMIT = 20

Check = Callable[[Any, Any], None]


def make_fields(item: Item, language: str, *, sectors: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the item's unbound fields by name; a sector that need not be asked has none."""
    if item.number:
        return _number_fields(item, item.number, language)
    if item.max_length:
        return {item.code: _text_area(item, item.max_length, language)}
    if item.unknown:
        return {item.code: _sector_field(item, language, sectors)} if len(sectors) > 1 else {}
    choices = [(option.code, option.text.in_language(language)) for option in item.options]
    refusal = choose_level if item.kind == "scale" else _choose_answer
    return {item.code: _radio(item, language, choices=choices, refusal=refusal)}


def _radio(item: Item, language: str, *, choices: Sequence[tuple[str, str]], refusal: Callable[[], str]) -> Any:
    codes = {code for code, _label in choices}
    return RadioField(
        item.text.in_language(language),
        choices=[SelectChoice(code, label) for code, label in choices],
        coerce=lambda sent: sent if sent in codes else None,
        validate_choice=False,
        validators=[_offered(codes, required=item.required, refusal=refusal)],
        description=_help(item, language),
    )


def _sector_field(item: Item, language: str, sectors: Sequence[tuple[str, str]]) -> Any:
    if UNKNOWN_SECTOR in dict(sectors):
        raise ValueError(f"a sector may not have the code {UNKNOWN_SECTOR!r}: it stands for 'not known'")
    unknown = item.unknown.in_language(language) if item.unknown else ""
    return _radio(item, language, choices=[*sectors, (UNKNOWN_SECTOR, unknown)], refusal=_choose_sector)


def _number_fields(item: Item, number: NumberRange, language: str) -> dict[str, Any]:
    unit = number.unit.in_language(language)
    choices = [(str(each), f"{each} {unit}") for each in number.quick]
    typed = StringField(
        number.other.in_language(language),
        filters=[lambda text: clean_text(text, limit=_TYPED_LIMIT)],
        validators=[_whole_number_within(number), _not_against(f"{item.code}_quick")],
        render_kw={"inputmode": "numeric", "autocomplete": "off", "size": 4},
    )
    quick = _radio(item, language, choices=choices, refusal=_choose_answer)
    return {f"{item.code}_quick": quick, f"{item.code}_typed": typed}


def _text_area(item: Item, max_length: int, language: str) -> Any:
    return TextAreaField(
        item.text.in_language(language),
        filters=[lambda text: clean_text(text, limit=max_length)],
        validators=[_no_longer_than(max_length, language)],
        description=_help(item, language),
        render_kw={"autocomplete": "off"},
    )


def _help(item: Item, language: str) -> str:
    return item.help.in_language(language) if item.help else ""


def _offered(codes: set[str], *, required: bool, refusal: Callable[[], str]) -> Check:
    def check(form: Any, field: Any) -> None:
        sent = {value for value in field.raw_data or () if value.strip()}
        # two different answers to one question: neither is taken, since choosing would be guessing
        if len(sent) > 1 or not sent <= codes or (required and not sent):
            raise ValidationError(refusal())

    return check


def _whole_number_within(number: NumberRange) -> Check:
    def check(form: Any, field: Any) -> None:
        minutes = whole_number(field.data)
        if field.data and (minutes is None or not number.minimum <= minutes <= number.maximum):
            raise ValidationError(ask_whole_number(low=number.minimum, high=number.maximum))

    return check


def _not_against(quick: str) -> Check:
    def check(form: Any, field: Any) -> None:
        chosen, typed = form[quick], whole_number(field.data)
        if field.errors or typed is None or not chosen.data or typed == int(chosen.data):
            return
        # a radio cannot be unticked without a script: as the form comes back, the typed number stands alone
        chosen.data = None
        raise ValidationError(_("Xin chỉ giữ một số. Để nguyên số đã ghi, hoặc xóa đi rồi chọn lại."))

    return check


def _no_longer_than(limit: int, language: str) -> Check:
    def check(form: Any, field: Any) -> None:
        length = count_characters(field.data)
        if length > limit:
            came, most = (format_decimal(count, locale=language) for count in (length, limit))
            raise ValidationError(ask_shorter(came=came, limit=most))

    return check


def ask_whole_number(**limits: int) -> str:
    """What is said of a number that cannot be taken; without its limits, with the places where they belong."""
    return _("Xin ghi số nguyên từ %(low)d đến %(high)d, ví dụ 12. Hoặc để trống.", **limits)


def ask_shorter(**lengths: str) -> str:
    """What is said of a text that is too long; without its lengths, with the places where they belong."""
    return _("Góp ý đang có %(came)s ký tự. Xin rút ngắn còn tối đa %(limit)s ký tự.", **lengths)


def choose_level() -> str:
    """What is said where the one required answer is missing."""
    return _("Xin chọn một mức hài lòng.")


def _choose_answer() -> str:
    return _("Xin chọn một trong các câu trả lời có sẵn.")


def _choose_sector() -> str:
    return _("Xin chọn một lĩnh vực trong danh sách của quầy này.")
