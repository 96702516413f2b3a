"""What the inspector's page shows: notices first, then the tables they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from reports.content import Report, Table
from reports.integrity import build_integrity
from survey_app.languages import translator
from survey_app.office.access import visible_units
from survey_app.office.long_tables import TablePage, is_long, shortened, whole_table
from survey_app.office.question import Question
from survey_app.office.service import Chooser, make_chooser
from survey_app.office.silent_pages import SilentDesk, silent_desks
from survey_app.period_names import title_of
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
    silent: tuple[SilentDesk, ...]
    """Desks silent until yesterday."""
    cut: Mapping[str, int]
    """Rows in all of those tables that stand here with their first rows only."""


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A period of which nothing was computed yet: why, and what can be seen all the same."""

    title: str
    unit_name: str
    why: str
    chooser: Chooser
    silent: tuple[SilentDesk, ...]


def integrity_page(session: Session, question: Question, watch: Watch, *, is_whole: bool = False) -> IntegrityPage:
    """The page of what was asked; `is_whole` keeps every row of every table."""
    report = read_report(session, question)
    tables = tuple(table for table in report.tables if table.key not in NOT_SHOWN)
    listed = report.table(NOTICES)
    keys = [column.key for column in listed.columns]
    return IntegrityPage(
        report=report,
        notices=tuple(
            Notice({key: cell.text for key, cell in zip(keys, row.cells, strict=True)}) for row in listed.rows
        ),
        nothing=listed.empty,
        tables=tables if is_whole else tuple(map(shortened, tables)),
        chooser=make_chooser(session, question, "integrity"),
        silent=_silent(session, question, watch),
        cut={} if is_whole else {table.key: len(table.rows) for table in tables if is_long(table)},
    )


def table_page(session: Session, question: Question, key: str, *, words: str, page: int) -> TablePage | None:
    """A part of one table with all its rows; None where there is no such table."""
    whole = whole_table(read_report(session, question), key, words=words, page=page)
    return None if whole is None else TablePage(whole, "office.integrity", key)


def waiting_page(session: Session, question: Question, watch: Watch, why: str) -> WaitingPage:
    """The page of a period that is not over or not published."""
    names = visible_units(session, question.person, question.today, question.language, "integrity")
    return WaitingPage(
        title=title_of(question.period),
        unit_name=names.get(question.unit, question.unit),
        why=why,
        chooser=make_chooser(session, question, "integrity"),
        silent=_silent(session, question, watch),
    )


def read_report(session: Session, question: Question) -> Report:
    """The content that page and files share."""
    found = load_integrity(session, question.period, question.unit, today=question.today)
    return build_integrity(found, language=question.language, translate=translator(question.language))


def _silent(session: Session, question: Question, watch: Watch) -> tuple[SilentDesk, ...]:
    rows = watch.silent(session, question.unit, question.today)
    return silent_desks(session, question.person, rows, (question.language, question.today))
