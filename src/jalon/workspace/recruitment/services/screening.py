"""Confirm what the rules have found of an application, or find otherwise with a reason."""

from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record_all
from jalon.workspace.recruitment.models import Application, Call, Relevance
from jalon.workspace.recruitment.models import Verdict as Row
from jalon.workspace.recruitment.queries.seen import content_of, handed_in
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.eligibility import (
    Because,
    Confirmation,
    Finding,
    Verdict,
    check_confirmation,
)
from jalon.workspace.recruitment.services.assessing import (
    check_in,
    check_screens,
    hold_call,
    keep,
    line,
    take_application,
)
from jalon.workspace.recruitment.services.verdicts import find_verdicts

# Nobody needs to look twice at what the rule found to be met.
PLAIN = (Verdict.MET,)


@transaction.atomic
def confirm_verdict(
    *, call_id: int, verdict_id: int, verdict: Verdict, reason: str = "", by: User
) -> Row:
    """Say whether a requirement is met; what is not what the rule found needs a reason."""
    reader = hold_call(call_id, by)
    check_screens(reader)
    check_in(reader, CallState.SCREENING)
    row = Row.objects.select_related("requirement").get(
        pk=verdict_id, application__call=reader.call
    )
    application = take_application(reader, row.application_id)
    if verdict is Verdict.CANNOT_TELL:
        raise RuleBroken("confirm-one-way")
    found = Finding(
        key=str(row.requirement.order),
        essential=row.requirement.is_essential,
        verdict=Verdict(row.found),
        because=Because(row.because),
    )
    check_confirmation(found, Confirmation(key=found.key, verdict=verdict, reason=reason))
    row.confirmed, row.reason, row.by, row.at = verdict.value, reason.strip(), by, timezone.now()
    row.save(update_fields=["confirmed", "reason", "by", "at"])
    keep(
        application,
        "recruitment.verdict-confirmed" if verdict == row.found else "recruitment.verdict-changed",
        by,
        reason=reason,
        requirement=row.requirement.order,
        found=row.found,
        confirmed=row.confirmed,
    )
    return row


@transaction.atomic
def confirm_plain(*, call_id: int, version: int, by: User) -> int:
    """Confirm everything that the rules found to be met; return how many findings.

    Who is tied to a candidate leaves their findings to others.
    """
    reader = hold_call(call_id, by, version)
    check_screens(reader)
    check_in(reader, CallState.SCREENING)
    waiting = Row.objects.filter(
        application__in=handed_in(reader.call), confirmed="", found__in=PLAIN
    ).exclude(application__in=reader.panel.ties_of(by.pk))
    asked: dict[Application, list[int]] = defaultdict(list)
    for row in waiting.select_related("application", "requirement"):
        row.application.call = reader.call
        asked[row.application].append(row.requirement.order)
    waiting.update(confirmed=F("found"), by=by, at=timezone.now())
    lines = [
        line(application, "recruitment.verdict-confirmed", requirements=sorted(orders), plain=True)
        for application, orders in asked.items()
    ]
    if lines:
        record_all(by=by, lines=lines)
    return sum(map(len, asked.values()))


@transaction.atomic
def judge_relevance(
    *, call_id: int, application_id: int, relevant: Mapping[str, bool], by: User
) -> Application:
    """Say which employments were in the field that is asked for; the rules then look again."""
    reader = hold_call(call_id, by)
    check_screens(reader)
    check_in(reader, CallState.SCREENING)
    application = take_application(reader, application_id)
    known = {str(row.get("row")) for row in content_of(application).get("employment") or []}
    if strange := set(relevant) - known:
        raise RuleBroken("employment-unknown", rows=sorted(strange))
    for row, is_relevant in relevant.items():
        Relevance.objects.update_or_create(
            application=application,
            row=row,
            defaults={"is_relevant": is_relevant, "by": by},
        )
    find_verdicts(reader.call, [_again(reader.call, application_id)])
    keep(application, "recruitment.relevance-judged", by, employments=dict(relevant))
    return application


def _again(call: Call, application_id: int) -> Application:
    row: Application = (
        handed_in(call)
        .prefetch_related("submissions", "relevances", "verdicts")
        .get(pk=application_id)
    )
    return row
