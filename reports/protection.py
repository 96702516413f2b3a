"""Findings with everything that must not be shown taken out: whatever is built afterwards cannot leak it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from reports.agency_targets import agencies_with_targets
from reports.disclosure import MOST_WITHOUT_DATA, SMALLEST, SMALLEST_UNANIMOUS, Part, is_open_secret, is_safe_together
from reports.findings import (
    Change,
    Findings,
    Flag,
    LabelRow,
    ReconcileRow,
    Row,
    TargetLine,
    TrendPoint,
    WaitingRow,
    WindowFigure,
)
from reports.hiding import Hidden, choose_hidden
from reports.studies import DriverStudy
from reports.study_protection import protected_drivers, protected_funnel, protected_weeks, shown_keys

Why = Literal["hidden", "window", "no_data", "none"]
"""Not enough answers, or hidden for another row's sake; the same with a longer window shown; too many visits in
places without an answer; no answer at all."""


@dataclass(frozen=True, slots=True)
class Rollup:
    """The hidden rows of a table together, as plain counts."""

    rows: int
    n: int
    answered: int
    satisfied: int
    visits: int | None


@dataclass(frozen=True, slots=True)
class Protected:
    """Scrubbed findings, why a row has no figure (by table and key), and the roll-up of each table that has one."""

    findings: Findings
    why: dict[tuple[str, str], Why]
    rollups: dict[str, Rollup]

    def reason(self, table: str, key: str) -> Why | None:
        """Why the row has no figure of its own, or `None` where it has one."""
        return self.why.get((table, key))

    def hidden_count(self, table: str) -> int:
        """How many rows of a table have too few answers to show."""
        return sum(1 for (name, _), why in self.why.items() if name == table and why in ("hidden", "window"))

    @property
    def total_reason(self) -> Why | None:
        """Why the whole has no figure."""
        return self.reason("total", self.findings.total.key)


def protect(findings: Findings) -> Protected:
    """Take out of the findings whatever may not be shown."""
    hidden = choose_hidden(findings)
    if hidden["total"]:
        # the whole's longer window minus its parts' windows would give the others away
        findings = replace(findings, sectors=_windowless(findings.sectors), units=_windowless(findings.units))
    scrubbed = replace(
        findings,
        total=_total(findings, hidden["total"]),
        sectors=tuple(_row(row, hidden["sectors"]) for row in findings.sectors),
        units=tuple(_row(row, hidden["units"]) for row in findings.units),
        agencies=tuple(_row(row, hidden["agencies"]) for row in agencies_with_targets(findings)),
        tiers=tuple(_row(row, hidden["tiers"]) for row in findings.tiers),
        channels=tuple(_row(row, hidden["channels"]) for row in findings.channels),
        flags=tuple(flag for flag in findings.flags if not _is_hidden_flag(flag, hidden)),
        waiting=tuple(_waiting(row, hidden["waiting"]) for row in findings.waiting),
        trend=tuple(_week(point, hidden["trend"]) for point in protected_weeks(findings.trend, hidden["trend"])),
        targets=tuple(_target(line, hidden["targets"]) for line in findings.targets),
        labels=tuple(_labels(row, hidden) for row in findings.labels),
        reconciliation=tuple(_reconciled(row) for row in findings.reconciliation),
        # the shares of the levels add up to the one that is not told
        levels=(0, 0, 0, 0, 0) if hidden["total"] or _is_without_data(findings.total) else findings.levels,
        unanswered=0 if hidden["total"] else findings.unanswered,
        drivers=_drivers(findings),
    )
    is_told = scrubbed.total.share is not None
    scrubbed = replace(
        scrubbed,
        funnel=protected_funnel(findings.funnel, shown_keys(scrubbed.units)) if is_told else None,
        silent=findings.silent if is_told else None,
    )
    return Protected(scrubbed, _reasons(findings, scrubbed, hidden), _rollups(findings, hidden))


def _total(findings: Findings, hidden: frozenset[str]) -> Row:
    """The whole; one that is withheld keeps the window, which holds no day of the period."""
    row = _row(findings.total, hidden)
    window = findings.total.window
    if not findings.is_withheld or window is None or window.last >= findings.period.first:
        return row
    level = window.share.value if window.is_same_level else None
    return replace(row, window=None if is_open_secret(Part(row.key, window.n, level)) else window)


def _drivers(findings: Findings) -> DriverStudy | None:
    study = findings.drivers
    is_told = study is None or not findings.is_withheld or study.period.id != findings.period.id
    return protected_drivers(study) if is_told else None


def _is_hidden_flag(flag: Flag, hidden: Hidden) -> bool:
    if flag.code in ("unknown_sector", "no_answers") and hidden["total"]:
        return True  # a share of few answers counts them
    # it says of more than half of the answers how they came in
    return flag.code == "mostly_assisted" and bool(hidden["total"] or flag.subject in hidden["units"])


def _windowless(rows: Sequence[Row]) -> tuple[Row, ...]:
    return tuple(replace(row, window=None) for row in rows)


def _row(row: Row, hidden: frozenset[str]) -> Row:
    if row.key in hidden:
        shown = replace(row, n=0, answered=0, satisfied=0, share=None, score=None, bounds=None, change=None)
        shown = replace(shown, levels=None, weighting=None)
        return replace(shown, no_data_share=0.0, is_same_level=False, window=_window(row))
    if _is_without_data(row):
        bare = replace(row, share=None, score=None, bounds=None, change=None, satisfied=0, window=None)
        return replace(bare, levels=None, weighting=None)
    levels = row.levels if row.answered >= SMALLEST_UNANIMOUS and not _tells_levels_of_others(row) else None
    window = _window(row) if row.n == 0 else None
    return replace(row, change=_change(row.change), window=window, levels=levels)


def _is_without_data(row: Row) -> bool:
    return row.no_data_share > MOST_WITHOUT_DATA


def _tells_levels_of_others(row: Row) -> bool:
    """Whether the levels of the ticket answers, beside those of all, would give the levels of fewer than thirty."""
    others = row.answered - row.share.n if row.tier == "ticket" and row.share is not None else 0
    return 0 < others < SMALLEST_UNANIMOUS


def _window(row: Row) -> WindowFigure | None:
    window = row.window
    if window is None or min(row.n, row.answered) >= SMALLEST or window.n < SMALLEST:
        return None
    level = window.share.value if window.is_same_level else None
    return None if is_open_secret(Part(row.key, window.n, level)) else window


def _change(change: Change | None) -> Change | None:
    if change is None:
        return None
    before = Part("", change.n_before, 0.0 if change.is_same_level_before else None)
    return None if change.n_before == 0 or is_open_secret(before) else change


def _waiting(row: WaitingRow, hidden: frozenset[str]) -> WaitingRow:
    if row.key not in hidden:
        return row
    bare = replace(row, n=0, mean=None, rounding=None, median=None, p90=None, within=None)
    return replace(bare, is_same_value=False)


def _week(point: TrendPoint, hidden: frozenset[str]) -> TrendPoint:
    if point.period.id in hidden:
        bare = replace(point, n=0, share=None, limits=None, waiting=None, is_same_level=False)
        return replace(bare, signal=None, wait=None, is_same_wait=False, no_data_share=0.0)
    if point.no_data_share > MOST_WITHOUT_DATA:
        return replace(point, share=None, limits=None, waiting=None, signal=None, wait=None)
    found = point.waiting
    if found is not None and is_open_secret(Part("", found.n, found.value if point.is_same_wait else None)):
        return replace(point, waiting=None, wait=None)
    return point


def _target(line: TargetLine, hidden: frozenset[str]) -> TargetLine:
    if line.key not in hidden:
        return line
    bare = replace(line, observed=None, n=0, verdict=None, rounding=None, bounds=None)
    return replace(bare, is_same_level=False, tier="pooled")


def _labels(row: LabelRow, hidden: Hidden) -> LabelRow:
    counted = replace(row, counts=tuple(map(_tens, row.counts)), labelled=_tens(row.labelled))
    if row.kind != "desk":
        share = None if row.key in hidden["total"] | hidden["sectors"] else row.share
        counted = replace(counted, share=share, without=None if row.key in hidden["labels"] else row.without)
    return replace(counted, out=(0, False), left=(0, False))


def _reconciled(row: ReconcileRow) -> ReconcileRow:
    return row if row.answers is None else replace(row, answers=_tens(row.answers))


def _tens(count: int) -> int:
    """In steps of ten: two reports' difference then counts nobody."""
    return count // SMALLEST * SMALLEST


