"""What was read from a notice, beside the notice."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from jalon.workspace.http import Request
from jalon.workspace.recruitment.models import NoticeSource
from jalon.workspace.recruitment.queries.source import HEAD, read_source
from jalon.workspace.recruitment.views import fetch


@login_required
def source(request: Request, code: str, pk: int) -> HttpResponse:
    """Show each field beside the text that it was read from; ask what was not read."""
    call = fetch.call_of(request.user, code, pk)
    kept = get_object_or_404(NoticeSource, call=call)
    context = {
        "programme": call.programme,
        "call": call,
        "shown": fetch.overview_for(request.user, call),
        "source": kept,
        "read": read_source(kept),
        "head": HEAD,
    }
    return render(request, "recruitment/source.html", context)
