"""The administrator's commands as they are typed: what they do, say and return."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from survey_app.cli import COMMANDS, sipas, telling_errors
from survey_app.exceptions import (
    DatabaseNotReady,
    ImportRefused,
    StaffRefused,
    SurveyAppError,
    UnknownDesk,
    UnknownUnit,
)
from survey_app.installing import install, opened
from survey_app.models import AuditEntry, TransactionCount
from survey_app.plans import PlanError, UnknownPlan, plan_text
from survey_app.roles import Held
from survey_app.staff import check_password, find_staff, roles_of

OURS = ("init", "serve", "user", "unit", "desk", "sector", "transactions", "plan")
PASSWORD = "con trâu đi trước cái cày"


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SIPAS_BASE_URL", "SIPAS_SECRET_KEY", "SIPAS_DATABASE_URL", "SIPAS_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An installation with one unit, sector and desk, and a file of counts."""
    directory = tmp_path / "cai-dat"
    install(directory)
    (tmp_path / "don-vi.csv").write_text("code,name_vi,level\ntinh,Tỉnh,province\n", encoding="utf-8")
    (tmp_path / "linh-vuc.csv").write_text("code,name_vi\ndat-dai,Đất đai\n", encoding="utf-8")
    (tmp_path / "quay.csv").write_text("code,unit,name_vi,sectors\nq1,tinh,Quầy 1,dat-dai\n", encoding="utf-8")
    (tmp_path / "luot.csv").write_text("unit,sector,day,visits\ntinh,dat-dai,2026-03-02,5\n", encoding="utf-8")
    for kind, file in (("unit", "don-vi"), ("sector", "linh-vuc"), ("desk", "quay")):
        assert run(directory, kind, "import", str(tmp_path / f"{file}.csv")).exit_code == 0
    return directory


def run(directory: Path, *arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(sipas, ["--dir", str(directory), *arguments], input=given, catch_exceptions=False)


def count_rows(directory: Path) -> int:
    with opened(directory) as (_, store), store.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(TransactionCount)) or 0


