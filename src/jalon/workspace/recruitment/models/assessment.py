"""How applications are looked at: verdicts, lists, panels, marks, tests, interviews."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalon.workspace.recruitment.models.applications import Application
from jalon.workspace.recruitment.models.calls import Call, Criterion, Requirement
from jalon.workspace.recruitment.models.seats import ConflictQuerySet, PanelMemberQuerySet
from jalon.workspace.recruitment.models.words import (
    CENTRE_OUTCOMES,
    LISTS,
    PANEL_ROLES,
    TIES,
    VERDICTS,
    choices,
)


class Verdict(models.Model):
    """Whether an application meets a requirement: what the rule found, what a person confirmed."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="verdicts")
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="verdicts")
    found = models.CharField(_("found by the rule"), max_length=12, choices=choices(VERDICTS))
    # why, in one word of `rules.eligibility`; rows of the form that show it; the figures
    because = models.CharField(max_length=20, blank=True)
    evidence = models.JSONField(_("evidence"), default=list, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    confirmed = models.CharField(
        _("confirmed"), max_length=12, choices=choices(VERDICTS), blank=True
    )
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {"evidence": "as the application that it belongs to"}

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "requirement"], name="recruitment_verdict_once"
            ),
            models.CheckConstraint(
                condition=Q(confirmed="") | Q(by__isnull=False, at__isnull=False),
                name="recruitment_verdict_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(confirmed="") | Q(confirmed=models.F("found")) | ~Q(reason=""),
                name="recruitment_override_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.requirement_id}"


class Listing(models.Model):
    """That an application stands on the long list or the short list, or does not, and why."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="listings")
    which = models.CharField(_("list"), max_length=10, choices=choices(LISTS))
    is_on = models.BooleanField(_("on the list"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "which"], name="recruitment_listed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.which}"


class PanelMember(models.Model):
    """Somebody who assesses: in which role, and what they have declared."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="panel")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="panels")
    role = models.CharField(_("role"), max_length=12, choices=choices(PANEL_ROLES))
    sex = models.CharField(_("sex"), max_length=1, blank=True)  # for the panel's balance alone
    region = models.CharField(_("region"), max_length=40, blank=True)
    is_outside = models.BooleanField(_("from outside the office"), default=False)
    declared_at = models.DateTimeField(_("declared"), null=True, blank=True)
    declaration = models.TextField(_("declaration"), blank=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    is_seated: bool  # of the rows of `with_seats`
    objects = PanelMemberQuerySet.as_manager()

    PERSONAL: ClassVar[dict[str, str]] = {
        "sex": "as long as the call's record",
        "region": "as long as the call's record",
        "declaration": "as long as the call's record",
    }
    REASONS_ARE_PERSONAL: ClassVar[bool] = True

    class Meta:
        verbose_name = _("member of a panel")
        verbose_name_plural = _("members of panels")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "user"], name="recruitment_panel_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} on {self.call_id}"


class Conflict(models.Model):
    """What ties a member of the panel to a candidate, as they declared it; see `rules.panel`.

    It is never rewritten: one that no longer holds is ended, with who ended it, when and why.
    """

    member = models.ForeignKey(PanelMember, models.CASCADE, related_name="conflicts")
    application = models.ForeignKey(Application, models.CASCADE, related_name="conflicts")
    tie = models.CharField(_("tie"), max_length=16, choices=choices(TIES))
    declared_at = models.DateTimeField(_("declared"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    ended_reason = models.TextField(_("why it was ended"), blank=True)

    objects = ConflictQuerySet.as_manager()

    PERSONAL: ClassVar[dict[str, str]] = {
        "tie": "as the application that it belongs to",
        "application": "as the application that it belongs to",
        "ended_reason": "as the application that it belongs to",
    }
    REASONS_ARE_PERSONAL: ClassVar[bool] = True

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "application"],
                condition=Q(ended_at__isnull=True),
                name="recruitment_conflict_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | (Q(ended_by__isnull=False) & ~Q(ended_reason="")),
                name="recruitment_conflict_ended_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} not {self.application_id}"


class Mark(models.Model):
    """What one scorer gives one application on one criterion; locked before anybody talks."""

    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="marks")
    application = models.ForeignKey(Application, models.CASCADE, related_name="marks")
    scorer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    value = models.DecimalField(_("mark"), max_digits=5, decimal_places=1, null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    locked_at = models.DateTimeField(_("locked"), null=True, blank=True)
    locked_value = models.DecimalField(  # what it was when it was locked
        max_digits=5, decimal_places=1, null=True, blank=True
    )
    changed_reason = models.TextField(_("why it was changed after the lock"), blank=True)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    PERSONAL: ClassVar[dict[str, str]] = {"note": "as the application that it belongs to"}

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["criterion", "application", "scorer"], name="recruitment_mark_once"
            ),
            models.CheckConstraint(
                condition=Q(locked_at__isnull=True) | Q(value__isnull=False),
                name="recruitment_mark_locked_with_a_value",
            ),
            models.CheckConstraint(
                condition=Q(locked_value__isnull=True)
                | Q(value=models.F("locked_value"))
                | ~Q(changed_reason=""),
                name="recruitment_mark_changed_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.criterion_id}"


class WrittenTest(models.Model):
    """The test of a call: its tasks, its window, and how long each candidate has."""

    call = models.OneToOneField(Call, models.CASCADE, related_name="written_test")
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))  # the last instant to begin, exclusive
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    tasks = models.JSONField(_("tasks"), default=list)  # narratives, in their order
    unsealed_at = models.DateTimeField(_("names opened"), null=True, blank=True)

    class Meta:
        verbose_name = _("written test")
        verbose_name_plural = _("written tests")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("opens_at"), minutes__gt=0),
                name="recruitment_test_has_a_window",
            ),
        ]

    def __str__(self) -> str:
        return f"test of {self.call_id}"


