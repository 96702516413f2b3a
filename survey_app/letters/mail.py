"""A letter as an e-mail, and the connection it goes out by; encryption that was asked for is never gone without."""

from __future__ import annotations

import base64
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime

from flask_babel import gettext as _

from survey_app.exceptions import MailServerDown
from survey_app.letters.content import Content, Footer, to_html, to_text
from survey_app.mail_settings import MailServer
from survey_app.models import Letter

TIMEOUT_SECONDS = 30.0
WHOLE = "list-unsubscribe"
MOST_OF_A_WORD = 39
"""Bytes of one encoded word: 64 characters, which leaves room for "Subject: " in a line of 76."""


class LetterPolicy(EmailPolicy):
    """Headers as Python folds them, but for two: it breaks long addresses into encoded words, and loses spaces.

    White space between two encoded words is dropped by whoever reads them (RFC 2047, 6.2); Python's own folding leaves
    that of the text there.
    """

    def fold_binary(self, name: str, value: object) -> bytes:
        """The header's lines."""
        if name.lower() == WHOLE:
            return f"{name}: {value}\r\n".encode("ascii")
        if name.lower() == "subject" and not str(value).isascii():
            return f"{name}: {_encoded_words(str(value))}\r\n".encode("ascii")
        return super().fold_binary(name, value)  # type: ignore[arg-type]


def _encoded_words(text: str) -> str:
    """The text with its spaces inside encoded words, a line each; a letter is never cut in two."""
    pieces = [b""]
    for letter in text:
        if len(pieces[-1] + letter.encode()) > MOST_OF_A_WORD:
            pieces.append(b"")
        pieces[-1] += letter.encode()
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(piece).decode()}?=" for piece in pieces)


POLICY = LetterPolicy(linesep=SMTP.linesep, max_line_length=SMTP.max_line_length)


def make_message(letter: Letter, content: Content, server: MailServer, base_url: str, footer: Footer | None) -> bytes:
    """The e-mail of a letter: plain text and HTML of the same words."""
    message = EmailMessage(policy=POLICY)
    # a name that came with a line break must not write a header
    message["Subject"] = " ".join(content.subject.split())
    message["From"] = Address(addr_spec=server.sender)
    message["To"] = Address(addr_spec=letter.address)
    message["Date"] = format_datetime(letter.made_at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = content.language
    if footer is not None:
        message["List-Unsubscribe"] = f"<{footer.address}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(to_text(content, base_url, footer))
    message.add_alternative(to_html(content, base_url, footer), subtype="html")
    return message.as_bytes()


@contextmanager
def connected(server: MailServer, *, timeout: float = TIMEOUT_SECONDS) -> Iterator[smtplib.SMTP]:
    """A connection ready to send, or `MailServerDown` that says what is wrong with it."""
    try:
        connection = _open(server, timeout)
    except (OSError, smtplib.SMTPException) as error:
        raise MailServerDown(_problem(server, error)) from error
    try:
        yield connection
    finally:
        try:
            connection.quit()
        except (OSError, smtplib.SMTPException):
            connection.close()


def _open(server: MailServer, timeout: float) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=timeout)
    try:
        if server.security == "starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _problem(server: MailServer, error: Exception) -> str:
    words = {"server": server.place, "error": _reason(error)}
    text = _("Máy chủ thư %(server)s không trả lời: %(error)s.")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        text = _(
            "Máy chủ thư %(server)s không cho mã hóa (STARTTLS) hoặc đăng nhập như đã đặt, nên chưa gửi gì: %(error)s."
        )
    elif isinstance(error, smtplib.SMTPAuthenticationError):
        text = _("Máy chủ thư %(server)s không nhận tài khoản đã đặt: %(error)s.")
    elif isinstance(error, ssl.SSLError):
        text = _("Chứng thư của máy chủ thư %(server)s không kiểm được, nên chưa gửi gì: %(error)s.")
    return str(text) % words


def _reason(error: Exception) -> str:
    """What the server or the system said, on one line."""
    said = getattr(error, "smtp_error", None)
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said or error)
    return " ".join((text or type(error).__name__).split())[:200]
