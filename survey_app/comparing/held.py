"""A row's figure held against its figure of another period: a change only between like answers."""

from __future__ import annotations

from reports.by_ticket import are_alike
from reports.compared import Against, Figure, against
from reports.telling import Teller
from survey_app.results.rows import difference


def held_against(teller: Teller, label: str, now: Figure, before: Figure) -> Against:
    """The other period's figure, with the difference where both have one of their own and rest on like answers."""
    if now.estimate is None or before.estimate is None:
        return against(teller, label, before, None)
    if not are_alike(now, before):
        return against(teller, label, before, None, is_unlike=True)
    return against(teller, label, before, difference(now.estimate, before.estimate))
