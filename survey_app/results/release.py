"""When a cumulative figure may move: only when enough new answers stand behind the change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from survey_app.results.domains import Domain
from survey_app.results.measures import ITEM, LEVELS
from survey_app.results.samples import Sample
from survey_app.results.windows import ENOUGH


def released(sample: Sample, domain: Domain) -> Domain:
    """The domain up to the last week that brought the answers since the last release to ten.

    Two weeks' cumulative figures would else differ by a handful of answers, and give them away.
    """
    if sample.weighted is None or not domain.cells.any():
        return domain
    valid = domain.cells & sample.cells[ITEM].isin(LEVELS).to_numpy()
    # ordinal 1 is a Monday, so this numbers ISO weeks
    weeks = (sample.keys.day[valid] - 1) // 7
    counts = np.bincount(weeks - weeks.min(), sample.cells["count"].to_numpy()[valid]) if valid.any() else np.zeros(0)
    last, pending = -1, 0.0
    for number, count in enumerate(counts):
        pending += count
        if pending >= ENOUGH:
            last, pending = number, 0.0
    if last < 0 or pending == 0:
        return domain
    end = (int(weeks.min()) + last + 1) * 7
    return replace(
        domain,
        cells=domain.cells & (sample.keys.day <= end),
        transactions=domain.transactions & (sample.moved.day <= end),
    )
