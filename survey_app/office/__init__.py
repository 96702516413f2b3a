"""What staff see: sign in, read the results of their own unit and those below it, take them away as files."""

from survey_app.office.blueprint import blueprint
from survey_app.office.letter_links import links_blueprint
from survey_app.office.refusals import outside_pages

__all__ = ["blueprint", "links_blueprint", "outside_pages"]
