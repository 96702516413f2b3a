"""Which pages of the office are drawn for docs/office.md, signed in as whom, and in which picture each is found."""

from __future__ import annotations

from dataclasses import dataclass

DESKTOP, LONG, PHONE, COLUMN = (1280, 800), (1280, 900), (360, 740), (640, 900)
"""A screen as it is; whole pages on a desk, on a phone, and in a narrow window, several of which are one picture."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One page: its endpoint, who opens it, its address with braces for what stands in the demonstration."""

    endpoint: str
    role: str
    address: str
    way: str = ""
    """A way of `ways.WAYS` to go from the address, where the page is not reached by it alone."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A file of docs/pictures: one page as a screen shows it, or several in columns."""

    name: str
    shots: tuple[Shot, ...]
    columns: int = 0
    size: tuple[int, int] = DESKTOP

    @property
    def file(self) -> str:
        """Its name in docs/pictures."""
        return f"office-{self.name}.png"


def _screen(
    name: str, endpoint: str, role: str, address: str, way: str = "", *, size: tuple[int, int] = DESKTOP
) -> Picture:
    return Picture(name, (Shot(endpoint, role, address, way),), size=size)


def _sheet(name: str, role: str, *pages: tuple[str, str] | tuple[str, str, str], columns: int = 3) -> Picture:
    return Picture(name, tuple(Shot(page[0], role, *page[1:]) for page in pages), columns)


UNIT, DESK = "/office/places/units", "/office/places/desks"
LISTS, PLANS, ACTIONS = "/office/places", "/office/plans", "/office/actions"
NEW = f"{ACTIONS}/new?unit={{unit}}&period={{week}}&about=sectors:dau_tu"

