"""Answers sent slowly, one after the other: more in an hour than the desk's busiest day brought."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from survey_app.database import Store
from survey_app.intake.arrivals import BURST, HOUR, HOUR_FROM, MOST_REMEMBERED, Arrival, Arrivals
from survey_app.intake.usual import DAYS_NEEDED, LOOKED_BACK
from survey_app.models import Response
from tests.factories import make_desk, make_response, make_sector, make_unit
from tests.survey_app.intake.test_drafts import hidden

HERE = "/d/0123456789"
NOW = datetime(2026, 11, 4, 2, 30, tzinfo=UTC)
TODAY = date(2026, 11, 4)
APART = timedelta(seconds=20)


def sent(number: int, *, apart: timedelta = APART, start: datetime = NOW, **values: object) -> list[Arrival]:
    """Answers to forms that were opened half a day before, each from a phone that sends them one by one."""
    opened = start - timedelta(hours=12)
    return [
        Arrival("quay-5", str(place), opened + place * apart, start + place * apart, is_trapped=False, **values)  # type: ignore[arg-type]
        for place in range(number)
    ]


def bursts(arrivals: list[Arrival], busiest: int | None) -> int:
    memory = Arrivals()
    return sum(BURST in memory.labels(arrival, lambda: busiest) for arrival in arrivals)


def test_what_an_hour_brings_beyond_the_busiest_day_is_a_burst() -> None:
    assert bursts(sent(60), busiest=12) == 60 - (HOUR_FROM - 1)
    assert bursts(sent(60), busiest=40) == 20


def test_a_pace_that_the_desk_has_known_is_none() -> None:
    assert bursts(sent(60), busiest=60) == 0
    assert bursts(sent(HOUR_FROM - 1), busiest=1) == 0
    assert bursts(sent(100, apart=HOUR / (HOUR_FROM - 2)), busiest=3) == 0


def test_a_desk_without_a_past_is_held_against_nothing() -> None:
    assert bursts(sent(60), busiest=None) == 0


def test_one_form_sent_again_and_again_is_one() -> None:
    (one,) = sent(1)
    assert bursts([one] * 60, busiest=1) == 0


def test_tickets_and_helpers_are_not_held_against_the_past_and_do_not_count() -> None:
    assert bursts(sent(60, batch=uuid4()), busiest=1) == 0
    memory = Arrivals()
    for helped in sent(60):
        assert BURST not in memory.labels(helped)
    (by_phone,) = sent(1, start=NOW + HOUR / 2)
    assert BURST not in memory.labels(by_phone, lambda: 1)


def test_the_past_is_asked_once_a_day_and_of_a_busy_desk_only() -> None:
    memory, asked = Arrivals(), []

    def busiest() -> int:
        asked.append(1)
        return 500

    for arrival in sent(60) + sent(60, start=NOW + timedelta(days=1)):
        memory.labels(arrival, busiest)
    assert len(asked) == 2


def test_a_flood_is_remembered_within_bounds() -> None:
    flood = sent(MOST_REMEMBERED + 50, apart=timedelta(seconds=1))
    assert bursts(flood, busiest=12) == len(flood) - 4


def test_honest_desks_are_not_told_of() -> None:
    """A hundred desks, quiet ones and the exit of a hall, each with a quarter of a year behind it."""
    dice, told, looked_at = random.Random(4), 0, 0
    for usual in (4, 12, 30, 80, 250) * 20:
        busiest = max(_people(dice, usual) for _day in range(60))
        for _day in range(10):
            # half of a day's people come in its busiest two hours
            peak = [NOW + timedelta(seconds=dice.uniform(0, 7200)) for _person in range(_people(dice, usual) // 2)]
            crowd = [
                Arrival("quay-5", str(number), moment, moment, is_trapped=False)
                for number, moment in enumerate(sorted(peak))
            ]
            told += bursts(crowd, busiest) - bursts(crowd, None)
            looked_at += len(crowd)
    assert looked_at > 25_000
    assert told == 0


def _people(dice: random.Random, usual: int) -> int:
    """A day's answers: days differ by themselves, some by half."""
    return round(max(0.0, dice.gauss(usual, usual**0.5)) * dice.uniform(0.5, 1.5))


def open_desk(app: Flask, store: Store, days: list[date]) -> None:
    """A desk that phones answered twice on each of these days, and other channels far more often."""
    app.extensions["sipas_clock"] = lambda: NOW
    with store.writing.begin() as session:
        desk = make_desk(session, make_unit(session), token=HERE[-10:], sectors=(make_sector(session),))
        for day in days:
            for channel in ("phone", "phone", *("kiosk", "assisted", "paper") * 10):
                make_response(session, desk, day=day, channel=channel)


def send_slowly(app: Flask, client: FlaskClient, number: int) -> None:
    forms = [hidden(client.get(HERE).text) for _form in range(number)]
    for place, form in enumerate(forms):
        moment = NOW + timedelta(minutes=30) + place * APART
        app.extensions["sipas_clock"] = lambda moment=moment: moment
        assert client.post(HERE, data={**form, "overall": "5"}).status_code == 303


def labelled(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(sa.select(sa.func.count()).where(Response.labels == BURST)) or 0


def test_a_phone_that_hoards_forms_is_labelled_and_refused_nothing(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    open_desk(app, store, [TODAY - timedelta(days=1 + place) for place in range(DAYS_NEEDED)])
    send_slowly(app, client, HOUR_FROM + 5)
    assert labelled(store) == 6


@pytest.mark.parametrize("first", [timedelta(days=DAYS_NEEDED - 1), LOOKED_BACK + timedelta(days=DAYS_NEEDED)])
def test_today_and_days_long_gone_are_no_past(app: Flask, client: FlaskClient, store: Store, first: timedelta) -> None:
    open_desk(app, store, [TODAY - first + timedelta(days=place) for place in range(DAYS_NEEDED)])
    send_slowly(app, client, HOUR_FROM + 5)
    assert labelled(store) == 0
