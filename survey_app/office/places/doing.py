"""Carrying out a change in one transaction: done, checked against who may, written into the log; and taking it back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from survey_app import audit
from survey_app.clock import now
from survey_app.exceptions import PlaceRefused
from survey_app.models import AuditEntry
from survey_app.office.editing import check_unchanged, digest
from survey_app.office.places.keeper import Keeper
from survey_app.registry.states import Change, State, Thing, changes, lock_things, put_back, read_changes, read_state
from survey_app.registry.stretches import plain_day

UNDONE_WITHIN = timedelta(hours=12)
"""As long as a session at most: later, the history of a thing is corrected on its own page."""

TOLD: dict[str, Any] = {
    "places.unit_add": _l("Đã thêm đơn vị: %(subject)s."),
    "places.unit_change": _l("Đã sửa đơn vị: %(subject)s."),
    "places.unit_move": _l("Đã chuyển cấp trên: %(subject)s."),
    "places.history_change": _l("Đã sửa lịch sử trực thuộc: %(subject)s."),
    "places.unit_end": _l("Đã kết thúc đơn vị: %(subject)s."),
    "places.unit_remove": _l("Đã xóa đơn vị: %(subject)s."),
    "places.successor_add": _l("Đã ghi đơn vị kế thừa: %(subject)s."),
    "places.successor_remove": _l("Đã bỏ đơn vị kế thừa: %(subject)s."),
    "places.merge": _l("Đã ghi sáp nhập: %(subject)s."),
    "places.desk_add": _l("Đã thêm quầy: %(subject)s."),
    "places.desk_change": _l("Đã sửa quầy: %(subject)s."),
    "places.desk_close": _l("Đã đóng quầy: %(subject)s."),
    "places.desk_reopen": _l("Đã mở lại quầy: %(subject)s."),
    "places.desk_move": _l("Đã chuyển quầy: %(subject)s."),
    "places.desk_remove": _l("Đã xóa quầy: %(subject)s."),
    "places.token_replace": _l("Đã thay mã QR: %(subject)s. Poster cũ không dùng được nữa; xin in và treo poster mới."),
    "places.sector_add": _l("Đã thêm lĩnh vực: %(subject)s."),
    "places.sector_change": _l("Đã sửa lĩnh vực: %(subject)s."),
    "places.sector_remove": _l("Đã xóa lĩnh vực: %(subject)s."),
    "places.sector_hand_over": _l("Đã giao cơ quan chủ trì: %(subject)s."),
    "places.responsibility_change": _l("Đã sửa lịch sử chủ trì: %(subject)s."),
    "places.agency_add": _l("Đã thêm cơ quan: %(subject)s."),
    "places.agency_change": _l("Đã sửa cơ quan: %(subject)s."),
    "places.agency_remove": _l("Đã xóa cơ quan: %(subject)s."),
    "places.procedure_add": _l("Đã thêm thủ tục: %(subject)s."),
    "places.procedure_change": _l("Đã sửa thủ tục: %(subject)s."),
    "places.procedure_remove": _l("Đã xóa thủ tục: %(subject)s."),
    "places.undo": _l("Đã hoàn tác, nay lại như trước: %(subject)s."),
}
GONE = _l("Đã hoàn tác, nay không còn: %(subject)s.")
"""Where what was undone had added the thing."""
FOR_GOOD = {"places.token_replace"}
"""What cannot be undone: a replaced code may hang torn in a bin, and the new one on the wall."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A change to be: what the log calls it, the things it may touch (its own first), since when it holds."""

    action: str
    things: tuple[Thing, ...]
    unit: str = ""
    since: date | None = None
    watched: tuple[Thing, ...] = ()
    """What must stand as it was seen; its own thing, where nothing is said."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What was just done, in words; `undo` is the number by which it can be undone."""

    text: str
    undo: int | None
    since: str
    """The day from which it holds, where that day is past and figures were published meanwhile."""
    action: str
    code: str


