"""Change the tree of results."""

from typing import Any

from django.db import transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.narratives import Narrative
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.services.locking import hold, locked, touch
from jalon.workspace.results import permissions
from jalon.workspace.results.models import Actual, Result
from jalon.workspace.results.rules import tree as rules
from jalon.workspace.results.rules.kinds import Level
from jalon.workspace.results.services.facts import changed

STEP = 10  # between the orders of siblings


@transaction.atomic
def create_result(
    *,
    programme: Programme,
    level: str,
    title: Narrative,
    by: User,
    parent: Result | None = None,
    code: str = "",
    description: Narrative | None = None,
    contributes_to: Result | None = None,
) -> Result:
    """Add a result to the tree; without a code it gets the next one."""
    permissions.check_can_edit(by, programme)
    hold(programme)
    _check_parent(programme, Level(level), parent)
    _check_contribution(programme, contributes_to)
    siblings = Result.objects.filter(programme=programme, parent=parent)
    codes = set(Result.objects.filter(programme=programme).values_list("code", flat=True))
    code = code or rules.next_code(Level(level), parent.code if parent else "", codes)
    rules.check_code(code, codes)
    last = siblings.order_by("-order").values_list("order", flat=True).first() or 0
    result = Result.objects.create(
        programme=programme,
        parent=parent,
        level=level,
        code=code,
        title=title,
        description=description or {},
        contributes_to=contributes_to,
        order=last + STEP,
    )
    record(
        by=by,
        what="results.result-created",
        target=result,
        programme_id=programme.pk,
        after={"level": level, "code": code, "title": title},
    )
    return result


@transaction.atomic
def edit_result(*, result: Result, values: dict[str, Any], version: int, by: User) -> Result:
    """Change code, title, description or contribution of a result."""
    permissions.check_can_edit(by, result.programme_id)
    row = locked(Result.objects, result.pk, version)
    if "code" in values and values["code"] != row.code:
        others = Result.objects.filter(programme=row.programme_id).exclude(pk=row.pk)
        rules.check_code(values["code"], set(others.values_list("code", flat=True)))
    if "contributes_to" in values:
        _check_contribution(row.programme, values["contributes_to"])
    before, after = changed(row, values)
    if after:
        touch(row, *after)
        _record(by, "results.result-edited", row, before, after)
    return row


@transaction.atomic
def move_result(
    *, result: Result, parent: Result | None, version: int, by: User, before: Result | None = None
) -> Result:
    """Put a result under another, before one of its new siblings or last."""
    permissions.check_can_edit(by, result.programme_id)
    hold(result.programme_id)
    row = locked(Result.objects, result.pk, version)
    _check_parent(row.programme, Level(row.level), parent)
    parents = dict(Result.objects.filter(programme=row.programme_id).values_list("pk", "parent_id"))
    rules.check_no_circle(row.pk, parent.pk if parent else None, parents)
    old = {"parent": row.parent_id, "order": row.order}
    siblings = [
        sibling
        for sibling in Result.objects.filter(programme=row.programme_id, parent=parent).in_order()
        if sibling.pk != row.pk
    ]
    keys = [sibling.pk for sibling in siblings]
    at = keys.index(before.pk) if before is not None and before.pk in keys else len(siblings)
    row.parent = parent
    siblings.insert(at, row)
    for number, sibling in enumerate(siblings, start=1):
        sibling.order = number * STEP
    Result.objects.bulk_update([s for s in siblings if s.pk != row.pk], ["order"])
    touch(row, "parent", "order")
    new = {"parent": row.parent_id, "order": row.order}
    _record(by, "results.result-moved", row, old, new)
    return row


@transaction.atomic
def delete_result(*, result: Result, version: int, by: User) -> None:
    """Remove a result that has nothing below it and of which nothing was reported."""
    permissions.check_can_edit(by, result.programme_id)
    row = locked(Result.objects, result.pk, version)
    if row.children.exists():
        raise RuleBroken("result-has-children", key=row.code)
    if Actual.objects.filter(period__indicator__result=row).exists():
        raise RuleBroken("result-has-figures", key=row.code)
    _record(by, "results.result-deleted", row, {"code": row.code, "title": row.title}, {})
    row.delete()


def _check_parent(programme: Programme, level: Level, parent: Result | None) -> None:
    if parent is not None and parent.programme_id != programme.pk:
        raise RuleBroken("of-another-programme")
    rules.check_place(level, Level(parent.level) if parent else None)


def _check_contribution(programme: Programme, to: Result | None) -> None:
    if to is None:
        return
    if to.programme_id == programme.pk or to.programme.kind != Programme.Kind.ROAD_MAP:
        raise RuleBroken("contributes-to-road-maps-only")


def _record(
    by: User, what: str, row: Result, before: dict[str, Any], after: dict[str, Any]
) -> None:
    record(by=by, what=what, target=row, programme_id=row.programme_id, before=before, after=after)
