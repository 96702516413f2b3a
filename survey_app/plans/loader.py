"""From a TOML text to a `Plan`, or to every problem in it at once."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, cast
from unicodedata import normalize

from survey_app.exceptions import SurveyAppError
from survey_app.plans.checks import cross_problems, untranslated
from survey_app.plans.plan import (
    COMPARISONS,
    INDICATORS,
    LIMITS,
    PERIOD_KEYS,
    SECTOR_GROUPS,
    SOURCES,
    Comparison,
    Contradiction,
    Document,
    Origin,
    Plan,
    Reading,
    ReportDuty,
    ReportingPeriod,
    Scope,
    Source,
    Target,
)
from survey_app.plans.table import Table


class PlanError(SurveyAppError):
    """A plan file that cannot be used; `problems` names every fault."""

    def __init__(self, name: str, problems: list[str]) -> None:
        listed = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(
            f"Kế hoạch “{name}” chưa dùng được, có {len(problems)} lỗi:\n{listed}\nHãy sửa tệp rồi thử lại.",
            command="sipas plan check TỆP",
        )
        self.problems = tuple(problems)


def load_plan(source: Path | bytes | str, *, name: str = "", kept: bool = False) -> Plan:
    """Read a plan from a file, from bytes or from TOML text; `name` is what messages call it.

    A `kept` plan was adopted earlier and cannot be changed any more, so English it lacks is not asked for.
    """
    called = name or (source.name if isinstance(source, Path) else "TOML")
    plan, problems = _read(_bytes_of(source, called), kept=kept)
    if plan is None or problems:
        raise PlanError(called, problems)
    return plan


def check_plan(text: bytes | str) -> list[str]:
    """Every problem of a plan's text, none when it can be used."""
    return _read(text)[1]


def _bytes_of(source: Path | bytes | str, called: str) -> bytes | str:
    if not isinstance(source, Path):
        return source
    try:
        return source.read_bytes()
    except OSError as error:
        raise PlanError(called, [f"không mở được tệp {source}: {error.strerror}. Hãy kiểm tra đường dẫn"]) from error


def _read(source: bytes | str, *, kept: bool = False) -> tuple[Plan | None, list[str]]:
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source.removeprefix("\ufeff")
        data = tomllib.loads(normalize("NFC", text))
    except UnicodeDecodeError as error:
        came = f"byte 0x{error.object[error.start]:02X} ở vị trí {error.start}"
        return None, [f"Bảng mã: gặp {came} không phải UTF-8; hãy lưu lại tệp bằng bảng mã UTF-8."]
    except tomllib.TOMLDecodeError as error:
        return None, [_toml_problem(str(error))]
    problems: list[str] = []
    plan = _plan(Table(data, "", problems))
    if not kept:
        problems += untranslated(plan)
    return plan, problems or cross_problems(plan)


def _toml_problem(message: str) -> str:
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    place = f"ở dòng {found[1]}, cột {found[2]}" if found else "ở cuối tệp"
    return (
        f"Cú pháp TOML sai {place}: chỗ đó không đọc được. Mỗi dòng có dạng khóa = giá trị, chữ để trong ngoặc kép, "
        "ngày viết 2026-01-31, tên bảng để trong [[ ]]. Hãy sửa chỗ đó; cách viết xem docs/plans.md."
    )


def _plan(table: Table) -> Plan:
    table.where = "kế hoạch"
    code = table.text("code", expected="mã gồm a–z, 0–9 và dấu gạch dưới, tối đa 40 ký tự")
    if code and not re.fullmatch(r"[a-z0-9_]{1,40}", code):
        table.problem("code", f"“{code}”", "mã gồm a–z, 0–9 và dấu gạch dưới, tối đa 40 ký tự")
    document = _document(table.child("document"))
    valid_from, valid_to = table.span("valid_from", "valid_to")
    title, title_en = table.text("title"), table.text("title_en", required=False)
    note = table.text("note", required=False)
    simulated = table.flag("simulated", default=False)
    table.where = ""
    targets = [
        _target(entry, document, (valid_from, valid_to))
        for entry in table.children("target", called="chỉ tiêu", name="key")
    ]
    periods = [_period(entry, document) for entry in table.children("period", called="kỳ báo cáo", name="key")]
    duties = [_duty(entry, document) for entry in table.children("report", called="chế độ báo cáo", name="who")]
    found = [_contradiction(entry, document) for entry in table.children("contradiction", called="mục", name="about")]
    table.where = "kế hoạch"
    if not targets:
        table.problem("target", "không có gì", "ít nhất một bảng [[target]]")
    table.finish()
    return Plan(
        code=code,
        title=title,
        document=document,
        valid_from=valid_from,
        valid_to=valid_to,
        targets=tuple(targets),
        periods=tuple(periods),
        duties=tuple(duties),
        document_contradictions=tuple(found),
        simulated=simulated,
        note=note,
        title_en=title_en,
    )


