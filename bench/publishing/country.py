"""A country of many provinces with years of answers, written as fast as the database takes them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import numpy as np
import sqlalchemy as sa

import forms
from survey_app import models
from survey_app.adoption import adopt_plan
from survey_app.database import Store
from survey_app.minting import USABLE_FOR
from survey_app.models import Base
from survey_app.plans import simulated_text, simulated_year
from survey_app.questionnaires import register_questionnaire

QUESTIONNAIRE = "desk_v1"
SECTORS = 12
SECTORS_A_UNIT = 6
DESKS_A_UNIT = 2
CODES_A_MONTH = 150
AT_ONCE = 100_000
INDEXES = ("ix_response_unit_day", "ix_response_ticket")


@dataclass(frozen=True, slots=True)
class Country:
    """How large it is."""

    answers: int
    units: int
    units_a_province: int
    first: date
    last: date
    asked: int = 0
    """The province whose week is published and whose pages are opened."""

    @property
    def provinces(self) -> int:
        """Trees of units."""
        return max(1, self.units // self.units_a_province)

    def unit(self, number: int) -> str:
        """The code of a unit; the first of each province is its root."""
        return f"t{number // self.units_a_province:02d}x{number % self.units_a_province:03d}"

    @property
    def root(self) -> str:
        """The top of the province that is asked about."""
        return self.unit(self.asked * self.units_a_province)

    @property
    def asked_units(self) -> list[str]:
        """Its units."""
        first = self.asked * self.units_a_province
        return [self.unit(first + place) for place in range(self.units_a_province)]


def build(store: Store, country: Country, tell: Any = lambda text: None) -> None:
    """Write places, visits and answers into an empty database."""
    with store.writing.begin() as session:
        for model, rows in _places(country):
            session.execute(sa.insert(Base.metadata.tables[model.__tablename__]), rows)
        register_questionnaire(session, forms.get_questionnaire(QUESTIONNAIRE))
        for province in range(country.provinces):
            root = country.unit(province * country.units_a_province)
            for year in range(simulated_year(country.first), simulated_year(country.last) + 1):
                adopt_plan(session, simulated_text(year), unit=root)
    tell("places")
    _write(store, models.TransactionCount, _visits(country))
    tell("visits")
    _write(store, models.TicketBatch, _batches(country))
    with store.writing.begin() as session:
        for index in INDEXES:
            session.execute(sa.text(f"DROP INDEX {index}"))
    _write(store, models.Response, _answers(country))
    tell("answers")
    with store.writing.begin() as session:
        for index in Base.metadata.tables["response"].indexes:
            if index.name in INDEXES:
                index.create(session.connection())
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not store.is_sqlite:
            connection.exec_driver_sql("VACUUM ANALYZE")
    tell("indexes")


def _places(country: Country) -> list[tuple[type[Base], list[dict[str, Any]]]]:
    size, units = country.units_a_province, range(country.provinces * country.units_a_province)
    codes = [country.unit(number) for number in units]
    named = [{"code": code, "name_vi": f"Đơn vị {code}", "name_en": f"Unit {code}"} for code in codes]
    return [
        (
            models.Unit,
            [
                row | {"level": "commune_centre" if place % size else "province", "area": "", "position": place}
                for place, row in enumerate(named)
            ],
        ),
        (
            models.UnitParent,
            [
                {"unit": codes[place], "parent": codes[place - place % size], "valid_from": date(2020, 1, 1)}
                for place in units
                if place % size
            ],
        ),
        (models.Agency, [{"code": "so", "name_vi": "Sở", "name_en": "Department"}]),
        (
            models.Sector,
            [
                {
                    "code": f"lv{place:02d}",
                    "name_vi": f"Lĩnh vực {place}",
                    "name_en": f"Sector {place}",
                    "priority_group": ("land", "construction", "investment")[place] if place < 3 else None,
                    "position": place,
                }
                for place in range(SECTORS)
            ],
        ),
        (
            models.SectorAgency,
            [{"sector": f"lv{place:02d}", "agency": "so", "valid_from": date(2020, 1, 1)} for place in range(SECTORS)],
        ),
        (
            models.Desk,
            [
                {
                    "code": f"{code}-q{desk}",
                    "unit": code,
                    "name_vi": f"Quầy {desk}",
                    "name_en": f"Desk {desk}",
                    "token": f"{place * DESKS_A_UNIT + desk:010d}",
                    "questionnaire": QUESTIONNAIRE,
                }
                for place, code in enumerate(codes)
                if place % size
                for desk in range(DESKS_A_UNIT)
            ],
        ),
    ]


def _sectors_of(number: int) -> list[str]:
    return [f"lv{(number + step) % SECTORS:02d}" for step in range(SECTORS_A_UNIT)]


def _visits(country: Country) -> Iterator[tuple[Any, ...]]:
    """A count for each unit, sector and week, on its Monday."""
    draw = np.random.default_rng(1)
    monday = country.first - timedelta(days=country.first.weekday())
    mondays = [monday + timedelta(weeks=week) for week in range((country.last - monday).days // 7 + 1)]
    for number in range(country.provinces * country.units_a_province):
        if number % country.units_a_province == 0:
            continue
        unit = country.unit(number)
        for sector in _sectors_of(number):
            for day, visits in zip(mondays, draw.integers(5, 40, len(mondays)).tolist(), strict=True):
                early, on_time, late = visits // 3, visits // 2, visits // 10
                yield (unit, sector, day, visits, visits, early, on_time, late, 0, 0, "day")


def _batches(country: Country) -> Iterator[tuple[Any, ...]]:
    """Codes enough for a month at each desk, fewer than its unit's visits."""
    firsts = [day for step in range((country.last - country.first).days + 1) if (day := _day(country, step)).day == 1]
    for number in range(country.provinces * country.units_a_province):
        if number % country.units_a_province == 0:
            continue
        for desk, first in product(range(DESKS_A_UNIT), firsts):
            handed_out = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            row = UUID(int=random.getrandbits(128)), f"{country.unit(number)}-q{desk}"
            yield (*row, first, first, handed_out + USABLE_FOR, CODES_A_MONTH, 0)


