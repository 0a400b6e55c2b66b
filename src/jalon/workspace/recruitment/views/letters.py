"""Letters to candidates: drafted for all whom they concern, looked at, sent, followed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jalon.errors import ReadableError
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents.views.answers import bound
from jalon.workspace.http import Request
from jalon.workspace.recruitment import permissions
from jalon.workspace.recruitment.forms.letters import LetterForm
from jalon.workspace.recruitment.jobs.letters import send_all
from jalon.workspace.recruitment.models import Call, Letter
from jalon.workspace.recruitment.models.words import MESSAGE_KINDS
from jalon.workspace.recruitment.queries.letters import (
    bundles_of,
    digest_of_drafts,
    rows_of,
)
from jalon.workspace.recruitment.rules.messages import MessageKind
from jalon.workspace.recruitment.rules.sending import IN_BULK, LetterState
from jalon.workspace.recruitment.services import bulk_letters as services
from jalon.workspace.recruitment.views import fetch
from jalon.workspace.recruitment.views.answers import ask, call_url
from jalon.workspace.tags import explain

P = Permission
PAGE = 50


@login_required
def letters(request: Request, code: str, pk: int) -> HttpResponse:
    """Show the letters of a call by kind: whom they concern, how far they have come."""
    call = fetch.named_call_for(request.user, P.CANDIDATE_VIEW, code, pk)
    bundles = bundles_of(call)
    context = {
        "programme": call.programme,
        "call": call,
        "bundles": bundles,
        "moving": any(each.is_moving for each in bundles),
        "may_write": permissions.allows(request.user, P.CALL_EDIT, call),
    }
    return render(request, "recruitment/decisions/letters.html", context)


@login_required
def letters_of_kind(request: Request, code: str, pk: int, kind: str) -> HttpResponse:
    """Show the letters of one kind, to be read before they are passed."""
    call = fetch.named_call_for(request.user, P.CANDIDATE_VIEW, code, pk)
    chosen = _kind(kind)
    rows = rows_of(call, chosen)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    drafts = [row.letter for row in rows if row.state is LetterState.DRAFT]
    context = {
        "programme": call.programme,
        "call": call,
        "kind": chosen,
        "words": MESSAGE_KINDS[chosen],
        "page": page,
        "bundle": next((b for b in bundles_of(call) if b.kind is chosen), None),
        "digest": digest_of_drafts(drafts),
        "own": any(each.by_id == request.user.pk for each in drafts),
        "may_write": permissions.allows(request.user, P.CALL_EDIT, call),
    }
    return render(request, "recruitment/decisions/letters_of_kind.html", context)


@login_required
@require_POST
def draft_letters(request: Request, code: str, pk: int, kind: str) -> HttpResponse:
    """Write drafts to all whom this kind concerns."""
    call = fetch.named_call_for(request.user, P.CALL_EDIT, code, pk)
    chosen = _kind(kind)

    def act() -> str:
        count = services.draft_letters(call_id=call.pk, kind=chosen, by=request.user)
        return ngettext("%(count)s draft is written.", "%(count)s drafts are written.", count) % {
            "count": count
        }

    return _done(request, call, chosen, act)


@login_required
@require_POST
def pass_letters(request: Request, code: str, pk: int, kind: str) -> HttpResponse:
    """Pass the drafts as they were shown."""
    call = fetch.named_call_for(request.user, P.CALL_EDIT, code, pk)
    chosen = _kind(kind)

    def act() -> str:
        count = services.pass_letters(
            call_id=call.pk, kind=chosen, seen=request.POST.get("seen", ""), by=request.user
        )
        return ngettext(
            "%(count)s letter is approved.", "%(count)s letters are approved.", count
        ) % {"count": count}

    return _done(request, call, chosen, act)


@login_required
@require_POST
def send_letters(request: Request, code: str, pk: int, kind: str) -> HttpResponse:
    """Have the letters sent that were passed."""
    call = fetch.named_call_for(request.user, P.CALL_EDIT, code, pk)
    chosen = _kind(kind)

    def act() -> str:
        keys = services.queue_letters(call_id=call.pk, kind=chosen, by=request.user)
        send_all(keys)
        return ngettext(
            "%(count)s letter is on its way.", "%(count)s letters are on their way.", len(keys)
        ) % {"count": len(keys)}

    return _done(request, call, chosen, act)


@login_required
def letter(request: Request, code: str, pk: int, letter_id: int) -> HttpResponse:
    """Show one letter, and change it while it is a draft."""
    call = fetch.named_call_for(request.user, P.CALL_EDIT, code, pk)
    row = _letter(call, letter_id)
    initial = {"subject": row.subject, "body": row.body}
    form = LetterForm(bound(request), language=row.language, initial=initial)

    def act(data: dict[str, Any]) -> None:
        services.edit_draft(
            letter_id=row.pk, subject=data["subject"], body=data["body"], by=request.user
        )

    return ask(
        request,
        form,
        call,
        act=act,
        heading=_("Letter %(reference)s") % {"reference": row.reference},
        said=_("The draft is changed. Somebody else approves it."),
        then=call_url(call, "letters-of-kind", row.kind),
    )


@login_required
@require_POST
def send_again(request: Request, code: str, pk: int, letter_id: int) -> HttpResponse:
    """Send a letter again that failed, or that may not have gone out."""
    call = fetch.named_call_for(request.user, P.CALL_EDIT, code, pk)
    row = _letter(call, letter_id)

    def act() -> str:
        services.queue_again(letter_id=row.pk, by=request.user)
        send_all([row.pk])
        return str(_("The letter is on its way again."))

    return _done(request, call, MessageKind(row.kind), act)


@login_required
@require_POST
def drop_letter(request: Request, code: str, pk: int, letter_id: int) -> HttpResponse:
    """Throw one draft away."""
    call = fetch.named_call_for(request.user, P.CALL_EDIT, code, pk)
    row = _letter(call, letter_id)

    def act() -> str:
        services.drop_draft(
            letter_id=row.pk, reason=request.POST.get("reason", ""), by=request.user
        )
        return str(_("The draft is thrown away."))

    return _done(request, call, MessageKind(row.kind), act)


def _kind(kind: str) -> MessageKind:
    if kind not in set(IN_BULK):
        raise Http404
    return MessageKind(kind)


def _letter(call: Call, pk: int) -> Letter:
    return get_object_or_404(Letter, pk=pk, call=call, kind__in=list(IN_BULK))


def _done(request: Request, call: Call, kind: MessageKind, act: Any) -> HttpResponse:
    """Do it and go back to the letters; a refusal is said there."""
    try:
        messages.success(request, act())
    except ReadableError as error:
        messages.error(request, explain(error))
    return redirect(call_url(call, "letters-of-kind", kind.value))
