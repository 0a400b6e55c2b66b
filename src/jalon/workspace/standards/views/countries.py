"""What binds a country, by subject, and what is not known."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jalon.workspace.audit.queries import history_of
from jalon.workspace.http import Request
from jalon.workspace.places.models import Country
from jalon.workspace.standards.forms import Filter, SubjectFilter
from jalon.workspace.standards.permissions import can_load
from jalon.workspace.standards.queries import countries as queries
from jalon.workspace.standards.queries.vocabulary import vocabulary
from jalon.workspace.standards.rules.binding import Bond, Force
from jalon.workspace.standards.rules.words import Status
from jalon.workspace.standards.views.access import for_readers


@for_readers
@require_safe
def list_countries(request: Request) -> HttpResponse:
    """Show the countries of which something is known."""
    form = Filter(request.GET)
    countries = queries.countries_known(form.chosen()["q"])
    return render(request, "standards/countries.html", {"form": form, "countries": countries})


@for_readers
@require_safe
def show_country(request: Request, iso3: str) -> HttpResponse:
    """Show what binds a country and what does not; with a subject, article by article."""
    country = get_object_or_404(Country, iso3=iso3.upper())
    if iso3 != country.iso3:
        return redirect("standards:country", country.iso3, permanent=True)
    words = vocabulary()
    form = SubjectFilter(request.GET, subjects=queries.subjects_offered(words))
    subjects = form.chosen()
    standings = queries.standings_of(country, timezone.localdate())
    context = {
        "country": country,
        "words": words,
        "form": form,
        "subject": form.title(),
        "standings": _by_status(standings),
        "retired": queries.retired_of(country),
        "can_load": can_load(request.user),
        "history": history_of(country),
    }
    if subjects:
        duties = queries.duties_of(country, timezone.localdate(), subjects)
        context["duties"] = {b.value: [d for d in duties if d.bond is b] for b in Bond}
        context["without_duties"] = queries.without_duties(standings, subjects)
    return render(request, "standards/country.html", context)


@for_readers
@require_safe
def country_part(request: Request, iso3: str) -> HttpResponse:
    """Show the same in a few lines, on the country's own page."""
    country = get_object_or_404(Country, iso3=iso3)
    standings = queries.standings_of(country, timezone.localdate())
    context = {"country": country, "standings": _by_status(standings)}
    return render(request, "standards/country_part.html", context)


def _by_status(standings: list[queries.Standing]) -> dict[str, list[queries.Standing]]:
    """Part the instruments by what they are to the country, as the headings of the page do."""
    found: dict[str, list[queries.Standing]] = {
        "binding": [],
        "not_yet": [],
        "not_binding": [],
        "not_found": [],
        "unknown": [],
    }
    for standing in standings:
        match standing.force, standing.status:
            case Force.IN_FORCE | Force.ENDING, _:
                found["binding"].append(standing)
            case Force.NOT_YET, _:
                found["not_yet"].append(standing)
            case _, "":
                found["unknown"].append(standing)
            case _, Status.NOT_FOUND:
                found["not_found"].append(standing)
            case _:
                found["not_binding"].append(standing)
    return found
