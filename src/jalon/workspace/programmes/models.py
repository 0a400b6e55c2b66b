"""Programmes: their agreement, countries, organisations, people and calendars."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.rules import Role
from jalon.workspace.narratives import NarrativeField, text_of
from jalon.workspace.places.models import Area, Country


class Organisation(models.Model):
    """A ministry, an office, a donor, a union: who takes part."""

    class Kind(models.TextChoices):  # IATI OrganisationType, the ones that this field meets
        GOVERNMENT = "10", _("government")
        LOCAL_GOVERNMENT = "11", _("local government")
        OTHER_PUBLIC = "15", _("other public body")
        INTERNATIONAL_NGO = "21", _("international NGO")
        NATIONAL_NGO = "22", _("national NGO")
        PARTNERSHIP = "30", _("public-private partnership")
        MULTILATERAL = "40", _("multilateral organisation")
        FOUNDATION = "60", _("foundation")
        PRIVATE = "70", _("company")
        ACADEMIC = "80", _("university, training, research")
        OTHER = "90", _("other")

    name = NarrativeField(_("name"))
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=2, choices=Kind, default=Kind.OTHER)
    country = models.ForeignKey(Country, models.PROTECT, null=True, blank=True)
    reference = models.CharField(_("IATI identifier"), max_length=100, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.acronym or text_of(self.name)


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def current(self) -> "ProgrammeQuerySet":
        return self.filter(archived_at__isnull=True)

    def running(self, today: date) -> "ProgrammeQuerySet":
        return self.current().filter(start_date__lte=today, end_date__gte=today)


class Programme(models.Model):
    """What a team runs: from an agreement's first day to its last."""

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("programme")
        ROAD_MAP = "road-map", _("road map")

    class Status(models.TextChoices):  # IATI ActivityStatus
        PIPELINE = "1", _("in preparation")
        IMPLEMENTATION = "2", _("running")
        FINALISATION = "3", _("closing")
        CLOSED = "4", _("closed")
        CANCELLED = "5", _("cancelled")
        SUSPENDED = "6", _("suspended")

    code = models.CharField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PROGRAMME)
    title = NarrativeField(_("title"))
    summary = NarrativeField(_("summary"), blank=True)
    status = models.CharField(_("status"), max_length=1, choices=Status, default=Status.PIPELINE)
    start_date = models.DateField(_("start"))
    end_date = models.DateField(_("end"))
    time_zone = models.CharField(_("time zone"), max_length=50, default="UTC")
    countries = models.ManyToManyField(
        Country, through="ProgrammeCountry", related_name="programmes"
    )
    areas = models.ManyToManyField(Area, related_name="programmes", blank=True)
    organisations = models.ManyToManyField(
        Organisation, through="Participation", related_name="programmes"
    )
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)  # of the row, for optimistic locking

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(end_date__gt=F("start_date")),
                name="programmes_programme_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return text_of(self.title) or self.code


class Agreement(models.Model):
    """The terms that the donor and the office have agreed on, as data."""

    programme = models.OneToOneField(Programme, models.CASCADE, related_name="agreement")
    donor = models.ForeignKey(
        Organisation, models.PROTECT, related_name="agreements", null=True, blank=True
    )
    reference = models.CharField(_("reference of the award"), max_length=100, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    amount = models.DecimalField(
        _("amount"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    support_cost_rate = models.DecimalField(
        _("support costs, per cent"), max_digits=5, decimal_places=2, default=13
    )
    transfer_threshold = models.DecimalField(
        _("transfer threshold, per cent"), max_digits=5, decimal_places=2, default=10
    )
    # Reporting calendar: periods of so many months, counted from an anchor month
    period_months = models.PositiveSmallIntegerField(_("months in a period"), default=6)
    first_month = models.PositiveSmallIntegerField(_("first month of a period"), default=10)
    due_days = models.PositiveSmallIntegerField(_("days to report"), default=30)
    final_due_days = models.PositiveSmallIntegerField(_("days to the final report"), default=120)
    report_languages = models.JSONField(_("languages of reports"), default=list)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(first_month__gte=1, first_month__lte=12),
                name="programmes_agreement_month",
            ),
            models.CheckConstraint(
                condition=Q(period_months__in=[1, 2, 3, 4, 6, 12]),
                name="programmes_agreement_periods_fill_a_year",
            ),
            models.CheckConstraint(
                condition=Q(support_cost_rate__gte=0, support_cost_rate__lte=100),
                name="programmes_agreement_support_cost_rate",
            ),
            models.CheckConstraint(
                condition=Q(transfer_threshold__gte=0, transfer_threshold__lte=100),
                name="programmes_agreement_transfer_threshold",
            ),
        ]

    def __str__(self) -> str:
        return f"agreement of {self.programme}"


class ProgrammeCountry(models.Model):
    """A country that a programme covers."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="covers")
    country = models.ForeignKey(Country, models.PROTECT, related_name="covered_by")
    share = models.DecimalField(  # IATI recipient-country percentage
        _("share of the money, per cent"), max_digits=5, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = _("country of a programme")
        verbose_name_plural = _("countries of a programme")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "country"], name="programmes_country_once")
        ]

    def __str__(self) -> str:
        return f"{self.country} in {self.programme}"


class Participation(models.Model):
    """What an organisation is to a programme."""

    class Role(models.TextChoices):  # IATI OrganisationRole, then what it does not name
        FUNDING = "1", _("donor")
        ACCOUNTABLE = "2", _("accountable")
        EXTENDING = "3", _("extending")
        IMPLEMENTING = "4", _("implementing")
        GOVERNMENT = "g", _("government counterpart")
        EMPLOYERS = "e", _("employers' organisation")
        WORKERS = "w", _("workers' organisation")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="participations")
    role = models.CharField(_("role"), max_length=1, choices=Role)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "organisation", "role"], name="programmes_participates_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} in {self.programme}"


class FocalPoint(models.Model):
    """Whom to ask in an organisation or a country."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="focal_points")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True)
    country = models.ForeignKey(Country, models.PROTECT, null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=200)
    post = models.CharField(_("post"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {
        "name": "while the programme runs and a year after",
        "post": "while the programme runs and a year after",
        "email": "while the programme runs and a year after",
        "phone": "while the programme runs and a year after",
    }

    class Meta:
        verbose_name = _("focal point")
        verbose_name_plural = _("focal points")

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """Who holds a role, in which programme and country, until when.

    Without a programme the role holds in the whole office. An organisation narrows a partner to
    what that organisation answers for.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=20, choices=[(r.value, r.value) for r in Role])
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
    ended_at = models.DateTimeField(null=True, blank=True)

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
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


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


class Holiday(models.Model):
    """A day off, or a working day, that the national calendar does not know."""

    country = models.ForeignKey(Country, models.CASCADE, related_name="holidays")
    day = models.DateField(_("day"))
    name = NarrativeField(_("name"))
    working = models.BooleanField(_("worked all the same"), default=False)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["country", "day"], name="programmes_holiday_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.country}"
