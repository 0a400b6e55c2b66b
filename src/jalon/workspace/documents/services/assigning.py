"""Give a step to somebody, or add one that the template does not have."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.documents import permissions
from jalon.workspace.documents.models import Document, Step
from jalon.workspace.documents.queries.calendars import calendar_of
from jalon.workspace.documents.queries.parties import clearers_of
from jalon.workspace.documents.queries.texts import authors_of
from jalon.workspace.documents.rules.states import DocumentState
from jalon.workspace.documents.services.telling import tell_of_steps
from jalon.workspace.narratives import Narrative
from jalon.workspace.programmes.services.locking import locked, touch


@transaction.atomic
def reassign_step(
    *, step_id: int, assignee: User | None, by: User, version: int | None = None
) -> Step:
    """Let one person take a step, or with None again anybody of its role."""
    step = Step.objects.select_related("document").get(pk=step_id)
    document = locked(Document.objects, step.document_id, version)
    _check_may_arrange(by, document)
    step.refresh_from_db()
    if step.decision or step.is_acceptance:
        raise RuleBroken("step-decided")
    if assignee is not None:
        step.document = document
        _check_may_take(step, assignee, by)
    elif not step.role:
        raise RuleBroken("step-for-nobody")
    before = step.assignee_id
    step.assignee = assignee
    step.save(update_fields=["assignee"])
    touch(document)
    record(
        by=by,
        what="documents.step-reassigned",
        target=document,
        programme_id=document.programme_id,
        before={"assignee": before},
        after={"assignee": step.assignee_id, "step": step.title},
    )
    if assignee is not None and step.opened_at is not None:
        tell_of_steps([step], by)
    return step


@transaction.atomic
def add_step(
    *,
    document_id: int,
    version: int,
    title: Narrative,
    assignee: User,
    working_days: int,
    by: User,
) -> Step:
    """Ask one more person, side by side with the steps that are open now."""
    document = locked(Document.objects, document_id, version)
    _check_may_arrange(by, document)
    if document.state != DocumentState.SUBMITTED:
        raise RuleBroken("action-not-open", action="add-step", state=document.state)
    _check_among(clearers_of(document), document, assignee)
    running = document.rounds.get(closed_at=None)
    opened = running.steps.open().order_by("order")[0]
    now: datetime = timezone.now()
    step = Step.objects.create(
        document=document,
        round=running,
        order=opened.order,
        title=title,
        assignee=assignee,
        working_days=working_days,
        is_ad_hoc=True,
        opened_at=now,
        due_at=calendar_of(document).due_after(now, working_days),
    )
    touch(document)
    record(
        by=by,
        what="documents.step-added",
        target=document,
        programme_id=document.programme_id,
        after={"step": title, "assignee": assignee.pk, "working_days": working_days},
    )
    tell_of_steps([step], by)
    return step


def takers_of(step: Step, by: User) -> QuerySet[User]:
    """Return to whom `by` may give a step: who holds its role, or whoever clears if it is theirs.

    A step that nobody of its role may decide is passed on by who directs the programme.
    """
    if not step.role or permissions.can_pass_on(by, step):
        return clearers_of(step.document)
    return clearers_of(step.document, [step.role])


def _check_may_arrange(by: User, document: Document) -> None:
    if not permissions.can_arrange(by, document, authors_of(document)):
        raise PermissionDenied


def _check_may_take(step: Step, assignee: User, by: User) -> None:
    _check_among(takers_of(step, by), step.document, assignee)


def _check_among(people: QuerySet[User], document: Document, assignee: User) -> None:
    if not people.filter(pk=assignee.pk).exists():
        raise RuleBroken("step-to-someone-without-role", name=assignee)
    if assignee.pk in authors_of(document):
        raise RuleBroken("step-to-author", name=assignee)
