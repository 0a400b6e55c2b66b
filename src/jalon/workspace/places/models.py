"""Countries, and areas inside them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.narratives import NarrativeField, text_of
from jalon.workspace.places.names import region_name

DEEPEST = 5  # levels of areas below a country


class Certainty(models.TextChoices):
    """How far a fact of the catalogue was checked."""

    VERIFIED_PRIMARY = "verified_primary", _("verified with the owner")
    VERIFIED_SECONDARY = "verified_secondary", _("verified with another source")
    PARTLY_VERIFIED = "partly_verified", _("partly verified")
    UNVERIFIED = "unverified", _("not verified")


def weekend() -> list[int]:
    return [6, 7]


class Country(models.Model):
    """A country or territory (ISO 3166), named in four languages."""

    iso3 = models.CharField(_("code"), max_length=3, unique=True)
    iso2 = models.CharField(max_length=2, unique=True)
    name = NarrativeField(_("name"))
    region = models.CharField(_("region"), max_length=60, blank=True)  # UN M49: 002
    subregion = models.CharField(_("subregion"), max_length=60, blank=True)  # UN M49: 015
    # Each with body, name, since, until, note, source, certainty and as_of
    memberships = models.JSONField(_("memberships"), default=list, blank=True)
    weekend = models.JSONField(_("weekend"), default=weekend)  # ISO weekdays, 1 is Monday
    weekend_source = models.CharField(_("source of the weekend"), max_length=300, blank=True)
    weekend_certainty = models.CharField(
        max_length=20, choices=Certainty, default=Certainty.UNVERIFIED
    )
    weekend_by_office = models.BooleanField(default=False)  # a new load leaves it alone
    note = NarrativeField(_("note"), blank=True)  # where a name or a boundary is disputed
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        return text_of(self.name) or self.iso3

    @property
    def region_name(self) -> str:
        return region_name(self.region)

    @property
    def subregion_name(self) -> str:
        return region_name(self.subregion)


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
    sketch = models.JSONField(default=dict)  # the same with as few points as a page's map needs
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


class AreaImport(models.Model):
    """A file of areas that somebody has brought and not yet applied."""

    class State(models.TextChoices):
        BROUGHT = "brought", _("waiting for its columns")
        APPLIED = "applied", _("applied")
        DROPPED = "dropped", _("not applied")

    country = models.ForeignKey(Country, models.PROTECT, related_name="imports")
    file_name = models.CharField(_("file"), max_length=200)
    path = models.CharField(max_length=200, blank=True)  # below the site's files, until applied
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    layers = models.JSONField(default=list)  # each with its name and columns
    mapping = models.JSONField(default=dict)  # which column is what, as last asked
    source = models.CharField(_("source"), max_length=300, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.BROUGHT)
    counts = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("file of areas")
        verbose_name_plural = _("files of areas")
        indexes: ClassVar = [models.Index(fields=["country", "state"], name="places_imports")]

    def __str__(self) -> str:
        return self.file_name
