"""What a period is called on a page, in a file and in a refusal, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _

from survey_app.exceptions import UnknownPeriod
from survey_app.languages import choose_language
from survey_app.periods import Period, label, parse_period


def title_of(period: Period) -> str:
    """The period's name in the page's language."""
    return label(period, translate=_, language=choose_language())


def name_of(identifier: str) -> str:
    """The name of a period that was kept by its id; of a plan's own period the id, as its plan may be gone."""
    try:
        return title_of(parse_period(identifier))
    except UnknownPeriod:
        return identifier
