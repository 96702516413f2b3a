"""Tables longer than a page should carry: the first rows there, all of them on a page of their own, a part at a time.

A province of 130 communes with their desks would make the page of the week twice as heavy as an old phone should load.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from reports.content import Report, Table
from survey_app.office.comment_content import Paging
from survey_app.search_text import fold

MOST_ROWS = 40
"""Rows up to which a table stands whole among the others."""
FIRST_ROWS = 30
A_PAGE = 100
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class WholeTable:
    """One part of a long table, of all its rows or of those whose name was looked for."""

    report: Report
    table: Table
    paging: Paging
    words: str


@dataclass(frozen=True, slots=True)
class TablePage:
    """The page of a long table: the page of all tables that it belongs to, and the part of that."""

    whole: WholeTable
    back: str
    part: str
    linked: frozenset[str] = frozenset()
    may_act: bool = False


def asked_part(asked: Mapping[str, str]) -> tuple[str, str, int]:
    """The table, the name that is looked for and the part, from an address."""
    typed = asked.get("page", "")
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 1
    return asked.get("table", ""), asked.get("q", "").strip()[:LONGEST_NAME], number


def is_long(table: Table) -> bool:
    """Whether only the first rows stand among the other tables."""
    return len(table.rows) > MOST_ROWS


def shortened(table: Table, told: Collection[str] = ()) -> Table:
    """The total, the first rows, and those that a sentence of the page leads to."""
    if not is_long(table):
        return table
    kept = [row for at, row in enumerate(table.rows) if at < FIRST_ROWS or row.role == "total" or row.key in told]
    return replace(table, rows=tuple(kept))


def page_with(table: Table, key: str) -> int:
    """The part of the whole table in which a row stands."""
    return next((at // A_PAGE + 1 for at, row in enumerate(table.rows) if row.key == key), 1)


def whole_table(report: Report, key: str, *, words: str = "", page: int = 1) -> WholeTable | None:
    """A part of a table's rows; None where the report has no such table.

    A page beyond the last is the last. Names are found without diacritics.
    """
    table = next((each for each in report.tables if each.key == key), None)
    if table is None:
        return None
    found = [row for row in table.rows if fold(words) in fold(row.cells[0].text)]
    pages = max(1, -(-len(found) // A_PAGE))
    paging = Paging(min(max(page, 1), pages), pages, A_PAGE, len(found))
    part = tuple(found[paging.offset : paging.offset + A_PAGE])
    return WholeTable(report, replace(table, rows=part), paging, words)
