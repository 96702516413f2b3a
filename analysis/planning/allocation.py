"""Dividing a sample among sectors: whole answers that sum exactly, none below its floor, none above its population."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.asked import takes_numbers
from analysis.exceptions import DesignError, MethodError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Allocation:
    """What one stratum is given."""

    stratum: str
    population: int
    answers: int
    exact: float
    """Before rounding to whole answers."""
    fraction: float
    """Answers / population."""


@takes_numbers("answers", "power")
def allocate(
    answers: int,
    populations: Mapping[str, int],
    *,
    method: str = "proportional",
    spreads: Mapping[str, float] | None = None,
    power: float = 0.5,
    floor: int | Mapping[str, int] = 0,
) -> tuple[Allocation, ...]:
    """Divide ``answers`` among strata, in the order of ``populations``.

    Parameters
    ----------
    answers : int
        In all.
    populations : mapping of stratum to N_h
        Whole numbers; a stratum with 0 is given nothing.
    method : {"proportional", "neyman", "power", "equal"}
        A key of ``ALLOCATIONS``.
    spreads : mapping of stratum to S_h, optional
        Standard deviation within each stratum, for ``neyman``, √(p(1 − p)) for a share; coefficient of variation, for
        ``power``, where it may be left out.
    power : float
        Exponent of ``power``, from 0 (equal) to 1 (Neyman's form).
    floor : int or mapping
        Fewest answers of each stratum; a stratum with fewer people gives all of them.

    Returns
    -------
    tuple of Allocation

    Raises
    ------
    DesignError
        Numbers that are not usable, a stratum without spread, floors that need more than ``answers``, or more answers
        than people.
    MethodError
        A method that does not exist.

    Notes
    -----
    a_h = N_h (proportional), N_h S_h (Neyman), N_h^q CV_h (power), 1 (equal). n_h = λ a_h held between floor and N_h, λ
    such that Σ n_h = n; for Neyman's a_h that is the best allocation within these bounds. Whole numbers by largest
    remainders.

    References
    ----------
    Neyman (1934), J. Royal Stat. Soc. 97; Cochran (1977), §5.5–5.9; Bankier (1988), The American Statistician 42(3).

    Examples
    --------
    >>> parts = allocate(100, {"land": 9000, "tax": 900, "births": 100}, floor=10)
    >>> {part.stratum: part.answers for part in parts}
    {'land': 80, 'tax': 10, 'births': 10}
    """
    if method not in ALLOCATIONS:
        raise MethodError(f"allocation {method!r} is not known; choose one of {list(ALLOCATIONS)}")
    if not 0 <= power <= 1:
        raise DesignError(f"power: got {power!r}; expected an exponent from 0 to 1")
    sizes = _sizes(populations)
    least = np.minimum(_floors(floor, populations), sizes)
    whole = _whole(answers, "answers")
    if not least.sum() <= whole <= sizes.sum():
        raise DesignError(
            f"answers: got {whole}; expected at least {least.sum():.0f}, the sum of the floors, and at most "
            f"{sizes.sum():.0f}, everyone; change the answers or the floor"
        )
    wanted = ALLOCATIONS[method](sizes, _spreads(spreads, populations, method), power)
    exact = _held(np.where(sizes > 0, wanted, 0.0), whole, least, sizes)
    return tuple(
        Allocation(str(name), int(size), int(given), float(share), given / size if size else 0.0)
        for name, size, given, share in zip(populations, sizes, _rounded(exact, whole), exact, strict=True)
    )


def _proportional(sizes: Floats, _spreads: Floats, _power: float) -> Floats:
    return sizes


def _neyman(sizes: Floats, spreads: Floats, _power: float) -> Floats:
    return sizes * spreads


def _power(sizes: Floats, spreads: Floats, power: float) -> Floats:
    wanted: Floats = sizes**power * spreads
    return wanted


def _equal(sizes: Floats, _spreads: Floats, _power: float) -> Floats:
    return np.ones(len(sizes))


ALLOCATIONS: dict[str, Callable[[Floats, Floats, float], Floats]] = {
    "proportional": _proportional,
    "neyman": _neyman,
    "power": _power,
    "equal": _equal,
}
"""Allocations by name: what n_h is proportional to, of (N_h, S_h or CV_h, q)."""


def _sizes(populations: Mapping[str, int]) -> Floats:
    if not populations:
        raise DesignError("populations: nothing came; expected at least one stratum with its people")
    return np.array([_whole(size, f"populations[{name!r}]") for name, size in populations.items()], dtype=np.float64)


def _whole(number: float, name: str) -> int:
    if not (0 <= number < math.inf) or number != int(number):
        raise DesignError(f"{name}: got {number!r}; expected a whole number, 0 or more")
    return int(number)


def _floors(floor: int | Mapping[str, int], populations: Mapping[str, int]) -> Floats:
    if not isinstance(floor, Mapping):
        return np.full(len(populations), float(_whole(floor, "floor")))
    stray = [name for name in floor if name not in populations]
    if stray:
        raise DesignError(f"floor: {stray} are no strata; expected some of {list(populations)}")
    return np.array([_whole(floor.get(name, 0), f"floor[{name!r}]") for name in populations], dtype=np.float64)


def _spreads(spreads: Mapping[str, float] | None, populations: Mapping[str, int], method: str) -> Floats:
    if method in ("proportional", "equal") or (method == "power" and spreads is None):
        return np.ones(len(populations))
    given = spreads or {}
    missing = [name for name in populations if not 0 <= given.get(name, -1.0) < math.inf]
    if missing:
        raise DesignError(f"spreads: {missing} have no usable one; expected a number of 0 or more for every stratum")
    return np.array([given[name] for name in populations], dtype=np.float64)


def _held(wanted: Floats, answers: int, least: Floats, most: Floats) -> Floats:
    """Return λ · wanted held between ``least`` and ``most`` with the sum ``answers``.

    The sum grows with λ in straight pieces between the values of λ at which a stratum leaves its floor or meets its
    ceiling; the piece that holds the answer is found, and λ on it is exact.
    """
    movable = wanted > 0
    if not movable.any():
        return _level_up(least, most, answers)
    per_wanted = np.concatenate([each[movable] / wanted[movable] for each in (least, most)])
    corners = np.unique(np.append(per_wanted, 0.0))
    sums = np.array([np.clip(corner * wanted, least, most).sum() for corner in corners])
    if sums[-1] < answers:
        return _level_up(np.clip(corners[-1] * wanted, least, most), most, answers)
    place = int(np.searchsorted(sums, answers))
    if place == 0:
        return least
    low, high = corners[place - 1], corners[place]
    factor = low + (high - low) * (answers - sums[place - 1]) / (sums[place] - sums[place - 1])
    held: Floats = np.clip(factor * wanted, least, most)
    return held


def _level_up(given: Floats, most: Floats, answers: int) -> Floats:
    """Spread what is left over the strata that want nothing (no spread), by the people they have left."""
    room = most - given
    left = answers - float(given.sum())
    share = left / float(room.sum()) if left > 0 else 0.0
    spread: Floats = given + room * share
    return spread


def _rounded(exact: Floats, answers: int) -> NDArray[np.int64]:
    """Return whole numbers with the same sum: each rounded down, the largest remainders up, the first where equal."""
    down = np.floor(exact + 1e-9)
    left = answers - int(down.sum())
    remainder = exact - down
    up = np.argsort(-np.round(remainder, 9), kind="stable")[:left]
    down[up] += 1
    return down.astype(np.int64)
