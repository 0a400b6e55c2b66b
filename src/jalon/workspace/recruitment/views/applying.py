"""An application: what is to be filled in, its sections, its rows."""

import secrets
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jalon.errors import ReadableError
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.walls import is_candidate
from jalon.workspace.http import Request
from jalon.workspace.recruitment.forms.rows import ROW_FORMS
from jalon.workspace.recruitment.forms.sections import FORMS
from jalon.workspace.recruitment.models import Application
from jalon.workspace.recruitment.queries.candidate_form import (
    SECTIONS,
    parts_of,
    questions_of,
)
from jalon.workspace.recruitment.queries.countdown import countdown_of
from jalon.workspace.recruitment.queries.invitations import invited
from jalon.workspace.recruitment.queries.public import public_calls
from jalon.workspace.recruitment.queries.row_words import rows_of
from jalon.workspace.recruitment.queries.taking import earlier_of, exception_for, takes
from jalon.workspace.recruitment.rules.applications import MAY_BE_EMPTY, ROWS, Section
from jalon.workspace.recruitment.services import applying
from jalon.workspace.recruitment.services.applying import seen_of
from jalon.workspace.recruitment.views.desk import Desk, context_of
from jalon.workspace.recruitment.views.doors import too_often, within_rate
from jalon.workspace.tags import explain

ASKED = ["GET", "HEAD", "POST"]
ORDER = list(SECTIONS)


