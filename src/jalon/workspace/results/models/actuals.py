"""What was reached: reported, sent back, verified, locked."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.models import StoredFile
from jalon.workspace.places.models import Area, Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.rules import Reach
from jalon.workspace.results.models.indicators import own_indicators
from jalon.workspace.results.models.periods import Period
from jalon.workspace.results.models.places import once_in_a_place
from jalon.workspace.results.models.visibility import people_of, visible
from jalon.workspace.results.rules.workflow import EDITABLE, HANDED_OVER, Status


class ActualQuerySet(models.QuerySet["Actual"]):
    def visible_to(self, user: Any) -> "ActualQuerySet":
        """Return what `user` may see: the donor what is verified, a partner what is theirs."""
        return self.filter(
            visible(
                user,
                programme="period__indicator__programme",
                whole=_of_country,
                own=lambda reach: (
                    Q(reported_by__in=people_of(reach, user))
                    | own_indicators(reach, user, "period__indicator__")
                ),
                submitted=Q(status__in=HANDED_OVER),
            )
        )


def _of_country(reach: Reach) -> Q:
    return Q() if reach.country is None else Q(country=reach.country)


class Actual(models.Model):
    """What was reached in a period and a place, with its cells."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned")
        VERIFIED = "verified", _("verified")
        LOCKED = "locked", _("locked")

    period = models.ForeignKey(Period, models.CASCADE, related_name="actuals")
    country = models.ForeignKey(Country, models.PROTECT, null=True, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    narrative = models.TextField(_("explanation"), blank=True)
    no_data_reason = models.TextField(_("why there is no figure"), blank=True)
    source = models.CharField(_("source"), max_length=500, blank=True)
    correction = models.TextField(_("why it is lower than before"), blank=True)
    evidence = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        related_name="proves",
        null=True,
        blank=True,
        verbose_name=_("evidence"),
    )
    evidence_date = models.DateField(_("date of the evidence"), null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    version = models.PositiveIntegerField(default=1)

    objects = ActualQuerySet.as_manager()

    class Meta:
        verbose_name = _("actual")
        verbose_name_plural = _("actuals")
        constraints: ClassVar = [
            *once_in_a_place(["period"], "results_actual_once"),
            models.CheckConstraint(
                condition=Q(verified_at=None, verified_by=None)
                | Q(verified_at__isnull=False, verified_by__isnull=False),
                name="results_actual_verified_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=HANDED_OVER) | Q(verified_at__isnull=False),
                name="results_actual_verified_by_somebody",
            ),
        ]
        indexes: ClassVar = [  # of the few that wait for somebody, not of all that ever did
            models.Index(
                fields=["submitted_at"],
                condition=Q(status=Status.SUBMITTED),
                name="results_actual_waiting",
            ),
            models.Index(
                fields=["reported_by"],
                condition=Q(status=Status.RETURNED),
                name="results_actual_returned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.area or self.country or ''}".strip()

    @property
    def programme(self) -> Programme:
        return self.period.indicator.programme

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE


class ActualCell(models.Model):
    """One cell of an actual; the breakdown ``""`` is its total."""

    actual = models.ForeignKey(Actual, models.CASCADE, related_name="cells")
    breakdown = models.CharField(max_length=200, blank=True)
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    numerator = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    text = models.TextField(blank=True)
    computed = models.BooleanField(default=False)  # a total that nobody typed: added up from cells

    class Meta:
        verbose_name = _("cell of an actual")
        verbose_name_plural = _("cells of an actual")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actual", "breakdown"], name="results_cell_once")
        ]

    def __str__(self) -> str:
        return f"{self.breakdown}: {self.value}"


class ActualComment(models.Model):
    """What was said of an actual when it was returned, reopened or talked about."""

    class Kind(models.TextChoices):
        REMARK = "remark", _("remark")
        RETURNED = "returned", _("returned")
        REOPENED = "reopened", _("reopened")

    actual = models.ForeignKey(Actual, models.CASCADE, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REMARK)
    text = models.TextField(_("comment"))

    class Meta:
        verbose_name = _("comment on an actual")
        verbose_name_plural = _("comments on an actual")

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
