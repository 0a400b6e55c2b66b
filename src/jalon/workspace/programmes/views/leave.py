"""Who stands in for whom, and who takes over from whom."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jalon.errors import ReadableError
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.http import Request
from jalon.workspace.programmes import queries, services
from jalon.workspace.programmes.forms.people import DelegationForm, HandOverForm
from jalon.workspace.programmes.models import Delegation
from jalon.workspace.programmes.permissions import (
    has_permission,
    has_permission_somewhere,
    is_of_team,
    programmes_where,
    team_programmes,
    this_day,
    visible_programmes,
)
from jalon.workspace.tags import explain


@login_required
@require_safe
def list_delegations(request: Request) -> HttpResponse:
    context = {
        "delegations": _seen(request),
        "can_hand_over": has_permission_somewhere(request.user, Permission.GRANT_EDIT),
        "can_delegate": is_of_team(request.user, None),
    }
    return render(request, "programmes/leave.html", context)


@login_required
def delegate(request: Request) -> HttpResponse:
    if not is_of_team(request.user, None):  # a partner's or donor's deputy is a grant of their own
        raise PermissionDenied
    may_others = has_permission_somewhere(request.user, Permission.GRANT_EDIT)
    colleagues = queries.colleagues_in(team_programmes(request.user), this_day())
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
        except PermissionDenied:
            form.add_error("programme", _("Choose a programme in which you give roles."))
        else:
            said = {"deputy": form.cleaned_data["deputy"], "absent": form.cleaned_data["absent"]}
            messages.success(request, _("%(deputy)s stands in for %(absent)s.") % said)
            return redirect("programmes:leave")
    status = 422 if form.errors else 200
    return render(request, "programmes/delegate.html", {"form": form}, status=status)


@login_required
@require_POST
def end_delegation(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(_seen(request), pk=pk)
    try:
        services.end_delegation(delegation=found, by=request.user)
    except ReadableError as error:
        messages.error(request, explain(error))
    else:
        messages.success(request, _("They no longer stand in."))
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
                messages.success(request, _("The work and the roles are handed over."))
                return redirect("programmes:leave")
            counts = services.preview_hand_over(by=request.user, **said)
        except ReadableError as error:
            form.add_error(None, explain(error))
    context = {"form": form, "counts": counts}
    status = 422 if form.errors else 200
    return render(request, "programmes/hand_over.html", context, status=status)


def _seen(request: Request) -> QuerySet[Delegation]:
    return queries.delegations_in(
        programmes_where(request.user, Permission.GRANT_EDIT),
        person=request.user,
        office=has_permission(request.user, Permission.GRANT_EDIT),
        today=timezone.localdate(),
    )


def _hand_over_form(request: Request) -> HandOverForm:
    programmes = programmes_where(request.user, Permission.GRANT_EDIT)
    office = has_permission(request.user, Permission.GRANT_EDIT)
    return HandOverForm(
        request.POST or None,
        leavers=queries.holders_in(programmes, office=office),
        successors=queries.colleagues_in(team_programmes(request.user), this_day()),
        programmes=programmes.order_by("code"),
        whole_office=office,
    )
