"""Assessment questionnaires: their questions, scales, and how they are scored."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jalon.workspace.narratives import NarrativeField, text_of
from jalon.workspace.standards.models.choices import ORIGINS, choices
from jalon.workspace.standards.models.sourced import Retirable, Sourced
from jalon.workspace.standards.rules.words import Origin


class Questionnaire(Sourced):
    """An assessment instrument; the official name stands only with the official items."""

    key = models.CharField(_("key"), max_length=40, unique=True)
    title = NarrativeField(_("title"))
    owner = models.TextField(_("owner"), blank=True)
    unit = models.TextField(_("what is assessed"), blank=True)
    structure = models.TextField(_("structure"), blank=True)
    scales = models.JSONField(_("scales"), default=list)  # name, answers with their points
    scoring = models.TextField(_("scoring"), blank=True)
    note = models.TextField(_("note"), blank=True)
    origin = models.CharField(_("whose questions"), max_length=10, choices=choices(ORIGINS))

    class Meta(Sourced.Meta):
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")

    def __str__(self) -> str:
        return text_of(self.title) or self.key

    @property
    def official(self) -> bool:
        return self.origin == Origin.OFFICIAL


class QuestionnaireItem(Retirable):
    """One question, under its domain."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="items")
    code = models.CharField(_("code"), max_length=40)
    domain = models.CharField(_("domain"), max_length=40)
    domain_title = NarrativeField(_("domain"))
    text = NarrativeField(_("question"))
    scale = models.CharField(_("scale"), max_length=40)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(Retirable.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints: ClassVar = [
            *Retirable.Meta.constraints,
            models.UniqueConstraint(
                fields=["questionnaire", "code"], name="standards_question_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire.key} {self.code}"
