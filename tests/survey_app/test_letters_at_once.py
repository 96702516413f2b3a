"""Two runs that write the same person's letter at the same moment, on both engines."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from survey_app.database import Store, open_store
from survey_app.letters.content import Content
from survey_app.letters.sending import take_due
from survey_app.letters.writing import new_letter
from survey_app.models import Letter, Staff, Subscription
from tests.factories import make_unit

NOW = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)


def test_one_letter_a_day_and_one_run_that_has_it_in_hand(store: Store) -> None:
    with store.writing.begin() as session:
        make_unit(session)
        session.add(Staff(login="ba", name="Ba", unit="ttpvhcc", password_hash="x", session_key="y"))
        session.flush()
        kept = Subscription(login="ba", unit="ttpvhcc", kinds="", language="vi", address="ba@b.vn", is_confirmed=True)
        session.add(kept)
    content, gate, found = Content("vi", "Thư", "Mở", ()), threading.Barrier(2), []

    def run() -> None:
        own = open_store(store.engine.url.render_as_string(hide_password=False))
        try:
            gate.wait()
            try:
                with own.writing.begin() as session:
                    kept = session.scalars(sa.select(Subscription)).one()
                    session.add(new_letter(kept, content, NOW, "b.vn", digest_day=date(2026, 11, 10)))
            except IntegrityError:
                found.append("second")
            gate.wait()
            found.extend("taken" for _letter in take_due(own, NOW))
        finally:
            own.engine.dispose()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["second", "taken"]
    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Letter)) == 1
