"""Write a simulated half-year into an empty database, in one transaction: all of it or nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, TypeAlias
from uuid import uuid4

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

import forms
from survey_app import models
from survey_app.adoption import adopt_plan
from survey_app.database import Store
from survey_app.demo.answers import Codes, Sheets
from survey_app.demo.names import AGENCIES, SECTORS
from survey_app.demo.past import past_rows
from survey_app.demo.planted import Planted, plant
from survey_app.demo.proofs import Proofs, batch_rows, draw_proofs
from survey_app.demo.province import PROVINCE, TWO_LEVELS_FROM, Province
from survey_app.demo.remarks import CONTENT, NOT_CONTENT
from survey_app.demo.simulation import Simulation
from survey_app.periods import week_of
from survey_app.plans import simulated_text, simulated_year
from survey_app.questionnaires import register_questionnaire
from survey_app.tokens import in_base32, new_desk_token

QUESTIONNAIRE = "desk_v1"
ROWS_AT_ONCE = 5_000
RECEIPT_BYTES = 10

Row: TypeAlias = dict[str, Any]
Tell: TypeAlias = Callable[[str, int, int], None]
"""Called with the stage and how many of its rows are written."""


def load(store: Store, simulation: Simulation, *, tell: Tell = lambda stage, done, total: None) -> None:
    """Write place, plans, questionnaire, transactions, answers and comments."""
    planted = plant(simulation)
    proofs = draw_proofs(simulation, planted)
    simulation = replace(simulation, sheets=planted.sheets)
    with store.writing.begin() as session:
        for table, rows in _place_rows(simulation.province):
            session.execute(_into(table), rows)
        _adopt_plans(session, simulation)
        session.execute(_into(models.TicketBatch), list(batch_rows(simulation, planted, proofs)))
        register_questionnaire(session, forms.get_questionnaire(QUESTIONNAIRE))
        stages = (
            ("Số lượt giao dịch và hồ sơ", models.TransactionCount, len(simulation.dossiers.day), _counts(simulation)),
            ("Phiếu trả lời", models.Response, simulation.sheets.desk.size, _responses(simulation, planted, proofs)),
            ("Góp ý", models.Comment, int(simulation.sheets.comments.sum()), _comments(simulation)),
        )
        for name, table, total, many in stages:
            for done in _insert(session, table, many):
                tell(name, done, total)


def _insert(session: Session, table: type[models.Base], rows: Iterator[Row]) -> Iterator[int]:
    """Write in batches; yields how many rows stand so far."""
    done = 0
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        session.execute(_into(table), batch)
        done += len(batch)
        yield done


def _into(table: type[models.Base]) -> sa.Insert:
    # the table, not the class: no identity map and no unit of work for tens of thousands of rows
    return sa.insert(models.Base.metadata.tables[table.__tablename__])


def _place_rows(province: Province) -> list[tuple[type[models.Base], list[Row]]]:
    return [
        (models.Unit, _unit_rows(province)),
        (
            models.UnitParent,
            [{"unit": unit.code, "parent": PROVINCE, "valid_from": TWO_LEVELS_FROM} for unit in province.centres],
        ),
        (models.Agency, [{"code": code, "name_vi": vi, "name_en": en} for code, vi, en in AGENCIES]),
        (
            models.Sector,
            [
                {"code": code, "name_vi": vi, "name_en": en, "priority_group": group, "position": position}
                for position, (code, vi, en, group, _agency) in enumerate(SECTORS, start=1)
            ],
        ),
        (
            models.SectorAgency,
            [{"sector": sector[0], "agency": sector[4], "valid_from": TWO_LEVELS_FROM} for sector in SECTORS],
        ),
        (models.Desk, _desk_rows(province)),
        (
            models.DeskSector,
            [
                {"desk": desk.code, "sector": sector, "position": position}
                for desk in province.desks
                for position, sector in enumerate(desk.sectors, start=1)
            ],
        ),
        *past_rows(len(province.centres) + 1),
    ]


def _unit_rows(province: Province) -> list[Row]:
    return [
        {
            "code": unit.code,
            "name_vi": unit.name_vi,
            "name_en": unit.name_en,
            "level": unit.level,
            "area": unit.area,
            "position": position,
        }
        for position, unit in enumerate((province.root, *province.centres))
    ]


def _desk_rows(province: Province) -> list[Row]:
    return [
        {
            "code": desk.code,
            "unit": desk.unit,
            "name_vi": desk.name_vi,
            "name_en": desk.name_en,
            "token": new_desk_token(),
            "questionnaire": QUESTIONNAIRE,
        }
        for desk in province.desks
    ]


def _adopt_plans(session: Session, simulation: Simulation) -> None:
    """Let the province apply the plan of each plan year that the 26 weeks touch."""
    for year in range(simulated_year(simulation.first), simulated_year(simulation.until) + 1):
        adopt_plan(session, simulated_text(year), unit=PROVINCE)


def _counts(simulation: Simulation) -> Iterator[Row]:
    dossiers, days = simulation.dossiers, simulation.population.days
    units, sectors = _strata(simulation)
    columns = list(dossiers.counts)
    numbers = zip(*(dossiers.counts[name].tolist() for name in columns), strict=True)
    for stratum, day, row in zip(dossiers.stratum.tolist(), dossiers.day.tolist(), numbers, strict=True):
        yield {
            "unit": units[stratum],
            "sector": sectors[stratum],
            "day": days[day],
            **dict(zip(columns, row, strict=True)),
            "granularity": "day",
        }


def _responses(simulation: Simulation, planted: Planted, proofs: Proofs) -> Iterator[Row]:
    """One row a sheet; id and receipt are random, and so is the order of the sheets."""
    sheets, province, days = simulation.sheets, simulation.province, simulation.population.days
    _units, sectors = _strata(simulation)
    columns = zip(
        # sorted: the table is kept in the order of its ids
        sorted(uuid4() for _sheet in range(sheets.desk.size)),
        sheets.desk.tolist(),
        np.where(sheets.sector_known, sheets.stratum, -1).tolist(),
        sheets.day.tolist(),
        proofs.tier.tolist(),
        proofs.channel.tolist(),
        _told(sheets.respondent_type),
        _told(sheets.purpose),
        sheets.minutes.tolist(),
        np.where(sheets.minutes_typed, "typed", "quick").tolist(),
        _answer_texts(sheets),
        planted.labels.tolist(),
        strict=True,
    )
    for (
        identifier,
        desk,
        stratum,
        day,
        tier,
        channel,
        respondent_type,
        purpose,
        minutes,
        way,
        answers,
        labels,
    ) in columns:
        yield {
            "id": identifier,
            "questionnaire": QUESTIONNAIRE,
            "unit": province.desks[desk].unit,
            "desk": province.desks[desk].code,
            "sector": sectors[stratum] if stratum >= 0 else None,
            "day": days[day],
            "tier": tier,
            "channel": channel,
            "respondent_type": respondent_type,
            "purpose": purpose,
            "minutes": minutes if minutes >= 0 else None,
            "minutes_way": way if minutes >= 0 else None,
            "labels": labels,
            "receipt": in_base32(os.urandom(RECEIPT_BYTES)),
            "answers": answers,
        }


def _comments(simulation: Simulation) -> Iterator[Row]:
    sheets, days = simulation.sheets, simulation.population.days
    rng = np.random.default_rng([simulation.seed, 8])
    satisfied = sheets.satisfied
    for sheet in np.flatnonzero(sheets.comments).tolist():
        remarks = CONTENT if satisfied[sheet] else NOT_CONTENT
        yield {
            "id": uuid4(),
            "unit": simulation.province.desks[sheets.desk[sheet]].unit,
            "week": week_of(days[sheets.day[sheet]]).id,
            "text": remarks[rng.integers(len(remarks))],
        }


def _strata(simulation: Simulation) -> tuple[list[str], list[str]]:
    province, truth = simulation.province, simulation.truth
    units = [province.centres[unit].code for unit in truth.unit.tolist()]
    return units, [province.sectors[sector] for sector in truth.sector.tolist()]


def _told(codes: Codes) -> list[str | None]:
    return [None if code == b"." else code.decode() for code in codes.tolist()]


def _answer_texts(sheets: Sheets) -> list[str]:
    """The answer text of each sheet: one character an item, in the questionnaire's order."""
    items = forms.get_questionnaire(QUESTIONNAIRE).coded_items
    table = np.stack([sheets.codes[item.code] for item in items], axis=1)
    return [text.decode() for text in table.view(f"S{len(items)}").ravel().tolist()]
