"""Plain words: what citizens read in Vietnamese is said in sentences of fewer than fifteen words."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from forms import Item, shipped_questionnaires
from tests.survey_app.test_translations import checker

MOST_WORDS = 14
"""Counted as Vietnamese is written: every syllable apart."""
LEFT_AS_PUBLISHED = {
    "Có thông báo kết quả xử lý góp ý, phản ánh, kiến nghị kịp thời": "a criterion of 2017, quoted",
    "Thời hạn giải quyết (từ ngày tiếp nhận đến ngày trả kết quả) đúng quy định": "a criterion of 2017, quoted",
    "Xin đừng ghi họ tên, số điện thoại, số căn cước hay mã hồ sơ.": "desk_v1 is published as it is",
}
SENTENCE = re.compile(r"(?<=[.:;?!…])\s+")


def wordings(item: Item) -> Iterator[str]:
    """Every Vietnamese wording of an item."""
    for text in (item.text, item.help, item.unknown, *(option.text for option in item.options)):
        if text is not None:
            yield text.in_language("vi")


def sentences() -> set[str]:
    """Every sentence on a citizen's page."""
    check = checker()
    texts = [str(message.id) for message in check.for_citizens(check.extract()) if message.id]
    texts += [text for each in shipped_questionnaires().values() for item in each.items for text in wordings(item)]
    return {sentence for text in texts for sentence in SENTENCE.split(text)}


def words(sentence: str) -> int:
    """How many words there are; a placeholder is one."""
    return sum(1 for word in sentence.split() if re.search(r"\w", word))


def test_no_sentence_for_citizens_has_fifteen_words() -> None:
    found = {sentence for sentence in sentences() if words(sentence) > MOST_WORDS}
    assert found - set(LEFT_AS_PUBLISHED) == set()


def test_what_is_left_long_still_stands_there() -> None:
    assert set(LEFT_AS_PUBLISHED) <= sentences()


@pytest.mark.parametrize(
    ("sentence", "count"),
    [("Xin chọn một mức hài lòng.", 6), ("Mã vừa gõ có %(came)s ký tự.", 7), ("DÙNG THỬ – MÔ PHỎNG", 4), ("Ông/Bà", 1)],
)
def test_words_are_counted_as_they_are_written(sentence: str, count: int) -> None:
    assert words(sentence) == count
