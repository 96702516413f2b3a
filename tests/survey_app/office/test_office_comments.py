"""Reading comments: by batch, of the own unit and below, masked, found without diacritics, taken away as a file."""

from __future__ import annotations

import csv
import html
import re
import unicodedata
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from uuid import uuid4

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from survey_app.database import Store
from survey_app.models import Comment, CommentBatch, Staff, UnitParent
from tests.survey_app.office.office_world import NOW, furnish, set_clock, sign_in

PERSONAL = "Gọi tôi 0912 345 678, CCCD 042085001234, xe 38A-123.45"
FORMULA = '=HYPERLINK("http://xau","bấm")'
ODD = (
    PERSONAL,
    FORMULA,
    "Thủ tục Đất đai còn chậm",
    unicodedata.normalize("NFD", "Hộ tịch nhanh"),
    "<b>đậm</b>\nhai dòng",
)


@pytest.fixture
def visitor(app: Flask, store: Store, client: FlaskClient) -> FlaskClient:
    """An office with 45 comments of one week at the centre and 10 at the commune, a batch each."""
    furnish(app, store)
    write(store, "ttpvhcc", "2026-W43", *ODD, *(f"Ghế {n} bị hỏng" for n in range(40)))
    write(store, "xa-1", "2026-W42", *(f"Ở xã, lần {n}" for n in range(10)))
    return client


@pytest.fixture
def reader(visitor: FlaskClient) -> FlaskClient:
    """The province's person, signed in."""
    sign_in(visitor)
    return visitor


def write(store: Store, unit: str, week: str, *texts: str) -> None:
    with store.writing.begin() as session:
        session.add_all(
            Comment(id=uuid4(), unit=unit, week=week, text=unicodedata.normalize("NFC", text)) for text in texts
        )


def allow_unmasked(store: Store, login: str) -> None:
    with store.writing.begin() as session:
        session.execute(sa.update(Staff).where(Staff.login == login).values(can_read_unmasked=True))


def words(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page)))


def said(page: str) -> list[str]:
    """The comments on a page, as text."""
    return [
        html.unescape(re.sub(r"<[^>]+>", "", each))
        for each in re.findall(r'<p class="said"[^>]*>(.*?)</p>', page, re.DOTALL)
    ]


def batch_of(store: Store, unit: str) -> str:
    with store.reading() as session:
        return f"/office/comments/{session.scalar(sa.select(CommentBatch.id).where(CommentBatch.unit == unit))}"


def whole(client: FlaskClient, address: str) -> list[str]:
    """All comments of a batch, page after page."""
    return [text for page in (1, 2, 3) for text in said(client.get(f"{address}?page={page}").text)]


def test_the_batches_are_listed_newest_first(reader: FlaskClient) -> None:
    text = words(reader.get("/office/comments").text)
    assert "Trung tâm tỉnh A – Tuần 43: 19/10–25/10/2026 45 góp ý" in text
    assert "Xã Một – Tuần 42: 12/10–18/10/2026 10 góp ý" in text
    assert text.index("Tuần 43") < text.index("Tuần 42")
    assert "Ghế" not in text


def test_a_batch_is_read_page_by_page_each_comment_once_in_no_telling_order(reader: FlaskClient, store: Store) -> None:
    reader.get("/office/comments")
    address = batch_of(store, "ttpvhcc")
    sizes = [len(said(reader.get(f"{address}?page={page}").text)) for page in ("1", "2", "3")]
    assert sizes == [20, 20, 5]
    read = whole(reader, address)
    chairs = [text for text in read if text.startswith("Ghế")]
    assert len(set(read)) == 45
    assert chairs != sorted(chairs, key=lambda text: int(text.split()[1]))
    assert read == whole(reader, address)
    page = reader.get(address).text.partition("<main")[2]
    assert "Quầy" not in page
    assert not re.search(r"\d\d/\d\d/2026", words("".join(said(page))))


def test_a_page_that_is_not_there_leads_to_the_nearest(reader: FlaskClient, store: Store) -> None:
    reader.get("/office/comments")
    for page in ("0", "-1", "99", "x", "9" * 400, "２"):
        answer = reader.get(batch_of(store, "ttpvhcc"), query_string={"page": page})
        assert answer.status_code == 200
        assert len(said(answer.text)) in (5, 20)


