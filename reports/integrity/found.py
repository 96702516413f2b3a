"""What each table of the inspector found, in a line that stands beside its folded heading.

Only what the table itself shows is told: counts, coverage, and how rare the rarest row is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.integrity.findings import CODES, Spot
from reports.integrity.inspector import Inspector

REMARKABLE = 0.01
"""Of a period longer than a week only rows rarer than this are told of."""


def weeks_found(inspector: Inspector) -> str:
    """How many office-weeks are told of, of all of this part that were judged."""
    _ = inspector.translate
    flagged, judged = sum(row.is_flagged for row in inspector.findings.weeks), inspector.findings.judged_here
    if judged is None:
        return _("%(flagged)s tuần nên xem") % {"flagged": inspector.numbers.number(flagged)}
    counts = {"flagged": inspector.numbers.number(flagged), "all": inspector.numbers.number(judged)}
    return _("%(flagged)s trong %(all)s tuần đã xét nên xem") % counts


def coverage_found(inspector: Inspector) -> str:
    """Between which coverages the units lie."""
    _ = inspector.translate
    covered = [row.responses / row.visits for row in inspector.findings.units if row.visits]
    if not covered:
        return _("Chưa nhập số lượt giao dịch")
    ends = {"low": inspector.numbers.percent(min(covered)), "high": inspector.numbers.percent(max(covered))}
    if len(covered) == 1:
        return _("Độ phủ %(low)s") % ends
    return _("Từ %(low)s đến %(high)s giữa các đơn vị") % ends


def tiers_found(inspector: Inspector, names: Mapping[str, str]) -> str:
    """How many answers came by each tier."""
    counts = [sum(row.parts[place].answered for row in inspector.findings.tiers) for place in range(len(CODES))]
    return "; ".join(
        f"{names[code]}: {inspector.numbers.number(count)}" for code, count in zip(CODES, counts, strict=True) if count
    )


def labels_found(inspector: Inspector) -> str:
    """How many answers bear a label, at how many desks."""
    rows = [row for _unit, row in inspector.findings.labels]
    counts = {
        "answers": inspector.numbers.number(sum(row.labelled for row in rows)),
        "desks": inspector.numbers.number(len(rows)),
    }
    return inspector.translate("%(answers)s phiếu ở %(desks)s quầy") % counts


def silences_found(inspector: Inspector) -> str:
    """How many desks were silent."""
    desks = len({row.spot.desk for row in inspector.findings.silences})
    return inspector.translate("%(desks)s quầy") % {"desks": inspector.numbers.number(desks)}


def rarest_found(inspector: Inspector, rows: Sequence[tuple[Spot, float | None]]) -> str:
    """The place that chance explains worst, and how rare that is; or that nothing stands out."""
    _ = inspector.translate
    spot, p = min(((spot, p) for spot, p in rows if p is not None), key=lambda pair: pair[1], default=(None, 1.0))
    if spot is None or p >= REMARKABLE:
        return _("Không dòng nào hiếm gặp")
    return _("Hiếm gặp nhất: %(place)s") % {"place": inspector.place(spot)}
