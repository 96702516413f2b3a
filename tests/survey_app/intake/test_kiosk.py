"""The tablet at the exit: who may open it, what its answers say of themselves, and what a day without network does."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from survey_app.cli import sipas
from survey_app.database import Store, open_store
from survey_app.installing import install
from survey_app.intake.arrivals import Arrival, Arrivals
from survey_app.intake.pages import NOT_FROZEN
from survey_app.intake.stopwatch import Stopwatch, labels_by_stopwatch, read_stopwatch
from survey_app.models import Desk, Response
from survey_app.rotating import rotating_codes_of
from tests.factories import make_desk, make_sector, make_unit

TOKEN, OTHER = "0123456789", "1111111111"
MORNING = datetime(2026, 11, 4, 0, 40, tzinfo=UTC)
"""7:40 in Viet Nam, a Wednesday."""


@pytest.fixture
def kiosk(app: Flask, store: Store) -> str:
    """The address of a desk's kiosk."""
    set_clock(app, MORNING)
    with store.writing.begin() as session:
        unit = make_unit(session)
        make_desk(session, unit, token=TOKEN, sectors=(make_sector(session), make_sector(session, "ho-tich")))
        make_desk(session, unit, "quay-6", token=OTHER)
    return address(app)


def set_clock(app: Flask, now: datetime) -> None:
    app.extensions["sipas_clock"] = lambda: now


def address(app: Flask, token: str = TOKEN) -> str:
    codes = rotating_codes_of(app.extensions["sipas_settings"].secret_key)
    return f"/kiosk/{token}/{codes.kiosk_key(token)}"


def tapped(nonce: str, overall: str = "4", *, age: int = 60, took: int = 9, run: int = 1) -> dict[str, str]:
    """What the page's script sends."""
    stopwatch = {"kiosk-age": age, "kiosk-took": took, "kiosk-run": run}
    return {"form-id": "desk_v1", "form-nonce": nonce, "overall": overall, **{k: str(v) for k, v in stopwatch.items()}}


def loaded(client: FlaskClient, kiosk: str) -> list[str]:
    nonces: list[str] = client.get(f"{kiosk}/nonces").get_json()["nonces"]
    return nonces


def kept(store: Store) -> list[tuple[str, str, date, str]]:
    with store.reading() as session:
        rows = session.execute(sa.select(Response.channel, Response.tier, Response.day, Response.labels)).all()
    return sorted((row[0], row[1], row[2], row[3]) for row in rows)


def test_it_opens_with_its_own_key_only(app: Flask, client: FlaskClient, kiosk: str) -> None:
    page = client.get(kiosk)
    assert page.status_code == NOT_FROZEN
    assert "Ông/Bà có hài lòng" in page.text
    assert "How satisfied are you" in page.text
    codes = rotating_codes_of(app.extensions["sipas_settings"].secret_key)
    for key in ("x", "0" * 24, codes.kiosk_key(OTHER), codes.screen_key(TOKEN), "%00", "ệ" * 24):
        for door in (f"/kiosk/{TOKEN}/{key}", f"/kiosk/{TOKEN}/{key}/nonces"):
            assert client.get(door).status_code == 404
        assert client.post(f"/kiosk/{TOKEN}/{key}", data={}).status_code in (404, 405)


def test_it_asks_the_general_items_only_and_never_to_type(client: FlaskClient, kiosk: str, store: Store) -> None:
    def asked() -> list[str]:
        vietnamese = client.get(kiosk).text.partition("</form>")[0]
        return re.findall('<fieldset data-name="([^"]+)"', vietnamese)

    assert asked() == ["overall", "minutes_quick", "sector", "respondent_type", "purpose"]
    with store.writing.begin() as session:
        session.execute(sa.update(Desk).values(questionnaire="sipas_2017"))
    assert asked() == ["overall", "sector"]
    assert "<textarea" not in client.get(kiosk).text


def test_the_page_sets_no_cookie_leads_nowhere_else_and_names_what_may_run(client: FlaskClient, kiosk: str) -> None:
    page = client.get(kiosk)
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none';")
    assert set(re.findall('<a href="([^"]+)"', page.text)) == {kiosk, f"{kiosk}?lang=en"}


def test_an_answer_says_that_it_came_from_the_kiosk(app: Flask, client: FlaskClient, kiosk: str, store: Store) -> None:
    nonce = loaded(client, kiosk)[0]
    set_clock(app, MORNING + timedelta(minutes=30))
    sent = client.post(kiosk, data=tapped(nonce, age=1800))
    assert sent.status_code == 303
    assert client.get(sent.location).headers["Sipas"] == "kept"
    assert kept(store) == [("kiosk", "static", date(2026, 11, 4), "")]