PICTURES: tuple[Picture, ...] = (
    _sheet(
        "sign-in",
        "",
        ("sign_in", "/office/login"),
        ("enrol", "/office/login", "enrolling"),
        ("first_password", "/office/login", "first_password"),
    ),
    _sheet(
        "waiting",
        "head",
        ("results", "/office/results?unit={unit}&period={open_week}"),
        ("results_units", "/office/results/units?q=xa"),
        ("preview_desk", "/office/preview/{desk}"),
    ),
    _sheet(
        "long-tables",
        "inspector",
        ("results_table", "/office/results/table?unit={unit}&period={week}&table=units"),
        ("integrity_table", "/office/integrity/table?unit={unit}&period={week}&table=coverage"),
        ("silent", "/office/silent"),
    ),
    _sheet(
        "actions-steps",
        "head",
        ("action_new", NEW),
        ("action_step", f"{ACTIONS}/{{action}}/finish"),
        ("action_step", f"{ACTIONS}/{{action}}/drop"),
    ),
    _screen("actions-1280", "actions", "head", ACTIONS),
    _screen("actions-one-1280", "action", "head", f"{ACTIONS}/1", size=LONG),
    _screen("actions-one-360", "action", "head", f"{ACTIONS}/1", size=PHONE),
    _screen("comments-1280", "comments", "analyst", "/office/comments"),
    _screen("comments-batch-1280", "comment_batch", "analyst", "/office/comments", "first_batch"),
    _screen("account-1280", "account", "head", "/office/account"),
    _screen("code-360", "second_step", "", "/office/login", "code", size=PHONE),
    _screen("letters-1280", "letters", "head", "/office/letters", size=LONG),
    _screen("letter-360", "letter", "head", "/office/letters", "first_letter", size=PHONE),
    _screen("audit-1280", "audit_log", "inspector", "/office/audit"),
    _sheet(
        "letters-of-others",
        "administrator",
        ("letter_for", "/office/letters/for/demo.lanhdao"),
        ("confirm_address", "/office/letters/confirm/{confirm}"),
        ("stop_letters", "/office/letters/stop/{stop}"),
    ),
    _screen("people-1280", "people", "administrator", "/office/people"),
    _sheet(
        "people-steps",
        "administrator",
        ("people_add", "/office/people/add"),
        ("people_one", "/office/people/demo.nhaplieu"),
        columns=2,
    ),
    _screen("person-360", "people_one", "administrator", "/office/people/demo.nhaplieu", size=PHONE),
    _screen("places-unit-1280", "place_unit", "administrator", f"{UNIT}/{{commune}}", size=LONG),
    _screen("places-desk-360", "place_desk", "administrator", f"{DESK}/{{desk}}", size=PHONE),
    _screen(
        "places-refused-360", "place_unit_move", "administrator", f"{UNIT}/{{unit}}/move", "below_itself", size=PHONE
    ),
    _screen("places-1280", "places", "administrator", "/office/places"),
    _sheet(
        "places-lists",
        "administrator",
        ("place_sectors", f"{LISTS}/sectors"),
        ("place_sector", f"{LISTS}/sectors/dat_dai"),
        ("place_agencies", f"{LISTS}/agencies"),
        ("place_agency", f"{LISTS}/agencies/so_xd"),
        ("place_procedures", f"{LISTS}/procedures"),
        ("place_procedure", f"{LISTS}/procedures/mp.dd.01"),
    ),
    _sheet(
        "places-unit-steps",
        "administrator",
        ("place_unit_new", f"{UNIT}/{{unit}}/new"),
        ("place_unit_edit", f"{UNIT}/{{commune}}/edit"),
        ("place_unit_move", f"{UNIT}/{{commune}}/move"),
        ("place_unit_stretch", f"{UNIT}/{{commune}}/history/2025-07-01"),
        ("place_unit_end", f"{UNIT}/{{commune}}/end"),
        ("place_merge", f"{UNIT}/{{commune}}/merge"),
        ("place_successor", f"{UNIT}/{{commune}}/successor"),
        ("place_successor_remove", f"{UNIT}/{{old}}/successor/{{commune}}/remove"),
        ("place_unit_remove", f"{UNIT}/{{old}}/remove"),
    ),
    _sheet(
        "places-desk-steps",
        "administrator",
        ("place_desk_new", f"{UNIT}/{{commune}}/desks/new"),
        ("place_desk_edit", f"{DESK}/{{small_desk}}/edit"),
        ("place_token", f"{DESK}/{{desk}}/token"),
        ("place_desk_move", f"{DESK}/{{desk}}/move"),
        ("place_desk_close", f"{DESK}/{{desk}}/close"),
        ("place_desk_reopen", f"{DESK}/{{closed_desk}}/reopen"),
        ("place_desk_remove", f"{DESK}/{{desk}}/remove"),
    ),
    _sheet(
        "places-list-steps",
        "administrator",
        ("place_sector_new", f"{LISTS}/sectors/new"),
        ("place_sector_edit", f"{LISTS}/sectors/dat_dai/edit"),
        ("place_hand_over", f"{LISTS}/sectors/dat_dai/agency"),
        ("place_responsibility", f"{LISTS}/sectors/dat_dai/agency/2025-07-01"),
        ("place_agency_new", f"{LISTS}/agencies/new"),
        ("place_agency_edit", f"{LISTS}/agencies/so_xd/edit"),
        ("place_procedure_new", f"{LISTS}/procedures/new"),
        ("place_procedure_edit", f"{LISTS}/procedures/mp.dd.01/edit"),
        ("place_remove", f"{LISTS}/procedures/mp.dd.01/remove"),
    ),
    _screen("imports-1280", "imports", "clerk", "/office/imports"),
    _sheet(
        "imports-steps",
        "clerk",
        ("import_look", "/office/imports", "visits_looked_at"),
        ("import_look", "/office/imports", "visits_with_faults"),
        ("import_look", "/office/imports", "visits_taken_in"),
    ),
    _screen("plans-1280", "plans", "administrator", PLANS),
    _sheet(
        "plans-steps",
        "administrator",
        ("plan_adopt", f"{PLANS}/adopt?plan=nq_76_2021"),
        ("plan_adopt", f"{PLANS}/adopt?plan=nq_76_2021", "plan_looked_at"),
        ("plan_end", f"{PLANS}/{{plan}}/{{unit}}/{{plan_from}}"),
    ),
    _sheet(
        "plans-own",
        "administrator",
        ("plan_one", f"{PLANS}/{{plan}}"),
        ("plan_own", f"{PLANS}/own"),
        ("plan_own", f"{PLANS}/own?model=ha_tinh_2023"),
    ),
    _screen("tickets-1280", "tickets", "administrator", "/office/tickets"),
    _screen("questionnaires-1280", "questionnaires", "administrator", "/office/questionnaires"),
    _sheet(
        "questionnaires-steps",
        "administrator",
        ("questionnaire_one", "/office/questionnaires/desk_v1"),
        ("questionnaire_new", "/office/questionnaires/new"),
        columns=2,
    ),
    _screen("calendar-1280", "calendar", "administrator", "/office/calendar"),
    _screen("sheets-1280", "sheets", "administrator", "/office/paper/print"),
    _screen("paper-1280", "paper", "clerk", "/office/paper"),
    _sheet(
        "paper-steps",
        "clerk",
        ("paper_batch", "/office/paper/{batch}"),
        ("paper_sheet", "/office/paper/{batch}/entry/1"),
        ("paper_differences", "/office/paper/{batch}/differences"),
        ("paper_finish", "/office/paper/{batch}/finish"),
        columns=2,
    ),
)

DRAWN_ELSEWHERE: dict[str, str] = {
    "results": "office-week-1280.png",
    "results_detail": "office-detail-1280.png",
    "compare": "office-compare-grid-1280.png",
    "series": "office-compare-series-360.png",
    "integrity": "office-integrity.png",
}
"""Pages whose picture shows the figures of the demonstration at their best, by the picture's file."""
