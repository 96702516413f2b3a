"""What the inspector's page shows: notices first, then the tables they rest on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from reports.content import Report, Table
from reports.integrity import IntegrityFindings, build_integrity, tell_silences
from reports.integrity.notices import Notice as Silence
from survey_app.languages import translator
from survey_app.office.question import Question
from survey_app.office.service import Chooser, make_chooser
from survey_app.results.integrity import Watch, load_integrity

NOTICES = "notices"
NOT_SHOWN = (NOTICES, "codebook")


@dataclass(frozen=True, slots=True)
class Notice:
    """One row of the table of notices, by the names of its columns."""

    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """The text of one cell."""
        return self.cells[column]


@dataclass(frozen=True, slots=True)
class IntegrityPage:
    """The page of one unit and closed period."""

    report: Report
    notices: tuple[Notice, ...]
    nothing: str
    """What to say where there is no notice."""
    tables: tuple[Table, ...]
    chooser: Chooser
    silent: tuple[Silence, ...]
    """Desks silent until yesterday."""


def integrity_page(session: Session, question: Question, watch: Watch) -> IntegrityPage:
    """The page of what was asked."""
    findings = _find(session, question)
    report = _tell(findings, question)
    silent = watch.silent(session, question.unit, question.today)
    listed = report.table(NOTICES)
    keys = [column.key for column in listed.columns]
    return IntegrityPage(
        report=report,
        notices=tuple(
            Notice({key: cell.text for key, cell in zip(keys, row.cells, strict=True)}) for row in listed.rows
        ),
        nothing=listed.empty,
        tables=tuple(table for table in report.tables if table.key not in NOT_SHOWN),
        chooser=make_chooser(session, question, "integrity"),
        silent=tell_silences(findings, silent, language=question.language, translate=translator(question.language)),
    )


def read_report(session: Session, question: Question) -> Report:
    """The content that page and files share."""
    return _tell(_find(session, question), question)


def _find(session: Session, question: Question) -> IntegrityFindings:
    return load_integrity(session, question.period, question.unit, today=question.today)


def _tell(findings: IntegrityFindings, question: Question) -> Report:
    return build_integrity(findings, language=question.language, translate=translator(question.language))
