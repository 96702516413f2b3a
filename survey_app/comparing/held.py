"""A row's figure held against its figure of another period: a change only between like answers."""

from __future__ import annotations

from reports.by_ticket import are_alike
from reports.compared import Against, Figure, against
from reports.telling import Teller
from reports.variation import from_before
from survey_app.results.rows import difference


def held_against(teller: Teller, label: str, now: Figure, before: Figure, *, is_right_before: bool) -> Against:
    """The other period's figure, with the difference where both have one of their own and rest on like answers.

    To the period right before it is judged as the row's own page judges it.
    """
    if now.estimate is None or before.estimate is None:
        return against(teller, label, before, None)
    if not are_alike(now, before):
        return against(teller, label, before, None, is_unlike=True)
    moved = difference(now.estimate, before.estimate)
    return against(teller, label, before, from_before(moved, is_outside=now.is_outside) if is_right_before else moved)
