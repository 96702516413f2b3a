"""Read the cells of a row; what does not fit becomes a problem of the row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from flask_babel import gettext as _

from survey_app.imports.table import Problems
from survey_app.typed_values import (
    BadCell,
    Cell,
    read_code,
    read_codes,
    read_count,
    read_day,
    read_month,
    read_name,
)

__all__ = [
    "BadCell",
    "RowReader",
    "read_code",
    "read_codes",
    "read_count",
    "read_day",
    "read_month",
    "read_name",
]

T = TypeVar("T")


class RowReader:
    """Reads the cells of one row by column; a cell that does not fit becomes a problem of the row, and None."""

    __slots__ = ("_cells", "_problems", "_words", "is_sound", "line")

    def __init__(self, line: int, cells: Mapping[str, Cell], problems: Problems, words: Mapping[str, str]) -> None:
        self.line = line
        self._cells = cells
        self._problems = problems
        self._words = words
        self.is_sound = True

    def has(self, column: str) -> bool:
        """Whether the cell holds anything."""
        value = self._cells.get(column)
        return value is not None and value != "" and not (isinstance(value, str) and value.isspace())

    def named(self, column: str) -> bool:
        """Whether the file has this column at all; what it has not stays as it was."""
        return column in self._cells

    def refuse(self, text: str) -> None:
        """Note a problem of the row."""
        self.is_sound = False
        self._problems.add(self.line, text)

    def optional(self, column: str, read: Callable[[Cell], T]) -> T | None:
        """The cell as `read` understands it, None where it is empty or cannot be read."""
        value = self._cells.get(column)
        # told apart here and not by `has`: a hundred thousand rows have a million cells
        if value is None or value == "" or (isinstance(value, str) and value.isspace()):
            return None
        try:
            return read(value)
        except BadCell as error:
            self.refuse(_("cột %(column)s: %(why)s", column=self._words[column], why=error))
            return None

    def required(self, column: str, read: Callable[[Cell], T]) -> T | None:
        """As `optional`, but an empty cell is a problem too."""
        if not self.has(column):
            self.refuse(_("cột %(column)s để trống; cột này bắt buộc", column=self._words[column]))
            return None
        return self.optional(column, read)
