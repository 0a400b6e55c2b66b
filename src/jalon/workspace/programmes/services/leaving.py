"""When someone leaves: their open work and their grants change hands at once."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace import leaving
from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.accounts.rules import POWERS, Permission, Role, Sees
from jalon.workspace.audit.services import Line, record, record_all
from jalon.workspace.programmes.models import Delegation, Grant, Programme
from jalon.workspace.programmes.permissions import forget, has_own_permission, reaches_of, this_day
from jalon.workspace.programmes.services.grants import end_grant, give_grant


@transaction.atomic
def hand_over(
    *,
    leaver: User,
    successor: User,
    by: User,
    programme: Programme | None = None,
    with_grants: bool = False,
    reason: str = "",
) -> dict[str, int]:
    """Hand the open work of `leaver` to `successor`, in one programme or in all.

    Every app that holds open work hands over its own, in one transaction; the leaver's grants and
    delegations end. With `with_grants` the successor first gets the same roles. Returns how many
    things changed hands, by app.
    """
    if not has_own_permission(by, Permission.GRANT_EDIT, programme):
        raise PermissionDenied
    _check_successor(leaver, successor)
    grants = list(_grants(leaver, programme))
    taken = _pass_on(grants, successor, by) if with_grants else 0
    _check_reaches_all(grants, successor)
    counts = {
        name: function(leaver, successor, programme, by)
        for name, function in leaving.registered().items()
    }
    counts |= {"grants_given": taken, "grants_ended": len(grants)}
    for grant in grants:
        end_grant(grant=grant, by=by, reason=reason)
    counts["delegations_ended"] = _end_delegations(leaver, programme, by)
    forget(leaver)
    forget(successor)
    record(
        by=by,
        what="programmes.handed-over",
        target=leaver,
        programme_id=programme.pk if programme else None,
        after={"successor": successor.pk, **counts},
        reason=reason,
    )
    return counts


def preview_hand_over(
    *,
    leaver: User,
    successor: User,
    by: User,
    programme: Programme | None = None,
    with_grants: bool = False,
) -> dict[str, int]:
    """Return what `hand_over` would change: it is done, counted, and undone."""
    try:
        with transaction.atomic():
            counts = hand_over(
                leaver=leaver,
                successor=successor,
                by=by,
                programme=programme,
                with_grants=with_grants,
            )
            transaction.set_rollback(True)
    finally:
        forget(leaver)
        forget(successor)
    return counts


def _check_successor(leaver: User, successor: User) -> None:
    if leaver.pk == successor.pk:
        raise RuleBroken("successor-is-leaver")
    if successor.kind == Kind.CANDIDATE or not successor.is_active:
        raise RuleBroken("successor-unusable", who=str(successor))


def _check_reaches_all(grants: list[Grant], successor: User) -> None:
    """Refuse a successor who could not open what they are to take over."""
    forget(successor)
    today = this_day()
    for grant in grants:
        begun = grant.start_date is None or grant.start_date <= today
        if grant.programme and begun and _goes_on(grant) and not _reaches(successor, grant):
            raise RuleBroken(
                "successor-without-access", who=str(successor), programme=grant.programme.code
            )


def _goes_on(grant: Grant) -> bool:
    """Tell whether there is still work: what lies in the archive needs nobody."""
    return grant.programme is None or grant.programme.archived_at is None


def _reaches(successor: User, grant: Grant) -> bool:
    """Tell whether the successor sees as much there, in their own name, as the grant shows."""
    enough = {POWERS[Role(grant.role)].sees, Sees.ALL}
    return any(
        reach.on_behalf_of is None
        and reach.programme in {None, grant.programme_id}
        and reach.sees in enough
        for reach in reaches_of(successor)
    )


def _grants(leaver: User, programme: Programme | None) -> list[Grant]:
    """Return the grants that end, held with their programmes until this is done.

    All are locked before the first event is written, so that nobody waits in a circle.
    """
    today = this_day()
    grants = Grant.objects.filter(Q(end_date=None) | Q(end_date__gte=today), user=leaver)
    if programme:
        grants = grants.filter(programme=programme)
    held = list(
        grants.filter(ended_at=None)
        .select_for_update(of=("self",))
        .select_related("programme", "country", "organisation")
        .order_by("pk")
    )
    keys = {grant.programme_id for grant in held if grant.programme_id}
    list(Programme.objects.filter(pk__in=keys).select_for_update().order_by("pk"))
    return held


def _pass_on(grants: list[Grant], successor: User, by: User) -> int:
    """Give the successor the roles that they do not hold yet; return how many."""
    given = 0
    for grant in filter(_goes_on, grants):
        held = Grant.objects.filter(
            user=successor,
            role=grant.role,
            programme=grant.programme,
            country=grant.country,
            organisation=grant.organisation,
            end_date=grant.end_date,
            ended_at=None,
        )
        if held.exists():
            continue
        give_grant(
            user=successor,
            by=by,
            role=grant.role,
            programme=grant.programme,
            country=grant.country,
            organisation=grant.organisation,
            start_date=grant.start_date,
            end_date=grant.end_date,
        )
        given += 1
    return given


def _end_delegations(leaver: User, programme: Programme | None, by: User) -> int:
    """End the deputies' time in the programme; everywhere if the leaver holds nothing elsewhere."""
    found = Delegation.objects.filter(Q(absent=leaver) | Q(deputy=leaver), ended_at=None)
    if programme and _grants(leaver, None):
        found = found.filter(programme=programme)
    rows = list(found.order_by("pk"))
    Delegation.objects.filter(pk__in=[row.pk for row in rows]).update(ended_at=timezone.now())
    lines = [
        Line(
            "programmes.delegation-ended",
            row,
            row.programme_id,
            after={"absent": row.absent_id, "deputy": row.deputy_id},
        )
        for row in rows
    ]
    record_all(by=by, lines=lines)
    return len(rows)
