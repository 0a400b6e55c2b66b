"""Days off that a national calendar does not know."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jalon.workspace.narratives import NarrativeField
from jalon.workspace.places.models import Country


class Holiday(models.Model):
    """A day off, or a working day, that the national calendar does not know."""

    country = models.ForeignKey(Country, models.CASCADE, related_name="holidays")
    day = models.DateField(_("day"))
    name = NarrativeField(_("name"))
    working = models.BooleanField(_("worked all the same"), default=False)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["country", "day"], name="programmes_holiday_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.country}"
