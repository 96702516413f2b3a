"""The log as it is read: lines of the units a reader keeps watch over, newest first, found by person, area and day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from reports.content import Cell, Column, Table, TableRow
from survey_app.models import AuditEntry, Staff
from survey_app.office.access import units_for
from survey_app.office.audit_details import detail_words, subject_words
from survey_app.office.audit_words import AREAS, action_words, actor_words, roles_words
from survey_app.office.comment_content import Paging, paging_of
from survey_app.office.people import Person
from survey_app.places import ancestors, unit_names

ON_A_PAGE = 50
MOST_IN_A_FILE = 20_000
HERE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: by whom, about what, between which days; empty means all."""

    who: str = ""
    area: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing narrows the list."""
        return self == Wanted()


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was done, in words."""

    moment: str
    who: str
    roles: str
    action: str
    subject: str
    unit: str
    detail: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page of the log."""

    lines: tuple[Line, ...]
    wanted: Wanted
    paging: Paging
    areas: tuple[tuple[str, str], ...]


def audit_page(session: Session, person: Person, wanted: Wanted, *, page: str, today: date, language: str) -> AuditPage:
    """The lines of a page."""
    hit = _hit(session, person, wanted, today)
    total = session.scalar(sa.select(sa.func.count()).select_from(AuditEntry).where(hit)) or 0
    paging = paging_of(page, total, ON_A_PAGE)
    lines = tuple(_lines(session, hit, language, limit=paging.size, offset=paging.offset))
    return AuditPage(lines, wanted, paging, tuple((area, str(words)) for area, words in AREAS.items()))


def audit_table(session: Session, person: Person, wanted: Wanted, *, today: date, language: str) -> Table:
    """The same lines for a file: the newest that fit."""
    lines = _lines(session, _hit(session, person, wanted, today), language, limit=MOST_IN_A_FILE)
    heads = (_("Lúc"), _("Ai"), _("Vai trò khi đó"), _("Việc"), _("Về"), _("Đơn vị"), _("Chi tiết"))
    keys = ("moment", "who", "roles", "action", "subject", "unit", "detail")
    rows = tuple(
        TableRow(str(number), tuple(Cell(getattr(line, key)) for key in keys)) for number, line in enumerate(lines)
    )
    columns = tuple(Column(key, head) for key, head in zip(keys, heads, strict=True))
    caption = _("Giờ Việt Nam, mới nhất trước; nhiều nhất %(most)s dòng.", most=f"{MOST_IN_A_FILE:,}".replace(",", "."))
    return Table("audit", _("Nhật ký"), caption, columns, rows)


def read_wanted(who: str, area: str, first: date | None, last: date | None) -> Wanted:
    """What was asked for."""
    return Wanted(who.strip()[:80], area if area in AREAS else "", first, last)


def _hit(session: Session, person: Person, wanted: Wanted, today: date) -> sa.ColumnElement[bool]:
    conditions: list[sa.ColumnElement[bool]] = [_within_reach(session, person, today)]
    if wanted.who:
        conditions.append(AuditEntry.who == wanted.who)
    if wanted.area:
        conditions.append(AuditEntry.action.startswith(f"{wanted.area}.", autoescape=True))
    if wanted.first:
        conditions.append(AuditEntry.at >= _midnight(wanted.first))
    if wanted.last:
        conditions.append(AuditEntry.at < _midnight(wanted.last + timedelta(days=1)))
    return sa.and_(*conditions)


def _within_reach(session: Session, person: Person, today: date) -> sa.ColumnElement[bool]:
    """Everything for who stands at the top; for others what concerned their units or was done by their people."""
    if any(not ancestors(session, unit, today) for unit in person.units_of("audit")):
        return sa.true()
    units = sorted(units_for(session, person, "audit", date.min, date.max))
    theirs = sa.select(Staff.login).where(Staff.unit.in_(units))
    return sa.or_(AuditEntry.unit.in_(units), AuditEntry.who.in_(theirs))


def _lines(
    session: Session, hit: sa.ColumnElement[bool], language: str, *, limit: int, offset: int = 0
) -> Iterator[Line]:
    names = unit_names(session, language)
    query = (
        sa.select(AuditEntry)
        .where(hit)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(limit)
        .offset(offset)
    )
    for entry in session.scalars(query):
        yield _line(entry, names)


def _line(entry: AuditEntry, names: dict[str, str]) -> Line:
    return Line(
        moment=f"{entry.at.replace(tzinfo=entry.at.tzinfo or UTC).astimezone(HERE):%d/%m/%Y %H:%M:%S}",
        who=actor_words(entry.who),
        roles=roles_words(entry.roles),
        action=action_words(entry.action),
        subject=subject_words(entry.subject),
        unit=names.get(entry.unit, entry.unit),
        detail=detail_words(entry.detail),
    )


def _midnight(day: date) -> Any:
    return datetime.combine(day, time(), HERE).astimezone(UTC)
