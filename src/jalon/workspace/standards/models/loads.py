"""Loads of the catalogue, and updates that wait for somebody to say yes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CatalogueLoad(models.Model):
    """One loading of files: who, when, what it did, and what it refused."""

    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    version = models.CharField(_("version"), max_length=40, blank=True)
    counts = models.JSONField(_("counts"), default=dict)  # table -> added, changed, unchanged, kept
    refused = models.JSONField(_("refused rows"), default=list)
    refused_count = models.PositiveIntegerField(_("refused"), default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("load of the catalogue")
        verbose_name_plural = _("loads of the catalogue")
        indexes: ClassVar = [models.Index(fields=["-at"], name="standards_last_load")]

    def __str__(self) -> str:
        return f"{self.version or self.file_name} {self.at:%Y-%m-%d %H:%M}"

    def total(self, what: str) -> int:
        return sum(counts.get(what, 0) for counts in self.counts.values())

    @property
    def added(self) -> int:
        return self.total("added")

    @property
    def changed(self) -> int:
        return self.total("changed")

    @property
    def unchanged(self) -> int:
        return self.total("unchanged")


class Proposal(models.Model):
    """Files that somebody has handed in and nobody has applied yet; forgotten after a week."""

    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    file_name = models.CharField(_("file"), max_length=200)
    files = models.JSONField(_("files"))  # name -> text
    difference = models.JSONField(_("difference"), default=dict)  # as it was shown
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("proposed update")
        verbose_name_plural = _("proposed updates")

    def __str__(self) -> str:
        return self.file_name
