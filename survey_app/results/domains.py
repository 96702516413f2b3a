"""Which answers and visits each row of a unit's tables is about."""

from __future__ import annotations

from dataclasses import dataclass

from reports.findings import Name, RowKind
from survey_app.results.keys import Mask
from survey_app.results.samples import Sample
from survey_app.results.scope import Part, Scope, responsible


@dataclass(frozen=True, slots=True, eq=False)
class Domain:
    """Which cells and which transactions a row is about."""

    kind: RowKind
    key: str
    name: Name
    cells: Mask
    transactions: Mask
    is_priority: bool = False
    page: Domain | None = None
    """The whole that the row of a sector or an agency is a part of."""


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
            page=unit,
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
            page=unit,
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
    "ticket": Name("Mã dùng một lần", "One-time code"),
    "rotating": Name("Mã trên màn hình", "Code on a screen"),
    "static": Name("Mã in", "Printed code"),
    "none": Name("Phiếu giấy, nhập tay", "Paper, typed in"),
}
CHANNEL_NAMES = {
    "phone": Name("Điện thoại của người dân", "Own phone"),
    "kiosk": Name("Máy đặt tại nơi giao dịch", "Tablet at the office"),
    "assisted": Name("Người ngoài quầy ghi giúp", "Written down by a helper"),
    "paper": Name("Phiếu giấy", "On paper"),
    "import": Name("Nhập từ tệp", "Imported from a file"),
}


def _has_something(domain: Domain, kind: RowKind) -> bool:
    """A row is listed where there were answers or visits; the whole always is, a tier or channel only with answers."""
    if kind == "total":
        return True
    return bool(domain.cells.any() or (kind not in ("tier", "channel") and domain.transactions.any()))
