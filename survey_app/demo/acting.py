"""A register and a letter to look at: one action done and measured again, one overdue, one just opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey_app import actions
from survey_app.actions import Actor, Plan
from survey_app.database import Store
from survey_app.demo.province import PROVINCE
from survey_app.exceptions import ActionRefused
from survey_app.letters.composing import compose_all
from survey_app.letters.subscribing import Wish, subscribe
from survey_app.models import CorrectiveAction
from survey_app.periods import VIET_NAM, week_of
from survey_app.results import load_kept

ALL_ALERTS = ("targets", "signals", "desks", "actions")


@dataclass(frozen=True, slots=True)
class DemoAction:
    """An action and how many weeks before the end it was opened."""

    weeks_before: int
    about: tuple[str, ...]
    """Where its finding may stand; the first that is there is taken. A period without answers still has its visits."""
    cause: str
    measure: str
    agency: str
    due_after: int
    """Days after the end of the demonstration; negative where it is past."""


DONE = DemoAction(
    4,
    ("sectors:dat_dai", "sentences:overall", "summary:visits"),
    "Danh mục giấy tờ dán ở quầy đã cũ, nhiều người phải về bổ sung; buổi sáng chỉ có một quầy nhận.",
    "In lại danh mục giấy tờ và phát ở cửa; mở thêm một quầy đất đai từ 7 giờ 30 đến 9 giờ 30.",
    "so_nnmt",
    -24,
)
OVERDUE = DemoAction(
    3,
    ("sectors:xay_dung", "summary:visits"),
    "Hồ sơ phải sửa nhiều lần vì mẫu đơn khó hiểu.",
    "Viết lại hướng dẫn điền đơn bằng lời đơn giản, treo mẫu đã điền ở quầy.",
    "so_xd",
    -4,
)
OPEN = DemoAction(
    0,
    ("sectors:dat_dai", "summary:visits"),
    "Giờ cao điểm dồn vào sáng thứ Hai và sáng thứ Sáu; số thứ tự phát chung cho mọi lĩnh vực.",
    "Phát số riêng cho đất đai, báo giờ vắng ở cửa và trên trang của đơn vị.",
    "so_nnmt",
    25,
)


def act(store: Store, until: date, login: str) -> None:
    """Fill the register as `login` would have, then write the letter of the last week."""
    monday = until + timedelta(days=1)
    with store.writing.begin() as session:
        done = _open(session, DONE, until, login)
        actions.finish_action(session, done, until - timedelta(days=24), _actor(login, until - timedelta(days=24)))
        for asked in (OVERDUE, OPEN):
            _open(session, asked, until, login)
        _measure(session, done, until - timedelta(weeks=1), _actor(login, monday))
        wish = Wish(PROVINCE, ALL_ALERTS, is_weekly=True, language="vi")
        subscribe(session, login, wish, who=login)
    compose_all(store, _morning(monday), "localhost")


def _open(session: Session, asked: DemoAction, until: date, login: str) -> CorrectiveAction:
    sunday = until - timedelta(weeks=asked.weeks_before)
    monday = sunday + timedelta(days=1)
    kept = load_kept(session, week_of(sunday), PROVINCE, today=until + timedelta(days=1))
    findings, plan = kept.findings, Plan(asked.cause, asked.measure, asked.agency, until + timedelta(asked.due_after))
    for about in asked.about[:-1]:
        try:
            return actions.open_action(session, findings, about, plan, _actor(login, monday), edition=kept.edition)
        except ActionRefused:
            continue
    # a demonstration of a few answers has only its visits to act upon, more than once
    known = list(session.scalars(sa.select(CorrectiveAction.number)))
    last, actor = asked.about[-1], _actor(login, monday)
    return actions.open_action(session, findings, last, plan, actor, edition=kept.edition, known=known)


def _measure(session: Session, done: CorrectiveAction, sunday: date, actor: Actor) -> None:
    kept = load_kept(session, week_of(sunday), PROVINCE, today=actor.today)
    try:
        actions.measure_again(session, done, kept.findings, actor, edition=kept.edition)
    except ActionRefused:
        # a demonstration of a few answers has no figure to measure
        return


def _actor(login: str, day: date) -> Actor:
    return Actor(login, _morning(day), day)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(8, 15), VIET_NAM).astimezone(UTC)
