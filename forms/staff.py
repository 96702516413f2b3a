"""The fixed forms of staff pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length


class LoginForm(FlaskForm):  # type: ignore[misc]  # WTForms publishes no types
    """Who signs in."""

    login = StringField(
        _l("Tên đăng nhập"),
        validators=[
            InputRequired(_l("Xin nhập tên đăng nhập.")),
            Length(max=40, message=_l("Tên đăng nhập dài nhất là 40 ký tự. Xin kiểm tra lại.")),
        ],
    )
    password = PasswordField(
        _l("Mật khẩu"),
        validators=[
            InputRequired(_l("Xin nhập mật khẩu.")),
            Length(max=1000, message=_l("Mật khẩu dài quá 1.000 ký tự. Xin kiểm tra lại.")),
        ],
    )
