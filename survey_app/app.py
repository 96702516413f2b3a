"""The web application: a table of contents of what it is made of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask
from jinja2 import StrictUndefined

from survey_app import errors, headers, intake, office
from survey_app.channels import read_channels
from survey_app.database import check_schema, open_store
from survey_app.extensions import OfficeSessions, babel, csrf, login
from survey_app.languages import choose_language
from survey_app.settings import Settings


def create_app(settings: Settings) -> Flask:
    """Make the application for one installation."""
    app = Flask("survey_app")
    app.config.from_mapping(
        SECRET_KEY=settings.secret_key,
        BABEL_DEFAULT_LOCALE="vi",
        BABEL_TRANSLATION_DIRECTORIES="translations",
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        SESSION_COOKIE_NAME="__Host-sipas" if settings.is_https else "sipas",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(minutes=30),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    app.jinja_env.undefined = StrictUndefined
    app.session_interface = OfficeSessions()
    store = open_store(settings.database_url)
    check_schema(store)
    app.extensions["sipas_store"] = store
    app.extensions["sipas_settings"] = settings
    app.extensions["sipas_channels"] = read_channels(settings.directory)
    app.extensions["sipas_clock"] = lambda: datetime.now(UTC)
    babel.init_app(app, locale_selector=choose_language)
    login.init_app(app)
    csrf.init_app(app)
    app.register_blueprint(intake.blueprint)
    app.register_blueprint(intake.screen_blueprint)
    app.register_blueprint(intake.scripts_blueprint)
    app.register_blueprint(intake.kiosk_blueprint)
    app.register_blueprint(intake.assist_blueprint)
    app.register_blueprint(office.blueprint)
    app.register_blueprint(office.links_blueprint)
    headers.init_app(app)
    errors.init_app(app, of_office=office.outside_pages)
    return app
