"""What the share of the whole would be if those who did not answer felt otherwise."""

from __future__ import annotations

from analysis import DesignError, sensitivity_to_difference, sensitivity_to_ratio, tipping_ratio
from reports.by_ticket import by_ticket
from reports.findings import Row
from reports.studies import SilentStudy

DIFFERENCES = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3)
RATIOS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0)


def make_silent(total: Row) -> SilentStudy | None:
    """Nothing without a share, without visits, or where more answered than came."""
    tickets = by_ticket(total)
    # beside a share by ticket, who answered without one counts as silent, as in the worst case of the row
    heard = total.n if tickets is None else tickets
    if total.share is None or not total.visits or heard >= total.visits or heard == 0:
        return None
    coverage = heard / total.visits
    try:
        return SilentStudy(
            coverage=coverage,
            differences=sensitivity_to_difference(total.share, coverage, DIFFERENCES, target=total.target),
            ratios=sensitivity_to_ratio(total.share, RATIOS, coverage=coverage, target=total.target),
            tipping_ratio=None if total.target is None else tipping_ratio(total.share.value, total.target),
        )
    except DesignError:
        return None
