"""Coming in: by an invitation, or back to a text that was kept."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.workspace.accounts import drafts, invitations, services
from jalon.workspace.accounts.forms import InvitationForm
from jalon.workspace.http import Request


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    user = invitations.user_of(token)
    if user is None:
        return render(request, "accounts/invitation_over.html", status=410)
    with translation.override(user.language):
        form = InvitationForm(user, request.POST or None)
        if form.is_valid():
            services.accept_invitation(user=user, password=form.cleaned_data["password"])
            messages.info(request, _("Your password is kept. Sign in with it."))
            return redirect("account_login")
        context = {
            "form": form,
            "person": user,
            "language": user.language,
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
        }
        return render(request, "accounts/invitation.html", context, status=_status(form))


@never_cache
@require_safe
@login_required
def kept_text(request: Request) -> HttpResponse:
    draft = drafts.kept(request)
    if draft is None:
        return redirect("/")
    return render(request, "accounts/kept_text.html", {"draft": draft})


@require_POST
@login_required
def throw_away_kept_text(request: Request) -> HttpResponse:
    drafts.throw_away(request)
    return redirect("/")


def _status(form: InvitationForm) -> int:
    return 422 if form.errors else 200
