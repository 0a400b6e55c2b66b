"""Series of papers: add them, end them, and write what they owe."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import Line as Event
from jalon.workspace.audit.services import record, record_all
from jalon.workspace.documents.models import Obligation, Recurrence
from jalon.workspace.documents.queries.recurrences import Preview, preview
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.rules.recurrence import Change, Line, Rhythm
from jalon.workspace.documents.rules.states import ObligationState
from jalon.workspace.documents.services.facts import changes, facts_of
from jalon.workspace.documents.services.parties import check_owed
from jalon.workspace.narratives import Narrative
from jalon.workspace.programmes.models import Organisation, Programme
from jalon.workspace.programmes.permissions import check_permission
from jalon.workspace.programmes.rules import end_of_day
from jalon.workspace.programmes.services.locking import check_running, locked, touch

FACTS = (
    "kind",
    "title",
    "rhythm",
    "due_days",
    "owed_by_user",
    "owed_by_organisation",
    "owed_to_organisation",
)
DAYS = ("period_start", "period_end", "due_at")
WITHDRAWN = "documents.obligation-withdrawn"


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
    recurrence = locked(Recurrence.objects, recurrence_id)
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
    return _write(programme, preview(programme), by)


def renew_series(programme: Programme, by: User) -> None:
    """Let the series that are written follow the programme's calendar, which has just changed."""
    renewed = Programme.objects.select_related("agreement").get(pk=programme.pk)
    written = Obligation.objects.filter(recurrence__isnull=False, programme=renewed)
    keys = set(written.values_list("recurrence", flat=True))
    _write(renewed, [each for each in preview(renewed) if each.recurrence.pk in keys], by)


def _write(programme: Programme, series: Iterable[Preview], by: User) -> Counts:
    added: list[Obligation] = []
    changed: list[Event] = []
    for shown in series:
        for line in shown.lines:
            if line.change is Change.ADD:
                added.append(_owed(programme, shown.recurrence, line))
            elif line.change is Change.MOVE and line.key is not None:
                changed.append(_move(line.key, line))
            elif line.change is Change.GONE and line.key is not None:
                changed.append(_withdraw(line.key))
    Obligation.objects.bulk_create(added)
    lines = [*(_event(row, "documents.owed", {}, facts_of(row, DAYS)) for row in added), *changed]
    withdrawn = sum(line.what == WITHDRAWN for line in changed)
    counts = Counts(len(added), len(changed) - withdrawn, withdrawn)
    if lines:
        record_all(by=by, lines=[*lines, _summary(programme, counts)])
    return counts


def _event(row: Obligation, what: str, before: Any, after: Any) -> Event:
    """Return what the history of one paper says, so that it is true there too."""
    reason = gettext("The reporting calendar")
    return Event(what, row, row.programme_id, before, after, reason)


def _summary(programme: Programme, counts: Counts) -> Event:
    return Event("documents.series-written", programme, programme.pk, {}, asdict(counts))


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


def _move(key: int, line: Line) -> Event:
    row = Obligation.objects.select_for_update().get(pk=key)
    before = facts_of(row, DAYS)
    row.period_start, row.period_end = line.start, line.end
    row.due_at = end_of_day(line.due, row.due_zone)
    touch(row, *DAYS)
    then, now = changes(before, facts_of(row, DAYS))
    return _event(row, "documents.obligation-edited", then, now)


def _withdraw(key: int) -> Event:
    """Take it out of its series too, so that a calendar that comes back owes it again."""
    row = Obligation.objects.select_for_update().get(pk=key)
    before = facts_of(row, ("state",))
    row.state, row.closed_at = ObligationState.WITHDRAWN, timezone.now()
    row.recurrence = None
    touch(row, "state", "closed_at", "recurrence")
    return _event(row, WITHDRAWN, before, facts_of(row, ("state",)))
