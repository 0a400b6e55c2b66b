"""Take a call or an application for an assessing step, by whoever may take it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import Line, record_all
from jalon.workspace.programmes.services.locking import locked
from jalon.workspace.recruitment.models import Application, Call
from jalon.workspace.recruitment.queries.seen import Reader, handed_in, reader_of, seen_of
from jalon.workspace.recruitment.rules.access import check
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.services.following import settle


def hold_call(call_id: int, by: User, version: int | None = None) -> Reader:
    """Return who `by` is to a call, which is held until the transaction ends."""
    call = locked(Call.objects, call_id, version)
    settle(call, timezone.now())
    return reader_of(by, call)


def check_in(reader: Reader, *states: CallState) -> None:
    """Refuse what is done at another time of the call."""
    if CallState(reader.call.state) not in states:
        raise RuleBroken("assessment-not-now", state=reader.call.state)


def check_edits(reader: Reader) -> None:
    """Refuse who does not run the call, or has declared what keeps them from it."""
    if not reader.edits or reader.standing.excluded:
        raise PermissionDenied


def check_screens(reader: Reader) -> None:
    """Refuse who may not screen: no grant, or they score without names."""
    if not reader.standing.recruiter:
        raise PermissionDenied
    if not reader.screens:
        raise RuleBroken("screener-scores")


def take_application(reader: Reader, application_id: int, *, field: str = "") -> Application:
    """Return an application of the call that `reader` may see, and this field of it."""
    row: Application = handed_in(reader.call).prefetch_related("submissions").get(pk=application_id)
    row.call = reader.call
    seen_now = seen_of(reader, row)
    check(seen_now)
    if field and field not in seen_now.fields:
        raise PermissionDenied
    return row


def keep(application: Application, what: str, by: Any, *, reason: str = "", **facts: Any) -> None:
    """Record what was done to an application; the facts name no person."""
    record_all(by=by, lines=[line(application, what, reason=reason, **facts)])


def line(application: Application, what: str, *, reason: str = "", **facts: Any) -> Line:
    """Return the event of what was done to one of many applications."""
    call = application.call
    return Line(what, application, call.programme_id, {}, {"call": call.pk, **facts}, reason)
