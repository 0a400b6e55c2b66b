"""What the documents app keeps, one module for each family of rows."""

from jalon.workspace.documents.models.chains import ChainStep, ChainTemplate, Step
from jalon.workspace.documents.models.files import StoredFile, Upload
from jalon.workspace.documents.models.obligations import Delay, Obligation, Recurrence
from jalon.workspace.documents.models.papers import Comment, Document, DocumentVersion, Round

__all__ = [
    "ChainStep",
    "ChainTemplate",
    "Comment",
    "Delay",
    "Document",
    "DocumentVersion",
    "Obligation",
    "Recurrence",
    "Round",
    "Step",
    "StoredFile",
    "Upload",
]