@pytest.mark.parametrize("command", OURS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    group = sipas.get_command(None, command)
    for name in getattr(group, "commands", {"": group}):
        shown = CliRunner().invoke(sipas, [command, *filter(None, [name]), "--help"])
        assert shown.exit_code == 0
        assert re.search(rf"Ví dụ:\s+sipas( --dir \S+)? {command}", " ".join(shown.output.split()))


def test_the_list_of_commands_names_ours() -> None:
    shown = CliRunner().invoke(sipas, ["--help"]).output
    assert all(f"\n  {command} " in shown for command in COMMANDS)


def test_a_wrong_call_ends_with_2(place: Path) -> None:
    assert run(place, "unit", "import", "khong-co.csv").exit_code == 2
    assert run(place, "transactions", "import").exit_code == 2
    assert run(place, "transactions", "import", str(place / "secret.key"), "--granularity", "week").exit_code == 2
    assert run(place, "serve", "--port", "99999").exit_code == 2


def test_what_is_refused_ends_with_1_and_says_so_line_by_line(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = place.parent / "sai.csv"
    wrong.write_text("unit,sector,day,visits\ntinh,dat-dai,2026-03-02,x\nxa,dat-dai,2026-03-02,1\n", encoding="utf-8")
    arguments = ["--dir", str(place), "transactions", "import", str(wrong)]
    assert telling_errors(lambda: sipas(arguments, standalone_mode=False)) == 1
    told = capsys.readouterr().err
    assert "Lỗi: Tệp sai.csv có 2 lỗi; chưa ghi gì" in told
    assert "  – Dòng 2: cột visits: “x” không phải số nguyên" in told
    assert "  – Dòng 3: không có đơn vị “xa”" in told
    with pytest.raises(ImportRefused):
        run(place, "transactions", "import", str(wrong))
    assert count_rows(place) == 0


def test_a_refusal_ends_with_the_command_that_helps(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--dir", str(place), "poster", "--unit", "khong-co", "--demo"]
    assert telling_errors(lambda: sipas(arguments, standalone_mode=False)) == 1
    assert capsys.readouterr().err.endswith("\nLệnh: sipas unit import TỆP\n")


def test_the_whole_program_returns_its_exit_codes(place: Path) -> None:
    def sipas_program(*arguments: str) -> subprocess.CompletedProcess[str]:
        program = [sys.executable, "-c", "from survey_app.cli import main; main()", "--dir", str(place), *arguments]
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(program, capture_output=True, encoding="utf-8", env=environment, check=False)

    assert sipas_program("plan", "list").returncode == 0
    refused = sipas_program("desk", "replace-token", "q9")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Không có quầy nào mang mã “q9”" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert sipas_program("khong-co").returncode == 2


def test_counts_are_taken_in_and_a_dry_run_writes_nothing(place: Path) -> None:
    tried = run(place, "transactions", "import", str(place.parent / "luot.csv"), "--dry-run")
    assert "thêm 1, thay 0" in tried.output
    assert "chưa ghi gì" in tried.output
    assert count_rows(place) == 0
    assert "thêm 1, thay 0" in run(place, "transactions", "import", str(place.parent / "luot.csv")).output
    assert count_rows(place) == 1
    assert "giữ nguyên 1" in run(place, "transactions", "import", str(place.parent / "luot.csv")).output


def test_a_month_is_taken_in_by_its_option(place: Path) -> None:
    file = place.parent / "thang.csv"
    file.write_text("unit,sector,month,visits\ntinh,dat-dai,03/2026,44\n", encoding="utf-8")
    assert "nay 44" in run(place, "transactions", "import", str(file), "--granularity", "month").output


def test_a_replaced_qr_is_told_with_the_next_step(place: Path) -> None:
    assert "sipas poster" in run(place, "desk", "replace-token", "q1").output
    with pytest.raises(UnknownDesk):
        run(place, "desk", "replace-token", "q2")


def test_commands_before_init_say_to_run_it(tmp_path: Path) -> None:
    for arguments in (["desk", "replace-token", "q1"], ["user", "disable", "an"], ["serve"]):
        with pytest.raises(SurveyAppError, match="sipas init"):
            run(tmp_path / "trong", *arguments)
    (tmp_path / "co-khoa").mkdir()
    (tmp_path / "co-khoa" / "secret.key").write_text("k" * 40)
    with pytest.raises(DatabaseNotReady, match="sipas init"):
        run(tmp_path / "co-khoa", "user", "disable", "an")


def test_a_person_is_added_changed_disabled_and_enabled(place: Path) -> None:
    def can_enter(password: str) -> bool:
        with opened(place) as (_, store), store.reading() as session:
            return check_password(session, "an", password) is not None

    added = run(place, "user", "add", "an", "--unit", "tinh", "--name", "An", "--password-stdin", given=PASSWORD + "\n")
    assert "Đã thêm an (An)" in added.output
    assert can_enter(PASSWORD)
    run(place, "user", "password", "an", "--password-stdin", given="cơm tẻ là mẹ ruột ta\r\n")
    assert can_enter("cơm tẻ là mẹ ruột ta")
    run(place, "user", "disable", "an")
    assert not can_enter("cơm tẻ là mẹ ruột ta")
    run(place, "user", "enable", "an")
    assert can_enter("cơm tẻ là mẹ ruột ta")


def test_roles_are_given_and_taken_at_units_and_the_log_says_so(place: Path) -> None:
    def roles() -> list[Held]:
        with opened(place) as (_, store), store.reading() as session:
            return roles_of(session, "an")

    add = ("user", "add", "an", "--unit", "tinh", "--name", "An", "--role", "head", "--role", "clerk")
    assert (
        "Người đứng đầu (head), Người nhập liệu (clerk)" in run(place, *add, "--password-stdin", given=PASSWORD).output
    )
    assert roles() == [Held("tinh", "head"), Held("tinh", "clerk")]
    run(place, "user", "role", "an", "clerk", "--take")
    assert "nay giữ vai trò Thanh tra" in run(place, "user", "role", "an", "inspector", "--unit", "tinh").output
    assert roles() == [Held("tinh", "head"), Held("tinh", "inspector")]
    with pytest.raises(StaffRefused, match=r"không giữ vai trò “clerk”.*head \(tinh\)"):
        run(place, "user", "role", "an", "clerk", "--take")
    with pytest.raises(UnknownUnit, match="xa-9"):
        run(place, "user", "role", "an", "clerk", "--unit", "xa-9")
    assert run(place, "user", "role", "an", "king").exit_code == 2
    with opened(place) as (_, store), store.reading() as session:
        people = sa.select(AuditEntry.action).where(AuditEntry.action.startswith("people."))
        actions = session.scalars(people.order_by(AuditEntry.id)).all()
    assert actions == ["people.add", "people.take-role", "people.give-role"]


def test_the_right_to_read_comments_unmasked_is_granted_and_taken_back(place: Path) -> None:
    def may_read() -> bool:
        with opened(place) as (_, store), store.reading() as session:
            return find_staff(session, "an").can_read_unmasked

    run(place, "user", "add", "an", "--unit", "tinh", "--name", "An", "--password-stdin", given=PASSWORD + "\n")
    assert not may_read()
    assert "sipas user revoke an read-unmasked" in run(place, "user", "grant", "an", "read-unmasked").output
    assert may_read()
    run(place, "user", "revoke", "an", "read-unmasked")
    assert not may_read()
    assert run(place, "user", "grant", "an", "everything").exit_code == 2
    with pytest.raises(StaffRefused, match="Không có tên đăng nhập"):
        run(place, "user", "grant", "khong-co", "read-unmasked")


def test_a_password_is_asked_twice_until_it_fits(place: Path) -> None:
    typed = f"ngắn\nngắn\n{PASSWORD}\nkhác\n{PASSWORD}\n{PASSWORD}\n"
    added = run(place, "user", "add", "an", "--unit", "tinh", "--name", "An", given=typed)
    assert added.exit_code == 0
    assert "cần ít nhất 15" in added.output
    assert "Hai lần gõ không giống nhau" in added.output
    assert PASSWORD not in added.output


def test_no_keyboard_and_no_password_is_refused(place: Path) -> None:
    with pytest.raises(SurveyAppError, match="--password-stdin"):
        run(place, "user", "add", "an", "--unit", "tinh", "--name", "An", given="")
    with pytest.raises(SurveyAppError, match="cần ít nhất 15"):
        run(place, "user", "add", "an", "--unit", "tinh", "--name", "An", "--password-stdin", given="")


def test_plans_are_listed_shown_checked_and_adopted(place: Path) -> None:
    file = place.parent / "ke-hoach.toml"
    file.write_text(plan_text("ha_tinh_2023").replace('"ha_tinh_2023"', '"cua_tinh_2023"', 1), encoding="utf-8")
    assert "ha_tinh_2023" in run(place, "plan", "list").output
    shown = run(place, "plan", "show", "ha_tinh_2023").output
    assert "≥ 85%" in shown
    assert "[000:71]" in shown
    assert "dùng được: cua_tinh_2023" in run(place, "plan", "check", str(file)).output
    adopted = run(place, "plan", "adopt", str(file), "--unit", "tinh", "--from", "2023-02-01", "--to", "30/06/2023")
    assert "01/02/2023–30/6/2023" in adopted.output
    assert "Đơn vị tinh áp dụng cua_tinh_2023" in run(place, "plan", "list").output
    assert "cua_tinh_2023:" in run(place, "plan", "show", "cua_tinh_2023").output
    assert run(place, "plan", "adopt", "qd_468_2021", "--unit", "tinh").exit_code == 0


def test_plans_are_shown_without_an_installation(tmp_path: Path) -> None:
    assert "sipas init" in run(tmp_path, "plan", "list").output
    assert run(tmp_path, "plan", "show", "hai_duong_2022").exit_code == 0


def test_a_bad_plan_is_refused_with_every_fault(place: Path) -> None:
    file = place.parent / "sai.toml"
    file.write_text('code = "Sai"\n', encoding="utf-8")
    for arguments in (["check", str(file)], ["adopt", str(file), "--unit", "tinh"]):
        with pytest.raises(PlanError, match="[Ss]ai"):
            run(place, "plan", *arguments)
    with pytest.raises(UnknownPlan, match="khong_co"):
        run(place, "plan", "adopt", "khong_co", "--unit", "tinh")


def test_serve_answers_until_it_is_stopped(place: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    program = [sys.executable, "-u", "-c", "from survey_app.cli import main; main()"]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        [*program, "--dir", str(place), "serve", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=environment,
    ) as server:
        assert server.stdout is not None
        assert f"http://127.0.0.1:{port}/" in server.stdout.readline()
        assert "Ctrl+C" in server.stdout.readline()
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/d/KHONGCOQUAY", timeout=20)
        taken = subprocess.run(
            [*program, "--dir", str(place), "serve", "--port", str(port)],
            capture_output=True,
            encoding="utf-8",
            env=environment,
            check=False,
        )
        server.terminate()
        quiet = server.stdout.read()
    assert taken.returncode == 1
    assert f"Cổng {port} trên 127.0.0.1 đang được một chương trình khác dùng" in taken.stderr
    assert "KHONGCOQUAY" not in quiet
