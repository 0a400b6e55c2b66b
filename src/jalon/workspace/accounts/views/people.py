"""The people of the site, for those who look after them; and what each role may do, for all."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jalon.errors import RuleBroken
from jalon.workspace import leaving
from jalon.workspace.accounts import descriptions, queries, services
from jalon.workspace.accounts.forms import PeopleForm, ReasonForm
from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.accounts.permissions import check_can_edit_people
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.queries import history_of
from jalon.workspace.http import Request
from jalon.workspace.panels import panels_of
from jalon.workspace.tags import explain

PAGE_SIZE = 50


@require_safe
@login_required
def people(request: Request) -> HttpResponse:
    check_can_edit_people(request.user)
    form = PeopleForm(request.GET)
    page = Paginator(queries.people(form.filters()), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "accounts/people.html", {"form": form, "page": page})


@require_safe
@login_required
def person(request: Request, pk: int) -> HttpResponse:
    return _page(request, _person(request, pk), ReasonForm())


@require_POST
@login_required
def invite_again(request: Request, pk: int) -> HttpResponse:
    found = _person(request, pk)
    try:
        services.invite(
            email=found.email, name=found.name, language=found.language, by=request.user
        )
    except RuleBroken as error:
        messages.error(request, explain(error))
        return redirect("accounts:person", pk)
    messages.info(request, _("If they have no password yet, a new invitation is on its way."))
    return redirect("accounts:person", pk)


@require_POST
@login_required
def deactivate(request: Request, pk: int) -> HttpResponse:
    return _change(request, pk, services.deactivate, _("They can sign in no more."))


@require_POST
@login_required
def reactivate(request: Request, pk: int) -> HttpResponse:
    return _change(request, pk, services.reactivate, _("They can sign in again."))


@require_POST
@login_required
def erase(request: Request, pk: int) -> HttpResponse:
    return _change(request, pk, services.erase, _("What the site kept about them is erased."))


@require_safe
@login_required
def permissions(request: Request) -> HttpResponse:
    context = {"roles": descriptions.roles(), "rows": descriptions.matrix()}
    return render(request, "accounts/permissions.html", context)


def _person(request: Request, pk: int) -> User:
    check_can_edit_people(request.user)
    return get_object_or_404(User, pk=pk, kind=Kind.STAFF)


def _change(request: Request, pk: int, change: Callable[..., User], done: str) -> HttpResponse:
    found = _person(request, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            change(user=found, by=request.user, reason=form.cleaned_data["reason"])
        except RuleBroken as error:
            form.add_error(None, explain(error))
        else:
            messages.info(request, done)
            return redirect("accounts:person", pk)
    return _page(request, found, form, status=422)


def _page(request: Request, found: User, form: ReasonForm, *, status: int = 200) -> HttpResponse:
    context = {
        "person": found,
        "form": form,
        "may_erase": request.user.has_perm(Permission.AUDIT_ERASE),
        "panels": panels_of("person", found, request.user),
        "warnings": leaving.warnings_of_closing(found) if found.is_active else [],
        "history": history_of(found),
    }
    return render(request, "accounts/person.html", context, status=status)