def _document(table: Table) -> Document:
    numbers = table.names("numbers")
    note = table.text("number_note", required=not numbers, expected="lý do không có số văn bản, vì numbers rỗng")
    day = table.day("date", required=False)
    found = Document(
        name=table.text("name"),
        issuer=table.text("issuer"),
        numbers=numbers,
        number_note=note,
        date=day,
        date_note=table.text("date_note", required=day is None, expected="lý do không có ngày văn bản, vì date trống"),
        seed=table.text("seed", required=False),
    )
    table.finish()
    return found


def _origin(table: Table, document: Document, *, needs_sentence: bool = True) -> Origin:
    seed = table.text("seed", required=False) or document.seed
    reference = table.text("reference", required=not seed, expected="nơi đã đọc văn bản, vì không có seed")
    line = table.whole("line", (1, 100_000), required=bool(seed) and needs_sentence)
    other = table.text("document", required=False)
    return Origin(
        document=other or document.name,
        numbers=() if other else document.numbers,
        date=None if other else document.date,
        seed=seed,
        line=line or 0,
        sentence=table.text("sentence", required=needs_sentence, expected="câu trích nguyên văn từ văn bản"),
        reference=reference,
        reference_en=table.text("reference_en", required=False),
    )


def _target(table: Table, document: Document, plan_span: tuple[Any, Any]) -> Target:
    indicator = table.choice("indicator", INDICATORS)
    unit = INDICATORS[indicator].unit if indicator else "percent"
    value = table.number("value", LIMITS[unit] if indicator else (0.0, 480.0))
    confirmed = table.flag("confirmed", default=True)
    valid_from, valid_to = table.span("valid_from", "valid_to", default=plan_span)
    found = Target(
        key=table.text("key"),
        indicator=indicator,
        comparison=cast(Comparison, table.choice("comparison", COMPARISONS)),
        value=value if value is not None else 0.0,
        unit=unit,
        population=table.text("population"),
        source=cast(Source, table.choice("source", SOURCES)),
        scope=Scope(table.names("sectors"), table.names("sector_groups", SECTOR_GROUPS), table.names("units")),
        valid_from=valid_from,
        valid_to=valid_to,
        origin=_origin(table, document, needs_sentence=confirmed),
        stricter=cast(Comparison, table.choice("stricter", COMPARISONS)) if table.has("stricter") else None,
        aspiration=table.number("aspiration", LIMITS[unit], required=False),
        horizon=table.whole("horizon", (2000, 2100)),
        applied=table.flag("applied", default=True),
        confirmed=confirmed,
        note=table.text("note", required=False),
        note_en=table.text("note_en", required=False),
        reason=table.text("reason", required=table.has("alternative"), expected="vì sao áp dụng cách đọc này"),
        reason_en=table.text("reason_en", required=False),
        alternatives=tuple(
            _reading(entry, document) for entry in table.children("alternative", called="cách đọc", name="text")
        ),
    )
    table.finish()
    return found


def _reading(table: Table, document: Document) -> Reading:
    found = Reading(
        text=table.text("text"),
        origin=_origin(table, document),
        comparison=cast(Comparison, table.choice("comparison", COMPARISONS)) if table.has("comparison") else None,
        value=table.number("value", (0.0, 480.0), required=False),
        source=cast(Source, table.choice("source", SOURCES)) if table.has("source") else None,
    )
    table.finish()
    return found


def _period(table: Table, document: Document) -> ReportingPeriod:
    key = table.choice("key", PERIOD_KEYS)
    first, last = table.span("first", "last")
    inferred = table.flag("inferred", default=False)
    note = table.text("note", required=inferred, expected="cách suy ra kỳ này")
    quoted = not inferred or table.has("sentence")
    found = ReportingPeriod(
        key=key,
        kind=PERIOD_KEYS.get(key, "year"),
        first=first,
        last=last,
        inferred=inferred,
        origin=_origin(table, document) if quoted else None,
        note=note,
    )
    table.finish()
    return found


def _duty(table: Table, document: Document) -> ReportDuty:
    found = ReportDuty(
        who=table.text("who"),
        to=table.text("to", required=False),
        periods=table.names("periods", PERIOD_KEYS),
        before_day=table.whole("before_day", (2, 31)),
        origin=_origin(table, document),
    )
    table.finish()
    return found


def _contradiction(table: Table, document: Document) -> Contradiction:
    found = Contradiction(
        about=table.text("about"),
        applied=table.text("applied"),
        reason=table.text("reason"),
        readings=tuple(
            _reading(entry, document) for entry in table.children("reading", called="cách đọc", name="text")
        ),
    )
    table.finish()
    return found
