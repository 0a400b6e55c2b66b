"""Countries, and areas inside them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.narratives import NarrativeField, text_of


def weekend() -> list[int]:
    return [6, 7]


class Country(models.Model):
    """A country or territory (ISO 3166), named in four languages."""

    iso3 = models.CharField(_("code"), max_length=3, unique=True)
    iso2 = models.CharField(max_length=2, unique=True)
    name = NarrativeField(_("name"))
    region = models.CharField(_("region"), max_length=60, blank=True)
    subregion = models.CharField(_("subregion"), max_length=60, blank=True)
    memberships = models.JSONField(_("memberships"), default=list, blank=True)
    weekend = models.JSONField(_("weekend"), default=weekend)  # ISO weekdays, 1 is Monday
    note = NarrativeField(_("note"), blank=True)  # where a name or a boundary is disputed
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        return text_of(self.name) or self.iso3


class Area(models.Model):
    """A part of a country: a state, a municipality, a delegation."""

    country = models.ForeignKey(Country, models.PROTECT, related_name="areas")
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="children", null=True, blank=True
    )
    level = models.PositiveSmallIntegerField(_("level"))  # 1 is the first below the country
    code = models.CharField(_("code"), max_length=30)
    name = NarrativeField(_("name"))
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["country", "level", "code"], name="places_area_code_once"
            ),
            models.CheckConstraint(condition=Q(level__gte=1), name="places_area_level_from_1"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="places_area_not_its_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return text_of(self.name) or self.code


class Boundary(models.Model):
    """The outline of a country or an area, as GeoJSON, for maps."""

    country = models.ForeignKey(Country, models.CASCADE, related_name="boundaries")
    area = models.OneToOneField(
        Area, models.CASCADE, related_name="boundary", null=True, blank=True
    )
    geometry = models.JSONField()
    source = models.CharField(_("source"), max_length=300)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["country"],
                condition=Q(area__isnull=True),
                name="places_one_outline_a_country",
            )
        ]

    def __str__(self) -> str:
        return f"boundary of {self.area or self.country}"
