"""Targets of the adopted plans: which applies to a row, and how each stands over the plan period to date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from analysis import EmptyCellError, Estimate, Target, Verdict, exact_verdict, proportion, verdict
from reports.disclosure import MOST_WITHOUT_DATA
from reports.findings import Name, TargetLine
from survey_app import plans
from survey_app.periods import Period
from survey_app.results.domains import Domain
from survey_app.results.measures import SHARE_INTERVAL
from survey_app.results.on_time import make_on_time_row
from survey_app.results.release import released, released_by
from survey_app.results.rows import make_row, no_data_share
from survey_app.results.samples import Sample
from survey_app.results.scope import Scope, SectorPart
from survey_app.results.waiting import make_waiting_row

SATISFACTION = ("satisfaction_procedures", "satisfaction_service")
RESUPPLY_ITEM, NOT_AGAIN, RESUPPLY_VALID = "resupply", (2,), (1, 2)
SOURCES = {"on_time_share": "administrative"}
"""Where the kit's figure for an indicator comes from; desk answers for all others."""
INDICATORS_EN = {
    "satisfaction_procedures": "Satisfaction with how procedures are handled",
    "satisfaction_service": "Satisfaction with the service of the administration",
    "online_satisfaction": "Satisfaction with online public services",
    "waiting_mean": "Average waiting time per visit",
    "resupply_share": "People not asked again for papers already handed in",
    "on_time_share": "Dossiers resolved on time or early",
    "cases_settled": "Feedback and petitions settled",
    "cases_handled": "Feedback and petitions received and handled in time",
    "report_frequency": "Reports of survey results in the year",
}
UNITS: dict[str, Literal["percent", "minutes", "none"]] = {"percent": "percent", "minutes": "minutes"}
Status = Literal["judged", "no_data", "wrong_source", "not_measured", "not_in_force"]


@dataclass(frozen=True, slots=True, eq=False)
class ToDate:
    """The plan period to date, ready to be judged."""

    plan: plans.Plan
    period: Period
    is_whole: bool
    """The plan's year is over: all visits of the period are known."""
    scope: Scope
    sample: Sample
    domains: Sequence[Domain]
    """The whole first, then each sector; each figure is released by the answers that it counts."""


def in_numbers(target: plans.Target) -> Target:
    """The numeric heart of a plan's target, in the unit of the estimates."""
    return Target(target.comparison, target.threshold, target.stricter)


def satisfaction_target(
    adopted: Sequence[plans.Plan], period: Period, sector: SectorPart | None
) -> plans.Target | None:
    """The satisfaction target that desk answers measure for a sector, or for the whole."""
    return _first(adopted, period, SATISFACTION, sector)


def waiting_target(adopted: Sequence[plans.Plan], period: Period) -> plans.Target | None:
    """The target for the mean waiting time."""
    return _first(adopted, period, ("waiting_mean",), None)


def judge(to_date: ToDate) -> Iterator[TargetLine]:
    """Judge every target of one plan that is in force on the period's last day."""
    for target in to_date.plan.targets:
        if target.applied and target.valid_from <= to_date.period.last <= target.valid_to:
            yield from _lines(to_date, target)


def _first(
    adopted: Sequence[plans.Plan], period: Period, indicators: Sequence[str], sector: SectorPart | None
) -> plans.Target | None:
    for plan in adopted:
        for indicator in indicators:
            for found in plans.targets_for(
                plan,
                indicator=indicator,
                day=period.last,
                source="desk",
                sector_group=sector.priority_group if sector else None,
                sector=sector.key if sector else None,
            ):
                if found.source_matches:
                    return found.target
    return None


def _lines(to_date: ToDate, target: plans.Target) -> Iterator[TargetLine]:
    judges = {"waiting_mean": _waiting, "resupply_share": _resupply, "on_time_share": _on_time}
    if not target.measured_by(SOURCES.get(target.indicator, "desk")):
        yield _line(to_date, target, "wrong_source")
    elif target.indicator in SATISFACTION:
        yield from _satisfaction(to_date, target)
    elif target.indicator in judges:
        yield judges[target.indicator](to_date, target)
    else:
        yield _line(to_date, target, "not_measured")


def _satisfaction(to_date: ToDate, target: plans.Target) -> Iterator[TargetLine]:
    sectors = {sector.key: sector for sector in to_date.scope.sectors}
    for domain in to_date.domains:
        sector = sectors[domain.key] if domain.kind == "sector" else None
        if _first([to_date.plan], to_date.period, (target.indicator,), sector) is target:
            yield _satisfaction_line(to_date, target, domain)


