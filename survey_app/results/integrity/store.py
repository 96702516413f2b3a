"""Findings of the inspector's page, kept when a tree's period is published; a unit sees its part of them."""

from __future__ import annotations

import zlib
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from reports.canonical import UnreadableFindings, digest_of, from_canonical, to_canonical
from reports.findings import Name
from reports.integrity.findings import IntegrityFindings
from survey_app.exceptions import BrokenSnapshot, NotPublished
from survey_app.models import IntegritySnapshot, Unit
from survey_app.period_names import name_of, title_of
from survey_app.periods import Period
from survey_app.places import descendants
from survey_app.results.closed import refuse_open
from survey_app.results.compute import root_of


def load_integrity(session: Session, period: Period, unit: str, *, today: date) -> IntegrityFindings:
    """What the inspector is told of a unit and those below it in a closed period."""
    refuse_open(period, today)
    root = root_of(session, unit, period)
    kept = find_integrity(session, root, period.id)
    if kept is None:
        raise NotPublished(
            _(
                "Độ tin cậy của kỳ này (%(period)s) chưa được tính. Việc này làm cùng lúc với công bố của đơn vị "
                "trên cùng; cần ngay thì xin nhờ người quản trị máy chủ công bố kỳ này.",
                period=title_of(period),
            ),
            command=f"sipas publish --period {period.id} --unit {root}",
        )
    found = _read(kept)
    if unit == root:
        return found
    units = frozenset(member.unit for member in descendants(session, unit, period.first, period.last))
    names = session.execute(sa.select(Unit.name_vi, Unit.name_en).where(Unit.code == unit)).one()
    return found.below(unit, Name(*names), units)


def find_integrity(session: Session, root: str, period: str) -> IntegritySnapshot | None:
    """The newest revision kept of a tree and period."""
    table = IntegritySnapshot
    query = sa.select(table).where(table.unit == root, table.period == period).order_by(table.revision.desc())
    return session.scalars(query.limit(1)).first()


def judged_periods(session: Session, root: str) -> frozenset[str]:
    """The periods of a tree of which there is something to tell."""
    return frozenset(session.scalars(sa.select(IntegritySnapshot.period).where(IntegritySnapshot.unit == root)))


def keep_integrity(session: Session, findings: IntegrityFindings, *, revision: int, basis: str) -> None:
    """Add a revision; the caller commits, and who comes second with the same number is refused."""
    text = to_canonical(findings)
    session.add(
        IntegritySnapshot(
            unit=findings.root,
            period=findings.period.id,
            revision=revision,
            as_of=findings.as_of,
            basis=basis,
            content=zlib.compress(text.encode(), 6),
            digest=digest_of(text),
        )
    )
    session.flush()


def _read(kept: IntegritySnapshot) -> IntegrityFindings:
    try:
        return from_canonical(zlib.decompress(kept.content).decode(), IntegrityFindings)
    except (UnreadableFindings, zlib.error, UnicodeDecodeError) as error:
        raise BrokenSnapshot(
            _(
                "Độ tin cậy đã lưu của kỳ này (%(period)s) không đọc được (%(why)s). Xin báo người quản trị máy chủ: "
                "khôi phục từ bản sao lưu, hoặc công bố lại kỳ này để tính lại.",
                period=name_of(kept.period),
                why=str(error),
            ),
            command=f"sipas publish --period {kept.period}",
        ) from error
