"""Series of papers: add them, end them, and write what they owe."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.documents.models import Obligation, Recurrence
from jalon.workspace.documents.queries.recurrences import preview
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.rules.recurrence import Change, Line, Rhythm
from jalon.workspace.documents.rules.states import ObligationState
from jalon.workspace.documents.services.facts import facts_of
from jalon.workspace.documents.services.parties import check_owed
from jalon.workspace.narratives import Narrative
from jalon.workspace.programmes.models import Organisation, Programme
from jalon.workspace.programmes.permissions import check_permission
from jalon.workspace.programmes.rules import end_of_day
from jalon.workspace.programmes.services.locking import check_running

FACTS = (
    "kind",
    "title",
    "rhythm",
    "due_days",
    "owed_by_user",
    "owed_by_organisation",
    "owed_to_organisation",
)


@dataclass(frozen=True, slots=True)
class Counts:
    """What writing the series has done."""

    added: int = 0
    moved: int = 0
    withdrawn: int = 0


@transaction.atomic
def add_recurrence(
    *,
    programme: Programme,
    kind: Kind,
    title: Narrative,
    rhythm: Rhythm,
    due_days: int,
    by: User,
    owed_by_user: User | None = None,
    owed_by_organisation: Organisation | None = None,
    owed_to_organisation: Organisation | None = None,
) -> Recurrence:
    """Say that a paper is owed again and again; obligations are written apart."""
    check_permission(by, Permission.OBLIGATION_EDIT, programme)
    check_running(programme)
    check_owed(
        programme,
        country=None,
        owed_by_user=owed_by_user,
        owed_by_organisation=owed_by_organisation,
        owed_to_organisation=owed_to_organisation,
    )
    recurrence = Recurrence.objects.create(
        programme=programme,
        kind=kind,
        title=title,
        rhythm=rhythm,
        due_days=due_days,
        owed_by_user=owed_by_user,
        owed_by_organisation=owed_by_organisation,
        owed_to_organisation=owed_to_organisation,
    )
    record(
        by=by,
        what="documents.series-added",
        target=recurrence,
        programme_id=programme.pk,
        after=facts_of(recurrence, FACTS),
    )
    return recurrence


@transaction.atomic
def end_recurrence(*, recurrence_id: int, by: User) -> Recurrence:
    """End a series; what it has written stays owed."""
    recurrence = Recurrence.objects.select_for_update().get(pk=recurrence_id)
    check_permission(by, Permission.OBLIGATION_EDIT, recurrence.programme)
    if recurrence.ended_at is not None:
        raise RuleBroken("recurrence-ended")
    recurrence.ended_at = timezone.now()
    recurrence.save(update_fields=["ended_at"])
    record(
        by=by,
        what="documents.series-ended",
        target=recurrence,
        programme_id=recurrence.programme_id,
    )
    return recurrence


@transaction.atomic
def write_recurring(*, programme: Programme, by: User) -> Counts:
    """Write what the series owe by the reporting calendar; twice does no more than once.

    What nobody has begun moves with the calendar, or is withdrawn when its period is gone.
    """
    check_permission(by, Permission.OBLIGATION_EDIT, programme)
    check_running(programme)
    return write_series(programme, by)


def write_series(programme: Programme, by: User) -> Counts:
    """Write what the series owe, inside the transaction of a service that may do so."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    added: list[Obligation] = []
    moved: list[int] = []
    gone: list[int] = []
    for shown in preview(programme):
        for line in shown.lines:
            if line.change is Change.ADD:
                added.append(_owed(programme, shown.recurrence, line))
            elif line.change is Change.MOVE and line.key is not None:
                _move(line.key, line)
                moved.append(line.key)
            elif line.change is Change.GONE and line.key is not None:
                gone.append(line.key)
    Obligation.objects.bulk_create(added)
    _withdraw(gone)
    if added or moved or gone:
        record(
            by=by,
            what="documents.series-written",
            target=programme,
            programme_id=programme.pk,
            after={"added": [row.pk for row in added], "moved": moved, "withdrawn": gone},
        )
    return Counts(len(added), len(moved), len(gone))


def _owed(programme: Programme, recurrence: Recurrence, line: Line) -> Obligation:
    return Obligation(
        programme=programme,
        recurrence=recurrence,
        kind=recurrence.kind,
        title=recurrence.title,
        period_start=line.start,
        period_end=line.end,
        owed_by_user_id=recurrence.owed_by_user_id,
        owed_by_organisation_id=recurrence.owed_by_organisation_id,
        owed_to_organisation_id=recurrence.owed_to_organisation_id,
        due_at=end_of_day(line.due, programme.time_zone),
        due_zone=programme.time_zone,
        is_demo=programme.is_demo,
    )


def _move(key: int, line: Line) -> None:
    row = Obligation.objects.select_for_update().get(pk=key)
    row.period_start, row.period_end = line.start, line.end
    row.due_at = end_of_day(line.due, row.due_zone)
    row.version += 1
    row.save(update_fields=["period_start", "period_end", "due_at", "version"])


def _withdraw(keys: list[int]) -> None:
    """Take them out of their series too, so that a calendar that comes back owes them again."""
    for row in Obligation.objects.select_for_update().filter(pk__in=keys):
        row.state, row.closed_at = ObligationState.WITHDRAWN, timezone.now()
        row.recurrence = None
        row.version += 1
        row.save(update_fields=["state", "closed_at", "recurrence", "version"])
