"""What a place is, as plain values: compared before and after a change, kept in the log, and put back to undo it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import PlaceRefused
from survey_app.models import Agency, Desk, Procedure, Sector, Unit, UnitSuccessor
from survey_app.registry.agencies import remove_agency, responsibilities_of, write_responsibilities
from survey_app.registry.desks import remove_desk, sectors_of, write_sectors
from survey_app.registry.names import find
from survey_app.registry.parents import stretches_of, write_parents
from survey_app.registry.procedures import remove_procedure
from survey_app.registry.sectors import remove_sector
from survey_app.registry.stretches import Stretch
from survey_app.registry.successors import write_successors
from survey_app.registry.units import remove_unit
from survey_app.typed_values import CODE

Kind = Literal["unit", "desk", "sector", "agency", "procedure"]
Thing = tuple[Kind, str]
State = dict[str, Any]
"""Plain values by the name of their column; what stands in other tables as lists."""

MODELS: dict[Kind, type[Any]] = {
    "unit": Unit,
    "desk": Desk,
    "sector": Sector,
    "agency": Agency,
    "procedure": Procedure,
}
REMOVERS: dict[Kind, Callable[[Session, str], None]] = {
    "unit": remove_unit,
    "desk": remove_desk,
    "sector": remove_sector,
    "agency": remove_agency,
    "procedure": remove_procedure,
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing before and after, only in what differs; None where there was, or is, no such thing."""

    kind: Kind
    code: str
    before: State | None
    after: State | None

    def plain(self) -> dict[str, Any]:
        """The same for the log."""
        return {"kind": self.kind, "code": self.code, "before": self.before, "after": self.after}


def read_state(session: Session, thing: Thing) -> State | None:
    """Everything that can be changed of a thing; None where there is no such thing."""
    kind, code = thing
    row = find(session, MODELS[kind], code)
    if row is None:
        return None
    columns = {column.key: _plain(getattr(row, column.key)) for column in sa.inspect(MODELS[kind]).columns}
    return {**columns, **{name: part.read(session, code) for name, part in PARTS.get(kind, {}).items()}}


def lock_things(session: Session, things: Iterable[Thing]) -> None:
    """Let nobody else change these until the transaction ends; rows may still come to point at them."""
    for kind, code in things:
        if CODE.fullmatch(code):
            session.execute(
                sa.select(MODELS[kind].code).where(MODELS[kind].code == code).with_for_update(key_share=True)
            )


def changes(before: Mapping[Thing, State | None], after: Mapping[Thing, State | None]) -> list[Change]:
    """What differs."""
    found = []
    for (kind, code), old in before.items():
        new = after[kind, code]
        if old is None or new is None:
            found.append(Change(kind, code, old, new))
        elif old != new:
            names = [name for name in old if old[name] != new[name]]
            found.append(Change(kind, code, {n: old[n] for n in names}, {n: new[n] for n in names}))
    return [change for change in found if change.before != change.after]


def read_changes(plain: Iterable[Mapping[str, Any]]) -> list[Change]:
    """Changes as the log kept them."""
    return [Change(each["kind"], each["code"], each["before"], each["after"]) for each in plain]


def put_back(session: Session, done: Iterable[Change]) -> None:
    """Undo changes, the last first; refused where something has been changed again since."""
    for change in reversed(list(done)):
        now = read_state(session, (change.kind, change.code))
        if not _stands_as_left(now, change.after):
            raise PlaceRefused(
                ("", _("Không hoàn tác được: sau đó mục này đã được đổi tiếp. Hãy sửa bằng tay trên trang của nó."))
            )
        if change.before is None:
            REMOVERS[change.kind](session, change.code)
        else:
            _restore(session, change.kind, change.code, change.before)


def _stands_as_left(now: State | None, after: State | None) -> bool:
    if now is None or after is None:
        return now is after
    return all(now[name] == value for name, value in after.items())


def _restore(session: Session, kind: Kind, code: str, state: State) -> None:
    model, parts = MODELS[kind], PARTS.get(kind, {})
    row = find(session, model, code)
    if row is None:
        row = model(code=code)
        session.add(row)
    for column in sa.inspect(model).columns:
        if column.key in state:
            setattr(row, column.key, _typed(column, state[column.key]))
    session.flush()
    for name, part in parts.items():
        if name in state:
            part.write(session, code, state[name])


@dataclass(frozen=True, slots=True)
class _Part:
    """What other tables say of a thing."""

    read: Callable[[Session, str], list[Any]]
    write: Callable[[Session, str, list[Any]], None]


def _listed(stretches: Iterable[Stretch]) -> list[list[str | None]]:
    return [[each.owner, each.first.isoformat(), _plain(each.last)] for each in stretches]


def _stretches(child: str, rows: Iterable[list[str]]) -> list[Stretch]:
    return [Stretch(child, owner, date.fromisoformat(first), _day(last)) for owner, first, last in rows]


def _successors(session: Session, code: str) -> list[list[str]]:
    rows = session.execute(sa.select(UnitSuccessor.new, UnitSuccessor.valid_from).where(UnitSuccessor.old == code))
    return sorted([new, day.isoformat()] for new, day in rows)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _typed(column: sa.Column[Any], value: Any) -> Any:
    return _day(value) if isinstance(column.type, sa.Date) else value


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


PARTS: dict[Kind, dict[str, _Part]] = {
    "unit": {
        "parents": _Part(
            lambda session, code: _listed(stretches_of(session, code)),
            lambda session, code, rows: write_parents(
                session, code, _stretches(code, rows), allows_gaps=True, may_be_top=True
            ),
        ),
        "successors": _Part(
            _successors,
            lambda session, code, rows: write_successors(
                session, code, {new: date.fromisoformat(d) for new, d in rows}
            ),
        ),
    },
    "desk": {
        "sectors": _Part(
            lambda session, code: list(sectors_of(session, code)),
            lambda session, code, rows: write_sectors(session, code, rows),
        )
    },
    "sector": {
        "agencies": _Part(
            lambda session, code: _listed(responsibilities_of(session, code).stretches),
            lambda session, code, rows: write_responsibilities(session, code, _stretches(code, rows), allows_gaps=True),
        )
    },
}
