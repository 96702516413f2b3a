"""Publish as much of a demonstration as its first pages show; a running server does the rest of recent periods."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from survey_app import grid
from survey_app.database import Store
from survey_app.demo.province import PROVINCE
from survey_app.grid import Task
from survey_app.periods import week_of
from survey_app.publish import Done, publish

STAGE = "Công bố kết quả"


def publish_recent(store: Store, until: date, *, tell: Callable[[str, int, int], None]) -> Done:
    """Publish the last week of every unit, and the province's recent periods, which its register is shown with."""
    today = until + timedelta(days=1)
    with store.reading() as session:
        recent = grid.tasks(session, today, since=today - grid.RECENT)
    chosen = [task for task in recent if task.unit == PROVINCE or task.period == week_of(until)]

    def told(_task: Task, done: Done) -> bool:
        tell(STAGE, done.first + done.revised + done.unchanged, len(chosen))
        return True

    return publish(store, chosen, today, tell=told, with_charts=False)
