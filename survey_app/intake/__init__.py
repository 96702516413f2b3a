"""The citizen's pages: open a desk's form, keep the answer, thank. No login, no cookie, no tracking."""

from survey_app.intake.assist import blueprint as assist_blueprint
from survey_app.intake.kiosk import blueprint as kiosk_blueprint
from survey_app.intake.screen import blueprint as screen_blueprint
from survey_app.intake.scripts import blueprint as scripts_blueprint
from survey_app.intake.views import blueprint

__all__ = ["assist_blueprint", "blueprint", "kiosk_blueprint", "screen_blueprint", "scripts_blueprint"]
