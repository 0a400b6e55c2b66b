"""Imports that wait for somebody to confirm them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.programmes.models import Programme


class PendingImport(models.Model):
    """What a workbook or a pasted block would change; nothing is written until it is confirmed."""

    class Kind(models.TextChoices):
        WORKBOOK = "workbook", _("workbook")
        PASTE = "paste", _("pasted block")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.WORKBOOK)
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    exported_at = models.CharField(max_length=40, blank=True)
    differences = models.JSONField(default=list)  # exchange.diff.Difference, one each
    notes = models.JSONField(default=dict)  # unchanged cells, missing columns and rows
    mine = models.JSONField(default=list)  # keys of conflicts in which the workbook wins
    expires_at = models.DateTimeField()
    done_at = models.DateTimeField(_("imported"), null=True, blank=True)
    written = models.JSONField(default=dict)  # counts of what was written

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("at")), name="results_import_expires_later"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["programme", "by", "-at"], name="results_imports_of_person"),
            models.Index(fields=["expires_at"], name="results_imports_expiring"),
        ]

    def __str__(self) -> str:
        return self.file_name or f"{self.kind} {self.pk}"
