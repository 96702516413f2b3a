"""Compute and keep what the inspector is told of a tree's closed period, unless it rests on what there is."""

from __future__ import annotations

from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.database import Store
from survey_app.periods import Period, status
from survey_app.results.compute import root_of
from survey_app.results.integrity.compute import compute_integrity
from survey_app.results.integrity.store import find_integrity, keep_integrity

METHOD = "1"
"""Raised whenever a change of code changes what is told."""


def publish_integrity(store: Store, period: Period, unit: str, basis: str, *, today: date) -> bool:
    """Keep a revision for the top of a tree; false where nothing is new, or another process was quicker."""
    rests_on = f"{basis} integrity:{METHOD} status:{status(period, today)}"
    with store.reading() as session:
        if not _is_due(session, period, unit, rests_on):
            return False
        newest = find_integrity(session, unit, period.id)
        findings = compute_integrity(session, period, unit, today=today)
    try:
        with store.writing.begin() as session:
            keep_integrity(session, findings, revision=newest.revision + 1 if newest else 1, basis=rests_on)
    except IntegrityError:
        return False
    return True


def _is_due(session: Session, period: Period, unit: str, basis: str) -> bool:
    newest = find_integrity(session, unit, period.id)
    return root_of(session, unit, period) == unit and (newest is None or newest.basis != basis)
