"""Publish closed periods: release what may go, then one snapshot a unit and period, each a transaction of its own.

Safe to repeat, to stop and to run twice at once: what stands and rests on the same data is left alone, a revision's
number is taken once, and a process that comes second finds the work done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reports.canonical import to_canonical
from reports.edition import Changes, Told, compare_shown
from reports.findings import Findings
from survey_app.audit import SERVER, record
from survey_app.database import Store
from survey_app.exceptions import BrokenSnapshot
from survey_app.export import tell as tell_findings
from survey_app.grid import RECENT, Task
from survey_app.holding import count_waiting
from survey_app.models import Publication
from survey_app.periods import is_publishable, status, viet_nam_today
from survey_app.pictures import draw_charts
from survey_app.places import descendants
from survey_app.releasing import release_answers
from survey_app.results.basis import changed_parts, stated_reasons
from survey_app.results.compute import compute, root_of
from survey_app.results.integrity import publish_integrity
from survey_app.results.tree import Tree
from survey_app.snapshots import Kept, find_snapshot, keep_snapshot, newest_revision

SETTLED = timedelta(minutes=10)
"""An answer that came before midnight is written by then."""
LANGUAGES = ("vi", "en")
MOST_NAMED = 100
"""Revisions named in the log of one run; of a province's Thursday the rest is counted."""


@dataclass(slots=True)
class Done:
    """What was done, in numbers."""

    released: int = 0
    first: int = 0
    revised: int = 0
    unchanged: int = 0
    periods: dict[str, None] = field(default_factory=dict)
    """Those of which something was published, in that order."""
    revisions: list[str] = field(default_factory=list)
    """What was revised, by names: period, unit and number."""

    @property
    def has_changed(self) -> bool:
        """Whether anything was done at all."""
        return bool(self.released or self.first or self.revised)


Tell = Callable[[Task, Done], bool]
"""Called after each task; publishing stops where it says false."""


def publishing_day(now: datetime) -> date:
    """The day in Viet Nam on which periods are judged to be over: a little behind the clock."""
    return viet_nam_today(now - SETTLED)


def publish(
    store: Store,
    tasks: Sequence[Task],
    today: date,
    *,
    tell: Tell = lambda task, done: True,
    with_charts: bool = True,
    who: str = SERVER,
) -> Done:
    """Publish whatever of `tasks` is not published as it stands; tells after each, and logs what `who` changed.

    Charts are drawn of recent periods only, in both languages where they are opened most; others when somebody looks.
    """
    with store.writing.begin() as session:
        done = Done(released=release_answers(session))
    publisher = _Publisher(store, today, done, with_charts)
    try:
        for task in tasks:
            if is_publishable(task.period, today):
                publisher.publish(task)
                publisher.publish_integrity(task)
            if not tell(task, done):
                break
    finally:
        # what was done stands, however the run ends
        if done.has_changed:
            _log(store, done, who)
    return done


def _log(store: Store, done: Done, who: str) -> None:
    """One line for a run, however much it did."""
    detail = {
        "published": done.first,
        "revised": done.revised,
        "released": done.released,
        "revisions": done.revisions[:MOST_NAMED],
        "unnamed": max(len(done.revisions) - MOST_NAMED, 0),
    }
    with store.writing.begin() as session:
        record(session, who, "publish.run", ", ".join(done.periods), detail={k: v for k, v in detail.items() if v})


@dataclass(frozen=True, slots=True)
class _Draft:
    """Findings that may become the next revision."""

    task: Task
    findings: Findings
    basis: str
    reasons: tuple[str, ...]
    newest: Kept | None

    def is_news(self) -> bool:
        """Whether more than the day and the number of those who wait differs from the newest revision."""
        if self.newest is None:
            return True
        try:
            before = self.newest.findings
        except BrokenSnapshot:
            return True
        return to_canonical(replace(self.findings, as_of=before.as_of, held=before.held)) != self.newest.text


