"""What a unit's page must hide besides its small rows, lest the page above it and its sisters' pages give them away.

Every page of a tree and period must come to the same answer, so it is worked out from the counts of the tree's sample,
from the top down, once for each unit that has units below.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import RLock
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from reports.disclosure import Part, hidden_keys, is_open_secret
from reports.findings import Withheld
from reports.grid_hiding import Grid, hidden_cells
from survey_app.places import spans_of
from survey_app.results.domains import CHANNEL_NAMES, TIER_NAMES
from survey_app.results.keys import Mask
from survey_app.results.measures import ITEM, LEVELS
from survey_app.results.samples import Sample
from survey_app.results.scope import Scope, read_scope, responsible
from survey_app.results.withheld_units import is_total_withheld, withheld_units

TableKey = Literal["total", "sectors", "agencies", "waiting", "tiers", "channels"]
Plan = frozenset[tuple[TableKey, str, str]]
"""Table, unit and row to hide."""
MINUTES = "minutes"

_PLANS: WeakKeyDictionary[Sample, dict[str, Plan]] = WeakKeyDictionary()
_PLANNING = RLock()


def withheld_rows(session: Session, unit: str, sample: Sample) -> tuple[Withheld, ...]:
    """The rows of the unit to hide for the sake of the tables above it."""
    if sample.weighted is None:
        return ()
    first, last = sample.period.first, sample.period.last
    above = {span.parent for span in spans_of(session, [unit], first, last)}
    plans = [_plan(session, parent, sample) for parent in sorted(above - {unit})]
    found = {(table, key) for plan in plans for table, place, key in plan if place == unit}
    if is_total_withheld(session, unit, sample):
        found.add(("total", unit))
    return tuple(Withheld(table, key) for table, key in sorted(found))


def _plan(session: Session, parent: str, sample: Sample) -> Plan:
    """What the units below `parent` must hide; worked out once for a sample."""
    with _PLANNING:
        kept = _PLANS.setdefault(sample, {})
        if parent not in kept:
            kept[parent] = frozenset()  # a ring of parents, edited into a database by hand, ends here
            kept[parent] = _make_plan(session, parent, sample)
        return kept[parent]


def _make_plan(session: Session, parent: str, sample: Sample) -> Plan:
    scope = read_scope(session, parent, sample.period)
    from_above = {(row.table, row.key) for row in withheld_rows(session, parent, sample)}
    bare = withheld_units(session, parent, sample)
    found: set[tuple[TableKey, str, str]] = set()
    for table, counts in _tables(sample, scope).items():
        above = np.array([(table, key) in from_above for key in counts.keys], dtype=bool)
        masked = hidden_cells(_grid(counts, above, bare))
        found |= {(table, counts.units[row], counts.keys[column]) for row, column in np.argwhere(masked)}
    return frozenset(found)


Numbers = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Answers to one item by unit below (row) and by row of a table (column); one more of each holds the rest."""

    units: tuple[str, ...]
    keys: tuple[str, ...]
    is_keen: Mask
    n: NDArray[np.int64]
    level: Floats
    """NaN where not all gave the same answer."""


