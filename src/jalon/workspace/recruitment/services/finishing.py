"""Accounts of which nothing is kept any more: forgotten, with a line in the report."""

from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import Exists, OuterRef

from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.accounts.services import forget_candidate
from jalon.workspace.audit.services import record
from jalon.workspace.recruitment.models import Application, LateEntry, Letter, Purge
from jalon.workspace.recruitment.rules.retention import ACCOUNT

WHY = "the time of the last application is over"


def finish_accounts(today: date) -> int:
    """Forget who can sign in no more and of whom nothing is kept; daily work."""
    own = Application.objects.filter(candidate=OuterRef("pk"))
    over = User.objects.filter(
        Exists(own),
        ~Exists(own.filter(purged_at=None)),
        kind=Kind.CANDIDATE,
        erased_at=None,
        password__startswith=UNUSABLE_PASSWORD_PREFIX,  # closed it, or never had one of their own
    )
    people = list(over.order_by("pk"))
    for person in people:
        _finish(person, today)
    return len(people)


@transaction.atomic
def _finish(person: User, today: date) -> None:
    Letter.objects.filter(candidate=person).update(subject="", body="")
    LateEntry.objects.filter(candidate=person).update(reason="—")
    call = person.applications.select_related("call").order_by("-purged_at", "-pk")[0].call
    forget_candidate(user=person, reason=WHY, by=None)
    Purge.objects.create(call=call, day=today, counts={ACCOUNT: 1}, people=1)
    record(
        by=None,
        what="recruitment.purged",
        target=call,
        programme_id=call.programme_id,
        after={"fields": {ACCOUNT: 1}, "people": 1},
    )
