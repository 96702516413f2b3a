"""Dossiers resolved on time: exact administrative counts, never divided by visits."""

from __future__ import annotations

import pandas as pd

from reports.findings import Name, OnTimeRow
from survey_app.results.domains import Domain
from survey_app.results.samples import Sample

PARTS = ["resolved_early", "resolved_on_time", "resolved_late"]


def make_on_time_row(sample: Sample, domain: Domain) -> OnTimeRow | None:
    """Count one row; `None` where the period has no resolved dossier imported."""
    counts = sample.transactions[domain.transactions]
    if counts.empty or counts[PARTS].isna().all(axis=None):
        return None
    early, on_time, late = (int(counts[part].sum()) for part in PARTS)
    return OnTimeRow(
        key="total" if domain.kind == "total" else domain.key,
        name=domain.name if domain.kind != "total" else Name("Tất cả lĩnh vực", "All sectors"),
        resolved=early + on_time + late,
        on_time=early + on_time,
        overdue_pending=_stock(counts),
        apologies=int(counts["apologies"].sum()),
    )


def _stock(counts: pd.DataFrame) -> int:
    """Overdue dossiers still pending at the end: each unit and sector's figure of its last day."""
    known = counts.dropna(subset=["overdue_pending"]).sort_values("day")
    return int(known.groupby(["unit", "sector"])["overdue_pending"].last().sum())
