"""What a row's figure is made of: answers by level, and the strata and weights behind them."""

from __future__ import annotations

from dataclasses import replace

from reports.findings import Levels, Row, Weighting
from survey_app.results.domains import Domain
from survey_app.results.headlines import headline
from survey_app.results.keys import Mask
from survey_app.results.measures import ITEM, LEVELS
from survey_app.results.samples import Sample

MERGED = "+"
"""Stands in the name of a stratum made of several units."""


def with_making(row: Row, sample: Sample, domain: Domain) -> Row:
    """Add what the row's share is made of, where it has one."""
    if row.share is None:
        return row
    used = headline(sample, domain)
    return replace(row, levels=count_levels(used.sample, used.cells), weighting=_weighting(used.sample, used.cells))


def count_levels(sample: Sample, mask: Mask) -> Levels:
    """Plain counts of answers 1 to 5."""
    if sample.weighted is None:
        return (0, 0, 0, 0, 0)
    levels = sample.cells[ITEM].to_numpy(dtype=float)[mask]
    counts = sample.cells["count"].to_numpy()[mask]
    one, two, three, four, five = (int(counts[levels == level].sum()) for level in LEVELS)
    return (one, two, three, four, five)


def _weighting(sample: Sample, mask: Mask) -> Weighting | None:
    """The strata behind a row's answers, and the least and the most visits that one of them stands for."""
    if sample.weighted is None or not sample.weighted.is_weighted:
        return None
    strata = sample.cells["post_stratum"][mask].dropna().unique()
    weights = sample.weighted.design.weight[mask]
    return Weighting(
        strata=len(strata),
        merged=sum(MERGED in stratum for stratum in strata),
        lightest=float(weights.min()),
        heaviest=float(weights.max()),
    )