def _satisfaction_line(to_date: ToDate, target: plans.Target, domain: Domain) -> TargetLine:
    row = make_row(to_date.sample, released(to_date.sample, domain), in_numbers(target))
    share = row.share if row.no_data_share <= MOST_WITHOUT_DATA else None
    line = _line(to_date, target, "no_data" if share is None else "judged", domain)
    used = row.answered if row.share is None or row.tier == "pooled" else row.share.n
    line = replace(line, n=used, bounds=row.bounds, is_same_level=row.is_same_level)
    if share is None:
        return line
    return replace(line, observed=share, tier=row.tier, verdict=_verdict(to_date, share, target, row.visits))


def _waiting(to_date: ToDate, target: plans.Target) -> TargetLine:
    sample = to_date.sample
    if sample.measures is None:
        return _line(to_date, target, "no_data")
    domain = released_by(sample, to_date.domains[0], ~np.isnan(sample.measures.minutes))
    row = make_waiting_row(sample, domain, in_numbers(target))
    if row.mean is None:
        return _line(to_date, target, "no_data")
    return replace(
        _line(to_date, target, "judged"),
        observed=row.mean,
        n=row.n,
        verdict=verdict(row.mean, in_numbers(target), rounding=row.rounding),
        rounding=row.rounding,
        is_same_level=row.is_same_value,
    )


def _resupply(to_date: ToDate, target: plans.Target) -> TargetLine:
    sample, domain = to_date.sample, to_date.domains[0]
    if sample.weighted is None or no_data_share(sample, domain) > MOST_WITHOUT_DATA:
        return _line(to_date, target, "no_data")
    domain = released_by(sample, domain, sample.cells[RESUPPLY_ITEM].isin(RESUPPLY_VALID).to_numpy())
    try:
        share = proportion(
            sample.weighted.design,
            RESUPPLY_ITEM,
            NOT_AGAIN,
            valid=RESUPPLY_VALID,
            where=domain.cells,
            method=SHARE_INTERVAL,
        )
    except EmptyCellError:
        return _line(to_date, target, "no_data")
    answers = sample.cells.loc[domain.cells, RESUPPLY_ITEM]
    return replace(
        _line(to_date, target, "judged"),
        observed=share,
        n=share.n,
        verdict=_verdict(to_date, share, target, None),
        is_same_level=answers[answers.isin(RESUPPLY_VALID)].nunique() == 1,
    )


def _on_time(to_date: ToDate, target: plans.Target) -> TargetLine:
    row = make_on_time_row(to_date.sample, to_date.domains[0])
    if row is None or row.resolved == 0:
        return _line(to_date, target, "no_data")
    found = exact_verdict(row.on_time, row.resolved, in_numbers(target))
    line = _line(to_date, target, "judged")
    return replace(line, n=row.resolved, counts=(row.on_time, row.resolved), verdict=found)


def _verdict(to_date: ToDate, share: Estimate, target: plans.Target, visits: int | None) -> Verdict:
    # more answers than visits prove nothing: somebody was counted twice, or not at all
    everyone = visits is not None and share.n == visits
    # while the plan's year runs, the visits still to come are not known, so nothing is called impossible
    population = visits if to_date.is_whole else None
    return verdict(share, in_numbers(target), population=population, full_coverage=everyone)


def _line(to_date: ToDate, target: plans.Target, status: Status, domain: Domain | None = None) -> TargetLine:
    sector = domain if domain is not None and domain.kind == "sector" else None
    return TargetLine(
        plan=to_date.plan.code,
        key=target.key if sector is None else f"{target.key}:{sector.key}",
        indicator=target.indicator,
        label=_label(target, sector),
        target=in_numbers(target),
        unit=UNITS.get(target.unit, "none"),
        sentence=target.origin.sentence,
        origin=Name(_origin(target, "vi"), _origin(target, "en")),
        is_confirmed=target.confirmed,
        status=status,
        note=_note(target),
        priority=bool(target.scope.sector_groups),
        scope="" if sector is None else sector.key,
    )


def _label(target: plans.Target, sector: Domain | None) -> Name:
    vi, en = plans.INDICATORS[target.indicator].name, INDICATORS_EN[target.indicator]
    return Name(vi, en) if sector is None else Name(f"{vi} – {sector.name.vi}", f"{en} – {sector.name.en}")


def _note(target: plans.Target) -> Name:
    # a plan kept since before its English was asked for is told as it stands
    said = ((target.note, target.note_en or target.note), (target.reason, target.reason_en or target.reason))
    return Name(*(" ".join(filter(None, texts)) for texts in zip(*said, strict=True)))


def _origin(target: plans.Target, language: str) -> str:
    origin = target.origin
    signed = "" if origin.date is None else f"{origin.date:%d/%m/%Y}"
    parts = (origin.document, ", ".join(origin.numbers), signed, origin.cite(language))
    return "; ".join(part for part in parts if part)
