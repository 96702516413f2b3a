"""A sample address for every page of the office. A new page adds a line, or `test_office_matrix` names it.

Kinds: `unit` – the address names something of one unit; `list` – it does not, and shows what one may see; `top` –
what all units share, changed only where nothing stands above; `own` – a person's own pages; `open` – the sign-in;
`post` – takes only what is sent (its address is used for that).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["unit", "list", "top", "own", "open", "post"]
WEEK = "2026-W45"


@dataclass(frozen=True, slots=True)
class Sample:
    """An address, with braces for what `matrix_world.Named` names, and the kind of page it leads to."""

    kind: Kind
    path: str


def _paths(kind: Kind, **paths: str) -> dict[str, Sample]:
    return {name: Sample(kind, f"/office{path}") for name, path in paths.items()}


SAMPLES: dict[str, Sample] = {
    **_paths("open", sign_in="/login", set_language="/language"),
    **_paths(
        "own",
        account="/account",
        enrol="/login/enrol",
        letter="/letters/{upload}",
        letters="/letters",
        first_password="/login/password",
        second_step="/login/code",
    ),
    **_paths(
        "post",
        account_factor="/account/new-codes",
        account_password="/account/password",
        account_sessions="/account/sessions",
        letter_ask="/letters/ask",
        letter_leave="/letters/leave",
        sign_out="/logout",
        people_change="/people/{login}/rename",
        place_undo="/places/undo",
    ),
    **_paths(
        "list",
        actions="/actions",
        audit_file="/audit.csv",
        audit_log="/audit",
        calendar="/calendar",
        comments="/comments",
        import_look="/imports/{upload}",
        import_sample="/imports/sample/visits_by_day.csv",
        imports="/imports",
        latest="",
        paper="/paper",
        people="/people",
        people_add="/people/add",
        place_agencies="/places/agencies",
        place_agency="/places/agencies/so",
        place_procedure="/places/procedures/thu-tuc",
        place_procedures="/places/procedures",
        place_sector="/places/sectors/dat-dai",
        place_sectors="/places/sectors",
        place_units_json="/places/units.json",
        places="/places",
        plan_adopt="/plans/adopt",
        plan_one="/plans/mo_phong_2026",
        plan_own="/plans/own?model=mo_phong_2026",
        plans="/plans",
        preview_any="/preview",
        questionnaire_one="/questionnaires/desk_v1",
        questionnaires="/questionnaires",
        results_units="/results/units",
        sheets="/paper/print",
        silent="/silent",
        tickets="/tickets",
    ),
    **_paths(
        "top",
        place_agency_edit="/places/agencies/so/edit",
        place_agency_new="/places/agencies/new",
        place_hand_over="/places/sectors/dat-dai/agency",
        place_procedure_edit="/places/procedures/thu-tuc/edit",
        place_procedure_new="/places/procedures/new",
        place_remove="/places/agencies/so/remove",
        place_responsibility="/places/sectors/dat-dai/agency/2025-07-01",
        place_sector_edit="/places/sectors/dat-dai/edit",
        questionnaire_new="/questionnaires/new",
        place_sector_new="/places/sectors/new",
    ),
    **_paths(
        "unit",
        action="/actions/{action}",
        action_new=f"/actions/new?unit={{unit}}&period={WEEK}&about=sectors:dat-dai",
        action_step="/actions/{action}/edit",
        chart=f"/chart/{{unit}}/{WEEK}/sectors.svg",
        comment_batch="/comments/{batch}",
        comments_file="/comments/{batch}.csv",
        compare=f"/compare?unit={{unit}}&period={WEEK}",
        compare_file=f"/compare/file.csv?unit={{unit}}&period={WEEK}",
        export=f"/export/{{unit}}/{WEEK}.csv",
        integrity=f"/integrity?unit={{unit}}&period={WEEK}",
        integrity_table=f"/integrity/table?unit={{unit}}&period={WEEK}&table=coverage",
        integrity_export=f"/integrity/{{unit}}/{WEEK}.csv",
        letter_for="/letters/for/{login}",
        paper_batch="/paper/{paper}",
        paper_differences="/paper/{paper}/differences",
        paper_finish="/paper/{paper}/finish",
        paper_sheet="/paper/{paper}/entry/1",
        people_one="/people/{login}",
        place_desk="/places/desks/{desk}",
        place_desk_close="/places/desks/{desk}/close",
        place_desk_edit="/places/desks/{desk}/edit",
        place_desk_move="/places/desks/{desk}/move",
        place_desk_new="/places/units/{unit}/desks/new",
        place_desk_remove="/places/desks/{desk}/remove",
        place_desk_reopen="/places/desks/{desk}/reopen",
        place_merge="/places/units/{unit}/merge",
        place_posters="/places/units/{unit}/posters.pdf",
        place_successor="/places/units/{unit}/successor",
        place_successor_remove="/places/units/ke-{unit}/successor/{unit}/remove",
        place_token="/places/desks/{desk}/token",
        place_unit="/places/units/{unit}",
        place_unit_edit="/places/units/{unit}/edit",
        place_unit_end="/places/units/{unit}/end",
        place_unit_move="/places/units/{unit}/move",
        place_unit_new="/places/units/{unit}/new",
        place_unit_remove="/places/units/{unit}/remove",
        place_unit_stretch="/places/units/{unit}/history/2025-07-01",
        plan_end="/plans/mo_phong_2026/{unit}/2026-01-01",
        preview_desk="/preview/{desk}",
        results=f"/results?unit={{unit}}&period={WEEK}",
        results_detail=f"/results/detail?unit={{unit}}&period={WEEK}&table=sectors&row=dat-dai",
        results_table=f"/results/table?unit={{unit}}&period={WEEK}&table=sectors",
        series=f"/series?unit={{unit}}&period={WEEK}",
    ),
}
