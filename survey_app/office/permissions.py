"""Every page says what one must be allowed to open it; `login.check_request` asks, and closes a page that says nothing.

A new view carries `@requires("results")`. What it says holds for the page as a whole; which units of a permission are
meant is asked with `access.check_may` where a unit is read from the request.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from survey_app.roles import FROM_ABOVE, PERMISSIONS, ROLES, Held, Permission, Role, RoleName

__all__ = ["FROM_ABOVE", "PERMISSIONS", "ROLES", "Held", "Permission", "Role", "RoleName", "needed", "requires"]

Needed = Permission | Literal["nothing", "sign-in"]
View = TypeVar("View", bound=Callable[..., Any])


def requires(needed: Needed) -> Callable[[View], View]:
    """Declare what a view needs: a permission, "sign-in" for everyone's own pages, or "nothing" (the sign-in)."""
    if needed not in (*PERMISSIONS, "nothing", "sign-in"):
        raise ValueError(f"{needed!r} is no permission; known: {', '.join(PERMISSIONS)}, nothing, sign-in")

    def declare(view: View) -> View:
        view.__dict__["needs"] = needed
        return view

    return declare


def needed(view: Callable[..., Any] | None) -> Needed | None:
    """What a view declares; None where it forgot, and then nobody may open it."""
    found: Needed | None = getattr(view, "needs", None)
    return found
