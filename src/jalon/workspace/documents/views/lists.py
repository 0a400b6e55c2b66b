"""Lists across papers: mine, and a month of due dates."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import get_format

from jalon.workspace.documents.queries import mine as mine_of
from jalon.workspace.documents.queries.months import read_month
from jalon.workspace.documents.views import fetch
from jalon.workspace.http import Request


@login_required
def mine(request: Request) -> HttpResponse:
    """Show what the reader owes, what waits for them and what came back."""
    user, now, most = request.user, timezone.now(), 50
    context = {
        "overdue": mine_of.overdue(user, now, most),
        "due_soon": mine_of.due_soon(user, now, most),
        "waiting": mine_of.waiting_for(user, now, most),
        "returned": mine_of.returned_to(user, now, most),
    }
    return render(request, "documents/mine.html", context)


@login_required
def month(request: Request, code: str) -> HttpResponse:
    """Show a month of due dates as a table of weeks."""
    programme = fetch.programme_of(request.user, code)
    now = timezone.now()
    first = _asked(request.GET.get("month", "")) or timezone.localdate(now).replace(day=1)
    first_weekday = int(get_format("FIRST_DAY_OF_WEEK")) or 7  # Django counts from Sunday, 0
    shown = read_month(request.user, programme, first, first_weekday=first_weekday, now=now)
    context = {"programme": programme, "month": shown}
    return render(request, "documents/month.html", context)


def _asked(text: str) -> date | None:
    """Return the first of a month written as 2026-04, or None."""
    year, _dash, month_ = text.partition("-")
    try:
        asked = date(int(year), int(month_), 1)
    except ValueError:
        return None
    return asked if 1990 <= asked.year <= 2100 else None
