"""Calls: what is asked, by when, on what criteria; and how the notice has changed."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalon.workspace.documents.models import Document
from jalon.workspace.narratives import NarrativeField, text_of
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import visibility
from jalon.workspace.recruitment.models.words import (
    CALL_KINDS,
    CALL_STATES,
    REQUIREMENT_KINDS,
    STAGES,
    choices,
)
from jalon.workspace.recruitment.rules.calls import CallState


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: Any) -> "CallQuerySet":
        """Keep the calls that `user` may know of by their grants, in all programmes."""
        return self.filter(visibility.seen_calls(user))


class Call(models.Model):
    """A post or a contract that is to be filled, from the draft of its notice to the decision."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="calls")
    country = models.ForeignKey(
        Country, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("country")
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="calls",
        verbose_name=_("answered for by"),
    )
    number = models.CharField(_("vacancy number"), max_length=80, blank=True)  # until it is given
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=choices(CALL_KINDS))
    title = NarrativeField(_("title"))
    grade = models.CharField(_("grade"), max_length=20, blank=True)
    department = models.CharField(_("department"), max_length=200, blank=True)
    unit = models.CharField(_("unit"), max_length=200, blank=True)
    duty_station = models.CharField(_("duty station"), max_length=200, blank=True)
    contract_type = models.CharField(_("type of contract"), max_length=100, blank=True)
    duration = models.CharField(_("duration"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-mail for questions"), blank=True)
    contact_note = models.CharField(_("who answers, and how else"), max_length=200, blank=True)
    occupation = models.CharField(_("occupation (ISCO-08)"), max_length=4, blank=True)
    theme = models.CharField(pgettext_lazy("call", "theme"), max_length=40, blank=True)
    competencies = models.JSONField(_("competencies"), default=list, blank=True)  # their keys
    state = models.CharField(
        _("state"), max_length=20, choices=choices(CALL_STATES), default=CallState.DRAFT.value
    )
    notice = models.OneToOneField(  # the text that the office clears before it is published
        Document, models.PROTECT, related_name="call", null=True, blank=True
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)  # exclusive
    closes_zone = models.CharField(_("time zone of the deadline"), max_length=50, blank=True)
    criteria_fixed_at = models.DateTimeField(_("criteria fixed"), null=True, blank=True)
    stage_weights = models.JSONField(_("weights of the stages"), default=dict, blank=True)
    is_blind = models.BooleanField(_("scored without names"), default=True)
    is_demo = models.BooleanField(default=False)
    begun_at = models.DateTimeField(_("begun"), auto_now_add=True)
    found_by = models.TextField(blank=True, editable=False)  # its public words, folded
    version = models.PositiveIntegerField(default=1)  # of the row, for optimistic locking

    objects = CallQuerySet.as_manager()
    PERSONAL: ClassVar[dict[str, str]] = {"contact_email": "public, with the call's record"}

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        indexes: ClassVar = [
            models.Index(fields=["programme", "-id"], name="recruitment_calls_of"),
            models.Index(fields=["state", "closes_at"], name="recruitment_calls_open"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                condition=~Q(number=""),
                name="recruitment_call_number_once",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | ~Q(closes_zone=""),
                name="recruitment_call_deadline_has_a_zone",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(closes_at__isnull=False, closes_at__gt=F("published_at")),
                name="recruitment_call_published_with_a_deadline",
            ),
        ]

    def __str__(self) -> str:
        return text_of(self.title) or self.number


class CallText(models.Model):
    """The notice in one language, in the parts that every notice has."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    eligibility = models.TextField(_("who may apply"), blank=True)
    introduction = models.TextField(_("introduction"), blank=True)
    duties = models.JSONField(_("duties"), default=list, blank=True)  # a text each, numbered
    education = models.TextField(_("education"), blank=True)
    experience = models.TextField(_("experience"), blank=True)
    languages = models.TextField(_("languages"), blank=True)
    competencies = models.TextField(_("competencies"), blank=True)
    process = models.TextField(_("process"), blank=True)
    notices = models.TextField(_("notices"), blank=True)  # no fee, fraud, data protection, ...

    class Meta:
        verbose_name = _("text of a notice")
        verbose_name_plural = _("texts of a notice")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "language"], name="recruitment_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.language}"


class NoticeSource(models.Model):
    """The text that a call was read from, and what was read where, how surely."""

    call = models.OneToOneField(Call, models.CASCADE, related_name="source")
    text = models.TextField(_("text"))
    fields = models.JSONField(default=dict)  # field -> value, spans, sureness, question
    name = models.CharField(_("file"), max_length=200, blank=True)
    read_at = models.DateTimeField(pgettext_lazy("notice", "read"), auto_now_add=True)

    class Meta:
        verbose_name = _("source of a notice")
        verbose_name_plural = _("sources of notices")

    def __str__(self) -> str:
        return self.name or f"text of call {self.call_id}"


class Requirement(models.Model):
    """What a candidate must or should have, so that a rule can look for it."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="requirements")
    order = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(_("kind"), max_length=20, choices=choices(REQUIREMENT_KINDS))
    parameters = models.JSONField(default=dict, blank=True)
    text = NarrativeField(_("as the notice words it"))
    is_essential = models.BooleanField(_("essential"), default=True)

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "order"], name="recruitment_requirement_order"),
        ]

    def __str__(self) -> str:
        return text_of(self.text) or self.kind


class Criterion(models.Model):
    """What is scored at a stage, on which scale, with which weight; fixed before opening."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="criteria")
    stage = models.CharField(_("stage"), max_length=20, choices=choices(STAGES))
    order = models.PositiveSmallIntegerField(_("order"))
    title = NarrativeField(_("title"))
    anchors = NarrativeField(_("what the marks mean"), blank=True)
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=2)
    highest = models.PositiveSmallIntegerField(_("highest mark"), default=5)
    lowest_passing = models.PositiveSmallIntegerField(_("lowest passing mark"), default=0)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["call", "stage", "order"], name="recruitment_criterion_order"
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=0, highest__gt=0, lowest_passing__lte=F("highest")),
                name="recruitment_criterion_scale",
            ),
        ]

    def __str__(self) -> str:
        return text_of(self.title)


class Amendment(models.Model):
    """A change of a published notice: dated, and shown with it."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="amendments")
    number = models.PositiveSmallIntegerField(_("number"))
    what = NarrativeField(_("what has changed"))
    reason = models.TextField(_("reason"))
    closed_before = models.DateTimeField(_("deadline before"))
    closes_at = models.DateTimeField(_("deadline since"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "number"], name="recruitment_amendment_number"),
        ]

    def __str__(self) -> str:
        return text_of(self.what)


class PlannedStage(models.Model):
    """The day by which a stage of the call was to be over, and when it was."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="timeline")
    stage = models.CharField(_("stage"), max_length=20, choices=choices(CALL_STATES))
    planned_date = models.DateField(_("planned"), null=True, blank=True)
    reached_at = models.DateTimeField(_("reached"), null=True, blank=True)

    class Meta:
        verbose_name = _("planned stage")
        verbose_name_plural = _("planned stages")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "stage"], name="recruitment_stage_once"),
        ]

    def __str__(self) -> str:
        return self.stage


class Subscriber(models.Model):
    """An address that is told of new calls, once it has confirmed."""

    email = models.EmailField(_("e-mail"), unique=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)

    PERSONAL: ClassVar[dict[str, str]] = {"email": "until it is ended; a week unconfirmed"}

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")

    def __str__(self) -> str:
        return f"subscriber {self.pk}"
