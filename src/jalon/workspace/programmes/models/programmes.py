"""What a team runs, and the terms on which it runs it."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from jalon.workspace.narratives import NarrativeField, text_of
from jalon.workspace.places.models import Area, Country
from jalon.workspace.programmes.models.organisations import Organisation


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def current(self) -> "ProgrammeQuerySet":
        return self.filter(archived_at__isnull=True)

    def running(self, today: date) -> "ProgrammeQuerySet":
        return self.current().filter(start_date__lte=today, end_date__gte=today)


class Programme(models.Model):
    """What a team runs: from an agreement's first day to its last."""

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("programme")
        ROAD_MAP = "road-map", _("road map")

    class Status(models.TextChoices):  # IATI ActivityStatus
        PIPELINE = "1", _("in preparation")
        IMPLEMENTATION = "2", _("running")
        FINALISATION = "3", _("closing")
        CLOSED = "4", _("closed")
        CANCELLED = "5", _("cancelled")
        SUSPENDED = "6", _("suspended")

    code = models.CharField(_("code"), max_length=40, unique=True)  # part of addresses
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PROGRAMME)
    title = NarrativeField(_("title"))
    summary = NarrativeField(_("summary"), blank=True)
    status = models.CharField(_("status"), max_length=1, choices=Status, default=Status.PIPELINE)
    start_date = models.DateField(_("start"))
    end_date = models.DateField(_("end"))
    time_zone = models.CharField(_("time zone"), max_length=50, default="UTC")
    countries = models.ManyToManyField(
        Country, through="ProgrammeCountry", related_name="programmes"
    )
    office = models.ForeignKey(  # its weekend and holidays count where no one country's do
        Country,
        models.PROTECT,
        verbose_name=_("country of the office"),
        related_name="+",
        null=True,
        blank=True,
    )
    areas = models.ManyToManyField(Area, related_name="programmes", blank=True)
    organisations = models.ManyToManyField(
        Organisation, through="Participation", related_name="programmes"
    )
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)  # of the row, for optimistic locking

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(end_date__gt=F("start_date")),
                name="programmes_programme_ends_after_it_starts",
            ),
            models.UniqueConstraint(Lower("code"), name="programmes_programme_code_any_case"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["archived_at", "status"], name="programmes_listed")
        ]

    def __str__(self) -> str:
        return text_of(self.title) or self.code


class Agreement(models.Model):
    """The terms that the donor and the office have agreed on, as data."""

    programme = models.OneToOneField(Programme, models.CASCADE, related_name="agreement")
    donor = models.ForeignKey(
        Organisation, models.PROTECT, related_name="agreements", null=True, blank=True
    )
    reference = models.CharField(_("reference of the award"), max_length=100, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    amount = models.DecimalField(
        _("amount"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    support_cost_rate = models.DecimalField(
        _("support costs, per cent"), max_digits=5, decimal_places=2, default=13
    )
    transfer_threshold = models.DecimalField(
        _("transfer threshold, per cent"), max_digits=5, decimal_places=2, default=10
    )
    # Reporting calendar: periods of so many months, counted from an anchor month
    period_months = models.PositiveSmallIntegerField(_("months in a period"), default=6)
    first_month = models.PositiveSmallIntegerField(_("first month of a period"), default=10)
    due_days = models.PositiveSmallIntegerField(_("days to report"), default=30)
    final_due_days = models.PositiveSmallIntegerField(_("days to the final report"), default=120)
    report_languages = models.JSONField(_("languages of reports"), default=list)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(first_month__gte=1, first_month__lte=12),
                name="programmes_agreement_month",
            ),
            models.CheckConstraint(
                condition=Q(period_months__in=[1, 2, 3, 4, 6, 12]),
                name="programmes_agreement_periods_fill_a_year",
            ),
            models.CheckConstraint(
                condition=Q(support_cost_rate__gte=0, support_cost_rate__lte=100),
                name="programmes_agreement_support_cost_rate",
            ),
            models.CheckConstraint(
                condition=Q(transfer_threshold__gte=0, transfer_threshold__lte=100),
                name="programmes_agreement_transfer_threshold",
            ),
        ]

    def __str__(self) -> str:
        return f"agreement of {self.programme}"
