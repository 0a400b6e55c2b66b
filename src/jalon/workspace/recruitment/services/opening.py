"""Open the applications of a call, and note whoever looks at them."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import Line, record_all
from jalon.workspace.recruitment.models import Application, Call
from jalon.workspace.recruitment.queries.facts import facts_of
from jalon.workspace.recruitment.queries.seen import handed_in
from jalon.workspace.recruitment.rules.calls import CallState, CallStep, after, check_ready
from jalon.workspace.recruitment.services.following import reach, take, write
from jalon.workspace.recruitment.services.verdicts import find_verdicts

SEEN = "recruitment.candidate-seen"


@transaction.atomic
def open_applications(*, call_id: int, version: int, by: User) -> Call:
    """Open what was handed in, and have the rules look at all of it."""
    call = take(call_id, version, by, Permission.CALL_EDIT)
    state = after(CallState(call.state), CallStep.SCREEN)
    check_ready(CallStep.SCREEN, facts_of(call, CallStep.SCREEN))
    now = timezone.now()
    if waiting := call.late_entries.filter(until__gt=now).count():
        raise RuleBroken("late-entries-run", count=waiting)
    reach(call, state, now)
    write(call, {"state": state}, what="recruitment.opened", by=by)
    find_verdicts(call, handed_in(call).prefetch_related("submissions", "relevances", "verdicts"))
    return call


def note_seen(applications: Collection[Application], *, by: Any, what: str) -> None:
    """Record that somebody has looked at applications: `what` is the part that was shown."""
    lines = [
        Line(SEEN, each, each.call.programme_id, after={"part": what, "call": each.call_id})
        for each in applications
    ]
    if lines:
        record_all(by=by, lines=lines)


def note_names_seen(call: Call, *, by: Any, count: int) -> None:
    """Record that somebody was shown the names of all who applied, and nothing else of them."""
    line = Line("recruitment.names-seen", call, call.programme_id, after={"count": count})
    record_all(by=by, lines=[line])
