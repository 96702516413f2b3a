"""Every page and state of the site, each with the way to it and a sign that it was reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import uuid4

from playwright.sync_api import Page, expect

from survey_app.demo.province import CENTRE, PROVINCE
from survey_app.intake.pages import NOT_FROZEN
from tests.browser.province import LOGIN as NAME
from tests.browser.province import NEWCOMER, OTHER, PASSWORD

if TYPE_CHECKING:
    from tests.browser.conftest import Site

Reach = Callable[[Page, "Site"], None]


def at(address: str, sign: str, *, status: int = 200) -> Reach:
    """A page that opens by its address (braces name a field of the province's addresses) and says `sign`."""

    def reach(page: Page, site: Site) -> None:
        words = {name: getattr(site.at, name) for name in site.at.__slots__}
        answer = page.goto(address.format(**words))
        assert answer is not None
        assert answer.status == status
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("main")).to_contain_text(sign.format(**words))

    return reach


def in_english(address: str, *, status: int = 200) -> Reach:
    """The English of a page."""

    def reach(page: Page, site: Site) -> None:
        at(address, "", status=status)(page, site)
        expect(page.locator("html")).to_have_attribute("lang", "en")

    return reach


def unfolded(page: Page, site: Site) -> None:
    """The form with all its questions open."""
    page.goto(site.at.desk)
    page.get_by_text("Muốn nói thêm?").click()
    expect(page.get_by_text("Ông/Bà muốn góp ý thêm điều gì?")).to_be_visible()


def form_with_errors(page: Page, site: Site) -> None:
    """Sent without an answer, with minutes that nobody can wait."""
    page.goto(site.at.desk)
    page.get_by_label("Số phút khác").fill("5000")
    page.get_by_role("button", name="Gửi đánh giá").click()
    expect(page.get_by_role("heading", name="Phiếu chưa gửi được")).to_be_visible()


def form_with_errors_in_english(page: Page, site: Site) -> None:
    """The same in English, on the long questionnaire."""
    page.goto(f"{site.at.long_desk}?lang=en")
    page.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_be_visible()


def thanks(page: Page, site: Site) -> None:
    """Thanks after a kept answer."""
    page.goto(site.at.desk)
    page.get_by_text("Rất hài lòng").first.click()
    page.get_by_role("button", name="Gửi đánh giá").click()
    expect(page.get_by_role("heading", name="Cảm ơn Ông/Bà")).to_be_visible()


def thanks_in_english(page: Page, site: Site) -> None:
    """The same in English."""
    thanks(page, site)
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(f"{page.url.partition('?')[0]}?lang=en")


def already_sent(page: Page, site: Site) -> None:
    """One form sent twice with different answers."""
    page.goto(site.at.desk)
    nonce = page.locator("[name=form-nonce]").input_value()
    fields = {"form-id": "desk_v1", "form-nonce": nonce}
    page.request.post(site.at.desk, form={**fields, "overall": "5"})
    page.get_by_text("Không hài lòng").first.click()
    page.get_by_role("button", name="Gửi đánh giá").click()
    expect(page.get_by_role("heading", name="đã được gửi trước đó")).to_be_visible()