def carry_out(session: Session, keeper: Keeper, deed: Deed, act: Callable[[], object], *, seen: str | None) -> int:
    """Do it and write it into the log; return the number of the log's line. Refused as a whole or done as a whole."""
    lock_things(session, deed.things)
    before = read_state(session, deed.things[0])
    if seen is not None:
        check_unchanged(seen, *_states(session, deed))
    done = change(session, keeper, deed, act)
    detail = {"changes": [change.plain() for change in done], "code": deed.things[0][1]}
    if deed.since is not None:
        detail["since"] = deed.since.isoformat()
    name = _name(session, keeper, deed.things[0], before)
    return audit.record(session, keeper.person.login, deed.action, name, unit=deed.unit, detail=detail)


def change(session: Session, keeper: Keeper, deed: Deed, act: Callable[[], object]) -> list[Change]:
    """Do it, and return what it changed; the caller keeps it or rolls it back."""
    before = {thing: read_state(session, thing) for thing in deed.things}
    act()
    done = changes(before, {thing: read_state(session, thing) for thing in deed.things})
    keeper.check_changes(session, done)
    if not done:
        raise PlaceRefused(("", _("Chưa có gì thay đổi so với nội dung đang ghi.")))
    return done


def seen_by(session: Session, deed: Deed) -> str:
    """What the page that asks for this deed shows, before anything is done."""
    return digest(*_states(session, deed))


def seen_of(session: Session, thing: Thing) -> str:
    """What a form about this thing was filled from."""
    return digest(read_state(session, thing))


def undo(session: Session, keeper: Keeper, number: int) -> int:
    """Put back what one line of the log did; the person's own, and lately."""
    entry = _own_entry(session, keeper, number)
    if entry is None or entry.action in FOR_GOOD or not _is_recent(entry):
        raise PlaceRefused(("", _("Việc này không hoàn tác được nữa. Hãy sửa trên trang của mục đó.")))
    detail = json.loads(entry.detail)
    done = read_changes(detail["changes"])
    lock_things(session, [(change.kind, change.code) for change in done])
    keeper.check_changes(session, done)
    put_back(session, done)
    back = [Change(change.kind, change.code, change.after, change.before) for change in reversed(done)]
    keeper.check_changes(session, back)
    told = {**detail, "changes": [change.plain() for change in back]}
    own = next((change for change in back if change.code == detail["code"]), None)
    # a name that was changed is the old one again
    name = entry.subject if own is None else _name(session, keeper, (own.kind, own.code), own.before)
    return audit.record(session, keeper.person.login, "places.undo", name, unit=entry.unit, detail=told)


def notice_of(session: Session, keeper: Keeper, number: str) -> Notice | None:
    """What was just done, for the page that is shown after it; nothing of others."""
    entry = _own_entry(session, keeper, int(number)) if number.isdecimal() and len(number) < 16 else None
    if entry is None:
        return None
    detail = json.loads(entry.detail)
    since = date.fromisoformat(detail["since"]) if "since" in detail else None
    return Notice(
        text=str(GONE if _took_away(entry, detail) else TOLD[entry.action]) % {"subject": entry.subject},
        undo=entry.id if entry.action not in FOR_GOOD and _is_recent(entry) else None,
        since=plain_day(since) if since is not None and since <= keeper.today else "",
        action=entry.action,
        code=detail["code"],
    )


def _took_away(entry: AuditEntry, detail: dict[str, Any]) -> bool:
    """Whether an undo left nothing of the thing itself."""
    own = [change for change in read_changes(detail["changes"]) if change.code == detail["code"]]
    return entry.action == "places.undo" and bool(own) and own[-1].after is None


def _states(session: Session, deed: Deed) -> list[State | None]:
    return [read_state(session, thing) for thing in deed.watched or deed.things[:1]]


def _own_entry(session: Session, keeper: Keeper, number: int) -> AuditEntry | None:
    entry = session.get(AuditEntry, number)
    return entry if entry is not None and entry.who == keeper.person.login and entry.action in TOLD else None


def _is_recent(entry: AuditEntry) -> bool:
    at = entry.at if entry.at.tzinfo else entry.at.replace(tzinfo=UTC)
    return now() - at < UNDONE_WITHIN


def _name(session: Session, keeper: Keeper, thing: Thing, before: dict[str, Any] | None) -> str:
    state = read_state(session, thing) or before or {}
    return f"{state.get('name_en' if keeper.language == 'en' else 'name_vi', '')} ({thing[1]})"
