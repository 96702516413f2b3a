"""What a questionnaire is made of: texts in every language, options, scales, factors and items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from forms.exceptions import QuestionnaireError
from forms.translation import gettext as _

LANGUAGES = ("vi", "en")

Kind = Literal["scale", "choice", "number", "sector", "text"]
Display = Literal["best first", "as listed"]


@dataclass(frozen=True, slots=True)
class Text:
    """One wording in every language."""

    wordings: tuple[tuple[str, str], ...]

    def in_language(self, language: str) -> str:
        """Return the wording in `language` ("vi", "en")."""
        for code, wording in self.wordings:
            if code == language:
                return wording
        raise QuestionnaireError(
            _("Phiếu không có ngôn ngữ “%(came)s”; chỉ có: %(known)s.", came=language, known=", ".join(LANGUAGES))
        )


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen; its code is one character."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Scale:
    """Options in the order shown; which codes mean satisfied, and which stand outside the denominator."""

    code: str
    options: tuple[Option, ...]
    display: Display = "as listed"
    satisfied: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(option.code for option in self.options)


@dataclass(frozen=True, slots=True)
class NumberRange:
    """A whole number between two bounds, with quick choices."""

    minimum: int
    maximum: int
    quick: tuple[int, ...]
    unit: Text
    other: Text


@dataclass(frozen=True, slots=True)
class Factor:
    """A group of items that belong together."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `confirmed` is None where the wording is our own and quotes no source."""

    code: str
    kind: Kind
    text: Text
    stored_in: str
    help: Text | None = None
    required: bool = False
    folded: bool = False
    factor: str | None = None
    confirmed: bool | None = None
    source: str | None = None
    scale: Scale | None = None
    number: NumberRange | None = None
    unknown: Text | None = None
    max_length: int | None = None

    @property
    def options(self) -> tuple[Option, ...]:
        """The fixed options; empty for numbers, texts and the sector, whose options the desk brings."""
        return self.scale.options if self.scale else ()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(option.code for option in self.options)

    def option(self, code: str) -> Option:
        """Return the option with this code."""
        for option in self.options:
            if option.code == code:
                return option
        raise QuestionnaireError(
            _(
                "Câu “%(item)s” không có mã trả lời “%(came)s”; chỉ có: %(known)s.",
                item=self.code,
                came=code,
                known=", ".join(self.codes),
            )
        )
