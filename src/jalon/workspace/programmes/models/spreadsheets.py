"""Spreadsheets that are being turned into a programme."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PendingSpreadsheet(models.Model):
    """A team's framework as it was uploaded, and what its columns are taken for."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    language = models.CharField(_("language of the texts"), max_length=5)
    sheet = models.CharField(_("sheet"), max_length=100)
    rows = models.JSONField(default=list)  # [number, [[kind, value, percent], …]]
    layout = models.JSONField(default=dict)  # exchange.layout.Layout
    answers = models.JSONField(default=dict)  # the form as it was last sent
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("uploaded framework")
        verbose_name_plural = _("uploaded frameworks")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("at")), name="programmes_spreadsheet_expires_later"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="programmes_sheets_expiring")]

    def __str__(self) -> str:
        return self.file_name
