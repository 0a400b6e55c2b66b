"""Review a text: the facts on one side, the comments on the other; decide about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jalon.errors import RuleBroken
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents import permissions
from jalon.workspace.documents.forms.papers import CommentForm, DecisionForm, ResponseForm
from jalon.workspace.documents.links import document_url
from jalon.workspace.documents.models import Comment, Document, Step
from jalon.workspace.documents.queries.rows import tone_of
from jalon.workspace.documents.queries.texts import authors_of
from jalon.workspace.documents.services import clearance
from jalon.workspace.documents.services import review as reviewing
from jalon.workspace.documents.views import fetch
from jalon.workspace.documents.views.answers import answer, bound
from jalon.workspace.http import Request
from jalon.workspace.tags import explain

REVIEW = "documents/review.html"


@login_required
def review(request: Request, code: str, pk: int) -> HttpResponse:
    """Read what a text is about beside what is said of it; say something."""
    row = fetch.document_of(request.user, code, pk)
    user = request.user
    form = CommentForm(bound(request))
    if request.method == "POST" and not permissions.can_comment(user, row):
        raise PermissionDenied
    text = fetch.text_of(user, row)
    can_answer = permissions.allows(user, Permission.DOCUMENT_WRITE, row)
    writer = user.pk in text.authors
    context = {
        "programme": row.programme,
        "document": row,
        "text": text,
        "tone": tone_of(row),
        "can_comment": permissions.can_comment(user, row),
        "can_answer": can_answer,
        "can_settle": not writer and permissions.allows(user, Permission.DOCUMENT_REVIEW, row),
    }

    def act(data: dict[str, Any]) -> Comment:
        return reviewing.comment(document_id=row.pk, by=user, **data)

    return answer(
        request,
        form,
        REVIEW,
        context,
        act=act,
        then=lambda made: f"{review_url(row)}#comment-{made.pk}",
    )


@login_required
def respond(request: Request, code: str, pk: int, comment_pk: int) -> HttpResponse:
    """Answer one comment."""
    row = fetch.document_of(request.user, code, pk)
    permissions.check(request.user, Permission.DOCUMENT_WRITE, row)
    said = _comment(request, row, comment_pk)
    form = ResponseForm(bound(request), initial={"response": said.response})

    def act(data: dict[str, Any]) -> Comment:
        return reviewing.respond_comment(comment_id=said.pk, by=request.user, **data)

    context = {"programme": row.programme, "document": row, "comment": said}
    return answer(
        request,
        form,
        "documents/respond.html",
        context,
        act=act,
        then=lambda _made: f"{review_url(row)}#comment-{said.pk}",
    )


@login_required
@require_POST
def settle(request: Request, code: str, pk: int, comment_pk: int) -> HttpResponse:
    """Say that a comment is dealt with."""
    row = fetch.document_of(request.user, code, pk)
    said = _comment(request, row, comment_pk)
    try:
        reviewing.settle_comment(comment_id=said.pk, by=request.user)
    except RuleBroken as error:
        messages.error(request, explain(error))
    return redirect(f"{review_url(row)}#comment-{said.pk}")


@login_required
def decide(request: Request, code: str, pk: int, step_pk: int) -> HttpResponse:
    """Clear a step, accept the text, or return it with a reason."""
    row = fetch.document_of(request.user, code, pk)
    step = fetch.step_of(row, step_pk)
    if not step.is_acceptance and not permissions.can_see_inside(request.user, row):
        raise PermissionDenied
    form = DecisionForm(bound(request), initial={"version": row.version})
    refusal = _refusal(request, row, step)

    def act(data: dict[str, Any]) -> Document:
        _act(step, data, returned="return" in request.POST, by=request.user)
        return row

    context = {
        "programme": row.programme,
        "document": row,
        "step": step,
        "refusal": refusal,
        "text": fetch.text_of(request.user, row),
        "for_receiver": step.is_acceptance and permissions.is_receiver(request.user, row),
    }
    return answer(
        request,
        form,
        "documents/decide.html",
        context,
        act=act,
        then=document_url,
        said=_("Your decision is on record."),
        row=row,
    )


def review_url(row: Document) -> str:
    return reverse("documents:review", args=[row.programme.code, row.pk])


def _act(step: Step, data: dict[str, Any], *, returned: bool, by: Any) -> None:
    version, reason = data["version"], data["reason"]
    if returned:
        clearance.return_document(step_id=step.pk, version=version, reason=reason, by=by)
    elif step.is_acceptance:
        clearance.accept_document(document_id=step.document_id, version=version, note=reason, by=by)
    else:
        clearance.clear_step(step_id=step.pk, version=version, reason=reason, by=by)


def _refusal(request: Request, row: Document, step: Step) -> str:
    """Say at once why the reader cannot decide, before they have written a reason."""
    if step.decision:
        return _now("This step is decided already.")
    if step.opened_at is None:
        return _now("It is not the turn of this step yet.")
    try:
        permissions.decider(request.user, step, authors_of(row))
    except RuleBroken as error:
        return explain(error)
    return ""


def _comment(request: Request, row: Document, pk: int) -> Comment:
    seen = Comment.objects.filter(round__document=row).select_related("by", "round", "version")
    if not permissions.can_see_inside(request.user, row):
        seen = seen.filter(from_receiver=True)
    return get_object_or_404(seen, pk=pk)
