"""Published figures: kept once, read by everyone, and checked against their digest."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from reports.canonical import UnreadableFindings, digest_of, from_canonical, to_canonical
from reports.edition import Changes, Edition
from reports.findings import Findings
from survey_app.exceptions import BrokenSnapshot, UnknownRevision
from survey_app.models import Snapshot, SnapshotChart
from survey_app.period_names import name_of

REASONS = ("first", "official", "answers", "visits", "places", "plans", "tickets", "method")
"""Why there is a revision: the first one, final figures, or what changed that the figures rest on."""
COLUMNS = (
    *(Snapshot.unit, Snapshot.period, Snapshot.revision, Snapshot.as_of, Snapshot.status, Snapshot.reason),
    *(Snapshot.changes, Snapshot.digest, Snapshot.method_version),
)


WALKED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """One snapshot as it stands in the database, the findings still packed."""

    unit: str
    period: str
    revision: int
    as_of: date
    status: str
    reason: str
    changes: str
    digest: str
    method_version: str
    content: bytes
    newest: int

    @property
    def text(self) -> str:
        """The canonical JSON of the findings."""
        return zlib.decompress(self.content).decode()

    @property
    def findings(self) -> Findings:
        """The findings, or in words why this version cannot read them."""
        return self.read()

    def read(self, *, without: Collection[str] = ()) -> Findings:
        """The findings with some parts left empty: who needs few of them reads them in a third of the time."""
        try:
            return from_canonical(self.text, Findings, without=without)
        except UnreadableFindings as error:
            raise BrokenSnapshot(
                _(
                    "Bản công bố %(number)s của kỳ %(period)s, đơn vị %(unit)s, được tính theo phiên bản "
                    "%(version)s và không đọc được bằng phiên bản đang cài (%(why)s). Bản ấy vẫn còn nguyên. "
                    "Xin báo người quản trị máy chủ: cài phiên bản đã dùng để đọc, hoặc công bố một bản sửa.",
                    number=self.revision,
                    period=self.period,
                    unit=self.unit,
                    version=self.method_version,
                    why=str(error),
                ),
                command=f"sipas publish --period {self.period}",
            ) from error
        except zlib.error as error:
            raise BrokenSnapshot(
                _(
                    "Bản công bố %(number)s của kỳ %(period)s, đơn vị %(unit)s, đã hỏng trong cơ sở dữ liệu: không "
                    "giải nén được. Xin báo người quản trị máy chủ khôi phục từ bản sao lưu rồi kiểm tra lại.",
                    number=self.revision,
                    period=self.period,
                    unit=self.unit,
                ),
                command="sipas verify",
            ) from error

    @property
    def edition(self) -> Edition:
        """Which revision this is, for the report."""
        return Edition(
            number=self.revision,
            newest=self.newest,
            day=self.as_of,
            status="official" if self.status == "official" else "preliminary",
            reasons=tuple(self.reason.split()),
            digest=self.digest,
            changes=from_canonical(self.changes, Changes),
        )


def find_snapshot(session: Session, unit: str, period: str, revision: int | None = None) -> Kept | None:
    """The newest snapshot of a unit and period, or the revision asked for; `None` where nothing was published."""
    newest = session.scalar(
        sa.select(sa.func.max(Snapshot.revision)).where(Snapshot.unit == unit, Snapshot.period == period)
    )
    if newest is None:
        return None
    query = sa.select(*COLUMNS, Snapshot.content).where(
        Snapshot.unit == unit,
        Snapshot.period == period,
        Snapshot.revision == (newest if revision is None else revision),
    )
    row = session.execute(query).first()
    if row is None:
        raise UnknownRevision(
            _(
                "Kỳ này (%(period)s) của đơn vị có các bản từ 1 đến %(newest)s; không có bản %(asked)s.",
                period=name_of(period),
                newest=newest,
                asked=revision,
            )
        )
    return Kept(**row._mapping, newest=newest)


def walk_snapshots(session: Session, *, unit: str | None = None, period: str | None = None) -> Iterator[Kept]:
    """Every snapshot, or those of one unit, one period or both, oldest revision first."""
    query = sa.select(*COLUMNS, Snapshot.content).order_by(Snapshot.unit, Snapshot.last, Snapshot.revision)
    if unit is not None:
        query = query.where(Snapshot.unit == unit)
    if period is not None:
        query = query.where(Snapshot.period == period)
    for row in session.execute(query.execution_options(yield_per=WALKED_AT_ONCE)):
        yield Kept(**row._mapping, newest=row.revision)


def keep_snapshot(
    session: Session, findings: Findings, *, revision: int, reasons: Iterable[str], changes: Changes
) -> Snapshot:
    """Add a revision; the caller commits, and who comes second with the same number is refused.

    The number is the caller's, who knows what this one follows: read again here, it might follow another's.
    """
    text = to_canonical(findings)
    kept = Snapshot(
        unit=findings.unit,
        period=findings.period.id,
        revision=revision,
        last=findings.period.last,
        as_of=findings.as_of,
        status=findings.period.status,
        method_version=findings.method_version,
        reason=" ".join(reasons),
        changes=to_canonical(changes),
        content=zlib.compress(text.encode(), 6),
        digest=digest_of(text),
    )
    session.add(kept)
    session.flush()
    return kept


def newest_revisions(session: Session, units: Collection[str], periods: Collection[str]) -> dict[tuple[str, str], int]:
    """The newest revision of many units in some periods, by both; no entry where nothing was published."""
    query = (
        sa.select(Snapshot.unit, Snapshot.period, sa.func.max(Snapshot.revision))
        .where(Snapshot.unit.in_(units), Snapshot.period.in_(periods))
        .group_by(Snapshot.unit, Snapshot.period)
    )
    return {(unit, period): number for unit, period, number in session.execute(query)}


def newest_revision(session: Session, unit: str, period: str) -> int:
    """The number of the newest revision; 0 before the first."""
    query = sa.select(sa.func.max(Snapshot.revision)).where(Snapshot.unit == unit, Snapshot.period == period)
    return session.scalar(query) or 0


def keep_charts(session: Session, key: tuple[str, str, int], drawn: Mapping[tuple[str, str, str], bytes]) -> None:
    """Add pictures of a snapshot (unit, period, revision) by language, key and kind; the caller commits."""
    unit, period, revision = key
    session.add_all(
        SnapshotChart(
            unit=unit,
            period=period,
            revision=revision,
            language=language,
            key=name,
            kind=kind,
            content=zlib.compress(picture, 6),
        )  # fmt: skip
        for (language, name, kind), picture in drawn.items()
    )
    session.flush()


def find_chart(session: Session, key: tuple[str, str, int], language: str, name: str) -> bytes | None:
    """The picture of a snapshot as SVG, if it was drawn."""
    packed = session.scalar(
        sa.select(SnapshotChart.content).where(
            sa.tuple_(SnapshotChart.unit, SnapshotChart.period, SnapshotChart.revision) == key,
            SnapshotChart.language == language,
            SnapshotChart.key == name,
            SnapshotChart.kind == "svg",
        )
    )
    return None if packed is None else zlib.decompress(packed)


def is_intact(kept: Kept) -> bool:
    """Whether the text still has the digest it was published with."""
    try:
        return digest_of(kept.text) == kept.digest
    except (zlib.error, UnicodeDecodeError):
        return False
