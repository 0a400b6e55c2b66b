"""The framework of a programme, and its results one by one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jalon.errors import ReadableError
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.queries import history_of
from jalon.workspace.http import Request
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import has_permission
from jalon.workspace.results import permissions
from jalon.workspace.results.forms.tree import AssumptionForm, MoveForm, ResultForm
from jalon.workspace.results.models import Assumption, Result
from jalon.workspace.results.queries.alignment import alignments_of
from jalon.workspace.results.queries.overview import read_standings
from jalon.workspace.results.queries.places import part_shown
from jalon.workspace.results.queries.review import waiting_in
from jalon.workspace.results.queries.tree import contributions_to, read_place, read_tree
from jalon.workspace.results.rules.workflow import Status
from jalon.workspace.results.services import risks as risk_services
from jalon.workspace.results.services import tree as services
from jalon.workspace.results.views.answers import answer_form, refuse
from jalon.workspace.results.views.fetch import (
    editable_programme,
    number_of,
    programme_or_404,
    result_or_404,
)

FORM = "results/form.html"


@login_required
@require_GET
def tree(request: Request, code: str) -> HttpResponse:
    """Show the tree of results with the indicators and how they stand."""
    programme = programme_or_404(request, code)
    context = {
        "programme": programme,
        "tab": "tree",
        "branches": read_tree(request.user, programme),
        "part": part_shown(request.user, programme),
        "can_edit": permissions.can_edit(request.user, programme),
    }
    return render(request, "results/tree.html", context)


@login_required
@require_GET
def overview(request: Request, code: str) -> HttpResponse:
    """Show on the programme's own page how each outcome stands, and what waits."""
    programme = programme_or_404(request, code)
    verifies = has_permission(request.user, Permission.ACTUAL_VERIFY, programme, anywhere=True)
    queue = waiting_in(request.user, programme, Status.SUBMITTED) if verifies else None
    context = {
        "programme": programme,
        "standings": read_standings(request.user, programme),
        "part": part_shown(request.user, programme),
        "waiting": queue.count() if queue else 0,
    }
    return render(request, "results/overview.html", context)