def _reasons(findings: Findings, scrubbed: Findings, hidden: Hidden) -> dict[tuple[str, str], Why]:
    why: dict[tuple[str, str], Why] = {}
    tables = {
        "total": (scrubbed.total,),
        "sectors": scrubbed.sectors,
        "units": scrubbed.units,
        "agencies": scrubbed.agencies,
        "tiers": scrubbed.tiers,
        "channels": scrubbed.channels,
    }
    for table, rows in tables.items():
        for row in rows:
            if (reason := _row_reason(row, hidden[table])) is not None:
                why[table, row.key] = reason
    bare_waits = (row for row in findings.waiting if _is_bare(row, hidden["waiting"]))
    why.update({("waiting", row.key): _wait_reason(findings, row) for row in bare_waits})
    for point in findings.trend:
        if (week_reason := _week_reason(point, hidden["trend"])) is not None:
            why["trend", point.period.id] = week_reason
    why.update({("targets", key): "hidden" for key in hidden["targets"]})
    return why


def _row_reason(row: Row, hidden: frozenset[str]) -> Why | None:
    if row.window is not None:
        return "window"
    if row.key in hidden:
        return "hidden"
    if row.n == 0 or row.answered == 0:
        return "none"
    return "no_data" if row.share is None else None


def _is_bare(row: WaitingRow, hidden: frozenset[str]) -> bool:
    return row.key in hidden or row.mean is None


