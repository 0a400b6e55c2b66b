"""The clearance guide: what kind of case needs which steps, forms and days."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.models.words import KINDS, choices
from jalon.workspace.narratives import NarrativeField, text_of


class Certainty(models.TextChoices):
    """How far an entry of the guide can be relied on."""

    CONFIRMED = "confirmed", _("confirmed by the office")
    UNVERIFIED = "unverified", _("not verified")


class GuideCaseQuerySet(models.QuerySet["GuideCase"]):
    def current(self) -> "GuideCaseQuerySet":
        return self.filter(retired_at__isnull=True)


class GuideCase(models.Model):
    """A kind of case: when it applies, and how sure the office is of what it says."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    kind = models.CharField(_("kind of paper"), max_length=20, choices=choices(KINDS))
    title = NarrativeField(_("title"))
    applies = NarrativeField(_("when it applies"), blank=True)
    certainty = models.CharField(
        _("certainty"), max_length=12, choices=Certainty, default=Certainty.UNVERIFIED
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_example = models.BooleanField(default=False)  # shipped with Jalon, not yet the office's own
    updated_at = models.DateTimeField(_("changed"))
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    retired_at = models.DateTimeField(_("taken out"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # of the row, for optimistic locking

    objects = GuideCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case of the guide")
        verbose_name_plural = _("cases of the guide")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(certainty="confirmed") | ~Q(source=""),
                name="documents_guide_confirmed_by_a_source",
            ),
        ]

    def __str__(self) -> str:
        return text_of(self.title) or self.key


class GuideStep(models.Model):
    """One step of a case: who does what, with which form, in how many working days."""

    case = models.ForeignKey(GuideCase, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField(_("order"))
    who = NarrativeField(_("who"))
    what = NarrativeField(_("what"))
    form = NarrativeField(_("form"), blank=True)
    form_url = models.URLField(_("address of the form"), max_length=500, blank=True)
    working_days = models.PositiveSmallIntegerField(_("working days"), null=True, blank=True)

    class Meta:
        verbose_name = _("step of the guide")
        verbose_name_plural = _("steps of the guide")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "order"], name="documents_guide_step_order"),
        ]

    def __str__(self) -> str:
        return text_of(self.what)
