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
from reports.findings import Findings, TargetLine
from reports.protection import protect
from reports.row_sentence import row_sentence
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
    """The last week of the control chart against its limits."""
    _ = teller.translate
    point = teller.findings.trend[-1] if teller.findings.trend else None
    share = None if point is None else point.share
    limits = None if point is None else point.limits
    words = {
        "low": _("Tỷ lệ hài lòng của tuần, %(figure)s, thấp hơn giới hạn dao động thường (%(range)s)."),
        "high": _("Tỷ lệ hài lòng của tuần, %(figure)s, cao hơn giới hạn dao động thường (%(range)s)."),
    }
    for side, text in words.items():
        key = f"signals:{teller.findings.unit}:{side}"
        if share is None or limits is None:
            yield Condition("signals", key, "unclear")
            continue
        is_out = share.value < limits[0] if side == "low" else share.value > limits[1]
        figure = figure_text(teller, Figure(share, n=share.n))
        said = text % {"figure": figure, "range": teller.numbers.share_range(*limits)}
        yield Condition("signals", key, "raised" if is_out else "clear", said if is_out else "")


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
