"""The only bridge from tables to statistics: counted cells, by one GROUP BY that runs unchanged on every engine."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.orm import Session

from forms.answer_text import item_position
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
)
FLOWS = ("visits", "received", "resolved_early", "resolved_on_time", "resolved_late", "apologies")


def count_cells(session: Session, first: date, last: date, *, item: str, units: Collection[str]) -> pd.DataFrame:
    """Count the responses of `units` from `first` to `last` by place, day, tier and the answer to `item`.

    Columns: unit, desk, day, sector, tier, channel, respondent_type, questionnaire, `item` and count. The answer is a
    number: the code of an item of the answer text (0 for "has not come up"), or whole minutes; NaN where not answered.
    """
    value = _value(session, item).label(item)
    query = (
        sa.select(*KEYS, value, sa.func.count().label("count"))
        .where(Response.day.between(first, last), Response.unit.in_(list(units)))
        .group_by(*KEYS, value)
    )
    cells = pd.DataFrame(session.execute(query).all(), columns=[*(key.key for key in KEYS), item, "count"])
    cells[item] = pd.to_numeric(cells[item].replace(".", None))
    return cells


def count_transactions(session: Session, first: date, last: date, *, units: Collection[str]) -> pd.DataFrame:
    """Transactions per unit, sector and day: the flows as imported, NaN where not counted, and the overdue stock."""
    columns = [TransactionCount.unit, TransactionCount.sector, TransactionCount.day]
    columns += [getattr(TransactionCount, name) for name in (*FLOWS, "overdue_pending")]
    query = sa.select(*columns).where(TransactionCount.day.between(first, last), TransactionCount.unit.in_(list(units)))
    names = ["unit", "sector", "day", *FLOWS, "overdue_pending"]
    counts = pd.DataFrame(session.execute(query).all(), columns=names)
    counts[names[3:]] = counts[names[3:]].astype(float)
    return counts


def _value(session: Session, item: str) -> sa.ColumnElement[Any]:
    if item == "minutes":
        return sa.cast(Response.minutes, sa.Integer)
    positions = {
        questionnaire.id: item_position(questionnaire, item)
        for questionnaire in questionnaires_in_use(session)
        if item in {kept.code for kept in questionnaire.coded_items}
    }
    if not positions:
        return sa.null()
    return sa.case(
        *(
            (Response.questionnaire == identifier, sa.func.substr(Response.answers, position, 1))
            for identifier, position in positions.items()
        ),
        else_=None,
    )
