"""Periods of an indicator, and what is aimed at in each."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.places.models import Area, Country
from jalon.workspace.results.models.indicators import Indicator
from jalon.workspace.results.models.places import once_in_a_place


class Period(models.Model):
    """A span of days for which an indicator is reported (IATI ``indicator/period``)."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="periods")
    start_date = models.DateField(_("start"))
    end_date = models.DateField(_("end"))  # the last day

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "start_date", "end_date"], name="results_period_once"
            ),
            models.CheckConstraint(
                condition=Q(end_date__gte=F("start_date")),
                name="results_period_ends_after_it_starts",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["end_date", "indicator"], name="results_period_by_end")
        ]

    def __str__(self) -> str:
        return f"{self.start_date} – {self.end_date}"


class Target(models.Model):
    """What is aimed at in a period, a place and a cell of a disaggregation."""

    period = models.ForeignKey(Period, models.CASCADE, related_name="targets")
    country = models.ForeignKey(Country, models.PROTECT, null=True, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True)
    breakdown = models.CharField(max_length=200, blank=True)
    value = models.DecimalField(_("target"), max_digits=18, decimal_places=4, null=True, blank=True)
    numerator = models.DecimalField(
        _("numerator"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    denominator = models.DecimalField(
        _("denominator"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    text = models.TextField(_("target in words"), blank=True)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints: ClassVar = once_in_a_place(["period", "breakdown"], "results_target_once")

    def __str__(self) -> str:
        return f"{self.period}: {self.value}"
