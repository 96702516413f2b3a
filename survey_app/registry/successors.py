"""Which unit carries on an old one's series, from which day: mergers and splits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import PlaceRefused
from survey_app.models import Desk, UnitSuccessor
from survey_app.places import require_unit
from survey_app.registry.parents import end_unit, stretches_of
from survey_app.registry.stretches import ONE_DAY, plain_day

DeskFate = Literal["close", "move"]


@dataclass(frozen=True, slots=True)
class Merger:
    """Old units become one from a day on: they end the day before, their desks close or move to the new one."""

    olds: tuple[str, ...]
    new: str
    first: date
    desks: DeskFate = "close"


def add_successor(session: Session, old: str, new: str, first: date) -> None:
    """`new` carries on the series of `old` from `first` on; one old unit may go to several, several to one."""
    kept = successors_from(session, old)
    if new in kept:
        names = {code: require_unit(session, code).name_vi for code in (old, new)}
        raise PlaceRefused(("unit", _("Đã ghi “%(new)s” kế thừa “%(old)s”.", new=names[new], old=names[old])))
    write_successors(session, old, {**kept, new: first})


def remove_successor(session: Session, old: str, new: str) -> None:
    """Take back that `new` carries on `old`; both keep their own answers."""
    kept = successors_from(session, old)
    if new not in kept:
        raise PlaceRefused(("unit", _("Không còn dòng kế thừa này. Hãy mở lại trang.")))
    write_successors(session, old, {unit: day for unit, day in kept.items() if unit != new})


def successors_from(session: Session, old: str) -> dict[str, date]:
    """Who carries the unit on, from which day."""
    query = sa.select(UnitSuccessor.new, UnitSuccessor.valid_from).where(UnitSuccessor.old == old)
    return {new: day for new, day in session.execute(query)}


def write_successors(session: Session, old: str, after: Mapping[str, date]) -> None:
    """Make these the unit's successors, or refuse them with names."""
    names = {code: require_unit(session, code).name_vi for code in (old, *after)}
    if old in after:
        raise PlaceRefused(("unit", _("“%(unit)s” không thể kế thừa chính mình.", unit=names[old])))
    others = [(each, new) for each, new in _pairs(session) if each != old]
    chain = successor_ring([*others, *((old, new) for new in after)])
    if chain:
        told = " → ".join(require_unit(session, code).name_vi for code in chain)
        raise PlaceRefused(("unit", _("Kế thừa sẽ đi vòng tròn: %(chain)s. Hãy kiểm tra lại.", chain=told)))
    session.execute(sa.delete(UnitSuccessor).where(UnitSuccessor.old == old))
    session.add_all(UnitSuccessor(old=old, new=new, valid_from=day) for new, day in after.items())
    session.flush()


def merge_units(session: Session, merger: Merger, today: date) -> None:
    """Carry out a merger as one change: successors, ends and desks. The caller rolls back what any part refuses."""
    if not merger.olds:
        raise PlaceRefused(("olds", _("Xin chọn ít nhất một đơn vị cũ.")))
    if merger.desks == "move" and merger.first > today:
        raise PlaceRefused(("desks", _move_too_early(merger.first)))
    require_unit(session, merger.new)
    for old in merger.olds:
        add_successor(session, old, merger.new, merger.first)
        _settle_desks(session, old, merger)
        history = stretches_of(session, old)
        if history and history[-1].holds(merger.first):
            if history[-1].first == merger.first:
                raise PlaceRefused(("first", _too_early(session, old, merger.first)))
            end_unit(session, old, merger.first - ONE_DAY)


def successor_ring(pairs: Iterable[tuple[str, str]]) -> Sequence[str]:
    """A chain of successors that comes back to where it began, closed; empty where there is none."""
    after: dict[str, list[str]] = defaultdict(list)
    for old, new in pairs:
        after[old].append(new)
    done: set[str] = set()
    for start in list(after):
        chain = _walk(start, after, [], done)
        if chain:
            return chain
    return ()


def _walk(code: str, after: Mapping[str, Sequence[str]], path: list[str], done: set[str]) -> Sequence[str]:
    if code in path:
        return [*path[path.index(code) :], code]
    if code in done:
        return ()
    for new in after.get(code, ()):
        chain = _walk(new, after, [*path, code], done)
        if chain:
            return chain
    done.add(code)
    return ()


def _pairs(session: Session) -> list[tuple[str, str]]:
    return [(old, new) for old, new in session.execute(sa.select(UnitSuccessor.old, UnitSuccessor.new))]


def _settle_desks(session: Session, old: str, merger: Merger) -> None:
    for desk in session.scalars(sa.select(Desk).where(Desk.unit == old)):
        if merger.desks == "move":
            desk.unit = merger.new
        elif desk.closed_on is None or desk.closed_on > merger.first:
            desk.closed_on = merger.first
    session.flush()


def _move_too_early(first: date) -> str:
    return str(
        _(
            "Quầy chuyển sang đơn vị mới ngay khi ghi, nên phiếu trước ngày %(day)s sẽ vào nhầm nơi. "
            "Hãy chọn đóng quầy từ ngày đó, hoặc ghi việc sáp nhập đúng ngày %(day)s.",
            day=plain_day(first),
        )
    )


def _too_early(session: Session, old: str, first: date) -> str:
    return str(
        _(
            "“%(unit)s” mới thuộc cấp trên từ %(day)s; ngày sáp nhập phải sau ngày đó.",
            unit=require_unit(session, old).name_vi,
            day=plain_day(first),
        )
    )
