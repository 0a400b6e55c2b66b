"""Clearance chains: what each kind needs, and the steps that one text goes through."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalon.workspace.documents.models.one_of import OneOf
from jalon.workspace.documents.models.papers import Document, Round
from jalon.workspace.documents.models.words import KINDS, ROLES, STEP_STATES, choices
from jalon.workspace.documents.rules.states import StepState
from jalon.workspace.narratives import NarrativeField, text_of
from jalon.workspace.programmes.models import Programme


class ChainTemplate(models.Model):
    """The chain of a kind, in one programme or (without one) in the whole office."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="chains", null=True, blank=True
    )
    kind = models.CharField(_("kind"), max_length=20, choices=choices(KINDS))
    version = models.PositiveIntegerField(default=1)  # of the row, for optimistic locking

    class Meta:
        verbose_name = _("clearance chain")
        verbose_name_plural = _("clearance chains")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "kind"],
                name="documents_one_chain_a_kind",
            ),
            models.UniqueConstraint(  # of the whole office: no programme equals no programme
                fields=["kind"],
                condition=Q(programme__isnull=True),
                name="documents_one_office_chain_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"chain of {self.kind}"


class ChainStep(models.Model):
    """A step that every text of the kind goes through; equal orders run side by side."""

    template = models.ForeignKey(ChainTemplate, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField(_("order"))
    title = NarrativeField(_("title"))
    role = models.CharField(_("role"), max_length=20, choices=choices(ROLES))
    working_days = models.PositiveSmallIntegerField(_("working days"))

    class Meta:
        verbose_name = _("step of a chain")
        verbose_name_plural = _("steps of a chain")

    def __str__(self) -> str:
        return text_of(self.title)


class StepQuerySet(models.QuerySet["Step"]):
    def open(self) -> "StepQuerySet":
        """Keep those that wait for a decision."""
        return self.filter(OneOf("decision", [""]), opened_at__isnull=False)


class Step(models.Model):
    """A step of one text's clearance: who is to decide until when, and what they decided."""

    class Decision(models.TextChoices):
        NONE = "", pgettext_lazy("decision", "none yet")
        CLEARED = "cleared", pgettext_lazy("decision", "cleared")
        RETURNED = "returned", pgettext_lazy("decision", "returned")
        SKIPPED = "skipped", pgettext_lazy("decision", "not needed any more")

    document = models.ForeignKey(Document, models.CASCADE, related_name="steps")
    round = models.ForeignKey(Round, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField(_("order"))
    title = NarrativeField(_("title"))
    role = models.CharField(_("role"), max_length=20, choices=choices(ROLES), blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="steps",
        null=True,
        blank=True,
        verbose_name=_("assigned to"),
    )
    working_days = models.PositiveSmallIntegerField(_("working days"))
    is_ad_hoc = models.BooleanField(_("added by hand"), default=False)
    is_acceptance = models.BooleanField(_("acceptance"), default=False)  # by who receives it
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)  # exclusive
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision, default=Decision.NONE, blank=True
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        indexes: ClassVar = [
            models.Index(
                fields=["role", "due_at"],
                condition=Q(decision="", opened_at__isnull=False),
                name="documents_steps_open",
            ),
            models.Index(
                fields=["assignee", "due_at"],
                condition=Q(decision="", opened_at__isnull=False),
                name="documents_steps_open_to",
            ),
            models.Index(fields=["document", "round", "order"], name="documents_steps_of_one"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True)
                | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="documents_step_decided_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(decision__in=["cleared", "returned"])
                | Q(decided_by__isnull=False, opened_at__isnull=False),
                name="documents_step_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(decision="returned") | ~Q(reason=""),
                name="documents_step_returned_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(role="") | Q(assignee__isnull=False),
                name="documents_step_for_someone",
            ),
        ]

    def __str__(self) -> str:
        return text_of(self.title)

    @property
    def state(self) -> StepState:
        if self.decision:
            return StepState(self.decision)
        return StepState.OPEN if self.opened_at else StepState.WAITING

    @property
    def state_words(self) -> str | Promise:
        return STEP_STATES[self.state]