def test_personal_data_is_masked_for_everyone(reader: FlaskClient, store: Store) -> None:
    reader.get("/office/comments")
    read = whole(reader, f"{batch_of(store, 'ttpvhcc')}")
    assert "Gọi tôi [số điện thoại], CCCD [số giấy tờ], xe [biển số xe]" in read
    asked = reader.get(f"{batch_of(store, 'ttpvhcc')}?show=unmasked").text
    assert "0912" not in asked
    assert "Xem phần đã che" not in asked


def test_who_has_the_right_sees_it_when_they_ask_and_files_stay_masked(reader: FlaskClient, store: Store) -> None:
    allow_unmasked(store, "tinh.xem")
    reader.get("/office/comments")
    address = batch_of(store, "ttpvhcc")
    assert "Gọi tôi [số điện thoại], CCCD [số giấy tờ], xe [biển số xe]" in whole(reader, address)
    assert "Xem phần đã che" in reader.get(address).text
    shown = "".join(reader.get(f"{address}?show=unmasked&page={page}").text for page in (1, 2, 3))
    assert "<mark>0912 345 678</mark>" in shown
    assert "Che lại" in shown
    for kind in ("csv", "xlsx"):
        assert "0912" not in str(rows_of(reader.get(f"{address}.{kind}?show=unmasked").data, kind))


def test_what_was_typed_is_kept_as_typed(reader: FlaskClient, store: Store) -> None:
    reader.get("/office/comments")
    with store.reading() as session:
        assert session.scalar(sa.select(Comment.text).where(Comment.text.contains("0912"))) == PERSONAL


def test_markup_in_a_comment_is_text(reader: FlaskClient, store: Store) -> None:
    reader.get("/office/comments")
    assert "<b>đậm</b>\nhai dòng" in whole(reader, batch_of(store, "ttpvhcc"))


DAT_DAI = ("dat dai", "Đất đai", "ĐẤT  ĐAI", "ðat dai", "ｄａｔ ｄａｉ", "dat\u200b dai\x00")


def test_a_comment_is_found_however_its_words_are_typed(reader: FlaskClient) -> None:
    for query in (*DAT_DAI, unicodedata.normalize("NFD", "Đất đai")):
        page = reader.get("/office/comments", query_string={"q": query}).text
        assert said(page) == ["Thủ tục Đất đai còn chậm"]
        assert "1 góp ý có" in words(page)


def test_a_search_is_paged_and_names_the_batch(reader: FlaskClient) -> None:
    first = reader.get("/office/comments?q=ghe").text
    assert len(said(first)) == 20
    assert "Trang 1 trên 2" in first
    assert "Trung tâm tỉnh A – Tuần 43" in words(first)
    second = reader.get(html.unescape(re.findall(r'rel="next" href="([^"]+)"', first)[0])).text
    assert len(set(said(first)) | set(said(second))) == 40


def test_what_is_masked_cannot_be_found_by_anybody(reader: FlaskClient, store: Store) -> None:
    allow_unmasked(store, "tinh.xem")
    for query in ("0912", "345 678", "042085001234", "38A", "123.45"):
        assert "Không có góp ý nào" in reader.get("/office/comments", query_string={"q": query}).text


NO_WORDS = ("%", "_", "\\", "'", "100%", "(", "\x00", " ", "a" * 5000, "\ud83d".encode("utf-8", "surrogatepass"), "🙂")


def test_no_query_breaks_the_page(reader: FlaskClient) -> None:
    for query in NO_WORDS:
        assert reader.get("/office/comments", query_string={"q": query}).status_code == 200


def test_a_reader_sees_their_own_unit_and_those_below_only(visitor: FlaskClient, store: Store) -> None:
    sign_in(visitor, "xa.xem")
    text = words(visitor.get("/office/comments").text)
    assert "Xã Một" in text
    assert "Trung tâm tỉnh A" not in text
    for address in (batch_of(store, "ttpvhcc"), f"{batch_of(store, 'ttpvhcc')}.csv", f"/office/comments/{uuid4()}"):
        answer = visitor.get(address)
        assert (answer.status_code, "Không có trang này" in answer.text) == (404, True)
    assert visitor.get("/office/comments?unit=ttpvhcc").status_code == 404
    assert "Không có góp ý nào" in visitor.get("/office/comments?q=ghe").text


