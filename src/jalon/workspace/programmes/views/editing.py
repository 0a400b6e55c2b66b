"""Change a programme's facts, terms and status; put it into the archive and take it out."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jalon.errors import ReadableError
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.http import Request
from jalon.workspace.programmes import rules, services
from jalon.workspace.programmes.forms.programmes import EditForm, ReasonForm, TermsForm
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.services.programmes import FACTS
from jalon.workspace.programmes.views.found import as_it_stands, programme_for, version_of
from jalon.workspace.tags import explain


@login_required
def edit_programme(request: Request, code: str) -> HttpResponse:
    programme = programme_for(request, code, Permission.PROGRAMME_EDIT)
    initial = {name: getattr(programme, name) for name in FACTS}
    form = EditForm(request.POST or None, initial=initial)
    return _edited(request, programme, form, services.edit_programme, "programmes/edit.html")


@login_required
def edit_agreement(request: Request, code: str) -> HttpResponse:
    programme = programme_for(request, code, Permission.PROGRAMME_EDIT)
    initial = forms.model_to_dict(programme.agreement)
    form = TermsForm(request.POST or None, initial=initial)
    return _edited(request, programme, form, services.edit_agreement, "programmes/terms.html")


@login_required
def change_status(request: Request, code: str, step: str) -> HttpResponse:
    programme = programme_for(request, code, Permission.PROGRAMME_EDIT)
    if step not in set(rules.StatusStep):
        raise Http404

    def change(reason: str) -> Programme:
        return services.change_status(
            code=code, step=step, version=version_of(request), by=request.user, reason=reason
        )

    needs_reason = rules.StatusStep(step) in rules.NEEDS_REASON
    context = {"step": step, "needs_reason": needs_reason}
    return _stepped(request, programme, change, "programmes/status.html", context)


@login_required
def archive_programme(request: Request, code: str) -> HttpResponse:
    programme = programme_for(request, code, Permission.PROGRAMME_ARCHIVE)

    def change(reason: str) -> Programme:
        move = services.reopen_programme if programme.archived_at else services.archive_programme
        return move(code=code, version=version_of(request), by=request.user, reason=reason)

    return _stepped(request, programme, change, "programmes/archive.html", {})


def _edited(
    request: Request,
    programme: Programme,
    form: forms.BaseForm,
    service: Callable[..., Programme],
    template: str,
) -> HttpResponse:
    """Save a form of a programme; whoever comes second sees what is there now."""
    context: dict[str, Any] = {"form": form, "programme": programme}
    if form.is_valid():
        try:
            service(
                code=programme.code,
                version=version_of(request),
                by=request.user,
                **form.cleaned_data,
            )
        except ReadableError as error:
            form.add_error(None, explain(error))
            if error.code == "changed-meanwhile":
                context["now"] = as_it_stands(form)
        else:
            messages.success(request, _("Saved."))
            return redirect("programmes:programme", programme.code)
    context["version"] = programme.version
    if form.errors and "now" not in context:
        context["version"] = version_of(request)
    return render(request, template, context, status=422 if form.errors else 200)


def _stepped(
    request: Request,
    programme: Programme,
    change: Callable[[str], Programme],
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            change(form.cleaned_data["reason"])
        except ReadableError as error:
            form.add_error(None, explain(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("programmes:programme", programme.code)
    context |= {"form": form, "programme": programme, "version": programme.version}
    return render(request, template, context, status=422 if form.errors else 200)
