"""Take a row of the catalogue out of use, with a reason, or back into it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jalon.errors import RuleBroken
from jalon.workspace.http import Request
from jalon.workspace.standards import services
from jalon.workspace.standards.forms import RetireForm
from jalon.workspace.standards.models import (
    AgendaItem,
    Instrument,
    Intervention,
    Provision,
    QuestionnaireItem,
    Ratification,
)
from jalon.workspace.standards.models.choices import KINDS
from jalon.workspace.standards.queries.rows import MAPPED, key_of
from jalon.workspace.standards.rules.tables import RETIRABLE
from jalon.workspace.standards.rules.words import Kind
from jalon.workspace.standards.views.access import for_loaders
from jalon.workspace.tags import explain


@for_loaders
@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: Request, kind: str, pk: int) -> HttpResponse:
    """Ask why, and take a row out of use; for a retired one, offer to take it back."""
    row = _row_or_404(kind, pk)
    form = RetireForm(request.POST or None)
    if form.is_valid():
        try:
            services.retire_fact(
                kind=Kind(kind), pk=pk, why=form.cleaned_data["why"], by=request.user
            )
        except RuleBroken as error:
            form.add_error(None, explain(error))
        else:
            messages.info(request, _("Retired. It stays to be read, with the day and the reason."))
            return redirect(_page_of(row))
    return _page(request, kind, row, form)


@for_loaders
@require_POST
def restore(request: Request, kind: str, pk: int) -> HttpResponse:
    """Take a retired row back into use."""
    row = _row_or_404(kind, pk)
    try:
        services.restore_fact(kind=Kind(kind), pk=pk, by=request.user)
    except RuleBroken as error:
        messages.error(request, explain(error))
    else:
        messages.info(request, _("Back in use."))
    return redirect(_page_of(row))


def _row_or_404(kind: str, pk: int) -> Any:
    if kind not in RETIRABLE:
        raise Http404
    mapped = MAPPED[Kind(kind)]
    rows = mapped.model.objects.all()
    return get_object_or_404(
        rows.select_related(*mapped.related) if mapped.related else rows, pk=pk
    )


def _page(request: Request, kind: str, row: Any, form: RetireForm) -> HttpResponse:
    context = {
        "kind": kind,
        "label": KINDS[Kind(kind)],
        "row": row,
        "key": " ".join(key_of(Kind(kind), row)),
        "form": form,
        "back": _page_of(row),
    }
    return render(request, "standards/retire.html", context, status=422 if form.errors else 200)


def _page_of(row: Any) -> str:
    """Return the address of the page that shows a row."""
    match row:
        case Instrument():
            return reverse("standards:instrument", args=[row.key])
        case Provision():
            page = reverse("standards:instrument", args=[row.instrument.key])
            return f"{page}#provision-{row.pk}"
        case Ratification():
            page = reverse("standards:instrument", args=[row.instrument.key])
            return f"{page}#ratifications"
        case AgendaItem():
            return reverse("standards:item", args=[row.agenda.key, row.code])
        case Intervention():
            return reverse("standards:intervention", args=[row.key])
        case QuestionnaireItem():
            return reverse("standards:questionnaire", args=[row.questionnaire.key])
    raise Http404
