"""The only bridge from tables to statistics: counted cells, by one GROUP BY that runs unchanged on every engine."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.orm import Session

from forms.answer_text import item_position
from survey_app.holding import is_counted
from survey_app.models import Response, TransactionCount
from survey_app.questionnaires import questionnaires_in_use

KEYS = (
    Response.unit,
    Response.desk,
    Response.day,
    Response.sector,
    Response.tier,
    Response.channel,
    Response.respondent_type,
    Response.questionnaire,
    Response.labels,
)
NO_SIGN = ("", "late")
"""Labels that say nothing against an answer: none, or that it was sent after 72 hours."""
FLOWS = ("visits", "received", "resolved_early", "resolved_on_time", "resolved_late", "apologies")


ASKED = ("overall", "minutes", "resupply")
"""The items that results are made of, counted jointly so that one weight set serves them all."""


def valid_answers(session: Session) -> list[sa.ColumnElement[int]]:
    """For each of `ASKED`, 1 where a response answers the item, else 0; "has not come up" is no answer."""
    found: list[sa.ColumnElement[int]] = []
    for item in ASKED:
        value = _value(session, item)
        if value is None:
            found.append(sa.literal(0))
        else:
            is_valid = (
                value.is_not(None) if item == "minutes" else sa.and_(value.is_not(None), value.not_in((".", "0")))
            )
            found.append(sa.case((is_valid, 1), else_=0))
    return found


def count_cells(session: Session, first: date, last: date, *, item: str, units: Collection[str]) -> pd.DataFrame:
    """Count the responses of `units` from `first` to `last` by place, day, tier and the answer to `item`."""
    return count_patterns(session, first, last, items=(item,), units=units)


def count_patterns(
    session: Session, first: date, last: date, *, items: Sequence[str], units: Collection[str]
) -> pd.DataFrame:
    """Count the responses of `units` from `first` to `last` by place, day, tier and their joint answers to `items`.

    Columns: unit, desk, day, sector, tier, channel, respondent_type, questionnaire, labels, is_labelled, each item and
    count. An answer is a number: the code of an item of the answer text (0 for "has not come up"), or whole minutes;
    NaN where not answered.
    """
    cells = count_by(session, first, last, keys=KEYS, items=items, units=units)
    cells["is_labelled"] = ~cells["labels"].isin(NO_SIGN)
    return cells


def count_by(
    session: Session, first: date, last: date, *, keys: Sequence[Any], items: Sequence[str], units: Collection[str]
) -> pd.DataFrame:
    """Count the responses by some columns of the table and their joint answers to `items`, as in `count_patterns`."""
    found = {item: _value(session, item) for item in items}
    values = [value.label(item) for item, value in found.items() if value is not None]
    query = (
        sa.select(*keys, *values, sa.func.count().label("count"))
        .where(Response.day.between(first, last), Response.unit.in_(list(units)), is_counted())
        .group_by(*keys, *values)
    )
    cells = _frame(session, query)
    for item, value in found.items():
        # an item that no questionnaire in use asks was answered by nobody
        cells[item] = float("nan") if value is None else pd.to_numeric(cells[item].replace(".", None))
    return cells


def count_ticket_answers(session: Session, first: date, last: date, *, units: Collection[str]) -> pd.DataFrame:
    """Responses that came with a ticket: desk, day and count."""
    keys: tuple[Any, ...] = (Response.desk, Response.day)
    query = (
        sa.select(*keys, sa.func.count().label("count"))
        # written out, not bound: a partial index serves only a condition the planner can read
        .where(Response.tier == sa.literal_column("'ticket'"), Response.day.between(first, last))
        .where(Response.unit.in_(list(units)), is_counted())
        .group_by(*keys)
    )
    return _frame(session, query).astype({"count": int})


def count_desk_days(session: Session, first: date, last: date, *, units: Collection[str]) -> pd.DataFrame:
    """Responses of each desk and day: unit, desk, day and count."""
    keys: tuple[Any, ...] = (Response.unit, Response.desk, Response.day)
    return count_by(session, first, last, keys=keys, items=(), units=units).astype({"count": int})


def count_visits(session: Session, first: date, last: date, *, units: Collection[str]) -> pd.DataFrame:
    """Visits of each unit and day on which any were counted: unit, day and visits."""
    table = TransactionCount
    columns: tuple[Any, ...] = (table.unit, table.day, sa.func.sum(table.visits).label("visits"))
    query = (
        sa.select(*columns)
        .where(table.day.between(first, last), table.unit.in_(list(units)), table.visits.is_not(None))
        .group_by(table.unit, table.day)
    )
    return _frame(session, query).astype({"visits": float})


def count_sector_visits(session: Session, first: date, last: date, *, units: Collection[str]) -> pd.DataFrame:
    """The same by sector: unit, sector, day and visits."""
    table = TransactionCount
    columns: tuple[Any, ...] = (table.unit, table.sector, table.day, table.visits)
    query = sa.select(*columns).where(
        table.day.between(first, last), table.unit.in_(list(units)), table.visits.is_not(None)
    )
    return _frame(session, query).astype({"visits": float})


def count_transactions(session: Session, first: date, last: date, *, units: Collection[str]) -> pd.DataFrame:
    """Transactions per unit, sector and day: the flows as imported, NaN where not counted, and the overdue stock."""
    numbers = (*FLOWS, "overdue_pending")
    query = sa.select(
        TransactionCount.unit,
        TransactionCount.sector,
        TransactionCount.day,
        *(getattr(TransactionCount, name) for name in numbers),
    ).where(TransactionCount.day.between(first, last), TransactionCount.unit.in_(list(units)))
    return _frame(session, query).astype(dict.fromkeys(numbers, float))


def _frame(session: Session, query: sa.Select[Any]) -> pd.DataFrame:
    """The rows as columns; entities of the session and row objects in pandas would cost more than the query."""
    result = session.connection().execute(query)
    names = list(result.keys())
    columns = list(zip(*result.all(), strict=True)) or [()] * len(names)
    return pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in zip(names, columns, strict=True)})


def _value(session: Session, item: str) -> sa.ColumnElement[Any] | None:
    if item == "minutes":
        return sa.cast(Response.minutes, sa.Integer)
    positions = {
        questionnaire.id: item_position(questionnaire, item)
        for questionnaire in questionnaires_in_use(session)
        if item in {kept.code for kept in questionnaire.coded_items}
    }
    if not positions:
        return None
    return sa.case(
        *(
            (Response.questionnaire == identifier, sa.func.substr(Response.answers, position, 1))
            for identifier, position in positions.items()
        ),
        else_=None,
    )