def sent_in_vain(address: str, sign: str) -> Reach:
    """A form sent with a code that is of no use any more: what was typed stays, and one tap sends it without."""

    def reach(page: Page, site: Site) -> None:
        unfolded(page, site)
        page.get_by_text("Không hài lòng", exact=True).first.click()
        page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?").fill("Chờ lâu, ghế ít")
        page.evaluate(
            "to => { document.forms[0].action = to }", address.format(spent=site.at.spent, old=site.at.expired)
        )
        page.get_by_role("button", name="Gửi đánh giá").click()
        expect(page.get_by_role("alert")).to_contain_text(sign)
        expect(page.get_by_role("alert").get_by_role("button", name="Gửi không kèm mã")).to_be_visible()
        expect(page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?")).to_have_value("Chờ lâu, ghế ít")

    return reach


def kept_on_the_phone(page: Page, site: Site) -> None:
    """Sent without a network."""
    page.goto(site.at.desk, wait_until="networkidle")
    page.get_by_text("Rất hài lòng").first.click()
    page.context.set_offline(True)
    page.get_by_role("button", name="Gửi đánh giá").click()
    expect(page.get_by_text("được giữ trên điện thoại này")).to_be_visible()


def refused_after_waiting(page: Page, site: Site) -> None:
    """An answer that was kept and cannot be accepted: told on any page, its comment after a tap."""
    page.goto("/about")
    body = "form-id=desk_v1&form-nonce=x&overall=2&comment=Ch%E1%BB%9D+l%C3%A2u"
    kept = ["sipas:x", f"{site.base}{site.at.desk}\n{body}"]
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", kept)
    page.reload()
    expect(page.get_by_role("button", name="Bỏ phiếu này")).to_be_visible()


def mistyped_ticket_code(page: Page, site: Site) -> None:
    """A code that is too short."""
    page.goto("/t")
    page.get_by_label("Gõ mã trên phiếu").fill("ABC")
    page.get_by_role("button", name="Mở phiếu đánh giá").click()
    expect(page.get_by_role("alert")).to_contain_text("3 ký tự")


def login_error(page: Page, site: Site) -> None:
    """A wrong password; a login of its own, so that nobody else has to wait."""
    page.goto("/office/login")
    page.get_by_label("Tên đăng nhập").fill(f"{NAME}.khac")
    page.get_by_label("Mật khẩu").fill("khong phai mat khau")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert")).to_contain_text("không đúng")


def second_step(page: Page, site: Site) -> None:
    """The right password of one who needs a code."""
    page.goto("/office/login")
    page.get_by_label("Tên đăng nhập").fill(NAME)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_label("Mã sáu số")).to_be_visible()


def second_step_refused(page: Page, site: Site) -> None:
    """A code that is none."""
    second_step(page, site)
    page.get_by_label("Mã sáu số").fill("không phải mã")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("alert")).to_contain_text("Mã không đúng")


def enrolment(page: Page, site: Site) -> None:
    """A phone that is not bound yet, with the key to type."""
    page.goto("/office/login")
    page.get_by_label("Tên đăng nhập").fill(NEWCOMER)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_text("Không quét được").click()
    expect(page.locator(".secret")).to_be_visible()


def person_refused(page: Page, site: Site) -> None:
    """Disabling somebody without naming them."""
    page.goto(f"/office/people/{OTHER}")
    page.locator("#disable").locator("xpath=..").locator("summary").click()
    page.locator("#disable button").click()
    expect(page.get_by_role("alert")).to_contain_text(OTHER)


def login_without_words(page: Page, site: Site) -> None:
    """Nothing typed."""
    page.goto("/office/login")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert")).to_be_visible()


def every_table_open(page: Page, site: Site) -> None:
    """The results as they are printed, of a unit without units below it: axe takes its time over rows."""
    page.goto(f"/office/results?period={site.at.week}&unit={CENTRE}&open=all")
    expect(page.get_by_role("table").last).to_be_visible()


def comparison_opened(page: Page, site: Site) -> None:
    """A cell with what belongs to it, and the way to choose another comparison."""
    page.goto(f"/office/compare?period={site.at.week}")
    page.get_by_text("Đổi cách so sánh").click()
    page.locator("td summary").first.click()
    expect(page.get_by_role("link", name="Mở trang này").first).to_be_visible()


def comment_with_a_number(page: Page, site: Site) -> None:
    """A phone number in the comment, told beside it while it is typed."""
    unfolded(page, site)
    with page.expect_response("**/page.js*"):
        page.reload()
    page.get_by_text("Muốn nói thêm?").click()
    page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?").fill("Gọi tôi 0912 345 678")
    expect(page.locator("#comment-hint")).to_contain_text("số điện thoại")


