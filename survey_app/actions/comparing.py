"""The figure measured again against the one at opening: what changed, and whether that is proven."""

from __future__ import annotations

from analysis import AnalysisError, Estimate, change
from reports.action_figures import Figure, Measured
from reports.actions import Certainty, Moved
from reports.by_ticket import are_alike


def compare(before: Measured, after: Measured) -> Moved | None:
    """The change with its interval; `None` where the two cannot be held against each other.

    Periods that overlap share answers, and shares of ticket answers alone are not compared with shares of all.
    """
    old, new = before.figure, after.figure
    if old is None or new is None or before.last >= after.first or not are_alike(old, new):
        return None
    if old.counts is not None and new.counts is not None:
        return _exact(old, new)
    if old.estimate is not None and new.estimate is not None:
        return _estimated(old.estimate, new.estimate, lower_is_better=_lower_is_better(old))
    return None


def _exact(old: Figure, new: Figure) -> Moved | None:
    if old.value is None or new.value is None:
        return None
    return Moved(new.value - old.value, None, None, "exact")


def _estimated(old: Estimate, new: Estimate, *, lower_is_better: bool) -> Moved | None:
    try:
        found = change(new, old)
    except AnalysisError:
        return None
    certainty: Certainty = "not_proven"
    if not found.rests_on_one and (found.ci_low > 0 or found.ci_high < 0):
        certainty = "better" if (found.ci_high < 0) == lower_is_better else "worse"
    return Moved(found.value, found.ci_low, found.ci_high, certainty)


def _lower_is_better(figure: Figure) -> bool:
    return figure.is_minutes if figure.target is None else figure.target.comparison in ("<=", "<")
