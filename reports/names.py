"""Names and periods as data, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

PeriodStatus = Literal["open", "preliminary", "official"]


@dataclass(frozen=True, slots=True)
class Name:
    """A name as data, in both languages."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        """The name in `language`, in Vietnamese for any that is not English."""
        return self.en if language == "en" else self.vi


NO_WORDS = Name("", "")


@dataclass(frozen=True, slots=True)
class PeriodInfo:
    """A period as its reader sees it."""

    id: str
    kind: str
    first: date
    last: date
    label: Name
    status: PeriodStatus
