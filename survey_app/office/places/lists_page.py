"""What the pages of the lists that all units share say: sectors, agencies, procedures."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.models import Agency, DeskSector, Procedure, Sector, SectorAgency
from survey_app.office.comment_content import Paging, paging_of
from survey_app.office.places.keeper import Keeper
from survey_app.office.places.words import GROUPS, days_in_words, gaps_in_words
from survey_app.registry.agencies import require_agency, responsibilities_of
from survey_app.registry.procedures import require_procedure
from survey_app.registry.sectors import require_sector
from survey_app.search_text import fold

SIZE = 50


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of a list: what it is called, and what else is told of it."""

    code: str
    name: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list."""

    query: str
    rows: tuple[ListRow, ...]
    paging: Paging
    may_change: bool


@dataclass(frozen=True, slots=True)
class Term:
    """One stretch of days under an agency, or days between two without one."""

    days: str
    agency: str
    first: str


@dataclass(frozen=True, slots=True)
class SectorPage:
    """Everything the page of a sector shows."""

    code: str
    name: str
    other_name: str
    group: str
    terms: tuple[Term, ...]
    desks: int
    procedures: int
    may_change: bool


@dataclass(frozen=True, slots=True)
class ItemPage:
    """The page of an agency or a procedure."""

    code: str
    name: str
    other_name: str
    told: tuple[str, ...]
    may_change: bool


def sectors_page(session: Session, keeper: Keeper) -> ListPage:
    """All sectors: priority group, agency of today, how many desks serve it."""
    agencies = {row.code: keeper.name(row) for row in session.scalars(sa.select(Agency))}
    holds = sa.and_(
        SectorAgency.valid_from <= keeper.today,
        sa.or_(SectorAgency.valid_to.is_(None), SectorAgency.valid_to >= keeper.today),
    )
    now = {
        sector: agencies[code]
        for sector, code in session.execute(sa.select(SectorAgency.sector, SectorAgency.agency).where(holds))
    }
    counted = sa.select(DeskSector.sector, sa.func.count()).group_by(DeskSector.sector)
    desks = {sector: count for sector, count in session.execute(counted)}
    rows = [
        ListRow(
            row.code,
            keeper.name(row),
            (_group(row.priority_group), now.get(row.code, ""), _("%(count)s quầy", count=desks.get(row.code, 0))),
        )
        for row in session.scalars(sa.select(Sector).order_by(Sector.position, Sector.code))
    ]
    return ListPage("", tuple(rows), paging_of("1", len(rows), max(1, len(rows))), keeper.keeps_lists(session))


def sector_page(session: Session, keeper: Keeper, code: str) -> SectorPage:
    """One sector with the history of its agencies."""
    sector, history = require_sector(session, code), responsibilities_of(session, code)
    names = {row.code: keeper.name(row) for row in session.scalars(sa.select(Agency))}
    gaps, terms = gaps_in_words(history.stretches), []
    for each in reversed(history.stretches):
        days = days_in_words(each.first, each.last, keeper.today)
        terms.append(Term(days, names[each.owner], each.first.isoformat()))
        if each.first in gaps:
            terms.append(Term(gaps[each.first], "", ""))
    return SectorPage(
        code=code,
        name=keeper.name(sector),
        other_name=sector.name_vi if keeper.language == "en" else sector.name_en,
        group=str(GROUPS.get(sector.priority_group, "")),
        terms=tuple(terms),
        desks=_count(session, DeskSector.sector == code),
        procedures=_count(session, Procedure.sector == code),
        may_change=keeper.keeps_lists(session),
    )


def agencies_page(session: Session, keeper: Keeper) -> ListPage:
    """All agencies, with the sectors each is responsible for today."""
    sectors = {row.code: keeper.name(row) for row in session.scalars(sa.select(Sector))}
    holds = sa.and_(
        SectorAgency.valid_from <= keeper.today,
        sa.or_(SectorAgency.valid_to.is_(None), SectorAgency.valid_to >= keeper.today),
    )
    held: dict[str, list[str]] = {}
    for sector, agency in session.execute(sa.select(SectorAgency.sector, SectorAgency.agency).where(holds)):
        held.setdefault(agency, []).append(sectors[sector])
    rows = [
        ListRow(row.code, keeper.name(row), (", ".join(held.get(row.code, ())),))
        for row in session.scalars(sa.select(Agency).order_by(Agency.name_vi))
    ]
    return ListPage("", tuple(rows), paging_of("1", len(rows), max(1, len(rows))), keeper.keeps_lists(session))


def agency_page(session: Session, keeper: Keeper, code: str) -> ItemPage:
    """One agency and everything it was ever responsible for."""
    agency = require_agency(session, code)
    sectors = {row.code: keeper.name(row) for row in session.scalars(sa.select(Sector))}
    query = sa.select(SectorAgency).where(SectorAgency.agency == code).order_by(SectorAgency.valid_from.desc())
    told = tuple(
        f"{sectors[row.sector]}: {days_in_words(row.valid_from, row.valid_to, keeper.today)}"
        for row in session.scalars(query)
    )
    return _item(session, keeper, agency, told)


def procedures_page(session: Session, keeper: Keeper, *, query: str, page: str) -> ListPage:
    """Procedures by sector, a page at a time; found by name or code."""
    query, wanted = " ".join(query.split())[:80], fold(query)
    sectors = {row.code: keeper.name(row) for row in session.scalars(sa.select(Sector))}
    found = [
        row
        for row in session.scalars(sa.select(Procedure).order_by(Procedure.sector, Procedure.code))
        if not wanted or wanted in fold(f"{row.name_vi} {row.name_en} {row.code}")
    ]
    paging = paging_of(page, len(found), SIZE)
    rows = tuple(
        ListRow(
            row.code,
            keeper.name(row),
            (sectors[row.sector], days_in_words(row.valid_from, row.valid_to, keeper.today)),
        )
        for row in found[paging.offset :][:SIZE]
    )
    return ListPage(query, rows, paging, keeper.keeps_lists(session))


def procedure_page(session: Session, keeper: Keeper, code: str) -> ItemPage:
    """One procedure, its sector and its days."""
    procedure = require_procedure(session, code)
    sector = keeper.name(require_sector(session, procedure.sector))
    return _item(
        session,
        keeper,
        procedure,
        (sector, days_in_words(procedure.valid_from, procedure.valid_to, keeper.today)),
    )


def sector_choices(session: Session, keeper: Keeper) -> tuple[tuple[str, str], ...]:
    """Code and name of every sector, as they are listed."""
    return tuple(
        (row.code, keeper.name(row))
        for row in session.scalars(sa.select(Sector).order_by(Sector.position, Sector.code))
    )


def agency_choices(session: Session, keeper: Keeper) -> list[tuple[str, str]]:
    """Code and name of every agency."""
    return [(row.code, keeper.name(row)) for row in session.scalars(sa.select(Agency).order_by(Agency.name_vi))]


def _group(group: str | None) -> str:
    return "" if group is None else str(_("nhóm trọng tâm %(group)s", group=str(GROUPS[group]).lower()))


def _item(session: Session, keeper: Keeper, row: Agency | Procedure, told: tuple[str, ...]) -> ItemPage:
    other = row.name_vi if keeper.language == "en" else row.name_en
    return ItemPage(row.code, keeper.name(row), other, told, keeper.keeps_lists(session))


def _count(session: Session, holds: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count()).where(holds)) or 0
