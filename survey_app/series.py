"""Which units carry one unit's series through mergers and splits, and on which days the line breaks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey_app.models import UnitParent, UnitSuccessor
from survey_app.places import Membership, memberships, parent_spans, require_unit

ONE_DAY = timedelta(days=1)
BreakKind = Literal["merger", "split", "succession"]


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """On `day` the series stops being that of `olds` and goes on as that of `new`: draw the break there.

    `merger`: several units became one, or `new` took others in. `split`: `olds` also live on in `others`, so that the
    figures before are those of the whole and are not divided. `succession`: one became one, under another code.
    """

    day: date
    olds: tuple[str, ...]
    new: str
    kind: BreakKind
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """What a unit's series is made of: each unit with the days on which it counts, and the breaks, oldest first."""

    unit: str
    members: tuple[Membership, ...]
    breaks: tuple[SeriesBreak, ...]

    def units_on(self, day: date) -> tuple[str, ...]:
        """The units whose figures together are the series on a day."""
        return tuple(each.unit for each in self.members if each.valid_from <= day <= each.valid_to)

    def units_between(self, first: date, last: date) -> tuple[str, ...]:
        """The units that make up the series on any of these days."""
        return tuple(each.unit for each in self.members if each.valid_from <= last and first <= each.valid_to)


@dataclass(frozen=True, slots=True)
class _Succession:
    old: str
    new: str
    day: date


def series_of(session: Session, unit: str) -> Series:
    """The unit itself on every day, and each unit it carries on until the day before it took over.

    Old units keep their answers under their own codes; this is how a chart or a comparison follows them. Ask
    `series_members` for the units below them too.
    """
    require_unit(session, unit)
    rows = session.execute(sa.select(UnitSuccessor.old, UnitSuccessor.new, UnitSuccessor.valid_from))
    successions = [_Succession(*row) for row in rows]
    before: dict[str, list[_Succession]] = defaultdict(list)
    for each in sorted(successions, key=lambda succession: (succession.day, succession.old)):
        before[each.new].append(each)
    until: dict[str, date] = {unit: date.max}
    _follow(unit, before, until)
    members = tuple(Membership(code, date.min, last) for code, last in until.items())
    query = sa.select(UnitParent.unit, sa.func.min(UnitParent.valid_from)).where(UnitParent.unit.in_(until))
    begun = {code: day for code, day in session.execute(query.group_by(UnitParent.unit))}
    return Series(unit, members, tuple(_breaks(until, before, successions, begun)))


def series_members(session: Session, unit: str, first: date, last: date) -> list[Membership]:
    """As `places.descendants`, for the whole series: every unit whose answers count, with its days, each day once."""
    spans = parent_spans(session)
    days: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for member in series_of(session, unit).members:
        until = min(last, member.valid_to)
        if first <= until:
            for below in memberships(spans, member.unit, first, until):
                days[below.unit].append((below.valid_from, below.valid_to))
    return [Membership(code, *stretch) for code, found in days.items() for stretch in _joined(found)]


def successors_of(session: Session, unit: str) -> list[tuple[str, date]]:
    """Who carries the unit on, from which day; several after a split."""
    query = sa.select(UnitSuccessor.new, UnitSuccessor.valid_from).where(UnitSuccessor.old == unit)
    return [(new, day) for new, day in session.execute(query.order_by(UnitSuccessor.valid_from, UnitSuccessor.new))]


def _follow(unit: str, before: Mapping[str, Sequence[_Succession]], until: dict[str, date]) -> None:
    """Go back from a unit to those it carries on; a unit met on two ways counts until the later day."""
    for each in before.get(unit, ()):
        last = min(each.day - ONE_DAY, until[unit])
        # a ring cannot be written, but a database may have been edited by hand: going round gains no days
        if last > until.get(each.old, date.min):
            until[each.old] = last
            _follow(each.old, before, until)


def _breaks(
    until: Mapping[str, date],
    before: Mapping[str, Sequence[_Succession]],
    successions: Sequence[_Succession],
    begun: Mapping[str, date],
) -> list[SeriesBreak]:
    found = []
    for unit in until:
        by_day: dict[date, list[str]] = defaultdict(list)
        for each in before.get(unit, ()):
            by_day[each.day].append(each.old)
        for day, olds in by_day.items():
            others = tuple(sorted({each.new for each in successions if each.old in olds and each.new != unit}))
            is_merger = len(olds) > 1 or begun.get(unit, day) < day
            kind: BreakKind = "split" if others else "merger" if is_merger else "succession"
            if day <= until[unit]:
                found.append(SeriesBreak(day, tuple(sorted(olds)), unit, kind, others))
    return sorted(found, key=lambda each: (each.day, each.new))


def _joined(stretches: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    joined: list[tuple[date, date]] = []
    for first, last in sorted(stretches):
        if joined and (joined[-1][1] == date.max or first <= joined[-1][1] + ONE_DAY):
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
