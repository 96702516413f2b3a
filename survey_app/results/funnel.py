"""Units of one level side by side, against limits as wide as their number of answers makes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from statistics import NormalDist

from analysis import FunnelPoint, share_funnel
from reports.by_ticket import are_alike
from reports.disclosure import MOST_WITHOUT_DATA
from reports.findings import Row
from reports.studies import FunnelUnit, UnitFunnel
from survey_app.results.scope import Part

LEVELS = (0.95, 0.998)
FEWEST = 5
"""Fewer units side by side say nothing of what is usual among them."""


def make_funnel(total: Row, units: Sequence[Row], parts: Sequence[Part], hidden: Collection[str]) -> UnitFunnel | None:
    """The funnel of the level with most units below `total`.

    Units that may not be shown have no part in it, nor those whose share is of other people than the total's: ticket
    answers alone are not held against all answers.
    """
    level = commonest_level(parts)
    of_level = {part.key for part in parts if part.level == level}
    rows = [row for row in units if row.key in of_level]
    like = [row for row in rows if are_alike(row, total)]
    shown = [row for row in like if row.key not in hidden and row.share and row.no_data_share <= MOST_WITHOUT_DATA]
    centre = total.share
    if centre is None or total.key in hidden or len(shown) < FEWEST or not 0 < centre.value < 1:
        return None
    funnel = share_funnel(
        [row.share.value if row.share else None for row in shown],
        [row.share.n if row.share else 0 for row in shown],
        target=centre.value,
        deff=[max(row.share.deff, 1.0) if row.share else 1.0 for row in shown],
        labels=[row.key for row in shown],
        overdispersion="additive",
        levels=LEVELS,
    )
    inner, outer = (NormalDist().inv_cdf((1 + level) / 2) for level in LEVELS)
    found = [_unit(row, point) for row, point in zip(shown, funnel.points, strict=True)]
    return UnitFunnel(
        funnel.target, funnel.tau2, (inner, outer), tuple(unit for unit in found if unit is not None), len(rows)
    )


def commonest_level(parts: Sequence[Part]) -> str:
    """The level most of the units are of: a province's one centre is not held against its communes."""
    counted = Counter(part.level for part in parts)
    return max(counted, key=lambda level: counted[level], default="")


def _unit(row: Row, point: FunnelPoint) -> FunnelUnit | None:
    if row.share is None or point.value is None or point.place is None:
        return None
    if point.inner_low is None or point.inner_high is None or point.low is None or point.high is None:
        return None
    return FunnelUnit(
        key=row.key,
        n_eff=row.share.n / max(row.share.deff, 1.0),
        value=point.value,
        inner=(max(point.inner_low, 0.0), min(point.inner_high, 1.0)),
        outer=(max(point.low, 0.0), min(point.high, 1.0)),
        place=point.place,
    )
