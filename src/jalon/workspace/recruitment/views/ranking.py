"""Where candidates stand, and whether other weights would have put somebody else first."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.http import Request
from jalon.workspace.recruitment.models.words import STAGES
from jalon.workspace.recruitment.pictures import shares_chart
from jalon.workspace.recruitment.queries.ranked import Ranked, ranked
from jalon.workspace.recruitment.queries.ranking_words import lines_of, said_of, stages_words
from jalon.workspace.recruitment.queries.ranking_words import shown as as_decimal
from jalon.workspace.recruitment.queries.seen import Reader, reader_of
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.views import fetch
from jalon.workspace.recruitment.views.assessing import page_of

DRAWN = 20  # who is first in fewer weightings than these is not drawn


@login_required
def ranking(request: Request, code: str, pk: int) -> HttpResponse:
    """Show the last ranking, or that of one stage, with its sensitivity."""
    call = fetch.bare_call_for(request.user, Permission.CANDIDATE_VIEW, code, pk)
    reader = reader_of(request.user, call)
    if reader.standing.excluded:
        raise PermissionDenied
    prefetch_related_objects([call], "criteria")
    stages = {Stage(each.stage) for each in call.criteria.all()}
    asked = request.GET.get("stage")
    wanted = [Stage(asked)] if asked in stages else None
    shown = ranked(call, wanted, panel=reader.panel)
    context: dict[str, Any] = {
        "programme": call.programme,
        "call": call,
        "stages": [(each, STAGES[each]) for each in Stage if each in stages],
        "asked": asked,
        "hidden": _hidden(reader, shown),
    }
    if not context["hidden"]:
        lines = page_of(request, lines_of(shown))
        context |= {"shown": shown, "lines": lines, "said": said_of(shown)}
        context["counted"] = "" if wanted else stages_words(shown.stages, shown.weights)
        if shown.sensitivity:
            first = shown.sensitivity.shares[:DRAWN]
            context["shares"] = [
                (each.code, as_decimal(each.first * 100, 0), as_decimal(each.among * 100, 0))
                for each in first
            ]
            context["drawn"] = (len(first), len(shown.sensitivity.shares))
            context["picture"] = shares_chart(
                first,
                label=gettext("In how many weightings each candidate is first"),
            )
    return render(request, "recruitment/decisions/ranking.html", context)


def _hidden(reader: Reader, shown: Ranked) -> bool:
    """Tell whether the reader still scores: others' marks would sway theirs."""
    return reader.standing.scores and not shown.is_complete
