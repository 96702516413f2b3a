"""Steps 4 to 6 of an answer's way as one readable function: count, estimate, judge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from reports.findings import Findings, Flag, OnTimeRow, Row, RowKind, TargetLine, TrendPoint, WaitingRow
from survey_app import plans
from survey_app.adoption import adopted_plans
from survey_app.exceptions import OpenPeriod
from survey_app.periods import Period, block_ending, full_day, is_closed, previous, week_of, weeks_back
from survey_app.results.on_time import make_on_time_row
from survey_app.results.rows import LEVELS, Domain, domains, make_row, sector_domains, whole, with_change
from survey_app.results.samples import Sample, read_sample
from survey_app.results.scope import Scope, read_members, read_scope
from survey_app.results.targets import ToDate, in_numbers, judge, satisfaction_target, waiting_target
from survey_app.results.trend import WeekFigures, describe_period, make_trend
from survey_app.results.waiting import make_waiting_row
from survey_app.results.windows import with_window

METHOD_VERSION = "1"
"""Raised whenever a change of code changes a figure."""

Reader = Callable[[Period, str], Sample]
"""The weighted answers to an item over a period."""


def compute(session: Session, period: Period, unit: str, *, today: date, reader: Reader | None = None) -> Findings:
    """Everything known about `unit` in `period`, complete and unsuppressed."""
    if not is_closed(period, today):
        raise OpenPeriod(
            f"Kỳ {period.id} chưa kết thúc (ngày cuối {full_day(period.last)}); kết quả chỉ có cho kỳ đã khép lại. "
            f"Kỳ tuần gần nhất đã khép lại: {previous(week_of(today)).id}."
        )
    scope = read_scope(session, unit, period)
    adopted = adopted_plans(session, unit, period.last)
    read = reader or (lambda span, item: read_sample(session, span, scope.root, item=item))
    sample = read(period, "overall")
    parts = domains(sample, scope)
    rows = _rows(scope, adopted, period, read)
    return Findings(
        unit=unit,
        unit_name=scope.unit.name,
        period=describe_period(period, today),
        as_of=today,
        method_version=METHOD_VERSION,
        questionnaires=sample.questionnaires,
        is_simulated=any(plan.simulated for plan in adopted),
        total=rows["total"][0],
        sectors=tuple(rows["sector"]),
        units=tuple(rows["unit"]),
        agencies=tuple(rows["agency"]),
        tiers=tuple(rows["tier"]),
        waiting=_waiting(scope, adopted, period, read),
        on_time=_on_time(sample, [*parts["total"], *parts["sector"]]),
        trend=_trend(session, scope, period, read, today) if period.kind == "week" else (),
        plan_period=describe_period(plans.period_to_date(adopted[0], period.last), today) if adopted else None,
        targets=_targets(session, unit, period, adopted, read),
        flags=tuple(_flags(sample, parts["total"][0])),
        levels=_levels(sample, parts["total"][0]),
        unanswered=_unanswered(sample, parts["total"][0]),
    )


def _rows(scope: Scope, adopted: list[plans.Plan], period: Period, read: Reader) -> dict[RowKind, list[Row]]:
    """Every row of satisfaction, with its change and, where it is small, its window of weeks."""
    sectors = {sector.key: sector for sector in scope.sectors}
    sample, before = read(period, "overall"), read(previous(period), "overall")
    earlier = {(kind, one.key): one for kind, each in domains(before, scope).items() for one in each}
    blocks: dict[str, tuple[Sample, dict[RowKind, list[Domain]]]] = {}

    def find(block: Period) -> tuple[Sample, dict[RowKind, list[Domain]]]:
        if block.id not in blocks:
            wide = read(block, "overall")
            blocks[block.id] = (wide, domains(wide, scope))
        return blocks[block.id]

    found: dict[RowKind, list[Row]] = {}
    for kind, each in domains(sample, scope).items():
        found[kind] = []
        for domain in each:
            sector = sectors[domain.key] if kind == "sector" else None
            target = satisfaction_target(adopted, period, sector)
            row = make_row(sample, domain, None if target is None else in_numbers(target))
            past = earlier.get((kind, domain.key))
            row = with_change(row, None if past is None else make_row(before, past))
            found[kind].append(with_window(row, _blocks(period), find))
    return found


def _blocks(period: Period) -> tuple[Period, ...]:
    """The closed windows of 4, 13 and 26 weeks a small week may fall back on."""
    if period.kind != "week":
        return ()
    return tuple(block_ending(period, length) for length in (4, 13, 26))


def _waiting(scope: Scope, adopted: list[plans.Plan], period: Period, read: Reader) -> tuple[WaitingRow, ...]:
    sample = read(period, "minutes")
    found = waiting_target(adopted, period)
    target = None if found is None else in_numbers(found)
    parts = [domain for domain in sector_domains(sample, scope) if domain.transactions.any() or domain.cells.any()]
    return tuple(make_waiting_row(sample, domain, target) for domain in (whole(sample, scope.unit), *parts))


def _on_time(sample: Sample, parts: list[Domain]) -> tuple[OnTimeRow, ...]:
    rows = (make_on_time_row(sample, domain) for domain in parts)
    return tuple(row for row in rows if row is not None)


def _trend(session: Session, scope: Scope, period: Period, read: Reader, today: date) -> tuple[TrendPoint, ...]:
    weeks = []
    for week in weeks_back(period, 12):
        then = replace(scope.unit, members=read_members(session, scope.unit.key, week))
        overall, minutes = read(week, "overall"), read(week, "minutes")
        waits = make_waiting_row(minutes, whole(minutes, then), None)
        weeks.append(WeekFigures(week, make_row(overall, whole(overall, then)), waits.mean))
    return make_trend(weeks, today)


def _targets(
    session: Session, unit: str, period: Period, adopted: list[plans.Plan], read: Reader
) -> tuple[TargetLine, ...]:
    lines: list[TargetLine] = []
    for plan in adopted:
        span = plans.period_to_date(plan, period.last)
        scope = read_scope(session, unit, span)
        to_date = ToDate(
            plan=plan,
            period=span,
            is_whole=span.id == plans.year_of(plan, period.last).id,
            scope=scope,
            sample=lambda item, span=span: read(span, item),  # type: ignore[misc]
            domains=lambda sample, scope=scope: [  # type: ignore[misc]
                whole(sample, scope.unit),
                *sector_domains(sample, scope),
            ],
        )
        lines.extend(judge(to_date))
    return tuple(lines)


def _flags(sample: Sample, total: Domain) -> list[Flag]:
    """What the reader must know about the weights."""
    if sample.weighted is None:
        return []
    weighted = sample.weighted
    flags = [] if weighted.is_weighted else [Flag("unweighted")]
    if sample.by_dossiers and weighted.is_weighted:
        flags.append(Flag("by_dossiers"))
    cells = sample.cells[total.cells]
    unknown = cells.loc[cells["sector"].isna(), "count"].sum()
    if unknown:
        flags.append(Flag("unknown_sector", value=float(unknown / cells["count"].sum())))
    inside = set(cells["post_stratum"].dropna()) if "post_stratum" in cells else set()
    here = weighted.strata[weighted.strata["post_stratum"].isin(inside)]
    merged = int(here["post_stratum"].str.contains("+", regex=False).sum()) if len(here) else 0
    if merged:
        flags.append(Flag("merged", value=float(merged)))
    for code, words in (("more_answers_than_visits", "more answers"), ("no_visits", "no visits")):
        for sector in here.loc[here["flag"].str.contains(words), "sector"].unique() if len(here) else ():
            flags.append(Flag(code, subject=str(sector)))  # type: ignore[arg-type]
    return flags


def _levels(sample: Sample, total: Domain) -> tuple[int, int, int, int, int]:
    cells = sample.cells[total.cells] if sample.weighted is not None else sample.cells
    counts = [int(cells.loc[cells["overall"] == level, "count"].sum()) if len(cells) else 0 for level in LEVELS]
    return (counts[0], counts[1], counts[2], counts[3], counts[4])


def _unanswered(sample: Sample, total: Domain) -> int:
    if sample.weighted is None:
        return 0
    cells = sample.cells[total.cells]
    return int(cells.loc[~cells["overall"].isin(LEVELS), "count"].sum())
