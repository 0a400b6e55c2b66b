"""The library of interventions, and questionnaires."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jalon.workspace.audit.queries import history_of
from jalon.workspace.http import Request
from jalon.workspace.standards.forms import InterventionFilter
from jalon.workspace.standards.models import Intervention, Questionnaire
from jalon.workspace.standards.permissions import can_load
from jalon.workspace.standards.queries import interventions as queries
from jalon.workspace.standards.queries.vocabulary import vocabulary
from jalon.workspace.standards.views.access import for_readers

PAGE = 50


@for_readers
@require_safe
def list_interventions(request: Request) -> HttpResponse:
    """Show the interventions that fit."""
    words = vocabulary()
    form = InterventionFilter(request.GET, words=words, areas=queries.areas_in_use())
    chosen = form.chosen()
    wanted = queries.WantedIntervention(
        chosen["q"], chosen["policy_area"], chosen["role"], chosen["evidence"]
    )
    page = Paginator(queries.find_interventions(wanted), PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "words": words}
    return render(request, "standards/interventions.html", context)


@for_readers
@require_safe
def show_intervention(request: Request, key: str) -> HttpResponse:
    """Show one intervention, and plainly what evidence there is for it."""
    intervention = get_object_or_404(Intervention, key=key)
    context = {
        "intervention": intervention,
        "can_load": can_load(request.user),
        "words": vocabulary(),
        "instruments": intervention.instruments.order_by("key"),
        "items": intervention.agenda_items.select_related("agenda").order_by(
            "agenda__order", "order"
        ),
        "history": history_of(intervention),
    }
    return render(request, "standards/intervention.html", context)


@for_readers
@require_safe
def list_questionnaires(request: Request) -> HttpResponse:
    """Show the questionnaires."""
    context = {"questionnaires": queries.questionnaires()}
    return render(request, "standards/questionnaires.html", context)


@for_readers
@require_safe
def show_questionnaire(request: Request, key: str) -> HttpResponse:
    """Show the questions of one questionnaire, its scales and its scoring."""
    questionnaire = get_object_or_404(Questionnaire, key=key)
    context = {
        "questionnaire": questionnaire,
        "can_load": can_load(request.user),
        "domains": queries.domains_of(questionnaire),
        "history": history_of(questionnaire),
    }
    return render(request, "standards/questionnaire.html", context)
