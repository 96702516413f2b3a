"""The report as a PDF to sign, file and print: A4 upright, black ink, the same sentences, pictures and tables."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime, time
from typing import Any, Final

from reports.charts import to_svg
from reports.content import Chart, Report, Table
from reports.printed import print_table

LEFT_TO_FILES = {"codebook", "making"}
"""What a program needs, or a page unfolds, and a reader of paper does not."""
FIRST = "sectors"
"""The chart that stands under the sentences; the others stand with their tables."""
STANDARD: Final = "ua-1"
"""PDF/UA: the typesetter refuses a picture without words, a heading out of order, a missing title."""


def to_pdf(report: Report) -> bytes:
    """The report on A4; the same report gives the same bytes."""
    import typst

    from reports.posters import TYPESETTING, font_folders

    pdf = typst.compile(
        (TYPESETTING / "report.typ").read_bytes(),
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=font_folders()),
        sys_inputs={"values": kept_together(json.dumps(_values(report), ensure_ascii=False))},
        timestamp=datetime.combine(report.as_of, time(), UTC),
        pdf_standards=STANDARD,
    )
    return bytes(pdf)


def kept_together(text: str) -> str:
    """The text with no line's end between a sign and its figure."""
    return re.sub(r"([≥≤<>]) (?=\d)", "\\1\u00a0", text)


def _values(report: Report) -> dict[str, Any]:
    first = report.chart(FIRST)
    return {
        "language": report.language,
        "title": report.title,
        "unit": report.unit_name,
        "period": report.period_text,
        "banner": report.banner,
        "disclaimer": report.disclaimer,
        "facts": report.facts,
        "sentences": [sentence.text for sentence in (*report.sentences, report.beside) if sentence is not None],
        "picture": None if first is None else _picture(first),
        "notes": report.notes,
        "words": report.labels,
        "sections": [
            _section(report, table) for table in report.tables if table.key not in LEFT_TO_FILES and table.rows
        ],
    }


def _section(report: Report, table: Table) -> dict[str, Any]:
    charts = report.charts_of(table.key) if table.key != FIRST else ()
    return {
        "title": table.title,
        "charts": [_picture(chart) for chart in charts],
        "table": asdict(print_table(table)),
    }


def _picture(chart: Chart) -> dict[str, str]:
    return {"svg": to_svg(chart), "alt": chart.description}
