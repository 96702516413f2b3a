"""Paper questionnaires: batches as they were printed, and drafts of what stands on their sheets until all agree."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Integer,
    SmallInteger,
    String,
    Text,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.declarative import Base
from survey_app.models.place import CODE

NUMBER = String(6)


class PaperBatch(Base):
    """Sheets printed together for one desk; what stands on them never changes."""

    __tablename__ = "paper_batch"
    __table_args__ = (CheckConstraint("size BETWEEN 1 AND 2000", name="size_in_range"),)

    number: Mapped[str] = mapped_column(NUMBER, primary_key=True)
    """Random digits, so that it can be typed and tells no order."""
    desk: Mapped[str] = mapped_column(CODE, ForeignKey("desk.code"), index=True)
    questionnaire: Mapped[str] = mapped_column(ForeignKey("questionnaire.id"))
    language: Mapped[str] = mapped_column(String(5))
    is_short: Mapped[bool] = mapped_column(Boolean)
    """Only the items that are not folded away on the page were printed."""
    asks_comment: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """A box for a comment was printed."""
    size: Mapped[int] = mapped_column(Integer)
    printed_on: Mapped[date] = mapped_column(Date)
    collected_on: Mapped[date | None] = mapped_column(Date)
    """When the box was opened: the day of its answers."""
    finished_on: Mapped[date | None] = mapped_column(Date)
    kept: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """Sheets that became responses."""
    is_by_one: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Some sheet was entered twice by the same person, since the unit has only one."""


class PaperSector(Base):
    """A sector as numbered on the sheets of a batch; the desk's own list may change later."""

    __tablename__ = "paper_sector"

    batch: Mapped[str] = mapped_column(ForeignKey("paper_batch.number"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    sector: Mapped[str] = mapped_column(ForeignKey("sector.code"))


class PaperEntry(Base):
    """One sheet as one person read it; gone when the batch is finished."""

    __tablename__ = "paper_entry"
    __table_args__ = (
        CheckConstraint("reading BETWEEN 1 AND 3", name="reading_known"),
        CheckConstraint("minutes BETWEEN 0 AND 480", name="minutes_in_range"),
    )

    batch: Mapped[str] = mapped_column(ForeignKey("paper_batch.number"), primary_key=True)
    sheet: Mapped[int] = mapped_column(Integer, primary_key=True)
    reading: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    """1 and 2 are the two entries, 3 what was decided where they differ."""
    login: Mapped[str] = mapped_column(ForeignKey("staff.login"))
    place: Mapped[int] = mapped_column(Integer)
    """In which order the sheets were entered, so that the last one can be taken back."""
    answers: Mapped[str] = mapped_column(String(60))
    sector: Mapped[str | None] = mapped_column(CODE, ForeignKey("sector.code"))
    respondent_type: Mapped[str | None] = mapped_column(String(20))
    purpose: Mapped[str | None] = mapped_column(String(20))
    minutes: Mapped[int | None] = mapped_column(SmallInteger)
    comment: Mapped[str | None] = mapped_column(Text)
