"""Let the search find countries and areas."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.places.models import Area, Country
from jalon.workspace.searchable import Source
from jalon.workspace.searchable import register as searchable


def register() -> None:
    searchable(
        Source(
            model="places.country",
            title=_("Countries"),
            columns=("iso3", "name", "note"),
            visible=lambda user: _seen(user, Country.objects.all()),
            link=lambda row: reverse("places:country", args=[row.iso3]),
            label=str,
            order=60,
        )
    )
    searchable(
        Source(
            model="places.area",
            title=_("Areas"),
            columns=("code", "name"),
            visible=lambda user: _seen(user, Area.objects.select_related("country")),
            link=lambda row: reverse("places:area", args=[row.pk]),
            label=lambda row: f"{row} ({row.country})",
            order=70,
        )
    )


def _seen(user: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows if user.has_perm(Permission.CATALOGUE_VIEW) else rows.none()
