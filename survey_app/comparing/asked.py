"""What a comparison is asked for: which rows by which columns, of a fixed list; anything else is refused in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from flask_babel import gettext as _

from survey_app.exceptions import UnknownComparison

Axis = Literal["unit", "sector", "agency", "period"]
Columns = Literal["figures", "unit", "sector", "agency", "period"]
Order = Literal["list", "name", "group"]

GRID: dict[Axis, tuple[Columns, ...]] = {
    "unit": ("sector", "agency", "period", "figures"),
    "sector": ("unit", "period", "figures"),
    "agency": ("unit", "period", "figures"),
    "period": ("unit", "sector", "agency"),
}
"""Rows, and the columns they may be crossed with; `figures` is a list: one figure a row with all that belongs to it."""
PRIORITY, ALL = "priority", "all"
LONGEST_SEARCH = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """One comparison of the fixed list."""

    rows: Axis
    columns: Columns
    of: str = ""
    """Of a list of units: the key of a sector or agency, or the whole. Of a grid with sectors: priority or all."""
    kind: Literal["", "sector", "agency"] = ""
    """What `of` names in a list of units."""
    level: str = ""
    order: Order = "list"
    search: str = ""
    page: int = 1

    @property
    def is_turned(self) -> bool:
        """Whether the grid is kept the other way round: units, then sectors and agencies, stand in rows."""
        return (self.rows, self.columns) in TURNED

    @property
    def upright(self) -> Asked:
        """The same grid with rows and columns as it is kept."""
        if not self.is_turned:
            return self
        return replace(self, rows=self.columns, columns=self.rows)  # type: ignore[arg-type]  # never figures

    @property
    def has_units(self) -> bool:
        """Whether units stand in it."""
        return "unit" in (self.rows, self.columns)


TURNED = {(rows, columns) for rows in ("sector", "agency", "period") for columns in ("unit",)} | {
    ("period", "sector"),
    ("period", "agency"),
}


def read_asked(given: Mapping[str, str], *, has_units: bool) -> Asked:
    """Read what was asked; without anything, priority sectors over units, or over periods where no unit is below."""
    rows = given.get("rows") or ("unit" if has_units else "sector")
    if rows not in GRID:
        raise _refusal(_("hàng"), rows, GRID)
    columns = given.get("columns") or ("period" if rows == "sector" and not has_units else GRID[rows][0])
    if columns not in GRID[rows]:
        raise _refusal(_("cột"), columns, GRID[rows])
    order = given.get("order") or "list"
    if order not in get_args(Order):
        raise _refusal(_("thứ tự"), order, get_args(Order))
    asked = Asked(rows, columns, order=order, level=given.get("level", ""))  # type: ignore[arg-type]  # just checked
    of, kind = _read_of(asked, given.get("of", ""))
    if not asked.has_units:
        return asked
    return replace(
        asked,
        of=of,
        kind=kind,
        search=given.get("q", "").strip()[:LONGEST_SEARCH],
        page=_read_page(given.get("page", "")),
    )


def _read_of(asked: Asked, text: str) -> tuple[str, Literal["", "sector", "agency"]]:
    pair = {asked.rows, asked.columns}
    if pair == {"unit", "sector"}:
        if text not in ("", PRIORITY, ALL):
            raise _refusal(_("lĩnh vực"), text, (PRIORITY, ALL))
        return text or PRIORITY, ""
    if pair != {"unit", "figures"} or not text:
        return "", ""
    kind, _colon, key = text.partition(":")
    if kind not in ("sector", "agency") or not key:
        raise _refusal(_("số liệu"), text, (_("sector:MÃ"), _("agency:MÃ")))
    return key, kind  # type: ignore[return-value]  # just checked


def _read_page(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1


def _refusal(what: str, asked: str, known: object) -> UnknownComparison:
    listed = ", ".join(str(one) for one in known)  # type: ignore[attr-defined]
    return UnknownComparison(
        _(
            "Không có phép so sánh này: %(what)s “%(asked)s”. Chỉ dùng được: %(known)s.",
            what=what,
            asked=asked[:LONGEST_SEARCH],
            known=listed,
        )
    )
