"""Which satisfaction target an agency is told against: plans set targets for the whole and for sectors only.

An agency is told against a target only where every sector it answers for has that same one; else its sectors tell.
"""

from __future__ import annotations

from dataclasses import replace

from analysis import Target
from reports.findings import Findings, Row


def agencies_with_targets(findings: Findings) -> tuple[Row, ...]:
    """The agencies, each with the target that all its sectors share, or with none."""
    return tuple(replace(row, target=_shared_target(findings, row)) for row in findings.agencies)


def is_told_by_sector(findings: Findings, row: Row) -> bool:
    """Whether an agency has no target of its own though there are targets: its sectors stand against theirs."""
    if row.kind != "agency" or row.target is not None:
        return False
    return any(each.target is not None for each in (findings.total, *findings.sectors))


def _shared_target(findings: Findings, agency: Row) -> Target | None:
    held = [sector for sector in findings.sectors if sector.agency == agency.key]
    # a sector that changed hands within the period is partly this agency's and partly another's
    if not held or sum(sector.n for sector in held) != agency.n:
        return None
    first = held[0].target
    return first if all(sector.target == first for sector in held) else None
