"""Stages of sampling: which unit each row stands in, and how many units of how many each stratum drew.

Units of a later stage are drawn within the units of the one before, so that its strata lie within them. The last stage
may have no label: there each answer is a unit, and a cell of k answers is k of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from analysis.design.columns import groups, row_label
from analysis.design.fractions import Refusals, fractions_of_strata, read_probabilities, read_sizes
from analysis.design.psu_sums import count_by_group
from analysis.exceptions import DesignError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Sizes = tuple[Floats, bool]

CERTAIN = 1e-7
"""A stratum with a smaller share left undrawn was taken whole and adds nothing (R uses the same limit)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The columns of the stages, first stage first."""

    psu: tuple[str, ...]
    strata: tuple[str, ...]
    fpc: tuple[str, ...]
    nest: bool
    """Labels are reused from stratum to stratum."""
    is_unequal: bool
    """Units have inclusion probabilities of their own."""

    @property
    def stages(self) -> int:
        """Stages spoken of, the one without unit labels included."""
        return max(len(self.psu), len(self.strata), len(self.fpc), 1)

    def check(self) -> None:
        """Refuse columns that do not belong to the same number of stages."""
        stages = self.stages
        if len(self.psu) < stages - 1:
            raise DesignError(
                f"psu: got {len(self.psu)} columns for {stages} stages; give one for each stage (the last may be left "
                "out where each answer is its own unit)"
            )
        if self.fpc and len(self.fpc) < stages:
            raise DesignError(
                f"fpc: got {len(self.fpc)} columns for {stages} stages; give one for each stage, infinite where units "
                "were drawn with replacement"
            )


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One stage of sampling."""

    units: Codes | None
    """(rows,) unit of each row; ``None`` where each answer is its own."""
    unit_stratum: Codes
    """(units,) stratum of each unit; (rows,) where each answer is its own."""
    parent: Codes | None
    """(strata,) unit of the stage before that a stratum lies in; ``None`` at the first."""
    drawn: Floats
    """(strata,) units in the sample."""
    fraction: Floats
    """(strata,) share of the units drawn, 0 with replacement; (units,) where each has its own probability."""
    coefficient: Floats
    """What a unit's square about its stratum's mean counts, (1 − f) n/(n − 1) × the fractions above; as `fraction`."""
    lone: NDArray[np.bool_]
    """(strata,) one unit in the sample and others that were not drawn."""
    is_unequal: bool
    called: Callable[[int], str]
    """Stratum → its name in a message."""

    @property
    def row_stratum(self) -> Codes:
        """(rows,) stratum of each row."""
        return self.unit_stratum if self.units is None else self.unit_stratum[self.units]

    @property
    def row_fraction(self) -> Floats:
        """(rows,) share drawn of its stratum's units, or the probability of the row's own unit."""
        if not self.is_unequal:
            return self.fraction[self.row_stratum]
        return self.fraction if self.units is None else self.fraction[self.units]


def read_stages(cells: Any, counts: Floats, plan: Plan) -> tuple[tuple[Stage, ...], tuple[Any, ...]]:
    """Return the stages whose variance counts (the first alone without fpc) and the labels of the first one's strata.

    Raises
    ------
    DesignError
        A missing label, a unit that stands in two strata, a size that is too small or not the same in all of a stratum.
    """
    plan.check()
    sizes = (read_probabilities if plan.is_unequal else read_sizes)(cells, plan.fpc)
    reader = _Reader(cells, counts, plan, sizes)
    first, labels = reader.first()
    found = [first]
    while len(found) < plan.stages:
        found.append(reader.later(found[-1], len(found), _carried(found)))
    return tuple(found if plan.fpc else found[:1]), labels


def _carried(stages: list[Stage]) -> Floats:
    """Return the (units,) product of the fractions down to each unit of the last stage read."""
    last = stages[-1]
    own = last.fraction if last.is_unequal else last.fraction[last.unit_stratum]
    return own if last.parent is None else own * _carried(stages[:-1])[last.parent][last.unit_stratum]


