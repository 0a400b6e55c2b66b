"""Who may do what, where: asked of the grants, once for each request."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import FilteredRelation, Q

from jalon.workspace.accounts.models import Kind
from jalon.workspace.accounts.rules import Permission, Role, Sees, roles_with
from jalon.workspace.places.models import Country
from jalon.workspace.programmes import rules
from jalon.workspace.programmes.models import (
    Grant,
    Programme,
    ProgrammeCountry,
    ProgrammeQuerySet,
)
from jalon.workspace.programmes.rules import Reach, Scope

_KEPT = "_reaches"  # on the user of this request; services that change grants forget it


def reaches_of(user: Any, today: date | None = None) -> tuple[Reach, ...]:
    """Return the grants that `user` holds today, also for people they stand in for."""
    if not user.is_authenticated or not user.is_active or user.kind == Kind.CANDIDATE:
        return ()
    kept: tuple[Reach, ...] | None = getattr(user, _KEPT, None)
    if kept is None or today is not None:
        kept = _read(user.pk, today or this_day())
        if today is None:
            setattr(user, _KEPT, kept)
    return kept


def this_day() -> date:
    """Return the day by which grants hold: the same for everybody, whatever zone they read in."""
    return datetime.now(UTC).date()


def forget(user: Any) -> None:
    """Ask the database again next time; call it after a change of grants."""
    if hasattr(user, _KEPT):
        delattr(user, _KEPT)


def has_permission(
    user: Any,
    permission: Permission,
    programme: Programme | int | None = None,
    *,
    country: int | None = None,
    anywhere: bool = False,
) -> bool:
    """Tell whether `user` may; see `rules.allowed` for programme, country and anywhere."""
    return rules.allowed(
        reaches_of(user),
        permission,
        programme=_key(programme),
        country=country,
        anywhere=anywhere,
    )


def has_own_permission(
    user: Any, permission: Permission, programme: Programme | int | None = None
) -> bool:
    """Tell whether `user` may in their own name, not only in that of somebody who is away."""
    own = [reach for reach in reaches_of(user) if reach.on_behalf_of is None]
    return rules.allowed(own, permission, programme=_key(programme))


def check_permission(
    user: Any,
    permission: Permission,
    programme: Programme | int | None = None,
    *,
    country: int | None = None,
    anywhere: bool = False,
) -> None:
    """Raise PermissionDenied if `user` may not."""
    if not has_permission(user, permission, programme, country=country, anywhere=anywhere):
        raise PermissionDenied


def scope_of(user: Any, permission: Permission, programme: Programme | int) -> Scope:
    """Return which rows of `programme` the user sees."""
    return rules.scope_of(reaches_of(user), permission, programme=_key(programme))


def visible_programmes(
    user: Any, permission: Permission = Permission.PROGRAMME_VIEW
) -> ProgrammeQuerySet:
    """Return the programmes in which `user` holds a grant that allows `permission`."""
    return _programmes_of(reach for reach in reaches_of(user) if reach.allows(permission))


def stands_in_for(user: Any, programme: int | None) -> int | None:
    """Return whose powers `user` holds there beside their own: of somebody who is away."""
    return rules.absent_behind(reaches_of(user), programme=programme)


def sees_whole(user: Any, programme: Programme | int) -> bool:
    """Tell whether `user` sees all of a programme: its people, terms and partners."""
    return scope_of(user, Permission.PROGRAMME_VIEW, programme).everything


def sees_terms(user: Any, programme: Programme | int) -> bool:
    """Tell whether `user` sees what was agreed: the team, and the donor."""
    scope = scope_of(user, Permission.PROGRAMME_VIEW, programme)
    return bool(scope.everything or scope.countries or scope.submitted)


def works_in(user: Any, programme: Programme | int) -> bool:
    """Tell whether `user` has work to do there, and so needs to reach people: no evaluator does."""
    needs = (Permission.QUESTION_ANSWER, Permission.PROGRAMME_EDIT)
    return any(has_permission(user, need, programme, anywhere=True) for need in needs)


def is_of_team(user: Any, programme: Programme | int | None) -> bool:
    """Tell whether `user` holds, in their own name, a grant of those who see all rows.

    Without a programme: in any.
    """
    if programme is None:
        return any(r.sees is Sees.ALL and r.on_behalf_of is None for r in reaches_of(user))
    return any(
        reach.sees is Sees.ALL
        and reach.on_behalf_of is None
        and reach.programme in {None, _key(programme)}
        for reach in reaches_of(user)
    )


def has_permission_somewhere(user: Any, permission: Permission) -> bool:
    """Tell whether `user` may in any programme, or in the office."""
    return any(reach.allows(permission) for reach in reaches_of(user))


def check_permission_somewhere(user: Any, permission: Permission) -> None:
    if not has_permission_somewhere(user, permission):
        raise PermissionDenied


def can_edit_calendar(user: Any, country: Country) -> bool:
    """Tell whether `user` may correct days off: for the office, or in a programme there."""
    if has_permission(user, Permission.PLACE_EDIT):
        return True
    editable = {
        reach.programme for reach in reaches_of(user) if reach.allows(Permission.PROGRAMME_EDIT)
    }
    if None in editable:
        return True
    return ProgrammeCountry.objects.filter(programme__in=editable, country=country).exists()


def check_can_edit_calendar(user: Any, country: Country) -> None:
    if not can_edit_calendar(user, country):
        raise PermissionDenied


def can_create(user: Any) -> bool:
    """Tell whether `user` may begin programmes: as a director or for the office, not as a deputy.

    Who begins a programme directs it for good.
    """
    return any(
        reach.allows(Permission.PROGRAMME_CREATE) and reach.on_behalf_of is None
        for reach in reaches_of(user)
    )


def check_can_create(user: Any) -> None:
    if not can_create(user):
        raise PermissionDenied


def programmes_where(user: Any, permission: Permission) -> ProgrammeQuerySet:
    """Return the programmes in all countries of which `user` may."""
    return _programmes_of(
        reach for reach in reaches_of(user) if reach.allows(permission) and reach.country is None
    )


def team_programmes(user: Any) -> ProgrammeQuerySet:
    """Return the programmes of whose team `user` is."""
    return _programmes_of(
        reach for reach in reaches_of(user) if reach.sees is Sees.ALL and reach.on_behalf_of is None
    )


def _programmes_of(reaches: Iterable[Reach]) -> ProgrammeQuerySet:
    keys: set[int] = set()
    for reach in reaches:
        if reach.programme is None:
            return Programme.objects.all()
        keys.add(reach.programme)
    return Programme.objects.filter(pk__in=keys)


def holders_of(
    permission: Permission, programme: Programme | int | None, *, role: Role | None = None
) -> set[int]:
    """Return the ids of the people who hold `permission` (and `role`) in `programme` today.

    Without a programme, of those who hold it in the whole office.
    """
    roles = {role} & roles_with(permission) if role else roles_with(permission)
    today = this_day()
    grants = Grant.objects.filter(
        _holds(today),
        Q(programme=None) | Q(programme=_key(programme)),
        role__in=roles,
        user__is_active=True,
    )
    return set(grants.values_list("user_id", flat=True))


def others_like(grant: Grant) -> int:
    """Return how many other people hold the same role there today, in all of it, open-ended."""
    return (
        Grant.objects.filter(
            _holds(this_day()),
            Q(programme=grant.programme_id) | Q(programme=None),
            role=grant.role,
            country=None,
            end_date=None,
            user__is_active=True,
        )
        .exclude(user=grant.user_id)
        .values("user")
        .distinct()
        .count()
    )


def _key(programme: Programme | int | None) -> int | None:
    return programme.pk if isinstance(programme, Programme) else programme


def _holds(today: date, path: str = "") -> Q:
    """Return the condition that a grant, or what stands at `path`, holds on a day."""

    def told(**facts: object) -> Q:
        return Q(**{f"{path}{name}": fact for name, fact in facts.items()})

    started = told(start_date=None) | told(start_date__lte=today)
    not_over = told(end_date=None) | told(end_date__gte=today)
    return told(ended_at=None) & started & not_over


def _read(user_id: int, today: date) -> tuple[Reach, ...]:
    """Return the reaches of one's own grants, then of those of whom one stands in for (a query)."""
    given = "user__delegations_given"
    of_mine = _holds(today, f"{given}__") & Q(
        **{f"{given}__deputy": user_id, "user__is_active": True}
    )
    rows = list(
        Grant.objects.annotate(lent=FilteredRelation(given, condition=of_mine))
        .filter(_holds(today), Q(user=user_id) | Q(lent__isnull=False))
        .order_by("lent", "pk")
        .values_list(
            "user",
            "role",
            "programme",
            "country",
            "organisation",
            "lent",
            "lent__programme",
            "user__name",
            "user__email",
        )
    )
    found = [
        Reach(Role(role), programme, country, organisation)
        for holder, role, programme, country, organisation, _lent, _limit, *_names in rows
        if holder == user_id
    ]
    found += [
        Reach(Role(role), limit or programme, country, organisation, holder, name or email)
        for holder, role, programme, country, organisation, lent, limit, name, email in rows
        if lent is not None and (limit is None or programme in (None, limit))
    ]
    return tuple(found)
