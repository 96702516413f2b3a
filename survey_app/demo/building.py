"""Build a demonstration: key and tables, half a year of answers, a login, posters and files."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import sqlalchemy as sa

from survey_app.database import Store, check_schema, open_store
from survey_app.demo import files
from survey_app.demo.acting import act
from survey_app.demo.comparison import Comparison, compare
from survey_app.demo.folder import DATABASE, DemoRefused, fresh_command, write_facts
from survey_app.demo.load import load
from survey_app.demo.province import PROVINCE, SHOWN_DESK
from survey_app.demo.publishing import bring_up_to_date, publish_recent
from survey_app.demo.simulation import Simulation, simulate, with_mode
from survey_app.exceptions import DatabaseNotReady
from survey_app.migrating import upgrade
from survey_app.models import Desk
from survey_app.periods import viet_nam_today
from survey_app.roles import ROLES, RoleName
from survey_app.rotating import rotating_codes_of
from survey_app.second_factor import FactorKey, enrol, new_salt
from survey_app.settings import RESULTS_PLACE_FILE, Settings, write_secret_key
from survey_app.staff import add_staff
from survey_app.tokens import in_base32, in_groups

LOGIN = "demo"
LOGINS: dict[RoleName, str] = {
    "analyst": LOGIN,
    "head": "demo.lanhdao",
    "inspector": "demo.thanhtra",
    "administrator": "demo.quantri",
    "clerk": "demo.nhaplieu",
    "viewer": "demo.xem",
}
"""Who tries the kit, by role; all have one password."""
PASSWORD_BYTES = 10
RESULTS_PLACE = "bảng tin của Trung tâm (mô phỏng)"
"""What the thanks page names."""

Tell: TypeAlias = Callable[[str, int, int], None]
"""Called with a stage, what of it is done and how much there is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the caller wants of a demonstration."""

    folder: Path
    base_url: str
    until: date
    responses: int
    seed: int


def build(asked: Asked, place: Path, *, tell: Tell) -> list[Comparison]:
    """Make everything in `place`, which will become the demonstration's folder; return truth against figures."""
    settings = _settle(place, asked.base_url)
    upgrade(settings.database_url)
    store = open_store(settings.database_url)
    try:
        tell("Mô phỏng người dân và câu trả lời", 0, 1)
        simulation = simulate(asked.seed, asked.responses, asked.until)
        tell("Mô phỏng người dân và câu trả lời", 1, 1)
        load(store, simulation, tell=tell)
        password = in_groups(in_base32(os.urandom(PASSWORD_BYTES))).lower()
        _add_people(store, settings, password)
        publish_recent(store, asked.until, today=viet_nam_today(), tell=tell)
        act(store, asked.until, LOGINS["head"])
        compared = [compare(simulation), compare(with_mode(simulation, "b"))]
        made = _write_files(store, asked, place, tell)
        write_facts(place, _facts(asked, store, place, password, made) | {"simulation": _told(simulation, compared)})
    finally:
        store.engine.dispose()
    return compared


def keep(folder: Path, until: date) -> None:
    """Bring a kept demonstration up to the day; refuse one whose tables are of another version of the kit."""
    store = open_store(settings_of(folder).database_url)
    try:
        check_schema(store)
        bring_up_to_date(store, until, today=viet_nam_today())
    except DatabaseNotReady as error:
        raise DemoRefused(
            f"Bản chạy thử trong {folder} do phiên bản cũ hơn dựng. Hãy dựng lại: {fresh_command(folder)}"
        ) from error
    finally:
        store.engine.dispose()


def is_elsewhere(asked: Asked, facts: dict[str, Any]) -> bool:
    """Whether a kept demonstration was made for another address or in another place."""
    addresses = _addresses(settings_of(asked.folder), asked.base_url, _token(facts))
    return facts["database"] != str(asked.folder / DATABASE) or facts | addresses != facts


