"""The folder of a demonstration: whole, or not there. Built beside its place and moved there in one step."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from survey_app.exceptions import SurveyAppError

FACTS = "demo.json"
UNFINISHED = "demo.unfinished"
DATABASE = "sipas.db"
OURS = frozenset({FACTS, UNFINISHED, "secret.key", "base_url", "results_place", "posters", "tickets", "exports"})


class DemoRefused(SurveyAppError):
    """A demonstration cannot be made, kept or removed there."""


def workshop_of(folder: Path) -> Path:
    """Where a demonstration stands while it is being built."""
    return folder.parent / f"{folder.name}.dang-dung"


def find_demo(folder: Path) -> dict[str, Any] | None:
    """What `demo.json` says of a whole demonstration; `None` where nothing stands in the way of a new one."""
    if workshop_of(folder).exists():
        raise DemoRefused(
            f"Còn thư mục dở dang {workshop_of(folder)}: một lần chạy trước đã bị ngắt, hoặc một lệnh khác đang dựng. "
            f"Nếu không có lệnh nào đang chạy, hãy dựng lại: {fresh_command(folder)}"
        )
    if folder.is_dir() and any(folder.iterdir()):
        return read_demo(folder)
    if folder.exists() and not folder.is_dir():
        raise DemoRefused(f"{folder} là một tệp, cần một thư mục. Hãy chọn chỗ khác bằng --dir.")
    return None


def remove_demo(folder: Path) -> None:
    """Remove a demonstration or what an interrupted one left; refuse a folder that holds anything else."""
    for place in (workshop_of(folder), folder):
        if place.is_dir() and any(place.iterdir()):
            _refuse_what_is_not_ours(place)
            shutil.rmtree(place)


@contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """A new folder to build in; it takes its place when all went well and is thrown away when not."""
    place = workshop_of(folder)
    try:
        place.mkdir(mode=0o700, parents=True)
        (place / UNFINISHED).touch()
    except OSError as error:
        raise DemoRefused(
            f"Không tạo được thư mục {place}: {error.strerror}. Hãy chọn chỗ khác có quyền ghi bằng --dir."
        ) from error
    try:
        yield place
        (place / UNFINISHED).unlink()
        if folder.is_dir():
            folder.rmdir()
        os.replace(place, folder)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


def write_facts(place: Path, facts: dict[str, Any]) -> None:
    """Write `demo.json`, whole or not at all."""
    beside = place / f"{FACTS}.part"
    beside.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    os.replace(beside, place / FACTS)


def fresh_command(folder: Path) -> str:
    """How to build it anew."""
    return f'sipas demo --dir "{folder}" --fresh'


def read_demo(folder: Path) -> dict[str, Any]:
    """What `demo.json` of a whole demonstration says; refuse anything else."""
    if not (folder / FACTS).exists() and not (folder / UNFINISHED).exists():
        raise DemoRefused(
            f"Thư mục {folder} có sẵn dữ liệu khác, không phải bản chạy thử. Hãy chọn một thư mục mới bằng --dir."
        )
    missing = [name for name in (FACTS, DATABASE, "secret.key") if not (folder / name).is_file()]
    facts = None if missing else _read_facts(folder / FACTS)
    if facts is None:
        what = f"thiếu {', '.join(missing)}" if missing else f"không đọc được {FACTS}"
        raise DemoRefused(
            f"Bản chạy thử trong {folder} không còn nguyên vẹn ({what}). Hãy dựng lại: {fresh_command(folder)}"
        )
    return facts


def _read_facts(path: Path) -> dict[str, Any] | None:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return facts if isinstance(facts, dict) and "simulation" in facts and "login" in facts else None


def _refuse_what_is_not_ours(place: Path) -> None:
    names = {entry.name for entry in place.iterdir()}
    strangers = sorted(name for name in names if name not in OURS and not name.startswith("sipas"))
    if not names & {FACTS, UNFINISHED} or strangers:
        found = ", ".join((strangers or sorted(names))[:5])
        raise DemoRefused(
            f"Không xóa {place}: trong đó có dữ liệu không thuộc bản chạy thử ({found}). "
            "Hãy chuyển chúng đi nơi khác hoặc chọn thư mục khác bằng --dir."
        )
