"""When a cumulative figure may move: only when enough new answers stand behind the change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from survey_app.results.domains import Domain
from survey_app.results.headlines import headline
from survey_app.results.keys import Mask
from survey_app.results.samples import Sample
from survey_app.results.windows import ENOUGH


def released(sample: Sample, domain: Domain) -> Domain:
    """The domain up to the last week that brought the answers to the overall item since the last release to ten.

    Where the share rests on tickets, ten ticket answers: the others do not move it.
    """
    if sample.measures is None:
        return domain
    cut = released_by(sample, domain, sample.measures.is_valid)
    if headline(sample, cut).tier == "ticket":
        cut = released_by(sample, cut, sample.measures.is_valid & sample.keys.equal("tier", "ticket"))
    return cut


def released_by(sample: Sample, domain: Domain, counted: Mask) -> Domain:
    """The domain up to the last week in which its answers that a figure counts came to ten since the last release.

    Two weeks' cumulative figures would else differ by a handful of answers, and give them away.
    """
    counted = domain.cells & counted
    # ordinal 1 is a Monday, so this numbers ISO weeks
    weeks = (sample.keys.day[counted] - 1) // 7
    counts = (
        np.bincount(weeks - weeks.min(), sample.cells["count"].to_numpy()[counted]) if counted.any() else np.zeros(0)
    )
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
