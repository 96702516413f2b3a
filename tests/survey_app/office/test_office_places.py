"""Places kept in the browser: what each form does, what it refuses, whom it lets, and that it can be taken back."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.app import create_app
from survey_app.database import Store, open_store
from survey_app.models import (
    Agency,
    AuditEntry,
    Desk,
    DeskSector,
    Procedure,
    RetiredToken,
    Sector,
    SectorAgency,
    Unit,
    UnitParent,
    UnitSuccessor,
)
from survey_app.rotating import rotating_codes_of
from survey_app.settings import Settings
from tests.survey_app.office import office_world
from tests.survey_app.office.office_world import furnish, set_clock, sign_in, token

KEPT = {"name_vi": "Xã Một", "name_en": "Commune One", "level": "commune_centre", "area": ""}


LOGINS = ("administrator.tinh", "quan-tri.xa", "viewer.tinh")


@dataclass(frozen=True)
class Furnished:
    """The small province, and the cookies of people who signed in there: passwords are slow on purpose."""

    path: Path
    cookies: dict[str, str]


@pytest.fixture(scope="module")
def furnished(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    path = tmp_path_factory.mktemp("places") / "sipas.db"
    shutil.copy(sqlite_template, path)
    store = open_store(f"sqlite:///{path}")
    app = _app(store, path.parent)
    furnish(app, store)
    with store.writing.begin() as session:
        office_world.add_person(session, "quan-tri.xa", "xa-1", ("administrator",))
    cookies = {}
    for login in LOGINS:
        client = app.test_client()
        sign_in(client, login)
        cookies[login] = client.get_cookie(app.config["SESSION_COOKIE_NAME"]).value
    for each in (store, app.extensions["sipas_store"]):
        each.engine.dispose()
    return Furnished(path, cookies)


@pytest.fixture
def sqlite_store(furnished: Furnished, tmp_path: Path) -> Iterator[Store]:
    shutil.copy(furnished.path, tmp_path / "sipas.db")
    store = open_store(f"sqlite:///{tmp_path / 'sipas.db'}")
    yield store
    store.engine.dispose()


@pytest.fixture
def app(sqlite_store: Store, tmp_path: Path) -> Iterator[Flask]:
    made = _app(sqlite_store, tmp_path)
    set_clock(made, office_world.NOW)
    yield made
    made.extensions["sipas_store"].engine.dispose()


@pytest.fixture
def keeper(app: Flask, furnished: Furnished) -> FlaskClient:
    return signed_in(app, furnished, "administrator.tinh")


@pytest.fixture
def commune(app: Flask, furnished: Furnished) -> FlaskClient:
    return signed_in(app, furnished, "quan-tri.xa")


def _app(store: Store, directory: Path) -> Flask:
    url = store.engine.url.render_as_string(hide_password=False)
    settings = Settings(directory, database_url=url, secret_key="k" * 48, base_url="https://danhgia.tinh.gov.vn")
    return create_app(settings)


def signed_in(app: Flask, furnished: Furnished, login: str) -> FlaskClient:
    client = app.test_client()
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], furnished.cookies[login])
    return client


def send(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Open a form, fill it in and send it, following to the page it leads to."""
    address = f"/office/places/{path}"
    page = client.get(address)
    assert page.status_code == 200, page.text
    seen = re.findall(r'name="seen" value="([^"]*)"', page.text)[0]
    return client.post(address, data={"csrf_token": token(page), "seen": seen, **fields}, follow_redirects=True)


def undo(client: FlaskClient, page: TestResponse) -> TestResponse:
    number = re.findall(r'name="number" value="(\d+)"', page.text)[0]
    fields = {"csrf_token": token(page), "number": number, "back": page.request.path}
    return client.post("/office/places/undo", data=fields, follow_redirects=True)


def one(store: Store, query):
    with store.reading() as session:
        return session.execute(query).one()


def test_the_tree_is_walked_and_searched_without_diacritics(keeper: FlaskClient) -> None:
    page = keeper.get("/office/places").text
    assert "Tỉnh A" in page
    assert "Trung tâm tỉnh A" in page
    assert "Tỉnh B" not in page
    found = keeper.get("/office/places?q=xa mot").text
    assert "1 đơn vị có “xa mot”" in found
    assert "Không có đơn vị nào có “zzz”" in keeper.get("/office/places?q=zzz").text
    assert keeper.get("/office/places/units.json?q=trung tam").json == ["Trung tâm tỉnh A (ttpvhcc)"]


