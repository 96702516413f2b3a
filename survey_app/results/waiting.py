"""Waiting rows: felt minutes of the whole and of each sector, with the bounds that rounding allows."""

from __future__ import annotations

import math

import numpy as np

from analysis import EmptyCellError, Estimate, Target, Waiting, felt_waiting
from reports.disclosure import MOST_WITHOUT_DATA
from reports.findings import WaitingRow
from survey_app.results.domains import Domain
from survey_app.results.measures import SHARE_INTERVAL
from survey_app.results.rows import no_data_share
from survey_app.results.samples import Sample

ITEM = "minutes"
REPLICATES = 500


def make_waiting_row(sample: Sample, domain: Domain, target: Target | None) -> WaitingRow:
    """Estimate one row of waiting; without an answer it keeps its name and has no figure."""
    found = _waiting(sample, domain, target)
    if found is None:
        return WaitingRow(
            domain.kind, domain.key, domain.name, 0, mean=None, rounding=None, median=None, p90=None, within=None,
            target=target,
        )  # fmt: skip
    return WaitingRow(
        kind=domain.kind,
        key=domain.key,
        name=domain.name,
        n=found.mean.n,
        mean=found.mean,
        rounding=found.rounding,
        median=found.median.value,
        p90=found.p90.value,
        within=None if target is None else found.within,
        target=target,
        is_same_value=is_same_wait(sample, domain),
    )


def is_same_wait(sample: Sample, domain: Domain) -> bool:
    """Whether everyone who told minutes told the same."""
    minutes = np.zeros(0) if sample.measures is None else sample.measures.minutes[domain.cells]
    known = minutes[~np.isnan(minutes)]
    return bool(known.size and np.ptp(known) == 0)


def mean_wait(sample: Sample, domain: Domain) -> Estimate | None:
    """The mean alone, with the quicker linearised interval: for a line over many weeks."""
    if sample.measures is None or no_data_share(sample, domain) > MOST_WITHOUT_DATA:
        return None
    try:
        return sample.measures.wait(domain.cells)
    except EmptyCellError:
        return None


def _waiting(sample: Sample, domain: Domain, target: Target | None) -> Waiting | None:
    if sample.weighted is None or no_data_share(sample, domain) > MOST_WITHOUT_DATA:
        return None
    limit = math.inf if target is None else target.value
    try:
        return felt_waiting(
            sample.weighted.design,
            ITEM,
            limit=limit,
            where=domain.cells,
            replicates=REPLICATES,
            share_method=SHARE_INTERVAL,
        )
    except EmptyCellError:
        return None