def test_a_unit_that_left_takes_only_its_later_batches_along(store: Store, visitor: FlaskClient) -> None:
    visitor.application.extensions["sipas_clock"] = lambda: datetime(2026, 11, 30, 2, tzinfo=UTC)
    write(store, "xa-1", "2026-W46", *(f"Sau khi tách {n}" for n in range(10)))
    with store.writing.begin() as session:
        below = session.get(UnitParent, ("xa-1", date(2025, 7, 1)))
        assert below is not None
        below.valid_to = date(2026, 11, 8)
        session.add(UnitParent(unit="xa-1", parent="tinh-khac", valid_from=date(2026, 11, 9)))
    old, new = visitor.application.test_client(), visitor.application.test_client()
    sign_in(old, "tinh.xem")
    sign_in(new, "khac.xem")
    assert [
        ("Tuần 42" in text, "Tuần 46" in text)
        for text in (old.get("/office/comments").text, new.get("/office/comments").text)
    ] == [
        (True, False),
        (True, True),
    ]


def test_nobody_reads_without_signing_in_and_is_led_back_after(visitor: FlaskClient) -> None:
    for address in ("/office/comments", f"/office/comments/{uuid4()}", f"/office/comments/{uuid4()}.csv"):
        assert visitor.get(address).location.startswith("/office/login")
    assert sign_in(visitor, to="/office/comments?q=ghe").location == "/office/comments?q=ghe"


def test_before_anything_may_be_read_the_page_says_why_and_tells_no_number(app: Flask, visitor: FlaskClient) -> None:
    set_clock(app, datetime(2026, 10, 20, 2, tzinfo=UTC))
    sign_in(visitor)
    text = words(visitor.get("/office/comments").text)
    assert "Chưa có đợt góp ý nào để đọc." in text
    assert "45" not in text


def rows_of(data: bytes, kind: str) -> list[list[object]]:
    if kind == "csv":
        return [list(row) for row in csv.reader(StringIO(data.decode("utf-8-sig")), delimiter=";")]
    (sheet,) = openpyxl.load_workbook(BytesIO(data)).worksheets
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_batch_as_a_file_holds_every_comment_and_no_formula(reader: FlaskClient, store: Store, kind: str) -> None:
    reader.get("/office/comments")
    address = batch_of(store, "ttpvhcc")
    answer = reader.get(f"{address}.{kind}")
    assert answer.status_code == 200
    assert re.search(rf'filename="sipas_gop-y_ttpvhcc_[0-9a-f]{{8}}_vi.{kind}"', answer.headers["Content-Disposition"])
    assert answer.headers["Cache-Control"] == "no-store"
    texts = [str(row[1]) for row in rows_of(answer.data, kind) if re.fullmatch(r"\d+", str(row[0]))]
    assert [text.removeprefix("'") for text in texts] == whole(reader, address)
    if kind == "csv":
        assert f"'{FORMULA}" in texts
    else:
        cells = [cell for row in openpyxl.load_workbook(BytesIO(answer.data)).active.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if cell.value == FORMULA} == {"s"}
        assert answer.data == reader.get(f"{address}.{kind}").data
    assert "DỮ LIỆU MÔ PHỎNG" not in str(rows_of(answer.data, kind))


def test_the_english_page_speaks_english(reader: FlaskClient, store: Store) -> None:
    reader.get("/office/comments")
    page = reader.get(f"{batch_of(store, 'ttpvhcc')}?lang=en")
    assert "Provincial centre A" in page.text
    assert "[phone number]" in "".join(
        reader.get(f"{batch_of(store, 'ttpvhcc')}?lang=en&page={number}").text for number in (1, 2, 3)
    )


def test_the_clock_of_these_tests_stands_after_the_weeks_they_read() -> None:
    assert NOW.date() == date(2026, 11, 10)