def comment_too_long(page: Page, site: Site) -> None:
    """Twelve characters more than fit."""
    comment_with_a_number(page, site)
    page.get_by_label("Ông/Bà muốn góp ý thêm điều gì?").fill("ữ" * 1012)
    expect(page.locator("#comment-count")).to_have_text("Quá 12 ký tự. Xin rút ngắn.")


def hinted_without_script(page: Page, site: Site) -> None:
    """The form as it comes back once, for whoever has no script: the script of the page was not there to hint."""
    page.route("**/*", lambda route: route.continue_() if route.request.resource_type == "document" else route.abort())
    page.goto(site.at.desk)
    nonce = page.locator("[name=form-nonce]").input_value()
    fields = {"form-id": "desk_v1", "form-nonce": nonce, "overall": "4", "comment": "Gọi tôi 0912 345 678"}
    answer = page.request.post(site.at.desk, form=fields)
    assert answer.status == 422
    page.set_content(answer.text())
    expect(page.get_by_role("heading", name="Phiếu chưa gửi")).to_be_visible()


def comment_batch(page: Page, site: Site) -> None:
    """A batch with a masked phone number, found by a word."""
    page.goto("/office/comments?q=ho so cham")
    page.locator(".from a").click()
    expect(page.get_by_role("link", name="Mọi đợt góp ý")).to_be_visible()
    # the order within a batch is random: it may stand on the second page
    if not page.get_by_text("[số điện thoại]").count():
        page.get_by_role("link", name="Trang sau").click()
    expect(page.get_by_text("[số điện thoại]")).to_be_attached()


def comments_unmasked(page: Page, site: Site) -> None:
    """The same for who has the right and asked for it."""
    comment_batch(page, site)
    page.get_by_role("link", name="Xem phần đã che").click()
    expect(page.get_by_role("link", name="Che lại")).to_be_visible()


def paper_sheet_with_a_fault(page: Page, site: Site) -> None:
    """A key that the question does not have."""
    page.goto(f"/office/paper/{site.at.batch}/entry/1")
    page.get_by_label("Số tờ").fill("7")
    page.keyboard.press("Enter")
    expect(page.locator("#overall")).to_be_focused()
    page.keyboard.type("8")
    expect(page.get_by_role("alert")).to_be_visible()


def new_action_with_faults(page: Page, site: Site) -> None:
    """An action opened from the first sentence, nothing filled in."""
    page.goto(f"/office/actions/new?unit={PROVINCE}&period={site.at.week}&about=sentences:overall")
    page.get_by_role("button", name="Mở việc").click()
    expect(page.get_by_role("alert")).to_contain_text("Xin ghi nguyên nhân.")


def letter(page: Page, site: Site) -> None:
    """The letter that tells of the overdue action and of the week."""
    page.goto("/office/letters")
    page.locator(".what a").first.click()
    expect(page.get_by_role("heading", name="Việc khắc phục quá hạn")).to_be_visible()


def unit_moved_below_itself(page: Page, site: Site) -> None:
    """What cannot be is told above the form and at its field, with what was typed."""
    page.goto(f"/office/places/units/{PROVINCE}/move")
    page.get_by_label("Cấp trên mới").fill(CENTRE)
    page.get_by_label("Từ ngày").fill("01/01/2026")
    page.get_by_role("button", name="Chuyển").click()
    expect(page.get_by_role("alert")).to_contain_text("sẽ là cấp trên của chính mình")


def desk_changed(page: Page, site: Site) -> None:
    """What was just done, and the way to undo it; another name each time, since this page is reached more than once."""
    page.goto(f"/office/places/desks/{CENTRE}_q01/edit")
    page.get_by_label("Tên tiếng Anh").fill(f"Desk 1 – Investment {uuid4().hex[:4]}")
    page.get_by_role("button", name="Ghi thay đổi").click()
    expect(page.get_by_role("button", name="Hoàn tác")).to_be_visible()


