"""Two people editing one thing."""

from __future__ import annotations

import pytest
from flask import Flask

from survey_app.exceptions import EditedMeanwhile
from survey_app.office.editing import check_unchanged, digest


def test_what_was_not_changed_passes_and_what_was_is_refused(app: Flask) -> None:
    seen = digest("Xã Một", None, 3)
    check_unchanged(seen, "Xã Một", None, 3)
    for now in (("Xã Hai", None, 3), ("Xã Một", "", 3), ("Xã Một", None, "3"), ("Xã Một", None)):
        with app.test_request_context(), pytest.raises(EditedMeanwhile, match="người khác đã thay đổi"):
            check_unchanged(seen, *now)


def test_no_digest_sent_is_refused(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(EditedMeanwhile):
        check_unchanged("", "Xã Một")
