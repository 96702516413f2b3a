"""Two people editing one thing: the second is told, and nothing of the first is overwritten.

A form carries `digest(...)` of what it was filled from in a hidden field; in the transaction that writes, the row is
read again (with `with_for_update`, so that nobody comes between) and `check_unchanged` compares:

    <input type="hidden" name="seen" value="{{ page.seen }}">          page.seen = digest(unit.name_vi, unit.area)

    with store.writing.begin() as session:
        unit = session.get_one(Unit, code, with_for_update=True)
        check_unchanged(request.form.get("seen", ""), unit.name_vi, unit.area)
        unit.name_vi = ...

Catch `EditedMeanwhile`, render the form again with what was typed and with the new `seen`, status 409: the person sees
what stands there now beside their own words, and may send again.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask_babel import gettext as _

from survey_app.exceptions import EditedMeanwhile


def digest(*values: Any) -> str:
    """A short text that is another as soon as one of the values is; rows of several columns go in column by column."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def check_unchanged(seen: str, *values: Any) -> None:
    """Refuse a form that was filled from something else than what stands there now."""
    if seen != digest(*values):
        raise EditedMeanwhile(
            _(
                "Trong lúc Ông/Bà sửa, người khác đã thay đổi mục này nên chưa ghi. "
                "Xin xem nội dung mới nhất trên trang, rồi sửa lại và gửi."
            )
        )
