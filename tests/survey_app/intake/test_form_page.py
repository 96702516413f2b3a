"""What stands on the page a citizen opens."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from survey_app.database import Store
from survey_app.models import Desk, DeskSector, RetiredToken
from tests.factories import make_desk, make_sector, make_unit

TOKEN = "0123456789"
NOW = datetime(2026, 11, 4, 2, 30, tzinfo=UTC)


@pytest.fixture
def open_desk(app: Flask, store: Store) -> str:
    """The address of a desk with two sectors."""
    app.extensions["sipas_clock"] = lambda: NOW
    with store.writing.begin() as session:
        sectors = (make_sector(session, "dat-dai"), make_sector(session, "ho-tich"), make_sector(session, "y-te"))
        unit = make_unit(session, name_vi="Trung tâm Phục vụ hành chính công tỉnh A")
        make_desk(session, unit, token=TOKEN, sectors=sectors[:2])
    return f"/d/{TOKEN}"


def nonce_of(page: str) -> str:
    return str(re.findall(r'name="form-nonce" value="([^"]+)"', page)[0])


def without_nonce(page: str) -> str:
    return page.replace(nonce_of(page), "")


def test_it_works(client: FlaskClient, open_desk: str) -> None:
    page = client.get(open_desk)
    assert page.status_code == 200
    assert "Ông/Bà có hài lòng với lần giao dịch hôm nay không?" in page.text
    assert "Quầy 5 – Đất đai" in page.text
    assert "Phiếu do Trung tâm Phục vụ hành chính công tỉnh A thực hiện" in page.text
    assert "Lĩnh vực ho-tich" in page.text
    assert "Tôi không rõ" in page.text


def test_english_is_one_link_away(client: FlaskClient, open_desk: str) -> None:
    assert 'href="?lang=en"' in client.get(open_desk).text
    page = client.get(f"{open_desk}?lang=en").text
    assert '<html lang="en">' in page
    assert "How satisfied are you with your visit today?" in page
    assert "Desk 5 – Land" in page
    action = re.findall('action="([^"]+)"', page)[0].replace("&amp;", "&")
    # relative, so that one rendered page serves the poster, the screen and the ticket
    assert action == "?lang=en&sent=1"


def test_a_token_typed_by_hand_is_read_kindly(client: FlaskClient, open_desk: str) -> None:
    assert client.get("/d/oi23-4567-89").status_code == 200


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/D/0123456789", "/d/0123456789"),
        ("/D/0123456789/", "/d/0123456789"),
        ("/d/0123456789/", "/d/0123456789"),
        ("/T/ABC", "/t/ABC"),
        ("/t/ABC/", "/t/ABC"),
        ("/T", "/t"),
        ("/T/", "/t"),
        ("/t/", "/t"),
    ],
)
def test_capitals_and_a_slash_behind_lead_to_the_address_that_is_meant(
    client: FlaskClient, typed: str, meant: str
) -> None:
    assert client.get(typed).location == meant
    assert client.get(f"{typed}?lang=en").location == f"{meant}?lang=en"


def test_the_page_is_one_small_response_with_nothing_from_elsewhere(client: FlaskClient, open_desk: str) -> None:
    sent = client.get(open_desk, headers={"Accept-Encoding": "gzip, br"})
    headers = sum(len(f"{name}: {value}\r\n") for name, value in sent.headers)
    assert len(sent.data) + headers < 14_000
    page = client.get(open_desk).data
    assert len(page) < 14_000
    assert gzip.decompress(sent.data).decode().replace(nonce_of(gzip.decompress(sent.data).decode()), "") == (
        without_nonce(page.decode())
    )
    for outside in (b"http:", b"https:", b"<script ", b"<img", b"@import", b"url(", b" on"):
        assert outside not in page.replace(b' one"', b"")


def test_no_cookie_is_set_and_nothing_is_stored_or_told_to_others(client: FlaskClient, open_desk: str) -> None:
    headers = client.get(open_desk).headers
    assert "Set-Cookie" not in headers
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_the_policy_allows_exactly_the_style_on_the_page(client: FlaskClient, open_desk: str) -> None:
    page = client.get(open_desk)
    style = re.findall("<style>(.*?)</style>", page.text, re.DOTALL)[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = page.headers["Content-Security-Policy"]
    (looks,) = re.findall("style-src ([^;]*);", policy)
    assert f"'sha256-{digest}'" in looks.split()
    assert policy.startswith("default-src 'none';")
    assert " style=" not in page.text


def test_only_the_nonce_differs_between_two_views(client: FlaskClient, open_desk: str) -> None:
    first, second = client.get(open_desk).text, client.get(open_desk).text
    assert nonce_of(first) != nonce_of(second)
    assert without_nonce(first) == without_nonce(second)


def test_a_renamed_desk_or_another_sector_shows_at_once(client: FlaskClient, open_desk: str, store: Store) -> None:
    client.get(open_desk)
    with store.writing.begin() as session:
        session.execute(sa.update(Desk).values(name_vi="Quầy 6 <b>"))
        session.add(DeskSector(desk="quay-5", sector="y-te", position=9))
    page = client.get(open_desk).text
    assert "Quầy 6 &lt;b&gt;" in page
    assert "Lĩnh vực y-te" in page


def test_the_sector_is_asked_only_where_there_are_several(client: FlaskClient, open_desk: str, store: Store) -> None:
    with store.writing.begin() as session:
        session.execute(sa.delete(DeskSector).where(DeskSector.sector != "dat-dai"))
    assert re.search('name="?sector', client.get(open_desk).text) is None


def test_an_unknown_desk_says_what_to_do(client: FlaskClient, open_desk: str) -> None:
    for token in ("ZZZZZZZZZZ", "1", "A" * 5000, "%00%00%00%00%00%00%00%00%00%00", "ệệệệệệệệệệ", "..%2f..%2f..%2f."):
        page = client.get(f"/d/{token}")
        assert page.status_code == 404, token
        assert "Xin" in page.text


def test_a_replaced_poster_says_so(client: FlaskClient, open_desk: str, store: Store) -> None:
    with store.writing.begin() as session:
        session.execute(sa.update(Desk).values(token="9999999999"))
        session.add(RetiredToken(token=TOKEN, desk="quay-5", retired_on=date(2026, 11, 1)))
    page = client.get(open_desk)
    assert page.status_code == 410
    assert "Mã QR này đã được thay bằng mã mới" in page.text
    assert "quét lại" in page.text


def test_a_desk_closes_on_its_day(client: FlaskClient, open_desk: str, store: Store) -> None:
    with store.writing.begin() as session:
        session.execute(sa.update(Desk).values(closed_on=date(2026, 11, 5)))
    assert client.get(open_desk).status_code == 200
    with store.writing.begin() as session:
        session.execute(sa.update(Desk).values(closed_on=date(2026, 11, 4)))
    page = client.get(open_desk)
    assert page.status_code == 410
    assert "không còn nhận đánh giá" in page.text


def test_the_long_questionnaire_is_also_one_small_response(client: FlaskClient, open_desk: str, store: Store) -> None:
    with store.writing.begin() as session:
        session.execute(sa.update(Desk).values(questionnaire="sipas_2017"))
    assert len(client.get(open_desk, headers={"Accept-Encoding": "gzip"}).data) < 14_000
    assert "Công chức giải quyết công việc" in client.get(open_desk).text


def test_a_desk_whose_questionnaire_is_gone_says_so_without_a_stack_trace(
    client: FlaskClient, open_desk: str, store: Store
) -> None:
    with store.writing.begin() as session:
        session.execute(sa.update(Desk).values(questionnaire="desk_v0"))
    page = client.get(open_desk)
    assert page.status_code == 503
    assert "tạm thời chưa dùng được" in page.text
    assert "Traceback" not in page.text


def test_the_home_page_leads_to_where_a_code_is_typed_in_its_language(client: FlaskClient) -> None:
    assert 'href="/t"' in client.get("/").text
    assert 'href="/t?lang=en"' in client.get("/?lang=en").text
