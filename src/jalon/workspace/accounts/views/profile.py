"""One's own account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.workspace.accounts import queries, services
from jalon.workspace.accounts.forms import ProfileForm
from jalon.workspace.audit.queries import history_of
from jalon.workspace.http import Request


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: Request) -> HttpResponse:
    user = request.user
    initial = {name: getattr(user, name) for name in ProfileForm.base_fields}
    form = ProfileForm(request.POST or None, initial=initial)
    if form.is_valid():
        services.change_profile(user=user, by=user, **form.cleaned_data)
        with translation.override(form.cleaned_data["language"]):
            messages.info(request, _("Your profile is kept."))
        return redirect("accounts:profile")
    context = {"form": form, "history": history_of(user)}
    status = 422 if form.errors else 200
    return render(request, "accounts/profile.html", context, status=status)


@never_cache
@require_safe
@login_required
def own_data(request: Request) -> HttpResponse:
    services.note(what="accounts.data-taken", user=request.user)
    return JsonResponse(
        queries.own_data(request.user),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
        headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
    )


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language: for a person in their profile, for a stranger in a cookie."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    response = HttpResponseRedirect(_back(request))
    if request.user.is_authenticated:
        services.choose_language(user=request.user, language=language)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else "/"
