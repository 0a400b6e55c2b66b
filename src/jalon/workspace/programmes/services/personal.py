"""Forget people: whom nobody needs to ask any more, who asks for it, who has left."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.models import Event
from jalon.workspace.audit.services import erase_about
from jalon.workspace.programmes.models import (
    Delegation,
    FocalPoint,
    Grant,
    PendingSpreadsheet,
    Programme,
)
from jalon.workspace.programmes.permissions import check_permission
from jalon.workspace.programmes.queries.personal import LABEL, kept_in_trail, points_of

OVER = "kept until a year after the programme's end"


@transaction.atomic
def erase_contact(*, point_id: int, by: User, reason: str) -> None:
    """Forget somebody without an account: the row, if it is there, and what the trail says."""
    check_permission(by, Permission.AUDIT_ERASE)
    _forget(point_id, by, reason)


def erase_of(person: User) -> None:
    """Forget what programmes keep of a person with an account; that they held roles stays."""
    for point in points_of(person):
        _forget(point.pk, None, "the account was erased")
    PendingSpreadsheet.objects.filter(by=person).delete()
    now = timezone.now()
    Grant.objects.filter(user=person, ended_at=None).update(ended_at=now)
    for side in ("absent", "deputy"):
        Delegation.objects.filter(**{side: person}, ended_at=None).update(ended_at=now)


def forget_old_contacts(today: date) -> int:
    """Forget the focal points of programmes that ended a year ago; return how many people."""
    over = Programme.objects.filter(end_date__lt=_a_year_before(today))
    keys = list(over.values_list("pk", flat=True))
    found = set(FocalPoint.objects.filter(programme__in=keys).values_list("pk", flat=True))
    removed = kept_in_trail().filter(event__programme_id__in=keys)
    found |= {int(pk) for pk in removed.values_list("event__target_id", flat=True)}
    for pk in sorted(found):
        _forget(pk, None, OVER)
    return len(found)


@transaction.atomic
def _forget(pk: int, by: Any, reason: str) -> None:
    row = FocalPoint.objects.filter(pk=pk).first()
    about = Event.objects.filter(target_model=LABEL, target_id=str(pk)).order_by("-number")
    programme = row.programme_id if row else about.values_list("programme_id", flat=True).first()
    erase_about(target=row or FocalPoint(pk=pk), by=by, reason=reason, programme_id=programme)
    if row:
        row.delete()


def _a_year_before(day: date) -> date:
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year - 1, day=last)
