"""The tree of results, what it rests on, and what may go wrong."""

from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.narratives import NarrativeField, text_of
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.rules import Reach
from jalon.workspace.results.models.visibility import people_of, visible


class ResultQuerySet(models.QuerySet["Result"]):
    def visible_to(self, user: Any) -> "ResultQuerySet":
        """Return the results that `user` may see: for a partner, those above their indicators."""
        return self.filter(
            visible(
                user,
                programme="programme",
                whole=lambda reach: Q(),
                own=lambda reach: _own(reach, user),
                submitted=Q(),
            )
        )

    def in_order(self) -> "ResultQuerySet":
        return self.order_by("order", "code", "pk")


def _own(reach: Reach, user: Any) -> Q:
    """Return results that hold an indicator of these people, at most three levels below."""
    of_person = Q(responsible__in=people_of(reach, user))
    of_organisation = Q(organisation=reach.organisation) if reach.organisation else Q(pk__in=())
    indicators = apps.get_model("results", "Indicator").objects.filter(of_person | of_organisation)
    found = Q(pk__in=indicators.values("result"))
    for path in ("result__parent", "result__parent__parent", "result__parent__parent__parent"):
        found |= Q(pk__in=indicators.values(path))
    return found


class Result(models.Model):
    """A change that a programme works for (IATI ``result``)."""

    class Level(models.TextChoices):
        IMPACT = "impact", _("impact")
        OUTCOME = "outcome", _("outcome")
        OUTPUT = "output", _("output")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="results")
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="children", null=True, blank=True
    )
    level = models.CharField(_("level"), max_length=10, choices=Level)
    code = models.CharField(_("code"), max_length=30)
    title = NarrativeField(_("title"))
    description = NarrativeField(_("description"), blank=True)
    order = models.PositiveIntegerField(default=0)
    contributes_to = models.ForeignKey(
        "self",
        models.SET_NULL,
        related_name="contributors",
        null=True,
        blank=True,
        verbose_name=_("contributes to"),
    )
    version = models.PositiveIntegerField(default=1)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "code"], name="results_result_code_once"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="results_result_not_its_own_parent",
            ),
            models.CheckConstraint(
                condition=Q(contributes_to=None) | ~Q(contributes_to=F("id")),
                name="results_result_not_its_own_contribution",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["programme", "parent", "order"], name="results_tree")
        ]

    def __str__(self) -> str:
        return f"{self.code} {text_of(self.title)}"


class Assumption(models.Model):
    """What must hold for a result to lead to the next."""

    class Holds(models.TextChoices):
        YES = "yes", _("holds")
        NO = "no", _("does not hold")
        UNKNOWN = "unknown", _("not known")

    result = models.ForeignKey(Result, models.CASCADE, related_name="assumptions")
    text = NarrativeField(_("assumption"))
    holds = models.CharField(
        _("does it hold?"), max_length=10, choices=Holds, default=Holds.UNKNOWN
    )
    note = models.TextField(_("how it is known"), blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("assumption")
        verbose_name_plural = _("assumptions")

    def __str__(self) -> str:
        return text_of(self.text)

    @property
    def programme(self) -> Programme:
        return self.result.programme


class RiskQuerySet(models.QuerySet["Risk"]):
    def open(self) -> "RiskQuerySet":
        return self.exclude(status=Risk.Status.CLOSED)

    def visible_to(self, user: Any) -> "RiskQuerySet":
        """Return the risks that `user` may see; the donor reads them in reports."""
        return self.filter(
            visible(
                user,
                programme="programme",
                whole=lambda reach: Q(),
                own=lambda reach: Q(owner__in=people_of(reach, user)),
                submitted=Q(pk__in=()),
            )
        )


class Risk(models.Model):
    """What may go wrong, how likely and how bad, and what is done about it."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        HAPPENED = "happened", _("has happened")
        CLOSED = "closed", _("closed")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="risks")
    result = models.ForeignKey(Result, models.SET_NULL, related_name="risks", null=True, blank=True)
    text = NarrativeField(_("risk"))
    likelihood = models.PositiveSmallIntegerField(
        _("likelihood, 1 to 5"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    impact = models.PositiveSmallIntegerField(
        _("impact, 1 to 5"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    mitigation = NarrativeField(_("what is done about it"), blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="risks",
        null=True,
        blank=True,
        verbose_name=_("responsible"),
    )
    reviewed_date = models.DateField(_("last looked at"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    version = models.PositiveIntegerField(default=1)

    objects = RiskQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(likelihood__gte=1, likelihood__lte=5, impact__gte=1, impact__lte=5),
                name="results_risk_from_1_to_5",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["programme", "status"], name="results_risks_of_programme")
        ]

    def __str__(self) -> str:
        return text_of(self.text)

    @property
    def score(self) -> int:
        return self.likelihood * self.impact
