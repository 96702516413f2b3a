"""Answers labelled on arrival: how many, with what, and what the share is without them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from analysis import EmptyCellError, Estimate, proportion
from reports.findings import LABELS, LabelRow
from survey_app.results.desks import desk_names
from survey_app.results.keys import Mask
from survey_app.results.rows import ITEM, LEVELS, MOST_NO_DATA, SATISFIED, Domain, headline_cells, no_data_share
from survey_app.results.samples import Sample


def make_label_row(sample: Sample, domain: Domain) -> LabelRow:
    """One row with and without its labelled answers, the same weights for both."""
    labelled = sample.cells["is_labelled"].to_numpy(dtype=bool)
    used, _tier = headline_cells(sample, domain.cells)
    answered = used & sample.cells[ITEM].isin(LEVELS).to_numpy()
    out = _group(sample, answered & labelled)
    left = _group(sample, answered & ~labelled)
    bare = no_data_share(sample, domain) > MOST_NO_DATA
    return LabelRow(
        kind=domain.kind,
        key=domain.key,
        name=domain.name,
        counts=_by_label(sample, domain.cells),
        labelled=int(sample.cells.loc[domain.cells & labelled, "count"].sum()),
        out=out,
        left=left,
        share=None if bare else _share(sample, used),
        without=None if bare else _share(sample, used & ~labelled),
    )


def desk_label_rows(session: Session, sample: Sample, total: Domain) -> Iterator[LabelRow]:
    """A row for each desk of the whole with a labelled answer: counts only."""
    cells = sample.cells[total.cells]
    found = set(cells.loc[cells["is_labelled"].astype(bool), "desk"])
    for desk, name in desk_names(session, found).items():
        mask = total.cells & (sample.cells["desk"] == desk).to_numpy()
        labelled = sample.cells.loc[mask & sample.cells["is_labelled"].to_numpy(dtype=bool), "count"].sum()
        yield LabelRow("desk", desk, name, _by_label(sample, mask), labelled=int(labelled))


def _by_label(sample: Sample, mask: Mask) -> tuple[int, ...]:
    """How many answers bear each label; one answer may bear several."""
    cells = sample.cells.loc[mask & sample.cells["is_labelled"].to_numpy(dtype=bool), ["labels", "count"]]
    sums = cells.groupby("labels")["count"].sum()
    return tuple(int(sum(count for labels, count in sums.items() if label in str(labels).split())) for label in LABELS)


def _group(sample: Sample, mask: Mask) -> tuple[int, bool]:
    """How many, and whether all gave the same level."""
    rows = sample.cells[mask]
    return int(rows["count"].sum()), rows[ITEM].nunique() == 1


def _share(sample: Sample, cells: Mask) -> Estimate | None:
    if sample.weighted is None:
        return None
    try:
        return proportion(sample.weighted.design, ITEM, SATISFIED, valid=LEVELS, where=cells)
    except EmptyCellError:
        return None