@dataclass(frozen=True, slots=True, eq=False)
class _Reader:
    """Reads one stage after the other."""

    cells: Any
    counts: Floats
    plan: Plan
    sizes: list[Sizes]

    def first(self) -> tuple[Stage, tuple[Any, ...]]:
        """Return the first stage and the labels of its strata."""
        names = self.plan.strata[:1]
        codes, labels = (
            groups(self.cells, names[0], "strata") if names else (np.zeros(len(self.counts), dtype=np.intp), ("all",))
        )

        def called(stratum: int) -> str:
            return repr(labels[stratum])

        return self._stage(0, codes, len(labels), None, called), labels

    def later(self, before: Stage, place: int, carried: Floats) -> Stage:
        """Return the stage after ``before``; ``carried`` is the product of the fractions of each unit of that one."""
        # Plan.check leaves only the last stage without labels
        within = cast("Codes", before.units)
        codes, strata = within, len(before.unit_stratum)
        if place < len(self.plan.strata):
            labelled, labels = groups(self.cells, self.plan.strata[place], "strata")
            codes, strata = dense(within * len(labels) + labelled)
        parent = np.zeros(strata, dtype=np.intp)
        parent[codes] = within
        names = (*self.plan.psu[:place], *self.plan.strata[place : place + 1])

        def called(stratum: int) -> str:
            row = int(np.argmax(codes == stratum))
            values = [f"{name}={np.asarray(self.cells[name])[row]}" for name in names]
            return f"{', '.join(values)} (stage {place + 1})"

        return self._stage(place, codes, strata, (parent, carried[parent]), called)

    def _stage(
        self, place: int, codes: Codes, strata: int, above: tuple[Codes, Floats] | None, called: Callable[[int], str]
    ) -> Stage:
        """Return a stage from the stratum of each row."""
        units = None if place >= len(self.plan.psu) else self._units(place, codes, None if above is None else above[0])
        if units is None:
            unit_stratum, drawn = codes, count_by_group(self.counts, codes, strata)
        else:
            unit_stratum = self._strata_of_units(place, units, codes, called)
            drawn = count_by_group(np.ones(len(unit_stratum)), unit_stratum, strata)
        fraction = self._fraction(place, units, unit_stratum, drawn, codes, called)
        parent, carried = (None, np.ones(strata)) if above is None else above
        left, is_unequal = 1 - fraction, self.plan.is_unequal
        whole = _all_drawn(left, unit_stratum, strata) if is_unequal else left < CERTAIN
        scale = np.where(whole, 0.0, carried * np.where(drawn > 1, drawn / np.where(drawn > 1, drawn - 1, 1), 1.0))
        coefficient = left * (scale[unit_stratum] if is_unequal else scale)
        lone = (drawn <= 1) & ~whole
        return Stage(units, unit_stratum, parent, drawn, fraction, coefficient, lone, is_unequal, called)

    def _units(self, place: int, strata: Codes, parent: Codes | None) -> Codes:
        """Return the unit of each row; labels count within the unit of the stage before, and within the stratum."""
        codes, labels = groups(self.cells, self.plan.psu[place], "psu")
        if self.plan.nest:
            return dense(strata * len(labels) + codes)[0]
        return codes if parent is None else dense(parent[strata] * len(labels) + codes)[0]

    def _strata_of_units(self, place: int, units: Codes, strata: Codes, called: Callable[[int], str]) -> Codes:
        """Return the stratum of each unit; refuse one whose rows stand in two."""
        stratum = np.zeros(int(units.max()) + 1, dtype=np.intp)
        stratum[units] = strata
        astray = stratum[units] != strata
        if astray.any():
            row, name = int(np.argmax(astray)), self.plan.psu[place]
            here, there = called(int(strata[row])), called(int(stratum[units[row]]))
            label = groups(self.cells, name, "psu")
            raise DesignError(
                f"psu: row {row_label(self.cells, row)!r}, column {name!r}: {label[1][label[0][row]]!r} stands in "
                f"strata {here} and {there}; make the label unique by joining the stratum to it, or say "
                "nest=True where labels are reused"
            )
        return stratum

    def _fraction(
        self, place: int, units: Codes | None, unit_stratum: Codes, drawn: Floats, strata: Codes, called: Any
    ) -> Floats:
        """Return the fraction drawn of each stratum, or of each unit with a probability of its own."""
        if not self.plan.fpc:
            return np.zeros(len(drawn))
        name = self.plan.fpc[place]
        if not self.plan.is_unequal:
            return fractions_of_strata(*self.sizes[place], strata, drawn, Refusals(self.cells, name, "stratum", called))

        def unit_called(unit: int) -> str:
            row = int(np.argmax(units == unit))
            return repr(np.asarray(self.cells[self.plan.psu[place]])[row : row + 1].tolist()[0])

        given, _ = self.sizes[place]
        refuse = Refusals(self.cells, name, "PSU", unit_called)
        return given if units is None else refuse.two_values(given, units, len(unit_stratum))


def _all_drawn(left: Floats, unit_stratum: Codes, strata: int) -> NDArray[np.bool_]:
    """Return the strata no unit of which leaves anything undrawn."""
    whole = np.ones(strata, dtype=bool)
    whole[unit_stratum[left >= CERTAIN]] = False
    return whole


def dense(keys: Codes) -> tuple[Codes, int]:
    """Return keys as codes 0 … G−1 in their order, and G."""
    top = int(keys.max()) + 1
    if top > 8 * len(keys) + 1000:
        found, codes = np.unique(keys, return_inverse=True)
        return codes.astype(np.intp), len(found)
    there = np.zeros(top, dtype=bool)
    there[keys] = True
    place = np.cumsum(there, dtype=np.intp) - 1
    return place[keys], int(place[-1]) + 1
