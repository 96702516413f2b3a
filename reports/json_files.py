"""The report as JSON for other programs: the same content as page and workbook, hidden figures hidden here too."""

from __future__ import annotations

import json
from typing import Any

from reports.content import Cell, Report, Table

FORMAT = "sipas-report/1"
"""Raised with the number when a field changes its meaning or goes."""


def to_json(report: Report) -> bytes:
    """The report; the same report gives the same bytes."""
    content = {
        "format": FORMAT,
        "title": report.title,
        "unit": {"code": report.unit, "name": report.unit_name},
        "period": {
            "id": report.period,
            "name": report.period_text,
            "first": report.first.isoformat(),
            "last": report.last.isoformat(),
            "status": report.status,
        },
        "as_of": report.as_of.isoformat(),
        "language": report.language,
        "is_simulated": report.is_simulated,
        "disclaimer": report.disclaimer,
        "published": _published(report),
        "sentences": [{"key": one.key, "text": one.text, "mark": one.mark} for one in report.sentences],
        "notes": list(report.notes),
        "facts": [{"name": name, "text": text} for name, text in report.facts],
        "tables": [_table(table) for table in report.tables],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _published(report: Report) -> dict[str, Any] | None:
    edition = report.edition
    if edition is None:
        return None
    return {
        "revision": edition.number,
        "newest": edition.newest,
        "day": edition.day.isoformat(),
        "status": edition.status,
        "reasons": list(edition.reasons),
        "sha256": edition.digest,
        "changes": list(report.changes),
    }


def _table(table: Table) -> dict[str, Any]:
    columns = [
        {"key": one.key, "label": one.label, "kind": one.kind, "explanation": one.explanation} for one in table.columns
    ]
    rows = [
        {
            "key": row.key,
            "role": row.role,
            "cells": {column.key: _cell(cell) for column, cell in zip(table.columns, row.cells, strict=True)},
        }
        for row in table.rows
    ]
    return {
        "key": table.key,
        "title": table.title,
        "caption": table.caption,
        "columns": columns,
        "rows": rows,
        "notes": list(table.notes),
    }


def _cell(cell: Cell) -> dict[str, Any]:
    """The number where there is one, what a reader sees, and how it is marked; nothing where there is nothing."""
    found: dict[str, Any] = {"value": cell.value, "text": cell.text, "mark": cell.mark}
    return {name: value for name, value in found.items() if value not in (None, "")}
