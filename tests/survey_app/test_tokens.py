"""What is drawn, written and typed back in Crockford base32."""

from __future__ import annotations

from survey_app.tokens import ALPHABET, in_base32, in_groups, new_desk_token, read_token


def test_a_desk_token_is_ten_letters_nobody_confuses() -> None:
    drawn = {new_desk_token() for _time in range(200)}
    assert len(drawn) == 200
    assert all(len(token) == 10 and set(token) <= set(ALPHABET) for token in drawn)
    assert not set("ILOU") & set(ALPHABET)


def test_bytes_are_written_five_bits_a_letter() -> None:
    assert in_base32(b"\x00\x00\x00\x00\x00") == "00000000"
    assert in_base32(b"\xff\xff\xff\xff\xff") == "ZZZZZZZZ"
    assert in_base32(bytes([0b00001_000, 0b10_00011_0, 0b0100_0010, 0b1_00110_00, 0b111_01000])) == "12345678"


def test_what_a_person_types_is_read_kindly() -> None:
    assert read_token("oil2-345 abc") == "0112345ABC"
    assert read_token(in_groups("0123456789ABCDEF")) == "0123456789ABCDEF"
    assert in_groups("0123456789ABCDEF") == "0123-4567-89AB-CDEF"
