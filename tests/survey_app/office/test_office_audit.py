"""The page of the log: what it tells, to whom, and what is written of what leaves the office."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from survey_app.audit import record
from survey_app.database import Store
from survey_app.models import AuditEntry, Comment, CommentBatch, Staff
from survey_app.office.audit_details import NAMES, detail_words
from survey_app.office.audit_words import ACTIONS, AREAS, action_words
from survey_app.office.people_changes import CHANGES
from survey_app.registry.states import MODELS, PARTS
from survey_app.registry.stretches import FROM_THE_START
from tests.survey_app.office.office_world import add_person, furnish, sign_in

AT = datetime(2026, 11, 9, 17, 30, tzinfo=UTC)
"""Half past midnight of 10 November in Viet Nam."""


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """On SQLite only; the log itself is tried on both engines in `test_audit`."""
    return sqlite_store


@pytest.fixture
def reader(app: Flask, store: Store, client: FlaskClient) -> FlaskClient:
    """The province's inspector, and three lines written after the publishing's own."""
    furnish(app, store)
    with store.writing.begin() as session:
        record(session, "xa.xem", "people.rename", "=cmd|' /C calc'!A0", unit="xa-1", detail={"now": "Lan"}, at=AT)
        record(session, "khac.xem", "plans.adopt", "ke_hoach", unit="tinh-khac", at=AT)
        record(session, "cli:quan", "imports.take_in", "luot.csv", at=AT)
    sign_in(client, "inspector.tinh")
    return client


def lines(client: FlaskClient, **asked: str) -> list[str]:
    page = client.get("/office/audit", query_string=asked)
    assert page.status_code == 200
    return [
        " ".join(re.sub(r"<[^>]+>", " ", part).split())
        for part in page.text.partition('<ol class="log">')[2].split("<li>")[1:]
    ]


def test_the_newest_line_comes_first_in_the_time_of_viet_nam(reader: FlaskClient) -> None:
    # the publishing's own line has the time of the test's run
    told = [line for line in lines(reader) if "máy chủ (tự chạy) – Công bố" not in line]
    assert "Đăng nhập: mã của điện thoại đúng" in told[0]
    assert "Đăng nhập: mật khẩu đúng" in told[1]
    assert told[-1].startswith("10/11/2026 00:30:00 xa.xem – Người dùng: sửa họ tên")
    assert "vai trò khi đó: Cán bộ phân tích (xa-1)" in told[-1]
    assert "dòng lệnh (quan)" in told[-3]


def test_a_line_of_an_earlier_day_written_later_stands_where_its_day_is(store: Store, reader: FlaskClient) -> None:
    with store.writing.begin() as session:
        for subject, days in (("muon", 3), ("som", 0)):
            record(session, "cli:quan", "imports.take_in", f"{subject}.csv", at=AT - timedelta(days=days))
    page = reader.get("/office/audit").text
    assert page.index("som.csv") < page.index("luot.csv") < page.index("muon.csv")


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({"who": "xa.xem"}, 1),
        ({"area": "plans"}, 1),
        ({"first": "2026-11-10", "last": "2026-11-10", "area": "people"}, 1),
        ({"last": "2026-11-09", "area": "people"}, 0),
        ({"first": "2026-11-11", "who": "xa.xem"}, 0),
        ({"area": "people", "first": "10/11/2026", "last": "10112026"}, 1),
        ({"area": "khong-co", "who": "xa.xem"}, 1),
    ],
)
def test_lines_are_found_by_person_area_and_day(reader: FlaskClient, asked: dict[str, str], number: int) -> None:
    found = lines(reader, **asked)
    assert len(found) == number
    if not number:
        assert "Không có dòng nào như vậy" in reader.get("/office/audit", query_string=asked).text


def test_a_day_that_is_none_is_told_and_finds_nothing(reader: FlaskClient) -> None:
    page = reader.get("/office/audit?last=hôm qua")
    assert page.status_code == 422
    assert '<a href="#last">Đến ngày: “hôm qua” không phải một ngày' in page.text
    assert 'value="hôm qua"' in page.text
    assert 'class="log"' not in page.text
    assert reader.get("/office/audit.csv?last=hôm qua").status_code == 400


def test_who_watches_over_one_unit_reads_what_concerns_it(app: Flask, store: Store, reader: FlaskClient) -> None:
    with store.writing.begin() as session:
        add_person(session, "thanh.xa", "xa-1", ["inspector"])
    commune = app.test_client()
    sign_in(commune, "thanh.xa")
    told = "\n".join(lines(commune))
    assert "xa.xem" in told
    for other in ("ke_hoach", "luot.csv", "inspector.tinh"):
        assert other not in told


def test_a_long_log_has_pages(store: Store, reader: FlaskClient) -> None:
    with store.writing.begin() as session:
        for number in range(120):
            record(session, "xa.xem", "calendar.keep", f"ngày {number}", at=AT)
    assert [len(lines(reader, page=page)) for page in ("1", "2", "3")] == [50, 50, 26]
    assert "Trang 3 / 3" in reader.get("/office/audit?page=99").text


def test_the_files_hold_the_lines_found_and_no_formula(reader: FlaskClient) -> None:
    text = reader.get("/office/audit.csv?who=xa.xem").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert "'=cmd" in text or '"=cmd' not in text
    assert any("xa.xem" in cell for row in rows for cell in row)
    assert "ke_hoach" not in text
    book = load_workbook(io.BytesIO(reader.get("/office/audit.xlsx?who=xa.xem").data))
    cells = [cell for row in book.active.iter_rows(min_row=5) for cell in row]
    assert [cell.value for cell in cells if str(cell.value).startswith("=")] == ["=cmd|' /C calc'!A0"]
    assert {cell.data_type for cell in cells} <= {"s", "n"}


def test_a_file_that_leaves_is_logged_and_one_that_is_refused_is_not(store: Store, reader: FlaskClient) -> None:
    assert reader.get("/office/export/tinh/2026-W45.csv").status_code == 200
    assert reader.get("/office/export/tinh-khac-x/2026-W45.csv").status_code == 404
    with store.reading() as session:
        (line,) = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "export.file"))
    assert (line.who, line.unit) == ("inspector.tinh", "tinh")
    assert line.subject.endswith(".csv")
    assert '"page": "export"' in line.detail


def test_reading_what_is_masked_is_logged_without_what_was_read(app: Flask, store: Store, reader: FlaskClient) -> None:
    batch = CommentBatch(
        id=uuid4(), unit="tinh", first_week="2026-W40", last_week="2026-W40", released_for="2026-W42", size=10
    )
    with store.writing.begin() as session:
        session.get_one(Staff, "inspector.tinh").can_read_unmasked = True
        session.add(batch)
        session.flush()
        texts = ["Gọi tôi 0912 345 678", *(f"Ghế {number}" for number in range(9))]
        session.add_all(Comment(id=uuid4(), unit="tinh", week="2026-W40", text=text, batch=batch.id) for text in texts)
        address = f"/office/comments/{batch.id}"
    reader.get(address)
    assert "0912 345 678" in reader.get(f"{address}?show=unmasked").text
    told = lines(reader, area="comments")
    assert len(told) == 1
    assert "xem phần đã che" in told[0]
    assert "0912" not in told[0]


def test_nothing_yet_is_said_with_what_will_stand_there(app: Flask, store: Store, reader: FlaskClient) -> None:
    assert "Không có dòng nào" in reader.get("/office/audit?who=khong.co").text


def test_every_action_written_in_the_code_has_its_area_in_words() -> None:
    folder = Path(__file__).parents[3] / "survey_app"
    written = re.compile(r'record\(\s*(?:[^()]|\([^()]*\))*?f?"([a-z-]+)\.[a-z_{-]')
    areas = {area for path in folder.rglob("*.py") for area in written.findall(path.read_text(encoding="utf-8"))}
    assert len(areas) > 5
    assert areas - set(AREAS) == set()
    assert {action.partition(".")[0] for action in ACTIONS} <= set(AREAS)


def test_every_action_in_use_has_words_of_its_own() -> None:
    folder = Path(__file__).parents[3] / "survey_app"
    code = {path: path.read_text(encoding="utf-8") for path in folder.rglob("*.py") if path.name != "audit_words.py"}
    whole = re.compile(rf'"((?:{"|".join(AREAS)})\.[a-z_-]+)"')
    used = {action for text in code.values() for action in whole.findall(text)}
    noted = re.compile(r'note\(session, action, "([a-z]+)"')
    used |= {f"actions.{what}" for text in code.values() for what in noted.findall(text)}
    used |= {f"people.{act}" for act in CHANGES} | {f"places.{kind}_remove" for kind in MODELS}
    assert len(used) > 50
    assert used - set(ACTIONS) == set()


def test_every_part_of_a_place_has_a_name() -> None:
    columns = {column.key for model in MODELS.values() for column in sa.inspect(model).columns}
    assert (columns | {name for parts in PARTS.values() for name in parts}) - set(NAMES) == set()


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        (
            {
                "code": "q1",
                "changes": [
                    {
                        "kind": "desk",
                        "code": "q1",
                        "before": {"closed_on": None, "name_vi": "A"},
                        "after": {"closed_on": "2026-11-02", "name_vi": "B"},
                    }
                ],
            },
            "quầy q1: đóng từ ngày: – → 02/11/2026, tên: A → B",
        ),
        (
            {
                "changes": [
                    {
                        "kind": "unit",
                        "code": "x",
                        "before": {"parents": [["tinh", FROM_THE_START.isoformat(), None]]},
                        "after": {
                            "parents": [["tinh", FROM_THE_START.isoformat(), "2026-06-30"], ["so", "2026-07-01", None]]
                        },
                    }
                ]
            },
            "đơn vị x: đơn vị cấp trên: tinh (từ trước đến nay) → "
            "tinh (đến hết 30/06/2026), so (từ 01/07/2026 đến nay)",
        ),
        (
            {"changes": [{"kind": "sector", "code": "s", "before": None, "after": {"name_vi": "Đất đai"}}]},
            "lĩnh vực s: mới thêm (Đất đai)",
        ),
        ({"done_on": [None, "2026-11-02"]}, "ngày làm xong: – → 02/11/2026"),
        ({"period": ["", "2026-W46"]}, "kỳ: – → Tuần 46: 09/11–15/11/2026"),
        ({"kind": "visits_by_day", "page": "audit_file"}, "loại: lượt giao dịch theo ngày; trang: nhật ký"),
        ({"first": "2026-11-02", "last": None, "is_working": False}, "từ ngày: 02/11/2026; ngày làm việc: không"),
    ],
)
def test_details_are_told_in_words(app: Flask, detail: dict[str, object], said: str) -> None:
    with app.test_request_context():
        assert detail_words(json.dumps(detail)) == said


def test_an_action_without_words_is_shown_as_written_and_details_never_break() -> None:
    assert action_words("xyz.some_thing") == "xyz: some thing"
    assert detail_words("") == ""
    assert detail_words("{") == "{"
    assert detail_words('{"role": "clerk", "why": "code"}') == "vai trò: Người nhập liệu; vì: sai mã"
    assert detail_words('{"a": null, "b": ["x", 1], "c": {"d": 2}}') == 'b: x, 1; c: {"d": 2}'
