"""What goes wrong between a phone and the kit, over real sockets: each answer stands once, and nothing else does.

`bench/citizen.py` tries the same in large numbers.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

import pytest
from flask import Flask

from bench.citizen import cutting, forging, racing, replaying, sizing, town
from bench.citizen.asking import ask, environment, open_form
from bench.citizen.phone import Phone, request
from survey_app.app import create_app
from survey_app.database import Store
from survey_app.intake.packing import pack_around_form
from survey_app.periods import viet_nam_today
from survey_app.serving import open_server
from survey_app.settings import Settings

KEY = "k" * 48


@contextmanager
def served(app: Flask) -> Iterator[Phone]:
    """The application behind the web server that the kit comes with."""
    server = open_server(app, "127.0.0.1", 0)
    running = Thread(target=server.run, daemon=True)
    running.start()
    try:
        yield Phone(server.effective_port)
    finally:
        server.close()
        running.join(5)


@pytest.fixture
def desks(store: Store) -> Store:
    """The database with two desks."""
    with store.writing.begin() as session:
        town.add_desks(session)
    return store


@pytest.fixture
def phone(app: Flask, desks: Store) -> Iterator[Phone]:
    """A phone that reaches the kit."""
    with served(app) as found:
        yield found


@pytest.fixture
def clock(app: Flask) -> Callable[[float], None]:
    """Puts the kit's clock off by so many seconds."""

    def put_off(seconds: float) -> None:
        app.extensions["sipas_clock"] = lambda: datetime.now(UTC) + timedelta(seconds=seconds)

    return put_off


def test_a_cut_connection_loses_doubles_and_misdates_nothing(
    phone: Phone, desks: Store, clock: Callable[[float], None]
) -> None:
    found = cutting.cut_off(phone, desks, clock, number=20, late=5)
    assert (found.lost, found.doubled, found.wrong_day, found.altered) == (0, 0, 0, 0)
    # else no connection was lost after the commit, and the hard case was not met
    assert found.kept_at_the_cut > 0


def test_double_taps_replays_and_reloads_leave_one_row_each(phone: Phone, desks: Store) -> None:
    found = replaying.replay(phone, desks, requests=60, repeats=12)
    assert (found.odd_replies, found.not_once, len(town.answers(desks))) == (0, 0, 5)


def test_no_forged_foreign_expired_or_spent_code_passes(app: Flask, desks: Store) -> None:
    found = forging.forge(app, desks, number=140)
    assert (found.number, found.taken) == (140, 0)
    assert set(found.answered) == {200, 400, 404, 409, 410}
    assert {row.tier for row in town.answers(desks)} == {"ticket"}


def test_many_at_once_over_two_servers_spend_a_ticket_once(app: Flask, desks: Store, phone: Phone) -> None:
    url = desks.engine.url.render_as_string(hide_password=False)
    second = create_app(Settings(directory=Path(), database_url=url, secret_key=KEY))
    with served(second) as other:
        found = racing.race([phone, other], desks, KEY, threads=20, rounds=3)
    second.extensions["sipas_store"].engine.dispose()
    assert (found.not_one, found.odd_replies) == (0, 0)
    assert found.replies == {303: 12, 409: 48}


def test_no_length_and_no_address_tells_a_score(phone: Phone) -> None:
    found = sizing.measure_sizes(phone, each=3)
    assert [len(lengths) for lengths in (found.sent, found.kept, found.thanked)] == [1, 1, 1]
    assert (found.shown_again, found.addresses) == (0, set())


def test_a_page_that_is_packed_around_its_form_unpacks_to_itself() -> None:
    for page in (b"", b"<p>no form</p>", "<b>ệ</b><form><i>ế</i></form><script>x</script>".encode(), b"<form" * 9000):
        assert gzip.decompress(pack_around_form(page)) == page


def test_a_request_that_breaks_off_keeps_nothing(phone: Phone, desks: Store) -> None:
    whole = request("POST", town.HERE, urlencode({"overall": "5", **phone.open(town.HERE)}))
    for end in range(0, len(whole), 40):
        phone.cut(whole[:end])
    assert phone.get("/healthz").status == 200
    assert town.answers(desks) == []


def test_a_half_sent_form_is_never_kept_as_a_whole_one(app: Flask, desks: Store) -> None:
    hidden = open_form(app, town.HERE)
    typed = {"overall": "2", "minutes_typed": "35", "comment": "Xin thêm ghế"}
    # in the order of the page: the nonce comes after all that is answered
    answered, nonce = urlencode(typed), urlencode(hidden)
    whole = f"{answered}&{nonce}&website="
    ends = [*range(0, len(whole), 7), len(whole)]
    statuses = {end: ask(app, environment("POST", town.HERE, whole[:end]))[0] for end in ends}
    beyond_nonce = len(answered) + 1 + len(nonce)
    assert {status for end, status in statuses.items() if end < beyond_nonce} == {400, 422}
    assert {status for end, status in statuses.items() if end >= beyond_nonce} == {303}
    (kept,) = town.answers(desks)
    assert (kept.answers[0], kept.minutes) == ("2", 35)


@pytest.mark.parametrize("year", ["1970", "2099"])
def test_a_phone_whose_clock_is_wrong_dates_nothing(phone: Phone, desks: Store, year: str) -> None:
    wrong = (f"Date: Thu, 01 Jan {year} 00:00:00 GMT", f"If-Modified-Since: Thu, 01 Jan {year} 00:00:00 GMT")
    form = {**phone.open(town.HERE), "overall": "3", "day": f"{year}-01-01", "kiosk-age": "999999", "kiosk-took": "9"}
    before = viet_nam_today()
    assert phone.send(town.HERE, form, *wrong).status == 303
    (kept,) = town.answers(desks)
    assert before <= kept.day <= viet_nam_today()
    assert "late" not in kept.labels
