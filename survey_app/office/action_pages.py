"""What the pages of the register show: actions in words, with what this person may do about each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from reports.action_figures import Subject, Voice, figure_text
from reports.actions import ActionFact, moved_words, state_words
from reports.content import Mark
from survey_app import actions
from survey_app.languages import translator
from survey_app.models import ActionChange, CorrectiveAction
from survey_app.office.access import reach, units_for, visible_units
from survey_app.office.choices import Choice
from survey_app.office.comment_content import Paging, paging_of
from survey_app.office.people import Person
from survey_app.period_names import name_of, title_of
from survey_app.periods import VIET_NAM, full_day
from survey_app.registry.agencies import responsibilities_of

STATES = ("open", "overdue", "done", "dropped")
ON_A_PAGE = 50
STEPS = {"open": ("edit", "finish", "drop"), "done": ("measure", "reopen"), "dropped": ("reopen",)}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, when and in which language."""

    person: Person
    language: str
    today: date

    @property
    def voice(self) -> Voice:
        """The language to tell in."""
        return Voice(self.language, translator(self.language))


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """An action in words."""

    number: int
    unit_name: str
    finding: str
    period: str
    opened: str
    figure: str
    cause: str
    measure: str
    agency: str
    due: str
    state: str
    mark: Mark
    is_overdue: bool
    done: str
    reason: str
    result_period: str
    result: str
    moved: str
    moved_mark: Mark


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What somebody did, and what changed by it."""

    day: str
    who: str
    what: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The list."""

    entries: tuple[ActionEntry, ...]
    units: tuple[Choice, ...]
    unit: str
    states: tuple[Choice, ...]
    state: str
    paging: Paging
    is_whole: bool
    """Nothing was left out by a choice of the reader."""


