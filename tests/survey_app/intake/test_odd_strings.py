"""Five hundred odd strings as comments: never a server error, the same bytes on each engine, found in either form."""

from __future__ import annotations

import random
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from urllib.parse import quote_plus, urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from forms.cleaning import clean_text, count_characters
from survey_app.database import Store
from survey_app.models import Comment
from survey_app.staff import add_staff
from tests.factories import make_desk, make_unit
from tests.survey_app.office.office_world import PASSWORD, sign_in

HERE = "/d/0123456789"
NOW = datetime(2026, 11, 4, 2, 30, tzinfo=UTC)
LIMIT = 1000
NUMBER = 500

NAMED = {
    "family of emoji": "👩‍👩‍👧‍👦 rất tốt 👍🏽",
    "flags": "🇻🇳🇱🇦",
    "keycaps": "1️⃣2️⃣3️⃣",
    "nul": "a\x00b\x00",
    "nul only": "\x00",
    "every control character": "".join(map(chr, range(32))),
    "c1 controls": "".join(map(chr, range(0x7F, 0xA0))),
    "right-to-left override": "\u202egnud oàv",
    "unclosed isolate": "\u2067abc",
    "right-to-left mark": "a\u200fb\u200ec",
    "arabic and hebrew": "مرحبا שלום xin chào",
    "decomposed vietnamese": unicodedata.normalize("NFD", "Thủ tục đất đai còn chậm, mong được cải thiện"),
    "composed vietnamese": "Thủ tục đất đai còn chậm, mong được cải thiện",
    "marks in another order": "Vie\u0323\u0302t Nam",
    "high surrogate": "\ud83d lẻ",
    "low surrogate": "\udc00",
    "surrogates the wrong way round": "\ude00\ud83d",
    "zero-width": "đ\u200bấ\u200ct\u200d\u2060đ\ufeffai",
    "soft hyphen": "giấy\u00adtờ",
    "only blanks": " \t\n\u00a0\u3000",
    "mixed scripts": "Quầy 5 – стойка – 窓口 – ເຄົາເຕີ – เคาน์เตอร์ – Đồng",
    "full-width": "Ｑｕầｙ　５",
    "noncharacters": "\ufffe\uffff\ufdd0\U0001ffff",
    "private use": "\ue000\U00100000",
    "tags": "🏴\U000e0067\U000e0062\U000e007f",
    "heap of marks": "Z" + "\u0323\u0302\u0308\u0335" * 300,
    "line ends": "a\rb\r\nc\u2028d\u2029e\x0bf\x0cg\x85h",
    "a thousand letters": "ữ" * LIMIT,
    "a thousand and one": "ữ" * (LIMIT + 1),
    "a thousand decomposed": unicodedata.normalize("NFD", "ữ") * LIMIT,
    "markup": "</textarea><script>alert(1)</script><!--",
    "sql": "'; DROP TABLE comment; --",
    "format": "%s %(x)s {0} {{7*7}} ${7*7} \\x00 \\u0000",
    "formula": "=cmd|' /C calc'!A0",
    "separators of urls": "a&comment=b;c=d+e%00%zz#f",
    "hangul jamo": "\u1112\u1161\u11ab",
    "turkish i": "İıI",
    "ligatures": "ﬁ ﬃ ㎡ ½ ①",
    "nothing": "",
}
PIECES = (
    *"aăâbcdđeêghiklmnoôơpqrstuưvxyAĐƯ 0123456789.,-()'\"<>&%=+@#/\\",
    *"ấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữự",
    *(unicodedata.normalize("NFD", letter) for letter in "ấặễộợự"),
    *"😀👍🏽👩\u200d👧🇻🇳\ufe0f\u20e3",
    *"\u0300\u0301\u0302\u0303\u0309\u031b\u0323\u0335",
    *"\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2069\ufeff\u00ad",
    *"\x00\x01\x08\t\n\x0b\x0c\r\x1b\x7f\x80\x85\x9f\u2028\u2029",
    *"\ud800\udbff\udc00\udfff\ufffe\uffff\ufdd0\ue000\U0001fffe\U0010ffff",
    *"مשЖ窓ກໍเัऄ한１Ａ＝",
)


def odd_strings() -> list[str]:
    """The named ones, then strings drawn from odd pieces; always the same."""
    drawn = random.Random(20261122)
    more = ["".join(drawn.choices(PIECES, k=drawn.choice((1, 2, 5, 20, 80, 300)))) for _ in range(NUMBER - len(NAMED))]
    return [*NAMED.values(), *more]


