"""Which language a page is in: the one in the address, else the one chosen before, else Vietnamese."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel.support import Translations
from flask import has_request_context, request, session

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}


def choose_language() -> str:
    """The page's language. The citizen's pages read it from the address only: they keep no cookie."""
    if not has_request_context():
        return "vi"
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    if request.blueprint == "office":
        return str(session.get("language", "vi"))
    return "vi"


@cache
def translator(language: str) -> Callable[[str], str]:
    """The catalogue of one language as a function, for what is made outside a request (files, command line)."""
    if language == "vi":
        return str
    return Translations.load(Path(__file__).parent / "translations", [language]).gettext


def english(text: str) -> str:
    """The English of a Vietnamese text."""
    return translator("en")(text)
