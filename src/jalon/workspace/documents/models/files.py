"""Files that people have sent, and those that are still on their way."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.programmes.models import Programme


class StoredFile(models.Model):
    """A file as it was received: its bytes never change, and are kept under their own hash."""

    class Scan(models.TextChoices):
        NOT_SCANNED = "not-scanned", _("not scanned for viruses")
        CLEAN = "clean", _("scanned, nothing found")

    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    media_type = models.CharField(_("type"), max_length=100)  # found in the bytes, not claimed
    original_name = models.CharField(_("name"), max_length=200)
    path = models.CharField(max_length=100)  # below settings.FILES
    scan = models.CharField(_("virus scan"), max_length=12, choices=Scan, default=Scan.NOT_SCANNED)
    scanned_at = models.DateTimeField(_("scanned"), null=True, blank=True)
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="files", null=True, blank=True
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    at = models.DateTimeField(_("received"), auto_now_add=True)
    upload = models.UUIDField(null=True, unique=True, editable=False)  # that it came from

    PERSONAL: ClassVar[dict[str, str]] = {
        "original_name": "as long as the paper or the figure that it proves",
    }

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes: ClassVar = [
            models.Index(fields=["sha256"], name="documents_file_by_hash"),
            models.Index(fields=["by", "at"], name="documents_file_by_sender"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size__gt=0), name="documents_file_not_empty"),
            models.CheckConstraint(
                condition=Q(scan="clean", scanned_at__isnull=False)
                | Q(scan="not-scanned", scanned_at__isnull=True),
                name="documents_file_scan_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.original_name


class Upload(models.Model):
    """A file that arrives in pieces; whoever began it can go on after a break."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    received = models.PositiveBigIntegerField(_("bytes received"), default=0)
    media_type = models.CharField(max_length=100, blank=True)  # found when the last piece is there
    started_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField()

    PERSONAL: ClassVar[dict[str, str]] = {"name": "three days after the last piece"}

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        indexes: ClassVar = [models.Index(fields=["by"], name="documents_upload_by_sender")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(size__gt=0, received__lte=F("size")),
                name="documents_upload_not_more_than_all",
            )
        ]

    def __str__(self) -> str:
        return self.name
