"""Days off and make-up days of an installation, beside those that come with the kit."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Boolean, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.declarative import Base


class OwnDay(Base):
    """A day on which offices work, or do not, other than the shipped calendar says; with the notice it comes from."""

    __tablename__ = "own_day"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    is_working: Mapped[bool] = mapped_column(Boolean)
    name: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(200))
