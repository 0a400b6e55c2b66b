"""What is scored at each stage, and when that is fixed."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents.forms.base import ReasonForm, VersionedForm
from jalon.workspace.documents.views.answers import bound
from jalon.workspace.http import Request
from jalon.workspace.recruitment.forms.plan import CriterionForm, StagesForm, criterion_of
from jalon.workspace.recruitment.models import Call, Criterion
from jalon.workspace.recruitment.models.words import STAGES
from jalon.workspace.recruitment.queries.ranking_words import stages_words
from jalon.workspace.recruitment.rules.decisions import final_stages
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.services.criteria import (
    fix_criteria,
    put_criterion,
    remove_criterion,
    take_usual_criteria,
    unfix_criteria,
    weigh_stages,
)
from jalon.workspace.recruitment.views import fetch
from jalon.workspace.recruitment.views.answers import ask, call_url

P = Permission


@login_required
def criteria(request: Request, code: str, pk: int) -> HttpResponse:
    """Show the criteria of each stage, with their weights in all."""
    call = fetch.call_of(request.user, code, pk)
    rows = list(call.criteria.order_by("order"))
    stages = [_stage(stage, rows) for stage in Stage]
    final = final_stages(Stage(row.stage) for row in rows)
    context = {
        "programme": call.programme,
        "call": call,
        "shown": fetch.overview_for(request.user, call),
        "stages": stages,
        "any": bool(rows),
        "counted": stages_words(final, call.stage_weights),
        "several": len(final) > 1,
    }
    return render(request, "recruitment/criteria.html", context)


def _stage(stage: Stage, rows: list[Criterion]) -> dict[str, Any]:
    its = [row for row in rows if row.stage == stage]
    total = sum(row.weight for row in its)
    return {
        "key": stage.value,
        "words": STAGES[stage],
        "rows": its,
        "total": total,
        "is_whole": total == 100,
    }


@login_required
def add(request: Request, code: str, pk: int, stage: str) -> HttpResponse:
    """Add a criterion to a stage."""
    call = fetch.call_for(request.user, P.CALL_EDIT, code, pk)
    form = CriterionForm(bound(request), initial={"version": call.version})
    return _put(request, call, form, _known(stage), None)


@login_required
@require_POST
def take_usual(request: Request, code: str, pk: int) -> HttpResponse:
    """Begin with the usual criteria."""
    call = fetch.call_for(request.user, P.CALL_EDIT, code, pk)
    form = VersionedForm(request.POST)

    def act(data: dict[str, Any]) -> None:
        take_usual_criteria(call_id=call.pk, version=data["version"], by=request.user)

    heading, then = _("Begin with the usual criteria"), call_url(call, "criteria")
    return ask(request, form, call, act=act, heading=heading, then=then)


@login_required
def edit(request: Request, code: str, pk: int, criterion: int) -> HttpResponse:
    """Change a criterion."""
    call = fetch.call_for(request.user, P.CALL_EDIT, code, pk)
    row = get_object_or_404(call.criteria, pk=criterion)
    initial = {**criterion_of(row), "version": call.version}
    form = CriterionForm(bound(request), initial=initial)
    return _put(request, call, form, Stage(row.stage), row.pk)


@login_required
def remove(request: Request, code: str, pk: int, criterion: int) -> HttpResponse:
    """Score this no more, after a look at it."""
    call = fetch.call_for(request.user, P.CALL_EDIT, code, pk)
    row = get_object_or_404(call.criteria, pk=criterion)
    form = VersionedForm(bound(request), initial={"version": call.version})

    def act(data: dict[str, Any]) -> None:
        remove_criterion(
            call_id=call.pk, version=data["version"], criterion_id=row.pk, by=request.user
        )

    return ask(
        request,
        form,
        call,
        act=act,
        heading=_("Remove the criterion"),
        action=_("Remove"),
        said=_("Removed."),
        then=call_url(call, "criteria"),
        danger=True,
        about=row.title,
    )


@login_required
def weigh(request: Request, code: str, pk: int) -> HttpResponse:
    """Say how much each stage counts in the last ranking."""
    call = fetch.call_for(request.user, P.CALL_EDIT, code, pk)
    stages = final_stages(Stage(row.stage) for row in call.criteria.all())
    if len(stages) < 2:
        raise Http404
    initial = {**call.stage_weights, "version": call.version}
    form = StagesForm(bound(request), stages=stages, initial=initial)

    def act(data: dict[str, Any]) -> None:
        weigh_stages(
            call_id=call.pk, version=data["version"], weights=form.weights(), by=request.user
        )

    return ask(
        request,
        form,
        call,
        act=act,
        heading=_("Weights of the stages"),
        then=call_url(call, "criteria"),
        words=_("How much each stage counts in the last ranking, 100 in all. Left empty, they "
                "count alike. The weights are fixed with the criteria."),
    )  # fmt: skip


@login_required
def fix(request: Request, code: str, pk: int) -> HttpResponse:
    """Fix the criteria, and show them to the panel."""
    call = fetch.call_for(request.user, P.CALL_EDIT, code, pk)
    form = VersionedForm(bound(request), initial={"version": call.version})

    def act(data: dict[str, Any]) -> None:
        fix_criteria(call_id=call.pk, version=data["version"], by=request.user)

    return ask(
        request,
        form,
        call,
        act=act,
        heading=_("Fix the criteria"),
        action=_("Fix them"),
        said=_("The criteria are fixed. The panel can read them."),
        then=call_url(call, "criteria"),
        words=_("From now on the panel reads them, and they can be changed only by opening them "
                "again, with a reason, before any application is opened."),
    )  # fmt: skip


@login_required
def unfix(request: Request, code: str, pk: int) -> HttpResponse:
    """Open the criteria again, with a reason."""
    call = fetch.call_for(request.user, P.CALL_EDIT, code, pk)
    form = ReasonForm(bound(request), initial={"version": call.version})

    def act(data: dict[str, Any]) -> None:
        unfix_criteria(
            call_id=call.pk, version=data["version"], reason=data["reason"], by=request.user
        )

    heading, then = _("Open the criteria again"), call_url(call, "criteria")
    return ask(request, form, call, act=act, heading=heading, then=then, action=_("Open them"))


def _known(stage: str) -> Stage:
    try:
        return Stage(stage)
    except ValueError:
        raise Http404 from None


def _put(
    request: Request, call: Call, form: CriterionForm, stage: Stage, pk: int | None
) -> HttpResponse:
    def act(data: dict[str, Any]) -> None:
        put_criterion(
            call_id=call.pk,
            version=data["version"],
            fields=form.criterion(stage),
            criterion_id=pk,
            by=request.user,
        )

    then = call_url(call, "criteria")
    return ask(request, form, call, act=act, heading=STAGES[stage], then=then)
