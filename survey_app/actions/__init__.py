"""The register of corrective actions: opened from a finding, done by an agency until a day, measured again afterwards."""

from __future__ import annotations

from survey_app.actions.facts import actions_of, facts_of_report, read_fact
from survey_app.actions.measuring import measure_again, periods_after
from survey_app.actions.opening import find_both, open_action
from survey_app.actions.register import (
    Actor,
    Plan,
    drop_action,
    edit_action,
    find_action,
    finish_action,
    history,
    reopen_action,
)

__all__ = [
    "Actor",
    "Plan",
    "actions_of",
    "drop_action",
    "edit_action",
    "facts_of_report",
    "find_action",
    "find_both",
    "finish_action",
    "history",
    "measure_again",
    "open_action",
    "periods_after",
    "read_fact",
    "reopen_action",
]
