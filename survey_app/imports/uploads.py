"""A file sent through the browser: kept, looked at without changing anything, then taken in or dropped.

What a look shows and what taking in does is the same function of the same file; where the data moved in between, the
person is shown the new difference first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.database import Store
from survey_app.exceptions import ImportRefused
from survey_app.imports.columns import Column
from survey_app.imports.desks import COLUMNS as DESK_COLUMNS
from survey_app.imports.desks import import_desks
from survey_app.imports.procedures import COLUMNS as PROCEDURE_COLUMNS
from survey_app.imports.procedures import import_procedures
from survey_app.imports.reading import read_table
from survey_app.imports.report import ImportReport
from survey_app.imports.sectors import COLUMNS as SECTOR_COLUMNS
from survey_app.imports.sectors import import_sectors
from survey_app.imports.table import Table
from survey_app.imports.told_counts import Sender
from survey_app.imports.transactions import COLUMNS as TRANSACTION_COLUMNS
from survey_app.imports.transactions import WHEN, import_transactions
from survey_app.imports.units import COLUMNS as UNIT_COLUMNS
from survey_app.imports.units import import_units
from survey_app.models import ImportUpload
from survey_app.periods import full_day

Kind = Literal["visits_by_day", "visits_by_month", "units", "sectors", "procedures", "desks"]
PLACES: frozenset[str] = frozenset(("units", "sectors", "procedures", "desks"))
"""Lists that speak of the whole tree; only the office at its top sends them."""
MOST_BYTES = 10 * 1024 * 1024
KEPT_FOR = timedelta(days=1)
"""How long a file waits to be taken in before its bytes are forgotten."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came, from whom, and the units it may speak of."""

    kind: Kind
    name: str
    content: bytes
    sheet: str | None
    login: str
    unit: str


@dataclass(frozen=True, slots=True)
class Look:
    """What taking a file in would do, or why it cannot be taken in; nothing has changed yet."""

    lines: tuple[str, ...]
    refusal: str = ""
    problems: tuple[str, ...] = ()
    changes: int = 0

    @property
    def digest(self) -> str:
        """Names what was shown: taking in goes on only while it is still so."""
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()


def columns_of(kind: str) -> tuple[Column, ...]:
    """The columns a file of this kind may have."""
    known: dict[str, tuple[Column, ...]] = {
        "visits_by_day": (WHEN["day"], *TRANSACTION_COLUMNS),
        "visits_by_month": (WHEN["month"], *TRANSACTION_COLUMNS),
        "units": UNIT_COLUMNS,
        "sectors": SECTOR_COLUMNS,
        "procedures": PROCEDURE_COLUMNS,
        "desks": DESK_COLUMNS,
    }
    return known[kind]


def keep_upload(session: Session, sent: Sent, *, today: date) -> UUID:
    """Keep a file to be looked at; the bytes of those forgotten are dropped."""
    _refuse_size(sent)
    session.execute(sa.update(ImportUpload).where(ImportUpload.uploaded_on < today - KEPT_FOR).values(content=None))
    upload = ImportUpload(
        id=uuid4(),
        kind=sent.kind,
        name=_base_name(sent.name),
        sheet=sent.sheet or None,
        digest=hashlib.sha256(sent.content).hexdigest(),
        content=sent.content,
        login=sent.login,
        unit=sent.unit,
        uploaded_on=today,
        summary="",
    )
    session.add(upload)
    session.flush()
    return upload.id


def look(store: Store, upload: ImportUpload, sender: Sender, *, today: date) -> Look:
    """Take the file in and undo it: what it would change, said as it will be said."""
    try:
        table = _table(upload)
        with store.trying() as session:
            report = _take(session, upload, table, sender, today)
            session.rollback()
    except ImportRefused as refusal:
        return Look((), str(refusal), refusal.problems)
    return Look(tuple(report.lines()), changes=report.added + report.replaced)


def take_in(
    store: Store,
    identifier: UUID,
    sender: Sender,
    *,
    shown: str,
    today: date,
    note: Callable[[Session, ImportUpload], None] = lambda session, upload: None,
) -> Look | None:
    """Take the file in, if it does just what was shown; else return what it would do now, with nothing changed.

    Sent twice, the second finds it done and changes nothing. `note` logs it in the same transaction.
    """
    with store.writing() as session:
        upload = session.get_one(ImportUpload, identifier, with_for_update=True)
        if upload.taken_in_on is not None:
            return None
        report = _take(session, upload, _table(upload), sender, today)
        found = Look(tuple(report.lines()), changes=report.added + report.replaced)
        if found.digest != shown:
            return found
        upload.content, upload.taken_in_on, upload.summary = None, today, "\n".join(report.lines())
        note(session, upload)
        session.commit()
    return None


def earlier(session: Session, upload: ImportUpload) -> ImportUpload | None:
    """The last time the very same file was taken in as the same kind."""
    query = (
        sa.select(ImportUpload)
        .where(ImportUpload.digest == upload.digest, ImportUpload.kind == upload.kind, ImportUpload.id != upload.id)
        .where(ImportUpload.taken_in_on.is_not(None))
        .order_by(ImportUpload.taken_in_on.desc())
    )
    return session.scalars(query.limit(1)).first()


def recent(session: Session, units: Collection[str], *, most: int = 20) -> list[ImportUpload]:
    """What was taken in lately for these units, newest first, without the bytes."""
    query = (
        sa.select(ImportUpload)
        .where(ImportUpload.taken_in_on.is_not(None), ImportUpload.unit.in_(list(units)))
        .order_by(ImportUpload.taken_in_on.desc(), ImportUpload.name)
    )
    return list(session.scalars(query.limit(most)))


def _take(session: Session, upload: ImportUpload, table: Table, sender: Sender, today: date) -> ImportReport:
    lists: dict[str, Callable[[Session, Table], ImportReport]] = {
        "units": import_units,
        "sectors": import_sectors,
        "procedures": import_procedures,
        "desks": import_desks,
    }
    if upload.kind in lists:
        return lists[upload.kind](session, table)
    granularity: Literal["day", "month"] = "day" if upload.kind == "visits_by_day" else "month"
    return import_transactions(session, table, granularity=granularity, today=today, sender=sender)


def _table(upload: ImportUpload) -> Table:
    if upload.content is None:
        raise ImportRefused(
            _(
                "Tệp %(name)s không còn được giữ (gửi ngày %(day)s; tệp chờ quá một ngày thì bỏ). Hãy gửi lại tệp.",
                name=upload.name,
                day=full_day(upload.uploaded_on),
            )
        )
    return read_table(upload.content, name=upload.name, sheet=upload.sheet)


def _refuse_size(sent: Sent) -> None:
    name = _base_name(sent.name)
    if not sent.content:
        raise ImportRefused(_("Tệp %(name)s rỗng (0 byte). Hãy chọn lại tệp.", name=name))
    if len(sent.content) > MOST_BYTES:
        raise ImportRefused(
            _(
                "Tệp %(name)s nặng %(size)s MB; gửi qua trang tối đa %(most)s MB. Hãy chia tệp theo tháng "
                "rồi nhập từng tệp, hoặc xin nhờ người quản trị máy chủ nhập.",
                name=name,
                size=-(-len(sent.content) // 1024**2),
                most=MOST_BYTES // 1024**2,
            )
        )


def _base_name(name: str) -> str:
    """The file's own name: browsers once sent whole paths."""
    found = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in found if letter.isprintable())[:200] or "tệp"
