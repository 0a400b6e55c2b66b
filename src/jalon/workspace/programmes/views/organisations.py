"""The office's directory of organisations."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jalon.errors import ReadableError
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.queries import history_of
from jalon.workspace.folding import folded
from jalon.workspace.http import Request
from jalon.workspace.programmes import services
from jalon.workspace.programmes.forms.partners import OrganisationForm
from jalon.workspace.programmes.models import Organisation, Participation
from jalon.workspace.programmes.permissions import (
    check_permission_somewhere,
    has_permission_somewhere,
    is_of_team,
    visible_programmes,
)
from jalon.workspace.programmes.views.found import as_it_stands, version_of
from jalon.workspace.tags import explain

ON_A_PAGE = 50
FACTS = ("name", "acronym", "kind", "reference", "country")
VIEW, EDIT = Permission.PROGRAMME_VIEW, Permission.PROGRAMME_EDIT


@login_required
@require_safe
def list_organisations(request: Request) -> HttpResponse:
    check_permission_somewhere(request.user, VIEW)
    wanted = folded(request.GET.get("q", "").strip())
    found = [
        one
        for one in Organisation.objects.select_related("country")
        if wanted in folded(" ".join((one.acronym, one.reference, *one.name.values())))
    ]
    page = Paginator(sorted(found, key=lambda one: folded(str(one))), ON_A_PAGE)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "q": request.GET.get("q", ""),
        "can_edit": has_permission_somewhere(request.user, EDIT),
    }
    return render(request, "programmes/organisations.html", context)


@login_required
@require_safe
def show_organisation(request: Request, pk: int) -> HttpResponse:
    check_permission_somewhere(request.user, VIEW)
    organisation = get_object_or_404(Organisation.objects.select_related("country"), pk=pk)
    parts = Participation.objects.filter(
        organisation=organisation, programme__in=visible_programmes(request.user)
    )
    context = {
        "organisation": organisation,
        "participations": parts.select_related("programme").order_by("programme__code"),
        "can_edit": has_permission_somewhere(request.user, EDIT),
        "history": history_of(organisation) if is_of_team(request.user, None) else None,
    }
    return render(request, "programmes/organisation.html", context)


@login_required
def add_organisation(request: Request) -> HttpResponse:
    check_permission_somewhere(request.user, EDIT)
    form = OrganisationForm(request.POST or None)
    if form.is_valid():
        try:
            added = services.add_organisation(by=request.user, **form.cleaned_data)
        except ReadableError as error:
            form.add_error(None, explain(error))
        else:
            messages.success(request, _("The organisation is saved."))
            return redirect("programmes:organisation", added.pk)
    status = 422 if form.errors else 200
    return render(request, "programmes/organisation_form.html", {"form": form}, status=status)


@login_required
def edit_organisation(request: Request, pk: int) -> HttpResponse:
    if not has_permission_somewhere(request.user, EDIT):
        raise PermissionDenied
    organisation = get_object_or_404(Organisation.objects.select_related("country"), pk=pk)
    initial = {name: getattr(organisation, name) for name in FACTS}
    form = OrganisationForm(request.POST or None, initial=initial)
    context = {"form": form, "organisation": organisation, "version": organisation.version}
    if form.is_valid():
        try:
            services.edit_organisation(
                organisation=organisation,
                version=version_of(request),
                by=request.user,
                **form.cleaned_data,
            )
        except ReadableError as error:
            form.add_error(None, explain(error))
            if error.code == "changed-meanwhile":
                context["now"] = as_it_stands(form)
        else:
            messages.success(request, _("The organisation is saved."))
            return redirect("programmes:organisation", pk)
    if form.errors and "now" not in context:
        context["version"] = version_of(request)  # what was not seen is not written over
    status = 422 if form.errors else 200
    return render(request, "programmes/organisation_form.html", context, status=status)