def write_again(asked: Asked, facts: dict[str, Any]) -> dict[str, Any]:
    """Print posters and tickets of a kept demonstration for its new address and note it in `demo.json`."""
    settings = _settle(asked.folder, asked.base_url)
    store = open_store(settings.database_url)
    try:
        posters = files.print_posters(store, settings, asked.folder)
        tickets = files.print_ticket_sheet(store, settings, asked.folder, today=viet_nam_today())
    finally:
        store.engine.dispose()
    exports = {kind: str(asked.folder / "exports" / Path(path).name) for kind, path in facts["exports"].items()}
    new = facts | _addresses(settings, asked.base_url, _token(facts))
    new |= {"database": str(asked.folder / DATABASE), "exports": exports}
    new |= {"posters": [str(path) for path in posters], "tickets": str(tickets)}
    write_facts(asked.folder, new)
    return new


def settings_of(place: Path) -> Settings:
    """The settings of a demonstration: its own database, whatever the environment says of another installation."""
    return Settings.from_directory(place, {})


def _settle(place: Path, base_url: str) -> Settings:
    write_secret_key(place)
    (place / "base_url").write_text(f"{base_url}\n", encoding="utf-8")
    (place / RESULTS_PLACE_FILE).write_text(f"{RESULTS_PLACE}\n", encoding="utf-8")
    return settings_of(place)


def _add_people(store: Store, settings: Settings, password: str) -> None:
    """One for each role; those who need a second factor have it, and the sign-in page shows its code."""
    with store.writing.begin() as session:
        for role, login in LOGINS.items():
            name = f"{ROLES[role].title} (mô phỏng)"
            add_staff(session, login, name=name, unit=PROVINCE, password=password, roles=(role,))
            if ROLES[role].needs_second_factor:
                enrol(session, FactorKey(settings.secret_key), login, salt=new_salt(), step=0)


def _facts(asked: Asked, store: Store, place: Path, password: str, made: dict[str, Any]) -> dict[str, Any]:
    with store.reading() as session:
        token = session.scalars(sa.select(Desk.token).where(Desk.code == SHOWN_DESK)).one()
    return {
        "database": str(asked.folder / DATABASE),
        **_addresses(settings_of(place), asked.base_url, token),
        "login": LOGIN,
        "password": password,
        "logins": LOGINS,
        **made,
    }


def _token(facts: dict[str, Any]) -> str:
    return str(facts["citizen_url"]).rpartition("/")[2]


def _addresses(settings: Settings, base_url: str, token: str) -> dict[str, str]:
    """Where the shown desk is answered: by the poster's code, the screen's, at the tablet; and the office's pages."""
    keys = rotating_codes_of(settings.secret_key)
    return {
        "citizen_url": f"{base_url}/d/{token}",
        "screen_url": f"{base_url}/screen/{token}/{keys.screen_key(token)}",
        "kiosk_url": f"{base_url}/kiosk/{token}/{keys.kiosk_key(token)}",
        "kiosk_code": keys.kiosk_code(token),
        "results_url": f"{base_url}/office",
    }


def _write_files(store: Store, asked: Asked, place: Path, tell: Tell) -> dict[str, Any]:
    """Write posters, tickets and exports; the paths told are those of the finished folder."""
    tell("Poster và tệp xuất", 0, 2)
    posters = files.print_posters(store, settings_of(place), place)
    tickets = files.print_ticket_sheet(store, settings_of(place), place, today=viet_nam_today())
    tell("Poster và tệp xuất", 1, 2)
    with store.reading() as session:
        exports = files.export_last_week(session, PROVINCE, asked.until, place)
    tell("Poster và tệp xuất", 2, 2)
    moved = {path: str(asked.folder / path.relative_to(place)) for path in (*posters, tickets, *exports.values())}
    return {
        "posters": [moved[path] for path in posters],
        "tickets": moved[tickets],
        "exports": {kind: moved[exports[kind]] for kind in exports},
    }


def _told(simulation: Simulation, compared: Sequence[Comparison]) -> dict[str, Any]:
    return {
        "seed": simulation.seed,
        "responses": int(simulation.sheets.desk.size),
        "visits": int(simulation.population.cell.size),
        "first": simulation.first.isoformat(),
        "until": simulation.until.isoformat(),
        "shares": {one.mode: {"truth": one.truth, "raw": one.raw, "weighted": one.weighted} for one in compared},
    }
