"""How many answers a period should bring, per sector, and how many people to invite for them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from analysis import (
    Target,
    allocate,
    answers_needed,
    reached_margin,
    size_for_share,
    visible_share_change,
    yamane_size,
)
from analysis.estimation.intervals import normal_quantile
from survey_app.cells import count_transactions
from survey_app.exceptions import SurveyAppError
from survey_app.models import Sector
from survey_app.periods import Period
from survey_app.places import descendants
from survey_app.results.keys import read_keys
from survey_app.results.samples import population


class NoSamplePlan(SurveyAppError):
    """There are no visits to plan for, or the answers asked for cannot be divided among them."""


@dataclass(frozen=True, slots=True)
class Precision:
    """What the figures should be able to say; fractions, never percent."""

    margin: float
    level: float = 0.95
    share: float = 0.5
    deff: float = 1.5
    participation: float = 1.0
    fpc: bool = False
    method: str = "normal"
    target: float | None = None
    """A share that should be shown to be reached, ≥."""


@dataclass(frozen=True, slots=True)
class Part:
    """A sector, or whatever is planned for on its own, with its visits."""

    key: str
    name: str
    visits: int
    share: float | None = None
    """Share expected here; that of the whole plan when left out."""


@dataclass(frozen=True, slots=True)
class SampleLine:
    """The plan of one sector, or of all together."""

    part: Part
    answers: int
    invited: int
    per_week: int | None
    margin: float
    """Half width these answers give."""
    is_feasible: bool
    best_margin: float | None
    """Half width if everyone were invited, where the visits are too few."""
    needed: int | None
    """Answers to prove the target at the share expected; ``None`` without target or where no number is enough."""
    needed_is_feasible: bool | None
    """Whether there are as many visits as ``needed``."""
    is_met: bool | None
    """What these answers would conclude: met, or not met where the share expected is below the target."""
    yamane: int
    """N / (1 + N e²)."""


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """The lines of a plan and the whole."""

    lines: tuple[SampleLine, ...]
    whole: SampleLine
    precision: Precision
    weeks: float | None
    visible_change: float | None
    """Smallest rise against a period with as many answers that is seen with a power of 80 %."""


@dataclass(frozen=True, slots=True)
class Division:
    """So many answers in all, divided among the sectors."""

    total: int
    method: str = "proportional"
    floor: int = 0


def read_parts(session: Session, unit: str, period: Period) -> tuple[tuple[Part, ...], bool]:
    """The sectors of a unit and those below it with their imported visits, and whether dossiers stand in for visits."""
    members = descendants(session, unit, period.first, period.last)
    units = {member.unit for member in members}
    rows = count_transactions(session, period.first, period.last, units=units)
    if not rows.empty:
        rows = rows[read_keys(rows).belong(members, period)]
    visits, by_dossiers = population(rows)
    totals = {str(sector): float(number) for sector, number in visits.groupby(rows["sector"]).sum().items()}
    names = session.execute(sa.select(Sector.code, Sector.name_vi).order_by(Sector.position, Sector.code))
    parts = tuple(Part(code, name, round(totals[code])) for code, name in names if totals.get(code, 0) >= 1)
    if not parts:
        raise NoSamplePlan(
            f"Chưa nhập lượt giao dịch nào của đơn vị “{unit}” trong kỳ {period.id}. Hãy nhập bằng: "
            "sipas transactions import TỆP, chọn kỳ khác, hoặc nêu số lượt bằng --visits."
        )
    return parts, by_dossiers


def make_sample_plan(
    parts: Sequence[Part], precision: Precision, *, division: Division | None = None, weeks: float | None = None
) -> SamplePlan:
    """Plan each part for the precision asked for, or divide the answers given among them."""
    parts, precision = _with_shares(parts, precision)
    sizes = [_size(part, _own(part, precision)) for part in parts] if division is None else _divided(parts, division)
    lines = tuple(_line(part, size, _own(part, precision), weeks) for part, size in zip(parts, sizes, strict=True))
    whole = _whole(lines, precision, weeks)
    alike = (
        precision.share * (1 - precision.share) * (normal_quantile(precision.level) / whole.margin) ** 2
        if whole.margin
        else math.inf
    )
    change = visible_share_change(precision.share, alike, level=precision.level) if alike < math.inf else None
    return SamplePlan(lines, whole, precision, weeks, change)


def _with_shares(parts: Sequence[Part], precision: Precision) -> tuple[Sequence[Part], Precision]:
    """Every part with a share of its own and the share of all by visits, where any part has one."""
    if all(part.share is None for part in parts):
        return parts, precision
    known = tuple(replace(part, share=precision.share) if part.share is None else part for part in parts)
    visits = sum(part.visits for part in known)
    share = sum(_own(part, precision).share * part.visits for part in known) / visits
    return known, replace(precision, share=share)


def _own(part: Part, precision: Precision) -> Precision:
    return precision if part.share is None else replace(precision, share=part.share)


def _size(part: Part, precision: Precision) -> int:
    return size_for_share(
        margin=precision.margin,
        share=precision.share,
        level=precision.level,
        population=part.visits,
        fpc=precision.fpc,
        deff=precision.deff,
        method=precision.method,
    ).answers


def _divided(parts: Sequence[Part], division: Division) -> list[int]:
    visits = sum(part.visits for part in parts)
    least = sum(min(division.floor, part.visits) for part in parts)
    if not least <= division.total <= visits:
        raise NoSamplePlan(
            f"--total là {division.total} phiếu; cần từ {least} (tổng mức sàn --floor của các lĩnh vực) đến {visits} "
            "(mọi lượt giao dịch). Hãy đổi --total hoặc --floor."
        )
    sizes = {part.key: part.visits for part in parts}
    spreads = {part.key: math.sqrt(part.share * (1 - part.share)) for part in parts if part.share is not None}
    spreads = spreads if division.method == "neyman" else {}
    found = allocate(division.total, sizes, method=division.method, floor=division.floor, spreads=spreads or None)
    return [each.answers for each in found]


def _line(part: Part, answers: int, precision: Precision, weeks: float | None) -> SampleLine:
    invited = math.ceil(answers / precision.participation * (1 - 1e-12))
    feasible, needed = invited <= part.visits, _needed(precision)
    return SampleLine(
        part=part,
        answers=answers,
        invited=invited,
        per_week=None if weeks is None else math.ceil(invited / weeks * (1 - 1e-12)),
        margin=_margin(answers, part, precision),
        is_feasible=feasible,
        best_margin=None if feasible else _margin(part.visits * precision.participation, part, precision),
        needed=needed,
        needed_is_feasible=None if needed is None else needed <= part.visits,
        is_met=None if needed is None or precision.target is None else precision.share > precision.target,
        yamane=yamane_size(part.visits, precision.margin).answers,
    )


def _margin(answers: float, part: Part, precision: Precision) -> float:
    if answers == 0:
        return 0.5
    return reached_margin(
        answers,
        share=precision.share,
        level=precision.level,
        population=part.visits if precision.fpc and answers <= part.visits else None,
        deff=precision.deff,
        method=precision.method,
    )


def _needed(precision: Precision) -> int | None:
    if precision.target is None:
        return None
    target = Target(">=", precision.target)
    return answers_needed(precision.share, target, level=precision.level, deff=precision.deff)


def _whole(lines: Sequence[SampleLine], precision: Precision, weeks: float | None) -> SampleLine:
    """All parts together: their sums, and the half width of the mean weighted by visits."""
    visits = sum(line.part.visits for line in lines)
    margin = math.sqrt(sum((line.part.visits / visits * line.margin) ** 2 for line in lines))
    answers, invited = sum(line.answers for line in lines), sum(line.invited for line in lines)
    part = Part("all", "", visits)
    return replace(
        _line(part, answers, precision, weeks),
        invited=invited,
        per_week=None if weeks is None else math.ceil(invited / weeks * (1 - 1e-12)),
        margin=margin,
        is_feasible=all(line.is_feasible for line in lines),
        best_margin=None,
    )
