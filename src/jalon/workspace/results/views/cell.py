"""Save one cell of the matrix; the row comes back, or what stands in the way."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_POST

from jalon.errors import BadInput, ReadableError
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.http import Request
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Actual, ActualCell, Period
from jalon.workspace.results.permissions import check_may_with
from jalon.workspace.results.queries.filters import Filters
from jalon.workspace.results.queries.matrix import read_matrix
from jalon.workspace.results.queries.reports import amount_of
from jalon.workspace.results.rules.cells import LONGEST_TEXT, read_entry
from jalon.workspace.results.rules.kinds import Measure
from jalon.workspace.results.rules.totals import Amount
from jalon.workspace.results.services.actuals import report_actual
from jalon.workspace.results.templatetags.result_figures import entry
from jalon.workspace.results.views.fetch import number_of, period_or_404
from jalon.workspace.results.views.matrix import PAGE, filters_of, shown_rows, table_of
from jalon.workspace.tags import explain


@login_required
@require_POST
def save_cell(request: Request, code: str) -> HttpResponse:
    """Save what was typed into a cell, if nobody has changed its figure meanwhile."""
    period = period_or_404(request, code, number_of(request.POST.get("period")) or 0)
    programme = period.indicator.programme
    country = _country(request, programme)
    check_may_with(
        request.user, Permission.ACTUAL_REPORT, period.indicator, country.pk if country else None
    )
    breakdown = request.POST.get("breakdown", "")
    version = number_of(request.POST.get("version")) or 0
    try:
        amount = read(request.POST.get("value", ""), Measure(period.indicator.measure))
        report_actual(
            period=period,
            country=country,
            cells={breakdown: amount},
            by=request.user,
            version=version,
            whole=False,
        )
    except ReadableError as error:
        if error.code == "changed-meanwhile":
            return JsonResponse(_conflict(error, period, country, breakdown), status=409)
        return JsonResponse({"message": explain(error)}, status=422)
    return _row(request, programme, period)


def read(text: str, measure: Measure) -> Amount:
    """Return what was typed, in the reader's way of writing numbers and answers."""
    text = text.strip()
    if len(text) > LONGEST_TEXT:
        raise BadInput("text-too-long", most=LONGEST_TEXT)
    if measure is Measure.YES_NO:
        answers = {pgettext("answer", "yes"): "1", pgettext("answer", "no"): "0"}
        text = answers.get(text.casefold(), text)
    return read_entry(text, measure, (get_language() or "en").split("-")[0])


def _country(request: Request, programme: Programme) -> Country | None:
    if not request.POST.get("country"):
        return None
    countries = Country.objects.filter(covered_by__programme=programme)
    return get_object_or_404(countries, pk=number_of(request.POST["country"]) or 0)


def _conflict(
    error: ReadableError, period: Period, country: Country | None, breakdown: str
) -> dict[str, Any]:
    actual = Actual.objects.filter(period=period, country=country, area=None).first()
    cell = ActualCell.objects.filter(actual=actual, breakdown=breakdown).first()
    return {
        "message": explain(error),
        "theirs": entry(amount_of(cell)) if cell else "",
        "version": actual.version if actual else 0,
    }


def _row(request: Request, programme: Programme, period: Period) -> HttpResponse:
    """Return the row of the cell; the page puts its cells in their places."""
    filters = filters_of(request, programme)
    # whoever answers for the indicator may have changed since the page was read
    alone = Filters(country=filters.country, by=filters.by, indicator=period.indicator_id)
    page = read_matrix(request.user, programme, alone, per_page=1)
    context = {
        "programme": programme,
        "row": shown_rows(request.user, programme, page)[0],
        **table_of(page, filters),
    }
    return render(request, f"{PAGE}#row", context)
