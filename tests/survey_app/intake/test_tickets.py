"""Three tiers of proof: a one-time code, the code on a screen, the poster."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from survey_app.database import Store
from survey_app.exceptions import BadMinting
from survey_app.intake.pages import NOT_FROZEN
from survey_app.minting import MintedBatch, mint
from survey_app.models import Response, Ticket, TicketBatch
from survey_app.rotating import rotating_codes_of
from survey_app.ticket_codes import keeper_of, shown
from tests.factories import make_desk, make_unit

TOKEN = "0123456789"
NOW = datetime(2026, 11, 4, 2, 30, tzinfo=UTC)
TODAY = date(2026, 11, 4)


def set_clock(app: Flask, now: datetime) -> None:
    app.extensions["sipas_clock"] = lambda: now


def minted(app: Flask, store: Store, number: int = 3, *, desk: str = "quay-5") -> MintedBatch:
    keeper = keeper_of(app.extensions["sipas_settings"].secret_key)
    with store.writing.begin() as session:
        return mint(session, keeper, desk, number, today=TODAY, days=(TODAY, TODAY))


def filled(client: FlaskClient, address: str, overall: str = "5") -> dict[str, str]:
    page = client.get(address)
    assert page.status_code == 200, page.text
    return {**dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', page.text)), "overall": overall}


def kept(store: Store) -> list[tuple[str, str, str]]:
    with store.reading() as session:
        rows = session.execute(sa.select(Response.tier, Response.desk, Response.labels)).all()
    return sorted((row[0], row[1], row[2]) for row in rows)


@pytest.fixture
def desks(app: Flask, store: Store) -> None:
    set_clock(app, NOW)
    with store.writing.begin() as session:
        unit = make_unit(session)
        make_desk(session, unit, token=TOKEN)
        make_desk(session, unit, "quay-6", token="1111111111")


@pytest.fixture
def batch(app: Flask, store: Store, desks: None) -> MintedBatch:
    return minted(app, store)


def later(app: Flask, **span: int) -> None:
    set_clock(app, NOW + timedelta(**span))


def test_a_ticket_is_spent_with_its_answer(app: Flask, client: FlaskClient, store: Store, batch: MintedBatch) -> None:
    address = f"/t/{batch.tickets[0].scanned}"
    form = filled(client, address)
    later(app, minutes=1)
    assert client.post(address, data=form).status_code == 303
    assert kept(store) == [("ticket", "quay-5", "")]
    with store.reading() as session:
        spent = session.scalars(sa.select(Ticket.mac).where(Ticket.is_spent)).all()
    keeper = keeper_of(app.extensions["sipas_settings"].secret_key)
    assert spent == [keeper.mac(batch.tickets[0].scanned)]


def test_the_same_answer_sent_again_is_thanked_again(
    app: Flask, client: FlaskClient, store: Store, batch: MintedBatch
) -> None:
    address = f"/t/{batch.tickets[0].scanned}"
    form = filled(client, address)
    later(app, minutes=1)
    first, second = (client.post(address, data=form) for _send in range(2))
    assert (first.location, second.status_code) == (second.location, 303)
    assert len(kept(store)) == 1


def test_a_spent_ticket_takes_no_second_answer(
    app: Flask, client: FlaskClient, store: Store, batch: MintedBatch
) -> None:
    address = f"/t/{batch.tickets[0].scanned}"
    one, other = filled(client, address), filled(client, address, "1")
    later(app, minutes=1)
    assert client.post(address, data=one).status_code == 303
    refused = client.post(address, data=other)
    assert (refused.status_code, "Mã này đã được dùng để gửi đánh giá." in refused.text) == (409, True)
    page = client.get(address)
    assert (page.status_code, f'href="/d/{TOKEN}"' in page.text) == (409, True)
    assert len(kept(store)) == 1


def test_a_code_typed_with_o_for_0_opens_the_form(client: FlaskClient, batch: MintedBatch) -> None:
    typed = shown(batch.tickets[1].typed).lower().replace("0", "O").replace("1", "l")
    sent = client.post("/t", data={"code": typed})
    assert sent.status_code == 303
    assert client.get(sent.location).status_code == 200


def test_a_pasted_link_opens_its_form_and_an_empty_field_says_what_to_type(
    client: FlaskClient, batch: MintedBatch
) -> None:
    code = batch.tickets[1].scanned
    sent = client.post("/t", data={"code": f"https://danhgia.tinh.gov.vn/t/{code}?lang=en"})
    assert (sent.status_code, sent.location) == (303, f"/t/{code}")
    assert "Xin gõ mã in trên phiếu." in client.post("/t", data={"code": " "}).text


def test_a_mistyped_code_stays_on_the_page_with_what_to_do(client: FlaskClient, batch: MintedBatch) -> None:
    page = client.post("/t", data={"code": "ABCD-EFGH"})
    assert (page.status_code, "phiếu có đúng 11 ký tự" in page.text, 'value="ABCD-EFGH"' in page.text) == (
        422,
        True,
        True,
    )
    assert "Gõ mã trên phiếu" in client.get("/t").text


def test_without_script_a_mistyped_code_waits_at_its_own_address_until_the_next_is_sent(
    client: FlaskClient, batch: MintedBatch
) -> None:
    by_itself = {"Sec-Fetch-Mode": "navigate"}
    blank = client.get("/t")
    assert (blank.status_code, blank.headers["Cache-Control"]) == (NOT_FROZEN, "no-store")
    waits = client.post("/t?lang=en", data={"code": "ABCD-EFGH"}, headers=by_itself).location
    assert "ABCD" not in waits
    page = client.get(waits)
    assert ('value="ABCD-EFGH"' in page.text, page.status_code, page.headers["Cache-Control"]) == (
        True,
        NOT_FROZEN,
        "no-store",
    )
    mark = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', page.text))
    sent = client.post("/t", data={"code": batch.tickets[1].typed, **mark}, headers=by_itself)
    assert sent.location == f"/t/{batch.tickets[1].typed}"
    assert 'value=""' in client.get(waits).text
    assert "ABCD-EFGH" not in client.get(waits).text


def test_a_code_nobody_was_given_is_not_found(client: FlaskClient, batch: MintedBatch) -> None:
    assert client.get("/t/" + "0" * 26).status_code == 404
    assert client.get("/t/ABC").status_code == 404
    assert client.post("/t", data={"code": "0" * 11}).status_code == 422
    assert client.post("/t/" + "0" * 26, data={}).status_code == 404


def test_a_ticket_is_good_for_seven_days_after_it_was_handed_out(
    app: Flask, client: FlaskClient, batch: MintedBatch
) -> None:
    address = f"/t/{batch.tickets[0].scanned}"
    later(app, days=7)
    assert client.get(address).status_code == 200
    later(app, days=8)
    page = client.get(address)
    assert (page.status_code, "hết hạn ngày 11/11/2026" in page.text) == (410, True)
    assert f'href="/d/{TOKEN}"' in page.text
    assert f'href="/d/{TOKEN}?lang=en"' in client.get(f"{address}?lang=en").text
    later(app, days=-1)
    assert "dùng được từ ngày 04/11/2026" in client.get(address).text


def test_a_page_opened_in_time_may_be_sent_after_the_last_day(
    app: Flask, client: FlaskClient, store: Store, batch: MintedBatch
) -> None:
    address = f"/t/{batch.tickets[0].scanned}"
    later(app, days=7)
    form = filled(client, address)
    later(app, days=9)
    assert client.post(address, data=form).status_code == 303
    assert kept(store)[0][0] == "ticket"


def resent(client: FlaskClient, address: str, form: dict[str, str]) -> list[int]:
    """Send it, then send the refusal's own page as a person would who presses the button again."""
    first = client.post(address, data=form)
    again = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', first.text))
    return [first.status_code, client.post(address, data={**form, **again}).status_code]


