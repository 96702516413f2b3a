"""A comparison as a report, so that the writers of the results' files write it too: a grid to read, and its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from flask_babel import gettext as _

from reports.build import report_of
from reports.compared import BLANK, Against, Compared, Figure, Head, Line, Page
from reports.content import Cell, Column, Report, RowRole, Sentence, Table, TableRow
from survey_app.comparing.asked import Asked
from survey_app.comparing.building import Built
from survey_app.comparing.words import by_ticket_note

Maker = Callable[[Figure], Cell]


def comparison_report(own: Page, built: Built, notes: tuple[str, ...]) -> Report:
    """The cover of the unit's own report, with the comparison as its tables."""
    base, compared = report_of(own.teller), built.compared
    names = {"subject": compared.subject, "title": compared.title, "unit": base.unit_name, "period": base.period_text}
    caption = _("%(subject)s. %(title)s, %(unit)s, %(period)s.", **names)
    caption = f"{caption} {_('Công thức: %(formula)s.', formula=own.teller.formula())}"
    tables = _list_tables(compared, caption) if compared.is_list else _grid_tables(compared, caption)
    title = _("So sánh: %(title)s", title=compared.title)
    return replace(
        base,
        title=title,
        subtitle=f"{compared.subject} · {base.subtitle}",
        tables=tables,
        charts=(),
        beside=None,
        notes=(*base.notes[:1], *notes) if base.is_simulated else notes,
        sentences=tuple(Sentence(f"compared_{at}", text) for at, text in enumerate(compared.sentences)),
        labels={**base.labels, "grid": _("Lưới"), "cells": _("Từng ô"), "list": _("Danh sách")},
    )


def file_part(asked: Asked) -> str:
    """What a file's name says of the comparison."""
    parts = ("so-sanh", asked.rows, asked.columns, asked.of)
    return "-".join(part for part in parts if part)


def _grid_tables(compared: Compared, caption: str) -> tuple[Table, ...]:
    grid = Table(
        "grid",
        compared.title,
        caption,
        (
            Column("name", compared.row_head),
            *(Column(f"c{at}", column.label, "percent") for at, column in enumerate(compared.columns)),
        ),
        tuple(
            TableRow(
                row.key,
                (_words(row.label), *(compared.cells[row.key, column.key].share for column in compared.columns)),
                _role(row),
            )
            for row in compared.rows
        ),
        notes=_notes(compared),
        empty=_("Không có dòng nào."),
    )
    return grid, _cells_table(compared, caption)


def _notes(compared: Compared) -> tuple[str, ...]:
    """What a starred share rests on, under each table."""
    return (f"* {by_ticket_note()}",) if compared.has_by_ticket else ()


def _cells_table(compared: Compared, caption: str) -> Table:
    head = (Column("name", compared.row_head), Column("column", _("Cột")))
    rows = tuple(
        TableRow(
            f"{row.key}|{column.key}",
            (_words(row.label), _words(column.label), *_details(compared.cells[row.key, column.key])),
            _role(row),
        )
        for row in compared.rows
        for column in compared.columns
    )
    return Table("cells", _("Từng ô"), caption, (*head, *_detail_columns()), rows, notes=_notes(compared))


def _list_tables(compared: Compared, caption: str) -> tuple[Table, ...]:
    others = [each.label for each in compared.lines[0].against] if compared.lines else []
    columns = (
        Column("name", compared.row_head),
        *_detail_columns(),
        *(_group_columns() if compared.groups else ()),
        *(column for number, label in enumerate(others) for column in _against_columns(number, label)),
    )
    rows = tuple(
        TableRow(line.head.key, tuple(_list_cells(line, compared)), _role(line.head)) for line in compared.lines
    )
    return (
        Table("list", compared.title, caption, columns, rows, notes=_notes(compared), empty=_("Không có dòng nào.")),
    )


def _list_cells(line: Line, compared: Compared) -> Iterator[Cell]:
    yield _words(line.head.label)
    yield from _details(line.figure)
    if compared.groups:
        yield _words(", ".join(line.groups))
        for count in (line.above, line.below):
            yield BLANK if count is None else Cell(str(count), count, kind="number")
    for each in line.against:
        yield from _against_cells(each)


def _details(figure: Figure) -> tuple[Cell, ...]:
    counts = (figure.answered, figure.by_ticket, figure.coverage)
    return (figure.share, figure.low, figure.high, *counts, figure.target, figure.signal, _words(figure.window))


def _detail_columns() -> tuple[Column, ...]:
    return (
        Column("share", _("Hài lòng"), "percent"),
        Column("low", _("Khoảng tham khảo, từ"), "percent"),
        Column("high", _("Khoảng tham khảo, đến"), "percent"),
        Column("answered", _("Phiếu trả lời"), "number"),
        Column("by_ticket", _("Trong đó theo mã"), "number"),
        Column("coverage", _("Độ phủ"), "percent"),
        Column("target", _("Chỉ tiêu"), "percent"),
        Column("signal", _("So với chỉ tiêu")),
        Column("window", _("Gộp nhiều tuần")),
    )


def _group_columns() -> tuple[Column, ...]:
    return (
        Column("group", _("Nhóm"), counted_in=""),
        Column("above", _("Cao hơn rõ (đơn vị)"), "number", counted_in=""),
        Column("below", _("Thấp hơn rõ (đơn vị)"), "number", counted_in=""),
    )


def _against_columns(number: int, label: str) -> tuple[Column, ...]:
    """Another period's share with its number of answers; a change rests on those of two periods, so it has none."""
    key = f"before{number}"
    return (
        Column(key, label, "percent", counted_in=f"{key}_n"),
        Column(f"{key}_n", _("Phiếu của %(period)s", period=label), "number", counted_in=f"{key}_n"),
        Column(f"{key}_change", _("Thay đổi so với %(period)s (điểm)", period=label), "points", counted_in=""),
        Column(f"{key}_low", _("Thay đổi, từ"), "points", counted_in=""),
        Column(f"{key}_high", _("Thay đổi, đến"), "points", counted_in=""),
        Column(f"{key}_variation", _("Dao động"), counted_in=""),
    )


def _against_cells(each: Against) -> tuple[Cell, ...]:
    return each.share, each.n, each.difference, each.low, each.high, each.variation


def _words(text: str) -> Cell:
    return Cell(text, text or None)


def _role(head: Head) -> RowRole:
    if head.key == "total":
        return "total"
    return "priority" if head.is_priority else ""
