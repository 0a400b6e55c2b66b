"""The team lets somebody in late, or enters an application for somebody who cannot."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jalon.errors import ReadableError
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.accounts.services import enter_candidate
from jalon.workspace.http import Request
from jalon.workspace.recruitment.forms.handing_in import EntryForm, LateForm
from jalon.workspace.recruitment.models import Application, Call
from jalon.workspace.recruitment.queries.taking import entered_in
from jalon.workspace.recruitment.services.applying import enter_application
from jalon.workspace.recruitment.services.exceptions import allow_late_entry
from jalon.workspace.recruitment.services.opening import note_names_seen
from jalon.workspace.recruitment.views import fetch
from jalon.workspace.tags import explain

ASKED = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(ASKED)
def late(request: Request, code: str, pk: int) -> HttpResponse:
    """Show the exceptions to the deadline; record one."""
    call = _unseated_call(request, code, pk)
    form = LateForm(request.POST or None, initial={"zone": call.closes_zone or "UTC"})
    if form.is_valid():
        try:
            allow_late_entry(
                call_id=call.pk,
                email=form.cleaned_data["email"],
                until=form.until(),
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except ReadableError as error:
            form.add_error(None, explain(error))
        else:
            messages.info(request, _("The exception is recorded, and the candidate is told."))
            return redirect("recruitment:late", code, pk)
    context = {
        "programme": call.programme,
        "call": call,
        "form": form,
        "entries": call.late_entries.select_related("candidate", "by").order_by("-pk"),
    }
    return render(request, "recruitment/late.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(ASKED)
def enter(request: Request, code: str, pk: int) -> HttpResponse:
    """Show what is entered for others now, by name; begin one more."""
    call = _unseated_call(request, code, pk)
    form = EntryForm(request.POST or None, initial={"language": request.user.language})
    if form.is_valid():
        try:
            begun = _enter(request, call, form)
        except ReadableError as error:
            form.add_error(None, explain(error))
        else:
            return redirect("recruitment:entered-application", code, begun.code)
    entered = entered_in(call, request.user, timezone.now())
    if entered:
        note_names_seen(call, by=request.user, count=len(entered))
    context = {
        "programme": call.programme,
        "call": call,
        "form": form,
        "entered": entered,
    }
    return render(request, "recruitment/enter.html", context, status=422 if form.errors else 200)


def _unseated_call(request: Request, code: str, pk: int) -> Call:
    """Return a call for pages that name who applies: not for who sits on its panel."""
    call = fetch.call_for(request.user, Permission.CALL_EDIT, code, pk)
    if call.panel.seated().filter(user=request.user).exists():
        raise PermissionDenied
    return call


@transaction.atomic
def _enter(request: Request, call: Call, form: EntryForm) -> Application:
    given = form.cleaned_data
    candidate = enter_candidate(
        email=given["email"] or f"by-hand-{secrets.token_hex(6)}@invalid",
        name=given["name"],
        language=given["language"],
        by=request.user,
    )
    return enter_application(
        call_id=call.pk, candidate=candidate, reason=given["reason"], by=request.user
    )
