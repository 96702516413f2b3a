"""Side by side where one unit's share rests on its ticket answers: both counts stand, and no change across the two."""

from __future__ import annotations

import csv
import html
import re
from datetime import date, timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.database import Store
from survey_app.models import Desk, Sector, UnitParent
from tests.factories import make_desk, make_response, make_unit, publish
from tests.survey_app.office.office_world import NOW, answer, furnish, sign_in

LIST = "?unit=tinh&period=2026-W45&columns=figures"


GROUPED = f"{LIST}&of=sector:dat-dai"
PRINTED = (("xa-3", "Xã Ba", 58, 2), ("xa-4", "Xã Bốn", 30, 30))
"""Communes of printed codes alone: satisfied, and not."""


@pytest.fixture
def reader(app: Flask, store: Store) -> FlaskClient:
    """A commune of printed codes alone one week, of 120 tickets beside 30 others the next; two others beside it."""
    furnish(app, store)
    with store.writing.begin() as session:
        for code, name, satisfied, others in PRINTED:
            answer(session, _desk(session, code, name), "dat-dai", satisfied=satisfied, others=others)
        desk = _desk(session, "xa-2", "Xã Hai")
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


def _desk(session: Session, code: str, name: str) -> Desk:
    commune = make_unit(session, code, name_vi=name, level="commune_centre")
    session.add(UnitParent(unit=code, parent="tinh", valid_from=date(2025, 7, 1)))
    return make_desk(session, commune, f"quay-{code}", sectors=(session.get_one(Sector, "dat-dai"),))


def listed(client: FlaskClient, row: str) -> dict[str, dict[str, str]]:
    """The lines of one row of the list in the long CSV by their column."""
    text = client.get(f"/office/compare/file.csv{GROUPED}").data.decode("utf-8-sig")
    lines = csv.DictReader(StringIO(text), delimiter=";")
    return {line["column"]: line for line in lines if line["row"] == row and line["table"] == "list"}


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
    assert "66,7% không so: khác loại phiếu" in words(reader, f"/office/compare{LIST}")
    assert "150 theo mã 120" in words(reader, f"/office/compare{LIST}")
    assert "n 120 theo mã" in words(reader, "/office/compare?unit=tinh&period=2026-W45")
    assert "120 phiếu theo mã" in words(reader, "/office/series?unit=xa-2&period=2026-W45")
    assert "66,7%; không so: khác loại phiếu" in words(reader, "/office/series?unit=xa-2&period=2026-W45")


def test_a_unit_by_ticket_is_neither_tied_with_units_of_all_answers_nor_called_higher(reader: FlaskClient) -> None:
    # of all three, 75 of 100 by ticket would stand clearly between 97 and 50
    text = words(reader, f"/office/compare{GROUPED}")
    assert "1 trong 1 cặp đơn vị khác nhau rõ" in text
    assert "1 đơn vị chỉ tính phiếu theo mã (Xã Hai), 2 đơn vị tính mọi phiếu: không so hai loại này" in text
    assert "Vạch rỗng: chỉ tính phiếu theo mã." in text
    assert "“Theo mã”: tỷ lệ chỉ tính phiếu theo mã dùng một lần" in text
    groups = {row: listed(reader, row)["group"]["text"] for row in ("xa-2", "xa-3", "xa-4")}
    assert groups == {"xa-2": "theo mã A", "xa-3": "A", "xa-4": "B"}
    assert [listed(reader, row)["above"]["text"] for row in ("xa-2", "xa-3")] == ["0", "1"]


def test_a_share_by_ticket_is_marked_in_every_table_of_the_files(reader: FlaskClient) -> None:
    assert [listed(reader, row)["share"]["mark"] for row in ("xa-2", "xa-3")] == ["by_ticket", ""]
    book = openpyxl.load_workbook(
        BytesIO(reader.get("/office/compare/file.xlsx?unit=tinh&period=2026-W45&of=all").data)
    )
    formats = {(sheet.title, cell.number_format) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {("Lưới", '0.0%"*"'), ("Lưới", "0.0%"), ("Từng ô", '0.0%"*"')} <= formats
    for name in ("Lưới", "Từng ô"):
        assert any(str(cell.value).startswith("* “Theo mã”") for row in book[name].iter_rows() for cell in row)


def test_a_figure_of_another_period_counts_that_periods_answers(reader: FlaskClient) -> None:
    cells = listed(reader, "xa-2")
    assert (cells["share"]["n"], cells["before0"]["n"], cells["before0_n"]["value"]) == ("120", "60", "60")
    # land of the whole moved from the one to the other: a change rests on the answers of both
    changed = listed(reader, "total")
    assert changed["before0_change"]["value"]
    assert {changed[f"before0_{part}"]["n"] for part in ("change", "low", "high", "variation")} == {""}
    assert {cells[name]["n"] for name in ("group", "above", "below")} == {""}
