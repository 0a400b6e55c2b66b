"""Take the steps of an actual: submit, return, verify, lock, reopen; one or many."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from jalon.errors import ReadableError, RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.audit.services import record
from jalon.workspace.programmes.services.locking import locked, touch
from jalon.workspace.results import permissions
from jalon.workspace.results.models import Actual, ActualComment
from jalon.workspace.results.queries.checked import report_facts
from jalon.workspace.results.rules.checks import check_ready
from jalon.workspace.results.rules.workflow import (
    NEEDS_REASON,
    NOT_ONES_OWN,
    Status,
    Step,
    check_step,
    permission_for,
)

COMMENT = {
    Step.RETURN: ActualComment.Kind.RETURNED,
    Step.REOPEN: ActualComment.Kind.REOPENED,
}
EVENT = {
    Step.SUBMIT: "results.actual-submitted",
    Step.WITHDRAW: "results.actual-withdrawn",
    Step.RETURN: "results.actual-returned",
    Step.VERIFY: "results.actual-verified",
    Step.LOCK: "results.actual-locked",
    Step.REOPEN: "results.actual-reopened",
}


@transaction.atomic
def take_step(
    *, actual: Actual, step: Step, by: User, version: int | None, reason: str = ""
) -> Actual:
    """Take one step with an actual; submitting is refused with all that stands in its way."""
    row = locked(Actual.objects.select_related("period__indicator__programme"), actual.pk, version)
    indicator = row.period.indicator
    status = Status(row.status)
    needed = permission_for(status, step)
    permissions.check_may_with(by, needed, indicator, row.country_id)
    authors = _authors(row)
    following = check_step(status, step, by=by.pk, authors=authors, reason=reason)
    if step in NOT_ONES_OWN and not permissions.may_with(
        by, needed, indicator, row.country_id, not_for=authors
    ):
        raise RuleBroken("deputy-verifies-for-author")
    if step is Step.SUBMIT:
        check_ready(report_facts(row))
    touch(row, *_set(row, step, following, by))
    if step in NEEDS_REASON:
        row.comments.create(by=by, kind=COMMENT[step], text=reason)
    record(
        by=by,
        what=EVENT[step],
        target=row,
        programme_id=indicator.programme_id,
        before={"status": status},
        after={"status": following},
        reason=reason,
    )
    return row


def _authors(row: Actual) -> frozenset[int]:
    """Return everybody who wrote or submitted the figure, as the trail remembers."""
    written = (EVENT[Step.SUBMIT], "results.actual-reported")
    found = Event.objects.filter(
        target_model=row._meta.label_lower, target_id=str(row.pk), what__in=written
    ).values_list("actor_id", flat=True)
    people = {*found, row.reported_by_id}
    return frozenset(key for key in people if key is not None)


def _set(row: Actual, step: Step, following: Status, by: User) -> set[str]:
    row.status = following
    changed: dict[str, Any] = {}
    now = timezone.now()
    match step:
        case Step.SUBMIT:
            changed = {"submitted_at": now}
        case Step.WITHDRAW | Step.RETURN:
            changed = {"submitted_at": None}
        case Step.VERIFY:
            changed = {"verified_at": now, "verified_by": by}
        case Step.REOPEN:
            changed = {"verified_at": None, "verified_by": None, "submitted_at": None}
    for name, value in changed.items():
        setattr(row, name, value)
    return {"status", "changed_at", *changed}


@transaction.atomic
def comment_on_actual(*, actual: Actual, text: str, by: User) -> ActualComment:
    """Say something about an actual, without moving it."""
    programme = actual.period.indicator.programme_id
    seen = Actual.objects.visible_to(by).filter(pk=actual.pk).exists()
    if not seen or not permissions.sees_workings(by, programme):
        raise PermissionDenied
    if not text.strip():
        raise RuleBroken("actual-comment-empty")
    comment = actual.comments.create(by=by, text=text.strip())
    record(
        by=by,
        what="results.actual-commented",
        target=actual,
        programme_id=actual.period.indicator.programme_id,
        after={"comment": comment.text},
    )
    return comment


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of many: `error` says why it was left as it is."""

    actual_id: int
    error: ReadableError | None = None


def take_step_with_many(
    *, chosen: Iterable[tuple[Actual, int]], step: Step, by: User, reason: str = ""
) -> list[Outcome]:
    """Take a step with each of many (actual, version); what cannot be done is left and told."""
    outcomes = []
    for actual, version in chosen:
        try:
            take_step(actual=actual, step=step, by=by, version=version, reason=reason)
        except ReadableError as error:
            outcomes.append(Outcome(actual.pk, error))
        except PermissionDenied:
            outcomes.append(Outcome(actual.pk, RuleBroken("not-yours")))
        else:
            outcomes.append(Outcome(actual.pk))
    return outcomes
