"""Where a programme works, with whom, and whom to ask."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models.organisations import Organisation
from jalon.workspace.programmes.models.programmes import Programme


class ProgrammeCountry(models.Model):
    """A country that a programme covers."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="covers")
    country = models.ForeignKey(Country, models.PROTECT, related_name="covered_by")
    share = models.DecimalField(  # IATI recipient-country percentage
        _("share of the money, per cent"), max_digits=5, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = _("country of a programme")
        verbose_name_plural = _("countries of a programme")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "country"], name="programmes_country_once")
        ]

    def __str__(self) -> str:
        return f"{self.country} in {self.programme}"


class Participation(models.Model):
    """What an organisation is to a programme."""

    class Role(models.TextChoices):  # IATI OrganisationRole, then what it does not name
        FUNDING = "1", _("donor")
        ACCOUNTABLE = "2", _("accountable")
        EXTENDING = "3", _("extending")
        IMPLEMENTING = "4", _("implementing")
        GOVERNMENT = "g", _("government counterpart")
        EMPLOYERS = "e", _("employers' organisation")
        WORKERS = "w", _("workers' organisation")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="participations")
    role = models.CharField(_("role"), max_length=1, choices=Role)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "organisation", "role"], name="programmes_participates_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} in {self.programme}"


class FocalPoint(models.Model):
    """Whom to ask in an organisation or a country."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="focal_points")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True)
    country = models.ForeignKey(Country, models.PROTECT, null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=200)
    post = models.CharField(_("post"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {
        "name": "while the programme runs and a year after",
        "post": "while the programme runs and a year after",
        "email": "while the programme runs and a year after",
        "phone": "while the programme runs and a year after",
    }

    class Meta:
        verbose_name = _("focal point")
        verbose_name_plural = _("focal points")

    def __str__(self) -> str:
        return self.name
