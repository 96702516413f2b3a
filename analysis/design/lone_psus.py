"""What a stratum with one unit gives to the variance, by name, at any stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from analysis.design.psu_sums import count_by_group
from analysis.exceptions import DesignError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from analysis.design.stages import Stage

    Floats = NDArray[np.float64]
    Codes = NDArray[np.intp]

LonePsu = Literal["fail", "adjust", "average", "remove", "certainty"]


@dataclass(frozen=True, slots=True, eq=False)
class Treatment:
    """How a stage's strata differ from the usual: squares about their mean, each counted once."""

    uncentred: NDArray[np.bool_] | None = None
    """(strata,) squares are taken about the whole sample's mean, which is 0 for an influence."""
    factor: Floats | None = None
    """(strata,) times a stratum's squares count."""


USUAL = Treatment()


def treat_lone(stage: Stage, counts: Floats, looked_at: Codes | None, how: LonePsu, in_domain: bool) -> Treatment:
    """Return how the lone strata of a stage count.

    Parameters
    ----------
    stage : Stage
    counts : (rows,) answers of each row
    looked_at : (m,) rows of the domain; ``None`` for all
    how : LonePsu
    in_domain : bool
        A stratum of which the domain holds one unit is lone, too; not where all rows are looked at, as in adjusted and
        PPS designs.

    Raises
    ------
    DesignError
        Under ``fail``, or under ``average`` where no stratum is left to average over.
    """
    in_domain = in_domain and looked_at is not None and how in ("adjust", "average")
    if not (stage.lone.any() or in_domain):
        return USUAL
    present = _units_present(stage, counts, looked_at)
    lone = stage.lone & (present > 0)
    if in_domain:
        lone |= (present == 1) & (stage.drawn > 1) & (stage.coefficient > 0)
    return _TREATMENTS[how](stage, lone, present > 0) if lone.any() else USUAL


def _units_present(stage: Stage, counts: Floats, looked_at: Codes | None) -> Floats:
    """Return the (strata,) units with a row looked at."""
    strata = len(stage.drawn)
    if looked_at is None:
        return stage.drawn
    if stage.units is None:
        return count_by_group(counts[looked_at], stage.unit_stratum[looked_at], strata)
    there = np.zeros(len(stage.unit_stratum), dtype=bool)
    there[stage.units[looked_at]] = True
    return np.bincount(stage.unit_stratum[there], minlength=strata).astype(np.float64)


def _fail(stage: Stage, lone: NDArray[np.bool_], present: NDArray[np.bool_]) -> Treatment:
    names = [stage.called(int(stratum)).strip("'") for stratum in np.flatnonzero(lone)[:5]]
    raise DesignError(
        f"strata: {int(lone.sum())} with one PSU only ({', '.join(names)}); merge them with another stratum or choose "
        'lone_psu="adjust", "average", "remove" or "certainty"'
    )


def _adjust(stage: Stage, lone: NDArray[np.bool_], present: NDArray[np.bool_]) -> Treatment:
    return Treatment(uncentred=lone)


def _average(stage: Stage, lone: NDArray[np.bool_], present: NDArray[np.bool_]) -> Treatment:
    """Let each lone stratum count as the average of the others within the same unit of the stage before."""
    parent = np.zeros(len(lone), dtype=np.intp) if stage.parent is None else stage.parent
    there, usable = np.bincount(parent, present), np.bincount(parent, present & ~lone)
    if (stuck := (there > 0) & (usable == 0)).any():
        stratum = int(np.argmax(stuck[parent] & present))
        raise DesignError(
            f"strata: all have one PSU about {stage.called(stratum)}, nothing to average over; choose "
            'lone_psu="adjust" or merge strata'
        )
    factor = there / np.where(usable > 0, usable, 1)
    return Treatment(factor=np.where(lone, 0.0, factor[parent]))


def _ignore(stage: Stage, lone: NDArray[np.bool_], present: NDArray[np.bool_]) -> Treatment:
    return USUAL


_TREATMENTS: dict[str, Callable[[Stage, NDArray[np.bool_], NDArray[np.bool_]], Treatment]] = {
    "fail": _fail,
    "adjust": _adjust,
    "average": _average,
    "remove": _ignore,
    "certainty": _ignore,
}
"""Under ``remove`` and ``certainty`` a lone unit is its stratum's mean and adds nothing."""
