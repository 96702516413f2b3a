"""One digest a person and day, if there is something to say: what is new, and the week where it was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reports.alerts import Condition, Kind
from reports.content import Report
from survey_app.database import Store
from survey_app.languages import translator
from survey_app.letters.content import Content, Item, Part, Translate
from survey_app.letters.gathering import Gathered, Gatherer, by_kind, cleared_keys, new_conditions
from survey_app.letters.subscribing import kinds_of
from survey_app.letters.writing import new_letter
from survey_app.models import Letter, Staff, Subscription, ToldAlert
from survey_app.office.access import units_for
from survey_app.office.people import person_of
from survey_app.periods import VIET_NAM, viet_nam_today

MOST_ITEMS = 12
"""Of one kind in one letter; the rest is counted, so that a bad day at a province is one letter one can read."""


def compose_all(store: Store, now: datetime, domain: str) -> list[Letter]:
    """Write today's digests of everyone who has something to be told; those of an earlier run today stand."""
    today, made = viet_nam_today(now), []
    with store.reading() as session:
        gatherer = Gatherer(session, today)
        gathered = {
            subscription.login: gatherer.gather(subscription.unit, subscription.language)
            for subscription in _entitled(session, today)
        }
    for login, found in gathered.items():
        try:
            with store.writing.begin() as session:
                letter = write_digest(session, login, found, now, domain)
            if letter is not None:
                made.append(letter)
        except IntegrityError:
            # another run wrote this person's letter of today at the same moment
            continue
    return made


def preview_all(store: Store, now: datetime) -> Iterator[tuple[str, Content]]:
    """What would be written, without writing it."""
    today = viet_nam_today(now)
    with store.reading() as session:
        gatherer = Gatherer(session, today)
        for subscription in _entitled(session, today):
            gathered = gatherer.gather(subscription.unit, subscription.language)
            content, _keys = digest_of(subscription, gathered, _told(session, subscription.login))
            if content is not None and not _has_letter(session, subscription.login, today):
                yield subscription.login, content


def write_digest(session: Session, login: str, gathered: Gathered, now: datetime, domain: str) -> Letter | None:
    """Keep one person's digest with what it tells, in one transaction; nothing where there is nothing to say."""
    today = viet_nam_today(now)
    subscription = session.scalars(sa.select(Subscription).where(Subscription.login == login)).one()
    told = _told(session, login)
    over = cleared_keys(gathered, told)
    if over:
        session.execute(sa.delete(ToldAlert).where(ToldAlert.login == login, ToldAlert.key.in_(over)))
    content, keys = digest_of(subscription, gathered, told - over)
    if content is None or subscription.is_stopped or _has_letter(session, login, today):
        return None
    letter = new_letter(subscription, content, now, domain, digest_day=today)
    session.add(letter)
    session.flush()
    week = sa.delete(ToldAlert).where(ToldAlert.login == login, ToldAlert.key.startswith("week:"))
    if any(key.startswith("week:") for key in keys):
        session.execute(week)
    session.add_all(ToldAlert(login=login, key=key, letter=letter.id) for key in keys)
    session.flush()
    session.expunge(letter)
    return letter


def digest_of(subscription: Subscription, gathered: Gathered, told: set[str]) -> tuple[Content | None, list[str]]:
    """The digest and the keys of what it tells."""
    translate = translator(subscription.language)
    new = new_conditions(gathered, tuple(kinds_of(subscription)), told)
    week = f"week:{gathered.unit}:{gathered.week}"
    tells_week = subscription.is_weekly and gathered.report is not None and week not in told
    if not new and not tells_week:
        return None, []
    keys = [condition.key for condition in new] + ([week] if tells_week else [])
    return _content(subscription.language, translate, gathered, new, tells_week=tells_week), keys


def _content(language: str, _: Translate, gathered: Gathered, new: list[Condition], *, tells_week: bool) -> Content:
    parts = [_part(_, gathered, kind, found) for kind, found in by_kind(new)]
    report = gathered.report
    if tells_week and report is not None:
        parts.append(_week_part(_, gathered, report))
    subject = _("%(unit)s: %(count)s điều cần xem") % {"unit": gathered.unit_name, "count": len(new)}
    if not new:
        subject = _("%(unit)s: kết quả tuần") % {"unit": gathered.unit_name}
    if report is not None and report.banner:
        subject = f"[{report.banner}] {subject}"
    opening = _("Kính gửi Ông/Bà, đây là điều mới ở %(unit)s.") % {"unit": gathered.unit_name}
    if report is not None:
        opening = _("Kính gửi Ông/Bà, đây là điều mới ở %(unit)s, theo %(period)s.") % {
            "unit": gathered.unit_name,
            "period": report.period_text,
        }
    closing = [_("Mỗi điều chỉ được báo một lần cho đến khi hết; mỗi ngày nhiều nhất một thư.")]
    if report is not None:
        closing.append(report.disclaimer)
    return Content(language, subject, opening, tuple(parts), tuple(closing), _("Xem trang"))


def _part(_: Translate, gathered: Gathered, kind: Kind, found: list[Condition]) -> Part:
    headings = {
        "targets": _("Chỉ tiêu mới không đạt"),
        "signals": _("Biến động vượt mức thường"),
        "desks": _("Quầy im lặng"),
        "actions": _("Việc khắc phục quá hạn"),
    }
    page = f"/office/results?unit={gathered.unit}&period={gathered.week}"
    items = [Item(each.text, gathered.pages.get(each.key, "")) for each in found[:MOST_ITEMS]]
    if len(found) > MOST_ITEMS:
        if kind == "desks":
            page = f"/office/silent?unit={gathered.unit}"
        items.append(Item(_("Và %(count)s điều khác cùng loại.") % {"count": len(found) - MOST_ITEMS}, page))
    elif not items[-1].path:
        items[-1] = Item(items[-1].text, page)
    return Part(headings[kind], tuple(items))


def _week_part(_: Translate, gathered: Gathered, report: Report) -> Part:
    page = f"/office/results?unit={gathered.unit}&period={gathered.week}"
    sentences = [sentence.text for sentence in report.sentences]
    items = [Item(text) for text in sentences[:-1]] + [Item(text, page) for text in sentences[-1:]]
    return Part(_("Kết quả %(period)s") % {"period": report.period_text}, tuple(items))


def _entitled(session: Session, today: date) -> list[Subscription]:
    """Subscriptions of people who still may see the unit they asked for."""
    query = (
        sa.select(Subscription, Staff)
        .join(Staff, Staff.login == Subscription.login)
        .where(Subscription.is_stopped.is_(False), Staff.is_active.is_(True))
        .order_by(Subscription.login)
    )
    return [
        subscription
        for subscription, staff in session.execute(query)
        if subscription.unit in units_for(session, person_of(session, staff), "results", today, today)
    ]


def _told(session: Session, login: str) -> set[str]:
    return set(session.scalars(sa.select(ToldAlert.key).where(ToldAlert.login == login)))


def _has_letter(session: Session, login: str, today: date) -> bool:
    """Whether today's digest stands, one still waits, or one reached the person today: then the rest waits too."""
    query = sa.select(Letter.digest_day, Letter.state, Letter.sent_at).where(
        Letter.login == login, Letter.digest_day.is_not(None)
    )
    return any(
        day == today or state == "waiting" or (sent_at is not None and _local_day(sent_at) == today)
        for day, state, sent_at in session.execute(query)
    )


def _local_day(moment: datetime) -> date:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(VIET_NAM).date()
