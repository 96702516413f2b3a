"""`sipas init`: what it makes, and that running it again harms nothing."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

import forms
from survey_app import migrating
from survey_app.cli import sipas, telling_errors
from survey_app.database import open_store
from survey_app.exceptions import BadSettings, ChangedQuestionnaire, DatabaseNotReady, NewerDatabase
from survey_app.installing import install, open_installation
from survey_app.migrating import downgrade
from survey_app.models import Questionnaire


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SIPAS_BASE_URL", "SIPAS_SECRET_KEY", "SIPAS_DATABASE_URL", "SIPAS_DIR"):
        monkeypatch.delenv(name, raising=False)


def run(directory: Path, *arguments: str):
    return CliRunner().invoke(sipas, ["--dir", str(directory), *arguments], catch_exceptions=False)


def test_it_makes_a_directory_that_a_command_can_open(tmp_path: Path) -> None:
    directory = tmp_path / "noi-cai-dat"
    result = run(directory, "init", "--base-url", "https://danhgia.tinh.gov.vn/")
    assert result.exit_code == 0, result.output
    assert stat.S_IMODE((directory / "secret.key").stat().st_mode) == 0o600
    settings, store = open_installation(directory)
    assert settings.base_url == "https://danhgia.tinh.gov.vn"
    with store.reading() as session:
        assert set(session.scalars(sa.select(Questionnaire.id))) == set(forms.shipped_questionnaires())
    store.engine.dispose()


def test_running_it_again_keeps_the_key_the_address_and_the_tables(tmp_path: Path) -> None:
    run(tmp_path, "init", "--base-url", "https://danhgia.tinh.gov.vn")
    key = (tmp_path / "secret.key").read_text()
    result = run(tmp_path, "init")
    assert result.exit_code == 0
    assert "giữ nguyên" in result.output
    assert "https://danhgia.tinh.gov.vn" in result.output
    assert (tmp_path / "secret.key").read_text() == key
    assert list(tmp_path.glob("sipas-*.db")) == []


def test_it_works_on_either_database(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIPAS_DATABASE_URL", database_url)
    assert install(tmp_path).revision_before is None
    assert install(tmp_path).revision_before == install(tmp_path).revision
    _, store = open_installation(tmp_path)
    store.engine.dispose()


def test_an_older_sqlite_database_is_copied_before_it_is_upgraded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = install(tmp_path / "cai-dat").revision
    migrations = tmp_path / "migrations"
    shutil.copytree(migrating.MIGRATIONS, migrations)
    (migrations / "versions" / "later.py").write_text(LATER.format(before=before), encoding="utf-8")
    monkeypatch.setattr(migrating, "MIGRATIONS", migrations)
    result = run(tmp_path / "cai-dat", "init")
    assert f"Đã nâng cấp lược đồ từ {before} lên 2999_later" in result.output
    (copy,) = (tmp_path / "cai-dat").glob("sipas-*.db")
    assert copy.name in result.output
    copied = open_store(f"sqlite:///{copy}")
    with copied.reading() as session:
        assert session.scalar(sa.text("SELECT version_num FROM alembic_version")) == before
        assert session.scalar(sa.select(sa.func.count()).select_from(Questionnaire)) > 0
    copied.engine.dispose()


LATER = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "2999_later", "{before}"


def upgrade():
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade():
    op.drop_table("later")
"""


def test_a_database_emptied_by_a_downgrade_is_filled_again(tmp_path: Path) -> None:
    install(tmp_path)
    downgrade(f"sqlite:///{tmp_path / 'sipas.db'}", "base")
    with pytest.raises(DatabaseNotReady, match="sipas init"):
        open_installation(tmp_path)
    assert install(tmp_path).revision_before is None


def test_a_newer_database_is_refused_and_unchanged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    install(tmp_path)
    store = open_store(f"sqlite:///{tmp_path / 'sipas.db'}")
    with store.writing.begin() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '2999_from_the_future'"))
    with pytest.raises(NewerDatabase, match="2999_from_the_future"):
        run(tmp_path, "init")
    assert telling_errors(lambda: install(tmp_path)) == 1
    assert "phiên bản mới hơn" in capsys.readouterr().err
    with store.reading() as session:
        assert session.scalar(sa.text("SELECT version_num FROM alembic_version")) == "2999_from_the_future"
    store.engine.dispose()


def test_a_changed_questionnaire_is_refused(tmp_path: Path) -> None:
    install(tmp_path)
    store = open_store(f"sqlite:///{tmp_path / 'sipas.db'}")
    with store.writing.begin() as session:
        session.execute(sa.update(Questionnaire).values(digest="0" * 64))
    store.engine.dispose()
    with pytest.raises(ChangedQuestionnaire):
        install(tmp_path)


def test_a_wrong_public_address_is_refused_and_not_kept(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="danhgia"):
        install(tmp_path, base_url="danhgia")
    assert not (tmp_path / "base_url").exists()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://root:bi-mat@localhost/sipas", r"postgresql\+psycopg://"),
        ("postgresql+psycopg://sipas:bi-mat@127.0.0.1:1/sipas", "Không mở được cơ sở dữ liệu"),
        ("postgresql+psycopg://a:b:c:d@[x/sipas", "SIPAS_DATABASE_URL|Không mở được"),
        ("sqlite:////khong/co/thu/muc/sipas.db", "Không mở được cơ sở dữ liệu"),
    ],
)
def test_a_database_that_cannot_be_opened_is_told_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, told: str
) -> None:
    monkeypatch.setenv("SIPAS_DATABASE_URL", url)
    with pytest.raises(DatabaseNotReady, match=told) as refused:
        install(tmp_path)
    assert "bi-mat" not in str(refused.value)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "sipas.db").write_text("đây không phải cơ sở dữ liệu " * 100, encoding="utf-8")
    with pytest.raises(DatabaseNotReady, match="not a database"):
        install(tmp_path)
