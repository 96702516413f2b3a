"""Settings of one installation: a directory with its database and keys, overridden by environment variables."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from survey_app.exceptions import BadSettings
from survey_app.mail_settings import MailServer, read_mail

DEFAULT_DIRECTORY = Path("sipas-data")
KEY_FILE = "secret.key"
RESULTS_PLACE_FILE = "results_place"


@dataclass(frozen=True, slots=True)
class Settings:
    """What `create_app` needs to know; nothing reads the environment after this is made."""

    directory: Path
    database_url: str
    secret_key: str
    base_url: str | None = None
    """The public address printed on posters, without a trailing slash."""
    is_demo: bool = False
    results_place: str = ""
    """Where each week's results are posted for everyone, told after an answer; empty where that is not decided."""

    mail: MailServer | None = None
    """How letters are sent; without it they are pages only."""

    @property
    def is_https(self) -> bool:
        """Whether citizens and staff reach the kit by HTTPS: cookies are marked Secure and HSTS is sent."""
        return bool(self.base_url and self.base_url.startswith("https://"))

    @classmethod
    def from_directory(cls, directory: Path, env: Mapping[str, str] | None = None) -> Settings:
        """Read the settings of `directory`, letting SIPAS_* variables win; name all wrong ones at once."""
        env = os.environ if env is None else env
        base_url = (env.get("SIPAS_BASE_URL") or _first_line(directory / "base_url")).rstrip("/") or None
        problems = [] if base_url is None else _base_url_problems(base_url)
        mail, mail_problems = read_mail(directory, env)
        problems += mail_problems
        secret_key = env.get("SIPAS_SECRET_KEY") or _first_line(directory / KEY_FILE)
        if not secret_key:
            problems.append(
                f"Chưa có khóa bí mật: không thấy {directory / KEY_FILE} và biến SIPAS_SECRET_KEY. Hãy chạy: sipas init"
            )
        elif len(secret_key) < 32:
            problems.append(f"SIPAS_SECRET_KEY chỉ có {len(secret_key)} ký tự, cần ít nhất 32.")
        if problems:
            raise BadSettings("\n".join(problems))
        return cls(
            directory=directory,
            database_url=env.get("SIPAS_DATABASE_URL") or f"sqlite:///{(directory / 'sipas.db').resolve()}",
            secret_key=secret_key,
            base_url=base_url,
            is_demo=(directory / "demo.json").exists(),
            results_place=env.get("SIPAS_RESULTS_PLACE") or _first_line(directory / RESULTS_PLACE_FILE),
            mail=mail,
        )


def write_secret_key(directory: Path) -> bool:
    """Make the key file, readable by its owner only; return False where one stands already."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / KEY_FILE
    if path.exists():
        return False
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    return True


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def _base_url_problems(base_url: str) -> list[str]:
    parts = urlsplit(base_url)
    if parts.scheme in {"http", "https"} and parts.netloc and not parts.query and not parts.fragment:
        return []
    return [f"SIPAS_BASE_URL là “{base_url}”, cần một địa chỉ như https://danhgia.tinh.gov.vn"]
