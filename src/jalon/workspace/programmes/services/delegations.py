"""Who stands in for whom."""

from datetime import date
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django_tasks.base import Task

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import Line, record_all
from jalon.workspace.programmes import notifications, rules
from jalon.workspace.programmes.models import Delegation, Programme
from jalon.workspace.programmes.permissions import (
    forget,
    has_own_permission,
    is_of_team,
    reaches_of,
    this_day,
)


@transaction.atomic
def delegate(
    *,
    absent: User,
    deputy: User,
    start_date: date,
    end_date: date,
    by: User,
    programme: Programme | None = None,
) -> Delegation:
    """Let `deputy` act for `absent` on these days, in one programme or in all."""
    _check_may(by, absent, programme)
    _check_lends(by, absent, deputy, programme)
    rules.check_leave(start_date, end_date, today=this_day())
    if deputy.pk == absent.pk:
        raise RuleBroken("deputy-is-absent")
    if deputy.kind == Kind.CANDIDATE or not _is_of_teams(deputy, absent, programme):
        raise RuleBroken("deputy-not-of-team", who=str(deputy))
    facts = {
        "absent": absent,
        "deputy": deputy,
        "programme": programme,
        "start_date": start_date,
        "end_date": end_date,
    }
    list(User.objects.select_for_update().filter(pk=absent.pk))  # a double click waits here
    if Delegation.objects.filter(ended_at=None, **facts).exists():
        raise RuleBroken("delegation-twice", who=str(deputy))
    delegation = Delegation.objects.create(**facts)
    forget(deputy)
    _record(by, "programmes.delegated", delegation)
    _tell(delegation, by, notifications.tell_of_deputy)
    return delegation


@transaction.atomic
def end_delegation(*, delegation: Delegation, by: User) -> Delegation:
    """End a deputy's time early."""
    delegation = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("absent", "deputy")
        .get(pk=delegation.pk)
    )
    if by.pk != delegation.deputy_id:
        _check_may(by, delegation.absent, delegation.programme_id)
    if delegation.ended_at is not None:
        raise RuleBroken("delegation-over")
    delegation.ended_at = timezone.now()
    delegation.save(update_fields=["ended_at"])
    forget(delegation.deputy)
    _record(by, "programmes.delegation-ended", delegation)
    _tell(delegation, by, notifications.tell_of_ended_deputy)
    return delegation


def _tell(delegation: Delegation, by: User, notice: Task[[int, int, str], None]) -> None:
    """Tell both of them, but not whoever did it."""
    for person in {delegation.absent_id, delegation.deputy_id} - {by.pk}:
        transaction.on_commit(partial(notice.enqueue, delegation.pk, person, str(by)))


def _check_may(by: User, absent: User, programme: Programme | int | None) -> None:
    if by.pk != absent.pk and not has_own_permission(by, Permission.GRANT_EDIT, programme):
        raise PermissionDenied


def _is_of_teams(deputy: User, absent: User, programme: Programme | None) -> bool:
    """Tell whether the deputy is of the team wherever they would act."""
    if programme is not None:
        return is_of_team(deputy, programme)
    own = [reach for reach in reaches_of(absent) if reach.on_behalf_of is None]
    places = {reach.programme for reach in own if reach.programme is not None}
    return is_of_team(deputy, None) and all(is_of_team(deputy, place) for place in places)


def _check_lends(by: User, absent: User, deputy: User, programme: Programme | None) -> None:
    """Refuse that somebody lends themselves another's powers, or any that they could not give."""
    if by.pk == absent.pk:
        return
    if by.pk == deputy.pk:
        raise RuleBroken("deputy-is-oneself")
    where = programme.pk if programme else None
    own = [reach for reach in reaches_of(absent) if reach.on_behalf_of is None]
    lent = [reach for reach in own if where is None or reach.programme in {None, where}]
    rules.check_can_lend(reaches_of(by), lent)


def _record(by: User, what: str, delegation: Delegation) -> None:
    """Say it in the trail of each programme in which the deputy acts."""
    after = {
        "absent": delegation.absent_id,
        "deputy": delegation.deputy_id,
        "start_date": delegation.start_date,
        "end_date": delegation.end_date,
    }
    where = [delegation.programme_id] if delegation.programme_id else _lent_in(delegation.absent)
    lines = [Line(what, delegation, programme_id=place, after=after) for place in where]
    record_all(by=by, lines=lines)


def _lent_in(absent: User) -> list[int | None]:
    """Return the programmes in which somebody holds roles of their own; None is the office."""
    own = {reach.programme for reach in reaches_of(absent) if reach.on_behalf_of is None}
    return sorted(own, key=lambda place: place or 0) or [None]
