"""Answers labelled on arrival: how many, with what, and what the share is without them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from sqlalchemy.orm import Session

from analysis import EmptyCellError, Estimate
from reports.disclosure import MOST_WITHOUT_DATA
from reports.findings import LABELS, LabelRow
from survey_app.results.desks import desk_names
from survey_app.results.domains import Domain
from survey_app.results.headlines import headline
from survey_app.results.keys import Mask
from survey_app.results.measures import Measures
from survey_app.results.rows import no_data_share
from survey_app.results.samples import Sample


def make_label_row(sample: Sample, domain: Domain) -> LabelRow:
    """One row with and without its labelled answers, the same weights for both."""
    measures = sample.measures
    if measures is None:
        return LabelRow(domain.kind, domain.key, domain.name, (0,) * len(LABELS), labelled=0)
    labelled, found = measures.is_labelled, headline(sample, domain)
    used, those = found.cells, found.sample.measures or measures
    answered, marked = used & those.is_valid, those.is_labelled
    bare = no_data_share(sample, domain) > MOST_WITHOUT_DATA
    return LabelRow(
        kind=domain.kind,
        key=domain.key,
        name=domain.name,
        counts=_by_label(sample, measures, domain.cells),
        labelled=int(measures.counts[domain.cells & labelled].sum()),
        out=_group(those, answered & marked),
        left=_group(those, answered & ~marked),
        share=None if bare else _share(those, used),
        without=None if bare else _share(those, used & ~marked),
    )


def desk_label_rows(session: Session, sample: Sample, total: Domain) -> Iterator[LabelRow]:
    """A row for each desk of the whole with a labelled answer: counts only."""
    measures = sample.measures
    if measures is None or not (total.cells & measures.is_labelled).any():
        return
    desks = sample.cells["desk"].to_numpy()
    found = set(desks[total.cells & measures.is_labelled])
    for desk, name in desk_names(session, found, of=total.key).items():
        mask = total.cells & (desks == desk)
        labelled = int(measures.counts[mask & measures.is_labelled].sum())
        yield LabelRow("desk", desk, name, _by_label(sample, measures, mask), labelled=labelled)


def _by_label(sample: Sample, measures: Measures, mask: Mask) -> tuple[int, ...]:
    """How many answers bear each label; one answer may bear several."""
    labelled = mask & measures.is_labelled
    if not labelled.any():
        return (0,) * len(LABELS)
    borne = sample.cells["labels"].to_numpy()[labelled]
    pairs = list(zip(borne, measures.counts[labelled], strict=True))
    return tuple(int(sum(count for labels, count in pairs if label in str(labels).split())) for label in LABELS)


def _group(measures: Measures, mask: Mask) -> tuple[int, bool]:
    """How many, and whether all gave the same level."""
    return int(measures.counts[mask].sum()), len(np.unique(measures.level[mask])) == 1


def _share(measures: Measures, cells: Mask) -> Estimate | None:
    try:
        return measures.share(cells)
    except EmptyCellError:
        return None
