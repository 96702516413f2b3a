"""The denominator: visits and dossiers per unit, sector and day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.declarative import Base


class TransactionCount(Base):
    """Counts of one unit, sector and day; empty where the source does not count it (never 0 for unknown)."""

    __tablename__ = "transaction_count"
    __table_args__ = (
        Index("ix_transaction_count_unit_day", "unit", "day"),
        CheckConstraint("visits >= 0", name="visits_not_negative"),
        CheckConstraint("granularity IN ('day', 'month')", name="granularity_known"),
    )

    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"), primary_key=True)
    sector: Mapped[str] = mapped_column(ForeignKey("sector.code"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    visits: Mapped[int | None] = mapped_column(Integer)
    received: Mapped[int | None] = mapped_column(Integer)
    resolved_early: Mapped[int | None] = mapped_column(Integer)
    resolved_on_time: Mapped[int | None] = mapped_column(Integer)
    resolved_late: Mapped[int | None] = mapped_column(Integer)
    overdue_pending: Mapped[int | None] = mapped_column(Integer)
    """A stock, not a flow: a period's figure is that of its last day."""
    apologies: Mapped[int | None] = mapped_column(Integer)
    granularity: Mapped[str] = mapped_column(String(5), default="day")
    """day as imported, month where a month's count was spread over its working days."""
