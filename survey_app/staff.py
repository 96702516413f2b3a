"""Who may sign in: logins, passwords and roles. A password is long and not a known one; nothing else is asked of it."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Collection
from functools import cache

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from forms.cleaning import clean_text
from survey_app.exceptions import StaffRefused
from survey_app.models import Staff, StaffRole
from survey_app.places import require_unit
from survey_app.roles import ROLES, Held, RoleName
from survey_app.tokens import in_base32, in_groups

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
VIEWER: tuple[RoleName, ...] = ("viewer",)
SHORTEST_PASSWORD = 15
LONGEST_PASSWORD = 256
LONGEST_NAME = 120
KEYBOARD_RUNS = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
)
BREACHED = frozenset(
    {
        "administrator123",
        "administrator1234",
        "adminadminadmin1",
        "changemeplease123",
        "correcthorsebatterystaple",
        "iloveyouforever",
        "iloveyousomuch1",
        "letmeinletmein1",
        "matkhaucuatoi123",
        "matkhaudangnhap",
        "password12345678",
        "password123456789",
        "password1234567890",
        "passwordpassword1",
        "quantrivienhethong",
        "thisismypassword",
        "trungtamhanhchinhcong",
        "vietnamvietnam123",
        "welcome123456789",
        "xinchaovietnam123",
    }
)
"""The long ones among commonly breached and locally obvious passwords; short ones fall to the length rule."""
HASHER = PasswordHasher()


def add_staff(
    session: Session, login: str, *, name: str, unit: str, password: str, roles: Collection[RoleName] = VIEWER
) -> Staff:
    """Add a person who works at `unit` and holds these roles there."""
    login = free_login(session, login)
    name = clean_name(name)
    require_unit(session, unit)
    staff = Staff(
        login=login, name=name, unit=unit, is_active=True, session_key=_new_key(), password_hash=_hash(password, login)
    )
    session.add(staff)
    session.flush()
    for role in roles:
        give_role(session, login, Held(unit, role))
    return staff


def roles_of(session: Session, login: str) -> list[Held]:
    """The roles a person holds, by unit."""
    query = sa.select(StaffRole.unit, StaffRole.role).where(StaffRole.login == login)
    order = list(ROLES)
    held = (Held(unit, role) for unit, role in session.execute(query))
    return sorted(held, key=lambda held: (held.unit, order.index(held.role)))


def give_role(session: Session, login: str, held: Held) -> Staff:
    """Let a person hold a role at a unit; it holds from their next page on."""
    staff = find_staff(session, login)
    require_unit(session, held.unit)
    if session.get(StaffRole, (staff.login, held.unit, held.role)) is None:
        session.add(StaffRole(login=staff.login, unit=held.unit, role=_known(held.role)))
        session.flush()
    return staff


def take_role(session: Session, login: str, held: Held) -> Staff:
    """Take a role at a unit back; it holds from their next page on."""
    staff = find_staff(session, login)
    row = session.get(StaffRole, (staff.login, held.unit, held.role))
    if row is None:
        raise StaffRefused(
            _(
                "%(login)s không giữ vai trò “%(role)s” ở đơn vị “%(unit)s”. Đang giữ: %(known)s.",
                login=staff.login,
                role=held.role,
                unit=held.unit,
                known=", ".join(f"{each.role} ({each.unit})" for each in roles_of(session, staff.login))
                or _("chưa có"),
            )
        )
    session.delete(row)
    session.flush()
    return staff


def set_password(session: Session, login: str, password: str, *, is_temporary: bool = False) -> Staff:
    """Change a password; every open session of the person ends. A temporary one has to be changed at once."""
    staff = find_staff(session, login)
    staff.must_change_password = is_temporary
    staff.password_hash = _hash(password, staff.login)
    staff.session_key = _new_key()
    session.flush()
    return staff


def end_sessions(session: Session, login: str) -> Staff:
    """End every open session of a person."""
    staff = find_staff(session, login)
    staff.session_key = _new_key()
    session.flush()
    return staff


def disable_staff(session: Session, login: str) -> Staff:
    """Let the person sign in no more and end every open session."""
    staff = find_staff(session, login)
    staff.is_active = False
    staff.session_key = _new_key()
    session.flush()
    return staff


def enable_staff(session: Session, login: str) -> Staff:
    """Let a disabled person sign in again, with the password as it was."""
    staff = find_staff(session, login)
    staff.is_active = True
    session.flush()
    return staff


def new_temporary_password() -> str:
    """A password to be told once and changed at once: 80 random bits in groups of four."""
    return in_groups(in_base32(secrets.token_bytes(10))).lower()


def allow_unmasked(session: Session, login: str, *, allowed: bool) -> Staff:
    """Let the person read comments unmasked, or no more; it holds from their next page on."""
    staff = find_staff(session, login)
    staff.can_read_unmasked = allowed
    session.flush()
    return staff


def check_password(session: Session, login: str, password: str) -> Staff | None:
    """The person, if login and password fit; an unknown or disabled one takes as long to refuse as a wrong password."""
    staff = session.get(Staff, fold_login(login)) if len(login) <= LONGEST_PASSWORD else None
    kept = _nobodys_hash() if staff is None else staff.password_hash
    try:
        HASHER.verify(kept, _folded(password[: LONGEST_PASSWORD + 1]))
    except (VerifyMismatchError, InvalidHashError):
        return None
    return staff if staff is not None and staff.is_active else None


def clean_name(name: str) -> str:
    """A person's name as it will be kept."""
    name = " ".join(clean_text(name, limit=LONGEST_NAME).split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise StaffRefused(_("Họ tên dài %(came)s ký tự; cần từ 1 đến 120.", came=len(name)))
    return name


def find_staff(session: Session, login: str) -> Staff:
    """The person with this login, or a refusal that lists the known ones."""
    staff = session.get(Staff, fold_login(login))
    if staff is None:
        known = ", ".join(session.scalars(sa.select(Staff.login).order_by(Staff.login))) or _("chưa có ai")
        raise StaffRefused(_("Không có tên đăng nhập “%(login)s”. Đang có: %(known)s.", login=login, known=known))
    return staff


def free_login(session: Session, login: str) -> str:
    """The login as it will be kept, if it is well formed and nobody has it."""
    login = fold_login(login)
    if not LOGIN.fullmatch(login):
        raise StaffRefused(
            _(
                "Tên đăng nhập “%(came)s” chưa dùng được; cần 2 đến 40 ký tự: chữ thường không dấu, số, dấu chấm, "
                "gạch nối, gạch dưới.",
                came=login,
            )
        )
    if session.get(Staff, login) is not None:
        raise StaffRefused(
            _(
                "Đã có tên đăng nhập “%(login)s”. Hãy chọn tên khác; người ấy quên mật khẩu thì đặt lại mật khẩu "
                "ở trang của họ.",
                login=login,
            ),
            command=f"sipas user password {login}",
        )
    return login


def password_problem(password: str, login: str) -> str | None:
    """Why a password is refused: too short, too long, or one that is tried first. No rule about kinds of characters."""
    folded = _folded(password)
    if len(folded) < SHORTEST_PASSWORD:
        return str(
            _(
                "Mật khẩu có %(came)s ký tự; cần ít nhất %(least)s. Vài từ không liên quan ghép lại là dễ nhớ nhất.",
                came=len(folded),
                least=SHORTEST_PASSWORD,
            )
        )
    if len(folded) > LONGEST_PASSWORD:
        return str(_("Mật khẩu dài %(came)s ký tự; tối đa %(most)s.", came=len(folded), most=LONGEST_PASSWORD))
    if _is_guessed_first(folded.lower(), login):
        return str(
            _(
                "Mật khẩu này nằm trong số bị thử đầu tiên (đã lộ, lặp lại, theo hàng phím hoặc theo tên). "
                "Hãy chọn câu khác."
            )
        )
    return None


def fold_login(login: str) -> str:
    """Logins are told apart by letters only, not by case."""
    return unicodedata.normalize("NFC", login).strip().lower()


def _known(role: RoleName) -> RoleName:
    if role not in ROLES:
        raise StaffRefused(_("Không có vai trò “%(role)s”; có: %(known)s.", role=role, known=", ".join(ROLES)))
    return role


def _is_guessed_first(password: str, login: str) -> bool:
    bare = re.sub(r"[\W_]+", "", password)
    is_repeated = bool(bare) and (bare + bare).find(bare, 1) < len(bare)
    on_a_run = any(bare in run + run for run in KEYBOARD_RUNS)
    without_login = bare.replace(re.sub(r"[\W_]+", "", login), "") if len(login) > 3 else bare
    return not bare or bare in BREACHED or is_repeated or on_a_run or len(without_login) < 4 or len(set(bare)) < 5


def _hash(password: str, login: str) -> str:
    problem = password_problem(password, login)
    if problem is not None:
        raise StaffRefused(problem)
    return HASHER.hash(_folded(password))


def _folded(password: str) -> str:
    """Vietnamese letters typed on two keyboards are two byte sequences; NFKC makes them one."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys_hash() -> str:
    return HASHER.hash(secrets.token_urlsafe(24))


def _new_key() -> str:
    return secrets.token_hex(16)
