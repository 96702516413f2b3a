"""The comment while it is typed: characters left as the server counts them, a hint at once, nobody held up."""

from __future__ import annotations

from itertools import product

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from forms.cleaning import clean_text, count_characters
from survey_app.personal_data import KINDS, mask
from tests.browser.conftest import Site
from tests.browser.serving import PHONE
from tests.browser.waiting import until_there_are

pytestmark = pytest.mark.browser

QUESTION = "Ông/Bà muốn góp ý thêm điều gì?"


@pytest.fixture
def form(citizen: Page, site: Site) -> Page:
    """The form with its script loaded and the comment in view."""
    with citizen.expect_response("**/page.js*"):
        citizen.goto(site.at.desk)
    citizen.get_by_text("Muốn nói thêm?").click()
    return citizen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Cảm ơn",
        "Ca\u0309m o\u031bn",
        "👩‍👩‍👧 👍🏽 🇻🇳🇱🇦",
        "👩\u200d",
        "\ufffea\u0085b\u2028",
        "a" + "\u0301" * 900,
        "e\u0302\u0323 ກຳ 한글",
        "a\nb",
        "  x  ",
        "e\u0323\u0302\u0301",
        "\u202ea\u202c",
        "ữ" * 990,
    ],
)
def test_the_count_is_the_one_the_server_keeps(form: Page, text: str) -> None:
    form.get_by_label(QUESTION).fill(text)
    form.get_by_label(QUESTION).dispatch_event("input")
    left = f"{1000 - count_characters(clean_text(text, limit=1000)):,}".replace(",", ".")
    expect(form.locator("#comment-count")).to_have_text(f"Còn {left} ký tự.")


def test_too_much_is_told_while_typing_and_goes_away(form: Page) -> None:
    form.get_by_label(QUESTION).fill("a" * 1001)
    expect(form.locator("#comment-count")).to_have_text("Quá 1 ký tự. Xin rút ngắn.")
    form.get_by_label(QUESTION).fill("a" * 1000)
    expect(form.locator("#comment-count")).to_have_text("Còn 0 ký tự.")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Gọi 0912 345 678", "số điện thoại"),
        ("+84 912.345.678", "số điện thoại"),
        ("０９１２３４５６７８", "số điện thoại"),
        ("0912\n345678", "số điện thoại"),
        ("O9l2 345 678", "số điện thoại"),
        ("lan tại gmail.com", "thư điện tử"),
        ("CCCD 042085001234", "số giấy tờ"),
        ("cccd:001099012345678", "số giấy tờ"),
        ("STK 19034567890123", "số giấy tờ"),
        ("hộ chiếu B1234567", "số giấy tờ"),
        ("0912…345…678", "số điện thoại"),
        ("lan@gmail.com, xe 38A-123.45", "thư điện tử, biển số xe"),
        ("H40.12-240101-0001", "mã hồ sơ"),
    ],
)
def test_personal_data_is_hinted_at_at_once(form: Page, text: str, names: str) -> None:
    form.get_by_label(QUESTION).fill(text)
    expect(form.locator("#comment-hint")).to_contain_text(f"Góp ý có vẻ có {names}.")
    form.get_by_label(QUESTION).fill("Cảm ơn")
    expect(form.locator("#comment-hint")).to_be_empty()


@pytest.mark.parametrize(
    "text",
    [
        "1.500.000 đồng",
        "150.000.000 đồng",
        "61/2018/NĐ-CP",
        "1.004194",
        "02/11/2026 8h30",
        "năm 2021-2030",
        "01\n02\n03",
        "tại dichvucong.gov.vn",
        "10l 20l 30l 40l 50l",
        "chuyển tài khoản 15000000 đồng",
        "làm hộ chiếu 2 lần, phí 200.000 đồng",
        "2.000815.000.00.00.H26",
    ],
)
def test_harmless_numbers_are_not_hinted_at(form: Page, text: str) -> None:
    form.get_by_label(QUESTION).fill(text)
    expect(form.locator("#comment-count")).to_contain_text("ký tự.")
    expect(form.locator("#comment-hint")).to_be_empty()


DIGITS = {"0912345678": (4, 3, 3), "0987654321": (3, 3, 4), "02438251234": (3, 4, 4), "042085001345": (3, 3, 3, 3)}
OTHERS = (
    "183456789",
    "lan@gmail.com",
    "38A-123.45",
    "H40.12-240101-0001",
    "STK 19034567890123",
    "B1234567",
    "O9l2 345 678",
)
BESIDE = ("", "Lan", "LAN", "12/11", "ngày 2/11", "5", "quầy 05", "đ", "1.200.000đ", "61/2018/NĐ-CP", "12/11/2026")
BETWEEN = ("/", "-", " - ", " / ", ",", ", ", " ", ".", ";", "(", "\n", ":", "+", "_", " hoặc ")

HINTS = """([texts, id]) => texts.map(text => {
  const field = document.getElementById(id);
  field.value = text;
  field.dispatchEvent(new Event("input", {bubbles: true}));
  return document.getElementById(`${id}-hint`).textContent;
})"""


