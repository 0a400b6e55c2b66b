"""Submit many figures at once: all of them, or none, in a few queries."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jalon.errors import ReadableError
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import Line, record_all
from jalon.workspace.programmes.services.locking import check_running
from jalon.workspace.results import permissions
from jalon.workspace.results.models import Actual
from jalon.workspace.results.queries.checked import facts_of_reports
from jalon.workspace.results.rules.checks import ReportFacts, check_ready
from jalon.workspace.results.rules.workflow import Status, Step, after
from jalon.workspace.results.services.holding import some


@transaction.atomic
def submit_actuals(*, keys: Sequence[int], by: User) -> dict[int, ReadableError]:
    """Submit the figures with these keys; what stands in the way of any leaves all as they were.

    Return that, by key; nothing if all are submitted.
    """
    rows = _locked(keys)
    facts = facts_of_reports(rows)
    errors: dict[int, ReadableError] = {}
    for row in rows:
        indicator = row.period.indicator
        permissions.check_may_with(by, Permission.ACTUAL_REPORT, indicator, row.country_id)
        try:
            _check(row, facts[row.pk])
        except ReadableError as error:
            errors[row.pk] = error
    if errors:
        return errors
    now = timezone.now()
    for part in some(keys):
        Actual.objects.filter(pk__in=part).update(
            status=Status.SUBMITTED, submitted_at=now, changed_at=now, version=F("version") + 1
        )
    record_all(by=by, lines=[_line(row) for row in rows])
    return {}


def _locked(keys: Sequence[int]) -> list[Actual]:
    rows = Actual.objects.select_for_update(of=("self",)).select_related(
        "period__indicator__programme", "area", "evidence"
    )
    return [row for part in some(keys) for row in rows.filter(pk__in=part).order_by("pk")]


def _check(row: Actual, facts: ReportFacts) -> None:
    check_running(row.period.indicator.programme)
    after(Status(row.status), Step.SUBMIT)
    check_ready(facts)


def _line(row: Actual) -> Line:
    return Line(
        what="results.actual-submitted",
        target=row,
        programme_id=row.period.indicator.programme_id,
        before={"status": row.status},
        after={"status": Status.SUBMITTED},
    )
