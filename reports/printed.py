"""A table made narrow enough for an upright page: limits, signs and remarks stand under the figure they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.content import SHAPES, Cell, Column, Table, TableRow

UNDER = {
    "signal": "target",
    "variation": "change",
    "by_ticket": "answered",
    "unit": "value",
    "unit_name": "finding",
    "period": "finding",
    "figure_text": "finding",
    "done_on": "state",
}
"""A column that is printed under another one."""
REMARKS = ("note", "tipping", "reason", "result_period", "result_text", "result_change")
"""Columns of words that are printed as a line of their own below the row."""
BESIDE = {
    "n": "answered",
    "visits": "coverage",
    **{f"{key}{part}": f"{key}_text" for key in ("figure", "result") for part in ("", "_low", "_high", "_n")},
}
"""A column that says little once the other stands there; files always carry it."""
POINTS_A_LETTER, POINTS_A_SMALL_LETTER = 4.3, 3.8
"""Width of an average letter of the table's type, bold, and of what stands under a figure."""
WRAPS_AT = 12
"""Letters from which what stands under a figure goes on in a second line."""
MARGIN = 6.0
SIZE, DENSE = 8.5, 7.5
MOST_FOR_FIGURES = 340.0
"""Points of the page's 468 that figures may take at the usual size."""
SHORT = 12
"""Words of up to this many letters, such as a date, have the width they need; longer ones share what is left."""
NARROWEST, WIDEST = 24.0, 64.0


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A value, what stands small under it, and how it looks."""

    text: str
    under: tuple[str, ...] = ()
    is_bold: bool = False
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """A column's head; `width` is in points, 0 shares what is left by `share`."""

    label: str
    is_text: bool
    width: float = 0.0
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row and what must be said of it, which stands below it across the table."""

    cells: tuple[PrintedCell, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table ready to be set."""

    caption: str
    columns: tuple[PrintedColumn, ...]
    rows: tuple[PrintedRow, ...]
    notes: tuple[str, ...]
    size: float = SIZE
    """Points of the type: smaller where so many figures stand side by side that names would have no room."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the cells of a printed column come from."""

    main: int
    label: str
    high: int | None = None
    """The column of upper limits, where `main` is that of lower ones."""
    under: tuple[int, ...] = ()
    limits: tuple[int, int] | None = None


def print_table(table: Table) -> PrintedTable:
    """The table with fewer, fuller columns."""
    places = list(_places(table.columns))
    rows = tuple(
        PrintedRow(tuple(_cell(row, place, table.columns) for place in places), _remark(row, table.columns))
        for row in table.rows
    )
    columns = tuple(_column(table, place, [row.cells[at] for row in rows]) for at, place in enumerate(places))
    if sum(column.width for column in columns) <= MOST_FOR_FIGURES:
        return PrintedTable(table.caption, columns, rows, table.notes)
    narrower = tuple(replace(column, width=column.width * DENSE / SIZE) for column in columns)
    return PrintedTable(table.caption, narrower, rows, table.notes, DENSE)


def _remark(row: TableRow, columns: Sequence[Column]) -> str:
    said = [cell.text for cell, column in zip(row.cells, columns, strict=True) if column.key in REMARKS and cell.text]
    return "; ".join(said)


def _places(columns: Sequence[Column]) -> Iterator[Place]:
    numbers = {column.key: number for number, column in enumerate(columns)}
    hosts = {key: numbers[host] for key, host in UNDER.items() if host in numbers}
    left_out = {*hosts, *REMARKS, *(key for key, other in BESIDE.items() if other in numbers)}
    own = [column.key for column in columns if column.key not in left_out and not column.key.endswith("high")]
    for key in own:
        number, label = numbers[key], columns[numbers[key]].label
        if key.endswith("low") and (high := numbers.get(f"{key[:-3]}high")) is not None:
            head, comma, _rest = label.rpartition(",")
            if comma:
                yield Place(number, head, high=high)
            continue
        under = tuple(numbers[guest] for guest, host in hosts.items() if host == number and guest in numbers)
        yield Place(number, label, under=under, limits=_own_limits(columns, numbers, key))


def _own_limits(columns: Sequence[Column], numbers: dict[str, int], key: str) -> tuple[int, int] | None:
    """The limits that have no name of their own and so belong to this column."""
    low, high = numbers.get(f"{key}_low"), numbers.get(f"{key}_high")
    return None if low is None or high is None or "," in columns[low].label else (low, high)


def _cell(row: TableRow, place: Place, columns: Sequence[Column]) -> PrintedCell:
    cell = row.cells[place.main]
    text, under = _words(cell), []
    if place.high is not None:
        text = _range(cell, row.cells[place.high])
    if place.limits is not None:
        low, high = place.limits
        under.append(_range(row.cells[low], row.cells[high]))
    for guest in place.under:
        if columns[guest].key == "unit":
            text = text if text.endswith("%") or not text else f"{text} {row.cells[guest].text}"
        elif words := _words(row.cells[guest]):
            under.append(f"{columns[guest].under} {words}".strip())
    is_bold = row.role == "total" or (row.role == "priority" and place.main == 0)
    is_quiet = cell.mark in ("suppressed", "no_data", "not_judged", "window")
    return PrintedCell(text.strip(), tuple(line for line in under if line), is_bold, is_quiet)


def _words(cell: Cell) -> str:
    return f"{SHAPES[cell.mark]} {cell.text}" if cell.mark in SHAPES and cell.text else cell.text


def _range(low: Cell, high: Cell) -> str:
    if low.value is None or high.value is None:
        return low.text
    return f"{low.text.removesuffix('%')}–{high.text}"


def _column(table: Table, place: Place, cells: Sequence[PrintedCell]) -> PrintedColumn:
    is_text = table.columns[place.main].kind == "text"
    longest = max((len(cell.text) for cell in cells), default=0)
    word = max((len(word) for word in place.label.split()), default=0)
    if is_text and longest > SHORT:
        return PrintedColumn(place.label, True, share=min(longest, 100.0) ** 0.75)
    under = max((min(len(line), WRAPS_AT) for cell in cells for line in cell.under), default=0)
    width = max(max(longest, word) * POINTS_A_LETTER, under * POINTS_A_SMALL_LETTER) + MARGIN
    return PrintedColumn(place.label, is_text, width=min(max(width, NARROWEST), WIDEST))
