"""Applications: what candidates have written, handed in, and were told."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.models import StoredFile
from jalon.workspace.recruitment.models.calls import Call
from jalon.workspace.recruitment.models.words import (
    APPLICATION_STATES,
    FILE_KINDS,
    MESSAGE_KINDS,
    choices,
)
from jalon.workspace.recruitment.rules.applications import ApplicationState


class Application(models.Model):
    """One candidate's answer to one call; `sections` is what they write, saved as it is filled.

    What was handed in stands in submissions, each whole and unchanged.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    candidate = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="applications"
    )
    code = models.CharField(_("code"), max_length=12, unique=True)  # that scorers see, no name
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=choices(APPLICATION_STATES),
        default=ApplicationState.DRAFT.value,
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    sections = models.JSONField(_("answers"), default=dict, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)  # the last time
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    begun_at = models.DateTimeField(_("begun"), auto_now_add=True)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)
    purged_at = models.DateTimeField(_("purged"), null=True, blank=True)
    entered_by = models.ForeignKey(  # for somebody who cannot use the form
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    entered_reason = models.TextField(_("why it was entered for them"), blank=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)  # of the row, for optimistic locking

    PERSONAL: ClassVar[dict[str, str]] = {
        "sections": "as long as the rules of retention say for each part",
        "candidate": "as long as the application",
        "entered_reason": "as long as the application",
    }
    REASONS_ARE_PERSONAL: ClassVar[bool] = True

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes: ClassVar = [
            models.Index(fields=["call", "state"], name="recruitment_applications_of"),
            models.Index(fields=["candidate", "-id"], name="recruitment_applications_by"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["call", "candidate"], name="recruitment_one_application_a_call"
            ),
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False),
                name="recruitment_application_submitted_and_when",
            ),
            models.CheckConstraint(
                condition=Q(entered_by__isnull=True) | ~Q(entered_reason=""),
                name="recruitment_application_entered_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Submission(models.Model):
    """What was handed in, at that instant, under its hash: the receipt names both."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField(_("number"))
    at = models.DateTimeField(_("when"))
    content = models.JSONField(_("content"))  # sections and files, as they were
    sha256 = models.CharField(_("hash"), max_length=64)
    exception = models.ForeignKey(  # by which it was let in after the deadline
        "LateEntry", models.PROTECT, related_name="+", null=True, blank=True
    )
    receipt = models.OneToOneField(  # its reference is that of the receipt
        "Letter", models.PROTECT, related_name="+", null=True, blank=True
    )

    PERSONAL: ClassVar[dict[str, str]] = {"content": "as the application that it belongs to"}

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "number"], name="recruitment_submission_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.number}"


class ApplicationFile(models.Model):
    """A letter, CV or proof that belongs to an application."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="files")
    kind = models.CharField(_("kind"), max_length=20, choices=choices(FILE_KINDS))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    class Meta:
        verbose_name = _("file of an application")
        verbose_name_plural = _("files of applications")

    def __str__(self) -> str:
        return f"{self.kind} of {self.application}"


class LateEntry(models.Model):
    """A recorded exception: one candidate may hand in after the deadline, until an instant."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="late_entries")
    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    until = models.DateTimeField(_("until"))  # exclusive
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)

    PERSONAL: ClassVar[dict[str, str]] = {
        "reason": "as the application that it belongs to",
        "candidate": "as the application that it belongs to",
    }
    REASONS_ARE_PERSONAL: ClassVar[bool] = True

    class Meta:
        verbose_name = _("exception to the deadline")
        verbose_name_plural = _("exceptions to the deadline")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "candidate"], name="recruitment_one_exception"),
            models.CheckConstraint(
                condition=~Q(reason=""), name="recruitment_exception_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"exception {self.pk}"


class Letter(models.Model):
    """A message to a candidate, under a reference by which they can tell that it is ours."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="letters", null=True, blank=True)
    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="letters")
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=choices(MESSAGE_KINDS))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    queued_at = models.DateTimeField(_("queued"), null=True, blank=True)
    taken_at = models.DateTimeField(_("being sent since"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed"), null=True, blank=True)
    failure = models.CharField(_("why it failed"), max_length=300, blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {
        "subject": "as the application that it belongs to",
        "body": "as the application that it belongs to",
    }

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes: ClassVar = [
            models.Index(fields=["candidate", "-id"], name="recruitment_letters_to"),
            models.Index(fields=["call", "kind"], name="recruitment_letters_of"),
        ]

    def __str__(self) -> str:
        return self.reference


class FraudReport(models.Model):
    """What somebody has reported of a mail or a person that claims to be us."""

    text = models.TextField(_("what happened"))
    reference = models.CharField(_("reference in the mail"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)  # if they want an answer
    at = models.DateTimeField(_("when"), auto_now_add=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    outcome = models.TextField(_("what was done"), blank=True)
    told_at = models.DateTimeField(null=True, editable=False)  # when the office was sent a mail

    PERSONAL: ClassVar[dict[str, str]] = {
        "email": "a year after the report is closed",
        "text": "a year after the report is closed",
    }

    class Meta:
        verbose_name = _("report of fraud")
        verbose_name_plural = _("reports of fraud")

    def __str__(self) -> str:
        return f"report {self.pk}"
