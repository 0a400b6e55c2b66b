"""To what standards and agendas a result or an indicator answers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.results.models.indicators import Indicator
from jalon.workspace.results.models.tree import Result
from jalon.workspace.standards.models import AgendaItem, Provision


class Alignment(models.Model):
    """A result or an indicator answers to a provision of an instrument or an item of an agenda."""

    result = models.ForeignKey(
        Result, models.CASCADE, related_name="alignments", null=True, blank=True
    )
    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="alignments", null=True, blank=True
    )
    provision = models.ForeignKey(
        Provision, models.PROTECT, related_name="alignments", null=True, blank=True
    )
    agenda_item = models.ForeignKey(
        AgendaItem, models.PROTECT, related_name="alignments", null=True, blank=True
    )
    note = models.TextField(_("in what way"), blank=True)

    class Meta:
        verbose_name = _("alignment")
        verbose_name_plural = _("alignments")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(result=None, indicator__isnull=False)
                | Q(result__isnull=False, indicator=None),
                name="results_alignment_of_one",
            ),
            models.CheckConstraint(
                condition=Q(provision=None, agenda_item__isnull=False)
                | Q(provision__isnull=False, agenda_item=None),
                name="results_alignment_to_one",
            ),
            *(
                models.UniqueConstraint(
                    fields=[of, to],
                    condition=Q(**{f"{of}__isnull": False, f"{to}__isnull": False}),
                    name=f"results_alignment_{of}_{to}"[:60],
                )
                for of in ("result", "indicator")
                for to in ("provision", "agenda_item")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result or self.indicator} → {self.provision or self.agenda_item}"
