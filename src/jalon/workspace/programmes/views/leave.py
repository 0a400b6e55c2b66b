"""Who stands in for whom, and who takes over from whom."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jalon.errors import ReadableError
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.http import Request
from jalon.workspace.programmes import queries, services
from jalon.workspace.programmes.forms.people import DelegationForm, HandOverForm
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import (
    has_permission,
    has_permission_somewhere,
    visible_programmes,
)
from jalon.workspace.tags import explain


@login_required
@require_safe
def list_delegations(request: Request) -> HttpResponse:
    found = queries.delegations_seen_by(request.user, timezone.localdate())
    context = {
        "delegations": found,
        "can_hand_over": has_permission_somewhere(request.user, Permission.GRANT_EDIT),
    }
    return render(request, "programmes/leave.html", context)


@login_required
def delegate(request: Request) -> HttpResponse:
    may_others = has_permission_somewhere(request.user, Permission.GRANT_EDIT)
    colleagues = queries.colleagues_of(request.user)
    form = DelegationForm(
        request.POST or None,
        absent=colleagues if may_others else User.objects.filter(pk=request.user.pk),
        deputies=colleagues,
        programmes=visible_programmes(request.user).order_by("code"),
        initial={"absent": request.user},
    )
    if form.is_valid():
        try:
            services.delegate(by=request.user, **form.cleaned_data)
        except ReadableError as error:
            form.add_error(None, explain(error))
        else:
            return redirect("programmes:leave")
    status = 422 if form.errors else 200
    return render(request, "programmes/delegate.html", {"form": form}, status=status)


@login_required
@require_POST
def end_delegation(request: Request, pk: int) -> HttpResponse:
    seen = queries.delegations_seen_by(request.user, timezone.localdate())
    services.end_delegation(delegation=get_object_or_404(seen, pk=pk), by=request.user)
    return redirect("programmes:leave")


@login_required
def hand_over(request: Request) -> HttpResponse:
    """Ask who and where; show what would change hands; do it when that was confirmed."""
    if not has_permission_somewhere(request.user, Permission.GRANT_EDIT):
        raise PermissionDenied
    form = _hand_over_form(request)
    counts: dict[str, int] | None = None
    if form.is_valid():
        said = dict(form.cleaned_data)
        reason = said.pop("reason")
        try:
            if "confirm" in request.POST:
                services.hand_over(by=request.user, reason=reason, **said)
                return redirect("programmes:leave")
            counts = services.preview_hand_over(by=request.user, **said)
        except ReadableError as error:
            form.add_error(None, explain(error))
    context = {"form": form, "counts": counts}
    status = 422 if form.errors else 200
    return render(request, "programmes/hand_over.html", context, status=status)


def _hand_over_form(request: Request) -> HandOverForm:
    programmes = [
        programme.pk
        for programme in visible_programmes(request.user)
        if has_permission(request.user, Permission.GRANT_EDIT, programme)
    ]
    return HandOverForm(
        request.POST or None,
        leavers=queries.leavers_of(request.user),
        successors=queries.colleagues_of(request.user),
        programmes=Programme.objects.filter(pk__in=programmes).order_by("code"),
        whole_office=has_permission(request.user, Permission.GRANT_EDIT),
    )
