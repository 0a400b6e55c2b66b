"""Give roles, and end them."""

from datetime import date
from functools import partial

from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.accounts.rules import Permission, Role
from jalon.workspace.audit.services import record
from jalon.workspace.places.models import Country
from jalon.workspace.programmes import notifications, rules
from jalon.workspace.programmes.models import Grant, Organisation, Programme
from jalon.workspace.programmes.permissions import (
    check_permission,
    forget,
    others_like,
    reaches_of,
)
from jalon.workspace.programmes.services.locking import check_running


@transaction.atomic
def give_grant(
    *,
    user: User,
    role: str,
    programme: Programme | None,
    by: User,
    country: Country | None = None,
    organisation: Organisation | None = None,
    start_date: date | None = None,
    end_date: date | None = None,
) -> Grant:
    """Give somebody a role that the giver's own powers cover; None for the whole office."""
    given = Role(role)
    where = country.pk if country else None
    check_permission(by, Permission.GRANT_EDIT, programme, country=where)
    _check_programme(programme)
    list(User.objects.select_for_update().filter(pk=user.pk))  # a double click waits here
    rules.check_holder(
        is_candidate=user.kind == Kind.CANDIDATE,
        is_active=user.is_active,
        is_giver=user.pk == by.pk,
    )
    rules.check_can_give(
        reaches_of(by), given, programme=programme.pk if programme else None, country=where
    )
    if start_date and end_date and end_date < start_date:
        raise RuleBroken("dates-reversed")
    if programme and country and not programme.covers.filter(country=country).exists():
        raise RuleBroken("grant-country-not-covered", country=str(country))
    facts = {
        "role": given.value,
        "programme": programme,
        "country": country,
        "organisation": organisation,
    }
    if Grant.objects.filter(user=user, ended_at=None, end_date=end_date, **facts).exists():
        raise RuleBroken("grant-twice", who=str(user))
    grant = Grant.objects.create(
        user=user, given_by=by, start_date=start_date, end_date=end_date, **facts
    )
    forget(user)
    _record(by, "programmes.granted", grant)
    transaction.on_commit(partial(notifications.tell_of_role.enqueue, grant.pk, str(by)))
    return grant


@transaction.atomic
def end_grant(*, grant: Grant, by: User, reason: str = "") -> Grant:
    """End a grant today; a programme keeps at least one director."""
    grant = (
        Grant.objects.select_for_update(of=("self",))
        .select_related("user", "programme")
        .get(pk=grant.pk)
    )
    if grant.ended_at is not None:
        raise RuleBroken("grant-over")
    if grant.user_id != by.pk:
        check_permission(by, Permission.GRANT_EDIT, grant.programme_id, country=grant.country_id)
        rules.check_can_give(
            reaches_of(by),
            Role(grant.role),
            programme=grant.programme_id,
            country=grant.country_id,
        )
    check_somebody_stays(grant)
    grant.ended_at = timezone.now()
    grant.save(update_fields=["ended_at"])
    forget(grant.user)
    _record(by, "programmes.grant-ended", grant, reason)
    if grant.user_id != by.pk:
        told = partial(notifications.tell_of_ended_role.enqueue, grant.pk, str(by), reason)
        transaction.on_commit(told)
    return grant


def check_somebody_stays(grant: Grant) -> None:
    """Refuse to leave a programme without a director, or the office without an administrator."""
    if grant.role == Role.DIRECTOR and grant.programme_id and not grant.country_id:
        Programme.objects.select_for_update().get(pk=grant.programme_id)
        rules.check_a_director_stays(others_like(grant))
    if grant.role == Role.ADMINISTRATOR and grant.programme_id is None:
        hold_administrators()
        rules.check_an_administrator_stays(others_like(grant))


def hold_administrators() -> None:
    """Let nobody else end their role or close their account until this is done."""
    held = Grant.objects.filter(role=Role.ADMINISTRATOR, programme=None, ended_at=None)
    list(held.select_for_update(of=("self",)).order_by("pk"))


def _check_programme(programme: Programme | None) -> None:
    if programme:
        check_running(programme)


def _record(by: User, what: str, grant: Grant, reason: str = "") -> None:
    record(
        by=by,
        what=what,
        target=grant,
        programme_id=grant.programme_id,
        after={
            "user": grant.user_id,
            "role": grant.role,
            "country": grant.country_id,
            "organisation": grant.organisation_id,
            "end_date": grant.end_date,
        },
        reason=reason,
    )
