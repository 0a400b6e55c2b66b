"""Show programmes in the navigation, and let the search find them and organisations."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jalon.workspace import panels, searchable
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.panels import Panel
from jalon.workspace.programmes.models import Organisation
from jalon.workspace.programmes.permissions import (
    has_permission,
    has_permission_somewhere,
    is_of_team,
    visible_programmes,
)
from jalon.workspace.searchable import Source


def register() -> None:
    for panel in _panels():
        panels.register("programme", panel)
    panels.register(
        "country",
        Panel(
            "days-off",
            _("Days off"),
            lambda country: reverse("programmes:country-calendar", args=[country.iso3]),
            order=50,
        ),
    )
    panels.register(
        "account",
        Panel(
            "contacts",
            _("Contacts without an account"),
            lambda user: reverse("programmes:contacts"),
            visible=lambda user, subject: has_permission(user, Permission.AUDIT_ERASE),
            order=850,
        ),
    )
    for source in _sources():
        searchable.register(source)


def _panels() -> list[Panel]:
    return [
        Panel(
            "overview",
            _("Overview"),
            lambda programme: reverse("programmes:programme", args=[programme.code]),
            order=0,
        ),
        Panel(
            "calendar",
            _("Calendar"),
            lambda programme: reverse("programmes:calendar", args=[programme.code]),
            order=80,
        ),
        Panel(
            "people",
            _("People"),
            lambda programme: reverse("programmes:people", args=[programme.code]),
            visible=is_of_team,
            order=90,
        ),
    ]


def _sources() -> list[Source]:
    return [
        Source(
            model="programmes.programme",
            title=_("Programmes"),
            columns=("code", "title", "summary"),
            visible=visible_programmes,
            link=lambda row: reverse("programmes:programme", args=[row.code]),
            label=lambda row: f"{row.code}: {row}",
            order=10,
        ),
        Source(
            model="programmes.organisation",
            title=_("Organisations"),
            columns=("acronym", "name", "reference"),
            visible=_organisations,
            link=lambda row: reverse("programmes:organisation", args=[row.pk]),
            label=str,
            order=50,
        ),
    ]


def _organisations(user: Any) -> QuerySet[Organisation]:
    found = Organisation.objects.all()
    return found if has_permission_somewhere(user, Permission.PROGRAMME_VIEW) else found.none()
