"""Visits and dossiers per unit, sector and day (or month): read, checked, compared with what is kept, and replaced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.calendars import WorkingCalendar
from survey_app.exceptions import ImportRefused
from survey_app.imports.cells import RowReader, read_code, read_count, read_day, read_month
from survey_app.imports.columns import Column, match_columns, plain_word, read_rows
from survey_app.imports.counts import COUNTED, STOCK, Counts, Key, write_counts
from survey_app.imports.months import days_of_month, last_day, place_stock, spread_flow
from survey_app.imports.report import ImportReport
from survey_app.imports.table import Problems, Table
from survey_app.imports.told_counts import Sender, check_counts
from survey_app.imports.writing import unknown_code
from survey_app.models import Sector, Unit
from survey_app.own_days import calendar_of
from survey_app.periods import full_day, viet_nam_today

Granularity = Literal["day", "month"]

COLUMNS = (
    Column("unit", ("don_vi", "ma_don_vi"), is_required=True),
    Column("sector", ("linh_vuc", "ma_linh_vuc"), is_required=True),
    Column("visits", ("luot_giao_dich", "luot")),
    Column("received", ("tiep_nhan", "ho_so_tiep_nhan")),
    Column("resolved_early", ("truoc_han", "giai_quyet_truoc_han")),
    Column("resolved_on_time", ("dung_han", "giai_quyet_dung_han")),
    Column("resolved_late", ("tre_han", "giai_quyet_tre_han", "giai_quyet_qua_han")),
    Column("overdue_pending", ("ton_qua_han", "dang_giai_quyet_qua_han")),
    Column("apologies", ("thu_xin_loi", "xin_loi")),
)
WHEN = {
    "day": Column("day", ("ngay",), is_required=True),
    "month": Column("month", ("thang",), is_required=True),
}
RESOLVED = ("resolved_early", "resolved_on_time", "resolved_late")
ODD_TIMES = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What a row may name, and the day after which nothing can have been counted."""

    units: frozenset[str]
    others: frozenset[str]
    """Units that exist, but of which the sender may not speak."""
    sectors: frozenset[str]
    today: date


def import_transactions(
    session: Session,
    table: Table,
    *,
    granularity: Granularity = "day",
    today: date | None = None,
    sender: Sender | None = None,
) -> ImportReport:
    """Replace exactly the unit × sector × day (or month) the file names, in the columns it has, and say what changed.

    `sender` says which units the file may name, and which of their counts it may not change; without one, on the
    server's own command line, all are taken.
    """
    problems = Problems(table.name)
    _refuse_other_granularity(table, granularity)
    columns = (*COLUMNS, WHEN[granularity])
    names = match_columns(table, columns)
    every = frozenset(session.scalars(sa.select(Unit.code)))
    reached = every if sender is None else sender.units
    known = Known(
        reached,
        every - reached,
        frozenset(session.scalars(sa.select(Sector.code))),
        viet_nam_today() if today is None else today,
    )
    rows: dict[Key, tuple[int, Counts]] = {}
    for reader in read_rows(table, names, problems, columns):
        key, counts = _read_key(reader, known, granularity), _read_counts(reader)
        if key in rows:
            reader.refuse(_("trùng đơn vị, lĩnh vực và ngày (tháng) với dòng %(line)s", line=rows[key][0]))
        elif key and reader.is_sound:
            rows[key] = (reader.line, counts)
    problems.refuse_if_any()
    counts_by_key = {key: counts for key, (_line, counts) in rows.items()}
    days = counts_by_key if granularity == "day" else _spread(counts_by_key, calendar_of(session))
    return write_counts(
        session,
        days,
        granularity=granularity,
        name=table.name,
        columns=names,
        warnings=_odd(counts_by_key),
        check=lambda moves: () if sender is None else check_counts(session, table.name, moves, sender, known.today),
    )


