"""Ask referees, never without the candidate's consent, and keep what they answer."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.recruitment.models import RefereeAnswer
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.services.assessing import (
    check_in,
    check_screens,
    hold_call,
    keep,
)
from jalon.workspace.recruitment.services.interviews import short_listed


@transaction.atomic
def add_referee(
    *,
    call_id: int,
    application_id: int,
    name: str,
    organisation: str = "",
    email: str = "",
    consented_date: date | None = None,
    by: User,
) -> RefereeAnswer:
    """Note somebody whom a candidate has named, and when the candidate agreed that we ask."""
    reader = hold_call(call_id, by)
    check_screens(reader)
    check_in(reader, CallState.ASSESSMENT)
    application = short_listed(reader, application_id, field="references")
    row = RefereeAnswer.objects.create(
        application=application,
        name=name.strip(),
        organisation=organisation.strip(),
        email=email,
        consented_at=_instant(consented_date),
        by=by,
    )
    keep(application, "recruitment.referee-added", by, referee=row.pk)
    return row


@transaction.atomic
def follow_referee(
    *,
    call_id: int,
    referee_id: int,
    consented_date: date | None = None,
    asked_date: date | None = None,
    answered_date: date | None = None,
    answer: str = "",
    by: User,
) -> RefereeAnswer:
    """Note that a referee was asked, and what they answered."""
    reader = hold_call(call_id, by)
    check_screens(reader)
    check_in(reader, CallState.ASSESSMENT)
    row = RefereeAnswer.objects.select_for_update().get(
        pk=referee_id, application__call=reader.call
    )
    application = short_listed(reader, row.application_id, field="references")
    _check_dates(consented_date, asked_date, answered_date, answer)
    row.consented_at, row.asked_at = _instant(consented_date), _instant(asked_date)
    row.answered_at, row.answer, row.by = _instant(answered_date), answer.strip(), by
    row.save(update_fields=["consented_at", "asked_at", "answered_at", "answer", "by"])
    keep(
        application,
        "recruitment.referee-followed",
        by,
        referee=row.pk,
        asked=asked_date is not None,
        answered=answered_date is not None,
    )
    return row


def _check_dates(
    consented: date | None, asked: date | None, answered: date | None, answer: str
) -> None:
    if asked is not None and (consented is None or asked < consented):
        raise RuleBroken("referee-without-consent")
    if (answered is not None or answer.strip()) and asked is None:
        raise RuleBroken("referee-not-asked")
    if answered is not None and asked is not None and answered < asked:
        raise RuleBroken("referee-not-asked")


def _instant(day: date | None) -> datetime | None:
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day, time(12)))
