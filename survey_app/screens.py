"""The addresses of a desk that only some may have: its screen's, its helpers', its kiosk's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from survey_app.exceptions import DeskClosed, UnknownDesk
from survey_app.models import Desk
from survey_app.posters import TRIAL_BASE_URL, refuse_unreachable
from survey_app.rotating import rotating_codes_of
from survey_app.settings import Settings


@dataclass(frozen=True, slots=True)
class KeyedAddresses:
    """What a desk's screen, kiosk and helpers open; replacing the poster's code ends them all."""

    screen: str
    kiosk: str
    kiosk_code: str
    assist: str


def keyed_addresses(
    session: Session, settings: Settings, desk: str, *, today: date, is_trial: bool = False
) -> KeyedAddresses:
    """All the addresses of a desk that carry a key."""
    screen = screen_address(session, settings, desk, today=today, is_trial=is_trial)
    kiosk, code = kiosk_address(session, settings, desk, today=today, is_trial=is_trial)
    return KeyedAddresses(screen, kiosk, code, assist_address(session, settings, desk, today=today, is_trial=is_trial))


def screen_address(session: Session, settings: Settings, desk: str, *, today: date, is_trial: bool = False) -> str:
    """What the screen of a desk opens, the screen's key included."""
    base_url = _base_url(settings, "mã QR của màn hình", is_trial=is_trial)
    token = _token(session, desk, today)
    return f"{base_url}/screen/{token}/{rotating_codes_of(settings.secret_key).screen_key(token)}"


def assist_address(session: Session, settings: Settings, desk: str, *, today: date, is_trial: bool = False) -> str:
    """What helpers outside the desk open, their key included."""
    base_url = _base_url(settings, "trang ghi giúp", is_trial=is_trial)
    token = _token(session, desk, today)
    return f"{base_url}/assist/{token}/{rotating_codes_of(settings.secret_key).assist_key(token)}"


def kiosk_address(
    session: Session, settings: Settings, desk: str, *, today: date, is_trial: bool = False
) -> tuple[str, str]:
    """What the tablet at the exit opens, its key included, and the code that staff leave its locked screen with."""
    base_url = _base_url(settings, "máy lấy ý kiến", is_trial=is_trial)
    token, codes = _token(session, desk, today), rotating_codes_of(settings.secret_key)
    return f"{base_url}/kiosk/{token}/{codes.kiosk_key(token)}", codes.kiosk_code(token)


def _base_url(settings: Settings, printed: str, *, is_trial: bool) -> str:
    base_url = settings.base_url or (TRIAL_BASE_URL if is_trial else "")
    if not is_trial:
        refuse_unreachable(base_url, printed)
    return base_url


def _token(session: Session, desk: str, today: date) -> str:
    found = session.get(Desk, desk)
    if found is None:
        raise UnknownDesk(f"Không có quầy nào mang mã “{desk}”. Hãy xem lại mã trong danh sách quầy đã nhập.")
    if found.closed_on is not None and found.closed_on <= today:
        raise DeskClosed(f"Quầy “{desk}” đã đóng từ {found.closed_on:%d/%m/%Y}, không còn nhận đánh giá.")
    return found.token
