"""Set what is scored, and fix it before anybody has read an application."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.recruitment.models import Call, Criterion
from jalon.workspace.recruitment.queries.requirements import criteria_of
from jalon.workspace.recruitment.rules.call_templates import usual_criteria
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.criteria import check_criteria
from jalon.workspace.recruitment.rules.decisions import final_stages
from jalon.workspace.recruitment.rules.drafts import CriterionFields
from jalon.workspace.recruitment.rules.editing import check_criteria_open
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.rules.stage_weights import StageWeights, check_stage_weights
from jalon.workspace.recruitment.services.drafting import write_criteria
from jalon.workspace.recruitment.services.following import note, take, write


@transaction.atomic
def put_criterion(
    *,
    call_id: int,
    version: int,
    fields: CriterionFields,
    by: User,
    criterion_id: int | None = None,
) -> Criterion:
    """Add a criterion at the end of its stage, or change one."""
    call = _open(call_id, version, by)
    of_stage = call.criteria.filter(stage=fields.stage)
    if criterion_id is None:
        last = of_stage.order_by("-order").first()
        row = Criterion(call=call, stage=fields.stage.value, order=last.order + 1 if last else 1)
    else:
        row = of_stage.get(pk=criterion_id)
    row.title, row.anchors, row.weight = dict(fields.title), dict(fields.anchors), fields.weight
    row.highest, row.lowest_passing = fields.highest, fields.lowest_passing
    row.save()
    note(call, "recruitment.criterion-set", by=by, **_facts(row))
    return row


@transaction.atomic
def take_usual_criteria(*, call_id: int, version: int, by: User) -> Call:
    """Begin with the usual criteria, in the languages of the notice, where there is none yet."""
    call = _open(call_id, version, by)
    if call.criteria.exists():
        raise RuleBroken("criteria-there")
    write_criteria(call, usual_criteria(call.texts.values_list("language", flat=True)))
    note(call, "recruitment.criteria-taken", by=by)
    return call


@transaction.atomic
def remove_criterion(*, call_id: int, version: int, criterion_id: int, by: User) -> Call:
    """Score this no more."""
    call = _open(call_id, version, by)
    row = call.criteria.get(pk=criterion_id)
    facts = _facts(row)
    row.delete()
    note(call, "recruitment.criterion-removed", by=by, **facts)
    return call


@transaction.atomic
def weigh_stages(*, call_id: int, version: int, weights: StageWeights, by: User) -> Call:
    """Say how much each stage counts in the last ranking; nothing said, they count alike."""
    call = _open(call_id, version, by)
    check_stage_weights(weights, _final(call.criteria.all()))
    write(call, {"stage_weights": dict(weights)}, what="recruitment.stages-weighed", by=by)
    return call


@transaction.atomic
def fix_criteria(*, call_id: int, version: int, by: User) -> Call:
    """Fix the criteria of all stages, and show them to the panel."""
    call = _open(call_id, version, by)
    rows = list(call.criteria.all())
    stages = [stage for stage in Stage if any(row.stage == stage for row in rows)]
    if not stages:
        raise RuleBroken("criteria-none")
    for stage in stages:
        check_criteria(criteria_of(rows, stage))
    check_stage_weights(call.stage_weights, _final(rows))
    write(call, {"criteria_fixed_at": timezone.now()}, what="recruitment.criteria-fixed", by=by)
    return call


@transaction.atomic
def unfix_criteria(*, call_id: int, version: int, reason: str, by: User) -> Call:
    """Open the criteria again, while no application has been opened."""
    call = take(call_id, version, by, Permission.CALL_EDIT)
    check_criteria_open(CallState(call.state), fixed_at=None)
    if not reason.strip():
        raise RuleBroken("criteria-without-reason")
    write(
        call, {"criteria_fixed_at": None}, what="recruitment.criteria-opened", by=by, reason=reason
    )
    return call


def _open(call_id: int, version: int, by: User) -> Call:
    call = take(call_id, version, by, Permission.CALL_EDIT)
    check_criteria_open(CallState(call.state), fixed_at=call.criteria_fixed_at)
    return call


def _final(rows: Iterable[Criterion]) -> tuple[Stage, ...]:
    return final_stages(Stage(row.stage) for row in rows)


def _facts(row: Criterion) -> dict[str, Any]:
    return {"stage": row.stage, "title": row.title, "weight": str(row.weight)}
