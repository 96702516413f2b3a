"""The register of corrective actions: a finding as it was told, what is done about it, and what was measured after."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.declarative import Base
from survey_app.models.place import CODE


class CorrectiveAction(Base):
    """One action. What was found is frozen when it is opened; figures are kept as they were read, never typed."""

    __tablename__ = "corrective_action"
    __table_args__ = (
        Index("ix_corrective_action_unit", "unit", "state"),
        CheckConstraint("state IN ('open', 'done', 'dropped')", name="state_known"),
    )

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    """What people call it by: "việc số 12"."""
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    opened_on: Mapped[date] = mapped_column(Date)
    about: Mapped[str] = mapped_column(String(160))
    """Where the finding stood: table and row of the report, `sectors:dat-dai`, `sentences:overall`."""
    finding_vi: Mapped[str] = mapped_column(Text)
    finding_en: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    """What is measured again, as JSON; empty where the finding is no figure."""
    opening: Mapped[str] = mapped_column(Text)
    """The figure at opening with its period, as JSON."""
    cause: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(Text)
    agency: Mapped[str | None] = mapped_column(CODE, ForeignKey("agency.code"))
    """The responsible agency; empty where the unit itself is."""
    due: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(7), default="open")
    done_on: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was dropped."""
    result: Mapped[str] = mapped_column(Text, default="")
    """The figure measured again with its period, as JSON."""
    version: Mapped[int] = mapped_column(Integer, default=1)
    """Raised with every change: who saves over somebody else's change is told."""


class ActionChange(Base):
    """One line of an action's history. Rows are only ever added: triggers refuse every change and every deletion."""

    __tablename__ = "action_change"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    action: Mapped[int] = mapped_column(ForeignKey("corrective_action.number"), index=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    who: Mapped[str] = mapped_column(String(80))
    """A login; the person may have left since."""
    what: Mapped[str] = mapped_column(String(10))
    """opened, edited, done, reopened, dropped, measured."""
    detail: Mapped[str] = mapped_column(Text)
    """What each field was and what it became, as JSON; empty where nothing else is worth knowing."""