@pytest.mark.parametrize(
    ("days", "said"), [(8, "Mã này đã hết hạn ngày 11/11/2026."), (-1, "Mã này dùng được từ ngày 04/11/2026.")]
)
@pytest.mark.parametrize("version", ["desk_v1", "desk_v0"])
def test_a_ticket_of_another_day_gets_no_fresh_page_to_send(
    app: Flask, client: FlaskClient, store: Store, batch: MintedBatch, days: int, said: str, version: str
) -> None:
    address = f"/t/{batch.tickets[0].scanned}"
    form = {"form-id": version, "form-nonce": "x", "overall": "4", "comment": "Chờ lâu quá"}
    later(app, days=days)
    page = client.post(address, data=form)
    assert said in page.text
    assert "Chờ lâu quá" in page.text
    assert f'action="/d/{TOKEN}?sent=1"' in page.text
    assert resent(client, address, form) == [410, 410]
    assert kept(store) == []


def test_a_spent_ticket_keeps_the_text_and_leads_to_the_poster(
    app: Flask, client: FlaskClient, store: Store, batch: MintedBatch
) -> None:
    address = f"/t/{batch.tickets[0].scanned}"
    first, second = filled(client, address), filled(client, address, "1") | {"comment": "Chờ lâu quá"}
    later(app, minutes=1)
    client.post(address, data=first)
    for form in (second, second | {"form-nonce": "x"}):
        page = client.post(address, data=form)
        assert "Mã này đã được dùng để gửi đánh giá." in page.text
        assert "Chờ lâu quá" in page.text
        assert f'action="/d/{TOKEN}?sent=1"' in page.text
        assert "gửi lại" not in page.text.partition("<form")[0].partition("<main>")[2]
        assert resent(client, address, form) == [409, 409]
    assert len(kept(store)) == 1