def test_a_nonce_of_the_kiosk_is_good_at_this_kiosk_only(
    app: Flask, client: FlaskClient, kiosk: str, store: Store
) -> None:
    nonce = loaded(client, kiosk)[0]
    poster = re.findall('name="form-nonce" value="([^"]+)"', client.get(f"/d/{TOKEN}").text)[0]
    assert client.post(f"/d/{TOKEN}", data=tapped(nonce)).status_code == 400
    assert client.post(kiosk, data=tapped(poster)).status_code == 400
    assert client.post(address(app, OTHER), data=tapped(nonce)).status_code == 400
    assert kept(store) == []


def test_a_day_of_answers_sent_at_once_in_the_evening_is_kept_once_each_and_no_burst(
    app: Flask, client: FlaskClient, kiosk: str, store: Store
) -> None:
    nonces = loaded(client, kiosk)
    assert len(set(nonces)) == 400
    set_clock(app, MORNING + timedelta(hours=9))
    for number, nonce in enumerate(nonces[:40]):
        for _again in range(2):
            assert client.post(kiosk, data=tapped(nonce, age=1200 + 300 * number)).status_code == 303
    rows = kept(store)
    assert len(rows) == 40
    assert {(channel, day) for channel, _tier, day, _labels in rows} == {("kiosk", date(2026, 11, 4))}
    assert {labels for *_rest, labels in rows} == {""}


def test_nonces_last_until_the_day_is_over(app: Flask, client: FlaskClient, kiosk: str) -> None:
    assert client.get(f"{kiosk}/nonces").get_json()["left"] == (16 * 60 + 20) * 60
    set_clock(app, datetime(2026, 11, 4, 16, 59, 59, tzinfo=UTC))
    assert client.get(f"{kiosk}/nonces").get_json()["left"] == 1


def test_answers_are_kept_on_the_day_their_nonces_were_loaded_and_late_after_three(
    app: Flask, client: FlaskClient, kiosk: str, store: Store
) -> None:
    first, second = loaded(client, kiosk)[:2]
    set_clock(app, MORNING + timedelta(hours=71))
    client.post(kiosk, data=tapped(first, age=3600))
    set_clock(app, MORNING + timedelta(hours=73))
    client.post(kiosk, data=tapped(second, age=3600))
    days = [(day, labels) for _channel, _tier, day, labels in kept(store)]
    assert days == [(date(2026, 11, 4), ""), (date(2026, 11, 7), "late")]


@pytest.mark.parametrize(
    ("watch", "labels"),
    [
        (Stopwatch(age=3600, took=9, run=4), ()),
        (Stopwatch(age=3600, took=9, run=5), ("burst",)),
        (Stopwatch(age=3600, took=1, run=1), ("too_fast",)),
        (Stopwatch(age=14 * 3600, took=9, run=1), ("out_of_hours",)),
        (Stopwatch(age=14 * 3600, took=0, run=9), ("burst", "too_fast", "out_of_hours")),
    ],
)
def test_the_labels_go_by_the_tablets_stopwatch(watch: Stopwatch, labels: tuple[str, ...]) -> None:
    arrival = Arrival("quay-5", "0" * 16, MORNING, MORNING + timedelta(hours=20), is_trapped=False)
    assert labels_by_stopwatch(arrival, watch, Arrivals()) == labels


def test_a_stopwatch_that_ran_longer_than_its_nonce_exists_is_not_believed() -> None:
    early = Arrival("quay-5", "0" * 16, MORNING, MORNING + timedelta(hours=1), is_trapped=True)
    ahead, drifted = Stopwatch(age=14 * 3600, took=9, run=1), Stopwatch(age=3630, took=9, run=1)
    assert labels_by_stopwatch(early, ahead, Arrivals()) == ("burst", "honeypot")
    assert labels_by_stopwatch(early, drifted, Arrivals()) == ("honeypot",)


@pytest.mark.parametrize("order", [1, -1], ids=["in order", "last first"])
def test_a_crowd_that_says_it_came_one_by_one_is_a_burst(
    app: Flask, client: FlaskClient, kiosk: str, store: Store, order: int
) -> None:
    nonces = loaded(client, kiosk)
    set_clock(app, MORNING + timedelta(minutes=2))
    ages = [10 * number for number in range(1, 13)][::order]
    for nonce, age in zip(nonces, ages, strict=False):
        for _again in range(2):
            client.post(kiosk, data=tapped(nonce, age=age, run=1))
    assert [labels for *_rest, labels in kept(store)] == [""] * 4 + ["burst"] * 8


