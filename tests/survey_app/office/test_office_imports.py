"""Sending a file in the browser: what it would change is seen first, and only then taken in."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.database import Store
from survey_app.models import AuditEntry, ImportUpload, TransactionCount
from tests.survey_app.office.office_world import NOW, furnish, set_clock, sign_in, token

HEAD = "unit,sector,day,visits\n"
WEEK = HEAD + "ttpvhcc,dat-dai,2026-11-02,120\nxa-1,ho-tich,2026-11-02,30\n"


@pytest.fixture
def clerk(app: Flask, store: Store) -> FlaskClient:
    furnish(app, store)
    return person(app, "clerk.tinh")


def person(app: Flask, login: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, login)
    return client


def send(
    client: FlaskClient, text: str | bytes, *, kind: str = "visits_by_day", name: str = "luot.csv"
) -> TestResponse:
    content = text.encode() if isinstance(text, str) else text
    form = {"csrf_token": token(client.get("/office/imports")), "kind": kind, "file": (BytesIO(content), name)}
    return client.post("/office/imports", data=form)


def look(client: FlaskClient, sent: TestResponse) -> TestResponse:
    assert sent.status_code == 302, sent.text
    return client.get(sent.location)


def confirm(client: FlaskClient, sent: TestResponse, page: TestResponse, do: str = "take_in") -> TestResponse:
    shown = re.findall(r'name="shown" value="([^"]*)"', page.text)[0]
    return client.post(sent.location, data={"csrf_token": token(page), "shown": shown, "do": do})


def visits(store: Store) -> dict[tuple[str, str, str], int | None]:
    with store.reading() as session:
        rows = session.scalars(sa.select(TransactionCount).where(TransactionCount.visits.is_not(None)))
        return {(row.unit, row.sector, row.day.isoformat()): row.visits for row in rows}


def test_a_file_is_looked_at_then_taken_in_and_logged(clerk: FlaskClient, store: Store) -> None:
    before = visits(store)
    sent = send(clerk, WEEK)
    page = look(clerk, sent)
    assert page.status_code == 200
    assert "thêm 2, thay 0, giữ nguyên 0" in page.text
    assert visits(store) == before
    done = confirm(clerk, sent, page)
    assert done.status_code == 302
    assert "Đã nhập luot.csv" in clerk.get(done.location).text
    assert visits(store)["xa-1", "ho-tich", "2026-11-02"] == 30
    with store.reading() as session:
        (upload,) = session.scalars(sa.select(ImportUpload))
        (logged,) = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "imports.take_in"))
    assert upload.content is None
    assert (logged.who, logged.subject) == ("clerk.tinh", "luot.csv")


def test_what_is_dropped_changes_nothing(clerk: FlaskClient, store: Store) -> None:
    before = visits(store)
    sent = send(clerk, WEEK)
    assert confirm(clerk, sent, look(clerk, sent), do="drop").status_code == 302
    assert visits(store) == before
    again = clerk.get(sent.location)
    assert again.status_code == 422
    assert "không còn được giữ" in again.text


def test_the_same_file_twice_is_told_and_counts_once(clerk: FlaskClient, store: Store) -> None:
    sent = send(clerk, WEEK)
    confirm(clerk, sent, look(clerk, sent))
    once = visits(store)
    page = look(clerk, send(clerk, WEEK, name="luot (1).csv"))
    assert "Chính tệp này đã được nhập" in page.text
    assert "Nhập tệp này không đổi gì" in page.text
    assert visits(store) == once


def test_confirmed_twice_it_is_taken_in_once(clerk: FlaskClient, store: Store) -> None:
    sent = send(clerk, WEEK)
    page = look(clerk, sent)
    assert [confirm(clerk, sent, page).status_code for _turn in range(2)] == [302, 200]
    with store.reading() as session:
        entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "imports.take_in")).all()
    assert len(entries) == 1


def test_when_the_data_moved_meanwhile_the_new_difference_is_shown_first(clerk: FlaskClient, store: Store) -> None:
    sent = send(clerk, WEEK)
    page = look(clerk, sent)
    other = send(clerk, HEAD + "xa-1,ho-tich,2026-11-02,31\n", name="khac.csv")
    confirm(clerk, other, look(clerk, other))
    moved = confirm(clerk, sent, page)
    assert moved.status_code == 409
    assert "số liệu vừa thay đổi" in moved.text
    assert visits(store)["xa-1", "ho-tich", "2026-11-02"] == 31
    assert confirm(clerk, sent, moved).status_code == 302
    assert visits(store)["xa-1", "ho-tich", "2026-11-02"] == 30


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "trong.csv", "rỗng (0 byte)"),
        (WEEK.encode("utf-16-le")[:41], "nua.csv", "UTF-8"),
        (b"\xd0\xcf\x11\xe0" + bytes(50), "cu.xls", "kiểu cũ"),
        (b"PK\x03\x04" + bytes(90), "nua.xlsx", "nua.xlsx"),
        (WEEK[:-6].encode(), "cut.csv", "Dòng 3"),
        (b"ten,tuoi\nA,1\n", "khac.csv", "ten"),
    ],
    ids=["empty", "half of another encoding", "old Excel", "half a workbook", "cut in the last line", "another file"],
)
def test_a_file_that_does_not_fit_is_told_and_nothing_changes(
    clerk: FlaskClient, store: Store, content: bytes, name: str, said: str
) -> None:
    before = visits(store)
    sent = send(clerk, content, name=name)
    page = sent if sent.status_code == 422 else look(clerk, sent)
    assert page.status_code == 422
    assert said in unescape(page.text)
    assert visits(store) == before


def test_every_wrong_line_is_told(clerk: FlaskClient) -> None:
    page = look(clerk, send(clerk, HEAD + "ttpvhcc,dat-dai,2026-11-02,x\nkhong-co,dat-dai,2026-11-02,1\n"))
    assert "Dòng 2" in page.text
    assert "Dòng 3" in page.text


def test_a_unit_of_others_is_told_to_be_out_of_reach_and_nothing_else_of_it(
    app: Flask, clerk: FlaskClient, store: Store
) -> None:
    before = visits(store)
    commune = person(app, "xa.xem")
    text = unescape(look(commune, send(commune, WEEK)).text)
    assert "đơn vị “ttpvhcc” ngoài phạm vi của tài khoản này" in text
    assert "có phải" not in text
    assert "Trung tâm" not in text
    wrong = unescape(look(commune, send(commune, WEEK.replace("ttpvhcc,", "xa-11,"))).text)
    assert "không có đơn vị “xa-11”; có phải “xa-1”?" in wrong
    assert visits(store) == before


def test_a_file_of_somebody_else_is_not_found(app: Flask, clerk: FlaskClient) -> None:
    sent = send(clerk, WEEK)
    assert person(app, "tinh.xem").get(sent.location).status_code == 404


def test_lists_of_places_are_sent_from_the_top_alone(app: Flask, clerk: FlaskClient) -> None:
    units = "code,name_vi,level\nxa-2,Xã Hai,commune_centre\n"
    refused = send(clerk, units, kind="units", name="don-vi.csv")
    assert refused.status_code == 422
    administrator = person(app, "administrator.tinh")
    page = look(administrator, send(administrator, units, kind="units", name="don-vi.csv"))
    assert "thêm 1" in page.text


def test_what_waited_for_more_than_a_day_is_forgotten(app: Flask, clerk: FlaskClient) -> None:
    sent = send(clerk, WEEK)
    set_clock(app, NOW + timedelta(days=2))
    later = person(app, "clerk.tinh")
    send(later, WEEK, name="moi.csv")
    assert "không còn được giữ" in later.get(sent.location).text


def test_a_file_too_large_for_the_page_is_refused_before_it_is_read(clerk: FlaskClient) -> None:
    body = b"--x\r\nContent-Disposition: form-data; name=file; filename=to.csv\r\n\r\n" + b"1" * 11 * 1024**2
    sent = clerk.post("/office/imports", data=body, content_type="multipart/form-data; boundary=x")
    assert sent.status_code == 413


@pytest.mark.parametrize("kind", ["visits_by_day", "visits_by_month", "units", "sectors", "procedures", "desks"])
def test_a_sample_file_can_be_taken_in_as_it_is(app: Flask, clerk: FlaskClient, kind: str) -> None:
    sample = clerk.get(f"/office/imports/sample/{kind}.csv")
    assert sample.data.startswith(b"\xef\xbb\xbf")
    sender = clerk if kind.startswith("visits") else person(app, "administrator.tinh")
    sent = send(sender, sample.data, kind=kind)
    page = look(sender, sent)
    assert page.status_code == 200, unescape(page.text)
    assert re.search(r"thêm [1-9]", unescape(page.text))
    assert confirm(sender, sent, page).status_code == 302


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "là tệp PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "là tệp PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "là tệp JPEG"),
        (b"\x7fELF\x02\x01\x01\0\0\xff\xfe", "không phải tệp chữ"),
    ],
)
def test_a_file_that_is_no_table_is_named_as_what_it_is(clerk: FlaskClient, content: bytes, said: str) -> None:
    text = unescape(look(clerk, send(clerk, content, name="bao-cao.pdf")).text)
    assert f"bao-cao.pdf {said}" in text
    assert "cần một bảng CSV hoặc XLSX" in text
    assert "TCVN3" not in text
