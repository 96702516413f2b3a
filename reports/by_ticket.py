"""How many answers a row's figure rests on: those by ticket where only they count, else all valid ones (ADR 0016)."""

from __future__ import annotations

from typing import Protocol

from reports.findings import Row, TargetLine


class Based(Protocol):
    """Whatever keeps which answers its share rests on: a row, a compared figure, the figure of an action."""

    @property
    def tier(self) -> str:
        """`ticket`, or all tiers together."""


def are_alike(one: Based, other: Based) -> bool:
    """Whether two shares may be held against each other: ticket answers alone and all answers are of unlike people."""
    return one.tier == other.tier


def by_ticket(row: Row) -> int | None:
    """The ticket answers that the row's own share, interval and mean rest on; `None` where all valid answers count."""
    return row.share.n if row.share is not None and row.tier == "ticket" else None


def is_line_by_ticket(line: TargetLine) -> bool:
    """Whether a target's shown figure rests on ticket answers alone."""
    return line.observed is not None and line.tier == "ticket"


def answers_behind(row: Row) -> int:
    """The answers that the row's own share rests on."""
    found = by_ticket(row)
    return row.answered if found is None else found
