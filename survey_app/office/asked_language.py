"""A language named in an address is one of the office's, or refused: a file in another one would mislead."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _

from survey_app.exceptions import UnknownLanguage
from survey_app.languages import LANGUAGES

OF_CITIZENS = ("office.preview_any", "office.preview_desk")
"""Pages that show what citizens see, in any language that is being made: they refuse by themselves."""


def check_language() -> None:
    """Refuse a `lang` that is not known, before anything is made in another."""
    asked = request.args.get("lang")
    if not asked or asked in LANGUAGES or request.endpoint in OF_CITIZENS:
        return
    known = ", ".join(f"{code} ({name})" for code, name in LANGUAGES.items())
    text = _("Không có ngôn ngữ “%(asked)s”. Địa chỉ này nhận lang=: %(known)s.", asked=asked[:20], known=known)
    raise UnknownLanguage(text)
