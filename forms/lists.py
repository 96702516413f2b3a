"""Choices out of a list on the pages of staff: what is not on it is refused in the page's language.

WTForms brings no Vietnamese of its own. The classes keep its names, which templates go by.
"""

from __future__ import annotations

import wtforms
from flask_babel import gettext as _


class SelectField(wtforms.SelectField):  # type: ignore[misc]  # WTForms publishes no types
    """A list that folds out."""

    def gettext(self, string: str) -> str:
        """What is said of a choice that is not on the list."""
        return _not_listed()


class RadioField(wtforms.RadioField):  # type: ignore[misc]
    """A list that stands open."""

    def gettext(self, string: str) -> str:
        """What is said of a choice that is not on the list."""
        return _not_listed()


def _not_listed() -> str:
    return str(_("Xin chọn một mục trong danh sách."))
