"""Steps 4 to 6 of an answer's way as one readable function: count, estimate, judge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

from sqlalchemy.orm import Session

from reports.findings import Findings, LabelRow, OnTimeRow, Row, RowKind, TargetLine, TrendPoint, WaitingRow
from reports.hiding import choose_hidden
from survey_app import plans
from survey_app.adoption import adopted_plans
from survey_app.periods import Period, previous, weeks_back
from survey_app.places import ancestors, last_day_in, require_unit
from survey_app.results.channels import assisted_flags
from survey_app.results.closed import refuse_open
from survey_app.results.domains import Domain, sector_domains, whole
from survey_app.results.drivers import make_drivers
from survey_app.results.funnel import make_funnel
from survey_app.results.labels import desk_label_rows, make_label_row
from survey_app.results.making import count_levels, with_making
from survey_app.results.measures import SHARE_INTERVAL
from survey_app.results.on_time import make_on_time_row
from survey_app.results.quality import count_unanswered, make_flags
from survey_app.results.reconcile import reconcile, reconcile_flags
from survey_app.results.rows import make_row, with_change
from survey_app.results.samples import Sample, read_sample
from survey_app.results.scope import agency_of, read_members
from survey_app.results.silent import make_silent
from survey_app.results.targets import ToDate, in_numbers, judge, satisfaction_target, waiting_target
from survey_app.results.trend import WeekFigures, describe_period, make_trend
from survey_app.results.view import View
from survey_app.results.waiting import is_same_wait, make_waiting_row, mean_wait
from survey_app.results.windows import with_past_window, with_window
from survey_app.results.withheld import withheld_rows
from survey_app.results.withheld_units import is_total_withheld, withheld_units
from survey_app.week_blocks import BLOCKS, block_ending

METHOD_VERSION = "8"
"""Raised whenever a change of code changes a figure."""

Reader = Callable[[Period], Sample]
"""The weighted answers of a period."""


def compute(session: Session, period: Period, unit: str, *, today: date, reader: Reader | None = None) -> Findings:
    """Everything known about `unit` in `period`, complete and unsuppressed."""
    refuse_open(period, today)
    top = root_of(session, unit, period)
    view = View(session, unit, reader or cache(lambda span: read_sample(session, span, top)))
    # a unit that was merged on a Tuesday stood in its tree, under its plans, until Monday
    adopted = adopted_plans(session, unit, last_day_in(session, unit, period.first, period.last))
    rows = _rows(view, adopted, period)
    sample, total = view.sample(period), view.domains(period)["total"][0]
    whole_row = rows["total"][0]
    if is_total_withheld(session, unit, sample):
        whole_row = with_past_window(whole_row, period, _blocks(period), view)
    parts = [total, *view.domains(period)["unit"]]
    reconciled = reconcile(session, period, {member.unit for member in view.scope(period).unit.members})
    found = Findings(
        unit=unit,
        unit_name=total.name,
        period=describe_period(period, today),
        as_of=today,
        method_version=METHOD_VERSION,
        questionnaires=sample.questionnaires,
        is_simulated=any(plan.simulated for plan in adopted),
        total=whole_row,
        sectors=tuple(rows["sector"]),
        units=tuple(rows["unit"]),
        agencies=tuple(rows["agency"]),
        tiers=tuple(rows["tier"]),
        channels=tuple(rows["channel"]),
        waiting=_waiting(view, adopted, period),
        on_time=_on_time(view, period),
        trend=_trend(session, view, period, today) if period.kind == "week" else (),
        plan_period=describe_period(plans.period_to_date(adopted[0], period.last), today) if adopted else None,
        targets=tuple(line for plan in adopted for line in _targets(view, plan, period)),
        flags=(*make_flags(sample, total), *assisted_flags(sample, parts), *reconcile_flags(reconciled)),
        levels=count_levels(sample, total.cells),
        unanswered=count_unanswered(sample, total),
        labels=_labels(session, view, period),
        reconciliation=reconciled,
        withheld=withheld_rows(session, unit, sample),
        drivers=make_drivers(session, view, (period, *_blocks(period)[:2]), today),
        silent=make_silent(rows["total"][0]),
        interval_method=SHARE_INTERVAL,
    )
    hidden = choose_hidden(found)
    return replace(
        found,
        funnel=make_funnel(found.total, found.units, view.scope(period).children, hidden["units"] | hidden["total"]),
    )


def root_of(session: Session, unit: str, period: Period) -> str:
    """The top of the unit's tree: weights are made once for everything below it."""
    code = require_unit(session, unit).code
    above = ancestors(session, code, last_day_in(session, code, period.first, period.last))
    return above[-1] if above else unit


