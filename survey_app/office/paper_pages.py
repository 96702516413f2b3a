"""What the pages of paper questionnaires show and take, in our words: batches, sheets, differences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from forms.days import BadDay, read_day
from survey_app.database import Store
from survey_app.exceptions import PaperRefused
from survey_app.intake.hinting import kind_names
from survey_app.office.access import units_for
from survey_app.office.people import Person
from survey_app.paper import drafts
from survey_app.paper.asked import Asked
from survey_app.paper.batches import FIRST, BatchState, batch_state, list_batches, typed_number
from survey_app.paper.drafts import Difference
from survey_app.paper.finishing import count_held, finish, is_too_late, obstacle
from survey_app.paper.reading import Sheet, problem_of, typed_key, typed_keys
from survey_app.personal_data import kinds_in

TAKE_BACK = "0"
"""Typed instead of a sheet's number, since no sheet has it."""
LEAVE = "00"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who enters sheets, and on which day."""

    person: Person
    language: str
    today: date


@dataclass(frozen=True, slots=True)
class Box:
    """One question of a sheet with what was typed for it."""

    asked: Asked
    key: str
    problem: str
    is_next: bool
    read: tuple[str, str] = ("", "")
    """What the two readings say, where they differ."""


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A sheet being entered or decided."""

    state: BatchState
    reading: int
    sheet: str
    sheet_problem: str
    boxes: tuple[Box, ...]
    problem: str = ""
    last: int | None = None
    """The sheet this person can take back."""
    is_alone: bool = False
    is_new: bool = False
    """Nothing was typed yet."""
    hint: str = ""
    """What is said once of a text before it is kept."""
    again: str = ""
    """The sheet's number typed again, which the page asks for where its script does not run."""
    again_problem: str = ""

    @property
    def problems(self) -> tuple[tuple[str, str], ...]:
        """Each problem with the field it is about."""
        found = [("sheet", self.sheet_problem)] + [(box.asked.code, box.problem) for box in self.boxes]
        found += [("again", self.again_problem), ("save", self.problem)]
        return tuple((target, text) for target, text in found if text)

    @property
    def focus(self) -> str:
        """The field to type in next: the sheet's number, the first question left, its number again, or the button."""
        if self.sheet_problem or not self.sheet:
            return "sheet"
        left = next((box.asked.code for box in self.boxes if box.is_next), "save")
        return "again" if left == "save" and self.again_problem else left

    @property
    def is_ready(self) -> bool:
        """Whether everything was typed and nothing is wrong."""
        return not self.problems and not self.hint and self.focus == "save"

    @property
    def keys(self) -> dict[str, str]:
        """What was typed for each question."""
        return {box.asked.code: box.key for box in self.boxes}


def batches(session: Session, reader: Reader) -> list[BatchState]:
    """The batches of the units this person belongs to or stands above."""
    return list_batches(session, units=_units(session, reader))


def find(session: Session, reader: Reader, number: str) -> BatchState:
    """One of them, or a refusal."""
    return batch_state(session, number, _units(session, reader))


def sheet_page(session: Session, reader: Reader, state: BatchState, reading: int, sent: Mapping[str, str]) -> SheetPage:
    """The page of a sheet with what was typed so far; it is new where nothing was."""
    login, sheet = reader.person.login, drafts.sheet_of(session, state.number)
    number = typed_key(sent.get("sheet", ""))
    boxes = _boxes(sheet.asked, typed_keys(sheet.asked, sent))
    is_whole = all(box.key for box in boxes)
    problem = ""
    if is_whole and sheet.is_blank({box.asked.code: box.key for box in boxes}):
        problem = _("Tờ này không có câu trả lời nào nên không nhập. Xin gõ số của tờ khác.")
    left = sum(not typed for typed in (number, *(box.key for box in boxes)))
    if "again" in sent and left:
        problem = _("Chưa ghi: còn %(count)s ô chưa gõ. Chỗ tờ phiếu để trống thì gõ dấu chấm.", count=left)
    return SheetPage(
        state=state,
        reading=reading,
        sheet=number,
        sheet_problem=_sheet_problem(session, reader, state, number, reading),
        boxes=boxes,
        problem=problem,
        last=drafts.last_sheet(session, state.number, reading, login),
        is_alone=reading != FIRST and drafts.is_alone(session, state.number, login, today=reader.today),
        is_new=not sent,
        hint="" if sent.get("hinted") or not is_whole else _hint(boxes),
        again=sent.get("again", ""),
        again_problem="" if left else _again_problem(number, sent),
    )


def keep_sheet(store: Store, reader: Reader, page: SheetPage) -> None:
    """Keep a sheet that is ready."""
    by = page.reading, reader.person.login
    with store.writing.begin() as session:
        said = drafts.sheet_of(session, page.state.number).read(page.keys)
        drafts.enter(session, page.state.number, int(page.sheet), said, by=by, today=reader.today)


def take_back(store: Store, reader: Reader, state: BatchState, reading: int, typed: str) -> dict[str, str]:
    """Take the last sheet back; return its number and keys, to be put right."""
    if not typed.isdecimal():
        raise PaperRefused(_("Chưa có tờ nào để bỏ."))
    with store.writing.begin() as session:
        sheet = drafts.sheet_of(session, state.number)
        said = drafts.take_back(session, state.number, int(typed[:9]), by=(reading, reader.person.login))
        return {"sheet": typed, **sheet.keys(said)}


