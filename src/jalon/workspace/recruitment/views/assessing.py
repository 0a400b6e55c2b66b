"""What pages of the assessment share: who looks at which call, and how forms are answered."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents.forms.base import VersionedForm
from jalon.workspace.documents.views.answers import answer, bound
from jalon.workspace.http import Request
from jalon.workspace.recruitment import permissions
from jalon.workspace.recruitment.models import Application, Call, PanelMember
from jalon.workspace.recruitment.models.visibility import seen_calls
from jalon.workspace.recruitment.queries.seen import HANDED, Reader, handed_in, reader_of, seen_of
from jalon.workspace.recruitment.queries.standing import state_of
from jalon.workspace.recruitment.rules.access import AT_WORK, OPENED, Seen
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.kinds import Stage

BESIDE = ("programme", "country", "responsible", "notice", "written_test")
FORM = "recruitment/assess/form.html"
PAGE = 50
Words = str | Promise
SAVE, SAVED = _("Save"), _("Saved.")


def reader_for(user: Any, code: str, pk: int) -> Reader:
    """Return who `user` is to a call of which they may know: by a grant, or on its panel."""
    seats = PanelMember.objects.seated().filter(user=user)
    on_panel = Q(panel__in=seats, state__in=AT_WORK)
    seen = Call.objects.filter(seen_calls(user) | on_panel).distinct()
    call = get_object_or_404(seen.select_related(*BESIDE), programme__code=code, pk=pk)
    call.state = state_of(call, timezone.now())
    reader = reader_of(user, call)
    if reader.member is None and not by_grant(reader):
        raise Http404
    return reader


def by_grant(reader: Reader) -> bool:
    return permissions.allows(reader.user, Permission.CALL_VIEW, reader.call)


def application_of(reader: Reader, key: str, *, field: str = "") -> Application:
    """Return an application by its code, if the reader may see it now, and this field of it."""
    row, seen = application_seen(reader, key)
    if field and field not in seen.fields:
        raise PermissionDenied
    return row


def application_seen(reader: Reader, key: str) -> tuple[Application, Seen]:
    """Return an application that was handed in, and what the reader may see of it; or refuse."""
    rows = handed_in(reader.call).annotate(handed=HANDED)
    row: Application = get_object_or_404(rows, code=key)
    row.call = reader.call
    seen = seen_of(reader, row)
    if seen.why is not None:
        raise PermissionDenied
    return row, seen


def page_of(request: Request, rows: Any) -> Any:
    """Return the page of a long list that was asked for."""
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


def page_url(call: Call, name: str = "assessment", *more: Any) -> str:
    return reverse(f"recruitment:{name}", args=[call.programme.code, call.pk, *more])


def shared(reader: Reader, here: str, **more: Any) -> dict[str, Any]:
    """Return what every page of the assessment shows; the programme only to its own people."""
    return {
        "programme": reader.call.programme if by_grant(reader) else None,
        "code": reader.call.programme.code,
        "call": reader.call,
        "reader": reader,
        "by_grant": by_grant(reader),
        "here": here,
        "tabs": tabs_of(reader),
        **more,
    }


def tabs_of(reader: Reader) -> list[tuple[str, Words, str]]:
    """Return the pages of the assessment that the reader may open now: key, words, address."""
    call, standing = reader.call, reader.standing
    state = CallState(call.state)
    opened, running = state in OPENED, state in {CallState.ASSESSMENT, CallState.DECIDED}
    inside = opened and not standing.excluded
    sees = standing.recruiter or standing.declared
    marks = page_url(call, "to-mark" if reader.may_mark else "marks", Stage.APPLICATION.value)
    shown = {
        ("assessment", _("Assessment"), page_url(call)): True,
        ("panel", _("Panel"), page_url(call, "panel")): True,
        ("declare", _("Declaration"), page_url(call, "declare")): reader.member is not None,
        ("applications", _("Applications"), page_url(call, "applications")): opened
        and reader.screens,
        ("lists", _("Lists"), page_url(call, "lists")): inside and sees,
        ("marks", _("Marks"), marks): inside
        and running
        and (sees or standing.decider)
        and not (reader.may_mark and state is CallState.DECIDED),
        ("test", _("Written test"), page_url(call, "written-test")): inside
        and running
        and (reader.edits or standing.declared or standing.decider),
        ("interviews", _("Interviews"), page_url(call, "interviews")): inside
        and running
        and (sees or standing.decider),
    }
    return [tab for tab, visible in shown.items() if visible]


def ask(
    request: Request,
    form: forms.Form,
    reader: Reader,
    *,
    act: Callable[[dict[str, Any]], Any],
    heading: Words,
    then: str,
    here: str = "",
    action: Words = SAVE,
    said: Words = SAVED,
    template: str = FORM,
    **more: Any,
) -> HttpResponse:
    """Answer a form of the assessment, which goes on to `then`."""
    context = shared(reader, here, heading=heading, action=action, back=then, **more)
    return answer(
        request,
        form,
        template,
        context,
        act=act,
        then=lambda _made: then,
        said=said,
        row=reader.call,
    )


def take_step(
    request: Request, reader: Reader, service: Callable[..., Any], **words: Any
) -> HttpResponse:
    """Ask whether to take a step that needs nothing but the call, and take it with `service`."""
    form = VersionedForm(bound(request), initial={"version": reader.call.version})

    def act(data: dict[str, Any]) -> Any:
        return service(call_id=reader.call.pk, by=request.user, **data)

    return ask(request, form, reader, act=act, **words)
