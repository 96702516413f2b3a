"""What everyone who shows figures reads: the snapshot of a closed period, never anything computed on the way."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from reports.findings import Findings
from survey_app.exceptions import NotPublished
from survey_app.languages import choose_language
from survey_app.period_names import title_of
from survey_app.periods import Period
from survey_app.places import unit_names
from survey_app.results.closed import refuse_open
from survey_app.snapshots import Kept, find_snapshot


def load(session: Session, period: Period, unit: str, *, today: date, revision: int | None = None) -> Findings:
    """The findings of a unit and period as published: the newest revision, or the one asked for."""
    return load_kept(session, period, unit, today=today, revision=revision).findings


NOT_ROWS = (
    *("tiers", "channels", "waiting", "on_time", "targets", "labels", "reconciliation"),
    *("funnel", "drivers", "silent"),
)
"""What a page that sets many units side by side does not show; no row of sectors, units or agencies hides by it."""


def load_rows(session: Session, period: Period, unit: str, *, today: date) -> Findings:
    """As `load`, but only the rows of the whole, sectors, units and agencies, and the weeks they are judged by."""
    return load_kept(session, period, unit, today=today).read(without=NOT_ROWS)


def load_kept(session: Session, period: Period, unit: str, *, today: date, revision: int | None = None) -> Kept:
    """The snapshot itself, with what it says of itself."""
    refuse_open(period, today)
    kept = find_snapshot(session, unit, period.id, revision)
    if kept is None:
        raise NotPublished(
            _(
                "%(period)s của %(unit)s chưa công bố. Máy chủ đang chạy tự công bố các kỳ gần đây; cần ngay, "
                "hoặc cần kỳ cũ hơn, thì xin nhờ người quản trị máy chủ.",
                period=title_of(period),
                unit=unit_names(session, choose_language()).get(unit, unit),
            ),
            command=f"sipas publish --period {period.id} --unit {unit}",
        )
    return kept
