"""Publish as much of a demonstration as its first pages show; a running server does the rest of recent periods."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from survey_app import grid
from survey_app.database import Store
from survey_app.demo.province import PROVINCE
from survey_app.grid import Task
from survey_app.periods import status, week_of
from survey_app.publish import Done, publish
from survey_app.snapshots import find_snapshot

STAGE = "Công bố kết quả"
Tell = Callable[[str, int, int], None]


def publish_recent(store: Store, until: date, *, today: date, tell: Tell) -> Done:
    """Publish the last week of every unit, and the province's recent periods, which its register is shown with."""
    day = _shown_on(until, today)
    with store.reading() as session:
        recent = grid.tasks(session, day, since=day - grid.RECENT)
    chosen = [task for task in recent if task.unit == PROVINCE or task.period == week_of(until)]

    def told(_task: Task, done: Done) -> bool:
        tell(STAGE, done.first + done.revised + done.unchanged, len(chosen))
        return True

    return publish(store, chosen, day, tell=told, with_charts=False)


def bring_up_to_date(store: Store, until: date, *, today: date) -> None:
    """What whoever opens a kept demonstration sees first: the province's last week, final where it is by now."""
    day, week = _shown_on(until, today), week_of(until)
    with store.reading() as session:
        kept = find_snapshot(session, PROVINCE, week.id)
    if kept is None or kept.status != status(week, day):
        publish(store, [Task(PROVINCE, week)], day, with_charts=False)


def _shown_on(until: date, today: date) -> date:
    """The day as of which is published: today, but a demonstration of the past stands in the week after its end.

    From Thursday of that week on its figures are final; before, pages say that they are preliminary.
    """
    return min(today, until + timedelta(days=7))
