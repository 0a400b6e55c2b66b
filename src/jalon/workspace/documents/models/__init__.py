"""What the documents app keeps, one module for each family of rows."""

from jalon.workspace.documents.models.chains import ChainStep, ChainTemplate, Step
from jalon.workspace.documents.models.files import StoredFile, Upload
from jalon.workspace.documents.models.guide import Certainty, GuideCase, GuideStep
from jalon.workspace.documents.models.notices import CalendarFeed, DigestMail, Reminder
from jalon.workspace.documents.models.obligations import Delay, Obligation, Recurrence
from jalon.workspace.documents.models.papers import Comment, Document, DocumentVersion, Round
from jalon.workspace.documents.models.questions import Answer, Question

__all__ = [
    "Answer",
    "CalendarFeed",
    "Certainty",
    "ChainStep",
    "ChainTemplate",
    "Comment",
    "Delay",
    "DigestMail",
    "Document",
    "DocumentVersion",
    "GuideCase",
    "GuideStep",
    "Obligation",
    "Question",
    "Recurrence",
    "Reminder",
    "Round",
    "Step",
    "StoredFile",
    "Upload",
]