def spent_meanwhile(app: Flask, client: FlaskClient, address: str) -> dict[str, str]:
    """A full form whose code somebody else spends before it is sent."""
    first = filled(client, address)
    second = filled(client, address, "1") | {
        "minutes_quick": "30",
        "respondent_type": "1",
        "procedure": "2",
        "comment": "Chờ lâu quá",
    }
    later(app, minutes=1)
    assert client.post(address, data=first).status_code == 303
    return second


def as_shown(page: str) -> tuple[str, dict[str, str]]:
    """Where the page's button sends its form, and what: as a browser does that changes nothing."""
    (action,) = re.findall(r'<form[^>]* action="([^"]+)"', page)
    chosen = re.findall(r'type=radio name="([^"]+)" value="([^"]+)"[^>]* checked', page)
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', page)
    comment = re.findall(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)
    return action.replace("&amp;", "&"), {**dict(chosen), **dict(hidden), "comment": comment[0]}


def test_what_was_chosen_goes_to_the_open_form_and_its_writer_sends_it_there(
    app: Flask, client: FlaskClient, store: Store, batch: MintedBatch
) -> None:
    address = f"/t/{batch.tickets[0].scanned}"
    form = spent_meanwhile(app, client, address)
    page = client.post(address, data=form)
    assert kept(store) == [("ticket", "quay-5", "")]
    assert "Phiếu không kèm mã được tính riêng với phiếu có mã." in page.text
    assert "Nếu chính Ông/Bà đã gửi bằng mã này thì không cần gửi nữa." in page.text
    # two buttons for the same: each with a name of its own
    assert page.text.count(">Gửi không kèm mã</button>") == 2
    assert "Gửi đánh giá</button>" not in page.text
    action, shown = as_shown(page.text)
    assert shown | {"form-nonce": ""} == form | {"form-nonce": ""}
    assert client.post(action, data=shown).status_code == 303
    assert kept(store) == [("static", "quay-5", ""), ("ticket", "quay-5", "")]


def test_what_is_sent_without_its_code_stays_one_answer_however_often_it_is_refused_and_sent(
    app: Flask, client: FlaskClient, store: Store, batch: MintedBatch
) -> None:
    address = f"/t/{batch.tickets[0].scanned}"
    form = spent_meanwhile(app, client, address)
    thanks = set()
    for _turn in range(3):
        action, shown = as_shown(client.post(address, data=form).text)
        thanks.add(client.post(action, data=shown).location)
    assert len(thanks) == 1
    assert len(kept(store)) == 2
    changed = client.post(action, data={**shown, "overall": "5"})
    assert "Bản gửi đầu tiên được giữ nguyên" in changed.text


@pytest.mark.parametrize(("days", "label"), [(2, ""), (9, "late"), (33, "too_fast")])
def test_the_open_form_counts_for_the_day_its_page_was_opened(
    app: Flask, client: FlaskClient, store: Store, batch: MintedBatch, days: int, label: str
) -> None:
    address = f"/t/{batch.tickets[0].scanned}"
    form = spent_meanwhile(app, client, address)
    later(app, days=days)
    action, shown = as_shown(client.post(address, data=form).text)
    assert client.post(action, data=shown).status_code == 303
    with store.reading() as session:
        ((day, labels),) = session.execute(sa.select(Response.day, Response.labels).where(Response.tier == "static"))
    assert (day, labels) == (TODAY + timedelta(days=0 if days < 3 else days), label)


