"""What somebody typed, read by the same rules as a cell of a file; every field that does not fit is told at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask_babel import gettext as _

from survey_app.exceptions import PlaceRefused
from survey_app.typed_values import BadCell

T = TypeVar("T")


class Typed:
    """Reads fields and gathers their problems."""

    def __init__(self) -> None:
        self._problems: list[tuple[str, str]] = []

    def optional(self, field: str, text: str, read: Callable[[str], T]) -> T | None:
        """The field as `read` understands it, None where it is empty or cannot be read."""
        if not text.strip():
            return None
        try:
            return read(text)
        except BadCell as error:
            self.refuse(field, _sentence(str(error)))
            return None

    def required(self, field: str, text: str, read: Callable[[str], T]) -> T | None:
        """As `optional`, but an empty field is a problem too."""
        if not text.strip():
            self.refuse(field, _("Xin điền ô này; không để trống được."))
            return None
        return self.optional(field, text, read)

    def refuse(self, field: str, text: str) -> None:
        """Note a problem of a field."""
        self._problems.append((field, text))

    def check(self) -> None:
        """Refuse everything where something did not fit."""
        if self._problems:
            raise PlaceRefused(*self._problems)


def _sentence(text: str) -> str:
    # what came may turn the rest of the line around, or hide
    seen = "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
    return f"{seen[:1].upper()}{seen[1:].rstrip('.')}."
