"""Searching without diacritics: however a text was typed, it is found."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.search_text import containing, fold


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Đất đai", "dat dai"),
        ("THỦ TỤC  đất\nđai", "thu tuc dat dai"),
        ("Nguyễn Ðình", "nguyen dinh"),
        ("ĐƯỜNG Ươm ữ Ỵ", "duong uom u y"),
        ("ｆｕｌｌ １２", "full 12"),
        ("a\u200bb\u202ec\x00d", "abcd"),
        ("😀 tốt", "😀 tot"),
        ("", ""),
    ],
)
def test_a_text_is_folded(text: str, plain: str) -> None:
    assert fold(text) == plain


@given(st.text(max_size=80))
def test_composed_and_decomposed_are_one_and_folding_again_changes_nothing(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert fold(fold(text)) == fold(text)


def test_what_sql_takes_for_any_text_is_only_itself() -> None:
    assert containing("100%_\\") == "%100\\%\\_\\\\%"
