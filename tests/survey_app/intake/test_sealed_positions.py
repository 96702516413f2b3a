"""Nothing in the database tells a ticket's place on its sheet, though a run of neighbours is labelled."""

from __future__ import annotations

import random
from dataclasses import replace
from math import sqrt
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from scipy.stats import spearmanr

from survey_app.closing import close_days
from survey_app.database import Store
from survey_app.intake.tickets import spend
from survey_app.minting import MintedBatch, MintedTicket, draw, keep
from survey_app.models import Response, Ticket
from survey_app.ticket_codes import keeper_of
from tests.factories import make_desk, make_unit
from tests.survey_app.intake.test_tickets import NOW, TODAY, TOKEN, filled, kept, later, minted, set_clock

KEEPER = keeper_of("k" * 48)
NUMBER = 1_000
STANDARD_DEVIATIONS = 4.5
"""Chance goes further once in some hundred thousand looks."""
MOST_NEIGHBOURS = 14
"""Of two places that follow one another chance makes two."""
TOMORROW = TODAY.replace(day=TODAY.day + 1)


@pytest.fixture
def desk(app: Flask, store: Store) -> None:
    set_clock(app, NOW)
    with store.writing.begin() as session:
        make_desk(session, make_unit(session), token=TOKEN)


def answer_in_a_row(app: Flask, client: FlaskClient, tickets: tuple[MintedTicket, ...], overalls: str) -> None:
    """Scanned and typed in turns, five minutes apart."""
    for place, (ticket, overall) in enumerate(zip(tickets, overalls, strict=True)):
        address = f"/t/{ticket.typed if place % 2 else ticket.scanned}"
        later(app, minutes=5 * place)
        form = filled(client, address, overall)
        later(app, minutes=5 * place + 1)
        for _send in range(2):
            assert client.post(address, data=form).status_code == 303


def dump(store: Store, places: dict[str, int]) -> list[dict[str, Any]]:
    """All that the table holds in the order in which it holds it, each row with the place that it must not tell."""
    asked = "SELECT * FROM ticket" if store.is_sqlite else "SELECT *, cmin::text, cmax::text FROM ticket ORDER BY ctid"
    with store.reading() as session:
        rows = session.execute(sa.text(asked)).mappings().all()
    return [{"row": number, **row, "place": places[row["mac"]]} for number, row in enumerate(rows)]


def tells(rows: list[dict[str, Any]]) -> set[str]:
    """The columns, the order of rows among them, along which the places are no random permutation."""
    found = set()
    for column in set(rows[0]) - {"place"}:
        if len({row[column] for row in rows}) < 3:
            continue
        along = [row["place"] for row in sorted(rows, key=lambda row: (row[column], random.random()))]
        correlation = spearmanr(along, range(len(along))).statistic
        neighbours = sum(abs(later - earlier) == 1 for earlier, later in zip(along, along[1:], strict=False))
        if abs(correlation) > STANDARD_DEVIATIONS / sqrt(len(along)) or neighbours > MOST_NEIGHBOURS:
            found.add(column)
    return found


def places_of(batch: MintedBatch) -> dict[str, int]:
    return {KEEPER.mac(ticket.scanned): place for place, ticket in enumerate(batch.tickets)}


def test_five_neighbours_are_labelled_and_nothing_tells_which_they_were(
    app: Flask, client: FlaskClient, store: Store, desk: None
) -> None:
    batch = minted(app, store, NUMBER)
    places = places_of(batch)
    assert tells(dump(store, places)) == set()
    answer_in_a_row(app, client, batch.tickets[1:6], "55551")
    assert [labels for _tier, _desk, labels in kept(store)] == ["", "", "", "", "code_sequence"]
    assert tells(dump(store, places)) == set()
    # half of the others in the order of the sheet, so that there are enough of either kind to be told apart
    for ticket in batch.tickets[6::2]:
        with store.writing.begin() as session:
            assert spend(session, KEEPER.mac(ticket.scanned))
    for night in range(2):
        rows = dump(store, places)
        for kind in (True, False):
            one_kind = [row for row in rows if bool(row["is_spent"]) is kind]
            assert len(one_kind) > NUMBER / 3
            # until the day is closed spent rows stand in the order in which they were spent
            assert tells(one_kind) - ({"row"} if kind and not night else set()) == set()
        close_days(store, TOMORROW)
    with store.reading() as session:
        labelled = session.execute(sa.select(Response.labels, sa.func.count()).group_by(Response.labels)).all()
    assert sorted(tuple(row) for row in labelled) == [("", 4), ("code_sequence", 1)]


def test_a_dump_of_one_batch_is_the_same_in_whatever_order_its_codes_were_printed(store: Store, desk: None) -> None:
    with store.reading() as session:
        drawn = draw(session, "quay-5", 200, today=TODAY, days=(TODAY, TODAY))
    dumps = []
    for tickets in (drawn.tickets, drawn.tickets[::-1]):
        printed = replace(drawn, tickets=tickets)
        with store.writing.begin() as session:
            keep(session, KEEPER, printed, today=TODAY)
        dumps.append(dump(store, places_of(printed)))
        with store.writing.begin() as session:
            for table in ("ticket", "ticket_batch"):
                session.execute(sa.text(f"DELETE FROM {table}"))
    sealed = {"sealed_position", "typed_sealed_position", "place"}
    first, second = ([{name: row[name] for name in set(row) - sealed} for row in rows] for rows in dumps)
    assert first == second
    for name in sealed - {"place"}:
        values = {row[name] for rows in dumps for row in rows}
        assert len(values) > 390
        assert max(values) > 2**30


def test_tickets_from_before_places_were_sealed_are_taken_without_the_label(
    app: Flask, client: FlaskClient, store: Store, desk: None
) -> None:
    batch = minted(app, store, 10)
    with store.writing.begin() as session:
        session.execute(sa.update(Ticket).values(sealed_position=None, typed_sealed_position=None))
    answer_in_a_row(app, client, batch.tickets[:6], "555551")
    assert kept(store) == [("ticket", "quay-5", "")] * 6
