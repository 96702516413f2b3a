"""A unit's own plan made after a model: the same indicators, with the numbers and words of its own document.

What comes out is the text of a plan file like any other, and is checked like any other when it is adopted: a value its
own sentence does not say is refused.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import tomli_w

from survey_app.plans.plan import Comparison, Plan, Target, plain_number

COPIED = ("key", "indicator", "population", "source", "sectors", "sector_groups")
"""What a target of the model and the unit's own have in common; its numbers and words are its own."""


@dataclass(frozen=True, slots=True)
class OwnTarget:
    """A target as the unit's document sets it: the value in percent or minutes, its sentence and where that stands."""

    key: str
    comparison: Comparison
    value: float
    sentence: str
    place: str


@dataclass(frozen=True, slots=True)
class OwnPlan:
    """What a unit says of its own plan."""

    code: str
    title: str
    title_en: str
    document: str
    issuer: str
    number: str
    signed_on: date | None
    valid_from: date
    valid_to: date
    targets: tuple[OwnTarget, ...]


def own_plan_text(model: str, own: OwnPlan) -> str:
    """The text of the plan file; reporting periods are the model's, moved to the plan's year and marked as inferred."""
    data = tomllib.loads(model)
    kept = {entry["key"]: entry for entry in data["target"]}
    found: dict[str, Any] = {
        "code": own.code,
        "title": own.title,
        "title_en": own.title_en or own.title,
        "valid_from": own.valid_from,
        "valid_to": own.valid_to,
        "document": _document(own),
        "target": [_target(kept[target.key], target) for target in own.targets],
    }
    periods = _periods(data, own)
    if periods:
        found["period"] = periods
    return tomli_w.dumps(found)


def typed_fields(plan: Plan, model: Plan) -> dict[str, Any]:
    """What had been typed to get such a plan, by the names of the form's fields; every target of the model is there."""
    document, typed = plan.document, {target.key: target for target in plan.targets}
    return {
        "code": plan.code,
        "title": plan.title,
        "title_en": "" if plan.title_en == plan.title else plan.title_en,
        "document": document.name,
        "issuer": document.issuer,
        "number": ", ".join(document.numbers),
        "signed_on": document.date,
        "first": plan.valid_from,
        "last": plan.valid_to,
        "targets": [_typed_target(target, typed.get(target.key)) for target in model.targets if target.applied],
    }


def _typed_target(model: Target, own: Target | None) -> dict[str, str]:
    if own is None:
        return {"key": model.key, "comparison": model.comparison}
    return {
        "key": own.key,
        "comparison": own.comparison,
        "value": plain_number(own.value),
        "sentence": own.origin.sentence,
        "place": own.origin.reference,
    }


def _document(own: OwnPlan) -> dict[str, Any]:
    found: dict[str, Any] = {"name": own.document, "issuer": own.issuer, "numbers": [own.number] if own.number else []}
    if not own.number:
        found["number_note"] = "số: để trống khi nhập"
    if own.signed_on is None:
        found["date_note"] = "ngày: để trống khi nhập"
    else:
        found["date"] = own.signed_on
    return found


def _target(model: Mapping[str, Any], target: OwnTarget) -> dict[str, Any]:
    return {
        **{name: model[name] for name in COPIED if name in model},
        "comparison": target.comparison,
        "value": target.value,
        "sentence": target.sentence,
        "reference": target.place,
        "reference_en": target.place,
    }


def _periods(data: Mapping[str, Any], own: OwnPlan) -> list[dict[str, Any]]:
    years = own.valid_to.year - data["valid_to"].year
    note = f"Suy ra từ kỳ báo cáo của {data['code']}, chuyển {years:+d} năm; cần đối chiếu văn bản của năm."
    moved = [
        {"key": part["key"], "first": _later(part["first"], years), "last": _later(part["last"], years)}
        for part in data.get("period", [])
    ]
    year = next((part for part in moved if part["key"] == "year"), None)
    # a model of several years has no cut-offs that could be those of this one
    if year is None or year["last"].year != own.valid_to.year:
        return []
    return [{**part, "inferred": True, "note": note} for part in moved]


def _later(day: date, years: int) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28) if is_leap_day else day.replace(year=day.year + years)
