"""Candidates join, sign in and out, and choose a new password."""

from typing import cast

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.accounts.services import (
    candidate_with,
    join_as_candidate,
    note,
    set_candidate_password,
)
from jalon.workspace.accounts.walls import is_candidate
from jalon.workspace.recruitment.forms.entrance import (
    AddressForm,
    JoiningForm,
    PasswordForm,
    SignInForm,
)
from jalon.workspace.recruitment.jobs.accounts import ask_for_link
from jalon.workspace.recruitment.limits import place_of
from jalon.workspace.recruitment.queries.links import candidate_of, joining_of
from jalon.workspace.recruitment.views.doors import onward_to, too_often, within_rate
from jalon.workspace.tags import explain

BACKEND = "jalon.workspace.accounts.backends.SignInBackend"
ASKED = ["GET", "HEAD", "POST"]


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(ASKED)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let a candidate in; a wrong password and an unknown address are answered alike."""
    if is_candidate(request.user):
        return redirect(onward_to(request.GET.get("next", "")))
    form = SignInForm(request.POST or None, initial={"onward": request.GET.get("next", "")})
    if form.is_valid():
        email = form.cleaned_data["email"].lower()
        if not _may_try(request, email):
            return too_often(request)
        user = candidate_with(email=email, password=form.cleaned_data["password"])
        if user is not None:
            return _enter(request, user, form.cleaned_data["onward"])
        form.add_error(None, _("E-mail and password do not fit a candidate's account. Try again."))
    return _page(request, "vacancies/sign_in.html", form)


def _may_try(request: HttpRequest, email: str) -> bool:
    """Count an attempt for the place, for the address from this place, and for the address."""
    keys = {"sign_in": None, "sign_in_from": f"{email} {place_of(request)}", "sign_in_to": email}
    return all(within_rate(request, action, key) for action, key in keys.items())


def _enter(request: HttpRequest, user: User, onward: str) -> HttpResponseRedirect:
    auth.login(request, user, backend=BACKEND)
    note(what="accounts.signed-in", user=user)
    return HttpResponseRedirect(onward_to(onward))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    auth.logout(request)
    return redirect("vacancies:open")


@never_cache
@require_http_methods(ASKED)
def join(request: HttpRequest) -> HttpResponse:
    return _link(request, "vacancies/join.html")


@never_cache
@require_http_methods(ASKED)
def password(request: HttpRequest) -> HttpResponse:
    return _link(request, "vacancies/password.html")


def _link(request: HttpRequest, template: str) -> HttpResponse:
    """Have a link mailed; whether the address is known changes neither answer nor time."""
    form = AddressForm(request.POST or None, initial={"onward": request.GET.get("next", "")})
    if form.is_valid():
        email = form.cleaned_data["email"].lower()
        if not within_rate(request, "link"):
            return too_often(request)
        if within_rate(request, "link_to", email):
            language = translation.get_language() or "en"
            ask_for_link(email=email, language=language, onward=form.cleaned_data["onward"][:300])
        return render(request, "vacancies/link_sent.html", {"email": email})
    return _page(request, template, form)


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(ASKED)
def joining(request: HttpRequest, token: str) -> HttpResponse:
    """Choose name and password by the link that was mailed."""
    found = joining_of(token) if within_rate(request, "token") else None
    if found is None:
        return render(request, "vacancies/link_over.html", status=410)
    language = translation.get_language() or "en"
    form = JoiningForm(
        request.POST or None,
        user=User(email=found.email, kind=Kind.CANDIDATE),
        initial={"language": language, "time_zone": "UTC"},
    )
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("name", "password", "language")}
        try:
            user = join_as_candidate(
                email=found.email, time_zone=form.cleaned_data["time_zone"], **given
            )
        except RuleBroken as error:
            form.add_error(None, explain(error))
        else:
            return _enter(request, user, found.onward)
    return _page(request, "vacancies/joining.html", form, email=found.email)


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(ASKED)
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a new password by the link that was mailed, and come in."""
    user = candidate_of(token) if within_rate(request, "token") else None
    if user is None:
        return render(request, "vacancies/link_over.html", status=410)
    form = PasswordForm(request.POST or None, user=user)
    if form.is_valid():
        user = set_candidate_password(user=user, password=form.cleaned_data["password"])
        messages.info(request, _("Your new password is kept."))
        return _enter(request, user, "")
    return _page(request, "vacancies/new_password.html", form)


def _page(request: HttpRequest, template: str, form: object, **more: object) -> HttpResponse:
    refused = bool(cast("AddressForm", form).errors)
    return render(request, template, {"form": form, **more}, status=422 if refused else 200)
