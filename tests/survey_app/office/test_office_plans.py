"""Adopting, ending and making plans in the browser."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.adoption import adopted_plans
from survey_app.database import Store
from survey_app.models import AuditEntry, PlanAdoption
from survey_app.plans import plan_text
from tests.survey_app.office.office_world import furnish, sign_in, token

pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
"""No SQL of its own is tested here."""
IN_2026 = date(2026, 11, 10)
OWN = {
    "code": "xa_mot_2026",
    "title": "Kế hoạch cải cách hành chính xã Một năm 2026",
    "document": "Kế hoạch cải cách hành chính năm 2026",
    "issuer": "Ủy ban nhân dân xã Một",
    "unit": "xa-1",
    "first": "01/01/2026",
    "last": "31/12/2026",
}
SENTENCE = "Mức độ hài lòng của người dân đạt từ 92,5% trở lên."


@pytest.fixture
def administrator(app: Flask, store: Store) -> FlaskClient:
    furnish(app, store)
    return person(app, "administrator.tinh")


def person(app: Flask, login: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, login)
    return client


def adopt(client: FlaskClient, *, do: str = "adopt", **sent: object) -> TestResponse:
    page = client.get("/office/plans/adopt")
    return client.post("/office/plans/adopt", data={"csrf_token": token(page), "do": do, "plan": "", **sent})


def held(store: Store, unit: str, day: date = IN_2026) -> list[str]:
    with store.reading() as session:
        return [plan.code for plan in adopted_plans(session, unit, day)]


def test_a_plan_is_looked_at_then_adopted_and_logged(administrator: FlaskClient, store: Store) -> None:
    looked = adopt(administrator, do="look", plan="nq_76_2021", unit="xa-1")
    assert looked.status_code == 200
    assert "Xã Một và các đơn vị bên dưới" in unescape(looked.text)
    assert held(store, "xa-1") == ["mo_phong_2026"]
    assert adopt(administrator, plan="nq_76_2021", unit="xa-1").status_code == 302
    assert "nq_76_2021" in held(store, "xa-1")
    with store.reading() as session:
        assert session.scalars(sa.select(AuditEntry.action)).all().count("plans.adopt") == 1
    assert "Xã Một" in administrator.get("/office/plans").text


def test_adopted_twice_it_is_refused_with_the_days_it_holds(administrator: FlaskClient) -> None:
    adopt(administrator, plan="nq_76_2021", unit="xa-1")
    again = adopt(administrator, plan="nq_76_2021", unit="xa-1")
    assert again.status_code == 422
    assert "Xã Một đã áp dụng “" in unescape(again.text)
    assert "” (nq_76_2021) từ" in unescape(again.text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("value = 75", "value = 120"), "một số từ 0 đến 100"),
        (("value = 75", "value = -1"), "một số từ 0 đến 100"),
        (("[[target]]", "[[target"), "Cú pháp TOML sai"),
        (("valid_to = 2023-12-31", "valid_to = 2022-12-31"), "không trước"),
    ],
    ids=["over 100", "below 0", "no TOML", "days reversed"],
)
def test_a_faulty_file_is_refused_in_words(
    administrator: FlaskClient, store: Store, change: tuple[str, str], said: str
) -> None:
    text = plan_text("ha_tinh_2023").replace(*change, 1)
    page = adopt(administrator, do="look", unit="xa-1", file=(BytesIO(text.encode()), "ke-hoach.toml"))
    assert page.status_code == 422
    assert said in unescape(page.text)
    assert held(store, "xa-1", date(2023, 5, 1)) == []


def test_periods_that_overlap_are_refused(administrator: FlaskClient) -> None:
    text = plan_text("hai_duong_2022").replace("last = 2022-03-14", "last = 2022-03-20", 1)
    page = adopt(administrator, do="look", unit="xa-1", file=(BytesIO(text.encode()), "ke-hoach.toml"))
    assert page.status_code == 422
    assert "chồng lên nhau" in unescape(page.text)


def test_a_file_is_carried_from_the_look_to_the_adoption(administrator: FlaskClient, store: Store) -> None:
    text = plan_text("ha_tinh_2023").replace('code = "ha_tinh_2023"', 'code = "cua_xa_2023"', 1)
    looked = adopt(administrator, do="look", unit="xa-1", file=(BytesIO(text.encode()), "ke-hoach.toml"))
    carried = unescape(re.findall(r'name="text"[^>]*value="([^"]*)"', looked.text)[0])
    assert adopt(administrator, unit="xa-1", text=carried).status_code == 302
    assert held(store, "xa-1", date(2023, 5, 1)) == ["cua_xa_2023"]


def test_a_units_own_targets_are_typed_after_a_model(administrator: FlaskClient, store: Store) -> None:
    page = administrator.get("/office/plans/own?model=ha_tinh_2023")
    filled = {**OWN, "csrf_token": token(page), "model": "ha_tinh_2023", **first_target(page)}
    led = administrator.post("/office/plans/own", data=filled)
    assert led.status_code == 200, unescape(led.text)
    assert SENTENCE in unescape(led.text)
    carried = unescape(re.findall(r'name="text"[^>]*value="([^"]*)"', led.text)[0])
    assert adopt(administrator, unit="xa-1", text=carried, first="", last="").status_code == 302
    with store.reading() as session:
        own = adopted_plans(session, "xa-1", IN_2026)[0]
    assert (own.code, [(target.value, target.comparison) for target in own.targets]) == ("xa_mot_2026", [(92.5, ">=")])


@pytest.mark.parametrize("code", ["mo_phong_2026", "ha_tinh_2023"], ids=["adopted", "of the kit"])
def test_a_code_that_is_taken_is_refused_on_the_form_it_was_typed_in(administrator: FlaskClient, code: str) -> None:
    page = administrator.get("/office/plans/own?model=ha_tinh_2023")
    typed = {**OWN, "code": code, **first_target(page)}
    refused = administrator.post(
        "/office/plans/own", data={**typed, "csrf_token": token(page), "model": "ha_tinh_2023"}
    )
    assert_typed_and_marked(refused, typed)


def test_a_code_taken_meanwhile_brings_back_the_form_as_it_was_typed(administrator: FlaskClient) -> None:
    page = administrator.get("/office/plans/own?model=ha_tinh_2023")
    typed = {**OWN, **first_target(page)}
    led = administrator.post("/office/plans/own", data={**typed, "csrf_token": token(page), "model": "ha_tinh_2023"})
    hidden = dict(re.findall(r'name="(text|model)"[^>]*value="([^"]*)"', led.text))
    carried = {name: unescape(value) for name, value in hidden.items()}
    other = carried["text"].replace("92.5", "93").replace("92,5", "93")
    assert adopt(administrator, unit="tinh", text=other).status_code == 302
    for do in ("look", "adopt"):
        refused = adopt(administrator, do=do, unit="xa-1", first=OWN["first"], last=OWN["last"], **carried)
        assert_typed_and_marked(refused, typed)


def test_days_refused_for_ones_own_plan_keep_the_plan_in_view(administrator: FlaskClient) -> None:
    page = administrator.get("/office/plans/own?model=ha_tinh_2023")
    typed = {**OWN, "csrf_token": token(page), "model": "ha_tinh_2023", **first_target(page)}
    led = administrator.post("/office/plans/own", data=typed)
    hidden = dict(re.findall(r'name="(text|model)"[^>]*value="([^"]*)"', led.text))
    carried = {name: unescape(value) for name, value in hidden.items()}
    refused = adopt(administrator, do="look", unit="xa-1", first="01/01/2027", last="31/12/2027", **carried)
    assert refused.status_code == 422
    assert SENTENCE in unescape(refused.text.partition("</form>")[2])
    assert '<select id="plan"' not in refused.text


def assert_typed_and_marked(page: TestResponse, typed: dict[str, str]) -> None:
    """The form of one's own targets with all that was typed, and its code marked as wrong."""
    text = unescape(page.text)
    assert page.status_code == 422
    assert "đã có kế hoạch khác dùng" in text.partition('class="problems"')[2].partition("</div>")[0]
    code = re.search(r'<input[^>]*id="code"[^>]*>', text)
    assert code is not None
    assert 'aria-invalid="true"' in code[0]
    kept = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', text))
    boxes = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*([^<]*)</textarea>', text)
    chosen = re.findall(r'<select[^>]*name="([^"]+)".*?<option selected value="([^"]*)"', text, re.DOTALL)
    assert {name: {**kept, **dict(boxes), **dict(chosen)}.get(name) for name in typed} == typed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"value": "chín mươi"}, "không đọc được; cần một số"),
        ({"value": "120"}, "một số từ 0 đến 100"),
        ({"value": "95,5"}, "Câu đã chép không nêu số 95,5"),
        ({"sentence": ""}, "Có mức thì cần cả câu"),
    ],
    ids=["words", "over 100", "not what the sentence says", "no sentence"],
)
def test_a_target_that_cannot_be_meant_keeps_what_was_typed(
    administrator: FlaskClient, typed: dict[str, str], said: str
) -> None:
    page = administrator.get("/office/plans/own?model=ha_tinh_2023")
    filled = {**OWN, "csrf_token": token(page), "model": "ha_tinh_2023", **first_target(page, **typed)}
    refused = administrator.post("/office/plans/own", data=filled)
    assert refused.status_code == 422
    assert said in unescape(refused.text)
    assert OWN["title"] in unescape(refused.text)
    box = refused.text.partition('class="problems"')[2].partition("</div>")[0]
    assert "khóa “" not in unescape(refused.text)
    assert 'href="#targets-0-value"' in box
    assert said in unescape(box)


