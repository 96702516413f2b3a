"""Which of the published revisions a report is, and what is shown otherwise than in the one before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from reports.content import Cell, Report, Table
from reports.findings import Name

COMPARED = ("sectors", "units", "agencies", "tiers", "channels", "waiting", "on_time", "targets")
"""Tables whose figures are compared; the whole stands in the first."""
FIGURE = {"waiting": "mean", "on_time": "rate", "targets": "value"}
"""The column a table's row is known by, where it is not the share."""
NAMES = {"targets": "label"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as it is shown now and as it was before; empty where it was, or is, not shown."""

    table: Name
    row: Name
    before: Name
    after: Name


@dataclass(frozen=True, slots=True)
class Changes:
    """What is shown otherwise than in the revision before, with the number of answers of the whole then and now."""

    figures: tuple[Shown, ...] = ()
    answers: tuple[Name, Name] | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """One published revision of a period."""

    number: int
    newest: int
    day: date
    status: Literal["preliminary", "official"]
    reasons: tuple[str, ...]
    digest: str
    changes: Changes = Changes()

    @property
    def is_replaced(self) -> bool:
        """Whether a later revision stands."""
        return self.number < self.newest


Told = Mapping[str, Report]
"""One report in each language."""


def compare_shown(before: Told, after: Told) -> Changes:
    """The figures two reports of one unit and period show differently; nothing hidden is in a report."""
    shown = tuple(change for key in COMPARED for change in _changes(key, before, after))
    counts = tuple(Name(*(_answers(told[language]) for language in ("vi", "en"))) for told in (before, after))
    return Changes(shown, None if counts[0] == counts[1] else (counts[0], counts[1]))


def _changes(key: str, before: Told, after: Told) -> Iterator[Shown]:
    then, now = ({language: _figures(told[language], key) for language in ("vi", "en")} for told in (before, after))
    for row in dict.fromkeys([*now["vi"], *then["vi"]]):
        if row == "total" and key != "sectors":
            continue
        old, new = (Name(*(part[language].get(row, ("", ""))[1] for language in ("vi", "en"))) for part in (then, now))
        if old != new:
            known = now if row in now["vi"] else then
            yield Shown(
                Name(*(after[language].table(key).title for language in ("vi", "en"))),
                Name(*(known[language][row][0] for language in ("vi", "en"))),
                old,
                new,
            )


def _figures(report: Report, key: str) -> dict[str, tuple[str, str]]:
    """Name and shown figure of each row; empty where nothing is shown."""
    if not report.has_table(key):
        return {}
    table = report.table(key)
    name, figure = (_place(table, column) for column in (NAMES.get(key, "name"), FIGURE.get(key, "share")))
    if name is None or figure is None:
        return {}
    return {row.key: (row.cells[name].text, _text(row.cells[figure])) for row in table.rows}


def _place(table: Table, column: str) -> int | None:
    keys = [one.key for one in table.columns]
    return keys.index(column) if column in keys else None


def _text(cell: Cell) -> str:
    return "" if cell.value is None else cell.text


def _answers(report: Report) -> str:
    """Answers of the whole as shown; empty where hidden."""
    if not report.has_table("sectors") or not report.table("sectors").rows:
        return ""
    table = report.table("sectors")
    place = _place(table, "n")
    return "" if place is None else _text(table.rows[0].cells[place])
