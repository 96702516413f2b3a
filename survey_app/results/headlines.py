"""Which answers a row's headline rests on: those by ticket, where they speak for the row, else all together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from reports.disclosure import MOST_WITHOUT_DATA
from survey_app.results.domains import Domain
from survey_app.results.keys import Mask
from survey_app.results.measures import Measures
from survey_app.results.others import Others, leave_few_over, may_rest_on_tickets
from survey_app.results.pairs import Places
from survey_app.results.samples import Sample, Tickets

TICKET_ANSWERS = 100
"""From this many ticket answers on, a row's headline rests on them alone (decision 0016)."""


@dataclass(frozen=True, slots=True, eq=False)
class Headline:
    """The answers a row's headline rests on: their sample with its weights, and which of its cells."""

    sample: Sample
    cells: Mask
    tier: Literal["ticket", "pooled"]


def headline(sample: Sample, domain: Domain) -> Headline:
    """Ticket answers where there are enough and codes were handed out to nearly all; else all tiers together.

    A figure of the places with tickets is none of a row with many places without: at most `MOST_WITHOUT_DATA` of the
    row's visits may be in units and sectors that have no ticket answer. Nor may the ticket answers by themselves tell
    what a few others said (docs/decisions/0016).
    """
    tickets, pooled = sample.tickets, Headline(sample, domain.cells, "pooled")
    if tickets is None or tickets.sample.measures is None or sample.measures is None:
        return pooled
    if domain.kind == "channel":
        return pooled  # channels are compared with each other, each with all of its answers
    cells, measures = domain.cells[tickets.places], tickets.sample.measures
    if measures.counts[cells & measures.is_valid].sum() < TICKET_ANSWERS:
        return pooled
    table = _table(sample, sample.measures, tickets, domain)
    is_alone = (
        _speaks(table.along((0, 1)))
        and may_rest_on_tickets(
            table, _speaks, is_inner=_is_inner(sample, tickets, domain), is_agency=domain.kind == "agency"
        )
        # the page tells of each tier, so what all the others said is known, however its total is made
        and not (domain.page and leave_few_over(_table(sample, sample.measures, tickets, domain.page), _speaks))
    )
    return Headline(tickets.sample, cells, "ticket") if is_alone else pooled


def _speaks(part: Others) -> Mask:
    """Which parts have tickets enough, and from nearly all of their visits."""
    found: Mask = (part.tickets >= TICKET_ANSWERS) & (part.without <= MOST_WITHOUT_DATA * part.size)
    return found


def _is_inner(sample: Sample, tickets: Tickets, domain: Domain) -> bool:
    """Whether the domain stands between others: of more than one unit, but not of all that have its sectors."""
    units, sectors = (places[domain.cells] for places in tickets.pairs.of_cells)
    if len(np.unique(units)) < 2:
        return False
    alike = np.isin(tickets.pairs.of_cells[1], np.unique(sectors))
    return bool((alike & ~domain.cells).any())


def _table(sample: Sample, measures: Measures, tickets: Tickets, domain: Domain) -> Others:
    """The domain's answers and visits by unit and sector; the last column holds those of unknown sector."""
    pairs, valid = tickets.pairs, domain.cells & measures.is_valid
    is_ticket = sample.keys.equal("tier", "ticket")
    others = valid & ~is_ticket
    least, most = np.full(pairs.shape, np.inf), np.full(pairs.shape, -np.inf)
    np.minimum.at(least, _at(pairs.of_cells, others), measures.level[others])
    np.maximum.at(most, _at(pairs.of_cells, others), measures.level[others])
    sizes, places, inside, has = sample.visits, pairs.of_visits, domain.transactions, tickets.has_visits
    if not np.nansum(sizes[inside]):
        sizes, places, inside, has = measures.counts, pairs.of_cells, domain.cells, tickets.has_cells

    def total(rows: Mask, at: Places, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        found = np.zeros(pairs.shape)
        np.add.at(found, _at(at, rows), np.nan_to_num(numbers[rows]))
        return found

    return Others(
        tickets=total(valid & is_ticket, pairs.of_cells, measures.counts),
        others=total(others, pairs.of_cells, measures.counts),
        least=least,
        most=most,
        size=total(inside, places, sizes),
        without=total(inside & ~has, places, sizes),
    )


def _at(places: Places, rows: Mask) -> Places:
    units, sectors = places
    return units[rows], sectors[rows]
