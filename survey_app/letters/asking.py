"""The letter that asks the owner of an address whether they want the others."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import LetterRefused
from survey_app.languages import translator
from survey_app.letters.content import Content, Item, Part
from survey_app.letters.subscribing import confirm_token, may_ask
from survey_app.letters.writing import mail_domain, new_letter
from survey_app.models import Letter, Subscription
from survey_app.settings import Settings


def ask_to_confirm(session: Session, subscription: Subscription, settings: Settings, now: datetime) -> Letter:
    """Write the letter with the link that confirms an address; it waits to be sent."""
    if settings.mail is None or settings.base_url is None:
        raise LetterRefused(
            _("Nơi cài đặt chưa có máy chủ thư, nên thư chỉ đọc được ở trang này. Xin báo người quản trị.")
        )
    if waiting_request(session, subscription) is not None:
        raise LetterRefused(
            _("Thư xác nhận vẫn chờ gửi: máy chủ thư chưa nhận. Hệ thống tự gửi lại, Ông/Bà không phải làm gì.")
        )
    if not may_ask(subscription, now):
        raise LetterRefused(
            _("Mỗi 10 phút chỉ gửi một thư xác nhận. Xin xem hộp thư, cả mục thư rác, rồi mới gửi lại.")
        )
    content = asking(subscription, settings.secret_key, now)
    letter = new_letter(subscription, content, now, mail_domain(settings), digest_day=None)
    subscription.asked_at = now
    session.add(letter)
    session.flush()
    return letter


def waiting_request(session: Session, subscription: Subscription) -> Letter | None:
    """The letter that asks for this address and has not gone out yet."""
    query = (
        sa.select(Letter)
        .where(Letter.login == subscription.login, Letter.digest_day.is_(None), Letter.state == "waiting")
        .where(Letter.address == subscription.address)
        .order_by(Letter.made_at.desc())
    )
    return session.scalars(query.limit(1)).first()


def asking(subscription: Subscription, key: str, now: datetime) -> Content:
    """What the letter says, with a link that holds from now on."""
    path = f"/office/letters/confirm/{confirm_token(key, subscription, now)}"
    translate = translator(subscription.language)
    return Content(
        subscription.language,
        translate("Xác nhận địa chỉ nhận thư kết quả khảo sát tại quầy"),
        translate("Có người ghi địa chỉ này để nhận thư hằng tuần và cảnh báo về kết quả khảo sát tại quầy."),
        (
            Part(
                translate("Xác nhận"),
                (Item(translate("Nếu là Ông/Bà, xin mở liên kết này trong ba ngày và bấm xác nhận:"), path),),
            ),
        ),
        (translate("Nếu không phải Ông/Bà, xin bỏ qua: sẽ không có thư nào khác gửi đến địa chỉ này."),),
        translate("Mở trang xác nhận"),
    )
