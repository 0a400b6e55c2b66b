"""Ask, answer, and say when a question is answered."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.documents import permissions
from jalon.workspace.documents.models import Answer, Document, Question, Step
from jalon.workspace.documents.services.telling import tell_of_answer, tell_of_question
from jalon.workspace.programmes.services.locking import check_running, locked, touch


def can_ask(user: User, document: Document) -> bool:
    return permissions.allows(user, Permission.QUESTION_ASK, document)


def can_answer(user: User, question: Question) -> bool:
    """Tell whether `user` may speak in a thread: who may answer, who asked, whose text it is."""
    document = question.document
    if permissions.allows(user, Permission.QUESTION_ANSWER, document):
        return True
    concerned = user.pk in {question.by_id, document.owner_id}
    return concerned and permissions.allows(user, Permission.QUESTION_ASK, document)


def can_close(user: User, question: Question) -> bool:
    """Tell whether `user` may say that it is answered: who asked, and who may answer."""
    return question.by_id == user.pk or permissions.allows(
        user, Permission.QUESTION_ANSWER, question.document
    )


@transaction.atomic
def ask_question(*, document_id: int, text: str, by: User, step_id: int | None = None) -> Question:
    """Ask something about a text, or about one step of its clearance."""
    document = Document.objects.select_related("programme").get(pk=document_id)
    if not can_ask(by, document):
        raise PermissionDenied
    check_running(document.programme)
    inside = permissions.can_see_inside(by, document)
    if step_id is not None and not (
        inside and Step.objects.filter(pk=step_id, document=document).exists()
    ):
        raise RuleBroken("question-about-other-step")
    question = Question.objects.create(
        document=document,
        step_id=step_id,
        text=_said(text),
        by=by,
        from_receiver=not inside,
        is_demo=document.is_demo,
    )
    _record(question, "documents.question-asked", by, text=question.text, step=step_id)
    tell_of_question(question, by)
    return question


@transaction.atomic
def answer_question(
    *, question_id: int, version: int, text: str, by: User, closes: bool = False
) -> Answer:
    """Say something in the thread, knowing what was said before."""
    question = locked(Question.objects, question_id, version)
    if not can_answer(by, question):
        raise PermissionDenied
    answer = Answer.objects.create(question=question, text=_said(text), by=by)
    if closes and question.answered_at is None:
        if not can_close(by, question):
            raise PermissionDenied
        question.answered_at, question.answered_by = timezone.now(), by
    touch(question, "answered_at", "answered_by")
    _record(question, "documents.question-replied", by, text=answer.text, closes=closes)
    tell_of_answer(question, by)
    return answer


@transaction.atomic
def close_question(*, question_id: int, version: int, by: User) -> Question:
    """Say that the question is answered."""
    question = locked(Question.objects, question_id, version)
    if not can_close(by, question):
        raise PermissionDenied
    if question.answered_at is not None:
        raise RuleBroken("question-answered")
    question.answered_at, question.answered_by = timezone.now(), by
    touch(question, "answered_at", "answered_by")
    _record(question, "documents.question-closed", by)
    return question


@transaction.atomic
def reopen_question(*, question_id: int, version: int, by: User) -> Question:
    """Say that the question is still open."""
    question = locked(Question.objects, question_id, version)
    if not can_close(by, question):
        raise PermissionDenied
    if question.answered_at is None:
        raise RuleBroken("question-open")
    question.answered_at, question.answered_by = None, None
    touch(question, "answered_at", "answered_by")
    _record(question, "documents.question-reopened", by)
    return question


def _said(text: str) -> str:
    if not text.strip():
        raise RuleBroken("question-empty")
    return text.strip()


def _record(question: Question, what: str, by: User, **after: object) -> None:
    record(
        by=by,
        what=what,
        target=question,
        programme_id=question.document.programme_id,
        after={"document": question.document_id, **after},
    )
