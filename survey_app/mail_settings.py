"""How letters leave the house: one mail server, named by one address, its password kept apart."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

Security = Literal["none", "starttls", "tls"]
SCHEMES: dict[str, tuple[Security, int]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}
FILES = {
    "SIPAS_SMTP_URL": "smtp_url",
    "SIPAS_SMTP_FROM": "smtp_from",
    "SIPAS_SMTP_PASSWORD": "smtp_password",  # nosec B105  # the name of a file
}
"""Where a setting stands in the installation's folder, for whoever sets no variable of the environment."""
ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?=.{4,190}$)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server, how to speak to it, and in whose name letters are sent."""

    host: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def place(self) -> str:
        """The server as it is named in messages."""
        return f"{self.host}:{self.port}"


def read_mail(directory: Path, env: Mapping[str, str]) -> tuple[MailServer | None, list[str]]:
    """The mail server of an installation, if one is set, and all that is wrong with what is set."""
    address, sender, password = (env.get(name) or _first_line(directory / file) for name, file in FILES.items())
    if not address:
        return None, []
    problems = _address_problems(address)
    if not is_address(sender):
        problems.append(
            f"SIPAS_SMTP_FROM là “{sender}”, cần một địa chỉ thư như mot-cua@tinh.gov.vn "
            "(đặt bằng sipas init --smtp-from)."
        )
    if problems:
        return None, problems
    parts = urlsplit(address)
    security, port = SCHEMES[parts.scheme]
    user = unquote(parts.username or "")
    server = MailServer(parts.hostname or "", parts.port or port, security, sender, user, password)
    return (None, found) if (found := _secrecy_problems(server)) else (server, [])


def keep_mail(directory: Path, given: Mapping[str, str]) -> None:
    """Write what was given into the installation's files, readable by their owner alone."""
    for name, text in given.items():
        descriptor = os.open(directory / FILES[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{text.strip()}\n")


def is_address(text: str) -> bool:
    """Whether this can be an e-mail address: ASCII, one @, no line break that could write a header."""
    return ADDRESS.fullmatch(text) is not None


def _address_problems(address: str) -> list[str]:
    try:
        parts = urlsplit(address)
        is_good = parts.scheme in SCHEMES and bool(parts.hostname) and not (parts.path.strip("/") or parts.query)
        is_good = is_good and (parts.port or 1) > 0 and parts.password is None
    except ValueError:
        is_good = False
    if is_good:
        return []
    shown = re.sub(r":[^:@/]*@", ":…@", address)
    return [
        f"SIPAS_SMTP_URL là “{shown}”, cần smtp+starttls://tài-khoản@máy-chủ:587, smtps://tài-khoản@máy-chủ:465 "
        "hoặc smtp://máy-chủ:25; mật khẩu để riêng trong SIPAS_SMTP_PASSWORD."
    ]


def _secrecy_problems(server: MailServer) -> list[str]:
    if server.user and not server.password:
        return [f"Máy chủ thư {server.place} có tài khoản “{server.user}” nhưng chưa có SIPAS_SMTP_PASSWORD."]
    if not (server.user + server.password).isascii():
        return [
            f"Tài khoản hoặc mật khẩu gửi thư của {server.place} có chữ có dấu; máy chủ thư chỉ nhận chữ không dấu, "
            "số và ký hiệu. Hãy đặt mật khẩu khác cho tài khoản ấy."
        ]
    if server.user and server.security == "none" and not _is_this_machine(server.host):
        return [
            f"Không gửi mật khẩu đến {server.place} qua kết nối không mã hóa. Hãy dùng smtp+starttls:// hoặc smtps://."
        ]
    return []


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
