"""The tree of what the kit refuses; each message says what came, what was expected and what to do.

SurveyAppError
├── BadSettings         a setting is missing or wrong
├── BadLanguage         a language's file does not say what it must
├── DatabaseNotReady    no tables yet, or an older version: run `sipas init`
├── NewerDatabase       made by a newer version of the kit
├── UnknownDesk         no desk has this token
├── ReplacedPoster      the token was replaced
├── DeskClosed          the desk takes no answers any more
├── MistypedTicket      what was typed cannot be a ticket's code
├── UnknownTicket       nobody was given a ticket with this code
├── SpentTicket         the ticket was used before
├── ExpiredTicket       the ticket is not valid today
├── BadMinting          tickets that cannot be minted as asked
├── UnknownBatch        no batch of paper questionnaires has this number
├── PaperRefused        a sheet or a batch of paper questionnaires cannot be taken
├── DayNotClosed        the database stayed busy while days were being closed
├── ChangedQuestionnaire  a file changed without a new version
├── AnswerRefused       the nonce or the form cannot be accepted (nonce.py names why)
├── ImportRefused       a file does not fit; nothing of it was taken in
├── PlaceRefused        a unit, desk, sector, agency or procedure cannot be as asked; names the fields
├── UnknownPlace        no sector, agency or procedure has this code
├── UnknownUpload       no file of this person waits to be taken in under this address
├── UnknownPeriod       a period that cannot be read
├── UnknownLanguage     a language that the office is not made in
├── OpenPeriod          a period that has not ended
├── NotPublished        a closed period whose figures were not published yet
├── UnknownRevision     a revision that was never published
├── BrokenSnapshot      a published period that cannot be read any more
├── UnknownUnit         no unit has this code
│   └── EndedUnit       a unit that ended before the period that was asked for
├── UnknownPerson       nobody of the reader's units has this login
├── EditedMeanwhile     somebody else changed the thing while a form was open
├── NotAllowed          the person signed in may not do this
├── UnknownQuestionnaire  no version of a questionnaire has this id
├── DayRefused          a day cannot stand in the calendar as asked
├── PortInUse           another program listens there already
├── UnknownAction       no corrective action has this number
├── ActionRefused       a corrective action cannot be opened, changed or measured as asked
├── LetterRefused       letters cannot be subscribed to or sent as asked
├── MailServerDown      the mail server cannot be reached or spoken to as set
├── StaffRefused        a login, a name or a password cannot be taken
│   └── PersonRefused   a person cannot be added as asked
└── AdoptionRefused     a plan cannot be applied by this unit in this time
    └── CodeTaken       another plan is already known by this code
"""

from __future__ import annotations


class SurveyAppError(Exception):
    """Anything the kit refuses with a message for its user.

    The message is for whoever reads it, on a page or at a terminal; `command` is what helps at a terminal alone, and
    only the command line tells it.
    """

    def __init__(self, *said: object, command: str = "") -> None:
        super().__init__(*said)
        self.command = command


class BadSettings(SurveyAppError):
    """A setting is missing or wrong."""


class BadLanguage(SurveyAppError):
    """The file of a language does not say what it must."""


class DatabaseNotReady(SurveyAppError):
    """There are no tables yet, or they are of an older version."""


class NewerDatabase(SurveyAppError):
    """The database was made by a newer version of the kit."""


class UnknownDesk(SurveyAppError):
    """No desk has this token."""


class ReplacedPoster(SurveyAppError):
    """The token was replaced by a new one."""


class DeskClosed(SurveyAppError):
    """The desk takes no answers any more."""


class MistypedTicket(SurveyAppError):
    """What was typed cannot be the code of a ticket."""


class UnknownTicket(SurveyAppError):
    """No ticket with this code was minted."""


class UselessTicket(SurveyAppError):
    """A ticket that opens no form; `token` is its desk's, whose poster still works."""

    def __init__(self, message: str, token: str) -> None:
        super().__init__(message)
        self.token = token


