"""Who is to be reminded of which paper today."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.documents.models import Obligation, Reminder
from jalon.workspace.documents.rules.deadlines import last_day
from jalon.workspace.documents.rules.ladder import LADDER, Audience, Rung, rung_reached
from jalon.workspace.documents.rules.states import ObligationState
from jalon.workspace.programmes.models import Delegation, Grant

HELD = ObligationState.SUBMITTED
CLEARANCE_FROM = 7  # days before, that the heads hear of what is still being cleared
LOOK_AHEAD = timedelta(days=max(rung.days for rung in LADDER) + 2)


@dataclass(frozen=True, slots=True)
class Due:
    """A paper whose ladder has reached a rung; a promised new date is what counts."""

    obligation: Obligation
    rung: Rung
    promised_at: datetime
    day: date

    @property
    def key(self) -> tuple[int, datetime, int]:
        return self.obligation.pk, self.promised_at, self.rung.days


def reached(today: date, only: Iterable[int] | None = None) -> list[Due]:
    """Return the papers that are still awaited and have reached a rung by `today`."""
    horizon = datetime.combine(today, time.min, tzinfo=UTC) + LOOK_AHEAD
    rows = (
        Obligation.objects.awaited()
        .filter(programme__archived_at=None)
        .alias(promised=Coalesce(F("expected_at"), F("due_at")))
        .filter(promised__lte=horizon)
        .select_related("programme")
        .order_by("due_at", "pk")
    )
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    found = []
    for row in rows.iterator():
        promised = row.expected_at or row.due_at
        day = last_day(promised, row.due_zone)
        rung = rung_reached(day, today)
        if rung is not None and (rung.days <= CLEARANCE_FROM or row.state != HELD):
            found.append(Due(row, rung, promised, day))
    return found


def recipients(today: date) -> dict[int, list[Due]]:
    """Return, for each person, the papers of which they are not yet reminded as they should be."""
    due = reached(today)
    told = _told(due)
    people = _People(due, today)
    found: dict[int, list[Due]] = defaultdict(list)
    for one in due:
        for user in people.of(one):
            if (*one.key, user) not in told:
                found[user].append(one)
    return dict(found)


def _told(due: Iterable[Due]) -> set[tuple[int, datetime, int, int]]:
    rows = Reminder.objects.filter(obligation__in=[one.obligation.pk for one in due])
    return set(rows.values_list("obligation", "promised_at", "rung", "to"))


class _People:
    """The grants of all programmes concerned, read once."""

    def __init__(self, due: Iterable[Due], today: date) -> None:
        programmes = {one.obligation.programme_id for one in due}
        holds = (
            Q(ended_at=None)
            & (Q(start_date=None) | Q(start_date__lte=today))
            & (Q(end_date=None) | Q(end_date__gte=today))
        )
        self.grants = list(
            Grant.objects.filter(
                holds,
                Q(programme__in=programmes) | Q(programme=None),
                Q(role__in=[Role.COORDINATOR, Role.DIRECTOR]) | Q(organisation__isnull=False),
                user__is_active=True,
            )
        )
        self.deputies = list(Delegation.objects.filter(holds, deputy__is_active=True))
        self.active = set(User.objects.filter(is_active=True).values_list("pk", flat=True))

    def of(self, due: Due) -> set[int]:
        found: set[int] = set()
        for audience in due.rung.audiences:
            found |= self._audience(audience, due.obligation)
        if not found:  # nobody answers for it any more: somebody must know
            found = self._heads(due.obligation, Role.COORDINATOR)
        return found or self._heads(due.obligation, Role.DIRECTOR)

    def _audience(self, audience: Audience, row: Obligation) -> set[int]:
        if audience is Audience.OWER and row.state != HELD:
            return self._owers(row)
        role = Role.DIRECTOR if audience is Audience.DIRECTOR else Role.COORDINATOR
        return self._heads(row, role)

    def _owers(self, row: Obligation) -> set[int]:
        owers = {row.owed_by_user_id} if row.owed_by_user_id else set()
        if row.owed_by_organisation_id:
            owers |= {
                grant.user_id
                for grant in self.grants
                if grant.organisation_id == row.owed_by_organisation_id
                and grant.programme_id in {None, row.programme_id}
            }
        deputies = {
            one.deputy_id
            for one in self.deputies
            if one.absent_id in owers and one.programme_id in {None, row.programme_id}
        }
        return (owers & self.active) | deputies

    def _heads(self, row: Obligation, role: Role) -> set[int]:
        """Return who holds a role here; who holds it for the whole office, only if nobody does."""
        heads = [
            grant
            for grant in self.grants
            if grant.role == role
            and grant.programme_id in {None, row.programme_id}
            and grant.country_id in {None, row.country_id}
        ]
        near = {grant.user_id for grant in heads if grant.programme_id is not None}
        return near or {grant.user_id for grant in heads}
