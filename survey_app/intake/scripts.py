"""The scripts a citizen's page fetches once it has loaded, each a file of its own; the page works without them."""

from __future__ import annotations

import hashlib
import json
from importlib import resources

from flask import Blueprint, Response
from flask_babel import gettext as _

from forms import ask_shorter, ask_whole_number, choose_level
from survey_app.intake.hinting import script_texts

blueprint = Blueprint("scripts", __name__)

_TEMPLATES = resources.files("survey_app") / "templates/intake"
_MORE = "\n".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in ("more.js", "comment.js", "aloud.js"))
_WORKER = (_TEMPLATES / "worker.js").read_text(encoding="utf-8")
STYLE = "\n".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in ("told.css", "more.css"))
"""The look of what the script puts on a page, faults among it; it travels with the script, not with the first view."""
VERSION = hashlib.sha256((_MORE + STYLE).encode()).hexdigest()[:8]
"""Stands in the address, so that a phone that keeps the file never mixes an old one with a new page."""
_DAY = "public, max-age=86400"


@blueprint.get("/page.js")
def more() -> Response:
    """What tells of answers that wait on the phone, in the language of the page."""
    texts = json.dumps(_texts(), ensure_ascii=False)
    return _script(f"const TEXT = {texts};\n{_MORE}", cache=_DAY)


@blueprint.get("/sw.js")
def worker() -> Response:
    """The service worker: a form that was opened opens again without a network."""
    return _script(_WORKER, cache="no-cache")


def _script(text: str, *, cache: str) -> Response:
    return Response(text, mimetype="text/javascript", headers={"Cache-Control": cache})


def _texts() -> dict[str, object]:
    return {
        "style": STYLE,
        "waiting": _("Có # phiếu đang chờ gửi trên điện thoại này. Phiếu sẽ tự gửi khi có mạng."),
        "now": _("Gửi ngay"),
        "own": _("Phiếu đang chờ gửi"),
        "edit": _("Sửa phiếu"),
        "sent": _("Phiếu giữ trên điện thoại này đã gửi xong và được ghi nhận. Mã biên nhận:"),
        "refused": _("Có phiếu được giữ trên điện thoại này chưa được nhận."),
        "review": _("Xem lại phiếu này"),
        "drop": _("Bỏ phiếu này"),
        "offline": _("Chưa có mạng. Xin thử lại sau."),
        "clear": _("Bỏ chọn"),
        "level": choose_level(),
        "number": ask_whole_number(),
        "shorter": ask_shorter(),
        "read": _("Đọc câu hỏi"),
        "quiet": _("Dừng đọc"),
        **script_texts(),
    }
