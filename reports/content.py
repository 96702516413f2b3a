"""Format-free content: what a page, a workbook and a CSV file show alike.

Everything here has already passed disclosure control; a writer only lays it out. Values are full numbers
(shares as fractions, waits in minutes), texts are what a reader sees.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from reports.exceptions import ReportError

if TYPE_CHECKING:
    from reports.edition import Edition

Translate = Callable[[str], str]

Mark = Literal[
    "",
    "met",  # an administrative count or a proven interval: đạt
    "not_met",
    "not_proven",  # chưa đủ căn cứ kết luận
    "not_judged",  # another source, not in force, nothing yet
    "above",  # a signal: at or beyond the target's level in this period, no verdict
    "unsure",  # below or above by less than the interval
    "below",
    "suppressed",  # hidden by disclosure control; value is always None
    "no_data",
    "window",  # the figure of a longer window of weeks
    "by_ticket",  # beside others of all answers: a share of the ticket answers alone
]
SHAPES: dict[str, str] = {"met": "✓", "not_met": "✕", "not_proven": "~"}
"""The sign that stands before a verdict's words, so that colour is never the only one."""
ColumnKind = Literal["text", "percent", "points", "number", "minutes"]
RowRole = Literal["", "total", "priority", "rollup"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One shown value: the text a reader sees, and the number behind it where there is one."""

    text: str
    value: float | int | str | None = None
    mark: Mark = ""
    decimals: int = 0
    """Digits after the comma in `text`, for writers that format the number themselves."""
    kind: ColumnKind | Literal[""] = ""
    """Set where the value is of another kind than its column."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `percent` values are fractions, `points` are percentage points, `minutes` are minutes."""

    key: str
    label: str
    kind: ColumnKind = "text"
    explanation: str = ""
    """What the column means, for the codebook."""
    is_detail: bool = False
    """May be left out where room is short (a phone); files always carry it."""
    counted_in: str | None = None
    """The column with the number of answers its values rest on; empty where they rest on more than one number. `None`:
    the row's own answers."""
    under: str = ""
    """What is written before its value where that stands under another column's, without a head of its own."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of a table: as many cells as the table has columns."""

    key: str
    cells: tuple[Cell, ...]
    role: RowRole = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that can stand alone: `caption` names measure, formula and period."""

    key: str
    title: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...] = ()
    empty: str = ""
    """What to say instead of rows when there are none."""
    finding: str = ""
    """What the table says in one line, for where it is folded; a chart beside it says it with its title."""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ReportError(
                    f"table {self.key}, row {row.key}: {len(row.cells)} cells for {len(self.columns)} columns"
                )

    def row(self, key: str) -> TableRow:
        """The row with this key."""
        for row in self.rows:
            if row.key == key:
                return row
        raise ReportError(f"table {self.key} has no row {key!r}; it has {[row.key for row in self.rows]}")

    def cell(self, row: str, column: str) -> Cell:
        """The cell at this row and column key."""
        keys = [one.key for one in self.columns]
        if column not in keys:
            raise ReportError(f"table {self.key} has no column {column!r}; it has {keys}")
        return self.row(row).cells[keys.index(column)]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One of the week's sentences; `mark` says how its figure stands, for a word and a shape beside it."""

    key: str
    text: str
    mark: Mark = ""
    links: tuple[tuple[str, str, str], ...] = ()
    """Words of the text, in their order, with the table and the row their figure comes from."""


NOTE_GAP = "  ·  "
"""Between the parts of a chart row's note (share, n, coverage)."""


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One row (or week) of a chart. A hidden one has no numbers, only `note`."""

    key: str
    label: str
    point: float | None
    low: float | None = None
    high: float | None = None
    target: float | None = None
    target_label: str = ""
    """The target's words, on the first row of a run with the same target."""
    limits: tuple[float, float] | None = None
    note: str = ""
    mark: Mark = ""
    is_priority: bool = False
    size: float | None = None
    """Along the other axis: the effective number of answers of a funnel's unit."""
    second: tuple[float, float, float] | None = None
    """Point and interval in the second panel."""
    flag: str = ""
    """Words written at the point: what a run rule says, the name of a unit that stands out."""


@dataclass(frozen=True, slots=True)
class Curve:
    """The limits of a funnel at one number of answers."""

    size: float
    inner: tuple[float, float]
    outer: tuple[float, float]


ChartKind = Literal["rows", "weeks", "funnel", "drivers"]
Scale = Literal["percent", "minutes", "score"]


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows; `title` is its finding, `description` says the same in words for those who do not see it."""

    key: str
    title: str
    subtitle: str
    source: str
    description: str
    rows: tuple[ChartRow, ...]
    scale_note: str = ""
    language: str = "vi"
    kind: ChartKind = "rows"
    scale: Scale = "percent"
    table: str = ""
    """Key of the table with its figures, where that is not the chart's own."""
    centre: float | None = None
    centre_label: str = ""
    curves: tuple[Curve, ...] = ()
    axes: tuple[str, str] = ("", "")
    """What the axes, or the two panels, are called."""

    @property
    def table_key(self) -> str:
        """The table that says in figures what the chart draws."""
        return self.table or self.key


@dataclass(frozen=True, slots=True)
class Report:
    """Everything to be told about one unit in one period."""

    title: str
    subtitle: str
    unit: str
    unit_name: str
    period: str
    period_text: str
    """The period with its dates written out, and whether its figures are final."""
    first: date
    last: date
    as_of: date
    status: str
    status_text: str
    disclaimer: str
    language: str
    is_simulated: bool
    banner: str
    """"DỮ LIỆU MÔ PHỎNG", or empty."""
    sentences: tuple[Sentence, ...]
    tables: tuple[Table, ...]
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    """What, when, how, whom to ask: the lines of a cover sheet."""
    beside: Sentence | None = None
    """What always stands beside the headline: mean, plain share, answers and coverage, the tipping point."""
    labels: dict[str, str] = field(default_factory=dict)
    """Words of the writers (sheet names), in the report's language."""
    edition: Edition | None = None
    """Which published revision this is; None where the figures were computed without publishing them."""
    edition_text: str = ""
    """Its number, its day and why it is there."""
    changes: tuple[str, ...] = ()
    """In words, what is shown otherwise than in the revision before."""

    def table(self, key: str) -> Table:
        """The table with this key."""
        for table in self.tables:
            if table.key == key:
                return table
        raise ReportError(f"the report has no table {key!r}; it has {[table.key for table in self.tables]}")

    def has_table(self, key: str) -> bool:
        """Whether there is such a table."""
        return any(table.key == key for table in self.tables)

    def chart(self, key: str) -> Chart | None:
        """The chart with this key, where the period has one."""
        return next((chart for chart in self.charts if chart.key == key), None)

    def charts_of(self, table: str) -> tuple[Chart, ...]:
        """The charts whose figures stand in this table."""
        return tuple(chart for chart in self.charts if chart.table_key == table)
