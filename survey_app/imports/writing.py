"""Put rows of place tables in, and tell which were new, which changed and which were as they are."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.imports.report import ImportReport
from survey_app.imports.table import Problems

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """Codes of the rows that are new, that changed, and that stayed."""

    added: tuple[str, ...]
    replaced: tuple[str, ...]
    unchanged: tuple[str, ...]

    def with_replaced(self, codes: Collection[str]) -> Written:
        """The same, where these changed too although their own row did not."""
        moved = [code for code in self.unchanged if code in codes]
        unchanged = tuple(code for code in self.unchanged if code not in codes)
        return Written(self.added, (*self.replaced, *moved), unchanged)

    def report(self, name: str, notes: Sequence[str] = ()) -> ImportReport:
        """The report of an import that wrote these rows."""
        return ImportReport(name, len(self.added), len(self.replaced), len(self.unchanged), notes=tuple(notes))


def one_row_each(
    rows: Sequence[tuple[int, dict[str, Any]]], problems: Problems, words: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """A thing may stand in several rows (one for each stretch of days) if they say the same of it."""
    found: dict[str, tuple[int, dict[str, Any]]] = {}
    for line, values in rows:
        first_line, first = found.setdefault(values["code"], (line, values))
        differing = [name for name in values if values[name] != first.get(name) and name != "position"]
        if differing:
            problems.add(
                line,
                _(
                    "%(code)s đã có ở dòng %(line)s với nội dung khác ở cột %(columns)s",
                    code=values["code"],
                    line=first_line,
                    columns=", ".join(words[name] for name in differing),
                ),
            )
    return {code: values for code, (_line, values) in found.items()}


def write_rows(
    session: Session, model: type[Any], values: Mapping[str, Values], *, default: Callable[[Values, int], Values]
) -> Written:
    """Add the rows whose code is new, change those that differ in a column the file has.

    `default` gives a new row what the file does not say, from its values and its place in the list.
    """
    kept = {row.code: row for row in session.scalars(sa.select(model).where(model.code.in_(list(values))))}
    added = [code for code in values if code not in kept]
    replaced = [code for code in values if code in kept and _differs(kept[code], values[code])]
    for code in replaced:
        for name, value in values[code].items():
            setattr(kept[code], name, value)
    place = session.scalar(sa.select(sa.func.count()).select_from(model)) or 0
    session.add_all(
        model(**{**default(values[code], number), **values[code]}) for number, code in enumerate(added, start=place)
    )
    session.flush()
    unchanged = set(values) - {*added, *replaced}
    return Written(tuple(added), tuple(replaced), tuple(sorted(unchanged)))


def english_name(values: Values, _place: int) -> Values:
    """Where nobody wrote an English name, the Vietnamese one stands."""
    return {"name_en": values["name_vi"]}


def unknown_code(kind: str, code: str, known: Collection[str]) -> str:
    """Say that a code is unknown, with the nearest known one."""
    near = difflib.get_close_matches(code, known, n=1)
    if near:
        return str(_("không có %(kind)s “%(code)s”; có phải “%(near)s”?", kind=kind, code=code, near=near[0]))
    return str(_("không có %(kind)s “%(code)s”; hãy nhập danh sách %(kind)s trước", kind=kind, code=code))


def _differs(row: Any, values: Values) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())
