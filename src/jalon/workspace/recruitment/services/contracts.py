"""Record contracts, judge what their extension waits for, extend them. Nothing renews itself."""

from datetime import date
from itertools import takewhile

from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import check_permission
from jalon.workspace.programmes.services.locking import locked, touch
from jalon.workspace.recruitment import permissions
from jalon.workspace.recruitment.models import Appointment, Condition, Extension
from jalon.workspace.recruitment.queries.contracts import conditions_of
from jalon.workspace.recruitment.queries.decided import has_running, named_in, standing_of
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.conditions import (
    AppointmentKind,
    ConditionState,
    check_extension,
    check_term,
    checklist,
)
from jalon.workspace.recruitment.rules.decisions import ENDS_IN, check_appointable
from jalon.workspace.recruitment.rules.kinds import CallKind
from jalon.workspace.recruitment.rules.terms import Term
from jalon.workspace.recruitment.services.following import give_reason, note, take

P = Permission


@transaction.atomic
def appoint(*, call_id: int, code: str, term: Term, reason: str = "", by: User) -> Appointment:
    """Record the contract of who was chosen, or in reserve; `reason` is why others are passed."""
    call = take(call_id, None, by, P.CALL_EDIT)
    if call.state != CallState.DECIDED:
        raise RuleBroken("appointment-without-decision")
    decision = call.decisions.get(set_aside_at=None)
    today = timezone.localdate()
    named = named_in(decision, today)
    standing = standing_of(named)
    if Appointment.objects.filter(application__call=call, application__code=code).exists():
        raise RuleBroken("appointment-twice")
    check_appointable(
        code,
        named=[row.code for row in named],
        standing=[row.code for row in standing],
        runs=has_running(call, today),
        reason=reason,
    )
    before = list(takewhile(lambda row: row.code != code, standing))
    application = standing[len(before)]
    made = _make(
        call.programme, ENDS_IN[CallKind(call.kind)], term, by,
        call=call, application=application, country=call.country,
    )  # fmt: skip
    note(call, "recruitment.appointed", by=by, contract=made.pk, kind=made.kind)
    for row in (before or [application]) if reason.strip() else ():
        give_reason(row, call, by=by, reason=reason)
    return made


@transaction.atomic
def add_contract(
    *, programme: Programme, kind: AppointmentKind, country: Country | None, term: Term, by: User
) -> Appointment:
    """Record a contract that came from no call of the site."""
    check_permission(by, P.CALL_EDIT, programme, country=country.pk if country else None)
    held = locked(Programme.objects, programme.pk)  # two clicks come one after the other
    alike = {"name": term.name, "start_date": term.start, "end_date": term.end, "kind": kind}
    if held.appointments.filter(**alike).exists():
        raise RuleBroken("appointment-twice")
    return _make(programme, kind, term, by, country=country)


@transaction.atomic
def judge_condition(
    *, condition_id: int, version: int, state: ConditionState, remark: str, by: User
) -> Condition:
    """Say whether a condition is met; why, where it is not."""
    row = Condition.objects.select_related("appointment").get(pk=condition_id)
    contract = _take(row.appointment_id, version, by, P.CALL_EDIT)
    if row.term_end_date != contract.end_date:
        raise RuleBroken("condition-of-earlier-term")
    if state is ConditionState.NOT_MET and not remark.strip():
        raise RuleBroken("condition-without-reason")
    before = row.state
    row.state, row.note, row.by, row.at = state, remark, by, timezone.now()
    row.save(update_fields=["state", "note", "by", "at"])
    touch(contract)
    _record(contract, "recruitment.condition-judged", by, kind=row.kind, was=before, state=state)
    return row


@transaction.atomic
def extend_contract(
    *, contract_id: int, version: int, until: date, reason: str, by: User
) -> Appointment:
    """Give a contract more time, once all that it waits for is there; a new list begins."""
    contract = _take(contract_id, version, by, P.CALL_DECIDE)
    check_extension(
        conditions_of(contract),
        end=contract.end_date,
        extended_to=until,
        today=timezone.localdate(),
    )
    if not reason.strip():
        raise RuleBroken("extension-without-reason")
    before = contract.end_date
    Extension.objects.create(
        appointment=contract, from_date=before, until_date=until, reason=reason, by=by
    )
    contract.end_date = until
    touch(contract, "end_date")
    _list(contract, since=before)
    _record(contract, "recruitment.contract-extended", by, reason, before=before, until=until)
    return contract


@transaction.atomic
def end_early(*, contract_id: int, version: int, day: date, reason: str, by: User) -> Appointment:
    """Record that a contract ended before its day."""
    contract = _take(contract_id, version, by, P.CALL_EDIT)
    if not contract.start_date <= day < contract.end_date:
        raise RuleBroken("contract-early-end-outside", start=contract.start_date)
    if not reason.strip():
        raise RuleBroken("extension-without-reason")
    contract.ended_early_date, contract.ended_early_reason = day, reason
    touch(contract, "ended_early_date", "ended_early_reason")
    _record(contract, "recruitment.contract-ended", by, reason, day=day)
    return contract


def _take(contract_id: int, version: int, by: User, permission: Permission) -> Appointment:
    contract = locked(Appointment.objects, contract_id, version)
    permissions.check(by, permission, contract)
    if contract.ended_early_date is not None:
        raise RuleBroken("contract-ended", end=contract.ended_early_date)
    return contract


def _make(
    programme: Programme, kind: AppointmentKind, term: Term, by: User, **more: object
) -> Appointment:
    check_term(term.start, term.end)
    made = Appointment.objects.create(
        programme=programme,
        name=term.name,
        kind=kind,
        grade=term.grade,
        contract_type=term.contract_type,
        start_date=term.start,
        end_date=term.end,
        responsible=by,
        **more,
    )
    _list(made, since=term.start)
    _record(
        made,
        "recruitment.contract-recorded",
        by,
        name=made.name,
        kind=kind,
        start_date=term.start,
        end_date=term.end,
    )
    return made


def _list(contract: Appointment, since: date) -> None:
    """Write what the next extension waits for."""
    Condition.objects.bulk_create(
        Condition(
            appointment=contract,
            term_end_date=contract.end_date,
            kind=each.kind,
            due_date=each.due,
        )
        for each in checklist(AppointmentKind(contract.kind), start=since, end=contract.end_date)
    )


def _record(contract: Appointment, what: str, by: User, reason: str = "", **facts: object) -> None:
    record(
        by=by,
        what=what,
        target=contract,
        programme_id=contract.programme_id,
        after=facts,
        reason=reason,
    )
