"""Plans as adopted: the text of the file as it was that day, so that a later edit of the file changes nothing."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.declarative import Base


class AdoptedPlan(Base):
    """A plan file kept whole, with the digest of its text."""

    __tablename__ = "plan"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    definition: Mapped[str] = mapped_column(Text)


class PlanAdoption(Base):
    """A unit applies a plan between two dates, to itself and the units below it."""

    __tablename__ = "plan_adoption"

    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"), primary_key=True)
    plan: Mapped[str] = mapped_column(ForeignKey("plan.code"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(Date, primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(Date)