def test_a_unit_page_says_its_history_desks_and_plan(keeper: FlaskClient) -> None:
    page = keeper.get("/office/places/units/ttpvhcc").text
    assert "từ 01/07/2025 đến nay" in page
    assert "Quầy 5 – Đất đai" in page
    assert "Lĩnh vực dat-dai, Lĩnh vực ho-tich" in page


def test_a_unit_is_added_renamed_and_both_are_undone(keeper: FlaskClient, sqlite_store: Store) -> None:
    added = send(keeper, "units/tinh/new", code="xa-2", name_vi="Xã Hai", level="commune_centre", first="1/7/2025")
    assert "Đã thêm đơn vị: Xã Hai (xa-2)." in added.text
    assert "có hiệu lực từ ngày 01/07/2025" in added.text
    renamed = send(keeper, "units/xa-1/edit", **{**KEPT, "name_vi": "Phường Một"})
    assert "Đã sửa đơn vị: Phường Một (xa-1)." in renamed.text
    back = undo(keeper, renamed)
    assert "Đã hoàn tác, nay lại như trước: Xã Một (xa-1)." in back.text
    assert one(sqlite_store, sa.select(Unit.name_vi).where(Unit.code == "xa-1")) == ("Xã Một",)
    assert "Đã hoàn tác, nay không còn: Xã Hai (xa-2)." in undo(keeper, added).text
    with sqlite_store.reading() as session:
        assert session.get(Unit, "xa-2") is None
        actions = list(session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions[-4:] == ["places.unit_add", "places.unit_change", "places.undo", "places.undo"]


def test_moving_correcting_and_ending_a_unit(keeper: FlaskClient, sqlite_store: Store) -> None:
    moved = send(keeper, "units/xa-1/move", parent="trung tam", first="01/10/2026")
    assert "Đã chuyển cấp trên" in moved.text
    assert "từ 01/07/2025 đến hết 30/09/2026" in moved.text
    gap = send(keeper, "units/xa-1/history/2026-10-01", parent="ttpvhcc", first="01/11/2026", last="")
    assert gap.status_code == 422
    assert "Từ 01/10/2026 đến 31/10/2026 sẽ không thuộc nơi nào" in gap.text
    assert "Cố ý để trống những ngày ở giữa" in gap.text
    meant = {"parent": "ttpvhcc", "first": "01/11/2026", "last": "", "allows_gaps": "y"}
    assert "Đã sửa lịch sử trực thuộc" in send(keeper, "units/xa-1/history/2026-10-01", **meant).text
    ended = send(keeper, "units/xa-1/end", last="30/11/2026")
    assert "Đã kết thúc đơn vị" in ended.text
    with sqlite_store.reading() as session:
        rows = session.execute(
            sa.select(UnitParent.parent, UnitParent.valid_from, UnitParent.valid_to)
            .where(UnitParent.unit == "xa-1")
            .order_by(UnitParent.valid_from)
        ).all()
    assert rows == [
        ("tinh", date(2025, 7, 1), date(2026, 9, 30)),
        ("ttpvhcc", date(2026, 11, 1), date(2026, 11, 30)),
    ]


def test_a_unit_that_is_over_can_still_be_opened_and_is_found(keeper: FlaskClient) -> None:
    send(keeper, "units/xa-1/end", last="01/11/2026")
    page = keeper.get("/office/places/units/xa-1")
    assert "Đơn vị này đã kết thúc" in page.text
    assert "kết thúc 01/11/2026" in keeper.get("/office/places?q=xa").text
    assert "trước đây hoặc sắp tới (1)" in keeper.get("/office/places/units/tinh").text


BAD_MOVES = [
    ("units/tinh/move", {"parent": "xa-1", "first": "01/01/2026"}, "sẽ là cấp trên của chính mình"),
    ("units/xa-1/move", {"parent": "khong-co", "first": "01/01/2026"}, "Không có đơn vị “khong-co” trong phạm vi"),
    ("units/xa-1/move", {"parent": "", "first": "01/01/2026"}, "Xin gõ tên hoặc mã đơn vị."),
    ("units/xa-1/move", {"parent": "ttpvhcc", "first": "31/02/2026"}, "không có trong lịch"),
    ("units/xa-1/move", {"parent": "ttpvhcc", "first": "1/7"}, "không phải một ngày"),
    ("units/xa-1/move", {"parent": "tinh khac", "first": "01/07/2026"}, "trong phạm vi của tài khoản này"),
    (
        "units/xa-1/history/2025-07-01",
        {"parent": "tinh", "first": "02/07/2025", "last": "01/07/2025"},
        "trước ngày bắt đầu",
    ),
    ("units/xa-1/end", {"last": ""}, "Xin điền ô này"),
    ("units/ttpvhcc/end", {"last": "10/11/2026"}, "còn 1 quầy nhận đánh giá"),
    ("units/xa-1/successor", {"unit": "xa-1", "first": "01/07/2026"}, "không thể kế thừa chính mình"),
]
BAD_NAMES = [
    ({"name_vi": ""}, "Xin điền ô này; không để trống được."),
    ({"name_vi": "x" * 201}, "Dài 201 ký tự; tối đa 200."),
    ({"name_vi": "Xã\x00Một"}, "ký tự điều khiển"),
    ({"name_vi": "Xã \u202eMột"}, "ký tự điều khiển"),
    ({"level": ""}, "Xin điền ô này"),
    ({"area": "y" * 81}, "Dài 81 ký tự; tối đa 80."),
    (KEPT, "Chưa có gì thay đổi"),
]


def test_what_cannot_be_is_told_and_what_was_typed_is_kept(keeper: FlaskClient) -> None:
    for path, fields, told in BAD_MOVES:
        page = send(keeper, path, **fields)
        assert page.status_code == 422, path
        assert told in page.text
        for value in fields.values():
            assert f'value="{value}"' in page.text


def test_a_bad_name_is_told_at_its_field(keeper: FlaskClient) -> None:
    for fields, told in BAD_NAMES:
        page = send(keeper, "units/xa-1/edit", **{**KEPT, **fields})
        assert page.status_code == 422, fields
        assert told in page.text
        assert 'role="alert"' in page.text


def test_every_problem_of_a_form_is_told_at_once(keeper: FlaskClient) -> None:
    page = send(keeper, "units/tinh/new", code="xa-1", name_vi="", level="commune_centre", first="1/7/2026")
    assert "Mã “xa-1” đã dùng cho “Xã Một”" in page.text
    assert '<a href="#name_vi">Tên: Xin điền ô này' in page.text
    unread = send(keeper, "units/tinh/new", code="xa-1", name_vi="", level="commune_centre", first="x")
    assert '<a href="#first">Trực thuộc từ ngày: “x” không phải một ngày' in unread.text
    assert "không phải một mã" in send(keeper, "units/tinh/new", code="xã 1\u202e", name_vi="X", level="x").text


def test_two_people_editing_one_unit(keeper: FlaskClient) -> None:
    address = "/office/places/units/xa-1/edit"
    first = keeper.get(address)
    seen = re.findall(r'name="seen" value="([^"]*)"', first.text)[0]
    send(keeper, "units/xa-1/edit", **{**KEPT, "name_vi": "Phường Một"})
    mine = {"csrf_token": token(first), **KEPT, "name_vi": "Xã Mốt"}
    page = keeper.post(address, data={**mine, "seen": seen})
    assert page.status_code == 409
    assert "người khác đã thay đổi mục này" in page.text
    assert "Hiện đang ghi: Phường Một" in page.text
    assert 'value="Xã Mốt"' in page.text
    newest = re.findall(r'name="seen" value="([^"]*)"', page.text)[0]
    assert newest != seen
    again = keeper.post(address, data={**mine, "seen": newest}, follow_redirects=True)
    assert "Đã sửa đơn vị: Xã Mốt (xa-1)." in again.text
    assert keeper.post(address, data={**mine, "name_vi": "Z"}).status_code == 409


def test_an_undo_that_came_too_late_changes_nothing(keeper: FlaskClient, sqlite_store: Store) -> None:
    first = send(keeper, "units/xa-1/edit", **{**KEPT, "name_vi": "Phường Một"})
    send(keeper, "units/xa-1/edit", **{**KEPT, "name_vi": "Phường Hai"})
    assert "sau đó mục này đã được đổi tiếp" in undo(keeper, first).text
    assert one(sqlite_store, sa.select(Unit.name_vi).where(Unit.code == "xa-1")) == ("Phường Hai",)


def test_a_merger_is_one_change_and_one_undo(keeper: FlaskClient, sqlite_store: Store) -> None:
    for code in ("xa-2", "xa-3"):
        send(keeper, "units/tinh/new", code=code, name_vi=f"Xã {code}", level="commune_centre")
    desk = {"code": "q-2", "name_vi": "Quầy 1", "questionnaire": "desk_v1", "sectors-dat-dai": "1"}
    send(keeper, "units/xa-2/desks/new", **desk)
    fields = {"olds": "xa-2; xa-3", "first": "01/11/2026", "desks": "close"}
    foretold = send(keeper, "units/xa-1/merge", **fields)
    for sentence in (
        "“Xã xa-2” kết thúc vào hết ngày 31/10/2026; từ 01/11/2026 được “Xã Một” kế thừa.",
        "“Xã xa-3” kết thúc vào hết ngày 31/10/2026",
        "Quầy “Quầy 1 (q-2)” ngừng nhận đánh giá từ ngày 01/11/2026",
        "Chưa ghi gì.",
    ):
        assert sentence in foretold.text
    closed = sa.select(Desk.closed_on).where(Desk.code == "q-2")
    assert one(sqlite_store, closed) == (None,)
    merged = confirm(keeper, "units/xa-1/merge", foretold, fields)
    assert "Từ 01/11/2026, Xã xa-2 và Xã xa-3 sáp nhập vào Xã Một." in merged.text
    assert one(sqlite_store, closed) == (date(2026, 11, 1),)
    assert "Đã ghi “Xã Một” kế thừa “Xã xa-2”." in send(keeper, "units/xa-1/merge", **fields).text
    undo(keeper, merged)
    assert one(sqlite_store, closed) == (None,)
    with sqlite_store.reading() as session:
        assert not session.scalars(sa.select(UnitSuccessor)).all()
        assert session.get_one(UnitParent, ("xa-2", date(2000, 1, 1))).valid_to is None


def test_a_merger_is_corrected_before_it_is_confirmed_and_read_again_where_something_changed(
    keeper: FlaskClient, sqlite_store: Store
) -> None:
    send(keeper, "units/tinh/new", code="xa-2", name_vi="Xã Hai", level="commune_centre")
    fields = {"olds": "xa-2", "first": "01/11/2026", "desks": "move"}
    foretold = send(keeper, "units/xa-1/merge", **fields)
    typed = confirm(keeper, "units/xa-1/merge", foretold, fields, button="again")
    assert typed.status_code == 200
    assert 'value="01/11/2026"' in typed.text
    assert re.search(r'value="move"[^>]*checked|checked[^>]*value="move"', typed.text)
    desk = {"code": "q-2", "name_vi": "Quầy 1", "questionnaire": "desk_v1", "sectors-dat-dai": "1"}
    send(keeper, "units/xa-2/desks/new", **desk)
    stale = confirm(keeper, "units/xa-1/merge", foretold, fields)
    assert stale.status_code == 409
    assert "Trong lúc Ông/Bà xem, có thay đổi nên chưa ghi gì" in stale.text
    assert "Quầy “Quầy 1 (q-2)” chuyển sang “Xã Một” ngay" in stale.text
    with sqlite_store.reading() as session:
        assert not session.scalars(sa.select(UnitSuccessor)).all()
    confirm(keeper, "units/xa-1/merge", stale, fields)
    assert one(sqlite_store, sa.select(Desk.unit).where(Desk.code == "q-2")) == ("xa-1",)
    # two desks of one name stand side by side now: the code and where it stood tell them apart
    page = keeper.get("/office/places/units/xa-1").text
    assert "mã q-2 · trước thuộc Xã Hai · " in page


def confirm(
    keeper: FlaskClient, path: str, page: TestResponse, fields: dict[str, str], *, button: str = "confirmed"
) -> TestResponse:
    """Press a button of the page that says what would happen."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))
    assert fields.items() <= hidden.items()
    return keeper.post(f"/office/places/{path}", data={**hidden, button: "1"}, follow_redirects=True)


def test_what_a_merger_refuses_leaves_nothing_half_done(keeper: FlaskClient, sqlite_store: Store) -> None:
    send(keeper, "units/tinh/new", code="xa-2", name_vi="Xã Hai", level="commune_centre")
    page = send(keeper, "units/xa-2/merge", olds="xa-1, ttpvhcc", first="01/11/2026", desks="close")
    assert page.status_code == 422
    assert "có phiếu hoặc lượt giao dịch (" in page.text
    assert "– 09/11/2026); số liệu những ngày ấy sẽ ra khỏi mọi tổng" in page.text
    with sqlite_store.reading() as session:
        assert not session.scalars(sa.select(UnitSuccessor)).all()
        assert session.get_one(Desk, "quay-5").closed_on is None
    early = send(keeper, "units/xa-2/merge", olds="xa-1", first="01/01/2027", desks="move")
    assert "phiếu trước ngày 01/01/2027 sẽ vào nhầm nơi" in early.text


def test_a_succession_is_written_and_taken_back(keeper: FlaskClient, sqlite_store: Store) -> None:
    assert "Xã Một kế thừa Trung tâm" in send(keeper, "units/ttpvhcc/successor", unit="xa-1", first="1/12/2026").text
    ring = send(keeper, "units/xa-1/successor", unit="ttpvhcc", first="1/12/2026")
    assert "Kế thừa sẽ đi vòng tròn: " in ring.text
    assert "Đã bỏ đơn vị kế thừa" in send(keeper, "units/ttpvhcc/successor/xa-1/remove").text
    with sqlite_store.reading() as session:
        assert not session.scalars(sa.select(UnitSuccessor)).all()


def test_a_desk_is_added_with_its_sectors_in_order(keeper: FlaskClient, sqlite_store: Store) -> None:
    page = keeper.get("/office/places/units/xa-1/desks/new")
    assert 'value="xa-1_q01"' in page.text
    fields = {"code": "xa-1_q01", "name_vi": "Quầy 1", "questionnaire": "desk_v1"}
    orders = {"sectors-dat-dai": "2", "sectors-ho-tich": "1"}
    assert "Đã thêm quầy: Quầy 1 (xa-1_q01)." in send(keeper, "units/xa-1/desks/new", **fields, **orders).text
    with sqlite_store.reading() as session:
        query = sa.select(DeskSector.sector).where(DeskSector.desk == "xa-1_q01").order_by(DeskSector.position)
        assert list(session.scalars(query)) == ["ho-tich", "dat-dai"]
    told = [
        ({"sectors-dat-dai": ""}, "Xin ghi thứ tự cho ít nhất một lĩnh vực"),
        ({"sectors-dat-dai": "một"}, "“một” không phải một thứ tự"),
        ({"sectors-dat-dai": "1", "sectors-ho-tich": "1"}, "Hai lĩnh vực cùng thứ tự 1"),
        ({"sectors-khong-co": "1"}, "Không có lĩnh vực nào mang mã “khong-co”"),
        ({"sectors-dat-dai": "1", "questionnaire": "x\x00"}, "Không có phiếu hỏi"),
    ]
    for wrong, text in told:
        refused = send(keeper, "desks/xa-1_q01/edit", **{**fields, **wrong})
        assert refused.status_code == 422
        assert text in refused.text


def test_a_desk_is_closed_reopened_and_moved(keeper: FlaskClient, sqlite_store: Store) -> None:
    closed = send(keeper, "desks/quay-5/close", closed_on="01/12/2026")
    assert "sẽ đóng từ 01/12/2026" in closed.text
    assert "đã đóng từ ngày 01/12/2026 rồi" in send(keeper, "desks/quay-5/close", closed_on="01/12/2026").text
    assert "Đã mở lại quầy" in send(keeper, "desks/quay-5/reopen").text
    assert "Đã chuyển quầy" in send(keeper, "desks/quay-5/move", unit="xa mot").text
    assert one(sqlite_store, sa.select(Desk.unit).where(Desk.code == "quay-5")) == ("xa-1",)


def test_a_code_is_replaced_only_when_the_desk_is_named_and_the_old_one_says_so(
    keeper: FlaskClient, sqlite_store: Store
) -> None:
    old = one(sqlite_store, sa.select(Desk.token).where(Desk.code == "quay-5"))[0]
    assert "Xin gõ đúng mã “quay-5”" in send(keeper, "desks/quay-5/token", confirm="quay").text
    done = send(keeper, "desks/quay-5/token", confirm="quay-5")
    assert "Poster cũ không dùng được nữa" in done.text
    assert "Hoàn tác" not in done.text
    assert one(sqlite_store, sa.select(RetiredToken.desk).where(RetiredToken.token == old)) == ("quay-5",)
    assert keeper.get(f"/d/{old}").status_code == 410
    assert "In lại vì đã thay mã" in keeper.get("/office/places/units/ttpvhcc").text
    number = re.findall(r"done=(\d+)", done.request.url)[0]
    page = keeper.post("/office/places/undo", data={"csrf_token": token(done), "number": number, "back": ""})
    assert page.status_code == 409


def test_posters_open_as_pdf_for_chosen_desks_and_sizes(keeper: FlaskClient) -> None:
    for query in ("", "?size=a6&desk=quay-5"):
        pdf = keeper.get(f"/office/places/units/tinh/posters.pdf{query}")
        assert pdf.mimetype == "application/pdf"
        assert pdf.data.startswith(b"%PDF")
    nothing = keeper.get("/office/places/units/xa-1/posters.pdf")
    assert nothing.status_code == 404
    assert "chưa có quầy nào" in nothing.text


def test_only_what_was_never_used_is_removed(keeper: FlaskClient, sqlite_store: Store) -> None:
    used = send(keeper, "desks/quay-5/remove", confirm="quay-5")
    assert used.status_code == 422
    assert "Không xóa được “Quầy 5 – Đất đai” vì đã có: phiếu đánh giá. Hãy đóng quầy" in used.text
    assert "vì đã có" in send(keeper, "units/ttpvhcc/remove", confirm="ttpvhcc").text
    served = send(keeper, "sectors/dat-dai/remove", confirm="dat-dai")
    assert "1 quầy còn tiếp nhận “Lĩnh vực dat-dai”" in served.text
    send(keeper, "units/tinh/new", code="xa-9", name_vi="Xã nhầm", level="commune_centre")
    removed = send(keeper, "units/xa-9/remove", confirm="xa-9")
    assert "Đã xóa đơn vị: Xã nhầm (xa-9)." in removed.text
    undo(keeper, removed)
    with sqlite_store.reading() as session:
        assert session.get_one(Unit, "xa-9").name_vi == "Xã nhầm"
        assert session.get_one(UnitParent, ("xa-9", date(2000, 1, 1))).parent == "tinh"


def test_sectors_agencies_and_procedures_are_kept(keeper: FlaskClient, sqlite_store: Store) -> None:
    assert "Đã thêm cơ quan" in send(keeper, "agencies/new", code="so-tp", name_vi="Sở Tư pháp").text
    send(keeper, "agencies/new", code="so-nv", name_vi="Sở Nội vụ")
    assert "Xin chọn một cơ quan" in send(keeper, "sectors/ho-tich/agency", agency="", first="1/3/2025").text
    given = send(keeper, "sectors/ho-tich/agency", agency="so-tp", first="1/3/2025")
    assert "từ 01/03/2025 đến nay" in given.text
    send(keeper, "sectors/ho-tich/agency", agency="so-nv", first="1/3/2026")
    assert one(sqlite_store, sa.select(SectorAgency.valid_to).where(SectorAgency.agency == "so-tp")) == (
        date(2026, 2, 28),
    )
    twice = send(keeper, "sectors/ho-tich/agency/2026-03-01", agency="so-nv", first="1/2/2026", last="")
    assert "Ngày 01/02/2026 sẽ thuộc cả “Sở Tư pháp”" in twice.text
    added = send(keeper, "sectors/new", code="y-te", name_vi="Y tế", priority_group="")
    assert "Đã thêm lĩnh vực: Y tế (y-te)." in added.text
    assert "Xin chọn một nhóm" in send(keeper, "sectors/y-te/edit", name_vi="Y tế", priority_group="x").text
    procedure = {"code": "1.004227", "name_vi": "Đăng ký khai sinh", "sector": "ho-tich", "first": "", "last": ""}
    assert "Đã thêm thủ tục" in send(keeper, "procedures/new", **procedure).text
    late = {**procedure, "first": "2/1/2026", "last": "1/1/2026"}
    assert "trước ngày bắt đầu" in send(keeper, "procedures/1.004227/edit", **late).text
    assert "Xin chọn lĩnh vực" in send(keeper, "procedures/1.004227/edit", **{**procedure, "sector": "\x00"}).text
    assert "Đăng ký khai sinh" in keeper.get("/office/places/procedures?q=khai sinh").text
    assert "Đã xóa thủ tục" in send(keeper, "procedures/1.004227/remove", confirm="1.004227").text
    assert "cơ quan chủ trì" in send(keeper, "agencies/so-tp/remove", confirm="so-tp").text
    with sqlite_store.reading() as session:
        assert session.get(Procedure, "1.004227") is None
        assert session.get_one(Agency, "so-tp").name_en == "Sở Tư pháp"
        assert session.get_one(Sector, "y-te").priority_group is None


def test_the_pages_of_agencies_and_procedures_say_their_history(keeper: FlaskClient) -> None:
    send(keeper, "agencies/new", code="so-tp", name_vi="Sở Tư pháp")
    assert "hôm nay không chủ trì lĩnh vực nào" in keeper.get("/office/places/agencies").text
    assert "Chưa chủ trì lĩnh vực nào." in keeper.get("/office/places/agencies/so-tp").text
    send(keeper, "sectors/ho-tich/agency", agency="so-tp", first="1/3/2025")
    meant = {"agency": "so-tp", "first": "1/4/2025", "last": "31/12/2025"}
    assert "Đã sửa lịch sử chủ trì" in send(keeper, "sectors/ho-tich/agency/2025-03-01", **meant).text
    send(keeper, "sectors/ho-tich/agency", agency="so-tp", first="1/3/2026", allows_gaps="y")
    page = keeper.get("/office/places/sectors/ho-tich").text
    assert "từ 01/01/2026 đến hết 28/02/2026: không thuộc nơi nào" in page
    assert "Lĩnh vực ho-tich: từ 01/03/2026 đến nay" in keeper.get("/office/places/agencies/so-tp").text
    assert "Lĩnh vực ho-tich" in keeper.get("/office/places/agencies").text
    assert "Đã sửa cơ quan: Sở TP (so-tp)." in send(keeper, "agencies/so-tp/edit", name_vi="Sở TP", name_en="").text
    assert keeper.get("/office/places/sectors/ho-tich/agency/2020-01-01").status_code == 404
    send(keeper, "procedures/new", code="1.1", name_vi="Cấp mới", sector="ho-tich", last="31/12/2026")
    done = send(keeper, "procedures/1.1/edit", name_vi="Cấp đổi", sector="ho-tich", first="", last="")
    assert "Đã sửa thủ tục: Cấp đổi (1.1)." in done.text
    assert "từ trước đến nay" in keeper.get("/office/places/procedures/1.1").text


def test_a_name_that_several_units_have_is_asked_again_with_their_codes(keeper: FlaskClient) -> None:
    for code in ("xa-2", "xa-3"):
        send(keeper, "units/tinh/new", code=code, name_vi=f"Xã Đông {code}", level="commune_centre")
    page = send(keeper, "units/xa-1/move", parent="dong", first="1/12/2026")
    assert "2 đơn vị có “dong”: Xã Đông xa-2 (xa-2); Xã Đông xa-3 (xa-3). Xin gõ mã" in page.text
    assert "Đã chuyển cấp trên" in send(keeper, "units/xa-1/move", parent="Xã Đông xa-2 (xa-2)", first="1/12/2026").text
    assert "từ 01/12/2026 (sắp tới)" in keeper.get("/office/places/units/xa-1").text


def test_a_split_says_that_the_figures_before_are_of_the_whole(keeper: FlaskClient) -> None:
    send(keeper, "units/tinh/new", code="xa-2", name_vi="Xã Hai", level="commune_centre", first="1/12/2026")
    for new in ("xa-1", "xa-2"):
        send(keeper, "units/ttpvhcc/successor", unit=new, first="1/12/2026")
    page = keeper.get("/office/places/units/xa-2").text
    assert "được chia cho Xã Hai và Xã Một. Số liệu trước ngày này là của cả đơn vị cũ." in page
    assert "bắt đầu 01/12/2026" in keeper.get("/office/places?q=hai").text


def test_a_commune_keeps_its_own_places_and_no_others(commune: FlaskClient, sqlite_store: Store) -> None:
    assert commune.get("/office/places/units/xa-1").status_code == 200
    for path in ("units/tinh", "units/ttpvhcc", "units/ttpvhcc/edit", "units/khong-co", "units/a%00b", "desks/quay-5"):
        assert commune.get(f"/office/places/{path}").status_code == 404, path
    told = [commune.get(f"/office/places/desks/{code}").text.partition("<main")[2] for code in ("quay-5", "quay-6")]
    assert told[0].replace("quay-5", "quay-6") == told[1]
    assert commune.get("/office/places/sectors").status_code == 200
    assert commune.get("/office/places/sectors/new").status_code == 403
    assert "đơn vị cao nhất" in commune.get("/office/places/sectors").text
    assert "Đã sửa đơn vị" in send(commune, "units/xa-1/edit", **{**KEPT, "name_vi": "Phường Một"}).text
    # where the unit stands is for those above it to say
    assert send(commune, "units/xa-1/end", last="30/11/2026").status_code == 422
    with sqlite_store.reading() as session:
        assert session.get_one(UnitParent, ("xa-1", date(2025, 7, 1))).valid_to is None


def test_a_notice_is_shown_to_its_own_person_only(keeper: FlaskClient, commune: FlaskClient) -> None:
    done = send(keeper, "units/xa-1/edit", **{**KEPT, "name_vi": "Phường Một"})
    number = re.findall(r"done=(\d+)", done.request.url)[0]
    assert "Hoàn tác" not in commune.get(f"/office/places/units/xa-1?done={number}").text
    page = commune.get("/office/places/units/xa-1")
    fields = {"csrf_token": token(page), "number": number, "back": ""}
    assert commune.post("/office/places/undo", data=fields).status_code == 409


def test_the_log_holds_what_was_before_and_what_is_now(keeper: FlaskClient, sqlite_store: Store) -> None:
    send(keeper, "units/xa-1/edit", **{**KEPT, "name_vi": "Phường Một"})
    query = sa.select(AuditEntry.who, AuditEntry.unit, AuditEntry.detail).order_by(AuditEntry.id.desc()).limit(1)
    who, unit, detail = one(sqlite_store, query)
    assert (who, unit) == ("administrator.tinh", "xa-1")
    change = {"kind": "unit", "code": "xa-1", "before": {"name_vi": "Xã Một"}, "after": {"name_vi": "Phường Một"}}
    assert json.loads(detail)["changes"] == [change]


def test_a_form_sent_with_nothing_in_it_is_refused_and_not_an_error(keeper: FlaskClient) -> None:
    for path in ("units/xa-1/edit", "units/xa-1/move", "units/xa-1/merge", "desks/quay-5/token", "sectors/new"):
        page = keeper.get(f"/office/places/{path}")
        seen = re.findall(r'name="seen" value="([^"]*)"', page.text)[0]
        refused = keeper.post(f"/office/places/{path}", data={"csrf_token": token(page), "seen": seen})
        assert refused.status_code == 422, path


def test_others_may_not_open_the_pages(app: Flask, furnished: Furnished) -> None:
    client = signed_in(app, furnished, "viewer.tinh")
    assert client.get("/office/places").status_code == 403


def ask_addresses(client: FlaskClient, page: TestResponse) -> TestResponse:
    return client.post("/office/places/desks/quay-5", data={"csrf_token": token(page)})


def test_the_addresses_that_carry_a_key_are_shown_when_asked_for_and_logged(
    keeper: FlaskClient, sqlite_store: Store
) -> None:
    page = keeper.get("/office/places/desks/quay-5")
    assert "Xem địa chỉ" in page.text
    assert re.search(r"/(screen|kiosk|assist)/", page.text) is None
    shown = ask_addresses(keeper, page)
    codes = rotating_codes_of("k" * 48)
    desk = one(sqlite_store, sa.select(Desk.token).where(Desk.code == "quay-5")).token
    base = "https://danhgia.tinh.gov.vn"
    for text in (
        f"{base}/screen/{desk}/{codes.screen_key(desk)}",
        f"{base}/kiosk/{desk}/{codes.kiosk_key(desk)}",
        f"{base}/assist/{desk}/{codes.assist_key(desk)}",
        codes.kiosk_code(desk),
    ):
        assert text in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    entry = one(sqlite_store, sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))[0]
    assert (entry.who, entry.action, entry.unit) == ("administrator.tinh", "places.addresses_show", "ttpvhcc")
    assert "quay-5" in entry.subject
    assert codes.kiosk_code(desk) not in entry.detail + entry.subject
    assert re.search(r"/(screen|kiosk|assist)/", keeper.get("/office/places/desks/quay-5").text) is None


def test_addresses_are_refused_without_a_public_address_and_of_a_closed_desk(
    app: Flask, keeper: FlaskClient, sqlite_store: Store
) -> None:
    page = keeper.get("/office/places/desks/quay-5")
    kept: Settings = app.extensions["sipas_settings"]
    app.extensions["sipas_settings"] = replace(kept, base_url="")
    refused = ask_addresses(keeper, page)
    assert refused.status_code == 409
    assert "Chưa đặt địa chỉ công khai" in refused.text
    app.extensions["sipas_settings"] = kept
    with sqlite_store.writing.begin() as session:
        session.get_one(Desk, "quay-5").closed_on = date(2026, 11, 1)
    assert "đã đóng" in ask_addresses(keeper, page).text
    assert "Xem địa chỉ" not in keeper.get("/office/places/desks/quay-5").text
    shown = sa.select(sa.func.count()).where(AuditEntry.action == "places.addresses_show")
    assert one(sqlite_store, shown) == (0,)


def test_the_addresses_of_a_desk_elsewhere_are_nobodys(app: Flask, commune: FlaskClient, furnished: Furnished) -> None:
    page = commune.get("/office/places/units/xa-1/desks/new")
    assert ask_addresses(commune, page).status_code == 404
    viewer = signed_in(app, furnished, "viewer.tinh")
    assert ask_addresses(viewer, viewer.get("/office/account")).status_code == 403
