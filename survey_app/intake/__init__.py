"""The citizen's pages: open a desk's form, keep the answer, thank. No login, no cookie, no script, no tracking."""

from survey_app.intake.screen import blueprint as screen_blueprint
from survey_app.intake.views import blueprint

__all__ = ["blueprint", "screen_blueprint"]
