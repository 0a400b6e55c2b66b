"""Papers that are owed: by whom, to whom, until when; and why they are late."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.models import visibility
from jalon.workspace.documents.models.one_of import OneOf
from jalon.workspace.documents.models.words import KINDS, OBLIGATION_STATES, RHYTHMS, choices
from jalon.workspace.documents.rules.deadlines import last_day
from jalon.workspace.documents.rules.states import CLOSED, NOT_HANDED_IN, ObligationState
from jalon.workspace.narratives import NarrativeField, text_of
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Organisation, Programme

OPEN = [state.value for state in ObligationState if state not in CLOSED]
LATE_WHEN_DUE = [state.value for state in ObligationState if state in NOT_HANDED_IN]
HELD_HERE = [ObligationState.SUBMITTED.value]  # late all the same, if it is owed outside
AWAITED = Q(state__in=LATE_WHEN_DUE) | Q(owed_to_organisation__isnull=False, state=HELD_HERE[0])


class Recurrence(models.Model):
    """A paper that is owed again and again: obligations are written from it."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="recurrences")
    kind = models.CharField(_("kind"), max_length=20, choices=choices(KINDS))
    title = NarrativeField(_("title"))
    rhythm = models.CharField(_("how often"), max_length=10, choices=choices(RHYTHMS))
    due_days = models.SmallIntegerField(
        _("days to hand it in"),
        help_text=_("Counted from the end of the period; before its start if negative."),
    )
    owed_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    owed_by_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", null=True, blank=True
    )
    owed_to_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", null=True, blank=True
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("recurring paper")
        verbose_name_plural = _("recurring papers")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(owed_by_user__isnull=False) | Q(owed_by_organisation__isnull=False),
                name="documents_recurrence_owed_by_someone",
            )
        ]

    def __str__(self) -> str:
        return text_of(self.title) or str(self.get_kind_display())

    @property
    def ower(self) -> str:
        return ower_of(self)

    @property
    def days_before(self) -> int:
        """Return how long before its period it is due; negative if after it."""
        return -self.due_days


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def visible_to(self, user: Any, *, inside: bool = False) -> "ObligationQuerySet":
        """Keep what `user` may know of, in all programmes; `inside` not as its receiver alone."""
        return self.filter(visibility.seen_obligations(user, inside=inside))

    def overdue(self, now: datetime) -> "ObligationQuerySet":
        """Keep what should have been handed in by `now`, and has not been."""
        return self.awaited().filter(due_at__lte=now)

    def awaited(self) -> "ObligationQuerySet":
        """Keep what has not reached whom it is owed to; see `rules.deadlines.is_overdue`."""
        late = Q(OneOf("state", LATE_WHEN_DUE))
        held_here = Q(owed_to_organisation__isnull=False) & Q(OneOf("state", HELD_HERE))
        return self.filter(late | held_here)

    def not_handed_in(self) -> "ObligationQuerySet":
        """Keep what somebody has still to hand in."""
        return self.filter(OneOf("state", LATE_WHEN_DUE))

    def open(self) -> "ObligationQuerySet":
        """Keep what is not closed."""
        return self.filter(OneOf("state", OPEN))


class Obligation(models.Model):
    """A paper that is owed. Overdue is computed: not handed in, and `due_at` has come."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="obligations")
    country = models.ForeignKey(
        Country, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("country")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=choices(KINDS))
    title = NarrativeField(_("title"))
    period_start = models.DateField(_("period from"), null=True, blank=True)
    period_end = models.DateField(_("period to"), null=True, blank=True)
    owed_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="obligations",
        null=True,
        blank=True,
        verbose_name=_("owed by"),
    )
    owed_by_organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="obligations",
        null=True,
        blank=True,
        verbose_name=_("owed by the organisation"),
    )
    owed_to_organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="obligations_to_it",
        null=True,
        blank=True,
        verbose_name=_("owed to"),
    )
    due_at = models.DateTimeField(_("due"))  # exclusive: the first instant that is too late
    due_zone = models.CharField(_("time zone"), max_length=50, default="UTC")
    expected_at = models.DateTimeField(  # of the last delay on record; `due_at` stays as it was
        _("new date"), null=True, blank=True
    )
    recurrence = models.ForeignKey(
        Recurrence, models.SET_NULL, related_name="obligations", null=True, blank=True
    )
    is_agreed = models.BooleanField(default=False)  # by hand: its series leaves its days alone
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=choices(OBLIGATION_STATES),
        default=ObligationState.DUE.value,
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)  # of the row, for optimistic locking

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        indexes: ClassVar = [
            models.Index(fields=["programme", "due_at", "id"], name="documents_owed_in_programme"),
            models.Index(
                fields=["due_at", "id"],
                condition=AWAITED,
                name="documents_owed_not_handed_in",
            ),
            models.Index(
                fields=["programme", "due_at"],
                condition=AWAITED,
                name="documents_owed_late_here",
            ),
            models.Index(
                fields=["owed_by_user", "due_at"],
                condition=Q(state__in=OPEN),
                name="documents_owed_by_user",
            ),
            models.Index(
                fields=["owed_by_organisation", "due_at"], name="documents_owed_by_organisation"
            ),
            models.Index(
                fields=["owed_to_organisation", "due_at"], name="documents_owed_to_organisation"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(owed_by_user__isnull=False) | Q(owed_by_organisation__isnull=False),
                name="documents_owed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(period_start__isnull=True, period_end__isnull=True)
                | Q(period_end__gte=F("period_start")),
                name="documents_obligation_period",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ObligationState]),
                name="documents_obligation_known_state",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, closed_at__isnull=True)
                | (~Q(state__in=OPEN) & Q(closed_at__isnull=False)),
                name="documents_obligation_closed_and_when",
            ),
            models.UniqueConstraint(
                fields=["recurrence", "period_start", "period_end"],
                condition=Q(recurrence__isnull=False),
                name="documents_once_a_period",
            ),
        ]

    def __str__(self) -> str:
        return text_of(self.title) or str(self.get_kind_display())

    @property
    def due_date(self) -> date:
        """The last day on which it is in time, in its own zone."""
        return last_day(self.due_at, self.due_zone)

    @property
    def ower(self) -> str:
        return ower_of(self)

    @property
    def is_owed_out(self) -> bool:
        """Tell whether another organisation waits for it."""
        return self.owed_to_organisation_id is not None

    @property
    def expected_date(self) -> date | None:
        return last_day(self.expected_at, self.due_zone) if self.expected_at else None


class Delay(models.Model):
    """Why a paper is late, until when it is promised now, and what happens next."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="delays")
    reason = models.TextField(_("reason"))
    due_at = models.DateTimeField(_("new date"))  # exclusive, like the obligation's
    next_action = models.TextField(_("next action"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        verbose_name = _("delay")
        verbose_name_plural = _("delays")
        indexes: ClassVar = [
            models.Index(fields=["obligation", "-id"], name="documents_delays_of_one")
        ]

    def __str__(self) -> str:
        return f"delay of {self.obligation}"

    @property
    def due_date(self) -> date:
        return last_day(self.due_at, self.obligation.due_zone)


def ower_of(row: Recurrence | Obligation) -> str:
    """Return who owes it, by name: the person, the organisation, or both."""
    owers = (row.owed_by_user, row.owed_by_organisation)
    return ", ".join(str(ower) for ower in owers if ower is not None)
