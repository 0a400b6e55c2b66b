"""Change a published notice, where everybody can see that it was changed."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents.views.answers import bound
from jalon.workspace.http import Request
from jalon.workspace.recruitment.forms.amending import (
    AmendHeaderForm,
    AmendTextForm,
    ExtendForm,
    words_of_extension,
)
from jalon.workspace.recruitment.forms.fields import deadline_of
from jalon.workspace.recruitment.forms.header import AMENDED, text_of_form
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.services.amending import amend_header, amend_text, extend_call
from jalon.workspace.recruitment.views import fetch
from jalon.workspace.recruitment.views.answers import ask

P = Permission
SAID = _("The change is published.")
WORDS = _("The change is shown with the notice, with its date. A change of who may apply or what "
          "is asked needs a later deadline with it.")  # fmt: skip


@login_required
def amend(request: Request, code: str, pk: int) -> HttpResponse:
    """Change the head of a published notice."""
    call = _out(request, code, pk)
    initial = {name: getattr(call, name) for name in AMENDED}
    form = AmendHeaderForm(bound(request), initial={**initial, **_common(call)})

    def act(data: dict[str, Any]) -> None:
        amend_header(
            call_id=call.pk,
            version=data["version"],
            values=form.values(),
            by=request.user,
            **form.amendment(),
        )

    heading = _("Amend the head of the notice")
    return ask(
        request, form, call, act=act, heading=heading, action=_("Publish"), said=SAID, words=WORDS
    )


@login_required
def amend_words(request: Request, code: str, pk: int, language: str) -> HttpResponse:
    """Change the words of a published notice in one of its languages."""
    call = _out(request, code, pk)
    text = next((one for one in call.texts.all() if one.language == language), None)
    if text is None:
        raise Http404
    initial = {**text_of_form(call, text, language), **_common(call)}
    form = AmendTextForm(bound(request), initial=initial, language=language)

    def act(data: dict[str, Any]) -> None:
        amend_text(
            call_id=call.pk,
            version=data["version"],
            language=language,
            title=data["title"],
            text=form.text(),
            by=request.user,
            **form.amendment(),
        )

    heading = _("Amend the text of the notice")
    return ask(
        request, form, call, act=act, heading=heading, action=_("Publish"), said=SAID, words=WORDS
    )


@login_required
def extend(request: Request, code: str, pk: int) -> HttpResponse:
    """Give more time to apply."""
    call = _out(request, code, pk)
    initial = {**deadline_of(call), "version": call.version, "what": words_of_extension()}
    form = ExtendForm(bound(request), initial=initial)

    def act(data: dict[str, Any]) -> None:
        extend_call(call_id=call.pk, version=data["version"], by=request.user, **form.amendment())

    heading = _("Extend the deadline")
    return ask(request, form, call, act=act, heading=heading, action=_("Publish"), said=SAID)


def _out(request: Request, code: str, pk: int) -> Call:
    """Return a call that was published once; the service refuses what is too late."""
    call = fetch.call_for(request.user, P.CALL_PUBLISH, code, pk)
    if call.published_at is None:
        raise Http404
    return call


def _common(call: Call) -> dict[str, Any]:
    return {"version": call.version, "deadline_zone": call.closes_zone}
