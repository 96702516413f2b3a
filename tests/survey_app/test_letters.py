"""Letters from their conditions to a real mail server: told once, one a day, kept while the server is down."""

from __future__ import annotations

import email
import email.header
import email.policy
import os
import re
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from dataclasses import replace as changed
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from click.testing import CliRunner
from flask import Flask

from reports.alerts import Condition
from reports.integrity import tell_silences
from survey_app.actions import Actor, Plan, open_action
from survey_app.app import create_app
from survey_app.calendars import working_days
from survey_app.cli.letters import letters as command
from survey_app.database import Store, open_store
from survey_app.exceptions import BadSettings, LetterRefused, MailServerDown
from survey_app.letters.asking import ask_to_confirm
from survey_app.letters.content import Content, Footer, Item, Part, read_content, to_html, to_text, write_content
from survey_app.letters.gathering import Gathered, cleared_keys
from survey_app.letters.mail import make_message
from survey_app.letters.running import run_letters
from survey_app.letters.sending import GIVEN_UP_AFTER, WAITS, next_try, send_waiting, take_due
from survey_app.letters.subscribing import (
    Wish,
    find_subscription,
    read_confirm_token,
    read_stop_token,
    stop,
    stop_token,
    subscribe,
)
from survey_app.letters.timing import send_if_due, sent_from
from survey_app.letters.trying import send_test
from survey_app.mail_settings import MailServer, is_address, read_mail
from survey_app.models import Desk, Letter, Sector, Staff, ToldAlert, Unit
from survey_app.periods import VIET_NAM, parse_period
from survey_app.results import load
from survey_app.results.integrity import heard_of
from survey_app.settings import Settings
from tests.conftest import needs
from tests.factories import make_desk, make_response, make_transactions, publish
from tests.ports import free_port
from tests.survey_app.office.office_world import NOW, answer, furnish

KEY = "k" * 48
BASE = "https://danhgia.tinh.gov.vn"
ADDRESS = "truong@tinh.gov.vn"
ALL = ("targets", "signals", "desks", "actions")


@dataclass
class Inbox:
    """Takes letters, or refuses as it was told to."""

    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    refusal: str = ""
    raw: list[bytes] = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802, PLR0913
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.raw.append(envelope.content)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.taken.append((envelope.rcpt_tos[0], message))
        return "250 OK"


@contextmanager
def listening(inbox: Inbox, port: int) -> Iterator[MailServer]:
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield MailServer("127.0.0.1", port, "none", "mot-cua@tinh.gov.vn")
    finally:
        controller.stop()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[MailServer]:
    with listening(inbox, free_port()) as found:
        yield found