def _day(country: Country, step: int) -> date:
    return country.first + timedelta(days=step)


def _answers(country: Country) -> Iterator[tuple[Any, ...]]:
    """Answers in the order of their random ids, as the table keeps them; receipts in order too, to be quick."""
    draw = np.random.default_rng(2)
    span = (country.last - country.first).days + 1
    days = [_day(country, step) for step in range(span)]
    days = [day for day in days if day.weekday() < 5]
    people = [n for n in range(country.provinces * country.units_a_province) if n % country.units_a_province]
    share = draw.gamma(2.0, size=len(people))
    share /= share.sum()
    length = len(forms.get_questionnaire(QUESTIONNAIRE).coded_items)
    step = (1 << 128) // (country.answers + 1)
    for start in range(0, country.answers, AT_ONCE):
        count = min(AT_ONCE, country.answers - start)
        places = draw.choice(len(people), count, p=share)
        texts = draw.choice(list(b"12345"), (count, length), p=[0.03, 0.05, 0.12, 0.45, 0.35]).astype(np.uint8)
        texts[:, -2:] = draw.choice(list(b"12"), (count, 2))
        columns = zip(
            places.tolist(),
            draw.integers(len(days), size=count).tolist(),
            draw.integers(SECTORS_A_UNIT, size=count).tolist(),
            draw.integers(DESKS_A_UNIT, size=count).tolist(),
            draw.choice([5, 10, 15, 20, 30, 45], count).tolist(),
            (draw.random(count) < 0.5).tolist(),
            texts.view(f"S{length}").ravel().tolist(),
            strict=True,
        )
        for offset, (place, day, sector, desk, minutes, has_ticket, text) in enumerate(columns):
            number, unit = start + offset, country.unit(people[place])
            yield (
                UUID(int=step * number + random.getrandbits(60)),
                QUESTIONNAIRE,
                unit,
                f"{unit}-q{desk}",
                f"lv{(people[place] + sector) % SECTORS:02d}",
                days[day],
                "ticket" if has_ticket else "static",
                "phone",
                None,
                None,
                minutes,
                "quick",
                "",
                f"{number:016d}",
                text.decode(),
            )


def _write(store: Store, model: type[Base], rows: Iterator[tuple[Any, ...]]) -> None:
    table = Base.metadata.tables[model.__tablename__]
    names = [column.name for column in table.columns]
    with store.engine.begin() as connection:
        raw = connection.connection.dbapi_connection
        if store.is_sqlite:
            marks = ", ".join("?" * len(names))
            statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"
            raw.executemany(statement, (_plain(row) for row in rows))
            return
        with raw.cursor().copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _plain(row: Sequence[Any]) -> tuple[Any, ...]:
    """As SQLite keeps them: dates and ids as text."""
    return tuple(
        value.hex if isinstance(value, UUID) else value.isoformat() if isinstance(value, date) else value
        for value in row
    )
