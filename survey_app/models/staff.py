"""Who may open the results."""

from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.declarative import Base
from survey_app.models.place import CODE


class Staff(Base):
    """A person who signs in; sees the results of `unit` and of the units below it."""

    __tablename__ = "staff"

    login: Mapped[str] = mapped_column(CODE, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    session_key: Mapped[str] = mapped_column(String(32))
    """Random; stands in the session cookie and is renewed with the password, which ends every open session."""
    can_read_unmasked: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Whether phone numbers and the like in comments are shown to this person."""