def _rows(view: View, adopted: list[plans.Plan], period: Period) -> dict[RowKind, list[Row]]:
    """Every row of satisfaction, with its change and, where it is small, its window of weeks."""
    is_bare, bare = _withheld_then(view, previous(period))

    def row(domain: Domain) -> Row:
        is_gone = is_bare or (domain.kind == "unit" and domain.key in bare)
        return _row(view, domain, adopted, period, has_past=not is_gone)

    return {kind: [row(domain) for domain in each] for kind, each in view.domains(period).items()}


def _row(view: View, domain: Domain, adopted: list[plans.Plan], period: Period, *, has_past: bool) -> Row:
    sectors = {sector.key: sector for sector in view.scope(period).sectors}
    target = satisfaction_target(adopted, period, sectors[domain.key] if domain.kind == "sector" else None)
    row = make_row(view.sample(period), domain, None if target is None else in_numbers(target))
    if domain.kind == "sector":
        row = replace(row, agency=agency_of(view.scope(period).responsibilities, domain.key, period.last))
    before = previous(period)
    past = view.find(before, domain.kind, domain.key) if has_past else None
    row = with_change(row, None if past is None else make_row(view.sample(before), past))
    row = with_making(row, view.sample(period), domain)
    return with_window(row, _blocks(period), view)


def _withheld_then(view: View, period: Period) -> tuple[bool, frozenset[str]]:
    """Whether the unit's page withheld its total in the period, and the units below that did: no change tells of it."""
    sample = view.sample(period)
    return is_total_withheld(view.session, view.unit, sample), withheld_units(view.session, view.unit, sample)


def _blocks(period: Period) -> tuple[Period, ...]:
    """The closed windows of 4, 13 and 26 weeks a small week may fall back on."""
    if period.kind != "week":
        return ()
    return tuple(block_ending(period, length) for length in BLOCKS)


def _waiting(view: View, adopted: list[plans.Plan], period: Period) -> tuple[WaitingRow, ...]:
    found = waiting_target(adopted, period)
    target = None if found is None else in_numbers(found)
    parts = view.domains(period)
    sample = view.sample(period)
    return tuple(make_waiting_row(sample, domain, target) for domain in (*parts["total"], *parts["sector"]))


def _on_time(view: View, period: Period) -> tuple[OnTimeRow, ...]:
    parts = view.domains(period)
    rows = (make_on_time_row(view.sample(period), domain) for domain in (*parts["total"], *parts["sector"]))
    return tuple(row for row in rows if row is not None)


def _labels(session: Session, view: View, period: Period) -> tuple[LabelRow, ...]:
    parts, sample = view.domains(period), view.sample(period)
    if sample.weighted is None:
        return ()
    rows = [make_label_row(sample, domain) for domain in (*parts["total"], *parts["sector"])]
    return (*rows, *desk_label_rows(session, sample, parts["total"][0]))


def _trend(session: Session, view: View, period: Period, today: date) -> tuple[TrendPoint, ...]:
    unit, weeks = view.scope(period).unit, []
    for week in weeks_back(period, 12):
        then = replace(unit, members=read_members(session, view.unit, week))
        sample = view.sample(week)
        domain = whole(sample, then)
        row = make_row(sample, domain, is_pooled=True)
        is_withheld = is_total_withheld(session, view.unit, sample)
        weeks.append(WeekFigures(week, row, mean_wait(sample, domain), is_same_wait(sample, domain), is_withheld))
    return make_trend(weeks, today)


def _targets(view: View, plan: plans.Plan, period: Period) -> tuple[TargetLine, ...]:
    span = plans.period_to_date(plan, period.last)
    scope, sample = view.scope(span), view.sample(span)
    to_date = ToDate(
        plan=plan,
        period=span,
        is_whole=span.id == plans.year_of(plan, period.last).id,
        scope=scope,
        sample=sample,
        domains=(whole(sample, scope.unit), *sector_domains(sample, scope)),
    )
    return tuple(judge(to_date))
