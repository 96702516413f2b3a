"""A batch of comments made ready for a file."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from reports.comments import CommentSheet
from survey_app.office.comment_content import BatchEntry, CommentEntry, Reader
from survey_app.periods import full_day


def comment_sheet(
    batch: BatchEntry, comments: Sequence[CommentEntry], reader: Reader, *, is_demo: bool
) -> CommentSheet:
    """What the file says, in the reader's language."""
    notes = [
        _("Góp ý xếp ngẫu nhiên; không theo ngày, không theo quầy. Số điện thoại và số tương tự đã được che."),
        _("Khảo sát tại quầy giao dịch của Bộ phận Một cửa; không phải Chỉ số SIPAS do Bộ Nội vụ công bố."),
        _("Tải về ngày %(day)s.", day=full_day(reader.today)),
    ]
    if is_demo:
        notes.insert(0, _("DỮ LIỆU MÔ PHỎNG"))
    return CommentSheet(
        title=_("Góp ý của người dân"),
        subtitle=f"{batch.unit_name} – {batch.weeks}",
        notes=tuple(notes),
        head=_("Góp ý"),
        sheet=_("Góp ý"),
        comments=tuple(comment.text for comment in comments),
        as_of=reader.today,
        language=reader.language,
    )


def comments_file_name(batch: BatchEntry, kind: str, language: str) -> str:
    """A name any system takes."""
    return f"sipas_gop-y_{batch.unit}_{str(batch.id)[:8]}_{language}.{kind}"
