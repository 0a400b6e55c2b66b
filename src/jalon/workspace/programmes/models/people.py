"""Who may do what, where, until when; and who stands in for whom."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.rules import Role
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models.organisations import Organisation
from jalon.workspace.programmes.models.programmes import Programme

ROLE_NAMES = [
    (Role.DIRECTOR.value, _("director")),
    (Role.COORDINATOR.value, _("coordinator")),
    (Role.OFFICER.value, _("officer")),
    (Role.SPECIALIST.value, _("specialist")),
    (Role.MONITORING.value, _("monitoring officer")),
    (Role.FINANCE.value, _("finance officer")),
    (Role.PARTNER.value, _("partner")),
    (Role.CONSULTANT.value, _("consultant")),
    (Role.DONOR.value, _("donor")),
    (Role.EVALUATOR.value, _("evaluator")),
    (Role.ADMINISTRATOR.value, _("administrator")),
]


class Grant(models.Model):
    """Who holds a role, in which programme and country, until when.

    Without a programme the role holds in the whole office. An organisation narrows a partner to
    what that organisation answers for.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=20, choices=ROLE_NAMES)
    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="grants", null=True, blank=True
    )
    country = models.ForeignKey(Country, models.PROTECT, null=True, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True)
    start_date = models.DateField(_("from"), null=True, blank=True)
    end_date = models.DateField(_("until"), null=True, blank=True)  # the last day
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    ended_at = models.DateTimeField(null=True, blank=True)  # before its last day

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(country__isnull=True) | Q(programme__isnull=False),
                name="programmes_grant_country_of_a_programme",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]),
                name="programmes_grant_known_role",
            ),
            models.CheckConstraint(
                condition=Q(start_date=None) | Q(end_date=None) | Q(end_date__gte=F("start_date")),
                name="programmes_grant_dates",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["programme", "role"], name="programmes_grants")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Delegation(models.Model):
    """Somebody stands in for somebody who is away."""

    absent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="delegations_given"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="delegations_held"
    )
    programme = models.ForeignKey(Programme, models.CASCADE, null=True, blank=True)
    start_date = models.DateField(_("from"))
    end_date = models.DateField(_("until"))  # the last day
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(absent=F("deputy")), name="programmes_delegation_to_another"
            ),
            models.CheckConstraint(
                condition=Q(end_date__gte=F("start_date")), name="programmes_delegation_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} for {self.absent}"
