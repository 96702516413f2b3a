"""Files of one period: the same function serves the page's download buttons and the command line."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

import reports
from reports.content import Report
from reports.findings import Findings
from survey_app.adoption import adopted_plans
from survey_app.languages import translator
from survey_app.periods import Period, viet_nam_today
from survey_app.plans import find_period
from survey_app.results import Memory, load

WRITERS: dict[str, Callable[[Report], bytes]] = {"xlsx": reports.to_xlsx, "csv": reports.to_csv}
MIME_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def tell(findings: Findings, language: str) -> Report:
    """The findings as content in one language, with disclosure control done."""
    return reports.build_report(findings, language=language, translate=translator(language))


def file_name(report: Report, kind: str) -> str:
    """A name that sorts well and any system takes: unit, period, language."""
    period = report.period.replace(":", "-").replace("..", "_").replace("@", "-den-")
    return f"sipas_{report.unit}_{period}_{report.language}.{kind}"


def export_file(report: Report, kind: str) -> bytes:
    """One file of the report."""
    return WRITERS[kind](report)


def write_exports(report: Report, folder: Path, kinds: Iterable[str]) -> dict[str, Path]:
    """Write the files, each whole or not at all, and return where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for kind in kinds:
        path = folder / file_name(report, kind)
        beside = path.with_suffix(f".{kind}.part")
        beside.write_bytes(export_file(report, kind))
        os.replace(beside, path)
        written[kind] = path
    return written


def read_period(session: Session, text: str, unit: str, *, today: date | None = None) -> Period:
    """Read a period's id, the cut-off periods of the plans that hold for the unit among them."""
    day = today or viet_nam_today()
    return find_period(text, adopted=tuple(adopted_plans(session, unit, day)))


def read_report(session: Session, text: str, unit: str, *, language: str, today: date | None = None) -> Report:
    """The report of a unit and period, for the command line."""
    day = today or viet_nam_today()
    period = read_period(session, text, unit, today=day)
    return tell(load(session, period, unit, today=day, memory=Memory()), language)
