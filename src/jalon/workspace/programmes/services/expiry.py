"""Tell people in time that a role of theirs ends."""

from datetime import date, timedelta

from django.db import transaction

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission, Role
from jalon.workspace.audit.models import Event
from jalon.workspace.audit.services import record
from jalon.workspace.programmes import notifications
from jalon.workspace.programmes.models import Grant
from jalon.workspace.programmes.permissions import holders_of, others_like

AHEAD = timedelta(days=14)
TOLD = "programmes.expiry-told"
KEPT_ROLES = frozenset({Role.DIRECTOR, Role.ADMINISTRATOR})  # somebody must hold them


def tell_of_endings(today: date) -> int:
    """Tell who holds a role that ends within a fortnight, once; return how many roles it were."""
    ending = Grant.objects.filter(
        end_date__gte=today, end_date__lte=today + AHEAD, ended_at=None, user__is_active=True
    )
    due = [grant for grant in ending.order_by("pk") if not _told(grant)]
    for grant in due:
        _tell(grant)
    return len(due)


def _told(grant: Grant) -> bool:
    told = Event.objects.filter(
        what=TOLD, target_model=grant._meta.label_lower, target_id=str(grant.pk)
    )
    assert grant.end_date is not None
    return told.filter(after__end_date=grant.end_date.isoformat()).exists()


@transaction.atomic
def _tell(grant: Grant) -> None:
    """Queue the mails with the line that says so: both are written, or neither."""
    record(
        by=None,
        what=TOLD,
        target=grant,
        programme_id=grant.programme_id,
        after={"user": grant.user_id, "end_date": grant.end_date},
    )
    last = grant.role in KEPT_ROLES and grant.country_id is None and not others_like(grant)
    for user_id in _hearers(grant) if last else {grant.user_id}:
        notifications.tell_of_ending_role.enqueue(grant.pk, user_id, last=last)


def _hearers(grant: Grant) -> set[int]:
    """Return who must see to it that somebody holds the role: its holder, and who gives it."""
    givers: set[int] = set()
    if grant.programme_id:
        givers = holders_of(Permission.GRANT_EDIT, grant.programme_id)
    active = User.objects.filter(pk__in=givers | {grant.user_id}, is_active=True)
    return set(active.values_list("pk", flat=True))