def received(text: str) -> str:
    """The text as it is read from the bytes of a form: what is no UTF-8 stays percent-encoded."""
    return re.sub("[\ud800-\udfff]", lambda lone: quote_plus(lone[0].encode("utf-8", "surrogatepass")), text)


def kept(text: str) -> str:
    return clean_text(received(text), limit=LIMIT)


def fits(text: str) -> bool:
    return len(kept(text)) <= 4 * LIMIT and count_characters(kept(text)) <= LIMIT


@pytest.fixture
def desk(app: Flask, store: Store) -> str:
    app.extensions["sipas_clock"] = lambda: NOW
    with store.writing.begin() as session:
        unit = make_unit(session)
        make_desk(session, unit, token=HERE[-10:])
        add_staff(session, "tinh.xem", name="Người xem", unit=unit.code, password=PASSWORD, roles=("analyst", "clerk"))
    return HERE


def send(client: FlaskClient, text: str) -> int:
    """Open a form and send it with this comment, as bytes of which some may be no UTF-8."""
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', client.get(HERE).text))
    # the hint about personal data is not what is tried here
    fields = urlencode({**hidden, "overall": "4", "form-hint": "1"})
    body = f"{fields}&comment={quote_plus(text.encode('utf-8', 'surrogatepass'))}"
    return client.post(HERE, data=body, content_type="application/x-www-form-urlencoded").status_code


def stored_bytes(store: Store) -> list[bytes]:
    """What the database holds, byte for byte."""
    as_bytes = sa.text(
        "SELECT CAST(text AS BLOB) FROM comment" if store.is_sqlite else "SELECT convert_to(text, 'UTF8') FROM comment"
    )
    with store.reading() as session:
        return sorted(bytes(each) for each in session.scalars(as_bytes))


def test_there_are_five_hundred_and_they_are_always_the_same() -> None:
    assert len(odd_strings()) == NUMBER
    assert odd_strings() == odd_strings()
    assert sum(not fits(text) for text in odd_strings()) >= 1


def test_every_string_is_kept_clean_or_refused_and_never_breaks_anything(
    client: FlaskClient, desk: str, store: Store
) -> None:
    statuses = {text: send(client, text) for text in odd_strings()}
    assert {text: status for text, status in statuses.items() if status != (303 if fits(text) else 422)} == {}
    expected = sorted(kept(text).encode() for text in odd_strings() if fits(text) and kept(text))
    # both engines are held to the same bytes, so they hold the same
    assert stored_bytes(store) == expected


def test_composed_and_decomposed_comments_find_each_other(app: Flask, client: FlaskClient, desk: str) -> None:
    words = {
        "Đất đai chậm": "dat dai cham",
        "Ghế ngồi hỏng": "ghe ngoi hong",
        "Hộ tịch": "ho tich",
        "Ở quầy năm": "o quay nam",
        "Ứng xử lịch sự": "ung xu lich su",
    }
    for text in words:
        for form in ("NFC", "NFD"):
            assert send(client, f"{unicodedata.normalize(form, text)} {form}") == 303
    app.extensions["sipas_clock"] = lambda: NOW + timedelta(weeks=2)
    sign_in(client)
    for text, plain in words.items():
        for query in (
            plain,
            *(unicodedata.normalize(form, each) for form in ("NFC", "NFD") for each in (text, text.upper())),
        ):
            found = client.get("/office/comments", query_string={"q": query}).text
            assert found.count('class="said"') == 2, query


def test_no_odd_query_breaks_the_search(app: Flask, client: FlaskClient, desk: str) -> None:
    for text in NAMED.values():
        send(client, text)
    app.extensions["sipas_clock"] = lambda: NOW + timedelta(weeks=2)
    sign_in(client)
    for text in odd_strings()[:120]:
        query = quote_plus(text[:200].encode("utf-8", "surrogatepass"))
        assert client.get(f"/office/comments?q={query}").status_code == 200


@pytest.mark.parametrize(
    ("text", "status"),
    [("ệ" * 50_000, 422), ("e\u0323\u0302" * 30_000, 422), ("a" * 10_000_000, 413), ("ệ" * 3_500_000, 413)],
)
def test_megabytes_are_refused_in_a_moment_and_leave_nothing(
    client: FlaskClient, desk: str, store: Store, text: str, status: int
) -> None:
    before = datetime.now(UTC)
    assert send(client, text) == status
    assert datetime.now(UTC) - before < timedelta(seconds=20)
    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Comment)) == 0
