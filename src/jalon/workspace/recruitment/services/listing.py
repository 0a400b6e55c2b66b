"""Put applications on the long list and the short list, or leave them off, with the reason."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import Line, record_all
from jalon.workspace.recruitment import permissions
from jalon.workspace.recruitment.models import Call, Listing
from jalon.workspace.recruitment.queries.listings import Listed, listed_of
from jalon.workspace.recruitment.queries.seen import Reader
from jalon.workspace.recruitment.rules.access import check
from jalon.workspace.recruitment.rules.calls import CallState, CallStep, after
from jalon.workspace.recruitment.rules.eligibility import Outcome
from jalon.workspace.recruitment.rules.kinds import ListKind
from jalon.workspace.recruitment.rules.lists import check_listing, check_screened
from jalon.workspace.recruitment.services.assessing import (
    check_edits,
    check_in,
    check_screens,
    hold_call,
    line,
)
from jalon.workspace.recruitment.services.following import reach, write


@dataclass(frozen=True, slots=True)
class Placed:
    """One application that goes on a list, or stays off it, and why."""

    row: Listed
    is_on: bool
    reason: str


@transaction.atomic
def list_applications(
    *,
    call_id: int,
    version: int,
    which: ListKind,
    applications: Collection[int],
    is_on: bool,
    reason: str,
    by: User,
) -> int:
    """Put these on a list, or take them off; return how many."""
    reader = hold_call(call_id, by, version)
    _check(reader, which)
    wanted = set(applications)
    rows = [row for row in listed_of(reader) if row.application.pk in wanted]
    for row in rows:
        check(row.seen)
    _list(which, [Placed(row, is_on, reason) for row in rows], by)
    return len(rows)


@transaction.atomic
def fill_long_list(*, call_id: int, version: int, by: User) -> int:
    """Put on the long list whoever meets all that is essential, and leave the others off.

    Who is tied to a candidate leaves them to others.
    """
    reader = hold_call(call_id, by, version)
    _check(reader, ListKind.LONG)
    screened = [row for row in listed_of(reader) if row.outcome is not Outcome.OPEN]
    rows = [row for row in screened if row.long is None and row.seen.why is None]
    placed = [Placed(row, row.outcome is Outcome.ELIGIBLE, _reason(row)) for row in rows]
    _list(ListKind.LONG, placed, by)
    return len(rows)


@transaction.atomic
def begin_assessment(*, call_id: int, version: int, by: User) -> Call:
    """End the screening: everybody has been screened, and told to be on the long list or not."""
    reader = hold_call(call_id, by, version)
    call = reader.call
    permissions.check(by, Permission.CALL_EDIT, call)
    check_edits(reader)
    state = after(CallState(call.state), CallStep.ASSESS)
    rows = listed_of(reader)
    check_screened(
        sum(row.outcome is Outcome.OPEN for row in rows), sum(row.long is None for row in rows)
    )
    reach(call, state, timezone.now())
    write(call, {"state": state}, what="recruitment.assessment-begun", by=by)
    return call


def _check(reader: Reader, which: ListKind) -> None:
    if which is ListKind.LONG:
        check_screens(reader)
        check_in(reader, CallState.SCREENING)
    else:
        check_edits(reader)
        check_in(reader, CallState.ASSESSMENT)


def _list(which: ListKind, placed: Sequence[Placed], by: User) -> None:
    """Write all down in a few queries, and the trail at once at the end: others wait for it."""
    for each in placed:
        check_listing(
            which,
            is_on=each.is_on,
            reason=each.reason,
            outcome=each.row.outcome,
            on_long_list=each.row.on_long_list,
            marked=each.row.marked,
        )
    now = timezone.now()
    Listing.objects.bulk_create(
        (
            Listing(
                application=each.row.application,
                which=which.value,
                is_on=each.is_on,
                reason=each.reason.strip(),
                by=by,
                at=now,
            )
            for each in placed
        ),
        update_conflicts=True,
        unique_fields=["application", "which"],
        update_fields=["is_on", "reason", "by", "at"],
    )
    record_all(by=by, lines=[_line(which, each) for each in placed])


def _line(which: ListKind, placed: Placed) -> Line:
    what = "recruitment.listed" if placed.is_on else "recruitment.left-off"
    return line(placed.row.application, what, reason=placed.reason, which=which.value)


def _reason(row: Listed) -> str:
    if row.outcome is Outcome.ELIGIBLE:
        return gettext("Meets all that is essential.")
    return gettext("Does not meet what is essential: %(numbers)s.") % {
        "numbers": ", ".join(str(number) for number in row.not_met)
    }