def _refuse_other_granularity(table: Table, granularity: Granularity) -> None:
    """A file by month read as one by day (or the reverse) is told so, not that a column is unknown."""
    other: Granularity = "month" if granularity == "day" else "day"
    words = {plain_word(word) for word in table.header}
    if words & _words(WHEN[other]) and not words & _words(WHEN[granularity]):
        raise ImportRefused(
            _(
                "Tệp %(name)s có cột “%(other)s”, không có cột “%(expected)s”. "
                "Nếu số liệu tính theo %(vietnamese)s, hãy chọn loại tệp theo %(vietnamese)s.",
                name=table.name,
                other=WHEN[other].word,
                expected=WHEN[granularity].word,
                vietnamese=_("tháng") if other == "month" else _("ngày"),
            ),
            command=f"sipas transactions import --granularity {other} TỆP",
        )


def _words(column: Column) -> set[str]:
    return {column.name, *column.aliases}


def _read_key(reader: RowReader, known: Known, granularity: Granularity) -> Key | None:
    unit = reader.required("unit", read_code)
    sector = reader.required("sector", read_code)
    if unit is not None and unit in known.others:
        reader.refuse(
            _("đơn vị “%(code)s” ngoài phạm vi của tài khoản này; hãy bỏ dòng này, hoặc nhờ cấp trên nhập", code=unit)
        )
    elif unit is not None and unit not in known.units:
        reader.refuse(unknown_code(_("đơn vị"), unit, known.units))
    if sector is not None and sector not in known.sectors:
        reader.refuse(unknown_code(_("lĩnh vực"), sector, known.sectors))
    day = reader.required(granularity, read_day if granularity == "day" else read_month)
    if day is not None and granularity == "day" and day > known.today:
        reader.refuse(_("ngày %(day)s chưa đến", day=full_day(day)))
    if day is not None and granularity == "month" and last_day(day) >= known.today:
        reader.refuse(_("tháng %(month)s chưa kết thúc", month=f"{day:%m/%Y}"))
    return (unit, sector, day) if unit and sector and day else None


def _read_counts(reader: RowReader) -> Counts:
    counts = tuple(reader.optional(column, read_count) for column in COUNTED)
    if reader.is_sound and all(count is None for count in counts):
        reader.refuse(_("không có số nào; ghi 0 nếu không có lượt nào, hoặc bỏ dòng này"))
    return counts


def _spread(months: Mapping[Key, Counts], calendar: WorkingCalendar) -> dict[Key, Counts]:
    spread: dict[Key, Counts] = {}
    working = {month: days_of_month(month, calendar) for _unit, _sector, month in months}
    for (unit, sector, month), counts in months.items():
        days = working[month]
        columns = [
            (place_stock if column == STOCK else spread_flow)(count, len(days))
            for column, count in zip(COUNTED, counts, strict=True)
        ]
        for day, figures in zip(days, zip(*columns, strict=True), strict=True):
            spread[unit, sector, day] = figures
    return spread


def _odd(counts: Mapping[Key, Counts]) -> list[str]:
    """Far more dossiers settled than received in the whole file: often two columns changed places."""
    received: Counter[tuple[str, str]] = Counter()
    settled: Counter[tuple[str, str]] = Counter()
    for (unit, sector, _day), figures in counts.items():
        named = dict(zip(COUNTED, figures, strict=True))
        received[unit, sector] += named["received"] or 0
        settled[unit, sector] += sum(named[column] or 0 for column in RESOLVED)
    return [
        _(
            "đơn vị %(unit)s, lĩnh vực %(sector)s: giải quyết %(settled)s hồ sơ, gấp hơn %(times)s lần số tiếp nhận "
            "(%(received)s); hãy xem lại cột",
            unit=unit,
            sector=sector,
            settled=settled[unit, sector],
            received=came,
            times=ODD_TIMES,
        )
        for (unit, sector), came in sorted(received.items())
        if came and settled[unit, sector] > ODD_TIMES * came
    ]