def test_a_code_that_is_early_or_expired_is_not_spent_by_sending_without_it(
    app: Flask, client: FlaskClient, store: Store, batch: MintedBatch
) -> None:
    for days in (-1, 8):
        later(app, days=days)
        page = client.post(
            f"/t/{batch.tickets[0].scanned}?lang=en", data={"form-id": "desk_v1", "form-nonce": "x", "overall": "4"}
        )
        assert "Send without a code" in page.text
        action, shown = as_shown(page.text)
        assert action == f"/d/{TOKEN}?sent=1&lang=en"
        assert client.post(action, data=shown).status_code == 303
    assert [tier for tier, _desk, _labels in kept(store)] == ["static", "static"]
    with store.reading() as session:
        assert not any(session.scalars(sa.select(Ticket.is_spent)))


def test_at_a_closed_desk_nothing_is_sent_without_a_code_either(
    app: Flask, client: FlaskClient, store: Store, batch: MintedBatch
) -> None:
    address = f"/t/{batch.tickets[0].scanned}"
    form = spent_meanwhile(app, client, address)
    with store.writing.begin() as session:
        session.execute(sa.text("UPDATE desk SET closed_on = '2026-11-04' WHERE code = 'quay-5'"))
    page = client.post(address, data=form)
    assert page.status_code == 409
    assert "Mã này đã được dùng để gửi đánh giá. Quầy này không còn nhận đánh giá." in page.text
    assert "Chờ lâu quá" in page.text
    assert all("switch=1" in each or " disabled" in each for each in re.findall("<button[^>]*>", page.text))


def test_without_script_the_open_form_waits_under_its_own_address_and_is_gone_once_it_is_sent(
    app: Flask, client: FlaskClient, store: Store, batch: MintedBatch
) -> None:
    address, by_itself = f"/t/{batch.tickets[0].scanned}", {"Sec-Fetch-Mode": "navigate"}
    form = spent_meanwhile(app, client, address)
    waits = client.post(address, data=form, headers=by_itself).location
    assert "?again=" in waits
    action, shown = as_shown(client.get(waits).text)
    assert client.post(action, data=shown, headers=by_itself).location.startswith("/thanks/")
    page = client.get(waits)
    assert (page.status_code, "Chờ lâu quá" in page.text, " checked" in page.text) == (409, False, False)
    assert len(kept(store)) == 2


def test_a_page_of_the_poster_cannot_be_sent_as_a_ticket(
    app: Flask, client: FlaskClient, store: Store, batch: MintedBatch
) -> None:
    poster, other = filled(client, f"/d/{TOKEN}"), filled(client, f"/t/{batch.tickets[1].scanned}")
    for form in (poster, other):
        assert client.post(f"/t/{batch.tickets[0].scanned}", data=form).status_code == 400
    assert client.post(f"/d/{TOKEN}", data=other).status_code == 400
    assert kept(store) == []


def test_the_code_on_the_screen_proves_presence_for_two_windows(
    app: Flask, client: FlaskClient, store: Store, desks: None
) -> None:
    codes = rotating_codes_of(app.extensions["sipas_settings"].secret_key)
    address = f"/d/{codes.address(TOKEN, NOW)}"
    form = filled(client, address)
    later(app, minutes=6)
    assert client.get(address).status_code == 200
    assert client.post(address, data=form).status_code == 303
    later(app, minutes=11)
    assert "outdated" in client.get(address).text
    form = filled(client, address)
    later(app, minutes=12)
    assert client.post(address, data=form).status_code == 303
    assert [tier for tier, _desk, _labels in kept(store)] == ["rotating", "static"]


def test_the_code_of_another_desk_proves_nothing(app: Flask, client: FlaskClient, store: Store, desks: None) -> None:
    codes = rotating_codes_of(app.extensions["sipas_settings"].secret_key)
    wrong = (codes.code("1111111111", NOW), "ABCDEFGH", "ế" * 8, "\0")
    for code in wrong:
        assert "outdated" in client.get(f"/d/{TOKEN}.{code}").text
        assert client.post(f"/d/{TOKEN}.{code}", data=filled(client, f"/d/{TOKEN}.{code}")).status_code == 303
    assert [tier for tier, _desk, _labels in kept(store)] == ["static"] * len(wrong)


