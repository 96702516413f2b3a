"""An action is opened from a finding: its words and its figure are kept as they are shown that day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from reports.action_figures import Measured
from reports.action_findings import Finding, find_finding
from reports.edition import Edition
from reports.findings import Findings, Name
from survey_app.actions.keeping import write_measured, write_subject
from survey_app.actions.register import Actor, Plan, check_plan, note
from survey_app.exceptions import ActionRefused
from survey_app.languages import translator
from survey_app.models import CorrectiveAction


def find_both(findings: Findings, about: str) -> tuple[Finding, Name]:
    """The finding at this place of the report, with its words in both languages."""
    found = {
        language: find_finding(findings, about, language=language, translate=translator(language))
        for language in ("vi", "en")
    }
    vi, en = found["vi"], found["en"]
    if vi is None or en is None:
        raise ActionRefused(
            _(
                "Không có phát hiện “%(about)s” trong kết quả của kỳ này. "
                "Xin mở việc từ một câu, một chỉ tiêu hoặc một lĩnh vực ở trang kết quả.",
                about=about[:160],
            )
        )
    return vi, Name(vi.text, en.text)


def still_open(session: Session, unit: str, about: str, finding: Finding) -> list[int]:
    """The open actions on the same: the unit's same indicator of the same row, in whichever period it was found."""
    is_same = CorrectiveAction.subject == write_subject(finding.subject)
    if finding.subject is None:
        is_same = sa.and_(is_same, CorrectiveAction.about == about)
    query = sa.select(CorrectiveAction.number).where(CorrectiveAction.unit == unit, CorrectiveAction.state == "open")
    return list(session.scalars(query.where(is_same).order_by(CorrectiveAction.number)))


def open_action(
    session: Session,
    findings: Findings,
    about: str,
    plan: Plan,
    actor: Actor,
    *,
    edition: Edition | None = None,
    known: Collection[int] = (),
) -> CorrectiveAction:
    """Add an action to the register; `edition` says which published revision the figures are of.

    One more on what is already acted upon is opened only by who knows of the others.
    """
    plan = check_plan(session, plan)
    finding, words = find_both(findings, about)
    others = still_open(session, findings.unit, about, finding)
    found = obstacles(due=plan.due, today=actor.today, others=others, known=known)
    if found:
        raise ActionRefused(" ".join(found))
    action = CorrectiveAction(
        unit=findings.unit,
        opened_on=actor.today,
        about=about,
        finding_vi=words.vi,
        finding_en=words.en,
        subject=write_subject(finding.subject),
        opening=write_measured(measured(findings, finding, edition)),
        cause=plan.cause,
        measure=plan.measure,
        agency=plan.agency or None,
        due=plan.due,
    )
    session.add(action)
    session.flush()
    note(session, action, "opened", actor, {})
    return action


def obstacles(*, due: date | None, today: date, others: Sequence[int], known: Collection[int]) -> list[str]:
    """What stands against opening one, all at once: a day that is over, and others open on the same not known of."""
    found = []
    if due is not None and due < today:
        found.append(str(_("Hạn đã qua. Xin chọn từ hôm nay trở đi.")))
    unknown = [number for number in others if number not in known]
    if unknown:
        found.append(
            str(
                _(
                    "Việc số %(number)s đang mở cho chính phát hiện này. Xin xem việc ấy; nếu vẫn cần một việc nữa, "
                    "hãy đánh dấu vào ô xác nhận.",
                    number=unknown[0],
                )
            )
        )
    return found


def measured(findings: Findings, finding: Finding, edition: Edition | None) -> Measured:
    """The finding's figure with where it was taken from."""
    period = findings.period
    bare = Measured(period.id, period.label, period.first, period.last, findings.as_of, finding.figure)
    return bare if edition is None else replace(bare, revision=edition.number, digest=edition.digest)
