"""Where to turn with what a questionnaire cannot answer: data with a source, shown after an answer was kept."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from survey_app.exceptions import BadSettings

FILE = "channels.toml"
SHIPPED = Path(__file__).with_name(FILE)
_TEXTS = ("matter", "where")


@dataclass(frozen=True, slots=True)
class Channel:
    """One matter and where it is taken, in Vietnamese and English."""

    matter: tuple[str, str]
    where: tuple[str, str]
    source: str

    def told(self, language: str) -> tuple[str, str]:
        """Matter and place in one language."""
        return self.matter[language == "en"], self.where[language == "en"]


def read_channels(directory: Path) -> tuple[Channel, ...]:
    """The channels of an installation: its own file, else the shipped one."""
    own = directory / FILE
    path = own if own.exists() else SHIPPED
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise BadSettings(
            f"Không đọc được {path}: {fault}. Xin sửa chỗ đó, hoặc xóa tệp để dùng nội dung sẵn có."
        ) from None
    return tuple(_channel(entry, path, number) for number, entry in enumerate(data.get("channel", []), start=1))


def _channel(entry: dict[str, Any], path: Path, number: int) -> Channel:
    texts = {f"{name}.{language}": _text(entry, name, language) for name in _TEXTS for language in ("vi", "en")}
    texts["source"] = str(entry.get("source", "")).strip()
    missing = [name for name, text in texts.items() if not text]
    if missing:
        raise BadSettings(f"{path}, mục thứ {number}: thiếu {', '.join(missing)}. Xin ghi đủ, xem {SHIPPED.name} mẫu.")
    matter, where = ((texts[f"{name}.vi"], texts[f"{name}.en"]) for name in _TEXTS)
    return Channel(matter, where, texts["source"])


def _text(entry: dict[str, Any], name: str, language: str) -> str:
    wordings = entry.get(name)
    return str(wordings.get(language, "")).strip() if isinstance(wordings, dict) else ""
