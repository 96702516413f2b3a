"""Who and what a unit's results are about: its place in the tree, the units below, sectors, agencies and names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reports.findings import Name
from survey_app.models import Agency, Sector, SectorAgency, Unit
from survey_app.periods import Period
from survey_app.places import (
    Membership,
    ParentSpan,
    descendants,
    memberships,
    require_unit,
    spans_below,
)
from survey_app.results.keys import Keys, Mask


@dataclass(frozen=True, slots=True)
class Part:
    """One row to be: its key, its name and the units it is made of."""

    key: str
    name: Name
    members: tuple[Membership, ...]
    level: str = ""


@dataclass(frozen=True, slots=True)
class SectorPart:
    """A sector as reported on."""

    key: str
    name: Name
    priority_group: str | None


@dataclass(frozen=True, slots=True)
class AgencySpan:
    """An agency was responsible for a sector between two days."""

    agency: str
    sector: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Scope:
    """One unit in one period: everything about places that the estimates need to know."""

    unit: Part
    children: tuple[Part, ...]
    sectors: tuple[SectorPart, ...]
    agencies: tuple[tuple[str, Name], ...]
    responsibilities: tuple[AgencySpan, ...]


def read_scope(session: Session, unit: str, period: Period) -> Scope:
    """Read the scope of `unit` as it was in the period."""
    own = require_unit(session, unit).code
    spans = spans_below(session, [own], period.first, period.last)
    below = {own, *(span.unit for span in spans)}
    columns = Unit.code, Unit.name_vi, Unit.name_en, Unit.level
    query = sa.select(*columns).where(Unit.code.in_(below)).order_by(Unit.position, Unit.code)
    listed = session.execute(query).all()
    names = {code: Name(vi, en) for code, vi, en, _level in listed}
    levels = {code: level for code, _vi, _en, level in listed}

    def part(code: str) -> Part:
        return Part(code, names[code], tuple(memberships(spans, code, period.first, period.last)), levels[code])

    return Scope(
        unit=part(own),
        children=tuple(part(child) for child in _children(spans, own, names, period)),
        sectors=tuple(
            SectorPart(row.code, Name(row.name_vi, row.name_en), row.priority_group)
            for row in session.scalars(sa.select(Sector).order_by(Sector.position, Sector.code))
        ),
        agencies=tuple((row.code, Name(row.name_vi, row.name_en)) for row in session.scalars(sa.select(Agency))),
        responsibilities=tuple(
            AgencySpan(row.agency, row.sector, row.valid_from, row.valid_to)
            for row in session.scalars(sa.select(SectorAgency))
        ),
    )


def responsible(keys: Keys, spans: Sequence[AgencySpan], agency: str) -> Mask:
    """Whether `agency` was responsible for each row's sector on its day."""
    inside = np.zeros(len(keys.day), dtype=bool)
    for span in spans:
        if span.agency == agency:
            inside |= keys.equal("sector", span.sector) & keys.between(span.valid_from, span.valid_to or date.max)
    return inside


def agency_of(spans: Sequence[AgencySpan], sector: str, day: date) -> str:
    """The agency responsible for a sector on a day, empty where none is named."""
    held = (
        span.agency for span in spans if span.sector == sector and span.valid_from <= day <= (span.valid_to or date.max)
    )
    return next(held, "")


def read_members(session: Session, unit: str, period: Period) -> tuple[Membership, ...]:
    """The unit and those below it in the period."""
    return tuple(descendants(session, unit, period.first, period.last))


def _children(spans: Sequence[ParentSpan], unit: str, names: dict[str, Name], period: Period) -> list[str]:
    below = {span.unit for span in spans if span.parent == unit and span.within(period.first, period.last)}
    return [code for code in names if code in below]