@require_http_methods(ASKED)
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what applying takes; begin for a candidate."""
    call = get_object_or_404(public_calls().select_related("country"), slug=slug)
    own = None
    if is_candidate(request.user):
        own = Application.objects.filter(call=call, candidate=request.user.pk).first()
        if request.method == "POST":
            return _begin(request, call.pk)
    now = timezone.now()
    context = {
        "call": call,
        "application": own,
        "is_candidate": is_candidate(request.user),
        "is_open": takes(call, now, exception_for(call, request.user.pk or 0)),
        "countdown": countdown_of(call, now, getattr(request.user, "time_zone", "")),
        "here": request.get_full_path(),
    }
    return render(request, "vacancies/apply.html", context)


def _begin(request: HttpRequest, call_id: int) -> HttpResponse:
    if not within_rate(request, "begin"):
        return too_often(request)
    application = applying.begin_application(call_id=call_id, by=cast("User", request.user))
    return redirect("vacancies:application", application.code)


@require_http_methods(ASKED)
def application(request: Request, desk: Desk) -> HttpResponse:
    """Show what is filled in and what is not."""
    call, now = desk.call, timezone.now()
    asked = questions_of(call)
    exception = exception_for(call, desk.application.candidate_id)
    parts = parts_of(desk.application, asked)
    context = context_of(
        request,
        desk,
        parts=[(part, desk.url("section", part.section.value)) for part in parts],
        done=sum(part.is_whole for part in parts),
        files=desk.application.files.filter(removed_at=None).select_related("file"),
        submissions=desk.application.submissions.select_related("receipt").order_by("-number"),
        countdown=countdown_of(call, now, request.user.time_zone),
        exception=exception,
        is_open=takes(call, now, exception),
        earlier=earlier_of(desk.application, request.user),
        invited=invited(desk.application, now),
    )
    return render(request, "vacancies/application.html", context)


@require_http_methods(ASKED)
def section(request: Request, desk: Desk, name: str) -> HttpResponse:
    """Fill in one section; one of rows shows them, each with a page of its own."""
    which = _section(name)
    return _rows(request, desk, which) if which in ROWS else _fields(request, desk, which)


def _fields(request: Request, desk: Desk, which: Section) -> HttpResponse:
    stored = desk.application.sections.get(which)
    form = FORMS[which](
        request.POST or None,
        content=stored,
        asked=questions_of(desk.call),
        initial={"seen": seen_of(stored), **_known(desk, which, stored)},
    )
    if form.is_valid():
        try:
            applying.save_section(
                application_id=desk.application.pk,
                section=which,
                content=form.content(),
                seen=form.cleaned_data["seen"] or None,
                by=request.user,
            )
        except ReadableError as error:
            _refuse(form, error, stored)
        else:
            _said_saved(request)
            return redirect(_next(desk, which))
    context = context_of(request, desk, form=form, section=which, title=SECTIONS[which])
    status = 422 if form.errors else 200
    return render(request, "vacancies/section.html", context, status=status)


def _said_saved(request: Request) -> None:
    """Say so; a message of success also lets the browser drop its own draft of the form."""
    messages.success(request, _("Saved. You can go on now, or later."))


def _known(desk: Desk, which: Section, stored: object) -> dict[str, Any]:
    if which is not Section.CONTACT or stored:
        return {}
    email = (
        ""
        if desk.application.candidate.email.endswith("@invalid")
        else desk.application.candidate.email
    )
    return {"name": desk.application.candidate.name, "email": email}


def _next(desk: Desk, which: Section) -> str:
    place = ORDER.index(which) + 1
    return (
        desk.url("section", ORDER[place].value) if place < len(ORDER) else desk.url("application")
    )


def _refuse(form: Any, error: ReadableError, stored: object) -> None:
    """Say why; let the writer save over what they have now been shown."""
    form.add_error(None, explain(error))
    if error.code == "section-changed-meanwhile":
        form.was_changed = True
        sent = form.data.copy()
        sent["seen"] = seen_of(stored)
        form.data = sent


def _rows(request: Request, desk: Desk, which: Section) -> HttpResponse:
    stored = desk.application.sections.get(which)
    if request.method == "POST":
        _change_rows(request, desk, which)
        return redirect(
            _next(desk, which) if "none" in request.POST else desk.url("section", which.value)
        )
    rows = [
        (words, row["row"], desk.url("row", which.value, row["row"]))
        for row, words in rows_of(which, stored or [])
    ]
    context = context_of(
        request,
        desk,
        section=which,
        title=SECTIONS[which],
        rows=rows,
        add=desk.url("row", which.value, "new"),
        onward=_next(desk, which),
        may_be_empty=which in MAY_BE_EMPTY,
        said_none=stored == [],
    )
    return render(request, "vacancies/rows.html", context)


def _change_rows(request: Request, desk: Desk, which: Section) -> None:
    if "remove" in request.POST:
        applying.remove_row(
            application_id=desk.application.pk,
            section=which,
            row=request.POST["remove"],
            by=request.user,
        )
    elif "none" in request.POST and which in MAY_BE_EMPTY:
        applying.save_section(
            application_id=desk.application.pk,
            section=which,
            content=[],
            seen=seen_of(None),
            by=request.user,
        )


@require_http_methods(ASKED)
def row(request: Request, desk: Desk, name: str, row: str) -> HttpResponse:
    """Write one row, or a new one."""
    which = _section(name)
    if which not in ROWS:
        raise Http404
    rows = desk.application.sections.get(which) or []
    stored = next((each for each in rows if each.get("row") == row), None)
    if stored is None and row != "new":
        raise Http404
    form = ROW_FORMS[which](
        request.POST or None,
        content=stored,
        call=desk.call,
        initial={"seen": seen_of(stored)},
    )
    if form.is_valid():
        try:
            applying.save_row(
                application_id=desk.application.pk,
                section=which,
                row={**form.content(), "row": _key(row, request)},
                seen=form.cleaned_data["seen"] or None,
                by=request.user,
            )
        except ReadableError as error:
            _refuse(form, error, stored)
        else:
            _said_saved(request)
            return redirect(desk.url("section", which.value))
    context = context_of(
        request,
        desk,
        form=form,
        section=which,
        title=SECTIONS[which],
        list_url=desk.url("section", which.value),
        is_new=stored is None,
        key=_key(row, request),
    )
    status = 422 if form.errors else 200
    return render(request, "vacancies/row.html", context, status=status)


def _key(row: str, request: Request) -> str:
    """Return the mark of a row; a new one brings its own, so that it is not added twice."""
    if row != "new":
        return row
    sent = request.POST.get("key", "")
    return sent if sent.isalnum() and len(sent) == 12 else secrets.token_hex(6)


def _section(name: str) -> Section:
    try:
        return Section(name)
    except ValueError:
        raise Http404 from None
