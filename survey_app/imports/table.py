"""A table as it was read from a file: its name, the words of its header and its rows with their line numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from survey_app.exceptions import ImportRefused
from survey_app.typed_values import Cell

__all__ = ["Cell", "Problems", "Table"]

SHOWN_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class Table:
    """Header and rows; a row is its line in the file and as many cells as the header has words."""

    name: str
    header: tuple[str, ...]
    rows: Sequence[tuple[int, tuple[Cell, ...]]]

    @classmethod
    def from_rows(cls, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Table:
        """A table made in memory, as if its header stood in line 1."""
        return cls(name, tuple(header), [(line, tuple(row)) for line, row in enumerate(rows, start=2)])


class Problems:
    """What does not fit in one file, in the order it was met; the first fifty are told."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 0
        self._told: list[tuple[int, str]] = []

    def add(self, line: int, text: str) -> None:
        """Note one problem of a line."""
        self.count += 1
        if self.count <= SHOWN_PROBLEMS:
            self._told.append((line, text))

    def refuse_if_any(self) -> None:
        """Refuse the whole file where something did not fit."""
        if not self.count:
            return
        told = [_("Dòng %(line)s: %(text)s", line=line, text=text) for line, text in self._told]
        if self.count > len(told):
            told.append(_("… và %(count)s lỗi khác.", count=self.count - len(told)))
        raise ImportRefused(
            _(
                "Tệp %(name)s có %(count)s lỗi; chưa ghi gì vào cơ sở dữ liệu. Hãy sửa tệp rồi nhập lại.",
                name=self.name,
                count=self.count,
            ),
            tuple(told),
        )
