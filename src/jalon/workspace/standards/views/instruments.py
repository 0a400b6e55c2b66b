"""Instruments: what they are, what they ask, who has ratified them."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from jalon.errors import RuleBroken
from jalon.workspace.audit.queries import history_of
from jalon.workspace.http import Request
from jalon.workspace.standards.forms import InstrumentFilter, RatificationFilter
from jalon.workspace.standards.models import Instrument
from jalon.workspace.standards.models.choices import STATUSES
from jalon.workspace.standards.permissions import can_load
from jalon.workspace.standards.queries import instruments as queries
from jalon.workspace.standards.queries.vocabulary import vocabulary
from jalon.workspace.standards.rules.keys import instrument_key
from jalon.workspace.standards.views.access import for_readers

PAGE = 50
RESERVATIONS = "reservations"  # the theme of the article that lets a State exclude parts


@for_readers
@require_safe
def list_instruments(request: Request) -> HttpResponse:
    """Show the instruments that fit."""
    words = vocabulary()
    form = InstrumentFilter(request.GET, words=words, topics=queries.topics_in_use())
    chosen = form.chosen()
    wanted = queries.Wanted(chosen["q"], chosen["category"], chosen["topic"], chosen["kind"])
    page = Paginator(queries.find_instruments(wanted), PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "words": words}
    return render(request, "standards/instruments.html", context)


@for_readers
@require_safe
def show_instrument(request: Request, key: str) -> HttpResponse:
    """Show one instrument; another writing of its key leads to it."""
    try:
        written = instrument_key(key)
    except RuleBroken:
        written = key
    instrument = get_object_or_404(Instrument, key=written)
    if key != written:
        return redirect("standards:instrument", written, permanent=True)
    form = RatificationFilter(request.GET)
    chosen = form.chosen()
    ratifications = queries.who_ratified(instrument, chosen["status"], chosen["q"])
    statuses = queries.statuses_of(instrument)
    provisions = queries.provisions_of(instrument)
    context = {
        "instrument": instrument,
        "words": vocabulary(),
        "provisions": provisions,
        "reservation": next(
            (p for p in provisions if p.theme == RESERVATIONS and not p.retired_date), None
        ),
        "can_load": can_load(request.user),
        "form": form,
        "page": Paginator(ratifications, PAGE).get_page(request.GET.get("page")),
        "statuses": [(label, statuses[word]) for word, label in STATUSES.items() if statuses[word]],
        "interventions": instrument.interventions.order_by("key"),
        "history": history_of(instrument),
    }
    return render(request, "standards/instrument.html", context)
