"""Answer a form: do what it asks, or show it again with what was refused."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from jalon.errors import ReadableError
from jalon.workspace.documents.forms.base import VersionedForm
from jalon.workspace.documents.links import paper_url
from jalon.workspace.documents.models import Document, Obligation
from jalon.workspace.http import Request
from jalon.workspace.tags import explain

SMALL = "documents/small_form.html"


def answer(
    request: Request,
    form: forms.Form,
    template: str,
    context: Mapping[str, Any],
    *,
    act: Callable[[dict[str, Any]], Any],
    then: Callable[[Any], str],
    said: str | Promise = "",
    row: Any = None,
) -> HttpResponse:
    """Call `act` with what the form holds and go on to `then`; refusals come back with 422."""
    if request.method == "POST" and form.is_valid():
        try:
            made = act(form.cleaned_data)
        except ReadableError as error:
            form.add_error(None, explain(error))
            if error.code == "changed-meanwhile" and isinstance(form, VersionedForm):
                row.refresh_from_db()
                form.renew(row.version)
        else:
            if said:
                messages.success(request, str(said))
            return redirect(then(made))
    status = 422 if form.errors else 200
    return render(request, template, {**context, "form": form}, status=status)


def ask(
    request: Request,
    form: forms.Form,
    row: Obligation | Document,
    *,
    act: Callable[[dict[str, Any]], Any],
    heading: str | Promise,
    action: str | Promise,
    said: str | Promise,
    about: Any = None,
    then: str = "",
    danger: bool = False,
) -> HttpResponse:
    """Answer a small form about one paper, which goes back to its page."""
    back = paper_url(row)
    context = {
        "programme": row.programme,
        "about": about or row.title,
        "back": back,
        "heading": heading,
        "action": action,
        "danger": danger,
    }
    goes = then or back
    return answer(
        request, form, SMALL, context, act=act, then=lambda _made: goes, said=said, row=row
    )


def bound(request: HttpRequest) -> Any:
    """Return what was sent, or None for a page that is only opened."""
    return request.POST if request.method == "POST" else None
