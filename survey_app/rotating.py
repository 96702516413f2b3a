"""The code on a screen that changes every five minutes: who has it stood before the screen just now."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from hmac import compare_digest, digest

from survey_app.tokens import in_base32, read_token

WINDOW_SECONDS = 300
CODE_BYTES = 5
SCREEN_KEY_BYTES = 15


class RotatingCodes:
    """Codes of all desks, under a key of their own; a replaced poster's token ends its screen as well."""

    def __init__(self, secret_key: str) -> None:
        self._key = digest(secret_key.encode(), b"sipas rotating 1", "sha256")

    def code(self, desk_token: str, now: datetime) -> str:
        """The code shown in this window."""
        return self._code(desk_token, _window(now))

    def address(self, desk_token: str, now: datetime) -> str:
        """What stands after /d/ in the QR."""
        return f"{desk_token}.{self.code(desk_token, now)}"

    def is_current(self, desk_token: str, code: str, now: datetime) -> bool:
        """Whether this is the code of the window now or of the one before."""
        read = read_token(code).encode(errors="replace")
        windows = (_window(now), _window(now) - 1)
        return any([compare_digest(self._code(desk_token, window).encode(), read) for window in windows])

    def screen_key(self, desk_token: str) -> str:
        """What opens the desk's screen; given to the unit that runs the screen, never printed on a poster."""
        return self._key_of("screen", desk_token)

    def opens_screen(self, desk_token: str, key: str) -> bool:
        """Whether this is the key of the desk's screen."""
        return _is_same(self.screen_key(desk_token), key)

    def assist_key(self, desk_token: str) -> str:
        """What opens the page on which helpers write down what people answer."""
        return self._key_of("assist", desk_token)

    def opens_assist(self, desk_token: str, key: str) -> bool:
        """Whether this is the key of the helpers' page."""
        return _is_same(self.assist_key(desk_token), key)

    def kiosk_key(self, desk_token: str) -> str:
        """What opens the page of the tablet at the exit."""
        return self._key_of("kiosk", desk_token)

    def opens_kiosk(self, desk_token: str, key: str) -> bool:
        """Whether this is the key of the desk's kiosk."""
        return _is_same(self.kiosk_key(desk_token), key)

    def kiosk_code(self, desk_token: str) -> str:
        """The six digits with which staff leave a locked kiosk; it guards a screen, not a server."""
        number = int.from_bytes(digest(self._key, f"kiosk code\n{desk_token}".encode(), "sha256")[:8], "big")
        return f"{number % 10**6:06}"

    def _key_of(self, door: str, desk_token: str) -> str:
        return in_base32(digest(self._key, f"{door}\n{desk_token}".encode(), "sha256")[:SCREEN_KEY_BYTES])

    def _code(self, desk_token: str, window: int) -> str:
        return in_base32(digest(self._key, f"{desk_token}\n{window}".encode(), "sha256")[:CODE_BYTES])


@cache
def rotating_codes_of(secret_key: str) -> RotatingCodes:
    """The installation's codes, with their key derived once."""
    return RotatingCodes(secret_key)


def _window(now: datetime) -> int:
    return int(now.timestamp()) // WINDOW_SECONDS


def _is_same(key: str, typed: str) -> bool:
    return compare_digest(key.encode(), read_token(typed).encode(errors="replace"))
