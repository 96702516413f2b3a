"""Languages are data: a folder each under `translations`, with a catalogue and a file that says what it is.

A page is in the language of its address, else in the one chosen before, else in Vietnamese. Citizens are offered those
that were reviewed and that every questionnaire stands in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel.messages.mofile import read_mo
from babel.support import Translations
from flask import current_app, has_request_context, request, session

from forms import shipped_questionnaires
from survey_app.language_files import Language, read_languages

FOLDER = Path(__file__).parent / "translations"
OFFICE = "/office"
"""What the addresses of the pages of staff begin with."""


@cache
def known_languages() -> dict[str, Language]:
    """Every language there is a file of, by code, those of the office first."""
    return read_languages(FOLDER)


@cache
def texts_of_citizens() -> tuple[str, ...]:
    """The Vietnamese texts that citizens may see: all that the shortest catalogue has."""
    return min((_texts_of(path) for path in FOLDER.glob("*/LC_MESSAGES/messages.mo")), key=len)


def _texts_of(catalogue: Path) -> tuple[str, ...]:
    with catalogue.open("rb") as file:
        return tuple(message.id for message in read_mo(file) if isinstance(message.id, str) and message.id)


LANGUAGES = {code: language.name for code, language in known_languages().items() if language.is_complete}
"""Those every page stands in, the office's too."""


def offered_languages() -> dict[str, str]:
    """The names of the languages citizens may choose, by code."""
    extensions = current_app.extensions
    if "sipas_offered_languages" not in extensions:
        extensions["sipas_offered_languages"] = reviewed_names(known_languages())
    offered: dict[str, str] = extensions["sipas_offered_languages"]
    return offered


def reviewed_names(languages: dict[str, Language]) -> dict[str, str]:
    """The names of those that were reviewed, where every questionnaire has them."""
    worded = [set(questionnaire.languages) for questionnaire in shipped_questionnaires().values()]
    return {
        code: language.name
        for code, language in languages.items()
        if language.is_reviewed and all(code in each for each in worded)
    }


def choose_language() -> str:
    """The page's language. The citizen's pages read it from the address only: they keep no cookie."""
    if not has_request_context():
        return "vi"
    asked = request.args.get("lang", "")
    # an address that is nothing belongs to no blueprint
    is_office = request.blueprint == "office" or (request.blueprint is None and is_of_office())
    if asked in (LANGUAGES if is_office else offered_languages()):
        return asked
    return str(session.get("language", "vi")) if is_office else "vi"


def is_of_office() -> bool:
    """Whether the address asked for stands under the office's, whether or not there is such a page."""
    return request.path == OFFICE or request.path.startswith(f"{OFFICE}/")


def names_language(language: str) -> str:
    """The language that places are named in on a page: their names are kept in Vietnamese and English."""
    return language if language in LANGUAGES else "vi"


@cache
def translator(language: str) -> Callable[[str], str]:
    """The catalogue of one language as a function, for what is made outside a request (files, command line)."""
    if language == "vi":
        return str
    return Translations.load(FOLDER, [language]).gettext


def english(text: str) -> str:
    """The English of a Vietnamese text."""
    return translator("en")(text)
