"""Batches as they stand: how many sheets were entered once, twice, and where the readings differ."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session, aliased

from survey_app.exceptions import PaperRefused, UnknownBatch
from survey_app.models import Desk, PaperBatch, PaperEntry, Unit
from survey_app.models.paper import NUMBER
from survey_app.paper.reading import STORED
from survey_app.tokens import read_token

FIRST, SECOND, DECIDED = 1, 2, 3
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class BatchState:
    """One batch and its progress."""

    number: str
    desk: str
    unit: str
    desk_names: tuple[str, str]
    size: int
    printed_on: date
    collected_on: date | None
    finished_on: date | None
    kept: int
    is_by_one: bool
    first: int
    """Sheets read once."""
    second: int
    differing: int
    """Sheets whose two readings differ and are not decided."""

    def desk_name(self, language: str) -> str:
        """The desk's name, and its unit's."""
        return self.desk_names[language == "en"]

    @property
    def missing(self) -> int:
        """Sheets that nobody entered."""
        return self.size - (self.kept if self.finished_on else self.first)

    @property
    def waiting(self) -> int:
        """Sheets read once that wait for the second reading."""
        return self.first - self.second

    @property
    def agreed(self) -> int:
        """Sheets that would become responses now."""
        return self.second - self.differing

    @property
    def is_finished(self) -> bool:
        """Whether nothing is entered any more."""
        return self.finished_on is not None


def list_batches(
    session: Session, *, units: Collection[str] | None = None, desk: str | None = None
) -> list[BatchState]:
    """Batches of these units, or of a desk: open ones first, the last printed first among them."""
    query = _states().order_by(PaperBatch.finished_on.is_not(None), PaperBatch.printed_on.desc(), PaperBatch.number)
    if units is not None:
        query = query.where(Desk.unit.in_(list(units)))
    if desk is not None:
        query = query.where(PaperBatch.desk == desk)
    return [_state(row) for row in session.execute(query)]


def typed_number(typed: str) -> str:
    """A batch's number as it was meant: O is 0, I and L are 1, spaces and dashes say nothing, any keyboard's digits."""
    return read_token(unicodedata.normalize("NFKC", typed[:_LONGEST]))


def batch_state(session: Session, typed: str, units: Collection[str]) -> BatchState:
    """The batch with this number, if it belongs to one of these units."""
    number, came = typed_number(typed), typed[:_LONGEST]
    # a NUL or a megabyte never reaches the database
    if not (len(number) == NUMBER.length and number.isascii() and number.isdecimal()):
        raise UnknownBatch(
            _(
                "“%(came)s” không phải số tập. Cần sáu chữ số, in ở góc trên của tờ phiếu, ví dụ 204815. "
                "Gõ chữ O thay số 0, chữ I hay L thay số 1 cũng được.",
                came=came,
            )
        )
    row = session.execute(_states().where(PaperBatch.number == number, Desk.unit.in_(list(units)))).one_or_none()
    if row is None:
        raise UnknownBatch(
            _(
                "Không có tập phiếu “%(number)s” trong phạm vi của tài khoản này. "
                "Số tập có sáu chữ số, in ở góc trên của tờ phiếu.",
                number=number if number == came else f"{came} → {number}",
            )
        )
    return _state(row)


def open_batch(session: Session, number: str) -> PaperBatch:
    """The batch for a change, held until the caller commits; refuse a finished one."""
    batch = session.get(PaperBatch, number, with_for_update=True)
    if batch is None:
        raise UnknownBatch(_("Không có tập phiếu “%(number)s”.", number=number[:20]))
    if batch.finished_on is not None:
        raise PaperRefused(
            _("Tập %(number)s đã khép ngày %(day)s.", number=number, day=f"{batch.finished_on:%d/%m/%Y}")
        )
    return batch


def differs(first: type[PaperEntry] | Any, second: type[PaperEntry] | Any) -> sa.ColumnElement[bool]:
    """Whether two readings of a sheet say different things."""
    return sa.or_(*(getattr(first, column).is_distinct_from(getattr(second, column)) for column in STORED))


def _states() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(PaperBatch, Desk, Unit, _count(FIRST), _count(SECOND), _differing())
        .join(Desk, Desk.code == PaperBatch.desk)
        .join(Unit, Unit.code == Desk.unit)
    )


def _count(reading: int) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .where(PaperEntry.batch == PaperBatch.number, PaperEntry.reading == reading)
        .correlate(PaperBatch)
        .scalar_subquery()
    )


def _differing() -> sa.ScalarSelect[int]:
    first, second, decided = aliased(PaperEntry), aliased(PaperEntry), aliased(PaperEntry)
    is_decided = sa.exists().where(
        decided.batch == first.batch, decided.sheet == first.sheet, decided.reading == DECIDED
    )
    return (
        sa.select(sa.func.count())
        .select_from(first)
        .join(second, sa.and_(second.batch == first.batch, second.sheet == first.sheet, second.reading == SECOND))
        .where(first.batch == PaperBatch.number, first.reading == FIRST, differs(first, second), ~is_decided)
        .correlate(PaperBatch)
        .scalar_subquery()
    )


def _state(row: sa.Row[*tuple[Any, ...]]) -> BatchState:
    batch, desk, unit, first, second, differing = row
    return BatchState(
        number=batch.number,
        desk=batch.desk,
        unit=unit.code,
        # many units call their desk the same
        desk_names=(f"{desk.name_vi}, {unit.name_vi}", f"{desk.name_en}, {unit.name_en}"),
        size=batch.size,
        printed_on=batch.printed_on,
        collected_on=batch.collected_on,
        finished_on=batch.finished_on,
        kept=batch.kept,
        is_by_one=batch.is_by_one,
        first=first,
        second=second,
        differing=differing,
    )
