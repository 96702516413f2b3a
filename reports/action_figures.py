"""The figure behind a finding: which row's which indicator, read from findings that disclosure control has passed.

An action freezes such a figure when it is opened and reads the same one again in a later period.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from analysis import Estimate, Target
from reports.by_ticket import answers_behind
from reports.findings import Findings, Name, Row, RowKind, TargetLine
from reports.numbers import Numbers
from reports.protection import Protected
from reports.telling import estimate_decimals

Indicator = Literal["share", "waiting", "on_time", "coverage", "target"]
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured: an indicator of the whole, of a row, or of a target of a plan (`<plan>|<key>`)."""

    indicator: Indicator
    kind: Literal["total", "sector", "unit", "agency", "target"] = "total"
    key: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate with its interval, or an exact pair of counts; what it was compared with."""

    estimate: Estimate | None = None
    counts: tuple[int, int] | None = None
    n: int = 0
    target: Target | None = None
    is_minutes: bool = False
    tier: str = ""
    """Which answers the share rests on: two figures of different tiers are not compared."""

    @property
    def value(self) -> float | None:
        """The figure itself."""
        if self.estimate is not None:
            return self.estimate.value
        return self.counts[0] / self.counts[1] if self.counts and self.counts[1] else None


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure frozen with where it was taken from; without a figure where the finding has none to measure again."""

    period_id: str
    period: Name
    first: date
    last: date
    as_of: date
    figure: Figure | None = None
    revision: int | None = None
    digest: str = ""
    """Of the findings the figure was taken from, where they were published."""


class Speaker(Protocol):
    """A language to tell in; a `Teller` is one too."""

    @property
    def language(self) -> str: ...
    @property
    def translate(self) -> Callable[[str], str]: ...
    @property
    def numbers(self) -> Numbers: ...
    def name(self, name: Name) -> str:
        """A name as data in the language."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A language to tell in where there is no report."""

    language: str
    translate: Callable[[str], str]

    @property
    def numbers(self) -> Numbers:
        """The number formats of the language."""
        return Numbers(self.language)

    def name(self, name: Name) -> str:
        """A name as data in the language."""
        return name.in_language(self.language)


def figure_of(protected: Protected, subject: Subject) -> Figure | None:
    """The figure as it may be shown in this period; `None` where there is none or it is hidden."""
    findings = protected.findings
    if subject.indicator == "share":
        return _share(row_of(findings, subject))
    if subject.indicator == "coverage":
        return _coverage(protected, row_of(findings, subject))
    if subject.indicator == "waiting":
        return _waiting(findings, subject)
    if subject.indicator == "on_time":
        return _on_time(findings, subject)
    return _target(findings, subject.key)


def row_of(findings: Findings, subject: Subject) -> Row | None:
    """The row of satisfaction that a subject is about."""
    tables: dict[str, Sequence[Row]] = {
        TOTAL: (findings.total,),
        "sector": findings.sectors,
        "unit": findings.units,
        "agency": findings.agencies,
    }
    rows = tables.get(subject.kind, ())
    return next((row for row in rows if subject.kind == TOTAL or row.key == subject.key), None)


def figure_text(speaker: Speaker, figure: Figure) -> str:
    """79,4% (74,1–84,0; 212 phiếu, or phiếu theo mã), 27,3 phút (25,0–29,6; 180 phiếu), 65,0% (650/1.000)."""
    _, numbers = speaker.translate, speaker.numbers
    if figure.counts is not None:
        part, whole = figure.counts
        return f"{numbers.percent(part / whole)} ({numbers.number(part)}/{numbers.number(whole)})" if whole else ""
    found = figure.estimate
    if found is None:
        return ""
    decimals = estimate_decimals(found, figure.target, is_share=not figure.is_minutes)
    if figure.is_minutes:
        value = _("%(minutes)s phút") % {"minutes": numbers.number(found.value, decimals)}
        limits = numbers.range(found.ci_low, found.ci_high, decimals)
    else:
        value = numbers.percent(found.value, decimals)
        limits = numbers.share_range(found.ci_low, found.ci_high, decimals)
    words = {"value": value, "range": limits, "n": numbers.number(figure.n)}
    if figure.tier == "ticket":
        return _("%(value)s (%(range)s; %(n)s phiếu theo mã)") % words
    return _("%(value)s (%(range)s; %(n)s phiếu)") % words


def row_subject(kind: RowKind, key: str, indicator: Indicator = "share") -> Subject | None:
    """The subject of a row; none for tiers and channels, which are ways of asking, not places to act."""
    if kind == TOTAL:
        return Subject(indicator)
    if kind in ("sector", "unit", "agency"):
        return Subject(indicator, kind, key)
    return None


def _share(row: Row | None) -> Figure | None:
    if row is None or row.share is None:
        return None
    return Figure(row.share, n=answers_behind(row), target=row.target, tier=row.tier)


def _coverage(protected: Protected, row: Row | None) -> Figure | None:
    is_hidden = protected.total_reason in ("hidden", "window")
    if row is None or row.kind != TOTAL or is_hidden or not row.visits:
        return None
    return Figure(counts=(row.n, row.visits), n=row.n)


def _waiting(findings: Findings, subject: Subject) -> Figure | None:
    rows = [row for row in findings.waiting if row.kind == subject.kind]
    row = next((row for row in rows if subject.kind == TOTAL or row.key == subject.key), None)
    if row is None or row.mean is None:
        return None
    return Figure(row.mean, n=row.n, target=row.target, is_minutes=True)


def _on_time(findings: Findings, subject: Subject) -> Figure | None:
    key = TOTAL if subject.kind == TOTAL else subject.key
    row = next((row for row in findings.on_time if row.key == key), None)
    return None if row is None or not row.resolved else Figure(counts=(row.on_time, row.resolved), n=row.resolved)


def _target(findings: Findings, key: str) -> Figure | None:
    line = next((line for line in findings.targets if target_key(line) == key), None)
    if line is None or (line.observed is None and line.counts is None):
        return None
    return Figure(line.observed, line.counts, line.n, line.target, line.unit == "minutes")


def target_key(line: TargetLine) -> str:
    """A target of a plan, told apart from one of the same name in another."""
    return f"{line.plan}|{line.key}"
