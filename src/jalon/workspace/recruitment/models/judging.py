"""What persons find of employments, and what they ask at interviews."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jalon.workspace.narratives import NarrativeField, text_of
from jalon.workspace.recruitment.models.applications import Application
from jalon.workspace.recruitment.models.calls import Criterion


class Relevance(models.Model):
    """That an employment was in the field that a call asks for, or was not, as a person found."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="relevances")
    row = models.CharField(_("employment"), max_length=40)  # the row of the form
    is_relevant = models.BooleanField(_("in the field"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"), auto_now=True)

    class Meta:
        verbose_name = _("relevance of an employment")
        verbose_name_plural = _("relevance of employments")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "row"], name="recruitment_relevance_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.row}"


class Question(models.Model):
    """What every candidate is asked at the interview, so that a criterion can be marked."""

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(_("order"))
    text = NarrativeField(_("question"))

    class Meta:
        verbose_name = _("question of an interview")
        verbose_name_plural = _("questions of interviews")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["criterion", "order"], name="recruitment_question_order"
            ),
        ]

    def __str__(self) -> str:
        return text_of(self.text)
