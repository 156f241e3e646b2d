"""Rows and constraints; no rules, no writing, no signals."""

from shifan.models.answer import Answer, AnswerOrigin, AnswerVersion
from shifan.models.application import Application, Attachment, ChangeRequest, File, Submission
from shifan.models.cache import CacheEntry
from shifan.models.comment import Comment
from shifan.models.consortium import ConsortiumMember
from shifan.models.document import IssuedDocument
from shifan.models.event import Chain, Event
from shifan.models.message import Message
from shifan.models.notice import Notice
from shifan.models.organisation import Certificate, FinanceYear, Invitation, Verification
from shifan.models.participant import Certification, Participant, Presence
from shifan.models.past_award import PastAward
from shifan.models.people import Membership, Organisation, User
from shifan.models.programme import Body, DateChange, PackVersion, PlaceholderConfirmation, Round, StageDate
from shifan.models.recommendation import CheckMark, RankedList, Recommendation, Signature
from shifan.models.review import Review, Score, TurnedAway
from shifan.models.selection import Selection
from shifan.models.session import Session
from shifan.models.upload import Upload

__all__ = [
    "Answer",
    "AnswerOrigin",
    "AnswerVersion",
    "Application",
    "Attachment",
    "Body",
    "CacheEntry",
    "Certificate",
    "Certification",
    "Chain",
    "ChangeRequest",
    "CheckMark",
    "Comment",
    "ConsortiumMember",
    "DateChange",
    "Event",
    "File",
    "FinanceYear",
    "Invitation",
    "IssuedDocument",
    "Membership",
    "Message",
    "Notice",
    "Organisation",
    "PackVersion",
    "Participant",
    "PastAward",
    "PlaceholderConfirmation",
    "Presence",
    "RankedList",
    "Recommendation",
    "Review",
    "Round",
    "Score",
    "Selection",
    "Session",
    "Signature",
    "StageDate",
    "Submission",
    "TurnedAway",
    "Upload",
    "User",
    "Verification",
]
