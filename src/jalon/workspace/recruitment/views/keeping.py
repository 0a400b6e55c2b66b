"""What is kept of candidates and for how long, what was forgotten, and the office's lists."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents.views.answers import answer, bound
from jalon.workspace.http import Request
from jalon.workspace.programmes.permissions import check_permission, has_permission
from jalon.workspace.recruitment.forms.keeping import RepresentationForm
from jalon.workspace.recruitment.models import Appeal, Call, Purge, Representation
from jalon.workspace.recruitment.models.visibility import seen_calls
from jalon.workspace.recruitment.models.words import RETENTION_FIELDS, RETENTION_PURPOSES
from jalon.workspace.recruitment.rules.retention import DRAFT_MONTHS, FIELDS
from jalon.workspace.recruitment.services.representing import load_representation
from jalon.workspace.recruitment.views import fetch

P = Permission
PAGE = 50


@login_required
def kept(request: Request, code: str) -> HttpResponse:
    """Show the periods of each field, and what was forgotten of which call."""
    programme = fetch.programme_of(request.user, code)
    check_permission(request.user, P.CANDIDATE_VIEW, programme, anywhere=True)
    calls = Call.objects.filter(seen_calls(request.user, P.CANDIDATE_VIEW), programme=programme)
    purges = Purge.objects.filter(call__in=calls).select_related("call").order_by("-pk")
    page = Paginator(purges, PAGE).get_page(request.GET.get("page"))
    context = {
        "programme": programme,
        "page": page,
        "purges": [(each, _counts(each)) for each in page.object_list],
        "fields": [
            (RETENTION_FIELDS[each.name], RETENTION_PURPOSES[each.purpose], each.months)
            for each in FIELDS
        ],
        "appeals": Appeal.objects.filter(decision__call__in=calls, answered_date=None)
        .select_related("decision__call")
        .order_by("pk"),
        "draft_months": DRAFT_MONTHS,
        "kept": calls.filter(statistics__isnull=False).select_related("statistics").order_by("-pk"),
    }
    return render(request, "recruitment/decisions/kept.html", context)


@login_required
def representation(request: Request, code: str) -> HttpResponse:
    """Show the dated lists of under-represented nationalities."""
    programme = fetch.programme_of(request.user, code)
    context = {
        "programme": programme,
        "lists": Representation.objects.select_related("by").order_by("-since_date"),
        "may_load": has_permission(request.user, P.CALL_PUBLISH, programme),
    }
    return render(request, "recruitment/decisions/representation.html", context)


@login_required
def load(request: Request, code: str) -> HttpResponse:
    """Load a list that holds from a day on."""
    programme = fetch.programme_of(request.user, code)
    check_permission(request.user, P.CALL_PUBLISH, programme)
    form = RepresentationForm(bound(request))

    def act(data: dict[str, Any]) -> Representation:
        return load_representation(
            since=data["since"],
            source=data["source"],
            countries=data["countries"],
            programme=programme,
            by=request.user,
        )

    back = reverse("recruitment:representation", args=[code])
    context = {"programme": programme, "heading": _("Load a list"), "back": back}
    return answer(
        request,
        form,
        "recruitment/decisions/contract_form.html",
        context,
        act=act,
        then=lambda _made: back,
        said=_("The list is loaded."),
    )


def _counts(purge: Purge) -> list[tuple[Any, int]]:
    return [
        (words, purge.counts[name])
        for name, words in RETENTION_FIELDS.items()
        if purge.counts.get(name)
    ]
