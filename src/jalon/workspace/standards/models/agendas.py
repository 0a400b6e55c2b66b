"""Policy agendas and what they consist of: goals, targets, objectives, priorities."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.narratives import NarrativeField, chosen, text_of
from jalon.workspace.standards.models.choices import CERTAINTIES
from jalon.workspace.standards.models.sourced import Retirable, Sourced
from jalon.workspace.standards.rules.words import Certainty


class Agenda(Sourced):
    """A policy agenda, such as the Sustainable Development Goals."""

    key = models.CharField(_("key"), max_length=40, unique=True)
    title = NarrativeField(_("title"))
    owner = models.CharField(_("owner"), max_length=200, blank=True)
    version = models.CharField(_("version"), max_length=100, blank=True)
    note = models.TextField(_("note"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(Sourced.Meta):
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")

    def __str__(self) -> str:
        return text_of(self.title) or self.key


class AgendaItem(Retirable):
    """An item of an agenda; an empty one is a place that waits for its official text."""

    agenda = models.ForeignKey(Agenda, models.PROTECT, related_name="items")
    code = models.CharField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=60)
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="children", null=True, blank=True
    )
    title = NarrativeField(_("title"), blank=True)
    empty = models.BooleanField(_("not found"), default=False)
    relevance = models.CharField(_("relevance"), max_length=60, blank=True)
    note = models.TextField(_("note"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title_certainty = models.JSONField(default=dict, blank=True)  # language -> certainty

    class Meta(Retirable.Meta):
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints: ClassVar = [
            *Retirable.Meta.constraints,
            models.UniqueConstraint(fields=["agenda", "code"], name="standards_item_once"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="standards_item_not_its_own_parent",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agenda", "order"], name="standards_item_order"),
        ]

    def __str__(self) -> str:
        return f"{self.agenda.key} {self.code}"

    def shown_certainty(self) -> Certainty:
        """Return how certain the title is in the language in which it is shown."""
        language, _text = chosen(self.title)
        return Certainty(self.title_certainty.get(language, self.certainty))

    def get_shown_certainty_display(self) -> str:
        return str(CERTAINTIES[self.shown_certainty()])
