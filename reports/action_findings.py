"""From where a finding stands (`sectors:dat-dai`, `sentences:overall`) to its words and what to measure again.

Any sentence and any row of any table can be acted upon; only some have a figure that a later period is held against.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reports.action_figures import TOTAL, Figure, Subject, figure_of, row_subject, target_key
from reports.build import report_of
from reports.content import Table, Translate
from reports.findings import Findings, Row, TargetLine
from reports.plan_sentence import judged_lines
from reports.protection import protect
from reports.row_sentence import row_sentence
from reports.sentences import build_sentences
from reports.shortfall import compared, furthest_short
from reports.telling import Teller

ROWS = {"sectors": "sector", "units": "unit", "agencies": "agency"}
WITH_WHOLE = frozenset({*ROWS, "tiers", "channels"})
"""Tables of rows that begin with the whole."""
MOST_CELLS = 4
"""So many figures of a row say which finding it is; the table itself has them all."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as it is told, and what of it can be measured again."""

    about: str
    text: str
    subject: Subject | None = None
    figure: Figure | None = None


def find_finding(findings: Findings, about: str, *, language: str = "vi", translate: Translate = str) -> Finding | None:
    """The finding at this place of the report, its figure as it may be shown; `None` where nothing is there."""
    teller = Teller(protect(findings), language, translate)
    table, _colon, key = about.partition(":")
    text = _text(teller, table, key)
    if not text:
        return None
    subject = _subject(teller, table, key)
    return Finding(about, text, subject, None if subject is None else figure_of(teller.protected, subject))


def _text(teller: Teller, table: str, key: str) -> str:
    if table == "sentences":
        return next((sentence.text for sentence in build_sentences(teller) if sentence.key == key), "")
    row = _shown_row(teller, table, key)
    if row is not None:
        return row_sentence(teller, row, teller.title(row))
    # the whole report only for what has no sentence of its own: a page that opens an action waits for it
    report = report_of(teller)
    if not report.has_table(table) or all(row.key != key for row in report.table(table).rows):
        return ""
    return _row_words(report.table(table), key)


def _row_words(table: Table, key: str) -> str:
    """A row of any table in words: its name, then its first figures under their heads."""
    first, *others = zip(table.columns, table.row(key).cells, strict=True)
    said = [f"{column.label}: {cell.text}" for column, cell in others if cell.text]
    return f"{table.title} – {first[1].text}. {'; '.join(said[:MOST_CELLS])}."


def _is_whole(table: str, key: str) -> bool:
    return table in WITH_WHOLE and key == TOTAL


def _shown_row(teller: Teller, table: str, key: str) -> Row | None:
    if _is_whole(table, key):
        whole = teller.findings.total
        return None if whole.share is None else whole
    rows = {
        "sectors": teller.findings.sectors,
        "units": teller.findings.units,
        "agencies": teller.findings.agencies,
    }.get(table, ())
    return next((row for row in rows if row.key == key and row.share is not None), None)


def _subject(teller: Teller, table: str, key: str) -> Subject | None:
    makers: dict[str, Callable[[Teller, str], Subject | None]] = {
        "sentences": _sentence_subject,
        "summary": _summary_subject,
        "targets": _target_subject,
        "waiting": _waiting_subject,
        "on_time": _on_time_subject,
    }
    if _is_whole(table, key):
        return Subject("share")
    if table in ROWS:
        return row_subject(ROWS[table], key)  # type: ignore[arg-type]  # the values of ROWS are kinds of rows
    make = makers.get(table)
    return None if make is None else make(teller, key)


def _sentence_subject(teller: Teller, key: str) -> Subject | None:
    if key in ("sectors", "advice"):
        worst = furthest_short(compared(teller))
        return Subject("share") if worst is None else row_subject("sector", worst.key)
    if key == "plan":
        return _missed_subject(teller)
    known: dict[str, Subject] = {
        "overall": Subject("share"),
        "beside": Subject("share"),
        "waiting": Subject("waiting"),
        "trust": Subject("coverage"),
        "empty": Subject("coverage"),
        "uncovered": Subject("coverage"),
    }
    return known.get(key)


def _missed_subject(teller: Teller) -> Subject:
    """The first target that is surely missed; the whole where none is."""
    missed = (line for line in judged_lines(teller) if line.verdict is not None and line.verdict.certainty == "not_met")
    line = next(missed, None)
    return Subject("share") if line is None else _line_subject(line)


def _summary_subject(_teller: Teller, key: str) -> Subject | None:
    known: dict[str, Subject] = {
        "share": Subject("share"),
        "waiting": Subject("waiting"),
        "on_time": Subject("on_time"),
        "responses": Subject("coverage"),
    }
    return known.get(key)


def _waiting_subject(teller: Teller, key: str) -> Subject | None:
    keys = {"total" if row.kind == "total" else row.key: row for row in teller.findings.waiting}
    row = keys.get(key)
    return None if row is None else row_subject(row.kind, row.key, "waiting")


def _on_time_subject(_teller: Teller, key: str) -> Subject | None:
    return Subject("on_time") if key == "total" else Subject("on_time", "sector", key)


def _target_subject(teller: Teller, key: str) -> Subject | None:
    """The period's own row where there is one: cumulative figures of two periods overlap and cannot be compared."""
    line = next((line for line in teller.findings.targets if key in (line.key, f"{line.plan}:{line.key}")), None)
    return None if line is None else _line_subject(line)


def _line_subject(line: TargetLine) -> Subject:
    if line.indicator == "waiting_mean":
        return Subject("waiting")
    if line.indicator == "on_time_share":
        return Subject("on_time")
    if "satisfaction" in line.indicator:
        return Subject("share", "sector", line.scope) if line.scope else Subject("share")
    return Subject("target", "target", target_key(line))
