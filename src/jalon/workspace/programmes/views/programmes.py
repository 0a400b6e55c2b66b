"""The list of programmes, and one of them."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.queries import history_of
from jalon.workspace.http import Request
from jalon.workspace.panels import panels_of
from jalon.workspace.programmes import queries, rules
from jalon.workspace.programmes.forms.programmes import FindForm
from jalon.workspace.programmes.models import Participation
from jalon.workspace.programmes.permissions import (
    can_create,
    has_permission,
    is_of_team,
    sees_terms,
    visible_programmes,
    works_in,
)
from jalon.workspace.programmes.views.found import programme_for

ON_A_PAGE = 50
OWN_PANELS = {"overview", "people", "calendar"}


@login_required
@require_safe
def list_programmes(request: Request) -> HttpResponse:
    form = FindForm(request.GET or None)
    said = form.cleaned_data if form.is_valid() else {}
    found = queries.listed(
        visible_programmes(request.user),
        text=said.get("q", ""),
        status=said.get("status", ""),
        archived=said.get("archived", False),
    )
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    prefetch_related_objects(page.object_list, "covers__country", "agreement__donor")
    context = {
        "form": form,
        "page": page,
        "filtered": bool(request.GET),
        "can_create": can_create(request.user),
    }
    return render(request, "programmes/programmes.html", context)


@login_required
@require_safe
def show_programme(request: Request, code: str) -> HttpResponse:
    programme = programme_for(request, code)
    user = request.user
    is_team = is_of_team(user, programme)
    can_reach = is_team and works_in(user, programme)
    context = {
        "programme": programme,
        "agreement": programme.agreement if sees_terms(user, programme) else None,
        "report_languages": [
            name for key, name in settings.LANGUAGES if key in programme.agreement.report_languages
        ],
        "covers": sorted(programme.covers.all(), key=lambda cover: str(cover.country)),
        "areas": programme.areas.order_by("country", "level", "code")[:ON_A_PAGE],
        "participations": programme.participations.select_related("organisation").order_by(
            "role", "organisation__acronym"
        ),
        "points": (
            programme.focal_points.select_related("organisation", "country").order_by("name")
            if is_team
            else []
        ),
        "is_team": is_team,
        "can_edit": has_permission(user, Permission.PROGRAMME_EDIT, programme)
        and programme.archived_at is None,
        "can_archive": has_permission(user, Permission.PROGRAMME_ARCHIVE, programme),
        "can_be_archived": rules.Status(programme.status) in rules.CAN_BE_ARCHIVED,
        "steps": rules.open_steps(rules.Status(programme.status)),
        "panels": [
            panel
            for panel in panels_of("programme", programme, user)
            if panel["key"] not in OWN_PANELS
        ],
        "can_reach": can_reach,
        "history": history_of(programme) if can_reach else [],  # it tells reasons
        "roles": dict(Participation.Role.choices),
    }
    return render(request, "programmes/programme.html", context)
