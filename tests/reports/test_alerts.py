"""What deserves an alert: raised, clear, or neither; and no figure in it that may not be shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis import Verdict
from reports.alerts import Condition, period_conditions, teller_of
from reports.findings import Change, Findings, WeekSignal
from tests.reports.findings_factory import make_findings


def conditions(findings: Findings) -> dict[str, Condition]:
    return {found.key: found for found in period_conditions(teller_of(findings, "vi", str))}


def with_signal(findings: Findings, signal: WeekSignal | None) -> Findings:
    return replace(findings, trend=(*findings.trend[:-1], replace(findings.trend[-1], signal=signal)))


@pytest.mark.parametrize(
    ("point", "certainty", "state"),
    [
        ("not_met", "not_met", "raised"),
        ("not_met", "not_proven", "unclear"),
        ("met", "not_proven", "clear"),
        ("met", "met", "clear"),
    ],
)
def test_a_target_is_raised_where_the_miss_is_proven_and_over_where_it_is_reached(
    point: str, certainty: str, state: str
) -> None:
    findings = make_findings()
    lines = [line for line in findings.targets if line.verdict is not None and line.observed is not None]
    judged = tuple(replace(line, verdict=Verdict(point, certainty)) for line in lines)
    found = conditions(replace(findings, targets=judged))
    keys = [key for key in found if key.startswith("targets:")]
    assert keys
    assert {found[key].state for key in keys} == {state}
    assert all(bool(found[key].text) == (state == "raised") for key in keys)


@pytest.mark.parametrize(
    ("signal", "low", "high"),
    [
        (WeekSignal(0.8, 0.7, 0.9, ("western_electric_1",), -1), "raised", "clear"),
        (WeekSignal(0.8, 0.7, 0.9, ("western_electric_1",), 2), "clear", "raised"),
        (WeekSignal(0.8, 0.7, 0.9, ("western_electric_4",), -8), "raised", "clear"),
        (WeekSignal(0.8, 0.7, 0.9, ("western_electric_2",), -2), "clear", "clear"),
        (WeekSignal(0.8, 0.7, 0.9, (), 3), "clear", "clear"),
        (None, "unclear", "unclear"),
    ],
)
def test_a_week_is_raised_beyond_a_limit_or_in_a_long_run(signal: WeekSignal | None, low: str, high: str) -> None:
    findings = with_signal(make_findings(), signal)
    found = conditions(findings)
    assert found[f"signals:{findings.unit}:low"].state == low
    assert found[f"signals:{findings.unit}:high"].state == high


@pytest.mark.parametrize(("answers", "state"), [(50, "raised"), (5, "unclear")])
def test_a_fall_is_raised_only_of_a_sector_that_may_be_shown(answers: int, state: str) -> None:
    findings = make_findings()
    fall = Change(-0.3, 0.05, -0.4, -0.2, is_ordinary=False, n_before=60)
    first = replace(findings.sectors[0], n=answers, answered=answers, change=fall)
    found = conditions(replace(findings, sectors=(first, *findings.sectors[1:])))
    condition = found[f"signals:{findings.unit}:sector:{first.key}"]
    assert condition.state == state
    assert ("thấp hơn" in condition.text) == (state == "raised")
