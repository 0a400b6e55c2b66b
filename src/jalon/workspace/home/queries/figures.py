"""Figures that somebody owes, that came back to them, and that wait for them to verify."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.narratives import Narrative
from jalon.workspace.places.models import Area
from jalon.workspace.programmes.models import Programme, ProgrammeCountry
from jalon.workspace.programmes.permissions import reaches_of
from jalon.workspace.programmes.rules import Reach, end_of_day
from jalon.workspace.results.models import Actual, Indicator, Period
from jalon.workspace.results.models.indicators import own_indicators
from jalon.workspace.results.models.visibility import NOTHING, people_of
from jalon.workspace.results.queries.facts import DUE_DAYS
from jalon.workspace.results.rules.workflow import EDITABLE, Status

INDICATOR, PROGRAMME = OuterRef("indicator"), OuterRef("indicator__programme")


@dataclass(frozen=True, slots=True)
class Queue:
    """How many figures of a programme wait to be verified."""

    code: str
    title: Narrative
    count: int


@dataclass(frozen=True, slots=True)
class OwedFigure:
    """The figure of a period that somebody owes; `returned` is its row, if it came back."""

    period: Period
    returned: int | None
    returned_to: int | None


def figures_owed(user: Any, today: date, limit: int) -> list[OwedFigure]:
    """Return the figures that `user` owes or has back; the oldest first."""
    mine, back, own = NOTHING, NOTHING, NOTHING
    for reach, programmes in _alike(user, Permission.ACTUAL_REPORT):
        own |= own_indicators(reach, user)
        here = _in(programmes, "indicator__programme")
        mine |= here & own_indicators(reach, user, "indicator__")
        back |= here & Q(returned__isnull=False)
    people = {person for reach in reaches_of(user) for person in people_of(reach, user)}
    returned = Actual.objects.filter(
        period=OuterRef("pk"), status=Status.RETURNED, reported_by__in=people or {user.pk}
    ).order_by("pk")
    periods = Period.objects.annotate(
        returned=Subquery(returned.values("pk")[:1]),
        returned_to=Subquery(returned.values("reported_by")[:1]),
        handed_in=_counted(
            Actual.objects.filter(period=OuterRef("pk")).exclude(status__in=EDITABLE)
        ),
        expected=_expected(),
    ).filter(indicator__programme__archived_at=None)
    owed = Q(end_date__lt=today, handed_in__lt=F("expected"))
    # Few periods are anybody's own: found by key first, the rest is asked of those alone
    came_back = Actual.objects.filter(
        status=Status.RETURNED, reported_by__in=people or {user.pk}
    ).values("period")
    answered_for = Indicator.objects.filter(own).values("pk")
    rows = (
        periods.filter(Q(pk__in=came_back) | Q(indicator__in=answered_for))
        .filter(back | (mine & owed))
        .select_related("indicator__programme__agreement")
        .order_by("end_date", "indicator__code", "pk")
    )
    return [OwedFigure(row, row.returned, row.returned_to) for row in rows[:limit]]


def figures_to_verify(user: Any) -> list[Queue]:
    """Return the programmes in which figures wait that `user` may verify, and how many."""
    theirs = NOTHING
    for reach, programmes in _alike(user, Permission.ACTUAL_VERIFY):
        where = Q() if reach.country is None else Q(country=reach.country)
        theirs |= (_in(programmes, "period__indicator__programme") & where) or ~NOTHING
    rows = (
        Actual.objects.filter(theirs, status=Status.SUBMITTED)
        .filter(period__indicator__programme__archived_at=None)
        .exclude(reported_by=user)
        .values_list("period__indicator__programme__code", "period__indicator__programme__title")
        .annotate(count=Count("pk"))
        .order_by()  # those that wait are found first; in the order of codes all would be asked
    )
    return [Queue(code, title, count) for code, title, count in sorted(rows, key=itemgetter(0))]


def due_of(period: Period) -> datetime:
    """Return the instant from which the figure of `period` is late."""
    programme: Programme = period.indicator.programme
    agreement = getattr(programme, "agreement", None)
    days = agreement.due_days if agreement else DUE_DAYS
    return end_of_day(period.end_date + timedelta(days=days), programme.time_zone)


def _alike(user: Any, permission: Permission) -> list[tuple[Reach, set[int]]]:
    """Return grants that differ by programme alone as one, with those programmes; none: all."""
    found: dict[tuple[int | None, ...], tuple[Reach, set[int]]] = {}
    for reach in reaches_of(user):
        if reach.allows(permission):
            office = 0 if reach.programme is None else 1
            key = (reach.country, reach.organisation, reach.on_behalf_of, office)
            _first, programmes = found.setdefault(key, (reach, set()))
            if reach.programme is not None:
                programmes.add(reach.programme)
    return list(found.values())


def _in(programmes: set[int], path: str) -> Q:
    return Q(**{f"{path}__in": programmes}) if programmes else Q()


def _expected() -> Greatest:
    """Return for how many places the figure of a period is to be handed in."""
    chosen = Indicator.countries.through.objects.filter(indicator=INDICATOR)
    covered = ProgrammeCountry.objects.filter(programme=PROGRAMME)
    areas = Area.objects.filter(programmes=PROGRAMME)
    of_chosen = areas.filter(country__indicators=INDICATOR)
    places = Case(
        When(Q(indicator__reported_for="country") & Exists(chosen), then=_counted(chosen)),
        When(indicator__reported_for="country", then=_counted(covered)),
        When(Q(indicator__reported_for="area") & Exists(chosen), then=_counted(of_chosen)),
        When(indicator__reported_for="area", then=_counted(areas)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return Greatest(places, 1)


def _counted(rows: QuerySet[Any]) -> Coalesce:
    count = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("*")).values("n")
    return Coalesce(Subquery(count, output_field=IntegerField()), 0)
