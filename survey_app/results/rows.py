"""Rows of satisfaction: the whole, sectors, units, agencies and tiers, all from one weight set."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analysis import Estimate, Target, change, worst_case
from reports.by_ticket import are_alike
from reports.disclosure import MOST_WITHOUT_DATA
from reports.findings import Change, Row
from survey_app.results.domains import Domain
from survey_app.results.headlines import Headline, headline
from survey_app.results.keys import Mask
from survey_app.results.samples import Sample

ORDINARY_SIGMAS = 3.0


def make_row(sample: Sample, domain: Domain, target: Target | None = None, *, is_pooled: bool = False) -> Row:
    """Estimate one row, of all tiers where asked to; one without a usable answer keeps its counts and has no figure."""
    row = count_row(sample, domain, target)
    if sample.measures is None or row.answered == 0:
        return row
    used = Headline(sample, domain.cells, "pooled") if is_pooled else headline(sample, domain)
    measures = used.sample.measures or sample.measures
    share = measures.share(used.cells)
    coverage = None if not row.visits else min((row.n if used.tier == "pooled" else share.n) / row.visits, 1.0)
    return replace(
        row,
        share=share,
        score=measures.score(used.cells),
        tier=used.tier,
        bounds=None if coverage is None else worst_case(share.value, coverage, target),
    )


def count_row(sample: Sample, domain: Domain, target: Target | None = None) -> Row:
    """What is counted of one row, without its figures."""
    n, answered, satisfied, same = _counts(sample, domain.cells)
    return Row(
        kind=domain.kind,
        key=domain.key,
        name=domain.name,
        n=n,
        answered=answered,
        satisfied=satisfied,
        visits=_visits(sample, domain),
        share=None,
        score=None,
        is_priority=domain.is_priority,
        is_same_level=same,
        no_data_share=no_data_share(sample, domain),
        target=target,
    )


def with_change(row: Row, before: Row | None) -> Row:
    """Add the difference to the period before, where both have a figure of answers that came in the same way."""
    if before is None or row.share is None or before.share is None or not are_alike(row, before):
        return row
    if before.no_data_share > MOST_WITHOUT_DATA:
        return row
    found = difference(row.share, before.share)
    return replace(row, change=replace(found, n_before=before.answered, is_same_level_before=before.is_same_level))


def difference(now: Estimate, before: Estimate) -> Change:
    """The change of a share; ordinary while within three standard errors, Shewhart's rule for a single signal."""
    found = change(now, before)
    ordinary = abs(found.value) <= ORDINARY_SIGMAS * found.se
    return Change(found.value, found.se, found.ci_low, found.ci_high, ordinary)


def no_data_share(sample: Sample, domain: Domain) -> float:
    """Share of the domain's visits in merged strata that nobody of the domain itself has answered for.

    Neighbours of the same sector may stand for a unit's visits in the figure above both; in its own they do not.
    """
    here, strata = domain.transactions, sample.strata
    total = np.nansum(sample.visits[here])
    if not total or sample.weighted is None:
        return float(bool(total))
    is_heard = np.zeros(strata.none + 1, dtype=bool)
    is_heard[strata.of_cells[domain.cells]] = True
    # a row of one tier or channel has all of its visits: any answer of the place speaks for them
    is_heard[strata.of_visits[here & strata.has_answers]] = True
    is_heard[strata.none] = True
    return float(np.nansum(sample.visits[here & ~is_heard[strata.of_visits]]) / total)


def _counts(sample: Sample, mask: Mask) -> tuple[int, int, int, bool]:
    """Responses, valid answers, satisfied answers, and whether all gave the same level."""
    measures = sample.measures
    if measures is None:
        return 0, 0, 0, False
    valid = mask & measures.is_valid
    numbers = (measures.counts[which].sum() for which in (mask, valid, mask & measures.is_satisfied))
    n, answered, satisfied = map(int, numbers)
    return n, answered, satisfied, len(np.unique(measures.level[valid])) == 1


def _visits(sample: Sample, domain: Domain) -> int | None:
    known = sample.visits[domain.transactions]
    return None if np.isnan(known).all() else int(np.nansum(known))