def _tables(sample: Sample, scope: Scope) -> dict[TableKey, Counts]:
    """The tables whose rows stand on the pages of the units below as on the page of the unit itself."""
    size = len(sample.cells)
    rows = _numbered([sample.keys.belong(child.members, sample.period) for child in scope.children], size)
    rows[~sample.keys.belong(scope.unit.members, sample.period)] = -2  # of the tree, but not below this unit
    sectors = _numbered([sample.keys.equal("sector", sector.key) for sector in scope.sectors], size)
    held = [responsible(sample.keys, scope.responsibilities, key) for key, _name in scope.agencies]
    agencies = _numbered(held, size)
    units = tuple(child.key for child in scope.children)
    keys, keen = (
        tuple(sector.key for sector in scope.sectors),
        [bool(sector.priority_group) for sector in scope.sectors],
    )
    levels = sample.cells[ITEM].where(sample.cells[ITEM].isin(LEVELS)).to_numpy(dtype=float)
    minutes = sample.cells[MINUTES].to_numpy(dtype=float)

    def count(columns: Numbers, names: tuple[str, ...], is_keen: list[bool], values: Floats) -> Counts:
        n, level = _count(sample.cells["count"].to_numpy(), values, (rows, columns), (len(units), len(names)))
        return Counts(units, names, np.array(is_keen, dtype=bool), n, level)

    def count_ways(column: str, ways: tuple[str, ...]) -> Counts:
        numbers = _numbered([sample.keys.equal(column, way) for way in ways], size)
        return count(numbers, ways, [False] * len(ways), levels)

    named = tuple(key for key, _name in scope.agencies)
    return {
        "sectors": count(sectors, keys, keen, levels),
        "agencies": count(agencies, named, [False] * len(named), levels),
        "waiting": count(sectors, keys, keen, minutes),
        "tiers": count_ways("tier", tuple(TIER_NAMES)),
        "channels": count_ways("channel", tuple(CHANNEL_NAMES)),
    }


def _numbered(masks: list[Mask], size: int) -> Numbers:
    """Which mask holds each row; −1 for none."""
    numbers = np.full(size, -1, dtype=np.intp)
    for number, mask in enumerate(masks):
        numbers[mask] = number
    return numbers


def _count(
    weights: NDArray[np.int64], values: Floats, places: tuple[Numbers, Numbers], shape: tuple[int, int]
) -> tuple[NDArray[np.int64], Floats]:
    rows, columns = places
    inside = (rows > -2) & ~np.isnan(values)
    # −1, no unit or no row, wraps round to the last line, which is there for the rest
    at = (rows[inside], columns[inside])
    n = np.zeros((shape[0] + 1, shape[1] + 1), dtype=np.int64)
    np.add.at(n, at, weights[inside])
    least, most = np.full(n.shape, np.inf), np.full(n.shape, -np.inf)
    np.minimum.at(least, at, values[inside])
    np.maximum.at(most, at, values[inside])
    return n, np.where(least == most, least, np.nan)


def _grid(counts: Counts, from_above: Mask, bare: frozenset[str]) -> Grid:
    """The table as the rule for grids wants it; a total is hidden where its own page hides it.

    A unit of `bare` shows nothing at all.
    """
    n, level = counts.n[:-1, :-1], counts.level[:-1, :-1]
    rows, columns = counts.n.sum(axis=1), counts.n.sum(axis=0)
    hidden = np.zeros(n.shape, dtype=bool)
    for row in range(len(n)):
        is_bare = counts.units[row] in bare
        hidden[row] = is_bare or _hidden(n[row], level[row], counts.is_keen, int(counts.n[row, -1]))
    whole = np.array([_same(counts.level[:, column], counts.n[:, column]) for column in range(n.shape[1])])
    return Grid(
        n=n,
        level=level,
        hidden=hidden,
        is_keen=counts.is_keen,
        beyond_columns=counts.n[:-1, -1],
        beyond_rows=counts.n[-1, :-1],
        total_hidden=(
            np.array(
                [
                    unit in bare or is_open_secret(Part("", int(total)))
                    for unit, total in zip(counts.units, rows[:-1], strict=True)
                ],
                dtype=bool,
            ),
            from_above | _hidden(columns[:-1], whole, counts.is_keen, int(columns[-1])),
        ),
    )


def _same(levels: Floats, n: NDArray[np.int64]) -> float:
    """The level all units share, else NaN."""
    found = np.unique(levels[n > 0])
    return float(found[0]) if len(found) == 1 else float("nan")


def _hidden(n: NDArray[np.int64], level: Floats, is_keen: Mask, beyond: int) -> Mask:
    """Which rows a page of its own hides."""
    parts = [
        Part(str(at), int(count), None if np.isnan(same) else float(same), bool(keen))
        for at, (count, same, keen) in enumerate(zip(n, level, is_keen, strict=True))
    ]
    keys = hidden_keys(parts, unseen=[Part("", beyond)] if beyond else [])
    return np.array([part.key in keys for part in parts], dtype=bool)
