"""Give a step of the chain to somebody, or ask one more person."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents import permissions
from jalon.workspace.documents.forms.obligations import PersonForm
from jalon.workspace.documents.forms.papers import AddStepForm
from jalon.workspace.documents.models import Document
from jalon.workspace.documents.queries.parties import clearers_of
from jalon.workspace.documents.queries.texts import authors_of
from jalon.workspace.documents.services.assigning import add_step, reassign_step, takers_of
from jalon.workspace.documents.views import fetch
from jalon.workspace.documents.views.answers import ask, bound
from jalon.workspace.http import Request


@login_required
def assign(request: Request, code: str, pk: int, step_pk: int) -> HttpResponse:
    """Let one person take a step."""
    row = _to_arrange(request, code, pk)
    step = fetch.step_of(row, step_pk)
    initial = {"version": row.version, "person": step.assignee_id}
    form = PersonForm(bound(request), people=takers_of(step, request.user), initial=initial)
    form.fields["person"].required = not step.role
    form.fields["person"].help_text = _("Leave it empty for anybody of the role.")

    def act(data: dict[str, Any]) -> Document:
        reassign_step(
            step_id=step.pk, version=data["version"], assignee=data["person"], by=request.user
        )
        return row

    heading = _("Who takes this step?")
    return ask(
        request,
        form,
        row,
        action=_("Save"),
        said=_("Saved."),
        act=act,
        heading=heading,
        about=step.title,
    )


@login_required
def add(request: Request, code: str, pk: int) -> HttpResponse:
    """Ask one more person."""
    row = _to_arrange(request, code, pk)
    form = AddStepForm(bound(request), people=clearers_of(row), initial={"version": row.version})

    def act(data: dict[str, Any]) -> Document:
        add_step(
            document_id=row.pk,
            version=data["version"],
            title=data["title"],
            assignee=data["person"],
            working_days=data["working_days"],
            by=request.user,
        )
        return row

    return ask(
        request,
        form,
        row,
        action=_("Save"),
        said=_("Saved."),
        act=act,
        heading=_("Ask one more person"),
    )


def _to_arrange(request: Request, code: str, pk: int) -> Document:
    row = fetch.document_of(request.user, code, pk)
    if not permissions.can_arrange(request.user, row, authors_of(row)):
        raise PermissionDenied
    return row
