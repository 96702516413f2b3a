"""The weights of desk answers: unit × sector brought to the visits imported, thin strata merged by a fixed rule.

Answers come from whoever scans a code, so no selection probability is known. They are weighted to what is known of
everyone served, the visits of each unit and sector, and the standard errors treat a desk-day as the unit drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.design.columns import column, refuse_no_table, whole
from analysis.design.survey_design import SurveyDesign
from analysis.exceptions import DesignError
from analysis.weighting.poststratification import poststratify
from analysis.weighting.strata import merge_thin_strata

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame, Series

MORE_ANSWERS = "more answers than visits"
NO_ANSWERS = "no answers"
NO_VISITS = "no visits imported"
NO_DATA_LIMIT = 0.20
"""Above this share of visits in strata without an answer a sector has no figure."""


@dataclass(frozen=True, slots=True, eq=False)
class WeightedSample:
    """Answers with their weights, and what the weighting has to own up to."""

    design: SurveyDesign
    """Strata are units, PSUs desk-days; cells carry ``post_stratum``, ``desk_day`` and ``base_weight``."""
    strata: DataFrame
    """One row a merged stratum: post_stratum, sector, n, visits, weight, flag ('' where there is nothing to say)."""
    pairs: DataFrame
    """One row a unit × sector: unit, sector, post_stratum; empty where nothing was weighted."""
    is_weighted: bool
    """False where no visits were imported: every weight is 1."""
    no_data_share: Mapping[str, float]
    """Sector → share of its visits in strata without an answer, which no weight stands for."""
    overall_no_data_share: float
    coverage: Mapping[str, float | None]
    """Unit → answers / visits; ``None`` without visits."""
    overall_coverage: float | None
    unknown_sector: int
    """Answers whose sector is not known."""

    def has_figure(self, sector: str | None = None) -> bool:
        """Whether a sector (the whole, when ``None``) has answers for all but at most a fifth of its visits."""
        share = self.overall_no_data_share if sector is None else self.no_data_share.get(sector, 0.0)
        return share <= NO_DATA_LIMIT


def weigh(
    cells: DataFrame,
    visits: DataFrame | None,
    places: DataFrame,
    *,
    count: str = "count",
    minimum: int = 10,
) -> WeightedSample:
    """Weight the answers of one period to its visits.

    Parameters
    ----------
    cells : DataFrame
        One row a cell: unit, desk, day, sector (may be missing), the items, and ``count``, the **responses** of the
        cell. All responses of the period belong in it, whatever items they left blank: one weight set serves all
        tables.
    visits : DataFrame or None
        unit, sector, visits of the period; several rows of one pair are added up.
    places : DataFrame
        unit, level, area of every unit in ``cells`` and ``visits``; area may be missing.
    count : str
        The column of ``cells`` with the number of responses.
    minimum : int
        Fewer responses make a stratum thin, see `merge_thin_strata`.

    Returns
    -------
    WeightedSample

    Raises
    ------
    DesignError
        A column that is missing, a unit without a place, a count or visits that cannot be.

    Notes
    -----
    For merged stratum h: w_h = N_h / n_h, with N_h = Σ visits and n_h the responses. N_h = n_h, flagged, where there
    are more answers than visits. A unit × sector with answers but no visits row enters N_h with its answers, flagged.
    A response of unknown sector takes the mean weight of the other responses of its unit (of the whole where its unit
    has none) and stands in no post-stratum: its total is not known, so no residual is taken and its full spread stays
    in the variance. It adds to the sum of weights, hence the whole leans slightly towards units with more such
    answers. Lone desk-days are adjusted. There is no finite population correction.

    References
    ----------
    Holt, Smith (1979), JRSS A 142; Little (1993), Post-stratification: a modeler's perspective, JASA 88.
    """
    _require(cells, ("unit", "desk", "day", "sector"), "cells")
    answers = whole(cells, count, "count")
    if visits is None or (hasattr(visits, "columns") and len(visits) == 0):
        return _unweighted(cells, answers, count)
    pairs = _pairs(cells, answers, _sum_visits(visits), places)
    merged = merge_thin_strata(pairs, minimum=minimum)
    pairs = pairs.assign(post_stratum=merged["post_stratum"].to_numpy())
    strata = _strata_table(pairs)
    posted = _with_weights(cells, pairs, strata, answers)
    design = SurveyDesign(posted, count=count, strata="unit", psu="desk_day", weights="base_weight", lone_psu="adjust")
    answered = strata[strata["n"] > 0].set_index("post_stratum")
    totals = (answered["n"] * answered["weight"]).to_dict()
    weighted = poststratify(design, "post_stratum", totals, missing="keep") if totals else design
    return _sample(weighted, strata, pairs, cells, answers, visits)


def _require(table: DataFrame, names: tuple[str, ...], role: str) -> None:
    """Refuse a table that lacks a column."""
    refuse_no_table(table, role)
    for name in names:
        column(table, name, role)


def _sum_visits(visits: DataFrame) -> Series[Any]:
    """Return visits per (unit, sector)."""
    _require(visits, ("unit", "sector", "visits"), "visits")
    numbers = visits["visits"].to_numpy(dtype=np.float64, na_value=np.nan)
    bad = ~(np.isfinite(numbers) & (numbers >= 0)) | visits[["unit", "sector"]].isna().any(axis=1).to_numpy()
    if bad.any():
        row = visits.iloc[int(np.argmax(bad))]
        raise DesignError(
            f"visits: unit {row['unit']!r}, sector {row['sector']!r} has {row['visits']!r}; expected a unit, "
            "a sector and a number from 0"
        )
    return visits.assign(visits=numbers).groupby(["unit", "sector"])["visits"].sum()


def _pairs(cells: DataFrame, answers: Any, visits: Series[Any], places: DataFrame) -> DataFrame:
    """Return one row a unit × sector that has answers or visits, with its place."""
    import pandas as pd

    answered = cells[["unit", "sector"]].assign(n=answers).dropna(subset=["sector"])
    numbers = answered.groupby(["unit", "sector"])["n"].sum()
    pairs = pd.concat([numbers, visits.rename("visits")], axis=1).sort_index().reset_index()
    pairs = pairs.assign(n=pairs["n"].fillna(0.0), is_imported=pairs["visits"].notna())
    pairs["visits"] = pairs["visits"].fillna(pairs["n"])
    pairs = pairs[(pairs["n"] > 0) | (pairs["visits"] > 0)]
    return _placed(pairs, places)


def _placed(pairs: DataFrame, places: DataFrame) -> DataFrame:
    """Add level and area to each pair."""
    _require(places, ("unit", "level", "area"), "places")
    twice = places.loc[places["unit"].duplicated(), "unit"].tolist()
    if twice:
        raise DesignError(f"places: units {twice} stand twice; keep one row for each")
    known = places[["unit", "level", "area"]].assign(level=places["level"].fillna(""), area=places["area"].fillna(""))
    if absent := sorted(set(pairs["unit"]) - set(known["unit"])):
        raise DesignError(f"places: no level and area for units {absent}; add a row for each")
    return pairs.merge(known, on="unit", how="left", validate="many_to_one")


def _strata_table(pairs: DataFrame) -> DataFrame:
    """Return n, visits, weight and flag of each merged stratum."""
    table = pairs.groupby(["post_stratum", "sector"], as_index=False).agg(
        n=("n", "sum"), visits=("visits", "sum"), is_imported=("is_imported", "all")
    )
    n, visits = table["n"].to_numpy(), table["visits"].to_numpy()
    represented = np.maximum(n, visits)
    weight = np.divide(represented, n, out=np.full(len(n), np.nan), where=n > 0)
    flags = [
        "; ".join(text for text, holds in zip((NO_ANSWERS, MORE_ANSWERS, NO_VISITS), row, strict=True) if holds)
        for row in zip(n == 0, n > visits, ~table["is_imported"].to_numpy(dtype=bool), strict=True)
    ]
    return table.assign(n=n.astype(np.int64), weight=weight, flag=flags).drop(columns="is_imported")


def _with_weights(cells: DataFrame, pairs: DataFrame, strata: DataFrame, answers: Any) -> DataFrame:
    """Return the cells with post_stratum, desk_day and the weight they start from."""
    keyed = pairs.merge(strata[["post_stratum", "weight"]], on="post_stratum")
    found = cells[["unit", "sector"]].merge(
        keyed[["unit", "sector", "post_stratum", "weight"]], on=["unit", "sector"], how="left"
    )
    known = found["weight"].notna().to_numpy()
    times, weight = np.where(known, answers, 0.0), found["weight"].fillna(0.0).to_numpy()
    sums = found.assign(persons=times * weight, times=times).groupby("unit")[["persons", "times"]].transform("sum")
    overall = (times @ weight) / times.sum() if known.any() else 1.0
    persons, numbers = sums["persons"].to_numpy(), sums["times"].to_numpy()
    average = np.divide(persons, numbers, out=np.full(len(found), overall), where=numbers > 0)
    return _with_psus(cells).assign(
        post_stratum=found["post_stratum"].to_numpy(), base_weight=np.where(known, 1.0, average)
    )


def _with_psus(cells: DataFrame) -> DataFrame:
    """Return the cells with the label of their desk-day."""
    return cells.assign(
        desk_day=cells["unit"].astype(str) + "|" + cells["desk"].astype(str) + "|" + cells["day"].astype(str)
    )


def _unweighted(cells: DataFrame, answers: Any, count: str) -> WeightedSample:
    """Return the sample with every weight 1, which it says."""
    import pandas as pd

    design = SurveyDesign(_with_psus(cells), count=count, strata="unit", psu="desk_day", lone_psu="adjust")
    empty = pd.DataFrame(columns=["post_stratum", "sector", "n", "visits", "weight", "flag"])
    unknown = int(answers[cells["sector"].isna().to_numpy()].sum())
    coverage: dict[str, float | None] = {str(unit): None for unit in sorted(cells["unit"].unique())}
    pairs = pd.DataFrame(columns=["unit", "sector", "post_stratum"])
    return WeightedSample(design, empty, pairs, False, {}, 0.0, coverage, None, unknown)


def _sample(
    design: SurveyDesign, strata: DataFrame, pairs: DataFrame, cells: DataFrame, answers: Any, visits: DataFrame
) -> WeightedSample:
    """Put the weighted design together with what it has to own up to."""
    represented = strata.assign(
        persons=np.maximum(strata["n"], strata["visits"]), silent=np.where(strata["n"] == 0, strata["visits"], 0.0)
    )
    shares = represented.groupby("sector")[["persons", "silent"]].sum()
    by_sector = {str(sector): float(share) for sector, share in (shares["silent"] / shares["persons"]).items()}
    per_unit = cells[["unit"]].assign(n=answers).groupby("unit")["n"].sum()
    served = visits.groupby("unit")["visits"].sum()
    known = served[served > 0]
    coverage: dict[str, float | None] = {str(unit): None for unit in sorted(set(per_unit.index) | set(served.index))}
    coverage |= {str(unit): float(per_unit.get(unit, 0.0) / number) for unit, number in known.items()}
    heard = float(per_unit.reindex(known.index).fillna(0.0).sum())
    return WeightedSample(
        design=design,
        strata=strata,
        pairs=pairs[["unit", "sector", "post_stratum"]],
        is_weighted=True,
        no_data_share=by_sector,
        overall_no_data_share=float(shares["silent"].sum() / shares["persons"].sum()) if len(shares) else 0.0,
        coverage=coverage,
        overall_coverage=heard / float(known.sum()) if len(known) else None,
        unknown_sector=int(answers[cells["sector"].isna().to_numpy()].sum()),
    )
