"""Measuring again: the same figure, by the same formula, in a closed period after the measure. Nobody types it in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from reports.action_figures import Measured, figure_of
from reports.action_findings import Finding
from reports.edition import Edition
from reports.findings import Findings
from reports.protection import protect
from survey_app.actions.keeping import read_measured, read_subject, write_measured
from survey_app.actions.opening import measured
from survey_app.actions.register import Actor, note, require_state
from survey_app.exceptions import ActionRefused
from survey_app.models import CorrectiveAction
from survey_app.periods import Kind, Period, calendar_period, status

MOST: dict[Kind, int] = {"week": 13, "month": 6, "quarter": 4}
"""How many periods of a kind are offered, oldest first: the first whole one after the measure is the natural choice."""


def periods_after(action: CorrectiveAction, today: date) -> list[Period]:
    """The periods with final figures in which the action's figure can be measured again."""
    if action.done_on is None or not action.subject:
        return []
    after = max(action.done_on, read_measured(action.opening).last)
    return [period for kind, most in MOST.items() for period in _whole_ones(kind, after, today, most)]


def measure_again(
    session: Session, action: CorrectiveAction, findings: Findings, actor: Actor, *, edition: Edition | None = None
) -> None:
    """Keep the figure of a period after the measure as the action's result."""
    require_state(action, "done")
    allowed = {period.id for period in periods_after(action, actor.today)}
    if findings.unit != action.unit or findings.period.id not in allowed:
        raise ActionRefused(
            _(
                "Không đo lại được ở kỳ “%(period)s”: cần một kỳ có số liệu chính thức, bắt đầu sau ngày làm xong "
                "và sau kỳ của phát hiện.",
                period=findings.period.id,
            )
        )
    found = result_of(action, findings, edition)
    if found.figure is None:
        raise ActionRefused(
            _("Kỳ này không đủ phiếu để nêu số liệu của phát hiện. Xin chọn kỳ dài hơn, hoặc đợi thêm phiếu.")
        )
    before, action.result = action.result, write_measured(found)
    old = read_measured(before).period_id if before else None
    note(session, action, "measured", actor, {"period": [old, found.period_id]})


def result_of(action: CorrectiveAction, findings: Findings, edition: Edition | None = None) -> Measured:
    """The action's figure in another period, as it may be shown."""
    subject = read_subject(action.subject)
    bare = measured(findings, Finding(action.about, "", subject), edition)
    return bare if subject is None else replace(bare, figure=figure_of(protect(findings), subject))


def _whole_ones(kind: Kind, after: date, today: date, most: int) -> list[Period]:
    found: list[Period] = []
    period = calendar_period(kind, after)
    while len(found) < most:
        period = calendar_period(kind, date.fromordinal(period.last.toordinal() + 1))
        if status(period, today) != "official":
            break
        found.append(period)
    return found
