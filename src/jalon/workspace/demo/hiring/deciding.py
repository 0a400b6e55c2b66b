"""Decisions, letters to all whom they concern, what follows a complaint, contracts."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import F
from django_tasks_db.models import DBTaskResult

from jalon.workspace.accounts.models import User
from jalon.workspace.demo.clock import on
from jalon.workspace.demo.hiring.notices import Office, again
from jalon.workspace.recruitment.mailing.fraud import tell_office
from jalon.workspace.recruitment.models import Appointment, Call, FraudReport, Letter
from jalon.workspace.recruitment.notifications.letters import send_letter
from jalon.workspace.recruitment.queries.letters import digest_of_drafts
from jalon.workspace.recruitment.queries.ranked import ranked
from jalon.workspace.recruitment.rules.appeals import AppealOutcome
from jalon.workspace.recruitment.rules.conditions import ConditionState
from jalon.workspace.recruitment.rules.decisions import Choice
from jalon.workspace.recruitment.rules.messages import MessageKind
from jalon.workspace.recruitment.rules.retention import later
from jalon.workspace.recruitment.rules.terms import Term
from jalon.workspace.recruitment.services.appeals import answer_appeal, lodge_appeal
from jalon.workspace.recruitment.services.bulk_letters import (
    draft_letters,
    pass_letters,
    queue_letters,
    stamp_failed,
    stamp_sent,
    take_letter,
)
from jalon.workspace.recruitment.services.contracts import (
    appoint,
    extend_contract,
    judge_condition,
)
from jalon.workspace.recruitment.services.deciding import decide, set_aside


def choose(office: Office, call: Call, day: date, *, reason: str, reserve: int) -> None:
    """Choose who stands first; let some wait in reserve for a year."""
    with on(day):
        codes = ranked(call, sensitive=False).codes
        choice = Choice(
            chosen=codes[0],
            reserve=tuple(codes[1 : 1 + reserve]),
            reserve_until=later(day, 12) if reserve else None,
        )
        decide(
            call_id=call.pk,
            version=again(call).version,
            choice=choice,
            reason=reason,
            by=office.decider,
        )


def uphold_complaint(office: Office, call: Call, day: date, reason: str) -> None:
    """Take an appeal, uphold it and set the decision aside: another is to be made."""
    lodged = day - timedelta(days=6)
    with on(lodged):
        appeal = lodge_appeal(
            call_id=call.pk,
            version=again(call).version,
            lodged=lodged,
            note="DEMO/APL/3",
            by=office.publisher,
        )
    with on(day):
        answer_appeal(
            call_id=call.pk,
            version=again(call).version,
            appeal_id=appeal.pk,
            answered=day,
            outcome=AppealOutcome.FALLS,
            by=office.publisher,
        )
        set_aside(call_id=call.pk, version=again(call).version, reason=reason, by=office.decider)


def tell(office: Office, call: Call, kind: MessageKind, day: date, *, fails: int = 0) -> None:
    """Write the drafts, have a second person pass them, send them; the first `fails` come back."""
    draft(office, call, kind, day)
    drafts = list(call.letters.filter(kind=kind, reviewed_at=None).order_by("pk"))
    with on(day + timedelta(days=1)):
        pass_letters(call_id=call.pk, kind=kind, seen=digest_of_drafts(drafts), by=office.publisher)
        for number, pk in enumerate(queue_letters(call_id=call.pk, kind=kind, by=office.publisher)):
            letter = take_letter(pk)
            assert letter is not None
            if number < fails:
                stamp_failed(letter, "550: mailbox unavailable")
            else:
                stamp_sent(letter)


def draft(office: Office, call: Call, kind: MessageKind, day: date) -> None:
    """Write the drafts alone."""
    with on(day):
        draft_letters(call_id=call.pk, kind=kind, by=office.recruiter)


def post_all() -> None:
    """Note the site's own letters as sent when they were written: no mail leaves a demonstration.

    Their addresses are nobody's (RFC 2606), so the jobs that would mail them go.
    """
    for letter in Letter.objects.filter(reviewed_at=None, queued_at__isnull=False, sent_at=None):
        Letter.objects.filter(pk=letter.pk).update(sent_at=letter.written_at)
    FraudReport.objects.filter(told_at=None).update(told_at=F("at"))
    paths = [send_letter.module_path, tell_office.module_path]
    DBTaskResult.objects.filter(task_path__in=paths).delete()


def hire(office: Office, call: Call, day: date, *, months: int, contract_type: str) -> Appointment:
    """Record the contract of who was chosen."""
    call = again(call)
    chosen = call.decisions.get(set_aside_at=None).chosen
    assert chosen is not None
    start = day + timedelta(days=20)
    term = Term(
        name=chosen.candidate.name,
        grade=call.grade,
        contract_type=contract_type,
        start=start,
        end=later(start, months) - timedelta(days=1),
    )
    with on(day):
        return appoint(call_id=call.pk, code=chosen.code, term=term, by=office.recruiter)


def judge(contract: Appointment, states: Sequence[ConditionState], day: date, by: User) -> None:
    """Say of the first conditions of a contract what is known of them."""
    rows = contract.conditions.filter(term_end_date=contract.end_date).order_by("due_date", "pk")
    for row, state in zip(rows, states, strict=False):
        with on(day):
            remark = "" if state is ConditionState.MET else "El presupuesto aún no está firmado."
            judge_condition(
                condition_id=row.pk,
                version=_version(contract),
                state=state,
                remark=remark,
                by=by,
            )


def extend(contract: Appointment, until: date, day: date, *, reason: str, by: User) -> None:
    """Give a contract more time."""
    with on(day):
        extend_contract(
            contract_id=contract.pk,
            version=_version(contract),
            until=until,
            reason=reason,
            by=by,
        )


def _version(contract: Appointment) -> int:
    return int(Appointment.objects.values_list("version", flat=True).get(pk=contract.pk))
