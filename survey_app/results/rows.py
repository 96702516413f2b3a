"""Rows of satisfaction: the whole, sectors, units, agencies and tiers, all from one weight set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from analysis import Estimate, Target, change, worst_case
from reports.findings import Change, Name, Row, RowKind
from survey_app.results.keys import Mask
from survey_app.results.samples import Sample, Tickets
from survey_app.results.scope import Part, Scope, responsible

TICKET_ANSWERS = 100
"""From this many ticket answers on, a row's headline rests on them alone (measures.md 1)."""
MOST_NO_DATA = 0.2
ORDINARY_SIGMAS = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Domain:
    """Which cells and which transactions a row is about."""

    kind: RowKind
    key: str
    name: Name
    cells: Mask
    transactions: Mask
    is_priority: bool = False


def domains(sample: Sample, scope: Scope) -> dict[RowKind, list[Domain]]:
    """Every domain of the scope, by kind of row."""
    found: dict[RowKind, list[Domain]] = {
        "total": [whole(sample, scope.unit)],
        "sector": sector_domains(sample, scope),
        "unit": [whole(sample, child, "unit") for child in scope.children],
        "agency": _agency_domains(sample, scope),
        "tier": _tier_domains(sample, scope),
        "channel": _channel_domains(sample, scope),
    }
    return {kind: [one for one in each if _has_something(one, kind)] for kind, each in found.items()}


def whole(sample: Sample, part: Part, kind: RowKind = "total") -> Domain:
    """All of a unit and the units below it."""
    cells, moved = (keys.belong(part.members, sample.period) for keys in (sample.keys, sample.moved))
    return Domain(kind, part.key, part.name, cells, moved)


def sector_domains(sample: Sample, scope: Scope) -> list[Domain]:
    """One domain a sector, inside the unit."""
    unit = whole(sample, scope.unit)
    return [
        Domain(
            "sector",
            sector.key,
            sector.name,
            unit.cells & sample.keys.equal("sector", sector.key),
            unit.transactions & sample.moved.equal("sector", sector.key),
            bool(sector.priority_group),
        )
        for sector in scope.sectors
    ]


def _agency_domains(sample: Sample, scope: Scope) -> list[Domain]:
    unit = whole(sample, scope.unit)
    return [
        Domain(
            "agency",
            key,
            name,
            unit.cells & responsible(sample.keys, scope.responsibilities, key),
            unit.transactions & responsible(sample.moved, scope.responsibilities, key),
        )
        for key, name in scope.agencies
    ]


def _tier_domains(sample: Sample, scope: Scope) -> list[Domain]:
    unit = whole(sample, scope.unit)
    return [
        Domain("tier", tier, name, unit.cells & sample.keys.equal("tier", tier), unit.transactions)
        for tier, name in TIER_NAMES.items()
    ]


def _channel_domains(sample: Sample, scope: Scope) -> list[Domain]:
    unit = whole(sample, scope.unit)
    return [
        Domain("channel", channel, name, unit.cells & sample.keys.equal("channel", channel), unit.transactions)
        for channel, name in CHANNEL_NAMES.items()
    ]


TIER_NAMES = {
    "ticket": Name("Mã dùng một lần", "Ticket code"),
    "rotating": Name("QR đổi liên tục", "Rotating QR"),
    "static": Name("QR in sẵn", "Printed QR"),
    "none": Name("Phiếu giấy, nhập tay", "Paper, imported"),
}
CHANNEL_NAMES = {
    "phone": Name("Điện thoại của người dân", "Own phone"),
    "kiosk": Name("Máy đặt tại nơi giao dịch", "Tablet at the office"),
    "assisted": Name("Người ngoài quầy ghi giúp", "Written down by a helper"),
    "paper": Name("Phiếu giấy", "On paper"),
    "import": Name("Nhập từ tệp", "Imported from a file"),
}


def make_row(sample: Sample, domain: Domain, target: Target | None = None, *, is_pooled: bool = False) -> Row:
    """Estimate one row, of all tiers where asked to; one without a usable answer keeps its counts and has no figure."""
    row = count_row(sample, domain, target)
    if sample.measures is None or row.answered == 0:
        return row
    used = Headline(sample, domain.cells, "pooled") if is_pooled else headline(sample, domain)
    measures = used.sample.measures or sample.measures
    share = measures.share(used.cells)
    coverage = None if not row.visits else min((row.n if used.tier == "pooled" else share.n) / row.visits, 1.0)
    return replace(
        row,
        share=share,
        score=measures.score(used.cells),
        tier=used.tier,
        bounds=None if coverage is None else worst_case(share.value, coverage, target),
    )


