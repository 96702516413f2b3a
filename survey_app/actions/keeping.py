"""Frozen figures as text: written once, read back the same."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from analysis import Estimate, Target
from reports.action_figures import Figure, Measured, Subject
from reports.findings import Name


def write_measured(measured: Measured) -> str:
    """A figure with its period as JSON."""
    return json.dumps(asdict(measured), ensure_ascii=False, sort_keys=True, default=date.isoformat)


def read_measured(text: str) -> Measured:
    """The same read back."""
    kept = json.loads(text)
    days = {name: date.fromisoformat(kept.pop(name)) for name in ("first", "last", "as_of")}
    return Measured(
        **{**kept, **days, "period": Name(**kept["period"]), "figure": _figure(kept["figure"])},
    )


def write_subject(subject: Subject | None) -> str:
    """What is measured again, as JSON; nothing for a finding that is no figure."""
    return "" if subject is None else json.dumps(asdict(subject), sort_keys=True)


def read_subject(text: str) -> Subject | None:
    """The same read back."""
    return Subject(**json.loads(text)) if text else None


def _figure(kept: dict[str, Any] | None) -> Figure | None:
    if kept is None:
        return None
    estimate, target, counts = kept["estimate"], kept["target"], kept["counts"]
    if estimate is not None:
        estimate["domain"] = tuple((column, label) for column, label in estimate["domain"])
    return Figure(
        **{
            **kept,
            "estimate": None if estimate is None else Estimate(**estimate),
            "target": None if target is None else Target(**target),
            "counts": None if counts is None else (counts[0], counts[1]),
        }
    )
