"""Codes of tickets: what people type comes back right or is told to be wrong."""

from __future__ import annotations

import pytest
from flask import Flask

from survey_app.exceptions import MistypedTicket
from survey_app.ticket_codes import (
    SCANNED_LENGTH,
    TYPED_LENGTH,
    TicketKeeper,
    check_character,
    new_scanned_code,
    new_typed_code,
    read_ticket_code,
    shown,
)  # fmt: skip
from survey_app.tokens import ALPHABET


@pytest.fixture(autouse=True)
def request_language(app: Flask):
    with app.test_request_context():
        yield


def test_codes_have_enough_chance_in_them() -> None:
    assert len(new_scanned_code()) == SCANNED_LENGTH
    assert SCANNED_LENGTH * 5 >= 128
    assert len(new_typed_code()) == TYPED_LENGTH
    assert len({new_typed_code() for _draw in range(1000)}) == 1000


def test_a_typed_code_is_read_however_it_was_written() -> None:
    code = "100AB2CDE3" + check_character("100AB2CDE3")
    typed = shown(code).lower().replace("1", "l", 1).replace("0", "O")
    assert read_ticket_code(f" {typed} ") == code


@pytest.mark.parametrize(
    "written",
    [
        "{0}\u2013{1}\u2014{2}",
        "{0}\u2011{1}\u2212{2}",
        "{0}\u00a0{1}\u202f{2}\u200b",
        "{0}.{1}.{2}.",
        "{0}\t{1} {2}\r\n",
        "https://danhgia.tinh.gov.vn/t/{0}{1}{2}",
        " HTTPS://DANHGIA.TINH.GOV.VN/T/{0}{1}{2}?lang=en",
    ],
)
def test_every_dash_space_and_dot_and_the_rest_of_a_link_are_left_out(written: str) -> None:
    code = new_typed_code()
    assert read_ticket_code(written.format(code[:4], code[4:8], code[8:])) == code


def test_every_wrong_character_and_every_swap_of_two_is_told() -> None:
    code = new_typed_code()
    wrong = {code[:at] + letter + code[at + 1 :] for at in range(TYPED_LENGTH) for letter in ALPHABET} - {code}
    for at in range(TYPED_LENGTH - 1):
        wrong |= {code[:at] + code[at + 1] + code[at] + code[at + 2 :]} - {code}
    for other in wrong:
        with pytest.raises(MistypedTicket, match="gõ chưa đúng"):
            read_ticket_code(other)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Xin gõ mã in trên phiếu"),
        (" – ", "Xin gõ mã in trên phiếu"),
        ("ABCD-EFGH-JKU", "không có chữ U"),
        ("ABCD\0", "Mã chỉ gồm"),
        ("ABCDEFGH", "có 8 ký tự. Mã trên phiếu có đúng 11"),
        ("A" * 5000, "có 5000 ký tự"),
        ("mã của tôi", "Mã chỉ gồm"),
    ],
)
def test_what_cannot_be_a_code_is_refused_with_why(typed: str, message: str) -> None:
    with pytest.raises(MistypedTicket, match=message):
        read_ticket_code(typed)


def test_a_mac_tells_nothing_without_the_key() -> None:
    code = new_scanned_code()
    assert TicketKeeper("a" * 40).mac(code) != TicketKeeper("b" * 40).mac(code)
    assert len(TicketKeeper("a" * 40).mac(code)) == 43


def test_a_place_on_the_sheet_is_opened_by_its_code_alone() -> None:
    keeper = TicketKeeper("a" * 40)
    codes = [new_scanned_code() for _place in range(500)] + [new_typed_code() for _place in range(500)]
    sealed = [keeper.seal(code, place % 500) for place, code in enumerate(codes)]
    assert [keeper.unseal(code, one) for code, one in zip(codes, sealed, strict=True)] == [*range(500), *range(500)]
    assert all(0 <= one < 2**31 for one in sealed)
    # another's code, and the same code at another installation, open some number of 31 bits
    others = [keeper.unseal(code, one) for code, one in zip(codes, reversed(sealed), strict=True)]
    elsewhere = [TicketKeeper("b" * 40).unseal(code, one) for code, one in zip(codes, sealed, strict=True)]
    assert min(sum(one > 2**20 for one in opened) for opened in (others, elsewhere)) > 950
