"""The tree of units as it is walked: a page of units below one, or of those a search found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.models import Desk, Unit
from survey_app.office.comment_content import Paging, paging_of
from survey_app.office.places.keeper import Keeper, find_units
from survey_app.office.places.words import level_word
from survey_app.places import ParentSpan, parent_spans
from survey_app.registry.stretches import plain_day

SIZE = 50


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in a list: how many stand below it, how many desks it has, and whether it is over."""

    code: str
    name: str
    level: str
    below: int
    desks: int
    over_since: str
    begins: str
    parent: str

    def facts(self, shows_parent: bool) -> tuple[str, ...]:
        """What is said under its name."""
        told = (
            self.parent if shows_parent else "",
            self.level,
            _("%(count)s đơn vị trực thuộc", count=self.below) if self.below else "",
            _("%(count)s quầy mở", count=self.desks) if self.desks else "",
            _("kết thúc %(day)s", day=self.over_since) if self.over_since else "",
            _("bắt đầu %(day)s", day=self.begins) if self.begins else "",
        )
        return tuple(str(each) for each in told if each)


@dataclass(frozen=True, slots=True)
class UnitList:
    """One page of a list of units."""

    rows: tuple[UnitRow, ...]
    paging: Paging


@dataclass(frozen=True, slots=True)
class TreePage:
    """Where the keeper begins: their own units with what stands below, or what a search found."""

    query: str
    tops: tuple[UnitRow, ...]
    found: UnitList


def tree_page(session: Session, keeper: Keeper, *, query: str, page: str) -> TreePage:
    """The top of the tree, or what has the query in its name or code."""
    query = " ".join(query.split())[:80]
    spans = parent_spans(session)
    tops = list(keeper.person.units_of("places"))
    if query:
        codes = find_units(keeper.units(session), query)
    else:
        codes = [code for top in tops[:1] for code in children_of(spans, top, keeper.today)]
    found = unit_list(session, keeper, spans, codes, page=page)
    return TreePage(query, unit_rows(session, keeper, spans, tops), found)


def children_of(spans: Sequence[ParentSpan], unit: str, day: date) -> list[str]:
    """The units directly below on a day."""
    return [span.unit for span in spans if span.parent == unit and span.within(day, day)]


def once_below(spans: Sequence[ParentSpan], unit: str, today: date) -> list[str]:
    """The units that stood directly below before, or will."""
    now = set(children_of(spans, unit, today))
    return list(dict.fromkeys(span.unit for span in spans if span.parent == unit and span.unit not in now))


def unit_list(
    session: Session, keeper: Keeper, spans: Sequence[ParentSpan], codes: Collection[str], *, page: str
) -> UnitList:
    """One page of these units, in the order units are listed."""
    query = sa.select(Unit.code).where(Unit.code.in_(codes)).order_by(Unit.position, Unit.code)
    ordered = list(session.scalars(query)) if codes else []
    paging = paging_of(page, len(ordered), SIZE)
    return UnitList(unit_rows(session, keeper, spans, ordered[paging.offset :][:SIZE]), paging)


def unit_rows(
    session: Session, keeper: Keeper, spans: Sequence[ParentSpan], codes: Sequence[str]
) -> tuple[UnitRow, ...]:
    """These units as a list shows them."""
    parents = {span.unit: span.parent for span in spans if span.within(keeper.today, keeper.today)}
    own = _spans_of(spans, codes)
    wanted = {*codes, *(parents.get(code, "") for code in codes)}
    units = {row.code: row for row in session.scalars(sa.select(Unit).where(Unit.code.in_(wanted)))}
    counted = sa.select(Desk.unit, sa.func.count()).where(Desk.unit.in_(codes), _is_open(keeper.today))
    desks = {unit: count for unit, count in session.execute(counted.group_by(Desk.unit))}
    below = Counter(parents.values())
    return tuple(
        UnitRow(
            code=code,
            name=keeper.name(units[code]),
            level=level_word(units[code].level),
            below=below[code],
            desks=desks.get(code, 0),
            over_since=_over_since(own[code], keeper.today),
            begins=_begins(own[code], keeper.today),
            parent=keeper.name(units[parents[code]]) if code in parents else "",
        )
        for code in codes
    )


def _is_open(today: date) -> sa.ColumnElement[bool]:
    return sa.or_(Desk.closed_on.is_(None), Desk.closed_on > today)


def _spans_of(spans: Sequence[ParentSpan], codes: Collection[str]) -> dict[str, list[ParentSpan]]:
    found: dict[str, list[ParentSpan]] = {code: [] for code in codes}
    for span in spans:
        if span.unit in found:
            found[span.unit].append(span)
    return found


def _over_since(own: Sequence[ParentSpan], today: date) -> str:
    if not own or any(span.valid_to is None or span.valid_to >= today for span in own):
        return ""
    return plain_day(max(span.valid_to for span in own if span.valid_to is not None))


def _begins(own: Sequence[ParentSpan], today: date) -> str:
    first = min((span.valid_from for span in own), default=today)
    return plain_day(first) if first > today else ""
