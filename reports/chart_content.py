"""The charts of a report, each with its finding as title, every row with its figures, and the same in words."""

from __future__ import annotations

from reports.charts_of_rows import coverage_chart, sector_chart, silent_chart, targets_chart, tiers_chart, waiting_chart
from reports.charts_of_studies import drivers_chart, funnel_chart
from reports.charts_of_weeks import trend_chart, waiting_trend_chart
from reports.content import Chart
from reports.telling import Teller


def build_charts(teller: Teller) -> tuple[Chart, ...]:
    """The charts the period has figures for."""
    makers = (
        sector_chart,
        targets_chart,
        trend_chart,
        waiting_trend_chart,
        waiting_chart,
        funnel_chart,
        drivers_chart,
        coverage_chart,
        tiers_chart,
        silent_chart,
    )
    return tuple(chart for make in makers if (chart := make(teller)) is not None)
