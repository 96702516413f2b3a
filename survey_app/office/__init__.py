"""What staff see: sign in, read the results of their own unit and those below it, take them away as files."""

from survey_app.office.blueprint import blueprint

__all__ = ["blueprint"]
