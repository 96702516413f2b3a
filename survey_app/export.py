"""Files of one period: the same function serves the page's download buttons and the command line."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy.orm import Session

import reports
from reports.actions import ActionFact
from reports.content import Report
from reports.edition import Edition
from reports.findings import Findings
from survey_app.actions import facts_of_report
from survey_app.adoption import plans_to_ask
from survey_app.exceptions import NotPublished, UnknownPeriod
from survey_app.languages import translator
from survey_app.periods import Period, viet_nam_today
from survey_app.plans import find_period
from survey_app.results import compute, load_kept
from survey_app.snapshots import Kept
from survey_app.week_blocks import ends_a_block


def to_pdf(report: Report) -> bytes:
    """The PDF; its typesetter is loaded only when one is asked for."""
    from reports.pdf import to_pdf as write

    return write(report)


WRITERS: dict[str, Callable[[Report], bytes]] = {
    "pdf": to_pdf,
    "xlsx": reports.to_xlsx,
    "csv": reports.to_csv,
    "json": reports.to_json,
}
"""Kinds of files, in the order in which they are offered."""
MIME_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
}


def tell(
    findings: Findings,
    language: str,
    actions: Sequence[ActionFact] | None = None,
    *,
    edition: Edition | None = None,
) -> Report:
    """The findings as content in one language, with disclosure control done, and the register's actions beside them."""
    return reports.build_report(
        findings, language=language, translate=translator(language), actions=actions, edition=edition
    )


def tell_kept(session: Session, kept: Kept, language: str, today: date) -> Report:
    """A published period as content in one language, with the actions that were taken on it since."""
    findings = kept.findings
    return tell(findings, language, facts_of_report(session, findings, today), edition=kept.edition)


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
    return on_the_grid(find_period(text, adopted=tuple(plans_to_ask(session, unit, day))))


def on_the_grid(period: Period) -> Period:
    """Refuse a freely chosen span: two that differ by a day would give away what one person answered."""
    free = period.kind in ("weeks", "span") or ("@" in period.id and not ends_a_block(period))
    if free:
        raise UnknownPeriod(
            _(
                "Kỳ “%(asked)s” không có trong các kỳ công bố: tuần 2026-W05, tháng 2026-03, quý 2026-Q1, nửa năm "
                "2026-H1, năm 2026, kỳ của kế hoạch <mã kế hoạch>:Q1. Khoảng ngày tự chọn không được nêu, vì so hai "
                "khoảng gần nhau có thể suy ra câu trả lời của một người.",
                asked=period.id,
            )
        )
    return period


def read_report(session: Session, text: str, unit: str, *, language: str, today: date | None = None) -> Report:
    """The report of a unit and period, for the command line: as published, or computed where nothing was."""
    day = today or viet_nam_today()
    period = read_period(session, text, unit, today=day)
    try:
        return tell_kept(session, load_kept(session, period, unit, today=day), language, day)
    except NotPublished:
        findings = compute(session, period, unit, today=day)
        return tell(findings, language, facts_of_report(session, findings, day))
