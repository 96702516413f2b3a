"""Who a unit belongs to over time: moving it, correcting its past, ending it. Each change is a new history, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import PlaceRefused
from survey_app.models import Desk, Response, TransactionCount, Unit, UnitParent
from survey_app.places import parent_spans, require_unit
from survey_app.registry.histories import History, cut
from survey_app.registry.stretches import ONE_DAY, Ring, Stretch, above, plain_day, rings

DATED = (Response, TransactionCount)


def stretches_of(session: Session, unit: str) -> tuple[Stretch, ...]:
    """The stretches of days on which the unit belonged to a parent, oldest first."""
    rows = session.execute(
        sa.select(UnitParent.parent, UnitParent.valid_from, UnitParent.valid_to)
        .where(UnitParent.unit == unit)
        .order_by(UnitParent.valid_from)
    )
    return tuple(Stretch(unit, *row) for row in rows)


def history_of(session: Session, unit: str) -> History:
    """The same with the names of all units, ready to be changed."""
    names = {code: name for code, name in session.execute(sa.select(Unit.code, Unit.name_vi))}
    return History(unit, stretches_of(session, unit), names, "parent")


def write_parents(session: Session, unit: str, after: Sequence[Stretch], *, allows_gaps: bool = False) -> None:
    """Make this the unit's history, or refuse it with names and days: it may not come to stand above itself either."""
    lock_tree(session)
    history = history_of(session, unit)
    history.check(after, allows_gaps=allows_gaps)
    others = [Stretch(s.unit, s.parent, s.valid_from, s.valid_to) for s in parent_spans(session) if s.unit != unit]
    for ring in rings(above(unit, [*after, *others])):
        raise PlaceRefused(("parent", _own_ancestor(ring, history.names)))
    session.execute(sa.delete(UnitParent).where(UnitParent.unit == unit))
    session.add_all(
        UnitParent(unit=unit, parent=each.owner, valid_from=each.first, valid_to=each.last) for each in after
    )
    session.flush()


def lock_tree(session: Session) -> None:
    """Let nobody else change the tree until this transaction ends: two moves at once could close a ring between them.

    SQLite has one writer at a time; readers go on in both.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("LOCK TABLE unit_parent IN SHARE ROW EXCLUSIVE MODE"))


def move_unit(session: Session, unit: str, parent: str, first: date, *, allows_gaps: bool = False) -> None:
    """From `first` on the unit belongs to `parent`."""
    require_unit(session, unit)
    require_unit(session, parent)
    lock_tree(session)
    after = history_of(session, unit).handed_on(parent, first)
    write_parents(session, unit, after, allows_gaps=allows_gaps)


def change_parent(
    session: Session, unit: str, first: date, becomes: Stretch | None, *, allows_gaps: bool = False
) -> None:
    """Correct one stretch of the unit's past, or take it out."""
    lock_tree(session)
    after = history_of(session, unit).corrected(first, becomes)
    write_parents(session, unit, after, allows_gaps=allows_gaps)


def end_unit(session: Session, unit: str, last: date) -> None:
    """The unit belongs to nobody after `last`: it is over. Refused while something would be left behind."""
    lock_tree(session)
    stretches = stretches_of(session, unit)
    if not stretches or not stretches[-1].holds(last):
        raise PlaceRefused(
            ("last", _("Ngày %(day)s đơn vị không thuộc đơn vị nào; không có gì để kết thúc.", day=plain_day(last)))
        )
    _refuse_units_left(session, unit, last)
    _refuse_desks_left(session, unit, last)
    _refuse_later_data(session, unit, last)
    write_parents(session, unit, [cut(stretch, last) for stretch in stretches])


def _own_ancestor(ring: Ring, names: Mapping[str, str]) -> str:
    return str(
        _(
            "Ngày %(day)s “%(unit)s” sẽ là cấp trên của chính mình: %(chain)s. Hãy chọn cấp trên khác.",
            day=plain_day(ring.day),
            unit=names[ring.members[0]],
            chain=" → ".join(names[member] for member in ring.members),
        )
    )


def _refuse_units_left(session: Session, unit: str, last: date) -> None:
    below = session.scalars(
        sa.select(Unit.name_vi)
        .join(UnitParent, UnitParent.unit == Unit.code)
        .where(UnitParent.parent == unit, sa.or_(UnitParent.valid_to.is_(None), UnitParent.valid_to > last))
        .order_by(Unit.position)
    ).all()
    if below:
        text = _(
            "Sau ngày %(day)s còn %(count)s đơn vị trực thuộc: %(names)s. Hãy chuyển sang cấp trên khác trước.",
            count=len(below),
            day=plain_day(last),
            names=_first_few(below),
        )
        raise PlaceRefused(("last", text))


def _refuse_desks_left(session: Session, unit: str, last: date) -> None:
    still_open = session.scalars(
        sa.select(Desk.name_vi)
        .where(Desk.unit == unit, sa.or_(Desk.closed_on.is_(None), Desk.closed_on > last + ONE_DAY))
        .order_by(Desk.code)
    ).all()
    if still_open:
        text = _(
            "Sau ngày %(day)s còn %(count)s quầy nhận đánh giá: %(names)s. Hãy đóng hoặc chuyển quầy trước.",
            count=len(still_open),
            day=plain_day(last),
            names=_first_few(still_open),
        )
        raise PlaceRefused(("last", text))


def data_after(session: Session, ends: Mapping[str, date]) -> dict[str, date]:
    """Units with answers or visits after the day they end, and the last such day: figures that no total would hold."""
    latest: dict[str, date] = {}
    for table in DATED if ends else ():
        query = sa.select(table.unit, sa.func.max(table.day)).where(table.unit.in_(ends)).group_by(table.unit)
        for unit, day in session.execute(query):
            latest[unit] = max(day, latest.get(unit, day))
    return {unit: day for unit, day in latest.items() if day > ends[unit]}


def left_out(name: str, last: date, latest: date) -> str:
    """What is said of a unit that would end before its last data."""
    return str(
        _(
            "“%(unit)s” còn phiếu hoặc lượt giao dịch đến ngày %(latest)s; nếu kết thúc ngày %(came)s thì những số "
            "liệu đó không vào tổng nào nữa. Hãy chọn ngày kết thúc từ %(latest)s trở đi.",
            unit=name,
            latest=plain_day(latest),
            came=plain_day(last),
        )
    )


def _refuse_later_data(session: Session, unit: str, last: date) -> None:
    for latest in data_after(session, {unit: last}).values():
        raise PlaceRefused(("last", left_out(require_unit(session, unit).name_vi, last, latest)))


def _first_few(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:3])
    return shown if len(names) <= 3 else shown + ", …"
