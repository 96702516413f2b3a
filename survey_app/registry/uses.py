"""What has ever used a place: only what nothing used may be removed.

Asked of the tables themselves, so that a table added later protects what it names without being listed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from survey_app.exceptions import PlaceRefused
from survey_app.models import Base

OWN_PARTS = {"unit_parent.unit", "desk_sector.desk", "sector_agency.sector", "procedure_sector.procedure"}
"""What says something of the thing itself and goes with it."""
WITNESSES = ("audit",)
"""Tables that only tell what happened: the row that says a unit was added does not use the unit."""
WORDS = {
    "response": _l("phiếu đánh giá"),
    "comment": _l("góp ý"),
    "comment_batch": _l("góp ý"),
    "transaction_count": _l("số lượt giao dịch đã nhập"),
    "desk": _l("quầy"),
    "desk_sector": _l("quầy tiếp nhận lĩnh vực"),
    "unit_parent": _l("đơn vị trực thuộc"),
    "unit_successor": _l("kế thừa giữa các đơn vị"),
    "plan_adoption": _l("kế hoạch đã áp dụng"),
    "staff": _l("tài khoản"),
    "staff_role": _l("tài khoản"),
    "sector_agency": _l("cơ quan chủ trì của lĩnh vực"),
    "ticket_batch": _l("phiếu có mã đã in"),
    "paper_batch": _l("tập phiếu giấy"),
    "retired_token": _l("mã QR đã in rồi thay"),
    "procedure": _l("thủ tục"),
    "snapshot": _l("số liệu đã công bố"),
    "publication": _l("số liệu đã công bố"),
    "integrity_snapshot": _l("số liệu đã công bố"),
    "paper_sector": _l("tập phiếu giấy"),
    "paper_entry": _l("tập phiếu giấy"),
    "import_upload": _l("tệp đã nhập"),
    "corrective_action": _l("việc khắc phục"),
    "subscription": _l("đăng ký nhận thư"),
}


def uses_of(session: Session, thing: Any) -> list[str]:
    """What uses a unit, a desk, a sector, an agency or a procedure, in words."""
    found: dict[str, None] = {}
    for column in pointing_at(thing.__tablename__):
        if session.scalar(sa.select(sa.literal(1)).where(column == thing.code).limit(1)):
            found[str(WORDS.get(column.table.name, _("dữ liệu khác")))] = None
    return list(found)


def refuse_used(session: Session, thing: Any, *, advice: str) -> None:
    """Refuse to remove what something used."""
    uses = uses_of(session, thing)
    if uses:
        raise PlaceRefused(
            (
                "confirm",
                _(
                    "Không xóa được “%(name)s” vì đã có: %(uses)s.",
                    name=thing.name_vi,
                    uses=", ".join(uses),
                )
                + " "
                + advice,
            )
        )


def pointing_at(table: str) -> Iterator[sa.Column[Any]]:
    """Columns that hold codes of this table: by a foreign key, or, where a table keeps what is gone, by their name."""
    for other in Base.metadata.sorted_tables:
        for column in other.columns:
            points = any(key.column.table.name == table for key in column.foreign_keys)
            is_named = column.name == table and not column.foreign_keys and isinstance(column.type, sa.String)
            is_own = f"{other.name}.{column.name}" in OWN_PARTS
            if (points or is_named) and not is_own and not other.name.startswith(WITNESSES):
                yield column