@login_required
@require_GET
def result(request: Request, code: str, pk: int) -> HttpResponse:
    """Show a result: what it rests on, what may go wrong, its indicators, what it answers to."""
    programme = programme_or_404(request, code)
    place = read_place(request.user, programme, pk)
    if place is None:
        raise Http404
    found = place.result
    road_map = programme.kind == Programme.Kind.ROAD_MAP
    context = {
        "programme": programme,
        "result": found,
        "rows": place.rows,
        "part": part_shown(request.user, programme),
        "children": place.children,
        "assumptions": found.assumptions.order_by("pk"),
        "contributors": contributions_to(request.user, programme).filter(contributes_to=found)
        if road_map
        else [],
        "alignments": alignments_of(found),
        "can_edit": permissions.can_edit(request.user, programme),
        "history": history_of(found) if permissions.sees_workings(request.user, programme) else [],
    }
    return render(request, "results/result.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add_result(request: Request, code: str) -> HttpResponse:
    """Add a result, by default one level below ``?under=``."""
    programme = editable_programme(request, code)
    under = Result.objects.filter(programme=programme, pk=number_of(request.GET.get("under")) or 0)
    parent = under.first()
    level = Result.Level.OUTPUT if parent and parent.level != "impact" else Result.Level.OUTCOME
    form = ResultForm(
        request.POST or None,
        programme=programme,
        user=request.user,
        initial={"parent": parent, "level": level},
    )

    def save(values: dict[str, Any]) -> str:
        values.pop("version", None)
        made = services.create_result(programme=programme, by=request.user, **values)
        return reverse("results:result", args=[code, made.pk])

    context = {"programme": programme, "heading": _("Add a result")}
    return answer_form(request, FORM, form, context, save=save, said=_("The result was added."))


@login_required
@require_http_methods(["GET", "POST"])
def edit_result(request: Request, code: str, pk: int) -> HttpResponse:
    """Change a result."""
    programme = editable_programme(request, code)
    found = result_or_404(request, programme, pk)
    form = ResultForm(request.POST or None, instance=found, programme=programme, user=request.user)
    there = reverse("results:result", args=[code, pk])

    def save(values: dict[str, Any]) -> str:
        version = values.pop("version") or 0
        services.edit_result(result=found, values=values, version=version, by=request.user)
        return there

    context = {"programme": programme, "heading": _("Change the result"), "back": there}
    return answer_form(request, FORM, form, context, save=save, said=_("The result was changed."))


@login_required
@require_http_methods(["GET", "POST"])
def move_result(request: Request, code: str, pk: int) -> HttpResponse:
    """Put a result elsewhere in the tree."""
    programme = editable_programme(request, code)
    found = result_or_404(request, programme, pk)
    form = MoveForm(request.POST or None, result=found)

    def save(values: dict[str, Any]) -> str:
        services.move_result(result=found, by=request.user, **values)
        return reverse("results:tree", args=[code])

    context = {
        "programme": programme,
        "heading": _("Move %(code)s") % {"code": found.code},
        "back": reverse("results:result", args=[code, pk]),
    }
    return answer_form(request, FORM, form, context, save=save, said=_("The result was moved."))


@login_required
@require_http_methods(["GET", "POST"])
def delete_result(request: Request, code: str, pk: int) -> HttpResponse:
    """Ask, then delete a result that nothing hangs on."""
    programme = editable_programme(request, code)
    found = result_or_404(request, programme, pk)
    here = reverse("results:result", args=[code, pk])
    if request.method == "POST":
        try:
            services.delete_result(
                result=found, version=number_of(request.POST.get("version")) or 0, by=request.user
            )
        except ReadableError as error:
            return refuse(request, error, here)
        messages.success(request, _("The result was deleted."))
        return redirect("results:tree", code)
    context = {
        "programme": programme,
        "heading": _("Delete %(code)s?") % {"code": found.code},
        "text": _("The result goes, with its indicators, targets and assumptions."),
        "action": _("Delete"),
        "version": str(found.version),
        "back": here,
    }
    return render(request, "results/confirm.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add_assumption(request: Request, code: str, pk: int) -> HttpResponse:
    """Write down what must hold for a result."""
    programme = editable_programme(request, code)
    found = result_or_404(request, programme, pk)
    form = AssumptionForm(request.POST or None)
    there = reverse("results:result", args=[code, pk])

    def save(values: dict[str, Any]) -> str:
        values.pop("version", None)
        risk_services.create_assumption(result=found, by=request.user, **values)
        return there

    context = {"programme": programme, "heading": _("Add an assumption"), "back": there}
    return answer_form(request, FORM, form, context, save=save, said=_("Assumption added."))


@login_required
@require_http_methods(["GET", "POST"])
def edit_assumption(request: Request, code: str, pk: int) -> HttpResponse:
    """Change an assumption, or say whether it holds."""
    programme = editable_programme(request, code)
    found = get_object_or_404(
        Assumption.objects.select_related("result"), result__programme=programme, pk=pk
    )
    form = AssumptionForm(request.POST or None, instance=found, initial={"version": found.version})
    there = reverse("results:result", args=[code, found.result_id])

    def save(values: dict[str, Any]) -> str:
        version = values.pop("version") or 0
        risk_services.edit_assumption(
            assumption=found, values=values, version=version, by=request.user
        )
        return there

    workings = permissions.sees_workings(request.user, programme)
    context = {
        "programme": programme,
        "heading": _("Change the assumption"),
        "back": there,
        "history": history_of(found) if workings else [],
    }
    return answer_form(request, FORM, form, context, save=save, said=_("Assumption changed."))


@login_required
@require_GET
def contributions(request: Request, code: str) -> HttpResponse:
    """Show which programmes contribute to each result of a road map."""
    programme = programme_or_404(request, code)
    results = Result.objects.visible_to(request.user).filter(programme=programme).in_order()
    pointing: dict[int, list[Result]] = {}
    for one in contributions_to(request.user, programme):
        pointing.setdefault(one.contributes_to_id or 0, []).append(one)
    context = {
        "programme": programme,
        "tab": "contributions",
        "pairs": [(one, pointing.get(one.pk, [])) for one in results],
    }
    return render(request, "results/contributions.html", context)
