"""What staff see of publishing: pages that stand still for fewer than ten answers, revisions, and what is not there."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forms import encode_answers, get_questionnaire
from survey_app.app import create_app
from survey_app.database import Store
from survey_app.holding import keep_responses
from survey_app.roles import ROLES
from survey_app.settings import Settings
from tests.factories import publish
from tests.survey_app.office.office_world import NOW, WEEK_DAY, add_person, furnish, sign_in

WEEK = "/office/results?unit=ttpvhcc&period=2026-W45"
TODAY = NOW.date()
LEFT_OUT = ("login", "logout", "password", "factor", "audit")
"""Signing in, and the log of who exported what: looking at everything changes it."""


@pytest.fixture
def app(sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    """The small province, its week published, with a person who has every role."""
    shutil.copy(sqlite_template, tmp_path / "sipas.db")
    made = create_app(Settings(tmp_path, f"sqlite:///{tmp_path / 'sipas.db'}", "k" * 48))
    store = made.extensions["sipas_store"]
    furnish(made, store)
    with store.writing.begin() as session:
        add_person(session, "moi.vai", "tinh", tuple(ROLES))
    yield made
    store.engine.dispose()


@pytest.fixture
def store(app: Flask) -> Store:
    opened: Store = app.extensions["sipas_store"]
    return opened


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    client = app.test_client()
    sign_in(client, "moi.vai")
    return client


def words(page: str) -> str:
    """The text of a page as it is read."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def come_late(store: Store, number: int) -> None:
    """Dissatisfied answers of the published week that arrive today."""
    questionnaire = get_questionnaire("desk_v1")
    row = {
        "questionnaire": "desk_v1",
        "unit": "ttpvhcc",
        "desk": "quay-5",
        "sector": "dat-dai",
        "day": WEEK_DAY,
        "tier": "static",
        "channel": "phone",
        "answers": encode_answers(questionnaire, {"overall": "1"}),
        "labels": "",
        "minutes": 20,
        "minutes_way": "typed",
    }
    with store.writing.begin() as session:
        rows = [{**row, "id": uuid4(), "receipt": uuid4().hex[:16].upper()} for _ in range(number)]
        keep_responses(session, rows, arrived=TODAY)


def look_everywhere(app: Flask, client: FlaskClient) -> dict[str, str]:
    """Every page and text file of the office, without the tokens that are fresh each time."""
    addresses = [f"/office/export/{unit}/2026-W45.{kind}" for unit in ("tinh", "ttpvhcc") for kind in ("json", "csv")]
    addresses += [
        f"/office/results?unit={unit}&period={week}"
        for unit in ("tinh", "ttpvhcc")
        for week in ("2026-W45", "2026-W46")
    ]
    for rule in app.url_map.iter_rules():
        is_page = rule.endpoint.startswith("office.") and "GET" in (rule.methods or ()) and not rule.arguments
        if is_page and not any(word in str(rule) for word in LEFT_OUT):
            addresses.append(str(rule))
    fresh = re.compile(r'name="csrf_token" value="[^"]+"')
    return {address: fresh.sub("", client.get(address).text) for address in sorted(set(addresses))}


def test_no_page_and_no_file_moves_for_nine_late_answers_and_the_tenth_moves_the_week(
    app: Flask, store: Store, reader: FlaskClient
) -> None:
    before = look_everywhere(app, reader)
    assert len(before) > 15
    for number in (1, 8):
        come_late(store, number)
        publish(store, TODAY, period="2026-W45")
        assert look_everywhere(app, reader) == before
    come_late(store, 1)
    publish(store, TODAY, period="2026-W45")
    after = look_everywhere(app, reader)
    assert "60,0%" not in before[WEEK]
    assert "Lĩnh vực dat-dai: 75,0% → 50,0%" in words(after[WEEK])


def test_a_revision_says_what_changed_and_the_old_one_stays_open_and_says_it_was_replaced(
    store: Store, reader: FlaskClient
) -> None:
    first = reader.get(WEEK).text
    come_late(store, 10)
    publish(store, TODAY, period="2026-W45")
    page = reader.get(WEEK).text
    text = words(page)
    assert "bản 2, ngày 10/11/2026: có thêm từ 10 phiếu đến muộn" in text
    assert "Phiếu thu của toàn đơn vị: 40 → 50" in text
    old = reader.get(f"{WEEK}&revision=1").text
    assert "Đây là bản 1, giữ nguyên như khi công bố; nay đã được thay." in words(old)
    assert "78,0% hài lòng" in words(old)
    assert "nay đã được thay" not in text
    assert re.findall(r"<code>([0-9a-f]{12})</code>", old) == re.findall(r"<code>([0-9a-f]{12})</code>", first)
    assert re.findall(r'href="(/office/export/[^"]*revision=1[^"]*)"', html.unescape(old))
    for unknown in ("3", "0", "-1", "x", "9" * 50):
        assert reader.get(f"{WEEK}&revision={unknown}").status_code == 404
        refused = reader.get(f"/office/export/ttpvhcc/2026-W45.csv?revision={unknown}")
        assert (refused.status_code, "Không có bản này" in refused.text) == (404, True)
    refused = reader.get("/office/chart/ttpvhcc/2026-W45/sectors.svg?revision=x")
    assert (refused.status_code, "“x” không phải số của một bản công bố" in refused.text) == (404, True)


def test_the_json_holds_what_the_page_shows_and_the_digest(reader: FlaskClient) -> None:
    answer = reader.get("/office/export/ttpvhcc/2026-W45.json")
    content = json.loads(answer.text)
    assert answer.mimetype == "application/json"
    assert content["format"] == "sipas-report/1"
    assert content["period"] | {"name": ""} == {
        "id": "2026-W45",
        "name": "",
        "first": "2026-11-02",
        "last": "2026-11-08",
        "status": "preliminary",
    }
    sectors = next(table for table in content["tables"] if table["key"] == "sectors")
    assert sectors["rows"][0]["cells"]["share"]["text"] == "78,0%"
    assert re.fullmatch(r"[0-9a-f]{64}", content["published"]["sha256"])
    assert content["published"]["sha256"][:12] in reader.get(WEEK).text


def test_what_is_not_published_is_told_and_leads_to_what_is(store: Store, reader: FlaskClient) -> None:
    page = reader.get("/office/results?unit=ttpvhcc&period=2026-W44")
    assert page.status_code == 200
    assert "chưa có phiếu và lượt giao dịch nào" in words(page.text)
    with store.writing.begin() as session:
        # an answer of October: the month is over, but nobody ran the job
        day = date(2026, 10, 20)
        row = {"id": uuid4(), "receipt": "A" * 16, "questionnaire": "desk_v1", "unit": "ttpvhcc", "desk": "quay-5"}
        keep_responses(
            session,
            [row | {"day": day, "tier": "static", "channel": "phone", "labels": "", "answers": "5......."}],
            arrived=day,
        )
    text = words(reader.get("/office/results?unit=ttpvhcc&period=2026-10").text)
    assert "chưa công bố" in text
    assert "xin nhờ người quản trị máy chủ" in text
    assert "Tuần 45: 02/11–08/11/2026" in text
    assert reader.get("/office/export/ttpvhcc/2026-10.csv").status_code == 404
    assert reader.get("/office/chart/ttpvhcc/2026-10/sectors.svg").status_code == 404


def test_how_many_late_answers_wait_is_told_in_tens(store: Store, reader: FlaskClient) -> None:
    assert "Phiếu đến muộn đang chờ dưới 10 phiếu" in words(reader.get(WEEK).text)