def test_labels_say_how_an_answer_came_and_refuse_nothing(
    app: Flask, client: FlaskClient, store: Store, batch: MintedBatch
) -> None:
    fast = filled(client, f"/d/{TOKEN}")
    assert client.post(f"/d/{TOKEN}", data=fast).status_code == 303
    trapped = filled(client, "/d/1111111111") | {"website": "http://x"}
    later(app, minutes=2)
    assert client.post("/d/1111111111", data=trapped).status_code == 303
    set_clock(app, datetime(2026, 11, 4, 15, 0, tzinfo=UTC))
    at_night, ticket = filled(client, f"/d/{TOKEN}"), filled(client, f"/t/{batch.tickets[0].scanned}")
    set_clock(app, datetime(2026, 11, 4, 15, 5, tzinfo=UTC))
    assert client.post(f"/d/{TOKEN}", data=at_night).status_code == 303
    assert client.post(f"/t/{batch.tickets[0].scanned}", data=ticket).status_code == 303
    assert sorted(labels for _tier, _desk, labels in kept(store)) == ["", "honeypot", "out_of_hours", "too_fast"]


def test_the_fifth_answer_of_a_minute_at_one_desk_is_a_burst_and_a_resend_is_none(
    app: Flask, client: FlaskClient, store: Store, desks: None
) -> None:
    forms = [filled(client, f"/d/{TOKEN}") for _phone in range(6)]
    later(app, seconds=30)
    for form in forms:
        for _send in range(3):
            assert client.post(f"/d/{TOKEN}", data=form).status_code == 303
    assert sorted(labels for _tier, _desk, labels in kept(store)) == ["", "", "", "", "burst", "burst"]


def test_codes_spent_in_the_order_of_the_sheet_are_labelled(
    app: Flask, client: FlaskClient, store: Store, desks: None
) -> None:
    codes = minted(app, store, 6).tickets
    for place, ticket in enumerate(codes):
        later(app, minutes=5 * place)
        form = filled(client, f"/t/{ticket.scanned}")
        later(app, minutes=5 * place + 1)
        assert client.post(f"/t/{ticket.scanned}", data=form).status_code == 303
    assert sorted(labels for _tier, _desk, labels in kept(store)) == ["", "", "", "", "code_sequence", "code_sequence"]


def test_only_macs_of_codes_are_kept(store: Store, batch: MintedBatch) -> None:
    with store.reading() as session:
        rows = session.execute(sa.select(Ticket.mac, Ticket.typed_mac)).all()
        sizes = session.execute(sa.select(TicketBatch.size, TicketBatch.valid_to)).all()
    stored = {text for row in rows for text in row}
    assert not stored & {code for ticket in batch.tickets for code in (ticket.scanned, ticket.typed)}
    assert sizes == [(3, date(2026, 11, 11))]


@pytest.mark.parametrize(
    ("desk", "number", "days", "message"),
    [
        ("quay-9", 1, (TODAY, TODAY), "Không có quầy nào mang mã “quay-9”"),
        ("quay-5", 0, (TODAY, TODAY), "Số mã là 0, cần từ 1 đến"),
        ("quay-5", 20_001, (TODAY, TODAY), "cần từ 1 đến 20000"),
        ("quay-5", 1, (TODAY, date(2026, 11, 3)), "ngày cuối không trước ngày đầu"),
        ("quay-5", 1, (TODAY, date(2027, 11, 3)), "không quá 92 ngày"),
        ("quay-5", 1, (date(2026, 11, 1), date(2026, 11, 2)), "Thời gian phát đã hết ngày 02/11/2026"),
    ],
)
def test_minting_that_makes_no_sense_is_refused(
    app: Flask, store: Store, desks: None, desk: str, number: int, days: tuple[date, date], message: str
) -> None:
    keeper = keeper_of(app.extensions["sipas_settings"].secret_key)
    with store.writing.begin() as session, pytest.raises(BadMinting, match=message):
        mint(session, keeper, desk, number, today=TODAY, days=days)


def test_a_closed_desk_gets_no_tickets(app: Flask, store: Store, desks: None) -> None:
    keeper = keeper_of(app.extensions["sipas_settings"].secret_key)
    with store.writing.begin() as session:
        session.execute(sa.text("UPDATE desk SET closed_on = '2026-11-04' WHERE code = 'quay-5'"))
    with store.writing.begin() as session, pytest.raises(BadMinting, match="ngừng nhận đánh giá từ 04/11/2026"):
        mint(session, keeper, "quay-5", 1, today=TODAY, days=(TODAY, TODAY))