def test_a_plan_without_any_target_is_refused_in_the_form(administrator: FlaskClient) -> None:
    page = administrator.get("/office/plans/own?model=ha_tinh_2023")
    filled = {**OWN, "csrf_token": token(page), "model": "ha_tinh_2023", **first_target(page, value="")}
    refused = administrator.post("/office/plans/own", data=filled)
    assert refused.status_code == 422
    assert "ít nhất một chỉ tiêu" in unescape(refused.text)


def test_the_unit_chosen_for_its_own_targets_stays_chosen(administrator: FlaskClient) -> None:
    page = administrator.get("/office/plans/own?model=ha_tinh_2023&unit=xa-1")
    assert '<option selected value="xa-1">' in page.text
    filled = {**OWN, "csrf_token": token(page), "model": "ha_tinh_2023", **first_target(page)}
    led = administrator.post("/office/plans/own", data=filled)
    assert '<option selected value="xa-1">' in led.text
    assert 'value="01/01/2026"' in led.text


def test_a_comparison_that_is_not_offered_is_refused_in_the_pages_language(administrator: FlaskClient) -> None:
    page = administrator.get("/office/plans/own?model=ha_tinh_2023")
    filled = {**OWN, "csrf_token": token(page), "model": "ha_tinh_2023", **first_target(page, comparison="≈")}
    refused = administrator.post("/office/plans/own", data=filled)
    assert refused.status_code == 422
    assert "Xin chọn một mục trong danh sách." in unescape(refused.text)
    assert "valid choice" not in refused.text


