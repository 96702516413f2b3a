"""Rows and relations, grouped by what they say: place, plan, transactions, answers, tickets, snapshots, staff."""

from survey_app.models.actions import ActionChange, CorrectiveAction
from survey_app.models.answers import Comment, CommentBatch, HeldAnswer, Questionnaire, Response
from survey_app.models.declarative import Base
from survey_app.models.letters import Letter, Subscription, ToldAlert
from survey_app.models.own_days import OwnDay
from survey_app.models.paper import PaperBatch, PaperEntry, PaperSector
from survey_app.models.place import (
    Agency,
    Desk,
    DeskSector,
    Procedure,
    RetiredToken,
    Sector,
    SectorAgency,
    Unit,
    UnitParent,
    UnitSuccessor,
)
from survey_app.models.plan import AdoptedPlan, PlanAdoption
from survey_app.models.snapshots import IntegritySnapshot, Publication, PublishingTurn, Snapshot, SnapshotChart
from survey_app.models.staff import AuditEntry, OfficeSession, RecoveryCode, Staff, StaffRole
from survey_app.models.tickets import Ticket, TicketBatch
from survey_app.models.transactions import TransactionCount
from survey_app.models.uploads import ImportUpload

__all__ = [
    "ActionChange",
    "AdoptedPlan",
    "Agency",
    "AuditEntry",
    "Base",
    "Comment",
    "CommentBatch",
    "CorrectiveAction",
    "Desk",
    "DeskSector",
    "ImportUpload",
    "IntegritySnapshot",
    "OwnDay",
    "OfficeSession",
    "HeldAnswer",
    "Letter",
    "PaperBatch",
    "PaperEntry",
    "PaperSector",
    "PlanAdoption",
    "Procedure",
    "Publication",
    "PublishingTurn",
    "Questionnaire",
    "RecoveryCode",
    "Response",
    "RetiredToken",
    "Sector",
    "SectorAgency",
    "Snapshot",
    "SnapshotChart",
    "Staff",
    "StaffRole",
    "Subscription",
    "Ticket",
    "TicketBatch",
    "ToldAlert",
    "TransactionCount",
    "Unit",
    "UnitParent",
    "UnitSuccessor",
]
