"""What was sent to whom, so that nobody is told twice; and the addresses of calendars."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.models.obligations import Obligation


class Reminder(models.Model):
    """A rung of the ladder for one person: taken before the mail leaves, stamped after."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="reminders")
    promised_at = models.DateTimeField()  # of the deadline then: a later one is a new ladder
    rung = models.SmallIntegerField(_("days before"))
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("to")
    )
    at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["obligation", "promised_at", "rung", "to"],
                name="documents_reminded_once",
            ),
        ]

    def __str__(self) -> str:
        return f"reminder {self.rung} of {self.obligation_id} to {self.to_id}"


class DigestMail(models.Model):
    """A person's digest of a day; without lines there was nothing to say, and no mail."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    day = models.DateField(_("day"))
    lines = models.PositiveSmallIntegerField(_("lines"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["to", "day"], name="documents_digest_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"digest of {self.day} to {self.to_id}"


class CalendarFeed(models.Model):
    """A person's calendar address: whoever knows it reads their deadlines, so it can be revoked."""

    class Shows(models.TextChoices):
        MINE = "mine", _("what I answer for, and steps that wait for me")
        ALL = "all", _("every deadline that I may see")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed"
    )
    digest = models.CharField(max_length=64, unique=True)  # of the secret, which is not kept
    shows = models.CharField(_("shows"), max_length=4, choices=Shows, default=Shows.MINE)
    made_at = models.DateTimeField(_("made"))
    read_at = models.DateTimeField(_("last read"), null=True, blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {"digest": "never exported"}

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"
