"""A hint about personal data in a comment, once, before it is kept; whoever sends again is never held up twice.

Nothing is remembered for this: the page that hints carries a mark, and what comes back with the mark is kept. A script
that hints beside the field while the comment is typed sets the mark itself; where only half of it has loaded, it does
not. A form that waited on the phone has the mark too: there may be nobody before it any more.
"""

from __future__ import annotations

from flask_babel import gettext as _

from forms import AnswerForm
from survey_app.personal_data import Kind, kinds_in

MARK = "form-hint"


def hint_once(form: AnswerForm, comment: str | None) -> bool:
    """Put a hint on the form where the comment needs one and it was not said before; tells whether it did."""
    if not comment or form.is_hinted:
        return False
    names = kind_names()
    found = [names[kind] for kind in kinds_in(comment)]
    if found:
        form.comment_hint = hint_text().replace("#", ", ".join(found))
    return bool(found)


def script_texts() -> dict[str, object]:
    """What the page's script says beside the comment."""
    return {
        "hint": hint_text(),
        "kinds": kind_names(),
        "left": _("Còn # ký tự."),
        "over": _("Quá # ký tự. Xin rút ngắn."),
    }


def hint_text() -> str:
    """The hint, with # for what was found."""
    return str(_("Góp ý có vẻ có #. Nếu không cần, xin bỏ đi. Để nguyên thì phần này được che khi cán bộ đọc."))


def kind_names() -> dict[Kind, str]:
    """Each kind in words."""
    return {
        "phone": _("số điện thoại"),
        "identity": _("số giấy tờ"),
        "email": _("thư điện tử"),
        "plate": _("biển số xe"),
        "dossier": _("mã hồ sơ"),
    }
