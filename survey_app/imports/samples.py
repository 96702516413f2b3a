"""Files to begin with: the header in Vietnamese words and a row or two that this very place would take in."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from survey_app.imports.columns import Column

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """Codes that are there and that the sender may name; empty where there are none yet."""

    unit: str
    sector: str
    today: date


def sample_file(kind: str, columns: Sequence[Column], known: Known) -> bytes:
    """The file as Excel opens it with its marks intact."""
    stream = io.StringIO()
    lines = csv.writer(stream, lineterminator="\r\n")
    lines.writerow((column.aliases or (column.name,))[0] for column in columns)
    lines.writerows([row.get(column.name, "") for column in columns] for row in _rows(kind, known))
    return ("\ufeff" + stream.getvalue()).encode()


def _rows(kind: str, known: Known) -> list[Row]:
    lists: dict[str, list[Row]] = {
        "units": [
            {"code": "vi_du_xa_1", "name_vi": "Xã Ví Dụ Một", "name_en": "Example Commune One"},
            {"code": "vi_du_xa_2", "name_vi": "Xã Ví Dụ Hai", "name_en": "Example Commune Two"},
        ],
        "sectors": [{"code": "vi_du_linh_vuc", "name_vi": "Lĩnh vực ví dụ", "name_en": "Example sector"}],
    }
    if kind == "units":
        return [{**row, "level": "commune_centre", "parent": known.unit} for row in lists[kind]]
    if kind in lists:
        return lists[kind]
    if not known.sector or (kind != "procedures" and not known.unit):
        return []
    if kind == "procedures":
        named = {"code": "vi_du_thu_tuc", "name_vi": "Thủ tục ví dụ", "name_en": "Example procedure"}
        return [{**named, "sector": known.sector}]
    if kind == "desks":
        named = {"code": "vi_du_quay", "name_vi": "Quầy ví dụ", "name_en": "Example desk"}
        return [{**named, "unit": known.unit, "sectors": known.sector}]
    return _visits(kind, known)


def _visits(kind: str, known: Known) -> list[Row]:
    counts = [("38", "12", "2", "9", "1"), ("41", "15", "3", "10", "0")]
    names = ("visits", "received", "resolved_early", "resolved_on_time", "resolved_late")
    place = {"unit": known.unit, "sector": known.sector}
    if kind == "visits_by_day":
        days = [known.today - timedelta(days=ago) for ago in (2, 1)]
        return [
            {**place, "day": day.isoformat(), **dict(zip(names, row, strict=True))}
            for day, row in zip(days, counts, strict=True)
        ]
    month = known.today.replace(day=1) - timedelta(days=1)
    return [{**place, "month": f"{month:%Y-%m}", **dict(zip(names, counts[0], strict=True))}]
