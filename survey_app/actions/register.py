"""What happens to an action after it is opened: changed, done, reopened, dropped; each step with a line of history."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from forms.cleaning import clean_text
from survey_app.actions.keeping import read_measured
from survey_app.audit import record
from survey_app.exceptions import ActionRefused, UnknownAction
from survey_app.models import ActionChange, Agency, CorrectiveAction
from survey_app.periods import full_day

LONGEST_TEXT = 2000
SHORTEST_REASON = 5


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts and when; `today` is the day in Viet Nam."""

    who: str
    at: datetime
    today: date


@dataclass(frozen=True, slots=True)
class Plan:
    """What people write themselves: why, what is done, by which office, until when."""

    cause: str
    measure: str
    agency: str
    """A code of the list of agencies; empty for the unit itself."""
    due: date


def find_action(session: Session, number: int, *, to_change: bool = False) -> CorrectiveAction:
    """The action with this number; locked until the transaction ends where it is to be changed."""
    known = 0 < number < 2**31
    action = session.get(CorrectiveAction, number, with_for_update=to_change) if known else None
    if action is None:
        raise unknown(number)
    return action


def unknown(number: int) -> UnknownAction:
    """An action of others and one that does not exist are refused in the same words."""
    return UnknownAction(_("Không có việc khắc phục số %(number)s. Xin xem lại trong sổ.", number=number))


def check_plan(session: Session, plan: Plan) -> Plan:
    """The same with its texts tidied; refuses what is empty or too long and an agency that is not in the list."""
    texts = {"cause": _("Nguyên nhân"), "measure": _("Biện pháp")}
    tidy = {name: _tidy(getattr(plan, name), label) for name, label in texts.items()}
    if plan.agency and session.get(Agency, plan.agency) is None:
        raise ActionRefused(
            _("Không có cơ quan “%(code)s” trong danh sách. Xin chọn trong danh sách.", code=plan.agency[:60])
        )
    return Plan(tidy["cause"], tidy["measure"], plan.agency, plan.due)


def edit_action(session: Session, action: CorrectiveAction, plan: Plan, actor: Actor) -> None:
    """Change what people wrote; nothing happens where nothing differs."""
    require_state(action, "open")
    plan = check_plan(session, plan)
    new: dict[str, object] = {
        "cause": plan.cause,
        "measure": plan.measure,
        "agency": plan.agency or None,
        "due": plan.due,
    }
    changed: dict[str, list[object]] = {
        name: [getattr(action, name), value] for name, value in new.items() if getattr(action, name) != value
    }
    if changed:
        for name in changed:
            setattr(action, name, new[name])
        note(session, action, "edited", actor, changed)


def finish_action(session: Session, action: CorrectiveAction, done_on: date, actor: Actor) -> None:
    """The measure was carried out that day; what it changed is measured again later."""
    require_state(action, "open")
    if done_on > actor.today:
        raise ActionRefused(
            _("Ngày xong %(day)s ở tương lai. Xin ghi ngày đã làm xong, hoặc sửa hạn.", day=full_day(done_on))
        )
    found = read_measured(action.opening)
    if done_on <= found.last:
        raise ActionRefused(
            _(
                "Ngày xong %(day)s khi kỳ của phát hiện (đến %(last)s) chưa hết. Xin ghi ngày sau kỳ ấy.",
                day=full_day(done_on),
                last=full_day(found.last),
            )
        )
    if done_on < action.opened_on:
        raise ActionRefused(
            _(
                "Ngày xong %(day)s trước ngày mở việc %(opened)s. Xin ghi ngày từ %(opened)s trở đi.",
                day=full_day(done_on),
                opened=full_day(action.opened_on),
            )
        )
    action.state, action.done_on = "done", done_on
    note(session, action, "done", actor, {"done_on": [None, done_on]})


def reopen_action(session: Session, action: CorrectiveAction, actor: Actor) -> None:
    """Take up again what was done or dropped; what was measured since is let go, its line of history stays."""
    require_state(action, "done", "dropped")
    was: dict[str, list[object]] = {
        "state": [action.state, "open"],
        "done_on": [action.done_on, None],
        "reason": [action.reason, ""],
    }
    action.state, action.done_on, action.reason, action.result = "open", None, "", ""
    note(session, action, "reopened", actor, {name: pair for name, pair in was.items() if pair[0] != pair[1]})


def drop_action(session: Session, action: CorrectiveAction, reason: str, actor: Actor) -> None:
    """Give it up, saying why."""
    require_state(action, "open")
    reason = _tidy(reason, _("Lý do"))
    if len(reason) < SHORTEST_REASON:
        raise ActionRefused(_("Lý do “%(reason)s” quá ngắn. Xin ghi rõ vì sao không làm nữa.", reason=reason))
    action.state, action.reason = "dropped", reason
    note(session, action, "dropped", actor, {"reason": ["", reason]})


def history(session: Session, number: int) -> list[ActionChange]:
    """What happened to an action, oldest first."""
    query = sa.select(ActionChange).where(ActionChange.action == number).order_by(ActionChange.id)
    return list(session.scalars(query))


def note(session: Session, action: CorrectiveAction, what: str, actor: Actor, changed: dict[str, list[object]]) -> None:
    """Add the line of history and the line of the log in the caller's transaction."""
    detail = json.dumps(changed, ensure_ascii=False, default=str) if changed else ""
    if what != "opened":
        action.version += 1
    # SQLite keeps no zone: what is not UTC would be read back as if it were
    at = actor.at.astimezone(UTC)
    session.add(ActionChange(action=action.number, at=at, who=actor.who, what=what, detail=detail))
    session.flush()
    record(session, actor.who, f"actions.{what}", str(action.number), unit=action.unit, detail=changed, at=at)


def require_state(action: CorrectiveAction, *states: str) -> None:
    """Refuse a step that the action's state does not allow."""
    if action.state not in states:
        words = {"open": _("đang làm"), "done": _("đã làm"), "dropped": _("đã bỏ")}
        raise ActionRefused(
            _("Việc số %(number)s %(state)s rồi, nên chưa làm gì.", number=action.number, state=words[action.state])
        )


def _tidy(text: str, label: str) -> str:
    tidy = clean_text(text, limit=LONGEST_TEXT).strip()
    if not tidy:
        raise ActionRefused(_("%(label)s còn trống. Xin ghi ngắn gọn.", label=label))
    if len(tidy) > LONGEST_TEXT:
        raise ActionRefused(
            _("%(label)s dài %(came)s ký tự; tối đa %(most)s.", label=label, came=len(tidy), most=LONGEST_TEXT)
        )
    return tidy
