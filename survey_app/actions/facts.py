"""The register as it is told: rows become facts with names in both languages, days overdue and what was proven."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reports.actions import ActionFact
from reports.findings import Findings, Name
from survey_app.actions.comparing import compare
from survey_app.actions.keeping import read_measured, read_subject
from survey_app.models import ActionChange, Agency, CorrectiveAction, Unit
from survey_app.places import descendants

STATES = ("open", "done", "dropped")


def rows_of(session: Session, units: Collection[str], today: date, *, state: str = "") -> list[CorrectiveAction]:
    """The actions of these units, open ones first by due day, the others by when they were opened, newest first."""
    query = sa.select(CorrectiveAction).where(CorrectiveAction.unit.in_(list(units)))
    if state == "overdue":
        query = query.where(CorrectiveAction.state == "open", CorrectiveAction.due < today)
    elif state:
        query = query.where(CorrectiveAction.state == state)
    return sorted(session.scalars(query), key=lambda each: (each.state != "open", _order(each)))


def facts_of(session: Session, rows: Collection[CorrectiveAction], today: date) -> list[ActionFact]:
    """The same rows as they stand today, in their order."""
    units, agencies = _names(session, Unit), _names(session, Agency)
    return [_fact(action, units, agencies, today) for action in rows]


def actions_of(session: Session, units: Collection[str], today: date, *, state: str = "") -> list[ActionFact]:
    """The actions of these units as they stand today."""
    return facts_of(session, rows_of(session, units, today, state=state), today)


def facts_of_report(session: Session, findings: Findings, today: date) -> list[ActionFact]:
    """The actions told beside a period's figures: open ones, and those done or dropped since the period began."""
    units = with_below(session, findings.unit, today)
    ended = dict(_ended(session, units))
    rows = [
        row
        for row in rows_of(session, units, today)
        if row.state == "open" or ended.get(row.number, today) >= findings.period.first
    ]
    return facts_of(session, rows, today)


def read_fact(session: Session, action: CorrectiveAction, today: date) -> ActionFact:
    """One action as it stands today."""
    return facts_of(session, [action], today)[0]


def with_below(session: Session, unit: str, day: date) -> set[str]:
    """The unit and those below it on the day."""
    return {member.unit for member in descendants(session, unit, day, day)} | {unit}


def agencies(session: Session, language: str) -> list[tuple[str, str]]:
    """Code and name of every agency, by name."""
    names = [(code, name.in_language(language)) for code, name in _names(session, Agency).items()]
    return sorted(names, key=lambda each: each[1])


def _order(action: CorrectiveAction) -> tuple[int, int]:
    return (action.due.toordinal(), action.number) if action.state == "open" else (-action.number, 0)


def _ended(session: Session, units: Collection[str]) -> Iterable[tuple[int, date]]:
    """When each action was last done, dropped or measured."""
    query = (
        sa.select(ActionChange.action, sa.func.max(ActionChange.at))
        .join(CorrectiveAction, CorrectiveAction.number == ActionChange.action)
        .where(CorrectiveAction.unit.in_(list(units)), ActionChange.what.in_(("done", "dropped", "measured")))
        .group_by(ActionChange.action)
    )
    return [(number, at.date()) for number, at in session.execute(query)]


def _names(session: Session, table: type[Unit | Agency]) -> dict[str, Name]:
    rows = session.execute(sa.select(table.code, table.name_vi, table.name_en))
    return {code: Name(vi, en) for code, vi, en in rows}


def _fact(action: CorrectiveAction, units: Mapping[str, Name], agencies: Mapping[str, Name], today: date) -> ActionFact:
    opening = read_measured(action.opening)
    result = read_measured(action.result) if action.result else None
    return ActionFact(
        number=action.number,
        unit=action.unit,
        unit_name=units[action.unit],
        finding=Name(action.finding_vi, action.finding_en),
        opening=opening,
        opened_on=action.opened_on,
        cause=action.cause,
        measure=action.measure,
        agency=agencies[action.agency] if action.agency else units[action.unit],
        due=action.due,
        state=action.state,  # type: ignore[arg-type]  # the table takes no other
        overdue_days=max((today - action.due).days, 0) if action.state == "open" else 0,
        subject=read_subject(action.subject),
        done_on=action.done_on,
        reason=action.reason,
        result=result,
        moved=None if result is None else compare(opening, result),
    )
