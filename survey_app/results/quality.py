"""What the reader must know about the weights, and the plain counts beside them."""

from __future__ import annotations

from reports.disclosure import LEAST_TOLD
from reports.findings import Flag
from survey_app.results.domains import Domain
from survey_app.results.measures import ITEM, LEVELS
from survey_app.results.rows import no_data_share
from survey_app.results.samples import Sample


def make_flags(sample: Sample, total: Domain) -> list[Flag]:
    """Whether and how the answers were weighted, and where visits and answers do not fit."""
    if sample.weighted is None:
        return []
    flags = [] if sample.weighted.is_weighted else [Flag("unweighted")]
    if sample.by_dossiers and sample.weighted.is_weighted:
        flags.append(Flag("by_dossiers"))
    cells = sample.cells[total.cells]
    unknown = cells.loc[cells["sector"].isna(), "count"].sum()
    if unknown:
        flags.append(Flag("unknown_sector", value=float(unknown / cells["count"].sum())))
    if (silent := no_data_share(sample, total)) >= LEAST_TOLD:
        flags.append(Flag("no_answers", value=silent))
    return flags + (_strata_flags(sample, total) if sample.weighted.is_weighted else [])


def _strata_flags(sample: Sample, total: Domain) -> list[Flag]:
    if sample.weighted is None:
        return []
    strata = sample.weighted.strata
    here = strata[strata["post_stratum"].isin(set(sample.cells.loc[total.cells, "post_stratum"].dropna()))]
    merged = int(here["post_stratum"].str.contains("+", regex=False).sum())
    flags = [Flag("merged", value=float(merged))] if merged else []
    more = here.loc[here["flag"].str.contains("more answers"), "sector"].unique()
    absent = here.loc[here["flag"].str.contains("no visits"), "sector"].unique()
    flags += [Flag("more_answers_than_visits", subject=str(sector)) for sector in more]
    return flags + [Flag("no_visits", subject=str(sector)) for sector in absent]


def count_unanswered(sample: Sample, total: Domain) -> int:
    """Responses that left the overall item open."""
    if sample.weighted is None:
        return 0
    cells = sample.cells[total.cells]
    return int(cells.loc[~cells[ITEM].isin(LEVELS), "count"].sum())