def count_row(sample: Sample, domain: Domain, target: Target | None = None) -> Row:
    """What is counted of one row, without its figures."""
    n, answered, satisfied, same = _counts(sample, domain.cells)
    return Row(
        kind=domain.kind,
        key=domain.key,
        name=domain.name,
        n=n,
        answered=answered,
        satisfied=satisfied,
        visits=_visits(sample, domain),
        share=None,
        score=None,
        is_priority=domain.is_priority,
        is_same_level=same,
        no_data_share=no_data_share(sample, domain),
        target=target,
    )


def with_change(row: Row, before: Row | None) -> Row:
    """Add the difference to the period before, where both have a figure of answers that came in the same way."""
    if before is None or row.share is None or before.share is None or row.tier != before.tier:
        return row
    found = difference(row.share, before.share)
    return replace(row, change=replace(found, n_before=before.answered, is_same_level_before=before.is_same_level))


def difference(now: Estimate, before: Estimate) -> Change:
    """The change of a share; ordinary while within three standard errors, Shewhart's rule for a single signal."""
    found = change(now, before)
    ordinary = abs(found.value) <= ORDINARY_SIGMAS * found.se
    return Change(found.value, found.se, found.ci_low, found.ci_high, ordinary)


def no_data_share(sample: Sample, domain: Domain) -> float:
    """Share of the domain's visits in merged strata without any answer."""
    total = np.nansum(sample.visits[domain.transactions])
    return float(np.nansum(sample.visits[domain.transactions & sample.silent]) / total) if total else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Headline:
    """The answers a row's headline rests on: their sample with its weights, and which of its cells."""

    sample: Sample
    cells: Mask
    tier: Literal["ticket", "pooled"]


def headline(sample: Sample, domain: Domain) -> Headline:
    """Ticket answers where there are enough and codes were handed out to nearly all; else all tiers together.

    A figure of the places with tickets is none of a row with many places without: at most `MOST_NO_DATA` of the row's
    visits may be in units and sectors that have no ticket answer (docs/decisions/0016).
    """
    tickets, pooled = sample.tickets, Headline(sample, domain.cells, "pooled")
    if tickets is None or tickets.sample.measures is None:
        return pooled
    cells, measures = domain.cells[tickets.places], tickets.sample.measures
    answered = measures.counts[cells & measures.is_valid].sum()
    if answered < TICKET_ANSWERS or _without_tickets(sample, domain, tickets) > MOST_NO_DATA:
        return pooled
    return Headline(tickets.sample, cells, "ticket")


def _without_tickets(sample: Sample, domain: Domain, tickets: Tickets) -> float:
    """Share of the domain's visits whose unit and sector have no ticket answer; of its answers without visits."""
    inside, has, sizes = domain.transactions, tickets.has_visits, sample.visits
    if not np.nansum(sizes[inside]):
        inside, has, sizes = domain.cells, tickets.has_cells, sample.cells["count"].to_numpy(dtype=float)
    return float(np.nansum(sizes[inside & ~has]) / np.nansum(sizes[inside]))


def _counts(sample: Sample, mask: Mask) -> tuple[int, int, int, bool]:
    """Responses, valid answers, satisfied answers, and whether all gave the same level."""
    measures = sample.measures
    if measures is None:
        return 0, 0, 0, False
    valid = mask & measures.is_valid
    numbers = (measures.counts[which].sum() for which in (mask, valid, mask & measures.is_satisfied))
    n, answered, satisfied = map(int, numbers)
    return n, answered, satisfied, len(np.unique(measures.level[valid])) == 1


def _visits(sample: Sample, domain: Domain) -> int | None:
    known = sample.visits[domain.transactions]
    return None if np.isnan(known).all() else int(np.nansum(known))


def _has_something(domain: Domain, kind: RowKind) -> bool:
    """A row is listed where there were answers or visits; the whole always is, a tier or channel only with answers."""
    if kind == "total":
        return True
    return bool(domain.cells.any() or (kind not in ("tier", "channel") and domain.transactions.any()))
