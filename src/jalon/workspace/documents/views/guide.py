"""The clearance guide: looked up by everybody, written by the office."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.errors import ReadableError, RuleBroken
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.queries import history_of
from jalon.workspace.documents.forms.base import VersionedForm
from jalon.workspace.documents.forms.guide import (
    CaseForm,
    GuideFilter,
    NewCaseForm,
    StepFormSet,
    StepSet,
    content_of,
)
from jalon.workspace.documents.models import GuideCase
from jalon.workspace.documents.models.words import KINDS
from jalon.workspace.documents.queries.guide import (
    find_cases,
    version_of,
    versions_of,
    visible_cases,
)
from jalon.workspace.documents.rules.guide import working_days
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.services import guide as services
from jalon.workspace.documents.views.answers import bound
from jalon.workspace.http import Request
from jalon.workspace.programmes.permissions import visible_programmes
from jalon.workspace.tags import explain


@login_required
@require_safe
def guide(request: Request) -> HttpResponse:
    """List the cases, or those that mention what somebody looks for."""
    _check_may_read(request)
    form = GuideFilter(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    words, kind = asked.get("q", ""), asked.get("kind", "")
    context = {
        "form": form,
        "cases": find_cases(request.user, words, kind),
        "asked": bool(words or kind),
        "can_edit": request.user.has_perm(Permission.GUIDE_EDIT),
    }
    return render(request, "documents/guide.html", context)


@login_required
@require_safe
def guide_case(request: Request, key: str) -> HttpResponse:
    """Show who does what for a kind of case."""
    case = _case(request, key)
    steps = list(case.steps.order_by("order"))
    context = {
        "case": case,
        "steps": steps,
        "working_days": working_days(steps),
        "programmes": visible_programmes(request.user, Permission.OBLIGATION_EDIT)
        .current()
        .order_by("code")[:200],
        "versions": versions_of(case)[1:],
        "can_edit": request.user.has_perm(Permission.GUIDE_EDIT),
        "history": history_of(case),
    }
    return render(request, "documents/guide_case.html", context)


@login_required
@require_safe
def guide_version(request: Request, key: str, version: int) -> HttpResponse:
    """Show what the guide said before."""
    case = _case(request, key)
    found = version_of(case, version)
    if found is None:
        raise Http404
    event, content = found
    context = {
        "case": case,
        "event": event,
        "content": content,
        "steps": content.steps,
        "working_days": working_days(content.steps),
        "kind_name": KINDS[Kind(content.kind)],
        "version": version,
    }
    return render(request, "documents/guide_version.html", context)


@login_required
@require_safe
def start_case(request: Request, key: str) -> HttpResponse:
    """Go on to the page on which a programme owes a paper of this kind."""
    case = _case(request, key)
    if "programme" not in request.GET:
        return redirect("documents:guide-case", case.key)
    programmes = visible_programmes(request.user, Permission.OBLIGATION_EDIT).current()
    programme = get_object_or_404(programmes, code=request.GET.get("programme", ""))
    query = urlencode({"case": case.key})
    return redirect(f"{reverse('documents:owe', args=[programme.code])}?{query}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_case(request: Request, key: str) -> HttpResponse:
    case = _case(request, key)
    _check_may_edit(request)
    now = services.content_of(case)
    facts = {name: getattr(now, name) for name in services.FACTS}
    form = CaseForm(bound(request), initial={**facts, "version": case.version})
    rows = [{name: getattr(step, name) for name in STEP_FIELDS} for step in now.steps]
    steps = StepFormSet(bound(request), initial=rows, prefix="steps")
    if request.method == "POST" and _are_valid(form, steps):
        try:
            services.edit_case(
                case_id=case.pk,
                version=form.cleaned_data["version"],
                content=content_of(form.cleaned_data, steps.steps()),
                by=request.user,
            )
        except ReadableError as error:
            form.add_error(None, explain(error))
            if error.code == "changed-meanwhile":
                case.refresh_from_db()
                form.renew(case.version)
        else:
            return redirect("documents:guide-case", case.key)
    return _editor(request, form, steps, case)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_case(request: Request) -> HttpResponse:
    _check_may_edit(request)
    form = NewCaseForm(bound(request))
    steps = StepFormSet(bound(request), prefix="steps")
    if request.method == "POST" and _are_valid(form, steps):
        try:
            case = services.add_case(
                key=form.cleaned_data["key"],
                content=content_of(form.cleaned_data, steps.steps()),
                by=request.user,
            )
        except ReadableError as error:
            form.add_error(None, explain(error))
        else:
            return redirect("documents:guide-case", case.key)
    return _editor(request, form, steps, None)


@login_required
@require_POST
def retire_case(request: Request, key: str) -> HttpResponse:
    """Take a case out of the guide, or bring it back."""
    case = _case(request, key)
    _check_may_edit(request)
    form = VersionedForm(request.POST)
    if form.is_valid():
        change = services.restore_case if case.retired_at else services.retire_case
        try:
            change(case_id=case.pk, version=form.cleaned_data["version"], by=request.user)
        except RuleBroken as error:
            messages.error(request, explain(error))
    return redirect("documents:guide-case", case.key)


@login_required
@require_POST
def load_examples(request: Request) -> HttpResponse:
    _check_may_edit(request)
    services.load_examples(by=request.user)
    return redirect("documents:guide")


STEP_FIELDS = ("who", "what", "form", "form_url", "working_days")


def _are_valid(form: CaseForm, steps: StepSet) -> bool:
    both = [form.is_valid(), steps.is_valid()]  # everything that is wrong, at once
    return all(both)


def _editor(
    request: Request, form: CaseForm, steps: StepSet, case: GuideCase | None
) -> HttpResponse:
    wrong = bool(form.errors or any(steps.errors) or steps.non_form_errors())
    current: dict[str, Any] = {}
    if case is not None and form.was_changed:
        now = services.content_of(case)
        current = {"content": now, "now_days": working_days(now.steps)}
    context = {"form": form, "steps": steps, "case": case, **current}
    return render(request, "documents/guide_edit.html", context, status=422 if wrong else 200)


def _case(request: Request, key: str) -> GuideCase:
    return get_object_or_404(visible_cases(request.user), key=key)


def _check_may_read(request: Request) -> None:
    if not request.user.has_perm(Permission.DOCUMENT_VIEW):
        raise PermissionDenied


def _check_may_edit(request: Request) -> None:
    if not request.user.has_perm(Permission.GUIDE_EDIT):
        raise PermissionDenied
