"""What deserves an alert in a period's findings: a target surely missed, a share beyond its limits of variation.

Each condition is raised, clear or neither: what cannot be judged this week, because too few answered or the interval
lies across the target, neither begins an alert nor ends one, so that nothing is told twice for wavering.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from reports.action_figures import Figure, figure_text
from reports.build import report_of
from reports.content import Report, Translate
from reports.findings import Findings, TargetLine, WeekSignal
from reports.protection import protect
from reports.row_sentence import row_sentence
from reports.signals import BEYOND, RUN, signal_words
from reports.telling import Teller

Kind = Literal["targets", "signals", "desks", "actions"]
State = Literal["raised", "clear", "unclear"]
KINDS: tuple[Kind, ...] = ("targets", "signals", "desks", "actions")


@dataclass(frozen=True, slots=True)
class Condition:
    """Something an alert can be about: `key` tells it apart from all others, `text` says it when it is raised."""

    kind: Kind
    key: str
    state: State
    text: str = ""


def period_conditions(teller: Teller) -> tuple[Condition, ...]:
    """The conditions of one unit in one period, made of figures that may be shown."""
    return (*_targets(teller, report_of(teller)), *_limits(teller), *_falls(teller))


def teller_of(findings: Findings, language: str, translate: Translate) -> Teller:
    """A teller of findings, protected."""
    return Teller(protect(findings), language, translate)


def _targets(teller: Teller, report: Report) -> Iterator[Condition]:
    for line in teller.findings.targets:
        key = f"targets:{teller.findings.unit}:{line.plan}|{line.key}"
        state = _target_state(line)
        yield Condition("targets", key, state, _target_words(report, line) if state == "raised" else "")


def _target_state(line: TargetLine) -> State:
    if line.verdict is None:
        return "unclear"
    if line.verdict.certainty == "not_met":
        return "raised"
    return "clear" if line.verdict.point == "met" else "unclear"


def _target_words(report: Report, line: TargetLine) -> str:
    """The target's row of the table as one sentence."""
    table = report.table("targets")
    key = next(key for key in (line.key, f"{line.plan}:{line.key}") if any(row.key == key for row in table.rows))
    said = {
        column.key: cell.text for column, cell in zip(table.columns, table.row(key).cells, strict=True) if cell.text
    }
    labels = {column.key: column.label for column in table.columns}
    unit = "" if said.get("unit") == "%" else f" {said.get('unit', '')}"
    limits = f"{said['low'].removesuffix('%')}–{said['high'].removesuffix('%')}; " if "high" in said else ""
    figure = f"{said.get('value', '')}{unit} ({limits}{labels['n']} = {said.get('n', '–')})"
    certainty = f"{labels['certainty'].lower()}: {said['certainty']}"
    return f"{said['label']} {said['target']}: {figure}, {said['point']}; {certainty}."


def _limits(teller: Teller) -> Iterator[Condition]:
    """The last week on its two control charts: beyond a limit, or the latest of a long run on one side."""
    _ = teller.translate
    if not teller.findings.trend:
        return
    point = teller.findings.trend[-1]
    share = None if point.share is None else Figure(point.share, n=point.share.n)
    wait = None if point.waiting is None else Figure(point.waiting, n=point.waiting.n, is_minutes=True)
    said = _("Tỷ lệ hài lòng của tuần, %(figure)s: %(signal)s (biểu đồ mười hai tuần).")
    for side in ("low", "high"):
        yield _chart_condition(teller, side, share, point.signal, said)
    said = _("Thời gian chờ trung bình của tuần, %(figure)s: %(signal)s (biểu đồ mười hai tuần).")
    yield _chart_condition(teller, "wait", wait, point.wait, said)


def _chart_condition(
    teller: Teller, side: str, figure: Figure | None, signal: WeekSignal | None, pattern: str
) -> Condition:
    key = f"signals:{teller.findings.unit}:{side}"
    if figure is None or signal is None:
        return Condition("signals", key, "unclear")
    is_side = signal.run < 0 if side == "low" else signal.run > 0
    if not is_side or not {BEYOND, RUN} & set(signal.rules):
        return Condition("signals", key, "clear")
    words = {"figure": figure_text(teller, figure), "signal": signal_words(teller, signal)}
    return Condition("signals", key, "raised", pattern % words)


def _falls(teller: Teller) -> Iterator[Condition]:
    """Sectors that fell further since the period before than ordinary variation explains."""
    for row in teller.findings.sectors:
        key = f"signals:{teller.findings.unit}:sector:{row.key}"
        if row.change is None:
            yield Condition("signals", key, "unclear")
        elif row.change.value < 0 and not row.change.is_ordinary:
            yield Condition("signals", key, "raised", row_sentence(teller, row, teller.name(row.name)))
        else:
            yield Condition("signals", key, "clear")
