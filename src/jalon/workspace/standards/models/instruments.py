"""Conventions, protocols, recommendations, treaties; what they ask; who ratified them."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.narratives import NarrativeField, text_of
from jalon.workspace.places.models import Country
from jalon.workspace.standards.models.choices import (
    CATEGORIES,
    CERTAINTIES,
    INSTRUMENT_KINDS,
    SETS,
    STATUSES,
    TERMS,
    choices,
)
from jalon.workspace.standards.models.dates import shown_date
from jalon.workspace.standards.models.sourced import Correctable, Retirable
from jalon.workspace.standards.rules.binding import Act, Terms
from jalon.workspace.standards.rules.dates import write_date
from jalon.workspace.standards.rules.words import DATED, Precision, Status

PRECISIONS = [(precision.value, precision.value) for precision in Precision]


def precision_field() -> "models.CharField[Any, Any]":
    return models.CharField(max_length=5, choices=PRECISIONS, blank=True)


class Term(Correctable):
    """A word that rows refer to: a theme, a topic, a stage; in the project's own words."""

    list = models.CharField(_("list"), max_length=20, choices=choices(TERMS))
    key = models.CharField(_("key"), max_length=60)
    title = NarrativeField(_("title"))

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list", "key"], name="standards_term_once")
        ]

    def __str__(self) -> str:
        return text_of(self.title) or self.key


class Instrument(Retirable):
    """A convention (C), protocol (P), recommendation (R) or treaty, known by prefix and number."""

    key = models.CharField(_("key"), max_length=12, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=choices(INSTRUMENT_KINDS))
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    title = NarrativeField(_("title"))
    adopted_date = models.DateField(_("adopted"))
    in_force_date = models.DateField(_("in force"), null=True, blank=True)
    withdrawn_date = models.DateField(_("withdrawn"), null=True, blank=True)
    category = models.CharField(_("category"), max_length=20, choices=choices(CATEGORIES))
    category_since = models.CharField(_("category since"), max_length=10, blank=True)
    topic = models.CharField(_("topic"), max_length=60)
    set = models.CharField(_("set"), max_length=10, choices=choices(SETS))
    may_exclude = models.JSONField(_("parts that may be excluded"), default=list, blank=True)
    declares_age = models.BooleanField(_("a minimum age is declared"), default=False)
    note = models.TextField(_("note"), blank=True)

    class Meta(Retirable.Meta):
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        indexes: ClassVar = [
            models.Index(fields=["category"], name="standards_by_category"),
            models.Index(fields=["topic"], name="standards_by_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {text_of(self.title)}"

    @property
    def terms(self) -> Terms:
        """What it says of itself, for the rules."""
        return Terms(self.kind, self.in_force_date, self.withdrawn_date, tuple(self.may_exclude))


class Provision(Retirable):
    """What an article asks, in a few words of our own; the text itself is at its owner's."""

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="provisions")
    article = models.CharField(_("article"), max_length=40)
    part = models.CharField(_("part"), max_length=40, blank=True)
    duty = NarrativeField(_("duty"))
    theme = models.CharField(_("theme"), max_length=60)
    stage = models.CharField(_("stage"), max_length=60)

    class Meta(Retirable.Meta):
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        constraints: ClassVar = [
            *Retirable.Meta.constraints,
            models.UniqueConstraint(
                fields=["instrument", "article"], name="standards_provision_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["theme"], name="standards_by_theme"),
            models.Index(fields=["stage"], name="standards_by_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument.key} {self.article}"


class Ratification(Retirable):
    """What is known of a country and an instrument, and on which day it was so."""

    country = models.ForeignKey(Country, models.PROTECT, related_name="ratifications")
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="ratifications")
    status = models.CharField(_("status"), max_length=20, choices=choices(STATUSES))
    date = models.DateField(_("date"), null=True, blank=True)
    date_precision = precision_field()
    denounced_date = models.DateField(_("denounced"), null=True, blank=True)
    denounced_precision = precision_field()
    claimed_date = models.DateField(_("date that no source confirms"), null=True, blank=True)
    declared_age = models.PositiveSmallIntegerField(_("declared age"), null=True, blank=True)
    declared_age_certainty = models.CharField(
        max_length=20, choices=choices(CERTAINTIES), blank=True
    )
    exclusions = models.JSONField(_("excluded parts"), default=list, blank=True)
    exclusions_certainty = models.CharField(max_length=20, choices=choices(CERTAINTIES), blank=True)
    note = models.TextField(_("note"), blank=True)
    as_of_date = models.DateField(_("as of"), null=True, blank=True)
    as_of_precision = precision_field()

    class Meta(Retirable.Meta):
        verbose_name = _("ratification")
        verbose_name_plural = _("ratifications")
        constraints: ClassVar = [
            *Retirable.Meta.constraints,
            models.UniqueConstraint(
                fields=["country", "instrument"], name="standards_ratification_once"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(word.value for word in DATED))
                | Q(as_of_date__isnull=False),
                name="standards_negative_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.RATIFIED.value, Status.DENOUNCED.value])
                | Q(date=None),
                name="standards_only_ratifications_have_dates",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.DENOUNCED.value) | Q(denounced_date=None),
                name="standards_only_the_denounced_were",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["instrument", "status"], name="standards_who_ratified"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.instrument.key} {self.status}"

    @property
    def act(self) -> Act:
        """What the country has done, for the rules."""
        return Act(
            status=self.status,
            certainty=self.certainty,
            ratified=(self.date, self.date_precision) if self.date else None,
            denounced=(self.denounced_date, self.denounced_precision)
            if self.denounced_date
            else None,
            exclusions=tuple(self.exclusions),
            exclusions_certainty=self.exclusions_certainty,
        )

    def shown_denounced(self) -> str:
        return shown_date(self.denounced_date, self.denounced_precision)

    def written_denounced(self) -> str:
        return write_date(self.denounced_date, self.denounced_precision)

    def shown_date(self) -> str:
        return shown_date(self.date, self.date_precision)

    def shown_as_of(self) -> str:
        return shown_date(self.as_of_date, self.as_of_precision)

    def written_date(self) -> str:
        """Return the date as files and programs say it: ``1990``, ``1990-03``, ``1990-03-02``."""
        return write_date(self.date, self.date_precision)

    def written_as_of(self) -> str:
        return write_date(self.as_of_date, self.as_of_precision)

    @property
    def dated(self) -> bool:
        return self.status in DATED

    @property
    def binds(self) -> bool:
        return self.status == Status.RATIFIED
