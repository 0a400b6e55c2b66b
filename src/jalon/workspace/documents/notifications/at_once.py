"""What happens to a paper, told at once to those who chose so: what it is called, and a link."""

from enum import StrEnum

from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext
from django_tasks import task

from jalon.workspace.accounts.models import User
from jalon.workspace.documents.models import Document, Question, Step
from jalon.workspace.documents.models.visibility import inside_documents
from jalon.workspace.documents.notifications.lines import (
    Line,
    document_line,
    question_line,
    step_line,
)
from jalon.workspace.documents.notifications.mails import event_mail, reading_as
from jalon.workspace.documents.rules.states import DocumentState


class Happening(StrEnum):
    """Something that concerns a person, and the row that it is about."""

    OPENED = "opened"  # a step, which they may decide
    RETURNED = "returned"  # a text, to its author
    ASKED = "asked"  # a question, about their text
    ANSWERED = "answered"  # a question, which they asked


@task()
def tell(happening: str, user_id: int, row_id: int) -> None:
    """Tell one person of one thing, unless it is settled or out of their sight by now."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    row = _row(Happening(happening), user, row_id) if user else None
    if user is None or row is None:
        return
    with reading_as(user):
        event_mail(user, _heading(Happening(happening)), _line(row)).send()


def _row(happening: Happening, user: User, pk: int) -> Model | None:
    documents = Document.objects.visible_to(user)
    match happening:
        case Happening.OPENED:
            theirs = Q(is_acceptance=True, document__in=documents)
            steps = Step.objects.open().filter(theirs | inside_documents(user, "document__"), pk=pk)
            return steps.select_related("document__programme").first()
        case Happening.RETURNED:
            returned = documents.filter(pk=pk, state=DocumentState.RETURNED)
            return returned.select_related("programme").first()
        case Happening.ASKED | Happening.ANSWERED:
            questions = Question.objects.visible_to(user).filter(pk=pk)
            return questions.select_related("document__programme").first()


def _heading(happening: Happening) -> str:
    return {
        Happening.OPENED: gettext("Waiting for you"),
        Happening.RETURNED: gettext("Returned to you"),
        Happening.ASKED: gettext("A question to you"),
        Happening.ANSWERED: gettext("An answer to your question"),
    }[happening]


def _line(row: Model) -> Line:
    if isinstance(row, Step):
        return step_line(row, timezone.now())
    if isinstance(row, Question):
        return question_line(row)
    assert isinstance(row, Document)
    return document_line(row)
