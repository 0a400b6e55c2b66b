"""Begin a call: from a notice, from a template, from another call, from nothing."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.views.answers import answer, bound
from jalon.workspace.http import Request
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment import permissions
from jalon.workspace.recruitment.forms.begin import CopyForm, EmptyForm, NoticeForm, TemplateForm
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.queries.copying import fields_from
from jalon.workspace.recruitment.reader.read import read_notice
from jalon.workspace.recruitment.reader.sources.reading import text_of
from jalon.workspace.recruitment.rules.call_templates import fields_of, planned
from jalon.workspace.recruitment.rules.drafts import CallFields
from jalon.workspace.recruitment.rules.kinds import CallKind
from jalon.workspace.recruitment.services.drafting import draft_call, draft_from_notice
from jalon.workspace.recruitment.views import fetch
from jalon.workspace.recruitment.views.answers import call_url


@login_required
def begin(request: Request, code: str) -> HttpResponse:
    """Begin a call with the text of a notice, pasted or sent as a file."""
    programme = _programme(request, code)
    form = NoticeForm(bound(request), request.FILES or None, programme=programme)

    def act(data: dict[str, Any]) -> Call:
        file = data["file"]
        content = file.read() if file else data["text"].encode()
        name = file.name if file else ""
        return draft_from_notice(
            programme=programme,
            notice=read_notice(text_of(content, name)),
            kind=CallKind(data["kind"]) if data["kind"] else None,
            country=data["country"],
            name=name,
            by=request.user,
        )

    return _answer(request, form, programme, "notice", act, _("Read the notice"), then="source")


@login_required
def begin_from_template(request: Request, code: str) -> HttpResponse:
    """Begin a call with the words, requirements and criteria of a template."""
    programme = _programme(request, code)
    form = TemplateForm(bound(request), programme=programme)

    def act(data: dict[str, Any]) -> Call:
        country = data["country"]
        fields = fields_of(
            CallKind(data["template"]),
            data["languages"],
            today=timezone.localdate(),
            country=country.iso2 if country else "",
            title=data["title"],
        )
        return draft_call(programme=programme, fields=fields, country=country, by=request.user)

    return _answer(request, form, programme, "template", act, _("Begin"))


@login_required
def begin_empty(request: Request, code: str) -> HttpResponse:
    """Begin a call with a title alone."""
    programme = _programme(request, code)
    form = EmptyForm(bound(request), programme=programme)

    def act(data: dict[str, Any]) -> Call:
        fields = CallFields(
            kind=CallKind(data["kind"]),
            title=data["title"],
            planned=planned(timezone.localdate()),
        )
        country = data["country"]
        return draft_call(programme=programme, fields=fields, country=country, by=request.user)

    return _answer(request, form, programme, "empty", act, _("Begin"))


@login_required
def begin_from_call(request: Request, code: str) -> HttpResponse:
    """Begin a call like another one that the reader may see, of any programme."""
    programme = _programme(request, code)
    seen = Call.objects.visible_to(request.user).select_related("programme").order_by("-pk")
    initial = {"call": request.GET.get("like")}
    form = CopyForm(bound(request), programme=programme, calls=seen, initial=initial)

    def act(data: dict[str, Any]) -> Call:
        return draft_call(
            programme=programme,
            fields=fields_from(data["call"], timezone.localdate()),
            country=data["country"],
            by=request.user,
        )

    return _answer(request, form, programme, "call", act, _("Begin"))


def _programme(request: Request, code: str) -> Programme:
    programme = fetch.programme_of(request.user, code)
    if not permissions.can_begin(request.user, programme):
        raise PermissionDenied
    return programme


def _answer(
    request: Request,
    form: forms.Form,
    programme: Programme,
    here: str,
    act: Callable[[dict[str, Any]], Call],
    action: str | Promise,
    then: str = "call",
) -> HttpResponse:
    context = {"programme": programme, "here": here, "action": action}
    return answer(
        request,
        form,
        "recruitment/begin.html",
        context,
        act=act,
        then=lambda call: call_url(call, then),
    )
