"""Answers as one compact text: a character an item in the questionnaire's order, '.' for not answered."""

from __future__ import annotations

from collections.abc import Mapping

from forms.exceptions import AnswerError
from forms.questionnaire import Questionnaire
from forms.translation import gettext as _

NOT_ANSWERED = "."


def encode_answers(questionnaire: Questionnaire, codes: Mapping[str, str | None]) -> str:
    """Write the answers to the coded items; an item left out, or None, is not answered."""
    items = questionnaire.coded_items
    strangers = set(codes) - {item.code for item in items}
    if strangers:
        raise AnswerError(
            _("Phiếu “%(id)s” không lưu câu “%(came)s”.", id=questionnaire.id, came=", ".join(sorted(strangers)))
        )
    return "".join(
        _checked(questionnaire, item.code, item.codes, codes.get(item.code) or NOT_ANSWERED) for item in items
    )


def decode_answers(questionnaire: Questionnaire, text: str) -> dict[str, str | None]:
    """Read the text back: item code to answer code, None where not answered."""
    items = questionnaire.coded_items
    if len(text) != len(items):
        raise AnswerError(
            _(
                "Chuỗi trả lời “%(came)s” dài %(length)d ký tự; phiếu “%(id)s” cần %(expected)d.",
                came=text[:60],
                length=len(text),
                id=questionnaire.id,
                expected=len(items),
            )
        )
    checked = [_checked(questionnaire, item.code, item.codes, code) for item, code in zip(items, text, strict=True)]
    return {item.code: None if code == NOT_ANSWERED else code for item, code in zip(items, checked, strict=True)}


def item_position(questionnaire: Questionnaire, item_code: str) -> int:
    """Return where an item's answer stands in the text, from 1, as SQL's substr counts."""
    for position, item in enumerate(questionnaire.coded_items, start=1):
        if item.code == item_code:
            return position
    raise AnswerError(
        _(
            "Câu “%(item)s” không nằm trong chuỗi trả lời của phiếu “%(id)s”; chỉ có: %(known)s.",
            item=item_code,
            id=questionnaire.id,
            known=", ".join(item.code for item in questionnaire.coded_items),
        )
    )


def _checked(questionnaire: Questionnaire, item_code: str, known: tuple[str, ...], code: str) -> str:
    if code != NOT_ANSWERED and code not in known:
        raise AnswerError(
            _(
                "Câu “%(item)s” của phiếu “%(id)s” không có mã trả lời “%(came)s”; chỉ có: %(known)s.",
                item=item_code,
                id=questionnaire.id,
                came=code,
                known=", ".join(known),
            )
        )
    return code