@pytest.fixture(scope="module")
def furnished(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small province with land so far below its target that it is proven."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("letters") / "sipas.db"))
    app = create_app(Settings(directory=path.parent, database_url=f"sqlite:///{path}", secret_key=KEY))
    store: Store = app.extensions["sipas_store"]
    furnish(app, store)
    with store.writing.begin() as session:
        for day in range(2, 9):
            answer(session, session.get_one(Desk, "quay-5"), "dat-dai", satisfied=0, others=12, day=date(2026, 11, day))
    publish(store, NOW.date(), unit="ttpvhcc", period="2026-W45")
    store.engine.dispose()
    return path


@pytest.fixture
def store(furnished: Path, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{shutil.copy(furnished, tmp_path / 'sipas.db')}")
    yield opened
    opened.engine.dispose()


@pytest.fixture
def settings(store: Store, tmp_path: Path, server: MailServer) -> Settings:
    url = store.engine.url.render_as_string(hide_password=False)
    return Settings(directory=tmp_path, database_url=url, secret_key=KEY, base_url=BASE, mail=server)


def wish(store: Store, login: str = "head.tinh", address: str = ADDRESS, **asked: object) -> None:
    """Subscribe somebody whose address is confirmed already."""
    wanted = Wish(
        **{"unit": "ttpvhcc", "kinds": ALL, "is_weekly": False, "language": "vi", "address": address, **asked}
    )
    with store.writing.begin() as session:
        subscribe(session, login, wanted, who=login).is_confirmed = bool(address)


def all_letters(store: Store) -> list[Letter]:
    with store.reading() as session:
        return list(session.scalars(sa.select(Letter).order_by(Letter.made_at)))


def test_a_target_surely_missed_is_told_once_in_a_letter_of_text_and_html(
    store: Store, settings: Settings, inbox: Inbox
) -> None:
    wish(store)
    run = run_letters(store, settings, NOW)
    assert (run.written, run.outcome.sent) == (1, 1)
    to, message = inbox.taken[0]
    assert to == ADDRESS
    assert "điều cần xem" in message["Subject"]
    assert message["Subject"].startswith("[DỮ LIỆU MÔ PHỎNG] Trung tâm tỉnh A")
    plain = message.get_body(("plain",)).get_content()
    assert "chưa đạt mức chỉ tiêu; mức độ chắc chắn: chưa đạt" in plain
    assert "không phải Chỉ số SIPAS" in plain
    assert f"{BASE}/office/results?unit=ttpvhcc&period=2026-W45" in plain
    page = message.get_body(("html",)).get_content()
    assert "<img" not in page
    assert "http" not in page.replace(BASE, "")
    for later in (0, 1, 2):
        again = run_letters(store, settings, NOW + timedelta(days=later))
        assert (again.written, again.outcome.sent) == (0, 0)
    assert len(inbox.taken) == 1


def test_the_subject_and_the_way_out_are_whole_on_the_wire(store: Store, settings: Settings, inbox: Inbox) -> None:
    wish(store)
    run_letters(store, settings, NOW)
    headers = inbox.raw[0].partition(b"\r\n\r\n")[0]
    assert headers.isascii()
    assert all(len(line) <= 78 for line in headers.split(b"\r\n") if not line.startswith(b"List-Unsubscribe:"))
    assert f"List-Unsubscribe: <{BASE}/office/letters/stop/".encode() in headers
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in headers + b"\r\n"


SAID = "[DỮ LIỆU MÔ PHỎNG] Xác nhận địa chỉ nhận thư kết quả khảo sát tại quầy của Trung tâm tỉnh Ninh Thuận: 12 điều"


@pytest.mark.parametrize("before", ["", "x", "[A1] ", "ắ" * 90 + " "])
def test_whoever_reads_a_subject_reads_what_was_meant(before: str) -> None:
    server = MailServer("localhost", 25, "none", "mot-cua@tinh.gov.vn")
    letter = Letter(made_at=NOW, address=ADDRESS, message_id="<1@localhost>")
    for length in range(1, len(SAID) + 1):
        meant = " ".join(f"{before}{SAID[:length]}".split())
        raw = make_message(letter, Content("vi", meant, "", ()), server, BASE, None)
        headers = raw.partition(b"\r\n\r\n")[0]
        assert all(len(line) <= 76 for line in headers.split(b"\r\n"))
        assert email.message_from_bytes(raw, policy=email.policy.default)["Subject"] == meant
        old = email.message_from_bytes(raw)["Subject"]
        assert str(email.header.make_header(email.header.decode_header(old))) == meant


def test_nothing_to_say_is_no_letter(store: Store, settings: Settings, inbox: Inbox) -> None:
    wish(store, kinds=("actions",))
    assert run_letters(store, settings, NOW).written == 0
    assert inbox.taken == []


def test_the_week_is_sent_once_to_who_asked_for_it(store: Store, settings: Settings, inbox: Inbox) -> None:
    wish(store, kinds=(), is_weekly=True, language="en")
    run_letters(store, settings, NOW)
    run_letters(store, settings, NOW + timedelta(days=1))
    assert len(inbox.taken) == 1
    text = inbox.taken[0][1].get_body(("plain",)).get_content()
    assert "satisfied" in text
    assert "WEEK 45" in text.upper()
    run_letters(store, settings, NOW + timedelta(days=7))
    assert len(inbox.taken) == 1  # not published yet
    publish(store, date(2026, 11, 17), unit="ttpvhcc", period="2026-W46")
    run_letters(store, settings, NOW + timedelta(days=7))
    assert len(inbox.taken) == 2


def test_what_clears_is_told_anew_when_it_comes_back(store: Store, settings: Settings, inbox: Inbox) -> None:
    wish(store)
    run_letters(store, settings, NOW)
    with store.writing.begin() as session:
        told = session.scalars(sa.select(ToldAlert)).all()
        session.add(ToldAlert(login="head.tinh", key="targets:ttpvhcc:ke-hoach-cu|da-het", letter=told[0].letter))
        for alert in told:
            session.delete(alert)
    run_letters(store, settings, NOW + timedelta(days=1))
    assert len(inbox.taken) == 2
    with store.reading() as session:
        assert not session.scalars(sa.select(ToldAlert).where(ToldAlert.key.contains("da-het"))).all()


def test_a_server_that_is_down_loses_nothing_and_doubles_nothing(store: Store, tmp_path: Path, inbox: Inbox) -> None:
    port = free_port()
    url = store.engine.url.render_as_string(hide_password=False)
    mail = MailServer("127.0.0.1", port, "none", "mot-cua@tinh.gov.vn")
    settings = Settings(directory=tmp_path, database_url=url, secret_key=KEY, base_url=BASE, mail=mail)
    wish(store)
    down = run_letters(store, settings, NOW)
    assert (down.written, down.outcome.sent, down.outcome.waiting) == (1, 0, 1)
    assert f"127.0.0.1:{port} không trả lời" in down.outcome.problem
    (letter,) = all_letters(store)
    assert (letter.state, letter.attempts) == ("waiting", 1)
    assert letter.problem == down.outcome.problem
    with listening(inbox, port):
        assert run_letters(store, settings, NOW + timedelta(minutes=1)).outcome.sent == 0  # not due yet
        assert run_letters(store, settings, NOW + WAITS[0]).outcome.sent == 1
        assert run_letters(store, settings, NOW + timedelta(hours=2)).outcome.sent == 0
    assert len(inbox.taken) == 1
    assert inbox.taken[0][1]["Message-ID"] == letter.message_id


def test_days_without_a_server_become_one_letter_not_a_flood(store: Store, tmp_path: Path, inbox: Inbox) -> None:
    port = free_port()
    url = store.engine.url.render_as_string(hide_password=False)
    mail = MailServer("127.0.0.1", port, "none", "mot-cua@tinh.gov.vn")
    settings = Settings(directory=tmp_path, database_url=url, secret_key=KEY, base_url=BASE, mail=mail)
    wish(store, is_weekly=True)
    publish(store, date(2026, 11, 17), unit="ttpvhcc", period="2026-W46")
    for day in (0, 7):
        run_letters(store, settings, NOW + timedelta(days=day))
    with listening(inbox, port):
        for hour in (0, 1, 2, 3):
            run_letters(store, settings, NOW + timedelta(days=8, hours=hour))
        assert len(inbox.taken) == 1
        run_letters(store, settings, NOW + timedelta(days=9))
    assert len(inbox.taken) == 2


def test_a_recipient_refused_for_good_is_not_tried_again(store: Store, settings: Settings, inbox: Inbox) -> None:
    wish(store)
    inbox.refusal = "550 5.1.1 no such mailbox"
    run = run_letters(store, settings, NOW)
    assert (run.outcome.sent, run.outcome.refused) == (0, 1)
    (letter,) = all_letters(store)
    assert letter.state == "refused"
    assert "550 5.1.1 no such mailbox" in letter.problem
    with store.reading() as session:
        kept = find_subscription(session, "head.tinh")
        assert (kept.is_confirmed, kept.problem) == (False, letter.problem)
    inbox.refusal = ""
    wish_again = run_letters(store, settings, NOW + timedelta(days=2))
    assert wish_again.outcome.sent == 0


def test_a_recipient_refused_for_now_is_tried_again(store: Store, settings: Settings, inbox: Inbox) -> None:
    wish(store)
    inbox.refusal = "451 4.7.1 greylisted"
    assert run_letters(store, settings, NOW).outcome.waiting == 1
    inbox.refusal = ""
    assert run_letters(store, settings, NOW + WAITS[0]).outcome.sent == 1


def test_encryption_that_was_asked_for_is_never_gone_without(store: Store, settings: Settings, inbox: Inbox) -> None:
    wish(store)
    strict = changed(settings, mail=changed(settings.mail, security="starttls"))
    run = run_letters(store, strict, NOW)
    assert "STARTTLS" in run.outcome.problem
    assert inbox.taken == []
    strict = changed(settings, mail=changed(settings.mail, security="tls"))
    assert run_letters(store, strict, NOW + WAITS[0]).outcome.problem
    assert inbox.taken == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 that nobody trusts by itself, and its key."""
    needs("openssl")
    folder = tmp_path_factory.mktemp("tls")
    paths = folder / "cert.pem", folder / "key.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
    ]
    subprocess.run([*command, *subject, "-out", paths[0], "-keyout", paths[1]], check=True, capture_output=True)
    return paths


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_letter_goes_out_encrypted_to_a_server_that_is_trusted(
    store: Store, settings: Settings, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    inbox, port, seen = Inbox(), free_port(), []

    def sign_in(_server, _session, _envelope, _mechanism, given):
        seen.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=True)

    ways = {"starttls": {"tls_context": context, "require_starttls": True}, "tls": {"ssl_context": context}}
    plain = {"auth_require_tls": False} if security == "tls" else {}
    controller = Controller(inbox, hostname="127.0.0.1", port=port, authenticator=sign_in, **ways[security], **plain)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    controller.start()
    try:
        wish(store)
        mail = MailServer("127.0.0.1", port, security, "mot-cua@tinh.gov.vn", "mot-cua", "bi-mat-dai")
        assert run_letters(store, changed(settings, mail=mail), NOW).outcome.sent == 1
        monkeypatch.delenv("SSL_CERT_FILE")
        with pytest.raises(MailServerDown, match="Chứng thư"):
            send_test(changed(settings, mail=mail), ADDRESS, NOW)
    finally:
        controller.stop()
    assert seen == [("mot-cua", "bi-mat-dai")]
    assert len(inbox.taken) == 1


def test_two_runs_at_once_send_one_letter(store: Store, settings: Settings, inbox: Inbox) -> None:
    for login in ("head.tinh", "viewer.tinh"):
        wish(store, login, f"{login}@tinh.gov.vn")
    gate, failures = threading.Barrier(2), []

    def run() -> None:
        own = open_store(settings.database_url)
        try:
            gate.wait()
            run_letters(own, settings, NOW)
        except Exception as error:  # noqa: BLE001  # a thread's failure is told by the test
            failures.append(error)
        finally:
            own.engine.dispose()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run_letters(store, settings, NOW + timedelta(hours=1))
    assert failures == []
    assert sorted(to for to, _message in inbox.taken) == ["head.tinh@tinh.gov.vn", "viewer.tinh@tinh.gov.vn"]
    assert len(all_letters(store)) == 2


def test_a_letter_in_hand_is_left_alone_until_its_run_must_have_died(store: Store, settings: Settings) -> None:
    wish(store)
    run_letters(store, changed(settings, mail=None), NOW)
    assert len(take_due(store, NOW)) == 1
    assert take_due(store, NOW + timedelta(minutes=14)) == []
    assert send_waiting(store, settings, NOW + timedelta(minutes=15)).sent == 1


def test_a_letter_too_old_to_help_is_given_up_and_stays_a_page(store: Store, settings: Settings) -> None:
    wish(store)
    dead = changed(settings, mail=changed(settings.mail, port=free_port()))
    run_letters(store, dead, NOW)
    send_waiting(store, dead, NOW + GIVEN_UP_AFTER + timedelta(days=1))
    assert [letter.state for letter in all_letters(store)] == ["given_up"]


def test_what_wavers_stays_told_and_what_is_clear_or_gone_does_not() -> None:
    states = {"a": "raised", "b": "unclear", "c": "clear"}
    found = tuple(Condition("targets", f"targets:{key}", state) for key, state in states.items())
    told = {"targets:a", "targets:b", "targets:c", "targets:gone", "desks:gone", "week:u:2026-W45"}
    unread = Gathered("u", "U", "2026-W45", None, found)
    assert cleared_keys(unread, told) == {"desks:gone"}  # a week that was not published ends nothing


def test_waits_grow_from_minutes_to_a_day() -> None:
    waits = [next_try(attempts, NOW) - NOW for attempts in range(1, 9)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(minutes=5), timedelta(days=1))


def test_who_stopped_changed_the_address_or_left_gets_nothing(store: Store, settings: Settings, inbox: Inbox) -> None:
    for login in ("head.tinh", "viewer.tinh", "analyst.tinh", "clerk.tinh"):
        wish(store, login, f"{login}@tinh.gov.vn")
    run_letters(store, changed(settings, mail=None), NOW)
    with store.writing.begin() as session:
        stop(session, find_subscription(session, "head.tinh"), who="head.tinh")
        find_subscription(session, "viewer.tinh").address = "khac@tinh.gov.vn"
        session.get_one(Staff, "clerk.tinh").is_active = False
    run_letters(store, settings, NOW)
    assert [to for to, _message in inbox.taken] == ["analyst.tinh@tinh.gov.vn"]


def test_nobody_is_told_of_a_unit_they_may_not_see(store: Store, settings: Settings, inbox: Inbox) -> None:
    wish(store, "khac.xem")
    assert run_letters(store, settings, NOW).written == 0


def test_without_a_confirmed_address_the_letter_is_a_page(store: Store, settings: Settings, inbox: Inbox) -> None:
    wish(store, address="")
    run = run_letters(store, settings, NOW)
    assert (run.written, run.pages, run.outcome.sent) == (1, 1, 0)
    assert [letter.state for letter in all_letters(store)] == ["page"]


def test_an_address_is_asked_before_anything_goes_there(store: Store, settings: Settings, inbox: Inbox) -> None:
    wanted = Wish("ttpvhcc", ALL, is_weekly=False, language="vi", address=ADDRESS)
    with store.writing.begin() as session:
        kept = subscribe(session, "head.tinh", wanted, who="head.tinh")
        ask_to_confirm(session, kept, settings, NOW)
    soon = NOW + timedelta(minutes=9)
    with store.writing.begin() as session, pytest.raises(LetterRefused, match="vẫn chờ gửi"):
        ask_to_confirm(session, find_subscription(session, "head.tinh"), settings, soon)
    run_letters(store, settings, NOW)
    with store.writing.begin() as session, pytest.raises(LetterRefused, match="Mỗi 10 phút"):
        ask_to_confirm(session, find_subscription(session, "head.tinh"), settings, soon)
    (message,) = [message for _to, message in inbox.taken]
    assert "Xác nhận địa chỉ" in message["Subject"]
    assert "/office/letters/confirm/" in message.get_body(("plain",)).get_content()
    assert sorted(letter.state for letter in all_letters(store)) == ["page", "sent"]


def test_a_letter_to_confirm_that_waited_carries_a_link_that_still_holds(
    store: Store, settings: Settings, inbox: Inbox
) -> None:
    wanted = Wish("ttpvhcc", ALL, is_weekly=False, language="vi", address=ADDRESS)
    with store.writing.begin() as session:
        ask_to_confirm(session, subscribe(session, "head.tinh", wanted, who="head.tinh"), settings, NOW)
    later = NOW + timedelta(days=5)
    with store.writing.begin() as session, pytest.raises(LetterRefused, match="vẫn chờ gửi"):
        ask_to_confirm(session, find_subscription(session, "head.tinh"), settings, later)
    send_waiting(store, settings, later)
    (text,) = [message.get_body(("plain",)).get_content() for _to, message in inbox.taken]
    (link,) = re.findall(r"/office/letters/confirm/(\S+)", text)
    with store.reading() as session:
        for moment, holds in ((later + timedelta(days=2), True), (later + timedelta(days=4), False)):
            found = read_confirm_token(session, settings.secret_key, link, moment)
            assert (found is not None) is holds


@pytest.mark.parametrize(
    ("due", "sent"),
    [("10 09:05", "10 09:05"), ("10 23:40", "11 07:00"), ("11 02:10", "11 07:00"), ("10 19:00", "11 07:00")],
    ids=["by day", "before midnight", "after midnight", "in the evening"],
)
def test_a_letter_due_at_night_is_told_for_the_morning(due: str, sent: str) -> None:
    moment = datetime.strptime(f"2026-11-{due}", "%Y-%m-%d %H:%M").replace(tzinfo=VIET_NAM)
    assert f"{sent_from(moment):%d %H:%M}" == sent


def test_hidden_figures_stand_in_no_letter(store: Store, settings: Settings, inbox: Inbox) -> None:
    with store.writing.begin() as session:
        desk = session.get_one(Desk, "quay-5")
        answer(session, desk, "ho-tich", satisfied=5, others=2, day=date(2026, 11, 11))
        answer(session, desk, "dat-dai", satisfied=9, others=4, day=date(2026, 11, 11))
    publish(store, date(2026, 11, 17), unit="ttpvhcc", period="2026-W46")
    wish(store, is_weekly=True)
    run_letters(store, settings, NOW + timedelta(days=7))
    text = inbox.taken[0][1].get_body(("plain",)).get_content()
    assert "Kỳ này không nêu riêng được lĩnh vực nào" in text
    assert re.search(r"\b7 phiếu", text) is None


def test_a_stop_token_is_ours_or_nothing() -> None:
    token = stop_token(KEY, 12)
    assert read_stop_token(KEY, token) == 12
    for wrong in (token[:-1], f"1{token}", "12.", "", "x.y", f"0{token}", stop_token("l" * 48, 12)):
        assert read_stop_token(KEY, wrong) is None


def test_content_is_read_back_the_same_and_escaped() -> None:
    content = Content("vi", "Chủ đề", "Mở", (Part("Đầu", (Item("a < b", "/x?a=1&b=2"),)),), ("Hết",), "Xem")
    assert read_content(write_content(content)) == content
    page = to_html(content, BASE, Footer("Thôi:", f"{BASE}/stop"))
    assert "a &lt; b" in page
    assert "a=1&amp;b=2" in page
    assert f"{BASE}/x?a=1&b=2" in to_text(content, BASE)


def test_a_silent_desk_is_told_in_the_words_of_the_page_and_leads_to_its_row(
    store: Store, settings: Settings, inbox: Inbox
) -> None:
    monday = date(2026, 11, 23)
    with store.writing.begin() as session:
        desk = session.get_one(Desk, "quay-5")
        for day in working_days(date(2026, 11, 9), date(2026, 11, 18)):
            answer(session, desk, "dat-dai", satisfied=12, others=3, day=day)
        at, land = session.get_one(Unit, desk.unit), session.get_one(Sector, "dat-dai")
        for day in working_days(date(2026, 11, 9), date(2026, 11, 19)):
            make_transactions(session, at, land, day=day, visits=100)
        # an office elsewhere was at work on Friday; how many came to this one is not imported yet
        make_response(session, make_desk(session, session.get_one(Unit, "xa-1"), "quay-xa"), day=date(2026, 11, 20))
        heard = heard_of(session, "ttpvhcc", monday)
        assert [(row.spot.desk, row.days, row.uncounted) for row in heard.silent] == [("quay-5", 1, 1)]
    wish(store, kinds=("desks",))
    later = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    run_letters(store, settings, later)
    text = inbox.taken[0][1].get_body(("plain",)).get_content()
    (told,) = tell_silences(heard.silent)
    assert told.facts[0] in text
    assert "1 ngày làm việc đã nhập số lượt mà không có phiếu nào" in told.facts[0]
    assert "1 ngày làm việc khác trong khoảng này chưa biết số người đến" in told.facts[0]
    assert f"{BASE}/office/silent?unit=ttpvhcc#quay-5" in text
    with store.writing.begin() as session:
        answer(session, session.get_one(Desk, "quay-5"), "dat-dai", satisfied=1, others=0, day=monday)
    run_letters(store, settings, later + timedelta(days=1))
    with store.reading() as session:
        assert session.scalars(sa.select(ToldAlert.key)).all() == []


def test_a_desk_that_cannot_be_judged_neither_begins_nor_ends_what_is_told(store: Store) -> None:
    with store.reading() as session:
        heard = heard_of(session, "ttpvhcc", date(2026, 11, 24))
    assert (heard.silent, heard.unheard) == ((), frozenset({"quay-5"}))


def test_the_command_tells_what_it_did(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret.key").write_text(KEY)
    wish(store, address="")
    dry = CliRunner().invoke(command, ["send", "--dry-run"], obj=tmp_path)
    assert dry.exit_code == 0
    assert all_letters(store) == []
    sent = CliRunner().invoke(command, ["send"], obj=tmp_path)
    assert sent.exit_code == 0
    assert "Chưa đặt máy chủ thư" in sent.output
    monkeypatch.setenv("SIPAS_SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    monkeypatch.setenv("SIPAS_SMTP_FROM", "mot-cua@tinh.gov.vn")
    tried = CliRunner().invoke(command, ["test", ADDRESS], obj=tmp_path)
    assert isinstance(tried.exception, MailServerDown)


def overdue_action(store: Store) -> None:
    """An action of the centre that was due the day after it was opened."""
    actor = Actor("head.tinh", NOW, NOW.date())
    plan = Plan("Một quầy nhận mọi hồ sơ", "Mở thêm quầy", "", NOW.date() + timedelta(days=1))
    with store.writing.begin() as session:
        findings = load(session, parse_period("2026-W45"), "ttpvhcc", today=NOW.date())
        open_action(session, findings, "sectors:dat-dai", plan, actor)


def test_a_running_server_writes_once_a_morning_and_tries_again_what_waits(
    store: Store, tmp_path: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in [name for name in os.environ if name.startswith("SIPAS_")]:
        monkeypatch.delenv(name)
    port, now = free_port(), datetime.now(VIET_NAM).replace(hour=7, minute=5)
    written = {
        "secret.key": KEY,
        "base_url": BASE,
        "smtp_url": f"smtp://127.0.0.1:{port}",
        "smtp_from": "a@tinh.gov.vn",
    }
    for name, text in written.items():
        (tmp_path / name).write_text(text)
    app = Flask("server")
    app.extensions |= {"sipas_settings": Settings.from_directory(tmp_path), "sipas_store": store}

    def at(moment: datetime, written_on: date | None) -> date | None:
        app.extensions["sipas_clock"] = lambda: moment
        return send_if_due(app, written_on)

    wish(store, kinds=("actions",))
    overdue_action(store)
    assert at(now - timedelta(hours=1), None) is None  # six in the morning
    assert all_letters(store) == []
    assert at(now, None) is None  # the mail server is down: the letter waits, the server goes on
    assert "Chưa gửi được mọi thư" in caplog.text
    (letter,) = all_letters(store)
    assert (letter.state, letter.attempts) == ("waiting", 1)
    with listening(inbox, port):
        assert at(now, None) == now.date()  # nothing is due yet
        assert inbox.taken == []
        with store.writing.begin() as session:
            session.execute(sa.update(Letter).values(next_try_at=NOW))
        assert at(now + timedelta(minutes=10), now.date()) == now.date()
        assert at(now + timedelta(minutes=20), now.date()) == now.date()
    assert [address for address, _message in inbox.taken] == [ADDRESS]
    assert [each.state for each in all_letters(store)] == ["sent"]
    app.extensions["sipas_settings"] = changed(app.extensions["sipas_settings"], mail=None)
    assert at(now + timedelta(days=1), now.date()) == now.date()  # nothing is done where no mail server is set


def test_a_test_letter_is_taken_or_says_why_not(settings: Settings, inbox: Inbox) -> None:
    send_test(settings, ADDRESS, NOW)
    assert inbox.taken[0][0] == ADDRESS
    with pytest.raises(BadSettings, match="Chưa đặt máy chủ thư"):
        send_test(changed(settings, mail=None), ADDRESS, NOW)
    inbox.refusal = "550 no"
    with pytest.raises(MailServerDown, match="không nhận thư"):
        send_test(settings, ADDRESS, NOW)


@pytest.mark.parametrize(
    ("url", "sender", "password", "said"),
    [
        ("mail.tinh.gov.vn", ADDRESS, "", "cần smtp"),
        ("smtp://mail.tinh.gov.vn:99999", ADDRESS, "", "cần smtp"),
        ("smtps://a:matkhau@mail.tinh.gov.vn", ADDRESS, "", "mật khẩu để riêng"),
        ("smtps://a@mail.tinh.gov.vn", ADDRESS, "", "chưa có SIPAS_SMTP_PASSWORD"),
        ("smtp://a@mail.tinh.gov.vn", ADDRESS, "x", "không mã hóa"),
        ("smtps://a@mail.tinh.gov.vn", ADDRESS, "mật khẩu", "chữ có dấu"),
        ("smtps://mail.tinh.gov.vn", "", "", "SIPAS_SMTP_FROM"),
        ("smtps://mail.tinh.gov.vn", "Trung tâm <a@b.vn>", "", "SIPAS_SMTP_FROM"),
    ],
)
def test_mail_settings_say_what_is_wrong(tmp_path: Path, url: str, sender: str, password: str, said: str) -> None:
    given = {"SIPAS_SMTP_URL": url, "SIPAS_SMTP_FROM": sender, "SIPAS_SMTP_PASSWORD": password}
    server, problems = read_mail(tmp_path, given)
    assert server is None
    assert said in " ".join(problems)
    assert "matkhau" not in " ".join(problems)


def test_mail_settings_are_read() -> None:
    given = {
        "SIPAS_SMTP_URL": "smtp+starttls://mot-cua@mail.tinh.gov.vn",
        "SIPAS_SMTP_FROM": ADDRESS,
        "SIPAS_SMTP_PASSWORD": "bi-mat",
    }
    server, problems = read_mail(Path("/khong-co"), given)
    assert problems == []
    assert (server.host, server.port, server.security, server.user) == ("mail.tinh.gov.vn", 587, "starttls", "mot-cua")
    assert "bi-mat" not in repr(server)


def test_addresses_cannot_carry_headers() -> None:
    assert is_address("mot-cua.dat_dai+1@so-tnmt.tinh.gov.vn")
    for wrong in ("a@b\nBcc: c@d", "a b@c.vn", "@c.vn", "a@", "a@b@c", "ngườidân@tinh.vn", "", f"{'a' * 65}@b.vn"):
        assert not is_address(wrong)


def test_letters_are_made_in_the_day_of_viet_nam(store: Store, settings: Settings) -> None:
    wish(store)
    run_letters(store, settings, datetime.fromisoformat("2026-11-09T18:00:00+00:00"))
    assert [letter.digest_day for letter in all_letters(store)] == [date(2026, 11, 10)]


def test_a_line_break_in_a_name_writes_no_header(settings: Settings, inbox: Inbox, store: Store) -> None:
    with store.writing.begin() as session:
        session.get_one(Unit, "ttpvhcc").name_vi = "Trung tâm\r\nBcc: ke@khac.vn"
    wish(store)
    assert run_letters(store, settings, NOW).outcome.sent == 1
    assert inbox.taken[0][1]["Bcc"] is None
    assert "Trung tâm Bcc: ke@khac.vn" in inbox.taken[0][1]["Subject"]
