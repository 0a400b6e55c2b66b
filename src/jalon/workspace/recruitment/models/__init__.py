"""What the recruitment app keeps, one module for each family of rows."""

from jalon.workspace.recruitment.models.appeals import Appeal
from jalon.workspace.recruitment.models.applications import (
    Application,
    ApplicationFile,
    FraudReport,
    LateEntry,
    Letter,
    Submission,
)
from jalon.workspace.recruitment.models.assessment import (
    CentreOutcome,
    Conflict,
    Interview,
    Listing,
    Mark,
    PanelMember,
    RefereeAnswer,
    Sitting,
    Verdict,
    WrittenTest,
)
from jalon.workspace.recruitment.models.calls import (
    Amendment,
    Call,
    CallText,
    Criterion,
    NoticeSource,
    PlannedStage,
    Requirement,
    Subscriber,
)
from jalon.workspace.recruitment.models.decisions import (
    Appointment,
    Condition,
    Decision,
    Extension,
    Reserve,
)
from jalon.workspace.recruitment.models.judging import Question, Relevance
from jalon.workspace.recruitment.models.keeping import Purge, Representation, Statistics

__all__ = [
    "Amendment",
    "Appeal",
    "Application",
    "ApplicationFile",
    "Appointment",
    "Call",
    "CallText",
    "CentreOutcome",
    "Condition",
    "Conflict",
    "Criterion",
    "Decision",
    "Extension",
    "FraudReport",
    "Interview",
    "LateEntry",
    "Letter",
    "Listing",
    "Mark",
    "NoticeSource",
    "PanelMember",
    "PlannedStage",
    "Purge",
    "Question",
    "RefereeAnswer",
    "Relevance",
    "Representation",
    "Requirement",
    "Reserve",
    "Sitting",
    "Statistics",
    "Submission",
    "Subscriber",
    "Verdict",
    "WrittenTest",
]
