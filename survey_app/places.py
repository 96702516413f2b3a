"""The tree of units over time: who belongs to whom on which day, and what units are called.

`valid_to` is the last day a parent holds (inside), empty for "still".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import UnknownUnit
from survey_app.models import Unit, UnitParent


@dataclass(frozen=True, slots=True)
class Membership:
    """A unit belongs to the asked one on the days from `valid_from` to `valid_to`, both inside."""

    unit: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class ParentSpan:
    """One stretch of days on which `unit` stands under `parent`; no `valid_to` means still."""

    unit: str
    parent: str
    valid_from: date
    valid_to: date | None = None

    def within(self, first: date, last: date) -> tuple[date, date] | None:
        """The part of these days between `first` and `last`, if any."""
        start = max(self.valid_from, first)
        end = last if self.valid_to is None else min(self.valid_to, last)
        return (start, end) if start <= end else None


def require_unit(session: Session, code: str) -> Unit:
    """The unit with this code, or a refusal that says where to look."""
    unit = session.get(Unit, code)
    if unit is None:
        raise UnknownUnit(
            _(
                "Không có đơn vị nào mang mã “%(code)s”. "
                "Hãy kiểm tra lại mã; đơn vị mới thì thêm ở trang Nơi giao dịch, hoặc nhập danh sách đơn vị.",
                code=code,
            ),
            command="sipas unit import TỆP",
        )
    return unit


def descendants(session: Session, unit: str, first: date, last: date) -> list[Membership]:
    """The unit itself and every unit below it, with the days between `first` and `last` on which it was below."""
    require_unit(session, unit)
    return memberships(spans_below(session, [unit], first, last), unit, first, last)


def spans_below(session: Session, units: Collection[str], first: date, last: date) -> list[ParentSpan]:
    """Who stood under whom below these units between two days: read level by level, not the whole country."""
    found: list[ParentSpan] = []
    seen, level = set(units), set(units)
    while level:
        query = _overlapping(first, last).where(UnitParent.parent.in_(level))
        here = [ParentSpan(*row) for row in session.execute(query)]
        found += here
        level = {span.unit for span in here} - seen
        seen |= level
    return sorted(found, key=lambda span: (span.unit, span.valid_from))


def spans_of(session: Session, units: Collection[str], first: date, last: date) -> list[ParentSpan]:
    """Under whom these units themselves stood between two days."""
    query = _overlapping(first, last).where(UnitParent.unit.in_(list(units)))
    return [ParentSpan(*row) for row in session.execute(query)]


def last_day_in(session: Session, unit: str, first: date, last: date) -> date:
    """The last of these days on which the unit stood under a parent: until then it existed.

    `last` itself where it stood under nobody on any of them: above all others it has no other end.
    """
    ends = [part[1] for span in spans_of(session, [unit], first, last) if (part := span.within(first, last))]
    return max(ends, default=last)


def memberships(spans: Sequence[ParentSpan], unit: str, first: date, last: date) -> list[Membership]:
    """`descendants` of a unit from spans already read: for many units of one tree."""
    children: dict[str, list[ParentSpan]] = defaultdict(list)
    for span in spans:
        children[span.parent].append(span)
    found: list[Membership] = []
    _collect(Membership(unit, first, last), children, above=frozenset(), found=found)
    return _joined(found)


def ancestors(session: Session, unit: str, day: date) -> list[str]:
    """The units above this one on the day, nearest first, without the unit itself."""
    require_unit(session, unit)
    above: list[str] = []
    current = _parent(session, unit, day)
    while current is not None and current != unit and current not in above:
        above.append(current)
        current = _parent(session, current, day)
    return above


def unit_names(session: Session, language: str = "vi") -> dict[str, str]:
    """Every unit's name by code, in the order units are listed."""
    name = Unit.name_en if language == "en" else Unit.name_vi
    rows = session.execute(sa.select(Unit.code, name).order_by(Unit.position, Unit.code))
    return {code: text for code, text in rows}


def parent_spans(session: Session) -> list[ParentSpan]:
    """Who stood under whom, ever."""
    return [ParentSpan(*row) for row in session.execute(_overlapping(date.min, date.max))]


def _parent(session: Session, unit: str, day: date) -> str | None:
    parents = [span.parent for span in spans_of(session, [unit], day, day)]
    return parents[-1] if parents else None


def _overlapping(first: date, last: date) -> sa.Select[str, str, date, date | None]:
    return (
        sa.select(UnitParent.unit, UnitParent.parent, UnitParent.valid_from, UnitParent.valid_to)
        .where(UnitParent.valid_from <= last, sa.or_(UnitParent.valid_to.is_(None), UnitParent.valid_to >= first))
        .order_by(UnitParent.unit, UnitParent.valid_from)
    )


def _collect(
    here: Membership, children: Mapping[str, Sequence[ParentSpan]], *, above: frozenset[str], found: list[Membership]
) -> None:
    found.append(here)
    above |= {here.unit}
    for span in children.get(here.unit, ()):
        part = span.within(here.valid_from, here.valid_to)
        # a ring of parents cannot be imported, but a database may have been edited by hand
        if part is not None and span.unit not in above:
            _collect(Membership(span.unit, *part), children, above=above, found=found)


def _joined(found: Sequence[Membership]) -> list[Membership]:
    """Days that follow each other become one stretch: a unit moved between two parents below the same one."""
    order = {membership.unit: number for number, membership in reversed(list(enumerate(found)))}
    joined: list[Membership] = []
    for membership in sorted(found, key=lambda each: (order[each.unit], each.valid_from)):
        before = joined[-1] if joined else None
        if (
            before
            and before.unit == membership.unit
            and membership.valid_from.toordinal() <= before.valid_to.toordinal() + 1
        ):
            joined[-1] = Membership(before.unit, before.valid_from, max(before.valid_to, membership.valid_to))
        else:
            joined.append(membership)
    return joined