def grouped(digits: str, sizes: tuple[int, ...], sign: str) -> str:
    """The digits in groups of these sizes."""
    ends = [sum(sizes[: place + 1]) for place in range(len(sizes))]
    return sign.join(digits[end - size : end] for size, end in zip(sizes, ends, strict=True))


def hints(form: Page, texts: list[str]) -> list[str]:
    """What the page says of each text while it is typed."""
    return form.evaluate(HINTS, [texts, form.get_by_label(QUESTION).get_attribute("id")])


def test_what_is_hinted_at_is_masked_whatever_stands_beside_it(form: Page) -> None:
    form.get_by_label(QUESTION).fill("Cảm ơn")
    numbers = [grouped(digits, sizes, sign) for digits, sizes in DIGITS.items() for sign in (" ", ".", "-", "")]
    numbers += OTHERS
    texts = [sign.join(pair) for pair in product(numbers, numbers) for sign in BETWEEN]
    texts += [sign.join(pair) for pair in product(numbers, BESIDE) for sign in BETWEEN]
    texts += [sign.join(pair) for pair in product(BESIDE, numbers) for sign in BETWEEN]
    promised = list(zip(texts, hints(form, texts), strict=True))
    assert sum(bool(hint) for _text, hint in promised) > len(texts) / 2
    # a digit where each stood, as what stands beside it was looked at with one
    shown = [(text, mask(text, dict.fromkeys(KINDS, "0") | {"email": "\n"})) for text, hint in promised if hint]
    left = zip(shown, hints(form, [rest for _text, rest in shown]), strict=True)
    assert [(text, rest) for (text, rest), hint in left if hint] == []


def test_with_script_the_answer_is_kept_at_the_first_press(form: Page) -> None:
    form.get_by_label(QUESTION).fill("Gọi 0912 345 678")
    form.get_by_text("Rất hài lòng").first.click()
    form.get_by_role("button", name="Gửi đánh giá").click()
    expect(form.get_by_role("heading", name="Cảm ơn Ông/Bà")).to_be_visible()


def test_where_half_the_script_did_not_load_the_server_hints_once(citizen: Page, site: Site) -> None:
    citizen.route("**/page.js*", lambda route: route.abort())
    citizen.goto(site.at.desk)
    citizen.get_by_text("Rất hài lòng").first.click()
    citizen.get_by_text("Muốn nói thêm?").click()
    citizen.get_by_label(QUESTION).fill("Gọi 0912 345 678")
    nonce = citizen.locator("[name=form-nonce]").input_value()
    citizen.get_by_role("button", name="Gửi đánh giá").click()
    expect(citizen.get_by_role("heading", name="xin xem lại góp ý")).to_be_visible()
    expect(citizen.get_by_label(QUESTION)).to_have_value("Gọi 0912 345 678")
    assert citizen.locator("[name=form-nonce]").input_value() == nonce
    citizen.get_by_role("button", name="Gửi đánh giá").click()
    expect(citizen.get_by_role("heading", name="Cảm ơn Ông/Bà")).to_be_visible()
    assert citizen.evaluate("Object.keys(localStorage)") == []


def test_a_form_that_waited_is_kept_without_a_hint(citizen: Page, site: Site) -> None:
    citizen.route("**/page.js*", lambda route: route.abort())
    citizen.goto(site.at.desk)
    citizen.get_by_text("Rất hài lòng").first.click()
    citizen.get_by_text("Muốn nói thêm?").click()
    citizen.get_by_label(QUESTION).fill("Gọi 0912 345 678")
    citizen.context.set_offline(True)
    citizen.get_by_role("button", name="Gửi đánh giá").click()
    expect(citizen.get_by_text("Phiếu được giữ trên điện thoại này")).to_be_visible()
    citizen.context.set_offline(False)
    expect(citizen.get_by_role("heading", name="Cảm ơn Ông/Bà")).to_be_visible()


def test_what_was_typed_before_the_script_came_is_hinted_at(citizen: Page, site: Site) -> None:
    held: list[Route] = []
    citizen.route("**/page.js*", lambda route: held.append(route))
    citizen.goto(site.at.desk)
    citizen.get_by_text("Muốn nói thêm?").click()
    citizen.get_by_label(QUESTION).fill("Gọi 0912 345 678")
    citizen.wait_for_function("document.querySelector('script[src]')")
    until_there_are(1, held, citizen)
    held[0].continue_()
    expect(citizen.locator("#comment-hint")).to_contain_text("số điện thoại")


def test_without_script_it_is_said_once_and_the_second_press_sends(chromium: Browser, site: Site) -> None:
    with chromium.new_context(base_url=site.base, viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site.at.desk)
        page.get_by_text("Rất hài lòng").first.click()
        page.get_by_text("Muốn nói thêm?").click()
        page.get_by_label(QUESTION).fill("Gọi 0912 345 678")
        page.get_by_role("button", name="Gửi đánh giá").click()
        expect(page.get_by_role("heading", name="xin xem lại góp ý")).to_be_visible()
        expect(page.get_by_label(QUESTION)).to_have_value("Gọi 0912 345 678")
        page.get_by_role("button", name="Gửi đánh giá").click()
        expect(page.get_by_role("heading", name="Cảm ơn Ông/Bà")).to_be_visible()