@dataclass(frozen=True, slots=True)
class ActionPage:
    """One action with its history and the steps this person may take."""

    entry: ActionEntry
    unit: str
    period: str
    has_figure: bool
    is_waiting: bool
    """Done, and no period after it has final figures yet."""
    history: tuple[HistoryLine, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActionsBlock:
    """What the page of a period says of the register."""

    entries: tuple[ActionEntry, ...]
    open_count: int
    overdue_count: int
    unit: str


def register_page(session: Session, reader: Reader, *, unit: str, state: str, page: str = "") -> RegisterPage:
    """The actions of the units this person may see, or of one with those below it, a page at a time."""
    names = visible_units(session, reader.person, reader.today, reader.language)
    state = state if state in STATES else ""
    until = last_reached(session, reader)
    wanted = actions.with_below(session, unit, reader.today) & set(until) if unit in names else set(until)
    rows = [
        row for row in actions.rows_of(session, wanted, reader.today, state=state) if row.opened_on <= until[row.unit]
    ]
    paging = paging_of(page, len(rows), ON_A_PAGE)
    found = actions.facts_of(session, rows[paging.offset : paging.offset + ON_A_PAGE], reader.today)
    return RegisterPage(
        entries=tuple(entry_of(fact, reader.voice) for fact in found),
        units=tuple(Choice(code, name) for code, name in names.items()),
        unit=unit if unit in names else "",
        states=_state_choices(),
        state=state,
        paging=paging,
        is_whole=unit not in names and not state,
    )


def action_page(session: Session, reader: Reader, action: CorrectiveAction) -> ActionPage:
    """One action."""
    fact = actions.read_fact(session, action, reader.today)
    periods = actions.periods_after(action, reader.today)
    steps = [step for step in STEPS[action.state] if step != "measure" or periods]
    return ActionPage(
        entry=entry_of(fact, reader.voice),
        unit=action.unit,
        period=fact.opening.period_id,
        has_figure=fact.opening.figure is not None,
        is_waiting=action.state == "done" and fact.subject is not None and not periods,
        history=tuple(_history_line(change) for change in actions.history(session, action.number)),
        steps=tuple(steps) if may_change(session, reader, action.unit) else (),
    )


def last_reached(session: Session, reader: Reader) -> dict[str, date]:
    """Until which day each unit was this person's to see: one merged away leaves its actions behind in the register."""
    until: dict[str, date] = {}
    for member in reach(session, reader.person, "results", date.min, reader.today):
        until[member.unit] = max(member.valid_to, until.get(member.unit, date.min))
    return until


def may_change(session: Session, reader: Reader, unit: str) -> bool:
    """Whether this person may open and change actions of the unit."""
    return unit in units_for(session, reader.person, "actions", reader.today, reader.today)


def actions_block(facts: Sequence[ActionFact], unit: str, voice: Voice) -> ActionsBlock:
    """The open actions beside a period's figures, overdue ones first."""
    still = sorted((fact for fact in facts if fact.state == "open"), key=lambda fact: fact.due)
    overdue = sum(1 for fact in still if fact.overdue_days)
    return ActionsBlock(tuple(entry_of(fact, voice) for fact in still), len(still), overdue, unit)


def entry_of(fact: ActionFact, voice: Voice) -> ActionEntry:
    """An action in words."""
    state, mark = state_words(voice, fact)
    moved, moved_mark = moved_words(voice, fact)
    opening, result = fact.opening, fact.result
    return ActionEntry(
        number=fact.number,
        unit_name=voice.name(fact.unit_name),
        finding=voice.name(fact.finding),
        period=voice.name(opening.period),
        opened=full_day(fact.opened_on),
        figure="" if opening.figure is None else figure_text(voice, opening.figure),
        cause=fact.cause,
        measure=fact.measure,
        agency=voice.name(fact.agency),
        due=full_day(fact.due),
        state=state,
        mark=mark,
        is_overdue=bool(fact.overdue_days),
        done="" if fact.done_on is None else full_day(fact.done_on),
        reason=fact.reason,
        result_period="" if result is None else voice.name(result.period),
        result="" if result is None or result.figure is None else figure_text(voice, result.figure),
        moved=moved,
        moved_mark=moved_mark,
    )


def period_choices(action: CorrectiveAction, today: date) -> list[tuple[str, str]]:
    """The periods in which an action can be measured again."""
    return [(period.id, title_of(period)) for period in actions.periods_after(action, today)]


def agency_choices(session: Session, unit_name: str, language: str) -> list[tuple[str, str]]:
    """The unit itself, then every agency."""
    return [("", _("%(unit)s (chính đơn vị)", unit=unit_name)), *actions.agencies(session, language)]


def agency_of(session: Session, subject: Subject | None, today: date) -> str:
    """The agency a finding is about, or that is in charge of its sector that day; else the unit itself."""
    if subject is None or subject.kind not in ("agency", "sector"):
        return ""
    if subject.kind == "agency":
        return subject.key
    held = responsibilities_of(session, subject.key).stretches
    return next((each.owner for each in held if each.first <= today <= (each.last or date.max)), "")


def _state_choices() -> tuple[Choice, ...]:
    return (
        Choice("", _("Tất cả")),
        Choice("open", _("Đang làm")),
        Choice("overdue", _("Quá hạn")),
        Choice("done", _("Đã làm")),
        Choice("dropped", _("Đã bỏ")),
    )


def _history_line(change: ActionChange) -> HistoryLine:
    words = {
        "opened": _("mở việc"),
        "edited": _("sửa"),
        "done": _("ghi đã làm xong"),
        "reopened": _("mở lại"),
        "dropped": _("bỏ"),
        "measured": _("đo lại"),
    }
    detail: dict[str, list[Any]] = json.loads(change.detail) if change.detail else {}
    changes = tuple(_change_words(name, *pair) for name, pair in detail.items())
    at = change.at.astimezone(VIET_NAM) if change.at.tzinfo else change.at.replace(tzinfo=UTC).astimezone(VIET_NAM)
    return HistoryLine(f"{at:%d/%m/%Y %H:%M}", change.who, words.get(change.what, change.what), changes)


def _change_words(name: str, old: object, new: object) -> str:
    labels = {
        "cause": _("Nguyên nhân"),
        "measure": _("Biện pháp"),
        "agency": _("Cơ quan chịu trách nhiệm"),
        "due": _("Hạn"),
        "done_on": _("Ngày làm xong"),
        "reason": _("Lý do bỏ"),
        "period": _("Kỳ đo lại"),
        "state": _("Tình trạng"),
    }
    states = {"open": _("đang làm"), "done": _("đã làm"), "dropped": _("đã bỏ")}
    before, after = (_shown(name, value, states) for value in (old, new))
    return str(_("%(field)s: “%(old)s” → “%(new)s”", field=labels.get(name, name), old=before, new=after))


def _shown(name: str, value: object, states: dict[str, str]) -> str:
    if not value:
        return "–"
    if name in ("due", "done_on"):
        return full_day(date.fromisoformat(str(value)))
    if name == "period":
        return name_of(str(value))
    return states.get(str(value), str(value)) if name == "state" else str(value)
