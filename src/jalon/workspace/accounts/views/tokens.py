"""API tokens of one's own."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from jalon.workspace.accounts import services
from jalon.workspace.accounts.forms import TokenForm
from jalon.workspace.accounts.models import ApiToken
from jalon.workspace.accounts.rules import TokenScope
from jalon.workspace.accounts.sealing import seal, unseal
from jalon.workspace.http import Request

SHOWN_ONCE = "accounts.new-token"  # in the session, until the next page shows it


def _has_password(request: Request) -> bool:
    """Tell whether somebody can be asked who they are again; others have no password."""
    return bool(request.user.has_usable_password())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(allow_get=True, enabled=_has_password)  # type: ignore[untyped-decorator]  # allauth has no types
def tokens(request: Request) -> HttpResponse:
    form = TokenForm(request.POST or None)
    if form.is_valid():
        _token, raw = services.make_token(
            name=form.cleaned_data["name"],
            scopes=[TokenScope(form.cleaned_data["scope"])],
            days=form.cleaned_data["days"],
            by=request.user,
        )
        request.session[SHOWN_ONCE] = seal(raw)
        return redirect("accounts:tokens")
    context = {
        "form": form,
        "raw": unseal(request.session.pop(SHOWN_ONCE, "")),
        "now": timezone.now(),
        "tokens": ApiToken.objects.filter(user=request.user).order_by("-created_at"),
    }
    return render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def revoke_token(request: Request, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=pk, user=request.user)
    services.revoke_token(token=token, by=request.user)
    messages.info(request, _("The token works no more."))
    return redirect("accounts:tokens")
