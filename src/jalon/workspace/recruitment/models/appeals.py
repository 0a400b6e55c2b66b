"""Appeals against decisions: that there is one and how it ended, never whose or about what."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalon.workspace.recruitment.models.decisions import Decision
from jalon.workspace.recruitment.models.words import APPEAL_OUTCOMES, choices


class Appeal(models.Model):
    """An appeal against a decision; until it is answered nothing of the call is forgotten."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="appeals")
    lodged_date = models.DateField(_("lodged on"))
    note = models.TextField(_("note"), blank=True)  # where it is filed; who and what stay there
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)
    answered_date = models.DateField(_("answered on"), null=True, blank=True)
    outcome = models.CharField(
        pgettext_lazy("appeal", "outcome"),
        max_length=12,
        choices=choices(APPEAL_OUTCOMES),
        blank=True,
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_date__isnull=True, outcome="", answered_by__isnull=True)
                | Q(answered_date__gte=F("lodged_date"), answered_by__isnull=False)
                & ~Q(outcome=""),
                name="recruitment_appeal_answered_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"appeal against decision {self.decision_id}"
