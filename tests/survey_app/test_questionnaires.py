"""A version that answers were given under never changes its wording."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from forms import get_questionnaire, shipped_questionnaires
from survey_app.database import Store
from survey_app.exceptions import ChangedQuestionnaire
from survey_app.models import Questionnaire
from survey_app.questionnaires import find_questionnaire, questionnaires_in_use, register_questionnaire
from tests.factories import make_desk, make_unit


def test_a_version_is_kept_once_with_its_whole_text(store: Store) -> None:
    for _time in range(2):
        with store.writing.begin() as session:
            for questionnaire in shipped_questionnaires().values():
                register_questionnaire(session, questionnaire)
    with store.reading() as session:
        assert {each.id: each for each in questionnaires_in_use(session)} == dict(shipped_questionnaires())


def test_a_changed_wording_under_an_old_version_is_refused(store: Store) -> None:
    changed = replace(get_questionnaire("desk_v1"), digest="f" * 64)
    with store.writing.begin() as session:
        register_questionnaire(session, get_questionnaire("desk_v1"))
    with store.writing() as session, pytest.raises(ChangedQuestionnaire, match="id và version mới"):
        register_questionnaire(session, changed)


def test_a_text_that_no_shipped_file_holds_is_not_kept(store: Store) -> None:
    stranger = replace(get_questionnaire("desk_v1"), id="desk_v9")
    with store.writing() as session, pytest.raises(ChangedQuestionnaire, match="desk_v9"):
        register_questionnaire(session, stranger)


def test_a_version_whose_file_is_gone_is_still_known_from_the_database(store: Store) -> None:
    with store.writing.begin() as session:
        register_questionnaire(session, get_questionnaire("desk_v1"))
        text = session.scalars(sa.select(Questionnaire.definition)).one()
        old = text.replace('id = "desk_v1"', 'id = "desk_v0"')
        session.add(Questionnaire(id="desk_v0", digest="0" * 64, definition=old))
    with store.reading() as session:
        found = find_questionnaire(session, "desk_v0")
        assert found is not None
        assert found.item("overall").required
        assert find_questionnaire(session, "desk_v7") is None


def test_a_desk_whose_file_was_changed_shows_no_form_until_that_is_put_right(client: FlaskClient, store: Store) -> None:
    with store.writing.begin() as session:
        make_desk(session, make_unit(session), token="0123456789")
        session.add(Questionnaire(id="desk_v1", digest="0" * 64, definition="id = 1"))
    page = client.get("/d/0123456789")
    assert page.status_code == 503
    assert "tạm thời chưa dùng được" in page.text
    assert "mã kiểm tra" not in page.text