def test_four_people_in_a_minute_are_a_busy_exit_and_no_burst(
    app: Flask, client: FlaskClient, kiosk: str, store: Store
) -> None:
    nonces = loaded(client, kiosk)
    set_clock(app, MORNING + timedelta(hours=1))
    for number, nonce in enumerate(nonces[:12]):
        client.post(kiosk, data=tapped(nonce, age=600 + 16 * number))
    assert {labels for *_rest, labels in kept(store)} == {""}


@pytest.mark.parametrize("bad", ["", "-1", "1.5", "x", "9999999", "٣", "\x00", "999999"])
def test_a_stopwatch_that_makes_no_sense_is_none_and_the_answer_is_still_kept(
    client: FlaskClient, kiosk: str, store: Store, bad: str
) -> None:
    form = {**tapped(loaded(client, kiosk)[0]), "kiosk-age": bad}
    assert read_stopwatch(form) is None
    assert client.post(kiosk, data=form).status_code == 303
    assert len(kept(store)) == 1


def test_without_script_it_is_the_ordinary_form_that_thanks_and_starts_again(
    app: Flask, client: FlaskClient, kiosk: str, store: Store
) -> None:
    page = client.get(kiosk).text
    form = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', page.partition("</form>")[0]))
    missing = client.post(kiosk, data=form)
    assert missing.status_code == 422
    assert "Xin chọn một mức hài lòng." in missing.text
    set_clock(app, MORNING + timedelta(minutes=1))
    sent = client.post(kiosk, data={**form, "overall": "5"})
    assert sent.status_code == 303
    thanks = client.get(sent.location)
    assert "Cảm ơn Ông/Bà. Đánh giá đã được ghi nhận." in thanks.text
    assert " checked" not in thanks.text
    assert form["form-nonce"] not in thanks.text
    assert kept(store) == [("kiosk", "static", date(2026, 11, 4), "")]
    assert "Cảm ơn" not in client.get(f"{kiosk}?sent={'0' * 16}").text.partition("data-thanks")[0]


def test_other_answers_under_one_nonce_and_forms_of_other_sites_are_refused(
    client: FlaskClient, kiosk: str, store: Store
) -> None:
    nonce = loaded(client, kiosk)[0]
    client.post(kiosk, data=tapped(nonce, "5"))
    second = client.post(kiosk, data=tapped(nonce, "1"))
    assert (second.status_code, second.headers["Sipas"]) == (409, "form")
    cross = client.post(kiosk, data=tapped(loaded(client, kiosk)[0]), headers={"Sec-Fetch-Site": "cross-site"})
    assert cross.status_code == 403
    assert len(kept(store)) == 1


def test_a_changed_desk_changes_what_the_nonces_say_of_the_page(client: FlaskClient, kiosk: str, store: Store) -> None:
    shown = re.findall('data-page="([^"]+)"', client.get(kiosk).text)[0]
    english = re.findall('data-page="([^"]+)"', client.get(f"{kiosk}?lang=en").text)[0]
    assert client.get(f"{kiosk}/nonces").get_json()["page"] == shown == english
    with store.writing.begin() as session:
        session.execute(sa.update(Desk).values(name_vi="Quầy 5 – Đất đai, xây dựng"))
    assert client.get(f"{kiosk}/nonces").get_json()["page"] != shown


def test_the_command_prints_the_address_and_the_code(tmp_path: Path) -> None:
    settings = install(tmp_path, base_url="https://danhgia.example.vn").settings
    store = open_store(settings.database_url)
    with store.writing.begin() as session:
        make_desk(session, make_unit(session), token=TOKEN)
    store.engine.dispose()
    codes = rotating_codes_of(settings.secret_key)
    run = CliRunner().invoke(sipas, ["--dir", str(tmp_path), "kiosk", "--desk", "quay-5"])
    assert run.output.splitlines() == [
        f"https://danhgia.example.vn/kiosk/{TOKEN}/{codes.kiosk_key(TOKEN)}",
        f"Mã mở khóa của cán bộ: {codes.kiosk_code(TOKEN)}",
    ]
    assert re.fullmatch("[0-9]{6}", codes.kiosk_code(TOKEN))
    assert codes.kiosk_code(TOKEN) != codes.kiosk_code(OTHER)
