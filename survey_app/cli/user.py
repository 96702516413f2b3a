"""`sipas user`: people who sign in, and the roles they hold."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from survey_app import second_factor, staff
from survey_app.audit import command_line_user, record
from survey_app.exceptions import StaffRefused
from survey_app.installing import opened
from survey_app.roles import ROLES, Held, RoleName

PASSWORD_STDIN = click.option(
    "--password-stdin", is_flag=True, help="Đọc mật khẩu từ dòng đầu của đầu vào chuẩn thay vì hỏi."
)
LOGIN = click.argument("login", metavar="TÊN_ĐĂNG_NHẬP")
ROLE = click.Choice(list(ROLES))
UNIT = click.option("--unit", metavar="MÃ", help="Đơn vị nơi giữ vai trò; mặc định là đơn vị của người đó.")
RIGHT = click.argument("right", metavar="QUYỀN", type=click.Choice(["read-unmasked"]))


@click.group()
def user() -> None:
    """Người dùng: thêm, giao vai trò, đổi mật khẩu, khóa, cấp quyền."""


@user.command(epilog='Ví dụ:  sipas user add lan.nguyen --unit tinh --role head --name "Nguyễn Thị Lan"')
@LOGIN
@click.option(
    "--unit", "unit", required=True, metavar="MÃ", help="Đơn vị công tác; vai trò gồm cả các đơn vị bên dưới."
)
@click.option(
    "--role", "roles", multiple=True, type=ROLE, default=("viewer",), show_default=True, help="Vai trò; lặp lại được."
)
@click.option("--name", required=True, metavar="HỌ_TÊN", help="Họ tên hiện trên trang.")
@PASSWORD_STDIN
@click.pass_obj
def add(
    directory: Path, login: str, *, unit: str, name: str, roles: tuple[RoleName, ...], password_stdin: bool
) -> None:
    """Thêm một người với các vai trò ở một đơn vị. Mật khẩu từ 15 ký tự, không bắt buộc chữ hoa hay ký hiệu."""
    with opened(directory) as (_, store):
        with store.reading() as session:
            staff.free_login(session, login)
        # asked for before the transaction begins: nobody else could write meanwhile
        chosen = _password(login, from_stdin=password_stdin)
        with store.writing.begin() as session:
            person = staff.add_staff(session, login, name=name, unit=unit, password=chosen, roles=roles)
            record(session, command_line_user(), "people.add", person.login, unit=unit, detail={"roles": list(roles)})
            click.echo(f"Đã thêm {person.login} ({person.name}) ở đơn vị {person.unit}: {_role_words(roles)}.")


@user.command(epilog="Ví dụ:  sipas user role lan.nguyen inspector    |    sipas user role lan.nguyen viewer --take")
@LOGIN
@click.argument("role", metavar="VAI_TRÒ", type=ROLE)
@UNIT
@click.option("--take", is_flag=True, help="Thu vai trò thay vì giao.")
@click.pass_obj
def role(directory: Path, login: str, role: RoleName, *, unit: str | None, take: bool) -> None:
    """Giao hoặc thu một vai trò: administrator, head, analyst, inspector, clerk, viewer. Có hiệu lực ngay."""
    with opened(directory) as (_, store), store.writing.begin() as session:
        held = Held(unit or staff.find_staff(session, login).unit, role)
        person = (staff.take_role if take else staff.give_role)(session, login, held)
        action = "people.take-role" if take else "people.give-role"
        record(session, command_line_user(), action, person.login, unit=held.unit, detail={"role": role})
        done = "thôi giữ" if take else "giữ"
        click.echo(f"{person.login} nay {done} vai trò {_role_words([role])} ở đơn vị {held.unit}.")


@user.command(epilog="Ví dụ:  sipas user password lan.nguyen")
@LOGIN
@PASSWORD_STDIN
@click.pass_obj
def password(directory: Path, login: str, password_stdin: bool) -> None:
    """Đổi mật khẩu; mọi phiên đang mở của người đó kết thúc."""
    with opened(directory) as (_, store):
        with store.reading() as session:
            person = staff.find_staff(session, login)
        chosen = _password(person.login, from_stdin=password_stdin)
        with store.writing.begin() as session:
            staff.set_password(session, person.login, chosen)
            record(session, command_line_user(), "people.password", person.login)
    click.echo(f"Đã đổi mật khẩu của {person.login}. Các phiên đang mở đã kết thúc.")


@user.command(epilog="Ví dụ:  sipas user disable lan.nguyen")
@LOGIN
@click.pass_obj
def disable(directory: Path, login: str) -> None:
    """Khóa một tên đăng nhập và kết thúc mọi phiên của người đó."""
    with opened(directory) as (_, store), store.writing.begin() as session:
        person = staff.disable_staff(session, login)
        record(session, command_line_user(), "people.disable", person.login)
        click.echo(f"Đã khóa {person.login}. Mở lại bằng: sipas user enable {person.login}")


@user.command(epilog="Ví dụ:  sipas user enable lan.nguyen")
@LOGIN
@click.pass_obj
def enable(directory: Path, login: str) -> None:
    """Mở lại một tên đăng nhập đã khóa, mật khẩu như cũ."""
    with opened(directory) as (_, store), store.writing.begin() as session:
        person = staff.enable_staff(session, login)
        record(session, command_line_user(), "people.enable", person.login)
        click.echo(f"Đã mở lại {person.login}.")


@user.command(epilog="Ví dụ:  sipas user grant lan.nguyen read-unmasked")
@LOGIN
@RIGHT
@click.pass_obj
def grant(directory: Path, login: str, right: str) -> None:
    """Cấp quyền read-unmasked: xem được số điện thoại, số giấy tờ… đã che trong góp ý."""
    with opened(directory) as (_, store), store.writing.begin() as session:
        person = staff.allow_unmasked(session, login, allowed=True)
        record(session, command_line_user(), "people.grant", person.login, detail={"right": right})
        click.echo(
            f"{person.login} xem được phần đã che trong góp ý. Bỏ bằng: sipas user revoke {person.login} {right}"
        )


@user.command(epilog="Ví dụ:  sipas user revoke lan.nguyen read-unmasked")
@LOGIN
@RIGHT
@click.pass_obj
def revoke(directory: Path, login: str, right: str) -> None:
    """Bỏ quyền read-unmasked; có hiệu lực ngay."""
    with opened(directory) as (_, store), store.writing.begin() as session:
        person = staff.allow_unmasked(session, login, allowed=False)
        record(session, command_line_user(), "people.revoke", person.login, detail={"right": right})
        click.echo(f"{person.login} không còn quyền {right}: chỉ xem góp ý đã che.")


@user.command("totp-reset", epilog="Ví dụ:  sipas user totp-reset lan.nguyen")
@LOGIN
@click.pass_obj
def totp_reset(directory: Path, login: str) -> None:
    """Bỏ điện thoại và mã dự phòng đã gắn (mất máy); lần đăng nhập sau sẽ gắn lại. Mọi phiên đang mở kết thúc."""
    with opened(directory) as (_, store), store.writing.begin() as session:
        person = staff.end_sessions(session, login)
        second_factor.reset(session, person.login)
        record(session, command_line_user(), "second-factor.reset", person.login)
    click.echo(f"Đã bỏ điện thoại và mã dự phòng của {person.login}. Lần đăng nhập sau sẽ gắn lại.")


@user.command(epilog="Ví dụ:  sipas --dir demo user code demo.lanhdao")
@LOGIN
@click.pass_obj
def code(directory: Path, login: str) -> None:
    """In mã xác nhận mà điện thoại sẽ hiện; chỉ ở bản chạy thử, để thử không cần điện thoại."""
    with opened(directory) as (settings, store), store.reading() as session:
        if not settings.is_demo:
            raise StaffRefused(
                "Chỉ bản chạy thử (sipas demo) mới in được mã; ở nơi dùng thật, mã chỉ có trên điện thoại."
            )
        person = staff.find_staff(session, login)
        key = second_factor.FactorKey(settings.secret_key)
        found = second_factor.next_code(session, key, person.login, datetime.now(UTC))
        if not found:
            raise StaffRefused(f"{person.login} chưa gắn điện thoại, nên không có mã.")
        click.echo(found)


def _role_words(roles: Iterable[RoleName]) -> str:
    return ", ".join(f"{ROLES[role].title} ({role})" for role in roles)


def _password(login: str, *, from_stdin: bool) -> str:
    """Ask twice, or read one line; a password that is refused is asked for again."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    while True:
        try:
            chosen = str(click.prompt("Mật khẩu", hide_input=True))
            again = click.prompt("Gõ lại mật khẩu", hide_input=True)
        except click.Abort:
            raise StaffRefused("Chưa nhận được mật khẩu. Khi không có bàn phím, hãy dùng --password-stdin.") from None
        problem = staff.password_problem(chosen, login) if chosen == again else "Hai lần gõ không giống nhau."
        if problem is None:
            return chosen
        click.echo(problem, err=True)
