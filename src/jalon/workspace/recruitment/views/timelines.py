"""The stages of all calls of a programme against their planned days, and where each waits."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jalon.workspace.http import Request
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.models.words import CALL_STATES
from jalon.workspace.recruitment.queries.timeline import STAGES
from jalon.workspace.recruitment.queries.timelines import timeline_row
from jalon.workspace.recruitment.views import fetch

PAGE = 25


@login_required
def timelines(request: Request, code: str) -> HttpResponse:
    """Show one line for each call, the newest first."""
    programme = fetch.programme_of(request.user, code)
    seen = Call.objects.visible_to(request.user).filter(programme=programme)
    rows = (
        seen.select_related("responsible", "notice", "programme")
        .prefetch_related("timeline", "notice__steps__assignee")
        .order_by("-pk")
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    context = {
        "programme": programme,
        "page": page,
        "stages": [CALL_STATES[stage] for stage in STAGES],
        "rows": [timeline_row(call, now) for call in page.object_list],
    }
    return render(request, "recruitment/decisions/timelines.html", context)
