"""Indicators: what is measured, how, for whom, and divided by what."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.narratives import NarrativeField, text_of
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Organisation, Programme
from jalon.workspace.programmes.rules import Reach
from jalon.workspace.results.models.tree import Result
from jalon.workspace.results.models.visibility import people_of, visible


def own_indicators(reach: Reach, user: Any, path: str = "") -> Q:
    """Return the condition that an indicator (at `path`) is of these people."""
    found = Q(**{f"{path}responsible__in": people_of(reach, user)})
    if reach.organisation is not None:
        found |= Q(**{f"{path}organisation": reach.organisation})
    return found


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def visible_to(self, user: Any) -> "IndicatorQuerySet":
        return self.filter(
            visible(
                user,
                programme="programme",
                whole=lambda reach: Q(),
                own=lambda reach: own_indicators(reach, user),
                submitted=Q(),
            )
        )

    def in_order(self) -> "IndicatorQuerySet":
        return self.order_by("result__order", "result__code", "order", "code", "pk")


class Indicator(models.Model):
    """What shows that a result comes about (IATI ``indicator``)."""

    class Measure(models.TextChoices):
        NUMBER = "number", _("number")
        PERCENTAGE = "percentage", _("percentage")
        RATIO = "ratio", _("ratio")
        INDEX = "index", _("index")
        YES_NO = "yes-no", _("yes or no")
        QUALITATIVE = "qualitative", _("qualitative")

    class Direction(models.TextChoices):
        UP = "up", _("higher is better")
        DOWN = "down", _("lower is better")

    class OverPeriods(models.TextChoices):
        SUM = "sum", _("added up")
        LATEST = "latest", _("the latest")
        MAX = "max", _("the highest")
        AVERAGE = "average", _("the average")
        RATIO = "ratio", _("numerators over denominators")
        NONE = "none", _("no total")

    class OverPlaces(models.TextChoices):
        SUM = "sum", _("added up")
        MAX = "max", _("the highest")
        AVERAGE = "average", _("the average")
        RATIO = "ratio", _("numerators over denominators")
        NONE = "none", _("no total")

    class Frequency(models.TextChoices):
        PERIOD = "period", _("each reporting period")
        QUARTER = "quarter", _("each quarter")
        HALF_YEAR = "half-year", _("each half year")
        YEAR = "year", _("each year")
        START_AND_END = "start-and-end", _("at the start and at the end")
        END = "end", _("at the end")

    class ReportedFor(models.TextChoices):
        PROGRAMME = "programme", _("the whole programme")
        COUNTRY = "country", _("each country")
        AREA = "area", _("each area")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="indicators")
    result = models.ForeignKey(Result, models.CASCADE, related_name="indicators")
    order = models.PositiveIntegerField(default=0)
    code = models.CharField(_("code"), max_length=30)
    donor_code = models.CharField(_("donor's code"), max_length=30, blank=True)
    title = NarrativeField(_("title"))
    definition = NarrativeField(_("definition"), blank=True)
    unit = NarrativeField(_("unit"), blank=True)
    measure = models.CharField(_("measure"), max_length=12, choices=Measure, default=Measure.NUMBER)
    decimals = models.PositiveSmallIntegerField(
        _("decimals shown"), default=0, validators=[MaxValueValidator(4)]
    )
    direction = models.CharField(
        _("direction"), max_length=4, choices=Direction, default=Direction.UP
    )
    calculation = NarrativeField(_("calculation"), blank=True)
    over_periods = models.CharField(
        _("total over periods"), max_length=10, choices=OverPeriods, default=OverPeriods.SUM
    )
    over_places = models.CharField(
        _("total over places"), max_length=10, choices=OverPlaces, default=OverPlaces.SUM
    )
    may_exceed_100 = models.BooleanField(_("may exceed 100 per cent"), default=False)
    crossed = models.BooleanField(_("disaggregations are crossed"), default=False)
    reported_for = models.CharField(
        _("reported for"), max_length=10, choices=ReportedFor, default=ReportedFor.PROGRAMME
    )
    countries = models.ManyToManyField(  # none chosen: all of the programme
        Country, related_name="indicators", blank=True, verbose_name=_("countries")
    )
    baseline_value = models.DecimalField(
        _("baseline"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    baseline_numerator = models.DecimalField(
        _("baseline: numerator"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    baseline_denominator = models.DecimalField(
        _("baseline: denominator"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    baseline_text = NarrativeField(_("baseline in words"), blank=True)
    baseline_year = models.PositiveSmallIntegerField(
        _("baseline: year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2200)],
    )
    baseline_source = models.CharField(_("baseline: source"), max_length=300, blank=True)
    means_of_verification = NarrativeField(_("means of verification"), blank=True)
    frequency = models.CharField(
        _("how often"), max_length=15, choices=Frequency, default=Frequency.PERIOD
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="indicators",
        null=True,
        blank=True,
        verbose_name=_("responsible"),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="indicators",
        null=True,
        blank=True,
        verbose_name=_("responsible organisation"),
    )
    # when definition, unit or calculation last changed without a word on earlier figures
    redefined_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "code"], name="results_indicator_code_once"
            ),
            models.CheckConstraint(
                condition=Q(baseline_denominator=None) | ~Q(baseline_denominator=0),
                name="results_indicator_baseline_divides",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["programme", "result", "order"], name="results_indicators"),
            models.Index(fields=["programme", "responsible"], name="results_of_person"),
            models.Index(fields=["programme", "organisation"], name="results_of_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {text_of(self.title)}"


class Dimension(models.Model):
    """By what figures are divided: sex, age, place of work."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="dimensions")
    key = models.SlugField(_("key"), max_length=30)
    title = NarrativeField(_("title"))
    exclusive = models.BooleanField(
        _("each person is in one value"),
        default=True,
        help_text=_(
            "If so, the values add up to the total. Services are not: one may have several."
        ),
    )
    order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("disaggregation")
        verbose_name_plural = _("disaggregations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "key"], name="results_dimension_key_once")
        ]

    def __str__(self) -> str:
        return text_of(self.title) or self.key


class DimensionValue(models.Model):
    """One value of a dimension: female, 15-17, agriculture."""

    dimension = models.ForeignKey(Dimension, models.CASCADE, related_name="values")
    key = models.CharField(_("key"), max_length=30)
    title = NarrativeField(_("title"))
    order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("value of a disaggregation")
        verbose_name_plural = _("values of a disaggregation")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dimension", "key"], name="results_dimension_value_once"
            )
        ]

    def __str__(self) -> str:
        return text_of(self.title) or self.key


class IndicatorDimension(models.Model):
    """An indicator is divided by a dimension."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="divided_by")
    dimension = models.ForeignKey(Dimension, models.PROTECT, related_name="divides")
    required = models.BooleanField(_("required"), default=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("disaggregation of an indicator")
        verbose_name_plural = _("disaggregations of an indicator")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator", "dimension"], name="results_divided_once")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} by {self.dimension}"
