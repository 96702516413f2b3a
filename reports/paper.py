"""A questionnaire on paper: boxes to tick, minutes to write, a batch and a sheet number, and no name, as a PDF."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import typst

from reports.exceptions import ReportError
from reports.findings import Name
from reports.posters import ONE_DATE, SIMULATED, TYPESETTING, font_folders

MOST_A_FILE = 500
"""Sheets in one PDF: more take memory and time to typeset without being easier to handle."""

BATCH = Name("Tập", "Batch")
SHEET = Name("Tờ", "Sheet")
PAGE = Name("Trang", "Page")
HOW = Name(
    "Mỗi câu xin đánh dấu ✕ vào một ô. Câu nào không muốn trả lời, xin để trống.",
    "Please mark ✕ in one box for each question. Leave out any question you like.",
)
WHERE = Name(
    "Trả lời xong, xin gấp đôi và bỏ vào hòm phiếu.", "When done, please fold the sheet and drop it in the box."
)
NEVER = Name(
    "Không bắt buộc. Phiếu không hỏi họ tên, số điện thoại, số căn cước, mã hồ sơ; xin đừng ghi vào phiếu.",
    "Voluntary. This sheet never asks for a name, a phone, identity or file number; please write none on it.",
)
DISCLAIMER = Name(
    "Khảo sát tại quầy giao dịch của Bộ phận Một cửa; không phải Chỉ số SIPAS do Bộ Nội vụ công bố.",
    "A survey at the desks of the one-stop shop; not the SIPAS index published by the Ministry of Home Affairs.",
)


@dataclass(frozen=True, slots=True)
class PaperOption:
    """A box to tick, with the number that is typed for it."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """One question as it is printed."""

    number: int
    text: str
    kind: Literal["levels", "choice", "number", "text"]
    options: tuple[PaperOption, ...] = ()
    unit: str = ""
    is_main: bool = True
    heading: str = ""
    """What stands above it: the name of a group of questions."""


@dataclass(frozen=True, slots=True)
class PaperForm:
    """What all sheets of a batch say, in one language."""

    language: str
    title: str
    unit: str
    desk: str
    batch: str
    questions: tuple[PaperQuestion, ...]
    is_simulated: bool = False


def make_paper(form: PaperForm, sheets: Sequence[int]) -> bytes:
    """A PDF of the sheets with these consecutive numbers; two on a page where a whole one fits half of it."""
    if not 1 <= len(sheets) <= MOST_A_FILE:
        raise ReportError(f"Có {len(sheets)} tờ để in, cần từ 1 đến {MOST_A_FILE} tờ cho một tệp.")
    values = {"form": _values(form), "first": sheets[0], "count": len(sheets)}
    pdf = typst.compile(
        (TYPESETTING / "paper.typ").read_bytes(),
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=font_folders()),
        sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
        timestamp=ONE_DATE,
    )
    return bytes(pdf)


def _values(form: PaperForm) -> dict[str, Any]:
    words = {
        "batch_word": BATCH,
        "sheet_word": SHEET,
        "page_word": PAGE,
        "how": HOW,
        "where": WHERE,
        "never": NEVER,
        "disclaimer": DISCLAIMER,
    }
    return {
        **{key: name.in_language(form.language) for key, name in words.items()},
        "language": form.language,
        "title": form.title,
        "unit": form.unit,
        "desk": form.desk,
        "batch": form.batch,
        "banner": SIMULATED if form.is_simulated else "",
        "parts": _parts(form.questions),
    }


def _parts(questions: Sequence[PaperQuestion]) -> list[dict[str, Any]]:
    """Questions one by one, but those by levels that are not main ones together as a table."""
    parts: list[dict[str, Any]] = []
    together: list[PaperQuestion] = []
    for question in questions:
        if question.kind == "levels" and not question.is_main:
            together.append(question)
            continue
        parts += _table(together)
        together = []
        parts.append(asdict(question))
    return parts + _table(together)


def _table(questions: Sequence[PaperQuestion]) -> list[dict[str, Any]]:
    if not questions:
        return []
    columns = list(dict.fromkeys(option for question in questions for option in question.options))
    rows: list[dict[str, Any]] = []
    for question in questions:
        if question.heading:
            rows.append({"heading": question.heading})
        codes = [option.code if option in question.options else "" for option in columns]
        rows.append({"heading": "", "number": question.number, "text": question.text, "codes": codes})
    return [{"kind": "matrix", "columns": [option.label for option in columns], "rows": rows}]
