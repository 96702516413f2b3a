"""What there is to tell of a unit today: the conditions of its newest week, its desks and its actions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from reports.action_figures import Voice
from reports.actions import ActionFact
from reports.alerts import Condition, Kind, period_conditions, teller_of
from reports.build import report_of
from reports.content import Report
from reports.integrity import tell_silences
from reports.telling import Teller
from survey_app.actions import actions_of, with_below
from survey_app.exceptions import NotPublished
from survey_app.languages import translator
from survey_app.periods import Period, full_day, previous, week_of
from survey_app.places import unit_names
from survey_app.results import load
from survey_app.results.integrity import Heard, heard_of


@dataclass(frozen=True, slots=True)
class Gathered:
    """A unit's conditions, and its week's report where the week was published."""

    unit: str
    unit_name: str
    week: str
    report: Report | None
    conditions: tuple[Condition, ...]
    pages: dict[str, str] = field(default_factory=dict)
    """Key of a condition → the page that is about it alone."""


class Gatherer:
    """Gathers a unit once, however many people asked for it."""

    def __init__(self, session: Session, today: date) -> None:
        self._session, self._today = session, today
        self._found: dict[tuple[str, str], Gathered] = {}

    def gather(self, unit: str, language: str) -> Gathered:
        """What there is to tell of the unit in this language."""
        if (unit, language) not in self._found:
            self._found[unit, language] = self._gather(unit, language)
        return self._found[unit, language]

    def _gather(self, unit: str, language: str) -> Gathered:
        week = previous(week_of(self._today))
        teller = self._teller(week, unit, language)
        below = with_below(self._session, unit, self._today)
        heard = heard_of(self._session, unit, self._today)
        overdue = actions_of(self._session, below, self._today, state="overdue")
        voice = Voice(language, translator(language))
        return Gathered(
            unit=unit,
            unit_name=unit_names(self._session, language).get(unit, unit),
            week=week.id,
            report=None if teller is None else report_of(teller),
            conditions=(
                *(() if teller is None else period_conditions(teller)),
                *desk_conditions(heard, voice),
                *(action_condition(fact, voice) for fact in overdue),
            ),
            pages={
                **{action_key(fact): f"/office/actions/{fact.number}" for fact in overdue},
                **{desk_key(row.spot.desk): _row_of(unit, row.spot.desk) for row in heard.silent},
            },
        )

    def _teller(self, week: Period, unit: str, language: str) -> Teller | None:
        """A teller of the newest revision; letters never compute what was not published."""
        try:
            findings = load(self._session, week, unit, today=self._today)
        except NotPublished:
            return None
        return teller_of(findings, language, translator(language))


def desk_conditions(heard: Heard, voice: Voice) -> Iterator[Condition]:
    """Desks that are silent, in the words of the page; those of which an answer came lately are not in the list."""
    told = tell_silences(heard.silent, language=voice.language, translate=voice.translate)
    pattern = voice.translate("%(place)s (%(when)s): %(fact)s Việc nên làm: %(next)s.")
    for row, notice in zip(heard.silent, told, strict=True):
        words = {"place": notice.place, "when": notice.when, "fact": notice.facts[0], "next": notice.next_step}
        yield Condition("desks", desk_key(row.spot.desk), "raised", pattern % words)
    for desk in sorted(heard.unheard):
        yield Condition("desks", desk_key(desk), "unclear")


def desk_key(desk: str) -> str:
    """What is told of a desk, until it is heard of again."""
    return f"desks:{desk}"


def _row_of(unit: str, desk: str) -> str:
    """The desk's row, which everyone who may read the unit's results may open."""
    return f"/office/silent?unit={unit}#{desk}"


def action_condition(fact: ActionFact, voice: Voice) -> Condition:
    """An action that is overdue."""
    _ = voice.translate
    # the unit itself is often the agency: its name once is enough
    who = dict.fromkeys((voice.name(fact.unit_name), voice.name(fact.agency)))
    text = _("Việc số %(number)s (%(who)s), hạn %(due)s: %(measure)s") % {
        "number": fact.number,
        "who": ", ".join(who),
        "due": full_day(fact.due),
        "measure": fact.measure,
    }
    return Condition("actions", action_key(fact), "raised", text)


def action_key(fact: ActionFact) -> str:
    """A new due day makes it a new alert."""
    return f"actions:{fact.number}:{fact.due.isoformat()}"


def new_conditions(gathered: Gathered, kinds: tuple[str, ...], told: set[str]) -> list[Condition]:
    """What is raised, asked for and not told yet."""
    return [
        condition
        for condition in gathered.conditions
        if condition.state == "raised" and condition.kind in kinds and condition.key not in told
    ]


def cleared_keys(gathered: Gathered, told: set[str]) -> set[str]:
    """What was told and is over: clear now, or not there any more; what cannot be judged stays told."""
    standing = {condition.key for condition in gathered.conditions if condition.state != "clear"}
    unread = ("week:",) if gathered.report is not None else ("week:", "targets:", "signals:")
    return {key for key in told if key not in standing and not key.startswith(unread)}


def by_kind(conditions: list[Condition]) -> Iterator[tuple[Kind, list[Condition]]]:
    """The conditions of each kind, in the order kinds are told."""
    kinds: tuple[Kind, ...] = ("targets", "signals", "desks", "actions")
    for kind in kinds:
        if found := [condition for condition in conditions if condition.kind == kind]:
            yield kind, found
