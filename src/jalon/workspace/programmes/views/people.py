"""Who holds which role, in a programme or in the office."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jalon.errors import ReadableError, RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.accounts.services import invite
from jalon.workspace.audit.queries import history_of
from jalon.workspace.http import Request
from jalon.workspace.programmes import queries, services
from jalon.workspace.programmes.forms.people import GrantForm
from jalon.workspace.programmes.forms.programmes import ReasonForm
from jalon.workspace.programmes.models import Grant, Programme
from jalon.workspace.programmes.permissions import (
    check_permission,
    has_permission,
    reaches_of,
    this_day,
)
from jalon.workspace.programmes.queries.staffing import staffing_of
from jalon.workspace.programmes.views.found import programme_for, team_programme_for
from jalon.workspace.tags import explain

EDIT = Permission.GRANT_EDIT
PAST_SHOWN = 20


@login_required
@require_safe
def list_people(request: Request, code: str) -> HttpResponse:
    programme = team_programme_for(request, code)
    can_edit = has_permission(request.user, EDIT, programme, anywhere=True)
    return _list(request, programme, can_edit=can_edit)


@login_required
@require_safe
def list_office(request: Request) -> HttpResponse:
    check_permission(request.user, EDIT)
    return _list(request, None, can_edit=True)


@login_required
def give_grant(request: Request, code: str) -> HttpResponse:
    return _give(request, programme_for(request, code, EDIT, anywhere=True))


@login_required
def give_office_grant(request: Request) -> HttpResponse:
    check_permission(request.user, EDIT)
    return _give(request, None)


@login_required
def end_grant(request: Request, pk: int) -> HttpResponse:
    grant = _grant(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.end_grant(grant=grant, by=request.user, reason=form.cleaned_data["reason"])
        except ReadableError as error:
            form.add_error(None, explain(error))
        else:
            messages.success(request, _("The role has ended."))
            return _back(grant.programme)
    context = {
        "form": form,
        "grant": grant,
        "programme": grant.programme,
        "history": history_of(grant),
    }
    status = 422 if form.errors else 200
    return render(request, "programmes/end_grant.html", context, status=status)


def _grant(request: Request, pk: int) -> Grant:
    """Return a grant that is one's own, or in a programme where one may end grants."""
    grant = get_object_or_404(
        Grant.objects.select_related("user", "programme", "country"), pk=pk, ended_at=None
    )
    if grant.user_id == request.user.pk:
        return grant
    if grant.programme is None:
        check_permission(request.user, EDIT)
    else:
        programme_for(request, grant.programme.code, EDIT, anywhere=True)
    return grant


def _list(request: Request, programme: Programme | None, *, can_edit: bool) -> HttpResponse:
    context = {
        "programme": programme,
        "grants": queries.grants_of(programme, this_day()),
        "past": queries.past_grants_of(programme, this_day())[:PAST_SHOWN],
        "can_edit": can_edit,
        "staffing": staffing_of(programme, this_day()),
    }
    return render(request, "programmes/people.html", context)


def _give(request: Request, programme: Programme | None) -> HttpResponse:
    roles = queries.roles_to_give(reaches_of(request.user), programme)
    form = GrantForm(
        request.POST or None,
        programme=programme,
        roles=roles,
        initial={"language": request.user.language},
    )
    if form.is_valid():
        said = dict(form.cleaned_data)
        try:
            with transaction.atomic():  # nobody is invited to a role that is then refused
                user = _person(request, programme, said)
                services.give_grant(user=user, programme=programme, by=request.user, **said)
        except ReadableError as error:
            form.add_error(None, explain(error))
        else:
            messages.success(request, _given(user))
            return _back(programme)
    context = {"form": form, "programme": programme, "roles": roles}
    status = 422 if form.errors else 200
    return render(request, "programmes/give_grant.html", context, status=status)


def _person(request: Request, programme: Programme | None, said: dict[str, str]) -> User:
    """Return whose address was given; somebody new is invited."""
    email, name = said.pop("email").strip(), said.pop("name").strip()
    language = said.pop("language") or request.user.language
    found = User.objects.filter(email__iexact=email).first()
    if found is not None:
        return found
    if not name:
        raise RuleBroken("person-unknown", email=email)
    return invite(email=email, name=name, language=language, by=request.user, programme=programme)


def _given(user: User) -> str:
    if user.is_invited:
        return _("%(who)s has the role, and is invited by e-mail.") % {"who": user}
    return _("%(who)s has the role.") % {"who": user}


def _back(programme: Programme | None) -> HttpResponse:
    if programme is None:
        return redirect("programmes:office")
    return redirect("programmes:people", programme.code)
