"""Owe papers: to whom, until when; change who owes them, or give them up."""

from datetime import date
from typing import Any

from django.db import transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.documents import permissions
from jalon.workspace.documents.models import Document, Obligation, Recurrence
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.rules.review import check_reason
from jalon.workspace.documents.services.facts import changes, facts_of, write
from jalon.workspace.documents.services.parties import check_owed, check_person
from jalon.workspace.narratives import Narrative
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Organisation, Programme
from jalon.workspace.programmes.permissions import check_permission
from jalon.workspace.programmes.rules import end_of_day
from jalon.workspace.programmes.services.locking import check_running, locked, touch

DAYS = {"period_start", "period_end", "due_at"}
EDITED = (
    "kind",
    "title",
    "country",
    "period_start",
    "period_end",
    "due_at",
    "owed_by_user",
    "owed_by_organisation",
    "owed_to_organisation",
)


@transaction.atomic
def owe_document(
    *,
    programme: Programme,
    kind: Kind,
    title: Narrative,
    due_date: date,
    by: User,
    due_zone: str = "",
    country: Country | None = None,
    period: tuple[date, date] | None = None,
    owed_by_user: User | None = None,
    owed_by_organisation: Organisation | None = None,
    owed_to_organisation: Organisation | None = None,
    recurrence: Recurrence | None = None,
) -> Obligation:
    """Owe a paper; `due_date` is the last day on which it is in time."""
    country_id = country.pk if country else None
    check_permission(by, Permission.OBLIGATION_EDIT, programme, country=country_id)
    check_running(programme)
    check_owed(
        programme,
        country=country,
        owed_by_user=owed_by_user,
        owed_by_organisation=owed_by_organisation,
        owed_to_organisation=owed_to_organisation,
    )
    _check_period(period)
    zone = due_zone or programme.time_zone
    obligation = Obligation.objects.create(
        programme=programme,
        kind=kind,
        title=title,
        country=country,
        period_start=period[0] if period else None,
        period_end=period[1] if period else None,
        owed_by_user=owed_by_user,
        owed_by_organisation=owed_by_organisation,
        owed_to_organisation=owed_to_organisation,
        due_at=end_of_day(due_date, zone),
        due_zone=zone,
        recurrence=recurrence,
        is_demo=programme.is_demo,
    )
    record(
        by=by,
        what="documents.owed",
        target=obligation,
        programme_id=programme.pk,
        after=facts_of(obligation, EDITED),
    )
    return obligation


@transaction.atomic
def edit_obligation(
    *, obligation_id: int, version: int, by: User, due_date: date, reason: str = "", **fields: Any
) -> Obligation:
    """Change what is owed; another due date needs a reason, and the trail keeps both."""
    obligation, document = locked_with_text(obligation_id, version)
    permissions.check(by, Permission.OBLIGATION_EDIT, obligation)
    _check_open(obligation)
    before = facts_of(obligation, EDITED)
    for name, value in fields.items():
        if name not in EDITED or name == "due_at":
            raise TypeError(f"{name} is not edited here")
        setattr(obligation, name, value)
    if due_date != obligation.due_date:
        check_reason(reason)
        obligation.due_at = end_of_day(due_date, obligation.due_zone)
    country_id = obligation.country_id
    check_permission(by, Permission.OBLIGATION_EDIT, obligation.programme, country=country_id)
    check_owed(
        obligation.programme,
        country=obligation.country,
        owed_by_user=obligation.owed_by_user,
        owed_by_organisation=obligation.owed_by_organisation,
        owed_to_organisation=obligation.owed_to_organisation,
    )
    if obligation.period_start and obligation.period_end:
        _check_period((obligation.period_start, obligation.period_end))
    then, now = changes(before, facts_of(obligation, EDITED))
    obligation.is_agreed = obligation.is_agreed or bool(DAYS & now.keys())
    touch(obligation, *EDITED, "is_agreed")
    if document is not None:
        _write_through(obligation, document, now)
    record(
        by=by,
        what="documents.obligation-edited",
        target=obligation,
        programme_id=obligation.programme_id,
        before=then,
        after=now,
        reason=reason,
    )
    return obligation


@transaction.atomic
def reassign_obligation(
    *, obligation_id: int, version: int | None = None, owed_by_user: User, by: User
) -> Obligation:
    """Let another person owe the paper."""
    obligation = locked(Obligation.objects, obligation_id, version)
    permissions.check(by, Permission.OBLIGATION_EDIT, obligation)
    _check_open(obligation)
    check_person(obligation.programme, owed_by_user)
    values = {"owed_by_user": owed_by_user}
    write(obligation, values, what="documents.obligation-reassigned", by=by)
    return obligation


def locked_with_text(obligation_id: int, version: int) -> tuple[Obligation, Document | None]:
    """Hold what is owed and its text until the transaction ends; the text always first."""
    document = Document.objects.select_for_update().filter(obligation=obligation_id).first()
    return locked(Obligation.objects, obligation_id, version), document


def _write_through(obligation: Obligation, document: Document, now: dict[str, Any]) -> None:
    """Give the text the kind and the country of what it is owed for."""
    shared = [name for name in ("kind", "country") if name in now]
    for name in shared:
        setattr(document, name, getattr(obligation, name))
    if shared:
        touch(document, *shared)


def _check_period(period: tuple[date, date] | None) -> None:
    if period is not None and period[1] < period[0]:
        raise RuleBroken("period-ends-before-start")


def _check_open(obligation: Obligation) -> None:
    if obligation.closed_at is not None:
        raise RuleBroken("obligation-closed")
