"""Which shares of the inspector's tables would give a few people away, by themselves or by subtraction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reports.disclosure import Part, hidden_keys
from reports.integrity.findings import CODES, StraightRow, TierRow


def hidden_tiers(row: TierRow) -> frozenset[str]:
    """Tiers of a unit whose share would give a few people away, by itself or by subtraction."""
    parts = zip(CODES, row.parts, strict=True)
    return hidden_keys(
        [
            Part(code, part.answered, part.satisfied / part.answered if part.is_same_level and part.answered else None)
            for code, part in parts
        ]
    )


def hidden_desks(rows: Sequence[StraightRow]) -> set[tuple[str, date]]:
    """Desk-weeks whose share would give a few people away, by itself or by subtraction from their unit's."""
    groups: dict[tuple[str, date], list[Part]] = {}
    for row in rows:
        level = level_share(row.straight, row.complete)
        groups.setdefault((row.spot.unit, row.first), []).append(Part(row.spot.desk, row.complete, level))
    return {(key, first) for (_unit, first), parts in groups.items() for key in hidden_keys(parts)}


def level_share(kind: int, n: int) -> float | None:
    """A number where all answers of the group are alike, for `Part`."""
    return kind / n if n and kind in (0, n) else None
