"""Units, sectors, agencies and periods side by side: what one cell says, taken from the page it leads to.

A cell shows what its own unit's page shows of it and nothing more, hidden where that page hides it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from analysis import Estimate
from reports import figures
from reports.content import Cell, Translate
from reports.domain_columns import domain_columns, rests_on
from reports.edition import Edition
from reports.findings import Change, Row
from reports.lines import line_of
from reports.protection import Protected
from reports.telling import Teller
from reports.variation import is_outside, variation_words

BLANK = Cell("")
DETAILS = ("low", "high", "target", "signal", "answered", "by_ticket", "coverage")


@dataclass(frozen=True, slots=True)
class Head:
    """A row or column of the grid."""

    key: str
    label: str
    is_priority: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell: the share with what must stand beside it, or why there is none."""

    share: Cell
    low: Cell = BLANK
    high: Cell = BLANK
    target: Cell = BLANK
    signal: Cell = BLANK
    answered: Cell = BLANK
    """All valid answers, or those of the longer window."""
    by_ticket: Cell = BLANK
    """Of these by ticket, where the share rests on them alone."""
    coverage: Cell = BLANK
    window: str = ""
    """The weeks of a longer window, where the period alone has too few answers."""
    estimate: Estimate | None = None
    """The share of the period itself, for comparing; `None` where hidden or of a longer window."""
    row: Row | None = None
    """The protected row behind it."""
    is_outside: bool = False
    """Whether it is the whole of its page and its week stands outside the limits of the twelve weeks."""

    @property
    def is_by_ticket(self) -> bool:
        """Whether the share rests on the answers by ticket alone."""
        return self.by_ticket.value is not None

    @property
    def n(self) -> Cell:
        """The answers that the share rests on."""
        return rests_on({"answered": self.answered, "by_ticket": self.by_ticket})

    @property
    def tier(self) -> str:
        """Which answers the share rests on."""
        return "" if self.row is None else self.row.tier

    @property
    def interval(self) -> str:
        """74,1–84,0%."""
        return f"{self.low.text.removesuffix('%')}–{self.high.text}" if self.low.value is not None else ""

    @property
    def is_unsure(self) -> bool:
        """Whether the interval covers both sides of the target, so that the side it fell on says little."""
        low, target, high = (cell.value for cell in (self.low, self.target, self.high))
        if not (isinstance(low, float) and isinstance(target, float) and isinstance(high, float)):
            return False
        return low < target < high

    @property
    def is_shown(self) -> bool:
        """Whether there is a figure."""
        return self.share.value is not None


@dataclass(frozen=True, slots=True)
class Against:
    """A row's figure in another period, and how far the present one is from it."""

    label: str
    share: Cell
    difference: Cell = BLANK
    low: Cell = BLANK
    high: Cell = BLANK
    variation: Cell = BLANK
    judged: str = ""
    """How the change is judged, in the words of a sentence."""
    n: Cell = BLANK
    """The answers that the other period's share rests on."""
    is_by_ticket: bool = False
    """Whether they are those by ticket alone."""
    is_unlike: bool = False
    """Whether no change is told because the two shares rest on unlike answers."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list: its figure, the group it is tied in, and the periods it is held against."""

    head: Head
    figure: Figure
    groups: tuple[str, ...] = ()
    above: int | None = None
    below: int | None = None
    against: tuple[Against, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """A grid (rows by columns) or a list (rows with their details) that has passed disclosure control."""

    title: str
    subject: str
    """What a cell is: "Tỷ lệ hài lòng"."""
    rows: tuple[Head, ...]
    columns: tuple[Head, ...] = ()
    cells: Mapping[tuple[str, str], Figure] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    sentences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    row_head: str = ""
    groups: tuple[str, ...] = ()
    """The letters of the groups, where units are compared."""

    @property
    def is_list(self) -> bool:
        """Whether rows carry details instead of columns."""
        return not self.columns

    @property
    def has_by_ticket(self) -> bool:
        """Whether some of the shown figures rest on ticket answers alone."""
        listed = [line.figure.is_by_ticket or any(each.is_by_ticket for each in line.against) for line in self.lines]
        return any(listed) or any(figure.is_by_ticket for figure in self.cells.values())

    def cell(self, row: str, column: str) -> Figure | None:
        """What stands there."""
        return self.cells.get((row, column))


@dataclass(frozen=True, slots=True)
class Page:
    """One unit's page of one period, to take cells from."""

    protected: Protected
    language: str
    translate: Translate
    edition: Edition | None = None
    """Which revision it is, where a file says so."""

    @property
    def teller(self) -> Teller:
        """Who tells its figures."""
        return Teller(self.protected, self.language, self.translate, self.edition)

    def rows(self, table: str) -> tuple[Row, ...]:
        """The rows of a table."""
        if table == "total":
            return (self.protected.findings.total,)
        found: tuple[Row, ...] = getattr(self.protected.findings, table)
        return found

    def figure(self, table: str, key: str) -> Figure:
        """A row's figure; a row that the page does not list had neither answers nor visits."""
        row = next((row for row in self.rows(table) if table == "total" or row.key == key), None)
        teller = self.teller
        if row is None:
            return Figure(figures.missing(teller, "none"))
        return make_figure(teller, table, row)


def make_figure(teller: Teller, table: str, row: Row) -> Figure:
    """What a protected row shows in a cell."""
    line = line_of(teller, table, row)
    cells = {column.key: make(line) for column, make in domain_columns(teller, "") if column.key in ("share", *DETAILS)}
    window = teller.window_label(row.window) if row.window is not None else ""
    is_by_ticket = cells["by_ticket"].value is not None
    return Figure(
        share=replace(cells["share"], mark="by_ticket") if is_by_ticket else cells["share"],
        low=cells["low"],
        high=cells["high"],
        target=cells["target"],
        signal=cells["signal"],
        answered=cells["answered"],
        by_ticket=cells["by_ticket"],
        coverage=cells["coverage"] if not window else BLANK,
        window=window,
        estimate=row.share,
        row=row,
        is_outside=is_outside(teller, row),
    )


def against(teller: Teller, label: str, before: Figure, moved: Change | None, *, is_unlike: bool = False) -> Against:
    """What the row was in another period, and the difference with its interval."""
    found = Against(label, before.share, n=before.n, is_by_ticket=before.is_by_ticket, is_unlike=is_unlike)
    if moved is None:
        return found
    points = (moved.value, moved.ci_low, moved.ci_high)
    value, low, high = (figures.points(teller, part) for part in points)
    return replace(
        found,
        difference=value,
        low=low,
        high=high,
        variation=figures.variation(teller, moved),
        judged=variation_words(teller.translate, moved),
    )
