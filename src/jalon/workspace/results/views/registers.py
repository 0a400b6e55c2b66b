"""Registers beside the tree: risks and assumptions, disaggregations, common indicators."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.errors import ReadableError
from jalon.workspace.audit.queries import history_of
from jalon.workspace.http import Request
from jalon.workspace.results import permissions
from jalon.workspace.results.forms.common import CommonForm
from jalon.workspace.results.forms.indicators import DimensionForm
from jalon.workspace.results.forms.tree import RiskForm
from jalon.workspace.results.models import Assumption, Dimension, Result, Risk
from jalon.workspace.results.queries.people import people_of
from jalon.workspace.results.rules.risks import is_stale
from jalon.workspace.results.services import dimensions as dimension_services
from jalon.workspace.results.services import risks as risk_services
from jalon.workspace.results.services.common import add_common_indicators
from jalon.workspace.results.views.answers import answer_form, refuse
from jalon.workspace.results.views.fetch import editable_programme, programme_or_404

FORM = "results/form.html"


@login_required
@require_GET
def risks(request: Request, code: str) -> HttpResponse:
    """Show the register of risks, the gravest first, and the assumptions."""
    programme = programme_or_404(request, code)
    today = timezone.localdate()
    found = (
        Risk.objects.visible_to(request.user)
        .filter(programme=programme)
        .select_related("owner", "result")
    )
    ordered = sorted(found, key=lambda risk: (risk.status == "closed", -risk.score, risk.pk))
    seen = Result.objects.visible_to(request.user).filter(programme=programme)
    context = {
        "programme": programme,
        "tab": "risks",
        "risks": [(risk, is_stale(risk.score, risk.reviewed_date, today)) for risk in ordered],
        "assumptions": Assumption.objects.filter(result__in=seen)
        .select_related("result")
        .order_by("result__order", "result__code", "pk"),
        "can_edit": permissions.can_edit(request.user, programme),
        "me": request.user.pk,
    }
    return render(request, "results/risks.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add_risk(request: Request, code: str) -> HttpResponse:
    """Enter a risk."""
    programme = editable_programme(request, code)
    form = RiskForm(request.POST or None, programme=programme, people=people_of(programme))
    there = reverse("results:risks", args=[code])

    def save(values: dict[str, Any]) -> str:
        values.pop("version", None)
        risk_services.create_risk(programme=programme, values=values, by=request.user)
        return there

    context = {"programme": programme, "heading": _("Enter a risk"), "back": there}
    return answer_form(request, FORM, form, context, save=save, said=_("Risk entered."))


@login_required
@require_http_methods(["GET", "POST"])
def edit_risk(request: Request, code: str, pk: int) -> HttpResponse:
    """Look at a risk again; saving counts as a review."""
    programme = programme_or_404(request, code)
    risk = get_object_or_404(Risk.objects.visible_to(request.user), programme=programme, pk=pk)
    if risk.owner_id != request.user.pk and not permissions.can_edit(request.user, programme):
        raise PermissionDenied
    form = RiskForm(
        request.POST or None,
        instance=risk,
        programme=programme,
        people=people_of(programme),
        initial={"version": risk.version},
    )
    there = reverse("results:risks", args=[code])

    def save(values: dict[str, Any]) -> str:
        version = values.pop("version") or 0
        risk_services.edit_risk(risk=risk, values=values, version=version, by=request.user)
        return there

    context = {
        "programme": programme,
        "heading": _("Look at the risk"),
        "back": there,
        "history": _history(request, risk),
    }
    return answer_form(request, FORM, form, context, save=save, said=_("Risk saved."))


@login_required
@require_GET
def dimensions(request: Request, code: str) -> HttpResponse:
    """Show by what figures are divided."""
    programme = programme_or_404(request, code)
    context = {
        "programme": programme,
        "tab": "dimensions",
        "dimensions": Dimension.objects.filter(programme=programme)
        .prefetch_related("values", "divides__indicator")
        .order_by("order", "key"),
        "can_edit": permissions.can_edit(request.user, programme),
    }
    return render(request, "results/dimensions.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add_dimension(request: Request, code: str) -> HttpResponse:
    """Add a disaggregation."""
    programme = editable_programme(request, code)
    form = DimensionForm(request.POST or None)
    there = reverse("results:dimensions", args=[code])

    def save(values: dict[str, Any]) -> str:
        dimension_services.create_dimension(
            programme=programme,
            key=values["key"],
            title=values["title"],
            exclusive=values["exclusive"],
            values=form.values,
            by=request.user,
        )
        return there

    context = {"programme": programme, "heading": _("Add a disaggregation"), "back": there}
    return answer_form(request, FORM, form, context, save=save, said=_("Added."))


@login_required
@require_http_methods(["GET", "POST"])
def edit_dimension(request: Request, code: str, pk: int) -> HttpResponse:
    """Change a disaggregation and its values."""
    programme = editable_programme(request, code)
    found = get_object_or_404(Dimension, programme=programme, pk=pk)
    form = DimensionForm(request.POST or None, dimension=found)
    there = reverse("results:dimensions", args=[code])

    def save(values: dict[str, Any]) -> str:
        dimension_services.edit_dimension(
            dimension=found,
            title=values["title"],
            exclusive=values["exclusive"],
            values=form.values,
            by=request.user,
        )
        return there

    context = {
        "programme": programme,
        "heading": _("Change the disaggregation"),
        "back": there,
        "history": _history(request, found),
    }
    return answer_form(request, FORM, form, context, save=save, said=_("Changed."))


@login_required
@require_POST
def delete_dimension(request: Request, code: str, pk: int) -> HttpResponse:
    """Remove a disaggregation that divides nothing."""
    programme = editable_programme(request, code)
    found = get_object_or_404(Dimension, programme=programme, pk=pk)
    there = reverse("results:dimensions", args=[code])
    try:
        dimension_services.delete_dimension(dimension=found, by=request.user)
    except ReadableError as error:
        return refuse(request, error, there)
    messages.success(request, _("Removed."))
    return redirect(there)


@login_required
@require_http_methods(["GET", "POST"])
def add_common(request: Request, code: str) -> HttpResponse:
    """Add indicators that a donor asks every programme for."""
    programme = editable_programme(request, code)
    form = CommonForm(request.POST or None, programme=programme)

    def save(values: dict[str, Any]) -> str:
        add_common_indicators(result=values["result"], codes=values["codes"], by=request.user)
        return reverse("results:tree", args=[code])

    context = {
        "programme": programme,
        "heading": _("Common indicators of the donor"),
        "text": form.origin,
        "back": reverse("results:tree", args=[code]),
        "action": _("Add them"),
    }
    return answer_form(request, FORM, form, context, save=save, said=_("Indicators added."))


def _history(request: Request, row: Risk | Dimension) -> Any:
    return history_of(row) if permissions.sees_workings(request.user, row.programme) else []
