"""Letters as pages: settings, confirming an address, stopping with one click, and nobody reads another's."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.app import create_app
from survey_app.database import Store
from survey_app.letters.running import run_letters
from survey_app.letters.subscribing import confirm_token, find_subscription, stop_token
from survey_app.mail_settings import MailServer
from survey_app.models import AuditEntry, Letter
from survey_app.settings import Settings
from tests.survey_app.office.office_world import NOW, furnish, set_clock, sign_in

KEY = "k" * 48
NOBODY = MailServer("127.0.0.1", 1, "none", "mot-cua@tinh.gov.vn")
"""A server that never answers."""


def make_app(path: Path) -> Flask:
    settings = Settings(
        directory=path.parent, database_url=f"sqlite:///{path}", secret_key=KEY, base_url="http://a.vn", mail=NOBODY
    )
    made = create_app(settings)
    set_clock(made, NOW)
    return made


@pytest.fixture(scope="module")
def furnished(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("letters") / "sipas.db"))
    app = make_app(path)
    furnish(app, app.extensions["sipas_store"])
    app.extensions["sipas_store"].engine.dispose()
    return path


@pytest.fixture
def app(furnished: Path, tmp_path: Path) -> Iterator[Flask]:
    made = make_app(Path(shutil.copy(furnished, tmp_path / "sipas.db")))
    yield made
    made.extensions["sipas_store"].engine.dispose()


@pytest.fixture
def store(app: Flask) -> Store:
    return app.extensions["sipas_store"]


@pytest.fixture
def head(app: Flask) -> FlaskClient:
    client = app.test_client()
    sign_in(client, "head.tinh")
    return client


def words(page: TestResponse) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.text)))


def save(client: FlaskClient, to: str = "/office/letters", **asked: object) -> TestResponse:
    csrf = re.findall(r'name="csrf_token" value="([^"]+)"', client.get(to).text)[0]
    wanted = {"unit": "tinh", "kinds": ["targets", "actions"], "language": "vi", "address": "truong@tinh.gov.vn"}
    return client.post(to, data={"csrf_token": csrf, **wanted, **asked})


def post(client: FlaskClient, address: str) -> TestResponse:
    csrf = re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/office/letters").text)[0]
    return client.post(address, data={"csrf_token": csrf})


def test_a_person_subscribes_and_confirms_the_address(app: Flask, head: FlaskClient, store: Store) -> None:
    assert "Chưa có thư nào. Ghi điều muốn nhận" in words(head.get("/office/letters"))
    assert save(head).status_code == 302
    assert "truong@tinh.gov.vn chưa xác nhận" in words(head.get("/office/letters"))
    with store.reading() as session:
        kept = find_subscription(session, "head.tinh")
        link = f"/office/letters/confirm/{confirm_token(KEY, kept, NOW)}"
        (asked,) = session.scalars(sa.select(Letter)).all()
        assert (asked.state, asked.digest_day) == ("waiting", None)
    stranger = app.test_client()
    assert "tr…@tinh.gov.vn" in words(stranger.get(link))
    with store.reading() as session:
        assert not find_subscription(session, "head.tinh").is_confirmed  # opening a link changes nothing
    assert "Đã xác nhận" in words(stranger.post(link))
    with store.reading() as session:
        assert find_subscription(session, "head.tinh").is_confirmed
    assert "Set-Cookie" not in stranger.get(link).headers


def test_the_link_that_confirms_is_for_the_mailbox_alone(head: FlaskClient, store: Store) -> None:
    save(head)
    with store.reading() as session:
        number = session.scalars(sa.select(Letter.id)).one()
    assert head.get(f"/office/letters/{number}").status_code == 404
    assert "/confirm/" not in head.get("/office/letters").text


def test_an_old_or_foreign_link_confirms_nothing(app: Flask, head: FlaskClient, store: Store) -> None:
    save(head)
    with store.reading() as session:
        token = confirm_token(KEY, find_subscription(session, "head.tinh"), NOW)
    save(head, address="khac@tinh.gov.vn")
    for wrong in (token, token[:-2], "1.2.3", "x", "1.99999999999.abc"):
        assert app.test_client().post(f"/office/letters/confirm/{wrong}").status_code == 404
    with store.reading() as session:
        token = confirm_token(KEY, find_subscription(session, "head.tinh"), NOW - timedelta(days=4))
    assert app.test_client().post(f"/office/letters/confirm/{token}").status_code == 404


def test_one_click_stops_the_letters_without_signing_in(app: Flask, head: FlaskClient, store: Store) -> None:
    save(head)
    with store.reading() as session:
        link = f"/office/letters/stop/{stop_token(KEY, find_subscription(session, 'head.tinh').number)}"
    mailer = app.test_client()
    assert "sẽ dừng ngay" in words(mailer.get(link))
    with store.reading() as session:
        assert not find_subscription(session, "head.tinh").is_stopped
    assert mailer.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert "không có thư nào gửi đến" in words(mailer.get(link))
    assert mailer.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert "Đã thôi nhận thư" in words(head.get("/office/letters"))
    assert mailer.post("/office/letters/stop/1.xxxx").status_code == 404
    save(head)
    assert "Đã thôi nhận thư" not in words(head.get("/office/letters"))


def test_a_person_stops_their_own_letters_on_the_page(head: FlaskClient, store: Store) -> None:
    save(head)
    assert post(head, "/office/letters/leave").status_code == 302
    with store.reading() as session:
        assert find_subscription(session, "head.tinh").is_stopped
        logged = session.scalars(sa.select(AuditEntry.action).where(AuditEntry.action.like("letters.%"))).all()
        assert logged == ["letters.subscribe", "letters.stop"]
        assert "@" not in "".join(session.scalars(sa.select(AuditEntry.detail)))


def test_a_letter_to_confirm_that_waits_says_so_until_it_is_sent_also_after_a_restart(
    app: Flask, head: FlaskClient, store: Store, tmp_path: Path
) -> None:
    saved = words(head.get(save(head).location))
    again = make_app(tmp_path / "sipas.db")
    client = again.test_client()
    sign_in(client, "head.tinh")
    for said in (saved, words(client.get("/office/letters")), words(post(client, "/office/letters/ask"))):
        assert "chưa gửi đi được. Thư được giữ lại và tự gửi lại" in said
        assert "chờ gửi · thử lại từ 10/11/2026 09:05" in said
        assert "Máy chủ thư chưa nhận thư." in said
        assert "127.0.0.1" not in said
        assert "xin mở thư xác nhận" not in said
        assert "Gửi lại thư xác nhận" not in said
    assert save(client, kinds=["targets"]).status_code == 302
    with store.reading() as session:
        assert len(session.scalars(sa.select(Letter)).all()) == 1
    again.extensions["sipas_store"].engine.dispose()
    with store.writing.begin() as session:
        session.execute(sa.update(Letter).values(state="sent", next_try_at=None, sent_at=NOW))
    sent = words(head.get("/office/letters"))
    assert "xin mở thư xác nhận" in sent
    assert "chờ gửi" not in sent


def test_a_letter_from_before_the_address_was_confirmed_says_that_it_is_not_sent_later(
    app: Flask, head: FlaskClient, store: Store
) -> None:
    save(head, kinds=["targets", "actions"], weekly="1")
    run_letters(store, app.extensions["sipas_settings"], NOW)
    assert "không gửi bù" in words(head.get("/office/letters"))
    with store.writing.begin() as session:
        find_subscription(session, "head.tinh").is_confirmed = True
    listed = head.get("/office/letters")
    assert "viết trước khi địa chỉ được xác nhận, không gửi bù" in words(listed)
    number = re.findall(r"/office/letters/([0-9a-f-]{36})", listed.text)[0]
    assert "viết trước khi địa chỉ được xác nhận" in words(head.get(f"/office/letters/{number}"))


def test_the_confirmation_is_not_sent_again_at_once(head: FlaskClient, store: Store) -> None:
    save(head)
    with store.writing.begin() as session:
        session.execute(sa.update(Letter).values(state="sent", next_try_at=None, sent_at=NOW))
    page = post(head, "/office/letters/ask")
    assert page.status_code == 422
    assert "Mỗi 10 phút chỉ gửi một thư xác nhận" in words(page)


def test_a_letter_is_read_as_a_page_by_its_person_alone(app: Flask, head: FlaskClient, store: Store) -> None:
    save(head, weekly="y", address="")
    run_letters(store, app.extensions["sipas_settings"], NOW)
    page = head.get("/office/letters")
    assert "chỉ đọc trên trang" in words(page)
    address = re.findall(r"/office/letters/[0-9a-f-]{36}", page.text)[0]
    assert "Kết quả Tuần 45" in words(head.get(address))
    other = app.test_client()
    sign_in(other, "administrator.tinh")
    assert other.get(address).status_code == 404


@pytest.mark.parametrize("login", ["head.tinh", "administrator.tinh"])
def test_letters_that_wait_say_until_when_and_the_servers_words_to_who_may_mend_it(
    app: Flask, store: Store, login: str
) -> None:
    client = app.test_client()
    sign_in(client, login)
    save(client, weekly="y")
    with store.writing.begin() as session:
        find_subscription(session, login).is_confirmed = True
    run_letters(store, app.extensions["sipas_settings"], NOW)
    page = client.get("/office/letters")
    number = re.findall(r"/office/letters/([0-9a-f-]{36})", page.text)[0]
    assert "thử lại từ 10/11/2026 09:05" in words(page)
    for text in (words(page), words(client.get(f"/office/letters/{number}"))):
        assert "chờ gửi" in text
        assert ("127.0.0.1:1 không trả lời" in text) is (login == "administrator.tinh")
        assert ("Máy chủ thư chưa nhận thư." in text) is (login != "administrator.tinh")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"address": "khong phai dia chi"}, "chưa phải một địa chỉ thư"),
        ({"address": "a@b.vn\r\nBcc: c@d.vn"}, "chưa phải một địa chỉ thư"),
        ({"unit": "tinh-khac"}, "Không có đơn vị “tinh-khac”"),
        ({"address": f"{'a' * 250}@tinh.vn"}, "quá 254 ký tự"),
    ],
)
def test_bad_wishes_are_refused_and_kept_in_the_form(head: FlaskClient, asked: dict[str, str], said: str) -> None:
    page = save(head, **asked)
    assert page.status_code == 422
    assert said in words(page)


def test_who_looks_after_letters_sees_to_those_of_their_units(app: Flask, head: FlaskClient, store: Store) -> None:
    assert "xa.xem" in words(head.get("/office/letters"))
    assert "khac.xem" not in words(head.get("/office/letters"))
    assert save(head, "/office/letters/for/xa.xem", unit="xa-1", address="").status_code == 302
    with store.reading() as session:
        assert find_subscription(session, "xa.xem").unit == "xa-1"
    assert "Không có đơn vị “tinh”" in words(save(head, "/office/letters/for/xa.xem", unit="tinh", address=""))
    assert head.get("/office/letters/for/khac.xem").status_code == 404
    viewer = app.test_client()
    sign_in(viewer, "viewer.tinh")
    assert viewer.get("/office/letters/for/xa.xem").status_code == 403
    assert "Thư của người khác" not in words(viewer.get("/office/letters"))