class Sitting(models.Model):
    """One candidate's test: when it began, what they have more time for, what they wrote."""

    test = models.ForeignKey(WrittenTest, models.CASCADE, related_name="sittings")
    application = models.OneToOneField(Application, models.CASCADE, related_name="sitting")
    code = models.CharField(_("code of the script"), max_length=12, unique=True)
    extra_percent = models.PositiveSmallIntegerField(_("more time, per cent"), default=0)
    break_minutes = models.PositiveSmallIntegerField(_("breaks, minutes"), default=0)
    accommodation = models.TextField(_("accommodation"), blank=True)
    began_at = models.DateTimeField(_("began"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    answers = models.JSONField(_("answers"), default=list, blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {
        "accommodation": "until the decision is final",
        "answers": "as the application that it belongs to",
    }

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")

    def __str__(self) -> str:
        return self.code


class Interview(models.Model):
    """When and where a candidate is heard."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="interview")
    starts_at = models.DateTimeField(_("begins"))
    zone = models.CharField(_("time zone"), max_length=50)
    where = models.CharField(_("place or address"), max_length=300, blank=True)
    accommodation = models.TextField(_("accommodation"), blank=True)
    held_at = models.DateTimeField(_("held"), null=True, blank=True)
    absent = models.ManyToManyField(  # members who did not hear the candidate, and give no marks
        PanelMember, related_name="+", blank=True, verbose_name=_("not there")
    )

    PERSONAL: ClassVar[dict[str, str]] = {"accommodation": "until the decision is final"}

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")

    def __str__(self) -> str:
        return f"interview {self.pk}"


class CentreOutcome(models.Model):
    """What the assessment centre found, as recorded by the role that may."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="centre")
    outcome = models.CharField(
        pgettext_lazy("selection", "outcome"), max_length=12, choices=choices(CENTRE_OUTCOMES)
    )
    held_date = models.DateField(_("held"))
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)

    PERSONAL: ClassVar[dict[str, str]] = {"note": "as the application that it belongs to"}

    class Meta:
        verbose_name = _("outcome of the assessment centre")
        verbose_name_plural = _("outcomes of the assessment centre")

    def __str__(self) -> str:
        return f"{self.application} {self.outcome}"


class RefereeAnswer(models.Model):
    """Somebody whom a candidate named, and what they answered."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="referees")
    name = models.CharField(_("name"), max_length=200)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    consented_at = models.DateTimeField(_("the candidate agreed"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )

    PERSONAL: ClassVar[dict[str, str]] = {
        "name": "as the application that it belongs to",
        "organisation": "as the application that it belongs to",
        "email": "as the application that it belongs to",
        "answer": "as the application that it belongs to",
    }

    class Meta:
        verbose_name = _("referee")
        verbose_name_plural = _("referees")

    def __str__(self) -> str:
        return f"referee {self.pk}"
