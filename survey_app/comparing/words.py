"""What the parts of a comparison are called."""

from __future__ import annotations

from flask_babel import gettext as _

from survey_app.comparing.asked import Asked


def subject_of(axis: str) -> str:
    """One row or column of the axis."""
    names: dict[str, str] = {
        "unit": _("Đơn vị"),
        "sector": _("Lĩnh vực"),
        "agency": _("Cơ quan chủ trì"),
        "period": _("Kỳ"),
    }
    return names[axis]


def columns_name(columns: str) -> str:
    """What columns are called in the chooser."""
    return str(_("Số liệu của kỳ, so kỳ trước và năm trước")) if columns == "figures" else subject_of(columns)


def title_of_grid(asked: Asked) -> str:
    """The heading over a comparison."""
    if asked.columns == "figures":
        lists: dict[str, str] = {
            "unit": _("Các đơn vị cùng cấp"),
            "sector": _("Các lĩnh vực"),
            "agency": _("Các cơ quan chủ trì"),
        }
        return lists[asked.rows]
    columns = subject_of(asked.columns)
    return str(
        _("%(rows)s theo %(columns)s", rows=subject_of(asked.rows), columns=f"{columns[:1].lower()}{columns[1:]}")
    )


def by_ticket_note() -> str:
    """Why a share of ticket answers alone and one of all answers are not held against each other."""
    return str(
        _(
            "“Theo mã”: tỷ lệ chỉ tính phiếu theo mã dùng một lần; các tỷ lệ khác tính mọi phiếu. Hai loại gặp những "
            "người khác nhau, nên chênh lệch giữa chúng không nói bên nào cao hơn, và hai loại không cùng nhóm."
        )
    )


def order_names() -> dict[str, str]:
    """The orders a list may stand in; none of them is by figure."""
    return {"list": _("Theo danh sách"), "name": _("Theo tên"), "group": _("Theo nhóm")}
