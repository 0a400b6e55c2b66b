"""What was decided, and what follows: the decision, the reserve, the contract."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models.applications import Application
from jalon.workspace.recruitment.models.calls import Call
from jalon.workspace.recruitment.models.words import (
    APPOINTMENT_KINDS,
    CONDITION_KINDS,
    CONDITION_STATES,
    choices,
)
from jalon.workspace.recruitment.rules.conditions import ConditionState


class Decision(models.Model):
    """Who was chosen, by whom, why; with the ranking as it stood. One of a call holds."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="decisions")
    chosen = models.ForeignKey(
        Application, models.PROTECT, related_name="+", null=True, blank=True
    )  # nobody: the call ends without an appointment
    ranking = models.JSONField(_("ranking"), default=list)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)
    appeal_until_date = models.DateField(_("appeals until"))
    set_aside_at = models.DateTimeField(_("set aside"), null=True, blank=True)
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    set_aside_reason = models.TextField(_("why it was set aside"), blank=True)

    REASONS_ARE_PERSONAL: ClassVar[bool] = True

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(set_aside_at__isnull=True),
                name="recruitment_one_decision_holds",
            ),
            models.CheckConstraint(
                condition=Q(set_aside_at__isnull=True)
                | (Q(set_aside_by__isnull=False) & ~Q(set_aside_reason="")),
                name="recruitment_decision_set_aside_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="recruitment_decision_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"decision on {self.call_id}"


class Reserve(models.Model):
    """A candidate who may be asked if who was chosen does not come, until a day."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="reserves")
    application = models.ForeignKey(Application, models.PROTECT, related_name="reserves")
    rank = models.PositiveSmallIntegerField(_("rank"))
    until_date = models.DateField(_("until"))

    class Meta:
        verbose_name = _("place on the reserve list")
        verbose_name_plural = _("places on the reserve list")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision", "rank"], name="recruitment_reserve_rank"),
            models.UniqueConstraint(
                fields=["decision", "application"], name="recruitment_reserve_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}"


class Appointment(models.Model):
    """A contract with somebody: its term and what an extension would need. It never renews."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="appointments")
    country = models.ForeignKey(
        Country, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("country")
    )
    call = models.ForeignKey(
        Call, models.PROTECT, related_name="appointments", null=True, blank=True
    )
    application = models.OneToOneField(
        Application, models.PROTECT, related_name="appointment", null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=choices(APPOINTMENT_KINDS))
    grade = models.CharField(_("grade"), max_length=20, blank=True)
    contract_type = models.CharField(_("type of contract"), max_length=100, blank=True)
    start_date = models.DateField(_("begins"))
    end_date = models.DateField(_("ends"))
    ended_early_date = models.DateField(_("ended early"), null=True, blank=True)
    ended_early_reason = models.TextField(_("why it ended early"), blank=True)
    reminded_date = models.DateField(null=True, editable=False)  # up to which day it was told
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="appointments",
        verbose_name=_("answered for by"),
    )
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)  # of the row, for optimistic locking

    PERSONAL: ClassVar[dict[str, str]] = {"name": "as long as the contract's record"}

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        indexes: ClassVar = [
            models.Index(fields=["programme", "end_date"], name="recruitment_appointments_of"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(end_date__gte=F("start_date")),
                name="recruitment_appointment_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Condition(models.Model):
    """One thing that must be there before a contract is extended, and by when it is known."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="conditions")
    term_end_date = models.DateField(_("of the term that ends"))
    kind = models.CharField(_("kind"), max_length=20, choices=choices(CONDITION_KINDS))
    due_date = models.DateField(_("known by"))
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=choices(CONDITION_STATES),
        default=ConditionState.OPEN.value,
    )
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField(_("when"), null=True, blank=True)

    class Meta:
        verbose_name = _("condition of an extension")
        verbose_name_plural = _("conditions of extensions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["appointment", "term_end_date", "kind"], name="recruitment_condition_once"
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Extension(models.Model):
    """That somebody gave a contract more time, once all that it waited for was there."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="extensions")
    from_date = models.DateField(_("ended before"))
    until_date = models.DateField(_("ends now"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("extension of a contract")
        verbose_name_plural = _("extensions of contracts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["appointment", "from_date"], name="recruitment_extended_once"
            ),
            models.CheckConstraint(
                condition=Q(until_date__gt=F("from_date")) & ~Q(reason=""),
                name="recruitment_extension_is_later_and_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment} {self.until_date}"
