"""What staff see: sign in, read the results of their own unit and those below it, take them away as files."""

from survey_app.office.blueprint import blueprint
from survey_app.office.letter_links import links_blueprint

__all__ = ["blueprint", "links_blueprint"]
