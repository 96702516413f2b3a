"""What the page of one unit says: names, history in words, series, desks, what stands below, the plan it applies."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.adoption import adopted_plans
from survey_app.models import Desk, DeskSector, RetiredToken, Sector, Unit, UnitSuccessor
from survey_app.office.choices import Choice
from survey_app.office.places.former_units import former_units
from survey_app.office.places.keeper import Keeper
from survey_app.office.places.tree import UnitList, children_of, once_below, unit_list
from survey_app.office.places.words import break_in_words, days_in_words, gaps_in_words, level_word
from survey_app.places import ParentSpan, parent_spans, require_unit
from survey_app.registry.parents import stretches_of
from survey_app.registry.stretches import Stretch, plain_day
from survey_app.series import series_of, successors_of

NEW_POSTER_WITHIN = timedelta(days=30)
"""As long after a code was replaced the page offers its new poster at once."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One stretch of the unit's history, or days between two on which it belonged to nobody."""

    days: str
    parent: str
    parent_code: str
    first: str


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A desk in the list of its unit."""

    code: str
    name: str
    sectors: str
    closed: str
    is_open: bool
    replaced: str
    former: str
    """The unit it was moved from, by name; empty where it always stood here."""


@dataclass(frozen=True, slots=True)
class UnitPage:
    """Everything the page of a unit shows."""

    code: str
    name: str
    other_name: str
    level: str
    area: str
    above: tuple[Choice, ...]
    is_top: bool
    history: tuple[Stay, ...]
    is_over: bool
    breaks: tuple[str, ...]
    olds: tuple[Choice, ...]
    """The units it carries on."""
    successions: tuple[Choice, ...]
    """Who carries it on: the code, and the sentence that says since when."""
    desks: tuple[DeskRow, ...]
    below: UnitList
    before: UnitList
    plans: tuple[Choice, ...]

    @property
    def to_reprint(self) -> tuple[str, ...]:
        """Open desks whose code was replaced lately."""
        return tuple(desk.code for desk in self.desks if desk.replaced and desk.is_open)


def unit_page(session: Session, keeper: Keeper, code: str, *, page: str = "", before: str = "") -> UnitPage:
    """The page of a unit the keeper may see."""
    unit, spans = require_unit(session, code), parent_spans(session)
    stretches, series = stretches_of(session, code), series_of(session, code)
    above, news = _above(spans, keeper, code), successors_of(session, code)
    breaks = {each for found in series.breaks for each in (*found.olds, found.new, *found.others)}
    olds = _olds(session, code)
    named = {code, *above, *breaks, *olds, *(each.owner for each in stretches), *(new for new, _day in news)}
    names = _names(session, keeper, named)
    return UnitPage(
        code=code,
        name=keeper.name(unit),
        other_name=unit.name_vi if keeper.language == "en" else unit.name_en,
        level=level_word(unit.level),
        area=unit.area,
        above=tuple(Choice(each, names[each]) for each in above),
        is_top=not stretches,
        history=_history(stretches, names, keeper.today),
        is_over=bool(stretches) and not any(each.last is None or each.last >= keeper.today for each in stretches),
        breaks=tuple(break_in_words(each, names) for each in series.breaks),
        olds=tuple(Choice(old, names[old]) for old in olds),
        successions=_successions(names, code, news),
        desks=desk_rows(session, keeper, code),
        below=unit_list(session, keeper, spans, children_of(spans, code, keeper.today), page=page),
        before=unit_list(session, keeper, spans, once_below(spans, code, keeper.today), page=before),
        plans=tuple(
            Choice(plan.code, plan.title_en if keeper.language == "en" and plan.title_en else plan.title)
            for plan in adopted_plans(session, code, keeper.today)
        ),
    )


def desk_rows(session: Session, keeper: Keeper, unit: str) -> tuple[DeskRow, ...]:
    """The desks of a unit, open ones first."""
    desks = list(session.scalars(sa.select(Desk).where(Desk.unit == unit).order_by(Desk.code)))
    sectors = _sectors(session, keeper, [desk.code for desk in desks])
    replaced = _replaced(session, keeper.today, [desk.code for desk in desks])
    formers = former_units(session, unit)
    names = _names(session, keeper, set(formers.values()))
    rows = [
        DeskRow(
            code=desk.code,
            name=keeper.name(desk),
            sectors=", ".join(sectors.get(desk.code, ())),
            closed=closed_in_words(desk.closed_on, keeper.today),
            is_open=desk.closed_on is None or desk.closed_on > keeper.today,
            replaced=replaced.get(desk.code, ""),
            former=names.get(formers.get(desk.code, ""), ""),
        )
        for desk in desks
    ]
    return tuple(sorted(rows, key=lambda row: not row.is_open))


def closed_in_words(closed_on: date | None, today: date) -> str:
    """Since when a desk takes no answers, or will not."""
    if closed_on is None:
        return ""
    if closed_on > today:
        return str(_("sẽ đóng từ %(day)s", day=plain_day(closed_on)))
    return str(_("đã đóng từ %(day)s", day=plain_day(closed_on)))


def _names(session: Session, keeper: Keeper, codes: Collection[str]) -> dict[str, str]:
    name = Unit.name_en if keeper.language == "en" else Unit.name_vi
    return {code: text for code, text in session.execute(sa.select(Unit.code, name).where(Unit.code.in_(codes)))}


def _above(spans: Sequence[ParentSpan], keeper: Keeper, code: str) -> list[str]:
    """The way down to the unit, from the first the keeper may open."""
    parents = {span.unit: span.parent for span in spans if span.within(keeper.today, keeper.today)}
    held, way, current = set(keeper.person.units_of("places")), [code], parents.get(code)
    while current is not None and current not in way:
        way.append(current)
        current = parents.get(current)
    tops = [place for place, each in enumerate(way) if each in held]
    return way[max(tops, default=0) : 0 : -1]


def _history(stretches: Sequence[Stretch], names: Mapping[str, str], today: date) -> tuple[Stay, ...]:
    gaps, stays = gaps_in_words(stretches), []
    for each in reversed(stretches):
        stays.append(
            Stay(days_in_words(each.first, each.last, today), names[each.owner], each.owner, each.first.isoformat())
        )
        if each.first in gaps:
            stays.append(Stay(gaps[each.first], "", "", ""))
    return tuple(stays)


def _olds(session: Session, code: str) -> list[str]:
    query = sa.select(UnitSuccessor.old).where(UnitSuccessor.new == code)
    return list(session.scalars(query.order_by(UnitSuccessor.valid_from, UnitSuccessor.old)))


def _successions(names: Mapping[str, str], code: str, news: Sequence[tuple[str, date]]) -> tuple[Choice, ...]:
    pattern = _("Từ %(day)s, %(new)s kế thừa %(olds)s.")
    return tuple(
        Choice(new, str(pattern % {"day": plain_day(day), "olds": names[code], "new": names[new]})) for new, day in news
    )


def _sectors(session: Session, keeper: Keeper, desks: Sequence[str]) -> dict[str, list[str]]:
    name = Sector.name_en if keeper.language == "en" else Sector.name_vi
    query = (
        sa.select(DeskSector.desk, name)
        .join(Sector, Sector.code == DeskSector.sector)
        .where(DeskSector.desk.in_(desks))
        .order_by(DeskSector.desk, DeskSector.position)
    )
    found: dict[str, list[str]] = {}
    for desk, text in session.execute(query):
        found.setdefault(desk, []).append(text)
    return found


def _replaced(session: Session, today: date, desks: Sequence[str]) -> dict[str, str]:
    query = sa.select(RetiredToken.desk, sa.func.max(RetiredToken.retired_on)).where(
        RetiredToken.desk.in_(desks), RetiredToken.retired_on > today - NEW_POSTER_WITHIN
    )
    return {desk: plain_day(day) for desk, day in session.execute(query.group_by(RetiredToken.desk))}
