"""A letter to try the mail server with."""

from __future__ import annotations

import smtplib
from datetime import datetime
from uuid import uuid4

from flask_babel import gettext as _

from survey_app.exceptions import BadSettings, MailServerDown
from survey_app.letters.content import Content, write_content
from survey_app.letters.mail import connected, make_message
from survey_app.letters.subscribing import check_address
from survey_app.letters.writing import mail_domain
from survey_app.models import Letter
from survey_app.settings import Settings


def send_test(settings: Settings, address: str, now: datetime) -> None:
    """Send one letter to this address, or say why it could not be sent."""
    server = settings.mail
    if server is None:
        raise BadSettings("Chưa đặt máy chủ thư. Đặt bằng: sipas init --smtp-url … --smtp-from …")
    content = Content("vi", "Thư thử từ bộ công cụ khảo sát tại quầy", "Máy chủ thư đã đặt đúng.", ())
    number = uuid4().hex
    letter = Letter(
        login="", made_at=now, content=write_content(content), address=check_address(address),
        message_id=f"<{number}@{mail_domain(settings)}>",
    )  # fmt: skip
    with connected(server) as connection:
        try:
            connection.sendmail(server.sender, [letter.address], make_message(letter, content, server, "", None))
        except smtplib.SMTPException as error:
            raise MailServerDown(
                _("Máy chủ thư %(server)s không nhận thư: %(error)s", server=server.place, error=str(error)[:200])
            ) from error
