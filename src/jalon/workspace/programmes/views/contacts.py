"""People without an account of whom programmes keep how to reach them: find and forget them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jalon.workspace.accounts.forms import ReasonForm
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.http import Request
from jalon.workspace.programmes.models import FocalPoint
from jalon.workspace.programmes.permissions import check_permission
from jalon.workspace.programmes.queries.personal import find_contacts as find
from jalon.workspace.programmes.queries.personal import kept_in_trail
from jalon.workspace.programmes.services.personal import erase_contact as erase

ERASE = Permission.AUDIT_ERASE
LONGEST = 200


@login_required
@require_safe
def find_contacts(request: Request) -> HttpResponse:
    check_permission(request.user, ERASE)
    wanted = request.GET.get("q", "").strip()[:LONGEST]
    context = {"q": wanted, "contacts": find(wanted)}
    return render(request, "programmes/contacts.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase_contact(request: Request, pk: int) -> HttpResponse:
    check_permission(request.user, ERASE)
    point = FocalPoint.objects.filter(pk=pk).first()
    if point is None and not kept_in_trail([pk]).exists():
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        erase(point_id=pk, by=request.user, reason=form.cleaned_data["reason"])
        messages.info(request, _("What the site kept about them is erased."))
        return redirect("programmes:contacts")
    context = {"form": form, "point": point}
    status = 422 if form.errors else 200
    return render(request, "programmes/erase_contact.html", context, status=status)