CITIZEN: dict[str, Reach] = {
    "form": at("{desk}", "Ông/Bà có hài lòng"),
    "form in English": in_english("{desk}?lang=en"),
    "form unfolded": unfolded,
    "long form": at("{long_desk}", "Ông/Bà có hài lòng"),
    "form with errors": form_with_errors,
    "long form with errors in English": form_with_errors_in_english,
    "comment with a number": comment_with_a_number,
    "comment too long": comment_too_long,
    "hinted without script": hinted_without_script,
    "thanks": thanks,
    "thanks in English": thanks_in_english,
    "already sent": already_sent,
    "sent with a spent code": sent_in_vain("{spent}", "đã được dùng"),
    "sent with an expired code": sent_in_vain("{old}", "đã hết hạn"),
    "spent code": at("{spent}", "Mở phiếu không cần mã", status=409),
    "expired code": at("{expired}", "Mở phiếu không cần mã", status=410),
    "kept on the phone": kept_on_the_phone,
    "refused after waiting": refused_after_waiting,
    "about": at("/about", "Chúng tôi làm gì"),
    "about in English": in_english("/about?lang=en"),
    "home": at("/", "Đánh giá tại quầy"),
    "unknown desk": at("/d/0000000000", "Không có quầy nào", status=404),
    "replaced poster": at("{replaced}", "đã được thay", status=410),
    "closed desk": at("{closed}", "không còn nhận", status=410),
    "unknown page": at("/khong-co", "Không có trang này", status=404),
    "ticket code": at("/t", "Mã có 11 ký tự", status=NOT_FROZEN),
    "mistyped ticket code": mistyped_ticket_code,
    "unknown ticket": at("/t/00000000000", "Không có phiếu nào", status=404),
}
LOGIN: dict[str, Reach] = {
    "login": at("/office", "Đăng nhập để xem kết quả"),
    "login error": login_error,
    "login without words": login_without_words,
    "stop letters": at("{stop}", "sẽ dừng ngay"),
    "second step": second_step,
    "second step refused": second_step_refused,
    "enrolment": enrolment,
}
OFFICE: dict[str, Reach] = {
    "week": at("/office/results?period={week}", "Theo lĩnh vực"),
    "week in English": in_english("/office/results?period={week}&lang=en"),
    "every table open": every_table_open,
    "a figure taken apart": at("/office/results/detail?period={week}&table=sectors&row=total", "Phiếu theo mức"),
    "a figure in English": in_english("/office/results/detail?period={week}&table=waiting&row=total&lang=en"),
    "empty week": at("/office/results?period={empty_week}", "chưa có"),
    "open week": at("/office/results?period={open_week}", "Tuần này chưa kết thúc."),
    "too small": at("/office/results?period={week}&unit={small_unit}", "không đủ phiếu"),
    "comparison": at("/office/compare?period={week}", "Đơn vị theo lĩnh vực"),
    "comparison of every sector": at("/office/compare?period={week}&of=all", "Hộ tịch"),
    "comparison opened": comparison_opened,
    "list of units": at("/office/compare?period={week}&columns=figures", "đơn vị cùng cấp"),
    "list of units in English": in_english("/office/compare?period={week}&columns=figures&lang=en"),
    "nothing to compare yet": at("/office/compare?period={open_week}", "chưa công bố"),
    "no such comparison": at("/office/compare?rows=desk", "Không có phép so sánh này", status=404),
    "units found": at("/office/results/units?q=xa", "trong tên"),
    "no unit found": at("/office/results/units?q=khong co", "Hãy thử một phần của tên"),
    "series of a sector": at("/office/series?period={week}&sector=dat_dai", "Qua các kỳ"),
    "comments": at("/office/comments", "góp ý"),
    "comments in English": in_english("/office/comments?lang=en"),
    "comments found": at("/office/comments?q=ghe", "góp ý có “ghe”"),
    "no comment found": at("/office/comments?q=0912", "Không có góp ý nào"),
    "no comment yet": at("/office/comments?unit={small_unit}", "Chưa có đợt góp ý nào"),
    "comment batch": comment_batch,
    "silent desks": at("/office/silent", "Đến xem ngay"),
    "silent desks in English": in_english("/office/silent?lang=en"),
    "no silent desk": at(f"/office/silent?unit={CENTRE}", "không quầy nào im lặng"),
    "integrity": at("/office/integrity?period={week}", "Việc nên xem"),
    "integrity in English": in_english("/office/integrity?period={week}&lang=en"),
    "integrity with every table": at(f"/office/integrity?period={{week}}&unit={CENTRE}&open=all", "Số phút tròn"),
    "integrity not published": at("/office/integrity?period={empty_week}", "chưa được tính"),
    "comments unmasked": comments_unmasked,
    "actions": at("/office/actions", "quá hạn 3 ngày"),
    "action": at("/office/actions/1", "Ai đã làm gì"),
    "new action with faults": new_action_with_faults,
    "letters": at("/office/letters", "Điều muốn nhận"),
    "letter": letter,
    "paper": at("/office/paper", "tập"),
    "paper batch": at("/office/paper/{batch}", "Nhập lần một"),
    "paper batch finished": at("/office/paper/{finished_batch}", "38"),
    "paper sheet": at("/office/paper/{batch}/entry/1", "Số tờ"),
    "paper sheet in English": in_english("/office/paper/{batch}/entry/1?lang=en"),
    "paper sheet with a fault": paper_sheet_with_a_fault,
    "paper difference": at("/office/paper/{batch}/differences", "Lần hai"),
    "paper to be finished": at("/office/paper/{batch}/finish", "{batch}"),
    "no such batch": at("/office/paper/999999", "999999", status=404),
    "places": at("/office/places", "Trực thuộc"),
    "places in English": in_english("/office/places?lang=en"),
    "places found": at("/office/places?q=phuong", "đơn vị có “phuong”"),
    "unit": at(f"/office/places/units/{CENTRE}", "Trực thuộc ai, từ ngày nào"),
    "unit moved below itself": unit_moved_below_itself,
    "desk": at(f"/office/places/desks/{CENTRE}_q02", "Địa chỉ trên poster"),
    "desk being changed": at(f"/office/places/desks/{CENTRE}_q02/edit", "Lĩnh vực quầy tiếp nhận"),
    "desk changed": desk_changed,
    "code being replaced": at(f"/office/places/desks/{CENTRE}_q02/token", "Không hoàn tác được"),
    "merger": at(f"/office/places/units/{CENTRE}/merge", "Quầy của các đơn vị cũ"),
    "sectors": at("/office/places/sectors", "nhóm trọng tâm"),
    "sector": at("/office/places/sectors/dat_dai", "Cơ quan chủ trì, từ ngày nào"),
    "procedures": at("/office/places/procedures", "Thủ tục hành chính"),
    "account": at("/office/account", "Tài khoản của tôi"),
    "people": at("/office/people", "Người nhập"),
    "nobody found": at("/office/people?q=zzz", "Không có ai khớp"),
    "add a person": at("/office/people/add", "Vai trò gồm cả"),
    "one person": at(f"/office/people/{OTHER}", "Giao thêm vai trò"),
    "person refused": person_refused,
    "log": at("/office/audit", "Đăng nhập"),
    "log without a line": at("/office/audit?who=zzz", "Không có dòng nào"),
    "unknown period": at("/office/results?period=2026-W99", "Không có kỳ này", status=404),
    "preview in Lao": at("/office/preview?lang=lo", "chưa được duyệt"),
    "unknown unit": at("/office/results?unit=khong-co", "Không có đơn vị này", status=404),
    "unknown page": at("/office/khong-co", "Không có trang này", status=404),
}
