"""The page of the week: every figure leads to its row, every row to what it is made of, nothing hidden comes out."""

from __future__ import annotations

import html
import re
from collections import Counter
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.database import Store
from survey_app.models import Desk
from tests.factories import make_sector, publish
from tests.survey_app.office.office_world import NOW, answer, furnish, sign_in

WEEK = "/office/results?unit=ttpvhcc&period=2026-W45"
DETAIL = "/office/results/detail?unit=ttpvhcc&period=2026-W45"


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """One engine: what is tested here has no SQL of its own."""
    return sqlite_store


@pytest.fixture
def reader(app: Flask, store: Store, client: FlaskClient) -> FlaskClient:
    """A furnished office and the province's person, signed in."""
    furnish(app, store)
    sign_in(client)
    return client


def words(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_every_figure_of_a_sentence_leads_to_a_row_on_the_page(reader: FlaskClient) -> None:
    page = reader.get(WEEK).text
    said = page[page.index('class="findings"') : page.index('class="deeper"')]
    anchors = re.findall(r'href="#([^"]+)">([^<]+)<', said)
    ids = Counter(re.findall(r'\bid="([^"]+)"', page))
    assert len(anchors) >= 4
    assert {count for count in ids.values()} == {1}
    for anchor, figure in anchors:
        row = page[page.index(f'id="{html.unescape(anchor)}"') :].partition("</tr>")[0]
        number = re.search(r"\d[\d.,]*", figure)
        assert number is not None
        assert number[0] in words(row), (anchor, figure)


def test_every_row_leads_to_a_page_of_what_it_is_made_of(reader: FlaskClient) -> None:
    page = reader.get(WEEK).text
    links = {html.unescape(link) for link in re.findall(r'href="(/office/results/detail[^"]+)"', page)}
    tables = {re.search(r"table=(\w+)", link)[1] for link in links}  # type: ignore[index]
    assert tables >= {"sectors", "targets", "trend", "tiers", "coverage", "silent", "precision", "summary"}
    for link in links:
        answered = reader.get(link)
        assert answered.status_code == 200, link
        assert "Cách tính" in words(answered.text)


def test_the_whole_is_taken_apart_into_levels_visits_and_weights(reader: FlaskClient) -> None:
    text = words(reader.get(f"{DETAIL}&table=sectors&row=total").text)
    assert "78,0%" in text
    assert "Hài lòng 33" in text
    assert "Bình thường 7" in text
    assert "Một phiếu thay cho (lượt) 5–20" in text
    assert "docs/methods.md, mục 2–5" in text


def test_the_levels_of_twenty_answers_are_not_told(reader: FlaskClient) -> None:
    text = words(reader.get(f"{DETAIL}&table=sectors&row=dat-dai").text)
    assert "75,0%" in text
    assert "Phiếu theo mức" not in text


def test_a_hidden_row_has_no_link_and_its_page_no_figure(reader: FlaskClient, store: Store) -> None:
    with store.writing.begin() as session:
        desk, day = session.scalars(select(Desk)).one(), date(2026, 10, 28)
        make_sector(session, "y-te", position=3)
        for sector, satisfied, others in (("dat-dai", 15, 5), ("ho-tich", 21, 4), ("y-te", 4, 3)):
            answer(session, desk, sector, satisfied=satisfied, others=others, day=day)
    publish(store, NOW.date(), period="2026-W44")
    page = reader.get(WEEK.replace("W45", "W44")).text
    assert "không đủ phiếu" in words(page)
    assert "row=ho-tich" in page
    assert "row=y-te" not in page
    answered = words(reader.get(f"{DETAIL.replace('W45', 'W44')}&table=sectors&row=y-te").text)
    told = answered.partition("Con số")[2].partition("Cách tính")[0]
    assert "không đủ phiếu" in told
    assert not re.search(r"\d+,\d%", told)
    assert "Phiếu theo mức" not in told


@pytest.mark.parametrize(
    "query", ["&table=sectors&row=khong-co", "&table=method&row=headline", "&table=khong&row=total", ""]
)
def test_a_row_that_is_not_there_is_not_found(reader: FlaskClient, query: str) -> None:
    assert reader.get(f"{DETAIL}{query}").status_code == 404


def test_a_row_of_a_unit_of_others_is_not_found(reader: FlaskClient) -> None:
    other = DETAIL.replace("ttpvhcc", "tinh-khac")
    assert reader.get(f"{other}&table=sectors&row=total").status_code == 404


def test_everything_below_the_first_screen_is_folded_with_its_finding(reader: FlaskClient) -> None:
    page = reader.get(WEEK).text
    parts = re.findall(r'<details class="part" id="(\w+)">\s*<summary>(.*?)</summary>', page, re.DOTALL)
    keys = [key for key, _summary in parts]
    assert keys[:4] == ["sectors", "targets", "trend", "waiting"]
    assert {"drivers", "coverage", "silent", "method"} <= set(keys)
    assert [key for key, summary in parts if 'class="finding"' not in summary] == []
    assert len(page.encode()) < 300_000


def test_english_leads_to_the_same_rows(reader: FlaskClient) -> None:
    vietnamese, english = (reader.get(f"{WEEK}&lang={language}").text for language in ("vi", "en"))
    anchors = [re.findall(r'<a href="#([^"]+)">', page) for page in (vietnamese, english)]
    assert anchors[0] == anchors[1]
