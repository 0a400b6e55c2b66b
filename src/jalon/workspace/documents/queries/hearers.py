"""Who is told at once of what happens to a paper: those who chose so, and whom it concerns."""

from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet
from django.utils import timezone

from jalon.workspace.accounts.models import Digest, User
from jalon.workspace.accounts.rules import POWERS, Permission
from jalon.workspace.documents.models import Document, Question, Step
from jalon.workspace.documents.queries.my_day import asked_of, returned_to, waiting_for
from jalon.workspace.programmes.models import Delegation, Grant

ACCEPTERS = sorted(r for r, p in POWERS.items() if Permission.DOCUMENT_ACCEPT in p.permissions)


def deciders(step: Step, but: User) -> Iterator[User]:
    """Yield those on whose day an open step stands."""
    return (
        user
        for user in _at_once(_asked(step), step.document.programme_id, but)
        if waiting_for(user).filter(pk=step.pk).exists()
    )


def authors(document: Document, but: User) -> Iterator[User]:
    """Yield those who answer for a returned text, and who wrote its last version."""
    last = document.versions.order_by("-number").values_list("by", flat=True)[:1]
    for user in _at_once([document.owner_id, *last], document.programme_id, but):
        wrote = user.pk in last and Document.objects.visible_to(user).filter(pk=document.pk)
        if wrote or returned_to(user).filter(pk=document.pk).exists():
            yield user


def answerers(question: Question, but: User) -> Iterator[User]:
    """Yield those on whose day an open question stands."""
    document = question.document
    return (
        user
        for user in _at_once([document.owner_id], document.programme_id, but)
        if asked_of(user).filter(pk=question.pk).exists()
    )


def asker(question: Question, but: User) -> Iterator[User]:
    """Yield who asked, if they may still read the thread."""
    chose = User.objects.filter(pk=question.by_id, digest=Digest.AT_ONCE, is_active=True)
    for user in chose.exclude(pk=but.pk):
        if Question.objects.visible_to(user).filter(pk=question.pk).exists():
            yield user


def _asked(step: Step) -> Iterable[int] | QuerySet[Grant, int]:
    """Return whom a step may wait for: who was chosen, or who holds a role in its programme."""
    if step.assignee_id is not None:
        return [step.assignee_id]
    return Grant.objects.filter(
        _held_now(),
        Q(programme=step.document.programme_id) | Q(programme=None),
        role__in=ACCEPTERS if step.is_acceptance else [step.role],
    ).values_list("user", flat=True)


def _at_once(
    people: Iterable[int] | QuerySet[Grant, int], programme: int, but: User
) -> QuerySet[User]:
    """Keep who is told at once of `people` and of those who stand in for them."""
    deputies = Delegation.objects.filter(
        _held_now(), Q(programme=programme) | Q(programme=None), absent__in=people
    )
    return (
        User.objects.filter(Q(pk__in=people) | Q(pk__in=deputies.values("deputy")))
        .filter(is_active=True, digest=Digest.AT_ONCE)
        .exclude(pk=but.pk)
        .order_by("pk")
    )


def _held_now() -> Q:
    today = timezone.localdate()
    return (
        Q(ended_at=None)
        & (Q(start_date=None) | Q(start_date__lte=today))
        & (Q(end_date=None) | Q(end_date__gte=today))
    )