class _Publisher:
    """One run over many tasks; the tree read last is at hand for the next task."""

    def __init__(self, store: Store, today: date, done: Done, with_charts: bool) -> None:
        self._store = store
        self._today = today
        self._done = done
        self._with_charts = with_charts
        self._tree: Tree | None = None

    def publish(self, task: Task) -> None:
        """Compute and keep one snapshot, unless the newest rests on what there is."""
        with self._store.reading() as session:
            draft = self._draft(session, task)
        if draft is None:
            self._done.unchanged += 1
            return
        is_news = draft.is_news()
        # the top's page is opened in both languages; a commune's English picture is drawn when somebody asks for it
        is_top = self._tree is not None and self._tree.root == task.unit
        told = _told(draft.findings, LANGUAGES if is_top or draft.newest else LANGUAGES[:1]) if is_news else {}
        revision = self._keep(draft, told)
        if not revision:
            self._done.unchanged += 1
            return
        self._done.periods[task.period.id] = None
        if draft.newest is None:
            self._done.first += 1
        else:
            self._done.revised += 1
            self._done.revisions.append(f"{task.period.id} · {task.unit} · {revision}")
        if self._with_charts and task.period.last >= self._today - RECENT:
            draw_charts(self._store, (task.unit, task.period.id, revision), told)

    def publish_integrity(self, task: Task) -> None:
        """Keep what the inspector is told of a whole tree, beside the tree's own snapshot."""
        with self._store.reading() as session:
            tree = self._tree_of(session, task)
            if tree.root != task.unit:
                return
            basis = tree.basis(session, task.period)
        publish_integrity(self._store, task.period, task.unit, basis, today=self._today)

    def _draft(self, session: Session, task: Task) -> _Draft | None:
        tree = self._tree_of(session, task)
        basis = tree.basis(session, task.period)
        newest = find_snapshot(session, task.unit, task.period.id)
        reasons: tuple[str, ...] = ("first",)
        if newest is not None:
            rested = session.scalar(sa.select(Publication.basis).where(_is(task))) or ""
            is_final = newest.status != status(task.period, self._today)
            reasons = (*(("official",) if is_final else ()), *stated_reasons(changed_parts(rested, basis)))
        if not reasons:
            return None
        findings = compute(session, task.period, task.unit, today=self._today, reader=tree.reader(session))
        units = {one.unit for one in descendants(session, task.unit, task.period.first, task.period.last)}
        held = count_waiting(session, units, task.period.first, task.period.last)
        return _Draft(task, replace(findings, held=held), basis, _true(reasons, newest, findings), newest)

    def _tree_of(self, session: Session, task: Task) -> Tree:
        root = root_of(session, task.unit, task.period)
        if self._tree is None or self._tree.root != root:
            self._tree = Tree(root)
        return self._tree

    def _keep(self, draft: _Draft, told: Told) -> int:
        """Add the revision and return its number, 0 where it says nothing new; note what it rests on."""
        task, newest = draft.task, draft.newest
        changes = Changes() if newest is None or not told else _changes(newest, told)
        revision = 0
        try:
            with self._store.writing.begin() as session:
                standing = newest_revision(session, task.unit, task.period.id)
                if standing != (0 if newest is None else newest.revision):
                    return 0  # another process was quicker; what it did not see, the next run will
                if told:
                    revision = standing + 1
                    keep_snapshot(session, draft.findings, revision=revision, reasons=draft.reasons, changes=changes)
                session.merge(Publication(unit=task.unit, period=task.period.id, basis=draft.basis))
        except IntegrityError:
            return 0  # likewise, at the same moment
        return revision


def _true(reasons: tuple[str, ...], newest: Kept | None, findings: Findings) -> tuple[str, ...]:
    """Late answers only add: where fewer are counted than before, something else is the reason."""
    try:
        has_fewer = newest is not None and findings.total.n < newest.findings.total.n
    except BrokenSnapshot:
        has_fewer = False
    return tuple("recounted" if reason == "answers" and has_fewer else reason for reason in reasons)


def _changes(newest: Kept, told: Told) -> Changes:
    try:
        return compare_shown(_told(newest.findings), told)
    except BrokenSnapshot:
        return Changes()


def _told(findings: Findings, languages: Sequence[str] = LANGUAGES) -> Told:
    return {language: tell_findings(findings, language) for language in languages}


def _is(task: Task) -> sa.ColumnElement[bool]:
    return sa.and_(Publication.unit == task.unit, Publication.period == task.period.id)
