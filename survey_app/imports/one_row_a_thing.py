"""Files with one row a thing: read row by row, a thing that stands twice refused, all that is wrong told at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from survey_app.imports.cells import RowReader, read_code, read_name
from survey_app.imports.columns import Column, match_columns, read_rows
from survey_app.imports.table import Problems, Table

Thing = TypeVar("Thing")


def read_things(
    table: Table, columns: Sequence[Column], read: Callable[[RowReader], tuple[str, Thing]], *, twice: str
) -> dict[str, Thing]:
    """The things of a file by their code, as `read` reads a row; `twice` says that a code stands in two rows."""
    problems = Problems(table.name)
    things: dict[str, Thing] = {}
    for reader in read_rows(table, match_columns(table, columns), problems, columns):
        code, thing = read(reader)
        if code in things:
            reader.refuse(twice % {"code": code})
        things[code] = thing
    problems.refuse_if_any()
    return things


def read_named(reader: RowReader) -> dict[str, Any]:
    """A thing's code and names; where the English name is left empty, the Vietnamese one stands."""
    values: dict[str, Any] = {
        "code": reader.required("code", read_code),
        "name_vi": reader.required("name_vi", read_name),
    }
    if reader.named("name_en"):
        values["name_en"] = reader.optional("name_en", read_name) or values["name_vi"]
    return values
