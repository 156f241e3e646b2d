"""Rows and constraints; no rules, no writing, no signals."""

from shifan.models.application import Answer, Application, Attachment, ChangeRequest, File, Submission
from shifan.models.document import IssuedDocument
from shifan.models.event import Chain, Event
from shifan.models.notice import Notice
from shifan.models.past_award import PastAward
from shifan.models.people import Membership, Organisation, User
from shifan.models.programme import Body, DateChange, PackVersion, PlaceholderConfirmation, Round, StageDate
from shifan.models.recommendation import CheckMark, RankedList, Recommendation, Signature
from shifan.models.review import Review, Score
from shifan.models.selection import Selection

__all__ = [
    "Answer",
    "Application",
    "Attachment",
    "Body",
    "Chain",
    "ChangeRequest",
    "CheckMark",
    "DateChange",
    "Event",
    "File",
    "IssuedDocument",
    "Membership",
    "Notice",
    "Organisation",
    "PackVersion",
    "PastAward",
    "PlaceholderConfirmation",
    "RankedList",
    "Recommendation",
    "Review",
    "Round",
    "Score",
    "Selection",
    "Signature",
    "StageDate",
    "Submission",
    "User",
]
