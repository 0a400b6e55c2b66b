"""A candidate leaves: what need not be kept is deleted at once, the rest when its time is over."""

from django.db import transaction
from django.utils import timezone

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.services import close_candidate, forget_candidate
from jalon.workspace.audit.services import record
from jalon.workspace.recruitment.models import Application, LateEntry, Letter
from jalon.workspace.recruitment.queries.own_data import kept_of
from jalon.workspace.recruitment.rules.applications import ApplicationState
from jalon.workspace.recruitment.rules.retention import FIELD
from jalon.workspace.recruitment.services.purging import forget_fields


@transaction.atomic
def leave(*, by: User) -> bool:
    """Delete what can be deleted and close the account; tell whether nothing is left."""
    rows = Application.objects.select_for_update(of=("self",)).filter(candidate=by)
    applications = list(rows.select_related("call").order_by("pk"))
    kept = [each for each in applications if kept_of(each) is not None]
    for each in applications:
        if each not in kept:
            empty_application(application=each, by=by)
    letters = Letter.objects.filter(candidate=by).exclude(call__in=[a.call_id for a in kept])
    letters.update(subject="", body="")
    LateEntry.objects.filter(candidate=by).exclude(call__in=[a.call_id for a in kept]).update(
        reason="-"
    )
    if kept:
        close_candidate(user=by)
    else:
        forget_candidate(user=by, reason="at their own wish", by=by)
    return not kept


def empty_application(*, application: Application, by: User) -> None:
    """Delete what an application says; that there was one stays, without a name."""
    forget_fields(application, FIELD)
    application.submissions.update(content={})
    application.sections = {}
    application.entered_reason = "-" if application.entered_by_id else ""
    application.purged_at = timezone.now()
    if application.state == ApplicationState.DRAFT:
        application.state, application.withdrawn_at = ApplicationState.WITHDRAWN, timezone.now()
    application.version += 1
    application.save()
    record(
        by=by,
        what="recruitment.application-emptied",
        target=application,
        programme_id=application.call.programme_id,
    )
