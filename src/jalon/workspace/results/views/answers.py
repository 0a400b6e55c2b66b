"""What views that write have in common."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from jalon.errors import Problems, ReadableError
from jalon.workspace.http import Request
from jalon.workspace.tags import explain


def answer_form(
    request: Request,
    template: str,
    form: Any,
    context: dict[str, Any],
    *,
    save: Callable[[dict[str, Any]], str],
    said: str | Promise,
) -> HttpResponse:
    """Save a form that is valid and go where `save` says; show it again if it is refused."""
    if request.method == "POST" and form.is_valid():
        try:
            there = save(form.cleaned_data)
        except ReadableError as error:
            add_error(form, error)
        else:
            messages.success(request, str(said))
            return redirect(there)
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def add_error(form: forms.BaseForm, error: ReadableError) -> None:
    """Put what an error says above a form; of several problems, each."""
    if isinstance(error, Problems):
        for problem in error.problems:
            form.add_error(None, explain(ReadableError(problem.code, **problem.params)))
    else:
        form.add_error(None, explain(error))


def refuse(request: Request, error: ReadableError, there: str) -> HttpResponse:
    """Say on the page where somebody came from why a step was not taken."""
    messages.error(request, explain(error))
    return redirect(there)
