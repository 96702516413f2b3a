"""Merging post-strata with too few answers, by a rule fixed before any answer is seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.asked import read_number
from analysis.design.columns import as_numbers, column, groups, plain, refuse_no_table, row_label
from analysis.exceptions import DesignError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class _Stratum:
    """Units of one sector that share a weight."""

    units: tuple[str, ...]
    levels: frozenset[str]
    areas: frozenset[str]
    n: int


def merge_thin_strata(strata: DataFrame, *, minimum: int = 10) -> DataFrame:
    """Say which units of a sector share a weight.

    Parameters
    ----------
    strata : DataFrame
        One row a unit × sector: unit, level, area, sector, n (responses). Other columns are ignored.
    minimum : int
        Fewer responses make a stratum thin.

    Returns
    -------
    DataFrame
        unit, sector, post_stratum, in the order and with the index of the rows given.

    Raises
    ------
    DesignError
        A missing column or label, or a unit × sector given twice.

    Notes
    -----
    Within each sector, and never across sectors: first among the units of one level and area, then of one level, then
    of the sector, all thin strata are put together. What has the minimum then is done. What has some answers but
    still too few joins the stratum of that level and area (level, sector) with the fewest answers that is not thin,
    if there is one; else it goes on to the next step. What has no answer at all goes with thin strata, but joins none
    that can stand alone: it goes on, and where nothing thin is left it stays as visits without data. Ties go by the
    name of the first unit. The rule sees numbers of responses only, never what they say.

    References
    ----------
    Collapsing of cells: Little (1993), JASA 88; Kalton, Flores-Cervantes (2003), J. Official Statistics 19(2).

    Examples
    --------
    >>> import pandas as pd
    >>> strata = pd.DataFrame({"unit": ["A", "B", "C"], "level": "commune", "area": ["east", "east", "west"],
    ...                        "sector": "land", "n": [4, 7, 40]})
    >>> merge_thin_strata(strata)["post_stratum"].tolist()
    ['land|A+1', 'land|A+1', 'land|C']
    >>> merge_thin_strata(strata.assign(n=[4, 0, 40]))["post_stratum"].tolist()
    ['land|A+1', 'land|B', 'land|A+1']
    >>> merge_thin_strata(strata.assign(n=[4, 0, 6]))["post_stratum"].tolist()
    ['land|A+2', 'land|A+2', 'land|A+2']
    """
    refuse_no_table(strata, "strata")
    read_number("minimum", minimum, "answers from 0", least=0.0)
    _refuse_numbers(strata)
    for name in ("unit", "level", "area", "sector"):
        groups(strata, name, "strata")
    if strata.duplicated(["unit", "sector"]).any():
        twice = strata.loc[strata.duplicated(["unit", "sector"]), ["unit", "sector"]].iloc[0].tolist()
        raise DesignError(f"strata: unit and sector {twice} given twice; add the rows up first")
    labels = {
        (unit, str(sector)): f"{sector}|{_name(stratum)}"
        for sector, rows in strata.groupby("sector", sort=True)
        for stratum in _merge_sector(rows, minimum)
        for unit in stratum.units
    }
    named = [labels[str(unit), str(sector)] for unit, sector in zip(strata["unit"], strata["sector"], strict=True)]
    return strata[["unit", "sector"]].assign(post_stratum=named)


def _refuse_numbers(strata: DataFrame) -> None:
    """Refuse responses that are no numbers from 0."""
    given = column(strata, "n", "strata")
    try:
        numbers = as_numbers(given)
    except (TypeError, ValueError) as error:
        raise DesignError(f"strata: column 'n' holds something that is not a number ({error})") from error
    if (bad := ~((numbers >= 0) & (numbers < np.inf))).any():
        row = int(np.argmax(bad))
        raise DesignError(
            f"strata: row {plain(row_label(strata, row))}, column 'n' is {plain(numbers[row])}; expected responses "
            "from 0"
        )


def _name(stratum: _Stratum) -> str:
    """Return the first unit and how many others stand with it."""
    others = len(stratum.units) - 1
    return stratum.units[0] + (f"+{others}" if others else "")


def _merge_sector(rows: DataFrame, minimum: int) -> list[_Stratum]:
    """Merge one sector's strata in three widening steps."""
    found = [
        _Stratum((str(unit),), frozenset({str(level)}), frozenset({str(area)}), int(n))
        for unit, level, area, n in zip(rows["unit"], rows["level"], rows["area"], rows["n"], strict=True)
    ]
    for scope in (_level_and_area, _level, _sector):
        merged = (_merge_near(near, minimum, is_last=scope is _sector) for near in _buckets(found, scope))
        found = [stratum for near in merged for stratum in near]
    return found


def _level_and_area(stratum: _Stratum) -> tuple[frozenset[str], ...]:
    return stratum.levels, stratum.areas


def _level(stratum: _Stratum) -> tuple[frozenset[str], ...]:
    return (stratum.levels,)


def _sector(stratum: _Stratum) -> tuple[frozenset[str], ...]:
    return ()


def _buckets(
    strata: Iterable[_Stratum], scope: Callable[[_Stratum], tuple[frozenset[str], ...]]
) -> list[list[_Stratum]]:
    """Return the strata side by side that lie near each other in this step."""
    near: dict[tuple[frozenset[str], ...], list[_Stratum]] = {}
    for stratum in strata:
        near.setdefault(scope(stratum), []).append(stratum)
    return list(near.values())


def _merge_near(near: list[_Stratum], minimum: int, *, is_last: bool) -> list[_Stratum]:
    """Put the thin strata together; if that is still too few, add the smallest that can stand alone."""
    silent = [stratum for stratum in near if stratum.n == 0]
    thin = [stratum for stratum in near if 0 < stratum.n < minimum]
    solid = sorted((stratum for stratum in near if stratum.n >= minimum), key=lambda one: (one.n, one.units))
    is_enough = sum(stratum.n for stratum in thin) >= minimum
    if thin and (is_enough or (is_last and not solid)):
        return [_joined([*thin, *silent]), *solid]
    if thin and solid:
        return [_joined([*thin, solid[0]]), *solid[1:], *_together(silent)]
    return [*_together(thin), *_together(silent), *solid]


def _together(strata: list[_Stratum]) -> list[_Stratum]:
    return [_joined(strata)] if strata else []


def _joined(strata: list[_Stratum]) -> _Stratum:
    """Return one stratum of several."""
    return _Stratum(
        tuple(sorted(unit for stratum in strata for unit in stratum.units)),
        frozenset().union(*(stratum.levels for stratum in strata)),
        frozenset().union(*(stratum.areas for stratum in strata)),
        sum(stratum.n for stratum in strata),
    )
