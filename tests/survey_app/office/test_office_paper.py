"""Entering sheets of paper in the office: one request after the other, as without script."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.database import Store
from survey_app.models import HeldAnswer, PaperBatch, PaperEntry, Response, Staff
from survey_app.paper.printing import PaperOrder, print_paper
from survey_app.periods import viet_nam_today
from tests.survey_app.office.office_world import NOW, add_person, furnish, set_clock, sign_in, token

TODAY = viet_nam_today(NOW)
SHEET = {"overall": "4", "minutes": "20", "sector": "2", "respondent_type": "1", "purpose": " "}


@pytest.fixture
def batch(app: Flask, store: Store, tmp_path: Path) -> str:
    """A short batch of three sheets at the centre, whose two people are `mot` and `hai`."""
    furnish(app, store)
    with store.writing.begin() as session:
        for login in ("mot", "hai"):
            add_person(session, login, "ttpvhcc", ["clerk"])
    order = PaperOrder(desk="quay-5", number=3, folder=tmp_path, is_short=True)
    return print_paper(store, app.extensions["sipas_settings"], order, today=TODAY).number


@pytest.fixture
def one(app: Flask, batch: str) -> FlaskClient:
    """The first person, with the day of the box noted."""
    client = person(app, "mot")
    assert send(client, f"/office/paper/{batch}", day=f"{TODAY:%d%m%Y}").status_code == 302
    return client


def person(app: Flask, login: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, login)
    return client


def send(client: FlaskClient, address: str, **typed: str) -> TestResponse:
    return client.post(address, data={"csrf_token": token(client.get(address)), **typed})


def focus(page: TestResponse) -> str:
    """The id of what is typed into next."""
    (marked,) = re.findall(r"<(?:input|button)[^>]*\bautofocus\b[^>]*>", page.text)
    return re.findall(r'\bid="([^"]+)"', marked)[0]


def words(page: TestResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def entry(batch: str, reading: int = 1) -> str:
    return f"/office/paper/{batch}/entry/{reading}"


def count(store: Store, table: type) -> int:
    with store.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_every_enter_leads_to_what_is_typed_next(one: FlaskClient, store: Store, batch: str) -> None:
    typed: dict[str, str] = {}
    assert focus(one.get(entry(batch))) == "sheet"
    for field, key in {"sheet": "2", **SHEET}.items():
        typed[field] = key
        if field != "purpose":
            page = send(one, entry(batch), **typed)
            assert page.status_code == 200
            assert focus(page) == [*SHEET][len(typed) - 1]
    assert count(store, PaperEntry) == 0
    saved = send(one, entry(batch), **typed)
    assert saved.headers["Location"] == f"{entry(batch)}?saved=2"
    following = one.get(saved.headers["Location"])
    assert "Đã ghi tờ 2. Đã nhập 1 trên 3 tờ." in words(following)
    assert focus(following) == "sheet"
    assert 'value="4"' not in following.text


@pytest.mark.parametrize(
    ("typed", "at", "told"),
    [
        ({"sheet": "9"}, "sheet", "Tờ 9 không thuộc tập này"),
        ({"sheet": "x"}, "sheet", "Số tờ đã gõ là “x”"),
        ({"sheet": "9" * 30}, "sheet", "Số tờ đã gõ"),
        ({"sheet": "1", "overall": "7"}, "overall", "đã gõ “7”; cần 5, 4, 3, 2, 1"),
        ({"sheet": "1", **SHEET, "minutes": "999"}, "minutes", "số từ 0 đến 480"),
        ({"sheet": "1", **dict.fromkeys(SHEET, ".")}, "save", "không có câu trả lời nào"),
    ],
)
def test_what_cannot_be_taken_is_told_and_nothing_typed_is_lost(
    one: FlaskClient, store: Store, batch: str, typed: dict[str, str], at: str, told: str
) -> None:
    page = send(one, entry(batch), **typed)
    assert page.status_code == 422
    assert told in words(page)
    assert focus(page) == at
    assert count(store, PaperEntry) == 0


def test_the_second_reading_needs_another_person(app: Flask, one: FlaskClient, store: Store, batch: str) -> None:
    send(one, entry(batch), sheet="1", **SHEET)
    again = send(one, entry(batch, 2), sheet="1")
    assert again.status_code == 422
    assert "lần hai phải do người khác nhập" in words(again)
    assert send(person(app, "hai"), entry(batch, 2), sheet="1", **SHEET).status_code == 302
    assert count(store, PaperEntry) == 2


def test_a_person_alone_is_told_that_both_readings_are_theirs(
    app: Flask, one: FlaskClient, store: Store, batch: str
) -> None:
    with store.writing.begin() as session:
        session.execute(sa.update(Staff).where(Staff.login != "mot").values(is_active=False))
    send(one, entry(batch), sheet="1", **SHEET)
    assert "nhập cả hai lần" in words(one.get(entry(batch, 2)))
    assert send(one, entry(batch, 2), sheet="1", **SHEET).status_code == 302
    send(one, f"/office/paper/{batch}/finish", number=batch)
    assert "Một người nhập cả hai lần" in words(one.get(f"/office/paper/{batch}"))
    listed = words(one.get("/office/paper"))
    assert "một người nhập cả hai lần" in listed
    assert "Quầy 5 – Đất đai, " in listed


def test_a_difference_is_decided_and_the_batch_finished(app: Flask, one: FlaskClient, store: Store, batch: str) -> None:
    two, at = person(app, "hai"), f"/office/paper/{batch}/differences"
    send(one, entry(batch), sheet="1", **SHEET)
    send(two, entry(batch, 2), sheet="1", **{**SHEET, "overall": "5", "minutes": "."})
    page = two.get(at)
    assert "Lần một: 4 Hài lòng Lần hai: 5 Rất hài lòng" in words(page)
    assert "Lần một: 20 phút Lần hai: – để trống" in words(page)
    assert 'name="sector"' not in page.text
    half = send(two, at, sheet="1", overall="5")
    assert (half.status_code, focus(half)) == (200, "minutes")
    assert send(two, at, sheet="1", overall="8", minutes="20").status_code == 422
    blocked = two.get(f"/office/paper/{batch}/finish")
    assert "Còn 1 tờ hai lần nhập khác nhau" in words(blocked)
    assert send(two, at, sheet="1", overall="5", minutes="25").status_code == 302
    assert "Không còn tờ nào" in words(two.get(at))
    assert count(store, Response) == before(store)
    finish(two, batch)
    with store.reading() as session:
        kept = session.scalars(sa.select(Response).where(Response.channel == "paper")).one()
    assert (kept.answers[0], kept.minutes, kept.sector, kept.day) == ("5", 25, "ho-tich", TODAY)


def before(store: Store) -> int:
    """Answers that are not from paper."""
    with store.reading() as session:
        return session.scalar(sa.select(sa.func.count()).where(Response.channel != "paper")) or 0


def finish(client: FlaskClient, batch: str) -> None:
    assert send(client, f"/office/paper/{batch}/finish", number=batch).status_code == 302


def test_finishing_asks_for_the_batchs_number_and_says_how_many_are_missing(
    one: FlaskClient, store: Store, batch: str
) -> None:
    at = f"/office/paper/{batch}/finish"
    asked = words(one.get(at))
    assert "0 tờ đã khớp sẽ thành phiếu. 3 tờ của tập không được nhập." in asked
    assert f"Gõ lại số tập {batch} để khép" in asked
    wrong = send(one, at, number="123")
    assert wrong.status_code == 422
    assert f"gõ đúng số tập {batch}" in words(wrong)
    finish(one, batch)
    assert "0 tờ thành phiếu, 3 tờ không có" in words(one.get(f"/office/paper/{batch}"))
    for path in ("entry/1", "entry/2", "differences", "finish"):
        assert one.get(f"/office/paper/{batch}/{path}").status_code == 302


def test_who_closes_a_batch_after_its_week_is_told_that_its_sheets_wait(
    app: Flask, one: FlaskClient, store: Store, batch: str
) -> None:
    at = f"/office/paper/{batch}"
    assert "phải chờ đủ 10 phiếu" not in words(one.get(f"{at}/finish"))
    last_week = TODAY - timedelta(weeks=1)
    with store.writing.begin() as session:
        session.execute(sa.update(PaperBatch).values(printed_on=last_week))
    assert send(one, at, day=f"{last_week:%d%m%Y}").status_code == 302
    for reading, client in (("1", one), ("2", person(app, "hai"))):
        assert send(client, f"{at}/entry/{reading}", sheet="1", **SHEET).status_code == 302
    assert f"{last_week:%d/%m/%Y} đã kết thúc" in words(one.get(f"{at}/finish"))
    finish(one, batch)
    assert "1 phiếu giấy của quầy và ngày này còn chờ đủ 10 phiếu" in words(one.get(at))
    with store.writing.begin() as session:
        session.execute(sa.delete(HeldAnswer))
    assert "còn chờ" not in words(one.get(at))


def test_the_last_sheet_is_taken_back_to_be_put_right(one: FlaskClient, store: Store, batch: str) -> None:
    at = entry(batch)
    assert "Chưa có tờ nào để bỏ" in words(send(one, at, sheet="0", last=""))
    send(one, at, sheet="3", **SHEET)
    back = send(one, at, sheet="0", last="3")
    assert "Đã bỏ tờ 3" in words(back)
    assert 'value="20"' in back.text
    assert count(store, PaperEntry) == 0
    assert send(one, at, sheet="0", last="3").status_code == 422  # sent again: nothing else is taken back
    assert send(one, at, sheet="00").headers["Location"] == f"/office/paper/{batch}"


def test_the_keys_of_a_batchs_page_lead_on(one: FlaskClient, batch: str) -> None:
    at = f"/office/paper/{batch}"
    led = {key: one.get(f"{at}?do={key}").headers["Location"] for key in "12340"}
    assert led == {
        "1": entry(batch, 1),
        "2": entry(batch, 2),
        "3": f"{at}/differences",
        "4": f"{at}/finish",
        "0": "/office/paper",
    }
    assert one.get(f"/office/paper?number={batch}").headers["Location"] == at
    assert focus(one.get(at)) == "do"


def test_nothing_is_entered_before_the_day_of_the_box(app: Flask, batch: str) -> None:
    client, at = person(app, "mot"), f"/office/paper/{batch}"
    assert client.get(entry(batch)).headers["Location"] == at
    assert focus(client.get(at)) == "day"
    for wrong in ("", "32012026", "hôm nay", "01012020", "31122999"):
        page = send(client, at, day=wrong)
        assert page.status_code == 422
        assert "Ngày mở hòm" in words(page)
    assert send(client, at, day=f"{TODAY.day}/{TODAY.month}/{TODAY.year}").status_code == 302


@pytest.fixture
def look_alike(store: Store, batch: str) -> str:
    """A batch whose number has both digits that look like letters."""
    with store.writing.begin() as session:
        printed = session.get_one(PaperBatch, batch)
        others = {each.key: getattr(printed, each.key) for each in PaperBatch.__table__.columns if each.key != "number"}
        session.add(PaperBatch(number="100421", **others))
    return "100421"


@pytest.mark.parametrize("typed", ["1OO421", "loo42l", "IO0-42I", " 100 421 ", "１００４２１", "100.421"])
def test_a_batchs_number_is_read_as_it_was_meant(one: FlaskClient, look_alike: str, typed: str) -> None:
    at = f"/office/paper/{look_alike}"
    assert one.get("/office/paper", query_string={"number": typed}).headers["Location"] == at
    assert send(one, f"{at}/finish", number=typed).headers["Location"] == at


@pytest.mark.parametrize("typed", ["1OO42", "1004211", "1OO42B", "Ô00421", "-", "٣٤٥٦٧٨x"])
def test_what_is_no_number_of_a_batch_says_what_came_and_what_is_expected(
    one: FlaskClient, look_alike: str, typed: str
) -> None:
    answer = one.get("/office/paper", query_string={"number": typed})
    assert answer.status_code == 404
    assert f"“{typed}” không phải số tập. Cần sáu chữ số" in words(answer)


def test_a_number_that_no_batch_has_says_how_it_was_read(one: FlaskClient, look_alike: str) -> None:
    answer = one.get("/office/paper", query_string={"number": "9OOl22"})
    assert "Không có tập phiếu “9OOl22 → 900122”" in words(answer)


@pytest.mark.parametrize("path", ["", "/entry/1", "/entry/2", "/differences", "/finish"])
def test_batches_of_other_units_are_answered_like_none(app: Flask, one: FlaskClient, batch: str, path: str) -> None:
    for client, number in ((person(app, "xa.xem"), batch), (one, "999999"), (one, "%00")):
        answer = client.get(f"/office/paper/{number}{path}")
        assert answer.status_code == 404
        assert "Không có tập phiếu" in words(answer)
    assert batch not in person(app, "xa.xem").get("/office/paper").text


def test_signing_in_leads_back_to_the_batch(app: Flask, batch: str) -> None:
    client = app.test_client()
    asked = client.get(entry(batch))
    assert asked.status_code == 302
    assert f"next=/office/paper/{batch}/entry/1" in asked.headers["Location"]


def test_a_session_that_is_over_keeps_nothing(app: Flask, one: FlaskClient, store: Store, batch: str) -> None:
    csrf = token(one.get(entry(batch)))
    set_clock(app, datetime(2026, 11, 10, 4, 0, tzinfo=UTC))
    answer = one.post(entry(batch), data={"csrf_token": csrf, "sheet": "1", **SHEET})
    assert answer.status_code == 401
    assert count(store, PaperEntry) == 0


@pytest.fixture
def commented(app: Flask, one: FlaskClient, store: Store, tmp_path: Path) -> str:
    """A short batch of three sheets with a box for a comment, its box opened today."""
    order = PaperOrder(desk="quay-5", number=3, folder=tmp_path, is_short=True, asks_comment=True)
    number = print_paper(store, app.extensions["sipas_settings"], order, today=TODAY).number
    with store.writing.begin() as session:
        session.get_one(PaperBatch, number).collected_on = TODAY
    return number


def test_a_comment_is_typed_last_and_personal_data_is_told_once(one: FlaskClient, store: Store, commented: str) -> None:
    page = send(one, entry(commented), sheet="1", **SHEET)
    assert focus(page) == "comment"
    assert "nhiều nhất 1.000 ký tự" in words(page)
    typed = {"sheet": "1", **SHEET, "comment": "Gọi  tôi 0912 345 678"}
    page = send(one, entry(commented), **typed)
    assert page.status_code == 200
    assert "Góp ý có vẻ có số điện thoại." in words(page)
    assert focus(page) == "save"
    assert 'value="Gọi tôi 0912 345 678"' in unescape(page.text)
    assert count(store, PaperEntry) == 0
    assert send(one, entry(commented), **typed, hinted="1").status_code == 302
    assert send(one, entry(commented), sheet="2", **SHEET, comment=".").status_code == 302
    with store.reading() as session:
        assert set(session.scalars(sa.select(PaperEntry.comment))) == {"Gọi tôi 0912 345 678", None}


def test_a_comment_too_long_is_told_and_stays(one: FlaskClient, commented: str) -> None:
    page = send(one, entry(commented), sheet="1", **SHEET, comment="ữ" * 1003)
    assert page.status_code == 422
    assert "góp ý dài 1003 ký tự" in words(page)
    assert "ữ" * 1003 in unescape(page.text)
    assert focus(page) == "comment"


@pytest.mark.parametrize(("typed", "kept"), [("1", "Chờ lâu"), ("2", "Chờ lau"), ("Chờ rất lâu", "Chờ rất lâu")])
def test_of_two_comments_one_is_taken_by_its_number_or_typed_anew(
    app: Flask, one: FlaskClient, store: Store, commented: str, typed: str, kept: str
) -> None:
    two, at = person(app, "hai"), f"/office/paper/{commented}/differences"
    send(one, entry(commented), sheet="1", **SHEET, comment="Chờ lâu")
    send(two, entry(commented, 2), sheet="1", **SHEET, comment="Chờ lau")
    page = two.get(at)
    assert "Lần một: Chờ lâu Lần hai: Chờ lau" in words(page)
    assert "Gõ 1 hoặc 2 để lấy lần ấy" in words(page)
    assert send(two, at, sheet="1", comment=typed).status_code == 302
    with store.reading() as session:
        decided = session.scalar(sa.select(PaperEntry.comment).where(PaperEntry.reading == 3))
    assert decided == kept


def test_a_whole_questionnaire_is_entered_with_its_headings(
    app: Flask, one: FlaskClient, store: Store, tmp_path: Path
) -> None:
    order = PaperOrder(desk="quay-5", number=1, folder=tmp_path)
    number = print_paper(store, app.extensions["sipas_settings"], order, today=TODAY).number
    with store.writing.begin() as session:
        session.get_one(PaperBatch, number).collected_on = TODAY
    page = one.get(entry(number))
    assert len(re.findall("data-keys=", page.text)) == 12
    assert "comment" not in re.findall(r'name="([^"]+)"', page.text)
