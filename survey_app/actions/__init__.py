"""The register of corrective actions: from a finding to a measure, an agency, a day, and what was measured after."""

from __future__ import annotations

from survey_app.actions.facts import actions_of, agencies, facts_of, facts_of_report, read_fact, rows_of, with_below
from survey_app.actions.measuring import measure_again, periods_after
from survey_app.actions.opening import find_both, obstacles, open_action, still_open
from survey_app.actions.register import (
    Actor,
    Plan,
    drop_action,
    edit_action,
    find_action,
    finish_action,
    history,
    reopen_action,
    unknown,
)

__all__ = [
    "Actor",
    "Plan",
    "actions_of",
    "agencies",
    "drop_action",
    "edit_action",
    "facts_of",
    "facts_of_report",
    "find_action",
    "find_both",
    "finish_action",
    "history",
    "measure_again",
    "obstacles",
    "open_action",
    "periods_after",
    "read_fact",
    "reopen_action",
    "rows_of",
    "still_open",
    "unknown",
    "with_below",
]
