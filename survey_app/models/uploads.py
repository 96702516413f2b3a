"""Files sent through the browser to be imported: kept until somebody has seen what they would change."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Date, LargeBinary, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.declarative import Base


class ImportUpload(Base):
    """One file: looked at first, then taken in or dropped; its bytes go with either, what was said of it stays."""

    __tablename__ = "import_upload"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    sheet: Mapped[str | None] = mapped_column(String(80))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    """None once it was taken in, dropped, or forgotten after a day."""
    login: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str] = mapped_column(String(40))
    """The unit whose tree the file may speak of."""
    uploaded_on: Mapped[date] = mapped_column(Date)
    taken_in_on: Mapped[date | None] = mapped_column(Date)
    summary: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What taking it in changed, line by line."""
