"""Corrective actions as they are told beside the figures: finding, cause, measure, agency, due day, result.

The register goes on living while a period's figures are frozen, so it is handed over apart from the findings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from reports.action_figures import Measured, Speaker, Subject
from reports.content import Mark
from reports.findings import Name
from reports.numbers import hundredfold

State = Literal["open", "done", "dropped"]
Certainty = Literal["better", "worse", "not_proven", "exact"]


@dataclass(frozen=True, slots=True)
class Moved:
    """The change from the figure at opening to the one measured again, with its interval unless both are counts."""

    value: float
    low: float | None
    high: float | None
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class ActionFact:
    """One action as it stands today."""

    number: int
    unit: str
    unit_name: Name
    finding: Name
    opening: Measured
    opened_on: date
    cause: str
    measure: str
    agency: Name
    due: date
    state: State
    overdue_days: int = 0
    """Days since the due day of an open action; 0 where it is not overdue."""
    subject: Subject | None = None
    done_on: date | None = None
    reason: str = ""
    result: Measured | None = None
    moved: Moved | None = None


def state_words(speaker: Speaker, fact: ActionFact) -> tuple[str, Mark]:
    """Open, overdue, done or dropped, as a word and how it is marked."""
    _ = speaker.translate
    if fact.overdue_days:
        return _("quá hạn %(days)s ngày") % {"days": speaker.numbers.number(fact.overdue_days)}, "not_met"
    words: dict[State, tuple[str, Mark]] = {
        "open": (_("đang làm"), ""),
        "done": (_("đã làm"), "met"),
        "dropped": (_("đã bỏ"), "not_judged"),
    }
    if fact.state == "done" and fact.subject is not None and fact.result is None:
        return _("đã làm, chưa đo lại"), "not_proven"
    return words[fact.state]


def moved_words(speaker: Speaker, fact: ActionFact) -> tuple[str, Mark]:
    """What the figure measured again proves, and how the words are marked."""
    _ = speaker.translate
    moved = fact.moved
    if moved is None or fact.opening.figure is None:
        return "", ""
    words: dict[Certainty, tuple[str, Mark]] = {
        "better": (_("có căn cứ: tốt lên"), "met"),
        "worse": (_("có căn cứ: kém đi"), "not_met"),
        "not_proven": (_("chưa đủ căn cứ để nói là đã thay đổi"), "not_proven"),
        "exact": (_("số liệu hành chính, chính xác"), ""),
    }
    said, mark = words[moved.certainty]
    return f"{_distance(speaker, moved, is_minutes=fact.opening.figure.is_minutes)}; {said}", mark


def _distance(speaker: Speaker, moved: Moved, *, is_minutes: bool) -> str:
    _, numbers = speaker.translate, speaker.numbers
    value, low, high = (
        None if part is None else part if is_minutes else float(hundredfold(part))
        for part in (moved.value, moved.low, moved.high)
    )
    pattern = _("thay đổi %(value)s phút%(range)s") if is_minutes else _("thay đổi %(value)s điểm%(range)s")
    limits = "" if low is None or high is None else _(" (%(range)s)") % {"range": signed_range(speaker, low, high)}
    return pattern % {"value": numbers.signed(value or 0.0), "range": limits}


def signed_range(speaker: Speaker, low: float, high: float) -> str:
    """−1,2 đến +4,0: a dash between signed numbers would be read as another sign."""
    _ = speaker.translate
    return _("từ %(low)s đến %(high)s") % {"low": speaker.numbers.signed(low), "high": speaker.numbers.signed(high)}
