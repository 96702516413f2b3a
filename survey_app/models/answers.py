"""What citizens said, and nothing about who they are: no address, no device, no time of day, no sequence."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, SmallInteger, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.declarative import Base
from survey_app.models.place import CODE


class Questionnaire(Base):
    """A questionnaire version that answers were given under; its digest may never change."""

    __tablename__ = "questionnaire"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    definition: Mapped[str] = mapped_column(Text)


class Response(Base):
    """One returned questionnaire. The key is random and the table has no rowid, so its order tells nothing."""

    __tablename__ = "response"
    __table_args__ = (
        Index("ix_response_unit_day", "unit", "day"),
        Index(
            "ix_response_ticket",
            *("unit", "day", "desk"),
            sqlite_where=text("tier = 'ticket'"),
            postgresql_where=text("tier = 'ticket'"),
        ),
        CheckConstraint("minutes BETWEEN 0 AND 480", name="minutes_in_range"),
        CheckConstraint("tier IN ('ticket', 'rotating', 'static', 'none')", name="tier_known"),
        CheckConstraint(
            "channel IN ('phone', 'kiosk', 'assisted', 'paper', 'import')",
            name="channel_known",
        ),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    questionnaire: Mapped[str] = mapped_column(ForeignKey("questionnaire.id"))
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    desk: Mapped[str] = mapped_column(ForeignKey("desk.code"))
    sector: Mapped[str | None] = mapped_column(CODE, ForeignKey("sector.code"))
    day: Mapped[date] = mapped_column(Date)
    tier: Mapped[str] = mapped_column(String(10))
    channel: Mapped[str] = mapped_column(String(10))
    respondent_type: Mapped[str | None] = mapped_column(String(20))
    purpose: Mapped[str | None] = mapped_column(String(20))
    minutes: Mapped[int | None] = mapped_column(SmallInteger)
    minutes_way: Mapped[str | None] = mapped_column(String(5))
    labels: Mapped[str] = mapped_column(String(80), default="")
    receipt: Mapped[str] = mapped_column(String(26), unique=True)
    answers: Mapped[str] = mapped_column(String(60))


class HeldAnswer(Base):
    """A response that arrived after its days were over and waits for nine others of its kind (`survey_app.holding`).

    No reference to the response: closing a day takes rows out and puts them back.
    """

    __tablename__ = "held_answer"
    __table_args__ = ({"sqlite_with_rowid": False},)

    response: Mapped[UUID] = mapped_column(Uuid, primary_key=True)


class Comment(Base):
    """A comment stands apart: unit and week only, no way back to the response."""

    __tablename__ = "comment"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"), index=True)
    week: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    """As typed; who reads it sees it masked."""
    batch: Mapped[UUID | None] = mapped_column(ForeignKey("comment_batch.id"), index=True)
    """None until it may be read."""
    folded: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What is searched: without diacritics and without what is masked; empty until it may be read."""


class CommentBatch(Base):
    """Ten comments or more that are read together; what is in it never changes."""

    __tablename__ = "comment_batch"
    __table_args__ = (CheckConstraint("size >= 10", name="size_at_least_ten"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"), index=True)
    """The unit they were written at, or the one above that theirs were handed up to."""
    first_week: Mapped[str] = mapped_column(String(8))
    last_week: Mapped[str] = mapped_column(String(8))
    released_for: Mapped[str] = mapped_column(String(8))
    """The week whose release formed it."""
    size: Mapped[int] = mapped_column(Integer)
