"""The pictures of a published period, drawn once so that no page has to."""

from __future__ import annotations

from reports import to_svg
from reports.edition import Told
from survey_app.database import Store
from survey_app.snapshots import keep_charts


def draw_charts(store: Store, key: tuple[str, str, int], told: Told) -> None:
    """Draw every chart of a snapshot (unit, period, revision) in each language it is told in, and keep it."""
    drawn: dict[tuple[str, str, str], bytes] = {
        (language, chart.key, "svg"): to_svg(chart).encode()
        for language, report in told.items()
        for chart in report.charts
    }
    with store.writing.begin() as session:
        keep_charts(session, key, drawn)
