"""Units, who stands above them on which days, and who carries on their series."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.imports.cells import RowReader, read_codes, read_count, read_day, read_name
from survey_app.imports.columns import Column, match_columns, read_rows, words_of
from survey_app.imports.one_row_a_thing import read_named
from survey_app.imports.report import ImportReport
from survey_app.imports.stretches import Stretch, changes, read_stretch, refuse_overlaps, refuse_rings
from survey_app.imports.table import Problems, Table
from survey_app.imports.writing import Values, one_row_each, unknown_code, write_rows
from survey_app.models import Unit, UnitParent, UnitSuccessor
from survey_app.places import parent_spans
from survey_app.registry.lost_days import losses_of
from survey_app.registry.parents import lock_tree
from survey_app.registry.successors import successor_ring
from survey_app.registry.told_days import told_of_unit

COLUMNS = (
    Column("code", ("ma", "ma_don_vi"), is_required=True),
    Column("name_vi", ("ten", "ten_don_vi"), is_required=True),
    Column("name_en", ("ten_tieng_anh",)),
    Column("level", ("cap",), is_required=True),
    Column("area", ("dia_ban",)),
    Column("position", ("thu_tu",)),
    Column("parent", ("don_vi_cap_tren", "cap_tren")),
    Column("valid_from", ("tu_ngay",)),
    Column("valid_to", ("den_ngay",)),
    Column("successor", ("don_vi_ke_thua", "ke_thua")),
    Column("successor_from", ("ke_thua_tu_ngay",)),
)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One row of the file: a unit, one stretch under a parent, its successors."""

    line: int
    values: dict[str, Any]
    parent: Stretch | None
    successors: tuple[Stretch, ...]

    @property
    def code(self) -> str:
        """The unit's code."""
        return str(self.values["code"])


def import_units(session: Session, table: Table) -> ImportReport:
    """Take the file's units in; the parents and successors of the units it names become exactly those it names."""
    problems = Problems(table.name)
    names = match_columns(table, COLUMNS)
    rows = [row for reader in read_rows(table, names, problems, COLUMNS) if (row := _read(reader))]
    values = one_row_each([(row.line, row.values) for row in rows], problems, words_of(table, names, COLUMNS))
    known = {*session.scalars(sa.select(Unit.code)), *values}
    new_parents = _check_parents(session, rows, known, problems) if "parent" in names else None
    new_successors = _check_successors(session, rows, known, problems) if "successor" in names else None
    problems.refuse_if_any()
    written = write_rows(session, Unit, values, default=_default)
    notes = [] if new_parents is None else _write_parents(session, values, new_parents, problems)
    problems.refuse_if_any()
    notes += [] if new_successors is None else _write_successors(session, values, new_successors)
    return written.report(table.name, notes)


def _read(reader: RowReader) -> UnitRow | None:
    values = {**read_named(reader), "level": reader.required("level", lambda cell: read_name(cell, longest=20))}
    if reader.named("area"):
        values["area"] = reader.optional("area", lambda cell: read_name(cell, longest=80)) or ""
    if reader.has("position"):
        values["position"] = reader.optional("position", read_count)
    code = values["code"] or ""
    parent = read_stretch(reader, code, owner="parent", first="valid_from", last="valid_to")
    successors = _read_successors(reader, code)
    return UnitRow(reader.line, values, parent, successors) if reader.is_sound else None


def _default(values: Values, place: int) -> Values:
    return {"name_en": values["name_vi"], "area": "", "position": place}


def _read_successors(reader: RowReader, code: str) -> tuple[Stretch, ...]:
    successors = reader.optional("successor", read_codes) or ()
    if not successors:
        return ()
    first = reader.required("successor_from", read_day)
    return tuple(Stretch(code, successor, first, None, reader.line) for successor in successors) if first else ()


def _check_parents(session: Session, rows: list[UnitRow], known: set[str], problems: Problems) -> list[Stretch]:
    stretches = [row.parent for row in rows if row.parent]
    listed = {row.code for row in rows}
    _refuse_unknown(stretches, known, problems)
    refuse_overlaps(stretches, problems)
    refuse_rings([*stretches, *(each for each in _kept_parents(session) if each.child not in listed)], problems)
    return stretches


def _check_successors(session: Session, rows: list[UnitRow], known: set[str], problems: Problems) -> list[Stretch]:
    stretches = [successor for row in rows for successor in row.successors]
    _refuse_unknown(stretches, known, problems)
    for stretch in stretches:
        if stretch.owner == stretch.child:
            problems.add(stretch.line, _("đơn vị %(code)s không thể kế thừa chính mình", code=stretch.child))
    _refuse_successor_ring(session, rows, stretches, problems)
    return list({(stretch.child, stretch.owner): stretch for stretch in stretches}.values())


def _refuse_successor_ring(session: Session, rows: list[UnitRow], stretches: list[Stretch], problems: Problems) -> None:
    listed = {row.code for row in rows}
    kept = session.execute(sa.select(UnitSuccessor.old, UnitSuccessor.new))
    pairs = [(old, new) for old, new in kept if old not in listed]
    pairs += [(each.child, each.owner) for each in stretches if each.child != each.owner]
    chain = successor_ring(pairs)
    if chain:
        line = next((each.line for each in stretches if each.child in chain), 0)
        problems.add(line, _("kế thừa đi vòng tròn: %(chain)s", chain=" → ".join(chain)))


def _refuse_unknown(stretches: list[Stretch], known: set[str], problems: Problems) -> None:
    for stretch in stretches:
        if stretch.owner not in known:
            problems.add(stretch.line, unknown_code(_("đơn vị"), stretch.owner, known))


def _kept_parents(session: Session) -> list[Stretch]:
    return [Stretch(span.unit, span.parent, span.valid_from, span.valid_to) for span in parent_spans(session)]


def _write_parents(session: Session, listed: Collection[str], after: list[Stretch], problems: Problems) -> list[str]:
    lock_tree(session)
    before = [stretch for stretch in _kept_parents(session) if stretch.child in listed]
    changed, told = changes(before, after)
    session.execute(sa.delete(UnitParent).where(UnitParent.unit.in_(changed)))
    session.add_all(
        UnitParent(unit=each.child, parent=each.owner, valid_from=each.first, valid_to=each.last)
        for each in after
        if each.child in changed
    )
    session.flush()
    # asked once the whole file is in: it may move what stands below a unit that it ends
    for code in sorted(changed):
        then, now = ([each for each in side if each.child == code] for side in (before, after))
        for text in (*losses_of(session, code, then, now), *told_of_unit(session, code, then, now)):
            problems.add(max((each.line for each in now), default=0), text)
    return told


def _write_successors(session: Session, listed: Collection[str], after: list[Stretch]) -> list[str]:
    kept = session.execute(sa.select(UnitSuccessor.old, UnitSuccessor.new, UnitSuccessor.valid_from))
    before = [Stretch(old, new, first, None) for old, new, first in kept if old in listed]
    changed, told = changes(before, after)
    session.execute(sa.delete(UnitSuccessor).where(UnitSuccessor.old.in_(changed)))
    session.add_all(
        UnitSuccessor(old=each.child, new=each.owner, valid_from=each.first) for each in after if each.child in changed
    )
    session.flush()
    return told
