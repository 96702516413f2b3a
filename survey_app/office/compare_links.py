"""Where each row and cell of a comparison leads: to the page its figure is made on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from survey_app.comparing.asked import Asked
from survey_app.comparing.building import WHOLE


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses of one comparison's cells; empty where this person may not go."""

    asked: Asked
    unit: str
    period: str
    openable: frozenset[str]
    """Units below whose page may be opened."""

    def at(self, row: str, column: str) -> str:
        """The page behind a cell; a row's own page is that of its whole."""
        upright = self.asked.upright
        if self.asked.is_turned:
            row, column = column, row
        unit = row if upright.rows == "unit" and row != WHOLE else self.unit
        if unit != self.unit and unit not in self.openable:
            return ""
        period = column if upright.columns == "period" and column != WHOLE else self.period
        return self._page(unit, period, self._part(upright, row, column))

    def _part(self, upright: Asked, row: str, column: str) -> dict[str, Any]:
        """Which sector or agency the cell is about, if one."""
        if upright.rows in ("sector", "agency"):
            return {} if row == WHOLE else {upright.rows: row}
        if upright.columns in ("sector", "agency") and column != WHOLE:
            return {upright.columns: column}
        return {upright.kind: upright.of} if upright.kind else {}

    def _page(self, unit: str, period: str, part: dict[str, Any]) -> str:
        if part:
            return url_for("office.series", unit=unit, period=period, **part)
        return url_for("office.results", unit=unit, period=period)