def _wait_reason(findings: Findings, row: WaitingRow) -> Why:
    """People answered, and minutes are not told, where the row's share is not told for want of data."""
    same = next(
        (one for one in (findings.total, *findings.sectors) if (one.kind, one.key) == (row.kind, row.key)), None
    )
    is_unheard = same is not None and same.answered > 0 and _is_without_data(same)
    return "no_data" if row.n == 0 and is_unheard else _few(row.n)


def _week_reason(point: TrendPoint, hidden: frozenset[str]) -> Why | None:
    if point.period.id in hidden or point.share is None:
        return _few(point.n)
    return "no_data" if point.no_data_share > MOST_WITHOUT_DATA else None


def _few(n: int) -> Why:
    return "hidden" if n else "none"


def _rollups(findings: Findings, hidden: Hidden) -> dict[str, Rollup]:
    if hidden["total"]:
        return {}
    tables = {"sectors": findings.sectors, "units": findings.units}
    found = {name: _rollup([row for row in rows if row.key in hidden[name]]) for name, rows in tables.items()}
    return {name: rollup for name, rollup in found.items() if rollup is not None}


def _rollup(rows: Sequence[Row]) -> Rollup | None:
    parts = [
        Part(row.key, min(row.n, row.answered), row.satisfied / row.answered if row.is_same_level else None)
        for row in rows
        if row.answered
    ]
    if len(rows) < 2 or not is_safe_together(parts):
        return None
    visits = [row.visits for row in rows]
    return Rollup(
        rows=len(rows),
        n=sum(row.n for row in rows),
        answered=sum(row.answered for row in rows),
        satisfied=sum(row.satisfied for row in rows),
        visits=None if None in visits else sum(visit for visit in visits if visit is not None),
    )
