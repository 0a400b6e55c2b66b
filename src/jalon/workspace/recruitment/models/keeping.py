"""What is kept of calls when their people are forgotten, and the lists that the office loads."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.recruitment.models.calls import Call


class Representation(models.Model):
    """The countries that the office names as under-represented, from a day on."""

    since_date = models.DateField(_("holds since"), unique=True)
    source = models.CharField(_("source"), max_length=300)
    countries = models.JSONField(_("countries"), default=list)  # codes of two letters
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("loaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("list of under-represented nationalities")
        verbose_name_plural = _("lists of under-represented nationalities")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(source=""), name="recruitment_representation_has_a_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since_date} {self.source}"


class Statistics(models.Model):
    """The counts of a call, without anybody in them: they stay when everything else is gone."""

    call = models.OneToOneField(Call, models.CASCADE, related_name="statistics")
    figures = models.JSONField(_("figures"), default=dict)
    at = models.DateTimeField(_("counted"), auto_now_add=True)

    class Meta:
        verbose_name = _("statistics of a call")
        verbose_name_plural = _("statistics of calls")

    def __str__(self) -> str:
        return f"statistics of {self.call_id}"


class Purge(models.Model):
    """What was forgotten of a call on one day: how many of each field, of how many people."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="purges")
    day = models.DateField(_("day"))
    counts = models.JSONField(_("what was forgotten"), default=dict)  # field -> how many
    people = models.PositiveIntegerField(_("people"), default=0)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("purge")
        verbose_name_plural = _("purges")
        indexes: ClassVar = [models.Index(fields=["call", "-id"], name="recruitment_purges_of")]

    def __str__(self) -> str:
        return f"purge {self.pk}"
