"""Where helpers wrote down most answers: a person beside changes what is said."""

from __future__ import annotations

from collections.abc import Sequence

from reports.findings import Flag
from survey_app.results.domains import Domain
from survey_app.results.samples import Sample

MOSTLY = 0.5
FROM = 10
"""Fewer answers say nothing of a unit's habits, and would say something of those who gave them."""


def assisted_flags(sample: Sample, domains: Sequence[Domain]) -> tuple[Flag, ...]:
    """A flag for the whole and for each unit where helpers wrote down more than half of the answers."""
    if sample.weighted is None:
        return ()
    counts, assisted = sample.cells["count"].to_numpy(), sample.keys.equal("channel", "assisted")
    return tuple(
        Flag("mostly_assisted", subject="" if domain.kind == "total" else domain.key)
        for domain in domains
        if counts[domain.cells].sum() >= FROM
        and counts[domain.cells & assisted].sum() > MOSTLY * counts[domain.cells].sum()
    )