def test_without_a_model_one_is_chosen(administrator: FlaskClient) -> None:
    page = administrator.get("/office/plans/own")
    assert page.status_code == 200
    assert "/office/plans/own?model=ha_tinh_2023" in page.text


def test_a_plans_periods_are_named(administrator: FlaskClient) -> None:
    text = unescape(administrator.get("/office/plans/hai_duong_2022").text)
    assert "<dt>Quý 1/2022</dt>" in text
    assert "<dt>Năm 2022</dt>" in text


def first_target(page: TestResponse, **typed: str) -> dict[str, str]:
    """The form's hidden parts, and the first target filled in."""
    kept = dict(re.findall(r'name="(targets-\d+-key)"[^>]*value="([^"]*)"', page.text))
    values = {"comparison": ">=", "value": "92,5", "sentence": SENTENCE, "place": "trang 3, mục II.1", **typed}
    return {**kept, **{f"targets-0-{name}": value for name, value in values.items()}}


def test_ending_needs_the_plans_code_and_a_day_to_come(administrator: FlaskClient, store: Store) -> None:
    address = "/office/plans/mo_phong_2026/tinh/2025-12-15"
    page = administrator.get(address)
    assert page.status_code == 200

    def end(code: str, last: str) -> TestResponse:
        return administrator.post(address, data={"csrf_token": token(page), "code": code, "last": last})

    assert "để xác nhận" in unescape(end("mo_phong", "2026-12-01").text)
    assert "đã qua" in unescape(end("mo_phong_2026", "01/01/2026").text)
    assert "“31/11/2026” không có trong lịch" in unescape(end("mo_phong_2026", "31/11/2026").text)
    assert end("mo_phong_2026", "30/11/2026").status_code == 302
    with store.reading() as session:
        assert session.scalars(sa.select(PlanAdoption.valid_to)).one() == date(2026, 11, 30)


def test_one_that_has_not_begun_is_taken_back(administrator: FlaskClient, store: Store) -> None:
    adopt(administrator, plan="nq_76_2021", unit="xa-1", first="2026-12-01")
    address = "/office/plans/nq_76_2021/xa-1/2026-12-01"
    page = administrator.get(address)
    assert "Bỏ áp dụng" in unescape(page.text)
    gone = administrator.post(address, data={"csrf_token": token(page), "code": "nq_76_2021"})
    assert gone.status_code == 302
    assert held(store, "xa-1", date(2026, 12, 5)) == ["mo_phong_2026"]


def test_a_unit_of_others_cannot_be_given_a_plan(administrator: FlaskClient, store: Store) -> None:
    assert adopt(administrator, plan="nq_76_2021", unit="tinh-khac").status_code == 422
    assert held(store, "tinh-khac") == []


def test_who_may_not_keep_plans_is_refused(app: Flask, administrator: FlaskClient) -> None:
    assert person(app, "viewer.tinh").get("/office/plans").status_code == 403


@pytest.mark.parametrize("text", ["không phải kế hoạch", 'code = "a"'])
def test_a_carried_text_that_is_no_plan_is_refused_in_words(administrator: FlaskClient, text: str) -> None:
    page = adopt(administrator, do="look", unit="xa-1", text=text, model="mo_phong_2026")
    assert page.status_code == 422
    assert "Tệp kế hoạch chưa dùng được" in unescape(page.text)
