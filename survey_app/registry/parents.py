"""Who a unit belongs to over time: moving it, correcting its past, ending it. Each change is a new history, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import PlaceRefused
from survey_app.models import Unit, UnitParent
from survey_app.places import parent_spans, require_unit
from survey_app.registry.histories import History, cut
from survey_app.registry.lost_days import refuse_losses
from survey_app.registry.stretches import Ring, Stretch, above, plain_day, rings
from survey_app.registry.told_days import refuse_told, told_of_unit


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


def write_parents(
    session: Session, unit: str, after: Sequence[Stretch], *, allows_gaps: bool = False, may_be_top: bool = False
) -> None:
    """Make this the unit's history, or refuse it with names and days: it may not come to stand above itself either.

    Nor may it lose days on which something happened, unless it is put back to the top of its tree.
    """
    lock_tree(session)
    history = history_of(session, unit)
    history.check_each(after)
    if after or not may_be_top:
        refuse_losses(session, unit, history.stretches, after)
    if not allows_gaps:
        history.check_gaps(after)
    others = [Stretch(s.unit, s.parent, s.valid_from, s.valid_to) for s in parent_spans(session) if s.unit != unit]
    for ring in rings(above(unit, [*after, *others])):
        raise PlaceRefused(("parent", _own_ancestor(ring, history.names)))
    refuse_told(told_of_unit(session, unit, history.stretches, after))
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