def difference_page(session: Session, state: BatchState, sent: Mapping[str, str]) -> SheetPage | None:
    """The first sheet whose readings differ, with the questions they differ in; nothing where none is left."""
    found = drafts.differences(session, state.number)
    if not found:
        return None
    wanted = sent.get("sheet", "")
    difference = next((each for each in found if str(each.sheet) == wanted), found[0])
    sheet = drafts.sheet_of(session, state.number)
    # what was typed for another sheet, decided meanwhile, says nothing of this one
    typed = sent if str(difference.sheet) == wanted else {}
    return SheetPage(state, 3, str(difference.sheet), "", _differing(sheet, difference, typed), is_new=not typed)


def keep_decision(store: Store, reader: Reader, page: SheetPage) -> None:
    """Keep what the sheet says where its readings differ."""
    with store.writing.begin() as session:
        sheet = drafts.sheet_of(session, page.state.number)
        found = {each.sheet: each for each in drafts.differences(session, page.state.number)}
        if int(page.sheet) not in found:
            raise PaperRefused(_("Tờ %(sheet)s không còn chỗ nào khác nhau.", sheet=page.sheet))
        said = sheet.read({**sheet.keys(found[int(page.sheet)].first), **page.keys})
        drafts.decide(session, page.state.number, int(page.sheet), said, reader.person.login)


def set_day(store: Store, reader: Reader, state: BatchState, typed: str) -> None:
    """Note when the box was opened."""
    try:
        day = read_day(typed)
    except BadDay as fault:
        raise PaperRefused(str(fault)) from None
    with store.writing.begin() as session:
        drafts.set_day(session, state.number, day, today=reader.today)


def finish_batch(store: Store, reader: Reader, state: BatchState, typed: str) -> int:
    """Finish a batch whose number was typed again; return how many sheets were kept."""
    if typed_number(typed) != state.number:
        raise PaperRefused(
            _("Đã gõ “%(came)s”; muốn khép thì gõ đúng số tập %(number)s.", came=typed[:20], number=state.number)
        )
    with store.writing.begin() as session:
        return finish(session, state.number, state.unit, today=reader.today)


def held_of(store: Store, state: BatchState) -> int:
    """How many answers of a finished batch are not counted yet."""
    with store.reading() as session:
        return count_held(session, state)


def must_wait(reader: Reader, state: BatchState) -> bool:
    """Whether the sheets would not be counted at once if the batch were finished today."""
    return is_too_late(state, reader.today)


def obstacle_of(state: BatchState) -> str:
    """What stands in the way of finishing."""
    return obstacle(state)


def _units(session: Session, reader: Reader) -> list[str]:
    return list(units_for(session, reader.person, "paper", reader.today, reader.today))


def _sheet_problem(session: Session, reader: Reader, state: BatchState, typed: str, reading: int) -> str:
    if not typed:
        return ""
    if not re.fullmatch("[0-9]{1,9}", typed):
        return str(_("Số tờ đã gõ là “%(came)s”; cần số in ở góc trên của tờ phiếu.", came=typed))
    try:
        drafts.check_sheet(session, state.number, int(typed), reading, reader.person.login, today=reader.today)
    except PaperRefused as refusal:
        return str(refusal)
    return ""


def _again_problem(number: str, sent: Mapping[str, str]) -> str:
    """Of keys lost while a page was on its way: those after them stand one field too early, the number too."""
    again = typed_key(sent.get("again", number))
    if again == number:
        return ""
    return str(
        _(
            "Số tờ là “%(sheet)s”, số gõ lại là “%(again)s”. Xin xem từng câu với tờ phiếu, rồi gõ lại số tờ.",
            sheet=number,
            again=again,
        )
    )


def _boxes(asked: tuple[Asked, ...], keys: Mapping[str, str]) -> tuple[Box, ...]:
    problems = {each.code: problem_of(each, keys[each.code]) for each in asked}
    following = next((each.code for each in asked if not keys[each.code] or problems[each.code]), "")
    return tuple(Box(each, keys[each.code], problems[each.code], each.code == following) for each in asked)


def _hint(boxes: tuple[Box, ...]) -> str:
    """Of personal data in a text: told to whoever types it, who types what stands on the sheet."""
    names = kind_names()
    found = [names[kind] for box in boxes if box.asked.kind == "text" for kind in kinds_in(box.key)]
    if not found:
        return ""
    return str(_("Góp ý có vẻ có %(found)s. Xin giữ như trên tờ: phần này được che khi đọc.", found=", ".join(found)))


def _differing(sheet: Sheet, difference: Difference, sent: Mapping[str, str]) -> tuple[Box, ...]:
    one, two = sheet.keys(difference.first), sheet.keys(difference.second)
    asked = tuple(each for each in sheet.asked if one[each.code] != two[each.code])
    typed = typed_keys(asked, sent)
    for each in asked:
        # a text need not be typed a third time
        if each.kind == "text":
            typed[each.code] = {"1": one, "2": two}.get(typed[each.code], typed)[each.code]
    boxes = _boxes(asked, typed)
    return tuple(
        Box(box.asked, box.key, box.problem, box.is_next, read=(one[box.asked.code], two[box.asked.code]))
        for box in boxes
    )
