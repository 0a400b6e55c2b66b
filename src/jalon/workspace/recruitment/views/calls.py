"""The calls of a programme, and one call."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.queries import history_of
from jalon.workspace.http import Request
from jalon.workspace.programmes.permissions import has_permission
from jalon.workspace.recruitment import permissions
from jalon.workspace.recruitment.forms.filters import CallFilter
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.queries.lists import call_rows, narrowed
from jalon.workspace.recruitment.queries.seen import handed_in
from jalon.workspace.recruitment.rules.competencies import competencies
from jalon.workspace.recruitment.rules.occupations import occupations
from jalon.workspace.recruitment.views import fetch

PAGE = 50


@login_required
def calls(request: Request, code: str) -> HttpResponse:
    """Show the calls of a programme, the newest first."""
    programme = fetch.programme_of(request.user, code)
    chosen = CallFilter(request.GET)
    words, which = chosen.chosen()
    seen = Call.objects.visible_to(request.user).filter(programme=programme)
    rows = narrowed(seen, words, which).select_related("country", "responsible", "notice")
    page = Paginator(rows.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "programme": programme,
        "filter": chosen,
        "filtered": bool(words or which),
        "page": page,
        "rows": call_rows(page.object_list, timezone.now()),
        "can_begin": permissions.can_begin(request.user, programme),
        "sees_files": has_permission(
            request.user, Permission.CANDIDATE_VIEW, programme, anywhere=True
        ),
    }
    return render(request, "recruitment/calls.html", context)


@login_required
def call(request: Request, code: str, pk: int) -> HttpResponse:
    """Show a call: where it is, what it lacks, what comes next."""
    row = fetch.call_of(request.user, code, pk)
    shown = fetch.overview_for(request.user, row)
    context = {
        "programme": row.programme,
        "call": row,
        "shown": shown,
        "applied": handed_in(row).count() if shown.takes_late else 0,
        "texts": sorted(row.texts.all(), key=lambda text: text.pk),
        "amendments": row.amendments.select_related("by").order_by("-number"),
        "can_begin": permissions.can_begin(request.user, row.programme),
        "occupation": occupations().get(row.occupation),
        "competencies": [one.title for one in competencies() if one.key in row.competencies],
        "history": history_of(row),
    }
    return render(request, "recruitment/call.html", context)