class SpentTicket(UselessTicket):
    """The ticket was used before."""


class ExpiredTicket(UselessTicket):
    """The ticket is not valid today."""


class BadMinting(SurveyAppError):
    """Tickets cannot be minted as asked."""


class UnknownBatch(SurveyAppError):
    """No batch of paper questionnaires of this person's units has this number."""


class PaperRefused(SurveyAppError):
    """A batch cannot be printed or finished, or a sheet not entered, as asked."""


class DayNotClosed(SurveyAppError):
    """The database stayed busy while the days that are over were being closed."""


class ChangedQuestionnaire(SurveyAppError):
    """A questionnaire file changed without a new version."""


class AnswerRefused(SurveyAppError):
    """The page's nonce cannot be accepted."""


class ImportRefused(SurveyAppError):
    """A file does not fit; nothing of it was taken in."""

    def __init__(self, message: str, problems: tuple[str, ...] = (), *, command: str = "") -> None:
        super().__init__(message, command=command)
        self.problems = problems


class PlaceRefused(SurveyAppError):
    """A place cannot be as asked; nothing was changed. Each problem is the name of a field and what to do about it."""

    def __init__(self, *problems: tuple[str, str]) -> None:
        super().__init__(" ".join(text for _field, text in problems))
        self.problems = problems


class UnknownPlace(SurveyAppError):
    """No sector, agency or procedure has this code."""


class UnknownUpload(SurveyAppError):
    """No file of this person waits to be taken in under this address."""


class UnknownPeriod(SurveyAppError):
    """A period that cannot be read."""


class OpenPeriod(SurveyAppError):
    """A period that has not ended."""


class UnknownLanguage(SurveyAppError):
    """A language that the office's pages and files are not made in."""


class UnknownComparison(SurveyAppError):
    """Rows, columns or an order that are not on the fixed list."""


class NotPublished(SurveyAppError):
    """A closed period whose figures were not published yet."""


class UnknownRevision(SurveyAppError):
    """A revision that was never published."""


class BrokenSnapshot(SurveyAppError):
    """A published period that cannot be read, or whose text does not have its digest any more."""


class UnknownUnit(SurveyAppError):
    """No unit has this code."""


class EndedUnit(UnknownUnit):
    """A unit that ended before the period; with the pages to go on to, each its words, its unit and its period."""

    def __init__(self, *said: object, pages: tuple[tuple[str, str, str], ...] = ()) -> None:
        super().__init__(*said)
        self.pages = pages


class UnknownPerson(SurveyAppError):
    """Nobody of the units the reader keeps has this login."""


class EditedMeanwhile(SurveyAppError):
    """Somebody else changed the thing while a form was open."""


class NotAllowed(SurveyAppError):
    """The person signed in holds no role that allows this."""


class UnknownQuestionnaire(SurveyAppError):
    """No version of a questionnaire has this id."""


class DayRefused(SurveyAppError):
    """A day cannot stand in the calendar as asked."""


class PortInUse(SurveyAppError):
    """Another program listens on the port already, or this one may not."""


class StaffRefused(SurveyAppError):
    """A login, a name or a password cannot be taken."""


class PersonRefused(StaffRefused):
    """A person cannot be added as asked. Each problem is the name of a field and what to do about it."""

    def __init__(self, *problems: tuple[str, str]) -> None:
        super().__init__(" ".join(text for _field, text in problems))
        self.problems = problems


class AdoptionRefused(SurveyAppError):
    """A plan cannot be applied by this unit in this time."""


class CodeTaken(AdoptionRefused):
    """Another plan is already known by this code."""


class UnknownAction(SurveyAppError):
    """No corrective action has this number."""


class ActionRefused(SurveyAppError):
    """A corrective action cannot be opened, changed or measured as asked."""


class LetterRefused(SurveyAppError):
    """Letters cannot be subscribed to or sent as asked."""


class MailServerDown(SurveyAppError):
    """The mail server cannot be reached, or not spoken to as it was set."""
