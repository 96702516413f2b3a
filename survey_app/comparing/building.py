"""A comparison put together: heads, cells and lines, all of them taken from pages that are shown anyway."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from reports.compared import Against, Compared, Figure, Head, Line, against
from reports.content import Cell
from reports.variation import from_before
from survey_app.comparing.asked import ALL, Asked
from survey_app.comparing.held import held_against
from survey_app.comparing.pages import Pages
from survey_app.comparing.places import Child, children_of, level_name, levels_of, priority_sectors
from survey_app.comparing.ranking import Ranked, rank
from survey_app.comparing.words import subject_of, title_of_grid
from survey_app.period_names import title_of
from survey_app.periods import Period, previous, same_last_year
from survey_app.search_text import fold

ROWS_A_PAGE, COLUMNS_A_PAGE = 25, 8
"""Units on one page, as rows and as columns."""
PERIODS = 8
"""Periods side by side, the one asked for last."""
WHOLE = "total"
TABLES = {"sector": "sectors", "agency": "agencies", "unit": "units"}


@dataclass(frozen=True, slots=True)
class Part:
    """The units of one page of a long comparison; one page where it has no units."""

    page: int
    pages: int
    found: int
    """Units that the search and the level leave."""
    all: int
    """Units of the level."""


@dataclass(frozen=True, slots=True)
class Built:
    """A comparison and what the page around it needs to know."""

    asked: Asked
    compared: Compared
    part: Part
    levels: tuple[tuple[str, str], ...]
    """Code and words of each level that stands below."""
    lists: tuple[tuple[str, str], ...]
    """What a list of units can be of: value and words."""

    @property
    def level_words(self) -> str:
        """The level of the units in view."""
        return dict(self.levels).get(self.asked.level, "")


class Builder:
    """Everything about one unit in one period that a comparison asks for."""

    def __init__(self, session: Session, pages: Pages, asked: Asked) -> None:
        question = pages.question
        self.pages, self.unit, self.period = pages, question.unit, question.period
        self.children = children_of(session, question.unit, question.period, question.language)
        self.levels = levels_of(self.children)
        level = asked.level if asked.level in self.levels else next(iter(self.levels), "")
        self.asked = replace(asked, level=level)
        self.priority = priority_sectors(session, question.language)

    def build(self, *, is_whole: bool = False) -> Built:
        """The comparison; `is_whole` puts every unit on one page, for a file."""
        upright = self.asked.upright
        units = self._units()
        if upright.has_units and upright.columns != "period":
            self.pages.expect([self.unit, *(child.code for child in units)], [self.period])
        ranked = rank(units, self._unit_figures(units)) if self._is_unit_list else None
        shown, part = self._part(self._ordered(self._searched(units), ranked), is_whole=is_whole)
        rows = self._heads(upright.rows, shown)
        compared = self._list(rows, ranked) if upright.columns == "figures" else self._grid(rows, upright)
        if self.asked.is_turned:
            compared = turned(compared)
        levels = tuple((level, level_name(level)) for level in self.levels)
        return Built(self.asked, compared, part, levels, self._lists())

    @property
    def _is_unit_list(self) -> bool:
        return (self.asked.rows, self.asked.columns) == ("unit", "figures")

    def _units(self) -> tuple[Child, ...]:
        return tuple(child for child in self.children if child.level == self.asked.level)

    def _searched(self, units: Sequence[Child]) -> list[Child]:
        wanted = fold(self.asked.search)
        return [child for child in units if wanted in fold(child.name)]

    def _ordered(self, units: list[Child], ranked: Ranked | None) -> list[Child]:
        if self.asked.order == "name":
            return sorted(units, key=lambda child: fold(child.name))
        if self.asked.order == "group" and ranked is not None:
            return sorted(units, key=lambda child: ranked.place(child.code))
        return units

    def _part(self, units: Sequence[Child], *, is_whole: bool) -> tuple[list[Child], Part]:
        size = len(units) or 1
        # sectors and agencies are few: only units are ever parted among pages
        if self.asked.has_units and not is_whole:
            size = COLUMNS_A_PAGE if self.asked.is_turned else ROWS_A_PAGE
        pages = max(1, -(-len(units) // size))
        page = min(self.asked.page, pages)
        everything = len(self._units())
        return list(units[(page - 1) * size : page * size]), Part(page, pages, len(units), everything)

    def _heads(self, axis: str, units: Sequence[Child]) -> tuple[Head, ...]:
        whole = Head(WHOLE, _("Toàn đơn vị"))
        if axis == "unit":
            return (whole, *(Head(child.code, child.name) for child in units))
        return (whole, *self._parts(axis))

    def _parts(self, axis: str, *, only_priority: bool = False) -> list[Head]:
        """Sectors, the priority ones first and always, or agencies, of the unit's own page."""
        page = self.pages.page(self.unit, self.period)
        rows = () if page is None else page.rows(TABLES[axis])
        listed = {row.key: page.teller.name(row.name) for row in rows if page is not None}
        if axis == "agency":
            return [Head(key, name) for key, name in listed.items()]
        first = [Head(key, name, is_priority=True) for key, name in self.priority]
        known = {head.key for head in first}
        return (
            first if only_priority else [*first, *(Head(key, name) for key, name in listed.items() if key not in known)]
        )

    def _lists(self) -> tuple[tuple[str, str], ...]:
        """What a list of units may be of."""
        return tuple((f"{axis}:{head.key}", head.label) for axis in ("sector", "agency") for head in self._parts(axis))

    def _grid(self, rows: tuple[Head, ...], asked: Asked) -> Compared:
        columns, cell = self._columns(asked)
        cells = {(row.key, column.key): cell(row.key, column.key) for row in rows for column in columns}
        return Compared(
            title=title_of_grid(asked), subject=_("Tỷ lệ hài lòng"), rows=rows, columns=columns, cells=cells,
            row_head=subject_of(asked.rows),
        )  # fmt: skip

    def _columns(self, asked: Asked) -> tuple[tuple[Head, ...], Callable[[str, str], Figure]]:
        if asked.columns == "period":
            periods = self._periods()
            found = {period.id: period for period in periods}
            heads = tuple(Head(period.id, title_of(period)) for period in periods)
            return heads, lambda row, column: self._figure(self.unit, found[column], TABLES[asked.rows], row)
        heads = (Head(WHOLE, _("Mọi lĩnh vực")), *self._parts(asked.columns, only_priority=asked.of != ALL))
        return heads, lambda row, column: self._crossed(row, column, TABLES[asked.columns])

    def _crossed(self, unit: str, key: str, table: str) -> Figure:
        """A row of a unit's own page; its whole as the page above shows it."""
        if unit == WHOLE:
            return self._figure(self.unit, self.period, table, key)
        if key == WHOLE:
            return self._figure(self.unit, self.period, "units", unit)
        return self._figure(unit, self.period, table, key)

    def _figure(self, unit: str, period: Period, table: str, key: str) -> Figure:
        page = self.pages.page(unit, period)
        if page is None:
            return Figure(Cell(_("chưa công bố"), None, "no_data"))
        return page.figure("total" if key == WHOLE else table, key)

    def _unit_figures(self, units: Sequence[Child]) -> dict[str, Figure]:
        return {child.code: self._listed(child.code, self.period) for child in units}

    def _listed(self, unit: str, period: Period) -> Figure:
        """The figure of a list of units: of the whole, or of one sector or agency."""
        if not self.asked.of:
            return self._figure(self.unit, period, "units", unit)
        place = self.unit if unit == WHOLE else unit
        return self._figure(place, period, TABLES[self.asked.kind], self.asked.of)

    def _list(self, rows: tuple[Head, ...], ranked: Ranked | None) -> Compared:
        earlier = (previous(self.period), same_last_year(self.period))
        others = tuple(period for period in earlier if self.pages.page(self.unit, period) is not None)
        table = TABLES[self.asked.rows]

        def figure(key: str, period: Period) -> Figure:
            if self._is_unit_list:
                return self._listed(key, period)
            return self._figure(self.unit, period, table, key)

        lines = tuple(self._line(head, figure, others, ranked) for head in rows)
        return Compared(
            title=title_of_grid(self.asked), subject=self._subject(), rows=rows, lines=lines,
            row_head=subject_of(self.asked.rows), sentences=ranked.sentences if ranked else (),
            groups=ranked.letters if ranked else (),
        )  # fmt: skip

    def _subject(self) -> str:
        names = dict(self._lists())
        chosen = names.get(f"{self.asked.kind}:{self.asked.of}", "")
        return str(_("Tỷ lệ hài lòng – %(name)s", name=chosen) if chosen else _("Tỷ lệ hài lòng"))

    def _line(
        self, head: Head, figure: Callable[[str, Period], Figure], others: tuple[Period, ...], ranked: Ranked | None
    ) -> Line:
        now = figure(head.key, self.period)
        held = tuple(self._against(head.key, now, period, figure) for period in others)
        groups, above, below = ranked.of(head.key) if ranked else ((), None, None)
        return Line(head, now, groups, above, below, held)

    def _against(self, key: str, now: Figure, period: Period, figure: Callable[[str, Period], Figure]) -> Against:
        page = self.pages.page(self.unit, period)
        if page is None:
            return Against(title_of(period), Cell(""))
        before, is_right_before = figure(key, period), period == previous(self.period)
        if now.estimate is not None and before.estimate is not None:
            return held_against(page.teller, title_of(period), now, before, is_right_before=is_right_before)
        known = now.row.change if now.row is not None and is_right_before else None
        if known is None:
            return against(page.teller, title_of(period), before, None)
        known = from_before(known, is_outside=now.is_outside)
        # the unit's page of the period before is not published, but its page of this one tells the change
        return against(page.teller, title_of(period), Figure(Cell("")), known)

    def _periods(self) -> tuple[Period, ...]:
        """The published periods of the same kind up to the one asked for, oldest first; a plan's own stand alone."""
        if self.period.plan or "@" in self.period.id:
            return (self.period,)
        found = [self.period]
        while len(found) < PERIODS:
            found.insert(0, previous(found[0]))
        first = next((at for at, period in enumerate(found) if self.pages.page(self.unit, period) is not None), -1)
        return tuple(found[first:])


def turned(compared: Compared) -> Compared:
    """Rows become columns."""
    cells = {(column, row): figure for (row, column), figure in compared.cells.items()}
    return replace(compared, rows=compared.columns, columns=compared.rows, cells=cells)
