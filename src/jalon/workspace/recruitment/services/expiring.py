"""Drafts that nobody handed in: closed after the deadline; the purge deletes them."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from jalon.workspace.audit.services import record
from jalon.workspace.recruitment.models import Application
from jalon.workspace.recruitment.queries.taking import exception_for, takes
from jalon.workspace.recruitment.rules.applications import (
    ApplicationState,
    ApplicationStep,
    after,
)
from jalon.workspace.recruitment.services.applying import touch


def expire_drafts(_today: date) -> int:
    """Close drafts of calls that are over; daily work. Return how many."""
    late = Application.objects.filter(call__closes_at__lte=timezone.now(), purged_at=None)
    drafts = late.filter(state=ApplicationState.DRAFT).values_list("pk", flat=True)
    return sum(_expire(pk) for pk in drafts)


@transaction.atomic
def _expire(pk: int) -> int:
    rows = Application.objects.select_for_update(of=("self",)).select_related("call")
    application = rows.get(pk=pk)
    exception = exception_for(application.call, application.candidate_id)
    if application.state != ApplicationState.DRAFT:
        return 0
    if takes(application.call, timezone.now(), exception):
        return 0
    application.state = after(ApplicationState.DRAFT, ApplicationStep.EXPIRE, open_=False)
    touch(application, "state")
    record(
        by=None,
        what="recruitment.application-expired",
        target=application,
        programme_id=application.call.programme_id,
    )
    return 1
