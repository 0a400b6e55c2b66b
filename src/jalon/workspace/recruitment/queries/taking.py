"""Whether a call takes an application now, and who writes in it."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.programmes.permissions import has_permission
from jalon.workspace.recruitment.models import Application, Call, LateEntry
from jalon.workspace.recruitment.models.visibility import seen_calls
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.deadlines import is_open

TAKING = frozenset({CallState.PUBLISHED, CallState.CLOSED})  # the latter by an exception alone


def exception_for(call: Call, candidate_id: int) -> LateEntry | None:
    """Return the recorded exception of a candidate."""
    return LateEntry.objects.filter(call=call, candidate=candidate_id).first()


def takes(call: Call, now: datetime, exception: LateEntry | None) -> bool:
    """Tell whether the call takes an application at this instant."""
    if call.closes_at is None or CallState(call.state) not in TAKING:
        return False
    return is_open(now, call.closes_at, exception=exception.until if exception else None)


def may_enter(user: User, application: Application, now: datetime) -> bool:
    """Tell whether `user` writes in an application for somebody who cannot.

    That is so while the call takes it, and never for who sits on its panel: from then on what was
    entered stands behind the same walls as every other application.
    """
    call = application.call
    return (
        application.entered_by_id is not None
        and has_permission(user, Permission.CALL_EDIT, call.programme_id, country=call.country_id)
        and not call.panel.seated().filter(user=user).exists()
        and takes(call, now, exception_for(call, application.candidate_id))
    )


def entered_in(call: Call, user: User, now: datetime) -> list[Application]:
    """Return what was entered for others and can still be written, the last first."""
    rows = call.applications.filter(entered_by__isnull=False, purged_at=None)
    found = list(rows.select_related("candidate", "entered_by").order_by("-pk"))
    for row in found:
        row.call = call
    return [row for row in found if may_enter(user, row, now)]


def earlier_of(application: Application, by: Any) -> QuerySet[Application]:
    """Return the candidate's other applications from which `by` can take something over.

    The candidate: all. The team: those alone that it entered for them, in calls that `by` runs.
    """
    rows = Application.objects.filter(candidate=application.candidate_id, purged_at=None)
    if application.candidate_id != by.pk:
        calls = Call.objects.filter(seen_calls(by, Permission.CALL_EDIT))
        rows = rows.filter(entered_by__isnull=False, call__in=calls)
    return rows.exclude(pk=application.pk).exclude(sections={}).select_related("call")
