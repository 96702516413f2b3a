"""Whether a row moved within ordinary variation: one answer for the sentence and for every table."""

from __future__ import annotations

from dataclasses import replace

from reports.content import Translate
from reports.findings import Change, Row, TrendPoint
from reports.telling import Teller


def change_of(teller: Teller, row: Row) -> Change | None:
    """The row's change; not ordinary either where the whole's own week stands outside the limits of the twelve."""
    return None if row.change is None else from_before(row.change, is_outside=is_outside(teller, row))


def from_before(moved: Change, *, is_outside: bool) -> Change:
    """A change to the period right before: not ordinary either where the present one stands outside the limits."""
    return replace(moved, is_ordinary=False) if is_outside else moved


def variation_words(translate: Translate, moved: Change) -> str:
    """How a change is judged, in the words of a sentence; one whose interval leaves out zero is not called usual."""
    _ = translate
    if not moved.is_ordinary:
        return _("vượt mức dao động thường")
    return _("chưa vượt mức dao động thường") if moved.is_clear else _("trong mức dao động thường")


def is_outside(teller: Teller, row: Row) -> bool:
    """Whether this is the whole and its week stands outside the limits of the twelve weeks."""
    now = _now(teller) if row.kind == "total" else None
    if now is None or now.share is None or now.limits is None:
        return False
    return not now.limits[0] <= now.share.value <= now.limits[1]


def outside_words(teller: Teller, row: Row) -> str:
    """On which side of the chart's limits the week stands; empty where it stands inside."""
    now = _now(teller)
    if now is None or now.share is None or now.limits is None or not is_outside(teller, row):
        return ""
    _ = teller.translate
    words = {"weeks": len(teller.findings.trend)}
    if now.share.value > now.limits[1]:
        return _("nằm trên giới hạn của %(weeks)s tuần") % words
    return _("nằm dưới giới hạn của %(weeks)s tuần") % words


def _now(teller: Teller) -> TrendPoint | None:
    trend = teller.findings.trend
    return trend[-1] if trend and trend[-1].period.id == teller.findings.period.id else None
