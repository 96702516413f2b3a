"""Side by side where one unit's share rests on its ticket answers: both counts stand, and no change across the two."""

from __future__ import annotations

import csv
import html
import re
from datetime import date, timedelta
from io import StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.database import Store
from survey_app.models import Sector, UnitParent
from tests.factories import make_desk, make_response, make_unit, publish
from tests.survey_app.office.office_world import NOW, answer, furnish, sign_in

LIST = "?unit=tinh&period=2026-W45&columns=figures"


@pytest.fixture
def reader(app: Flask, store: Store) -> FlaskClient:
    """A commune of printed codes alone one week, of 120 tickets beside 30 others the next."""
    furnish(app, store)
    with store.writing.begin() as session:
        commune = make_unit(session, "xa-2", name_vi="Xã Hai", level="commune_centre")
        session.add(UnitParent(unit="xa-2", parent="tinh", valid_from=date(2025, 7, 1)))
        desk = make_desk(session, commune, "quay-xa-2", sectors=(session.get_one(Sector, "dat-dai"),))
        answer(session, desk, "dat-dai", satisfied=40, others=20, day=date(2026, 10, 28))
        answer(session, desk, "dat-dai", satisfied=20, others=10)
        for number in range(120):
            day = date(2026, 11, 2) + timedelta(days=number % 5)
            level = 5 if number % 4 else 2
            make_response(session, desk, overall=level, sector="dat-dai", day=day, tier="ticket")
    for period in ("2026-W44", "2026-W45"):
        publish(store, NOW.date(), period=period)
    client = app.test_client()
    sign_in(client)
    return client


def words(client: FlaskClient, address: str) -> str:
    """The text of a page as it is read."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", client.get(address).text)))


def test_both_counts_stand_in_file_and_page_and_no_change_is_told(reader: FlaskClient) -> None:
    text = reader.get(f"/office/compare/file.csv{LIST}").data.decode("utf-8-sig")
    lines = [line for line in csv.DictReader(StringIO(text), delimiter=";") if line["row"] == "xa-2"]
    cells = {line["column"]: line for line in lines if line["table"] == "list"}
    assert (cells["share"]["text"], cells["answered"]["value"], cells["by_ticket"]["value"]) == ("75,0%", "150", "120")
    assert (cells["share"]["n"], cells["low"]["n"], cells["answered"]["n"]) == ("120", "120", "150")
    assert cells["before0"]["text"] == "66,7%"
    assert "before0_change" not in cells
    assert "150 theo mã 120" in words(reader, f"/office/compare{LIST}")
    assert "n 120 theo mã" in words(reader, "/office/compare?unit=tinh&period=2026-W45")
    assert "120 phiếu theo mã" in words(reader, "/office/series?unit=xa-2&period=2026-W45")
