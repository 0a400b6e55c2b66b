"""Keep the register of risks and assumptions."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.narratives import Narrative
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.services.locking import check_running, locked, touch
from jalon.workspace.results import permissions
from jalon.workspace.results.models import Assumption, Result, Risk
from jalon.workspace.results.services.facts import changed


@transaction.atomic
def create_assumption(*, result: Result, text: Narrative, by: User, **fields: Any) -> Assumption:
    """Write down what must hold for a result to lead to the next."""
    permissions.check_can_edit(by, result.programme_id)
    check_running(result.programme)
    row = Assumption.objects.create(result=result, text=text, **fields)
    _record(by, "results.assumption-created", row, result.programme_id, {}, {"text": text})
    return row


@transaction.atomic
def edit_assumption(
    *, assumption: Assumption, values: dict[str, Any], version: int, by: User
) -> Assumption:
    """Change an assumption, or say whether it holds."""
    permissions.check_can_edit(by, assumption.result.programme_id)
    row = locked(Assumption.objects, assumption.pk, version)
    before, after = changed(row, values)
    if after:
        touch(row, *after)
        programme = row.result.programme_id
        _record(by, "results.assumption-edited", row, programme, before, after)
    return row


@transaction.atomic
def delete_assumption(*, assumption: Assumption, version: int, by: User) -> None:
    """Remove an assumption."""
    permissions.check_can_edit(by, assumption.result.programme_id)
    row = locked(Assumption.objects, assumption.pk, version)
    programme = row.result.programme_id
    _record(by, "results.assumption-deleted", row, programme, {"text": row.text}, {})
    row.delete()


@transaction.atomic
def create_risk(*, programme: Programme, values: dict[str, Any], by: User) -> Risk:
    """Enter a risk in the register."""
    permissions.check_can_edit(by, programme)
    check_running(programme)
    _check_result(programme.pk, values.get("result"))
    row = Risk.objects.create(programme=programme, reviewed_date=timezone.localdate(), **values)
    after = {"text": row.text, "likelihood": row.likelihood, "impact": row.impact}
    _record(by, "results.risk-created", row, programme.pk, {}, after)
    return row


@transaction.atomic
def edit_risk(*, risk: Risk, values: dict[str, Any], version: int, by: User) -> Risk:
    """Change a risk; its owner may, too. Looking at it counts as a review."""
    if by.pk != risk.owner_id:
        permissions.check_can_edit(by, risk.programme_id)
    row = locked(Risk.objects, risk.pk, version)
    _check_result(row.programme_id, values.get("result"))
    before, after = changed(row, {**values, "reviewed_date": timezone.localdate()})
    touch(row, *{*after, "reviewed_date"})
    _record(by, "results.risk-edited", row, row.programme_id, before, after)
    return row


def _check_result(programme: int, result: Result | None) -> None:
    if result is not None and result.programme_id != programme:
        raise RuleBroken("of-another-programme")


def _record(
    by: User,
    what: str,
    row: Risk | Assumption,
    programme: int,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    record(by=by, what=what, target=row, programme_id=programme, before=before, after=after)
