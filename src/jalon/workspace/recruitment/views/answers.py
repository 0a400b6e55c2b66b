"""Answer the forms about a call: each goes back to the page that it came from."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.views.answers import answer
from jalon.workspace.http import Request
from jalon.workspace.recruitment.models import Call

FORM = "recruitment/form.html"
Words = str | Promise
SAVE, SAVED = _("Save"), _("Saved.")


def call_url(call: Call, name: str = "call", *more: Any) -> str:
    """Return the address of a call, or of one of its pages."""
    return reverse(f"recruitment:{name}", args=[call.programme.code, call.pk, *more])


def ask(
    request: Request,
    form: forms.Form,
    call: Call,
    *,
    act: Callable[[dict[str, Any]], Any],
    heading: Words,
    action: Words = SAVE,
    said: Words = SAVED,
    then: str = "",
    template: str = FORM,
    danger: bool = False,
    **more: Any,
) -> HttpResponse:
    """Answer a form about a call, which goes on to `then`, or back to the call."""
    goes = then or call_url(call)
    context = {
        "programme": call.programme,
        "call": call,
        "heading": heading,
        "action": action,
        "back": goes,
        "danger": danger,
        **more,
    }
    return answer(
        request, form, template, context, act=act, then=lambda _made: goes, said=said, row=call
    )
