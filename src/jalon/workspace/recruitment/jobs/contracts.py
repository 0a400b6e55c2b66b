"""Remind of what a contract's extension waits for, and of its end: once for each day."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django_tasks import task

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents.links import absolute
from jalon.workspace.documents.notifications import reading_as
from jalon.workspace.programmes.permissions import holders_of
from jalon.workspace.recruitment.models import Appointment
from jalon.workspace.recruitment.models.words import CONDITION_KINDS
from jalon.workspace.recruitment.queries.contracts import conditions_of, running
from jalon.workspace.recruitment.rules.conditions import Reminded, Reminder, reminders


def remind_of_contracts(today: date) -> int:
    """Queue a mail for each contract of which something is to be said; daily work."""
    count = 0
    for contract in running(today).prefetch_related("conditions"):
        if due(contract, today):
            remind_of_contract.enqueue(contract.pk, today.isoformat())
            count += 1
    return count


def due(contract: Appointment, today: date) -> tuple[Reminded, ...]:
    """Return what is to be said of a contract and was not yet."""
    since = contract.reminded_date or min(contract.start_date, today) - timedelta(days=1)
    return reminders(conditions_of(contract), end=contract.end_date, since=since, today=today)


@task()
def remind_of_contract(contract_id: int, day: str) -> None:
    """Mail who answers for a contract; it is noted first, so that nothing is said twice.

    If they have left the office, whoever may extend the contract is told instead.
    """
    today = date.fromisoformat(day)
    contract = running(today).prefetch_related("conditions").filter(pk=contract_id).first()
    if contract is None or not (said := due(contract, today)):
        return
    before = contract.reminded_date
    rows = Appointment.objects.filter(pk=contract_id, reminded_date=before)
    if not rows.update(reminded_date=today):
        return
    try:
        for user in _readers(contract):
            _mail(contract, said, user)
    except OSError:
        Appointment.objects.filter(pk=contract_id).update(reminded_date=before)
        raise


def _readers(contract: Appointment) -> Iterable[User]:
    if contract.responsible.is_active:
        return (contract.responsible,)
    return User.objects.filter(
        pk__in=holders_of(Permission.CALL_DECIDE, contract.programme_id)
    ).order_by("pk")


def _mail(contract: Appointment, said: tuple[Reminded, ...], user: User) -> None:
    with reading_as(user):
        url = reverse("recruitment:contract", args=[contract.programme.code, contract.pk])
        dues = {each.kind: each.due for each in conditions_of(contract)}
        lines = [
            (CONDITION_KINDS[each.kind], dues[each.kind])
            for each in said
            if each.of is Reminder.CONDITION and each.kind is not None
        ]
        context = {
            "reader": user,
            "contract": contract,
            "lines": lines,
            "ends": any(each.of is Reminder.END for each in said),
            "url": absolute(url),
        }
        subject = gettext("Contract of %(name)s: what is to be known") % {"name": contract.name}
        text = render_to_string("recruitment/mail/contract.txt", context)
        send_mail(" ".join(subject.split()), text, None, [user.email])
