"""Set an installation up, bring its database up to date, and open it for a command."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import forms
from forms.cleaning import clean_text
from survey_app.database import Store, check_schema, open_store
from survey_app.exceptions import BadSettings, DatabaseNotReady, SurveyAppError
from survey_app.mail_settings import keep_mail
from survey_app.migrating import alembic_config, upgrade
from survey_app.questionnaires import check_unchanged, register_questionnaire
from survey_app.settings import RESULTS_PLACE_FILE, Settings, write_secret_key

BASE_URL_FILE = "base_url"
LONGEST_PLACE = 120


@dataclass(frozen=True, slots=True)
class Installed:
    """What setting up did: nothing, where everything stood already."""

    settings: Settings
    made_key: bool
    revision_before: str | None
    revision: str
    copy: Path | None
    """Where the database was copied before its tables were changed."""
    questionnaires: tuple[str, ...]
    """The shipped questionnaires kept for the first time."""


def install(
    directory: Path,
    *,
    base_url: str | None = None,
    results_place: str | None = None,
    mail: Mapping[str, str] | None = None,
) -> Installed:
    """Make key, tables and questionnaires, or bring them up to date; safe to run again.

    `mail` holds what is to be set of SIPAS_SMTP_URL, SIPAS_SMTP_FROM and SIPAS_SMTP_PASSWORD.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    made_key = write_secret_key(directory)
    if results_place is not None:
        _keep_results_place(directory, results_place)
    settings = _settings_with(directory, base_url, mail or {})
    store = _connected_store(settings)
    try:
        before, copy = _upgrade(store, settings)
        kept = _register_questionnaires(store)
    finally:
        store.engine.dispose()
    return Installed(settings, made_key, before, _head(store), copy, kept)


def open_installation(directory: Path) -> tuple[Settings, Store]:
    """The settings and the database of an installation that is ready for this version."""
    settings = Settings.from_directory(directory)
    store = _connected_store(settings)
    try:
        check_schema(store)
    except SurveyAppError:
        store.engine.dispose()
        raise
    return settings, store


@contextmanager
def opened(directory: Path) -> Iterator[tuple[Settings, Store]]:
    """The same for a `with` block, closed at its end."""
    settings, store = open_installation(directory)
    try:
        yield settings, store
    finally:
        store.engine.dispose()


def _settings_with(directory: Path, base_url: str | None, mail: Mapping[str, str]) -> Settings:
    """The settings with what is newly set; it is written down only where all of it can be used."""
    given = dict(mail) if base_url is None else {**mail, "SIPAS_BASE_URL": base_url}
    settings = Settings.from_directory(directory, {**os.environ, **given})
    if base_url is not None:
        (directory / BASE_URL_FILE).write_text(f"{settings.base_url}\n", encoding="utf-8")
    keep_mail(directory, mail)
    return settings


def _keep_results_place(directory: Path, typed: str) -> None:
    place = " ".join(clean_text(typed, limit=LONGEST_PLACE).split())
    if len(place) > LONGEST_PLACE:
        raise BadSettings(f"Nơi công bố kết quả dài {len(place)} ký tự; tối đa {LONGEST_PLACE}. Xin ghi ngắn lại.")
    (directory / RESULTS_PLACE_FILE).write_text(f"{place}\n", encoding="utf-8")


def _connected_store(settings: Settings) -> Store:
    """Open the database and touch it once, so that a wrong address is told in a sentence."""
    _refuse_a_missing_driver(settings.database_url)
    store: Store | None = None
    try:
        store = open_store(settings.database_url)
        with store.engine.connect():
            return store
    except (sa.exc.DBAPIError, sa.exc.ArgumentError, sa.exc.NoSuchModuleError) as error:
        if store is not None:
            store.engine.dispose()
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise DatabaseNotReady(
            f"Không mở được cơ sở dữ liệu {_shown(settings.database_url)}: {reason}. "
            "Hãy kiểm tra địa chỉ trong SIPAS_DATABASE_URL, máy chủ, tài khoản và quyền ghi vào thư mục."
        ) from error


def _refuse_a_missing_driver(url: str) -> None:
    if not url.startswith(("sqlite:", "postgresql+psycopg:")):
        raise DatabaseNotReady(
            f"SIPAS_DATABASE_URL là “{_shown(url)}”, cần một địa chỉ như "
            "postgresql+psycopg://sipas@localhost/sipas hoặc sqlite:////var/lib/sipas/sipas.db"
        )
    if url.startswith("postgresql"):
        try:
            import psycopg  # noqa: F401  # only installations on PostgreSQL have it
        except ImportError as error:
            raise DatabaseNotReady(
                "Chưa cài thư viện kết nối PostgreSQL. Hãy cài psycopg[binary] từ 3.3 (xem docs/operations.md)."
            ) from error


def _shown(url: str) -> str:
    """The address without its password."""
    try:
        return sa.make_url(url).render_as_string()
    except sa.exc.ArgumentError:
        return url.partition("://")[0] + "://…"


def _upgrade(store: Store, settings: Settings) -> tuple[str | None, Path | None]:
    with store.engine.connect() as connection:
        before = MigrationContext.configure(connection).get_current_revision()
    if before == _head(store):
        return before, None
    copy = None
    if before is not None:
        _refuse_a_newer_one(store)
        copy = copy_database(store, settings.directory) if store.is_sqlite else None
    upgrade(store.engine.url)
    return before, copy


def _refuse_a_newer_one(store: Store) -> None:
    try:
        check_schema(store)
    except DatabaseNotReady:
        return


def copy_database(store: Store, directory: Path) -> Path:
    """Write a whole, consistent copy of a SQLite database beside it, while it may be in use."""
    path = directory / f"sipas-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db"
    with closing(store.engine.raw_connection()) as connection:
        # VACUUM refuses to run inside the transaction that an ordinary connection begins
        connection.cursor().execute("VACUUM INTO ?", (str(path),))
    return path


def _head(store: Store) -> str:
    head = ScriptDirectory.from_config(alembic_config(store.engine.url)).get_current_head()
    if head is None:
        raise DatabaseNotReady("Bộ cài thiếu thư mục migrations. Hãy cài lại bộ công cụ.")
    return head


def _register_questionnaires(store: Store) -> tuple[str, ...]:
    with store.writing.begin() as session:
        shipped = forms.shipped_questionnaires().values()
        new = [questionnaire for questionnaire in shipped if not check_unchanged(session, questionnaire)]
        for questionnaire in new:
            register_questionnaire(session, questionnaire)
        return tuple(questionnaire.id for questionnaire in new)
