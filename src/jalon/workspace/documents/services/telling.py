"""Tell of what has happened, never who did it; the mail is queued in the writer's transaction."""

from collections.abc import Iterable

from jalon.workspace.accounts.models import User
from jalon.workspace.documents.models import Document, Question, Step
from jalon.workspace.documents.notifications import Happening, tell
from jalon.workspace.documents.queries import hearers


def tell_of_steps(steps: Iterable[Step], by: User) -> None:
    """Tell those who may decide them that steps are open."""
    for step in steps:
        _tell(Happening.OPENED, hearers.deciders(step, by), step.pk)


def tell_of_return(document: Document, by: User) -> None:
    """Tell the authors that their text came back."""
    _tell(Happening.RETURNED, hearers.authors(document, by), document.pk)


def tell_of_question(question: Question, by: User) -> None:
    """Tell who answers for the text that somebody wants to know something."""
    _tell(Happening.ASKED, hearers.answerers(question, by), question.pk)


def tell_of_answer(question: Question, by: User) -> None:
    """Tell who asked of an answer; what they add themselves is for who answers for the text."""
    if by.pk == question.by_id:
        tell_of_question(question, by)
    else:
        _tell(Happening.ANSWERED, hearers.asker(question, by), question.pk)


def _tell(happening: Happening, people: Iterable[User], row_id: int) -> None:
    for user in people:
        tell.enqueue(happening.value, user.pk, row_id)
