"""Figures of a comparison or series as strips on one scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from reports.compared import Figure
from reports.content import Chart, ChartRow
from reports.numbers import Numbers
from survey_app.office.narrow import Strip, scale_ends, strips_of

EMPTY = Strip("", "", (), is_priority=False)


@dataclass(frozen=True, slots=True)
class Strips:
    """The strip of each row by its key, and what the scale is."""

    by_key: Mapping[str, Strip]
    scale: str

    def at(self, key: str) -> Strip:
        """A row's strip; empty where nothing is drawn."""
        return self.by_key.get(key, EMPTY)


def strips_for(figures: Iterable[tuple[str, Figure]], language: str) -> Strips:
    """Draw all figures on one scale that starts where the lowest is."""
    rows = tuple(_row(key, figure) for key, figure in figures)
    chart = Chart("sectors", "", "", "", "", rows, language=language)
    drawn = {row.key: strip for row, strip in zip(rows, strips_of(chart), strict=True)}
    if not any(row.point is not None for row in rows):
        return Strips(drawn, "")
    start = Numbers(language).percent(scale_ends(chart)[0], 0)
    return Strips(drawn, _("Trục từ %(start)s đến 100%%.", start=start))


def _row(key: str, figure: Figure) -> ChartRow:
    def number(value: object) -> float | None:
        return float(value) if isinstance(value, int | float) else None

    return ChartRow(
        key,
        "",
        number(figure.share.value),
        number(figure.low.value),
        number(figure.high.value),
        number(figure.target.value),
    )
