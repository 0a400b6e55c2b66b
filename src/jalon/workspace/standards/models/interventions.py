"""What a programme may do about a problem, what it rests on, and what evidence there is."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jalon.workspace.narratives import NarrativeField, text_of
from jalon.workspace.standards.models.agendas import AgendaItem
from jalon.workspace.standards.models.instruments import Instrument
from jalon.workspace.standards.models.sourced import Retirable

# The word of the list of evidence that says that nobody has evaluated such a thing.
NO_EVALUATION = "none-found"


class Intervention(Retirable):
    """An intervention of the library: outputs, indicators, links and evidence."""

    key = models.CharField(_("key"), max_length=20, unique=True)
    name = NarrativeField(_("name"))
    policy_area = models.CharField(_("policy area"), max_length=60)
    roles = models.JSONField(_("roles of countries"), default=list, blank=True)
    stages = models.JSONField(_("stages"), default=list, blank=True)
    standards = models.JSONField(_("standards"), default=list, blank=True)  # "C097 art. 10"
    agenda_links = models.JSONField(_("agenda items"), default=list, blank=True)  # "SDG 8.7"
    other_links = models.JSONField(_("other links"), default=list, blank=True)
    outputs = models.JSONField(_("outputs"), default=list, blank=True)
    output_indicators = models.JSONField(_("output indicators"), default=list, blank=True)
    outcome_indicators = models.JSONField(_("outcome indicators"), default=list, blank=True)
    disaggregation = models.JSONField(_("disaggregation"), default=list, blank=True)
    gender_lens = models.TextField(_("gender lens"), blank=True)
    evidence = models.CharField(_("evidence"), max_length=60)
    evidence_note = models.TextField(_("note on evidence"), blank=True)
    evidence_source = models.TextField(_("source of evidence"), blank=True)
    instruments = models.ManyToManyField(Instrument, related_name="interventions", blank=True)
    agenda_items = models.ManyToManyField(AgendaItem, related_name="interventions", blank=True)

    class Meta(Retirable.Meta):
        verbose_name = _("intervention")
        verbose_name_plural = _("interventions")
        indexes: ClassVar = [models.Index(fields=["policy_area"], name="standards_by_area")]

    def __str__(self) -> str:
        return f"{self.key} {text_of(self.name)}"

    @property
    def evaluated(self) -> bool:
        return self.evidence != NO_EVALUATION
