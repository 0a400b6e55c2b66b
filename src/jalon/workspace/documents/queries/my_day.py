"""What a person has to do about papers: overdue, due soon, returned, waiting for them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jalon.workspace.accounts.rules import Permission, Sees
from jalon.workspace.documents.models import (
    Document,
    DocumentVersion,
    Obligation,
    Question,
    Step,
)
from jalon.workspace.documents.models.obligations import ObligationQuerySet
from jalon.workspace.documents.models.visibility import NOTHING, people_of
from jalon.workspace.documents.rules.states import DocumentState
from jalon.workspace.programmes.permissions import reaches_of
from jalon.workspace.programmes.rules import Reach

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class MyDay:
    """Rows to be counted, cut or listed; each is one query when it is read."""

    overdue: QuerySet[Obligation]
    due_soon: QuerySet[Obligation]
    waiting: QuerySet[Step]
    returned: QuerySet[Document]
    questions: QuerySet[Question]


def my_day(user: Any, now: datetime) -> MyDay:
    """Return what `user` has to do, the most urgent first."""
    owed = owed_by(user).open().not_handed_in().order_by("due_at", "pk")
    owed = owed.select_related("programme", "document")
    return MyDay(
        overdue=owed.filter(due_at__lte=now),
        due_soon=owed.filter(due_at__gt=now, due_at__lte=now + SOON),
        waiting=waiting_for(user)
        .select_related("document__programme")
        .order_by(F("due_at").asc(nulls_last=True), "pk"),
        returned=returned_to(user).select_related("programme").order_by("pk"),
        questions=asked_of(user).select_related("document__programme", "by").order_by("pk"),
    )


def owed_by(user: Any) -> ObligationQuerySet:
    """Return the papers that `user`, who they stand in for, or their organisation owes."""
    reaches = reaches_of(user)
    owed = Q(owed_by_user__in=people_of(user, reaches))
    if organisations := {r.organisation for r in reaches if r.sees is Sees.OWN}:
        owed |= Q(owed_by_organisation__in=organisations - {None})
    return Obligation.objects.visible_to(user).filter(owed, programme__archived_at=None)


def returned_to(user: Any) -> QuerySet[Document]:
    """Return the texts that came back to `user`, or to whom they stand in for."""
    people = people_of(user, reaches_of(user))
    return Document.objects.visible_to(user).filter(
        state=DocumentState.RETURNED, owner__in=people, programme__archived_at=None
    )


def called_back(user: Any) -> QuerySet[Any]:
    """Return the texts of `returned_to` and those of `asked_of`, in one query.

    Each with the number of its questions, `asked`, and the key of the first, `question`.
    """
    people = people_of(user, reaches_of(user))
    open_ = Question.objects.filter(document=OuterRef("pk")).of_seen(user).open().exclude(by=user)
    count = open_.order_by().values("document").annotate(n=Count("pk")).values("n")
    texts = (
        Document.objects.visible_to(user)
        .filter(owner__in=people)
        .annotate(
            asked=Coalesce(Subquery(count, output_field=IntegerField()), 0),
            question=Subquery(open_.order_by("pk").values("pk")[:1]),
        )
    )
    came_back = Q(state=DocumentState.RETURNED, programme__archived_at=None)
    return texts.filter(came_back | Q(asked__gt=0)).select_related("programme").order_by("pk")


def waiting_for(user: Any) -> QuerySet[Step]:
    """Return the open steps that `user` may decide, in their own name or for somebody."""
    theirs = NOTHING
    alike: dict[Reach, set[int]] = {}  # grants that differ by programme alone: one condition
    for reach in reaches_of(user):
        if reach.programme is None:
            theirs |= _turn_of(reach, reach.on_behalf_of or user.pk, Q())
        else:
            alike.setdefault(replace(reach, programme=None), set()).add(reach.programme)
    for reach, programmes in alike.items():
        inside = Q(document__programme__in=programmes)
        theirs |= _turn_of(reach, reach.on_behalf_of or user.pk, inside)
    return (
        Step.objects.open()
        .filter(theirs, document__programme__archived_at=None)
        .exclude(_authored_by(user.pk))
    )


def asked_of(user: Any) -> QuerySet[Question]:
    """Return the open questions of others about the texts that `user` answers for."""
    people = people_of(user, reaches_of(user))
    theirs = Document.objects.filter(owner__in=people)
    return Question.objects.visible_to(user, among=theirs).open().exclude(by=user)


def _turn_of(reach: Reach, person: int, inside: Q) -> Q:
    turn = NOTHING
    papers = inside
    if reach.country is not None and reach.sees is Sees.ALL:
        papers &= Q(document__country=reach.country)
    if reach.allows(Permission.DOCUMENT_CLEAR):
        asked = Q(assignee=person) | Q(assignee=None, role=reach.role)
        turn |= Q(is_acceptance=False) & asked & papers
    if reach.allows(Permission.DOCUMENT_ACCEPT):
        turn |= Q(is_acceptance=True) & _received(reach) & papers
    if reach.on_behalf_of is not None:
        turn &= ~_authored_by(reach.on_behalf_of)
    return turn


def _received(reach: Reach) -> Q:
    """Return what the reach receives; without a receiver, the team accepts it itself."""
    receiver = "document__obligation__owed_to_organisation"
    if reach.sees is not Sees.SUBMITTED:
        return Q(**{f"{receiver}__isnull": True})
    if reach.organisation is not None:
        return Q(**{receiver: reach.organisation})
    return Q(**{f"{receiver}__isnull": False, receiver: F("document__programme__agreement__donor")})


def _authored_by(person: int) -> Q:
    """Return the steps of texts that somebody wrote, answers for or owes; see `authors_of`."""
    written = DocumentVersion.objects.filter(by=person).values("document")
    return (
        Q(document__in=written)
        | Q(document__owner=person)
        | Q(document__obligation__isnull=False, document__obligation__owed_by_user=person)
    )
