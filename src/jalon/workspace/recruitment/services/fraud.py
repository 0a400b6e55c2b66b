"""Reports of fraud: taken from anybody, closed by the office, forgotten a year later."""

from contextlib import suppress
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.recruitment.mailing.fraud import tell_office
from jalon.workspace.recruitment.models import FraudReport
from jalon.workspace.recruitment.queries.fraud import reports_for
from jalon.workspace.recruitment.rules.messages import read_reference

KEPT = timedelta(days=365)  # after it was closed


@transaction.atomic
def report_fraud(*, text: str, reference: str = "", email: str = "") -> FraudReport:
    """Keep what somebody reports, and tell the office; a reference as ours are, if it is one."""
    with suppress(RuleBroken):
        reference = read_reference(reference)
    report = FraudReport.objects.create(text=text, reference=reference, email=email)
    record(by=None, what="recruitment.fraud-reported", target=report)
    tell_office.enqueue()
    return report


@transaction.atomic
def close_report(*, report_id: int, outcome: str, by: User) -> FraudReport:
    """Say what was done about a report."""
    if not reports_for(by).filter(pk=report_id).exists():
        raise PermissionDenied
    report = FraudReport.objects.select_for_update().get(pk=report_id)
    if report.closed_at is not None:
        raise RuleBroken("report-closed")
    if not outcome.strip():
        raise RuleBroken("report-without-outcome")
    report.closed_at, report.closed_by, report.outcome = timezone.now(), by, outcome.strip()
    report.save(update_fields=["closed_at", "closed_by", "outcome"])
    record(by=by, what="recruitment.fraud-closed", target=report)
    return report


def forget_reports(today: date) -> int:
    """Forget who reported what, a year after it was closed; that it was stays. Daily work."""
    old = FraudReport.objects.filter(closed_at__lt=timezone.now() - KEPT)
    named = old.exclude(text="", email="", reference="", outcome="")
    return named.update(text="", email="", reference="", outcome="")
