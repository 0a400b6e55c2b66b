"""What is to be looked at in a notice before it goes out, and how it will read."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents.forms.base import VersionedForm
from jalon.workspace.http import Request
from jalon.workspace.recruitment.models import CallText
from jalon.workspace.recruitment.models.labels import label_of
from jalon.workspace.recruitment.queries.checks import check_text
from jalon.workspace.recruitment.queries.notice_text import ORDER
from jalon.workspace.recruitment.services import statements as services
from jalon.workspace.recruitment.views import fetch
from jalon.workspace.recruitment.views.answers import ask, call_url


@login_required
@require_POST
def add_statements(request: Request, code: str, pk: int, language: str) -> HttpResponse:
    """Add the usual words of what one text leaves unsaid."""
    call = fetch.call_for(request.user, Permission.CALL_EDIT, code, pk)
    get_object_or_404(call.texts, language=language)
    form = VersionedForm(request.POST)

    def act(data: dict[str, Any]) -> None:
        services.add_statements(
            call_id=call.pk, version=data["version"], language=language, by=request.user
        )

    return ask(
        request,
        form,
        call,
        act=act,
        heading=_("Add the usual words"),
        said=_("The words stand at the end of the notice. Read them once."),
        then=call_url(call, "checks"),
    )


@login_required
def checks(request: Request, code: str, pk: int) -> HttpResponse:
    """Show what the notice leaves unsaid, and wording that shuts people out, with reasons."""
    call = fetch.call_of(request.user, code, pk)
    texts = sorted(call.texts.all(), key=lambda text: text.pk)
    labels = {part: label_of(CallText, part) for part in ORDER}
    context = {
        "programme": call.programme,
        "call": call,
        "shown": fetch.overview_for(request.user, call),
        "checked": [(text, check_text(text, call.title.get(text.language, ""))) for text in texts],
        "labels": labels,
    }
    return render(request, "recruitment/checks.html", context)
