"""When a programme reports, and when a country works."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from jalon.errors import ReadableError
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.http import Request
from jalon.workspace.places.models import Country
from jalon.workspace.programmes import queries, services
from jalon.workspace.programmes.forms.people import HolidayForm
from jalon.workspace.programmes.models import Holiday
from jalon.workspace.programmes.permissions import (
    can_edit_calendar,
    check_can_edit_calendar,
    check_permission_somewhere,
)
from jalon.workspace.programmes.views.found import programme_for
from jalon.workspace.tags import explain

YEARS = range(1990, 2101)  # for which the library computes religious holidays


@login_required
@require_safe
def show_calendar(request: Request, code: str) -> HttpResponse:
    programme = programme_for(request, code)
    last = programme.agreement.final_due_days
    context = {
        "programme": programme,
        "periods": queries.reporting_periods_of(programme),
        "final_due": programme.end_date + timedelta(days=last),
        "covers": sorted(programme.covers.all(), key=lambda cover: str(cover.country)),
        "today": timezone.localdate(),
    }
    return render(request, "programmes/calendar.html", context)


@login_required
@require_safe
def show_country_calendar(request: Request, iso3: str) -> HttpResponse:
    check_permission_somewhere(request.user, Permission.CATALOGUE_VIEW)
    return _calendar(request, get_object_or_404(Country, iso3=iso3.upper()), None)


@login_required
@require_POST
def set_holiday(request: Request, iso3: str) -> HttpResponse:
    check_permission_somewhere(request.user, Permission.CATALOGUE_VIEW)
    country = get_object_or_404(Country, iso3=iso3.upper())
    check_can_edit_calendar(request.user, country)
    form = HolidayForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        language = (get_language() or "en").split("-")[0]
        try:
            services.set_holiday(
                country=country,
                day=said["day"],
                name={language: said["name"]},
                working=said["working"],
                by=request.user,
            )
        except ReadableError as error:
            form.add_error(None, explain(error))
        else:
            return _to_year(country, said["day"].year)
    return _calendar(request, country, form)


@login_required
@require_POST
def remove_holiday(request: Request, pk: int) -> HttpResponse:
    check_permission_somewhere(request.user, Permission.CATALOGUE_VIEW)
    holiday = get_object_or_404(Holiday.objects.select_related("country"), pk=pk)
    services.remove_holiday(holiday=holiday, by=request.user)
    return _to_year(holiday.country, holiday.day.year)


def _calendar(request: Request, country: Country, form: HolidayForm | None) -> HttpResponse:
    year = _year(request)
    context = {
        "country": country,
        "year": year,
        "years": [one for one in (year - 1, year + 1) if one in YEARS],
        "days": queries.calendar_of(country, year),
        "is_known": queries.is_known(country),
        "weekend": [WEEKDAYS[day - 1] for day in sorted(queries.weekend_of(country))],
        "can_edit": can_edit_calendar(request.user, country),
        "form": form or HolidayForm(),
    }
    status = 422 if form is not None else 200
    return render(request, "programmes/country_calendar.html", context, status=status)


def _year(request: Request) -> int:
    text = request.GET.get("year", "")
    if not text:
        return timezone.localdate().year
    if not text.isdecimal() or len(text) > 4 or int(text) not in YEARS:
        raise Http404
    return int(text)


def _to_year(country: Country, year: int) -> HttpResponse:
    response = redirect("programmes:country-calendar", country.iso3)
    response["Location"] += f"?year={year}"
    return response
