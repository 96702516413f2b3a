"""What a reader sees of comments: each masked, in a batch with its unit and weeks, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil
from uuid import UUID

from flask_babel import gettext as _

from survey_app.models import CommentBatch
from survey_app.office.choices import Choice
from survey_app.office.people import Person
from survey_app.period_names import title_of
from survey_app.periods import parse_period
from survey_app.personal_data import Kind, parts_of


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, when and in which language; unmasked where they have the right and asked for it."""

    person: Person
    today: date
    language: str
    is_unmasked: bool = False


@dataclass(frozen=True, slots=True)
class BatchEntry:
    """A batch by its names."""

    id: UUID
    unit: str
    unit_name: str
    weeks: str
    size: int


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a comment as it is shown; a personal one is the word that stands for it, or is shown marked."""

    text: str
    is_personal: bool = False


@dataclass(frozen=True, slots=True)
class CommentEntry:
    """A comment as it is read, and the batch it stands in."""

    parts: tuple[Part, ...]
    batch: BatchEntry

    @property
    def text(self) -> str:
        """The same as one text."""
        return "".join(part.text for part in self.parts)

    @property
    def has_personal(self) -> bool:
        """Whether something of it is masked, or would be."""
        return any(part.is_personal for part in self.parts)


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of how many."""

    page: int
    pages: int
    size: int
    total: int

    @property
    def offset(self) -> int:
        """How many entries stand on the pages before."""
        return (self.page - 1) * self.size

    @property
    def before(self) -> int:
        """The page before; 0 where there is none."""
        return self.page - 1

    @property
    def after(self) -> int:
        """The page after; 0 where there is none."""
        return self.page + 1 if self.page < self.pages else 0


@dataclass(frozen=True, slots=True)
class CommentsPage:
    """The list of batches, or what a search found in them."""

    unit: str
    query: str
    is_search: bool
    units: tuple[Choice, ...]
    batches: tuple[BatchEntry, ...]
    found: tuple[CommentEntry, ...]
    paging: Paging


@dataclass(frozen=True, slots=True)
class BatchPage:
    """One page of the comments of a batch."""

    batch: BatchEntry
    comments: tuple[CommentEntry, ...]
    paging: Paging
    has_personal: bool


def paging_of(asked: str, total: int, size: int) -> Paging:
    """The page asked for, or the nearest that there is."""
    pages = max(1, ceil(total / size))
    page = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
    return Paging(min(max(1, page), pages), pages, size, total)


def batch_entry(batch: CommentBatch, names: Mapping[str, str]) -> BatchEntry:
    """A batch with its unit's name and its weeks in words."""
    span = batch.first_week
    if batch.last_week != batch.first_week:
        span = f"{batch.first_week}..{batch.last_week}"
    return BatchEntry(batch.id, batch.unit, names.get(batch.unit, batch.unit), title_of(parse_period(span)), batch.size)


def comment_entry(text: str, batch: BatchEntry, reader: Reader) -> CommentEntry:
    """A comment as this reader may see it."""
    words = _mask_words()
    parts = [
        Part(part if kind is None or reader.is_unmasked else words[kind], kind is not None)
        for part, kind in parts_of(text)
        if part
    ]
    return CommentEntry(tuple(parts), batch)


def _mask_words() -> dict[Kind, str]:
    return {
        "phone": _("[số điện thoại]"),
        "identity": _("[số giấy tờ]"),
        "email": _("[thư điện tử]"),
        "plate": _("[biển số xe]"),
        "dossier": _("[mã hồ sơ]"),
    }
