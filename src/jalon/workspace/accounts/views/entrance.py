"""Coming in by an invitation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jalon.workspace.accounts import invitations, services
from jalon.workspace.accounts.forms import InvitationForm


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


def _status(form: InvitationForm) -> int:
    return 422 if form.errors else 200
