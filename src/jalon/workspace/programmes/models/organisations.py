"""Organisations, and whom to ask in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jalon.workspace.narratives import NarrativeField, text_of
from jalon.workspace.places.models import Country


class Organisation(models.Model):
    """A ministry, an office, a donor, a union: who takes part."""

    class Kind(models.TextChoices):  # IATI OrganisationType, the ones that this field meets
        GOVERNMENT = "10", _("government")
        LOCAL_GOVERNMENT = "11", _("local government")
        OTHER_PUBLIC = "15", _("other public body")
        INTERNATIONAL_NGO = "21", _("international NGO")
        NATIONAL_NGO = "22", _("national NGO")
        PARTNERSHIP = "30", _("public-private partnership")
        MULTILATERAL = "40", _("multilateral organisation")
        FOUNDATION = "60", _("foundation")
        PRIVATE = "70", _("company")
        ACADEMIC = "80", _("university, training, research")
        OTHER = "90", _("other")

    name = NarrativeField(_("name"))
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=2, choices=Kind, default=Kind.OTHER)
    country = models.ForeignKey(Country, models.PROTECT, null=True, blank=True)
    reference = models.CharField(_("IATI identifier"), max_length=100, blank=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)  # of the row, for optimistic locking

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.acronym or text_of(self.name)
